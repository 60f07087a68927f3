//! JSON Feed 1.1. Members stand in a fixed order, nothing is empty or null, and what the format has no place for is kept in
//! one extension object, `_courant`, per level.

use super::{
    Channel, Envelope, Fragment, Item, ItemPolicy, Redaction, history,
    shown::{Content, Shown, nothing_to_show},
};
use crate::{
    diagnostic::Diagnostic,
    record::{self, Category, Person, Record},
    value::{Format, Timestamp, WebUrl},
};
use serde::Serialize;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
};

const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// What stands around the items.
#[derive(Serialize)]
struct Head<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    #[serde(rename = "_courant")]
    extension: FeedExtension<'a>,
    /// Last, so that the document can be cut open in it.
    items: [(); 0],
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<&'a str>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct FeedExtension<'a> {
    feed_id: &'a str,
    updated: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<Term<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    podcast_guid: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deleted: Vec<Deleted<'a>>,
}

#[derive(Serialize)]
struct Deleted<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    when: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(PartialEq, Serialize)]
struct Term<'a> {
    term: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

#[derive(Default, Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_courant", skip_serializing_if = "ItemExtension::is_empty")]
    extension: ItemExtension<'a>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<serde_json::Number>,
    #[serde(rename = "_courant", skip_serializing_if = "AttachmentExtension::is_empty")]
    extension: AttachmentExtension<'a>,
}

#[derive(Default, PartialEq, Serialize)]
struct AttachmentExtension<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

impl AttachmentExtension<'_> {
    const fn is_empty(&self) -> bool {
        self.language.is_none()
    }
}

/// What JSON Feed has no place for.
#[derive(Default, PartialEq, Serialize)]
struct ItemExtension<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_alt: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributors: Vec<Contributor<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<Term<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Origin<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'a>>,
    /// In the names of a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    episode: Option<serde_json::Value>,
}

impl ItemExtension<'_> {
    fn is_empty(&self) -> bool {
        *self == ItemExtension::default()
    }
}

#[derive(PartialEq, Serialize)]
struct Contributor<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
}

#[derive(PartialEq, Serialize)]
struct Origin<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

#[derive(PartialEq, Serialize)]
struct Related<'a> {
    rel: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

#[derive(PartialEq, Serialize)]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lon: Option<f64>,
}

/// Renders one item.
pub(super) fn item(item: &Item<'_>, policy: &ItemPolicy) -> Result<Fragment, Box<Diagnostic>> {
    let shown = Shown::new(item, policy);
    if !shown.has_text() {
        return Err(nothing_to_show(item, "JSON Feed"));
    }
    Ok(Fragment { text: text(&json_item(item, &shown, policy)), namespaces: BTreeMap::new() })
}

/// Renders an item whose text is a notice.
pub(super) fn redacted(redaction: &Redaction<'_>) -> Fragment {
    let item = JsonItem {
        id: redaction.id,
        url: link(redaction.url),
        title: Some(redaction.shown_title().into()),
        content_text: Some(redaction.notice),
        date_published: Some(redaction.published.rfc3339()),
        date_modified: redaction.changed().map(Timestamp::rfc3339),
        ..JsonItem::default()
    };
    Fragment { text: text(&item), namespaces: BTreeMap::new() }
}

/// Renders what stands around the items.
pub(super) fn envelope(channel: &Channel) -> Envelope {
    let address = channel.addresses.iter().find(|(format, _)| *format == Format::Json);
    let head = text(&Head {
        version: VERSION,
        title: &channel.title,
        home_page_url: channel.link.as_str(),
        feed_url: address.map(|(_, url)| url.as_str()),
        description: super::description(channel),
        next_url: link(channel.history.older()),
        icon: link(channel.icon.as_ref()),
        favicon: link(channel.favicon.as_ref()),
        authors: authors(&channel.authors),
        language: channel.language.as_ref().map(|language| language.as_str()),
        hubs: channel.hubs.iter().map(|hub| Hub { kind: "WebSub", url: hub.as_str() }).collect(),
        extension: FeedExtension {
            feed_id: &channel.id,
            updated: channel.updated.rfc3339(),
            rights: channel.rights.as_deref(),
            license: link(channel.license.as_ref()),
            categories: channel.categories.iter().map(term).collect(),
            podcast_guid: channel.podcast.as_ref().map(|podcast| podcast.guid.as_str()),
            deleted: history::deletions(channel).map(deleted).collect(),
        },
        items: [],
    });
    let (head, tail) = head.split_at(head.len() - "]}".len());
    Envelope { head: format!("{head}\n"), between: ",\n", tail: format!("\n{tail}\n") }
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings, numbers and lists of them always serialise")
}

