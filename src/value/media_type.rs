//! Media types (MIME) of enclosures and images.

use std::{fmt, str::FromStr};

/// A media type without parameters, in lower case (`audio/mpeg`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType(String);

impl MediaType {
    /// The type as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the slash: `audio`, `video`, `image` …
    #[must_use]
    pub fn family(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

impl FromStr for MediaType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match mediatype::MediaType::parse(text.trim()) {
            Ok(parsed) => Ok(Self(parsed.essence().to_string().to_ascii_lowercase())),
            Err(_) => Err(format!("`{text}` is not a media type such as `audio/mpeg`")),
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The media type that the extension of a path or URL stands for, where there is no doubt about it.
#[must_use]
pub fn guess_media_type(path: &str) -> Option<MediaType> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    let found = match extension.to_ascii_lowercase().as_str() {
        "mp3" | "mp2" | "mpga" => "audio/mpeg",
        "m4a" | "m4b" => "audio/mp4",
        "aac" => "audio/aac",
        "ogg" | "oga" | "spx" => "audio/ogg",
        "opus" => "audio/opus",
        "flac" => "audio/flac",
        "wav" | "wave" | "bwf" => "audio/wav",
        "aif" | "aiff" | "aifc" => "audio/aiff",
        "mka" => "audio/x-matroska",
        "weba" => "audio/webm",
        "3gp" => "video/3gpp",
        "3g2" => "video/3gpp2",
        "mkv" => "video/x-matroska",
        "mp4" | "m4v" => "video/mp4",
        "mov" => "video/quicktime",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        "zip" => "application/zip",
        "torrent" => "application/x-bittorrent",
        "vtt" => "text/vtt",
        "srt" => "application/x-subrip",
        _ => return None,
    };
    Some(MediaType(found.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{MediaType, guess_media_type};

    #[test]
    fn parameters_and_case_fall_away() {
        assert_eq!("Audio/MPEG; rate=1".parse::<MediaType>().expect("valid").as_str(), "audio/mpeg");
        assert!("mp3".parse::<MediaType>().is_err());
    }

    #[test]
    fn an_extension_is_read_from_the_path_alone() {
        assert_eq!(guess_media_type("https://a.example/x.MP3?y=.png").expect("known").as_str(), "audio/mpeg");
        assert_eq!(guess_media_type("https://a.example/v1.2/x"), None);
    }
}
