//! What the memory knows of news: what has become of articles since the ledger was last written, and who is told.

use super::{Entry, Memory, is_corrected};
use crate::{
    record::{Change, Delivery},
    state::Row,
    value::Moment,
};
use std::collections::BTreeMap;

impl Memory {
    /// Who is told from now on; several documents may be the cause of one delivery.
    pub(super) fn deliveries(&mut self) -> Vec<(Delivery, Moment)> {
        let mut all: BTreeMap<(String, String), Delivery> = BTreeMap::new();
        for delivery in std::mem::take(&mut self.deliveries) {
            let key = (delivery.endpoint.clone(), delivery.topic.clone());
            let merged = match all.remove(&key) {
                Some(known) => Delivery { news: known.news.merged(delivery.news), ..known },
                None => delivery,
            };
            all.insert(key, merged);
        }
        all.into_values().map(|delivery| (delivery, self.asked.into())).collect()
    }

    /// What has become of an entry in a feed, as its subscribers see it; `None` if nothing has, or nobody knows.
    pub(in crate::pipeline) fn change_in(&self, entry: &Entry, feed: &str) -> Option<Change> {
        if entry.is_ghost() || self.was_adopted(entry) {
            return None;
        }
        match (self.was_shown(entry, feed), self.shows(entry, feed)) {
            (false, _) => Some(Change::New),
            (true, false) => Some(Change::Updated),
            (true, true) => self.has_changed(entry).then_some(Change::Updated),
        }
    }

    /// What has become of an entry's page, whichever feed shows it.
    pub(in crate::pipeline) fn change_of(&self, entry: &Entry) -> Option<Change> {
        match self.row(entry) {
            _ if entry.is_ghost() => None,
            None => Some(Change::New),
            Some(_) => self.has_changed(entry).then_some(Change::Updated),
        }
    }

    /// Whether an entry says something else than it was published with, stands elsewhere, or is back after it was gone.
    fn has_changed(&self, entry: &Entry) -> bool {
        self.row(entry).is_some_and(|row| {
            let has_moved = row.digest.is_some() && row.url != entry.card.marks.url;
            row.returned == Some(self.now) || is_corrected(row, &entry.card) || has_moved
        })
    }

    /// Rows of articles that are deleted, as far as the feed's subscribers were not told of it yet.
    pub(in crate::pipeline) fn ended_in<'a>(&'a self, feed: &'a str) -> impl Iterator<Item = &'a Row> {
        let rows = self.ended.iter().map(|&number| &self.register.rows[number]);
        rows.filter(move |row| row.feeds.get(feed).is_some_and(|presence| presence.left.is_none()))
    }
}
