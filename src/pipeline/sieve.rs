//! The sieve: of the rows of large tables, of very many files and of long lists only those are kept, while all stream by, that a
//! feed shows or could show soon, or of which something has to be said. The others are far at once (see `far`): memory grows by
//! some bytes for each of them. A row, a file, or a record of a list is a piece here; each has a number.

mod files;
mod rows;
mod spool;

pub(super) use files::sift as sift_files;
pub(super) use rows::{all, ask, claimed, held, sift as sift_rows};
pub(super) use spool::Spool;

use super::{
    card::{Card, FileMemo, Standing},
    far::{self, Beyond, Horizon, Next, Rank, rank},
    fence::{Mark, NUMBER, packed},
    gather::{Gathered, Gatherer},
    identity::{self, Register},
    marks,
    sorter::too_old,
};
use crate::{
    config::{Order, Publication},
    value::{EntryId, Timestamp},
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet},
    sync::Arc,
};

/// How many pieces are looked at together.
const BATCH: usize = 1024;
/// How many of those that are too old next are remembered: some of them turn out to be near.
const NEXT: usize = 64;

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Near,
    /// Far, and public.
    Public,
    /// Far, and nobody outside may read it.
    Hidden,
}

/// The number of all far records of lists: they are there as long as their lists are as they were.
pub(super) const LISTED: u32 = !(!0 << NUMBER);

/// A feed: the number of its `[[feed]]`, and the directory of its value.
type Name = (usize, String);

/// A piece that is near for now.
struct Kept {
    gathered: Gathered,
    /// In how many rooms it has a place; nothing is near for good.
    places: Option<(usize, Box<MayGo>)>,
}

/// What a piece is looked at by, whatever the others are.
struct Eye<'a> {
    publication: &'a Publication,
    gatherer: &'a Gatherer<'a>,
    register: &'a Register,
    /// Marks of the register's rows.
    known: HashSet<u64>,
    knows_learnt: bool,
}

/// What became of looking at a piece.
struct Look {
    gathered: Gathered,
    /// Nothing, if it is near whatever the others are.
    may_go: Option<MayGo>,
}

/// What is known of a piece that may be far.
struct MayGo {
    card: Arc<Card>,
    marks: Vec<u64>,
    /// The feeds that want it, in which its record may have a place; nothing, if it is hidden.
    wanted: Option<Vec<(Name, usize)>>,
    /// Where it stands in a feed by its publication, and by its last change.
    ranks: [Rank; 2],
    /// Whether it is a record of a list.
    is_listed: bool,
}

/// What the pieces that stream by are chosen by.
struct Sieve<'a> {
    eye: &'a Eye<'a>,
    fates: Vec<Fate>,
    kept: BTreeMap<u32, Kept>,
    /// The newest pieces of each feed, the last of them on top.
    rooms: HashMap<Name, BinaryHeap<(Rank, u32)>>,
    /// Of each value the spelling that comes first in byte order, and a piece that has it.
    spelled: HashMap<Name, (String, u32)>,
    horizons: HashMap<Name, Rank>,
    next: BTreeSet<(Timestamp, String, u32)>,
    /// Marks of ids; no two pieces may have one.
    ids: Vec<u64>,
    marks: Vec<u64>,
    /// Where the memos of what is far are put. Rows have none: they are read again.
    spool: Option<Spool>,
}

/// What the sieve has kept, and what has to be known of the rest.
pub(super) struct Sifted {
    /// What is near, with its numbers.
    pub near: Vec<(u32, Gathered)>,
    pub fates: Fates,
    pub horizons: Vec<Horizon>,
    pub next: Option<Next>,
    pub marks: Vec<Mark>,
    pub spool: Option<Spool>,
    now: Timestamp,
}

/// What became of the pieces.
#[derive(Default)]
pub(super) struct Fates {
    /// By number.
    fates: Vec<Fate>,
    /// By number, of files: the entry of the census; [`LISTED`] of a record of a list. Rows are the last ones there.
    entries: Option<Vec<u32>>,
    /// By number, of files: where the memo lies among the far ones. Rows follow these in their order.
    slots: Vec<u32>,
}

