//! Media files of records: found, measured, and known from one run to the next by their stamps. A file that has not changed
//! is never opened.

mod artwork;
mod fill;
mod introduce;
mod locate;
mod named;
mod paths;
mod prefix;
mod publish;
mod recall;
mod remote;
mod rendition;
mod trailers;

pub(super) use prefix::Files;
pub(super) use publish::{Copies, copies_for};
use recall::Recall;
pub(super) use remote::Served;
use remote::{Asked, Asker, Unasked};
pub use trailers::measure_trailers;

use super::{
    catalogue::Entry,
    past::{Digest, PartDigest, digest, program},
};
use crate::{
    config::{self, Publication},
    diagnostic::{Diagnostic, rules},
    media::{self, Fault, Measured},
    source::{Census, Stamp},
    state::{Cache, Cached, Part},
    value::{Timestamp, WebUrl},
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
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
    /// The records that name it.
    users: BTreeSet<User>,
    /// Where it was copied to, relative to the root, and the stamp of the copy.
    copy: Option<(String, Stamp)>,
}

/// A record: its file, and its key.
type User = (String, String);

/// What looking at a file showed.
#[derive(Debug, Clone)]
pub(super) enum Look {
    Measured(Arc<Measured>),
    Missing,
    /// It leads out of the publication and of the media directory.
    Outside,
    /// It is there but cannot be read; the text says why.
    Unreadable(String),
    /// It is at an address, and this is what was learnt there.
    Served(Served),
    /// It was asked for in vain.
    Unasked(Unasked),
}

/// All media files that records name.
pub(super) struct Shelf {
    root: PathBuf,
    configuration: Arc<str>,
    output: PathBuf,
    feeds_url: WebUrl,
    media: config::Media,
    /// Whether anybody has wishes for the artwork of episodes.
    asks_artwork: bool,
    /// Whether what is known of earlier runs may be used.
    trusts: bool,
    /// Who asks for files at their addresses; nobody, where that is not wanted, or not now.
    asker: Option<Result<Asker, String>>,
    recall: Recall,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// By path, relative to the root.
    known: BTreeMap<String, Kept>,
    /// Those that this run has looked at.
    seen: BTreeMap<String, Look>,
    /// By address.
    asked: BTreeMap<String, Asked>,
    /// Addresses that this run has asked.
    asked_now: HashSet<String>,
    /// By record file: what its records named at the last run.
    by_user: HashMap<String, Vec<String>>,
    /// By directory of recordings; see [`Shelf::widths`].
    widths: HashMap<String, Vec<usize>>,
    /// Files that are others than they were at the last run: bytes before, and now.
    replaced: BTreeMap<String, (u64, u64)>,
    /// Copies that were ever made, relative to the output, and the ids of the articles that they were made for.
    made: BTreeMap<String, BTreeSet<String>>,
}

/// The cached part: the program that wrote it, when an address has to be asked next, the stamps of files and of their
/// copies; and all the rest.
type Head = (String, Option<i64>, Stamps);
type Stamps = Vec<(String, Option<Stamp>, Option<(String, Stamp)>)>;
type Rest = Vec<(Digest, Option<Arc<Measured>>, BTreeSet<User>)>;

