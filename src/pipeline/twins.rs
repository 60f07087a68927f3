//! One entry in several feeds of others: what has one id there is one entry (RFC 4287 §4.1.1), and is shown once. So is what
//! has one address and one title or date under several ids: the RSS and the Atom of one site, or a feed that quotes another.
//!
//! An id that is no IRI tells items apart within its feed alone: two sites may both have a 42. It is the same entry in another
//! feed where the address or the title is the same as well.

use super::{
    card::{Card, Standing},
    gather::Gathered,
    marks::{has_time, title_name},
    reader::Reader,
};
use crate::value::{Zone, without_campaign};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

/// Of records with one scoped id, so many are compared with each other.
const MOST: usize = 16;

/// By file: the numbers of the records that another one stands for. Of several the one that changed last counts; of those
/// that changed at one time the first.
pub(super) fn twins(reader: &Reader, gathered: &[Gathered], zone: &Zone) -> Vec<HashSet<usize>> {
    let mut twins = vec![HashSet::new(); gathered.len()];
    // In the order in which the configuration names the feeds, whatever they are called.
    let mut files: Vec<usize> = (0..gathered.len()).filter(|&file| gathered[file].memo.is_some()).collect();
    files.retain(|&file| reader.is_of_feed(file));
    files.sort_by_cached_key(|&file| (reader.rank(file), file));
    let cards = |file: usize| gathered[file].memo.iter().flat_map(|memo| memo.cards.iter().enumerate());
    let mut known: HashMap<&str, Vec<(usize, usize, &Card)>> = HashMap::new();
    for &file in &files {
        // Without ids of their own, items of one address, day and title are one.
        let mut seen = HashSet::new();
        let bare = cards(file).filter(|(_, card)| !card.is_declared);
        twins[file]
            .extend(bare.filter(|(_, card)| !seen.insert((&card.id, &card.marks.key))).map(|(number, _)| number));
        // What one feed says is deleted may still be in another.
        let is_one = |card: &Card| card.is_declared && card.standing != Standing::Hidden;
        for (number, card) in cards(file).filter(|(_, card)| is_one(card)) {
            let known = known.entry(card.id.as_str()).or_default();
            let same = known.iter().position(|(other, _, shown)| {
                *other == file || !(card.is_scoped && shown.is_scoped) || is_alike(shown, card)
            });
            let Some(same) = same else {
                if known.len() < MOST {
                    known.push((file, number, card));
                }
                continue;
            };
            let changed = |card: &Card| card.updated.or(card.published);
            let (first, at) = (known[same], (file, number, card.as_ref()));
            let is_newer = changed(card) > changed(first.2);
            let loser = if is_newer { first } else { at };
            if is_newer {
                known[same] = at;
            }
            twins[loser.0].insert(loser.1);
        }
    }
    same_page(&files, cards, &mut twins, zone);
    twins
}

/// Of what is one article by its address the feed that the configuration names first is shown: its ids do not change with
/// each edit of one of the others.
fn same_page<'g, C: Iterator<Item = (usize, &'g std::sync::Arc<Card>)>>(
    files: &[usize],
    cards: impl Fn(usize) -> C,
    twins: &mut [HashSet<usize>],
    zone: &Zone,
) {
    // A feed whose items all lead to one page says nothing by their address.
    let mut pages: HashMap<Cow<'_, str>, Vec<(usize, &Card)>> = HashMap::new();
    let mut is_several = false;
    for &file in files {
        for (number, card) in cards(file) {
            let Some(page) = card.marks.url.as_deref().map(bare) else { continue };
            if card.standing != Standing::Public || twins[file].contains(&number) {
                continue;
            }
            let known = pages.entry(page).or_default();
            if is_several && known.iter().any(|(other, shown)| *other != file && is_one(shown, card, zone)) {
                twins[file].insert(number);
            } else if known.len() < MOST {
                known.push((file, card));
            }
        }
        is_several = true;
    }
}

/// Whether two records with one scoped id look like one entry.
pub(super) fn is_alike(one: &Card, other: &Card) -> bool {
    let page = |card: &Card| card.marks.url.as_deref().map(|url| bare(url).into_owned());
    let is_same_page = page(one).is_some_and(|of_one| page(other) == Some(of_one));
    is_same_page || title(one).is_some_and(|of_one| title(other) == Some(of_one))
}

fn title(card: &Card) -> Option<String> {
    card.marks.title.as_deref().map(|title| title_name(title).into_owned())
}

/// Whether two records of one address are one article, and the first is shown wherever the second would be.
fn is_one(shown: &Card, card: &Card, zone: &Zone) -> bool {
    let is_of_one_time = shown.published.is_some() && shown.published == card.published;
    let is_same = match (title(shown), title(card)) {
        (Some(one), Some(other)) if one == other => true,
        (None, None) => is_of_one_time,
        // A title may be corrected in one feed before it is in the other. A whole day says little.
        _ => is_of_one_time && shown.published.is_some_and(|at| has_time(at, zone)),
    };
    let wants = |card: &Card, feed: usize| card.verdict.wanted.iter().any(|(wanted, _)| *wanted == feed);
    is_same && card.verdict.wanted.iter().all(|(feed, _)| wants(shown, *feed))
}

/// An address as far as it tells pages apart.
fn bare(url: &str) -> Cow<'_, str> {
    let short = |url: &str| {
        let bare = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url).len();
        let bare = &url[url.len() - bare..];
        let bare = bare.strip_prefix("www.").unwrap_or(bare);
        (url.len() - bare.len())..(url.len() - bare.len() + bare.trim_end_matches('/').len())
    };
    match without_campaign(url) {
        Cow::Borrowed(url) => Cow::Borrowed(&url[short(url)]),
        Cow::Owned(url) => Cow::Owned(url[short(&url)].to_owned()),
    }
}
