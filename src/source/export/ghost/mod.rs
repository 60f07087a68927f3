//! Ghost's export (1.0 to 5.x): tables of its database; also the answers of its content API, and files made for its importer.

mod lexical;
mod mobiledoc;

use super::{
    super::Error,
    Article, Body, Entry, FeedOf, Input, Item, OldFeed, Settings, Site, Standing, Text, What,
    json::{Document, Members, flag, text},
    meta::{Fields, instant, line, reader_name},
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::import as rules},
    value::{Email, Format, Timestamp, Zone},
};
use serde_json::{Map, Value, value::RawValue};
use std::collections::HashMap;

/// A row of a table.
type Row = Map<String, Value>;

/// Reads the files of an export.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    for input in inputs {
        let document = match Document::open(input, sink)? {
            Ok(document) => document,
            Err(finding) => {
                sink(Item::Broken(finding));
                continue;
            }
        };
        if let Err(finding) = export(&document, settings, sink) {
            sink(Item::Broken(finding));
        }
    }
    Ok(())
}

/// What posts refer to.
#[derive(Default)]
struct Tables {
    users: HashMap<String, Row>,
    tags: HashMap<String, Row>,
    /// By post: numbers of tags in their order.
    tags_of: HashMap<String, Vec<String>>,
    authors_of: HashMap<String, Vec<String>>,
    meta_of: HashMap<String, Row>,
}

