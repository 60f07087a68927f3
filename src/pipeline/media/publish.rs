//! Media files that are published with the feeds: copied into the output before any document names them.

use super::{Kept, Shelf, is_as_it_was, user_of};
use crate::{
    config::Publication,
    pipeline::{Error, card::Standing, catalogue::Entry},
    publish::Publisher,
    source::Stamp,
    state::Cache,
};
use std::{
    collections::{BTreeSet, HashSet},
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

/// The files that were copied for the record with this key and that nobody else names, relative to the output.
pub(in super::super) fn copies_for(publication: &Publication, key: &str) -> BTreeSet<String> {
    let cache = Cache::of(&publication.root.join(&publication.state));
    let shelf = Shelf::open(publication, &cache, false, None);
    let Some(below) = &shelf.media.output else { return BTreeSet::new() };
    let output = publication.root.join(&publication.output);
    let inner = shelf.inner();
    let own =
        inner.known.iter().filter(|(_, kept)| !kept.users.is_empty() && kept.users.iter().all(|(_, user)| user == key));
    own.filter_map(|(path, _)| {
        let copy = format!("{below}{}", shelf.inner_path(path)?);
        let (from, to) = (publication.root.join(path).canonicalize(), output.join(&copy).canonicalize().ok()?);
        // What lies in the output itself is no copy.
        from.map_or(true, |from| from != to).then_some(copy)
    })
    .collect()
}

impl Shelf {
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
        let errands: Vec<Errand> = {
            let inner = self.inner();
            let is_wanted = |path: &str, kept: &Kept| {
                let is_good = |measured: &super::Measured| measured.faults.iter().all(|fault| !fault.is_hopeless());
                let is_copied = || {
                    let copy = kept.copy.as_ref();
                    copy.is_some_and(|(path, stamp)| is_as_it_was(&self.root, path, Some(stamp)))
                };
                kept.stamp.is_some()
                    && (Self::is_copied_as_it_is(path) || kept.measured.as_deref().is_some_and(is_good))
                    && kept.users.iter().any(|user| shown.contains(user))
                    && !is_copied()
            };
            let wanted = inner.known.iter().filter(|(path, kept)| is_wanted(path, kept));
            let errand =
                |path: &String| Some(Errand { from: path.clone(), to: format!("{below}{}", self.inner_path(path)?) });
            wanted.filter_map(|(path, _)| errand(path)).collect()
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
