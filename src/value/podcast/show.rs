//! What a feed says as a podcast.

use super::{Category, Chat, Credit, Funding, License, Live, Payment, Picture, Place, Remote, Social, Trailer, Txt};
use crate::value::{Email, WebUrl};

/// A show: what a channel says that only podcasts do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Show {
    /// `podcast:guid`, where its owner states it.
    pub guid: Option<String>,
    /// `itunes:category`, by priority; Apple uses the first.
    pub categories: Vec<Category>,
    /// `itunes:type`.
    pub kind: Option<ShowKind>,
    /// `itunes:author`.
    pub author: Option<String>,
    /// `itunes:owner`, which publishes an address.
    pub owner: Option<Owner>,
    /// `itunes:explicit`; directories demand it.
    pub explicit: Option<bool>,
    /// Square artwork: `itunes:image`.
    pub image: Option<WebUrl>,
    /// `itunes:title`, where it differs from the feed's.
    pub title: Option<String>,
    /// `itunes:block`.
    pub is_blocked: bool,
    /// Whether there will be no more episodes: `itunes:complete`.
    pub is_complete: bool,
    /// `itunes:new-feed-url`.
    pub new_feed_url: Option<WebUrl>,
    /// Whether that is the feed's own address: it has moved here.
    pub names_itself: bool,
    /// `itunes:applepodcastsverify`.
    pub apple_verify: Option<String>,
    /// `copyright`, where it differs from the feed's `rights`.
    pub copyright: Option<String>,
    /// `podcast:locked` …
    pub locked: Option<bool>,
    /// … and who may unlock it.
    pub locked_owner: Option<Email>,
    /// `podcast:funding`.
    pub funding: Vec<Funding>,
    /// `podcast:value`.
    pub payments: Vec<Payment>,
    /// `podcast:person`.
    pub persons: Vec<Credit>,
    /// Whether items with persons of their own repeat the show's hosts if they name none.
    pub repeats_hosts: bool,
    /// `podcast:location`.
    pub places: Vec<Place>,
    /// `podcast:license`.
    pub license: Option<License>,
    /// `podcast:medium`.
    pub medium: Option<String>,
    /// `podcast:trailer`.
    pub trailers: Vec<Trailer>,
    /// `podcast:podroll`.
    pub podroll: Vec<Remote>,
    /// `podcast:remoteItem`.
    pub remote_items: Vec<Remote>,
    /// `podcast:publisher`.
    pub publisher: Option<Remote>,
    /// `podcast:updateFrequency`.
    pub update_frequency: Option<UpdateFrequency>,
    /// `podcast:podping`, where its owner states it.
    pub podping: Option<bool>,
    /// `podcast:liveItem`.
    pub live: Vec<Live>,
    /// `podcast:socialInteract`.
    pub social: Vec<Social>,
    /// `podcast:txt`.
    pub txt: Vec<Txt>,
    /// `podcast:chat`.
    pub chat: Option<Chat>,
    /// `podcast:image`.
    pub images: Vec<Picture>,
    /// `podcast:block`.
    pub blocks: Vec<Block>,
    /// How many of the newest episodes Spotify is to show: `spotify:limit`.
    pub spotify_limit: Option<u32>,
    /// Countries (ISO 3166) for which it is made, by priority: `spotify:countryOfOrigin`.
    pub countries: Vec<String>,
    /// Whether a file of chapters is written for each episode that has some.
    pub writes_chapters: bool,
    /// The types that transcripts are offered in besides those that they have: `text/vtt`, `application/x-subrip`.
    pub transcripts: Vec<String>,
}

/// In which order a show is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowKind {
    /// Newest first.
    Episodic,
    /// From the beginning.
    Serial,
}

impl ShowKind {
    /// The word in feeds.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Episodic => "episodic",
            Self::Serial => "serial",
        }
    }
}

/// Who answers for a show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The name.
    pub name: Option<String>,
    /// The address, which everybody can read.
    pub email: Email,
}

/// Whether a service may show the podcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The service; `None` is all of them.
    pub id: Option<String>,
    /// `yes` or `no`.
    pub is_blocked: bool,
}

/// How often there is something new.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdateFrequency {
    /// For people.
    pub text: String,
    /// Whether nothing more will come.
    pub is_complete: bool,
    /// When the rule begins, with the offset of the place by whose days it counts: `2026-01-05T00:30:00+01:00`.
    pub start: Option<String>,
    /// RFC 5545 §3.3.10.
    pub rrule: Option<String>,
}

impl Show {
    /// The hosts who come along with the persons of an episode that names no host.
    pub fn hosts(&self) -> impl Iterator<Item = &Credit> {
        let is_host = |credit: &&Credit| matches!(credit.role.as_deref(), None | Some("host" | "co-host"));
        self.persons.iter().filter(|_| self.repeats_hosts).filter(is_host)
    }
}
