//! The Tiny News Collective's system: articles with a translation for each language, their texts as nodes of Google Docs.

use super::{
    super::Error,
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    json::{Document, text},
    meta::{Fields, instant, line},
};
use crate::{
    diagnostic::Diagnostic,
    value::{Email, Timestamp, Zone, escape_html},
};
use serde_json::{Map, Value, value::RawValue};
use std::collections::HashMap;

const CALLED: &str = "an export of Tiny News";

/// Reads the files: articles, and authors for their addresses.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let mut documents = Vec::new();
    for input in inputs {
        match Document::open(input, sink)? {
            Ok(document) => documents.push(document),
            Err(finding) => sink(Item::Broken(finding)),
        }
    }
    let mut accounts = HashMap::new();
    for document in &documents {
        // What is broken is said by the second reading.
        let _ = each(document, &mut |_, row| {
            if let (Some(name), Some(email)) = (account_name(row), text(row, "email")) {
                accounts.insert(name, email);
            }
        });
    }
    for document in &documents {
        if let Err(finding) = each(document, &mut |raw, row| entries(document, raw, row, &accounts, settings, sink)) {
            sink(Item::Broken(finding));
        }
    }
    Ok(())
}

/// Every object of a list, wherever that stands: an answer of the interface, or the list alone.
fn each(document: &Document, take: &mut dyn FnMut(&RawValue, &Map<String, Value>)) -> Result<(), Box<Diagnostic>> {
    let mut value = document.root()?;
    for name in ["data", "articles"] {
        let members = document.members(value);
        value = members.and_then(|m| m.get(name).or_else(|| m.get("authors")).copied()).unwrap_or(value);
    }
    if !value.get().starts_with('[') {
        return Err(document.other(CALLED, "there is no list of articles in it"));
    }
    for raw in document.list(value) {
        match document.read(raw)? {
            Value::Object(row) if row.contains_key("translations") => take(raw, &row),
            _ => return Err(document.other(CALLED, "what is in its list has no `translations`")),
        }
    }
    Ok(())
}

/// The name of an author, who has one in two parts.
fn account_name(row: &Map<String, Value>) -> Option<String> {
    let parts = [text(row, "first_names"), text(row, "last_name")];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(line(&name)).filter(|name| !name.is_empty())
}

fn entries(
    document: &Document,
    raw: &RawValue,
    row: &Map<String, Value>,
    accounts: &HashMap<String, String>,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) {
    let place = document.place(raw);
    let mut add = |title: String, key: String, what| {
        sink(Item::Entry(Box::new(Entry { place: place.clone(), title, key, comments: 0, what })));
    };
    if let Some(name) = account_name(row) {
        return add(name.clone(), format!("author {name}"), What::Other("account".into()));
    }
    let id = text(row, "id").or_else(|| text(row, "slug")).unwrap_or_default();
    for (number, translation) in row["translations"].as_array().into_iter().flatten().enumerate() {
        let Value::Object(translation) = translation else { continue };
        let title = text(translation, "headline").map(|title| line(&title)).unwrap_or_default();
        let locale = text(translation, "locale_code").unwrap_or_default();
        let article = article(row, translation, &title, number == 0, accounts, settings);
        add(title, format!("{id} {locale}"), What::Article(Box::new(article)));
    }
}

