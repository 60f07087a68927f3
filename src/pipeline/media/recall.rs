//! What published documents say of media files, for a run that knows nothing of earlier ones: the cache may be lost at any
//! time, and a file that has changed since it was published is still to be noticed.

use super::{Shelf, prefix::with_prefix};
use crate::{config::Publication, pipeline::learn, record::Enclosure, value::MediaType};
use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
    sync::OnceLock,
};

/// What documents in the output say of media files.
pub(super) struct Recall {
    /// By address; read when somebody asks for the first time.
    said: OnceLock<HashMap<String, Said>>,
    /// Nothing is known of earlier runs.
    is_lost: bool,
    /// What may stand before an address.
    prefixes: Vec<String>,
}

impl Recall {
    /// `is_lost`: nothing is known of earlier runs.
    pub(super) fn new(publication: &Publication, is_lost: bool) -> Self {
        let prefixes = publication.feeds.iter().filter_map(|feed| feed.items.enclosure_prefix.clone());
        let prefixes: BTreeSet<String> = prefixes.filter(|prefix| !prefix.is_empty()).collect();
        Self { said: OnceLock::new(), is_lost, prefixes: prefixes.into_iter().collect() }
    }

    /// What the documents say of the file of an enclosure.
    fn of(&self, output: &Path, enclosure: &Enclosure) -> Option<&Said> {
        let said = self.said.get_or_init(|| read(output));
        let prefixed = self.prefixes.iter().map(|prefix| with_prefix(&enclosure.url, prefix));
        std::iter::once(enclosure.url.clone()).chain(prefixed).find_map(|url| said.get(url.as_str()))
    }
}

/// What documents say of one file.
#[derive(Debug, Default)]
struct Said {
    /// In bytes; without those that say nothing.
    lengths: BTreeSet<u64>,
    /// In milliseconds: the most exact one.
    duration: Option<u64>,
    media_type: Option<MediaType>,
}

fn read(output: &Path) -> HashMap<String, Said> {
    let mut said: HashMap<String, Said> = HashMap::new();
    for (_, outline) in learn::own_outlines(output) {
        for file in outline.media {
            let known = said.entry(file.url).or_default();
            known.lengths.extend(file.length.filter(|length| *length > 0));
            let is_exact = |duration: &u64| !duration.is_multiple_of(1000);
            if known.duration.is_none() || file.duration.as_ref().is_some_and(is_exact) {
                known.duration = file.duration.or(known.duration);
            }
            let stated = file.media_type.as_deref().and_then(|text| text.parse().ok());
            known.media_type = known.media_type.take().or(stated);
        }
    }
    said
}

impl Shelf {
    /// Notices that a file has another length than published documents say. `declared` is what its record says: what was
    /// published from that was never measured.
    pub(super) fn recall(&self, path: &str, enclosure: &Enclosure, declared: Option<u64>) {
        let Some(now) = enclosure.length.filter(|_| self.recall.is_lost) else { return };
        let Some(said) = self.recall.of(&self.root.join(&self.output), enclosure).map(|said| &said.lengths) else {
            return;
        };
        let then = said.iter().next_back().copied().filter(|then| !said.contains(&now) && declared != Some(*then));
        if let Some(then) = then {
            self.inner().replaced.entry(path.to_owned()).or_insert((then, now));
        }
    }

    /// Completes an enclosure by what published documents say of it, where nobody else can be asked: an outage takes
    /// nothing back that subscribers were told.
    pub(super) fn remember(&self, enclosure: &mut Enclosure) {
        let Some(said) = self.recall.of(&self.root.join(&self.output), enclosure) else { return };
        enclosure.length = enclosure.length.or(said.lengths.last().copied());
        #[expect(clippy::cast_precision_loss, reason = "nothing plays for so long")]
        let duration = said.duration.filter(|duration| *duration > 0).map(|duration| duration as f64 / 1000.0);
        enclosure.duration = enclosure.duration.or(duration);
        if let Some(media_type) = said.media_type.clone().filter(|_| !enclosure.is_type_declared) {
            enclosure.media_type = media_type;
        }
    }
}
