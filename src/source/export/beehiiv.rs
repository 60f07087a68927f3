//! beehiiv's export: one row a post, its HTML in a cell.

use super::{
    super::Error,
    Article, Body, Entry, FeedOf, Input, Item, OldFeed, Settings, Site, Standing, Text, What,
    meta::{Fields, instant, line},
    rows::{self, Row},
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::import as rules},
    value::{Format, Timestamp, Zone},
};
use serde_json::{Map, Value};

/// Reads the files.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let mut has_site = false;
    for input in inputs {
        rows::of(("a beehiiv export", "web_title"), input, sink, &mut |row, sink| {
            let link = row.text(&["url"]).and_then(|url| {
                let at = url.find("/p/")?;
                url.get(..at).map(|link| format!("{link}/"))
            });
            if let (Some(link), false) = (link, has_site) {
                has_site = true;
                let feeds = vec![OldFeed { path: "/feed".to_owned(), format: Format::Rss, of: FeedOf::All }];
                sink(Item::Site(Box::new(Site { link: Some(link), feeds, ..Site::default() })));
            }
            let title = row.text(&["web_title", "title"]).map(|title| line(&title)).unwrap_or_default();
            let key = row.text(&["id", "url"]).unwrap_or_else(|| title.clone());
            let article = article(&row, &title, settings);
            if let Some(finding) = merge_tag(&article, &row.place) {
                sink(Item::Trouble(Box::new(finding)));
            }
            let what = What::Article(Box::new(article));
            sink(Item::Entry(Box::new(Entry { place: row.place, title, key, comments: 0, what })));
        })?;
    }
    Ok(())
}

/// Says that a text has something in it that beehiiv replaces for each reader: `{{email}}`.
fn merge_tag(article: &Article, place: &Place) -> Option<Diagnostic> {
    let text = &article.body.as_ref()?.text;
    let after = &text[text.find("{{")?..];
    let tag = &after[..after.find("}}")? + 2];
    let name = tag.trim_matches(['{', '}']).split('|').next().unwrap_or_default().trim();
    let is_tag =
        !name.is_empty() && name.len() < 60 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c));
    let message = format!("the text has `{tag}` in it, which beehiiv replaces for each of its readers");
    let help = "feeds show it as it stands: take it out of the record, with all others of its kind";
    is_tag.then(|| Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone(), message).help(help))
}

fn article(row: &Row, title: &str, settings: &Settings) -> Article {
    let mut fields = Map::new();
    fields.text("title", Some(title));
    let url = row.text(&["url"]);
    // The guid of its feeds is the address.
    fields.text("url", url.as_deref());
    let slug =
        url.as_deref().and_then(|url| url.trim_end_matches('/').rsplit('/').next()).unwrap_or_default().to_owned();
    fields.text("slug", Some(&slug));
    let date = row.text(&["published_at", "publish_date", "scheduled_at", "created_at"]);
    let published = date.and_then(|date| instant(&date, &Zone::UTC));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    fields.text("authors", row.text(&["authors", "author"]).as_deref());
    let tags = row.list(&["content_tags", "tags"]);
    fields.list("tags", tags.iter().map(|tag| Value::String(line(tag))).collect());
    fields.html("summary", "summary_html", row.text(&["web_subtitle", "subtitle"]).as_deref());
    // Where a picture is said relative to a place that nobody else knows.
    fields.text("image", row.text(&["thumbnail_url"]).filter(|url| url.contains("://")).as_deref());
    let standing = match row.text(&["status"]).map(|status| status.to_lowercase()).as_deref() {
        Some("confirmed" | "published" | "live") => audience(row),
        Some("draft") => Standing::Draft,
        Some("archived") => Standing::Trash,
        Some("scheduled") => Standing::Scheduled,
        Some(other) => Standing::Unknown(line(other)),
        None => Standing::Draft,
    };
    let body = row.text(&["content_html", "html"]).map(|text| Body { text, kind: Text::Html, images: Vec::new() });
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body, standing, slug, day, ..Article::default() }
}

fn audience(row: &Row) -> Standing {
    match row.text(&["audience"]).map(|audience| audience.to_lowercase()).as_deref() {
        None | Some("free" | "all" | "both" | "everyone") => Standing::Published,
        Some("premium" | "paid") => Standing::Paid,
        Some(other) => Standing::Unknown(line(other)),
    }
}
