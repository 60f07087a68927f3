//! Documents: records and a channel become bytes in a format.
//!
//! Owns everything that a format says and how: one file a format on the types of `rss` and `atom_syndication` (JSON Feed on
//! its own), `shown` and `links` with what they have in common, `extension`, `media` and `podcast` for elements of other namespaces, `elements` for
//! those that a feed's owner configures, `history` for what a feed says of its past, `redaction` for what stands where an
//! article was, and `splice`, which cuts single items out of what the crates write.
//!
//! An item is rendered once per format and policy and may be put into any number of documents; a document is
//! `head`, its items with `between` between them, and `tail`. Nothing here knows where bytes go.
//!
//! Layer 2: imports `value`, `diagnostic` and `record`.

mod atom;
mod elements;
mod extension;
#[cfg(test)]
mod fixture;
mod history;
mod json;
mod links;
mod media;
mod podcast;
mod redaction;
mod rss;
mod shown;
mod splice;
#[cfg(test)]
mod tests;

pub use elements::{validate_element, validate_namespace};
pub use history::{Deletion, History};
pub use podcast::{
    Companion, DESCRIPTION, LocalTranscript, Podcast, PodcastItems, SRT, VTT, companion_mark, companions,
};
pub use redaction::{Redaction, redacted};

use crate::{
    diagnostic::Diagnostic,
    record::{Body, Category, Image, Person, Record},
    value::{Format, Language, Timestamp, WebUrl},
};
use std::collections::BTreeMap;

/// Everything about a feed that is not an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// The feed's own permanent id (absolute IRI): Atom `id`, JSON `_courant.feed_id`.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// The page that the feed belongs to.
    pub link: WebUrl,
    /// The addresses of this feed in each of its formats, for `self` and `alternate` links.
    pub addresses: Vec<(Format, WebUrl)>,
    /// Plain text; RSS falls back to the title.
    pub description: Option<String>,
    /// The feed's language.
    pub language: Option<Language>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Licence of everything in it.
    pub license: Option<WebUrl>,
    /// The feed's authors; Atom falls back to the title as a name.
    pub authors: Vec<Person>,
    /// RSS `webMaster`.
    pub webmaster: Option<Person>,
    /// Categories of the feed itself.
    pub categories: Vec<Category>,
    /// RSS `image` (at most 144×400 when its size is given).
    pub image: Option<Image>,
    /// Square: Atom `icon`, JSON `icon`.
    pub icon: Option<WebUrl>,
    /// Small and square: JSON `favicon`.
    pub favicon: Option<WebUrl>,
    /// Two wide to one high: Atom `logo`.
    pub logo: Option<WebUrl>,
    /// Minutes: RSS `ttl`.
    pub ttl: Option<u32>,
    /// Hours in GMT without news: RSS `skipHours`.
    pub skip_hours: Vec<u8>,
    /// English names of days without news: RSS `skipDays`.
    pub skip_days: Vec<String>,
    /// `hourly`, `daily`, `weekly`, `monthly`, `yearly` and how often in it: `sy:updatePeriod`, `sy:updateFrequency`.
    pub schedule: Option<(String, u32)>,
    /// WebSub hubs: `link rel=hub`, JSON `hubs`.
    pub hubs: Vec<WebUrl>,
    /// Where subscribers ask to be told: RSS `cloud`.
    pub cloud: Option<Cloud>,
    /// The newest change among the items (never "now"): RSS `lastBuildDate`, Atom `updated`.
    pub updated: Timestamp,
    /// The articles that were taken down and are to be forgotten: Atom and RSS `at:deleted-entry`, JSON `_courant.deleted`.
    pub deleted: Vec<Deletion>,
    /// Where older documents of the feed are, and newer ones.
    pub history: History,
    /// What it says as a podcast, if it is one.
    pub podcast: Option<Box<Podcast>>,
    /// Further namespaces, prefix to URI.
    pub namespaces: BTreeMap<String, String>,
}

/// An rssCloud server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// The host.
    pub domain: String,
    /// The port.
    pub port: u16,
    /// The path that takes registrations.
    pub path: String,
    /// The procedure that takes them; empty unless by XML-RPC.
    pub procedure: String,
    /// `http-post` or `xml-rpc`.
    pub protocol: String,
}

