//! What is far: records that no feed shows and none will show until much has gone that is newer, that were never published,
//! and of which nothing has to be said. Almost all of a large archive is like that.
//!
//! A run in which little has happened leaves them aside, and keeps of them only what tells whether they matter after all: the
//! newest one that each feed would show (its horizon), and the marks by which the ledger or another record could meet one.
//! Where that is not enough to be sure, the run looks at everything. So the far decides about speed and about nothing else.

use super::{
    card::{Card, FileMemo, Standing, unix},
    catalogue::{Catalogue, Entry, earlier},
    fence::{Fence, Mark, NUMBER, packed},
    gather::Gathered,
    ground::{Holding, Stand},
    identity::{self, Register},
    instance::{Instance, Instances},
    judge::Judge,
    marks,
    past::{FarParts, PartDigest},
    plan::Plan,
    sieve::{Fates, LISTED, Sifted, Spool},
    sorter::too_old,
};
use crate::{
    config::{Feed, History, Order, Publication},
    state::{Cache, Cached, Part},
    value::Timestamp,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
    io,
    sync::Arc,
};

/// How many more records than it shows a feed has near at least, and as which part of them. They take the places of what is
/// deleted; when they are used up, a run looks at everything.
const SPARE: usize = 20;
const SPARE_PART: usize = 4;
/// How many memos are written at once.
const PIECE: usize = 1 << 12;
/// What has to be known of the far ones.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Far {
    /// When they were looked at.
    #[serde(with = "unix")]
    now: Option<Timestamp>,
    /// When one of them is too old for a feed that would show it, and what happens then.
    #[serde(with = "unix")]
    next: Option<Timestamp>,
    next_reason: String,
    /// The number of its file; nothing, if it may be any.
    next_file: Option<u32>,
    /// How many files were near then.
    near: usize,
    /// Whether the marks by which only learnt rows meet a record are among them.
    knows_learnt: bool,
    horizons: Vec<Horizon>,
    fence: Fence,
}

/// The first far record that a feed would show.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Horizon {
    pub feed: usize,
    /// Of an `each` feed: the value's directory, and the spelling that comes first in byte order.
    pub value: Option<(String, String)>,
    pub first: Rank,
}

/// When a far record is too old for a feed, what happens then, and the number of its file, where that is known.
pub(super) type Next = (Timestamp, (String, Option<u32>));

/// Where a record stands in a feed: the date that orders it, the day of its publication, and its id.
pub(super) type Rank = (Reverse<i64>, Reverse<i64>, String);

/// Where a record stands in a feed of this order. Both dates are seconds since 1970.
pub(super) fn rank(order: Order, published: i64, changed: i64, id: &str) -> Rank {
    let first = if order == Order::Updated { changed } else { published };
    (Reverse(first), Reverse(published), id.to_owned())
}

fn rank_of(feed: &Feed, entry: &Entry) -> Rank {
    rank(feed.order, entry.published.unix(), entry.changed.unix(), entry.id.as_str())
}

/// How many records of a feed are near; `None`: all.
pub(super) fn room(feed: &Feed) -> Option<usize> {
    let limit = feed.limit.filter(|_| feed.history == History::None)?;
    Some(limit.saturating_add(SPARE.max(limit / SPARE_PART)))
}

/// A run's files, parted.
pub(super) struct Parting {
    /// By file: whether it is far, and then whether its record is hidden.
    pub far: Vec<Option<bool>>,
    /// What became of what a sieve parted, and the number of the first row among what is far.
    pub sifted: (u32, Fates),
    /// The memos of files that a sieve has let go.
    spool: Option<Spool>,
    next: Option<Next>,
    now: Timestamp,
    near: usize,
    knows_learnt: bool,
    horizons: Vec<Horizon>,
    marks: Vec<Mark>,
    /// By what one of them was sought.
    sought: HashSet<u64>,
}

/// What parting depends on.
pub(super) struct Ridge<'a> {
    pub publication: &'a Publication,
    pub judge: &'a Judge<'a>,
    pub gathered: &'a [Gathered],
    pub catalogue: &'a Catalogue,
    pub plans: &'a [Plan],
    pub register: &'a Register,
    pub now: Timestamp,
}

