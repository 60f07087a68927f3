//! What subscribers would see: a feed as it is to be, against the feed as it is published.

use super::{catalogue::Entry, identity, kept::Published};
use crate::{
    lint::Part,
    value::{Format, Timestamp, Zone},
};
use std::collections::{HashMap, HashSet};

/// How an article differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Nobody has seen it.
    New,
    /// It is there, and comes out differently.
    Updated,
    /// It is there under another id: readers would take it for a new one.
    Reidentified,
    /// The feed shows it no longer.
    Gone,
}

impl ChangeKind {
    /// The word that is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "updated",
            Self::Reidentified => "re-identified",
            Self::Gone => "gone",
        }
    }
}

/// One article that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// How.
    pub kind: ChangeKind,
    /// Its id from now on; of one that goes, the last one.
    pub id: String,
    /// The id that subscribers know, where it is another one.
    pub before: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

/// What would change in one feed, in the order in which it shows it, what goes last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedChanges {
    /// `news`, `category/politics`
    pub feed: String,
    /// Every article that differs.
    pub changes: Vec<Change>,
}

/// The published items, to be found by what does not change when an id does.
pub(super) struct Earlier<'p> {
    parts: &'p [Part],
    zone: &'p Zone,
    by_id: HashMap<&'p str, usize>,
    by_url: HashMap<&'p str, usize>,
    by_title: HashMap<String, usize>,
}

/// What an item was before.
pub(super) enum Before<'p> {
    /// The same id.
    Same(&'p Part),
    /// The same article under another id, or under none.
    Other(&'p Part),
    /// Nothing like it.
    Nothing,
}

impl<'p> Earlier<'p> {
    pub(super) fn new(published: &'p Published, zone: &'p Zone) -> Self {
        let parts = published.parts();
        let mut earlier = Self { parts, zone, by_id: HashMap::new(), by_url: HashMap::new(), by_title: HashMap::new() };
        for (number, part) in parts.iter().enumerate() {
            earlier.by_id.extend(part.id.iter().map(|id| (id.as_str(), number)));
            earlier.by_url.extend(part.link.iter().map(|link| (link.as_str(), number)));
            let at = part.published.and_then(Timestamp::from_unix);
            if let (Some(title), Some(at)) = (&part.title, at) {
                earlier.by_title.insert(identity::title_mark(title, at, zone), number);
            }
        }
        earlier
    }

    /// What an entry was before, in a format.
    pub(super) fn of(&self, entry: &Entry, format: Format) -> Before<'p> {
        if let Some(&number) = self.by_id.get(&*entry.id_in(format)) {
            return Before::Same(&self.parts[number]);
        }
        let marks = &entry.card.marks;
        let url = marks.url.as_deref();
        let twin = url.and_then(|url| self.by_url.get(url)).or_else(|| {
            let title = marks.title.as_deref()?;
            self.by_title.get(&identity::title_mark(title, entry.published, self.zone))
        });
        twin.map_or(Before::Nothing, |&number| Before::Other(&self.parts[number]))
    }
}

/// An entry, and its item as it is to be.
pub(super) struct Item<'i> {
    pub entry: &'i Entry,
    pub text: &'i str,
}

/// Compares a feed with its published document of one format.
pub(super) fn compare(published: &Published, format: Format, zone: &Zone, items: &[Item<'_>]) -> Vec<Change> {
    let earlier = Earlier::new(published, zone);
    let mut stays: HashSet<&str> = HashSet::new();
    let mut changes = Vec::new();
    for Item { entry, text } in items {
        let (kind, before) = match earlier.of(entry, format) {
            Before::Nothing => (ChangeKind::New, None),
            Before::Other(part) => {
                stays.extend(part.id.as_deref());
                (ChangeKind::Reidentified, part.id.clone())
            }
            Before::Same(part) => {
                stays.extend(part.id.as_deref());
                if published.text_of(part) == *text {
                    continue;
                }
                (ChangeKind::Updated, None)
            }
        };
        let title = entry.card.marks.title.clone();
        changes.push(Change { kind, id: entry.id_in(format).into_owned(), before, title });
    }
    let gone = published.parts().iter().filter(|part| part.id.as_deref().is_some_and(|id| !stays.contains(id)));
    changes.extend(gone.map(|part| Change {
        kind: ChangeKind::Gone,
        id: part.id.clone().unwrap_or_default(),
        before: None,
        title: part.title.clone(),
    }));
    changes
}
