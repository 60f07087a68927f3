//! Tables that nobody gave a name: each row is an article, its columns are fields, by their own names or by a map.

use super::{
    super::Error,
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    meta::{Fields, instant, line, without_file_as_page},
    rows::{self, Row},
};
use crate::value::Timestamp;
use serde_json::{Map, Value};

/// Canonical fields with the columns that mean them beyond doubt; `--map FIELD=COLUMN` goes before these.
const COLUMNS: &[(&str, &[&str])] = &[
    ("id", &["id", "guid", "uuid", "postid"]),
    ("url", &["url", "link", "permalink", "posturl", "pageurl"]),
    ("title", &["title", "headline", "posttitle", "name", "subject"]),
    ("summary", &["summary", "excerpt", "description", "subtitle"]),
    ("slug", &["slug"]),
    (
        "published",
        &[
            "published",
            "publishedat",
            "publishdate",
            "pubdate",
            "date",
            "postdate",
            "publisheddate",
            "publishedon",
            "datepublished",
            "firstpublishedat",
            "createdat",
            "created",
        ],
    ),
    ("updated", &["updated", "updatedat", "modified", "lastmodified", "modifiedat", "datemodified"]),
    ("authors", &["authors", "author", "byline", "creator"]),
    ("categories", &["categories", "category"]),
    ("tags", &["tags", "keywords", "labels"]),
    ("image", &["image", "imageurl", "featuredimage", "coverimage", "thumbnail", "thumbnailurl"]),
    ("language", &["language", "lang", "locale"]),
    ("enclosures", &["enclosure", "enclosures", "audiourl", "podcasturl"]),
    ("content_html", &["contenthtml", "html", "bodyhtml", "contentencoded"]),
    ("content_markdown", &["contentmarkdown", "markdown"]),
    ("content_text", &["contenttext", "plaintext", "text", "plaincontent"]),
    ("content", &["content", "body"]),
    ("status", &["status", "poststatus", "state"]),
    ("visibility", &["visibility", "audience", "access"]),
];

/// The fields that `--map` knows.
pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

/// The columns, in small letters and digits alone, that mean a field.
pub(super) fn columns(field: &str) -> &'static [&'static str] {
    COLUMNS.iter().find(|(name, _)| *name == field).map_or(&[], |(_, columns)| columns)
}

/// The entry that a row is, by the columns that mean something beyond doubt.
pub(super) fn entry(row: &Row, settings: &Settings) -> Entry {
    Read { row, map: &[] }.entry(settings)
}

/// Reads the files.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    for input in inputs {
        rows::each(input, sink, &mut |row, sink| {
            let read = Read { row: &row, map: &settings.map };
            sink(Item::Entry(Box::new(read.entry(settings))));
        })?;
    }
    Ok(())
}

struct Read<'a> {
    row: &'a Row,
    map: &'a [(String, String)],
}

