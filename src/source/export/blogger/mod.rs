//! Blogger's export: an Atom feed with posts, pages, comments, settings and the template in it; also the answers of its
//! interface (version 3), saved as files.

mod answers;

use super::{
    super::Error,
    Article, Body, Entry, FeedOf, Input, Item, OldFeed, Settings, Site, Standing, Text, What,
    meta::{Fields, instant, line, reader_name},
    xml::{self, Element, Shape, Space},
};
use crate::{
    diagnostic::Place,
    value::{Format, Timestamp, Zone},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const SHAPE: Shape = Shape { path: &["feed"], hollow: &[], called: "a Blogger export" };

/// Reads the files of an export.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    for input in inputs {
        let start = super::detect::start(&input.path).unwrap_or_default();
        if matches!(start.iter().find(|byte| !byte.is_ascii_whitespace()), Some(b'{' | b'[')) {
            answers::read(input, settings, sink)?;
            continue;
        }
        let mut site = Site::default();
        let mut labels = BTreeSet::new();
        let mut number = 0_u32;
        let read = xml::elements(input, &SHAPE, &mut |element| match element.name.as_str() {
            "entry" => {
                number += 1;
                let entry = entry(&element, number, input, settings, &mut labels);
                if let What::Other(_) = entry.what {
                    setting(&element, &mut site);
                }
                sink(Item::Entry(Box::new(entry)));
            }
            "title" if site.title.is_none() => site.title = Some(line(&element.text)).filter(|title| !title.is_empty()),
            "link" if element.attribute("rel") == Some("alternate") => {
                site.link = element.attribute("href").map(str::to_owned);
            }
            _ => {}
        })?;
        let feed = |path: &str, format, of| OldFeed { path: path.to_owned(), format, of };
        site.feeds = vec![
            feed("/feeds/posts/default", Format::Atom, FeedOf::All),
            feed("/atom.xml", Format::Atom, FeedOf::All),
            feed("/rss.xml", Format::Rss, FeedOf::All),
            feed("/feeds/comments/default", Format::Atom, FeedOf::Comments),
        ];
        for label in labels {
            let path = format!("/feeds/posts/default/-/{}", label.replace('%', "%25").replace(' ', "%20"));
            site.feeds.push(feed(&path, Format::Atom, FeedOf::Tag(label)));
        }
        sink(Item::Site(Box::new(site)));
        if let Err(finding) = read {
            sink(Item::Broken(finding));
        }
    }
    Ok(())
}

/// What kind of entry it is: as a category until 2024, since then as an element of Blogger's own.
fn kind(element: &Element) -> String {
    let own = element.children.iter().find(|child| child.space == Space::Other && child.name == "type");
    if let Some(own) = own {
        return own.text.trim().to_lowercase();
    }
    let mut categories = element.all(Space::Atom, "category");
    let kind = categories.find(|c| c.attribute("scheme") == Some("http://schemas.google.com/g/2005#kind"));
    kind.and_then(|kind| kind.attribute("term")).and_then(|term| term.rsplit('#').next()).unwrap_or_default().to_owned()
}

fn entry(element: &Element, number: u32, input: &Input, settings: &Settings, labels: &mut BTreeSet<String>) -> Entry {
    let place = Place::file(input.name.clone()).line(element.line);
    let title = element.text_of(Space::Atom, "title").map(line).unwrap_or_default();
    let id = element.text_of(Space::Atom, "id").map(line);
    let key = id.unwrap_or_else(|| format!("entry {number} of {}", input.name));
    let what = match kind(element).as_str() {
        "post" => What::Article(Box::new(article(element, settings, labels))),
        "page" => What::Page(Box::new(article(element, settings, &mut BTreeSet::new()))),
        "comment" => What::Other("comment".into()),
        "settings" => What::Other("setting of the site".into()),
        "template" => What::Other("part of the layout".into()),
        "" => What::Other("entry of no type".into()),
        other => What::Other(format!("entry of the type {}", line(other)).into()),
    };
    Entry { place, title, key, comments: 0, what }
}