fn export(document: &Document, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Box<Diagnostic>> {
    let called = "a Ghost export";
    let root = document.root()?;
    let Some(mut data) = document.members(root) else {
        return Err(document.other(called, "it is no JSON object"));
    };
    if let Some(db) = data.get("db").copied() {
        let first = document.list(db).into_iter().next();
        data = first.and_then(|first| document.members(first)).unwrap_or_default();
    }
    if let Some(inner) = data.get("data").copied().and_then(|inner| document.members(inner)) {
        data = inner;
    }
    let Some(posts) = data.get("posts").copied().filter(|posts| posts.get().starts_with('[')) else {
        return Err(document.other(called, "it has no table `posts`"));
    };
    let tables = tables(document, &data);
    sink(Item::Site(Box::new(site(document, &data, &tables, home(settings)))));
    for (posts, page) in [(Some(posts), false), (data.get("pages").copied(), true)] {
        for post in posts.map(|posts| document.list(posts)).unwrap_or_default() {
            entry(document, post, page, &tables, settings, sink)?;
        }
    }
    Ok(())
}

fn tables(document: &Document, data: &Members<'_>) -> Tables {
    let by_id = |name: &str| -> HashMap<String, Row> {
        let rows = document.rows(data, name).into_iter().map(unwrapped);
        rows.filter_map(|row| Some((text(&row, "id").or_else(|| text(&row, "slug"))?, row))).collect()
    };
    let pairs = |name: &str, member: &str| {
        let mut rows = document.rows(data, name);
        rows.sort_by_key(|row| row.get("sort_order").and_then(Value::as_i64).unwrap_or_default());
        let mut of: HashMap<String, Vec<String>> = HashMap::new();
        for row in rows {
            if let (Some(post), Some(other)) = (text(&row, "post_id"), text(&row, member)) {
                of.entry(post).or_default().push(other);
            }
        }
        of
    };
    let metas = document.rows(data, "posts_meta").into_iter();
    Tables {
        users: by_id("users"),
        tags: by_id("tags"),
        tags_of: pairs("posts_tags", "tag_id"),
        authors_of: pairs("posts_authors", "author_id"),
        meta_of: metas.filter_map(|row| Some((text(&row, "post_id")?, row))).collect(),
    }
}

/// Files made for Ghost's importer by other programs wrap each row: `{"url": …, "data": {…}}`.
fn unwrapped(mut row: Row) -> Row {
    match row.remove("data") {
        Some(Value::Object(mut inner)) => {
            if let Some(url) = row.remove("url") {
                inner.entry("url").or_insert(url);
            }
            inner
        }
        Some(other) => {
            row.insert("data".to_owned(), other);
            row
        }
        None => row,
    }
}

fn site(document: &Document, data: &Members<'_>, tables: &Tables, home: &str) -> Site {
    let settings: HashMap<String, String> = document
        .rows(data, "settings")
        .into_iter()
        .filter_map(|row| Some((text(&row, "key")?, text(&row, "value")?)))
        .collect();
    let fact = |names: &[&str]| names.iter().find_map(|name| settings.get(*name)).cloned();
    let feed = |path: String, of| OldFeed { path: format!("{home}{path}"), format: Format::Rss, of };
    let mut feeds = vec![feed("/rss/".to_owned(), FeedOf::All)];
    for (table, directory, of) in
        [(&tables.tags, "tag", FeedOf::Tag as fn(String) -> FeedOf), (&tables.users, "author", FeedOf::Author)]
    {
        let named = table.values().filter(|row| !is_internal(row));
        feeds.extend(named.filter_map(|row| {
            Some(feed(format!("/{directory}/{}/rss/", text(row, "slug")?), of(line(&text(row, "name")?))))
        }));
    }
    feeds.sort();
    Site {
        hubs: Vec::new(),
        title: fact(&["title"]),
        description: fact(&["description"]),
        language: fact(&["locale", "lang", "default_locale"]),
        zone: fact(&["timezone", "active_timezone", "activeTimezone"]),
        permalink: Some("/{slug}/".to_owned()),
        link: fact(&["url"]),
        accounts: Vec::new(),
        feeds,
        podcast: None,
        own: Vec::new(),
        further: Vec::new(),
    }
}

fn entry(
    document: &Document,
    raw: &RawValue,
    page: bool,
    tables: &Tables,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) -> Result<(), Box<Diagnostic>> {
    let place = document.place(raw);
    let Value::Object(row) = document.read(raw)? else {
        sink(Item::Entry(Box::new(Entry {
            key: format!("line {}", place.line.unwrap_or_default()),
            place,
            title: String::new(),
            comments: 0,
            what: What::Other("entry that is no object".into()),
        })));
        return Ok(());
    };
    let row = unwrapped(row);
    let title = text(&row, "title").map(|title| line(&title)).unwrap_or_default();
    let key = ["id", "uuid", "url", "slug"].iter().find_map(|name| text(&row, name));
    let key = key.unwrap_or_else(|| format!("line {}", place.line.unwrap_or_default()));
    if let Some(finding) = unread(&row, &place) {
        sink(Item::Trouble(Box::new(finding)));
    }
    let article = Box::new(article(&row, tables, settings));
    let is_page = page || text(&row, "type").as_deref() == Some("page") || flag(&row, "page");
    let what = if is_page { What::Page(article) } else { What::Article(article) };
    sink(Item::Entry(Box::new(Entry { place, title, key, comments: 0, what })));
    Ok(())
}

fn article(row: &Row, tables: &Tables, settings: &Settings) -> Article {
    let id = text(row, "id");
    let none = Row::new();
    let meta = id.as_ref().and_then(|id| tables.meta_of.get(id)).unwrap_or(&none);
    let own = |name: &str| text(row, name).or_else(|| text(meta, name));
    let mut fields = Map::new();
    fields.text("title", own("title").map(|title| line(&title)).as_deref());
    // The guid of Ghost's own feed.
    fields.text("id", id.as_deref());
    let slug = own("slug").unwrap_or_default();
    match own("url") {
        Some(url) => fields.text("url", Some(&local(&url, settings))),
        // Where Ghost puts posts unless it is told otherwise, below the publication's own address.
        None if !slug.is_empty() => fields.text("permalink", Some(&format!("/{slug}/"))),
        None => {}
    }
    fields.text("slug", Some(&slug));
    let standing = standing(row, meta);
    let date = |name: &str| own(name).and_then(|date| instant(&date, &Zone::UTC));
    let is_out = !matches!(standing, Standing::Draft);
    let published = date("published_at").or_else(|| date("created_at").filter(|_| is_out));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = date("updated_at").filter(|updated| published.is_some_and(|published| *updated > published));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    fields.list("authors", authors(row, id.as_deref(), tables));
    fields.list("tags", tags(row, id.as_deref(), tables));
    fields.text("summary", own("custom_excerpt").or_else(|| own("meta_description")).as_deref());
    fields.text("canonical_url", own("canonical_url").map(|url| local(&url, settings)).as_deref());
    if let Some(image) = own("feature_image").or_else(|| own("image")) {
        let mut picture = Map::new();
        picture.text("url", Some(&local(&image, settings)));
        picture.text("alt", own("feature_image_alt").as_deref());
        fields.insert("image".to_owned(), Value::Object(picture));
    }
    fields.text("language", own("locale").as_deref());
    if flag(row, "featured") {
        fields.insert("extra".to_owned(), serde_json::json!({ "featured": true }));
    }
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body: body(row, settings), standing, slug, day, ..Article::default() }
}

