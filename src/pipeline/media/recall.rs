//! What published documents say of media files, for a run that knows nothing of earlier ones: the cache may be lost at any
//! time, and a file that has changed since it was published is still to be noticed.

use super::{Shelf, prefix::with_prefix};
use crate::{config::Publication, pipeline::learn, record::Enclosure};
use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
    sync::OnceLock,
};

/// Lengths by address, as documents in the output say them.
pub(super) struct Recall {
    /// `None`: what earlier runs found is known.
    said: Option<OnceLock<HashMap<String, BTreeSet<u64>>>>,
    /// What may stand before an address.
    prefixes: Vec<String>,
}

impl Recall {
    /// `is_lost`: nothing is known of earlier runs.
    pub(super) fn new(publication: &Publication, is_lost: bool) -> Self {
        let prefixes = publication.feeds.iter().filter_map(|feed| feed.items.enclosure_prefix.clone());
        let prefixes: BTreeSet<String> = prefixes.filter(|prefix| !prefix.is_empty()).collect();
        Self { said: is_lost.then(OnceLock::new), prefixes: prefixes.into_iter().collect() }
    }

    /// How long the documents say that the file of an enclosure is; nothing, where they say nothing or no longer need to be
    /// asked.
    fn lengths(&self, output: &Path, enclosure: &Enclosure) -> Option<&BTreeSet<u64>> {
        let said = self.said.as_ref()?.get_or_init(|| read(output));
        let prefixed = self.prefixes.iter().map(|prefix| with_prefix(&enclosure.url, prefix));
        std::iter::once(enclosure.url.clone()).chain(prefixed).find_map(|url| said.get(url.as_str()))
    }
}

fn read(output: &Path) -> HashMap<String, BTreeSet<u64>> {
    let mut said: HashMap<String, BTreeSet<u64>> = HashMap::new();
    for (_, outline) in learn::own_outlines(output) {
        for file in outline.media {
            if let Some(length) = file.length.filter(|length| *length > 0) {
                said.entry(file.url).or_default().insert(length);
            }
        }
    }
    said
}

impl Shelf {
    /// Notices that a file has another length than published documents say. `declared` is what its record says: what was
    /// published from that was never measured.
    pub(super) fn recall(&self, path: &str, enclosure: &Enclosure, declared: Option<u64>) {
        let Some(now) = enclosure.length else { return };
        let Some(said) = self.recall.lengths(&self.root.join(&self.output), enclosure) else { return };
        let then = said.iter().next_back().copied().filter(|then| !said.contains(&now) && declared != Some(*then));
        if let Some(then) = then {
            self.inner().replaced.entry(path.to_owned()).or_insert((then, now));
        }
    }
}