fn article(element: &Element, settings: &Settings, labels: &mut BTreeSet<String>) -> Article {
    let mut fields = Map::new();
    let text = |name| element.text_of(Space::Atom, name);
    let is_html = element.child(Space::Atom, "title").and_then(|title| title.attribute("type")) == Some("html");
    match text("title").map(line) {
        Some(title) if is_html => fields.html("title", "title_html", Some(&title)),
        title => titled(&mut fields, title.as_deref()),
    }
    // Blogger's feeds have it in every format.
    fields.text("id", text("id").map(line).as_deref());
    let link = |rel: &str| element.all(Space::Atom, "link").find(|link| link.attribute("rel") == Some(rel));
    let file = element.children.iter().find(|child| child.space == Space::Other && child.name == "filename");
    let file = file.map(|file| file.text.trim().to_owned()).filter(|file| !file.is_empty());
    let url = link("alternate").and_then(|link| link.attribute("href")).map(str::to_owned).or(file);
    fields.text("url", url.as_deref());
    let published = text("published").and_then(|date| instant(&date.replace('\n', ""), &Zone::UTC));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = text("updated").and_then(|date| instant(date, &Zone::UTC));
    let updated = updated.filter(|updated| published.is_some_and(|published| *updated > published));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    let people = element.all(Space::Atom, "author").filter_map(|author| {
        let name = author.text_of(Space::Atom, "name").map(reader_name)?;
        let mut person = Map::new();
        person.text("name", Some(&name));
        person.text("url", author.text_of(Space::Atom, "uri").filter(|uri| uri.starts_with("http")));
        // An account's; most are `noreply@blogger.com`.
        person
            .text("email_private", author.text_of(Space::Atom, "email").filter(|email| !email.starts_with("noreply@")));
        Some(Value::Object(person))
    });
    fields.list("authors", people.collect());
    let terms = element
        .all(Space::Atom, "category")
        .filter(|c| c.attribute("scheme") != Some("http://schemas.google.com/g/2005#kind"));
    let mut tags: Vec<Value> = Vec::new();
    for term in terms.filter_map(|term| term.attribute("term")).map(line) {
        if !term.is_empty() && !tags.iter().any(|known| *known == term) {
            labels.insert(term.clone());
            tags.push(Value::String(term));
        }
    }
    fields.list("tags", tags);
    let enclosure = link("enclosure").and_then(|link| {
        let mut file = Map::new();
        file.text("url", Some(link.attribute("href")?));
        file.text("type", link.attribute("type"));
        if let Some(length) = link.attribute("length").and_then(|n| n.parse::<u64>().ok()).filter(|n| *n > 0) {
            file.insert("length".to_owned(), json!(length));
        }
        Some(Value::Object(file))
    });
    fields.list("enclosures", enclosure.into_iter().collect());
    let described =
        element.children.iter().find(|child| child.space == Space::Other && child.name == "metaDescription");
    fields.text("summary", described.map(|description| line(&description.text)).as_deref());
    let slug = url.as_deref().and_then(|url| url.trim_end_matches('/').rsplit('/').next()).unwrap_or_default();
    let slug = slug.trim_end_matches(".html").to_owned();
    let slug = if slug.contains('?') { String::new() } else { slug };
    fields.text("slug", Some(&slug));
    let content = text("content").map(|text| Body { text: text.to_owned(), kind: Text::Html, images: Vec::new() });
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body: content, standing: standing(element), slug, day, ..Article::default() }
}

/// Sets a title that is plain text by its type. Blogger keeps `&amp;` for `&` in it, as its pages show it; a tag is none.
fn titled(fields: &mut Map<String, Value>, title: Option<&str>) {
    let is_reference = |rest: &str| {
        let name = rest.split_once(';').map_or("", |(name, _)| name);
        let digits = name.strip_prefix('#');
        (1..=8).contains(&name.len()) && digits.unwrap_or(name).bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match title {
        Some(text) if text.match_indices('&').any(|(at, _)| is_reference(&text[at + 1..])) => {
            fields.text("title_html", Some(&text.replace('<', "&lt;").replace('>', "&gt;")));
        }
        title => fields.text("title", title),
    }
}

fn standing(element: &Element) -> Standing {
    let control = element.children.iter().find(|child| child.name == "control");
    let draft = control.and_then(|control| control.children.iter().find(|child| child.name == "draft"));
    if draft.is_some_and(|draft| draft.text.trim().eq_ignore_ascii_case("yes")) {
        return Standing::Draft;
    }
    let own = |name: &str| element.children.iter().find(|child| child.space == Space::Other && child.name == name);
    // The day on which it was thrown away; its status may still be that of before.
    if own("trashed").is_some_and(|day| !day.text.trim().is_empty()) {
        return Standing::Trash;
    }
    match own("status").map(|status| status.text.trim().to_lowercase()).as_deref() {
        None | Some("live") => Standing::Published,
        Some("draft") => Standing::Draft,
        Some("scheduled") => Standing::Scheduled,
        Some("soft_trashed" | "trashed" | "deleted") => Standing::Trash,
        Some(other) => Standing::Unknown(line(other)),
    }
}

/// What a setting says of the site.
fn setting(element: &Element, site: &mut Site) {
    let id = element.text_of(Space::Atom, "id").unwrap_or_default();
    let Some(value) = element.text_of(Space::Atom, "content").map(line).filter(|value| !value.is_empty()) else {
        return;
    };
    let name = id.rsplit('.').next().unwrap_or_default();
    match name {
        "BLOG_NAME" => site.title = Some(value),
        "BLOG_DESCRIPTION" => site.description = Some(value),
        "BLOG_LOCALE" => site.language = Some(value.replace('_', "-")),
        "BLOG_TIME_ZONE" => site.zone = Some(value),
        "BLOG_CUSTOM_DOMAIN" if site.link.is_none() => site.link = Some(format!("https://{value}/")),
        "BLOG_SUBDOMAIN" if site.link.is_none() => site.link = Some(format!("https://{value}.blogspot.com/")),
        _ => {}
    }
}
