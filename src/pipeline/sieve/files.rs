//! Files that stream through the sieve.

use super::{BATCH, Eye, Fate, Look, Sieve, Sifted, Spool};
use crate::{
    config::Publication,
    pipeline::{gather::Gatherer, identity::Register},
};
use rayon::prelude::*;

/// Reads every file of a reader. The memos of those that are far are put into the spool.
pub(in crate::pipeline) fn sift(
    publication: &Publication,
    gatherer: &Gatherer<'_>,
    register: &Register,
    spool: Spool,
) -> Sifted {
    let eye = Eye::new(publication, gatherer, register);
    let reader = gatherer.reader;
    let mut sieve = Sieve::new(&eye, Some(spool));
    let mut number = 0;
    for start in (0..reader.len()).step_by(BATCH) {
        let batch = start..reader.len().min(start + BATCH);
        let looked: Vec<Look> = batch
            .into_par_iter()
            .map(|file| {
                let gathered = gatherer.file(file);
                // What another feed shows as well is told among all of them.
                if reader.is_of_feed(file) { Look { gathered, may_go: None } } else { eye.look(gathered) }
            })
            .collect();
        for look in looked {
            sieve.take(number, look);
            number += 1;
        }
    }
    for number in sieve.settle(&[]) {
        sieve.fates[number as usize] = Fate::Near;
        sieve.keep(number, gatherer.file(number as usize), None);
    }
    let entries = reader.files().iter().map(|held| u32::try_from(held.entry).unwrap_or(u32::MAX));
    let entries = entries.collect();
    sieve.finish(Some(entries))
}