/// A piece that is far.
pub(super) struct LetGo {
    /// Of the census.
    pub entry: usize,
    /// Among the far ones.
    pub number: u32,
    pub is_hidden: bool,
}

impl Fates {
    /// How many pieces there are.
    pub(super) const fn len(&self) -> usize {
        self.fates.len()
    }

    /// Whether it was the sieve that parted what is near from what is far.
    pub(super) const fn covers(&self, gathered: &Gathered) -> bool {
        self.entries.is_some() || gathered.is_row()
    }

    /// What is far, in a census of so many entries; `first` is the number of the first far row. Records of lists stand in files
    /// that are near.
    pub(super) fn let_go(&self, census: usize, first: u32) -> impl Iterator<Item = LetGo> {
        let start = census.saturating_sub(self.fates.len());
        let is_far = |(number, fate): &(usize, &Fate)| **fate != Fate::Near && !self.is_listed(*number);
        let far = self.fates.iter().enumerate().filter(is_far);
        far.map(move |(number, fate)| LetGo {
            entry: self.entries.as_ref().map_or(start + number, |entries| entries[number] as usize),
            number: first + self.slot(number),
            is_hidden: *fate == Fate::Hidden,
        })
    }

    fn is_listed(&self, number: usize) -> bool {
        self.entries.as_ref().is_some_and(|entries| entries[number] == LISTED)
    }

    fn slot(&self, number: usize) -> u32 {
        if self.is_listed(number) {
            return LISTED;
        }
        self.slots.get(number).copied().unwrap_or_else(|| u32::try_from(number).unwrap_or(u32::MAX))
    }
}

/// The one record of a piece of which nothing has to be said.
fn lone(memo: &FileMemo) -> Option<&Arc<Card>> {
    match memo.cards.as_slice() {
        [card] if memo.refused == 0 && memo.said.is_empty() => Some(card),
        _ => None,
    }
}

impl<'a> Eye<'a> {
    fn new(publication: &'a Publication, gatherer: &'a Gatherer<'a>, register: &'a Register) -> Self {
        let known = register.marks().map(short).collect();
        Self { publication, gatherer, register, known, knows_learnt: register.has_learnt() }
    }

    /// Looks at a piece.
    fn look(&self, gathered: Gathered) -> Look {
        let may_go = gathered.memo.as_deref().and_then(lone).and_then(|card| self.may_go(card));
        Look { gathered, may_go }
    }

    /// Looks at a record of a list.
    fn look_in_list(&self, gathered: Gathered) -> Look {
        let Look { gathered, may_go } = self.look(gathered);
        Look { gathered, may_go: may_go.map(|may_go| MayGo { is_listed: true, ..may_go }) }
    }

    fn may_go(&self, card: &Arc<Card>) -> Option<MayGo> {
        let marks = self.marks_of(card);
        if marks.iter().any(|mark| self.known.contains(&short(*mark))) {
            return None;
        }
        let is_hidden = card.standing == Standing::Hidden;
        let wanted = if is_hidden { None } else { Some(self.rooms(self.wanted_by(card)?)?) };
        let ranks = [Order::Newest, Order::Updated].map(|order| rank_of(order, card));
        Some(MayGo { card: Arc::clone(card), marks, wanted, ranks, is_listed: false })
    }

    /// How many places these feeds have; `None`, if one of them has a place for everybody.
    fn rooms(&self, names: Vec<Name>) -> Option<Vec<(Name, usize)>> {
        names.into_iter().map(|name| far::room(&self.publication.feeds[name.0]).map(|room| (name, room))).collect()
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

    fn marks_of(&self, card: &Card) -> Vec<u64> {
        marks::marks(card, &self.publication.zone, self.knows_learnt)
    }
}

impl<'a> Sieve<'a> {
    fn new(eye: &'a Eye<'a>, spool: Option<Spool>) -> Self {
        Self {
            eye,
            fates: Vec::new(),
            kept: BTreeMap::new(),
            rooms: HashMap::new(),
            spelled: HashMap::new(),
            horizons: HashMap::new(),
            next: BTreeSet::new(),
            ids: Vec::new(),
            marks: Vec::new(),
            spool,
        }
    }

