//! What a feed says of itself, without judging it: its own address, hubs, media, what was deleted, where its older documents
//! are, and where each of its items stands.

#[cfg(test)]
mod tests;

use super::{
    encoding,
    findings::Findings,
    names::Ns,
    values::date::{Instant, Rfc822, rfc822, rfc3339},
    xml::{Id, Reader, Step, Tree},
};
use crate::value::{Format, WebUrl};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap, ops::Range};

/// The outline of a feed. What cannot be read is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Which of the formats it is.
    pub format: Option<Format>,
    /// What it says that its encoding is.
    pub encoding: Option<String>,
    /// The program that made it, as it says.
    pub generator: Option<String>,
    /// Its own id (Atom; RSS that carries `atom:id`; JSON `_courant.feed_id`).
    pub id: Option<String>,
    /// The identity of the show that it is (RSS `podcast:guid`).
    pub show: Option<String>,
    /// Its own address.
    pub self_link: Option<Link>,
    /// The hubs that it names.
    pub hubs: Vec<String>,
    /// What was deleted, in its order. Atom and RSS `at:deleted-entry`, JSON `_courant.deleted`.
    pub deleted: Vec<Deleted>,
    /// The archive before this document (RFC 5005 §4).
    pub prev_archive: Option<String>,
    /// The next page, with older items; JSON Feed has `next_url` for archives as well.
    pub next: Option<String>,
    /// What items enclose, in their order.
    pub media: Vec<Media>,
    /// Its items.
    pub items: Vec<Part>,
    /// The prefixes that its root declares.
    pub namespaces: BTreeMap<String, String>,
}

/// An address, and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// As it is written.
    pub url: String,
    /// Byte of the text where it, or the element that has it, begins.
    pub at: usize,
}

/// An article of which the feed says that it was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Its id as it is written.
    pub id: String,
    /// Its page, if it says so.
    pub url: Option<String>,
    /// Since when: seconds since 1970 in UTC.
    pub when: Option<i64>,
    /// Why, in plain text.
    pub reason: Option<String>,
}

/// A file that an item encloses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// `channel > item[3] > enclosure`
    pub path: String,
    /// Where the file is.
    pub url: String,
    /// The media type that is stated.
    pub media_type: Option<String>,
    /// The length that is stated, in bytes.
    pub length: Option<u64>,
    /// How long it plays, as it is stated, in milliseconds; of RSS, that of the item's first file.
    pub duration: Option<u64>,
}

/// An item: its id and which bytes of the text it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// As the format compares it.
    pub id: Option<String>,
    /// Its permalink.
    pub link: Option<String>,
    /// Its title, without markup that the format declares.
    pub title: Option<String>,
    /// When it was published: seconds since 1970 in UTC.
    pub published: Option<i64>,
    /// When it changed last, if it says so: seconds since 1970 in UTC.
    pub updated: Option<i64>,
    /// The address of the first file that it encloses, as it is written.
    pub enclosure: Option<String>,
    /// From the beginning of its start tag to the end of its end tag; of JSON, the object.
    pub range: Range<usize>,
}

/// Reads the outline of a document, and gives back its text as well: what the ranges are of.
#[must_use]
pub fn outline(bytes: &[u8]) -> (Outline, Cow<'_, str>) {
    let mut nothing = Findings::default();
    if super::document::is_json(bytes) {
        let text = encoding::decode_json(bytes, &mut nothing);
        return (of_json(&text).unwrap_or_default(), text);
    }
    let text = encoding::decode_xml(bytes, &mut nothing).unwrap_or_default();
    let mut outline = of_xml(&text);
    outline.encoding = encoding::label(bytes);
    (outline, text)
}