impl Ridge<'_> {
    /// Parts the files of a run that looked at everything; `sifted` are rows of tables, or files, that are parted already.
    /// `None` if there are too many to be told apart.
    pub(super) fn part(&self, sifted: Option<Sifted>) -> Option<Parting> {
        let entries = &self.catalogue.entries;
        let mut is_near = self.in_reach();
        if let Some(sifted) = &sifted {
            is_near.iter_mut().zip(self.gathered).for_each(|(near, file)| *near |= sifted.fates.covers(file));
        }
        let knows_learnt = self.register.has_learnt();
        let zone = &self.publication.zone;
        let marks_of = |card: &Card| marks::marks(card, zone, knows_learnt);
        // What is shown now will have a row.
        let shown: HashSet<usize> =
            self.plans.iter().flat_map(|plan| plan.entries.iter().chain(&plan.all)).copied().collect();
        let mut met: HashSet<u64> = self.register.marks().collect();
        // By a mark that two of them have nobody is recognised.
        let mut owners: HashMap<u64, Option<usize>> = HashMap::new();
        for entry in shown {
            let row = entries[entry].claim.map_or(self.register.rows.len() + entry, |claim| claim.row);
            marks_of(&entries[entry].card).into_iter().for_each(|mark| identity::note(&mut owners, mark, row));
        }
        met.extend(owners.into_iter().filter_map(|(mark, owner)| owner.map(|_| mark)));
        // What is near and no entry yet may become one by the clock alone, and none of these may have the same id.
        let near = self.gathered.iter().zip(&is_near).filter(|(_, is_near)| **is_near);
        let near = near.filter_map(|(file, _)| file.memo.as_deref()).flat_map(|memo| &memo.cards);
        met.extend(near.map(|card| marks::mark_of_id(&card.id)));
        let marks: Vec<(usize, Vec<u64>)> = self
            .gathered
            .par_iter()
            .enumerate()
            .filter(|(file, _)| !is_near[*file])
            .filter_map(|(file, gathered)| Some((file, marks_of(gathered.memo.as_ref()?.cards.first()?))))
            .collect();
        for (file, marks) in &marks {
            is_near[*file] |= marks.iter().any(|mark| met.contains(mark));
        }
        self.spell(&mut is_near);

        let mut numbers: Vec<Option<u32>> = Vec::with_capacity(is_near.len());
        let mut count = 0;
        for near in &mut is_near {
            *near |= count >> NUMBER != 0;
            numbers.push((!*near).then_some(count));
            count += u32::from(!*near);
        }
        let far_marks = marks.into_iter().filter_map(|(file, marks)| Some((numbers[file]?, marks)));
        let far_marks = far_marks.flat_map(|(number, marks)| marks.into_iter().map(move |mark| packed(mark, number)));
        let (mut horizons, mut next) = (self.horizons(&is_near), self.next(&numbers));
        let (mut marks, fates, spool) = match sifted {
            Some(sifted) => {
                if (count as usize).saturating_add(sifted.fates.len()) >> NUMBER != 0 {
                    return None;
                }
                let after = |(at, (reason, number)): Next| (at, (reason, number.map(|number| count + number)));
                next = earlier(next, sifted.next.map(after));
                horizons = nearest(horizons.into_iter().chain(sifted.horizons));
                let mut marks = sifted.marks;
                marks.iter_mut().for_each(|mark| *mark += Mark::from(count));
                (marks, sifted.fates, sifted.spool)
            }
            None => (Vec::new(), Fates::default(), None),
        };
        marks.extend(far_marks);
        marks.par_sort_unstable();
        let hidden = |memo: &FileMemo| memo.cards.iter().all(|card| card.standing == Standing::Hidden);
        let far = self.gathered.iter().zip(&is_near);
        let far: Vec<Option<bool>> =
            far.map(|(file, near)| file.memo.as_deref().filter(|_| !near).map(hidden)).collect();
        let near = is_near.iter().filter(|near| **near).count();
        Some(Parting {
            far,
            sifted: (count, fates),
            spool,
            next,
            now: self.now,
            near,
            knows_learnt,
            horizons,
            marks,
            sought: met,
        })
    }

    /// By file: whether something has to be said of it, or a feed shows it or could do so soon.
    fn in_reach(&self) -> Vec<bool> {
        let entries = &self.catalogue.entries;
        let judged: HashSet<usize> = self.catalogue.judged.iter().map(|(file, ..)| *file).collect();
        let one = |file: &Gathered| {
            let memo = file.memo.as_deref().filter(|memo| memo.refused == 0 && memo.said.is_empty())?;
            if let [card] = memo.cards.as_slice() { Some(card.standing) } else { None }
        };
        // Of the others only those that are entries; they are told in the next step.
        let mut is_near: Vec<bool> = self.gathered.iter().map(|file| one(file) != Some(Standing::Hidden)).collect();
        let is_simple = |entry: &Entry| {
            let (card, verdict) = (&entry.card, &entry.card.verdict);
            entry.claim.is_none()
                && entry.ids.is_empty()
                && entry.id.as_str() == card.id
                && card.standing == Standing::Public
                && card.expires.is_none()
                && card.published == Some(entry.published)
                && verdict.date == card.published
                && verdict.said.is_empty()
                && verdict.undecided.is_empty()
        };
        for entry in entries {
            if let Some(file) = entry.file
                && one(&self.gathered[file]).is_some()
                && !judged.contains(&file)
            {
                is_near[file] = !is_simple(entry);
            }
        }
        let rooms: Vec<Option<usize>> =
            self.catalogue.instances.iter().map(|instance| room(&self.publication.feeds[instance.feed])).collect();
        let mut taken = vec![0; rooms.len()];
        let mut by_change: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, entry) in entries.iter().enumerate() {
            let Some(file) = entry.file else { continue };
            for instance in entry.wanted_by.iter().map(|&instance| instance as usize) {
                let feed = &self.publication.feeds[self.catalogue.instances[instance].feed];
                match rooms[instance] {
                    None => is_near[file] = true,
                    Some(_) if feed.order == Order::Updated => by_change.entry(instance).or_default().push(number),
                    Some(room) => {
                        is_near[file] |= taken[instance] < room;
                        taken[instance] += 1;
                    }
                }
            }
        }
        for (instance, mut numbers) in by_change {
            numbers.sort_by_key(|&number| Reverse(entries[number].changed));
            let files = numbers.into_iter().take(rooms[instance].unwrap_or_default());
            files.filter_map(|number| entries[number].file).for_each(|file| is_near[file] = true);
        }
        is_near
    }

    /// Whose spelling of a value comes first in byte order is near: the feed's name is made of it.
    fn spell(&self, is_near: &mut [bool]) {
        let mut first: HashMap<(usize, &str), &str> = HashMap::new();
        let groups = |entry: &'_ Entry| -> Vec<(usize, usize)> {
            let wanted = entry.card.verdict.wanted.iter().enumerate();
            wanted.flat_map(|(at, (_, groups))| (0..groups.len()).map(move |group| (at, group))).collect()
        };
        for take_near in [true, false] {
            for entry in &self.catalogue.entries {
                let Some(file) = entry.file.filter(|&file| is_near[file] == take_near) else { continue };
                for (at, group) in groups(entry) {
                    let (feed, groups) = &entry.card.verdict.wanted[at];
                    let group = &groups[group];
                    let known = first.entry((*feed, group.slug.as_str())).or_insert(&group.label);
                    if group.label.as_str() < *known {
                        *known = &group.label;
                        is_near[file] = true;
                    }
                }
            }
        }
    }

    /// The first far record of each feed.
    fn horizons(&self, is_near: &[bool]) -> Vec<Horizon> {
        let mut horizons: HashMap<usize, Horizon> = HashMap::new();
        for entry in &self.catalogue.entries {
            if entry.file.is_none_or(|file| is_near[file]) {
                continue;
            }
            for instance in entry.wanted_by.iter().map(|&instance| instance as usize) {
                let Instance { feed: number, value } = &self.catalogue.instances[instance];
                let first = rank_of(&self.publication.feeds[*number], entry);
                let horizon = horizons.entry(instance).or_insert_with(|| Horizon {
                    feed: *number,
                    value: value.clone(),
                    first: first.clone(),
                });
                if first < horizon.first {
                    horizon.first = first;
                }
            }
        }
        let mut horizons: Vec<(usize, Horizon)> = horizons.into_iter().collect();
        horizons.sort_by_key(|(instance, _)| *instance);
        horizons.into_iter().map(|(_, horizon)| horizon).collect()
    }

    /// When the first far record is too old for a feed that would show it.
    fn next(&self, numbers: &[Option<u32>]) -> Option<Next> {
        let mut next = None;
        for entry in &self.catalogue.entries {
            let Some(number) = entry.file.and_then(|file| numbers[file]) else { continue };
            for (feed, _) in &entry.card.verdict.wanted {
                let bound = self.judge.since[*feed].filter(|bound| entry.published >= bound.from);
                let Some(at) = bound.and_then(|bound| bound.leaves(entry.published)) else { continue };
                let feed = &self.publication.feeds[*feed].name;
                next = earlier(next, Some((at, (too_old(&entry.card, feed), Some(number)))));
            }
        }
        next
    }
}