fn article(
    row: &Map<String, Value>,
    translation: &Map<String, Value>,
    title: &str,
    is_first: bool,
    accounts: &HashMap<String, String>,
    settings: &Settings,
) -> Article {
    let mut fields = Map::new();
    fields.html("title", "title_html", Some(title));
    let locale = text(translation, "locale_code").map(|locale| locale.replace('_', "-"));
    let url = text(row, "live_url");
    if let (Some(url), Some(locale), false) = (&url, &locale, is_first) {
        // All languages of an article have one address.
        fields.text("id", Some(&format!("{url}#{locale}")));
    }
    fields.text("url", url.as_deref());
    let slug = text(row, "slug").unwrap_or_default();
    fields.text("slug", Some(&slug));
    let date = |name: &str| text(translation, name).and_then(|date| instant(&date, &Zone::UTC));
    let published = date("first_published_at").or_else(|| date("last_published_at"));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = date("last_published_at").filter(|updated| published.is_some_and(|published| *updated > published));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    let listed = row.get("author").or_else(|| row.get("authors")).and_then(Value::as_array).into_iter().flatten();
    let people = listed.filter_map(|author| {
        let name = account_name(author["author"].as_object().or_else(|| author.as_object())?)?;
        let mut person = Map::new();
        person.text("name", Some(&name));
        let email = accounts.get(&name).filter(|email| email.trim().parse::<Email>().is_ok());
        person.text("email_private", email.map(String::as_str));
        Some(Value::Object(person))
    });
    let people: Vec<Value> = people.collect();
    if people.is_empty() {
        fields.text("authors", text(translation, "custom_byline").as_deref());
    }
    fields.list("authors", people);
    let name = |of: &Value| of["title"].as_str().or_else(|| of["slug"].as_str()).map(line);
    fields.list("categories", row.get("category").and_then(name).map(Value::String).into_iter().collect());
    let tags = row.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(|tag| {
        let translated = tag["tag"]["tag_translations"].as_array()?.first().and_then(name);
        translated.or_else(|| name(&tag["tag"])).map(Value::String)
    });
    fields.list("tags", tags.collect());
    fields.text("summary", text(translation, "search_description").as_deref());
    let image = row.get("featured_image").and_then(|image| image["url"].as_str());
    let main = translation.get("main_image").and_then(|image| image["children"][0]["imageUrl"].as_str());
    fields.text("image", image.or(main));
    fields.text("language", locale.as_deref());
    let html: String = translation["content"].as_array().into_iter().flatten().map(node).collect();
    let body = (!html.trim().is_empty()).then_some(Body { text: html, kind: Text::Html, images: Vec::new() });
    let is_out = translation.get("published").and_then(Value::as_bool) == Some(true);
    let standing = if is_out { Standing::Published } else { Standing::Draft };
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body, standing, slug, day, ..Article::default() }
}

/// A node of a text.
fn node(node: &Value) -> String {
    let link = node["link"].as_str().unwrap_or_default();
    match node["type"].as_str().unwrap_or_default() {
        "list" => {
            let tag = if node["listType"] == "BULLET" { "ul" } else { "ol" };
            let items = node["items"].as_array().into_iter().flatten();
            let items: String = items.map(|item| format!("<li>{}</li>", inline(&item["children"]))).collect();
            format!("<{tag}>{items}</{tag}>\n")
        }
        "image" | "mainImage" => {
            let images = node["children"].as_array().into_iter().flatten().filter_map(|image| {
                let source = escape_html(image["imageUrl"].as_str()?).into_owned();
                let alt = escape_html(image["imageAlt"].as_str().unwrap_or_default()).into_owned();
                Some(format!("<figure><img src=\"{source}\" alt=\"{alt}\"></figure>\n"))
            });
            images.collect()
        }
        "embed" => match node["html"].as_str() {
            Some(html) => format!("{html}\n"),
            None => format!("<p><a href=\"{0}\">{0}</a></p>\n", escape_html(link)),
        },
        _ => {
            let inside = match node["html"].as_str() {
                Some(html) => html.to_owned(),
                None => inline(&node["children"]),
            };
            let level = node["style"].as_str().and_then(|style| style.strip_prefix("HEADING_")?.parse::<u8>().ok());
            match level {
                _ if inside.trim().is_empty() => String::new(),
                Some(level @ 1..=6) => format!("<h{level}>{inside}</h{level}>\n"),
                _ if node["type"] == "blockquote" => format!("<blockquote><p>{inside}</p></blockquote>\n"),
                _ => format!("<p>{inside}</p>\n"),
            }
        }
    }
}

fn inline(children: &Value) -> String {
    let children = children.as_array().into_iter().flatten().map(|child| {
        let mut html = escape_html(child["content"].as_str().unwrap_or_default()).into_owned();
        for (mark, tag) in [("bold", "strong"), ("italic", "em"), ("strikethrough", "s")] {
            if child["style"][mark] == true {
                html = format!("<{tag}>{html}</{tag}>");
            }
        }
        match child["link"].as_str() {
            Some(link) => format!("<a href=\"{}\">{html}</a>", escape_html(link)),
            None => html,
        }
    });
    children.collect()
}
