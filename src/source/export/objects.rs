//! JSON that nobody gave a name: a list of objects somewhere in it, each an article; its members are fields, by their own
//! names or by a map, and what is nested is looked into.

use super::{
    super::{Error, feed},
    Entry, Input, Item, Settings, What, csv,
    json::Document,
    lists,
    meta::{Fields, instant, line, reader_name},
    rows::{Row, letters},
    unread::Unread,
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::import as rules},
    record,
    value::{Email, Timestamp, Zone, escape_html},
};
use serde_json::{Map, Value, json, value::RawValue};
use std::collections::{HashMap, HashSet};

/// Levels of objects in which a member is.
const DEEPEST: usize = 5;

/// Members that hold the text, where there is an object in its place.
const TEXTS: &[&str] =
    &["rendered", "html", "#text", "text", "value", "raw", "markdown", "name", "title", "label", "url", "@_href"];

/// Members that hold a name, of a person or a term.
const NAMES: &[&str] = &[
    "name",
    "displayName",
    "display_name",
    "fullName",
    "full_name",
    "fullOrUserName",
    "title",
    "label",
    "term",
    "#text",
    "@_text",
    "username",
    "slug",
];

/// Members that hold an address, of an image or a file.
const ADDRESSES: &[&str] = &["url", "src", "href", "source_url", "@_url", "@_href", "file"];

/// Objects that only wrap what is meant: `{"id": 1, "attributes": {…}}`, `{"tag": {…}}`.
const WRAPPERS: &[&str] = &["attributes", "data", "node", "fields", "author", "user", "tag", "category", "item"];

/// Reads the files.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    for input in inputs {
        let broken = match Document::open(input, sink)? {
            Ok(document) => export(&document, settings, sink),
            Err(finding) => Err(finding),
        };
        if let Err(finding) = broken {
            sink(Item::Broken(finding));
        }
    }
    Ok(())
}

fn export(document: &Document, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Box<Diagnostic>> {
    let root = document.root()?;
    let entries = match &settings.list {
        Some(path) => lists::named(document, root, settings, path)?,
        None => {
            let (entries, unread) = lists::found(document, root, settings)?;
            if !unread.is_empty() {
                sink(Item::Trouble(Box::new(left_unread(document.place(root), &unread))));
            }
            entries
        }
    };
    let mut state = csv::State::default();
    // Most lists have no such member, and none of theirs has to be read twice.
    for raw in entries.iter().filter(|raw| raw.get().to_ascii_lowercase().contains("state")) {
        if let Value::Object(object) = document.read(raw)? {
            state.look(&Row { place: document.place(raw), cells: unwrapped(&object) });
        }
    }
    let is_place = state.is_place(settings);
    let types: HashSet<String> = entries.iter().filter_map(|raw| type_of(document, raw)).collect();
    let wanted = types.iter().any(|kind| is_type_of_articles(kind));
    let is_other =
        |kind: &str| wanted && !is_type_of_articles(kind) && !settings.types.iter().any(|known| known == kind);
    let mut unread = Unread::default();
    let included = included(document, root);
    for raw in entries {
        let place = document.place(raw);
        if let Some(kind) = type_of(document, raw).filter(|kind| is_other(kind)) {
            let key = format!("line {}", place.line.unwrap_or_default());
            let what = What::Other(format!("entry of the type {}", line(&kind)).into());
            sink(Item::Entry(Box::new(Entry { key, place, title: String::new(), comments: 0, what })));
            continue;
        }
        sink(Item::Entry(Box::new(match document.read(raw)? {
            Value::Object(mut object) => {
                related(&mut object, &included);
                let (mut row, mut stated) = (Row { place, cells: cells(&object, settings) }, unwrapped(&object));
                if is_place {
                    stated.retain(|name, _| letters(name) != "state");
                    if !stated.keys().any(|name| matches!(letters(name).as_str(), "status" | "poststatus")) {
                        row.cells.shift_remove("status");
                    }
                }
                let entry = csv::entry(&row, &stated, settings);
                unread.look(&entry, &stated, settings);
                entry
            }
            _ => Entry {
                key: format!("line {}", place.line.unwrap_or_default()),
                place,
                title: String::new(),
                comments: 0,
                what: What::Other("entry that is no object".into()),
            },
        })));
    }
    unread.tell(sink);
    Ok(())
}

/// That other lists have articles, too.
fn left_unread(place: Place, lists: &[String]) -> Diagnostic {
    let named = lists.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
    let message =
        format!("of several lists in this JSON that look like articles, one is read, and these are not: {named}");
    let help = "if one of them is meant, name it with `--list PATH`, and import once more";
    Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place, message).help(help)
}

