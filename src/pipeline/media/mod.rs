//! Media files of records: found, measured, and known from one run to the next by their stamps. A file that has not changed
//! is never opened.

mod fill;
mod introduce;
mod locate;
mod prefix;

pub(super) use prefix::prefixed;

use super::{
    catalogue::Entry,
    past::{Digest, PartDigest, digest, program},
};
use crate::{
    config::{self, Publication},
    diagnostic::{Diagnostic, rules},
    media::{self, Measured},
    source::{Census, Stamp},
    state::{Cache, Cached, Part},
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Bytes of a file that tell whether it is another one, at its beginning and at its end.
const SAMPLE: u64 = 64 << 10;

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// `None`: there is none.
    stamp: Option<Stamp>,
    /// Of some of its bytes.
    print: Digest,
    /// What it is; `None`, if it is missing or cannot be read.
    measured: Option<Arc<Measured>>,
    /// The files of the records that name it.
    users: BTreeSet<String>,
}

/// What looking at a file showed.
#[derive(Debug, Clone)]
pub(super) enum Look {
    Measured(Arc<Measured>),
    Missing,
    /// It is there but cannot be read; the text says why.
    Unreadable(String),
}

/// All media files that records name.
pub(super) struct Shelf {
    root: PathBuf,
    media: config::Media,
    /// Whether what is known of earlier runs may be used.
    trusts: bool,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// By path, relative to the root.
    known: BTreeMap<String, Kept>,
    /// Those that this run has looked at.
    seen: BTreeMap<String, Look>,
    /// Files that are others than they were at the last run: bytes before, and now.
    replaced: BTreeMap<String, (u64, u64)>,
}

/// The cached part: the program that wrote it, the stamps, and all the rest.
type Stamps = Vec<(String, Option<Stamp>)>;
type Rest = Vec<(Digest, Option<Arc<Measured>>, BTreeSet<String>)>;

