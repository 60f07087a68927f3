//! Files that stream through the sieve, and the records of long lists.

use super::{BATCH, Eye, Fate, LISTED, Look, Sieve, Sifted, Spool};
use crate::{
    config::Publication,
    pipeline::{
        card::{Card, FileMemo, Spot},
        gather::{Gathered, Gatherer, Known},
        identity::Register,
    },
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    sync::Arc,
};

/// A list whose records are pieces.
struct List {
    /// The number of its file.
    file: usize,
    /// Those of its records.
    pieces: Range<u32>,
    /// By record: where it stands.
    spots: Vec<Spot>,
    /// What it holds beside them.
    gathered: Gathered,
}

/// Reads every file of a reader of which nothing is `known` that is enough; `is_list` says of which the records are looked at one
/// by one. The memos of those that are far are put into the spool. `near` of what is given back goes by the numbers of files.
/// Nothing, if a list cannot be read to its end: then nobody knows what of it was let go.
pub(in crate::pipeline) fn sift(
    publication: &Publication,
    gatherer: &Gatherer<'_>,
    register: &Register,
    known: Vec<Known>,
    is_list: &dyn Fn(usize) -> bool,
    spool: Spool,
) -> Option<Sifted> {
    let eye = Eye::new(publication, gatherer, register);
    let reader = gatherer.reader;
    let mut sieve = Sieve::new(&eye, Some(spool));
    // By piece: the file; and the entry of the census.
    let (mut files, mut entries): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut lists = Vec::new();
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut batch: Vec<(usize, Known)> = Vec::with_capacity(BATCH);
    let look = |(file, known): (usize, Known)| {
        let gathered = gatherer.known(file, known);
        // What another feed shows as well is told among all of them.
        let look = if reader.is_of_feed(file) { Look { gathered, may_go: None } } else { eye.look(gathered) };
        (file, look)
    };
    let mut known = known.into_iter().enumerate().peekable();
    while let Some((file, memo)) = known.next() {
        let is_list = is_list(file) && !memo.is_enough();
        if !is_list {
            batch.push((file, memo));
        }
        if batch.len() == BATCH || is_list || known.peek().is_none() {
            let looked: Vec<(usize, Look)> = batch.par_drain(..).map(look).collect();
            for (file, look) in looked {
                sieve.take(short(files.len()), look);
                files.push(short(file));
                entries.push(short(reader.files()[file].entry));
            }
        }
        if is_list {
            let (first, mut spots) = (short(files.len()), Vec::new());
            let gathered = gatherer.list(file, None, &|gathered| eye.look_in_list(gathered), &mut |look| {
                spots.extend(look.gathered.memo.iter().flat_map(|memo| &memo.cards).map(|card| card.spot()));
                sieve.take(short(files.len()), look);
                files.push(short(file));
                entries.push(LISTED);
            });
            let gathered = gathered.filter(|gathered| gathered.memo.is_some())?;
            lists.push(List { file, pieces: first..short(files.len()), spots, gathered });
        }
    }
    for (file, pulled) in by_file(&files, sieve.settle(&[])) {
        let keep = |sieve: &mut Sieve<'_>, number: u32, gathered| {
            sieve.fates[number as usize] = Fate::Near;
            sieve.keep(number, gathered, None);
        };
        match lists.iter().find(|list| list.file == file) {
            None => pulled.into_iter().for_each(|number| keep(&mut sieve, number, gatherer.file(file))),
            Some(list) => {
                let spot = |number: u32| list.spots[(number - list.pieces.start) as usize];
                let pulled: Vec<u32> = pulled.into_iter().collect();
                let again: Option<Vec<Gathered>> =
                    pulled.par_iter().map(|&number| gatherer.in_list(file, spot(number))).collect();
                for (number, gathered) in pulled.iter().zip(again?) {
                    keep(&mut sieve, *number, gathered);
                }
            }
        }
    }
    let mut sifted = sieve.finish(Some(entries));
    sifted.near = together(std::mem::take(&mut sifted.near), &files, lists, &sifted.fates.fates);
    Some(sifted)
}

/// Pieces by the numbers of their files.
fn by_file(files: &[u32], pieces: BTreeSet<u32>) -> BTreeMap<usize, BTreeSet<u32>> {
    let mut all: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for number in pieces {
        all.entry(files[number as usize] as usize).or_default().insert(number);
    }
    all
}

/// What is near of each file, in the order of the files: of lists the cards of the records that are near, and how many are not.
fn together(near: Vec<(u32, Gathered)>, files: &[u32], lists: Vec<List>, fates: &[Fate]) -> Vec<(u32, Gathered)> {
    let mut all: Vec<(u32, Gathered)> = Vec::new();
    let is_list: HashMap<u32, usize> =
        lists.iter().enumerate().map(|(at, list)| (files_number(list.file), at)).collect();
    let mut cards: Vec<Vec<Arc<Card>>> = lists.iter().map(|_| Vec::new()).collect();
    for (number, gathered) in near {
        let file = files[number as usize];
        match is_list.get(&file) {
            Some(at) => cards[*at].extend(gathered.memo.iter().flat_map(|memo| memo.cards.iter().cloned())),
            None => all.push((file, gathered)),
        }
    }
    for (List { file, pieces, mut gathered, .. }, cards) in lists.into_iter().zip(cards) {
        let fates = &fates[pieces.start as usize..pieces.end as usize];
        let count = |fate: Fate| fates.iter().filter(|known| **known == fate).count();
        let far = (count(Fate::Public), count(Fate::Hidden));
        gathered.memo = gathered.memo.map(|memo| {
            let memo = FileMemo { cards, far, ..FileMemo::clone(&memo) };
            // Of a list that is known whole nothing has to be known beside.
            let extent = memo.extent.clone().filter(|_| !memo.is_whole());
            Arc::new(FileMemo { extent, ..memo })
        });
        all.push((files_number(file), gathered));
    }
    all.sort_by_key(|(file, _)| *file);
    all
}

fn files_number(file: usize) -> u32 {
    u32::try_from(file).unwrap_or(u32::MAX)
}
