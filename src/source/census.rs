//! The census: every file that a walk met, with its stamp, and every row of a table, in one flat piece of memory. Two walks that met the same give
//! the same bytes, so that "nothing has changed" is one comparison, and what has changed is found without asking any
//! pattern about all the others.

mod comparison;
mod pieces;

pub use comparison::Comparison;
pub use pieces::PieceDigest;

use super::{Stamp, walk::join};
use crate::diagnostic::Diagnostic;
use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    ops::Range,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// Bytes of a stamp's print.
const STAMP: usize = 8;
/// Bytes of a number or a length.
const LENGTH: usize = 4;

/// How far is looked for the entry that stands opposite after some have come or gone.
const NEARBY: usize = 1000;
/// How often that may be done in vain at least.
const PATIENCE: usize = 100 * NEARBY;

/// What stands before each thing of the bytes. Numbers and lengths are four bytes, the lowest first.
mod mark {
    /// The number of a source; what follows is its.
    pub const SOURCE: u8 = b'S';
    /// The name of the directory at which a walk begins.
    pub const WALK: u8 = b'W';
    /// What follows was named by a pattern.
    pub const NAMED: u8 = b'N';
    /// The name of a directory.
    pub const DIRECTORY: u8 = b'D';
    /// Where the directory is, if its name does not say so.
    pub const PATH: u8 = b'P';
    /// The name of a file, and the print of its stamp.
    pub const FILE: u8 = b'F';
    /// The name of a file of a kind that is not read.
    pub const OTHER: u8 = b'O';
    /// What was said of a link.
    pub const TROUBLE: u8 = b'T';
    /// The name of a database; what follows are its rows.
    pub const TABLE: u8 = b'R';
}

/// What the walks of all sources met, in the order in which they met it.
#[derive(Debug, Default)]
pub struct Census {
    bytes: Vec<u8>,
    places: Vec<Place>,
    entries: Vec<Entry>,
    /// The numbers of the entries whose stamps prove nothing, in their order.
    racy: Vec<u32>,
    /// Everything that was said of links, in words.
    troubles: Vec<String>,
    /// How many bytes and entries come before the first table, if there is one.
    files: Option<(usize, usize)>,
    /// Digests of the bytes that are about files, piece by piece.
    pieces: OnceLock<Vec<PieceDigest>>,
}

/// A directory that was looked into, or the place of a file that was named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Place {
    /// The number of the source.
    source: u32,
    /// The directory at which the walk began; `None` for a file that was named.
    base: Option<String>,
    /// As messages call it.
    name: String,
    /// Where it is, if its name does not say it letter by letter.
    path: Option<PathBuf>,
    /// What the columns of a table are, in short; `None` for what is no table.
    columns: Option<u64>,
}

/// As small as it can be: there may be millions of them.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The number of its place.
    place: u32,
    /// Where its mark stands among the bytes; the length of its name, the name and the stamp come behind.
    start: u32,
}

/// Where the entries of a census stand in an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbers {
    /// Where they stand in the later one: both met the same files.
    Alike,
    /// By entry of the later one, if the earlier one met it too.
    By(Vec<Option<u32>>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::By(Vec::new())
    }
}

impl Numbers {
    /// The number that an entry of the later census has in the earlier one, if that met it too.
    #[must_use]
    pub fn number(&self, entry: u32) -> Option<u32> {
        match self {
            Self::Alike => Some(entry),
            Self::By(numbers) => numbers.get(entry as usize).copied().flatten(),
        }
    }
}

/// What has become of a census since an earlier one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Where its entries stand in the earlier one.
    pub known: Numbers,
    /// Entries that both met and whose stamps do not prove that they are as they were.
    pub changed: Vec<u32>,
    /// Entries that only the later one met.
    pub added: Vec<u32>,
    /// Entries that only the earlier one met, by their numbers there.
    pub removed: Vec<u32>,
    /// Whether something else was said of links.
    pub is_troubled: bool,
}

