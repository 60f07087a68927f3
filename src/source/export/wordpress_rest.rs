//! The answers of `WordPress`'s REST interface (`/wp-json/wp/v2/posts?_embed&per_page=100`), saved as files.
//!
//! What posts refer to by number may stand inside of them (`_embed`) or in further files (users, categories, tags, media).

use super::{
    super::{Error, feed},
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    json::{Document, flag, text},
    meta::{Fields, instant, line, reader_name},
    wordpress::{self, podcast},
};
use crate::{
    diagnostic::Diagnostic,
    value::{Timestamp, Zone},
};
use serde_json::{Map, Value, json, value::RawValue};
use std::collections::HashMap;

type Row = Map<String, Value>;

/// What posts refer to by number.
#[derive(Default)]
struct Index {
    people: HashMap<String, Row>,
    terms: HashMap<String, Row>,
    media: HashMap<String, Row>,
}

/// Reads the files.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let mut index = Index::default();
    for input in inputs {
        if let Ok(document) = Document::open(input, &mut |_| {})? {
            // What is broken is said by the second reading.
            let _ = each(&document, &mut |_, row| index.take(&row));
        }
    }
    for input in inputs {
        let broken = match Document::open(input, sink)? {
            Ok(document) => each(&document, &mut |raw, row| {
                let entry = entry(&document, raw, &row, &index, settings);
                let metas = metas(&row);
                let metas = metas.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                podcast::further_channels(metas, &entry.title, &entry.place).map(&mut *sink);
                sink(Item::Entry(entry));
            }),
            Err(finding) => Err(finding),
        };
        if let Err(finding) = broken {
            sink(Item::Broken(finding));
        }
    }
    Ok(())
}

/// Every object of a file: of a list, or the only one.
fn each(document: &Document, take: &mut dyn FnMut(&RawValue, Row)) -> Result<(), Box<Diagnostic>> {
    let root = document.root()?;
    let list = if root.get().starts_with('[') { document.list(root) } else { vec![root] };
    for raw in list {
        match document.read(raw)? {
            // The answer to a question that was refused.
            Value::Object(row) if row.contains_key("code") && row.contains_key("message") => {
                let why = text(&row, "message").unwrap_or_default();
                return Err(document.other("an answer with posts", &format!("the site refused: {why}")));
            }
            Value::Object(row) => take(raw, row),
            _ => return Err(document.other("an answer of WordPress", "there is something else than objects in it")),
        }
    }
    Ok(())
}

impl Index {
    fn take(&mut self, row: &Row) {
        let Some(id) = text(row, "id") else { return };
        let table = match kind(row) {
            "account" => &mut self.people,
            "term" => &mut self.terms,
            "attachment" => &mut self.media,
            _ => return,
        };
        table.insert(id, row.clone());
    }
}

/// What an object is.
fn kind(row: &Row) -> &str {
    match row.get("type").and_then(Value::as_str) {
        Some(kind) => kind,
        None if row.contains_key("taxonomy") => "term",
        None if row.contains_key("avatar_urls") || row.contains_key("roles") => "account",
        None if row.contains_key("content") || row.contains_key("title") => "post",
        None if row.contains_key("author_name") => "comment",
        None => "object without a type",
    }
}

fn entry(document: &Document, raw: &RawValue, row: &Row, index: &Index, settings: &Settings) -> Box<Entry> {
    let place = document.place(raw);
    let title = rendered(row, "title").or_else(|| text(row, "name")).map(|title| line(&title)).unwrap_or_default();
    let kind = kind(row);
    let id = text(row, "id").unwrap_or_else(|| format!("line {}", place.line.unwrap_or_default()));
    let key = format!("{kind} {id} {}", guid(row).unwrap_or_default());
    let what = match kind {
        "post" => What::Article(Box::new(article(row, index, settings))),
        known if settings.types.iter().any(|wanted| wanted == known) => {
            What::Article(Box::new(article(row, index, settings)))
        }
        "page" => What::Page(Box::new(article(row, index, settings))),
        "account" => What::Other("account".into()),
        "term" => What::Other("term of a taxonomy".into()),
        "comment" => What::Other("comment".into()),
        "attachment" => What::Other("attachment".into()),
        other => What::Other(format!("entry of the type {}", line(other)).into()),
    };
    Box::new(Entry { place, title, key, comments: 0, what })
}

