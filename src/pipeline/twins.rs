//! One entry in several feeds of others: what has one id there is one entry (RFC 4287 §4.1.1), and is shown once. So is what
//! has one address and one title or date under several ids: the RSS and the Atom of one site, or a feed that quotes another.

use super::{
    card::{Card, Standing},
    gather::Gathered,
    marks::title_name,
    reader::Reader,
};
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
        // What one feed says is deleted may still be in another.
        let is_one = |card: &Card| card.is_declared && card.standing != Standing::Hidden;
        for (number, card) in memo.cards.iter().enumerate().filter(|(_, card)| is_one(card)) {
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
    same_page(publication, reader, gathered, &mut twins);
    twins
}

/// Of what is one article by its address the feed that the configuration names first is shown: its ids do not change with
/// each edit of one of the others.
fn same_page(publication: &Publication, reader: &Reader, gathered: &[Gathered], twins: &mut [HashSet<usize>]) {
    // A feed whose items all lead to one page says nothing by their address.
    const MOST: usize = 16;
    let mut pages: HashMap<&str, Vec<(usize, &Card)>> = HashMap::new();
    let mut is_several = false;
    for (file, memo) in gathered.iter().enumerate().filter_map(|(file, given)| Some((file, given.memo.as_ref()?))) {
        let (read, source) = reader.file(file);
        if read.kind != Kind::Feed && publication.sources[source].remote.is_empty() {
            continue;
        }
        for (number, card) in memo.cards.iter().enumerate() {
            let Some(page) = card.marks.url.as_deref().map(bare) else { continue };
            if card.standing != Standing::Public || twins[file].contains(&number) {
                continue;
            }
            let known = pages.entry(page).or_default();
            if is_several && known.iter().any(|(other, shown)| *other != file && is_one(shown, card)) {
                twins[file].insert(number);
            } else if known.len() < MOST {
                known.push((file, card));
            }
        }
        is_several = true;
    }
}

/// Whether two records of one address are one article, and the first is shown wherever the second would be.
fn is_one(shown: &Card, card: &Card) -> bool {
    let title = |card: &Card| card.marks.title.as_deref().map(|title| title_name(title).into_owned());
    let is_same = match (title(shown), title(card)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => shown.published.is_some() && shown.published == card.published,
        _ => false,
    };
    let wants = |card: &Card, feed: usize| card.verdict.wanted.iter().any(|(wanted, _)| *wanted == feed);
    is_same && card.verdict.wanted.iter().all(|(feed, _)| wants(shown, *feed))
}

/// An address as far as it tells pages apart.
fn bare(url: &str) -> &str {
    let bare = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/')
}
