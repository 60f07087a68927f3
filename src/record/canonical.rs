//! A record in its canonical form, and how each of its values was come by.
//!
//! The canonical form can be read back as a record: its names are those that every source understands.

use super::{
    Category, Enclosure, IdKind, Image, Person, Record, RelatedLink, SourceFeed, SummaryText, Visibility,
    raw::{BodyFormat, Node, Table, Value as RawValue},
};
use serde_json::{Map, Value, json};

/// The record as one JSON object, keys in a fixed order, members without a value left out.
///
/// `body_summary` is the summary that was made of the body, for records that declare none. Addresses from account tables
/// never appear. `key` and `origin` come last; they are about the record and not part of it.
#[must_use]
pub fn canonical(record: &Record, body_summary: Option<&str>) -> Value {
    let mut out = Object::default();
    out.put("id", record.id.as_str());
    out.put_some("url", record.url.as_ref().map(ToString::to_string));
    out.put_some("external_url", record.external_url.as_ref().map(ToString::to_string));
    out.put_some("title", record.title.clone());
    out.put_some("title_html", record.title_html.clone());
    match &record.summary {
        Some(SummaryText::Plain(text)) => out.put("summary", text.as_str()),
        Some(SummaryText::Html(html)) => out.put("summary_html", html.as_str()),
        Some(SummaryText::Markdown(text)) => out.put("summary_markdown", text.as_str()),
        None => out.put_some("summary", body_summary.map(str::to_owned)),
    }
    if let Some(body) = &record.body {
        let name = match body.format {
            BodyFormat::Html => "content_html",
            BodyFormat::Markdown => "content_markdown",
            BodyFormat::Text => "content_text",
            BodyFormat::Rst => "content_rst",
        };
        out.put(name, body.text.as_str());
        if body.format != BodyFormat::Text {
            out.put_some("content_text", body.plain.clone());
        }
    }
    out.put_some("published", record.published.map(|t| t.rfc3339()));
    out.put_some("updated", record.updated.map(|t| t.rfc3339()));
    out.put_list("authors", record.authors.iter().map(person));
    out.put_list("contributors", record.contributors.iter().map(person));
    out.put_list("categories", record.categories.iter().map(category));
    out.put_list("enclosures", record.enclosures.iter().map(enclosure));
    out.put_some("image", record.image.as_ref().map(image));
    out.put_some("language", record.language.as_ref().map(ToString::to_string));
    out.put_some("rights", record.rights.clone());
    out.put_some("license", record.license.as_ref().map(ToString::to_string));
    out.put_some("source", record.source.as_ref().map(source));
    out.put_some("comments", record.comments.as_ref().map(ToString::to_string));
    out.put_list("related", record.related.iter().map(related));
    // Read back, each of these words means what it means here.
    match &record.visibility {
        Visibility::Public => out.put("visibility", "public"),
        Visibility::Restricted(audience) => out.put("visibility", audience.as_str()),
        Visibility::Hidden(status) => out.put("status", status.as_str()),
    }
    out.put_some("expires", record.expires.map(|t| t.rfc3339()));
    if let Some(location) = &record.location {
        let mut place = Object::default();
        place.put_some("name", location.name.clone());
        place.put_some("lat", location.latitude);
        place.put_some("lon", location.longitude);
        out.put("location", place.done());
    }
    out.put_some("episode", record.episode.as_ref().map(|episode| episode.to_json()));
    out.put_some("section", record.section.clone());
    out.put("slug", record.slug.as_str());
    if !record.extra.is_empty() {
        out.put("extra", table(&record.extra));
    }
    out.put("key", record.key.as_str());
    out.put("origin", json!({ "file": &*record.origin.file, "line": record.origin.line }));
    out.done()
}

