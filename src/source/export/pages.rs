//! What Courant reads as it is: feeds, for systems that export nothing else, and saved pages. Read as sources are, once.

use super::{
    super::{self as source, Error, Found, Kind as FileKind, SourceFile},
    Article, Body, Entry, Input, Item, Podcast, Settings, Site, Standing, Text, What,
    folder::each_file,
    meta::{Fields, instant, line, without_file_as_page},
    rows::value,
};
use crate::{
    diagnostic::{
        Diagnostic, Level, Place,
        rules::{import, source as rules},
    },
    record::{
        raw::{BodyFormat, Node, RawBody, RawRecord},
        restated,
    },
    value::{Timestamp, podcast::show_guid},
};
use serde_json::{Map, Value};
use std::path::Path;

/// Reads feeds: RSS, Atom, JSON Feed.
pub(super) fn feeds(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    for input in inputs {
        each_file(input, &[".xml", ".rss", ".atom", ".json"], "a feed", sink, &mut |input, sink| {
            let is_json = starts_with_brace(&input.path);
            let kind = if is_json { FileKind::Json } else { FileKind::Feed };
            let file = SourceFile {
                path: input.path.clone(),
                name: input.name.clone(),
                kind,
                sidecar: None,
                row: None,
                recordings: Vec::new(),
            };
            let (about, show) = (!is_json).then(|| source::feed::about(&file)).flatten().unwrap_or_default();
            let source::feed::About { title, link, description, language, own, further, hubs } = about;
            let (own, further) = (own.into_iter().collect(), further.into_iter().collect());
            let mut site = Site { title, link, description, language, own, further, hubs, ..Site::default() };
            if let Some(show) = show {
                let address = show.get("self").and_then(Node::as_filled_text).map(str::to_owned);
                let restated = restated(&show);
                for (line, why) in restated.left_out {
                    let place = Place::file(input.name.clone()).line(line).field("podcast");
                    sink(left_out(place, format!("left out of [feed.podcast]: {why}")));
                }
                for (line, why) in restated.kept {
                    let place = Place::file(input.name.clone()).line(line).field("podcast");
                    sink(left_out(place, format!("taken over as it is into [feed.podcast]: {why}")));
                }
                let mut show = restated.show;
                // A show that states no identity has the one that apps make of its address, and keeps it when it moves.
                if let (Some(address), Some(members)) = (&address, show.as_object_mut()) {
                    members.entry("guid").or_insert_with(|| show_guid(address).into());
                }
                site.podcast = Some(Podcast { show, address });
            }
            sink(Item::Site(Box::new(site)));
            records(input, kind, settings, sink)
        })?;
    }
    Ok(())
}

/// Reads saved pages.
pub(super) fn html(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    for input in inputs {
        each_file(input, &[".html", ".htm", ".xhtml"], "a directory of pages", sink, &mut |input, sink| {
            records(input, FileKind::Html, settings, sink)
        })?;
    }
    Ok(())
}

/// Reads a text with a head.
pub(super) fn texts(input: &Input, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    records(input, FileKind::Text, settings, sink)
}

fn starts_with_brace(path: &Path) -> bool {
    let start = super::detect::start(path).unwrap_or_default();
    start.iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf)) == Some(&b'{')
}

fn records(input: &Input, kind: FileKind, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let file = SourceFile {
        path: input.path.clone(),
        name: input.name.clone(),
        kind,
        sidecar: None,
        row: None,
        recordings: Vec::new(),
    };
    source::scan(&file, &mut |found| match found {
        Found::Record(mut record) => {
            if kind == FileKind::Html {
                linked_data(&input.path, &mut record);
            }
            let entry = entry(*record, kind, settings, sink);
            sink(Item::Entry(Box::new(entry)));
        }
        // A feed may have nothing in it.
        Found::Trouble(finding) if finding.rule == &rules::FILE_EMPTY => {}
        Found::Trouble(finding) if finding.level == Level::Error => {
            let Diagnostic { place, message, help, .. } = *finding;
            let broken = Diagnostic::new(&import::EXPORT_SYNTAX, place, message);
            sink(Item::Broken(Box::new(match help {
                Some(help) => broken.help(help),
                None => broken,
            })));
        }
        Found::Trouble(finding) => sink(Item::Trouble(finding)),
    })
}

/// The address of the first sound or film; a picture tells no article from another one.
fn address_of(enclosures: &Value) -> Option<String> {
    let all = enclosures.as_array().map_or(std::slice::from_ref(enclosures), Vec::as_slice);
    let is_played = |file: &&Value| {
        let kind = file.get("type").and_then(Value::as_str).unwrap_or_default();
        kind.starts_with("audio/") || kind.starts_with("video/")
    };
    all.iter().find(is_played)?.get("url")?.as_str().map(str::to_owned)
}

/// What pages say to search engines (JSON-LD, schema.org), where nothing else has it: the date.
fn linked_data(path: &Path, record: &mut RawRecord) {
    let start = super::detect::start(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&start);
    for (name, key) in [("published", "\"datePublished\""), ("updated", "\"dateModified\"")] {
        let known = record.fields.get_ignore_case(name).is_some() || record.fields.get_ignore_case("date").is_some();
        let after = text.find(key).map(|at| text[at + key.len()..].trim_start());
        let value = after.and_then(|rest| rest.strip_prefix(':')?.trim_start().strip_prefix('"')?.split('"').next());
        if let (Some(value), false) = (value, known && name == "published") {
            record.fields.0.push((name.to_owned(), Node::text(value, 0, 0)));
        }
    }
}