impl Census {
    /// How many files were met.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none was.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Everything but the moments at which the stamps were taken: two walks that met the same have the same.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The number of the first row of a table; as many as there are entries, if there is none.
    #[must_use]
    pub fn first_row(&self) -> usize {
        self.files.map_or(self.entries.len(), |(_, entries)| entries)
    }

    /// What follows are rows of a database: of the source with this number, called so in messages. `columns` is another
    /// number if the same rows would say something else.
    pub fn table(&mut self, source: usize, name: &str, columns: u64) {
        self.files.get_or_insert((self.bytes.len(), self.entries.len()));
        let source = u32::try_from(source).unwrap_or(u32::MAX);
        text(&mut self.bytes, mark::TABLE, name.as_bytes());
        self.bytes.extend(source.to_le_bytes());
        self.bytes.extend(columns.to_le_bytes());
        let name = name.to_owned();
        self.places.push(Place { source, base: None, name, path: None, columns: Some(columns) });
    }

    /// A row of the last table, with what tells whether it is as it was.
    pub fn row(&mut self, key: &str, print: u64) {
        self.entry(mark::FILE, key.as_bytes());
        self.bytes.extend(print.to_le_bytes());
    }

    /// The key of a row; `None` for a file.
    #[must_use]
    pub fn row_key(&self, entry: usize) -> Option<&str> {
        self.place(entry).columns?;
        std::str::from_utf8(self.file_name(entry)).ok()
    }

    /// An entry of the last place.
    fn entry(&mut self, mark: u8, name: &[u8]) {
        let Some(place) = self.places.len().checked_sub(1).and_then(|place| u32::try_from(place).ok()) else { return };
        // Names of four gigabytes are more than any disk has.
        let start = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        text(&mut self.bytes, mark, name);
        self.entries.push(Entry { place, start });
    }

    /// The numbers of the entries whose stamps were taken so soon after a change that they prove nothing.
    pub fn racy(&self) -> impl Iterator<Item = u32> {
        self.racy.iter().copied()
    }

    /// The print of an entry's stamp, if it has one.
    #[must_use]
    pub fn print(&self, entry: usize) -> Option<u64> {
        Some(u64::from_le_bytes(self.parts(*self.entries.get(entry)?).1.try_into().ok()?))
    }

    /// Where the print of an entry's stamp stands among the bytes, if it has one.
    fn print_at(&self, entry: usize) -> Option<Range<usize>> {
        let found = *self.entries.get(entry)?;
        let (name, stamp) = self.parts(found);
        let start = found.start as usize + 1 + LENGTH + name.len();
        (stamp.len() == STAMP).then_some(start..start + STAMP)
    }

