//! Ogg (RFC 3533) with Vorbis, Opus (RFC 7845), FLAC, Speex, or a film (Theora) in it; also several recordings one after the other.

use super::{
    Fault, Kind, Stream,
    input::{Input, WINDOW, little_endian, number, seconds},
};
use std::{collections::BTreeMap, io};

/// The head of a page, without its table of segments.
const HEAD: usize = 27;
/// A page has at most so many bytes.
const LARGEST: u64 = 27 + 255 + 255 * 255;
/// The rate of Opus, always.
const OPUS_RATE: u64 = 48_000;
/// Seconds at which a recording may begin and still have begun at nothing.
const LATE: u64 = 5;
/// Bytes between pages that are skipped in all before it is no recording any more.
const JUNK: u64 = 8 << 20;
/// Streams in one file; more are no accident.
const MOST: usize = 100_000;

/// A page.
#[derive(Debug, Clone, Copy)]
struct Page {
    flags: u8,
    /// Where the stream is at its end; `None`, if no packet ends on it.
    granule: Option<u64>,
    serial: u32,
    /// Packets that end on it.
    packets: u64,
    /// Where its content begins.
    body: u64,
    /// Where it ends.
    end: u64,
}

impl Page {
    const FIRST: u8 = 2;

    fn at(input: &mut Input<'_>, offset: u64) -> io::Result<Option<Self>> {
        let bytes = input.at(offset, HEAD + 255)?;
        if !bytes.starts_with(b"OggS") || bytes.len() < HEAD {
            return Ok(None);
        }
        let segments = usize::from(bytes[26]);
        let Some(table) = bytes.get(HEAD..HEAD + segments) else { return Ok(None) };
        let body = offset + (HEAD + segments) as u64;
        let size: u64 = table.iter().map(|size| u64::from(*size)).sum();
        let packets = table.iter().filter(|size| **size < 255).count() as u64;
        let granule = little_endian(&bytes[6..14]);
        Ok(Some(Self {
            flags: bytes[5],
            granule: (granule != u64::MAX).then_some(granule),
            serial: u32::try_from(little_endian(&bytes[14..18])).unwrap_or_default(),
            packets,
            body,
            end: body + size,
        }))
    }
}

/// What is in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codec {
    Sound {
        count: Count,
        skip: u64,
        is_opus: bool,
    },
    /// With how its pages count, where that is known.
    Film(Option<Count>),
    Other,
}

/// How the pages of a stream count time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    /// Ticks in a second.
    rate: u64,
    /// Ticks of a step: 1, where samples are counted.
    step: u64,
    /// Bits of a granule that count frames since the last key frame, which the others count.
    shift: u64,
    /// Steps that a packet has as a rule, and at most.
    packet: (u64, u64),
}

impl Count {
    const fn samples(rate: u64, packet: (u64, u64)) -> Self {
        Self { rate, step: 1, shift: 0, packet }
    }
}

/// Theora's identification header (§6.2 of its specification): the frame rate, and how granules are put together.
fn theora(bytes: &[u8]) -> Option<Count> {
    let (rate, step) = (number(bytes, 22, 4)?, number(bytes, 26, 4)?);
    let shift = number(bytes, 40, 2)? >> 5 & 0x1F;
    (rate > 0 && step > 0).then_some(Count { rate, step, shift, packet: (1, 1) })
}

fn codec(input: &mut Input<'_>, page: Page) -> io::Result<Codec> {
    let size = usize::try_from(page.end - page.body).unwrap_or(WINDOW);
    let bytes = input.at(page.body, size.min(128))?;
    let at = |from: usize, count: usize| bytes.get(from..from + count).map(little_endian).unwrap_or_default();
    let sound = |rate, skip, packet, is_opus| match rate {
        0 => Codec::Other,
        _ => Codec::Sound { count: Count::samples(rate, packet), skip, is_opus },
    };
    let even = |samples: u64| (samples, samples);
    Ok(match bytes {
        // A packet is half a block, of which the long ones are the rule.
        _ if bytes.starts_with(b"\x01vorbis") => sound(at(12, 4), 0, even(1 << (at(28, 1) >> 4) >> 1), false),
        // 20 ms, and 120 at most.
        _ if bytes.starts_with(b"OpusHead") => sound(OPUS_RATE, at(10, 2), (960, 5760), true),
        _ if bytes.starts_with(b"Speex   ") => {
            sound(at(36, 4), 0, even(at(56, 4).min(1 << 16) * at(64, 4).clamp(1, 255)), false)
        }
        // The mapping of FLAC has STREAMINFO behind 13 bytes of its own and 4 of the block's head.
        _ if bytes.starts_with(b"\x7FFLAC") => {
            let rate = number(bytes, 27, 3).unwrap_or_default() >> 4;
            sound(rate, 0, even(number(bytes, 19, 2).unwrap_or_default()), false)
        }
        _ if bytes.starts_with(b"\x80theora") => Codec::Film(theora(bytes)),
        _ if bytes.starts_with(b"BBCD") || bytes.starts_with(b"\x01video") => Codec::Film(None),
        _ => Codec::Other,
    })
}

/// A stream of sound or pictures: what its pages say.
#[derive(Debug, Clone, Copy)]
struct Track {
    count: Count,
    skip: u64,
    /// Where its first page ends, and how many packets end on that.
    first: Option<(u64, u64)>,
    last: u64,
}

impl Track {
    fn see(&mut self, granule: u64, packets: u64) {
        if granule > 0 && granule < 1 << 60 {
            let shift = self.count.shift;
            let steps = (granule >> shift) + (granule & ((1 << shift) - 1));
            self.first.get_or_insert((steps, packets));
            self.last = self.last.max(steps);
        }
    }

