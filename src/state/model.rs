//! What the ledger knows, as plain values.

use super::Outbox;
use crate::{
    record::Delivery,
    value::{Format, Moment, Timestamp},
};
use std::collections::BTreeMap;

/// A record that a published document has shown. Its ids never change by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The id under which it was published, in every format that `ids` does not name. Unique among rows.
    pub id: String,
    /// Ids of single formats that differ, since an earlier site issued them.
    pub ids: BTreeMap<Format, String>,
    /// The key under which its source knew it at last; `None` if it was learnt from a feed.
    pub key: Option<String>,
    /// Its permalink at last.
    pub url: Option<String>,
    /// Every other permalink that it has had, sorted.
    pub former_urls: Vec<String>,
    /// Its title at last.
    pub title: Option<String>,
    /// First publication, as it was published: it never moves.
    pub published: Timestamp,
    /// The run that showed it first.
    pub first_shown: Timestamp,
    /// Digest of its body as written, in hexadecimal digits.
    pub body: Option<String>,
    /// The feeds that have shown it.
    pub feeds: BTreeMap<String, Presence>,
    /// Digest of what its readers have of it, as last published, in hexadecimal digits with `t:` before them; without that an
    /// older program made it in another way. `None` if it is not known.
    pub digest: Option<String>,
    /// The run that last published it saying something else than before, after it was first shown.
    pub corrected: Option<Timestamp>,
    /// Since when all its sources have lacked it.
    pub gone: Option<Timestamp>,
    /// The run that showed it again after it was gone.
    pub returned: Option<Timestamp>,
    /// That its owner took it down, whatever the sources say.
    pub retracted: Option<Retraction>,
}

impl Row {
    /// A record of which nothing else is known.
    #[must_use]
    pub fn new(id: impl Into<String>, published: Timestamp, first_shown: Timestamp) -> Self {
        Self {
            id: id.into(),
            ids: BTreeMap::new(),
            key: None,
            url: None,
            former_urls: Vec::new(),
            title: None,
            published,
            first_shown,
            body: None,
            feeds: BTreeMap::new(),
            digest: None,
            corrected: None,
            gone: None,
            returned: None,
            retracted: None,
        }
    }

    /// Marks it as deleted because a feed says so, which tells nobody whether its owner took it down or its record had gone.
    pub fn hear_of_deletion(&mut self, at: Timestamp, reason: Option<String>) {
        self.gone = Some(at);
        self.retracted = Some(Retraction { at, reason });
    }

    /// Whether all that is known of its deletion is what a feed says.
    #[must_use]
    pub fn is_deleted_by_hearsay(&self) -> bool {
        self.key.is_none() && self.retracted.as_ref().is_some_and(|retraction| self.gone == Some(retraction.at))
    }

    /// Whether its date is that of its publication. What is known from a deletion alone has none but that of the deletion.
    #[must_use]
    pub fn has_date(&self) -> bool {
        let is_end = |at: Option<Timestamp>| at == Some(self.published);
        self.key.is_some() || !is_end(self.gone) && !is_end(self.retracted.as_ref().map(|retraction| retraction.at))
    }
}

/// That an article was taken down by its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// The run that did it.
    pub at: Timestamp,
    /// Why, in the owner's words.
    pub reason: Option<String>,
}

/// That a feed shows a record, or has shown it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// The run that showed it there first.
    pub since: Timestamp,
    /// The run that no longer showed it there.
    pub left: Option<Timestamp>,
    /// The archive document that holds it, from 1; `None` if none does.
    pub page: Option<u32>,
}

impl Presence {
    /// That a feed shows a record since this run.
    #[must_use]
    pub const fn new(since: Timestamp) -> Self {
        Self { since, left: None, page: None }
    }
}

/// A feed that was published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedRow {
    /// The id under which it was published; it never changes by itself.
    pub id: String,
    /// The value of an `each` feed as it was spelled at last.
    pub label: Option<String>,
    /// The identity of the show that it is (`podcast:guid`); it never changes by itself, wherever the feed moves.
    pub show: Option<String>,
    /// That it was ended.
    pub retired: Option<Retirement>,
}

impl FeedRow {
    /// A feed of which nothing else is known.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), label: None, show: None, retired: None }
    }
}

/// That a feed was ended by its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retirement {
    /// The run that did it.
    pub at: Timestamp,
    /// Where its subscribers are sent; `None` if nowhere.
    pub to: Option<String>,
}

/// A document as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its path below the output directory.
    pub path: String,
    /// The feed that it is of.
    pub feed: String,
    /// Its format.
    pub format: Format,
    /// Digest of its bytes, in hexadecimal digits.
    pub digest: String,
    /// How many items it has.
    pub items: u64,
    /// How many bytes it has.
    pub bytes: u64,
    /// The run that wrote it.
    pub changed: Timestamp,
}

/// That a document is about to be replaced: written down before, taken away after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The document's path below the output directory.
    pub path: String,
    /// The digest of what is there now, if anything is.
    pub old: Option<String>,
    /// The digest of what will be there.
    pub new: String,
    /// Who is to be told once it is there, and of what.
    pub deliveries: Vec<Delivery>,
}

/// Everything that the ledger knows and a run needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Records, sorted by id.
    pub rows: Vec<Row>,
    /// Feeds by their names (`news`, `category/politics`), once they were published.
    pub feeds: BTreeMap<String, FeedRow>,
    /// Documents, sorted by path.
    pub publications: Vec<Publication>,
    /// What the last run meant to do and may not have done, sorted by path.
    pub intents: Vec<Intent>,
    /// What is known of deliveries.
    pub outbox: Outbox,
}

/// What is published: the part of what is known that is no record and no delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Feeds by their names.
    pub feeds: BTreeMap<String, FeedRow>,
    /// Documents, sorted by path.
    pub publications: Vec<Publication>,
}

impl From<Known> for Published {
    fn from(known: Known) -> Self {
        Self { feeds: known.feeds, publications: known.publications }
    }
}

/// What a run has learnt.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Rows that are new or have changed; each replaces the row with its id.
    pub rows: Vec<Row>,
    /// Feeds that are new or have changed; each replaces the one with its name.
    pub feeds: BTreeMap<String, FeedRow>,
    /// Documents that were written or found as they should be; each replaces the one with its path.
    pub publications: Vec<Publication>,
    /// Paths of documents that are no longer there.
    pub removed: Vec<String>,
    /// Paths whose intents are settled.
    pub settled: Vec<String>,
    /// Who is to be told of what, and since when: each is merged into what waits for its endpoint and topic.
    pub deliveries: Vec<(Delivery, Moment)>,
}