    /// Takes the next piece.
    fn take(&mut self, number: u32, look: Look) {
        self.fates.push(Fate::Near);
        let Look { gathered, may_go } = look;
        // There are more than far ones can be told apart: the run looks at everything.
        let Some(may_go) = may_go.filter(|_| number < LISTED) else { return self.keep(number, gathered, None) };
        let Some(wanted) = &may_go.wanted else { return self.let_go(number, &gathered, &may_go) };
        let (mut places, mut losers) = (0, Vec::new());
        for (name, room) in wanted {
            let rank = may_go.rank(self.eye, name);
            let heap = match self.rooms.get_mut(name) {
                Some(heap) => heap,
                None => self.rooms.entry(name.clone()).or_default(),
            };
            if heap.len() == *room && heap.peek().is_some_and(|(last, _)| last <= rank) {
                continue;
            }
            heap.push((rank.clone(), number));
            places += 1;
            if heap.len() > *room {
                losers.extend(heap.pop().map(|(_, loser)| loser));
            }
        }
        losers.extend(self.spell(number, &may_go.card, &mut places));
        if places == 0 {
            self.let_go(number, &gathered, &may_go);
        } else {
            self.keep(number, gathered, Some((places, Box::new(may_go))));
        }
        losers.into_iter().for_each(|loser| self.lose(loser));
    }

