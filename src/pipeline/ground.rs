//! The ground: which files there were at the last run, and what is known of each. From it and the census of this run follows
//! which files have to be read.
//!
//! What is known of a file is near or far. Near is what a run may need for whatever happens; far is what no feed will show
//! until much that is near has gone (see `far`). A run in which little has happened does not even load the far.

use super::{
    card::FileMemo,
    far::{Far, Parting},
    gather::Known,
    past::{FarParts, PartDigest, Parts, Past},
    reader::{Held, all_files},
};
use crate::{
    config::Publication,
    diagnostic::Diagnostic,
    source::{Census, Changes, Match, Survey, stem},
    state::{Cache, Cached, Part},
};
use std::{collections::HashSet, io, sync::Arc};

/// A run in which more than this has happened looks at everything.
const MOST: usize = 1000;

/// Where the memo of a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holding {
    /// Nothing is known, or no source takes the file.
    Nothing,
    /// By its number among those of the past.
    Near(u32),
    /// By its number among the far ones. Its one record is public, or hidden.
    Far { number: u32, is_hidden: bool },
}

impl Holding {
    const fn code(self) -> u32 {
        match self {
            Self::Nothing => 0,
            Self::Near(number) => number << 2 | 1,
            Self::Far { number, is_hidden } => number << 2 | if is_hidden { 3 } else { 2 },
        }
    }

    const fn of_code(code: u32) -> Self {
        let number = code >> 2;
        match code & 3 {
            0 => Self::Nothing,
            1 => Self::Near(number),
            kind => Self::Far { number, is_hidden: kind == 3 },
        }
    }
}

/// What is known of the files of an earlier run.
pub(super) struct Ground {
    census: Census,
    /// By entry of the census.
    holdings: Vec<Holding>,
    /// What has happened since.
    changes: Changes,
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
    pub(super) fn read(cache: &Cache, parts: &Parts, now: &Census) -> Option<Self> {
        let (census, holdings) = read(cache, &parts.census)?;
        let changes = now.since(&census);
        Some(Self { census, holdings, changes })
    }