    /// What compares this census with the bytes of an earlier one, which most runs find to have met the same files.
    #[must_use]
    pub const fn comparison(&self) -> Comparison<'_> {
        Comparison::with(self)
    }

    /// The census of these bytes, in which `prints` had changed and the `racy` stamps prove nothing, and what has changed
    /// since. `None` if they are no census.
    #[must_use]
    pub fn after(&self, bytes: Vec<u8>, prints: &[(u32, u64)], racy: &[u32]) -> Option<(Self, Changes)> {
        let mut before = Self::read(bytes, racy)?;
        let is_patched = prints.iter().all(|(entry, print)| before.set_print(*entry as usize, *print));
        let changes = self.since(&before);
        is_patched.then_some((before, changes))
    }

    /// Some of the entries, in this order, without anything of the others.
    #[must_use]
    pub fn only(&self, entries: &[u32]) -> Self {
        let mut part = Self { places: self.places.clone(), ..Self::default() };
        for entry in entries.iter().filter_map(|&entry| self.entries.get(entry as usize)) {
            let (name, stamp) = self.parts(*entry);
            let start = u32::try_from(part.bytes.len()).unwrap_or(u32::MAX);
            text(&mut part.bytes, self.bytes[entry.start as usize], name);
            part.bytes.extend(stamp);
            part.entries.push(Entry { place: entry.place, start });
        }
        part
    }

    /// Gives an entry another print; `false`, if it has none.
    fn set_print(&mut self, entry: usize, print: u64) -> bool {
        let Some(at) = self.print_at(entry) else { return false };
        self.bytes[at].copy_from_slice(&print.to_le_bytes());
        self.pieces = OnceLock::new();
        true
    }

    /// A census of its bytes; `None` if they are no census.
    #[must_use]
    pub fn read(bytes: Vec<u8>, racy: &[u32]) -> Option<Self> {
        let mut read = Reading { bytes: &bytes, at: 0, source: 0, base: None, files: None };
        let (mut places, mut entries, mut troubles) = (Vec::new(), Vec::new(), Vec::new());
        while read.at < bytes.len() {
            read.token(&mut places, &mut entries, &mut troubles)?;
        }
        let is_sound = racy.is_sorted() && racy.last().is_none_or(|&last| (last as usize) < entries.len());
        let (files, pieces) = (read.files, OnceLock::new());
        is_sound.then(|| Self { racy: racy.to_vec(), bytes, places, entries, troubles, files, pieces })
    }

    /// The number of the source whose walk met an entry.
    pub(super) fn source(&self, entry: usize) -> usize {
        self.place(entry).source as usize
    }

    /// The directory at which the walk began that met an entry; `None` if the entry was named.
    pub(super) fn base(&self, entry: usize) -> Option<&str> {
        self.place(entry).base.as_deref()
    }

    /// The bytes of an entry's file name.
    pub(super) fn file_name(&self, entry: usize) -> &[u8] {
        self.parts(self.entries[entry]).0
    }

    /// The bytes of an entry's file name, and those of its stamp.
    fn parts(&self, entry: Entry) -> (&[u8], &[u8]) {
        let at = entry.start as usize;
        let (mark, rest) = (self.bytes[at], &self.bytes[at + 1..]);
        let (length, rest) = rest.split_first_chunk::<LENGTH>().unwrap_or((&[0; LENGTH], &[]));
        let (name, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
        (name, &rest[..if mark == mark::FILE { STAMP } else { 0 }])
    }

    /// How an entry is called: relative to the root, `/` between the parts.
    #[must_use]
    pub fn name(&self, entry: usize) -> String {
        if let Some(key) = self.row_key(entry) {
            return format!("{}#{key}", self.place(entry).name);
        }
        join(&self.place(entry).name, &os_string(self.file_name(entry)))
    }

    /// Where an entry is.
    pub(super) fn path(&self, root: &Path, entry: usize) -> PathBuf {
        let place = self.place(entry);
        let name = os_string(self.file_name(entry));
        match &place.path {
            Some(path) => path.join(name),
            None if place.name.is_empty() => root.join(name),
            None => root.join(&place.name).join(name),
        }
    }

    fn place(&self, entry: usize) -> &Place {
        &self.places[self.entries[entry].place as usize]
    }

    /// What has changed since an earlier census.
    #[must_use]
    pub fn since(&self, before: &Self) -> Changes {
        let numbers: HashMap<&Place, u32> = self.places.iter().zip(0..).collect();
        // By place of the earlier one: its number now.
        let places: Vec<Option<u32>> = before.places.iter().map(|place| numbers.get(place).copied()).collect();
        let (old, new) = (&before.entries, &self.entries);
        let is_one = |then: usize, now: usize| {
            places[old[then].place as usize] == Some(new[now].place) && before.file_name(then) == self.file_name(now)
        };
        let (mut known, mut changes) = (vec![None; new.len()], Changes::default());
        let is_racy = |then: usize| u32::try_from(then).is_ok_and(|then| before.racy.binary_search(&then).is_ok());
        let mut meet = |then: usize, now: usize, changes: &mut Changes| {
            known[now] = u32::try_from(then).ok();
            if is_racy(then) || before.parts(old[then]).1 != self.parts(new[now]).1 {
                changes.changed.extend(u32::try_from(now));
            }
        };
        let most = old.len().min(new.len());
        let head = (0..most).take_while(|&number| is_one(number, number)).count();
        let ends = |back: usize| (old.len() - 1 - back, new.len() - 1 - back);
        let tail = (0..most - head)
            .take_while(|&back| {
                let (then, now) = ends(back);
                is_one(then, now)
            })
            .count();
        (0..head).for_each(|number| meet(number, number, &mut changes));
        // What comes or goes shifts all others; who stands opposite then is found nearby, if the order is the same. Only what
        // is left is looked up, which takes memory.
        let (old_end, new_end) = (old.len() - tail, new.len() - tail);
        let (mut then, mut now, mut patience) = (head, head, PATIENCE + 4 * most);
        let (mut gone, mut come): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        while then < old_end && now < new_end && patience > 0 {
            if is_one(then, now) {
                meet(then, now, &mut changes);
                (then, now) = (then + 1, now + 1);
                continue;
            }
            let is_one_other = then + 1 < old_end && now + 1 < new_end && is_one(then + 1, now + 1);
            let near = (1..=if is_one_other { 0 } else { NEARBY }).find_map(|by| {
                let is_gone = then + by < old_end && is_one(then + by, now);
                let is_come = now + by < new_end && is_one(then, now + by);
                (is_gone || is_come).then_some((by, is_gone))
            });
            let (goes, comes) = match near {
                Some((by, true)) => (by, 0),
                Some((by, false)) => (0, by),
                None => (1, 1),
            };
            let cost = if is_one_other { 1 } else { near.map_or(NEARBY, |(by, _)| by) };
            patience = patience.saturating_sub(cost);
            gone.extend(then..then + goes);
            come.extend(now..now + comes);
            (then, now) = (then + goes, now + comes);
        }
        gone.extend(then..old_end);
        come.extend(now..new_end);
        let mut left: HashMap<(u32, &[u8]), usize> = HashMap::with_capacity(gone.len());
        for then in gone {
            match places[old[then].place as usize] {
                Some(place) => {
                    left.insert((place, before.file_name(then)), then);
                }
                None => changes.removed.extend(u32::try_from(then)),
            }
        }
        for now in come {
            match left.remove(&(new[now].place, self.file_name(now))) {
                Some(then) => meet(then, now, &mut changes),
                None => changes.added.extend(u32::try_from(now)),
            }
        }
        changes.removed.extend(left.into_values().filter_map(|then| u32::try_from(then).ok()));
        changes.removed.sort_unstable();
        // Those that were looked up come out of the row.
        changes.changed.sort_unstable();
        for back in (0..tail).rev() {
            let (then, now) = ends(back);
            meet(then, now, &mut changes);
        }
        changes.known = Numbers::By(known);
        changes.is_troubled = self.troubles != before.troubles;
        changes
    }
}

