//! What a record says as an episode.

use super::{Alternate, Chat, ContentLink, Credit, Funding, License, Payment, Picture, Place, Social, Txt};
use crate::value::{Language, WebUrl};
use serde_json::{Map, Value};

/// An episode: what a record says that only podcasts do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Episode {
    /// `itunes:season`, `podcast:season`.
    pub season: Option<u32>,
    /// `podcast:season name`.
    pub season_name: Option<String>,
    /// A decimal number as written, without needless zeroes: `podcast:episode`, and `itunes:episode` if it is whole and not 0.
    pub number: Option<String>,
    /// The whole number for those who know no other, beside a number with a fraction: `itunes:episode`.
    pub whole: Option<u32>,
    /// What is shown for the number: `podcast:episode display`.
    pub display: Option<String>,
    /// `itunes:episodeType`.
    pub kind: Option<EpisodeKind>,
    /// `itunes:explicit`.
    pub explicit: Option<bool>,
    /// Whether directories are not to show it: `itunes:block`.
    pub is_blocked: bool,
    /// The title without numbers: `itunes:title`.
    pub title: Option<String>,
    /// Square artwork: `itunes:image`. Without it the record's own image is not taken for one.
    pub image: Option<WebUrl>,
    /// `podcast:image`.
    pub images: Vec<Picture>,
    /// `podcast:person`; they replace those of the show.
    pub persons: Vec<Credit>,
    /// `podcast:transcript`.
    pub transcripts: Vec<Transcript>,
    /// Sorted by `start`: `psc:chapters`, and the file behind `podcast:chapters`.
    pub chapters: Vec<Chapter>,
    /// Further members that a file of JSON chapters says of them all, such as their author, as they are written.
    pub chapters_extra: Map<String, Value>,
    /// A file of chapters that is there already: `podcast:chapters`.
    pub chapters_file: Option<ChaptersFile>,
    /// Files of the publication that say more of it.
    pub files: Vec<EpisodeFile>,
    /// `podcast:soundbite`.
    pub soundbites: Vec<Soundbite>,
    /// `podcast:location`.
    pub places: Vec<Place>,
    /// `podcast:license`.
    pub license: Option<License>,
    /// `podcast:alternateEnclosure`.
    pub alternates: Vec<Alternate>,
    /// `podcast:value`.
    pub payments: Vec<Payment>,
    /// `podcast:socialInteract`.
    pub social: Vec<Social>,
    /// `podcast:txt`.
    pub txt: Vec<Txt>,
    /// `podcast:funding`.
    pub funding: Vec<Funding>,
    /// `podcast:chat`.
    pub chat: Option<Chat>,
    /// `podcast:contentLink`.
    pub content_links: Vec<ContentLink>,
}

/// What an episode is to its show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpisodeKind {
    /// An episode.
    Full,
    /// An announcement.
    Trailer,
    /// Something beside the episodes.
    Bonus,
}

impl EpisodeKind {
    /// The word in feeds.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Trailer => "trailer",
            Self::Bonus => "bonus",
        }
    }
}

/// A part of an episode.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chapter {
    /// Seconds from the beginning.
    pub start: f64,
    /// Seconds from the beginning.
    pub end: Option<f64>,
    /// What it is called.
    pub title: Option<String>,
    /// What it is about.
    pub url: Option<WebUrl>,
    /// A picture.
    pub image: Option<WebUrl>,
    /// Whether it stands in the table of contents; else only its picture or link is shown in its time.
    pub toc: bool,
    /// Further members that a file of JSON chapters says of it, such as its place, as they are written.
    pub extra: Map<String, Value>,
}

/// A file of chapters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChaptersFile {
    /// Its address.
    pub url: WebUrl,
    /// Its type: `application/json+chapters`.
    pub media_type: String,
}

/// What was said, written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Its address.
    pub url: WebUrl,
    /// One of the types of the namespace: `text/vtt`, `application/x-subrip`, `application/json`, `text/html`, `text/plain`.
    pub media_type: String,
    /// Its language, where that is not the feed's.
    pub language: Option<Language>,
    /// Whether it has time codes and is to be shown while the episode plays: `rel="captions"`.
    pub is_captions: bool,
}

/// A file of the publication that says more of an episode: a transcript (`.vtt`, `.srt`) or chapters (`.chapters`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeFile {
    /// Its path, relative to the directory of the record's file.
    pub path: String,
    /// The language of a transcript, where that is not the feed's.
    pub language: Option<Language>,
}

/// A part that stands for the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Soundbite {
    /// Seconds from the beginning.
    pub start: f64,
    /// Seconds.
    pub duration: f64,
    /// What it is called, if not as the episode is.
    pub title: String,
}

impl Episode {
    /// The number as Apple has it: whole and at least 1.
    #[must_use]
    pub fn whole_number(&self) -> Option<u32> {
        self.whole.or_else(|| self.number.as_deref()?.parse().ok()).filter(|number| *number > 0)
    }
}
