//! The article model: what a record says, once it is understood.
//!
//! Each field says where the formats put it; `-` means that a format has no place for it. Every text is clean (no
//! character that XML forbids, LF line ends), every URL absolute, every instant real.

use super::{
    episode::Episode,
    raw::{BodyFormat, Derived, Origin, Table},
};
use crate::value::{Email, EntryId, Language, MediaType, Timestamp, WebUrl};

/// One article.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The name under which its source knows it: the path relative to the root without extension for a file of its own.
    pub key: String,
    /// File, line, bytes.
    pub origin: Origin,
    /// RSS `guid`, Atom `id`, JSON `id`. Unique in a publication.
    pub id: EntryId,
    /// How the id came about.
    pub id_kind: IdKind,
    /// The permalink. RSS `link`, Atom `link rel=alternate`, JSON `url`.
    pub url: Option<WebUrl>,
    /// What a link post points at. RSS `atom:link rel=related`, Atom `link rel=related`, JSON `external_url`.
    pub external_url: Option<WebUrl>,
    /// One line of plain text. RSS and JSON leave a missing title out; Atom has an empty one.
    pub title: Option<String>,
    /// The title as HTML, only from sources that define it so and only if it has markup. Atom `title type=html`.
    pub title_html: Option<String>,
    /// Declared summary. RSS `description`, Atom `summary`, JSON `summary`.
    pub summary: Option<SummaryText>,
    /// The body as written. RSS `description` or `content:encoded`, Atom `content`, JSON `content_html`/`content_text`.
    pub body: Option<SourceBody>,
    /// First publication. RSS `pubDate`, Atom `published`, JSON `date_published`. `None`: the record is left out of feeds.
    pub published: Option<Timestamp>,
    /// Last significant change, never before `published`. RSS `atom:updated`, Atom `updated`, JSON `date_modified`.
    pub updated: Option<Timestamp>,
    /// When it leaves every feed.
    pub expires: Option<Timestamp>,
    /// RSS `author` (exactly one, with a public address) or `dc:creator`; Atom `author`; JSON `authors`.
    pub authors: Vec<Person>,
    /// Other people. RSS `dc:contributor`, Atom `contributor`, JSON `_courant.contributors`.
    pub contributors: Vec<Person>,
    /// RSS `category`, Atom `category`, JSON `tags` and `_courant.categories`.
    pub categories: Vec<Category>,
    /// Media files, the first one being the one that RSS names in `enclosure`.
    pub enclosures: Vec<Enclosure>,
    /// RSS and Atom `media:content medium=image` + `media:thumbnail`, JSON `image`.
    pub image: Option<Image>,
    /// RSS `dc:language`, Atom `xml:lang`, JSON `language`; only where it differs from the feed's.
    pub language: Option<Language>,
    /// RSS `dc:rights`, Atom `rights`, JSON `_courant.rights`.
    pub rights: Option<String>,
    /// RSS `creativeCommons:license`, Atom `link rel=license`, JSON `_courant.license`.
    pub license: Option<WebUrl>,
    /// Where it was published first by somebody else. RSS `source`, Atom `source`, JSON `_courant.source`.
    pub source: Option<SourceFeed>,
    /// The page with comments. RSS `comments`, Atom `link rel=replies`, JSON `_courant.comments`.
    pub comments: Option<WebUrl>,
    /// Other links. RSS `atom:link`, Atom `link`, JSON `_courant.related`.
    pub related: Vec<RelatedLink>,
    /// RSS and Atom `georss:point`, JSON `_courant.location`.
    pub location: Option<Location>,
    /// What only podcasts say: `itunes:*` and `podcast:*` of RSS, `psc:chapters` of RSS and Atom, JSON `_podcast`.
    pub episode: Option<Box<Episode>>,
    /// Whether it may be shown.
    pub visibility: Visibility,
    /// The part of the site that it belongs to (Hugo's and Zola's section): `each = "section"`.
    pub section: Option<String>,
    /// The slug for permalinks.
    pub slug: String,
    /// Fields that the model has no name for, as declared; `[feed.item_elements]` can publish them.
    pub extra: Table,
    /// What was not declared but found.
    pub derived: Vec<Derived>,
    /// Line and column of the declared fields, by canonical name, for findings about them later on.
    pub places: Vec<(&'static str, u32, u32)>,
}