#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn put_some<T: Into<Value>>(&mut self, name: &str, value: Option<T>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn put_list(&mut self, name: &str, items: impl Iterator<Item = Value>) {
        let items: Vec<Value> = items.collect();
        if !items.is_empty() {
            self.put(name, items);
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

fn person(person: &Person) -> Value {
    let mut out = Object::default();
    out.put("name", person.name.as_str());
    out.put_some("email", person.email.as_ref().map(ToString::to_string));
    out.put_some("url", person.url.as_ref().map(ToString::to_string));
    out.put_some("avatar", person.avatar.as_ref().map(ToString::to_string));
    out.put_some("role", person.role.clone());
    out.done()
}

fn category(category: &Category) -> Value {
    let mut out = Object::default();
    out.put("term", category.term.as_str());
    out.put_some("scheme", category.scheme.clone());
    out.put_some("label", category.label.clone());
    out.done()
}

fn enclosure(enclosure: &Enclosure) -> Value {
    let mut out = Object::default();
    out.put("url", enclosure.url.as_str());
    out.put("type", enclosure.media_type.as_str());
    out.put_some("length", enclosure.length);
    out.put_some("duration", enclosure.duration.map(seconds));
    out.put_some("title", enclosure.title.clone());
    out.put_some("language", enclosure.language.as_ref().map(ToString::to_string));
    out.done()
}

/// Whole seconds without `.0`.
fn seconds(duration: f64) -> Value {
    if duration.fract() == 0.0 && duration < 1e15 {
        // Within the range of exact integers, checked above.
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        let whole = duration as i64;
        Value::from(whole)
    } else {
        Value::from(duration)
    }
}

fn image(image: &Image) -> Value {
    let mut out = Object::default();
    out.put("url", image.url.as_str());
    out.put_some("alt", image.alt.clone());
    out.put_some("width", image.width);
    out.put_some("height", image.height);
    out.done()
}

fn source(source: &SourceFeed) -> Value {
    let mut out = Object::default();
    out.put_some("title", source.title.clone());
    out.put_some("url", source.url.as_ref().map(ToString::to_string));
    out.put_some("feed", source.feed.as_ref().map(ToString::to_string));
    out.put_some("id", source.id.clone());
    out.done()
}

fn related(link: &RelatedLink) -> Value {
    let mut out = Object::default();
    out.put("rel", link.rel.as_str());
    out.put("url", link.url.as_str());
    out.put_some("title", link.title.clone());
    out.put_some("language", link.language.as_ref().map(ToString::to_string));
    out.done()
}

fn table(table: &Table) -> Value {
    Value::Object(table.0.iter().map(|(key, node)| (key.clone(), value(node))).collect())
}

fn value(node: &Node) -> Value {
    match &node.value {
        RawValue::Null => Value::Null,
        RawValue::Bool(truth) => Value::Bool(*truth),
        // A number that JSON would write otherwise (`13.20`, `0x1F`) stays the text that its owner wrote.
        RawValue::Number(number) => serde_json::from_str::<serde_json::Number>(number)
            .ok()
            .filter(|parsed| parsed.to_string() == *number)
            .map_or_else(|| Value::String(number.clone()), Value::Number),
        RawValue::Text(text) => Value::String(text.clone()),
        RawValue::List(items) => Value::Array(items.iter().map(value).collect()),
        RawValue::Table(members) => table(members),
    }
}

/// How one value of a record was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The canonical field.
    pub field: &'static str,
    /// Where its value comes from, for people: `declared`, `first sentence`, `file name`.
    pub from: String,
    /// The line of the file, from 1; 0 where it comes from no line.
    pub line: u32,
    /// The column in characters, from 1; 0 where it is not known.
    pub column: u32,
    /// Whether nobody wrote it under this name.
    pub derived: bool,
}

/// How the values of a record were come by, in the order of the fields' names: what was declared with its place, what
/// was derived with what from.
#[must_use]
pub fn explain(record: &Record) -> Vec<Explanation> {
    let declared = record.places.iter().map(|&(field, line, column)| Explanation {
        field,
        from: "declared".to_owned(),
        line,
        column,
        derived: false,
    });
    let derived = record.derived.iter().map(|d| Explanation {
        field: d.field,
        from: d.from.clone(),
        line: d.line,
        column: 0,
        derived: true,
    });
    let id = match record.id_kind {
        IdKind::Declared => None,
        IdKind::Permalink => Some("permalink"),
        IdKind::Minted => Some("source key"),
    };
    let id = id.map(|from| Explanation { field: "id", from: from.to_owned(), line: 0, column: 0, derived: true });
    let mut all: Vec<Explanation> = declared.chain(derived).chain(id).collect();
    all.sort_by(|a, b| (a.field, a.line, a.column, &a.from).cmp(&(b.field, b.line, b.column, &b.from)));
    all
}
