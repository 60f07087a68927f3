//! Media files that are published with the feeds: copied into the output before any document names them.

use super::{Kept, Shelf, User, is_as_it_was, user_of};
use crate::{
    config::Publication,
    pipeline::{Error, card::Standing, catalogue::Entry},
    publish::{Publisher, why_refused},
    source::Stamp,
    state::Cache,
    value::guess_media_type,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs::File,
    io,
    path::Path,
};

/// A file that is to be copied.
struct Errand {
    /// Relative to the root.
    from: String,
    /// Relative to the output.
    to: String,
}

/// Copies of media files that belong to an article which is taken down, relative to the output.
#[derive(Debug, Default)]
pub(in super::super) struct Copies {
    /// Those that were made for it, and that nobody else names.
    pub own: BTreeSet<String>,
    /// Those that other records, or the feeds themselves, name.
    pub of_others: HashSet<String>,
    /// Those that no record names, where it is not known which were made for it.
    pub doubtful: BTreeSet<String>,
}

/// The files that were copied for an article: by the key of its record those that it names now, by its ids those that it has
/// ever named, under whatever names, and those of the same bytes. What the records of other articles that were taken down name
/// keeps nothing.
pub(in super::super) fn copies_for(
    publication: &Publication,
    key: Option<&str>,
    ids: &HashSet<String>,
    down: &HashSet<String>,
) -> Copies {
    let mut copies = Copies::default();
    let cache = Cache::of(&publication.root.join(&publication.state));
    let shelf = Shelf::open(publication, &cache, false, None);
    let Some(below) = &shelf.media.output else { return copies };
    let output = publication.root.join(&publication.output);
    let inner = shelf.inner();
    let copy_of = |path: &str| Some(format!("{below}{}", shelf.inner_path(path)?));
    let is_own = |kept: &Kept| kept.users.iter().any(|(_, user)| Some(user.as_str()) == key);
    let is_of_others =
        |kept: &Kept| kept.users.iter().any(|(_, user)| Some(user.as_str()) != key && !down.contains(user));
    let named = inner.known.iter().filter(|(_, kept)| is_of_others(kept));
    copies.of_others = named.filter_map(|(path, _)| copy_of(path)).collect();
    let own = inner.known.iter().filter(|(_, kept)| is_own(kept) && !is_of_others(kept));
    copies.own.extend(own.filter_map(|(path, _)| {
        let copy = copy_of(path)?;
        let (from, to) = (publication.root.join(path).canonicalize(), output.join(&copy).canonicalize().ok()?);
        // What lies in the output itself is no copy.
        from.map_or(true, |from| from != to).then_some(copy)
    }));
    let made = inner.made.iter().filter(|(_, owners)| owners.iter().any(|owner| ids.contains(owner)));
    let made: BTreeSet<&String> = made.map(|(copy, _)| copy).collect();
    copies.own.extend(made.iter().map(|copy| (*copy).clone()).filter(|copy| !copies.of_others.contains(copy)));
    let is_accounted = |copy: &String| copies.own.contains(copy) || copies.of_others.contains(copy);
    let files = walkdir::WalkDir::new(output.join(below)).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
        let inner = entry.path().strip_prefix(&output).ok()?.to_str()?.replace('\\', "/");
        // Documents and pictures of others lie there as well.
        guess_media_type(&inner).is_some_and(|kind| matches!(kind.family(), "audio" | "video")).then_some(inner)
    });
    let strays: Vec<String> = files.filter(|copy| !is_accounted(copy)).collect();
    let twins = |copy: &String| {
        let lengths = |path: &Path| path.metadata().map(|file| file.len()).ok();
        let file = output.join(copy);
        copies.own.iter().map(|own| output.join(own)).any(|own| {
            lengths(&own).is_some_and(|length| length > 0 && lengths(&file) == Some(length))
                && digest_of(&own).is_some_and(|digest| digest_of(&file) == Some(digest))
        })
    };
    let (same, strays): (Vec<String>, Vec<String>) = strays.into_iter().partition(twins);
    copies.own.extend(same);
    if made.is_empty() {
        copies.doubtful.extend(strays.into_iter().filter(|copy| !inner.made.contains_key(copy)));
    }
    copies
}