/// Addresses of the site itself begin with a mark in exports, in place of its address with the path at which it is installed.
fn local(address: &str, settings: &Settings) -> String {
    address.replace("__GHOST_URL__", home(settings))
}

/// The path at which the site is installed, without a slash at its end.
fn home(settings: &Settings) -> &str {
    let rest = settings.link.as_str().split_once("://").map_or("", |(_, rest)| rest);
    let home = rest.find('/').map_or("", |start| &rest[start..]);
    home.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// What Ghost rendered, or what can be rendered from what its editors keep.
fn html(row: &Row) -> Option<String> {
    text(row, "html")
        .or_else(|| text(row, "lexical").and_then(|lexical| lexical::to_html(&lexical)))
        .or_else(|| text(row, "mobiledoc").and_then(|mobiledoc| mobiledoc::to_html(&mobiledoc)))
}

/// Says that there is a text which cannot be rendered, and what stands in its place.
fn unread(row: &Row, place: &Place) -> Option<Diagnostic> {
    let member =
        ["lexical", "mobiledoc"].into_iter().find(|name| text(row, name).is_some_and(|text| !is_blank(&text)))?;
    if html(row).is_some() {
        return None;
    }
    let title = text(row, "title").map(|title| line(&title)).unwrap_or_default();
    let message =
        format!("the text of \"{title}\" cannot be read: its `{member}` is nothing that Ghost's editor writes");
    let help = match ["markdown", "plaintext"].into_iter().find(|name| text(row, name).is_some()) {
        Some(rest) => format!("`{rest}` stands in its place: pictures and links may be missing"),
        None => "the record has no text: copy it from the site, or save the post once more in Ghost and export again"
            .to_owned(),
    };
    Some(Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place.clone().field(member), message).help(help))
}

/// Whether a document of one of the editors is whole and has nothing in it.
fn is_blank(text: &str) -> bool {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return text.trim().is_empty() };
    let is_empty = |list: Option<&Value>| {
        list.and_then(Value::as_array).is_some_and(|items| {
            // An empty paragraph, in either of the notations.
            let texts = |item: &Value| item.to_string().contains("\"text\":\"");
            items.iter().all(|item| match item {
                Value::Object(node) => {
                    matches!(node.get("type").and_then(Value::as_str), Some("paragraph" | "linebreak")) && !texts(item)
                }
                Value::Array(section) => {
                    section.first().and_then(Value::as_u64) == Some(1)
                        && section.last().and_then(Value::as_array).is_some_and(Vec::is_empty)
                }
                _ => false,
            })
        })
    };
    value.is_null()
        || value.get("root").is_some_and(|root| is_empty(root.get("children")))
        || value.get("sections").is_some_and(|sections| is_empty(Some(sections)))
}

/// The text: as Ghost rendered it, else rendered from what its editors keep.
fn body(row: &Row, settings: &Settings) -> Option<Body> {
    let (text, kind) = match html(row) {
        Some(html) => (html, Text::Html),
        None => text(row, "markdown")
            .map(|markdown| (markdown, Text::Markdown))
            .or_else(|| text(row, "plaintext").map(|plain| (plain, Text::Plain)))?,
    };
    Some(Body { text: local(&text, settings), kind, images: Vec::new() })
}