impl Shelf {
    /// What is known of the publication's media files; `trusts` says whether files that have not changed are known by that.
    /// At a moment, files that are not here are asked for at their addresses, if the configuration wants it.
    pub(super) fn open(publication: &Publication, cache: &Cache, trusts: bool, now: Option<Timestamp>) -> Self {
        let held = Held::read(cache);
        let recall = Recall::new(publication, held.is_none());
        let Held { known, asked, made, is_ours } = held.unwrap_or_default();
        Self {
            root: publication.root.clone(),
            configuration: publication.file.clone(),
            output: publication.output.clone(),
            feeds_url: publication.feeds_url.clone(),
            media: publication.media.clone(),
            asks_artwork: publication.feeds.iter().any(artwork::wants_artwork),
            trusts: trusts && is_ours,
            asker: now.and_then(|now| Asker::new(publication, now.unix())),
            recall,
            inner: Mutex::new(Inner { by_user: by_user(&known, &asked), known, asked, made, ..Inner::default() }),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets which files the records of a file name: it is read anew.
    pub(super) fn forget(&self, file: &str) {
        let mut inner = self.inner();
        for path in inner.by_user.remove(file).unwrap_or_default() {
            let kept = inner.known.get_mut(&path).map(|kept| &mut kept.users);
            kept.into_iter().for_each(|users| users.retain(|(user, _)| user != file));
            let asked = inner.asked.get_mut(&path).map(|asked| &mut asked.users);
            asked.into_iter().for_each(|users| users.retain(|(user, _)| user != file));
        }
    }

    /// Looks at a file for a record of `user`. In one run every file is looked at but once.
    fn look(&self, path: &str, user: &User) -> Look {
        let before = {
            let mut inner = self.inner();
            if let Some(look) = inner.seen.get(path).cloned() {
                inner.known.entry(path.to_owned()).and_modify(|kept| {
                    kept.users.insert(user.clone());
                });
                return look;
            }
            inner.known.get(path).cloned()
        };
        let (look, mut kept, replaced) = self.look_anew(path, before);
        kept.users.insert(user.clone());
        let mut inner = self.inner();
        if let Some(known) = inner.known.get_mut(path) {
            kept.users.append(&mut known.users);
        }
        inner.known.insert(path.to_owned(), kept);
        inner.seen.insert(path.to_owned(), look.clone());
        inner.replaced.extend(replaced.map(|replaced| (path.to_owned(), replaced)));
        look
    }

    /// What a file was when it was there at last.
    fn measured_before(&self, path: &str) -> Option<Arc<Measured>> {
        let before = self.inner().known.get(path)?.measured.clone()?;
        // Of what nobody could play, nothing was published.
        (!before.faults.iter().any(Fault::is_hopeless)).then_some(before)
    }

    /// What tells a file that was looked at from others.
    fn print_of(&self, path: &str) -> Option<Digest> {
        self.inner().known.get(path).map(|kept| kept.print)
    }

    fn look_anew(&self, path: &str, before: Option<Kept>) -> (Look, Kept, Option<(u64, u64)>) {
        let missing =
            || Kept { stamp: None, print: Digest::default(), measured: None, users: BTreeSet::new(), copy: None };
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
        if self.leads_out(&at) {
            return (Look::Outside, missing(), None);
        }
        let measured = media::measure(&at).and_then(|measured| Ok((measured, print(&at)?)));
        let (measured, print) = match measured {
            Ok((measured, print)) => (Arc::new(measured), print),
            Err(cause) => return (Look::Unreadable(cause.to_string()), missing(), None),
        };
        // Of a file that is only half there again, nothing was published: what comes next is compared with what was.
        let is_hopeless = measured.faults.iter().any(Fault::is_hopeless);
        let print = before.as_ref().filter(|_| is_hopeless).map_or(print, |before| before.print);
        let (same, other) = before.map_or((None, None), |before| match before.print == print {
            true => (before.copy, None),
            false => (None, before.measured),
        });
        let replaced = other.map(|was| (was.length, measured.length));
        let (stamp, users) = (Some(stamp), BTreeSet::new());
        let kept = Kept { stamp, print, measured: Some(Arc::clone(&measured)), users, copy: same };
        (Look::Measured(measured), kept, replaced)
    }

    /// Names of the files of records whose media files are not as they were, or have to be asked for.
    pub(super) fn stirred(&self) -> HashSet<String> {
        let inner = self.inner();
        let known: Vec<(&String, &Kept)> = inner.known.iter().collect();
        let stirred: Vec<&BTreeSet<User>> = known
            .into_par_iter()
            .filter(|(path, kept)| !is_as_it_was(&self.root, path, kept.stamp.as_ref()))
            .map(|(_, kept)| &kept.users)
            .collect();
        let now = self.asker.as_ref().and_then(|asker| asker.as_ref().ok()).map(Asker::now);
        let due = inner.asked.values().filter(|asked| now.is_some_and(|now| now >= asked.due));
        let users = stirred.into_iter().chain(due.map(|asked| &asked.users)).flatten();
        users.map(|(file, _)| file.clone()).collect()
    }

    /// Whether nothing is to be said of the files, and nothing to be done with them.
    pub(super) fn is_at_rest(&self) -> bool {
        let inner = self.inner();
        let copies = inner.known.values().filter_map(|kept| kept.copy.as_ref());
        inner.replaced.is_empty() && copies.into_iter().all(|(path, stamp)| is_as_it_was(&self.root, path, Some(stamp)))
    }

    /// What is to be said of files that are others than they were at the last run, where a record that was published names
    /// them.
    pub(super) fn replaced(&self, entries: &[Entry]) -> Vec<Diagnostic> {
        let inner = self.inner();
        let one = |(path, (before, now)): (&String, &(u64, u64))| {
            let users = &inner.known.get(path)?.users;
            let mut published = entries.iter().filter(|entry| entry.claim.is_some());
            let entry = published.find(|entry| users.contains(&user_of(entry)))?;
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
        let Inner { known, seen, asked, asked_now, made, .. } = &mut *inner;
        let output = self.root.join(&self.output);
        made.retain(|copy, _| output.join(copy).is_file());
        if !known.is_empty() || !asked.is_empty() {
            let names: HashSet<String> = (0..census.len()).map(|entry| census.name(entry)).collect();
            known.retain(|path, kept| {
                kept.users.retain(|(file, _)| names.contains(file) || seen.contains_key(path));
                !kept.users.is_empty()
            });
            asked.retain(|url, asked| {
                asked.users.retain(|(file, _)| names.contains(file) || asked_now.contains(url));
                !asked.users.is_empty()
            });
        }
        let stamp = |(path, kept): (&String, &Kept)| (path.clone(), kept.stamp, kept.copy.clone());
        let stamps: Stamps = known.iter().map(stamp).collect();
        let due = asked.values().map(|asked| asked.due).min();
        let rest: Rest = known.values().map(|kept| (kept.print, kept.measured.clone(), kept.users.clone())).collect();
        let stamps = postcard::to_allocvec(&(program(), due, stamps)).unwrap_or_default();
        let rest = postcard::to_allocvec(&(rest, &*asked, &*made)).unwrap_or_default();
        cache.write(Part::Media, &[&stamps, &rest])
    }
}

/// Whether all media files are as they were at the last run, by their stamps alone, and none has to be asked for.
pub(super) fn are_as_they_were(cache: &Cache, root: &Path, part: &PartDigest, now: Timestamp) -> bool {
    let Cached::Whole(bytes) = cache.read(Part::Media, Some(part)) else { return false };
    let Ok((head, _)) = postcard::take_from_bytes::<Head>(&bytes) else { return false };
    let (_, due, stamps) = head;
    due.is_none_or(|due| now.unix() < due)
        && stamps.par_iter().all(|(path, stamp, copy)| {
            let is_copied = copy.as_ref().is_none_or(|(path, stamp)| is_as_it_was(root, path, Some(stamp)));
            is_copied && is_as_it_was(root, path, stamp.as_ref())
        })
}

/// By record file: paths and addresses of what its records name.
fn by_user(known: &BTreeMap<String, Kept>, asked: &BTreeMap<String, Asked>) -> HashMap<String, Vec<String>> {
    let here = known.iter().map(|(path, kept)| (path, &kept.users));
    let far = asked.iter().map(|(url, asked)| (url, &asked.users));
    let mut by_user: HashMap<String, Vec<String>> = HashMap::new();
    for (path, users) in here.chain(far) {
        for (file, _) in users {
            by_user.entry(file.clone()).or_default().push(path.clone());
        }
    }
    by_user
}

/// An entry as one of those that name files.
fn user_of(entry: &Entry) -> User {
    (entry.origin.file.to_string(), entry.card.marks.key.clone())
}

fn is_as_it_was(root: &Path, path: &str, stamp: Option<&Stamp>) -> bool {
    match (Stamp::of(&root.join(path)), stamp) {
        (Ok(now), Some(then)) => now.proves(then),
        (Err(cause), None) => cause.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

/// What the cache holds.
#[derive(Default)]
struct Held {
    known: BTreeMap<String, Kept>,
    asked: BTreeMap<String, Asked>,
    made: BTreeMap<String, BTreeSet<String>>,
    /// Whether this program wrote it: another one may have measured otherwise.
    is_ours: bool,
}

impl Held {
    fn read(cache: &Cache) -> Option<Self> {
        let Cached::Whole(bytes) = cache.read(Part::Media, None) else { return None };
        let ((writer, _, stamps), rest) = postcard::take_from_bytes::<Head>(&bytes).ok()?;
        let (rest, asked, made): (Rest, BTreeMap<String, Asked>, BTreeMap<String, BTreeSet<String>>) =
            postcard::from_bytes(rest).ok()?;
        let one =
            |((path, stamp, copy), (print, measured, users))| (path, Kept { stamp, print, measured, users, copy });
        let known = stamps.into_iter().zip(rest).map(one).collect();
        Some(Self { known, asked, made, is_ours: writer == program() })
    }
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