fn of_xml(text: &str) -> Outline {
    let mut nothing = Findings::default();
    let mut reader = Reader::document(text);
    let mut outline = Outline::default();
    if !reader.read_root(&mut nothing) {
        return outline;
    }
    let format = match (reader.tree.ns(Tree::ROOT), reader.tree.name(Tree::ROOT)) {
        (_, "rss") => Format::Rss,
        (Ns::ATOM, "feed") => Format::Atom,
        _ => return outline,
    };
    outline.format = Some(format);
    while let Step::Item(id) = reader.step(&mut nothing) {
        let tree = &reader.tree;
        let number = outline.items.len() + 1;
        let media = media(tree, id, number, format);
        let range = tree.at(id)..reader.position();
        let part = if format == Format::Atom { of_entry(tree, id, range) } else { of_item(tree, id, range) };
        outline.items.push(Part { enclosure: media.first().map(|one| one.url.clone()), ..part });
        outline.media.extend(media);
    }
    let tree = &reader.tree;
    outline.namespaces = reader
        .declared
        .iter()
        .map(|&(prefix, ns, _)| (prefix.to_owned(), tree.namespaces.uri(ns).to_owned()))
        .collect();
    let head = match format {
        Format::Atom => Some(Tree::ROOT),
        _ => tree.first(Tree::ROOT, Ns::NONE, "channel"),
    };
    outline.id = head.and_then(|head| said(tree, head, Ns::ATOM, "id"));
    outline.show = head.and_then(|head| said(tree, head, Ns::PODCAST, "guid"));
    let own = if format == Format::Atom { Ns::ATOM } else { Ns::NONE };
    outline.generator = head.and_then(|head| said(tree, head, own, "generator"));
    for link in head.into_iter().flat_map(|head| tree.all(head, Ns::ATOM, "link")) {
        let Some(href) = tree.attribute(link, "href") else { continue };
        match tree.value(link, "rel") {
            Some("self") if outline.self_link.is_none() => {
                outline.self_link = Some(Link { url: href.value.trim().to_owned(), at: href.at });
            }
            Some("hub") => outline.hubs.push(href.value.trim().to_owned()),
            Some("prev-archive") => {
                outline.prev_archive = outline.prev_archive.or_else(|| address(&based(tree, link, &href.value)))
            }
            Some("next") => outline.next = outline.next.or_else(|| address(&based(tree, link, &href.value))),
            _ => {}
        }
    }
    outline.deleted = head
        .into_iter()
        .flat_map(|head| tree.all(head, Ns::AT, "deleted-entry"))
        .filter_map(|id| {
            let page = page(tree, id);
            deletion(tree.value(id, "ref")?, page, tree.value(id, "when"), comment(tree, id))
        })
        .collect();
    outline
}

/// An address, unless it is empty.
fn address(url: &str) -> Option<String> {
    let url = url.trim();
    (!url.is_empty()).then(|| url.to_owned())
}

/// What was deleted, when and why, if it says what.
fn deletion(id: &str, url: Option<String>, when: Option<&str>, reason: Option<String>) -> Option<Deleted> {
    let when = when.and_then(|when| rfc3339(when.trim())).map(|instant| instant.timestamp());
    (!id.trim().is_empty()).then(|| Deleted { id: id.to_owned(), url, when, reason })
}

/// The comment on a deletion: a text construct (RFC 6721 §4), of which HTML has its signs escaped once more.
fn comment(tree: &Tree<'_>, deleted: Id) -> Option<String> {
    let text = said(tree, deleted, Ns::AT, "comment")?;
    let id = tree.first(deleted, Ns::AT, "comment")?;
    let is_html = tree.value(id, "type") == Some("html");
    let plain = || [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].into_iter();
    Some(if is_html { plain().fold(text, |text, (escaped, sign)| text.replace(escaped, sign)) } else { text })
}

/// An address as it is written, or resolved where `xml:base` says against what (RFC 4287 §2).
fn based(tree: &Tree<'_>, id: Id, address: &str) -> String {
    let address = address.trim();
    let base = tree.inherited(id, "base").and_then(|base| WebUrl::parse(base).ok());
    base.and_then(|base| base.join(address).ok()).map_or_else(|| address.to_owned(), |url| url.as_str().to_owned())
}