impl Shelf {
    /// What is known of the publication's media files; `trusts` says whether files that have not changed are known by that.
    pub(super) fn open(publication: &Publication, cache: &Cache, trusts: bool) -> Self {
        let (known, is_ours) = read(cache, None).unwrap_or_default();
        Self {
            root: publication.root.clone(),
            media: publication.media.clone(),
            trusts: trusts && is_ours,
            inner: Mutex::new(Inner { known, ..Inner::default() }),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets which files a record file names: it is read anew.
    pub(super) fn forget(&self, user: &str) {
        self.inner().known.values_mut().for_each(|kept| {
            kept.users.remove(user);
        });
    }

    /// Looks at a file for a record of `user`. In one run every file is looked at but once.
    fn look(&self, path: &str, user: &str) -> Look {
        let before = {
            let mut inner = self.inner();
            if let Some(look) = inner.seen.get(path).cloned() {
                inner.known.entry(path.to_owned()).and_modify(|kept| {
                    kept.users.insert(user.to_owned());
                });
                return look;
            }
            inner.known.get(path).cloned()
        };
        let (look, mut kept, replaced) = self.look_anew(path, before);
        kept.users.insert(user.to_owned());
        let mut inner = self.inner();
        if let Some(known) = inner.known.get_mut(path) {
            kept.users.append(&mut known.users);
        }
        inner.known.insert(path.to_owned(), kept);
        inner.seen.insert(path.to_owned(), look.clone());
        inner.replaced.extend(replaced.map(|replaced| (path.to_owned(), replaced)));
        look
    }

    fn look_anew(&self, path: &str, before: Option<Kept>) -> (Look, Kept, Option<(u64, u64)>) {
        let missing = || Kept { stamp: None, print: Digest::default(), measured: None, users: BTreeSet::new() };
        let at = self.root.join(path);
        let stamp = match Stamp::of(&at) {
            Ok(stamp) => stamp,
            // What was published stays what it was compared with.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                let kept = before.map_or_else(missing, |before| Kept { stamp: None, ..before });
                return (Look::Missing, kept, None);
            }
            Err(cause) => return (Look::Unreadable(cause.to_string()), missing(), None),
        };
        if let Some(before) = &before
            && let (Some(then), Some(measured)) = (&before.stamp, &before.measured)
            && self.trusts
            && stamp.proves(then)
        {
            return (Look::Measured(Arc::clone(measured)), before.clone(), None);
        }
        let measured = media::measure(&at).and_then(|measured| Ok((measured, print(&at)?)));
        let (measured, print) = match measured {
            Ok((measured, print)) => (Arc::new(measured), print),
            Err(cause) => return (Look::Unreadable(cause.to_string()), missing(), None),
        };
        let was = before.filter(|before| before.print != print).and_then(|before| before.measured);
        let replaced = was.map(|was| (was.length, measured.length));
        let kept = Kept { stamp: Some(stamp), print, measured: Some(Arc::clone(&measured)), users: BTreeSet::new() };
        (Look::Measured(measured), kept, replaced)
    }

    /// Names of the files of records whose media files are not as they were.
    pub(super) fn stirred(&self) -> HashSet<String> {
        let known: Vec<(String, Option<Stamp>)> =
            self.inner().known.iter().map(|(path, kept)| (path.clone(), kept.stamp)).collect();
        let stirred: Vec<String> = known
            .into_par_iter()
            .filter(|(path, stamp)| !is_as_it_was(&self.root, path, stamp.as_ref()))
            .map(|(path, _)| path)
            .collect();
        let inner = self.inner();
        stirred.iter().filter_map(|path| inner.known.get(path)).flat_map(|kept| kept.users.iter().cloned()).collect()
    }

    /// Whether a file is another one than it was at the last run.
    pub(super) fn has_replaced(&self) -> bool {
        !self.inner().replaced.is_empty()
    }

    /// What is to be said of files that are others than they were at the last run, where a record that was published names
    /// them.
    pub(super) fn replaced(&self, entries: &[Entry]) -> Vec<Diagnostic> {
        let inner = self.inner();
        let one = |(path, (before, now)): (&String, &(u64, u64))| {
            let users = &inner.known.get(path)?.users;
            let mut published = entries.iter().filter(|entry| entry.claim.is_some());
            let entry = published.find(|entry| users.contains(&*entry.origin.file))?;
            let what = match before == now {
                true => "it has as many bytes, but others".to_owned(),
                false => format!("it had {before} bytes and has {now} now"),
            };
            let message = format!("`{path}` has changed since it was published: {what}");
            let place = entry.origin.place().record(entry.id.as_str()).field("enclosures");
            let help =
                "the guid stays, so that nobody who has the episode gets it again; if all should, publish a new one";
            Some(Diagnostic::new(&rules::media::MEDIA_CHANGED, place, message).help(help))
        };
        inner.replaced.iter().filter_map(one).collect()
    }

    /// Puts what is known into the cache, without files that nobody names any more.
    pub(super) fn write(&self, cache: &Cache, census: &Census) -> io::Result<PartDigest> {
        let mut inner = self.inner();
        if !inner.known.is_empty() {
            let names: HashSet<String> = (0..census.len()).map(|entry| census.name(entry)).collect();
            let seen = std::mem::take(&mut inner.seen);
            inner.known.retain(|path, kept| {
                kept.users.retain(|user| names.contains(user) || seen.contains_key(path));
                !kept.users.is_empty()
            });
            inner.seen = seen;
        }
        let stamps: Stamps = inner.known.iter().map(|(path, kept)| (path.clone(), kept.stamp)).collect();
        let rest: Rest =
            inner.known.values().map(|kept| (kept.print, kept.measured.clone(), kept.users.clone())).collect();
        let stamps = postcard::to_allocvec(&(program(), stamps)).unwrap_or_default();
        let rest = postcard::to_allocvec(&rest).unwrap_or_default();
        cache.write(Part::Media, &[&stamps, &rest])
    }
}

/// Whether all media files are as they were at the last run, by their stamps alone.
pub(super) fn are_as_they_were(cache: &Cache, root: &Path, part: &PartDigest) -> bool {
    let Cached::Whole(bytes) = cache.read(Part::Media, Some(part)) else { return false };
    let Ok(((_, stamps), _)) = postcard::take_from_bytes::<(String, Stamps)>(&bytes) else { return false };
    stamps.par_iter().all(|(path, stamp)| is_as_it_was(root, path, stamp.as_ref()))
}

fn is_as_it_was(root: &Path, path: &str, stamp: Option<&Stamp>) -> bool {
    match (Stamp::of(&root.join(path)), stamp) {
        (Ok(now), Some(then)) => now.proves(then),
        (Err(cause), None) => cause.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

/// What the cache holds, and whether this program wrote it: another one may have measured otherwise.
fn read(cache: &Cache, part: Option<&PartDigest>) -> Option<(BTreeMap<String, Kept>, bool)> {
    let Cached::Whole(bytes) = cache.read(Part::Media, part) else { return None };
    let ((writer, stamps), rest) = postcard::take_from_bytes::<(String, Stamps)>(&bytes).ok()?;
    let rest: Rest = postcard::from_bytes(rest).ok()?;
    let known = stamps
        .into_iter()
        .zip(rest)
        .map(|((path, stamp), (print, measured, users))| (path, Kept { stamp, print, measured, users }));
    Some((known.collect(), writer == program()))
}

/// Of the first and the last bytes of a file, and its length.
fn print(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = length.to_le_bytes().to_vec();
    (&mut file).take(SAMPLE).read_to_end(&mut bytes)?;
    // What is in the middle of a long recording differs as well if anything does: in its length, or at its end.
    for part in 1..=4_u64 {
        file.seek(SeekFrom::Start((length / 4 * part).saturating_sub(SAMPLE / 4)))?;
        (&mut file).take(SAMPLE / 4).read_to_end(&mut bytes)?;
    }
    Ok(digest(&bytes))
}
