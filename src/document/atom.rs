//! Atom 1.0 (RFC 4287) on the types of the `atom_syndication` crate.

use super::{
    Channel, Envelope, Fragment, Item, ItemPolicy, Redaction, elements,
    extension::{Extensions, atom_namespaces, one_line},
    history, links, media, podcast,
    shown::{Shown, nothing_to_show, place},
    splice,
};
use crate::{
    diagnostic::{Diagnostic, rules::record::RECORD_UNDATED},
    record::{Category, Person, Record, SourceFeed},
    value::{Format, Timestamp, escape_html, is_absolute_iri},
};
use atom_syndication::{Content, Entry, Feed, FixedDateTime, Generator, Link, Source, Text};
use std::{borrow::Cow, collections::BTreeMap};

/// The media type of pages.
const HTML: &str = "text/html";

/// Renders one entry.
pub(super) fn item(item: &Item<'_>, policy: &ItemPolicy) -> Result<Fragment, Box<Diagnostic>> {
    let (entry, namespaces) = build_entry(item, policy)?;
    Ok(Fragment { text: splice::atom_entry(entry, own_language(item.record, policy)), namespaces })
}

/// Renders an entry whose text is a notice.
pub(super) fn redacted(redaction: &Redaction<'_>) -> Fragment {
    let page = redaction.url.map(|url| Link { mime_type: Some(HTML.to_owned()), ..link("alternate", url.as_str()) });
    let (kind, text) = text_construct(redaction.notice);
    let entry = Entry {
        title: Text::plain(redaction.shown_title()),
        id: redaction.id.to_owned(),
        updated: instant(redaction.removed.unwrap_or(redaction.published)),
        links: page.into_iter().collect(),
        published: Some(instant(redaction.published)),
        content: Some(typed(kind.unwrap_or("text"), &text)),
        ..Entry::default()
    };
    Fragment { text: splice::atom_entry(entry, None), namespaces: BTreeMap::new() }
}

/// Renders what stands around the entries.
pub(super) fn envelope(channel: &Channel, namespaces: &BTreeMap<String, String>) -> Envelope {
    let (head, tail) = splice::atom_envelope(&build_feed(channel, namespaces));
    Envelope { head, between: "\n", tail }
}

/// The record's language, where it is not the feed's.
pub(super) fn own_language<'r>(record: &'r Record, policy: &ItemPolicy) -> Option<&'r str> {
    record.language.as_ref().filter(|language| policy.language.as_ref() != Some(language)).map(|tag| tag.as_str())
}

/// An entry as the crate knows it, and the namespaces that it uses.
pub(super) fn build_entry(
    item: &Item<'_>,
    policy: &ItemPolicy,
) -> Result<(Entry, BTreeMap<String, String>), Box<Diagnostic>> {
    let record = item.record;
    let shown = Shown::new(item, policy);
    let Some(updated) = record.updated.or(record.published) else {
        return Err(Box::new(
            Diagnostic::new(
                &RECORD_UNDATED,
                place(record),
                "Atom cannot carry this record: it has no date, and every entry needs one",
            )
            .help("give the record a `published` date"),
        ));
    };
    if shown.link.is_none() && !shown.has_text() {
        return Err(nothing_to_show(item, "Atom"));
    }

    let mut summary = shown.summary.map(|summary| match (summary.html, summary.plain) {
        (Some(html), _) => Text::html(html),
        (None, plain) => prose(plain.unwrap_or_default()),
    });
    let content = match &shown.content {
        Some(content) => Some(match content.text {
            Some(text) if content.text_only && !resembles_markup(text) => typed("text", text),
            _ => typed("html", &content.html),
        }),
        None if shown.link.is_some() && (summary.is_some() || shown.title.is_none()) => None,
        // RFC 4287 §4.1.2: an entry has content or a page. What would be the summary takes the place of content then.
        // §4.1.1.1: an entry has some text to show, too. As in JSON Feed that is the title where there is no other.
        None => Some(match summary.take() {
            Some(summary) => typed(text_type(&summary), &summary.value),
            None => typed("text", shown.title.unwrap_or_default()),
        }),
    };
    let title = match record.title_html.as_deref().filter(|html| !html.trim().is_empty()) {
        Some(html) => Text::html(html),
        None => Text::plain(shown.title.unwrap_or_default()),
    };

    let mut extensions = Extensions::default();
    if let Some(image) = &record.image {
        media::image(image, &mut extensions);
    }
    // Links carry address, type, length, title and language of a file; only its duration needs an element of its own.
    for enclosure in shown.enclosures.iter().filter(|enclosure| enclosure.duration.is_some()) {
        media::file(enclosure, &mut extensions);
    }
    if let Some(location) = &record.location {
        media::point(location, &mut extensions);
    }
    let episode = policy.podcast.as_ref().and(record.episode.as_ref()).filter(|_| !item.teaser);
    if let Some(episode) = episode {
        podcast::chapters(&episode.chapters, &mut extensions);
    }
    elements::add(item, policy, &mut extensions);
    let namespaces = extensions.namespaces().clone();
    let entry = Entry {
        title,
        id: record.id.for_atom().into_owned(),
        updated: instant(updated),
        authors: people(&record.authors, policy.show_emails),
        categories: categories(&record.categories),
        contributors: people(&record.contributors, policy.show_emails),
        links: entry_links(record, &shown, policy),
        published: record.published.map(instant),
        rights: record.rights.as_deref().map(prose),
        source: record.source.as_ref().map(|source| origin(source, record.published.unwrap_or(updated))),
        summary,
        content,
        extensions: extensions.into_atom(),
        namespaces: BTreeMap::new(),
    };
    Ok((entry, namespaces))
}

