//! What a file says of itself: titles, numbers, dates, a picture, chapters. Read by `lofty`, which knows
//! every kind of tag, but ID3v2, of which it gives up all where one frame is odd.

use super::{
    Chapter, Fault, Kind, Picture, chapter, hidden, id3, image,
    input::{Input, Readable},
};
use crate::value::clean;
use chrono::Datelike as _;
use lofty::{
    aac::AacFile,
    config::ParseOptions,
    error::FileParseError,
    file::AudioFile,
    flac::FlacFile,
    iff::{aiff::AiffFile, wav::WavFile},
    mp4::Mp4File,
    mpeg::MpegFile,
    ogg::{OpusFile, SpeexFile, VorbisFile, tag::VorbisComments},
    picture::{Picture as Cover, PictureType},
    tag::{ItemKey, Tag},
};
use serde::{Deserialize, Serialize};
use std::io::{self, Cursor};

/// Bytes of a text that are kept.
const LONGEST: usize = 64 << 10;

/// What is written in the tags of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// The title.
    pub title: Option<String>,
    /// Who speaks.
    pub artist: Option<String>,
    /// The show, as a rule.
    pub album: Option<String>,
    /// A description.
    pub description: Option<String>,
    /// The number of the episode, or on the record.
    pub track: Option<u32>,
    /// The number of the season, or of the record.
    pub disc: Option<u32>,
    /// When it was published or recorded, as it is written.
    pub date: Option<String>,
}

impl Tags {
    /// Nothing.
    pub const NONE: Self =
        Self { title: None, artist: None, album: None, description: None, track: None, disc: None, date: None };

    /// These, and where they are silent, others.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            artist: self.artist.or(other.artist),
            album: self.album.or(other.album),
            description: self.description.or(other.description),
            track: self.track.or(other.track),
            disc: self.disc.or(other.disc),
            date: self.date.or(other.date),
        }
    }

    /// Writes the date as others read it, and takes out what is none and what a program wrote into each file. Says which date it is
    /// that nobody can read.
    pub(super) fn settle(&mut self) -> Option<Fault> {
        self.description.take_if(|text| {
            let small = text.to_ascii_lowercase();
            small.lines().count() == 1
                && ["processed by sox", "encoded with lame"].iter().any(|own| small.starts_with(own))
        });
        let written = self.date.take()?;
        self.date = date_of(&written);
        self.date.is_none().then(|| Fault::Tags(no_date(&written)))
    }

    /// Takes one of Matroska's, by its name in capitals (RFC 9559, 5.1.8; the registry of tags).
    pub(super) fn take(&mut self, name: &str, value: Option<String>) {
        let Some(value) = value else { return };
        let field = match name {
            "TITLE" => &mut self.title,
            "ARTIST" => &mut self.artist,
            "ALBUM" => &mut self.album,
            "DESCRIPTION" | "SUMMARY" | "SYNOPSIS" => &mut self.description,
            "DATE_RELEASED" | "DATE" | "DATE_RECORDED" => &mut self.date,
            "PART_NUMBER" | "TRACK" => {
                self.track = self.track.or_else(|| number_of(&value));
                return;
            }
            _ => return,
        };
        field.get_or_insert(value);
    }
}

/// What reading the tags gave.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub tags: Tags,
    pub artwork: Option<Picture>,
    pub chapters: Vec<Chapter>,
    pub fault: Option<Fault>,
}

impl Written {
    /// This, and where it is silent, another.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            tags: self.tags.or(other.tags),
            artwork: self.artwork.or(other.artwork),
            chapters: if self.chapters.is_empty() { other.chapters } else { self.chapters },
            fault: self.fault.or(other.fault),
        }
    }
}

/// Reads the tags of a file of this kind.
pub(super) fn read(input: &mut Input<'_>, kind: Kind) -> Written {
    let others = match hidden::uncovered(input, kind) {
        Ok(Some((bytes, kind))) => visible(&mut Cursor::new(bytes), kind),
        _ => input.reader().map(|reader| visible(reader, kind)).unwrap_or_default(),
    };
    let of_id3 = id3_of(input, kind).unwrap_or_default();
    // What FLAC says itself goes before what stands before it.
    let mut written = if kind == Kind::Flac { others.or(of_id3) } else { of_id3.or(others) };
    if kind == Kind::Wave
        && let Ok(broadcast) = hidden::broadcast(input)
    {
        written.tags = written.tags.or(broadcast);
    }
    written
}

