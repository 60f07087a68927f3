//! Matroska and WebM (RFC 9559): what the segment says, and where it does not, how far its clusters go.

use super::{
    Chapter, Fault, Kind, Stream, Tags, chapter,
    input::{Input, big_endian},
    tags,
};
use std::io;

/// Elements that are looked at in all.
const MOST: usize = 2_000_000;
/// Bytes of a text that are looked at.
const LONGEST: usize = 16 << 10;

/// An element: what it is, and where its content stands.
#[derive(Debug, Clone, Copy)]
struct Element {
    id: u32,
    body: u64,
    /// Where it ends; `None`, if it does not say.
    end: Option<u64>,
}

/// What was found so far.
#[derive(Debug, Default)]
struct Segment {
    /// Nanoseconds in a unit of time.
    scale: Option<u64>,
    /// In units.
    duration: Option<f64>,
    /// Where the last cluster is, and how far blocks are from there.
    cluster: u64,
    block: u64,
    has_film: bool,
    has_sound: bool,
    chapters: Vec<Chapter>,
    tags: Tags,
    count: usize,
    is_cut: bool,
}

/// Elements that contain others.
const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1F43_B675;
const INFO: u32 = 0x1549_A966;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK: u32 = 0xAE;
const CHAPTERS: u32 = 0x1043_A770;
const EDITION: u32 = 0x45B9;
const CHAPTER: u32 = 0xB6;
const DISPLAY: u32 = 0x80;
const TAGS: u32 = 0x1254_C367;
const TAG: u32 = 0x7373;
const SIMPLE_TAG: u32 = 0x67C8;
const BLOCK_GROUP: u32 = 0xA0;

/// How long it plays, and which kind it is.
pub(super) fn measure(input: &mut Input<'_>, kind: &mut Kind) -> io::Result<Stream> {
    let end = input.length();
    let mut segment = Segment::default();
    let mut at = 0;
    while let Some(element) = segment.element(input, at, end)? {
        let stop = element.end.unwrap_or(end);
        if element.id == SEGMENT {
            segment.is_cut |= stop > end;
            segment.read(input, element.body, stop.min(end))?;
        }
        at = stop;
    }
    let scale = segment.scale.filter(|scale| *scale > 0).unwrap_or(1_000_000);
    let said = segment.duration.map(|units| units * nanoseconds(scale));
    let seen = nanoseconds(segment.cluster.saturating_add(segment.block).saturating_mul(scale));
    let seen = (seen > 0.0).then_some(seen);
    let mut faults = Vec::new();
    if segment.is_cut {
        faults.push(Fault::Truncated { there: seen, said });
    }
    if !segment.has_film && !segment.has_sound {
        faults.push(Fault::Unplayable("it has neither a track of sound nor a film".to_owned()));
    }
    *kind = match (*kind, segment.has_film) {
        (Kind::Webm | Kind::WebmVideo, false) => Kind::Webm,
        (Kind::Webm | Kind::WebmVideo, true) => Kind::WebmVideo,
        (_, false) => Kind::Matroska,
        (_, true) => Kind::MatroskaVideo,
    };
    let duration = said.filter(|said| *said > 0.0).or(seen);
    Ok(Stream { duration, chapters: segment.chapters, faults, tags: segment.tags, ..Stream::default() })
}

#[allow(clippy::cast_precision_loss, reason = "a microsecond more or less in a century")]
fn nanoseconds(count: u64) -> f64 {
    count as f64 / 1e9
}

impl Segment {
    /// The element here; `None` at the end, and where there is none.
    fn element(&mut self, input: &mut Input<'_>, at: u64, end: u64) -> io::Result<Option<Element>> {
        self.count += 1;
        if at >= end || self.count > MOST {
            return Ok(None);
        }
        let bytes = input.at(at, 12)?;
        let Some(first) = bytes.first() else { return Ok(None) };
        let length = first.leading_zeros() as usize + 1;
        let (Some(id), Some(size)) = (bytes.get(..length).filter(|_| length <= 4), bytes.get(length..)) else {
            return Ok(None);
        };
        let id = u32::try_from(big_endian(id)).unwrap_or_default();
        let Some(first) = size.first() else { return Ok(None) };
        let of_size = first.leading_zeros() as usize + 1;
        let Some(size) = size.get(..of_size).filter(|_| of_size <= 8) else { return Ok(None) };
        let mask = (1_u64 << (7 * of_size)) - 1;
        let size = big_endian(size) & mask;
        let body = at + (length + of_size) as u64;
        Ok(Some(Element { id, body, end: (size != mask).then(|| body.saturating_add(size)) }))
    }

