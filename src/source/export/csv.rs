//! Tables that nobody gave a name: each row is an article, its columns are fields, by their own names or by a map.

use super::{
    super::Error,
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What,
    meta::{Fields, instant, line, reader_name, without_file_as_page},
    rows::{self, Row, letters},
    unread::Unread,
};
use crate::{
    record::{
        self, Visibility,
        raw::{BodyFormat, Node},
    },
    value::{Email, Timestamp, Zone},
};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// Canonical fields that columns are read as, and what columns are called besides the names that records know;
/// `--map FIELD=COLUMN` goes before these.
const FIELDS: &[(&str, &[&str])] = &[
    ("id", &["nodeid"]),
    ("url", &["permalink"]),
    ("title", &[]),
    ("summary", &[]),
    ("slug", &[]),
    ("published", &[]),
    ("updated", &[]),
    ("expires", &[]),
    ("authors", &[]),
    ("categories", &[]),
    ("tags", &[]),
    ("image", &["imageurl"]),
    ("language", &[]),
    ("enclosures", &["audiourl", "podcasturl"]),
    ("external_url", &[]),
    ("rights", &[]),
    ("license", &[]),
    ("comments", &[]),
    ("location", &[]),
    ("source", &[]),
    ("source_url", &[]),
    ("source_title", &[]),
    ("related", &[]),
    ("content_html", &[]),
    ("content_markdown", &[]),
    ("content_rst", &[]),
    ("content_text", &[]),
    ("content", &[]),
    // The last one may mean a part of a country as well.
    ("status", &["status", "poststatus", "state"]),
    ("visibility", &["visibility", "audience", "access"]),
];

/// The columns of each field, as [`letters`] writes them.
static COLUMNS: LazyLock<Vec<(&str, Vec<String>)>> = LazyLock::new(|| {
    let columns = |(field, more): &(&'static str, &[&str])| {
        let known = record::names_of(field).map(letters);
        let mut names: Vec<String> = known.chain(more.iter().map(|name| (*name).to_owned())).collect();
        if *field == "comments" {
            // Under the short name there may be how many there are, or a switch.
            names.sort_by_key(|name| !name.ends_with("url"));
        }
        (*field, names)
    };
    FIELDS.iter().map(columns).collect()
});

/// The fields that `--map` knows.
pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(name, _)| *name)
}

/// The columns, in small letters and digits alone, that mean a field.
pub(super) fn columns(field: &str) -> &'static [String] {
    COLUMNS.iter().find(|(name, _)| *name == field).map_or(&[], |(_, columns)| columns)
}

