//! Wix's export of a blog: one row a post, its text as "rich content" in JSON.

use super::{
    super::Error,
    Article, Body, Entry, FeedOf, Input, Item, OldFeed, Settings, Site, Standing, Text, What,
    meta::{Fields, instant, line},
    rows::{self, Row},
};
use crate::value::{Format, Timestamp, Zone, escape_html};
use serde_json::{Map, Value};

/// Levels of nodes that are followed.
const DEEPEST: usize = 50;

/// Reads the files.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let feeds = vec![OldFeed { path: "/blog-feed.xml".to_owned(), format: Format::Rss, of: FeedOf::All }];
    sink(Item::Site(Box::new(Site { feeds, ..Site::default() })));
    for input in inputs {
        rows::of(("a Wix export", "Title"), input, sink, &mut |row, sink| {
            let title = row.text(&["Title"]).map(|title| line(&title)).unwrap_or_default();
            let key = row.text(&["ID", "Internal ID", "Slug"]).unwrap_or_else(|| title.clone());
            let what = What::Article(Box::new(article(&row, &title, settings)));
            sink(Item::Entry(Box::new(Entry { place: row.place, title, key, comments: 0, what })));
        })?;
    }
    Ok(())
}

fn article(row: &Row, title: &str, settings: &Settings) -> Article {
    let mut fields = Map::new();
    fields.text("title", Some(title));
    // Wix's feed has the id as guid.
    fields.text("id", row.text(&["ID"]).as_deref());
    fields.text("url", row.text(&["Post Page URL"]).as_deref());
    let slug = row.text(&["Slug"]).unwrap_or_default();
    fields.text("slug", Some(&slug));
    let date = |name: &str| row.text(&[name]).and_then(|date| instant(&date, &Zone::UTC));
    let published = date("Published Date");
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = date("Last Published Date").filter(|updated| published.is_some_and(|first| *updated > first));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    fields.text("authors", row.text(&["Author"]).as_deref());
    let mut categories: Vec<Value> = Vec::new();
    for name in row.list(&["Main Category"]).into_iter().chain(row.list(&["Categories"])) {
        let name = Value::String(line(&name));
        if !categories.contains(&name) {
            categories.push(name);
        }
    }
    fields.list("categories", categories);
    fields.text("summary", row.text(&["Excerpt"]).as_deref());
    fields.text("image", row.text(&["Cover Image"]).and_then(|image| address(&image)).as_deref());
    let standing = if published.is_some() { Standing::Published } else { Standing::Draft };
    let html = row.text(&["Rich Content"]).and_then(|text| rich(&text));
    let body = match html {
        Some(text) => Some(Body { text, kind: Text::Html, images: Vec::new() }),
        None => row.text(&["Plain Content"]).map(|text| Body { text, kind: Text::Plain, images: Vec::new() }),
    };
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body, standing, slug, day, ..Article::default() }
}

/// `wix:image://v1/NAME/…` is a file of Wix's media server.
fn address(image: &str) -> Option<String> {
    match image.strip_prefix("wix:image://v1/") {
        Some(rest) => rest.split(['/', '#']).next().map(|name| format!("https://static.wixstatic.com/media/{name}")),
        None => image.contains("://").then(|| image.to_owned()),
    }
}

/// Rich content as HTML.
fn rich(text: &str) -> Option<String> {
    let content: Value = serde_json::from_str(text).ok()?;
    let mut out = String::new();
    nodes(&mut out, &content, 0);
    (!out.trim().is_empty()).then_some(out)
}

fn nodes(out: &mut String, node: &Value, depth: usize) {
    if depth < DEEPEST {
        for child in node["nodes"].as_array().into_iter().flatten() {
            render(out, child, depth + 1);
        }
    }
}

fn render(out: &mut String, node: &Value, depth: usize) {
    let mut inside = String::new();
    nodes(&mut inside, node, depth);
    let element = |tag: &str| format!("<{tag}>{inside}</{tag}>\n");
    let text = |value: &Value| escape_html(value.as_str().unwrap_or_default()).into_owned();
    let html = match node["type"].as_str().unwrap_or_default() {
        "PARAGRAPH" if inside.trim().is_empty() => String::new(),
        "PARAGRAPH" => element("p"),
        "HEADING" => element(&format!("h{}", node["headingData"]["level"].as_u64().unwrap_or(2).clamp(1, 6))),
        "BLOCKQUOTE" => element("blockquote"),
        "BULLETED_LIST" => element("ul"),
        "ORDERED_LIST" => element("ol"),
        "LIST_ITEM" => element("li"),
        "CODE_BLOCK" => format!("<pre><code>{inside}</code></pre>\n"),
        "DIVIDER" => "<hr>\n".to_owned(),
        "IMAGE" => {
            let data = &node["imageData"];
            let source = &data["image"]["src"];
            let source = source["url"]
                .as_str()
                .map(str::to_owned)
                .or_else(|| Some(format!("https://static.wixstatic.com/media/{}", source["id"].as_str()?)));
            let caption = text(&data["caption"]);
            let caption = if caption.is_empty() { caption } else { format!("<figcaption>{caption}</figcaption>") };
            source.map_or_else(String::new, |source| {
                let (source, alt) = (escape_html(&source).into_owned(), text(&data["altText"]));
                format!("<figure><img src=\"{source}\" alt=\"{alt}\">{caption}</figure>\n")
            })
        }
        "VIDEO" | "EMBED" | "LINK_PREVIEW" | "AUDIO" => {
            let data = ["videoData", "embedData", "linkPreviewData", "audioData"].iter().map(|name| &node[*name]);
            let mut addresses = data.filter_map(|data| {
                data["video"]["src"]["url"]
                    .as_str()
                    .or_else(|| data["src"]["url"].as_str())
                    .or_else(|| data["link"]["url"].as_str())
            });
            addresses.next().map_or_else(String::new, |address| {
                let address = escape_html(address);
                format!("<p><a href=\"{address}\">{address}</a></p>\n")
            })
        }
        "TEXT" => decorated(&text(&node["textData"]["text"]), &node["textData"]["decorations"]),
        _ => inside,
    };
    out.push_str(&html);
}

fn decorated(text: &str, decorations: &Value) -> String {
    let mut html = text.replace('\n', "<br>");
    for decoration in decorations.as_array().into_iter().flatten() {
        html = match decoration["type"].as_str().unwrap_or_default() {
            "BOLD" => format!("<strong>{html}</strong>"),
            "ITALIC" => format!("<em>{html}</em>"),
            "UNDERLINE" => format!("<u>{html}</u>"),
            "LINK" => match decoration["linkData"]["link"]["url"].as_str() {
                Some(url) => format!("<a href=\"{}\">{html}</a>", escape_html(url)),
                None => html,
            },
            _ => html,
        };
    }
    html
}
