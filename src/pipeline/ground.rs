//! The ground: which files there were at the last run, and what is known of each. From it and the census of this run follows
//! which files have to be read.
//!
//! What is known of a file is near or far. Near is what a run may need for whatever happens; far is what no feed will show
//! until much that is near has gone (see `far`). A run in which little has happened does not even load the far.

use super::{
    card::FileMemo,
    far::{Far, Parting},
    gather::Known,
    past::{Brief, CensusParts, FarParts, Past, Patch},
    reader::{Held, all_files},
    sieve::LetGo,
};
use crate::{
    config::Publication,
    diagnostic::Diagnostic,
    source::{Census, Changes, Match, Numbers, PieceDigest, Survey, stem},
    state::{Cache, Cached, Part},
};
use std::{
    collections::{BTreeSet, HashSet},
    io,
    sync::Arc,
};

/// A run in which more than this has happened looks at everything, unless it is little beside what there is.
const MOST: usize = 1000;
/// One in so many is little.
const FEW: usize = 100;

/// How much may happen among so many entries before a run looks at everything.
fn most(entries: usize) -> usize {
    MOST.max(entries / FEW)
}

/// Where the memo of a file stands, in four bytes: there may be millions of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Holding(u32);

/// What a [`Holding`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// Nothing is known, or no source takes the file.
    Nothing,
    /// By its number among those of the past.
    Near(u32),
    /// By its number among the far ones. Its one record is public, or hidden.
    Far { number: u32, is_hidden: bool },
}

impl Holding {
    pub(super) const NOTHING: Self = Self(0);

    const fn near(number: u32) -> Self {
        Self(number << 2 | 1)
    }

    const fn far(number: u32, is_hidden: bool) -> Self {
        Self(number << 2 | if is_hidden { 3 } else { 2 })
    }

    pub(super) const fn stand(self) -> Stand {
        match self.0 & 3 {
            0 => Stand::Nothing,
            1 => Stand::Near(self.0 >> 2),
            kind => Stand::Far { number: self.0 >> 2, is_hidden: kind == 3 },
        }
    }

    /// What the census keeps of it: what is near says itself where it stands.
    const fn code(self) -> u32 {
        if self.0 & 3 == 1 { 0 } else { self.0 }
    }
}

/// The parts of the cache that a census stands in, and what has changed since they were written.
pub(super) type Kept = (CensusParts, Patch);

/// What is known of the files of an earlier run.
pub(super) struct Ground {
    /// Those of its entries that are gone, in the order of their numbers. Of a million rows, all of them would take much memory.
    gone: Census,
    /// By entry of the census.
    holdings: Vec<Holding>,
    /// What has happened since.
    changes: Changes,
    /// Entries with records whose media files are others now.
    stirred: BTreeSet<u32>,
    kept: Kept,
}

/// A run's choice of files.
pub(super) struct Field {
    /// What it reads or knows, in the byte order of the names.
    pub files: Vec<(Held, Known)>,
    /// By entry of the census: what stays far.
    pub far: Vec<Holding>,
}

impl Ground {
    /// What the cache holds, beside the census of this run; nothing, if it is damaged.
    pub(super) fn read(cache: &Cache, brief: &Brief, past: &Past, now: &Census) -> Option<Self> {
        let kept = (brief.parts.census, brief.patch.clone());
        let (gone, mut holdings, changes) = read(cache, &kept, &brief.pieces, now)?;
        for ((entry, _), number) in past.files.iter().zip(0..) {
            *holdings.get_mut(*entry as usize)? = Holding::near(number);
        }
        Some(Self { gone, holdings, changes, stirred: BTreeSet::new(), kept })
    }

    /// Lets files of these names count as changed: media files that their records name are others now.
    pub(super) fn stir(&mut self, now: &Census, names: &HashSet<String>) {
        if names.is_empty() {
            return;
        }
        let stirred = (0..now.len()).filter(|entry| names.contains(&now.name(*entry)));
        self.stirred = stirred.filter_map(|entry| u32::try_from(entry).ok()).collect();
        let changed: BTreeSet<u32> = self.changes.changed.iter().copied().collect();
        let is_new = |entry: &u32| !changed.contains(entry) && self.changes.known.number(*entry).is_some();
        let new: Vec<u32> = self.stirred.iter().copied().filter(is_new).collect();
        self.changes.changed.extend(new);
    }