impl Parting {
    /// Puts what is far into the cache: in short, and in full.
    pub(super) fn write(self, cache: &Cache, files: &[Arc<FileMemo>]) -> io::Result<FarParts> {
        let (next, (next_reason, next_file)) = match self.next.clone() {
            Some((at, what)) => (Some(at), what),
            None => (None, (String::new(), None)),
        };
        let far = Far {
            now: Some(self.now),
            next,
            next_reason,
            next_file,
            near: self.near,
            knows_learnt: self.knows_learnt,
            horizons: self.horizons.clone(),
            fence: Fence::write(cache, &self.marks, &self.sought)?,
        };
        let short = cache.write(Part::Far, &[&postcard::to_allocvec(&far).unwrap_or_default()])?;
        // One after the other, since all of them would be in memory twice.
        let mut files = files.chunks(PIECE).map(|files| {
            let bytes = files.iter().try_fold(Vec::new(), |bytes, file| postcard::to_extend(file, bytes));
            bytes.unwrap_or_default()
        });
        let put =
            |memos: &mut dyn Iterator<Item = Vec<u8>>| cache.write_all(Part::FarFiles, &mut memos.map(Cow::Owned));
        // A sieve parts all files, or none.
        let full = match self.spool {
            Some(spool) => spool.read(put)?,
            None => put(&mut files)?,
        };
        Ok(FarParts { short, full })
    }
}