impl Read<'_> {
    /// What a field is in this row.
    fn text(&self, field: &str) -> Option<String> {
        self.of(field, |names| self.row.text(names))
    }

    fn list(&self, field: &str) -> Vec<Value> {
        let list = self.of(field, |names| Some(self.row.list(names)));
        list.unwrap_or_default().iter().map(|item| Value::String(line(item))).collect()
    }

    fn of<T>(&self, field: &str, read: impl Fn(&[&str]) -> Option<T>) -> Option<T> {
        let mapped: Vec<&str> =
            self.map.iter().filter(|(name, _)| name == field).map(|(_, column)| column.as_str()).collect();
        if !mapped.is_empty() {
            return read(&mapped);
        }
        read(columns(field))
    }

    fn entry(&self, settings: &Settings) -> Entry {
        let title = self.text("title").map(|title| line(&title)).unwrap_or_default();
        let place = self.row.place.clone();
        let key = ["id", "url", "slug"].iter().find_map(|field| self.text(field));
        let key = key.unwrap_or_else(|| format!("{title} {}", self.text("published").unwrap_or_default()));
        let article = self.article(&title, settings);
        Entry { place, title, key, comments: 0, what: What::Article(Box::new(article)) }
    }

    fn article(&self, title: &str, settings: &Settings) -> Article {
        let mut fields = Map::new();
        // A tag or a reference in a title is what its system shows it with.
        fields.html("title", "title_html", Some(title));
        for field in ["id", "url", "slug", "language"] {
            fields.text(field, self.text(field).as_deref());
        }
        let date = |field: &str| self.text(field).map(|text| (instant(&text, &settings.zone), text));
        let published = date("published");
        // What cannot be read stays as it is: the record says where.
        let stated = |date: &(Option<Timestamp>, String)| date.0.map_or_else(|| date.1.clone(), Timestamp::rfc3339);
        fields.text("published", published.as_ref().map(stated).as_deref());
        let day = published.as_ref().and_then(|(instant, _)| *instant);
        let updated =
            date("updated").and_then(|(updated, _)| updated).filter(|updated| day.is_some_and(|day| *updated > day));
        fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
        // Several people stand in one cell as people write them, not parted by commas.
        self.as_it_is(&mut fields, "authors");
        fields.list("categories", self.list("categories"));
        fields.list("tags", self.list("tags"));
        fields.html("summary", "summary_html", self.text("summary").as_deref());
        fields.text("image", self.text("image").as_deref());
        self.as_it_is(&mut fields, "enclosures");
        without_file_as_page(&mut fields);
        let standing = self.standing();
        if let Standing::Unknown(word) = &standing {
            fields.insert("extra".to_owned(), serde_json::json!({ "old_status": word }));
        }
        let slug = self.text("slug").unwrap_or_default();
        let day = day.map(|published| settings.zone.local(published).date());
        Article { fields, body: self.body(), standing, slug, day, ..Article::default() }
    }

    /// A field that may be more than text.
    fn as_it_is(&self, fields: &mut Map<String, Value>, field: &str) {
        match self.row.cells.get(field) {
            Some(Value::Array(list)) => fields.list(field, list.clone()),
            _ => fields.text(field, self.text(field).as_deref()),
        }
    }

    fn body(&self) -> Option<Body> {
        let body = |field: &str, kind| self.text(field).map(|text| Body { text, kind, images: Vec::new() });
        body("content_html", Text::Html)
            .or_else(|| body("content_markdown", Text::Markdown))
            .or_else(|| {
                let mut found = body("content", Text::Html)?;
                let is_html = found.text.contains("</") || found.text.contains("<p>") || found.text.contains("<br");
                found.kind = if is_html { Text::Html } else { Text::Markdown };
                Some(found)
            })
            .or_else(|| body("content_text", Text::Plain))
    }

    /// Fails closed: a word that is not known is not public.
    fn standing(&self) -> Standing {
        let word = |text: String| text.trim().to_lowercase();
        let flag = |names: &[&str]| self.row.text(names).map(word);
        let is =
            |text: &Option<String>, words: &[&str]| text.as_ref().is_some_and(|text| words.contains(&text.as_str()));
        const TRUE: [&str; 4] = ["true", "yes", "1", "y"];
        const FALSE: [&str; 4] = ["false", "no", "0", "n"];
        if is(&flag(&["draft", "is draft", "hidden", "private"]), &TRUE)
            || is(&flag(&["is published", "public"]), &FALSE)
        {
            return Standing::Draft;
        }
        if self.row.text(&["password", "post password"]).is_some() {
            return Standing::Password;
        }
        let by_status = match self.text("status").map(word).as_deref() {
            None | Some("published" | "publish" | "public" | "live" | "posted" | "confirmed" | "active" | "sent") => {
                Standing::Published
            }
            Some("scheduled" | "future") => Standing::Scheduled,
            Some("draft" | "pending" | "unpublished" | "inactive") => Standing::Draft,
            Some("private" | "hidden") => Standing::Private,
            Some("trash" | "deleted" | "archived") => Standing::Trash,
            Some(other) => Standing::Unknown(line(other)),
        };
        if !matches!(by_status, Standing::Published | Standing::Scheduled) {
            return by_status;
        }
        match self.text("visibility").map(word).as_deref() {
            None | Some("public" | "everyone" | "all" | "free" | "both") => by_status,
            Some("members" | "only_free" | "subscribers" | "registered") => Standing::Members,
            Some("paid" | "premium" | "only_paid" | "founding") => Standing::Paid,
            Some("private") => Standing::Private,
            Some(other) => Standing::Unknown(line(other)),
        }
    }
}
