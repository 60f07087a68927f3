//! The catalogue: one small entry for each record that could be published, with the feeds that want it.
//!
//! Records themselves are kept only as long as they fit into a budget; what is shown and was not kept is read again from
//! its own bytes. So memory grows by an entry for each record, not by its text.

use super::{
    Error,
    identity::{self, Candidate, Claim, Register},
    instance::{Instance, Instances},
    reader::{Reader, Reading},
    report::Report,
};
use crate::{
    config::{Publication, Since},
    diagnostic::{Diagnostic, Place, rules},
    record::{IdKind, Record, Visibility, date, raw::Origin},
    selection::{Condition, Criteria, groups},
    value::{Clock, EntryId, Format, Timestamp},
};
use rayon::prelude::*;
use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    sync::atomic::{AtomicUsize, Ordering},
};

/// Bytes of records that are kept in memory while the others are read.
const BUDGET: usize = 128 << 20;
/// What a record costs beside its texts, roughly.
const OVERHEAD: usize = 2048;

/// A record that could be published.
pub(super) struct Entry {
    /// Its file's number, to read it again.
    pub file: usize,
    /// Where in the file.
    pub origin: Origin,
    /// The id under which it is published, unique among entries.
    pub id: EntryId,
    /// Ids of single formats that differ.
    pub ids: BTreeMap<Format, EntryId>,
    /// The id that its record has by itself.
    pub derived: EntryId,
    is_declared: bool,
    /// The key under which its source knows it.
    pub key: String,
    /// The row of the ledger that it belongs to.
    pub claim: Option<Claim>,
    /// When it was published.
    pub published: Timestamp,
    /// When it last changed: `updated`, else `published`.
    pub changed: Timestamp,
    /// Numbers of the instances that want it.
    pub wanted_by: Vec<u32>,
    /// The record, where the budget allowed to keep it.
    pub record: Option<Box<Record>>,
}

impl Entry {
    /// Its id as a format carries it.
    pub(super) fn id_in(&self, format: Format) -> Cow<'_, str> {
        let id = self.ids.get(&format).unwrap_or(&self.id);
        if format == Format::Atom { id.for_atom() } else { Cow::Borrowed(id.as_str()) }
    }
}

/// All entries, newest first, and the feeds that they ask for.
pub(super) struct Catalogue {
    pub entries: Vec<Entry>,
    pub instances: Vec<Instance>,
    /// By `[[feed]]`: for how many records its condition could not be worked out.
    pub undecided: Vec<usize>,
    pub reader: Reader,
}

/// Reads every record once; `None` if the configuration itself cannot be understood.
pub(super) fn catalogue(
    publication: &Publication,
    clock: Clock,
    register: &Register,
    report: &mut Report,
) -> Result<Option<Catalogue>, Error> {
    let criteria = criteria(publication, clock, &mut report.diagnostics);
    if report.has_broken_configuration() {
        return Ok(None);
    }
    let reader = Reader::open(publication, &mut report.diagnostics)?;
    if report.has_broken_configuration() {
        return Ok(None);
    }
    let instances = Instances::new(&publication.feeds);
    let budget = AtomicUsize::new(BUDGET);
    let undecided: Vec<AtomicUsize> = publication.feeds.iter().map(|_| AtomicUsize::new(0)).collect();
    let sorter = Sorter {
        publication,
        clock,
        register,
        criteria: &criteria,
        instances: &instances,
        undecided: &undecided,
        budget: &budget,
    };

    let parts: Vec<Part> = (0..reader.len())
        .into_par_iter()
        .map(|file| {
            let mut part = Part::default();
            // A file that cannot be read keeps no other from being published.
            if let Err(failure) = reader.read(file, &mut |reading| sorter.sort(file, reading, &mut part)) {
                part.report.failures.push(failure);
            }
            part
        })
        .collect();

    let mut entries = Vec::new();
    for part in parts {
        entries.extend(part.entries);
        report.absorb(part.report);
    }
    let entries = identified(register, entries, report);
    let mut entries = without_duplicates(entries, report);
    entries.par_sort_unstable_by(|a, b| (Reverse(a.published), &a.id).cmp(&(Reverse(b.published), &b.id)));
    report.published = entries.len();
    let undecided = undecided.into_iter().map(AtomicUsize::into_inner).collect();
    Ok(Some(Catalogue { entries, instances: instances.into_vec(), undecided, reader }))
}