    /// The parts of the cache that have the census of this run, and what has changed since it was written, if these holdings
    /// can be kept so.
    fn keeps(&self, now: &Census, holdings: &[Holding]) -> Option<Kept> {
        let is_same = self.has_the_same_files()
            && match &self.changes.known {
                Numbers::Alike => true,
                Numbers::By(numbers) => numbers.iter().zip(0..).all(|(then, now)| *then == Some(now)),
            };
        let is_kept = |(then, now): (&Holding, &Holding)| *now != Holding::NOTHING || *then == Holding::NOTHING;
        if !is_same || !self.holdings.iter().zip(holdings).all(is_kept) {
            return None;
        }
        let (parts, before) = &self.kept;
        let changed: BTreeSet<u32> =
            before.prints.iter().map(|(entry, _)| *entry).chain(self.changes.changed.iter().copied()).collect();
        let prints: Option<Vec<(u32, u64)>> =
            changed.into_iter().map(|entry| Some((entry, now.print(entry as usize)?))).collect();
        let prints = prints.filter(|prints| prints.len() <= most(now.len()))?;
        Some((*parts, Patch { racy: now.racy().collect(), prints }))
    }

    /// Keeps what is known, since everything is as it was but for stamps.
    pub(super) fn keep(&self, cache: &Cache, now: &Census) -> io::Result<Kept> {
        let holdings = self.carried();
        self.keeps(now, &holdings).map_or_else(|| write(cache, now, &holdings), Ok)
    }

    /// The holdings of this run, if everything is as it was.
    fn carried(&self) -> Vec<Holding> {
        match &self.changes.known {
            Numbers::Alike => self.holdings.clone(),
            Numbers::By(numbers) => {
                let then = numbers.iter().map(|then| then.map(|then| self.holdings[then as usize]));
                then.map(|then| then.unwrap_or(Holding::NOTHING)).collect()
            }
        }
    }

    /// Whether no file has come or gone since.
    pub(super) fn has_the_same_files(&self) -> bool {
        self.changes.added.is_empty() && self.changes.removed.is_empty() && !self.changes.is_troubled
    }