/// Plain text other than a title, whose readers differ less about text than about HTML. Where it shows tags or entities, readers that guess would take them for markup of its own;
/// they are told the truth in the form that leaves no room for a guess.
fn prose(text: &str) -> Text {
    match text_construct(text) {
        (Some(_), html) => Text::html(html),
        (None, plain) => Text::plain(plain),
    }
}

/// The same as the type to declare, where one is needed, and the text: for elements that the crate has no types for.
pub(super) fn text_construct(text: &str) -> (Option<&'static str>, Cow<'_, str>) {
    if resembles_markup(text) { (Some("html"), escape_html(text)) } else { (None, Cow::Borrowed(text)) }
}

/// Whether the text contains what could be an end tag or an entity in HTML: `</b>`, `&#8217;`, `&omega`, but not `AT&T`.
fn resembles_markup(text: &str) -> bool {
    text.match_indices(['<', '&']).any(|(at, sign)| {
        let mut next = text[at + sign.len()..].chars();
        match (sign, next.next(), next.next()) {
            ("<", Some('/'), Some(c)) => c.is_ascii_alphabetic(),
            ("&", Some('#'), _) => true,
            ("&", Some(first), Some(second)) => first.is_ascii_alphabetic() && second.is_ascii_alphanumeric(),
            _ => false,
        }
    })
}

fn typed(content_type: &str, value: &str) -> Content {
    Content { content_type: Some(content_type.to_owned()), value: Some(value.to_owned()), ..Content::default() }
}

const fn text_type(text: &Text) -> &'static str {
    match text.r#type {
        atom_syndication::TextType::Text => "text",
        atom_syndication::TextType::Html => "html",
        atom_syndication::TextType::Xhtml => "xhtml",
    }
}

fn instant(timestamp: Timestamp) -> FixedDateTime {
    timestamp.as_utc().fixed_offset()
}

fn link(rel: &str, href: impl Into<String>) -> Link {
    Link { rel: rel.to_owned(), href: href.into(), ..Link::default() }
}

fn entry_links(record: &Record, shown: &Shown<'_>, policy: &ItemPolicy) -> Vec<Link> {
    let mut links = Vec::new();
    if let Some(url) = &shown.link {
        links.push(Link { mime_type: Some(HTML.to_owned()), ..link("alternate", url.as_str()) });
    }
    for other in links::links(record, shown, policy) {
        links.push(Link {
            mime_type: other.own.then(|| HTML.to_owned()),
            title: other.title.map(one_line),
            hreflang: other.hreflang.map(ToOwned::to_owned),
            ..link(other.rel, other.href)
        });
    }
    for enclosure in shown.enclosures {
        links.push(Link {
            mime_type: Some(enclosure.media_type.to_string()),
            length: enclosure.length.filter(|length| *length > 0).map(|length| length.to_string()),
            title: enclosure.title.as_deref().map(one_line),
            hreflang: enclosure.language.as_ref().map(ToString::to_string),
            ..link("enclosure", enclosure.url.as_str())
        });
    }
    if let Some(url) = &record.license {
        links.push(link("license", url.as_str()));
    }
    if let Some(url) = &record.comments {
        links.push(Link { mime_type: Some(HTML.to_owned()), ..link("replies", url.as_str()) });
    }
    links
}