/// How an id came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdKind {
    /// The record declares it.
    Declared,
    /// It is the permalink.
    Permalink,
    /// It was made of the source key.
    Minted,
}

/// A declared summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SummaryText {
    /// Plain text.
    Plain(String),
    /// HTML as declared, not yet sanitised.
    Html(String),
    /// Markdown.
    Markdown(String),
}

/// A body as its source has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceBody {
    /// The text, cleaned of what XML forbids.
    pub text: String,
    /// How it is written.
    pub format: BodyFormat,
    /// The line of the file on which it begins; 0 where it is not known.
    pub line: u32,
    /// A plain text body that was declared beside an HTML or Markdown one; JSON Feed carries both.
    pub plain: Option<String>,
}

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name as it is to be shown; never empty.
    pub name: String,
    /// An address that the article, its head, its signature or the people table gives as the person's own.
    pub email: Option<Email>,
    /// An address from an account table: never published until the owner says so.
    pub email_private: Option<Email>,
    /// A page about the person.
    pub url: Option<WebUrl>,
    /// A picture.
    pub avatar: Option<WebUrl>,
    /// What the person did, where it is not writing: `editor`, `translator`.
    pub role: Option<String>,
}

/// A category or tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The value itself; never blank.
    pub term: String,
    /// The taxonomy, an IRI or a name.
    pub scheme: Option<String>,
    /// The name for people, where it differs from the term.
    pub label: Option<String>,
}

impl Category {
    /// What readers see: the label, else the term.
    #[must_use]
    pub fn display(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.term)
    }
}

/// A media file that belongs to a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Enclosure {
    /// Its address.
    pub url: WebUrl,
    /// Its media type: declared, else by extension, else `application/octet-stream`.
    pub media_type: MediaType,
    /// Its size in bytes, if known (RSS writes 0 for unknown, the others leave it out).
    pub length: Option<u64>,
    /// Its duration in seconds.
    pub duration: Option<f64>,
    /// Its title.
    pub title: Option<String>,
    /// Its language.
    pub language: Option<Language>,
    /// How its record names it, where that is no whole address: a path, perhaps of a file that is here.
    pub file: Option<String>,
    /// Whether the media type was declared, and not guessed by the extension.
    pub is_type_declared: bool,
    /// What tells its file from others, where that is here: a digest of some of its bytes.
    pub print: Option<[u8; 16]>,
}

/// An image that stands for a record or a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its address.
    pub url: WebUrl,
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

/// The feed that a record was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceFeed {
    /// The title of that feed or site.
    pub title: Option<String>,
    /// Its page.
    pub url: Option<WebUrl>,
    /// The feed's address.
    pub feed: Option<WebUrl>,
    /// The feed's id.
    pub id: Option<String>,
}

/// A link of a record beside its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedLink {
    /// `related`, `via`, or `alternate` for a translation (with `language`).
    pub rel: String,
    /// The address.
    pub url: WebUrl,
    /// The link's title.
    pub title: Option<String>,
    /// The language of what it leads to.
    pub language: Option<Language>,
}

/// A place on earth (WGS 84).
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// The name of the place.
    pub name: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// Whether a record may be shown. What is not understood is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody may read it.
    Public,
    /// Only some may (members, paying readers, holders of a password): a summary may be shown if the feed says so.
    Restricted(String),
    /// Nobody outside may: draft, private, trash, unknown. The text says which.
    Hidden(String),
}
