//! What `courant.toml` means.

use super::{Cloud, Endpoint, Media, Podcast, Remote, Sql};
use crate::value::{Email, Format, Language, TagAuthority, TimeSpan, WebUrl, Zone};
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

/// A publication: its sources, its feeds, and who is told.
#[derive(Debug, Clone)]
pub struct Publication {
    /// The directory that holds `courant.toml`: every relative path starts there.
    pub root: PathBuf,
    /// The configuration's name in messages.
    pub file: Arc<str>,
    /// The publication's title.
    pub title: String,
    /// Its site.
    pub link: WebUrl,
    /// Where the output directory is served; ends with a slash.
    pub feeds_url: WebUrl,
    /// The authority of minted ids.
    pub tag: Option<TagAuthority>,
    /// The zone of dates and times without one.
    pub zone: Zone,
    /// The language of the publication.
    pub language: Option<Language>,
    /// The people table in the configuration itself.
    pub people: Vec<PersonEntry>,
    /// The file of the people table, relative to the root.
    pub people_file: Option<String>,
    /// The output directory, relative to the root.
    pub output: PathBuf,
    /// The state directory, relative to the root.
    pub state: PathBuf,
    /// Where copies of fetched feeds are read, if not below the state directory.
    pub copies: Option<PathBuf>,
    /// The file that follows the ledger for version control, relative to the root; `None` if none does.
    pub ledger_export: Option<PathBuf>,
    /// Whether a run that knows nothing of earlier ones learns from the feeds at `feeds_url` what was published.
    pub adopt_live: bool,
    /// Whether addresses from account tables may be published.
    pub email_public: bool,
    /// How many articles a feed may show again to subscribers who have them, before a run is refused.
    pub flood_guard: usize,
    /// How many of the published articles may be gone at once before nobody believes it.
    pub deletion_guard: MaxWithheld,
    /// After how long `-q` tells an error again that stays.
    pub remind: TimeSpan,
    /// What becomes of embedded players.
    pub embeds: Embeds,
    /// Hosts whose players stay with [`Embeds::Keep`].
    pub embed_hosts: Vec<String>,
    /// Where records come from, in the order of the file.
    pub sources: Vec<Source>,
    /// What is published, in the order of the file.
    pub feeds: Vec<Feed>,
    /// Who is told of it: those of `[[ping]]` in the order of the file, then further hubs that feeds name.
    pub endpoints: Vec<Endpoint>,
    /// Sounds, films and images.
    pub media: Media,
    /// Certificates (PEM) that are trusted besides the system's where the publication's own documents are fetched, relative to
    /// the root. Endpoints that name none of their own have the same.
    pub ca_file: Option<PathBuf>,
    /// Whether pings wait until the public address shows the new bytes.
    pub verify_live: bool,
}

/// `[people.slug]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEntry {
    /// The slug or login under which records name the person.
    pub slug: String,
    /// The person.
    pub person: Person,
}

/// A person as the configuration states one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name that is shown.
    pub name: String,
    /// A public address.
    pub email: Option<Email>,
    /// A page.
    pub url: Option<WebUrl>,
    /// A picture.
    pub avatar: Option<WebUrl>,
}

/// What becomes of `iframe`, `embed` and `object`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Embeds {
    /// A titled link or a thumbnail.
    #[default]
    Link,
    /// Nothing.
    Drop,
    /// Kept for the hosts of the list, a link for all others.
    Keep,
}