    /// What stands at the top of a segment.
    fn read(&mut self, input: &mut Input<'_>, start: u64, end: u64) -> io::Result<()> {
        let mut at = start;
        while let Some(element) = self.element(input, at, end)? {
            let stop = element.end.unwrap_or(end).min(end);
            self.is_cut |= element.end.is_some_and(|stop| stop > end);
            match element.id {
                INFO => self.info(input, element.body, stop)?,
                TRACKS => self.tracks(input, element.body, stop)?,
                CHAPTERS => self.chapters(input, element.body, stop)?,
                TAGS => self.tags(input, element.body, stop)?,
                // One that says its length need only be looked into where the segment does not say how long it plays.
                CLUSTER => {
                    let behind = self.cluster(input, element.body, stop)?;
                    at = if element.end.is_some() { stop } else { behind };
                    continue;
                }
                _ => {}
            }
            at = stop;
        }
        Ok(())
    }

    fn info(&mut self, input: &mut Input<'_>, start: u64, end: u64) -> io::Result<()> {
        let mut at = start;
        while let Some(element) = self.element(input, at, end)? {
            let stop = element.end.unwrap_or(end).min(end);
            match element.id {
                0x002A_D7B1 => self.scale = Some(unsigned(input, element.body, stop)?),
                0x4489 => self.duration = float(input, element.body, stop)?,
                0x7BA9 => self.tags.title = text(input, element.body, stop)?,
                _ => {}
            }
            at = stop;
        }
        Ok(())
    }

    fn tracks(&mut self, input: &mut Input<'_>, start: u64, end: u64) -> io::Result<()> {
        let mut at = start;
        while let Some(element) = self.element(input, at, end)? {
            let stop = element.end.unwrap_or(end).min(end);
            let mut inner = element.body;
            while element.id == TRACK
                && let Some(member) = self.element(input, inner, stop)?
            {
                let behind = member.end.unwrap_or(stop).min(stop);
                if member.id == 0x83 {
                    match unsigned(input, member.body, behind)? {
                        1 => self.has_film = true,
                        2 => self.has_sound = true,
                        _ => {}
                    }
                }
                inner = behind;
            }
            at = stop;
        }
        Ok(())
    }

    /// Looks into a cluster for its time and that of its last block; gives back where it ends.
    fn cluster(&mut self, input: &mut Input<'_>, start: u64, end: u64) -> io::Result<u64> {
        let mut at = start;
        while let Some(element) = self.element(input, at, end)? {
            // What can only stand beside a cluster ends one that does not say its length.
            if matches!(element.id, CLUSTER | INFO | TRACKS | CHAPTERS | TAGS | SEGMENT | 0x1C53_BB6B | 0x114D_9B74) {
                return Ok(at);
            }
            let stop = element.end.unwrap_or(end).min(end);
            match element.id {
                0xE7 => (self.cluster, self.block) = (unsigned(input, element.body, stop)?, 0),
                0xA3 => self.block(input, element.body)?,
                BLOCK_GROUP => {
                    if let Some(inner) = self.element(input, element.body, stop)?.filter(|inner| inner.id == 0xA1) {
                        self.block(input, inner.body)?;
                    }
                }
                _ => {}
            }
            if self.duration.is_some() && element.id == 0xE7 && element.end.is_some() && !self.is_cut {
                return Ok(end);
            }
            at = stop;
        }
        Ok(end)
    }

    fn block(&mut self, input: &mut Input<'_>, at: u64) -> io::Result<()> {
        let bytes = input.at(at, 11)?;
        let track = bytes.first().map_or(0, |first| first.leading_zeros() as usize + 1);
        let time = bytes.get(track..track + 2).map_or(0, big_endian);
        // It is signed; what lies before the cluster is not the last one.
        self.block = self.block.max(if time < 0x8000 { time } else { 0 });
        Ok(())
    }

