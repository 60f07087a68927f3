//! RSS 2.0 on the types of the `rss` crate.

use super::{
    Channel, Envelope, Fragment, Item, ItemPolicy, Redaction, elements,
    extension::{Element, Extensions, known_namespace},
    history,
    links::links,
    media, podcast,
    shown::{Shown, changed, nothing_to_show},
    splice,
};
use crate::{
    diagnostic::Diagnostic,
    record::{Category, Person, Record, SourceFeed},
    value::{Format, WebUrl, escape_html},
};
use rss::extension::dublincore::DublinCoreExtension;
use std::collections::BTreeMap;

/// The widest and highest `image` that RSS 2.0 allows, in pixels.
const IMAGE_LIMIT: (u32, u32) = (144, 400);

/// The days as `skipDays` names them.
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Renders one item.
pub(super) fn item(item: &Item<'_>, policy: &ItemPolicy) -> Result<Fragment, Box<Diagnostic>> {
    let (item, namespaces) = build_item(item, policy)?;
    Ok(Fragment { text: splice::rss_item(item), namespaces })
}

/// Renders an item whose text is a notice.
pub(super) fn redacted(redaction: &Redaction<'_>) -> Fragment {
    let mut extensions = Extensions::default();
    if let Some(changed) = redaction.changed() {
        extensions.push(Element::new("atom", "updated").text(changed.rfc3339()));
    }
    let namespaces = extensions.namespaces().clone();
    let item = rss::Item {
        title: Some(redaction.shown_title()),
        link: redaction.url.map(ToString::to_string),
        description: Some(escape_html(redaction.notice).replace('\n', "<br>\n")),
        guid: Some(guid(redaction.id, redaction.url)),
        pub_date: Some(redaction.published.rfc822()),
        extensions: extensions.into_rss(),
        ..rss::Item::default()
    };
    Fragment { text: splice::rss_item(item), namespaces }
}

/// The id, which is a permalink only while it is the address of the page.
fn guid(id: &str, url: Option<&WebUrl>) -> rss::Guid {
    rss::Guid { value: id.to_owned(), permalink: url.is_some_and(|url| url.as_str() == id) }
}

/// Renders what stands around the items.
pub(super) fn envelope(channel: &Channel, namespaces: &BTreeMap<String, String>) -> Envelope {
    let (head, tail) = splice::rss_envelope(&build_channel(channel, namespaces));
    Envelope { head, between: "\n", tail }
}

/// An item as the crate knows it, and the namespaces that it uses.
pub(super) fn build_item(
    item: &Item<'_>,
    policy: &ItemPolicy,
) -> Result<(rss::Item, BTreeMap<String, String>), Box<Diagnostic>> {
    let record = item.record;
    let shown = Shown::new(item, policy);
    if !shown.has_text() {
        return Err(nothing_to_show(item, "RSS"));
    }
    let summary = shown.summary.map(super::shown::Summary::to_html);
    let body = shown.content.as_ref().map(|content| content.html.clone().into_owned());
    // RSS profile: a body without summary is the description; `content:encoded` comes only after a description.
    let (description, content) = match (summary, body) {
        (Some(summary), body) => (Some(summary), body),
        (None, body) => (body, None),
    };
    let author = sole_address(&record.authors, policy);
    let dublin_core = dublin_core(record, policy, author.is_none());

    let mut extensions = Extensions::default();
    for link in links(record, &shown, policy) {
        extensions.push(
            Element::new("atom", "link")
                .attribute("rel", link.rel)
                .attribute("href", link.href)
                .attribute_if("title", link.title)
                .attribute_if("hreflang", link.hreflang),
        );
    }
    if let Some(updated) = changed(record) {
        extensions.push(Element::new("atom", "updated").text(updated.rfc3339()));
    }
    if let Some(license) = &record.license {
        extensions.push(Element::new("creativeCommons", "license").text(license.as_str()));
    }
    if let Some(image) = &record.image {
        media::image(image, &mut extensions);
    }
    let episode = policy.podcast.as_ref().map(|_| podcast::of_files(record, shown.enclosures));
    let first = shown.enclosures.first();
    let group = episode.as_deref().zip(first).and_then(|(episode, file)| podcast::renditions(episode, file));
    let is_grouped = group.is_some();
    group.into_iter().for_each(|group| extensions.push(group));
    let alternates = episode.as_deref().map(|episode| episode.alternates.as_slice()).unwrap_or_default();
    for (position, enclosure) in shown.enclosures.iter().enumerate().skip(usize::from(is_grouped)) {
        if is_grouped && alternates.iter().any(|known| podcast::leads_to(known, enclosure)) {
            continue;
        }
        // The first one is in `enclosure`, which cannot say how long it plays, what it is called and which language it is in.
        let says_more = enclosure.duration.is_some() || enclosure.title.is_some() || enclosure.language.is_some();
        if position > 0 || says_more {
            media::file(enclosure, &mut extensions);
        }
    }
    if let Some(location) = &record.location {
        media::point(location, &mut extensions);
    }
    // Of what has to be paid for, a teaser says no more than that it is there.
    let items = policy.podcast.as_ref().filter(|_| !item.teaser).zip(episode.as_deref());
    let itunes =
        items.and_then(|(items, episode)| podcast::episode(record, episode, shown.enclosures, items, &mut extensions));
    if itunes.is_some() {
        declare(&mut extensions, "itunes");
    }
    elements::add(item, policy, &mut extensions);
    if dublin_core.is_some() {
        declare(&mut extensions, "dc");
    }
    if content.is_some() {
        declare(&mut extensions, "content");
    }
    let namespaces = extensions.namespaces().clone();
    let built = rss::Item {
        title: shown.title.map(ToOwned::to_owned),
        link: shown.link.as_ref().map(ToString::to_string),
        description,
        author,
        categories: categories(&record.categories),
        comments: record.comments.as_ref().map(ToString::to_string),
        enclosure: shown.enclosures.first().map(|enclosure| rss::Enclosure {
            url: enclosure.url.to_string(),
            // 0 is what the RSS profile has for an unknown length.
            length: enclosure.length.unwrap_or_default().to_string(),
            mime_type: enclosure.media_type.to_string(),
        }),
        guid: Some(guid(record.id.as_str(), record.url.as_ref())),
        pub_date: record.published.map(|published| published.rfc822()),
        source: record.source.as_ref().and_then(core_source),
        content,
        extensions: extensions.into_rss(),
        itunes_ext: itunes,
        dublin_core_ext: dublin_core,
    };
    Ok((built, namespaces))
}

