//! Tables that nobody gave a name: each row is an article, its columns are fields, by their own names or by a map.

use super::{
    super::Error,
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    meta::{Fields, instant, line, without_file_as_page},
    rows::{self, Row, letters},
};
use crate::{
    record::{self, Visibility, raw::Node},
    value::Timestamp,
};
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
    ("expires", &["expires", "expirydate", "expiresat", "expirationdate", "unpublishdate", "unpublishat"]),
    ("authors", &["authors", "author", "byline", "creator"]),
    ("categories", &["categories", "category"]),
    ("tags", &["tags", "keywords", "labels"]),
    ("image", &["image", "imageurl", "featuredimage", "coverimage", "thumbnail", "thumbnailurl"]),
    ("language", &["language", "lang", "locale"]),
    ("enclosures", &["enclosure", "enclosures", "attachments", "audiourl", "podcasturl"]),
    ("external_url", &["externalurl", "externallink", "linkurl"]),
    ("rights", &["rights", "copyright"]),
    ("license", &["license", "licence", "licenseurl"]),
    ("comments", &["commentsurl", "commenturl", "comments"]),
    ("location", &["location", "geo", "place"]),
    ("source", &["source"]),
    ("source_url", &["sourceurl"]),
    ("source_title", &["sourcetitle", "sourcename"]),
    ("related", &["related", "relatedlinks"]),
    ("content_html", &["contenthtml", "html", "bodyhtml", "contentencoded"]),
    ("content_markdown", &["contentmarkdown", "markdown"]),
    ("content_text", &["contenttext", "plaintext", "text", "plaincontent"]),
    ("content", &["content", "body"]),
    // The last one may mean a part of a country as well.
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
/// `stated` is what the row was made of.
pub(super) fn entry(row: &Row, stated: &Map<String, Value>, settings: &Settings) -> Entry {
    Read { row, map: &settings.map, stated: Some(stated), is_place: false }.entry(settings)
}

/// Reads the files.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    for input in inputs {
        // What is wrong with a row is said when it is read.
        let mut state = State::default();
        rows::each(input, &mut |_| {}, &mut |row, _| state.look(&row))?;
        let is_place = state.is_place(settings);
        rows::each(input, sink, &mut |row, sink| {
            let read = Read { row: &row, map: &settings.map, stated: None, is_place };
            sink(Item::Entry(Box::new(read.entry(settings))));
        })?;
    }
    Ok(())
}

/// What the column `state` of a table says: who may read it, or in which part of a country something is.
#[derive(Default)]
pub(super) struct State {
    is_there: bool,
    is_status: bool,
}

impl State {
    /// Looks at a row.
    pub(super) fn look(&mut self, row: &Row) {
        let Some(word) = row.text(&["state"]) else { return };
        self.is_there = true;
        let known = by_status(&word.to_lowercase());
        let by_record = || record::visibility_of(rows::table(&Map::from_iter([("status".to_owned(), word.into())])));
        self.is_status |= !matches!(known, Standing::Unknown(_))
            || !matches!(by_record(), Visibility::Hidden(why) if why.starts_with("status "));
    }

    /// Whether it is the part of a country: none of its words is a status, and nobody has said that it has them.
    pub(super) fn is_place(&self, settings: &Settings) -> bool {
        self.is_there && !self.is_status && !settings.map.iter().any(|(field, _)| field == "status")
    }
}

/// What a status in small letters means.
fn by_status(word: &str) -> Standing {
    match word {
        "published" | "publish" | "public" | "live" | "posted" | "confirmed" | "active" | "sent" => Standing::Published,
        "scheduled" | "future" => Standing::Scheduled,
        "draft" | "pending" | "unpublished" | "inactive" => Standing::Draft,
        "private" | "hidden" => Standing::Private,
        "trash" | "deleted" | "archived" => Standing::Trash,
        other => Standing::Unknown(line(other)),
    }
}

