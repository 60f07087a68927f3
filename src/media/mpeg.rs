//! MPEG audio, layers I to III (ISO 11172-3, 13818-3): frames counted, and what the Xing or VBRI header in the first one says.

use super::{
    Fault, Stream,
    frames::{self, Frame as _},
    id3,
    input::{Input, big_endian, number, seconds},
};
use std::{collections::BTreeMap, io};

/// How far the first frame may be from where it should be.
const REACH: u64 = 256 << 10;
/// Bytes between frames that are skipped in all before it is no recording any more.
const JUNK: u64 = 8 << 20;
/// Bytes of frames of one bit rate after which the others are taken to have it as well.
const ENOUGH: u64 = 512 << 10;
/// Bytes of frames that show whether a header can be true.
const SAMPLE: u64 = 60 << 10;
/// How many times more or less a header may say than such frames do before all of them are counted.
const FAR: f64 = 2.0;
/// A header that is wrong by less is right: encoders do not agree on what they count.
const SLACK: f64 = 0.1;

/// The head of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    /// The version's bits: 3 is MPEG 1, 2 MPEG 2, 0 MPEG 2.5.
    version: u8,
    /// The layer's bits: 1 is layer III.
    layer: u8,
    rate: u32,
    /// In bits per second.
    bits: u32,
    /// Bytes, head and all.
    length: u64,
    samples: u32,
    is_mono: bool,
}

