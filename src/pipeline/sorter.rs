//! Sorting: which records of a file could be published now, and which feeds want them.

use super::{
    card::{Card, Standing},
    catalogue::{Entry, earlier},
    gather::Gathered,
    identity::{self, Claim, Register},
    instance::Instances,
    judge::Judge,
    reader::Reader,
    report::Report,
    said,
    sequence::Sequence,
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Place, rules},
    record::Record,
    value::{EntryId, Timestamp},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

/// What one file gave.
#[derive(Default)]
pub(super) struct Part {
    pub entries: Vec<Entry>,
    /// Their numbers in the file, and the `[[feed]]`s that want them.
    pub wants: Vec<(usize, Vec<usize>)>,
    /// Cards that had to be judged anew.
    pub judged: Vec<(usize, Arc<Card>)>,
    /// Rows whose records are there, though not to be shown now.
    pub present: Vec<usize>,
    /// Rows of feeds of others whose items are deleted, as these say themselves.
    pub buried: Vec<usize>,
    /// Rows whose records are there and have been refused.
    pub refused: Vec<usize>,
    /// Records that are there and were taken down.
    pub down: Vec<(usize, Arc<Card>)>,
    /// How many records have been refused that nobody knows.
    pub strangers: usize,
    pub undecided: Vec<usize>,
    pub next_change: Option<(Timestamp, String)>,
    pub report: Report,
}

impl Report {
    pub(super) fn absorb(&mut self, other: Self) {
        self.read += other.read;
        self.refused += other.refused;
        self.hidden += other.hidden;
        self.restricted += other.restricted;
        self.waiting += other.waiting;
        self.expired += other.expired;
        self.retracted += other.retracted;
        self.failures.extend(other.failures);
        self.diagnostics.extend(other.diagnostics);
    }
}

/// What sorting depends on.
pub(super) struct Sorter<'a> {
    pub publication: &'a Publication,
    pub reader: &'a Reader,
    pub judge: &'a Judge<'a>,
    pub register: &'a Register,
    pub instances: &'a Instances,
    /// By file: records that another one stands for.
    pub twins: &'a [HashSet<usize>],
    /// When recordings that nobody knows yet, and that have no date, are published.
    pub sequence: &'a Sequence,
    pub now: Timestamp,
}

