//! Tracks: what `moov` says of them (ISO 14496-12, 8).

use super::{
    boxes::{Box4, Boxes, Table},
    words,
};
use crate::media::{
    Tags,
    input::{Input, big_endian, number, seconds},
};
use std::io;

/// Tracks that are looked at.
const MOST: usize = 256;

/// All tracks.
#[derive(Debug, Default)]
pub(super) struct Movie {
    /// Units of time in a second.
    scale: u64,
    duration: u64,
    pub tracks: Vec<Track>,
    /// Where `chpl` stands, Nero's list of chapters.
    pub list: Option<Box4>,
    /// Duration of the fragments, if it says so.
    fragments: u64,
    /// What it says of itself as `QuickTime` does.
    pub tags: Tags,
}

/// A track.
#[derive(Debug, Default)]
pub(super) struct Track {
    pub id: u64,
    pub handler: [u8; 4],
    pub scale: u64,
    duration: u64,
    /// What its edits play, in units of the movie.
    edited: Option<u64>,
    /// Numbers of tracks that hold its chapters.
    chapters: Vec<u64>,
    pub samples: Samples,
    /// Duration of a sample of a fragment, unless that says another.
    pub default: u64,
}

/// Where the tables of the samples of a track stand.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Samples {
    pub times: Option<Table>,
    pub sizes: Option<Table>,
    /// The size of all, if they have the same.
    pub size: u64,
    pub chunks: Option<Table>,
    pub offsets: Option<Table>,
}

impl Movie {
    pub(super) fn read(input: &mut Input<'_>, one: Box4) -> io::Result<Self> {
        let mut movie = Self::default();
        let mut boxes = Boxes::of(one, input);
        while let Some(one) = boxes.next(input)? {
            match &one.name {
                b"mvhd" => (movie.scale, movie.duration) = times(input, one)?,
                b"trak" if movie.tracks.len() < MOST => movie.tracks.push(Track::read(input, one)?),
                b"udta" => {
                    movie.list = Boxes::of(one, input).find(input, b"chpl")?.or(movie.list);
                    words::user_data(input, one, &mut movie.tags)?;
                    if let Some(meta) = Boxes::of(one, input).find(input, b"meta")? {
                        words::metadata(input, meta, &mut movie.tags)?;
                    }
                }
                b"meta" => words::metadata(input, one, &mut movie.tags)?,
                b"mvex" => movie.extends(input, one)?,
                _ => {}
            }
        }
        Ok(movie)
    }