/// The memos of what is far, as the cache holds them.
pub(super) fn files(cache: &Cache, digest: &PartDigest) -> Option<Vec<Arc<FileMemo>>> {
    let Cached::Whole(bytes) = cache.read(Part::FarFiles, Some(digest)) else { return None };
    let (mut memos, mut rest) = (Vec::new(), bytes.as_slice());
    while !rest.is_empty() {
        let memo;
        (memo, rest) = postcard::take_from_bytes(rest).ok()?;
        memos.push(memo);
    }
    Some(memos)
}

/// What stays far in a run.
pub(super) struct Beyond {
    far: Far,
    /// By number: whether the file is still there and unchanged.
    is_there: Vec<bool>,
    /// How many of their records are public, and how many hidden.
    pub counts: (usize, usize),
}

impl Far {
    /// What is in the cache.
    pub(super) fn read(cache: &Cache, parts: &FarParts) -> Option<Self> {
        let Cached::Whole(bytes) = cache.read(Part::Far, Some(&parts.short)) else { return None };
        postcard::from_bytes(&bytes).ok()
    }

    /// How many files were near when the far ones were looked at.
    pub(super) const fn near(&self) -> usize {
        self.near
    }

    /// What of it stays far at this time; `None` if the clock has brought some of it nearer, or if nobody knows when it will.
    pub(super) fn beyond(self, holdings: &[Holding], now: Timestamp) -> Option<Beyond> {
        if self.now.is_none_or(|then| now < then) || self.next.is_some_and(|next| now >= next) {
            return None;
        }
        let (mut is_there, mut counts) = (Vec::new(), (0, 0));
        for holding in holdings {
            let Stand::Far { number, is_hidden } = holding.stand() else { continue };
            let number = number as usize;
            if is_there.len() <= number {
                is_there.resize(number + 1, false);
            }
            is_there[number] = true;
            *(if is_hidden { &mut counts.1 } else { &mut counts.0 }) += 1;
        }
        // Who was to leave next has gone himself.
        let is_gone = self.next_file.is_some_and(|file| file != LISTED && is_there.get(file as usize) != Some(&true));
        (!is_gone).then_some(Beyond { far: self, is_there, counts })
    }
}

/// The first horizon of each feed.
fn nearest(all: impl Iterator<Item = Horizon>) -> Vec<Horizon> {
    let mut known: BTreeMap<(usize, Option<String>), Horizon> = BTreeMap::new();
    for horizon in all {
        let slug = horizon.value.as_ref().map(|(slug, _)| slug.clone());
        let one = known.entry((horizon.feed, slug)).or_insert_with(|| horizon.clone());
        one.first = one.first.clone().min(horizon.first);
        one.value = one.value.take().min(horizon.value);
    }
    known.into_values().collect()
}

