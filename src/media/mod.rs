//! Media files measured: what a file is by its bytes, how long it plays, what it says of itself, and what is wrong with it.
//!
//! Layer 2: imports `value`. Tags are read by the `lofty` crate; durations and chapters here, since the crate trusts
//! headers that lie, estimates where frames can be counted, and knows no chapters of MP4 and Matroska. A file is read
//! through a window of 64 KiB, whatever its size.

mod adts;
mod aiff;
mod chapter;
mod fault;
mod flac;
mod frames;
mod hash;
mod hidden;
mod id3;
mod image;
mod input;
mod kind;
mod matroska;
mod mp4;
mod mpeg;
mod ogg;
mod tags;
#[cfg(test)]
mod tests;
mod wave;

pub use chapter::Chapter;
pub use fault::Fault;
pub use hash::has_hashes;
pub use image::{Colour, Picture};
pub use input::Readable;
pub use kind::Kind;
pub use tags::Tags;

use input::Input;
use serde::{Deserialize, Serialize};
use std::{fs::File, io, path::Path};

/// What a file is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Bytes.
    pub length: u64,
    /// What it is by its content.
    pub kind: Kind,
    /// Seconds that it plays, by what it says of itself where that can be true, else counted. Of a file that was cut off it is
    /// what was there before; of WAV what is there.
    pub duration: Option<f64>,
    /// Bits in a second of play, on average, without tags and pictures where these can be told apart.
    pub bitrate: Option<u64>,
    /// What is written in its tags.
    pub tags: Tags,
    /// Its picture: the front cover, else the first one.
    pub artwork: Option<Picture>,
    /// Its chapters, in the order of time.
    pub chapters: Vec<Chapter>,
    /// What it looks like, if it is an image.
    pub picture: Option<Picture>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// What a container says of the stream in it.
#[derive(Debug, Default)]
struct Stream {
    duration: Option<f64>,
    /// Bytes of sound and picture, where they can be told from the rest.
    bytes: Option<u64>,
    chapters: Vec<Chapter>,
    faults: Vec<Fault>,
    /// Tags that only this container has.
    tags: Tags,
    artwork: Option<Picture>,
}

/// Measures a file.
///
/// # Errors
/// It cannot be read. What is wrong with its content is no error: it is measured as far as that goes, and the faults say
/// the rest.
pub fn measure(path: &Path) -> io::Result<Measured> {
    let mut file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    measure_reader(&mut file, &name)
}

/// Measures what can be read from anywhere; `name` is what it is called, with its extension.
///
/// # Errors
/// It cannot be read.
pub fn measure_reader(reader: &mut dyn Readable, name: &str) -> io::Result<Measured> {
    let mut input = Input::new(reader)?;
    let length = input.length();
    if length == 0 {
        return Ok(Measured::without_content(Kind::Unknown, 0, vec![Fault::Empty]));
    }
    let (mut kind, start) = kind::sniff(&mut input)?;
    let mut stream = match kind {
        Kind::Mpeg => mpeg::measure(&mut input, start)?,
        Kind::Adts => adts::measure(&mut input, start)?,
        Kind::Flac => flac::measure(&mut input, start)?,
        Kind::Ogg | Kind::Opus | Kind::OggVideo => ogg::measure(&mut input, &mut kind)?,
        Kind::Mp4 | Kind::Mp4Video | Kind::M4v | Kind::QuickTime => mp4::measure(&mut input, &mut kind)?,
        Kind::Webm | Kind::WebmVideo | Kind::Matroska | Kind::MatroskaVideo => {
            matroska::measure(&mut input, &mut kind)?
        }
        Kind::Wave => wave::measure(&mut input, start)?,
        Kind::Aiff => aiff::measure(&mut input)?,
        _ => Stream::default(),
    };
    let picture = match kind.is_image() {
        true => image::measure(&mut input)?,
        false => None,
    };
    let written = tags::read(&mut input, kind);
    let mut chapters = std::mem::take(&mut stream.chapters);
    if chapters.is_empty() {
        chapters = written.chapters;
    }
    chapter::put_in_order(&mut chapters, stream.duration);
    let mut faults = stream.faults;
    // MP3, AAC and FLAC are looked for behind such a tag; all others have to begin where the file does.
    if start > 0 && !matches!(kind, Kind::Mpeg | Kind::Adts | Kind::Flac | Kind::Unknown) && !kind.is_image() {
        let why =
            format!("an ID3 tag stands before the beginning of what is {kind}, where programs do not look for it");
        faults = vec![Fault::Unplayable(why)];
    } else {
        faults.extend(written.fault);
    }
    faults.extend(image::fault(&mut input, kind, picture.as_ref())?);
    faults.extend(kind.fault_of_name(name));
    let duration = stream.duration.filter(|seconds| seconds.is_finite() && *seconds > 0.0);
    let bitrate = duration.and_then(|seconds| bitrate(stream.bytes.unwrap_or(length), seconds));
    let mut tags = written.tags.or(stream.tags);
    faults.extend(tags.settle());
    let artwork = written.artwork.or(stream.artwork);
    Ok(Measured { length, kind, duration, bitrate, tags, artwork, chapters, picture, faults })
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an average")]
fn bitrate(bytes: u64, seconds: f64) -> Option<u64> {
    let bits = (bytes as f64 * 8.0 / seconds).round();
    (bits.is_finite() && bits > 0.0).then_some(bits as u64)
}

impl Measured {
    const fn without_content(kind: Kind, length: u64, faults: Vec<Fault>) -> Self {
        Self {
            length,
            kind,
            duration: None,
            bitrate: None,
            tags: Tags::NONE,
            artwork: None,
            chapters: Vec::new(),
            picture: None,
            faults,
        }
    }
}