    /// The holdings of this run, if everything is as it was.
    pub(super) fn carried(&self) -> Vec<Holding> {
        let known = self.changes.known.iter();
        known.map(|then| then.map_or(Holding::Nothing, |then| self.holdings[then as usize])).collect()
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
            let then = ground.changes.known[held.entry];
            let memo = then.and_then(|then| match ground.holdings[then as usize] {
                Holding::Nothing => None,
                Holding::Near(number) => past.files.get(number as usize).cloned(),
                Holding::Far { number, .. } => far.get(number as usize).cloned(),
            });
            let is_known = |entry: usize| ground.changes.known[entry].is_some() && !is_changed[entry];
            let is_unchanged = is_known(held.entry) && held.sidecar.is_none_or(is_known);
            let has_lost_one = !lost.is_empty() && lost.contains(stem(&held.file.name));
            Known { memo, is_unchanged: is_unchanged && !has_lost_one }
        };
        let files = files.into_iter().map(|held| (of(&held), held)).map(|(known, held)| (held, known)).collect();
        Field { files, far: vec![Holding::Nothing; survey.census.len()] }
    }

    /// Names without extension of files beside which a `.toml` lay that is gone.
    fn lost_sidecars(&self) -> impl Iterator<Item = String> {
        let removed = self.changes.removed.iter().map(|&entry| self.census.name(entry as usize));
        removed.filter(|name| name.to_ascii_lowercase().ends_with(".toml")).map(|name| stem(&name).to_owned())
    }

    /// What is near, and what has changed, where so little has happened that this may be enough; `None` otherwise.
    pub(super) fn near(&self, survey: &Survey, past: &Past, far: &Far<'_>) -> Option<Field> {
        let Changes { changed, added, removed, is_troubled, .. } = &self.changes;
        let census = &survey.census;
        let near = self.holdings.iter().filter(|holding| matches!(holding, Holding::Near(_))).count();
        // What was read since stays near until everything is looked at again.
        let is_little = changed.len() + added.len() <= MOST && near <= 2 * far.near() + MOST;
        if *is_troubled || !is_little || !survey.is_plain() {
            return None;
        }
        // Of files with one name one is taken, and which one only all of them tell.
        let is_odd = |census: &Census, entry: u32| census.name(entry as usize).contains(char::REPLACEMENT_CHARACTER);
        if changed.iter().chain(added).any(|&at| is_odd(census, at))
            || removed.iter().any(|&at| is_odd(&self.census, at))
        {
            return None;
        }
        let was_more = |entry: &u32| {
            self.holdings[*entry as usize] == Holding::Nothing && survey.matters(&self.census, *entry as usize)
        };
        if removed.iter().any(was_more) {
            return None;
        }
        let mut holdings = self.carried();
        let mut files = Vec::new();
        for &entry in changed.iter().chain(added) {
            let entry = entry as usize;
            match survey.file_of(entry) {
                Some((Match { file, entry, sidecar }, source)) => {
                    let memo = match std::mem::replace(&mut holdings[entry], Holding::Nothing) {
                        Holding::Near(number) => past.files.get(number as usize).cloned(),
                        _ => None,
                    };
                    files.push((Held { file, source, entry, sidecar }, Known { memo, is_unchanged: false }));
                }
                None if survey.matters(census, entry) => return None,
                None => {}
            }
        }
        for (entry, holding) in holdings.iter_mut().enumerate() {
            let Holding::Near(number) = *holding else { continue };
            *holding = Holding::Nothing;
            let (Match { file, entry, sidecar }, source) = survey.file_of(entry)?;
            let memo = past.files.get(number as usize).cloned();
            files.push((Held { file, source, entry, sidecar }, Known { memo, is_unchanged: true }));
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
    /// Puts the memos of the files of a run on two piles; gives back the near one. `holdings` says what stays far without
    /// having been looked at.
    pub(super) fn of(
        files: &[Held],
        memos: Vec<Option<Arc<FileMemo>>>,
        parting: Option<&Parting>,
        mut holdings: Vec<Holding>,
    ) -> (Vec<Arc<FileMemo>>, Self) {
        let (mut near, mut far) = (Vec::new(), Vec::new());
        for (number, (held, memo)) in files.iter().zip(memos).enumerate() {
            let Some(memo) = memo else { continue };
            let is_hidden = parting.and_then(|parting| parting.far[number]);
            let pile = if is_hidden.is_some() { &mut far } else { &mut near };
            let at = u32::try_from(pile.len()).unwrap_or(u32::MAX);
            pile.push(memo);
            holdings[held.entry] = match is_hidden {
                Some(is_hidden) => Holding::Far { number: at, is_hidden },
                None => Holding::Near(at),
            };
        }
        (near, Self { holdings, far })
    }

    /// Puts it into the cache; `kept` are the far parts of an earlier run that are still good.
    pub(super) fn write(
        &self,
        cache: &Cache,
        census: &Census,
        parting: Option<&Parting>,
        kept: Option<FarParts>,
    ) -> io::Result<(PartDigest, Option<FarParts>)> {
        let far = parting.map(|parting| parting.write(cache, &self.far)).transpose()?;
        Ok((write(cache, census, &self.holdings)?, far.or(kept)))
    }
}

/// Bytes of the length that ends the ground.
const LENGTH: usize = 8;

/// Puts the ground into the cache: the census, what is known of its entries, and the length of the latter.
pub(super) fn write(cache: &Cache, census: &Census, holdings: &[Holding]) -> io::Result<PartDigest> {
    let racy: Vec<u32> = census.racy().collect();
    let codes: Vec<u32> = holdings.iter().map(|holding| holding.code()).collect();
    let known = postcard::to_allocvec(&(racy, codes)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(census.bytes().len() + known.len() + LENGTH);
    bytes.extend(census.bytes());
    bytes.extend(&known);
    bytes.extend((known.len() as u64).to_le_bytes());
    cache.write(Part::Census, &bytes)
}

/// The same again.
fn read(cache: &Cache, digest: &PartDigest) -> Option<(Census, Vec<Holding>)> {
    let Cached::Whole(mut bytes) = cache.read(Part::Census, Some(digest)) else { return None };
    let (rest, length) = bytes.split_last_chunk::<LENGTH>()?;
    let start = rest.len().checked_sub(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let (racy, codes): (Vec<u32>, Vec<u32>) = postcard::from_bytes(&rest[start..]).ok()?;
    bytes.truncate(start);
    let census = Census::read(bytes, &racy)?;
    let holdings: Vec<Holding> = codes.into_iter().map(Holding::of_code).collect();
    (holdings.len() == census.len()).then_some((census, holdings))
}
