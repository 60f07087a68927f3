//! What episodes, live items and shows all may say.

use super::Episode;
use crate::value::{Language, MediaType, Timestamp, WebUrl};

/// Somebody who takes part: `podcast:person`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credit {
    /// The name as it is to be shown; never empty.
    pub name: String,
    /// A role of the Podcast Taxonomy, in lower case; `host` where nothing is said.
    pub role: Option<String>,
    /// A group of the Podcast Taxonomy, in lower case; `cast` where nothing is said.
    pub group: Option<String>,
    /// A picture.
    pub image: Option<WebUrl>,
    /// A page about the person.
    pub url: Option<WebUrl>,
}

/// A place: `podcast:location`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The name for people; never empty.
    pub name: String,
    /// `subject` or `creator`.
    pub rel: Option<String>,
    /// A point, `geo:48.2,16.4` (RFC 5870).
    pub geo: Option<String>,
    /// An object of OpenStreetMap: N, W or R and its number.
    pub osm: Option<String>,
    /// Two letters (ISO 3166-1), upper case.
    pub country: Option<String>,
}

/// Where listeners can give money: `podcast:funding`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funding {
    /// The page.
    pub url: WebUrl,
    /// What to show for it.
    pub label: String,
}

/// The licence of the media: `podcast:license`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// Its identifier, or its name.
    pub name: String,
    /// Its text.
    pub url: Option<WebUrl>,
}

/// Another rendition of the media file: `podcast:alternateEnclosure`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alternate {
    /// The media type.
    pub media_type: Option<MediaType>,
    /// Bytes.
    pub length: Option<u64>,
    /// Bits a second.
    pub bitrate: Option<f64>,
    /// Lines of a film.
    pub height: Option<u32>,
    /// Its language.
    pub language: Option<Language>,
    /// What to show for it.
    pub title: Option<String>,
    /// What it is for.
    pub rel: Option<String>,
    /// RFC 6381.
    pub codecs: Option<String>,
    /// Whether it is the same file as the enclosure.
    pub is_default: bool,
    /// Where it is; at least one.
    pub sources: Vec<Source>,
    /// `sri` or `pgp-signature`, and the value.
    pub integrity: Option<(String, String)>,
}

/// Where a file is: `podcast:source`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its address, of any scheme (`https`, `ipfs`, `magnet`).
    pub uri: String,
    /// The type that this address answers with, where it is not the file's own (a torrent).
    pub content_type: Option<String>,
}

/// How listeners pay while they listen: `podcast:value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Payment {
    /// `lightning`
    pub kind: String,
    /// `keysend`
    pub method: String,
    /// The suggested amount, a decimal number as written.
    pub suggested: Option<String>,
    /// Who gets it; at least one.
    pub recipients: Vec<Recipient>,
    /// Others who get it for a while.
    pub splits: Vec<TimeSplit>,
}

/// Who gets a share: `podcast:valueRecipient`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// `node` or `lnaddress`.
    pub kind: String,
    /// The address that payments go to.
    pub address: String,
    /// How many shares of all.
    pub split: u32,
    /// The name for people.
    pub name: Option<String>,
    /// A record of the payment's own.
    pub custom_key: Option<String>,
    /// And its value.
    pub custom_value: Option<String>,
    /// Whether it is taken off before the shares.
    pub is_fee: bool,
}

/// Who gets what is paid during a part of an episode: `podcast:valueTimeSplit`.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeSplit {
    /// Seconds from the beginning.
    pub start: f64,
    /// Seconds.
    pub duration: f64,
    /// Seconds from the beginning of the other item.
    pub remote_start: Option<f64>,
    /// How much of the payment goes there, of a hundred.
    pub remote_percentage: Option<f64>,
    /// Who gets it.
    pub to: Takers,
}

/// Who gets what is paid during a time split.
#[derive(Debug, Clone, PartialEq)]
pub enum Takers {
    /// Those of an item elsewhere.
    Remote(Remote),
    /// These; at least one.
    Recipients(Vec<Recipient>),
}

/// A feed or an item elsewhere: `podcast:remoteItem`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remote {
    /// The `podcast:guid` of its feed.
    pub feed_guid: String,
    /// The address of its feed.
    pub feed_url: Option<WebUrl>,
    /// Its own guid, byte for byte.
    pub item_guid: Option<String>,
    /// The medium of its feed.
    pub medium: Option<String>,
    /// What it is called.
    pub title: Option<String>,
}

/// Where people talk about it: `podcast:socialInteract`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Social {
    /// `activitypub`, `disabled` …
    pub protocol: String,
    /// The root of the conversation; none with `disabled`.
    pub uri: Option<String>,
    /// Whose it is.
    pub account_id: Option<String>,
    /// The page of that account.
    pub account_url: Option<WebUrl>,
    /// The lower, the earlier it is shown.
    pub priority: Option<u32>,
}

/// A note for programs: `podcast:txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Txt {
    /// What it is for.
    pub purpose: Option<String>,
    /// The note.
    pub text: String,
}

/// A room to talk in: `podcast:chat`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    /// The host.
    pub server: String,
    /// `irc`, `xmpp`, `nostr` or `matrix`.
    pub protocol: String,
    /// Whose it is.
    pub account_id: Option<String>,
    /// The room.
    pub space: Option<String>,
}

/// A picture for a purpose: `podcast:image`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its address.
    pub url: WebUrl,
    /// What it shows.
    pub alt: Option<String>,
    /// `16/9`
    pub aspect_ratio: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// The media type.
    pub media_type: Option<MediaType>,
    /// Words of what it is for: `artwork`, `social`, `banner` …
    pub purpose: Vec<String>,
}

/// The same content elsewhere: `podcast:contentLink`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentLink {
    /// Its address.
    pub url: WebUrl,
    /// What to show for it.
    pub label: String,
}

/// A trailer of a show: `podcast:trailer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trailer {
    /// Its address.
    pub url: WebUrl,
    /// What it is called.
    pub title: String,
    /// When it was published.
    pub published: Timestamp,
    /// Bytes.
    pub length: Option<u64>,
    /// The media type.
    pub media_type: Option<MediaType>,
    /// The season that it announces.
    pub season: Option<u32>,
}

/// A stream: `podcast:liveItem`.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// Whether it is on.
    pub status: LiveStatus,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// What it is called.
    pub title: String,
    /// Its guid; a new stream has a new one.
    pub guid: String,
    /// Its page.
    pub link: Option<WebUrl>,
    /// What it is about, plain text.
    pub description: Option<String>,
    /// The stream itself.
    pub enclosure: WebUrl,
    /// The stream's media type.
    pub media_type: MediaType,
    /// Whatever an episode may say.
    pub episode: Episode,
}

/// Whether a stream is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveStatus {
    /// Not yet.
    Pending,
    /// Now.
    Live,
    /// No more.
    Ended,
}

impl LiveStatus {
    /// The word in feeds.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Live => "live",
            Self::Ended => "ended",
        }
    }
}