/// Adds a mark, the length of a text, and the text.
fn text(bytes: &mut Vec<u8>, mark: u8, text: &[u8]) {
    bytes.push(mark);
    bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(text);
}

/// A census while it is taken.
#[derive(Debug, Default)]
pub(super) struct Builder {
    census: Census,
    source: u32,
    base: Option<String>,
    /// Whether any file could be a sidecar.
    pub has_toml: bool,
    diagnostics: Vec<(usize, Diagnostic)>,
}

impl Builder {
    /// What follows is met by the walks of this source.
    pub(super) fn source(&mut self, number: usize) {
        self.source = u32::try_from(number).unwrap_or(u32::MAX);
        self.base = None;
        self.census.bytes.push(mark::SOURCE);
        self.census.bytes.extend(self.source.to_le_bytes());
    }

    /// What follows was named by a pattern.
    pub(super) fn named(&mut self) {
        self.census.bytes.push(mark::NAMED);
        self.census.places.push(Place {
            source: self.source,
            base: None,
            name: String::new(),
            path: None,
            columns: None,
        });
    }

    /// A walk begins at this directory.
    pub(super) fn walk(&mut self, base: &str) {
        self.base = Some(base.to_owned());
        self.text(mark::WALK, base.as_bytes());
    }

    /// What follows lies in this directory.
    pub(super) fn directory(&mut self, root: &Path, path: &Path, name: &str) {
        self.text(mark::DIRECTORY, name.as_bytes());
        let is_elsewhere = root.join(name) != path;
        if is_elsewhere {
            self.text(mark::PATH, path.as_os_str().as_encoded_bytes());
        }
        let path = is_elsewhere.then(|| path.to_owned());
        let place = Place { source: self.source, base: self.base.clone(), name: name.to_owned(), path, columns: None };
        self.census.places.push(place);
    }