/// Fields that are a text in the record, and the way in which it is written.
const TEXTS: &[(&str, Text)] =
    &[("content_html", Text::Html), ("content_markdown", Text::Markdown), ("content_text", Text::Plain)];

/// Something that an import cannot take over, while the rest of it comes along.
fn left_out(place: Place, message: String) -> Item {
    let mut finding = Diagnostic::new(&import::EXPORT_ENTRY_UNUSABLE, place, message);
    finding.level = Level::Warning;
    Item::Trouble(Box::new(finding))
}

fn entry(record: RawRecord, kind: FileKind, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Entry {
    let place = record.origin.place();
    let mut fields: Map<String, Value> = Map::new();
    // What was lent from the channel, or found, does not go before what is declared.
    // Its own feed is no source to be named.
    let found = record.found.0.iter().filter(|(name, _)| name != "source");
    for (name, node) in record.fields.0.iter().chain(found) {
        let value = value(node);
        // Heads as in mail have capitals.
        let name = if kind == FileKind::Text { name.to_lowercase() } else { name.clone() };
        if !value.is_null() && !fields.contains_key(&name) {
            fields.insert(name, value);
        }
    }
    if let Some(episode) = record.fields.get_ignore_case("episode").and_then(Node::as_table) {
        let restated = restated(episode);
        for (line, why) in restated.left_out_of_episode {
            sink(left_out(place.clone().line(line).field("episode"), format!("left out of the episode: {why}")));
        }
        for (line, why) in restated.kept_in_episode {
            sink(left_out(place.clone().line(line).field("episode"), format!("taken over as it is: {why}")));
        }
        let is_empty = restated.episode.as_object().is_some_and(Map::is_empty);
        fields.shift_remove("episode");
        if !is_empty {
            fields.insert("episode".to_owned(), restated.episode);
        }
    }
    let body = body(&mut fields, record.body);
    without_file_as_page(&mut fields);
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let title = text("title").or_else(|| text("title_html")).map(|title| line(&title)).unwrap_or_default();
    // Subscribers know an episode with neither guid nor page by its file, as Apple documents it.
    let file = fields.get("enclosures").and_then(address_of).filter(|_| kind == FileKind::Feed);
    if let (None, None, Some(file)) = (text("id"), text("url"), file) {
        fields.insert("id".to_owned(), Value::String(file));
    }
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let key = text("id").or_else(|| text("url")).unwrap_or_else(|| match kind {
        FileKind::Html | FileKind::Text => place.file.as_deref().unwrap_or_default().to_owned(),
        _ => format!("{title} {}", text("published").unwrap_or_default()),
    });
    let names = ["published", "date_published", "date", "posted"];
    let published = names.iter().find_map(|name| instant(&text(name)?, &settings.zone));
    let updated = ["updated", "date_modified"].iter().find_map(|name| instant(&text(name)?, &settings.zone));
    if let Some(published) = published {
        names.iter().for_each(|name| drop(fields.shift_remove(*name)));
        fields.text("published", Some(&published.rfc3339()));
    } else if let Some(date) = names.iter().find_map(|name| text(name)) {
        // What nobody can read is no date; whoever knows what was meant has it before him.
        names.iter().for_each(|name| drop(fields.shift_remove(*name)));
        let extra = fields.entry("extra").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(extra) = extra {
            extra.insert("old_date".to_owned(), Value::String(line(&date)));
        }
    }
    if let Some(updated) = updated {
        fields.shift_remove("date_modified");
        fields.text("updated", Some(&updated.rfc3339()));
    }
    let slug = match kind {
        FileKind::Html | FileKind::Text => place.file.as_deref().and_then(stem),
        _ => text_of(&fields, "url").and_then(|url| stem(url.split(['?', '#']).next().unwrap_or_default())),
    };
    let slug = slug.unwrap_or_default();
    if text_of(&fields, "slug").is_none() {
        fields.text("slug", Some(&slug));
    }
    let day = published.map(|published: Timestamp| settings.zone.local(published).date());
    let is_draft = fields.get("draft").is_some_and(|flag| *flag == true || *flag == "true" || *flag == "yes");
    let standing = match text_of(&fields, "status") {
        _ if is_draft => Standing::Draft,
        None | Some("published") => Standing::Published,
        Some("draft") => Standing::Draft,
        Some(other) => Standing::Unknown(line(other)),
    };
    let article = Article { fields, body, standing, slug, day, ..Article::default() };
    Entry { place, title, key, comments: 0, what: What::Article(Box::new(article)) }
}

fn text_of<'f>(fields: &'f Map<String, Value>, name: &str) -> Option<&'f str> {
    fields.get(name).and_then(Value::as_str)
}

/// The last part of a path, without extension.
fn stem(path: &str) -> Option<String> {
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let name = path.trim_end_matches('/').rsplit('/').next()?;
    Some(name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()).filter(|stem| !stem.is_empty())
}

fn body(fields: &mut Map<String, Value>, apart: Option<RawBody>) -> Option<Body> {
    let declared =
        TEXTS.iter().find_map(|(name, kind)| Some((fields.shift_remove(*name)?.as_str()?.to_owned(), *kind)));
    // A JSON Feed may have both: one is enough.
    TEXTS.iter().for_each(|(name, _)| drop(fields.shift_remove(*name)));
    let apart = apart.map(|body| {
        let kind = match body.format {
            BodyFormat::Html => Text::Html,
            BodyFormat::Markdown | BodyFormat::Rst => Text::Markdown,
            BodyFormat::Text => Text::Plain,
        };
        (body.text, kind)
    });
    let (text, kind) = declared.or(apart)?;
    Some(Body { text, kind, images: Vec::new() })
}