struct Read<'a> {
    row: &'a Row,
    map: &'a [(String, String)],
    /// What says who may read it, where the row has its cells by the names of fields; else its cells do.
    stated: Option<&'a Map<String, Value>>,
    /// Whether `state` is the part of a country.
    is_place: bool,
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
        // Cells by the names of fields were mapped before.
        let map = if self.stated.is_some() { &[] } else { self.map };
        let mapped: Vec<&str> =
            map.iter().filter(|(name, _)| name == field).map(|(_, column)| column.as_str()).collect();
        if !mapped.is_empty() {
            return read(&mapped);
        }
        read(self.columns(field))
    }

    /// The columns that mean a field in this table.
    fn columns(&self, field: &str) -> &'static [&'static str] {
        let columns = columns(field);
        if self.is_place && field == "status" { columns.split_last().map_or(&[], |(_, rest)| rest) } else { columns }
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
        let date = |field: &str| {
            let found = self.of(field, |names| {
                let mut dates = names.iter().filter_map(|name| self.row.text(&[*name]).filter(|text| !is_flag(text)));
                let first = dates.next()?;
                let first = (instant(&first, &settings.zone), first);
                let mut readable = || dates.find_map(|text| Some((Some(instant(&text, &settings.zone)?), text)));
                Some(if first.0.is_none() { readable().unwrap_or(first) } else { first })
            });
            found.filter(|(_, text)| !text.is_empty())
        };
        let published = date("published");
        // What cannot be read stays as it is: the record says where.
        let stated = |date: &(Option<Timestamp>, String)| date.0.map_or_else(|| date.1.clone(), Timestamp::rfc3339);
        fields.text("published", published.as_ref().map(stated).as_deref());
        let day = published.as_ref().and_then(|(instant, _)| *instant);
        let updated =
            date("updated").and_then(|(updated, _)| updated).filter(|updated| day.is_some_and(|day| *updated > day));
        fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
        fields.text("expires", date("expires").as_ref().map(stated).as_deref());
        // Several people stand in one cell as people write them, not parted by commas.
        self.as_it_is(&mut fields, "authors");
        fields.list("categories", self.list("categories"));
        fields.list("tags", self.list("tags"));
        fields.html("summary", "summary_html", self.text("summary").as_deref());
        fields.text("image", self.text("image").as_deref());
        self.as_it_is(&mut fields, "enclosures");
        for field in ["external_url", "rights", "license", "location", "source", "source_url", "source_title"] {
            self.as_it_is(&mut fields, field);
        }
        match self.row.cells.get("related") {
            Some(Value::Array(links)) => fields.list("related", links.clone()),
            _ => {
                let links = self.list("related").into_iter();
                let is_address = |link: &Value| link.as_str().is_some_and(is_address);
                fields.list("related", links.filter(is_address).collect());
            }
        }
        // Under this name there may be how many there are, or a switch.
        let comments = self.text("comments").filter(|text| is_address(text));
        fields.text("comments", comments.as_deref());
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
            Some(object @ Value::Object(_)) => {
                fields.insert(field.to_owned(), object.clone());
            }
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
        let by_status = self.text("status").map_or(Standing::Published, |text| by_status(&word(text)));
        if !matches!(by_status, Standing::Published | Standing::Scheduled) {
            return by_status;
        }
        let by_audience = match self.text("visibility").map(word).as_deref() {
            None | Some("public" | "everyone" | "all" | "free" | "both") => by_status,
            Some("members" | "only_free" | "subscribers" | "registered") => Standing::Members,
            Some("paid" | "premium" | "only_paid" | "founding") => Standing::Paid,
            Some("private") => Standing::Private,
            Some(other) => Standing::Unknown(line(other)),
        };
        match by_audience {
            Standing::Published | Standing::Scheduled => self.flagged().unwrap_or(by_audience),
            restricted => restricted,
        }
    }

    /// What all the other columns say that a record's reader knows: flags, passwords, further states.
    fn flagged(&self) -> Option<Standing> {
        let mut stated = self.stated.unwrap_or(&self.row.cells).clone();
        for field in ["status", "visibility"] {
            let is_filled = |column: &&&str| {
                stated
                    .iter()
                    .any(|(name, value)| letters(name) == **column && !value.is_null() && value.as_str() != Some(""))
            };
            let read = self.columns(field).iter().find(is_filled).copied().unwrap_or_default();
            let is_mapped = self.map.iter().any(|(name, _)| name == field);
            for (name, value) in &mut stated {
                let name = letters(name);
                // Who maps a field means that one and none of the names that we would try.
                if name == read || is_mapped && self.columns(field).contains(&name.as_str()) {
                    *value = Value::String("public".to_owned());
                }
            }
        }
        stated.retain(|name, _| !self.map.iter().any(|(_, column)| letters(column) == letters(name)));
        match record::visibility_of(rows::table(&stated)) {
            Visibility::Public => None,
            Visibility::Restricted(audience) => Some(match audience.as_str() {
                "members" | "subscribers" => Standing::Members,
                "paid" => Standing::Paid,
                "password" => Standing::Password,
                _ => Standing::Unknown(audience),
            }),
            Visibility::Hidden(why) => Some(match letters(&why).trim_start_matches("is").trim_end_matches("at") {
                "draft" | "unpublished" | "inactive" | "pending" => Standing::Draft,
                "deleted" | "trashed" | "trash" | "archived" => Standing::Trash,
                "unlisted" => Standing::Unlisted,
                "private" | "hidden" | "emailonly" | "excludefromfeed" | "feedexclude" | "noindexfeed" => {
                    Standing::Private
                }
                _ => Standing::Unknown(line(&why)),
            }),
        }
    }
}

/// Whether a text is an address, whole or below that of the site.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with('/') || text.contains("://")
}

/// Whether a text is a flag, which some tables call `published` as others call a date.
pub(super) fn is_flag(text: &str) -> bool {
    Node::text(text, 0, 0).as_bool().is_some()
}