    /// A file, with its stamp if its kind is one that is read.
    pub(super) fn entry(&mut self, file_name: &OsStr, stamp: Option<Stamp>) {
        let name = file_name.as_encoded_bytes();
        let end = name.len().saturating_sub(5);
        self.has_toml |= name[end..].eq_ignore_ascii_case(b".toml");
        let number = self.census.entries.len();
        self.census.entry(if stamp.is_some() { mark::FILE } else { mark::OTHER }, name);
        if let Some(stamp) = stamp {
            let (print, is_racy) = stamp.print();
            self.census.bytes.extend(print.to_le_bytes());
            self.census.racy.extend(u32::try_from(number).ok().filter(|_| is_racy));
        }
    }

    /// Something is to be said of a link.
    pub(super) fn trouble(&mut self, diagnostic: Diagnostic) {
        let words = format!("{diagnostic:?}");
        self.text(mark::TROUBLE, words.as_bytes());
        self.census.troubles.push(words);
        self.diagnostics.push((self.source as usize, diagnostic));
    }

    fn text(&mut self, mark: u8, name: &[u8]) {
        text(&mut self.census.bytes, mark, name);
    }

    /// What was met, and what is to be said of it, with the numbers of the sources.
    pub(super) fn finish(self) -> (Census, Vec<(usize, Diagnostic)>) {
        (self.census, self.diagnostics)
    }
}

/// Where the reading of a census stands.
struct Reading<'b> {
    bytes: &'b [u8],
    at: usize,
    source: u32,
    base: Option<String>,
    files: Option<(usize, usize)>,
}

impl<'b> Reading<'b> {
    fn token(&mut self, places: &mut Vec<Place>, entries: &mut Vec<Entry>, troubles: &mut Vec<String>) -> Option<()> {
        let start = self.at;
        match self.take(1)? {
            [mark::TABLE] => {
                self.files.get_or_insert((start, entries.len()));
                let (name, source) = (self.text()?, self.number()?);
                let columns = self.take(STAMP)?.try_into().ok().map(u64::from_le_bytes);
                places.push(Place { source, base: None, name, path: None, columns });
            }
            [mark::SOURCE] => (self.source, self.base) = (self.number()?, None),
            [mark::NAMED] => {
                places.push(Place { source: self.source, base: None, name: String::new(), path: None, columns: None })
            }
            [mark::WALK] => self.base = Some(self.text()?),
            [mark::DIRECTORY] => {
                let (source, base, name) = (self.source, self.base.clone(), self.text()?);
                places.push(Place { source, base, name, path: None, columns: None });
            }
            [mark::PATH] => {
                let length = self.number()? as usize;
                places.last_mut()?.path = Some(os_string(self.take(length)?).into());
            }
            [mark @ (mark::FILE | mark::OTHER)] => {
                let start = u32::try_from(start).ok()?;
                let length = self.number()?;
                self.take(length as usize)?;
                self.take(if *mark == mark::FILE { STAMP } else { 0 })?;
                let place = u32::try_from(places.len().checked_sub(1)?).ok()?;
                entries.push(Entry { place, start });
            }
            [mark::TROUBLE] => troubles.push(self.text()?),
            _ => return None,
        }
        Some(())
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests;
