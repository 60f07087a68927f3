//! Gathering: every record of every source becomes a card. Files that have not changed since they were read last are known
//! already and not opened.
//!
//! Records themselves are kept only as long as they fit into a budget; what is shown and was not kept is read again from
//! its own bytes. So memory grows by a card for each record, not by its text.

use super::{
    Error,
    card::{Card, FileMemo, Spot, Standing},
    columns::Texts,
    judge::Judge,
    reader::{Reader, Reading},
    said,
};
use crate::{
    diagnostic::{Diagnostic, Level, rules::source::COLUMN_UNREAD},
    record::{Record, key_of_file},
    source::{Extent, Seen, SourceFile},
    value::Timestamp,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Bytes of records that are kept in memory while the others are read: those of a small publication, all of which feeds may
/// show. Of a large one feeds show few, and these are read again sooner than the others are kept.
const BUDGET: usize = 32 << 20;
/// To a list of which some is far more records are not appended before all of it is looked at again.
const MOST_APPENDED: usize = 1000;
/// What a record costs beside its texts, roughly.
const OVERHEAD: usize = 2048;

/// What one file gave.
pub(super) struct Gathered {
    /// The file, relative to the publication's root, or the row.
    pub name: Arc<str>,
    /// The row's key, if it is one.
    row: Option<Arc<str>>,
    /// `None`: the file could not be read.
    pub memo: Option<Arc<FileMemo>>,
    /// The records beside their cards, where they were read now and the budget allowed to keep them.
    pub records: Vec<Option<Box<Record>>>,
    pub failure: Option<Error>,
    /// Whether it says something else than is known of it.
    pub is_news: bool,
    /// Whether what was far in it has to be looked at again.
    pub is_torn: bool,
}

/// What is known of a file from earlier.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub memo: Option<Arc<FileMemo>>,
    /// Whether the file is surely as it was then.
    pub is_unchanged: bool,
    /// Whether what is far in it stays so if it has only grown since.
    pub may_have_grown: bool,
}

/// Reads every file, and every row, that has changed. `known` has one for each file of the reader.
///
/// # Errors
/// A database cannot be read. What is wrong with a file is told with the file.
pub(super) fn gather(
    reader: &Reader,
    known: Vec<Known>,
    judge: &Judge<'_>,
    now: Timestamp,
) -> Result<Vec<Gathered>, Error> {
    let budget = AtomicUsize::new(BUDGET);
    let gatherer = Gatherer { reader, judge, now, budget: Some(&budget) };
    let mut rows = gatherer.rows(&known)?;
    let rows: Vec<Mutex<Option<Gathered>>> = (0..known.len()).map(|number| Mutex::new(rows.remove(&number))).collect();
    let gathered = known.into_par_iter().zip(rows).enumerate().map(|(number, (known, row))| {
        let row = row.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut gathered = match row {
            Some(row) => row,
            None => return gatherer.known(number, known),
        };
        gathered.is_news = is_news(&gathered, known.memo);
        gathered
    });
    Ok(gathered.collect())
}

/// Whether a file says something else than before.
fn is_news(gathered: &Gathered, before: Option<Arc<FileMemo>>) -> bool {
    match (&gathered.memo, before) {
        (Some(memo), Some(before)) => !memo.says_the_same(&before),
        _ => true,
    }
}

impl Known {
    /// The memo, if it is as good as reading the file.
    pub(super) fn is_enough(&self) -> bool {
        self.is_unchanged && self.memo.is_some()
    }
}

impl Gathered {
    fn of(file: &SourceFile, memo: Option<Arc<FileMemo>>) -> Self {
        let (name, row) = (file.name.clone(), file.row.clone());
        Self { name, row, memo, records: Vec::new(), failure: None, is_news: false, is_torn: false }
    }

    /// Whether it is a row of a table.
    pub(super) const fn is_row(&self) -> bool {
        self.row.is_some()
    }

    /// The key under which its records are known, or begins.
    pub(super) fn key(&self) -> String {
        self.row.as_deref().map_or_else(|| key_of_file(&self.name), str::to_owned)
    }
}

/// Reads files and rows.
pub(super) struct Gatherer<'a> {
    pub reader: &'a Reader,
    pub judge: &'a Judge<'a>,
    pub now: Timestamp,
    /// Bytes of records that may still be kept; `None` keeps none.
    pub budget: Option<&'a AtomicUsize>,
}

