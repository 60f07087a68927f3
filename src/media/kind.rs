//! What a file is by its first bytes.

use super::{
    Fault, adts, id3,
    input::{Input, WINDOW, big_endian},
    mpeg,
};
use crate::value::{MediaType, guess_media_type};
use serde::{Deserialize, Serialize};
use std::{fmt, io};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// MP3, and its elder brothers of layers I and II.
    Mpeg,
    /// AAC in ADTS frames.
    Adts,
    /// MP4 with sound only.
    Mp4,
    /// MP4 with a film.
    Mp4Video,
    /// The same under Apple's name.
    M4v,
    /// `QuickTime`.
    QuickTime,
    /// Ogg with sound other than Opus.
    Ogg,
    /// Ogg with Opus.
    Opus,
    /// Ogg with a film.
    OggVideo,
    /// FLAC.
    Flac,
    /// WAV.
    Wave,
    /// AIFF.
    Aiff,
    /// WebM with sound only.
    Webm,
    /// WebM with a film.
    WebmVideo,
    /// Matroska with sound only.
    Matroska,
    /// Matroska with a film.
    MatroskaVideo,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// AVIF or HEIF.
    Avif,
    /// PDF.
    Pdf,
    /// EPUB.
    Epub,
    /// Something that is sound or film, but not measured: AVI, Windows Media.
    Foreign,
    /// Something else.
    Unknown,
}