impl Beyond {
    /// What a sieve has let go in this run: nothing can meet one of them.
    pub(super) fn of_sifted(
        now: Timestamp,
        next: Option<Next>,
        horizons: Vec<Horizon>,
        counts: (usize, usize),
    ) -> Self {
        let (next, next_reason) = next.map(|(at, (reason, _))| (at, reason)).unzip();
        let far = Far {
            now: Some(now),
            next,
            next_reason: next_reason.unwrap_or_default(),
            next_file: None,
            near: 0,
            knows_learnt: true,
            horizons,
            fence: Fence::default(),
        };
        Self { far, is_there: Vec::new(), counts }
    }

    /// When the first of them is too old for a feed that would show it.
    pub(super) fn next_change(&self) -> Option<(Timestamp, String)> {
        self.far.next.map(|at| (at, self.far.next_reason.clone()))
    }

    /// The feeds that one of them would be in are there, whatever becomes of the near ones.
    pub(super) fn ask_for(&self, instances: &Instances) {
        for horizon in &self.far.horizons {
            let value = horizon.value.as_ref().map(|(slug, label)| (slug.as_str(), label.as_str()));
            instances.number(horizon.feed, value);
        }
    }

    /// Whether a row of the ledger might be one of them, or one of them has the id of a record that was read now; also where
    /// the cache does not say.
    pub(super) fn meets<'c>(&self, register: &Register, news: impl Iterator<Item = &'c Card>, cache: &Cache) -> bool {
        if register.has_learnt() && !self.far.knows_learnt {
            return true;
        }
        let ids = news.map(|card| marks::mark_of_id(&card.id));
        let is_there = |number: usize| number == LISTED as usize || self.is_there.get(number) == Some(&true);
        self.far.fence.meets(cache, register.marks().chain(ids), is_there).unwrap_or(true)
    }

    /// Whether every feed shows what it would show if the far ones were looked at.
    pub(super) fn leaves(&self, publication: &Publication, catalogue: &Catalogue, plans: &[Plan]) -> bool {
        let plans: HashMap<(usize, Option<&str>), &Plan> = plans
            .iter()
            .map(|plan| ((plan.instance.feed, plan.instance.value.as_ref().map(|(slug, _)| slug.as_str())), plan))
            .collect();
        self.far.horizons.iter().all(|horizon| {
            let slug = horizon.value.as_ref().map(|(slug, _)| slug.as_str());
            // Of two feeds with one path neither is written; but there have to be two.
            let Some(plan) = plans.get(&(horizon.feed, slug)) else { return is_wanted(horizon, catalogue) };
            let feed = &publication.feeds[horizon.feed];
            let ranks = plan.entries.iter().map(|&number| rank_of(feed, &catalogue.entries[number]));
            let is_full = feed.limit.is_some_and(|limit| plan.entries.len() >= limit);
            let is_behind = is_full && ranks.max().is_none_or(|last| last < horizon.first);
            is_behind && is_spelled_near(horizon, plan, catalogue)
        })
    }
}

/// Whether a near record is in the feed of a horizon and `is_it`.
fn has(horizon: &Horizon, catalogue: &Catalogue, is_it: impl Fn(&Entry) -> bool) -> bool {
    let slug = |value: &Option<(String, String)>| value.as_ref().map(|(slug, _)| slug.clone());
    let of = slug(&horizon.value);
    let instances = &catalogue.instances;
    let is_of = |instance: &Instance| instance.feed == horizon.feed && slug(&instance.value) == of;
    let Some(instance) = instances.iter().position(is_of) else { return false };
    catalogue.entries.iter().any(|entry| entry.wanted_by.iter().any(|&by| by as usize == instance) && is_it(entry))
}

/// Whether a near record is in the feed of a horizon.
fn is_wanted(horizon: &Horizon, catalogue: &Catalogue) -> bool {
    has(horizon, catalogue, |_| true)
}

/// Whether a near record has the spelling that names the feed.
fn is_spelled_near(horizon: &Horizon, plan: &Plan, catalogue: &Catalogue) -> bool {
    let (Some((slug, far)), Some((_, label))) = (&horizon.value, &plan.instance.value) else { return true };
    let is_it = |entry: &Entry| {
        let wanted = entry.card.verdict.wanted.iter().filter(|(feed, _)| *feed == horizon.feed);
        wanted.flat_map(|(_, groups)| groups).any(|group| group.slug == *slug && group.label == *label)
    };
    label < far || has(horizon, catalogue, is_it)
}