/// What an object says it is, in a list of the documents of all kinds: Sanity's `_type`.
fn type_of(document: &Document, raw: &RawValue) -> Option<String> {
    if !raw.get().contains("\"_type\"") {
        return None;
    }
    serde_json::from_str(document.members(raw)?.get("_type")?.get()).ok()
}

fn is_type_of_articles(kind: &str) -> bool {
    matches!(
        letters(kind).as_str(),
        "post" | "blogpost" | "article" | "newsarticle" | "blog" | "blogentry" | "story" | "news" | "entry"
    )
}

/// An object as a row, its cells called by the canonical fields.
pub(super) fn cells(object: &Map<String, Value>, settings: &Settings) -> Map<String, Value> {
    let unwrapped = unwrapped(object);
    let mut cells = Map::new();
    for field in csv::fields() {
        let paths: Vec<&str> =
            settings.map.iter().filter(|(name, _)| name == field).map(|(_, path)| path.as_str()).collect();
        let values: Vec<&Value> = match paths.is_empty() {
            true => named_so(field, &unwrapped),
            false => paths.iter().flat_map(|path| at(object, path)).collect(),
        };
        let is_mapped = !paths.is_empty();
        let by_zone = if is_mapped { None } else { universal(field, &unwrapped) };
        if let Some(value) = by_zone.or_else(|| cell(field, &values, is_mapped)) {
            cells.insert(field.to_owned(), value);
        }
    }
    if let (Some(Value::Array(files)), Some(duration)) = (
        cells.get_mut("enclosures"),
        unwrapped.iter().find(|(name, _)| matches!(letters(name).as_str(), "itunesduration" | "duration")),
    ) && let [Value::Object(file)] = files.as_mut_slice()
        && let Some(duration) = text_of(duration.1)
    {
        file.insert("duration".to_owned(), Value::String(duration));
    }
    cells
}

/// The values of the members that mean a field by their names; a name with a dot reaches into an object.
fn named_so<'v>(field: &str, object: &'v Map<String, Value>) -> Vec<&'v Value> {
    let of = |object: &'v Map<String, Value>, name: &str| -> Vec<&'v Value> {
        object.iter().filter(|(known, _)| letters(known) == name).map(|(_, value)| value).collect()
    };
    let local = csv::columns(field).iter().filter(|name| !name.ends_with("gmt"));
    let mut values: Vec<&Value> = local.flat_map(|name| of(object, name)).collect();
    for (head, rest) in record::names_of(field).filter_map(|name| name.split_once('.')) {
        for value in of(object, head) {
            let inner = value.as_object().map(|object| of(object, &letters(rest)));
            values.extend(inner.into_iter().flatten());
        }
    }
    values
}

/// The date of a member that says by its name that it is one of UTC.
fn universal(field: &str, object: &Map<String, Value>) -> Option<Value> {
    let is_meant = |name: &str| {
        let name = letters(name);
        name.ends_with("gmt") && csv::columns(field).contains(&name)
    };
    let text = object.iter().find(|(name, _)| is_meant(name))?.1.as_str()?;
    Some(Value::String(instant(text, &Zone::UTC)?.rfc3339()))
}