/// `[[source]]`: files that hold records, or a database that does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    /// Line and column of `files`, or of the database, in the configuration; 0 where it is not stated.
    pub place: (u32, u32),
    /// File patterns, relative to the root.
    pub files: Vec<String>,
    /// Patterns of files that are not to be read.
    pub exclude: Vec<String>,
    /// Pattern of the permalink of records without a URL.
    pub permalink: Option<String>,
    /// The zone of this source's dates, where it differs from the publication's.
    pub zone: Option<Zone>,
    /// Whether a record without any date gets the time of the run that shows it first.
    pub pins_first_sight: bool,
    /// Canonical field → where it comes from.
    pub map: Vec<(String, Mapped)>,
    /// How bodies are written in a field whose name does not tell (`body`, `content`).
    pub body_format: Option<BodyFormat>,
    /// Whether addresses of people may be published that this source has; the publication's `email_public` unless stated.
    pub email_public: Option<bool>,
    /// The database, if records do not come from files.
    pub sql: Option<Sql>,
    /// Directories of recordings, each of which is an episode, relative to the root.
    pub audio: Vec<String>,
    /// Feeds of others.
    pub remote: Remote,
    /// Whether items name the feed that they come from as their source, where they name none.
    pub attribute: bool,
}

/// How bodies are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFormat {
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
}

/// The origin of one mapped field.
#[derive(Debug, Clone, PartialEq)]
pub enum Mapped {
    /// Dotted paths, tried in order (joined for list fields).
    Paths(Vec<String>),
    /// A constant.
    Constant(Constant),
}

/// A constant of a field map.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// A text, number, date or truth value as written.
    Text(String),
    /// Several.
    List(Vec<Constant>),
    /// Named ones.
    Table(Vec<(String, Constant)>),
}

/// `[[feed]]`: a channel's description and a selection of records.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Line and column of its table in the configuration; 0 where it is not stated.
    pub place: (u32, u32),
    /// Directory below the output and name on the command line; for `each` feeds the directory above the values.
    pub name: String,
    /// One feed for each value of this.
    pub each: Option<Each>,
    /// The feed's own id, where the configuration states one.
    pub id: Option<String>,
    /// The title; `{value}` stands for the value of an `each` feed.
    pub title: String,
    /// The page of the feed, `{value}` and `{slug}` standing for the value.
    pub link: Option<String>,
    /// The formats, in canonical order.
    pub formats: Vec<Format>,
    /// Path below the output by format, where it is not the default; `{value}` stands for the slug of the value.
    pub path: BTreeMap<Format, String>,
    /// How many items at most; `None` is all.
    pub limit: Option<usize>,
    /// How many bytes a document has at most.
    pub max_bytes: Option<u64>,
    /// Which end comes first.
    pub order: Order,
    /// Only records in any of these categories.
    pub categories_filter: Vec<String>,
    /// Only records by any of these people: name or address.
    pub authors_filter: Vec<String>,
    /// Only records in any of these sections.
    pub sections_filter: Vec<String>,
    /// Only records in any of these languages (RFC 4647 basic filtering).
    pub languages_filter: Vec<Language>,
    /// Only records published since then.
    pub since: Option<Since>,
    /// A condition in CEL.
    pub condition: Option<Condition>,
    /// What it says as a podcast, if it is one.
    pub podcast: Option<Box<Podcast>>,
    /// What becomes of items that no longer fit into its document.
    pub history: History,
    /// What its subscribers are told of deleted articles.
    pub removal: Removal,
    /// Everything about the channel.
    pub channel: Channel,
    /// How items are written.
    pub items: Items,
}

/// What becomes of items that no longer fit into a feed's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum History {
    /// They leave the feed.
    #[default]
    None,
    /// They are in archive documents, which never change again (RFC 5005 §4).
    Archive {
        /// Items of one archive document.
        size: usize,
        /// Seconds for which an item that changes after it was archived stands in the feed's document.
        correction_window: u64,
    },
    /// They are on further pages, which move on with each new item (RFC 5005 §3).
    Pages,
}

/// What a feed's subscribers are told of deleted articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// What RSS, which has no word for it, does.
    pub rss: OnDelete,
    /// For how many seconds they are told.
    pub told_for: u64,
    /// What stands in the place of the text of a redacted item.
    pub notice: String,
}

/// What RSS does about a deleted article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnDelete {
    /// The item is left out.
    #[default]
    Drop,
    /// An item with its guid and nothing of its text takes its place.
    Redact,
    /// An `at:deleted-entry` (RFC 6721), as in Atom.
    Tombstone,
}

