//! What subscribers of a feed are told of deleted articles, and for how long.

use crate::{
    config::{Feed, OnDelete},
    state::Row,
    value::{EntryId, Format, Timestamp},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// An article of which subscribers are told that it is deleted.
#[derive(Debug, Clone, Hash)]
pub(super) struct Deleted {
    id: String,
    ids: BTreeMap<Format, String>,
    pub url: Option<String>,
    pub published: Timestamp,
    pub at: Timestamp,
    pub reason: Option<String>,
    /// Whether the feed showed it until then.
    pub was_visible: bool,
}

impl Deleted {
    /// Its id as a format carries it.
    pub(super) fn id_in(&self, format: Format) -> Option<String> {
        let id = EntryId::new(self.ids.get(&format).unwrap_or(&self.id)).ok()?;
        Some(if format == Format::Atom { id.for_atom().into_owned() } else { id.as_str().to_owned() })
    }
}

/// What subscribers of a feed are told of deleted articles.
#[derive(Debug, Default, Hash)]
pub(super) struct Told {
    /// The newest deletion first.
    pub deleted: Vec<Deleted>,
    /// The last deletion, also if it is told no longer.
    pub last: Option<Timestamp>,
    /// When the first of them is told no longer.
    pub ends: Option<Timestamp>,
}

impl Told {
    /// What is told at `now` of those of the rows whose records are deleted and that the feed of this name has shown.
    pub(super) fn of<'r>(rows: impl Iterator<Item = &'r Row>, feed: &Feed, name: &str, now: Timestamp) -> Self {
        let told_for = i64::try_from(feed.removal.told_for).unwrap_or(i64::MAX);
        let mut told = Self::default();
        if told_for == 0 {
            return told;
        }
        for row in rows {
            let at = row.retracted.as_ref().map(|retraction| retraction.at).or(row.gone);
            let (Some(at), Some(presence)) = (at, row.feeds.get(name)) else { continue };
            told.last = told.last.max(Some(at));
            if now.unix().saturating_sub(at.unix()) >= told_for {
                continue;
            }
            let ends = Timestamp::from_unix(at.unix().saturating_add(told_for));
            told.ends = match (told.ends, ends) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            told.deleted.push(Deleted {
                id: row.id.clone(),
                ids: row.ids.clone(),
                url: row.url.clone(),
                published: row.published,
                at,
                reason: row.retracted.as_ref().and_then(|retraction| retraction.reason.clone()),
                was_visible: presence.left.is_none_or(|left| left >= at),
            });
        }
        // By the ids that the documents have, since a ledger that is learnt from them knows no others.
        let tells = |format: &&Format| **format != Format::Rss || feed.removal.rss != OnDelete::Drop;
        let ids = |deleted: &Deleted| feed.formats.iter().filter(tells).filter_map(|&f| deleted.id_in(f)).min();
        told.deleted.sort_by_cached_key(|deleted| (Reverse(deleted.at), ids(deleted)));
        told
    }
}
