//! Late arrivals: articles that are older than everything that a feed shows and were never in it. Their ids are as new as
//! those of new articles, so readers show a year-old archive as today's news. That may be meant, as when a limit is raised, so
//! it is said and not refused.

use super::{catalogue::Entry, kept::Published, memory::Memory};
use crate::{
    config::{Feed, Order},
    diagnostic::{Diagnostic, Place, rules},
    value::Timestamp,
};

/// How many examples are named.
const EXAMPLES: usize = 3;

/// A feed as it is to be.
pub(super) struct Arrivals<'a> {
    pub memory: &'a Memory,
    pub feed: &'a Feed,
    /// `news`, `category/politics`
    pub name: &'a str,
    /// What it is to show.
    pub entries: Vec<&'a Entry>,
    /// How many articles that were adopted are published at all.
    pub adopted: usize,
}

impl Arrivals<'_> {
    /// Says so if there are more than `most` of them. `published` reads the feed's documents.
    pub(super) fn judge(
        &self,
        most: usize,
        place: Place,
        published: impl FnOnce() -> Vec<Published>,
    ) -> Option<Diagnostic> {
        let is_new = |entry: &&&Entry| !entry.is_ghost() && !self.memory.was_shown(entry, self.name);
        let new: Vec<&Entry> = self.entries.iter().filter(is_new).copied().collect();
        if new.len() <= most {
            return None;
        }
        let oldest = self.memory.oldest(self.name).or_else(|| {
            let documents = published();
            let dates = documents.iter().flat_map(Published::parts).filter_map(|part| part.published).min();
            dates.and_then(Timestamp::from_unix)
        });
        let oldest = oldest.or_else(|| self.oldest_adopted())?;
        let late: Vec<&Entry> = new.into_iter().filter(|entry| entry.published < oldest).collect();
        if late.len() <= most {
            return None;
        }
        let all = self.entries.len();
        let names = late.iter().take(EXAMPLES).map(|entry| match &entry.card.marks.title {
            Some(title) => format!("“{title}”"),
            None => entry.id.to_string(),
        });
        let message = format!(
            "readers show {} of {all} articles as new that are older than all that the feed had (the oldest is of {oldest}): {}",
            late.len(),
            names.collect::<Vec<_>>().join("; ")
        );
        let limit = match all - late.len() {
            left if left > 0 && self.feed.order != Order::Updated => format!("`limit = {left}` or `since`"),
            _ => "`since`".to_owned(),
        };
        Some(Diagnostic::new(&rules::feed::OLD_ARRIVALS, place, message).help(format!(
            "{limit} keeps them out of this feed; if its subscribers have had them, `courant adopt` with the older pages or archives \
             of the old feed keeps the ids that they know"
        )))
    }

    /// The oldest article that was adopted, if this is the feed that goes on with what was adopted: the one that shows most
    /// of it, in the first build of all. A feed that is new altogether has no subscribers.
    fn oldest_adopted(&self) -> Option<Timestamp> {
        if self.memory.has_published() {
            return None;
        }
        let adopted = self.entries.iter().filter(|entry| self.memory.was_adopted(entry));
        let dates: Vec<Timestamp> = adopted.map(|entry| entry.published).collect();
        if 2 * dates.len() > self.adopted { dates.into_iter().min() } else { None }
    }
}