impl Gatherer<'_> {
    /// What a file holds; it is read only where that is not known.
    pub(super) fn known(&self, number: usize, known: Known) -> Gathered {
        if known.is_enough() {
            return Gathered::of(self.reader.file(number).0, known.memo);
        }
        if let Some(before) = known.memo.as_ref().filter(|memo| !memo.is_whole() && known.may_have_grown) {
            let torn = || Gathered { is_torn: true, ..Gathered::of(self.reader.file(number).0, None) };
            return self.grown(number, before).unwrap_or_else(torn);
        }
        let mut gathered = self.file(number);
        gathered.is_news = is_news(&gathered, known.memo);
        gathered
    }

    /// What a list holds that was looked at before and to which records have been appended since; nothing, if something else
    /// has happened to it.
    fn grown(&self, number: usize, before: &FileMemo) -> Option<Gathered> {
        let size = std::fs::metadata(&self.reader.file(number).0.path).ok()?.len();
        let behind = before.extent.as_ref().filter(|extent| !extent.is_outgrown(size))?;
        let mut cards = before.cards.clone();
        let is_whole = |gathered: Gathered| gathered.memo;
        let gathered = self.list(number, Some(behind), &is_whole, &mut |memo: Option<Arc<FileMemo>>| {
            cards.extend(memo.iter().flat_map(|memo| memo.cards.iter().cloned()));
        })?;
        let behind = gathered.memo.as_deref()?;
        let appended = before.appended + cards.len() - before.cards.len();
        let memo = FileMemo {
            refused: before.refused + behind.refused,
            said: before.said.iter().chain(&behind.said).cloned().collect(),
            far: before.far,
            extent: behind.extent.clone(),
            cards,
            appended,
        };
        // What is said of the list as a whole goes by all of its records.
        let is_of_all = memo.diagnostics().any(|found| found.rule.name == COLUMN_UNREAD.name);
        let is_good = appended <= MOST_APPENDED && !is_of_all;
        let is_news = !memo.says_the_same(before);
        is_good.then(|| Gathered { memo: Some(Arc::new(memo)), is_news, ..gathered })
    }

    /// Reads a file that holds a list, record by record, behind what was seen of it. What `take` makes of each card is handed
    /// over in their order; the rest is what the file holds beside them. Nothing, if that is not what was seen.
    pub(super) fn list<T: Send>(
        &self,
        number: usize,
        behind: Option<&Extent>,
        take: &(dyn Fn(Gathered) -> T + Sync),
        sink: &mut dyn FnMut(T),
    ) -> Option<Gathered> {
        let (file, source) = self.reader.file(number);
        if behind.is_none() {
            self.reader.shelf().forget(&file.name);
        }
        let mut whole = Pot::default();
        let one = |reading: Reading| {
            let (pot, gathered) = self.one(file, source, reading);
            (pot, gathered.map(take))
        };
        let read = self.reader.read_many(number, behind, &one, &mut |(pot, taken)| {
            whole.absorb(pot);
            taken.into_iter().for_each(&mut *sink);
        });
        let gathered = Gathered { is_news: true, ..Gathered::of(file, None) };
        match read {
            Ok(Seen::All(extent)) => {
                let gathered = whole.finish(gathered);
                let memo = gathered.memo.map(|memo| Arc::new(FileMemo { extent, ..FileMemo::clone(&memo) }));
                Some(Gathered { memo, ..gathered })
            }
            Ok(Seen::Nothing) => None,
            Err(failure) => Some(Gathered { failure: Some(failure), ..gathered }),
        }
    }

    /// What one record of a list is, and what it has brought to light.
    fn one(&self, file: &SourceFile, source: usize, reading: Reading) -> (Pot, Option<Gathered>) {
        let mut pot = Pot::default();
        pot.take(reading, &self.hand(source, false));
        let cards = std::mem::take(&mut pot.cards);
        let memo = FileMemo { cards, said: said::keep(&pot.diagnostics), ..FileMemo::default() };
        let is_record = !memo.cards.is_empty();
        (pot, is_record.then(|| Gathered::of(file, Some(Arc::new(memo)))))
    }

    /// One record of a list again; nothing, if it is not there any more.
    pub(super) fn in_list(&self, number: usize, spot: Spot) -> Option<Gathered> {
        let (file, source) = self.reader.file(number);
        let reading = self.reader.in_list(number, &spot.origin(&file.name)).ok()??;
        self.one(file, source, reading).1
    }

    /// What a file holds.
    pub(super) fn file(&self, number: usize) -> Gathered {
        let (file, source) = self.reader.file(number);
        let mut pot = Pot::default();
        let is_of_feed = self.reader.is_of_feed(number);
        self.reader.shelf().forget(&file.name);
        let read = self.reader.read(number, &mut |reading| pot.take(reading, &self.hand(source, is_of_feed)));
        let gathered = Gathered { is_news: true, ..Gathered::of(file, None) };
        match read {
            Ok(()) => pot.finish(gathered),
            Err(failure) => Gathered { failure: Some(failure), ..gathered },
        }
    }

    /// What a row holds.
    pub(super) fn row(&self, source: usize, key: &str, readings: Vec<Reading>) -> Gathered {
        let mut pot = Pot::default();
        readings.into_iter().for_each(|reading| pot.take(reading, &self.hand(source, false)));
        let (name, row): (Arc<str>, _) = (self.reader.tables().name_of(source, key).into(), Some(key.into()));
        let (records, failure, is_news, is_torn) = (Vec::new(), None, true, false);
        pot.finish(Gathered { name, row, memo: None, records, failure, is_news, is_torn })
    }

    /// The rows that have changed, by the numbers of their files, read many at a time.
    fn rows(&self, known: &[Known]) -> Result<HashMap<usize, Gathered>, Error> {
        let mut wanted: BTreeMap<usize, HashMap<String, usize>> = BTreeMap::new();
        for (number, known) in known.iter().enumerate() {
            let (file, source) = self.reader.file(number);
            if let Some(key) = file.row.as_ref().filter(|_| !known.is_unchanged || known.memo.is_none()) {
                wanted.entry(source).or_default().insert(key.to_string(), number);
            }
        }
        let mut found = HashMap::new();
        for (source, numbers) in wanted {
            let mut keys: Vec<String> = numbers.keys().cloned().collect();
            keys.sort();
            self.reader.rows(source, &keys, &mut |key, readings| {
                let Some(&number) = numbers.get(key) else { return };
                found.insert(number, self.row(source, key, readings));
            })?;
        }
        Ok(found)
    }

    fn hand(&self, source: usize, is_of_feed: bool) -> Hand<'_> {
        let Self { judge, now, budget, .. } = *self;
        Hand { judge, now, budget, first_seen: self.reader.pins_first_sight(source), is_of_feed }
    }
}

