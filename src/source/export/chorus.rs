//! Chorus: one JSON file an entry, its text a list of components.

use super::{
    super::{Error, feed},
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    json::{each_object, text},
    meta::{Fields, instant, line},
};
use crate::value::{Timestamp, Zone, escape_html};
use serde_json::{Map, Value, json};

const CALLED: &str = "an entry of Chorus";

/// Reads files, each with an object or a list of them, and those of directories and archives.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    each_object(inputs, (CALLED, ["uid", "body"]), sink, &mut |place, row, sink| {
        let title = text(row, "title").map(|title| line(&title)).unwrap_or_default();
        let key = text(row, "uid").unwrap_or_else(|| title.clone());
        let what = What::Article(Box::new(article(row, &title, settings)));
        sink(Item::Entry(Box::new(Entry { place, title, key, comments: 0, what })));
    })
}

fn article(row: &Map<String, Value>, title: &str, settings: &Settings) -> Article {
    let mut fields = Map::new();
    fields.html("title", "title_html", Some(title));
    // The id of its feeds is the address.
    let url = text(row, "url").or_else(|| text(row, "canonicalUrl"));
    fields.text("url", url.as_deref());
    let slug = url.as_deref().and_then(|url| url.trim_end_matches('/').rsplit('/').next()).unwrap_or_default();
    fields.text("slug", Some(slug));
    let date = |name: &str| text(row, name).and_then(|date| instant(&date, &Zone::UTC));
    let published =
        ["originalPublishDate", "publishDate", "publishedAt", "createdAt"].iter().find_map(|name| date(name));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = date("updatedAt").filter(|updated| published.is_some_and(|published| *updated > published));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    fields.list("authors", authors(row));
    let groups = row.get("communityGroups").and_then(Value::as_array).into_iter().flatten();
    let groups = groups.filter_map(|group| group["name"].as_str()).map(|name| Value::String(line(name)));
    fields.list("tags", groups.collect());
    fields.html("summary", "summary_html", row.get("dek").and_then(|dek| dek["html"].as_str()));
    let image = ["leadImage", "promoImage"].iter().find_map(|name| {
        let image = row.get(*name)?;
        image["url"].as_str().or_else(|| image["asset"]["url"].as_str())
    });
    fields.text("image", image);
    let components = row["body"]["components"].as_array().into_iter().flatten();
    let html: String = components.filter_map(component).collect();
    let body = (!html.is_empty()).then_some(Body { text: html, kind: Text::Html, images: Vec::new() });
    let standing = match text(row, "status").or_else(|| text(row, "publishStatus")).map(|status| status.to_lowercase())
    {
        None => Standing::Published,
        Some(status) => match status.as_str() {
            "published" | "live" => Standing::Published,
            "draft" | "unpublished" | "pending" => Standing::Draft,
            other => Standing::Unknown(line(other)),
        },
    };
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body, standing, slug: slug.to_owned(), day, ..Article::default() }
}

/// The author, by the name of the profile where there is one, and those who contributed.
fn authors(row: &Map<String, Value>) -> Vec<Value> {
    let name = |person: &Value| person["name"].as_str().or_else(|| person["fullOrUserName"].as_str()).map(line);
    let main = row.get("authorProfile").and_then(name).or_else(|| row.get("author").and_then(name));
    let others =
        ["contributors", "additionalContributors"].iter().filter_map(|name| row.get(*name)?.as_array()).flatten();
    let mut people: Vec<Value> = Vec::new();
    for name in main.into_iter().chain(others.filter_map(|other| name(other.get("authorProfile").unwrap_or(other)))) {
        let person = json!({ "name": feed::plain(&name) });
        if !name.is_empty() && !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

/// A component as HTML; nothing for what is no text: lists of related entries, sign-up forms.
fn component(component: &Value) -> Option<String> {
    let html = |value: &Value| value["html"].as_str().unwrap_or_default().to_owned();
    let escaped = |value: &Value| escape_html(value.as_str().unwrap_or_default()).into_owned();
    let all = |list: &Value, of: &dyn Fn(&Value) -> String| -> String {
        list.as_array().into_iter().flatten().map(of).collect()
    };
    let line = match component["__typename"].as_str()?.strip_prefix("EntryBody")? {
        "Paragraph" => format!("<p>{}</p>", html(&component["contents"])),
        "Heading" => {
            let level = component["level"].as_u64().unwrap_or(2).clamp(1, 6);
            format!("<h{level}>{}</h{level}>", html(&component["contents"]))
        }
        "List" => {
            let tag = if component["ordered"] == true { "ol" } else { "ul" };
            let items = all(&component["items"], &|item| format!("<li>{}</li>", html(&item["line"])));
            format!("<{tag}>{items}</{tag}>")
        }
        "Blockquote" => {
            let paragraphs = all(&component["paragraphs"], &|p| format!("<p>{}</p>", html(&p["contents"])));
            format!("<blockquote>{paragraphs}</blockquote>")
        }
        "Pullquote" => format!("<blockquote><p>{}</p></blockquote>", html(&component["quote"])),
        "HorizontalRule" => "<hr>".to_owned(),
        "HTML" => component["rawHtml"].as_str()?.to_owned(),
        "Embed" => component["embed"]["embedHtml"].as_str()?.to_owned(),
        "Image" => {
            let image = &component["image"];
            let source = image["url"].as_str().or_else(|| image["asset"]["url"].as_str())?;
            let caption = html(&image["caption"]);
            let caption = if caption.is_empty() { caption } else { format!("<figcaption>{caption}</figcaption>") };
            let (source, alt) = (escape_html(source), escaped(&image["alt"]));
            format!("<figure><img src=\"{source}\" alt=\"{alt}\">{caption}</figure>")
        }
        "Table" => {
            let table = &component["table"];
            let cells = |tag: &str, row: &Value| all(row, &|cell| format!("<{tag}>{}</{tag}>", escaped(cell)));
            let head = cells("th", &table["columns"]);
            let rows = all(&table["rows"], &|row| format!("<tr>{}</tr>", cells("td", row)));
            let title = escaped(&table["title"]);
            let caption = if title.is_empty() { title } else { format!("<caption>{title}</caption>") };
            format!("<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
        }
        "Poll" => {
            let poll = &component["poll"];
            let options = all(&poll["options"], &|option| format!("<li>{}</li>", escaped(&option["label"])));
            format!("<p>{}</p><ul>{options}</ul>", escaped(&poll["title"]))
        }
        _ => return None,
    };
    Some(line + "\n")
}