/// A field that the interface gives as HTML.
fn rendered(row: &Row, name: &str) -> Option<String> {
    match row.get(name)? {
        Value::Object(field) => text(field, "rendered"),
        Value::String(plain) if !plain.trim().is_empty() => Some(plain.clone()),
        _ => None,
    }
}

/// The guid, as feeds have it: here its ampersands are escaped for HTML.
fn guid(row: &Row) -> Option<String> {
    rendered(row, "guid").map(|guid| line(&guid.replace("&#038;", "&").replace("&amp;", "&")))
}

fn embedded<'r>(row: &'r Row, name: &str) -> impl Iterator<Item = &'r Row> {
    let list = row.get("_embedded").and_then(|embedded| embedded.get(name)).and_then(Value::as_array);
    let nested = list.into_iter().flatten().flat_map(|item| match item {
        Value::Array(items) => items.as_slice(),
        item => std::slice::from_ref(item),
    });
    // What could not be embedded is an object with an error in it.
    nested.filter_map(Value::as_object).filter(|item| !item.contains_key("code"))
}

fn article(row: &Row, index: &Index, settings: &Settings) -> Article {
    let mut fields = Map::new();
    fields.html("title", "title_html", rendered(row, "title").map(|title| line(&title)).as_deref());
    fields.text("id", guid(row).as_deref());
    fields.text("url", text(row, "link").as_deref());
    let slug = text(row, "slug").unwrap_or_default();
    fields.text("slug", Some(&slug));
    let date = |gmt: &str, local: &str| {
        let gmt = text(row, gmt).and_then(|date| instant(&date, &Zone::UTC));
        gmt.or_else(|| text(row, local).and_then(|date| instant(&date, &settings.zone)))
    };
    let published = date("date_gmt", "date");
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = date("modified_gmt", "modified").filter(|updated| published.is_some_and(|first| *updated > first));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    fields.list("authors", authors(row, index));
    terms(row, index, &mut fields);
    // Without one of its author's, WordPress makes an excerpt that breaks off so.
    let excerpt =
        rendered(row, "excerpt").filter(|excerpt| !["[&hellip;]", "[…]"].iter().any(|end| excerpt.contains(end)));
    fields.html("summary", "summary_html", excerpt.as_deref());
    if let Some(image) = image(row, index) {
        fields.insert("image".to_owned(), image);
    }
    let mut extra = Map::new();
    if flag(row, "sticky") {
        extra.insert("sticky".to_owned(), Value::Bool(true));
    }
    let metas = metas(row);
    let metas: Vec<(&str, &str)> = metas.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    podcast::of_metas(&metas, &mut fields, &mut extra);
    let standing = standing(row);
    if let Standing::Unknown(word) = &standing {
        extra.insert("old_status".to_owned(), Value::String(word.clone()));
    }
    if !extra.is_empty() {
        fields.insert("extra".to_owned(), Value::Object(extra));
    }
    let content = rendered(row, "content");
    let body = content.map(|text| Body { text, kind: Text::Html, images: Vec::new() });
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body, standing, slug, day, ..Article::default() }
}

/// What plugins keep beside a post and have registered for the interface. The file that one of them only leads to counts where
/// the file itself is not named.
fn metas(row: &Row) -> Vec<(String, String)> {
    let Some(kept) = row.get("meta").and_then(Value::as_object) else { return Vec::new() };
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let one = |(name, value): (&String, &Value)| {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        values.iter().filter_map(scalar).map(|value| (name.clone(), value)).collect::<Vec<_>>()
    };
    let mut metas: Vec<(String, String)> = kept.iter().flat_map(one).collect();
    let is_file =
        |(name, value): &(String, String)| matches!(name.as_str(), "audio_file" | "enclosure") && !value.is_empty();
    if let Some(link) = text(row, "download_link").filter(|_| !metas.iter().any(is_file)) {
        metas.push(("audio_file".to_owned(), link));
    }
    metas
}

