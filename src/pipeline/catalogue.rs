//! The catalogue: one entry for each record that could be published, with the feeds that want it, newest first.

use super::{
    card::Card,
    far::Beyond,
    fetched::Passing,
    gather::Gathered,
    identity::{self, Candidate, Claim, Register},
    instance::{Instance, Instances},
    judge::Judge,
    missing::{self, Seen},
    reader::Reader,
    report::Report,
    sequence::Sequence,
    sorter::{Part, Sorter},
    twins::twins,
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, rules},
    record::{Record, raw::Origin},
    state::Row,
    value::{EntryId, Format, Timestamp},
};
use rayon::prelude::*;
use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex},
};

/// A record that could be published.
pub(super) struct Entry {
    /// Its file's number, to read it again. `None`: its record cannot be read now, and it stays as it was published.
    pub file: Option<usize>,
    /// What is known of it.
    pub card: Arc<Card>,
    /// Where it is.
    pub origin: Origin,
    /// The id under which it is published, unique among entries.
    pub id: EntryId,
    /// Ids of single formats that differ.
    pub ids: BTreeMap<Format, EntryId>,
    /// The row of the ledger that it belongs to.
    pub claim: Option<Claim>,
    /// When it was published.
    pub published: Timestamp,
    /// What it says of its last change: never before it was published, and not before it came back after a deletion.
    pub updated: Option<Timestamp>,
    /// When it last changed: `updated`, else `published`.
    pub changed: Timestamp,
    /// Numbers of the instances that want it.
    pub wanted_by: Vec<u32>,
    /// The record, where it was read and the budget allowed to keep it.
    pub record: Mutex<Option<Box<Record>>>,
}

impl Entry {
    /// Its id as a format carries it.
    pub(super) fn id_in(&self, format: Format) -> Cow<'_, str> {
        let id = self.ids.get(&format).unwrap_or(&self.id);
        if format == Format::Atom { id.for_atom() } else { Cow::Borrowed(id.as_str()) }
    }

    /// Whether nothing but what was published is known of it.
    pub(super) fn is_ghost(&self) -> bool {
        self.file.is_none()
    }
}

/// All entries, newest first, and the feeds that they ask for.
pub(super) struct Catalogue {
    pub entries: Vec<Entry>,
    pub instances: Vec<Instance>,
    /// By `[[feed]]`: for how many records its condition could not be worked out.
    pub undecided: Vec<usize>,
    /// Numbers of rows of the ledger whose records are gone from all sources since this run.
    pub gone: Vec<usize>,
    /// Numbers of rows that were deleted and whose records are there again.
    pub back: Vec<usize>,
    /// Numbers of rows that feeds say are deleted, and whose records really are gone from all sources.
    pub confirmed: Vec<usize>,
    /// Records that are there and were taken down, with the numbers of their rows.
    pub down: Vec<(usize, Arc<Card>)>,
    /// What this run alone has to say.
    pub news: Vec<Diagnostic>,
    /// Cards that had to be judged anew, by file and number.
    pub judged: Vec<(usize, usize, Arc<Card>)>,
    /// When the selection is another one next, by the clock alone, and what happens then.
    pub next_change: Option<(Timestamp, String)>,
}