/// How items are written; feeds with equal policies share their fragments.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemPolicy {
    /// Whole bodies, or summaries only.
    pub content: ContentPolicy,
    /// Whether full-content items carry a made summary too (`summary = "always"`).
    pub always_summary: bool,
    /// HTML put below each body, with the placeholders `{url}`, `{title}`, `{feed_title}` and `{author}`.
    pub item_footer: Option<String>,
    /// Query added to the item's link and to nothing else: `utm_source=rss`.
    pub link_query: Option<String>,
    /// Whether e-mail addresses are published at all.
    pub show_emails: bool,
    /// The feed's language: items in it need not repeat it.
    pub language: Option<Language>,
    /// Further elements in each item: qualified name → what fills it.
    pub elements: Vec<(String, ElementValue)>,
    /// Namespaces of `elements`, prefix to URI.
    pub namespaces: BTreeMap<String, String>,
    /// Whether link posts link to what they point at (`link_blog = true`).
    pub link_blog: bool,
    /// Title of the channel, for footers.
    pub feed_title: String,
    /// What items of a podcast need to know of it; without it, nothing is said of episodes.
    pub podcast: Option<Box<PodcastItems>>,
}

/// Whole bodies, or summaries only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentPolicy {
    /// The whole body.
    Full,
    /// Only the summary.
    Summary,
}

/// What fills a configured element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElementValue {
    /// The same text in every item.
    Constant(String),
    /// A field of the record (canonical name or a dotted path into the extra fields); left out where it is absent.
    Field(String),
}

/// A record with everything that rendering it needs.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its rendered body, if it has one.
    pub body: Option<&'a Body>,
    /// Its summary as plain text: declared, or made if the policy asks for one.
    pub summary: Option<&'a str>,
    /// The declared summary as sanitised HTML, where it was declared so.
    pub summary_html: Option<&'a str>,
    /// Only the summary may be shown (a teaser of a restricted record).
    pub teaser: bool,
}

/// One item in one format, ready to be put into any document whose feed has the same policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The bytes: `<item>…</item>`, `<entry>…</entry>` or a JSON object.
    pub text: String,
    /// The namespaces that it uses, prefix to URI; the document must declare them.
    pub namespaces: BTreeMap<String, String>,
}

/// The parts of a document around its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Everything before the first item.
    pub head: String,
    /// What stands between two items.
    pub between: &'static str,
    /// Everything after the last item.
    pub tail: String,
}

/// The program's name. No version: a new release must not change every document.
const GENERATOR: &str = "Courant";

/// Renders one item in one format.
///
/// # Errors
/// A diagnostic with the record's place, where the format cannot carry the record: RSS needs a title, a summary or a body;
/// Atom a date, and something to show or a page to link to; JSON Feed something to show.
pub fn item(format: Format, item: &Item<'_>, policy: &ItemPolicy) -> Result<Fragment, Box<Diagnostic>> {
    match format {
        Format::Rss => rss::item(item, policy),
        Format::Atom => atom::item(item, policy),
        Format::Json => json::item(item, policy),
    }
}

/// Renders what stands around the items. `namespaces` is the union of what the items use.
///
/// The channel's people are shown with the addresses that they have: a publication that hides addresses
/// (`emails = "hide"`) hands over people without them.
#[must_use]
pub fn envelope(format: Format, channel: &Channel, namespaces: &BTreeMap<String, String>) -> Envelope {
    match format {
        Format::Rss => rss::envelope(channel, namespaces),
        Format::Atom => atom::envelope(channel, namespaces),
        Format::Json => json::envelope(channel),
    }
}

/// The namespaces that a document declares for its items and its owner: what is in use goes before what is configured.
fn declared(channel: &Channel, namespaces: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut declared = channel.namespaces.clone();
    declared.extend(namespaces.clone());
    declared
}

/// The channel's description, if it says anything.
fn description(channel: &Channel) -> Option<&str> {
    channel.description.as_deref().filter(|text| !text.trim().is_empty())
}

/// `sy:*`. The `rss` crate has a type for it that always writes an `updateBase`, which nobody declared.
fn add_schedule(channel: &Channel, extensions: &mut extension::Extensions) {
    if let Some((period, frequency)) = &channel.schedule {
        let frequency = (*frequency).max(1).to_string();
        extensions.push(extension::Element::new("sy", "updatePeriod").text(period.as_str()));
        extensions.push(extension::Element::new("sy", "updateFrequency").text(frequency));
    }
}