/// The field that a column means, if it means one.
pub(super) fn field_of(column: &str) -> Option<&'static str> {
    let column = letters(column);
    COLUMNS.iter().find(|(_, columns)| columns.contains(&column)).map(|(field, _)| *field)
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
        let mut unread = Unread::default();
        rows::each(input, sink, &mut |row, sink| {
            let read = Read { row: &row, map: &settings.map, stated: None, is_place };
            let entry = read.entry(settings);
            unread.look(&entry, &row.cells, settings);
            sink(Item::Entry(Box::new(entry)));
        })?;
        unread.tell(sink);
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
        "true" => Standing::Published,
        "false" => Standing::Draft,
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

    /// The terms of all the columns that have some.
    fn terms(&self, field: &str) -> Vec<Value> {
        let all =
            self.of(field, |names| Some(names.iter().flat_map(|name| self.row.list(&[*name])).collect::<Vec<_>>()));
        let mut terms = Vec::new();
        for term in all.unwrap_or_default() {
            let term = Value::String(line(&term));
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms
    }

    fn of<T>(&self, field: &str, read: impl Fn(&[&str]) -> Option<T>) -> Option<T> {
        // Cells by the names of fields were mapped before.
        let map = if self.stated.is_some() { &[] } else { self.map };
        let mapped: Vec<&str> =
            map.iter().filter(|(name, _)| name == field).map(|(_, column)| column.as_str()).collect();
        if !mapped.is_empty() {
            return read(&mapped);
        }
        read(&self.columns(field).iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The columns that mean a field in this table.
    fn columns(&self, field: &str) -> &'static [String] {
        let columns = columns(field);
        if self.is_place && field == "status" { columns.split_last().map_or(&[], |(_, rest)| rest) } else { columns }
    }

    fn entry(&self, settings: &Settings) -> Entry {
        let title = self.text("title").map(|title| line(&title)).unwrap_or_default();
        let place = self.row.place.clone();
        let key = ["id", "url", "slug"].iter().find_map(|field| self.text(field));
        let key = key.unwrap_or_else(|| {
            let own = if title.is_empty() { self.own_key() } else { None };
            format!("{title} {}{}", self.text("published").unwrap_or_default(), own.unwrap_or_default())
        });
        let article = Box::new(self.article(&title, settings));
        // WordPress's tables have everything in them that it keeps as posts.
        let kind = self.row.text(&["posttype"]).map(|kind| line(&kind).to_lowercase());
        let what = match kind.as_deref() {
            None | Some("post") => What::Article(article),
            Some(kind) if settings.types.iter().any(|known| known == kind) => What::Article(article),
            Some("page") => What::Page(article),
            Some("attachment") => What::Other("attachment".into()),
            Some("revision") => What::Other("revision".into()),
            Some("nav_menu_item") => What::Other("menu item".into()),
            Some(_) => What::Article(article),
        };
        Entry { place, title, key, comments: 0, what }
    }

    /// What tells a row without a title from others by the name of its column, which means no field.
    fn own_key(&self) -> Option<String> {
        let stated = self.stated.unwrap_or(&self.row.cells).iter();
        let is_key = |name: &str| {
            let name = letters(name);
            let is_others = ["parent", "author", "user", "category", "site"].iter().any(|other| name.contains(other));
            !is_others && ["id", "key", "uuid", "number"].iter().any(|end| name.ends_with(end))
        };
        let mut keys = stated.filter(|(name, value)| is_key(name) && (value.is_string() || value.is_number()));
        keys.next().map(|(_, value)| format!(" {value}"))
    }

    fn article(&self, title: &str, settings: &Settings) -> Article {
        let mut fields = Map::new();
        title_of(&mut fields, title);
        for field in ["id", "url", "slug", "language"] {
            fields.text(field, self.text(field).as_deref());
        }
        let date = |field: &str| self.of(field, |names| self.date(field, names, &settings.zone));
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
        if !fields.contains_key("authors") {
            fields.text("authors", self.account().as_deref());
        }
        self.with_address(&mut fields);
        fields.list("categories", self.terms("categories"));
        fields.list("tags", self.terms("tags"));
        fields.html("summary", "summary_html", self.text("summary").as_deref());
        let image = self.text("image");
        // Several in one cell: the first is that of the article.
        let first =
            image.as_deref().and_then(|all| Some(all.split_once('|')?.0.trim())).filter(|first| is_address(first));
        fields.text("image", first.or(image.as_deref()));
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
        self.of_themselves(&mut fields);
        self.span(&mut fields);
        let standing = self.standing();
        if let Standing::Unknown(word) = &standing {
            fields.insert("extra".to_owned(), serde_json::json!({ "old_status": word }));
        }
        let slug = self.text("slug").unwrap_or_default();
        let day = day.map(|published| settings.zone.local(published).date());
        Article { fields, body: self.body(), standing, slug, day, ..Article::default() }
    }

    /// The date of a field, and the text that says so. What cannot be read is not replaced by the day on which it was made.
    fn date(&self, field: &str, names: &[&str], zone: &Zone) -> Option<(Option<Timestamp>, String)> {
        let read = |name: &str, text: &str| instant(text, if name.ends_with("gmt") { &Zone::UTC } else { zone });
        let mut dates = names.iter().filter_map(|name| {
            let text = self.row.text(&[*name]).filter(|text| !is_flag(text) && !record::is_no_date(text))?;
            Some((*name, read(name, &text), text))
        });
        let (name, instant, text) = dates.next()?;
        let is_alike = |other: &str| field != "published" || record::is_of_making(other) == record::is_of_making(name);
        let mut others = dates.filter(|(other, instant, _)| instant.is_some() && is_alike(other));
        Some(
            if instant.is_some() { None } else { others.next() }
                .map_or((instant, text), |(_, date, text)| (date, text)),
        )
    }

    /// The name of the account that wrote it, where its parts have columns of their own.
    fn account(&self) -> Option<String> {
        let parts = ["authorfirstname", "authorlastname"].iter().filter_map(|part| self.row.text(&[part]));
        let name = parts.collect::<Vec<_>>().join(" ");
        if !name.is_empty() {
            return Some(name);
        }
        let name = reader_name(&self.row.text(&["authordisplayname", "authorusername"])?);
        (!name.is_empty()).then_some(name)
    }

    /// The address of a lone author, who has an account with it.
    fn with_address(&self, fields: &mut Map<String, Value>) {
        let stated = self.stated.unwrap_or(&self.row.cells);
        let cell = |column: &str| stated.iter().find(|(name, _)| letters(name) == column)?.1.as_str();
        let email = ["authoremail", "email"].into_iter().find_map(|column| cell(column)?.trim().parse::<Email>().ok());
        let Some(email) = email else { return };
        let name = match fields.get("authors") {
            Some(Value::String(name)) => name.as_str(),
            Some(Value::Array(people))
                if people.len() == 1 && people[0].is_object() && people[0].get("email_private").is_none() =>
            {
                people[0]["name"].as_str().unwrap_or_default()
            }
            _ => return,
        };
        if !name.contains([';', ',', '&', '<', '@']) && !name.contains(" and ") {
            let author = json!({ "name": name, "email_private": email.to_string() });
            fields.insert("authors".to_owned(), Value::Array(vec![author]));
        }
    }

    /// What a record reads by its name, whatever the table.
    fn of_themselves(&self, fields: &mut Map<String, Value>) {
        for (name, value) in self.stated.unwrap_or(&self.row.cells) {
            let is_mapped = self.map.iter().any(|(_, column)| letters(column) == letters(name));
            if is_mapped || !record::is_of_itself(name) || field_of(name).is_some() || fields.contains_key(name) {
                continue;
            }
            match value {
                // Nobody wrote more of that person than what mail needs.
                Value::String(_) if !with_private_addresses(value).is_string() => {
                    fields.insert(name.clone(), with_private_addresses(value));
                }
                Value::String(text) => fields.text(name, Some(text)),
                Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    fields.insert(name.clone(), with_private_addresses(value));
                }
                Value::Bool(_) | Value::Null => {}
            }
        }
    }

    /// From when until when it is out, where two columns say so beside each other.
    fn span(&self, fields: &mut Map<String, Value>) {
        let stated = self.stated.unwrap_or(&self.row.cells).iter();
        let is_mapped = |name: &str| self.map.iter().any(|(_, column)| letters(column) == letters(name));
        let unmapped = stated.filter(|(name, _)| !is_mapped(name)).map(|(name, value)| (name.clone(), value.clone()));
        for (field, text) in record::span_of(&rows::table(&unmapped.collect())) {
            if !fields.contains_key(field) {
                fields.text(field, Some(text));
            }
        }
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
            .or_else(|| {
                let found = body("content_markdown", Text::Markdown)?;
                Some(Body { text: record::below_head(&found.text).to_owned(), ..found })
            })
            .or_else(|| body("content_rst", Text::Rst))
            .or_else(|| {
                let mut found = body("content", Text::Html)?;
                found.kind = match record::notation(&found.text) {
                    BodyFormat::Html => Text::Html,
                    BodyFormat::Markdown => Text::Markdown,
                    BodyFormat::Text | BodyFormat::Rst => Text::Plain,
                };
                if found.kind == Text::Plain {
                    found.text = record::resolved(&found.text).into_owned();
                }
                Some(found)
            })
            .or_else(|| {
                let mut found = body("content_text", Text::Plain)?;
                let stated = self.stated.unwrap_or(&self.row.cells);
                let is_open = stated.keys().any(|name| record::is_open_name(name));
                let is_html =
                    found.text.trim_start().starts_with('<') && record::notation(&found.text) == BodyFormat::Html;
                if is_open && is_html {
                    found.kind = Text::Html;
                }
                Some(found)
            })
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
            let is_filled = |column: &&String| {
                stated
                    .iter()
                    .any(|(name, value)| letters(name) == **column && !value.is_null() && value.as_str() != Some(""))
            };
            // What nobody could read still has its say.
            let is_read = self.text(field).is_some();
            let read = self.columns(field).iter().find(is_filled).filter(|_| is_read).cloned().unwrap_or_default();
            let is_mapped = self.map.iter().any(|(name, _)| name == field);
            for (name, value) in &mut stated {
                let name = letters(name);
                // Who maps a field means that one and none of the names that we would try.
                if name == read || is_mapped && self.columns(field).contains(&name) {
                    *value = Value::String("public".to_owned());
                }
            }
        }
        // Sanity tells drafts by their ids, whatever else those are used for.
        stated.retain(|name, _| name == "_id" || !self.map.iter().any(|(_, column)| letters(column) == letters(name)));
        if self.map.iter().any(|(field, _)| field == "published") {
            stated.retain(|name, _| field_of(name) != Some("published") || record::is_of_making(name));
            stated.insert("published_at".to_owned(), self.text("published").map_or(Value::Null, Value::String));
        }
        match record::visibility_of(rows::table(&stated)) {
            Visibility::Public if record::is_unpublished_row(rows::table(&stated)) => Some(Standing::Draft),
            Visibility::Public => None,
            Visibility::Restricted(audience) => Some(match audience.as_str() {
                "members" | "subscribers" => Standing::Members,
                "paid" => Standing::Paid,
                "password" => Standing::Password,
                _ => Standing::Unknown(audience),
            }),
            Visibility::Hidden(why) => Some(hidden(&why)),
        }
    }
}