fn standing(row: &Row, meta: &Row) -> Standing {
    let by_status = match text(row, "status").as_deref() {
        Some("published") => Standing::Published,
        Some("scheduled") => Standing::Scheduled,
        Some("draft") => Standing::Draft,
        // Sent to members by mail, and on no page.
        Some("sent") => Standing::Unlisted,
        Some(other) => Standing::Unknown(line(other)),
        // Nobody said that it may be shown.
        None => Standing::Draft,
    };
    if !matches!(by_status, Standing::Published | Standing::Scheduled) {
        return by_status;
    }
    if flag(meta, "email_only") || flag(row, "email_only") {
        return Standing::Unlisted;
    }
    match text(row, "visibility").as_deref() {
        None | Some("public") => by_status,
        Some("members") => Standing::Members,
        // Tiers and filters name those who pay.
        Some("paid" | "tiers" | "filter") => Standing::Paid,
        Some(other) => Standing::Unknown(line(other)),
    }
}

/// Those who wrote it, by the tables or as the answer has them.
fn authors(row: &Row, id: Option<&str>, tables: &Tables) -> Vec<Value> {
    let listed = id.and_then(|id| tables.authors_of.get(id)).into_iter().flatten();
    let mut people: Vec<Value> = listed.filter_map(|author| person(tables.users.get(author)?)).collect();
    if people.is_empty() {
        let inline = row.get("authors").and_then(Value::as_array).into_iter().flatten();
        let inline = inline.chain(["author", "primary_author"].iter().filter_map(|name| row.get(*name)));
        let rows = inline.filter_map(|author| match author {
            Value::Object(author) => Some(unwrapped(author.clone())),
            Value::String(author) => tables.users.get(author).cloned(),
            _ => None,
        });
        for person in rows.filter_map(|author| person(known(&author, tables).unwrap_or(&author))) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
    }
    if people.is_empty() {
        people.extend(text(row, "author_id").and_then(|author| person(tables.users.get(&author)?)));
    }
    let mut names: Vec<Value> = Vec::new();
    people.retain(|person| {
        let is_new = !names.contains(&person["name"]);
        names.push(person["name"].clone());
        is_new
    });
    people
}

/// The row of somebody who is in the table of users, too.
fn known<'t>(author: &Row, tables: &'t Tables) -> Option<&'t Row> {
    let slug = text(author, "slug")?;
    tables.users.values().find(|user| text(user, "slug").as_deref() == Some(&slug))
}

fn person(user: &Row) -> Option<Value> {
    let name = text(user, "name").or_else(|| text(user, "slug")).map(|name| reader_name(&name))?;
    let mut person = Map::new();
    person.text("name", Some(&name));
    let email = text(user, "email").filter(|email| email.trim().parse::<Email>().is_ok());
    person.text("email_private", email.as_deref());
    person.text("url", text(user, "website").as_deref());
    Some(Value::Object(person))
}

/// Its tags, without those for internal use (`#hidden`).
fn tags(row: &Row, id: Option<&str>, tables: &Tables) -> Vec<Value> {
    let listed = id.and_then(|id| tables.tags_of.get(id)).into_iter().flatten();
    let mut rows: Vec<Row> = listed.filter_map(|tag| tables.tags.get(tag).cloned()).collect();
    if rows.is_empty() {
        let inline = row.get("tags").and_then(Value::as_array).into_iter().flatten();
        rows.extend(inline.filter_map(|tag| match tag {
            Value::Object(tag) => Some(unwrapped(tag.clone())),
            Value::String(name) => Some(Row::from_iter([("name".to_owned(), Value::String(name.clone()))])),
            _ => None,
        }));
    }
    let mut names: Vec<Value> = Vec::new();
    for tag in rows.iter().filter(|tag| !is_internal(tag)) {
        let name = text(tag, "name").or_else(|| text(tag, "slug")).map(|name| line(&name));
        if let Some(name) = name.filter(|name| !name.is_empty()).map(Value::String)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn is_internal(tag: &Row) -> bool {
    let internal = text(tag, "visibility").as_deref() == Some("internal");
    internal || text(tag, "name").is_some_and(|name| name.starts_with('#'))
}