/// What one file, or one row, has brought to light so far.
#[derive(Default)]
struct Pot {
    cards: Vec<Arc<Card>>,
    records: Vec<Option<Box<Record>>>,
    diagnostics: Vec<Diagnostic>,
    refused: usize,
    texts: Texts,
}

impl Pot {
    fn take(&mut self, reading: Reading, hand: &Hand<'_>) {
        match reading {
            Reading::Refused(found) => {
                self.refused += usize::from(found.iter().any(|d| d.level == Level::Error));
                self.diagnostics.extend(found);
            }
            Reading::Record(record, found) => {
                self.diagnostics.extend(found);
                self.texts.take(&record);
                let (card, record) = hand.take(record);
                self.cards.push(Arc::new(card));
                self.records.push(record);
            }
        }
    }

    /// Takes what the records that follow have brought to light, beside cards.
    fn absorb(&mut self, behind: Self) {
        self.diagnostics.extend(behind.diagnostics);
        self.refused += behind.refused;
        self.texts.absorb(behind.texts);
    }

    fn finish(self, gathered: Gathered) -> Gathered {
        let Self { cards, records, mut diagnostics, refused, texts } = self;
        diagnostics.extend(texts.doubt());
        let memo = Some(Arc::new(FileMemo { refused, cards, said: said::keep(&diagnostics), ..FileMemo::default() }));
        Gathered { memo, records, ..gathered }
    }
}

/// Makes cards of records.
struct Hand<'a> {
    judge: &'a Judge<'a>,
    now: Timestamp,
    budget: Option<&'a AtomicUsize>,
    first_seen: bool,
    is_of_feed: bool,
}

impl Hand<'_> {
    fn take(&self, mut record: Box<Record>) -> (Card, Option<Box<Record>>) {
        let own = record.published;
        if own.is_none() && self.first_seen {
            record.published = Some(self.now);
        }
        let verdict = self.judge.verdict(&record);
        record.published = own;
        let card = Card::new(&record, verdict, self.is_of_feed);
        let is_due = card.verdict.date.is_some_and(|date| date <= self.now) && card.standing != Standing::Hidden;
        let kept =
            is_due && !card.verdict.wanted.is_empty() && self.budget.is_some_and(|budget| take(budget, cost(&record)));
        (card, kept.then_some(record))
    }
}

fn take(budget: &AtomicUsize, cost: usize) -> bool {
    budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost)).is_ok()
}

fn cost(record: &Record) -> usize {
    OVERHEAD + record.body.as_ref().map_or(0, |body| body.text.len() + body.plain.as_ref().map_or(0, String::len))
}