    /// Of several editions players show the one that says that it is the default, else the first; one that is hidden they show
    /// only where there is no other (RFC 9559, 5.1.7.1).
    fn chapters(&mut self, input: &mut Input<'_>, start: u64, end: u64) -> io::Result<()> {
        let mut at = start;
        let mut best = None;
        while let Some(element) = self.element(input, at, end)? {
            let stop = element.end.unwrap_or(end).min(end);
            let mut inner = element.body;
            let (mut chapters, mut is_hidden, mut is_default) = (Vec::new(), false, false);
            while element.id == EDITION
                && let Some(member) = self.element(input, inner, stop)?
            {
                let behind = member.end.unwrap_or(stop).min(stop);
                match member.id {
                    CHAPTER if chapters.len() < chapter::MOST => {
                        chapters.extend(self.chapter(input, member.body, behind)?);
                    }
                    0x45BD => is_hidden = unsigned(input, member.body, behind)? == 1,
                    0x45DB => is_default = unsigned(input, member.body, behind)? == 1,
                    _ => {}
                }
                inner = behind;
            }
            chapters.iter_mut().for_each(|chapter: &mut Chapter| chapter.is_hidden |= is_hidden);
            let rank = (is_hidden, !is_default);
            if !chapters.is_empty() && best.is_none_or(|best| rank < best) {
                (best, self.chapters) = (Some(rank), chapters);
            }
            at = stop;
        }
        Ok(())
    }

    fn chapter(&mut self, input: &mut Input<'_>, start: u64, end: u64) -> io::Result<Option<Chapter>> {
        let mut chapter = Chapter { start: 0.0, end: None, title: None, url: None, is_hidden: false };
        let (mut at, mut is_hidden) = (start, false);
        while let Some(element) = self.element(input, at, end)? {
            let stop = element.end.unwrap_or(end).min(end);
            match element.id {
                0x91 => chapter.start = nanoseconds(unsigned(input, element.body, stop)?),
                0x92 => chapter.end = Some(nanoseconds(unsigned(input, element.body, stop)?)),
                0x98 => is_hidden = unsigned(input, element.body, stop)? == 1,
                DISPLAY if chapter.title.is_none() => {
                    let mut inner = element.body;
                    while let Some(member) = self.element(input, inner, stop)? {
                        let behind = member.end.unwrap_or(stop).min(stop);
                        if member.id == 0x85 {
                            chapter.title = text(input, member.body, behind)?;
                        }
                        inner = behind;
                    }
                }
                _ => {}
            }
            at = stop;
        }
        Ok((!is_hidden).then_some(chapter))
    }

    fn tags(&mut self, input: &mut Input<'_>, start: u64, end: u64) -> io::Result<()> {
        let mut at = start;
        while let Some(element) = self.element(input, at, end)? {
            let stop = element.end.unwrap_or(end).min(end);
            let mut inner = element.body;
            while element.id == TAG
                && let Some(member) = self.element(input, inner, stop)?
            {
                let behind = member.end.unwrap_or(stop).min(stop);
                if member.id == SIMPLE_TAG {
                    let (mut name, mut value, mut within) = (None, None, member.body);
                    while let Some(part) = self.element(input, within, behind)? {
                        let last = part.end.unwrap_or(behind).min(behind);
                        match part.id {
                            0x45A3 => name = text(input, part.body, last)?,
                            0x4487 => value = text(input, part.body, last)?,
                            _ => {}
                        }
                        within = last;
                    }
                    self.tags.take(&name.unwrap_or_default().to_ascii_uppercase(), value);
                }
                inner = behind;
            }
            at = stop;
        }
        Ok(())
    }
}

fn bytes<'i>(input: &'i mut Input<'_>, start: u64, end: u64) -> io::Result<&'i [u8]> {
    input.at(start, usize::try_from(end.saturating_sub(start)).unwrap_or(LONGEST).min(LONGEST))
}

fn unsigned(input: &mut Input<'_>, start: u64, end: u64) -> io::Result<u64> {
    bytes(input, start, end.min(start.saturating_add(8))).map(big_endian)
}

fn float(input: &mut Input<'_>, start: u64, end: u64) -> io::Result<Option<f64>> {
    let bytes = bytes(input, start, end)?;
    Ok(match bytes.len() {
        4 => bytes.try_into().ok().map(|four| f64::from(f32::from_be_bytes(four))),
        8 => bytes.try_into().ok().map(f64::from_be_bytes),
        _ => None,
    })
}

fn text(input: &mut Input<'_>, start: u64, end: u64) -> io::Result<Option<String>> {
    let text = String::from_utf8_lossy(bytes(input, start, end)?);
    Ok(tags::tidy(&text))
}