/// What one feed for each value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Each {
    /// Category.
    Category,
    /// Author.
    Author,
    /// Language.
    Language,
    /// Year of publication in the publication's zone.
    Year,
    /// Section of the site.
    Section,
}

impl Each {
    /// The word in the configuration, and the default directory.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Author => "author",
            Self::Language => "language",
            Self::Year => "year",
            Self::Section => "section",
        }
    }
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The newest publication first; the limit keeps the newest.
    #[default]
    Newest,
    /// The newest change first; the limit keeps what changed last.
    Updated,
    /// The oldest first (a serial, a course); the limit keeps the newest all the same.
    Oldest,
}

/// The lower bound of publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// A fixed date, as written; read in the publication's zone.
    Date(String),
    /// So many seconds before now.
    Age(u64),
}

/// A condition as written, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The expression.
    pub expression: String,
    /// Line in the configuration.
    pub line: u32,
    /// Column in the configuration.
    pub column: u32,
}

/// An image of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its address.
    pub url: WebUrl,
    /// What it shows.
    pub alt: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

/// What a feed says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Channel {
    /// Plain text.
    pub description: Option<String>,
    /// The language of the feed.
    pub language: Option<Language>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Licence.
    pub license: Option<WebUrl>,
    /// Authors: slugs of the people table, or people in full.
    pub authors: Vec<AuthorRef>,
    /// Who looks after the machine.
    pub webmaster: Option<Person>,
    /// RSS image.
    pub image: Option<Image>,
    /// Square.
    pub icon: Option<WebUrl>,
    /// Small and square.
    pub favicon: Option<WebUrl>,
    /// Wide.
    pub logo: Option<WebUrl>,
    /// Minutes.
    pub ttl: Option<u32>,
    /// Hours in GMT.
    pub skip_hours: Vec<u8>,
    /// English names of days.
    pub skip_days: Vec<String>,
    /// Period and how often in it.
    pub schedule: Option<(String, u32)>,
    /// WebSub hubs.
    pub hubs: Vec<WebUrl>,
    /// The rssCloud server.
    pub cloud: Option<Cloud>,
    /// Categories of the channel.
    pub categories: Vec<String>,
}

/// An author of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorRef {
    /// A slug of the people table; else a name.
    Named(String),
    /// A person in full.
    Person(Person),
}

/// How items are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Items {
    /// Whole bodies or summaries.
    pub content: Content,
    /// Whether full items carry a made summary too.
    pub always_summary: bool,
    /// How long a made summary is at most, in characters as readers count them.
    pub summary_length: usize,
    /// Whether addresses are published.
    pub show_emails: bool,
    /// HTML below each body.
    pub footer: Option<String>,
    /// Query added to links of items.
    pub link_query: Option<String>,
    /// Whether link posts link to what they point at.
    pub link_blog: bool,
    /// Whether restricted records appear as a summary.
    pub teaser: bool,
    /// How many items may be withheld before the document is.
    pub max_withheld: MaxWithheld,
    /// Further namespaces: prefix → URI.
    pub namespaces: BTreeMap<String, String>,
    /// Further elements: qualified name → what fills it.
    pub elements: Vec<(String, Element)>,
    /// What stands before the addresses of media files where they are shown, for those who count downloads. It may have a
    /// place for the address: `{url}`, or `{url_escaped}`; else the address follows, without `https://`.
    pub enclosure_prefix: Option<String>,
}

/// Whole bodies or summaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Content {
    /// The whole body.
    #[default]
    Full,
    /// The summary alone.
    Summary,
}

/// How many items may be withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaxWithheld {
    /// So many.
    Count(usize),
    /// So many of a hundred, rounded up.
    Percent(u8),
}

impl MaxWithheld {
    /// Whether `withheld` of `all` items are more than may be.
    #[must_use]
    pub fn exceeded(self, withheld: usize, all: usize) -> bool {
        match self {
            Self::Count(count) => withheld > count,
            Self::Percent(percent) => withheld > (all * usize::from(percent)).div_ceil(100),
        }
    }
}

/// What fills an extra element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// The same text always.
    Constant(String),
    /// A field of the record.
    Field(String),
}
