//! The sieve: of the rows of large tables only those are kept, while all stream by, that a feed shows or could show soon, or of
//! which something has to be said. The others are far at once (see `far`): memory grows by some bytes for each of them.

use super::{
    Error,
    card::{Card, FileMemo, Standing},
    far::{self, Beyond, Horizon, Next, Rank, rank},
    fence::{Mark, NUMBER, packed},
    gather::{Gathered, Gatherer},
    identity::{self, Register},
    instance::Instances,
    marks,
    reader::{Held, Reading},
    sorter::too_old,
};
use crate::{
    config::{Order, Publication},
    source::{Match, Survey, sql::Row},
    value::{EntryId, Timestamp},
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet},
    sync::Arc,
};

/// How many rows are looked at together.
const BATCH: usize = 1024;
/// How many of the rows that are too old next are remembered: some of them turn out to be near.
const NEXT: usize = 64;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Near,
    /// Far, and public.
    Public,
    /// Far, and nobody outside may read it.
    Hidden,
}

/// A feed: the number of its `[[feed]]`, and the directory of its value.
type Name = (usize, String);

/// A row that is near for now.
struct Kept {
    gathered: Gathered,
    /// In how many rooms it has a place; nothing is near for good.
    places: Option<usize>,
}

/// What the rows that stream by are chosen by.
pub(super) struct Sieve<'a> {
    publication: &'a Publication,
    gatherer: &'a Gatherer<'a>,
    register: &'a Register,
    /// Marks of the register's rows.
    known: HashSet<u64>,
    knows_learnt: bool,
    fates: Vec<Fate>,
    kept: BTreeMap<u32, Kept>,
    /// The newest rows of each feed, the last of them on top.
    rooms: HashMap<Name, BinaryHeap<(Rank, u32)>>,
    /// Of each value the spelling that comes first in byte order, and a row that has it.
    spelled: HashMap<Name, (String, u32)>,
    horizons: HashMap<Name, Rank>,
    next: BTreeSet<(Timestamp, String, u32)>,
    /// Marks of ids; no two rows may have one.
    ids: Vec<u64>,
    marks: Vec<u64>,
}

/// What the sieve has kept, and what has to be known of the rest.
pub(super) struct Sifted {
    /// What is near, with the numbers of the rows.
    pub near: Vec<(u32, Gathered)>,
    /// By row.
    pub fates: Vec<Fate>,
    pub horizons: Vec<Horizon>,
    pub next: Option<Next>,
    pub marks: Vec<Mark>,
    now: Timestamp,
}

/// Reads every row of every table. `files` are what the files hold; `survey` counts the rows, unless it has done so.
pub(super) fn sift(
    publication: &Publication,
    gatherer: &Gatherer<'_>,
    register: &Register,
    files: &[Gathered],
    survey: &mut Survey,
    is_traced: bool,
) -> Result<Sifted, Error> {
    let mut sieve = Sieve::new(publication, gatherer, register);
    let census = (!is_traced).then_some(&mut survey.census);
    each(gatherer, census, &mut |number, gathered| sieve.take(number, gathered))?;
    let first = survey.census.first_row();
    if first + sieve.fates.len() != survey.census.len() {
        return Err(unsteady(gatherer));
    }
    let pulled = sieve.settle(files);
    sieve.fetch(survey, first, &pulled)?;
    Ok(sieve.finish())
}

/// Every row of every table as near.
pub(super) fn all(gatherer: &Gatherer<'_>) -> Result<Vec<(u32, Gathered)>, Error> {
    let mut near = Vec::new();
    each(gatherer, None, &mut |number, gathered| near.push((number, gathered)))?;
    Ok(near)
}

/// Every feed that a row asks for.
pub(super) fn ask(gatherer: &Gatherer<'_>, instances: &Instances) -> Result<(), Error> {
    each(gatherer, None, &mut |_, gathered| {
        gathered.memo.iter().flat_map(|memo| &memo.cards).for_each(|card| instances.ask(card));
    })
}