/// The text of a child, if there is any.
fn said(tree: &Tree<'_>, parent: Id, ns: Ns, name: &'static str) -> Option<String> {
    let text = tree.text(tree.first(parent, ns, name)?).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn of_item(tree: &Tree<'_>, item: Id, range: Range<usize>) -> Part {
    let guid = said(tree, item, Ns::NONE, "guid");
    let is_permalink = tree
        .first(item, Ns::NONE, "guid")
        .is_some_and(|guid| tree.value(guid, "isPermaLink").is_none_or(|flag| flag == "true"));
    let link = said(tree, item, Ns::NONE, "link").or_else(|| guid.clone().filter(|_| is_permalink));
    let published = said(tree, item, Ns::NONE, "pubDate").and_then(|date| instant(&date));
    let other = || said(tree, item, Ns::DC, "date").and_then(|date| rfc3339(&date));
    Part {
        // Readers take the link where there is no guid.
        id: guid.or_else(|| link.clone()),
        title: said(tree, item, Ns::NONE, "title"),
        published: published.or_else(other).map(|instant| instant.timestamp()),
        updated: said(tree, item, Ns::ATOM, "updated").and_then(|date| seconds(&date)),
        link,
        enclosure: None,
        range,
    }
}

/// The instant of a date of RSS; a weekday that is not the date's is overlooked, as readers do.
fn instant(date: &str) -> Option<Instant> {
    match rfc822(date) {
        Rfc822::Fine(instant) | Rfc822::Problematic(instant, _) => instant,
        Rfc822::WrongWeekday(_) => instant(date.split_once(',')?.1.trim()),
        Rfc822::Invalid => None,
    }
}

/// An instant of Atom and JSON Feed.
fn seconds(date: &str) -> Option<i64> {
    rfc3339(date).map(|instant| instant.timestamp())
}

/// The page that an entry, or a deleted one, is of.
fn page(tree: &Tree<'_>, entry: Id) -> Option<String> {
    let is_alternate = |link: &Id| tree.value(*link, "rel").is_none_or(|rel| rel == "alternate");
    let mut links = tree.all(entry, Ns::ATOM, "link").filter(is_alternate);
    links.find_map(|link| Some(based(tree, link, tree.value(link, "href")?)))
}

fn of_entry(tree: &Tree<'_>, entry: Id, range: Range<usize>) -> Part {
    let link = page(tree, entry);
    let date = |name| said(tree, entry, Ns::ATOM, name).and_then(|date| seconds(&date));
    Part {
        id: said(tree, entry, Ns::ATOM, "id"),
        link,
        title: said(tree, entry, Ns::ATOM, "title"),
        published: date("published").or_else(|| date("updated")),
        updated: date("updated"),
        enclosure: None,
        range,
    }
}

/// What an item encloses.
fn media(tree: &Tree<'_>, item: Id, number: usize, format: Format) -> Vec<Media> {
    let stated = |id: Id, address: &str, path: String| {
        let url = tree.value(id, address)?.trim().to_owned();
        let length = tree.value(id, "length").and_then(|length| length.trim().parse().ok());
        let media_type = tree.value(id, "type").map(|one| one.trim().to_owned());
        Some(Media { path, url, media_type, length, duration: None })
    };
    let mut media: Vec<Media> = match format {
        Format::Atom => tree
            .all(item, Ns::ATOM, "link")
            .filter(|&link| tree.value(link, "rel") == Some("enclosure"))
            .filter_map(|link| stated(link, "href", format!("feed > entry[{number}] > link")))
            .collect(),
        _ => tree
            .all(item, Ns::NONE, "enclosure")
            .filter_map(|id| stated(id, "url", format!("channel > item[{number}] > enclosure")))
            .collect(),
    };
    if let Some(first) = media.first_mut() {
        // Courant writes whole seconds.
        let seconds = said(tree, item, Ns::ITUNES, "duration").and_then(|text| text.parse::<u64>().ok());
        first.duration = seconds.and_then(|seconds| seconds.checked_mul(1000));
    }
    media
}

/// The members that an outline needs, as they are written.
#[derive(Deserialize)]
struct JsonFeed<'a> {
    #[serde(borrow)]
    feed_url: Option<&'a RawValue>,
    #[serde(borrow)]
    next_url: Option<&'a RawValue>,
    #[serde(default)]
    hubs: Vec<JsonHub<'a>>,
    #[serde(borrow, rename = "_courant")]
    extension: Option<&'a RawValue>,
    #[serde(borrow, default)]
    items: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct JsonHub<'a> {
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
}