impl Frame {
    fn of(head: [u8; 4]) -> Option<Self> {
        const RATES: [u32; 3] = [44_100, 48_000, 32_000];
        // In kbit/s: MPEG 1 layers I, II, III; MPEG 2 layer I, layers II and III.
        const BITS: [[u32; 14]; 5] = [
            [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
            [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
            [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
            [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
            [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        ];
        let [first, second, third, fourth] = head;
        if first != 0xFF || second & 0xE0 != 0xE0 {
            return None;
        }
        let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
        let (bits, rate) = (usize::from(third >> 4), usize::from(third >> 2 & 3));
        if version == 1 || layer == 0 || bits == 0 || bits == 15 || rate == 3 || fourth & 3 == 2 {
            return None;
        }
        let table = match (version, layer) {
            (3, 3) => 0,
            (3, 2) => 1,
            (3, _) => 2,
            (_, 3) => 3,
            _ => 4,
        };
        let bits = BITS[table][bits - 1] * 1000;
        let rate = RATES[rate] / [4, 1, 2, 1][usize::from(version)];
        let samples = match (version, layer) {
            (_, 3) => 384,
            (3, _) | (_, 2) => 1152,
            _ => 576,
        };
        let padding = u32::from(third >> 1 & 1);
        let length = if layer == 3 { (12 * bits / rate + padding) * 4 } else { samples / 8 * bits / rate + padding };
        (length > 4).then_some(Self {
            version,
            layer,
            rate,
            bits,
            length: u64::from(length),
            samples,
            is_mono: fourth >> 6 == 3,
        })
    }
}

impl frames::Frame for Frame {
    fn at(input: &mut Input<'_>, offset: u64) -> io::Result<Option<Self>> {
        Ok(input.array::<4>(offset)?.and_then(Self::of))
    }

    fn length(&self) -> u64 {
        self.length
    }

    fn is_like(&self, other: &Self) -> bool {
        (self.version, self.layer, self.rate) == (other.version, other.layer, other.rate)
    }
}

/// Where the first frame is that another one follows, or that the file ends with.
pub(super) fn find(input: &mut Input<'_>, start: u64) -> io::Result<Option<u64>> {
    let end = id3::end(input, start)?;
    frames::find::<Frame>(input, start, end, start.saturating_add(REACH))
}

/// What the first frame says of all others.
#[derive(Debug, Clone, Copy, Default)]
struct Header {
    frames: Option<u64>,
    bytes: Option<u64>,
}

/// The Xing or Info header, or Fraunhofer's VBRI, in a frame that has one.
fn header(input: &mut Input<'_>, at: u64, frame: Frame) -> io::Result<Option<Header>> {
    let side = match (frame.version, frame.is_mono) {
        (3, false) => 32,
        (3, true) | (_, false) => 17,
        _ => 9,
    };
    let bytes = input.at(at, 256)?;
    let given = |from: usize| number(bytes, from, 4).filter(|number| *number > 0);
    // With a checksum two bytes more; some write it in the place without.
    for xing in [4 + side, 6 + side] {
        if bytes.get(xing..).is_some_and(|rest| rest.starts_with(b"Xing") || rest.starts_with(b"Info")) {
            let flags = number(bytes, xing + 4, 4).unwrap_or_default();
            let frames = (flags & 1 != 0).then(|| given(xing + 8)).flatten();
            let of_bytes = xing + if flags & 1 == 0 { 8 } else { 12 };
            return Ok(Some(Header { frames, bytes: (flags & 2 != 0).then(|| given(of_bytes)).flatten() }));
        }
    }
    let is_vbri = bytes.get(36..).is_some_and(|rest| rest.starts_with(b"VBRI"));
    Ok(is_vbri.then(|| Header { frames: given(50), bytes: given(46) }))
}

/// How long it plays; `start` is where the first frame should be.
pub(super) fn measure(input: &mut Input<'_>, start: u64) -> io::Result<Stream> {
    let end = id3::end(input, start)?;
    let first = frames::find::<Frame>(input, start, end, start.saturating_add(REACH))?;
    let frame = match first {
        Some(at) => Frame::at(input, at)?.map(|frame| (at, frame)),
        None => None,
    };
    let Some((at, frame)) = frame else {
        let faults = vec![Fault::Unplayable("it has tags, but no sound".to_owned())];
        return Ok(Stream { faults, ..Stream::default() });
    };
    let header = header(input, at, frame)?;
    let bytes = end - at;
    let said = header.and_then(|header| header.frames);
    let said = said.and_then(|frames| seconds(frames.saturating_mul(u64::from(frame.samples)), u64::from(frame.rate)));
    // The count may be without this frame, and encoders leave some bytes at the end out.
    let slack = |whole: u64| 2 * frame.length.max(1500) + whole / 1000;
    let whole = header.and_then(|header| header.bytes);
    let is_whole = whole.is_some_and(|whole| bytes.abs_diff(whole) <= slack(whole));
    if let Some(said) = said.filter(|_| is_whole)
        && is_likely(input, at + frame.length, end, said)
    {
        return Ok(Stream { duration: Some(said), bytes: Some(bytes), ..Stream::default() });
    }
    let from = if header.is_some() { at + frame.length } else { at };
    let counted = match (count(input, from, end), said) {
        (Ok(counted), _) => counted,
        // No more can be had of it.
        (Err(cause), Some(said)) if cause.kind() == io::ErrorKind::QuotaExceeded => said,
        (Err(cause), _) => return Err(cause),
    };
    let mut faults = Vec::new();
    let duration = match said {
        Some(said) if counted + SLACK < said && !is_whole => {
            faults.push(Fault::Truncated { there: Some(counted), said: Some(said) });
            said
        }
        Some(said) if (counted - said).abs() > SLACK => {
            faults.push(Fault::HeaderWrong { said, counted });
            counted
        }
        _ => counted,
    };
    if duration <= 0.0 {
        faults.push(Fault::Unplayable("it has no frame of sound".to_owned()));
    }
    Ok(Stream { duration: Some(duration), bytes: Some(bytes), faults, ..Stream::default() })
}

/// Whether as much sound as a header says can be in a file, by the frames at its beginning: the bit rate of these is not far from
/// that of the others.
#[expect(clippy::cast_precision_loss, reason = "a proportion")]
fn is_likely(input: &mut Input<'_>, start: u64, end: u64, said: f64) -> bool {
    let to = end.min(start.saturating_add(SAMPLE));
    let Ok(sample) = count(input, start, to) else { return true };
    let likely = sample * (end.saturating_sub(start) as f64) / (to.saturating_sub(start).max(1) as f64);
    sample <= 0.0 || (said / likely).max(likely / said) <= FAR
}

/// Seconds of the frames that are there whole. Where no more can be had of a file than so many bytes, those that all have one bit
/// rate tell how long the others play.
fn count(input: &mut Input<'_>, start: u64, end: u64) -> io::Result<f64> {
    let mut samples: BTreeMap<u32, u64> = BTreeMap::new();
    let (mut at, mut junk) = (start, 0);
    let mut bits: Option<u32> = None;
    let mut is_constant = true;
    while at < end && junk < JUNK {
        let frame = match Frame::at(input, at) {
            Err(cause) if cause.kind() == io::ErrorKind::QuotaExceeded => {
                let enough = is_constant && junk == 0 && at - start >= ENOUGH;
                let whole = bits.filter(|_| enough).and_then(|bits| seconds((end - start) * 8, u64::from(bits)));
                return whole.ok_or(cause);
            }
            frame => frame?,
        };
        match frame {
            Some(frame) if at + frame.length <= end => {
                *samples.entry(frame.rate).or_default() += u64::from(frame.samples);
                is_constant &= *bits.get_or_insert(frame.bits) == frame.bits;
                at += frame.length;
            }
            // The last one is cut off.
            Some(_) => break,
            None => {
                // A tag, or something that was lost, between frames: another recording may follow.
                let next = match tag(input, at)? {
                    Some(behind) => Some(behind),
                    None => frames::find::<Frame>(input, at + 1, end, at.saturating_add(REACH))?,
                };
                let Some(next) = next else { break };
                junk += next - at;
                at = next;
            }
        }
    }
    let parts = samples.into_iter().filter_map(|(rate, samples)| seconds(samples, u64::from(rate)));
    Ok(parts.sum())
}

/// Where a tag ends that stands between frames.
fn tag(input: &mut Input<'_>, at: u64) -> io::Result<Option<u64>> {
    let Some(head) = input.array::<10>(at)? else { return Ok(None) };
    if head.starts_with(b"TAG") {
        return Ok(Some(at + 128));
    }
    let is_id3 = head.starts_with(b"ID3") && big_endian(&head[6..]) & 0x8080_8080 == 0;
    let size = head[6..].iter().fold(0_u64, |sum, byte| sum << 7 | u64::from(*byte));
    Ok(is_id3.then(|| at + 10 + size))
}
