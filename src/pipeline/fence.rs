//! The marks by which something could meet a far record, as the cache holds them: in their order, so that of very many only
//! those pieces are read in which one that is sought may stand. What was sought before and is no far one's is known without.

use super::past::{Digest, PartDigest, digest};
use crate::state::{Cache, Part};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::HashSet, io};

/// Bits of the number of the file that has a mark; the rest are the mark's own. Two marks that look alike cost time and
/// nothing else.
pub(super) const NUMBER: u32 = 24;
const NUMBERS: u64 = !(!0 << NUMBER);
/// Bytes of both.
const WIDTH: usize = 8;
/// How many stand in a piece; the last one may have fewer.
const PIECE: usize = 1 << 13;

/// A mark, and the number of the file that has it.
pub(super) type Mark = u64;

/// A mark with a number of this many bits at most.
pub(super) const fn packed(mark: u64, number: u32) -> Mark {
    mark >> NUMBER << NUMBER | number as u64
}

/// Where which marks stand.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Fence {
    /// Of each piece the first mark, and the digest.
    pieces: Vec<(Mark, Digest)>,
    /// How many marks there are.
    count: usize,
    /// Marks that no far record has, in their order.
    clear: Vec<u64>,
}

impl Fence {
    /// Puts marks, which are in their order, into the cache. What of the `sought` no far record has, need not be looked for
    /// again.
    pub(super) fn write(cache: &Cache, marks: &[Mark], sought: &HashSet<u64>) -> io::Result<Self> {
        let mut pieces = Vec::with_capacity(marks.len().div_ceil(PIECE));
        // The lowest byte first.
        let mut all = marks.chunks(PIECE).map(|marks| {
            let bytes: Vec<u8> = marks.iter().flat_map(|mark| mark.to_le_bytes()).collect();
            pieces.push((marks[0], digest(&bytes)));
            Cow::Owned(bytes)
        });
        let _: PartDigest = cache.write_all(Part::FarMarks, &mut all)?;
        let is_clear = |mark: &u64| {
            let at = marks.partition_point(|held| *held < packed(*mark, 0));
            marks.get(at).is_none_or(|held| held >> NUMBER != mark >> NUMBER)
        };
        let mut clear: Vec<u64> = sought.iter().copied().filter(is_clear).collect();
        clear.sort_unstable();
        Ok(Self { pieces, count: marks.len(), clear })
    }

    /// Whether one of these marks is one of a file that `is_there`; `None` where the cache does not say.
    pub(super) fn meets(
        &self,
        cache: &Cache,
        sought: impl Iterator<Item = u64>,
        is_there: impl Fn(usize) -> bool,
    ) -> Option<bool> {
        let is_open = |mark: &u64| self.clear.binary_search(mark).is_err();
        let mut sought: Vec<Mark> = sought.filter(is_open).map(|mark| packed(mark, 0)).collect();
        sought.sort_unstable();
        sought.dedup();
        let mut held: Option<(usize, Vec<Mark>)> = None;
        for sought in sought {
            let last = sought | NUMBERS;
            let from = self.pieces.partition_point(|(first, _)| *first <= sought).saturating_sub(1);
            let pieces = self.pieces.iter().enumerate().skip(from).take_while(|(_, (first, _))| *first <= last);
            for (number, (_, digest)) in pieces {
                if held.as_ref().is_none_or(|(held, _)| *held != number) {
                    held = Some((number, self.piece(cache, number, *digest)?));
                }
                let marks = held.as_ref().map_or(&[][..], |(_, marks)| marks);
                let mut found =
                    marks[marks.partition_point(|mark| *mark < sought)..].iter().take_while(|mark| **mark <= last);
                if found.any(|mark| usize::try_from(mark & NUMBERS).is_ok_and(&is_there)) {
                    return Some(true);
                }
            }
        }
        Some(false)
    }