fn id3_of(input: &mut Input<'_>, kind: Kind) -> io::Result<Written> {
    match kind {
        Kind::Mpeg | Kind::Adts | Kind::Flac => id3::written(input),
        Kind::Wave | Kind::Aiff => match hidden::id3_chunk(input, kind)? {
            Some((at, size)) => id3::written_in(input, at, size),
            None => Ok(Written::default()),
        },
        _ => Ok(Written::default()),
    }
}

fn visible(reader: &mut dyn Readable, kind: Kind) -> Written {
    match of(reader, kind) {
        Ok(written) => written,
        Err(error) => {
            let fault = Some(Fault::Tags(error.to_string().trim_end_matches('.').to_owned()));
            Written { fault, ..Written::default() }
        }
    }
}

fn of(mut reader: &mut dyn Readable, kind: Kind) -> Result<Written, FileParseError> {
    let options = ParseOptions::new().read_properties(false);
    let mut written = Written::default();
    let reader = &mut reader;
    match kind {
        Kind::Mpeg => {
            let mut file = MpegFile::read_from(reader, options)?;
            written.tag(file.remove_ape());
            written.tag(file.remove_id3v1());
        }
        Kind::Adts => {
            let mut file = AacFile::read_from(reader, options)?;
            written.tag(file.remove_id3v1());
        }
        Kind::Flac => {
            let mut file = FlacFile::read_from(reader, options)?;
            let pictures: Vec<Cover> =
                lofty::ogg::OggPictureStorage::pictures(&file).iter().map(|(one, _)| one.clone()).collect();
            written.comments(file.remove_vorbis_comments());
            written.covers(&pictures);
        }
        Kind::Ogg | Kind::OggVideo => {
            if let Ok(file) = VorbisFile::read_from(reader, options) {
                written.comments(Some(file.vorbis_comments().clone()));
            } else {
                reader.rewind()?;
                if let Ok(file) = SpeexFile::read_from(reader, options) {
                    written.comments(Some(file.vorbis_comments().clone()));
                }
            }
        }
        Kind::Opus => written.comments(Some(OpusFile::read_from(reader, options)?.vorbis_comments().clone())),
        Kind::Mp4 | Kind::Mp4Video | Kind::M4v | Kind::QuickTime => {
            written.tag(Mp4File::read_from(reader, options)?.remove_ilst());
        }
        Kind::Wave => {
            let mut file = WavFile::read_from(reader, options)?;
            written.tag(file.remove_riff_info());
        }
        Kind::Aiff => {
            let mut file = AiffFile::read_from(reader, options)?;
            written.tag(file.remove_text_chunks());
        }
        _ => {}
    }
    Ok(written)
}

impl Written {
    fn comments(&mut self, tag: Option<VorbisComments>) {
        let Some(tag) = tag else { return };
        self.chapters.extend(chapters_of_comments(&tag));
        let pictures: Vec<Cover> =
            lofty::ogg::OggPictureStorage::pictures(&tag).iter().map(|(one, _)| one.clone()).collect();
        self.tag(Some(tag));
        self.covers(&pictures);
    }

    fn tag(&mut self, tag: Option<impl Into<Tag>>) {
        let Some(tag) = tag.map(Into::into) else { return };
        let text = |keys: &[ItemKey]| keys.iter().filter_map(|key| tag.get_string(*key)).find_map(tidy);
        let number = |key: ItemKey| tag.get_string(key).and_then(number_of);
        let found = Tags {
            title: text(&[ItemKey::TrackTitle]),
            artist: text(&[ItemKey::TrackArtist, ItemKey::AlbumArtist]),
            album: text(&[ItemKey::AlbumTitle]),
            description: text(&[ItemKey::PodcastDescription, ItemKey::Description, ItemKey::Comment]),
            track: number(ItemKey::TrackNumber),
            disc: number(ItemKey::DiscNumber),
            date: text(&[ItemKey::ReleaseDate, ItemKey::RecordingDate, ItemKey::OriginalReleaseDate, ItemKey::Year]),
        };
        self.tags = std::mem::take(&mut self.tags).or(found);
        self.covers(tag.pictures());
    }