    /// Everything, with what is known of it.
    pub(super) fn all(
        publication: &Publication,
        survey: &Survey,
        known: Option<(&Self, &Past, &[Arc<FileMemo>])>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Field {
        let files = all_files(publication, survey, diagnostics);
        let lost: HashSet<String> = known.iter().flat_map(|(ground, ..)| ground.lost_sidecars()).collect();
        let mut is_changed = vec![false; survey.census.len()];
        known.iter().flat_map(|(ground, ..)| &ground.changes.changed).for_each(|&at| is_changed[at as usize] = true);
        let of = |held: &Held| {
            let Some((ground, past, far)) = known else { return Known::default() };
            let then = |entry: usize| u32::try_from(entry).ok().and_then(|entry| ground.changes.known.number(entry));
            let memo = then(held.entry).and_then(|then| match ground.holdings[then as usize].stand() {
                Stand::Nothing => None,
                Stand::Near(number) => past.memo(number),
                Stand::Far { number, .. } => far.get(number as usize).cloned(),
            });
            let is_known = |entry: usize| then(entry).is_some() && !is_changed[entry];
            let is_unchanged = is_known(held.entry)
                && held.sidecar.is_none_or(is_known)
                && held.recordings.iter().all(|recording| is_known(*recording));
            let has_lost_one = !lost.is_empty() && lost.contains(stem(&held.file.name));
            // What of a list is far is looked at.
            let is_whole = memo.as_ref().is_none_or(|memo| memo.is_whole());
            Known { memo, is_unchanged: is_unchanged && is_whole && !has_lost_one, may_have_grown: false }
        };
        let files = files.into_iter().map(|held| (of(&held), held)).map(|(known, held)| (held, known)).collect();
        Field { files, far: vec![Holding::NOTHING; survey.census.len()] }
    }

    /// Names without extension of files beside which a `.toml` lay that is gone.
    fn lost_sidecars(&self) -> impl Iterator<Item = String> {
        let removed = (0..self.gone.len()).map(|entry| self.gone.name(entry));
        removed.filter(|name| name.to_ascii_lowercase().ends_with(".toml")).map(|name| stem(&name).to_owned())
    }

    /// What is near, and what has changed, where so little has happened that this may be enough; `None` otherwise.
    pub(super) fn near(&self, survey: &Survey, past: &Past, far: &Far) -> Option<Field> {
        let Changes { changed, added, removed, is_troubled, .. } = &self.changes;
        let census = &survey.census;
        let near = self.holdings.iter().filter(|holding| matches!(holding.stand(), Stand::Near(_))).count();
        // What was read since stays near until everything is looked at again.
        let most = most(census.len());
        let is_little = changed.len() + added.len() <= most && near <= 2 * far.near() + most;
        if *is_troubled || !is_little || !survey.is_plain() {
            return None;
        }
        // Of files with one name one is taken, and which one only all of them tell.
        let is_odd = |census: &Census, entry: u32| census.name(entry as usize).contains(char::REPLACEMENT_CHARACTER);
        let was_more = |(gone, at): (u32, &u32)| {
            is_odd(&self.gone, gone)
                || self.holdings[*at as usize] == Holding::NOTHING && survey.matters(&self.gone, gone as usize)
        };
        if changed.iter().chain(added).any(|&at| is_odd(census, at)) || (0..).zip(removed).any(was_more) {
            return None;
        }
        // What was far in a list that is gone is no more.
        let is_part = |at: &u32| match self.holdings[*at as usize].stand() {
            Stand::Near(number) => past.memo(number).is_some_and(|memo| !memo.is_whole()),
            _ => false,
        };
        if removed.iter().any(is_part) {
            return None;
        }
        let mut holdings = self.carried();
        let mut files = Vec::new();
        for &entry in changed.iter().chain(added) {
            let entry = entry as usize;
            let is_stirred = u32::try_from(entry).is_ok_and(|entry| self.stirred.contains(&entry));
            match survey.file_of(entry) {
                Some((Match { file, entry, sidecar, recordings }, source)) => {
                    let memo = match std::mem::replace(&mut holdings[entry], Holding::NOTHING).stand() {
                        Stand::Near(number) => past.memo(number),
                        _ => None,
                    };
                    // Whoever has only grown says the same before; not so the media files that it names.
                    if is_stirred && memo.as_ref().is_some_and(|memo| !memo.is_whole()) {
                        return None;
                    }
                    let held = Held { file, source, entry, sidecar, recordings };
                    files.push((held, Known { memo, is_unchanged: false, may_have_grown: true }));
                }
                None if survey.matters(census, entry) => return None,
                None => {}
            }
        }
        for (entry, holding) in holdings.iter_mut().enumerate() {
            let Stand::Near(number) = holding.stand() else { continue };
            *holding = Holding::NOTHING;
            let (Match { file, entry, sidecar, recordings }, source) = survey.file_of(entry)?;
            let memo = past.memo(number);
            let known = Known { memo, is_unchanged: true, may_have_grown: true };
            files.push((Held { file, source, entry, sidecar, recordings }, known));
        }
        files.sort_by(|(a, _), (b, _)| a.file.name.cmp(&b.file.name));
        Some(Field { files, far: holdings })
    }
}

/// What a run keeps of its files: where each memo stands, and the memos of what is far since this run.
pub(super) struct Pile {
    holdings: Vec<Holding>,
    far: Vec<Arc<FileMemo>>,
}

impl Pile {
    /// Puts the memos of the files of a run on two piles; gives back the near one, with the numbers of the entries.
    /// `holdings` says what stays far without having been looked at.
    pub(super) fn of(
        files: &[Held],
        memos: Vec<Option<Arc<FileMemo>>>,
        parting: Option<&Parting>,
        mut holdings: Vec<Holding>,
    ) -> (Vec<(u32, Arc<FileMemo>)>, Self) {
        let (mut near, mut far) = (Vec::new(), Vec::new());
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        for (number, (held, memo)) in files.iter().zip(memos).enumerate() {
            let Some(memo) = memo else { continue };
            holdings[held.entry] = match parting.and_then(|parting| parting.far[number]) {
                Some(is_hidden) => {
                    far.push(memo);
                    Holding::far(short(far.len() - 1), is_hidden)
                }
                None => {
                    near.push((short(held.entry), memo));
                    Holding::near(short(near.len() - 1))
                }
            };
        }
        if let Some(Parting { sifted: (first, fates), .. }) = parting {
            for LetGo { entry, number, is_hidden } in fates.let_go(holdings.len(), *first) {
                holdings[entry] = Holding::far(number, is_hidden);
            }
        }
        (near, Self { holdings, far })
    }

