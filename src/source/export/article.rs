//! What exports are made of.

use crate::diagnostic::{Diagnostic, Place};
use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// One thing that reading an export brought to light.
#[derive(Debug)]
pub enum Item {
    /// What it says of its site; several of them complete each other.
    Site(Box<Site>),
    /// An entry, whatever it is.
    Entry(Box<Entry>),
    /// So many files came with an entry: attachments of a message, which are not imported.
    Attached(usize),
    /// Something wrong with an entry, or something that had to be left out of one.
    Trouble(Box<Diagnostic>),
    /// The export is broken here: whatever comes behind is missing.
    Broken(Box<Diagnostic>),
}

/// What an export says of its site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub link: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Its language, as a tag.
    pub language: Option<String>,
    /// Its zone, as a name of the tz database.
    pub zone: Option<String>,
    /// Its pattern of permalinks, in the words of `courant.toml`.
    pub permalink: Option<String>,
    /// The accounts that it had.
    pub accounts: Vec<Account>,
    /// The feeds that it had.
    pub feeds: Vec<OldFeed>,
    /// Where its feed goes on with older entries.
    pub further: Vec<String>,
    /// The addresses of the documents of its feed, as they say.
    pub own: Vec<String>,
    /// The WebSub hubs that its feed names.
    pub hubs: Vec<String>,
    /// What it says as a podcast.
    pub podcast: Option<Podcast>,
}

/// A podcast of the old site.
#[derive(Debug, Clone, PartialEq)]
pub struct Podcast {
    /// What it says of itself, under the names of `[feed.podcast]`.
    pub show: Value,
    /// Its address, as it says.
    pub address: Option<String>,
}

/// An account of the old site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The name under which entries refer to it.
    pub login: String,
    /// The name for readers.
    pub name: String,
    /// The address for logging in, which is nobody else's business.
    pub email: Option<String>,
    /// A page about the person.
    pub url: Option<String>,
}

/// A feed of the old site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OldFeed {
    /// Its address: the site's own path, with query, from `/` on.
    pub path: String,
    /// Its format.
    pub format: crate::value::Format,
    /// What it had in it.
    pub of: FeedOf,
}

/// What a feed of the old site had in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedOf {
    /// Everything.
    All,
    /// Its recordings, as a podcast.
    Podcast,
    /// A category, by its name.
    Category(String),
    /// A tag, by its name.
    Tag(String),
    /// What one author wrote, by name.
    Author(String),
    /// A section of the site, by its directory.
    Section(String),
    /// What is written in a language, by its tag.
    Language(String),
    /// Readers' comments.
    Comments,
}

/// An entry of an export.
#[derive(Debug)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// What it is called, for people; may be empty.
    pub title: String,
    /// The name by which a later export of the same site is known to have the same entry.
    pub key: String,
    /// How many comments of readers came with it.
    pub comments: usize,
    /// What it is.
    pub what: What,
}

/// What an entry is.
#[derive(Debug)]
pub enum What {
    /// An article.
    Article(Box<Article>),
    /// A page, which is an article only if whoever imports says so.
    Page(Box<Article>),
    /// Neither: `attachment`, `menu item`, `entry of the type movie`.
    Other(Cow<'static, str>),
}

/// An article.
#[derive(Debug, Default)]
pub struct Article {
    /// Its canonical fields, but for body, status and visibility.
    pub fields: Map<String, Value>,
    /// Its text.
    pub body: Option<Body>,
    /// Who may read it.
    pub standing: Standing,
    /// How its address ends.
    pub slug: String,
    /// Earlier addresses from which the old site sent readers on to this one: whole, or paths below the site's own address.
    pub former: Vec<String>,
    /// The day of its publication on the old site.
    pub day: Option<NaiveDate>,
}

/// A text as the export has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The text.
    pub text: String,
    /// How it is written.
    pub kind: Text,
    /// The images that galleries without a list of their own show.
    pub images: Vec<Image>,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// HTML.
    Html,
    /// `WordPress`'s HTML: paragraphs by blank lines, shortcodes, comments of its block editor.
    WordPress,
    /// Markdown.
    Markdown,
    /// Plain text.
    Plain,
    /// HTML with directives of a site generator in it.
    Template,
    /// reStructuredText.
    Rst,
}

/// An image of the old site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// Its number there.
    pub number: String,
    /// Its address.
    pub url: String,
    /// What it shows.
    pub alt: String,
}

/// Who may read an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Standing {
    /// Everybody.
    #[default]
    Published,
    /// Everybody, from its date on.
    Scheduled,
    /// It is not finished, or waits for somebody's consent.
    Draft,
    /// Those who keep the site.
    Private,
    /// Whoever knows the password.
    Password,
    /// Whoever has an account or a subscription.
    Members,
    /// Whoever pays.
    Paid,
    /// Whoever has the address.
    Unlisted,
    /// Nobody: it was thrown away.
    Trash,
    /// Everybody could read it until a day that has passed.
    Expired,
    /// Everybody could read it, and the export does not say since when: no feed can show it.
    Undated,
    /// Nobody knows: the word is the system's own.
    Unknown(String),
}

impl Standing {
    /// The field that says so in a record; none for what is public.
    #[must_use]
    pub fn field(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Published | Self::Scheduled | Self::Expired => return None,
            Self::Draft | Self::Undated => ("status", "draft"),
            Self::Private | Self::Unknown(_) => ("status", "private"),
            Self::Trash => ("status", "trash"),
            Self::Password => ("visibility", "password"),
            Self::Members => ("visibility", "members"),
            Self::Paid => ("visibility", "paid"),
            Self::Unlisted => ("visibility", "unlisted"),
        })
    }

    /// The word for people.
    #[must_use]
    pub fn word(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Published => "published",
            Self::Scheduled => "scheduled",
            Self::Draft => "draft",
            Self::Private => "private",
            Self::Password => "password-protected",
            Self::Members => "for members",
            Self::Paid => "for those who pay",
            Self::Unlisted => "unlisted",
            Self::Trash => "trash",
            Self::Expired => "expired",
            Self::Undated => "without a date",
            Self::Unknown(word) => return Cow::Owned(format!("of the unknown status {word}")),
        })
    }
}
