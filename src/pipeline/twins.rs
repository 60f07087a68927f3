//! One entry in several feeds of others: what has one id there is one entry (RFC 4287 §4.1.1), and is shown once.

use super::{gather::Gathered, reader::Reader};
use crate::{config::Publication, source::Kind};
use std::collections::{HashMap, HashSet};

/// By file: the numbers of the records that another one stands for. Of several the one that changed last counts; of those
/// that changed at one time the first.
pub(super) fn twins(publication: &Publication, reader: &Reader, gathered: &[Gathered]) -> Vec<HashSet<usize>> {
    let mut twins = vec![HashSet::new(); gathered.len()];
    let mut known: HashMap<&str, (usize, usize)> = HashMap::new();
    for (file, memo) in gathered.iter().enumerate().filter_map(|(file, given)| Some((file, given.memo.as_ref()?))) {
        let (read, source) = reader.file(file);
        if read.kind != Kind::Feed && publication.sources[source].remote.is_empty() {
            continue;
        }
        for (number, card) in memo.cards.iter().enumerate().filter(|(_, card)| card.is_declared) {
            let at = (file, number);
            let Some(first) = known.insert(card.id.as_str(), at) else { continue };
            let other = gathered[first.0].memo.as_ref().and_then(|memo| memo.cards.get(first.1));
            let changed = |card: &super::card::Card| card.updated.or(card.published);
            let is_newer = other.is_some_and(|other| changed(card) > changed(other));
            let loser = if is_newer { first } else { at };
            if !is_newer {
                known.insert(card.id.as_str(), first);
            }
            twins[loser.0].insert(loser.1);
        }
    }
    twins
}
