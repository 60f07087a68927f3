//! Gathering: every record of every source becomes a card. Files that have not changed since they were read last are known
//! already and not opened.
//!
//! Records themselves are kept only as long as they fit into a budget; what is shown and was not kept is read again from
//! its own bytes. So memory grows by a card for each record, not by its text.

use super::{
    Error,
    card::{Card, FileMemo, Standing},
    judge::Judge,
    reader::{Reader, Reading},
    said,
    stamp::Stamp,
};
use crate::{diagnostic::Level, record::Record, source, value::Timestamp};
use rayon::prelude::*;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Bytes of records that are kept in memory while the others are read.
const BUDGET: usize = 128 << 20;
/// What a record costs beside its texts, roughly.
const OVERHEAD: usize = 2048;

/// What one file gave.
pub(super) struct Gathered {
    /// The file, relative to the publication's root.
    pub name: Arc<str>,
    /// `None`: the file could not be read.
    pub memo: Option<Arc<FileMemo>>,
    /// The records beside their cards, where they were read now and the budget allowed to keep them.
    pub records: Vec<Option<Box<Record>>>,
    pub failure: Option<Error>,
    pub news: News,
}

/// What has become of a file since the last run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// It was not opened.
    Unopened,
    /// It was read again and says the same.
    Same,
    /// It was read and says something else.
    Changed,
    /// Nobody had read it before.
    Added,
}

/// The stamps of a file and of its sidecar.
pub(super) type Stamps = std::io::Result<(Stamp, Option<Stamp>)>;

/// The stamps of all files, taken before any is read: a change under our hands shows the next time.
pub(super) fn stamps(reader: &Reader) -> Vec<Stamps> {
    let of = |number| {
        let (file, _) = reader.file(number);
        let stamp = Stamp::of(&file.path)?;
        Ok((stamp, file.sidecar.as_ref().map(|(path, _)| Stamp::of(path)).transpose()?))
    };
    (0..reader.len()).into_par_iter().map(of).collect()
}

/// Whether a file with these stamps is surely the one that had those before.
pub(super) fn proves((stamp, sidecar): &(Stamp, Option<Stamp>), before: (&Stamp, &Option<Stamp>)) -> bool {
    let aside = match (sidecar, before.1) {
        (Some(sidecar), Some(before)) => sidecar.proves(before),
        (None, None) => true,
        _ => false,
    };
    aside && stamp.proves(before.0)
}

/// Reads every file that is not known. `known` is by name.
pub(super) fn gather(
    reader: &Reader,
    stamps: Vec<Stamps>,
    judge: &Judge<'_>,
    now: Timestamp,
    known: &HashMap<&str, &Arc<FileMemo>>,
) -> Vec<Gathered> {
    let budget = AtomicUsize::new(BUDGET);
    stamps
        .into_par_iter()
        .enumerate()
        .map(|(number, stamps)| {
            let (file, source) = reader.file(number);
            let before = known.get(&*file.name).copied().filter(|memo| memo.source == source);
            if let (Ok(stamps), Some(memo)) = (&stamps, before)
                && proves(stamps, (&memo.stamp, &memo.sidecar))
            {
                return Gathered {
                    name: file.name.clone(),
                    memo: Some(Arc::clone(memo)),
                    records: Vec::new(),
                    failure: None,
                    news: News::Unopened,
                };
            }
            let mut hand = Hand { judge, now, budget: &budget, first_seen: reader.pins_first_sight(source) };
            let (mut cards, mut records, mut diagnostics, mut refused) = (Vec::new(), Vec::new(), Vec::new(), 0);
            let read = reader.read(number, &mut |reading| match reading {
                Reading::Refused(found) => {
                    refused += usize::from(found.iter().any(|d| d.level == Level::Error));
                    diagnostics.extend(found);
                }
                Reading::Record(record, found) => {
                    diagnostics.extend(found);
                    let (card, record) = hand.take(record);
                    cards.push(Arc::new(card));
                    records.push(record);
                }
            });
            if let Err(failure) = read {
                let (name, news) = (file.name.clone(), News::Changed);
                return Gathered { name, memo: None, records: Vec::new(), failure: Some(failure), news };
            }
            let (memo, failure) = match stamps {
                Ok((stamp, sidecar)) => {
                    let (name, said) = (file.name.clone(), said::keep(&diagnostics));
                    (Some(Arc::new(FileMemo { name, source, stamp, sidecar, refused, cards, said })), None)
                }
                // It went and came back under our hands: as if it could not be read.
                Err(cause) => (None, Some(source::Error::Io { path: file.path.clone(), cause }.into())),
            };
            let news = match (&memo, before) {
                (Some(memo), Some(before)) if memo.says_the_same(before) => News::Same,
                (_, Some(_)) => News::Changed,
                (_, None) => News::Added,
            };
            Gathered { name: file.name.clone(), memo, records, failure, news }
        })
        .collect()
}

/// Makes cards of records.
struct Hand<'a> {
    judge: &'a Judge<'a>,
    now: Timestamp,
    budget: &'a AtomicUsize,
    first_seen: bool,
}

impl Hand<'_> {
    fn take(&mut self, mut record: Box<Record>) -> (Card, Option<Box<Record>>) {
        let own = record.published;
        if own.is_none() && self.first_seen {
            record.published = Some(self.now);
        }
        let verdict = self.judge.verdict(&record);
        record.published = own;
        let card = Card::new(&record, verdict);
        let is_due = card.verdict.date.is_some_and(|date| date <= self.now) && card.standing != Standing::Hidden;
        let kept = is_due && !card.verdict.wanted.is_empty() && take(self.budget, cost(&record));
        (card, kept.then_some(record))
    }
}

fn take(budget: &AtomicUsize, cost: usize) -> bool {
    budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost)).is_ok()
}

fn cost(record: &Record) -> usize {
    OVERHEAD + record.body.as_ref().map_or(0, |body| body.text.len() + body.plain.as_ref().map_or(0, String::len))
}