/// The members of an object and of the one that wraps the others, if there is one.
fn unwrapped(object: &Map<String, Value>) -> Map<String, Value> {
    let mut all = object.clone();
    of_known_systems(&mut all);
    for name in ["attributes", "data", "node", "fields"] {
        if let Some(Value::Object(inner)) = object.get(name)
            && !object.contains_key("title")
        {
            all.remove(name);
            for (name, value) in inner {
                all.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
    }
    all
}

/// The names of what JSON:API sends beside its entries, by type and id.
fn included(document: &Document, root: &RawValue) -> HashMap<(String, String), String> {
    let members = document.members(root).filter(|members| members.contains_key("included"));
    let named = |object: &Map<String, Value>| {
        let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(((text("type")?, text("id")?), name(object.get("attributes")?.as_object()?)?))
    };
    members.map(|members| document.rows(&members, "included")).unwrap_or_default().iter().filter_map(named).collect()
}

/// Gives an entry of JSON:API the names of those to whom it is related: who wrote it, and its terms.
fn related(object: &mut Map<String, Value>, included: &HashMap<(String, String), String>) {
    let Some(Value::Object(relations)) = object.get("relationships").filter(|_| !included.is_empty()) else { return };
    let (mut authors, mut tags) = (Vec::new(), Vec::new());
    for (name, relation) in relations {
        let data = relation.get("data").into_iter().flat_map(|data| match data {
            Value::Array(items) => items.iter().collect(),
            one => vec![one],
        });
        let named = data.filter_map(|other| {
            let text = |name: &str| other.get(name).and_then(Value::as_str).map(str::to_owned);
            let kind = text("type")?;
            let is_term = kind.starts_with("taxonomy_term--") || ["tags", "categories"].contains(&kind.as_str());
            Some((is_term, included.get(&(kind, text("id")?))?))
        });
        for (is_term, other) in named {
            match letters(name).as_str() {
                _ if is_term => tags.push(Value::String(other.clone())),
                "uid" | "author" | "authors" => authors.push(Value::String(other.clone())),
                _ => {}
            }
        }
    }
    for (field, names) in [("authors", authors), ("tags", tags)] {
        if !names.is_empty() {
            object.entry(field).or_insert(Value::Array(names));
        }
    }
}

/// Gives the members of two systems that say what they are the names which are understood: dev.to's account, and Tumblr's
/// photographs with what stands below them.
fn of_known_systems(object: &mut Map<String, Value>) {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let account = object.get("user").filter(|_| text("type_of") == Some("article") && !object.contains_key("author"));
    let author = account.and_then(|user| user.get("name")).cloned();
    let photos = object.get("photos").and_then(Value::as_array).filter(|_| text("type") == Some("photo"));
    let html = photos.map(|photos| {
        let urls = photos.iter().filter_map(|photo| photo.get("original_size")?.get("url")?.as_str());
        let images: String = urls.map(|url| format!("<p><img src=\"{}\"></p>", escape_html(url))).collect();
        Value::String(images + text("caption").unwrap_or_default())
    });
    if let Some(author) = author {
        object.insert("author".to_owned(), author);
    }
    if let Some(html) = html.filter(|_| !object.contains_key("body")) {
        object.insert("body_html".to_owned(), html);
    }
}

/// The values at a path; of lists on the way, those of each item.
fn at<'v>(object: &'v Map<String, Value>, path: &str) -> Vec<&'v Value> {
    // A name with dots in it goes before a way.
    if let Some(value) = object.get(path) {
        return vec![value];
    }
    let mut parts = path.split('.');
    let mut values: Vec<&Value> = parts.next().and_then(|first| object.get(first)).into_iter().collect();
    for part in parts {
        let spread = values.into_iter().flat_map(|value| match value {
            Value::Array(items) => items.iter().collect(),
            other => vec![other],
        });
        values = spread
            .filter_map(|value| match value {
                Value::Array(items) => items.get(part.parse::<usize>().ok()?),
                other => other.get(part),
            })
            .collect();
    }
    values
}