/// The standing of what a record's reader does not show.
fn hidden(why: &str) -> Standing {
    let word = letters(why);
    let word = word.strip_prefix("is").unwrap_or(&word);
    let word = word.strip_prefix("date").unwrap_or(word);
    let word = ["at", "on", "date"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    match word {
        "draft" | "unpublished" | "inactive" | "pending" | "disabled" | "offline" | "embargoed" | "needsreview"
        | "rejected" => Standing::Draft,
        "deleted" | "softdeleted" | "trashed" | "trash" | "archived" | "discarded" | "removed" | "spam" => {
            Standing::Trash
        }
        "unlisted" => Standing::Unlisted,
        "private" | "direct" | "hidden" | "hide" | "internal" | "confidential" | "staffonly" | "emailonly"
        | "excludefromfeed" | "excludefromrss" | "hidefromfeed" | "feedexclude" | "noindexfeed" => Standing::Private,
        _ => Standing::Unknown(line(why)),
    }
}

/// What an account says of itself stays with whoever imports: its address is for logging in.
fn with_private_addresses(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(with_private_addresses).collect()),
        Value::Object(members) => {
            let name = |name: &str| if letters(name) == "email" { "email_private".to_owned() } else { name.to_owned() };
            let value = |value: &Value| if value.is_string() { value.clone() } else { with_private_addresses(value) };
            Value::Object(members.iter().map(|(known, inner)| (name(known), value(inner))).collect())
        }
        Value::String(text) if text.trim().parse::<Email>().is_ok() => {
            json!({ "name": reader_name(text), "email_private": text.trim() })
        }
        other => other.clone(),
    }
}

