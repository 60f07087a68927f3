//! What a document says of articles that are gone (RFC 6721) and of the documents before and after it (RFC 5005).
//!
//! RSS says it with the elements of Atom; JSON Feed has `next_url`, and keeps the rest in its extension object.

use super::{
    Channel,
    extension::{Element, Extensions},
};
use crate::value::{Timestamp, WebUrl};
use std::collections::HashSet;

/// An article that was taken down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// Its id, exactly as documents of this format carried it.
    pub id: String,
    /// Its page, where that is not what its id says.
    pub url: Option<String>,
    /// When it was taken down.
    pub when: Timestamp,
    /// Why, in plain text that XML can carry.
    pub reason: Option<String>,
}

/// Which part of a feed's past a document is. RFC 5005 §1: a feed is of one kind and never mixes them.
///
/// All addresses are those of documents in the same format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum History {
    /// The feed has this one document and says nothing of others.
    #[default]
    None,
    /// The document that readers poll, which leads to the archives (§4).
    Subscription {
        /// The newest archive; none if there is no archive yet.
        prev_archive: Option<WebUrl>,
    },
    /// An archive, whose set of articles does not change any more (§4).
    Archive {
        /// The document that readers poll.
        current: WebUrl,
        /// The archive before this one; none if this is the first.
        prev_archive: Option<WebUrl>,
        /// The archive after this one; none if this is the newest.
        next_archive: Option<WebUrl>,
    },
    /// A page of a list that may shift (§3).
    Page {
        /// The page with the newest articles.
        first: WebUrl,
        /// The page with the oldest ones.
        last: WebUrl,
        /// The page with newer articles than this one; none if this is the first.
        previous: Option<WebUrl>,
        /// The page with older articles than this one; none if this is the last.
        next: Option<WebUrl>,
    },
}

impl History {
    /// The relations to other documents, with their addresses, in a fixed order.
    pub(super) fn links(&self) -> Vec<(&'static str, &WebUrl)> {
        let all = match self {
            Self::None => Vec::new(),
            Self::Subscription { prev_archive } => vec![("prev-archive", prev_archive.as_ref())],
            Self::Archive { current, prev_archive, next_archive } => vec![
                ("current", Some(current)),
                ("prev-archive", prev_archive.as_ref()),
                ("next-archive", next_archive.as_ref()),
            ],
            Self::Page { first, last, previous, next } => vec![
                ("first", Some(first)),
                ("last", Some(last)),
                ("previous", previous.as_ref()),
                ("next", next.as_ref()),
            ],
        };
        all.into_iter().filter_map(|(relation, url)| Some((relation, url?))).collect()
    }

    /// The document with the next older articles: all that JSON Feed knows of other documents.
    pub(super) const fn older(&self) -> Option<&WebUrl> {
        match self {
            Self::None => None,
            Self::Subscription { prev_archive } | Self::Archive { prev_archive, .. } => prev_archive.as_ref(),
            Self::Page { next, .. } => next.as_ref(),
        }
    }
}

/// The channel's deletions in their order; RFC 6721 §3: none is told twice.
pub(super) fn deletions(channel: &Channel) -> impl Iterator<Item = &Deletion> {
    let mut told = HashSet::new();
    channel.deleted.iter().filter(move |deletion| told.insert((deletion.id.as_str(), deletion.when)))
}

/// Why an article was taken down, if anybody said so.
pub(super) fn reason(deletion: &Deletion) -> Option<&str> {
    deletion.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty())
}

/// Adds the mark of an archive and the deletions: the same elements in RSS and in Atom.
pub(super) fn add(channel: &Channel, extensions: &mut Extensions) {
    if matches!(channel.history, History::Archive { .. }) {
        extensions.push(Element::new("fh", "archive"));
    }
    for deletion in deletions(channel) {
        let mut element = Element::new("at", "deleted-entry")
            .exact_attribute("ref", &deletion.id)
            .attribute("when", deletion.when.rfc3339());
        if let Some(reason) = reason(deletion) {
            let (kind, text) = super::atom::text_construct(reason);
            let comment = Element::new("at", "comment").attribute_if("type", kind).text(text);
            element = element.child(comment);
        }
        if let Some(url) = &deletion.url {
            // RSS has `atom:id` in every document, and so the prefix.
            element = element.child(Element::new("atom", "link").attribute("href", url));
        }
        extensions.push(element);
    }
}