impl Sorter<'_> {
    /// Sorts again the files with records that claim a row that is another's, now without these claims: that row says nothing
    /// of when they are published. Gives back the rows.
    pub(super) fn without_claims(&self, parts: &mut [Part], gathered: &mut [Gathered]) -> Vec<usize> {
        let all = || parts.iter().flat_map(|part| part.entries.iter().zip(&part.wants));
        let losers = identity::losers(all().map(|(entry, _)| entry.claim));
        let (mut lost, mut rows) = (HashMap::<usize, HashSet<usize>>::new(), Vec::new());
        for (_, (entry, (number, _))) in all().enumerate().filter(|(at, _)| losers.contains(at)) {
            rows.extend(entry.claim.map(|claim| claim.row));
            lost.entry(entry.file.unwrap_or_default()).or_default().insert(*number);
        }
        for (file, lost) in lost {
            let (part, gathered) = (std::mem::take(&mut parts[file]), &mut gathered[file]);
            for (entry, (number, _)) in part.entries.into_iter().zip(part.wants) {
                if let Some(place) = gathered.records.get_mut(number) {
                    *place = entry.record.into_inner().unwrap_or_else(PoisonError::into_inner);
                }
            }
            parts[file] = self.file(file, gathered, &lost);
        }
        rows
    }

    /// Gives the entries of a file the numbers of the instances that want them.
    pub(super) fn number(&self, part: &mut Part) {
        for (entry, (_, feeds)) in part.entries.iter_mut().zip(&part.wants) {
            let wanted = entry.card.verdict.wanted.iter().filter(|(feed, _)| feeds.contains(feed));
            for (feed, groups) in wanted {
                if self.publication.feeds[*feed].each.is_none() {
                    entry.wanted_by.push(self.instances.number(*feed, None));
                }
                for group in groups {
                    let value = (group.slug.as_str(), group.label.as_str());
                    entry.wanted_by.push(self.instances.number(*feed, Some(value)));
                }
            }
        }
    }

    /// Sorts the records of a file; those of the numbers in `lost` have lost the row that they claimed.
    pub(super) fn file(&self, file: usize, gathered: &mut Gathered, lost: &HashSet<usize>) -> Part {
        let mut part = Part::default();
        part.report.failures.extend(gathered.failure.take());
        let Some(memo) = gathered.memo.clone() else { return part };
        part.report.diagnostics.extend(memo.diagnostics());
        part.report.read += memo.read();
        part.report.refused += memo.refused;
        part.report.hidden += memo.far.1;
        let name = gathered.name.clone();
        let others = memo.cards.iter().enumerate();
        for (number, card) in others.filter(|(number, _)| !self.twins[file].contains(number)) {
            let record = gathered.records.get_mut(number).and_then(Option::take);
            let is_lost = lost.contains(&number);
            let claim = if is_lost { self.register.recognise_anew(card) } else { self.register.recognise(card) };
            self.sort((file, number), card, claim, record, &name, &mut part);
        }
        part
    }

    fn sort(
        &self,
        (file, number): (usize, usize),
        card: &Arc<Card>,
        claim: Option<Claim>,
        record: Option<Box<Record>>,
        name: &Arc<str>,
        part: &mut Part,
    ) {
        let report = &mut part.report;
        match card.standing {
            Standing::Hidden => {
                report.hidden += 1;
                // Whether it was taken down as well is not known before it is public.
                let claim = claim.map(|claim| claim.row);
                let is_own = |row: &usize| self.register.rows[*row].key.as_ref() == Some(&card.marks.key);
                part.buried.extend(claim.filter(is_own));
                part.present.extend(claim.filter(|&row| self.register.rows[row].is_deleted_by_hearsay()));
                return;
            }
            Standing::Restricted => report.restricted += 1,
            Standing::Public => {}
        }
        let row = claim.map(|claim| &self.register.rows[claim.row]);
        if row.is_some_and(|row| row.retracted.is_some()) {
            part.present.extend(claim.map(|claim| claim.row));
            part.down.extend(claim.map(|claim| (claim.row, Arc::clone(card))));
            report.retracted += 1;
            return;
        }
        let first_sight = || {
            let is_pinned = self.reader.pins_first_sight(self.source(file));
            is_pinned.then(|| self.sequence.date(file).unwrap_or(self.now))
        };
        let own = card.published.or_else(first_sight);
        let Some(own) = own else {
            report.refused += 1;
            let is_row = self.reader.file(file).0.row.is_some();
            report.diagnostics.push(undated(card, name, is_row));
            part.refused.extend(claim.map(|claim| claim.row));
            part.strangers += usize::from(claim.is_none());
            return;
        };
        // What feeds show by date goes by the date under which it was published.
        let published = row.filter(|row| row.has_date()).map_or(own, |row| row.published);
        // A clock that was set back takes nothing from subscribers.
        let is_shown = row.is_some_and(|row| row.feeds.values().any(|presence| presence.left.is_none()));
        if published > self.now && !is_shown {
            report.waiting += 1;
            part.present.extend(claim.map(|claim| claim.row));
            part.next_change = earlier(part.next_change.take(), Some((published, format!("“{}” is due", title(card)))));
            return;
        }
        if let Some(expires) = card.expires {
            if expires <= self.now {
                report.expired += 1;
                part.present.extend(claim.map(|claim| claim.row));
                return;
            }
            part.next_change = earlier(part.next_change.take(), Some((expires, format!("“{}” expires", title(card)))));
        }
        let before = card;
        let (card, record) = self.judged(file, before, record, published);
        if !Arc::ptr_eq(&card, before) {
            part.judged.push((number, Arc::clone(&card)));
        }
        part.report.diagnostics.extend(said::replay(&card.verdict.said));
        part.undecided.extend(&card.verdict.undecided);
        let (mut feeds, mut is_wanted) = (Vec::new(), false);
        for (number, groups) in &card.verdict.wanted {
            let feed = &self.publication.feeds[*number];
            if let Some(bound) = self.judge.since[*number] {
                if published < bound.from {
                    continue;
                }
                let leaves = bound.leaves(published).map(|at| (at, too_old(&card, &feed.name)));
                part.next_change = earlier(part.next_change.take(), leaves);
            }
            is_wanted |= feed.each.is_none() || !groups.is_empty();
            feeds.push(*number);
        }
        if card.standing == Standing::Restricted && !is_wanted {
            part.present.extend(claim.map(|claim| claim.row));
            return;
        }
        let Ok(id) = EntryId::new(&card.id) else { return };
        // A reader that was told of a deletion believes only in what changed later (RFC 6721 §3).
        let tells = self.publication.feeds.iter().any(|feed| feed.removal.told_for > 0);
        let returned = row.filter(|_| tells).and_then(|row| row.gone.map(|_| self.now).or(row.returned));
        let updated = card.updated.filter(|updated| *updated >= published).max(returned);
        let record = record.filter(|_| is_wanted);
        part.wants.push((number, feeds));
        part.entries.push(Entry {
            file: Some(file),
            origin: card.origin(name),
            id,
            ids: BTreeMap::new(),
            claim,
            published: own,
            updated,
            changed: updated.unwrap_or(published),
            wanted_by: Vec::new(),
            record: Mutex::new(record),
            card,
        });
    }

    fn source(&self, file: usize) -> usize {
        self.reader.file(file).1
    }

    /// The card and its record; judged anew, if it was judged with another date than it is published with.
    fn judged(
        &self,
        file: usize,
        card: &Arc<Card>,
        record: Option<Box<Record>>,
        published: Timestamp,
    ) -> (Arc<Card>, Option<Box<Record>>) {
        let holds = card.verdict.date.is_some() && !self.judge.asks_dates;
        if holds || card.verdict.date == Some(published) {
            return (Arc::clone(card), record);
        }
        let name = &self.reader.file(file).0.name;
        let record = record.or_else(|| self.reader.again(file, &card.origin(name)).ok().flatten().map(Box::new));
        let Some(mut record) = record else { return (Arc::clone(card), None) };
        let own = record.published.replace(published);
        let card = Arc::new(card.judged(self.judge.verdict(&record)));
        record.published = own;
        (card, Some(record))
    }
}

fn undated(card: &Card, file: &Arc<str>, is_row: bool) -> Diagnostic {
    let place: Place = card.place(file).record(card.marks.key.clone()).field("published");
    let how = if is_row {
        "fill the column that has its date; if none is understood as one, `published = \"COLUMN\"` in [source.map] names it"
    } else {
        "declare one, such as `date: 2026-03-05`, in its head, in a sidecar NAME.toml, or in the file's name \
         (2026-03-05-name.md)"
    };
    Diagnostic::new(&rules::record::RECORD_UNDATED, place, "this record has no date, so it is left out of every feed")
        .help(format!(
            "{how}; `undated = \"first-seen\"` in its [[source]] takes the day on which a feed shows it first"
        ))
}

/// What happens to a record when it leaves a feed.
pub(super) fn too_old(card: &Card, feed: &str) -> String {
    format!("“{}” is too old for {feed}", title(card))
}

fn title(card: &Card) -> &str {
    card.marks.title.as_deref().unwrap_or(&card.marks.key)
}