fn declare(extensions: &mut Extensions, prefix: &str) {
    if let Some(uri) = known_namespace(prefix) {
        extensions.declare(prefix, uri);
    }
}

/// What Dublin Core says better than the core, or alone.
fn dublin_core(record: &Record, policy: &ItemPolicy, creators: bool) -> Option<DublinCoreExtension> {
    let names = |people: &[Person]| people.iter().map(|person| person.name.clone()).collect::<Vec<_>>();
    let language = record.language.as_ref().filter(|language| policy.language.as_ref() != Some(language));
    let source = record.source.as_ref().filter(|source| source.feed.is_none());
    let extension = DublinCoreExtension {
        creators: if creators { names(&record.authors) } else { Vec::new() },
        contributors: names(&record.contributors),
        languages: language.map(ToString::to_string).into_iter().collect(),
        rights: record.rights.iter().cloned().collect(),
        // `source` needs the address of a feed; without it, what is known is not lost.
        sources: source
            .and_then(|source| source.title.clone().or_else(|| source.url.as_ref().map(ToString::to_string)))
            .into_iter()
            .collect(),
        ..DublinCoreExtension::default()
    };
    (extension != DublinCoreExtension::default()).then_some(extension)
}

fn core_source(source: &SourceFeed) -> Option<rss::Source> {
    Some(rss::Source { url: source.feed.as_ref()?.to_string(), title: source.title.clone() })
}

fn categories(categories: &[Category]) -> Vec<rss::Category> {
    let category = |category: &Category| rss::Category {
        name: category.display().to_owned(),
        domain: category.scheme.as_deref().map(super::extension::one_line),
    };
    categories.iter().map(category).collect()
}

/// `author` is for one person with a public address; every other case is `dc:creator`, never both (validators warn).
fn sole_address(authors: &[Person], policy: &ItemPolicy) -> Option<String> {
    match authors {
        [author] if policy.show_emails => address(author),
        _ => None,
    }
}

/// `mail@host.example (Real Name)`: parentheses and backslashes would end or escape the comment (RFC 822 §3.4.3).
fn address(person: &Person) -> Option<String> {
    let email = person.email.as_ref()?;
    let name = person.name.replace(['(', ')', '\\'], "");
    let name = name.trim();
    Some(if name.is_empty() { email.to_string() } else { format!("{email} ({name})") })
}

