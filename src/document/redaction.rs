//! What stands where an article was: an item with its id, whose text is a notice.
//!
//! Readers of RSS and JSON Feed know no deletions, but they replace what they have by id. Nothing of the record is needed
//! for it, nor may anything be kept: it is made of what was issued.

use super::{Fragment, atom, json, rss};
use crate::{
    diagnostic::{Diagnostic, Place, rules::record::RECORD_EMPTY},
    value::{Format, Timestamp, WebUrl},
};

/// An article whose text is replaced by a notice.
#[derive(Debug, Clone, Copy)]
pub struct Redaction<'a> {
    /// The id that it was published under, exactly as this format carries it.
    pub id: &'a str,
    /// The page that it was at; RSS says `isPermaLink="true"` where that is the id.
    pub url: Option<&'a WebUrl>,
    /// When it was published, unchanged.
    pub published: Timestamp,
    /// When it was taken down, for readers that ask what has changed; Atom, which needs such a date, falls back to that of
    /// publication. A document that lists the deletion as well leaves it out: by RFC 6721 §3 an entry that was changed
    /// later is published again.
    pub removed: Option<Timestamp>,
    /// What readers are told, in plain text that XML can carry.
    pub notice: &'a str,
    /// The title; without one the notice.
    pub title: Option<&'a str>,
}

impl Redaction<'_> {
    /// The title on one line.
    pub(super) fn shown_title(&self) -> String {
        let title = self.title.filter(|title| !title.trim().is_empty()).unwrap_or(self.notice);
        super::extension::one_line(title)
    }

    /// The time of the change, where it is another instant than the publication.
    pub(super) fn changed(&self) -> Option<Timestamp> {
        self.removed.filter(|removed| *removed != self.published)
    }
}

/// Renders an item that says no more than that its article is gone.
///
/// # Errors
/// A diagnostic with the id, where the notice is blank: there would be nothing to show in the article's place.
pub fn redacted(format: Format, redaction: &Redaction<'_>) -> Result<Fragment, Box<Diagnostic>> {
    if redaction.notice.trim().is_empty() {
        let message = "an article that was taken down cannot be replaced by a notice that says nothing";
        return Err(Box::new(Diagnostic::new(&RECORD_EMPTY, Place::default().record(redaction.id), message)));
    }
    Ok(match format {
        Format::Rss => rss::redacted(redaction),
        Format::Atom => atom::redacted(redaction),
        Format::Json => json::redacted(redaction),
    })
}