/// A title is plain text, unless references or pairs of tags show that its system keeps it as HTML; in that what is no such
/// tag stays as it is (`the <marquee> tag &amp; I`).
fn title_of(fields: &mut Map<String, Value>, title: &str) {
    const INLINE: [&str; 12] = ["b", "i", "em", "strong", "sub", "sup", "code", "cite", "q", "s", "small", "mark"];
    let is_pair = |name: &&&str| title.contains(&format!("<{name}>")) && title.contains(&format!("</{name}>"));
    let pairs: Vec<&str> = INLINE.iter().filter(is_pair).copied().collect();
    let is_tag = |rest: &str| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        pairs.iter().any(|name| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with('>')))
    };
    let has_reference = title.match_indices('&').any(|(at, _)| {
        let end = title[at..].find(';').unwrap_or_default();
        (3..=32).contains(&end) && title[at + 1..at + end].chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    });
    if pairs.is_empty() && !has_reference {
        return fields.text("title", Some(title));
    }
    let mut html = String::new();
    for (n, part) in title.split('<').enumerate() {
        if n > 0 {
            html.push_str(if is_tag(part) { "<" } else { "&lt;" });
        }
        html.push_str(part);
    }
    fields.text("title_html", Some(&html));
}

/// Whether a text is an address, whole or below that of the site.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with('/') || text.contains("://")
}

/// Whether a text is a flag, which some tables call `published` as others call a date.
pub(super) fn is_flag(text: &str) -> bool {
    Node::text(text, 0, 0).as_bool().is_some()
}
