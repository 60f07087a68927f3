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
};
use crate::{diagnostic::Level, record::Record, value::Timestamp};
use rayon::prelude::*;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
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
    /// Whether it says something else than is known of it.
    pub is_news: bool,
}

/// What is known of a file from earlier.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub memo: Option<Arc<FileMemo>>,
    /// Whether the file is surely as it was then.
    pub is_unchanged: bool,
}

/// Reads every file that has changed. `known` has one for each file of the reader.
pub(super) fn gather(reader: &Reader, known: Vec<Known>, judge: &Judge<'_>, now: Timestamp) -> Vec<Gathered> {
    let budget = AtomicUsize::new(BUDGET);
    known
        .into_par_iter()
        .enumerate()
        .map(|(number, known)| {
            let (file, source) = reader.file(number);
            if known.is_unchanged && known.memo.is_some() {
                return Gathered {
                    name: file.name.clone(),
                    memo: known.memo,
                    records: Vec::new(),
                    failure: None,
                    is_news: false,
                };
            }
            let before = known.memo;
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
                let (name, failure) = (file.name.clone(), Some(failure));
                return Gathered { name, memo: None, records: Vec::new(), failure, is_news: true };
            }
            let said = said::keep(&diagnostics);
            let memo = Arc::new(FileMemo { refused, cards, said });
            let is_news = !before.is_some_and(|before| memo.says_the_same(&before));
            Gathered { name: file.name.clone(), memo: Some(memo), records, failure: None, is_news }
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