/// What one file gave.
#[derive(Default)]
struct Part {
    entries: Vec<Entry>,
    report: Report,
}

impl Report {
    fn absorb(&mut self, other: Self) {
        self.read += other.read;
        self.refused += other.refused;
        self.hidden += other.hidden;
        self.restricted += other.restricted;
        self.waiting += other.waiting;
        self.expired += other.expired;
        self.failures.extend(other.failures);
        self.diagnostics.extend(other.diagnostics);
    }
}

struct Sorter<'a> {
    publication: &'a Publication,
    clock: Clock,
    register: &'a Register,
    criteria: &'a [Criteria],
    instances: &'a Instances,
    undecided: &'a [AtomicUsize],
    budget: &'a AtomicUsize,
}

impl Sorter<'_> {
    fn sort(&self, file: usize, reading: Reading, part: &mut Part) {
        let refusal = reading.is_refusal();
        let report = &mut part.report;
        let record = match reading {
            Reading::Refused(diagnostics) => {
                report.diagnostics.extend(diagnostics);
                report.read += usize::from(refusal);
                report.refused += usize::from(refusal);
                return;
            }
            Reading::Record(record, diagnostics) => {
                report.diagnostics.extend(diagnostics);
                report.read += 1;
                record
            }
        };
        let restricted = match &record.visibility {
            Visibility::Hidden(_) => {
                report.hidden += 1;
                return;
            }
            Visibility::Restricted(_) => {
                report.restricted += 1;
                true
            }
            Visibility::Public => false,
        };
        let mut record = record;
        let claim = self.register.recognise(&record);
        // What feeds show by date goes by the date under which it was published.
        let own_date = record.published;
        if let Some(claim) = claim
            && record.published.is_some()
        {
            record.published = Some(self.register.rows[claim.row].published);
        }
        let Some(published) = record.published else {
            report.refused += 1;
            report.diagnostics.push(undated(&record));
            return;
        };
        let now = self.clock.now();
        if published > now {
            report.waiting += 1;
            return;
        }
        if record.expires.is_some_and(|expires| expires <= now) {
            report.expired += 1;
            return;
        }
        let wanted_by = self.wanted_by(&record, restricted, &mut report.diagnostics);
        if restricted && wanted_by.is_empty() {
            return;
        }
        let kept = !wanted_by.is_empty() && take(self.budget, cost(&record));
        part.entries.push(Entry {
            file,
            origin: record.origin.clone(),
            id: record.id.clone(),
            ids: BTreeMap::new(),
            derived: record.id.clone(),
            is_declared: record.id_kind == IdKind::Declared,
            key: record.key.clone(),
            claim,
            published: own_date.unwrap_or(published),
            changed: record.updated.unwrap_or(published),
            wanted_by,
            record: kept.then_some(record),
        });
    }

    fn wanted_by(&self, record: &Record, restricted: bool, diagnostics: &mut Vec<Diagnostic>) -> Vec<u32> {
        let mut out = Vec::new();
        for (index, (feed, criteria)) in self.publication.feeds.iter().zip(self.criteria).enumerate() {
            if restricted && !feed.items.teaser {
                continue;
            }
            match criteria.matches(record) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(message) => {
                    self.undecided[index].fetch_add(1, Ordering::Relaxed);
                    let place =
                        record.origin.place().record(record.key.clone()).field(format!("where of feed {}", feed.name));
                    diagnostics.push(
                        Diagnostic::new(&rules::feed::WHERE_FAILED, place, message).help(
                            "test for a field before you compare it, as in `has(extra.weight) && extra.weight > 3`",
                        ),
                    );
                    continue;
                }
            }
            match feed.each {
                None => out.push(self.instances.number(index, None)),
                Some(each) => {
                    let language = self.publication.language.as_ref();
                    for group in groups(each, record, &self.publication.zone, language) {
                        out.push(self.instances.number(index, Some((group.slug, group.label))));
                    }
                }
            }
        }
        out
    }
}

fn take(budget: &AtomicUsize, cost: usize) -> bool {
    budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost)).is_ok()
}