impl Kind {
    /// Types that files of this kind are sent with, the usual one first; none, where the content does not tell.
    const fn types(self) -> &'static [&'static str] {
        match self {
            Self::Mpeg => &["audio/mpeg"],
            Self::Adts => &["audio/aac"],
            Self::Mp4 => &["audio/mp4", "audio/x-m4a", "audio/m4a", "audio/x-m4b", "audio/aac"],
            Self::Mp4Video => &["video/mp4", "video/x-m4v", "video/m4v"],
            Self::M4v => &["video/x-m4v", "video/mp4", "video/m4v"],
            Self::QuickTime => &["video/quicktime"],
            Self::Ogg => &["audio/ogg", "application/ogg", "audio/vorbis"],
            Self::Opus => &["audio/ogg", "audio/opus", "application/ogg"],
            Self::OggVideo => &["video/ogg", "application/ogg"],
            Self::Flac => &["audio/flac", "audio/x-flac"],
            Self::Wave => &["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"],
            Self::Aiff => &["audio/aiff", "audio/x-aiff"],
            Self::Webm => &["audio/webm"],
            Self::WebmVideo => &["video/webm"],
            Self::Matroska => &["audio/x-matroska", "audio/matroska"],
            Self::MatroskaVideo => &["video/x-matroska", "video/matroska"],
            Self::Jpeg => &["image/jpeg", "image/jpg"],
            Self::Png => &["image/png"],
            Self::Gif => &["image/gif"],
            Self::Webp => &["image/webp"],
            Self::Avif => &["image/avif", "image/heic", "image/heif"],
            Self::Pdf => &["application/pdf"],
            Self::Epub => &["application/epub+zip", "document/x-epub"],
            Self::Foreign | Self::Unknown => &[],
        }
    }

    /// Whether files of this kind may be sent with this type.
    #[must_use]
    pub fn goes_by(self, media_type: &str) -> bool {
        self.types().contains(&media_type)
    }

    /// The media type of a file of this kind, under this name; `None`, where the content does not tell. Of several types the
    /// one that the name stands for: `x.opus` is `audio/opus`.
    #[must_use]
    pub fn media_type(self, name: &str) -> Option<MediaType> {
        let by_name = guess_media_type(name).filter(|guess| self.goes_by(guess.as_str()));
        by_name.or_else(|| self.types().first()?.parse().ok())
    }

    /// Whether its content says nothing.
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether it is an image.
    #[must_use]
    pub const fn is_image(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::Webp | Self::Avif)
    }

    /// Whether nothing in it can be played.
    const fn is_silent(self) -> bool {
        self.is_image() || matches!(self, Self::Pdf | Self::Epub)
    }

    /// Extensions that files of this kind may have.
    const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Mpeg => &["mp3", "mp2", "mpga", "mpa"],
            Self::Adts => &["aac", "adts"],
            Self::Mp4 | Self::Mp4Video | Self::M4v | Self::QuickTime => {
                &["m4a", "m4b", "m4r", "mp4", "m4v", "mov", "qt", "aac", "3gp", "3g2"]
            }
            Self::Ogg | Self::Opus | Self::OggVideo => &["ogg", "oga", "opus", "ogv", "ogx", "spx"],
            Self::Flac => &["flac"],
            Self::Wave => &["wav", "wave", "bwf"],
            Self::Aiff => &["aiff", "aif", "aifc"],
            Self::Webm | Self::WebmVideo | Self::Matroska | Self::MatroskaVideo => &["webm", "mkv", "mka", "weba"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png", "apng"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Avif => &["avif", "heic", "heif"],
            Self::Pdf => &["pdf"],
            Self::Epub => &["epub"],
            Self::Foreign | Self::Unknown => &[],
        }
    }

    /// The extension that files of this kind have as a rule; none, where the content does not tell.
    #[must_use]
    pub const fn extension(self) -> Option<&'static str> {
        match self {
            Self::Mp4Video => Some("mp4"),
            Self::M4v => Some("m4v"),
            Self::QuickTime => Some("mov"),
            Self::Opus => Some("opus"),
            Self::OggVideo => Some("ogv"),
            Self::Matroska => Some("mka"),
            Self::MatroskaVideo => Some("mkv"),
            _ => self.extensions().first().copied(),
        }
    }

    /// What is wrong with a name for a file of this kind.
    pub(super) fn fault_of_name(self, name: &str) -> Option<Fault> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        let stands_for = |kind: &Self| kind.extensions().contains(&extension.as_str());
        let known = Self::ALL.iter().any(stands_for);
        match self {
            _ if stands_for(&self) || !known => None,
            Self::Foreign => Some(Fault::Mislabelled { extension, kind: self }),
            Self::Unknown => Some(Fault::NotMedia { extension }),
            // Who asks for a recording can do nothing with a picture.
            _ if self.is_silent() && Self::ALL.iter().any(|kind| stands_for(kind) && !kind.is_silent()) => {
                Some(Fault::NotMedia { extension })
            }
            _ => Some(Fault::Mislabelled { extension, kind: self }),
        }
    }

    const ALL: [Self; 16] = [
        Self::Mpeg,
        Self::Adts,
        Self::Mp4,
        Self::Ogg,
        Self::Flac,
        Self::Wave,
        Self::Aiff,
        Self::Webm,
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Webp,
        Self::Avif,
        Self::Pdf,
        Self::Epub,
        Self::Foreign,
    ];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mpeg => "MPEG audio (MP3)",
            Self::Adts => "AAC",
            Self::Mp4 => "MP4 audio",
            Self::Mp4Video | Self::M4v => "MP4 video",
            Self::QuickTime => "QuickTime",
            Self::Ogg => "Ogg audio",
            Self::Opus => "Ogg Opus",
            Self::OggVideo => "Ogg video",
            Self::Flac => "FLAC",
            Self::Wave => "WAV",
            Self::Aiff => "AIFF",
            Self::Webm => "WebM audio",
            Self::WebmVideo => "WebM video",
            Self::Matroska => "Matroska audio",
            Self::MatroskaVideo => "Matroska video",
            Self::Jpeg => "a JPEG",
            Self::Png => "a PNG",
            Self::Gif => "a GIF",
            Self::Webp => "a WebP",
            Self::Avif => "an AVIF",
            Self::Pdf => "a PDF",
            Self::Epub => "an EPUB",
            Self::Foreign => "a film or sound of a kind that is not measured",
            Self::Unknown => "something else",
        })
    }
}