    fn extends(&mut self, input: &mut Input<'_>, one: Box4) -> io::Result<()> {
        let mut boxes = Boxes::of(one, input);
        while let Some(one) = boxes.next(input)? {
            let bytes = input.at(one.body, 24)?;
            match &one.name {
                b"mehd" => {
                    let count = if bytes.first() == Some(&1) { 8 } else { 4 };
                    self.fragments = number(bytes, 4, count).unwrap_or_default();
                }
                b"trex" => {
                    let (id, default) = (number(bytes, 4, 4), number(bytes, 12, 4).unwrap_or_default());
                    let track = self.tracks.iter_mut().find(|track| Some(track.id) == id);
                    track.into_iter().for_each(|track| track.default = default);
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn track(&self, id: u64) -> Option<&Track> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// The track that holds the chapters of another one, titles first.
    pub(super) fn chapters(&self) -> Option<&Track> {
        let named = self.tracks.iter().flat_map(|track| &track.chapters).filter_map(|id| self.track(*id));
        named.into_iter().find(|track| track.is_text())
    }

    fn is_of_chapters(&self, track: &Track) -> bool {
        self.tracks.iter().any(|other| other.chapters.contains(&track.id))
    }

    fn played(&self) -> impl Iterator<Item = &Track> {
        self.tracks.iter().filter(|track| track.is_played() && !self.is_of_chapters(track))
    }

    /// Whether there is a film; pictures for chapters are none.
    pub(super) fn has_film(&self) -> bool {
        self.played().any(|track| track.handler == *b"vide")
    }

    pub(super) fn has_sound(&self) -> bool {
        self.played().any(|track| track.handler == *b"soun")
    }

    /// Seconds that the longest track plays, by what they say.
    pub(super) fn duration(&self) -> Option<f64> {
        let of = |track: &Track| match track.edited.filter(|edited| *edited > 0) {
            Some(edited) => seconds(edited, self.scale),
            None => seconds(track.duration, track.scale),
        };
        let longest = self.played().filter_map(of).fold(0.0, f64::max);
        let whole = if longest > 0.0 { longest } else { seconds(self.duration, self.scale).unwrap_or_default() };
        let whole = whole.max(seconds(self.fragments, self.scale).unwrap_or_default());
        (whole > 0.0).then_some(whole)
    }

    /// The number of the byte behind the last chunk of what is played: behind its beginning, at least.
    pub(super) fn last_byte(&self, input: &mut Input<'_>) -> io::Result<u64> {
        let mut last = 0;
        for table in self.played().filter_map(|track| track.samples.offsets) {
            if let Some(number) = table.count.checked_sub(1) {
                last = last.max(big_endian(table.entry(input, number)?) + 1);
            }
        }
        Ok(last)
    }
}

impl Track {
    fn read(input: &mut Input<'_>, one: Box4) -> io::Result<Self> {
        let mut track = Self::default();
        let mut boxes = Boxes::of(one, input);
        while let Some(one) = boxes.next(input)? {
            match &one.name {
                b"tkhd" => {
                    let bytes = input.at(one.body, 24)?;
                    let at = if bytes.first() == Some(&1) { 20 } else { 12 };
                    track.id = number(bytes, at, 4).unwrap_or_default();
                }
                b"edts" => track.edited = edits(input, one)?,
                b"tref" => track.chapters = references(input, one)?,
                b"mdia" => track.media(input, one)?,
                _ => {}
            }
        }
        Ok(track)
    }

    fn media(&mut self, input: &mut Input<'_>, one: Box4) -> io::Result<()> {
        let mut boxes = Boxes::of(one, input);
        while let Some(one) = boxes.next(input)? {
            match &one.name {
                b"mdhd" => (self.scale, self.duration) = times(input, one)?,
                b"hdlr" => self.handler = input.array::<4>(one.body + 8)?.unwrap_or_default(),
                b"minf" => {
                    if let Some(table) = Boxes::of(one, input).find(input, b"stbl")? {
                        self.samples = Samples::read(input, table)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// How long the samples play that the index lists itself, in units of the track; `None`, if it lists none.
    pub(super) fn units_of_index(&self) -> Option<u64> {
        let is_listed = self.samples.times.is_some_and(|table| table.count > 0);
        (is_listed && self.duration > 0).then_some(self.duration)
    }

    const fn is_text(&self) -> bool {
        matches!(&self.handler, b"text" | b"sbtl" | b"subt")
    }

    const fn is_played(&self) -> bool {
        matches!(&self.handler, b"soun" | b"vide")
    }
}

impl Samples {
    fn read(input: &mut Input<'_>, one: Box4) -> io::Result<Self> {
        let mut samples = Self::default();
        let mut boxes = Boxes::of(one, input);
        while let Some(one) = boxes.next(input)? {
            match &one.name {
                b"stts" => samples.times = Some(Table::of(input, one, 0, 8)?),
                b"stsc" => samples.chunks = Some(Table::of(input, one, 0, 12)?),
                b"stco" => samples.offsets = Some(Table::of(input, one, 0, 4)?),
                b"co64" => samples.offsets = Some(Table::of(input, one, 0, 8)?),
                b"stsz" => {
                    samples.size = input.array::<4>(one.body + 4)?.map_or(0, |size| big_endian(&size));
                    samples.sizes = Some(Table::of(input, one, 4, 4)?);
                }
                _ => {}
            }
        }
        Ok(samples)
    }
}

/// Units in a second, and how many there are, of `mvhd` and `mdhd`.
fn times(input: &mut Input<'_>, one: Box4) -> io::Result<(u64, u64)> {
    let bytes = input.at(one.body, 32)?;
    let (scale, duration, unknown) = match bytes.first() {
        Some(1) => (number(bytes, 20, 4), number(bytes, 24, 8), u64::MAX),
        _ => (number(bytes, 12, 4), number(bytes, 16, 4), u64::from(u32::MAX)),
    };
    Ok((scale.unwrap_or_default(), duration.filter(|duration| *duration != unknown).unwrap_or_default()))
}

/// What the edits of a track play in all, in units of the movie.
fn edits(input: &mut Input<'_>, one: Box4) -> io::Result<Option<u64>> {
    let Some(list) = Boxes::of(one, input).find(input, b"elst")? else { return Ok(None) };
    let is_long = input.array::<1>(list.body)? == Some([1]);
    let table = Table::of(input, list, 0, if is_long { 20 } else { 12 })?;
    let mut sum = 0_u64;
    for entry in 0..table.count.min(10_000) {
        let bytes = table.entry(input, entry)?;
        sum = sum.saturating_add(number(bytes, 0, if is_long { 8 } else { 4 }).unwrap_or_default());
    }
    Ok((sum > 0).then_some(sum))
}

/// Tracks that hold chapters.
fn references(input: &mut Input<'_>, one: Box4) -> io::Result<Vec<u64>> {
    let Some(list) = Boxes::of(one, input).find(input, b"chap")? else { return Ok(Vec::new()) };
    let size = usize::try_from(list.end.saturating_sub(list.body)).unwrap_or(usize::MAX).min(4 * MOST);
    Ok(input.at(list.body, size)?.chunks_exact(4).map(big_endian).collect())
}
