//! What subscribers would see: a feed as it is to be, against the feed as it is published.

use super::{catalogue::Entry, kept::Published, marks};
use crate::{
    lint::Part,
    value::{Format, Timestamp, Zone},
};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

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
    /// By the last part of the permalink and the day. This and the next two are for documents of other programs: what
    /// this one has published is recognised by surer marks, and likeness says nothing.
    by_slug: HashMap<String, usize>,
    /// By the second of publication; `None` where several items have it.
    by_instant: HashMap<i64, Option<usize>>,
    /// By title alone; `None` where several items have it.
    by_name: HashMap<String, Option<usize>>,
    /// The same without its number, and with the number as all write it that is the same.
    by_core: HashMap<String, Option<usize>>,
    /// By the name of the recording.
    by_file: HashMap<String, Option<usize>>,
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
        Self::of_parts(published.parts(), published.is_own(), zone)
    }

    /// What somebody else has shown, of whatever that is known.
    pub(super) fn of_others(parts: &'p [Part], zone: &'p Zone) -> Self {
        Self::of_parts(parts, false, zone)
    }

    fn of_parts(parts: &'p [Part], is_own: bool, zone: &'p Zone) -> Self {
        let mut earlier = Self {
            parts,
            zone,
            by_id: HashMap::new(),
            by_url: HashMap::new(),
            by_title: HashMap::new(),
            by_slug: HashMap::new(),
            by_instant: HashMap::new(),
            by_name: HashMap::new(),
            by_core: HashMap::new(),
            by_file: HashMap::new(),
        };
        for (number, part) in parts.iter().enumerate() {
            earlier.by_id.extend(part.id.iter().map(|id| (id.as_str(), number)));
            earlier.by_url.extend(part.link.iter().map(|link| (link.as_str(), number)));
            let at = part.published.and_then(Timestamp::from_unix);
            if let (Some(title), Some(at)) = (&part.title, at) {
                earlier.by_title.insert(marks::title_mark(title, at, zone), number);
            }
            if is_own {
                continue;
            }
            let note = |index: &mut HashMap<String, Option<usize>>, mark: &str| {
                index.entry(mark.to_owned()).and_modify(|known| *known = None).or_insert(Some(number));
            };
            if let Some(name) = part.title.as_deref().map(marks::title_name) {
                note(&mut earlier.by_name, &name);
                marks::title_core(&name).into_iter().for_each(|core| note(&mut earlier.by_core, core));
                marks::numbered_core(&name).into_iter().for_each(|form| note(&mut earlier.by_core, &form));
            }
            if let Some(file) = part.enclosure.as_deref().and_then(marks::file_mark) {
                note(&mut earlier.by_file, &file);
            }
            if let Some(at) = at {
                let slug = part.link.as_ref().and_then(|link| marks::slug_mark(link, at, zone));
                earlier.by_slug.extend(slug.map(|slug| (slug, number)));
                earlier.by_instant.entry(at.unix()).and_modify(|known| *known = None).or_insert(Some(number));
            }
        }
        earlier
    }

    /// What an entry was before, in a format. What has one of the `taken` ids is another article, however alike.
    pub(super) fn of(&self, entry: &Entry, format: Format, taken: &HashSet<Cow<'_, str>>) -> Before<'p> {
        if let Some(&number) = self.by_id.get(&*entry.id_in(format)) {
            return Before::Same(&self.parts[number]);
        }
        if self.parts.is_empty() {
            return Before::Nothing;
        }
        let marks = &entry.card.marks;
        let (url, title) = (marks.url.as_deref(), marks.title.as_deref());
        let at = entry.published;
        let by_title = || self.by_title.get(&marks::title_mark(title?, at, self.zone)).copied();
        let by_slug = || self.by_slug.get(&marks::slug_mark(url?, at, self.zone)?).copied();
        let by_instant = || {
            let is_telling = marks::has_time(at, self.zone);
            self.by_instant.get(&at.unix()).copied().flatten().filter(|_| is_telling)
        };
        let near = || {
            let number = self.alike(entry)?;
            let other = self.parts[number].published.and_then(Timestamp::from_unix);
            other.is_none_or(|other| marks::is_near(at, other)).then_some(number)
        };
        let twin = url.and_then(|url| self.by_url.get(url).copied()).or_else(by_title);
        let twin = twin.or_else(by_slug).or_else(by_instant).or_else(near);
        let twin = twin.filter(|&number| self.parts[number].id.as_deref().is_none_or(|id| !taken.contains(id)));
        twin.map_or(Before::Nothing, |number| Before::Other(&self.parts[number]))
    }

    /// The only item with the title of an entry, or with its recording, whatever the dates.
    pub(super) fn namesake(&self, entry: &Entry) -> Option<&'p Part> {
        self.alike(entry).map(|number| &self.parts[number])
    }

    fn alike(&self, entry: &Entry) -> Option<usize> {
        let (title, file) = (entry.card.marks.title.as_deref(), entry.card.marks.enclosure.as_deref());
        let find = |index: &HashMap<String, Option<usize>>, mark: &str| index.get(mark).copied().flatten();
        let name = title.map(marks::title_name);
        let by_name = name.as_deref().and_then(|name| {
            let core = || find(&self.by_name, marks::title_core(name)?);
            let numbered = || {
                let by_episode = marks::numbered_name(name, entry.card.episode);
                let mut forms = marks::numbered_core(name).into_iter().chain(by_episode);
                forms.find_map(|form| find(&self.by_core, &form))
            };
            find(&self.by_name, name).or_else(numbered).or_else(|| find(&self.by_core, name)).or_else(core)
        });
        by_name.or_else(|| find(&self.by_file, &marks::file_mark(file?)?))
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
    let taken: HashSet<_> = items.iter().map(|item| item.entry.id_in(format)).collect();
    let mut stays: HashSet<&str> = HashSet::new();
    let mut changes = Vec::new();
    for Item { entry, text } in items {
        let (kind, before) = match earlier.of(entry, format, &taken) {
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