/// Of all bytes of a file.
fn digest_of(path: &Path) -> Option<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path).ok()?).ok()?;
    Some(hasher.finalize())
}

impl Shelf {
    /// Why a file, by its path relative to the root, cannot be copied into the output; `None` if it can, or need not.
    pub(super) fn why_unpublished(&self, path: &str) -> Option<&'static str> {
        let below = self.media.output.as_ref()?;
        why_refused(&format!("{below}{}", self.inner_path(path)?))
    }

    /// Copies the files of all records that may be seen now, each whole or not at all, and only if it differs. What belongs
    /// to drafts, or to what is to come, stays where it is.
    ///
    /// # Errors
    /// A file cannot be copied; then no document may name it.
    pub(in super::super) fn publish(&self, output: &Path, entries: &[Entry]) -> Result<(), Error> {
        let Some(below) = &self.media.output else { return Ok(()) };
        let is_public = |entry: &&Entry| entry.card.standing == Standing::Public && !entry.wanted_by.is_empty();
        // What the feeds themselves name belongs to nobody but the configuration.
        let own = (self.configuration.to_string(), String::new());
        let shown: HashSet<_> = entries.iter().filter(is_public).map(user_of).chain([own]).collect();
        let mut ids: HashMap<User, BTreeSet<String>> = HashMap::new();
        for entry in entries.iter().filter(is_public) {
            let own = entry.ids.values().chain([&entry.id]).map(|id| id.as_str().to_owned());
            ids.entry(user_of(entry)).or_default().extend(own);
        }
        let errands: Vec<Errand> = {
            let mut inner = self.inner();
            let inner = &mut *inner;
            for (path, kept) in inner.known.iter().filter(|(_, kept)| kept.stamp.is_some()) {
                let owners: BTreeSet<&String> = kept.users.iter().filter_map(|user| ids.get(user)).flatten().collect();
                if let Some(inner_path) = self.inner_path(path).filter(|_| !owners.is_empty()) {
                    inner.made.entry(format!("{below}{inner_path}")).or_default().extend(owners.into_iter().cloned());
                }
            }
            let is_wanted = |path: &str, kept: &Kept| {
                let is_good = |measured: &super::Measured| measured.faults.iter().all(|fault| !fault.is_hopeless());
                let is_copied = || {
                    let copy = kept.copy.as_ref();
                    copy.is_some_and(|(path, stamp)| is_as_it_was(&self.root, path, Some(stamp)))
                };
                kept.stamp.is_some()
                    && (Self::is_any(path) || kept.measured.as_deref().is_some_and(is_good))
                    && kept.users.iter().any(|user| shown.contains(user))
                    && !is_copied()
            };
            let wanted = inner.known.iter().filter(|(path, kept)| is_wanted(path, kept));
            let errand =
                |path: &String| Some(Errand { from: path.clone(), to: format!("{below}{}", self.inner_path(path)?) });
            let errands = wanted.filter_map(|(path, _)| errand(path));
            // What has no place there is left out, with a word, by who names it.
            errands.filter(|errand| why_refused(&errand.to).is_none()).collect()
        };
        if errands.is_empty() {
            return Ok(());
        }
        let mut publisher = Publisher::open(output)?;
        for Errand { from, to } in &errands {
            let from = self.root.join(from);
            publisher.stage(to, &|out| io::copy(&mut File::open(&from)?, out).map(|_| ()))?;
        }
        publisher.commit()?;
        let mut inner = self.inner();
        for Errand { from, to } in errands {
            let copy = self.output.join(to).to_str().map(str::to_owned);
            let stamp = copy.as_ref().and_then(|copy| Stamp::of(&self.root.join(copy)).ok());
            if let Some(kept) = inner.known.get_mut(&from) {
                kept.copy = copy.zip(stamp);
            }
        }
        Ok(())
    }
}
