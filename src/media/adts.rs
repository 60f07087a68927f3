//! AAC in ADTS frames (ISO 13818-7, 6.2): no header says how long it plays, so the frames are counted.

use super::{
    Fault, Stream,
    frames::{self, Frame as _},
    id3,
    input::{Input, seconds},
};
use std::{collections::BTreeMap, io};

/// How far the first frame may be from where it should be.
const REACH: u64 = 16 << 10;
const RATES: [u64; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// The head of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    /// What all frames of a stream have in common: version, profile, rate.
    common: (u8, u8),
    rate: u64,
    length: u64,
    samples: u64,
}

impl frames::Frame for Frame {
    fn at(input: &mut Input<'_>, offset: u64) -> io::Result<Option<Self>> {
        let Some([first, second, third, fourth, fifth, sixth, seventh]) = input.array::<7>(offset)? else {
            return Ok(None);
        };
        let rate = RATES.get(usize::from(third >> 2 & 15));
        let length = u64::from(fourth & 3) << 11 | u64::from(fifth) << 3 | u64::from(sixth >> 5);
        let (Some(&rate), true) = (rate, first == 0xFF && second & 0xF6 == 0xF0 && length >= 7) else {
            return Ok(None);
        };
        let samples = 1024 * (u64::from(seventh & 3) + 1);
        Ok(Some(Self { common: (second, third >> 2), rate, length, samples }))
    }

    fn length(&self) -> u64 {
        self.length
    }

    fn is_like(&self, other: &Self) -> bool {
        self.common == other.common
    }
}

/// Where the first frame is that others follow, or that the file ends with.
pub(super) fn find(input: &mut Input<'_>, start: u64) -> io::Result<Option<u64>> {
    let end = id3::end(input, start)?;
    frames::find::<Frame>(input, start, end, start.saturating_add(REACH))
}

/// How long it plays.
pub(super) fn measure(input: &mut Input<'_>, start: u64) -> io::Result<Stream> {
    let end = id3::end(input, start)?;
    let mut samples: BTreeMap<u64, u64> = BTreeMap::new();
    let (mut at, mut faults) = (start, Vec::new());
    while at < end {
        match Frame::at(input, at)? {
            Some(frame) if at + frame.length <= end => {
                *samples.entry(frame.rate).or_default() += frame.samples;
                at += frame.length;
            }
            Some(_) => {
                faults.push(Fault::Truncated { there: None, said: None });
                break;
            }
            None => match find(input, at + 1)? {
                Some(next) => at = next,
                None => break,
            },
        }
    }
    let duration: f64 = samples.into_iter().filter_map(|(rate, samples)| seconds(samples, rate)).sum();
    Ok(Stream { duration: Some(duration), bytes: Some(end - start), faults, ..Stream::default() })
}