/// The rows of the register that rows of tables are recognised as.
pub(super) fn claimed(gatherer: &Gatherer<'_>, register: &Register) -> Result<HashSet<usize>, Error> {
    let mut claimed = HashSet::new();
    each(gatherer, None, &mut |_, gathered| {
        let cards = gathered.memo.iter().flat_map(|memo| &memo.cards);
        claimed.extend(cards.filter_map(|card| Some(register.recognise(card)?.row)));
    })?;
    Ok(claimed)
}

/// Rows that are near as files of a run.
pub(super) fn held(survey: &Survey, near: Vec<(u32, Gathered)>) -> Vec<(Held, Gathered)> {
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

/// Hands over what each row of each table holds, with its number.
fn each(
    gatherer: &Gatherer<'_>,
    census: Option<&mut crate::source::Census>,
    sink: &mut dyn FnMut(u32, Gathered),
) -> Result<(), Error> {
    let (mut number, mut batch) = (0, Vec::with_capacity(BATCH));
    let mut flush = |batch: &mut Vec<(usize, Row)>| {
        let gathered: Vec<Gathered> = batch
            .par_drain(..)
            .map(|(source, row)| {
                let readings: Vec<Reading> = gatherer.reader.readings(source, row.found);
                gatherer.row(source, &row.key, readings)
            })
            .collect();
        for gathered in gathered {
            sink(number, gathered);
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

/// The one record of a row of which nothing has to be said.
fn lone(memo: &FileMemo) -> Option<&Arc<Card>> {
    match memo.cards.as_slice() {
        [card] if memo.refused == 0 && memo.said.is_empty() => Some(card),
        _ => None,
    }
}

impl<'a> Sieve<'a> {
    fn new(publication: &'a Publication, gatherer: &'a Gatherer<'a>, register: &'a Register) -> Self {
        Self {
            publication,
            gatherer,
            register,
            known: register.marks().map(short).collect(),
            knows_learnt: register.has_learnt(),
            fates: Vec::new(),
            kept: BTreeMap::new(),
            rooms: HashMap::new(),
            spelled: HashMap::new(),
            horizons: HashMap::new(),
            next: BTreeSet::new(),
            ids: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Takes the next row.
    fn take(&mut self, number: u32, gathered: Gathered) {
        self.fates.push(Fate::Near);
        let memo = gathered.memo.clone();
        let Some(card) = memo.as_deref().and_then(lone) else { return self.keep(number, gathered, None) };
        // There are more rows than far ones can be told apart: the run looks at everything.
        let is_known = self.marks_of(card).iter().any(|mark| self.known.contains(&short(*mark)));
        if is_known || number >> NUMBER != 0 {
            return self.keep(number, gathered, None);
        }
        if card.standing == Standing::Hidden {
            return self.let_go(number, card, Fate::Hidden);
        }
        let Some(names) = self.wanted_by(card) else { return self.keep(number, gathered, None) };
        let feeds = &self.publication.feeds;
        let Some(rooms) = names.iter().map(|name| far::room(&feeds[name.0])).collect::<Option<Vec<usize>>>() else {
            return self.keep(number, gathered, None);
        };
        let (mut places, mut losers) = (0, Vec::new());
        for (name, room) in names.into_iter().zip(rooms) {
            let rank = rank_of(feeds[name.0].order, card);
            let heap = self.rooms.entry(name).or_default();
            if heap.len() == room && heap.peek().is_some_and(|(last, _)| *last <= rank) {
                continue;
            }
            heap.push((rank, number));
            places += 1;
            if heap.len() > room {
                losers.extend(heap.pop().map(|(_, loser)| loser));
            }
        }
        losers.extend(self.spell(number, card, &mut places));
        if places == 0 {
            self.let_go(number, card, Fate::Public);
        } else {
            self.keep(number, gathered, Some(places));
        }
        losers.into_iter().for_each(|loser| self.lose(loser));
    }

    /// The feeds that want a record which is what it will be for a long time; `None`, if it is none of these.
    fn wanted_by(&self, card: &Card) -> Option<Vec<Name>> {
        let published = card.published.filter(|at| *at <= self.gatherer.now)?;
        let verdict = &card.verdict;
        let is_simple = card.standing == Standing::Public
            && card.expires.is_none()
            && verdict.date == card.published
            && verdict.said.is_empty()
            && verdict.undecided.is_empty()
            && EntryId::new(&card.id).is_ok();
        if !is_simple {
            return None;
        }
        let wanted = verdict.wanted.iter().filter(|(feed, _)| self.is_young(*feed, published));
        let names = wanted.flat_map(|(feed, groups)| {
            let is_plain = self.publication.feeds[*feed].each.is_none();
            let plain = is_plain.then(|| (*feed, String::new()));
            plain.into_iter().chain(groups.iter().map(|group| (*feed, group.slug.clone())))
        });
        Some(names.collect())
    }

    /// Whether what was published then is not too old for a feed.
    fn is_young(&self, feed: usize, published: Timestamp) -> bool {
        self.gatherer.judge.since[feed].is_none_or(|bound| published >= bound.from)
    }

    /// Whose spelling of a value comes first in byte order has a place: the feed's name is made of it. Gives back who has
    /// lost his.
    fn spell(&mut self, number: u32, card: &Card, places: &mut usize) -> Vec<u32> {
        let mut losers = Vec::new();
        let young = card.verdict.wanted.iter().filter(|(feed, _)| {
            // Who is in no feed names none.
            card.published.is_some_and(|published| self.is_young(*feed, published))
        });
        let groups: Vec<_> = young.flat_map(|(feed, groups)| groups.iter().map(move |group| (feed, group))).collect();
        for (feed, group) in groups {
            match self.spelled.get_mut(&(*feed, group.slug.clone())) {
                Some(known) if group.label < known.0 => {
                    losers.push(known.1);
                    *known = (group.label.clone(), number);
                    *places += 1;
                }
                Some(_) => {}
                None => {
                    self.spelled.insert((*feed, group.slug.clone()), (group.label.clone(), number));
                    *places += 1;
                }
            }
        }
        losers
    }

    fn keep(&mut self, number: u32, gathered: Gathered, places: Option<usize>) {
        self.kept.insert(number, Kept { gathered, places });
    }

    /// A row has lost one of its places.
    fn lose(&mut self, number: u32) {
        let Some(Kept { places: Some(places), .. }) = self.kept.get_mut(&number) else { return };
        *places -= 1;
        if *places == 0
            && let Some(kept) = self.kept.remove(&number)
            && let Some(card) = kept.gathered.memo.as_deref().and_then(lone)
        {
            self.let_go(number, card, Fate::Public);
        }
    }

    /// A row is far.
    fn let_go(&mut self, number: u32, card: &Card, fate: Fate) {
        self.fates[number as usize] = fate;
        let id = marks::mark_of_id(&card.id);
        self.ids.push(packed(id, number));
        let others = self.marks_of(card).into_iter().filter(|mark| *mark != id);
        self.marks.extend(others.map(|mark| packed(mark, number)));
        if fate == Fate::Hidden {
            return;
        }
        for name in self.wanted_by(card).unwrap_or_default() {
            let rank = rank_of(self.publication.feeds[name.0].order, card);
            let first = self.horizons.entry(name).or_insert_with(|| rank.clone());
            if rank < *first {
                *first = rank;
            }
        }
        for (feed, _) in &card.verdict.wanted {
            let Some(published) = card.published else { continue };
            let bound = self.gatherer.judge.since[*feed].filter(|bound| published >= bound.from);
            let Some(at) = bound.and_then(|bound| bound.leaves(published)) else { continue };
            self.next.insert((at, too_old(card, &self.publication.feeds[*feed].name), number));
            if self.next.len() > NEXT {
                self.next.pop_last();
            }
        }
    }

    fn marks_of(&self, card: &Card) -> Vec<u64> {
        marks::marks(card, &self.publication.zone, self.knows_learnt)
    }

    /// The far rows that must be near after all: what is near, or in a file, could be taken for one of them, or two of them
    /// for each other.
    fn settle(&mut self, files: &[Gathered]) -> BTreeSet<u32> {
        let cards = |gathered: &Gathered| gathered.memo.iter().flat_map(|memo| memo.cards.clone()).collect::<Vec<_>>();
        let mut met: HashSet<u64> = HashSet::new();
        let mut owners: HashMap<u64, Option<usize>> = HashMap::new();
        let near = self.kept.values().flat_map(|kept| cards(&kept.gathered));
        for (owner, card) in near.chain(files.iter().flat_map(cards)).enumerate() {
            met.insert(short(marks::mark_of_id(&card.id)));
            // Who has a row is recognised by what the row has.
            if self.register.recognise(&card).is_none() {
                self.marks_of(&card).into_iter().for_each(|mark| identity::note(&mut owners, mark, owner));
            }
        }
        // By a mark that two of them have nobody is recognised.
        met.extend(owners.into_iter().filter_map(|(mark, owner)| owner.map(|_| short(mark))));
        let mut pulled: BTreeSet<u32> = BTreeSet::new();
        let number = |mark: u64| u32::try_from(mark & !(!0 << NUMBER)).unwrap_or(u32::MAX);
        pulled.extend(
            self.ids.iter().chain(&self.marks).filter(|mark| met.contains(&short(**mark))).map(|mark| number(*mark)),
        );
        self.ids.par_sort_unstable();
        for pair in self.ids.windows(2).filter(|pair| short(pair[0]) == short(pair[1])) {
            pulled.extend(pair.iter().map(|mark| number(*mark)));
        }
        pulled
    }

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
            let (mut found, gatherer) = (Vec::new(), self.gatherer);
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

    fn finish(self) -> Sifted {
        let fates = self.fates;
        let is_far = |number: u32| fates[number as usize] != Fate::Near;
        let mut marks = self.marks;
        marks.extend(self.ids);
        marks.retain(|mark| u32::try_from(mark & !(!0 << NUMBER)).is_ok_and(is_far));
        let (last, is_full) = (self.next.last().map(|(at, ..)| *at), self.next.len() == NEXT);
        let next = self.next.into_iter().find(|(.., number)| is_far(*number));
        // All that were remembered are near: some other one may follow at once.
        let unknown = || last.filter(|_| is_full).map(|at| (at, (String::new(), None)));
        let next = next.map(|(at, reason, number)| (at, (reason, Some(number)))).or_else(unknown);
        let mut horizons: Vec<Horizon> = self
            .horizons
            .into_iter()
            .map(|((feed, slug), first)| {
                let label = self.spelled.get(&(feed, slug.clone())).map(|(label, _)| label.clone());
                Horizon { feed, value: label.map(|label| (slug, label)), first }
            })
            .collect();
        horizons.sort_by(|a, b| (a.feed, &a.value).cmp(&(b.feed, &b.value)));
        let near = self.kept.into_iter().map(|(number, kept)| (number, kept.gathered)).collect();
        Sifted { near, fates, horizons, next, marks, now: self.gatherer.now }
    }
}

impl Sifted {
    /// What is far, for this run.
    pub(super) fn beyond(&self) -> Beyond {
        let count = |fate: Fate| self.fates.iter().filter(|known| **known == fate).count();
        let counts = (count(Fate::Public), count(Fate::Hidden));
        Beyond::of_rows(self.now, self.next.clone(), self.horizons.clone(), counts)
    }
}

/// Where the record of a card stands in a feed; what has no date stands nowhere.
fn rank_of(order: Order, card: &Card) -> Rank {
    let changed = card.updated.max(card.published);
    let unix = |at: Option<Timestamp>| at.map_or(i64::MIN, Timestamp::unix);
    rank(order, unix(card.published), unix(changed), &card.id)
}

/// A mark as far as it is kept.
const fn short(mark: u64) -> u64 {
    mark >> NUMBER
}