fn cost(record: &Record) -> usize {
    OVERHEAD + record.body.as_ref().map_or(0, |body| body.text.len() + body.plain.as_ref().map_or(0, String::len))
}

fn undated(record: &Record) -> Diagnostic {
    let place = record.origin.place().record(record.key.clone()).field("published");
    Diagnostic::new(&rules::record::RECORD_UNDATED, place, "this record has no date, so it is left out of every feed")
        .help(
            "declare one, such as `date: 2026-03-05`, in its head, in a sidecar NAME.toml, or in the file's name \
         (2026-03-05-name.md)",
        )
}

/// The filters of every feed. A condition that cannot be compiled was reported and lets nothing through.
fn criteria(publication: &Publication, clock: Clock, diagnostics: &mut Vec<Diagnostic>) -> Vec<Criteria> {
    let place = |line, column| Place::file(publication.file.clone()).at(line, column);
    publication
        .feeds
        .iter()
        .map(|feed| {
            let since = match &feed.since {
                None => None,
                Some(Since::Age(seconds)) => {
                    let seconds = i64::try_from(*seconds).unwrap_or(i64::MAX);
                    Timestamp::from_unix(clock.now().unix().saturating_sub(seconds))
                }
                Some(Since::Date(text)) => match date::read_date(text, &publication.zone) {
                    Ok(read) => Some(read.instant),
                    Err(message) => {
                        let place = place(0, 0).field(format!("since of feed {}", feed.name));
                        diagnostics.push(Diagnostic::new(&rules::config::CONFIG_INVALID_VALUE, place, message));
                        None
                    }
                },
            };
            let condition = feed.condition.as_ref().map(|condition| {
                Condition::compile(&condition.expression).unwrap_or_else(|message| {
                    let place = place(condition.line, condition.column).field(format!("where of feed {}", feed.name));
                    diagnostics.push(Diagnostic::new(&rules::config::CONFIG_INVALID_VALUE, place, message));
                    Condition::nothing()
                })
            });
            Criteria::new(feed, publication.language.clone(), since, condition)
        })
        .collect()
}

/// Gives every entry the id under which it was, or will be, published.
fn identified(register: &Register, mut entries: Vec<Entry>, report: &mut Report) -> Vec<Entry> {
    let mut candidates: Vec<Candidate<'_>> = entries
        .iter_mut()
        .map(|entry| Candidate {
            place: entry.origin.place(),
            claim: &mut entry.claim,
            id: &mut entry.id,
            ids: &mut entry.ids,
            published: &mut entry.published,
            is_declared: entry.is_declared,
            key: &entry.key,
        })
        .collect();
    let left_out = identity::settle(register, &mut candidates, &mut report.diagnostics);
    report.refused += left_out.iter().filter(|left_out| **left_out).count();
    entries.into_iter().zip(left_out).filter_map(|(entry, left_out)| (!left_out).then_some(entry)).collect()
}

/// Two records that claim one id: readers would show only one of them, and which one is not ours to guess.
fn without_duplicates(entries: Vec<Entry>, report: &mut Report) -> Vec<Entry> {
    let mut first: HashMap<&EntryId, usize> = HashMap::with_capacity(entries.len());
    let mut clashes: Vec<(usize, usize)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        match first.get(&entry.id) {
            Some(&other) => clashes.push((other, index)),
            None => {
                first.insert(&entry.id, index);
            }
        }
    }
    if clashes.is_empty() {
        return entries;
    }
    let mut drop = vec![false; entries.len()];
    for (one, other) in clashes {
        for (this, that) in [(one, other), (other, one)] {
            if std::mem::replace(&mut drop[this], true) {
                continue;
            }
            let place = entries[this].origin.place().field("id");
            let message = format!("the id `{}` is that of {}, too", entries[this].id, entries[that].origin.place());
            report.refused += 1;
            report.diagnostics.push(
                Diagnostic::new(&rules::record::ID_DUPLICATE, place, message)
                    .help("give one of them another `id`, `url` or `slug`; until then neither is published"),
            );
        }
    }
    entries.into_iter().zip(drop).filter_map(|(entry, drop)| (!drop).then_some(entry)).collect()
}
