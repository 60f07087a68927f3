//! Rows of tables that stream through the sieve.

use super::{BATCH, Eye, Fate, Sieve, Sifted};
use crate::{
    config::Publication,
    pipeline::{
        Error,
        gather::{Gathered, Gatherer},
        identity::Register,
        instance::Instances,
        reader::{Held, Reading},
    },
    source::{Match, Survey, sql::Row},
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Reads every row of every table. `files` are what the files hold; `survey` counts the rows, unless it has done so.
pub(in crate::pipeline) fn sift(
    publication: &Publication,
    gatherer: &Gatherer<'_>,
    register: &Register,
    files: &[Gathered],
    survey: &mut Survey,
    is_traced: bool,
) -> Result<Sifted, Error> {
    let eye = Eye::new(publication, gatherer, register);
    let mut sieve = Sieve::new(&eye, None);
    let census = (!is_traced).then_some(&mut survey.census);
    each(gatherer, census, &|gathered| eye.look(gathered), &mut |number, look| sieve.take(number, look))?;
    let first = survey.census.first_row();
    if first + sieve.fates.len() != survey.census.len() {
        return Err(unsteady(gatherer));
    }
    let pulled = sieve.settle(files);
    sieve.fetch(survey, first, &pulled)?;
    Ok(sieve.finish(None))
}

/// Every row of every table as near.
pub(in crate::pipeline) fn all(gatherer: &Gatherer<'_>) -> Result<Vec<(u32, Gathered)>, Error> {
    let mut near = Vec::new();
    each(gatherer, None, &|gathered| gathered, &mut |number, gathered| near.push((number, gathered)))?;
    Ok(near)
}

/// Every feed that a row asks for.
pub(in crate::pipeline) fn ask(gatherer: &Gatherer<'_>, instances: &Instances) -> Result<(), Error> {
    each(gatherer, None, &|gathered| gathered, &mut |_, gathered| {
        gathered.memo.iter().flat_map(|memo| &memo.cards).for_each(|card| instances.ask(card));
    })
}

/// The rows of the register that rows of tables are recognised as.
pub(in crate::pipeline) fn claimed(gatherer: &Gatherer<'_>, register: &Register) -> Result<HashSet<usize>, Error> {
    let mut claimed = HashSet::new();
    each(gatherer, None, &|gathered| gathered, &mut |_, gathered| {
        let cards = gathered.memo.iter().flat_map(|memo| &memo.cards);
        claimed.extend(cards.filter_map(|card| Some(register.recognise(card)?.row)));
    })?;
    Ok(claimed)
}

/// Rows that are near as files of a run.
pub(in crate::pipeline) fn held(survey: &Survey, near: Vec<(u32, Gathered)>) -> Vec<(Held, Gathered)> {
    let first = survey.census.first_row();
    let found = near.into_iter().filter_map(|(number, gathered)| {
        let (Match { file, entry, sidecar, recordings }, source) = survey.file_of(first + number as usize)?;
        Some((Held { file, source, entry, sidecar, recordings }, gathered))
    });
    found.collect()
}

fn unsteady(gatherer: &Gatherer<'_>) -> Error {
    Error::Unsteady { name: gatherer.reader.tables().names() }
}

/// Hands over what each row of each table holds, looked at, with its number.
fn each<T: Send>(
    gatherer: &Gatherer<'_>,
    census: Option<&mut crate::source::Census>,
    look: &(dyn Fn(Gathered) -> T + Sync),
    sink: &mut dyn FnMut(u32, T),
) -> Result<(), Error> {
    let (mut number, mut batch) = (0, Vec::with_capacity(BATCH));
    let mut flush = |batch: &mut Vec<(usize, Row)>| {
        let looked: Vec<T> = batch
            .par_drain(..)
            .map(|(source, row)| {
                let readings: Vec<Reading> = gatherer.reader.readings(source, row.found);
                look(gatherer.row(source, &row.key, readings))
            })
            .collect();
        for looked in looked {
            sink(number, looked);
            number += 1;
        }
    };
    gatherer.reader.tables().all(census, &mut |source, row| {
        batch.push((source, row));
        if batch.len() == BATCH {
            flush(&mut batch);
        }
    })?;
    flush(&mut batch);
    Ok(())
}

impl Sieve<'_> {
    /// Reads again what must be near after all.
    fn fetch(&mut self, survey: &Survey, first: usize, pulled: &BTreeSet<u32>) -> Result<(), Error> {
        let mut wanted: BTreeMap<usize, HashMap<String, u32>> = BTreeMap::new();
        for &number in pulled {
            let Some((Match { file, .. }, source)) = survey.file_of(first + number as usize) else { continue };
            let key = file.row.map(|key| key.to_string()).unwrap_or_default();
            wanted.entry(source).or_default().insert(key, number);
        }
        for (source, numbers) in wanted {
            let keys: Vec<String> = numbers.keys().cloned().collect();
            let (mut found, gatherer) = (Vec::new(), self.eye.gatherer);
            gatherer.reader.rows(source, &keys, &mut |key, readings| {
                if let Some(&number) = numbers.get(key) {
                    found.push((number, gatherer.row(source, key, readings)));
                }
            })?;
            if found.len() != numbers.len() {
                return Err(unsteady(gatherer));
            }
            for (number, gathered) in found {
                self.fates[number as usize] = Fate::Near;
                self.keep(number, gathered, None);
            }
        }
        Ok(())
    }
}