    /// Whose spelling of a value comes first in byte order has a place: the feed's name is made of it. Gives back who has
    /// lost his.
    fn spell(&mut self, number: u32, card: &Card, places: &mut usize) -> Vec<u32> {
        let mut losers = Vec::new();
        let young = card.verdict.wanted.iter().filter(|(feed, _)| {
            // Who is in no feed names none.
            card.published.is_some_and(|published| self.eye.is_young(*feed, published))
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

    fn keep(&mut self, number: u32, gathered: Gathered, places: Option<(usize, Box<MayGo>)>) {
        self.kept.insert(number, Kept { gathered, places });
    }

    /// A piece has lost one of its places.
    fn lose(&mut self, number: u32) {
        let Some(Kept { places: Some((places, _)), .. }) = self.kept.get_mut(&number) else { return };
        *places -= 1;
        if *places == 0
            && let Some(Kept { gathered, places: Some((_, may_go)) }) = self.kept.remove(&number)
        {
            self.let_go(number, &gathered, &may_go);
        }
    }

    /// A piece is far.
    fn let_go(&mut self, number: u32, gathered: &Gathered, may_go: &MayGo) {
        let MayGo { card, marks, wanted, .. } = may_go;
        self.fates[number as usize] = if wanted.is_some() { Fate::Public } else { Fate::Hidden };
        if let (Some(spool), Some(memo)) = (&mut self.spool, gathered.memo.as_ref().filter(|_| !may_go.is_listed)) {
            spool.lay(number, memo);
        }
        let id = marks::mark_of_id(&card.id);
        self.ids.push(packed(id, number));
        let others = marks.iter().filter(|mark| **mark != id);
        self.marks.extend(others.map(|mark| packed(*mark, number)));
        for (name, _) in wanted.iter().flatten() {
            let rank = may_go.rank(self.eye, name);
            match self.horizons.get_mut(name) {
                Some(first) if *first <= *rank => {}
                Some(first) => *first = rank.clone(),
                None => {
                    self.horizons.insert(name.clone(), rank.clone());
                }
            }
        }
        if wanted.is_none() {
            return;
        }
        for (feed, _) in &card.verdict.wanted {
            let Some(published) = card.published else { continue };
            let bound = self.eye.gatherer.judge.since[*feed].filter(|bound| published >= bound.from);
            let Some(at) = bound.and_then(|bound| bound.leaves(published)) else { continue };
            self.next.insert((at, too_old(card, &self.eye.publication.feeds[*feed].name), number));
            if self.next.len() > NEXT {
                self.next.pop_last();
            }
        }
    }

    /// What is far and must be near after all: what is near, or in a file, could be taken for one of them, or two of them
    /// for each other.
    fn settle(&mut self, files: &[Gathered]) -> BTreeSet<u32> {
        let cards = |gathered: &Gathered| gathered.memo.iter().flat_map(|memo| memo.cards.clone()).collect::<Vec<_>>();
        let mut met: HashSet<u64> = HashSet::new();
        let mut owners: HashMap<u64, Option<usize>> = HashMap::new();
        let near = self.kept.values().flat_map(|kept| cards(&kept.gathered));
        for (owner, card) in near.chain(files.iter().flat_map(cards)).enumerate() {
            met.insert(short(marks::mark_of_id(&card.id)));
            // Who has a row is recognised by what the row has.
            if self.eye.register.recognise(&card).is_none() {
                self.eye.marks_of(&card).into_iter().for_each(|mark| identity::note(&mut owners, mark, owner));
            }
        }
        // By a mark that two of them have nobody is recognised.
        met.extend(owners.into_iter().filter_map(|(mark, owner)| owner.map(|_| short(mark))));
        let mut pulled: BTreeSet<u32> = BTreeSet::new();
        pulled.extend(
            self.ids.iter().chain(&self.marks).filter(|mark| met.contains(&short(**mark))).map(|mark| numbered(*mark)),
        );
        self.ids.par_sort_unstable();
        for pair in self.ids.windows(2).filter(|pair| short(pair[0]) == short(pair[1])) {
            pulled.extend(pair.iter().map(|mark| numbered(*mark)));
        }
        pulled
    }

    /// `entries` are those of the census, by number, where the pieces are files.
    fn finish(self, entries: Option<Vec<u32>>) -> Sifted {
        let Self { eye, fates, kept, spelled, horizons, next, ids, mut marks, spool, .. } = self;
        let slots = spool.as_ref().map(|spool| spool.slots().to_vec()).unwrap_or_default();
        let fates = Fates { fates, entries, slots };
        let is_far = |number: u32| fates.fates[number as usize] != Fate::Near;
        marks.extend(ids);
        marks.retain(|mark| is_far(numbered(*mark)));
        marks.iter_mut().for_each(|mark| *mark = packed(*mark, fates.slot(numbered(*mark) as usize)));
        let (last, is_full) = (next.last().map(|(at, ..)| *at), next.len() == NEXT);
        let next = next.into_iter().find(|(.., number)| is_far(*number));
        // All that were remembered are near: some other one may follow at once.
        let unknown = || last.filter(|_| is_full).map(|at| (at, (String::new(), None)));
        let next = next.map(|(at, reason, number)| (at, (reason, Some(fates.slot(number as usize))))).or_else(unknown);
        let mut horizons: Vec<Horizon> = horizons
            .into_iter()
            .map(|((feed, slug), first)| {
                let label = spelled.get(&(feed, slug.clone())).map(|(label, _)| label.clone());
                Horizon { feed, value: label.map(|label| (slug, label)), first }
            })
            .collect();
        horizons.sort_by(|a, b| (a.feed, &a.value).cmp(&(b.feed, &b.value)));
        let near = kept.into_iter().map(|(number, kept)| (number, kept.gathered)).collect();
        Sifted { near, fates, horizons, next, marks, spool, now: eye.gatherer.now }
    }
}

impl MayGo {
    fn rank(&self, eye: &Eye<'_>, (feed, _): &Name) -> &Rank {
        &self.ranks[usize::from(eye.publication.feeds[*feed].order == Order::Updated)]
    }
}

impl Sifted {
    /// What is far, for this run.
    pub(super) fn beyond(&self) -> Beyond {
        // Memos of lists have counts of their own.
        let all = || self.fates.fates.iter().enumerate().filter(|(number, _)| !self.fates.is_listed(*number));
        let count = |fate: Fate| all().filter(|(_, known)| **known == fate).count();
        let counts = (count(Fate::Public), count(Fate::Hidden));
        Beyond::of_sifted(self.now, self.next.clone(), self.horizons.clone(), counts)
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

/// The number that a mark is kept with.
const fn numbered(mark: Mark) -> u32 {
    (mark & !(!0 << NUMBER)) as u32
}