/// The extension object of feeds that Courant publishes.
#[derive(Deserialize, Default)]
struct JsonExtension<'a> {
    #[serde(borrow)]
    feed_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    deleted: Vec<JsonDeletion<'a>>,
}

#[derive(Deserialize)]
struct JsonDeletion<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    when: Option<Cow<'a, str>>,
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    reason: Option<Cow<'a, str>>,
}

#[derive(Deserialize, Default)]
struct JsonItem<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow)]
    date_published: Option<Cow<'a, str>>,
    #[serde(borrow)]
    date_modified: Option<Cow<'a, str>>,
    #[serde(default)]
    attachments: Vec<JsonAttachment<'a>>,
}

#[derive(Deserialize)]
struct JsonAttachment<'a> {
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow)]
    mime_type: Option<Cow<'a, str>>,
    size_in_bytes: Option<u64>,
    duration_in_seconds: Option<f64>,
}

/// Seconds in thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is neither too much nor below nothing")]
fn milliseconds(seconds: f64) -> Option<u64> {
    (0.0..1e9).contains(&seconds).then(|| (seconds * 1000.0).round() as u64)
}

fn of_json(text: &str) -> Option<Outline> {
    let feed: JsonFeed<'_> = serde_json::from_str(text).ok()?;
    let place = |raw: &RawValue| raw.get().as_ptr() as usize - text.as_ptr() as usize;
    let mut outline = Outline { format: Some(Format::Json), encoding: Some("UTF-8".to_owned()), ..Outline::default() };
    if let Some(raw) = feed.feed_url
        && let Ok(url) = serde_json::from_str::<String>(raw.get())
    {
        outline.self_link = Some(Link { url: url.trim().to_owned(), at: place(raw) });
    }
    outline.next = feed.next_url.and_then(|raw| address(&serde_json::from_str::<String>(raw.get()).ok()?));
    let extension = feed.extension.and_then(|raw| serde_json::from_str::<JsonExtension<'_>>(raw.get()).ok());
    let extension = extension.unwrap_or_default();
    outline.id = extension.feed_id.and_then(|raw| address(&serde_json::from_str::<String>(raw.get()).ok()?));
    let deleted = extension.deleted.into_iter();
    outline.deleted = deleted
        .filter_map(|one| {
            let url = one.url.map(Cow::into_owned);
            deletion(&one.id, url, one.when.as_deref(), one.reason.map(Cow::into_owned))
        })
        .collect();
    outline.hubs = feed.hubs.into_iter().filter_map(|hub| hub.url).map(Cow::into_owned).collect();
    for (number, raw) in feed.items.into_iter().enumerate() {
        let item: JsonItem<'_> = serde_json::from_str(raw.get()).unwrap_or_default();
        let enclosure = item.attachments.first().map(|one| one.url.trim().to_owned());
        outline.media.extend(item.attachments.into_iter().enumerate().map(|(nth, one)| Media {
            path: format!("items[{number}].attachments[{nth}]"),
            url: one.url.trim().to_owned(),
            media_type: one.mime_type.map(Cow::into_owned),
            length: one.size_in_bytes,
            duration: one.duration_in_seconds.and_then(milliseconds),
        }));
        let start = place(raw);
        outline.items.push(Part {
            id: item.id.map(Cow::into_owned),
            link: item.url.map(Cow::into_owned),
            title: item.title.map(Cow::into_owned),
            published: item.date_published.and_then(|date| seconds(&date)),
            updated: item.date_modified.and_then(|date| seconds(&date)),
            enclosure,
            range: start..start + raw.get().len(),
        });
    }
    Some(outline)
}