    /// What was cut out of a broadcast begins late: later than its first page can be long, which may be many seconds of
    /// silence.
    fn duration(&self) -> Option<f64> {
        let Count { rate, step, packet: (usual, most), .. } = self.count;
        let (first, packets) = self.first.unwrap_or_default();
        let is_late = first.saturating_sub(packets * most).saturating_mul(step) > LATE * rate;
        let begin = if is_late { first - packets * usual.min(most) } else { 0 };
        seconds(self.last.saturating_sub(begin.max(self.skip)).saturating_mul(step), rate)
    }
}

/// How long it plays, and which kind it is.
pub(super) fn measure(input: &mut Input<'_>, kind: &mut Kind) -> io::Result<Stream> {
    let end = input.length();
    let mut walk = Walk { tracks: BTreeMap::new(), is_opus: true, has_film: false, at: 0, junk: 0, is_cut: false };
    // The heads of all streams come first, each on a page of its own; then some pages of sound.
    let mut pages = 0;
    while walk.at < end && pages < 64 {
        walk.step(input)?;
        pages += 1;
    }
    let is_one = match last_page(input, walk.at, end)? {
        Some(page) if walk.tracks.contains_key(&page.serial) => {
            walk.see(page);
            // A stream whose last page does not end it goes on.
            walk.is_cut |= page.end > end;
            true
        }
        // Not even one whole page: what was seen is all.
        None if walk.at >= end => true,
        _ => false,
    };
    // The streams of a film end apart; so does a chain of recordings.
    if !is_one || walk.tracks.len() > 1 {
        while walk.at < end && walk.junk < JUNK && walk.tracks.len() < MOST {
            walk.step(input)?;
        }
    }
    let (tracks, films): (Vec<&Track>, bool) = (walk.tracks.values().flatten().collect(), walk.has_film);
    let durations = tracks.iter().filter_map(|track| track.duration());
    // Beside a film they play at the same time.
    let duration: f64 = if films { durations.fold(0.0, f64::max) } else { durations.sum() };
    *kind = match (films, walk.is_opus && !tracks.is_empty()) {
        (true, _) => Kind::OggVideo,
        (false, true) => Kind::Opus,
        (false, false) => Kind::Ogg,
    };
    let mut faults = Vec::new();
    if walk.is_cut {
        faults.push(Fault::Truncated { there: None, said: None });
    }
    if tracks.is_empty() && !films {
        faults.push(Fault::Unplayable("it has no stream of sound that is known".to_owned()));
    }
    Ok(Stream { duration: Some(duration), faults, ..Stream::default() })
}

/// A walk from page to page.
struct Walk {
    /// By serial number; nothing for what is neither sound nor film, or counts in an unknown way.
    tracks: BTreeMap<u32, Option<Track>>,
    is_opus: bool,
    has_film: bool,
    at: u64,
    junk: u64,
    is_cut: bool,
}

impl Walk {
    fn step(&mut self, input: &mut Input<'_>) -> io::Result<()> {
        let end = input.length();
        let Some(page) = Page::at(input, self.at)? else {
            // Something was lost.
            let next = find(input, self.at + 1, end)?;
            self.is_cut |= next.is_none() && end - self.at >= HEAD as u64 && input.at(self.at, 4)? == b"OggS";
            let next = next.unwrap_or(end);
            self.junk += next - self.at;
            self.at = next;
            return Ok(());
        };
        if page.flags & Page::FIRST != 0 {
            let codec = codec(input, page)?;
            let track = match codec {
                Codec::Sound { count, skip, is_opus } => {
                    self.is_opus &= is_opus;
                    Some(Track { count, skip, first: None, last: 0 })
                }
                Codec::Film(count) => {
                    self.has_film = true;
                    count.map(|count| Track { count, skip: 0, first: None, last: 0 })
                }
                Codec::Other => None,
            };
            self.tracks.insert(page.serial, track);
        } else {
            self.see(page);
        }
        self.is_cut |= page.end > end;
        self.at = page.end.min(end);
        Ok(())
    }

    fn see(&mut self, page: Page) {
        if let (Some(Some(track)), Some(granule)) = (self.tracks.get_mut(&page.serial), page.granule) {
            track.see(granule, page.packets);
        }
    }
}

/// Where the next page begins.
fn find(input: &mut Input<'_>, from: u64, end: u64) -> io::Result<Option<u64>> {
    let (mut at, last) = (from, end.min(from.saturating_add(JUNK)));
    while at < last {
        let bytes = input.at(at, WINDOW)?;
        if let Some(found) = memchr::memmem::find(bytes, b"OggS") {
            return Ok(Some(at + found as u64));
        }
        at += bytes.len().saturating_sub(3).max(1) as u64;
    }
    Ok(None)
}

/// The last page that says where its stream is, not before `from`.
fn last_page(input: &mut Input<'_>, from: u64, end: u64) -> io::Result<Option<Page>> {
    let start = end.saturating_sub(2 * LARGEST).max(from);
    let mut found = None;
    let mut at = start;
    while let Some(next) = find(input, at, end)? {
        match Page::at(input, next)? {
            Some(page) => {
                // One that is cut off says where it would have ended.
                if page.granule.is_some() && (page.end <= end || found.is_none()) {
                    found = Some(page);
                } else if page.end > end {
                    found = found.map(|before| Page { end: page.end, ..before });
                }
                at = page.end;
            }
            None => at = next + 1,
        }
    }
    Ok(found)
}