    fn covers(&mut self, covers: &[Cover]) {
        if self.artwork.is_none() {
            let front = covers.iter().find(|cover| cover.pic_type() == PictureType::CoverFront);
            self.artwork = front.or_else(|| covers.first()).and_then(|cover| image::of_bytes(cover.data()));
        }
    }
}

/// A text without what no feed can carry; `None`, if nothing is left of it.
pub(super) fn tidy(text: &str) -> Option<String> {
    let clean = clean(text.trim_matches('\0')).text;
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean[..clean.floor_char_boundary(LONGEST)].to_owned())
}

/// A date as others read it: `20240501` and `2024/05/01` are `2024-05-01`, and so is `1 May 2024`. A year alone stays one.
pub(super) fn date_of(written: &str) -> Option<String> {
    let written = written.trim();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = written.get(..4).filter(|year| is_number(year));
    let Some((year, rest)) = year.zip(written.get(4..)) else {
        let day = ["%d %B %Y", "%B %d, %Y", "%B %d %Y"]
            .iter()
            .find_map(|form| chrono::NaiveDate::parse_from_str(written, form).ok())
            // `May 2021` is not the 20th of a year 21.
            .filter(|day| day.year() >= 1000);
        return day.map(|day| day.to_string());
    };
    let parts: [&str; 2] = match rest.as_bytes() {
        [] => return Some(written.to_owned()),
        [b'0'..=b'9', ..] => [rest.get(..2)?, rest.get(2..)?],
        [b'-' | b'/' | b'.' | b':' | b'_' | b' ', ..] => {
            let (month, behind) = rest[1..].split_at_checked(2)?;
            let is_month = is_number(month) && matches!(month.parse(), Ok(1..=12));
            if behind.is_empty() {
                return is_month.then(|| format!("{year}-{month}"));
            }
            [month, behind.strip_prefix(char::from(rest.as_bytes()[0]))?]
        }
        _ => return None,
    };
    let (day, time) = parts[1].split_at_checked(2)?;
    if !is_number(parts[0]) || !is_number(day) || time.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    chrono::NaiveDate::from_ymd_opt(year.parse().ok()?, parts[0].parse().ok()?, day.parse().ok()?)?;
    Some(format!("{year}-{}-{day}{time}", parts[0]))
}

/// What is wrong with a date that nobody can read.
pub(super) fn no_date(written: &str) -> String {
    format!("`{}` is no date", &written[..written.floor_char_boundary(40)])
}

/// `3`, `3/12`.
pub(super) fn number_of(text: &str) -> Option<u32> {
    text.split('/').next()?.trim().parse().ok().filter(|number| *number > 0)
}

/// `CHAPTER001=00:01:02.500`, `CHAPTER001NAME=…`, `CHAPTER001URL=…`.
fn chapters_of_comments(tag: &VorbisComments) -> Vec<Chapter> {
    let mut times = Vec::new();
    let mut texts = std::collections::HashMap::new();
    for (key, value) in tag.items() {
        let key = key.to_ascii_uppercase();
        let Some(rest) = key.strip_prefix("CHAPTER") else { continue };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, what) = rest.split_at(digits);
        let Ok(number) = number.parse::<u32>() else { continue };
        match what {
            "" => times.extend(clock(value).map(|start| (number, start))),
            "NAME" | "URL" => {
                texts.insert((number, what == "URL"), tidy(value));
            }
            _ => {}
        }
    }
    times.truncate(chapter::MOST);
    let text = |number: u32, is_url: bool| texts.get(&(number, is_url)).cloned().flatten();
    let one = |(number, start)| Chapter {
        start,
        end: None,
        title: text(number, false),
        url: text(number, true),
        is_hidden: false,
    };
    times.into_iter().map(one).collect()
}

/// `01:02:03.456`, in seconds.
fn clock(text: &str) -> Option<f64> {
    let parts: Option<Vec<f64>> = text.trim().split(':').map(|part| part.parse().ok()).collect();
    let parts = parts.filter(|parts| (1..=3).contains(&parts.len()))?;
    let sum = parts.iter().fold(0.0, |sum, part| sum * 60.0 + part);
    (sum.is_finite() && parts.iter().all(|part| *part >= 0.0)).then_some(sum)
}
