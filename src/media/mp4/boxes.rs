//! Boxes: name, length, content (ISO 14496-12, 4.2).

use crate::media::input::{Input, big_endian};
use std::io;

/// Boxes that are looked at one after the other; a stream that was written for a week has fewer.
const MOST: usize = 2_000_000;

/// A box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Box4 {
    pub name: [u8; 4],
    /// Where its content begins.
    pub body: u64,
    /// Where it ends, by what it says: perhaps behind the end of the file.
    pub end: u64,
}

/// Boxes from here to there.
pub(super) struct Boxes {
    at: u64,
    end: u64,
    count: usize,
}

impl Boxes {
    pub(super) const fn new(at: u64, end: u64) -> Self {
        Self { at, end, count: 0 }
    }

    /// What is in a box.
    pub(super) fn of(one: Box4, input: &Input<'_>) -> Self {
        Self::new(one.body, one.end.min(input.length()))
    }

    pub(super) fn next(&mut self, input: &mut Input<'_>) -> io::Result<Option<Box4>> {
        self.count += 1;
        if self.at.saturating_add(8) > self.end || self.count > MOST {
            return Ok(None);
        }
        let bytes = input.at(self.at, 16)?;
        let (Some(size), Some(name)) = (bytes.get(..4), bytes.get(4..8)) else { return Ok(None) };
        let name = name.try_into().unwrap_or_default();
        let (head, size) = match (big_endian(size), bytes.get(8..16)) {
            // To the end of the file.
            (0, _) => (8, self.end - self.at),
            (1, Some(large)) => (16, big_endian(large)),
            (size, _) => (8, size),
        };
        if size < head {
            return Ok(None);
        }
        let (body, end) = (self.at + head, self.at.saturating_add(size));
        self.at = end;
        Ok(Some(Box4 { name, body, end }))
    }

    /// The first box of a name.
    pub(super) fn find(mut self, input: &mut Input<'_>, name: &[u8; 4]) -> io::Result<Option<Box4>> {
        while let Some(one) = self.next(input)? {
            if one.name == *name {
                return Ok(Some(one));
            }
        }
        Ok(None)
    }
}

/// A table of entries of so many bytes each, behind a version, flags and a count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    first: u64,
    pub count: u64,
    size: u64,
}

impl Table {
    /// The table in a box, of which `before` more bytes stand before the count.
    pub(super) fn of(input: &mut Input<'_>, one: Box4, before: u64, size: u64) -> io::Result<Self> {
        let count = input.array::<4>(one.body + 4 + before)?.map_or(0, |count| big_endian(&count));
        let first = one.body + 8 + before;
        let there = one.end.min(input.length()).saturating_sub(first) / size;
        Ok(Self { first, count: count.min(there), size })
    }

    /// An entry.
    pub(super) fn entry<'i>(&self, input: &'i mut Input<'_>, number: u64) -> io::Result<&'i [u8]> {
        input.at(self.first + number * self.size, usize::try_from(self.size).unwrap_or_default())
    }
}