    fn piece(&self, cache: &Cache, number: usize, expected: Digest) -> Option<Vec<Mark>> {
        let start = number * PIECE;
        let end = self.count.min(start + PIECE);
        let bytes = cache.bytes(Part::FarMarks, start * WIDTH..end * WIDTH)?;
        let (marks, _) = bytes.as_chunks::<WIDTH>();
        (digest(&bytes) == expected).then(|| marks.iter().map(|bytes| Mark::from_le_bytes(*bytes)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Fence, Mark, NUMBER, PIECE, packed};
    use crate::state::Cache;
    use std::collections::HashSet;

    /// Marks that differ in what is kept of them.
    fn mark(number: u64) -> u64 {
        number << NUMBER
    }

    #[test]
    fn a_mark_is_met_wherever_it_stands() {
        let directory = tempfile::tempdir().expect("a directory");
        let cache = Cache::of(directory.path());
        for count in [0, 1, 2, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5] {
            let numbers = 0..u64::try_from(count).expect("a number");
            let marks: Vec<Mark> = numbers.clone().map(|number| packed(mark(2 * number + 1), 7)).collect();
            let fence = Fence::write(&cache, &marks, &HashSet::new()).expect("written");
            let meets = |sought: u64, there: bool| fence.meets(&cache, [mark(sought)].into_iter(), |_| there);
            for number in numbers.filter(|number| number % 97 == 0 || (number % (1 << 13)).abs_diff(1 << 12) > 4090) {
                assert_eq!(meets(2 * number + 1, true), Some(true), "{count}: {number}");
                assert_eq!(meets(2 * number + 1, false), Some(false), "{count}: {number}");
                assert_eq!(meets(2 * number, true), Some(false), "{count}: {number}");
                assert_eq!(meets(2 * number + 2, true), Some(false), "{count}: {number}");
            }
        }
    }

    #[test]
    fn a_mark_of_many_files_is_met_in_any_piece() {
        let directory = tempfile::tempdir().expect("a directory");
        let cache = Cache::of(directory.path());
        let many = u32::try_from(2 * PIECE + 3).expect("a number");
        let mut marks: Vec<Mark> = vec![packed(mark(1), 0)];
        marks.extend((0..many).map(|number| packed(mark(5), number)));
        marks.push(packed(mark(9), 0));
        let fence = Fence::write(&cache, &marks, &HashSet::new()).expect("written");
        for there in [0, 1, PIECE - 2, PIECE - 1, PIECE, 2 * PIECE, 2 * PIECE + 2] {
            assert_eq!(fence.meets(&cache, [mark(5)].into_iter(), |number| number == there), Some(true), "{there}");
        }
        assert_eq!(fence.meets(&cache, [mark(5)].into_iter(), |_| false), Some(false));
        assert_eq!(fence.meets(&cache, [mark(4), mark(6), mark(9)].into_iter(), |_| true), Some(true));
    }

    #[test]
    fn only_what_is_no_far_ones_is_left_aside_and_only_what_is_proven_believed() {
        let directory = tempfile::tempdir().expect("a directory");
        let cache = Cache::of(directory.path());
        // The second differs from a far one only in bits that are not kept.
        let sought = HashSet::from([mark(2), mark(3) | 1, mark(8)]);
        let fence = Fence::write(&cache, &[packed(mark(3), 0), packed(mark(7), 1)], &sought).expect("written");
        assert_eq!(fence.clear, [mark(2), mark(8)]);
        assert_eq!(fence.meets(&cache, sought.iter().copied(), |_| true), Some(true));
        std::fs::remove_file(directory.path().join("cache-far-marks")).expect("removed");
        assert_eq!(
            fence.meets(&cache, [mark(2), mark(8)].into_iter(), |_| true),
            Some(false),
            "nothing has to be read"
        );
        assert_eq!(fence.meets(&cache, [mark(4)].into_iter(), |_| true), None);
        Fence::write(&cache, &[packed(mark(3), 0), packed(mark(6), 1)], &sought).expect("written");
        assert_eq!(fence.meets(&cache, [mark(4)].into_iter(), |_| true), None, "another run's");
    }
}