fn json_item<'a>(item: &Item<'a>, shown: &'a Shown<'a>, policy: &ItemPolicy) -> JsonItem<'a> {
    let record = item.record;
    let (content_html, content_text) = content(shown);
    let language = record.language.as_ref().filter(|language| policy.language.as_ref() != Some(language));
    let episode = policy.podcast.as_ref().and(record.episode.as_ref()).filter(|_| !item.teaser);
    let episode = episode.map(|episode| episode.to_json());
    JsonItem {
        id: record.id.as_str(),
        url: link(shown.page.as_ref()),
        external_url: link(record.external_url.as_ref()),
        title: shown.title.map(Cow::Borrowed),
        content_html,
        content_text,
        summary: shown.summary.and_then(|summary| summary.plain),
        image: record.image.as_ref().map(|image| image.url.as_str()),
        date_published: record.published.map(|published| published.rfc3339()),
        date_modified: record.updated.map(|updated| updated.rfc3339()),
        authors: authors(&record.authors),
        tags: tags(&record.categories),
        language: language.map(|language| language.as_str()),
        attachments: shown.enclosures.iter().map(attachment).collect(),
        extension: ItemExtension { episode, ..extension(record, shown) },
    }
}

/// The content, of which an item must have one form: without a body the summary, else the title, stands in for it.
fn content<'a>(shown: &'a Shown<'a>) -> (Option<Cow<'a, str>>, Option<&'a str>) {
    match (&shown.content, shown.summary) {
        (Some(Content { text: Some(text), text_only: true, .. }), _) => (None, Some(text)),
        (Some(content), _) => (Some(Cow::Borrowed(&content.html)), content.text),
        (None, Some(summary)) => match (summary.plain, summary.html) {
            (None, Some(html)) => (Some(Cow::Borrowed(html)), None),
            (plain, _) => (None, plain),
        },
        (None, None) => (None, shown.title),
    }
}

fn extension<'a>(record: &'a Record, shown: &Shown<'a>) -> ItemExtension<'a> {
    // Tags carry labels alone; as soon as one category says more, all of them are told in full.
    let tags_suffice = record.categories.iter().all(|c| c.scheme.is_none() && c.display() == c.term);
    ItemExtension {
        title_html: record.title_html.as_deref(),
        summary_html: shown.summary.and_then(|summary| summary.html),
        image_alt: record.image.as_ref().and_then(|image| image.alt.as_deref()),
        contributors: record.contributors.iter().map(contributor).collect(),
        categories: if tags_suffice { Vec::new() } else { record.categories.iter().map(term).collect() },
        rights: record.rights.as_deref(),
        license: link(record.license.as_ref()),
        source: record.source.as_ref().map(origin),
        comments: link(record.comments.as_ref()),
        related: record.related.iter().map(related).collect(),
        location: record.location.as_ref().and_then(location),
        episode: None,
    }
}

fn link(url: Option<&WebUrl>) -> Option<&str> {
    url.map(WebUrl::as_str)
}

fn authors(people: &[Person]) -> Vec<Author<'_>> {
    people
        .iter()
        .map(|person| Author {
            name: &person.name,
            url: link(person.url.as_ref()),
            avatar: link(person.avatar.as_ref()),
        })
        .collect()
}

fn contributor(person: &Person) -> Contributor<'_> {
    Contributor {
        name: &person.name,
        url: link(person.url.as_ref()),
        avatar: link(person.avatar.as_ref()),
        role: person.role.as_deref(),
    }
}

/// What readers see of the categories, each once, in their order.
fn tags(categories: &[Category]) -> Vec<&str> {
    let mut seen = HashSet::new();
    categories.iter().map(Category::display).filter(|tag| seen.insert(*tag)).collect()
}

fn term(category: &Category) -> Term<'_> {
    Term { term: &category.term, scheme: category.scheme.as_deref(), label: category.label.as_deref() }
}

fn deleted(deletion: &history::Deletion) -> Deleted<'_> {
    Deleted {
        id: &deletion.id,
        url: deletion.url.as_deref(),
        when: deletion.when.rfc3339(),
        reason: history::reason(deletion),
    }
}

fn attachment(enclosure: &record::Enclosure) -> Attachment<'_> {
    Attachment {
        url: enclosure.url.as_str(),
        mime_type: enclosure.media_type.as_str(),
        title: enclosure.title.as_deref(),
        size_in_bytes: enclosure.length.filter(|length| *length > 0),
        duration_in_seconds: enclosure.duration.and_then(seconds),
        extension: AttachmentExtension { language: enclosure.language.as_ref().map(|language| language.as_str()) },
    }
}

/// Seconds as people write them: `90`, not `90.0`.
fn seconds(seconds: f64) -> Option<serde_json::Number> {
    if seconds < 0.0 {
        return None;
    }
    // The text of a whole float has no point, so that it parses as an integer.
    match seconds.to_string().parse::<u64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => serde_json::Number::from_f64(seconds),
    }
}

fn origin(source: &record::SourceFeed) -> Origin<'_> {
    Origin {
        title: source.title.as_deref(),
        url: link(source.url.as_ref()),
        feed: link(source.feed.as_ref()),
        id: source.id.as_deref(),
    }
}

fn related(related: &record::RelatedLink) -> Related<'_> {
    Related {
        rel: &related.rel,
        url: related.url.as_str(),
        title: related.title.as_deref(),
        language: related.language.as_ref().map(|language| language.as_str()),
    }
}

fn location(location: &record::Location) -> Option<Location<'_>> {
    let finite = |degrees: Option<f64>| degrees.filter(|degrees| degrees.is_finite());
    let found =
        Location { name: location.name.as_deref(), lat: finite(location.latitude), lon: finite(location.longitude) };
    (found != Location { name: None, lat: None, lon: None }).then_some(found)
}