/// Chooses among the cards of all files.
pub(super) fn catalogue(
    publication: &Publication,
    reader: &Reader,
    judge: &Judge<'_>,
    gathered: &mut [Gathered],
    register: &Register,
    choice: &Choice<'_>,
    report: &mut Report,
) -> Catalogue {
    let instances = Instances::new(&publication.feeds);
    let mut next_change = None;
    if let Some(beyond) = choice.beyond {
        let (public, hidden) = beyond.counts;
        report.read += public + hidden;
        report.hidden += hidden;
        next_change = beyond.next_change();
        beyond.ask_for(&instances);
    }
    let twins = twins(reader, gathered, &publication.zone);
    let sequence = Sequence::of(reader, register, gathered, choice.now);
    let sequence = &sequence;
    let sorter = Sorter {
        sequence,
        publication,
        reader,
        judge,
        register,
        instances: &instances,
        twins: &twins,
        now: choice.now,
    };
    let nobody = HashSet::new();
    let mut parts: Vec<Part> =
        gathered.par_iter_mut().enumerate().map(|(file, gathered)| sorter.file(file, gathered, &nobody)).collect();
    let lost = sorter.without_claims(&mut parts, gathered);
    parts.iter_mut().for_each(|part| sorter.number(part));

    let mut entries = Vec::new();
    let (mut judged, mut down) = (Vec::new(), Vec::new());
    let mut seen = Seen::default();
    let mut undecided = vec![0; publication.feeds.len()];
    for (file, part) in parts.into_iter().enumerate() {
        entries.extend(part.entries);
        judged.extend(part.judged.into_iter().map(|(number, card)| (file, number, card)));
        seen.present.extend(part.present);
        seen.buried.extend(part.buried);
        down.extend(part.down);
        seen.refused.extend(part.refused);
        seen.strangers += part.strangers;
        part.undecided.into_iter().for_each(|feed| undecided[feed] += 1);
        next_change = earlier(next_change, part.next_change);
        report.absorb(part.report);
    }
    // Who claims a row and does not get it, or is left out in the end, was refused.
    seen.refused.extend(lost);
    seen.refused.extend(entries.iter().filter_map(|entry| Some(entry.claim?.row)));
    let entries = identified(publication, register, entries, report);
    let mut entries = without_duplicates(entries, report);
    let settled = missing::settle(publication, register, &entries, &seen, gathered, choice, report);
    // Without a date of its own it is back once it is published.
    let waiting = seen.present.iter().copied().filter(|&row| register.rows[row].has_date());
    let claimed = entries.iter().filter_map(|entry| Some(entry.claim?.row)).chain(waiting);
    let is_back = |row: &Row| row.gone.is_some() && row.retracted.is_none();
    let back: Vec<usize> = claimed.filter(|&row| is_back(&register.rows[row])).collect();
    let is_hearsay = |(row, _): &&(usize, Arc<Card>)| register.rows[*row].is_deleted_by_hearsay();
    let heard_of: Vec<_> = down.iter().filter(is_hearsay).cloned().collect();
    let news = missing::still_there(publication, &heard_of).into_iter().collect();
    entries.extend(settled.ghosts.into_iter().filter_map(|ghost| ghost.entry(publication, choice.labels, &instances)));
    entries.par_sort_unstable_by(|a, b| (Reverse(a.published), &a.id).cmp(&(Reverse(b.published), &b.id)));
    let listed: usize = gathered.iter().filter_map(|file| Some(file.memo.as_ref()?.far.0)).sum();
    report.published = entries.len() + listed + choice.beyond.map_or(0, |beyond| beyond.counts.0);
    let (gone, confirmed) = (settled.gone, settled.confirmed);
    let instances = instances.into_vec();
    Catalogue { entries, instances, undecided, gone, back, confirmed, down, news, judged, next_change }
}

/// What a choice depends on beside the records.
pub(super) struct Choice<'a> {
    pub now: Timestamp,
    /// The values of `each` feeds as they were spelled at last, by the names of the feeds.
    pub labels: &'a dyn Fn(&str) -> Option<String>,
    /// Nobody doubts that what is missing was deleted.
    pub allows_deletions: bool,
    /// Records that are not among the files.
    pub beyond: Option<&'a Beyond>,
}

/// The earlier one of two things to come; of two that come at once the same one, in whatever order they are met.
pub(super) fn earlier<T: Ord>(one: Option<(Timestamp, T)>, other: Option<(Timestamp, T)>) -> Option<(Timestamp, T)> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Gives every entry the id under which it was, or will be, published.
fn identified(
    publication: &Publication,
    register: &Register,
    mut entries: Vec<Entry>,
    report: &mut Report,
) -> Vec<Entry> {
    let passing = Passing::all(publication);
    let mut candidates: Vec<Candidate<'_>> = entries
        .iter_mut()
        .map(|entry| (Passing::of(&passing, Some(&entry.card.marks.key)).is_none(), entry))
        .map(|(is_ours, entry)| Candidate {
            place: entry.origin.place(),
            claim: &mut entry.claim,
            id: &mut entry.id,
            ids: &mut entry.ids,
            published: &mut entry.published,
            is_dated: entry.card.published.is_some(),
            is_declared: entry.card.is_declared,
            stands_apart: entry.card.is_scoped || !is_ours,
            is_ours,
            key: &entry.card.marks.key,
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