/// The value of a field, from what stands under its names.
fn cell(field: &str, values: &[&Value], is_mapped: bool) -> Option<Value> {
    let spread = || {
        values.iter().flat_map(|value| match value {
            Value::Array(items) => items.iter().collect::<Vec<_>>(),
            // A list in an envelope.
            Value::Object(object) => match ["data", "nodes", "edges"].iter().find_map(|name| object.get(*name)) {
                Some(Value::Array(items)) => items.iter().collect(),
                _ => vec![*value],
            },
            other => vec![*other],
        })
    };
    // One name is enough; a map may put a list together.
    let first = |value: &dyn Fn(&Value) -> Option<String>| values.iter().find_map(|v| value(v)).map(Value::String);
    match field {
        "authors" => {
            let mut people: Vec<Value> = Vec::new();
            for person in spread().filter_map(person) {
                let is_known =
                    |known: &Value| *known == person || person.is_object() && known["name"] == person["name"];
                if !people.iter().any(is_known) {
                    people.push(person);
                }
            }
            (!people.is_empty()).then_some(Value::Array(people))
        }
        "categories" | "tags" => {
            if let ([Value::String(text)], false) = (values, is_mapped) {
                return Some(Value::String(text.clone())).filter(|_| !text.trim().is_empty());
            }
            let mut terms: Vec<Value> = Vec::new();
            for term in spread().filter_map(term).map(Value::String) {
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
            (!terms.is_empty()).then_some(Value::Array(terms))
        }
        "enclosures" => {
            let files: Vec<Value> = spread().filter_map(file).collect();
            (!files.is_empty()).then_some(Value::Array(files))
        }
        "image" => first(&|value| address(value)),
        "license" | "location" | "source" => values.iter().find_map(|value| match value {
            Value::Object(object) => plain_members(object),
            other => text_of(other).filter(|text| !text.trim().is_empty()).map(Value::String),
        }),
        "related" => {
            let links: Vec<Value> = spread().filter_map(link).collect();
            (!links.is_empty()).then_some(Value::Array(links))
        }
        "published" | "updated" | "expires" => first(&|value| moment(value, 0)),
        // A state may be an entry of its own, with a name.
        "status" | "visibility" => first(&|value| {
            let named = || value.as_object().and_then(|object| name(inner(object)));
            text_of(value).or_else(named).filter(|text| !text.trim().is_empty())
        }),
        "content" | "content_html" | "content_markdown" | "content_text" => first(&|value| {
            // The members of a component are fields of their own.
            if value.get("component").is_some() {
                return None;
            }
            let parts = || record::joined(&super::rows::node(value));
            parts().or_else(|| text_of(value)).filter(|text| !text.trim().is_empty())
        }),
        _ => first(&|value| text_of(value).filter(|text| !text.trim().is_empty())),
    }
}

/// A date, out of what may wrap it.
fn moment(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::Number(number) => number.as_i64().filter(|number| !(0..=1).contains(number)).and_then(epoch),
        Value::Object(object) if depth < DEEPEST => {
            let wrapped = record::moments().iter().find_map(|name| object.get(*name));
            wrapped.and_then(|inner| moment(inner, depth + 1))
        }
        Value::Array(items) if depth < DEEPEST => items.first().and_then(|first| moment(first, depth + 1)),
        other => {
            let text = other.as_str().filter(|text| !text.trim().is_empty() && !csv::is_flag(text))?;
            (!record::is_no_date(text)).then(|| text.to_owned())
        }
    }
}

/// The members of an object that are texts or numbers, if there are any.
fn plain_members(object: &Map<String, Value>) -> Option<Value> {
    let is_plain = |value: &Value| value.is_string() || value.is_number();
    let plain: Map<String, Value> =
        object.iter().filter(|(_, value)| is_plain(value)).map(|(name, value)| (name.clone(), value.clone())).collect();
    (!plain.is_empty()).then_some(Value::Object(plain))
}

/// A link to something else; what has no address is none.
fn link(value: &Value) -> Option<Value> {
    let is_address = |text: &&str| csv::is_address(text);
    let Value::Object(object) = value else {
        return value.as_str().filter(is_address).map(|text| Value::String(text.to_owned()));
    };
    let part = |names: &[&str]| names.iter().find_map(|name| object.get(*name)?.as_str());
    let mut link = Map::new();
    link.text("rel", part(&["rel"]));
    link.text("url", Some(part(&["url", "href", "link"]).filter(is_address)?));
    link.text("title", part(&["title", "name"]));
    link.text("language", part(&["language", "lang", "hreflang"]));
    Some(Value::Object(link))
}

/// Seconds or milliseconds since 1970.
fn epoch(number: i64) -> Option<String> {
    // The last day that most systems know stands for never, in seconds as well.
    let is_last_day = (253_402_214_400..=253_402_300_799).contains(&number);
    let seconds = if number.abs() >= 100_000_000_000 && !is_last_day { number / 1000 } else { number };
    Timestamp::from_unix(seconds).map(Timestamp::rfc3339)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Object(object) => TEXTS.iter().find_map(|member| match object.get(*member)? {
            Value::String(text) => Some(text.clone()),
            Value::Bool(flag) if *member == "value" => Some(flag.to_string()),
            Value::Number(number) if *member == "value" => Some(number.to_string()),
            _ => None,
        }),
        // Of a text in several languages the first.
        Value::Array(items) if items.iter().all(Value::is_string) => items.first()?.as_str().map(str::to_owned),
        Value::Array(items) => items.first().filter(|first| first.is_object()).and_then(text_of),
        Value::Null => None,
    }
}