    /// Puts it into the cache; `kept` are the ground and the far parts of an earlier run that are still good.
    pub(super) fn write(
        &self,
        cache: &Cache,
        census: &Census,
        parting: Option<Parting>,
        kept: Option<(&Ground, FarParts)>,
    ) -> io::Result<(Kept, Option<FarParts>)> {
        let far = parting.map(|parting| parting.write(cache, &self.far)).transpose()?;
        let whole = || write(cache, census, &self.holdings);
        match (far, kept) {
            (None, Some((ground, far))) => {
                let kept = ground.keeps(census, &self.holdings);
                Ok((kept.map_or_else(whole, Ok)?, Some(far)))
            }
            (far, _) => Ok((whole()?, far)),
        }
    }
}

/// Bytes of what is known of an entry.
const WIDTH: usize = 4;

/// Puts the census into the cache, and what is known of its entries.
fn write(cache: &Cache, census: &Census, holdings: &[Holding]) -> io::Result<Kept> {
    let known: Vec<u8> = holdings.iter().flat_map(|holding| holding.code().to_le_bytes()).collect();
    let holdings = cache.write(Part::Holdings, &[&known])?;
    let census_part = cache.write(Part::Census, &[census.bytes()])?;
    let patch = Patch { racy: census.racy().collect(), prints: Vec::new() };
    Ok((CensusParts { census: census_part, holdings }, patch))
}

/// The same again: what is gone of it, what is known of its entries, and what has happened since. `pieces` are digests of the
/// census as the last run left it.
fn read(
    cache: &Cache,
    (parts, patch): &Kept,
    pieces: &[PieceDigest],
    now: &Census,
) -> Option<(Census, Vec<Holding>, Changes)> {
    let Cached::Whole(codes) = cache.read(Part::Holdings, Some(&parts.holdings)) else { return None };
    let holdings = codes.as_chunks::<WIDTH>().0.iter().map(|code| Holding(u32::from_le_bytes(*code)));
    let holdings: Vec<Holding> = holdings.collect();
    if holdings.len() == now.len()
        && let Some(changes) = alike(cache, (parts, patch), pieces, now)
    {
        return Some((Census::default(), holdings, changes));
    }
    // Some have come or gone.
    let Cached::Whole(bytes) = cache.read(Part::Census, Some(&parts.census)) else { return None };
    let (census, changes) = now.after(bytes, &patch.prints, &patch.racy)?;
    (holdings.len() == census.len()).then(|| (census.only(&changes.removed), holdings, changes))
}

/// What has happened since the last run, where that met the same entries: most runs find it so.
fn alike(
    cache: &Cache,
    (parts, Patch { racy, prints }): (&CensusParts, &Patch),
    pieces: &[PieceDigest],
    now: &Census,
) -> Option<Changes> {
    let some = |range| cache.bytes(Part::Census, range);
    if let Some(changes) = now.since_pieces(pieces, prints, racy, &mut { some }) {
        return Some(changes);
    }
    let mut comparison = now.comparison();
    let is_alike =
        cache.scan(Part::Census, &parts.census, &mut |piece| comparison.piece(piece).is_some_and(<[u8]>::is_empty));
    is_alike.then(|| comparison.changes(prints, racy)).flatten()
}
