//! Buttondown's export: a table of the e-mails, and a directory `emails` with the text of each.

use super::{
    super::Error,
    Article, Body, Entry, FeedOf, Input, Item, OldFeed, Settings, Site, Standing, Text, What,
    folder::{Folder, beside},
    json::Document,
    meta::{Fields, instant, line},
    rows::{self, Row},
};
use crate::{
    diagnostic::Diagnostic,
    value::{Format, Timestamp, Zone},
};
use serde_json::{Map, Value};

const CALLED: &str = "a Buttondown export";

/// Reads archives and directories, or the tables in them.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let feeds = vec![OldFeed { path: "/rss".to_owned(), format: Format::Rss, of: FeedOf::All }];
    let permalink = Some("/archive/{slug}/".to_owned());
    sink(Item::Site(Box::new(Site { feeds, permalink, ..Site::default() })));
    for input in inputs {
        if let Err(finding) = export(input, settings, sink)? {
            sink(Item::Broken(finding));
        }
    }
    Ok(())
}

fn export(
    input: &Input,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) -> Result<Result<(), Box<Diagnostic>>, Error> {
    // Whoever names the table means what lies beside it.
    let table = beside(input, &["csv", "json"]);
    let folder = match Folder::open(table.as_ref().unwrap_or(input))? {
        Ok(folder) => folder,
        Err(finding) => return Ok(Err(finding)),
    };
    let name = match &table {
        Some(_) => input.path.file_name().map(|name| name.to_string_lossy().into_owned()),
        // Both have the same in them.
        None => {
            let mut names = folder.names("emails.csv")?;
            names.extend(folder.names("emails.json")?);
            names.into_iter().next()
        }
    };
    let opened = match name.as_deref().map(|name| folder.file(name)).transpose()? {
        Some(Ok(Some(opened))) => opened,
        Some(Err(finding)) => return Ok(Err(finding)),
        _ => {
            return Ok(Err(folder.without(CALLED, "emails.csv")));
        }
    };
    let name = name.unwrap_or_default();
    let directory = name.rfind('/').map_or("", |at| &name[..=at]);
    let mut failure = None;
    let mut take = |row: Row, sink: &mut dyn FnMut(Item)| match entry(row, &folder, directory, settings, sink) {
        Ok(entry) => sink(Item::Entry(Box::new(entry))),
        Err(error) => failure = failure.take().or(Some(error)),
    };
    if name.to_lowercase().ends_with(".json") {
        let document = match Document::open(&opened.input, sink)? {
            Ok(document) => document,
            Err(finding) => return Ok(Err(finding)),
        };
        if let Err(finding) = emails(&document, &mut |row| take(row, sink)) {
            return Ok(Err(finding));
        }
    } else {
        rows::of((CALLED, "subject"), &opened.input, sink, &mut take)?;
    }
    failure.map_or(Ok(Ok(())), Err)
}

fn emails(document: &Document, take: &mut dyn FnMut(Row)) -> Result<(), Box<Diagnostic>> {
    let root = document.root()?;
    for raw in document.list(root) {
        match document.read(raw)? {
            Value::Object(cells) if cells.contains_key("subject") => take(Row { place: document.place(raw), cells }),
            _ => return Err(document.other(CALLED, "what is in its list has no `subject`")),
        }
    }
    Ok(())
}

fn entry(
    row: Row,
    folder: &Folder,
    directory: &str,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) -> Result<Entry, Error> {
    let title = row.text(&["subject"]).map(|title| line(&title)).unwrap_or_default();
    let slug = row.text(&["slug"]).unwrap_or_default();
    let key = row.text(&["id"]).unwrap_or_else(|| slug.clone());
    let body = match row.text(&["body"]) {
        Some(text) => Some(prose(&text)),
        None => folder.text(directory, ("emails", &slug, "md"), &row.place, sink)?.map(|text| prose(&text)),
    };
    let mut fields = Map::new();
    fields.text("title", Some(&title));
    match row.text(&["absolute_url", "url"]) {
        // The guid of its feed.
        Some(url) => fields.text("url", Some(&url)),
        None if slug.is_empty() => {}
        None => fields.text("permalink", Some(&format!("/archive/{slug}/"))),
    }
    fields.text("slug", Some(&slug));
    let published = row.text(&["publish_date"]).and_then(|date| instant(&date, &Zone::UTC));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    fields.text("summary", row.text(&["description"]).as_deref());
    fields.text("image", row.text(&["image"]).as_deref());
    let standing = match row.text(&["status"]).map(|status| status.to_lowercase()).as_deref() {
        None | Some("sent" | "imported" | "published" | "resending" | "throttled") => audience(&row),
        Some("draft" | "about_to_send" | "errored" | "in_flight" | "paused") => Standing::Draft,
        Some("scheduled") => Standing::Scheduled,
        Some("deleted") => Standing::Trash,
        Some(other) => Standing::Unknown(line(other)),
    };
    let day = published.map(|published| settings.zone.local(published).date());
    let article = Article { fields, body, standing, slug, day, ..Article::default() };
    Ok(Entry { place: row.place, title, key, comments: 0, what: What::Article(Box::new(article)) })
}

fn audience(row: &Row) -> Standing {
    match row.text(&["email_type"]).map(|kind| kind.to_lowercase()).as_deref() {
        None | Some("public") => Standing::Published,
        Some("private") => Standing::Private,
        Some("premium") => Standing::Paid,
        Some("free") => Standing::Members,
        Some("hidden" | "archival") => Standing::Unlisted,
        Some(other) => Standing::Unknown(line(other)),
    }
}

/// A text, without the mark of the editor that it was written in: one writes Markdown, the other HTML.
fn prose(text: &str) -> Body {
    let marked = text.trim_start().strip_prefix("<!-- buttondown-editor-mode:");
    let marked = marked.and_then(|rest| rest.split_once("-->"));
    let (mode, text) = marked.map_or(("", text), |(mode, text)| (mode.trim(), text));
    let kind = if mode == "fancy" { Text::Html } else { Text::Markdown };
    Body { text: text.trim_start().to_owned(), kind, images: Vec::new() }
}
