//! An article as the text of its file.

use super::{Form, block, yaml};
use crate::{
    content::wordpress,
    diagnostic::{Diagnostic, Place, rules::import as rules},
    record::{
        Visibility, open_part,
        raw::{BodyFormat, Table},
        visibility_of,
    },
    source::{
        self, Found, Kind, SourceFile,
        export::{Article, Body, Text},
    },
    value::{clean, fold},
};
use serde_json::{Map, Value};
use std::{borrow::Cow, path::Path};

/// What a file is to say.
pub(super) struct Written {
    /// All of it.
    pub text: String,
    /// Whether there is nothing in it that a reader could be shown.
    pub is_empty: bool,
    /// The addresses of accounts that stand in it.
    pub addresses: Vec<String>,
    /// What could not be taken over.
    pub diagnostics: Vec<Diagnostic>,
}

/// How a body is written down.
enum Prose {
    Html(String),
    Markdown(String),
    Plain(String),
    /// In a field of the head, under this name.
    Field(&'static str, String),
}

/// Writes an article.
pub(super) fn write(article: &Article, form: Form, place: &Place) -> Written {
    let mut fields = article.fields.clone();
    if let Some((name, word)) = article.standing.field() {
        fields.insert(name.to_owned(), Value::String(word.to_owned()));
    }
    let mut diagnostics = Vec::new();
    let prose = article.body.as_ref().and_then(|body| prose(body, place, &mut diagnostics));
    let shown = ["title", "title_html", "summary", "summary_html"].iter().any(|name| fields.contains_key(*name));
    let is_empty = !shown && prose.is_none();
    let addresses = addresses(&fields);
    let text = match form {
        Form::Markdown => markdown(fields, prose),
        Form::Json => json(fields, prose),
    };
    Written { text, is_empty, addresses, diagnostics }
}

fn prose(body: &Body, place: &Place, diagnostics: &mut Vec<Diagnostic>) -> Option<Prose> {
    let written = match body.kind {
        Text::WordPress => None,
        Text::Html | Text::Template => Some(BodyFormat::Html),
        Text::Markdown => Some(BodyFormat::Markdown),
        Text::Plain => Some(BodyFormat::Text),
        Text::Rst => Some(BodyFormat::Rst),
    };
    let packed = match body.kind {
        Text::WordPress => wordpress::unpacked(&body.text),
        _ => Cow::Borrowed(body.text.as_str()),
    };
    let open = open_part(&packed, written);
    if open.is_some() {
        let message = "a part of the text was only for members or subscribers, or hidden, and is left out";
        let finding = Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone(), message)
            .help("add to the record what everybody may read of it");
        diagnostics.push(finding);
    }
    let source = open.as_deref().unwrap_or(&packed);
    let text = match body.kind {
        Text::WordPress => {
            let images = body.images.iter();
            let images: Vec<wordpress::Image<'_>> =
                images.map(|i| wordpress::Image { number: &i.number, url: &i.url, alt: &i.alt }).collect();
            let (html, found) = wordpress::to_html(source, &images, place);
            diagnostics.extend(found);
            html
        }
        Text::Html => wordpress::with_paragraphs(clean(source).text.trim()).into_owned(),
        _ => clean(source).text.trim().to_owned(),
    };
    let is_blank = text.trim().is_empty();
    (!is_blank).then_some(match body.kind {
        Text::WordPress | Text::Html => Prose::Html(text),
        Text::Markdown => Prose::Markdown(text),
        Text::Plain => Prose::Plain(text),
        Text::Template => Prose::Field("content_html", text),
        Text::Rst => Prose::Field("content_rst", text),
    })
}

fn markdown(mut fields: Map<String, Value>, prose: Option<Prose>) -> String {
    let below = match prose {
        None => String::new(),
        Some(Prose::Html(html)) => block::of(&html),
        Some(Prose::Markdown(text)) => format!("{}\n", text.trim_end()),
        Some(Prose::Plain(text)) => {
            fields.insert("content_text".to_owned(), Value::String(text));
            String::new()
        }
        Some(Prose::Field(name, text)) => {
            fields.insert(name.to_owned(), Value::String(text));
            String::new()
        }
    };
    let head = yaml::block(&fields);
    if below.is_empty() { format!("---\n{head}---\n") } else { format!("---\n{head}---\n\n{below}") }
}

fn json(mut fields: Map<String, Value>, prose: Option<Prose>) -> String {
    let body = match prose {
        None => None,
        Some(Prose::Html(text)) => Some(("content_html", block::alone(&text))),
        Some(Prose::Markdown(text)) => Some(("content_markdown", text)),
        Some(Prose::Plain(text)) => Some(("content_text", text)),
        Some(Prose::Field(name, text)) => Some((name, text)),
    };
    if let Some((name, text)) = body {
        fields.insert(name.to_owned(), Value::String(text));
    }
    format!("{:#}\n", Value::Object(fields))
}

fn addresses(fields: &Map<String, Value>) -> Vec<String> {
    let named = ["authors", "contributors", "editors", "translators", "photographers", "guests", "hosts"];
    let people = named.iter().filter_map(|name| fields.get(*name)?.as_array()).flatten();
    people.filter_map(|person| person.get("email_private")?.as_str().map(str::to_owned)).collect()
}

/// The categories, tags, authors, section and language of a record, as they are compared.
pub(super) fn terms(fields: &Map<String, Value>) -> Vec<String> {
    let values = ["categories", "tags", "authors"].iter().filter_map(|name| fields.get(*name)?.as_array()).flatten();
    let name = |value: &Value| match value {
        Value::String(text) => Some(fold(text)),
        other => ["label", "term", "name"].iter().find_map(|key| other.get(*key)?.as_str()).map(fold),
    };
    let alone = ["section", "language"].iter().filter_map(|name| fields.get(*name));
    values.chain(alone).filter_map(name).collect()
}

/// The id that the record in a file declares, if there is one.
pub(super) fn id_of(path: &Path, name: &str) -> Option<String> {
    let id = |fields: &Table| fields.get_ignore_case("id").and_then(|node| node.as_filled_text()).map(str::to_owned);
    fields_of(path, name).and_then(|fields| id(&fields))
}

/// Whether the record in a file is public, as far as its own fields say.
pub(super) fn is_public(path: &Path, name: &str) -> bool {
    fields_of(path, name).is_some_and(|fields| visibility_of(fields) == Visibility::Public)
}

fn fields_of(path: &Path, name: &str) -> Option<Table> {
    let kind = if name.ends_with(".json") { Kind::Json } else { Kind::Markdown };
    let file =
        SourceFile { path: path.to_owned(), name: name.into(), kind, sidecar: None, row: None, recordings: Vec::new() };
    let mut fields = None;
    source::scan(&file, &mut |found| {
        if let Found::Record(record) = found {
            fields = Some(record.fields);
        }
    })
    .ok()?;
    fields
}