/// The object that a wrapper wraps.
fn inner(object: &Map<String, Value>) -> &Map<String, Value> {
    let mut object = object;
    for _ in 0..DEEPEST {
        let has_name = NAMES.iter().any(|name| object.get(*name).is_some_and(Value::is_string));
        let wrapped = WRAPPERS.iter().find_map(|name| object.get(*name)?.as_object());
        match wrapped {
            Some(wrapped) if !has_name => object = wrapped,
            _ => break,
        }
    }
    object
}

fn name(object: &Map<String, Value>) -> Option<String> {
    NAMES.iter().find_map(|name| object.get(*name)?.as_str()).map(str::to_owned).filter(|name| !name.trim().is_empty())
}

fn person(value: &Value) -> Option<Value> {
    let Value::Object(object) = value else {
        let text = value.as_str()?;
        // As people write themselves into their articles, which records read.
        if record::people::name_and_address(text).is_some_and(|(name, _)| !name.is_empty()) {
            return Some(Value::String(line(text)));
        }
        let name = reader_name(&feed::plain(text));
        return (!name.is_empty()).then(|| json!({ "name": name }));
    };
    let object = inner(object);
    let part = |names: &[&str]| names.iter().find_map(|name| object.get(*name)?.as_str()).map(str::trim);
    let parts = [
        part(&["first_name", "first_names", "firstName", "given_name"]),
        part(&["last_name", "lastName", "family_name"]),
    ];
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let name = if parts.is_empty() { name(object)? } else { parts };
    let mut person = Map::new();
    let beside = record::people::name_and_address(&name).map(|(_, email)| email.to_string());
    let name = if beside.is_some() { name } else { feed::plain(&name) };
    person.text("name", Some(&reader_name(&name)));
    person.text("email_private", beside.as_deref());
    person.text("url", part(&["url", "website", "link"]).filter(|url| url.starts_with("http")));
    // An account's.
    person.text("email_private", part(&["email"]).filter(|email| email.parse::<Email>().is_ok()));
    Some(Value::Object(person))
}

fn term(value: &Value) -> Option<String> {
    let name = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(object) => name(inner(object))?,
        _ => return None,
    };
    Some(line(&feed::plain(&name))).filter(|name| !name.is_empty())
}

fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Object(object) => {
            let object = inner(object);
            ADDRESSES.iter().find_map(|name| object.get(*name)?.as_str()).map(str::to_owned)
        }
        Value::Array(items) => items.iter().find_map(address),
        _ => None,
    }
}

fn file(value: &Value) -> Option<Value> {
    let mut file = Map::new();
    file.text("url", address(value).as_deref());
    if let Value::Object(object) = value {
        let part = |names: &[&str]| names.iter().find_map(|name| object.get(*name));
        file.text("type", part(&["type", "mime_type", "mimeType", "@_type"]).and_then(Value::as_str));
        let length = part(&["length", "size_in_bytes", "size", "@_length"]).and_then(|length| match length {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        });
        if let Some(length) = length.filter(|length| *length > 0) {
            file.insert("length".to_owned(), json!(length));
        }
        // JSON Feed's seconds.
        file.text("title", part(&["title"]).and_then(Value::as_str));
        file.text("duration", part(&["duration_in_seconds", "duration"]).and_then(text_of).as_deref());
    }
    file.contains_key("url").then_some(Value::Object(file))
}

#[cfg(test)]
mod tests {
    use super::epoch;

    #[test]
    fn the_last_day_is_one_in_seconds_and_in_milliseconds() {
        for (number, day) in [
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (253_402_300_799_000, "9999-12-31T23:59:59Z"),
            (1_672_740_000, "2023-01-03T10:00:00Z"),
            (1_672_740_000_000, "2023-01-03T10:00:00Z"),
        ] {
            assert_eq!(epoch(number).as_deref(), Some(day), "{number}");
        }
    }
}