/// A channel without items as the crate knows it.
pub(super) fn build_channel(channel: &Channel, namespaces: &BTreeMap<String, String>) -> rss::Channel {
    let editor = channel.authors.iter().find_map(address);
    let creators: Vec<String> = match editor {
        Some(_) => Vec::new(),
        None => channel.authors.iter().map(|author| author.name.clone()).collect(),
    };
    let mut extensions = Extensions::default();
    add_channel_links(channel, &mut extensions);
    extensions.push(Element::new("atom", "id").text(&channel.id));
    if let Some(license) = &channel.license {
        extensions.push(Element::new("creativeCommons", "license").text(license.as_str()));
    }
    super::add_schedule(channel, &mut extensions);
    history::add(channel, &mut extensions);
    let show = channel.podcast.as_deref();
    if let Some(show) = show {
        podcast::channel(show, channel, &mut extensions);
        declare(&mut extensions, "itunes");
    }
    let image = channel.image.clone().or_else(|| podcast::image(show?));
    let mut declared = super::declared(channel, namespaces);
    declared.extend(extensions.namespaces().clone());

    let mut hours: Vec<u8> = channel.skip_hours.iter().copied().filter(|hour| *hour < 24).collect();
    hours.sort_unstable();
    hours.dedup();
    let days = DAYS.into_iter().filter(|day| channel.skip_days.iter().any(|skipped| skipped.eq_ignore_ascii_case(day)));
    rss::Channel {
        title: channel.title.clone(),
        link: channel.link.to_string(),
        // Required: the title stands in for a description that nobody wrote.
        description: super::description(channel).unwrap_or(&channel.title).to_owned(),
        language: channel.language.as_ref().map(ToString::to_string),
        copyright: show.and_then(|show| show.show.copyright.clone()).or_else(|| channel.rights.clone()),
        managing_editor: editor,
        webmaster: channel.webmaster.as_ref().and_then(address),
        last_build_date: Some(channel.updated.rfc822()),
        categories: categories(&channel.categories),
        generator: Some(super::GENERATOR.to_owned()),
        docs: Some("https://www.rssboard.org/rss-specification".to_owned()),
        ttl: channel.ttl.filter(|minutes| *minutes > 0).map(|minutes| minutes.to_string()),
        image: image.as_ref().map(|image| channel_image(channel, image)),
        cloud: channel.cloud.as_ref().map(|cloud| rss::Cloud {
            domain: cloud.domain.clone(),
            port: cloud.port.to_string(),
            path: cloud.path.clone(),
            register_procedure: cloud.procedure.clone(),
            protocol: cloud.protocol.clone(),
        }),
        skip_hours: hours.iter().map(ToString::to_string).collect(),
        skip_days: days.map(ToOwned::to_owned).collect(),
        extensions: extensions.into_rss(),
        itunes_ext: show.map(|show| podcast::own_tags(show, channel)),
        dublin_core_ext: (!creators.is_empty())
            .then(|| DublinCoreExtension { creators, ..DublinCoreExtension::default() }),
        namespaces: declared,
        ..rss::Channel::default()
    }
}

fn add_channel_links(channel: &Channel, extensions: &mut Extensions) {
    let own = |format: Format| format == Format::Rss;
    // `self` first: programs that read only one link read that one.
    let (mine, others): (Vec<_>, Vec<_>) = channel.addresses.iter().partition(|(format, _)| own(*format));
    for (format, url) in mine.into_iter().chain(others) {
        let rel = if own(*format) { "self" } else { "alternate" };
        extensions.push(
            Element::new("atom", "link")
                .attribute("rel", rel)
                .attribute("type", format.media_type())
                .attribute("href", url.as_str()),
        );
    }
    for (rel, url) in channel.history.links() {
        extensions.push(Element::new("atom", "link").attribute("rel", rel).attribute("href", url.as_str()));
    }
    for hub in &channel.hubs {
        extensions.push(Element::new("atom", "link").attribute("rel", "hub").attribute("href", hub.as_str()));
    }
}

/// The image's title and link are the channel's, as the RSS profile wants them; its size is given whole or not at all,
/// since a single side would be paired with the default of the other one.
fn channel_image(channel: &Channel, image: &crate::record::Image) -> rss::Image {
    let legal =
        |(width, height): &(u32, u32)| (1..=IMAGE_LIMIT.0).contains(width) && (1..=IMAGE_LIMIT.1).contains(height);
    let size = image.width.zip(image.height).filter(legal);
    rss::Image {
        url: image.url.to_string(),
        title: channel.title.clone(),
        link: channel.link.to_string(),
        width: size.map(|(width, _)| width.to_string()),
        height: size.map(|(_, height)| height.to_string()),
        description: image.alt.clone(),
    }
}
