//! Comparing a census with the bytes of an earlier one while they are read: most runs meet the same files, and then none of
//! that has to be in memory.

use super::{Census, Changes, Numbers};
use std::collections::BTreeSet;

/// A census beside the bytes of an earlier one, which come piece by piece.
#[derive(Debug)]
pub struct Comparison<'c> {
    census: &'c Census,
    /// How many bytes have been compared.
    at: usize,
    /// Entries with other stamps.
    changed: Vec<u32>,
}

impl<'c> Comparison<'c> {
    /// With this census.
    pub(super) const fn with(census: &'c Census) -> Self {
        Self { census, at: 0, changed: Vec::new() }
    }

    /// How many bytes have been compared.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// So many bytes are known to be the same.
    pub(super) const fn skip(&mut self, length: usize) {
        self.at += length;
    }

    /// Compares the next piece; gives back what of it comes behind a census as long as this one. `None` if the earlier one
    /// did not meet the same files in the same order.
    pub fn piece<'p>(&mut self, piece: &'p [u8]) -> Option<&'p [u8]> {
        const STEP: usize = 4096;
        let bytes = &self.census.bytes[self.at..];
        let (piece, rest) = piece.split_at(piece.len().min(bytes.len()));
        let mut at = 0;
        while at < piece.len() {
            let end = piece.len().min(at + STEP);
            let (then, now) = (&piece[at..end], &bytes[at..end]);
            if then == now {
                at = end;
                continue;
            }
            let differs = self.at + at + then.iter().zip(now).position(|(then, now)| then != now)?;
            let entries = &self.census.entries;
            let entry = entries.partition_point(|entry| entry.start as usize <= differs).checked_sub(1)?;
            let print = self.census.print_at(entry).filter(|print| print.contains(&differs))?;
            self.changed.push(u32::try_from(entry).ok()?);
            at = piece.len().min(print.end - self.at);
        }
        self.at += piece.len();
        Some(rest)
    }

    /// What has changed since the earlier census, all of whose bytes were given, in which `prints` had changed and the `racy`
    /// stamps prove nothing; `None` if that is no matter of this census.
    #[must_use]
    pub fn changes(self, prints: &[(u32, u64)], racy: &[u32]) -> Option<Changes> {
        let mut changed: BTreeSet<u32> = self.changed.into_iter().chain(racy.iter().copied()).collect();
        for (entry, print) in prints {
            if self.census.print(*entry as usize) == Some(*print) && !racy.contains(entry) {
                changed.remove(entry);
            } else {
                changed.insert(*entry);
            }
        }
        let is_sound = changed.last().is_none_or(|&last| (last as usize) < self.census.len());
        let changed = changed.into_iter().collect();
        (is_sound && self.at == self.census.bytes.len()).then_some(Changes {
            known: Numbers::Alike,
            changed,
            ..Changes::default()
        })
    }
}
