//! Answers of Blogger's interface: posts as JSON, alone, in a list, or under `items`.

use super::super::{
    super::{Error, feed},
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    json::{Document, text},
    meta::{Fields, instant, line, reader_name},
};
use crate::{
    diagnostic::Diagnostic,
    value::{Timestamp, Zone},
};
use serde_json::{Map, Value, json, value::RawValue};

const CALLED: &str = "an answer of Blogger";

/// Reads a file.
pub(super) fn read(input: &Input, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let broken = match Document::open(input, sink)? {
        Ok(document) => {
            let root = document.root();
            root.and_then(|root| entries(&document, root, settings, sink))
        }
        Err(finding) => Err(finding),
    };
    if let Err(finding) = broken {
        sink(Item::Broken(finding));
    }
    Ok(())
}

fn entries(
    document: &Document,
    root: &RawValue,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) -> Result<(), Box<Diagnostic>> {
    let members = document.members(root);
    let items = members.as_ref().and_then(|members| members.get("items").copied());
    let list = match (items, &members) {
        (Some(items), _) => document.list(items),
        (None, Some(_)) => vec![root],
        (None, None) => document.list(root),
    };
    for raw in list {
        let place = document.place(raw);
        let (row, kind) = match document.read(raw)? {
            Value::Object(row) => match text(&row, "kind").and_then(|k| Some(k.strip_prefix("blogger#")?.to_owned())) {
                Some(kind) => (row, kind),
                None => return Err(document.other(CALLED, "what is in it has no `kind` as in `blogger#post`")),
            },
            _ => return Err(document.other(CALLED, "there is something else than objects in it")),
        };
        let title = text(&row, "title").map(|title| line(&title)).unwrap_or_default();
        let id = id(&row, &kind);
        let key = id.clone().or_else(|| text(&row, "url")).unwrap_or_else(|| title.clone());
        let what = match kind.as_str() {
            "post" => What::Article(Box::new(article(&row, id.as_deref(), &title, settings))),
            "page" => What::Page(Box::new(article(&row, id.as_deref(), &title, settings))),
            "comment" => What::Other("comment".into()),
            other => What::Other(format!("entry of the type {}", line(other)).into()),
        };
        let comments = row.get("replies").and_then(|replies| match &replies["totalItems"] {
            Value::String(text) => text.parse().ok(),
            number => number.as_u64().and_then(|number| usize::try_from(number).ok()),
        });
        sink(Item::Entry(Box::new(Entry { place, title, key, comments: comments.unwrap_or_default(), what })));
    }
    Ok(())
}

/// The id that Blogger's feeds have, in every format.
fn id(row: &Map<String, Value>, kind: &str) -> Option<String> {
    let blog = row.get("blog")?.as_object().and_then(|blog| text(blog, "id"))?;
    Some(format!("tag:blogger.com,1999:blog-{blog}.{kind}-{}", text(row, "id")?))
}

fn article(row: &Map<String, Value>, id: Option<&str>, title: &str, settings: &Settings) -> Article {
    let mut fields = Map::new();
    super::titled(&mut fields, Some(title));
    fields.text("id", id);
    let url = text(row, "url");
    fields.text("url", url.as_deref());
    let date = |name: &str| text(row, name).and_then(|date| instant(&date, &Zone::UTC));
    let published = date("published");
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = date("updated").filter(|updated| published.is_some_and(|published| *updated > published));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    if let Some(Value::Object(author)) = row.get("author")
        && let Some(name) = text(author, "displayName").map(|name| reader_name(&feed::plain(&name)))
    {
        let mut person = Map::new();
        person.text("name", Some(&name));
        person.text("url", text(author, "url").as_deref());
        fields.list("authors", vec![Value::Object(person)]);
    }
    let labels = row.get("labels").and_then(Value::as_array).into_iter().flatten();
    let labels = labels.filter_map(Value::as_str).map(|label| Value::String(line(&feed::plain(label))));
    fields.list("tags", labels.collect());
    let image = row.get("images").and_then(|images| images[0]["url"].as_str());
    fields.text("image", image);
    let slug = url.as_deref().and_then(|url| url.trim_end_matches('/').rsplit('/').next()).unwrap_or_default();
    let slug = slug.trim_end_matches(".html").to_owned();
    fields.text("slug", Some(&slug));
    if let Some(Value::Object(place)) = row.get("location")
        && let (Some(lat), Some(lng)) =
            (place.get("lat").and_then(Value::as_f64), place.get("lng").and_then(Value::as_f64))
    {
        fields.insert("location".to_owned(), json!({ "name": text(place, "name"), "lat": lat, "lon": lng }));
    }
    let standing = match text(row, "status").map(|status| status.to_lowercase()).as_deref() {
        None | Some("live") => Standing::Published,
        Some("draft") => Standing::Draft,
        Some("scheduled") => Standing::Scheduled,
        Some("soft_trashed") => Standing::Trash,
        Some(other) => Standing::Unknown(line(other)),
    };
    let body = text(row, "content").map(|text| Body { text, kind: Text::Html, images: Vec::new() });
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body, standing, slug, day, ..Article::default() }
}