/// What a file is, and where it begins behind an ID3v2 tag.
pub(super) fn sniff(input: &mut Input<'_>) -> io::Result<(Kind, u64)> {
    let start = id3::skip(input)?;
    let head = input.at(start, 4096)?;
    if let Some(kind) = by_magic(head) {
        return Ok((kind, start));
    }
    if adts::find(input, start)?.is_some_and(|at| at == start) {
        return Ok((Kind::Adts, start));
    }
    let (mpeg, adts) = (mpeg::find(input, start)?, adts::find(input, start)?);
    Ok(match (mpeg, adts) {
        (Some(mpeg), Some(adts)) if adts < mpeg => (Kind::Adts, adts),
        (Some(mpeg), _) => (Kind::Mpeg, mpeg),
        (None, Some(adts)) => (Kind::Adts, adts),
        // A tag before, and nothing but blanks behind.
        (None, None) if start > 0 => (Kind::Mpeg, start),
        (None, None) => (Kind::Unknown, 0),
    })
}

fn by_magic(head: &[u8]) -> Option<Kind> {
    let has = |at: usize, magic: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(magic));
    let form = head.get(8..12).unwrap_or_default();
    if has(0, b"fLaC") {
        return Some(Kind::Flac);
    }
    if has(0, b"OggS") {
        return Some(Kind::Ogg);
    }
    if [&b"RIFF"[..], b"RF64", b"BW64"].iter().any(|magic| has(0, magic)) {
        return match form {
            b"WAVE" => Some(Kind::Wave),
            b"WEBP" => Some(Kind::Webp),
            _ => Some(Kind::Foreign),
        };
    }
    if has(0, b"FORM") && (form == b"AIFF" || form == b"AIFC") {
        return Some(Kind::Aiff);
    }
    if has(4, b"ftyp") {
        return Some(match form {
            b"avif" | b"avis" | b"heic" | b"heix" | b"mif1" | b"msf1" => Kind::Avif,
            b"qt  " => Kind::QuickTime,
            b"M4V " | b"M4VH" | b"M4VP" => Kind::M4v,
            _ => Kind::Mp4,
        });
    }
    // Old files of QuickTime begin with any of these; and films that were cut into segments.
    let is_box = big_endian(head.get(..4).unwrap_or_default()) >= 8;
    if is_box && [&b"moov"[..], b"mdat", b"wide", b"skip", b"free", b"pnot"].iter().any(|magic| has(4, magic)) {
        return Some(Kind::QuickTime);
    }
    if is_box && [&b"styp"[..], b"moof", b"sidx"].iter().any(|magic| has(4, magic)) {
        return Some(Kind::Mp4);
    }
    if has(0, &[0x1A, 0x45, 0xDF, 0xA3]) {
        let is_webm = head.get(..64.min(head.len())).is_some_and(|head| head.windows(4).any(|four| four == b"webm"));
        return Some(if is_webm { Kind::Webm } else { Kind::Matroska });
    }
    let magics: [(&[u8], Kind); 8] = [
        (&[0xFF, 0xD8, 0xFF], Kind::Jpeg),
        (b"\x89PNG\r\n\x1a\n", Kind::Png),
        (b"GIF8", Kind::Gif),
        (b"%PDF-", Kind::Pdf),
        (&[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], Kind::Foreign),
        (b"MAC ", Kind::Foreign),
        (b"wvpk", Kind::Foreign),
        (b"MThd", Kind::Foreign),
    ];
    if let Some((_, kind)) = magics.iter().find(|(magic, _)| has(0, magic)) {
        return Some(*kind);
    }
    (has(0, b"PK\x03\x04") && has(30, b"mimetypeapplication/epub+zip")).then_some(Kind::Epub)
}

const _: () = assert!(WINDOW >= 4096, "the magic of every kind fits into a window");