/// What is known of the feed that the record comes from.
///
/// Its id is the declared one, else its address, which is what readers know a feed by. `at` is the day on which the record
/// came out there: the feed was not updated earlier than that, and nothing later is known.
fn origin(source: &SourceFeed, at: Timestamp) -> Source {
    let declared = source.id.as_deref().filter(|id| is_absolute_iri(id));
    let address = source.feed.as_ref().or(source.url.as_ref());
    let id = declared.or_else(|| address.map(|url| url.as_str()));
    let title = source.title.as_deref().or_else(|| address.map(|url| url.host()));
    let mut links = Vec::new();
    if let Some(url) = &source.feed {
        links.push(link("self", url.as_str()));
    }
    if let Some(url) = &source.url {
        links.push(Link { mime_type: Some(HTML.to_owned()), ..link("alternate", url.as_str()) });
    }
    Source {
        title: Text::plain(title.unwrap_or_default()),
        id: id.unwrap_or_default().to_owned(),
        updated: instant(at),
        links,
        ..Source::default()
    }
}

fn people(people: &[Person], show_emails: bool) -> Vec<atom_syndication::Person> {
    let person = |person: &Person| atom_syndication::Person {
        name: person.name.clone(),
        email: person.email.as_ref().filter(|_| show_emails).map(ToString::to_string),
        uri: person.url.as_ref().map(ToString::to_string),
        ..atom_syndication::Person::default()
    };
    people.iter().map(person).collect()
}

fn categories(categories: &[Category]) -> Vec<atom_syndication::Category> {
    let category = |category: &Category| atom_syndication::Category {
        term: one_line(&category.term),
        // RFC 4287 §4.2.2.2: the scheme is an IRI; the plain name of a taxonomy has no place here.
        scheme: category.scheme.clone().filter(|scheme| is_absolute_iri(scheme)),
        label: category.label.as_deref().map(one_line),
    };
    categories.iter().map(category).collect()
}

/// A feed without entries as the crate knows it.
pub(super) fn build_feed(channel: &Channel, namespaces: &BTreeMap<String, String>) -> Feed {
    let mut extensions = Extensions::default();
    super::add_schedule(channel, &mut extensions);
    history::add(channel, &mut extensions);
    let mut declared = super::declared(channel, namespaces);
    declared.extend(extensions.namespaces().clone());

    let mut authors = people(&channel.authors, true);
    if authors.is_empty() {
        // RFC 4287 §4.1.1 wants an author for every entry that names none.
        authors.push(atom_syndication::Person { name: channel.title.clone(), ..atom_syndication::Person::default() });
    }
    let mut links = Vec::new();
    for (format, url) in channel.addresses.iter().filter(|(format, _)| *format == Format::Atom) {
        links.push(Link { mime_type: Some(format.media_type().to_owned()), ..link("self", url.as_str()) });
    }
    links.push(Link { mime_type: Some(HTML.to_owned()), ..link("alternate", channel.link.as_str()) });
    for (format, url) in channel.addresses.iter().filter(|(format, _)| *format != Format::Atom) {
        links.push(Link { mime_type: Some(format.media_type().to_owned()), ..link("alternate", url.as_str()) });
    }
    links.extend(channel.history.links().into_iter().map(|(rel, url)| link(rel, url.as_str())));
    links.extend(channel.hubs.iter().map(|hub| link("hub", hub.as_str())));
    links.extend(channel.license.iter().map(|license| link("license", license.as_str())));
    Feed {
        title: Text::plain(channel.title.as_str()),
        id: channel.id.clone(),
        updated: instant(channel.updated),
        authors,
        categories: categories(&channel.categories),
        generator: Some(Generator { value: super::GENERATOR.to_owned(), ..Generator::default() }),
        icon: channel.icon.as_ref().map(ToString::to_string),
        links,
        logo: channel.logo.as_ref().map(ToString::to_string),
        rights: channel.rights.as_deref().map(prose),
        subtitle: super::description(channel).map(prose),
        extensions: extensions.into_atom(),
        namespaces: atom_namespaces(declared),
        lang: channel.language.as_ref().map(ToString::to_string),
        ..Feed::default()
    }
}
