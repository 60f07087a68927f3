//! Fragments: a film that was written as it came (ISO 14496-12, 8.8).

use super::{
    boxes::{Box4, Boxes},
    tracks::{Movie, Track},
};
use crate::media::input::{Input, number, seconds};
use std::{collections::BTreeMap, io};

/// Samples of one run that are looked at one by one.
const MOST: u64 = 1_000_000;

/// How far the fragments of each track go, in its own units: where the first one begins, and where the last one ends.
#[derive(Debug, Default)]
pub(super) struct Fragments(BTreeMap<u64, (u64, u64)>);

impl Fragments {
    pub(super) fn read(&mut self, input: &mut Input<'_>, one: Box4, movie: Option<&Movie>) -> io::Result<()> {
        let mut boxes = Boxes::of(one, input);
        while let Some(one) = boxes.next(input)? {
            if one.name == *b"traf" {
                self.track(input, one, movie)?;
            }
        }
        Ok(())
    }

    fn track(&mut self, input: &mut Input<'_>, one: Box4, movie: Option<&Movie>) -> io::Result<()> {
        let (mut id, mut default, mut start, mut units) = (0, 0, None, 0_u64);
        let mut boxes = Boxes::of(one, input);
        while let Some(one) = boxes.next(input)? {
            let bytes = input.at(one.body, 40)?;
            let flags = number(bytes, 1, 3).unwrap_or_default();
            match &one.name {
                b"tfhd" => {
                    id = number(bytes, 4, 4).unwrap_or_default();
                    let at = 8 + if flags & 1 == 0 { 0 } else { 8 } + if flags & 2 == 0 { 0 } else { 4 };
                    let own = number(bytes, at, 4).filter(|_| flags & 8 != 0);
                    let of_all = movie.and_then(|movie| movie.track(id)).map(|track| track.default);
                    default = own.or(of_all).unwrap_or_default();
                }
                b"tfdt" => start = number(bytes, 4, if bytes.first() == Some(&1) { 8 } else { 4 }),
                b"trun" => units = units.saturating_add(run(input, one, flags, default)?),
                _ => {}
            }
        }
        let known = self.0.get(&id).copied();
        // What the index itself plays comes before all fragments.
        let before = movie.and_then(|movie| movie.track(id)).and_then(Track::units_of_index);
        let start = start.or(known.map(|(_, end)| end)).or(before).unwrap_or_default();
        let end = start.saturating_add(units);
        let (first, last) = known.unwrap_or((if before.is_some() { 0 } else { start }, end));
        self.0.insert(id, (first.min(start), last.max(end)));
        Ok(())
    }

    /// Seconds that they play, if there are any.
    pub(super) fn duration(&self, movie: &Movie) -> Option<f64> {
        let of =
            |(id, (first, last)): (&u64, &(u64, u64))| seconds(last.saturating_sub(*first), movie.track(*id)?.scale);
        self.0.iter().filter_map(of).reduce(f64::max).filter(|seconds| *seconds > 0.0)
    }
}

/// Units that the samples of a run take.
fn run(input: &mut Input<'_>, one: Box4, flags: u64, default: u64) -> io::Result<u64> {
    let count = input.array::<4>(one.body + 4)?.map_or(0, |count| u64::from(u32::from_be_bytes(count)));
    if flags & 0x100 == 0 {
        return Ok(count.saturating_mul(default));
    }
    let words = |mask: u64| u64::from((flags & mask).count_ones());
    let (first, size) = (one.body + 8 + 4 * words(0x5), 4 * words(0xF00));
    let there = one.end.min(input.length()).saturating_sub(first) / size.max(1);
    let mut sum = 0_u64;
    for sample in 0..count.min(there).min(MOST) {
        let units = input.array::<4>(first + sample * size)?.map_or(0, |units| u64::from(u32::from_be_bytes(units)));
        sum = sum.saturating_add(units);
    }
    Ok(sum)
}
