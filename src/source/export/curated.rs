//! Curated: one JSON file an issue of the newsletter, its links in categories.

use super::{
    super::Error,
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    json::{each_object, text},
    meta::{Fields, instant, line},
};
use crate::value::{Timestamp, Zone, escape_html};
use serde_json::{Map, Value};

const CALLED: &str = "an issue of Curated";

/// Reads files, each with an object or a list of them, and those of directories and archives.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    each_object(inputs, (CALLED, ["number", "categories"]), sink, &mut |place, row, sink| {
        let title = text(row, "title").map(|title| line(&title)).unwrap_or_default();
        let key = text(row, "url").or_else(|| text(row, "number")).unwrap_or_else(|| title.clone());
        let what = What::Article(Box::new(article(row, &title, settings)));
        sink(Item::Entry(Box::new(Entry { place, title, key, comments: 0, what })));
    })
}

fn article(row: &Map<String, Value>, title: &str, settings: &Settings) -> Article {
    let mut fields = Map::new();
    fields.text("title", Some(title));
    // The id of its feed is the address.
    fields.text("url", text(row, "url").as_deref());
    let slug = text(row, "number").unwrap_or_default();
    fields.text("slug", Some(&slug));
    let date = |name: &str| text(row, name).and_then(|date| instant(&date, &Zone::UTC));
    let published = date("published_at");
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = date("updated_at").filter(|updated| published.is_some_and(|published| *updated > published));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    fields.html("summary", "summary_html", text(row, "summary").as_deref());
    let standing = match text(row, "publication_status").as_deref() {
        Some("published") => Standing::Published,
        Some("scheduled") => Standing::Scheduled,
        // Nobody said that it may be shown.
        None | Some("draft") => Standing::Draft,
        Some(other) => Standing::Unknown(line(other)),
    };
    let html = categories(&row["categories"], title);
    let body = (!html.is_empty()).then_some(Body { text: html, kind: Text::Html, images: Vec::new() });
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body, standing, slug, day, ..Article::default() }
}

/// The links, each with its description, below the names of their categories.
fn categories(categories: &Value, title: &str) -> String {
    let mut out = String::new();
    for category in categories.as_array().into_iter().flatten() {
        let items: String = category["items"].as_array().into_iter().flatten().map(|i| item(i, title)).collect();
        if items.is_empty() {
            continue;
        }
        let name = category["name"].as_str().map(line).unwrap_or_default();
        out.push_str(&format!("<h2>{}</h2>\n{items}", escape_html(&name)));
    }
    out
}

fn item(item: &Value, issue: &str) -> String {
    let text = |name: &str| item[name].as_str().map(str::trim).unwrap_or_default();
    let title = escape_html(text("title"));
    let head = match text("url") {
        // An introduction that is called as its issue has said so already.
        "" if title.is_empty() || text("title") == issue => String::new(),
        "" => format!("<h3>{title}</h3>\n"),
        url => format!("<h3><a href=\"{}\">{title}</a></h3>\n", escape_html(url)),
    };
    let part = |html: &str| if html.is_empty() { String::new() } else { format!("{html}\n") };
    format!("{head}{}{}", part(text("description")), part(text("footer")))
}
