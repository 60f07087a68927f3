//! FLAC (RFC 9639).

use super::{
    Fault, Stream, id3,
    input::{Input, WINDOW, number, seconds},
};
use std::io;

/// Blocks of metadata that are looked at.
const MOST: usize = 10_000;
/// The largest frame that is looked for at the end.
const REACH: u64 = 1 << 20;

/// What STREAMINFO says (8.2).
#[derive(Debug, Clone, Copy)]
struct Info {
    block: u64,
    rate: u64,
    samples: u64,
}

/// How long it plays; `start` is where it begins.
pub(super) fn measure(input: &mut Input<'_>, start: u64) -> io::Result<Stream> {
    let (mut at, mut info) = (start + 4, None);
    let end = id3::end(input, start)?;
    for _ in 0..MOST {
        let Some(head) = input.array::<4>(at)? else { break };
        let size = number(&head, 1, 3).unwrap_or_default();
        at += 4;
        if head[0] & 0x7F == 0 {
            let bytes = input.at(at, 34)?;
            info = number(bytes, 10, 8).map(|packed| Info {
                block: number(bytes, 2, 2).unwrap_or_default(),
                rate: packed >> 44,
                samples: packed & 0xF_FFFF_FFFF,
            });
        }
        at += size;
        if head[0] & 0x80 != 0 || at >= end {
            break;
        }
    }
    let Some(info) = info.filter(|info| info.rate > 0) else {
        let faults = vec![Fault::Unplayable("it does not say what is in it".to_owned())];
        return Ok(Stream { faults, ..Stream::default() });
    };
    let there = last_sample(input, at.min(end), end, info)?;
    let bytes = Some(end.saturating_sub(at));
    let (said, held) = (seconds(info.samples, info.rate), there.and_then(|samples| seconds(samples, info.rate)));
    if info.samples == 0 {
        return Ok(Stream { duration: held, bytes, ..Stream::default() });
    }
    let mut faults = Vec::new();
    // Without a frame at its end it is cut off, unless something else stands there.
    if there.unwrap_or_default() < info.samples {
        faults.push(Fault::Truncated { there: held, said });
    }
    Ok(Stream { duration: said, bytes, faults, ..Stream::default() })
}

/// The number of the sample behind the last frame: the highest that a frame near the end says.
fn last_sample(input: &mut Input<'_>, start: u64, end: u64, info: Info) -> io::Result<Option<u64>> {
    const HEAD: usize = 16;
    let (mut to, reach) = (end, end.saturating_sub(REACH).max(start));
    let step = (WINDOW - HEAD) as u64;
    while to > reach {
        let from = to.saturating_sub(step).max(reach);
        let bytes = input.at(from, WINDOW.min(usize::try_from(to - from).unwrap_or(WINDOW) + HEAD))?;
        let heads = bytes.windows(2).enumerate().filter(|(_, two)| two[0] == 0xFF && two[1] & 0xFE == 0xF8);
        let ends = heads.filter_map(|(at, _)| frame_end(&bytes[at..], info));
        let ends = ends.filter(|end| info.samples == 0 || *end <= info.samples + info.block.max(65_536));
        if let Some(highest) = ends.max() {
            return Ok(Some(highest));
        }
        to = from;
    }
    Ok(None)
}

/// The number of the sample behind a frame (9.1), if there is the head of one here.
fn frame_end(bytes: &[u8], info: Info) -> Option<u64> {
    let is_variable = bytes.get(1)? & 1 == 1;
    let (sizes, more) = (*bytes.get(2)?, *bytes.get(3)?);
    if sizes >> 4 == 0 || sizes & 15 == 15 || more & 1 == 1 || more >> 4 > 10 {
        return None;
    }
    // The number is coded as UTF-8 codes characters, in up to seven bytes.
    let first = *bytes.get(4)?;
    let count = match first.leading_ones() {
        0 => 1,
        ones @ 2..=7 => ones as usize,
        _ => return None,
    };
    let mut coded = if count == 1 { u64::from(first) } else { u64::from(first) & ((1 << (7 - count)) - 1) };
    for byte in bytes.get(5..4 + count)? {
        if byte >> 6 != 2 {
            return None;
        }
        coded = coded << 6 | u64::from(byte & 63);
    }
    let mut at = 4 + count;
    let block = match sizes >> 4 {
        1 => 192,
        code @ 2..=5 => 576 << (code - 2),
        6 => {
            at += 1;
            number(bytes, at - 1, 1)? + 1
        }
        7 => {
            at += 2;
            number(bytes, at - 2, 2)? + 1
        }
        code => 256 << (code - 8),
    };
    at += match sizes & 15 {
        12 => 1,
        13 | 14 => 2,
        _ => 0,
    };
    if crc8(bytes.get(..at)?) != *bytes.get(at)? {
        return None;
    }
    let first = if is_variable { coded } else { coded.checked_mul(info.block)? };
    first.checked_add(block)
}

/// x^8 + x^2 + x + 1.
fn crc8(bytes: &[u8]) -> u8 {
    bytes
        .iter()
        .fold(0, |sum, byte| (0..8).fold(sum ^ byte, |sum, _| if sum & 0x80 == 0 { sum << 1 } else { sum << 1 ^ 7 }))
}
