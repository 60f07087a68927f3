//! `[[ping]]`: who is told when a feed has changed, and how.

use super::Feed;
use crate::value::{Format, WebUrl};
use std::{fmt, path::PathBuf, time::Duration};

/// One that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The name in messages and in the outbox, unique: the one that is stated, else `websub https://hub.example/`.
    pub name: String,
    /// What is said to it.
    pub protocol: Protocol,
    /// The feeds that it is told of.
    pub feeds: EndpointFeeds,
    /// The formats that it is told of; `None` is what suits the protocol.
    pub formats: Option<Vec<Format>>,
    /// How it is reached.
    pub transport: Transport,
    /// Before the first repetition; doubled for each further one.
    pub retry_first: Duration,
    /// Between two repetitions, at most.
    pub retry_max: Duration,
    /// After this long a delivery is given up.
    pub give_up: Duration,
    /// Between two deliveries of one topic, at least.
    pub min_interval: Duration,
    /// Line and column of its table, or of the feed that names it as a hub; 0 where it is not stated.
    pub place: (u32, u32),
}

impl Endpoint {
    /// After this long a delivery is given up, unless the endpoint says otherwise.
    pub const GIVE_UP: Duration = Duration::from_secs(3 * 86_400);

    /// Whether the endpoint is told of the document in `format` of this `[[feed]]`.
    ///
    /// Hubs are told of every document that names them. What reads one address of a site, or asks for articles, is told of
    /// one document of each feed: the first of RSS, Atom and JSON Feed. Clouds and podcast indexes know RSS alone.
    #[must_use]
    pub fn wants(&self, feed: &Feed, format: Format) -> bool {
        let format_fits = match (&self.formats, &self.protocol) {
            (Some(formats), _) => formats.contains(&format),
            (None, Protocol::WebSub { .. }) => true,
            (None, Protocol::RssCloud { .. } | Protocol::Podping { .. } | Protocol::PodcastIndex { .. }) => {
                format == Format::Rss
            }
            (None, _) => feed.formats.first() == Some(&format),
        };
        format_fits && self.feeds.contain(&feed.name) && feed.formats.contains(&format)
    }
}

/// The feeds that an endpoint is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointFeeds {
    /// Every one.
    All,
    /// Those of these names, as `[[feed]]` states them: `category` is all feeds by category.
    Named(Vec<String>),
}

impl EndpointFeeds {
    /// Whether the feed of this name is among them.
    #[must_use]
    pub fn contain(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.iter().any(|known| known == name),
        }
    }
}

/// What is said to an endpoint, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// A WebSub hub that is told of a new version (`hub.mode=publish`).
    WebSub {
        /// The hub.
        hub: WebUrl,
    },
    /// `weblogUpdates` by XML-RPC.
    XmlRpc {
        /// Where.
        url: Address,
        /// Whether `extendedPing` is tried first.
        extended: bool,
    },
    /// A form of a ping service.
    Rest {
        /// The address with `{title}` `{site}` `{feed}`.
        template: Text,
        /// Whether the query is sent as a form (POST) instead of in the address (GET).
        post: bool,
    },
    /// An rssCloud server.
    RssCloud {
        /// Where it takes pings.
        url: WebUrl,
        /// What feeds say of it.
        cloud: Cloud,
    },
    /// A search engine that takes addresses of changed pages (IndexNow).
    IndexNow {
        /// Where.
        url: WebUrl,
        /// 8 to 128 letters, digits and hyphens.
        key: Secret,
        /// Where the key can be fetched, `{key}` standing for it; `None` is `https://HOST/KEY.txt`.
        key_location: Option<String>,
        /// The file that the key is written to, relative to the root, `{key}` standing for it.
        key_file: Option<String>,
    },
    /// A gateway to Podping.
    Podping {
        /// Where.
        url: WebUrl,
        /// The publisher's token.
        token: Option<Secret>,
        /// `update`, `live`, `liveEnd`.
        reason: String,
        /// `podcast`, `music`, …
        medium: String,
    },
    /// The notification of Podcast Index, or one like it.
    PodcastIndex {
        /// Where.
        url: WebUrl,
    },
    /// One's own program: JSON of what is new.
    Webhook {
        /// Where.
        url: Address,
        /// What the body is signed with.
        secret: Option<Secret>,
    },
}

impl Protocol {
    /// The key in the configuration.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::WebSub { .. } => "websub",
            Self::XmlRpc { .. } => "xmlrpc",
            Self::Rest { .. } => "rest",
            Self::RssCloud { .. } => "rsscloud",
            Self::IndexNow { .. } => "indexnow",
            Self::Podping { .. } => "podping",
            Self::PodcastIndex { .. } => "podcastindex",
            Self::Webhook { .. } => "webhook",
        }
    }
}

/// RSS `cloud`: where subscribers ask an rssCloud server to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// The host.
    pub domain: String,
    /// The port.
    pub port: u16,
    /// The path that takes registrations.
    pub path: String,
    /// The procedure that takes them, for XML-RPC.
    pub procedure: String,
    /// `http-post` or `xml-rpc`.
    pub protocol: String,
}

/// What nobody but its owner may read: it never stands in the configuration itself, and is looked up only when a request
/// is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Secret {
    /// A variable of the environment.
    Env(String),
    /// A file, relative to the root; blanks at its end do not count.
    File(PathBuf),
}

impl fmt::Display for Secret {
    /// Where it is, never what it is: `env:TOKEN`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}

/// A text that may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// Anybody may read it.
    Plain(String),
    /// Nobody may.
    Hidden(Secret),
}

/// An address that may be a secret: those of many services let anybody in who knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Anybody may read it.
    Plain(WebUrl),
    /// Nobody may.
    Hidden(Secret),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(url) => url.fmt(f),
            Self::Hidden(secret) => secret.fmt(f),
        }
    }
}

/// How an endpoint is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transport {
    /// Certificates that are trusted besides the system's (PEM), relative to the root.
    pub ca_file: Option<PathBuf>,
    /// The way out.
    pub proxy: Proxy,
    /// What Courant calls itself, where it is not `courant/VERSION`.
    pub user_agent: Option<String>,
    /// Whom to write to, in the user agent; the publication's link unless stated.
    pub contact: String,
    /// Whether a redirect may lead to another host in a private network.
    pub allow_private: bool,
    /// Until a connection stands.
    pub connect: Duration,
    /// For one request with its redirects, to the last byte of the answer.
    pub timeout: Duration,
    /// Further fields of the head; never sent to another host.
    pub headers: Vec<(String, Text)>,
}

/// The way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proxy {
    /// What the environment says (`HTTPS_PROXY` and its kin).
    Environment,
    /// Straight, whatever the environment says.
    Direct,
    /// This one.
    Through(Address),
}