fn standing(row: &Row) -> Standing {
    let standing = match text(row, "status").as_deref() {
        // Strangers are shown nothing else.
        None | Some("publish") => Standing::Published,
        Some("future") => Standing::Scheduled,
        Some("draft" | "pending" | "auto-draft" | "inherit") => Standing::Draft,
        Some("private") => Standing::Private,
        Some("trash") => Standing::Trash,
        Some(other) => Standing::Unknown(line(other)),
    };
    let is_protected = row.get("content").and_then(|content| content.get("protected")) == Some(&Value::Bool(true));
    let is_public = matches!(standing, Standing::Published | Standing::Scheduled);
    if is_public && (is_protected || text(row, "password").is_some()) {
        return Standing::Password;
    }
    if is_public { limited(row).unwrap_or(standing) } else { standing }
}

/// Who may read it, by the fields of plugins that the interface shows.
fn limited(row: &Row) -> Option<Standing> {
    let meta = row.get("meta").and_then(Value::as_object)?;
    let texts = |value: &Value| match value {
        Value::Array(items) => items.iter().filter_map(plain).collect(),
        value => plain(value).into_iter().collect::<Vec<String>>(),
    };
    let pairs = meta.iter().flat_map(|(key, value)| texts(value).into_iter().map(move |text| (key, text)));
    pairs.filter_map(|(key, text)| wordpress::limited(key, &text)).next()
}

/// A value as its table has it: flags are 0 and 1 there.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(u8::from(*flag).to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn authors(row: &Row, index: &Index) -> Vec<Value> {
    let person = |person: &Row| {
        let name =
            text(person, "name").or_else(|| text(person, "slug")).map(|name| reader_name(&feed::plain(&name)))?;
        let mut fields = Map::new();
        fields.text("name", Some(&name));
        // Only whoever asks with an account is told addresses: they are those of accounts.
        fields.text("email_private", text(person, "email").as_deref());
        fields.text("url", text(person, "url").as_deref());
        Some(Value::Object(fields))
    };
    let named = |name: &str| text(row, name).and_then(|number| index.people.get(&number)).and_then(person);
    let several = embedded(row, "wp:term").filter(|term| text(term, "taxonomy").as_deref() == Some("author"));
    let mut people: Vec<Value> = several
        .filter_map(|term| text(term, "name").map(|name| json!({ "name": reader_name(&feed::plain(&name)) })))
        .collect();
    if people.is_empty() {
        people = embedded(row, "author").filter_map(person).collect();
    }
    if people.is_empty() {
        people.extend(named("author"));
    }
    people
}

fn terms(row: &Row, index: &Index, fields: &mut Map<String, Value>) {
    let (mut categories, mut tags): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut add = |term: &Row| {
        let Some(name) = text(term, "name").map(|name| line(&feed::plain(&name))) else { return };
        let list = match text(term, "taxonomy").as_deref() {
            None | Some("category") => &mut categories,
            Some("post_tag") => &mut tags,
            Some(_) => return,
        };
        let name = Value::String(name);
        if !list.contains(&name) {
            list.push(name);
        }
    };
    embedded(row, "wp:term").for_each(&mut add);
    for name in ["categories", "tags"] {
        let numbers = row.get(name).and_then(Value::as_array).into_iter().flatten();
        numbers.filter_map(|number| index.terms.get(&number.to_string())).for_each(&mut add);
    }
    fields.list("categories", categories);
    fields.list("tags", tags);
}

fn image(row: &Row, index: &Index) -> Option<Value> {
    let listed = text(row, "featured_media").and_then(|number| index.media.get(&number));
    let media = embedded(row, "wp:featuredmedia").next().or(listed);
    let url = media.and_then(|media| text(media, "source_url")).or_else(|| text(row, "jetpack_featured_media_url"))?;
    let mut image = Map::new();
    image.text("url", Some(&url));
    image.text("alt", media.and_then(|media| text(media, "alt_text")).as_deref());
    Some(Value::Object(image))
}
