//! What a file says of itself: titles, numbers, dates, a picture, chapters. Read by `lofty`, which knows every kind of tag.

use super::{
    Chapter, Fault, Kind, Picture, chapter, hidden, image,
    input::{Input, Readable},
};
use crate::value::clean;
use lofty::{
    aac::AacFile,
    config::ParseOptions,
    error::FileParseError,
    file::AudioFile,
    flac::FlacFile,
    id3::v2::{Frame, FrameId, Id3v2Tag},
    iff::{aiff::AiffFile, wav::WavFile},
    mp4::Mp4File,
    mpeg::MpegFile,
    ogg::{OpusFile, SpeexFile, VorbisFile, tag::VorbisComments},
    picture::{Picture as Cover, PictureType},
    tag::{ItemKey, Tag},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::HashSet, io::Cursor};

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

/// Reads the tags of a file of this kind.
pub(super) fn read(input: &mut Input<'_>, kind: Kind) -> Written {
    let mut written = Written::default();
    // The 64-bit forms of WAV are none of the crate's.
    let is_wide = kind == Kind::Wave && input.at(0, 4).is_ok_and(|magic| magic != b"RIFF");
    if !is_wide {
        written = visible(input, kind);
    }
    if written.tags.title.is_none()
        && let Ok(Some((bytes, kind))) = hidden::uncovered(input, kind)
        && let Ok(found) = of(&mut Cursor::new(bytes), kind)
    {
        written.tags = found.tags.or(written.tags);
        written.artwork = written.artwork.or(found.artwork);
        if written.chapters.is_empty() {
            written.chapters = found.chapters;
        }
    }
    if kind == Kind::Wave
        && let Ok(broadcast) = hidden::broadcast(input)
    {
        written.tags = written.tags.or(broadcast);
    }
    written
}

fn visible(input: &mut Input<'_>, kind: Kind) -> Written {
    let length = input.length();
    let Ok(reader) = input.reader() else { return Written::default() };
    match of(reader, kind) {
        Ok(written) => written,
        // What cannot be read at all is said elsewhere.
        Err(error) if length > 0 => {
            let fault = Some(Fault::Tags(error.to_string().trim_end_matches('.').to_owned()));
            Written { fault, ..Written::default() }
        }
        Err(_) => Written::default(),
    }
}

fn of(mut reader: &mut dyn Readable, kind: Kind) -> Result<Written, FileParseError> {
    let options = ParseOptions::new().read_properties(false);
    let mut written = Written::default();
    let reader = &mut reader;
    match kind {
        Kind::Mpeg => {
            let mut file = MpegFile::read_from(reader, options)?;
            written.id3(file.remove_id3v2());
            written.tag(file.remove_ape());
            written.tag(file.remove_id3v1());
        }
        Kind::Adts => {
            let mut file = AacFile::read_from(reader, options)?;
            written.id3(file.remove_id3v2());
            written.tag(file.remove_id3v1());
        }
        Kind::Flac => {
            let mut file = FlacFile::read_from(reader, options)?;
            let pictures: Vec<Cover> =
                lofty::ogg::OggPictureStorage::pictures(&file).iter().map(|(one, _)| one.clone()).collect();
            written.comments(file.remove_vorbis_comments());
            written.covers(&pictures);
            written.id3(file.remove_id3v2());
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
            written.id3(file.remove_id3v2());
            written.tag(file.remove_riff_info());
        }
        Kind::Aiff => {
            let mut file = AiffFile::read_from(reader, options)?;
            written.id3(file.remove_id3v2());
            written.tag(file.remove_text_chunks());
        }
        _ => {}
    }
    Ok(written)
}

impl Written {
    fn id3(&mut self, tag: Option<Id3v2Tag>) {
        let Some(tag) = tag else { return };
        self.chapters.extend(chapters_of_id3(&tag));
        self.tag(Some(tag));
    }

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

/// `3`, `3/12`.
pub(super) fn number_of(text: &str) -> Option<u32> {
    text.split('/').next()?.trim().parse().ok().filter(|number| *number > 0)
}

/// ID3v2 Chapter Frame Addendum 1.0. Where there is a table of contents, those that it leaves out are shown in none.
fn chapters_of_id3(tag: &Id3v2Tag) -> Vec<Chapter> {
    let tables = || {
        tag.into_iter().take(chapter::MOST).filter_map(|frame| match frame {
            Frame::TableOfContents(table) => Some(table),
            _ => None,
        })
    };
    let named: HashSet<&str> = tables().flat_map(|table| table.entries.iter().map(AsRef::as_ref)).collect();
    let ids = tag.into_iter().take(chapter::MOST).filter_map(|frame| match frame {
        Frame::Chapter(frame) => Some(frame.id.as_ref()),
        _ => None,
    });
    // One that names nothing that there is says nothing.
    let counts = ids.into_iter().any(|id| named.contains(id));
    let mut chapters = Vec::new();
    for frame in tag.into_iter().take(chapter::MOST) {
        let Frame::Chapter(frame) = frame else { continue };
        let url = frame.children.iter().find_map(|child| match child {
            Frame::UserUrl(link) => Some(link.content.to_string()),
            Frame::Url(link) => Some(link.url().to_owned()),
            _ => None,
        });
        let title = frame.title().or_else(|| frame.children.get_text(&FrameId::Valid(Cow::Borrowed("TIT3"))));
        chapters.push(Chapter {
            start: f64::from(frame.times.start) / 1000.0,
            end: Some(f64::from(frame.times.end) / 1000.0),
            title: title.and_then(tidy),
            url: url.as_deref().and_then(tidy),
            is_hidden: counts && !named.contains(frame.id.as_ref()),
        });
    }
    chapters
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
