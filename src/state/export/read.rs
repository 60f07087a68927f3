//! Reading an export back: everything is understood, or the first line that is not is named.

use super::{
    super::{Error, FeedRow, Known, Presence, Publication, Retirement, Retraction, Row, time},
    NAME, VERSION, outbox,
};
use crate::value::{EntryId, Format, Moment, Timestamp};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Display,
};

/// What lines can be about.
const KINDS: [&str; 6] = ["feed", "record", "publication", "delivery", "endpoint", "told"];
/// What SQLite can count up to; no document has more bytes.
const MOST: u64 = i64::MAX as u64;

/// Reads an export; `file` is its name for messages. The order of the lines after the first does not matter, nor does a line
/// that is there twice: a merge may have done that. Two different lines about one thing are a conflict, and an error.
///
/// # Errors
/// The first line that is not understood, and why.
pub fn read(bytes: &[u8], file: &str) -> Result<Known, Error> {
    let at = |line: usize, message: String| Error::Export { file: file.to_owned(), line, message };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut known = Known::default();
    let mut seen = HashMap::new();
    let mut has_header = false;
    let mut number = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        number += 1;
        let line = std::str::from_utf8(line).map_err(|_| at(number, "it is not UTF-8".to_owned()))?.trim();
        if line.is_empty() {
            continue;
        }
        let members = parse(line).map_err(|message| at(number, message))?;
        if !has_header {
            let found = header(members).map_err(|message| at(number, message))?;
            if found > VERSION {
                return Err(Error::NewerExport { file: file.to_owned(), line: number, found, known: VERSION });
            }
            has_header = true;
            continue;
        }
        let name = name(&members);
        if let Some((first, said)) = name.as_ref().and_then(|name| seen.get(name)) {
            if *said == line {
                continue;
            }
            let (kind, name) = name.unwrap_or_default();
            return Err(at(
                number,
                format!("the {kind} `{name}` is in line {first} already, and that says something else"),
            ));
        }
        take(members, &mut known).map_err(|message| at(number, message))?;
        seen.extend(name.map(|name| (name, (number, line))));
    }
    if !has_header {
        return Err(at(1, format!("the file is empty; an export begins with {}", first_line())));
    }
    known.rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    known.publications.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    known
        .outbox
        .queued
        .sort_by(|a, b| (&a.delivery.endpoint, &a.delivery.topic).cmp(&(&b.delivery.endpoint, &b.delivery.topic)));
    Ok(known)
}

fn first_line() -> String {
    format!("{{\"courant\":\"{NAME}\",\"version\":{VERSION}}}")
}

fn parse(line: &str) -> Result<Map<String, Value>, String> {
    if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
        return Err("a merge conflict was left in the file: keep the lines of both sides that are right".to_owned());
    }
    match serde_json::from_str(line) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("it is no JSON object; each line of an export is one".to_owned()),
        Err(cause) => {
            // The parser counts lines too, and knows but one.
            let said = cause.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            Err(format!("it is no JSON object: {said} at column {}", cause.column()))
        }
    }
}

/// The version that the first line states. Of a later one nothing more is understood.
fn header(members: Map<String, Value>) -> Result<u64, String> {
    let is_ours = members.get("courant").and_then(Value::as_str) == Some(NAME);
    let Some(version) = members.get("version").and_then(Value::as_u64).filter(|_| is_ours) else {
        return Err(format!("this is no export of a ledger: the first line of one is {}", first_line()));
    };
    if version > VERSION {
        return Ok(version);
    }
    let mut members = Members { what: "the first line".to_owned(), members, asked: Vec::new() };
    members.value("courant");
    members.value("version");
    members.finish()?;
    Ok(version)
}

/// What a line is about: its kind, and the name among its kind.
fn name(members: &Map<String, Value>) -> Option<(String, String)> {
    let text = |member: &str| members.get(member).and_then(Value::as_str);
    let kind = text("kind")?;
    let name = match kind {
        "feed" | "endpoint" => text("name")?.to_owned(),
        "record" => text("id")?.to_owned(),
        "publication" => text("path")?.to_owned(),
        "delivery" | "told" => format!("{} {}", text("endpoint")?, text("topic")?),
        _ => return None,
    };
    Some((kind.to_owned(), name))
}

/// Takes one line into what is known.
fn take(members: Map<String, Value>, known: &mut Known) -> Result<(), String> {
    let mut members = Members { what: "this line".to_owned(), members, asked: Vec::new() };
    let kind = members.text("kind")?;
    members.what = format!("a {kind}");
    match kind.as_str() {
        "feed" => {
            let (name, id, label) = (members.name("name")?, members.id("id")?, members.maybe_text("label")?);
            let show = members.maybe_text("show")?;
            let retired = members
                .inner("retired", |inner| Ok(Retirement { at: inner.time("at")?, to: inner.maybe_text("to")? }))?;
            members.finish()?;
            known.feeds.insert(name, FeedRow { id, label, show, retired });
            Ok(())
        }
        "record" => {
            let row = row(&mut members)?;
            members.finish()?;
            known.rows.push(row);
            Ok(())
        }
        "publication" => {
            let publication = publication(&mut members)?;
            members.finish()?;
            known.publications.push(publication);
            Ok(())
        }
        _ if outbox::take(&kind, &mut members, &mut known.outbox)? => Ok(()),
        _ => Err(format!("`{}` is no kind of line{}", kind.escape_debug(), meant(&KINDS, &kind))),
    }
}

fn row(members: &mut Members) -> Result<Row, String> {
    let id = members.id("id")?;
    let mut ids = BTreeMap::new();
    for (name, value) in members.object("ids")? {
        let format: Format = name.parse().map_err(|message| format!("`ids`: {message}"))?;
        let id = value.as_str().ok_or_else(|| wrong(format!("ids.{name}"), "a string", &value))?;
        ids.insert(format, valid(&format!("ids.{name}"), id.to_owned())?);
    }
    let (key, url) = (members.maybe_text("key")?, members.maybe_text("url")?);
    let mut former_urls = Vec::new();
    match members.value("former_urls") {
        None => {}
        Some(Value::Array(urls)) => {
            for url in urls {
                former_urls
                    .push(url.as_str().ok_or_else(|| wrong("former_urls", "a list of strings", &url))?.to_owned());
            }
        }
        Some(other) => return Err(wrong("former_urls", "a list of strings", &other)),
    }
    former_urls.sort_unstable();
    former_urls.dedup();
    let title = members.maybe_text("title")?;
    let (published, first_shown) = (members.time("published")?, members.time("first_shown")?);
    let body = members.maybe_text("body")?;
    let mut feeds = BTreeMap::new();
    for (name, value) in members.object("feeds")? {
        let what = format!("`feeds.{name}`");
        let Value::Object(inner) = value else { return Err(wrong(format!("feeds.{name}"), "an object", &value)) };
        let mut inner = Members { what, members: inner, asked: Vec::new() };
        let (since, left) = (inner.time("since")?, inner.maybe_time("left")?);
        let presence = Presence { since, left, page: inner.maybe_page("page")? };
        inner.finish()?;
        feeds.insert(name, presence);
    }
    Ok(Row {
        ids,
        key,
        url,
        former_urls,
        title,
        body,
        feeds,
        digest: members.maybe_text("digest")?,
        corrected: members.maybe_time("corrected")?,
        gone: members.maybe_time("gone")?,
        returned: members.maybe_time("returned")?,
        retracted: members.inner("retracted", |inner| {
            Ok(Retraction { at: inner.time("at")?, reason: inner.maybe_text("reason")? })
        })?,
        ..Row::new(id, published, first_shown)
    })
}

fn publication(members: &mut Members) -> Result<Publication, String> {
    Ok(Publication {
        path: members.name("path")?,
        feed: members.name("feed")?,
        format: members.text("format")?.parse()?,
        digest: members.name("digest")?,
        items: members.number("items")?,
        bytes: members.number("bytes")?,
        changed: members.time("changed")?,
    })
}

/// The members of one object, each asked for by name; in the end none may be left.
pub(super) struct Members {
    /// What the object is, for messages.
    what: String,
    members: Map<String, Value>,
    asked: Vec<&'static str>,
}

impl Members {
    pub(super) fn value(&mut self, name: &'static str) -> Option<Value> {
        self.asked.push(name);
        self.members.shift_remove(name)
    }

    pub(super) fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, String> {
        let Some(value) = value else {
            // What stands there instead may be the member with a slip of the pen.
            let instead = self.members.keys().map(String::as_str).find(|key| slip(name, key));
            let instead = instead.map_or_else(String::new, |key| format!("; is `{}` meant?", key.escape_debug()));
            return Err(format!("{} needs `{name}`{instead}", self.what));
        };
        Ok(value)
    }

    pub(super) fn maybe_text(&mut self, name: &'static str) -> Result<Option<String>, String> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong(name, "a string", &other)),
        }
    }

    fn text(&mut self, name: &'static str) -> Result<String, String> {
        let text = self.maybe_text(name)?;
        self.required(name, text)
    }

    /// A text that is not empty.
    pub(super) fn name(&mut self, name: &'static str) -> Result<String, String> {
        let text = self.text(name)?;
        if text.is_empty() { Err(format!("`{name}` is empty")) } else { Ok(text) }
    }

    /// An id that feeds can carry.
    fn id(&mut self, name: &'static str) -> Result<String, String> {
        let id = self.text(name)?;
        valid(name, id)
    }

    fn maybe_time(&mut self, name: &'static str) -> Result<Option<Timestamp>, String> {
        let Some(text) = self.maybe_text(name)? else { return Ok(None) };
        time::read(&text).map(Some).ok_or_else(|| no_time(name, &text))
    }

    fn time(&mut self, name: &'static str) -> Result<Timestamp, String> {
        let time = self.maybe_time(name)?;
        self.required(name, time)
    }

    pub(super) fn maybe_moment(&mut self, name: &'static str) -> Result<Option<Moment>, String> {
        let Some(text) = self.maybe_text(name)? else { return Ok(None) };
        Moment::from_rfc3339(&text).map(Some).ok_or_else(|| no_time(name, &text))
    }

    pub(super) fn moment(&mut self, name: &'static str) -> Result<Moment, String> {
        let moment = self.maybe_moment(name)?;
        self.required(name, moment)
    }

    /// How often something happened.
    pub(super) fn count(&mut self, name: &'static str) -> Result<u32, String> {
        let count = self.number(name)?;
        u32::try_from(count).map_err(|_| wrong(name, "a smaller number", &count.into()))
    }

    pub(super) fn number(&mut self, name: &'static str) -> Result<u64, String> {
        let value = self.value(name);
        let value = self.required(name, value)?;
        value.as_u64().filter(|n| *n <= MOST).ok_or_else(|| wrong(name, "a whole number, not negative", &value))
    }

    /// The number of an archive document.
    fn maybe_page(&mut self, name: &'static str) -> Result<Option<u32>, String> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let page = value.as_u64().and_then(|page| u32::try_from(page).ok()).filter(|page| *page > 0);
        page.map(Some).ok_or_else(|| wrong(name, "a whole number from 1", &value))
    }

    /// What an object says, if it is there; `read` asks for its members.
    fn inner<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        let members = match self.value(name) {
            None => return Ok(None),
            Some(Value::Object(members)) => members,
            Some(other) => return Err(wrong(name, "an object", &other)),
        };
        let mut inner = Self { what: format!("`{name}`"), members, asked: Vec::new() };
        let value = read(&mut inner)?;
        inner.finish()?;
        Ok(Some(value))
    }

    /// The members of an object; none, if it is absent.
    fn object(&mut self, name: &'static str) -> Result<Map<String, Value>, String> {
        match self.value(name) {
            None => Ok(Map::new()),
            Some(Value::Object(members)) => Ok(members),
            Some(other) => Err(wrong(name, "an object", &other)),
        }
    }

    /// Refuses what nobody asked for: a member that was not understood would be lost.
    pub(super) fn finish(&self) -> Result<(), String> {
        match self.members.keys().next() {
            None => Ok(()),
            Some(key) => {
                Err(format!("`{}` is no member of {}{}", key.escape_debug(), self.what, meant(&self.asked, key)))
            }
        }
    }
}

fn no_time(name: &str, text: &str) -> String {
    format!("`{name}` is `{}`, which is no time such as 2026-11-22T09:30:00Z (RFC 3339)", text.escape_debug())
}

pub(super) fn wrong(name: impl Display, wanted: &str, found: &Value) -> String {
    let found = found.to_string();
    let short: String = found.chars().take(60).collect();
    let more = if short.len() < found.len() { "…" } else { "" };
    format!("`{name}` is {short}{more}, and it must be {wanted}")
}

fn valid(name: &str, id: String) -> Result<String, String> {
    EntryId::new(&id).map_err(|message| format!("`{name}`: {message}"))?;
    Ok(id)
}

/// Whether one word is probably the other one.
fn slip(known: &str, key: &str) -> bool {
    strsim::damerau_levenshtein(known, key) <= 1 + known.len() / 4
}

/// `; did you mean …?`, if one of the known words is near.
fn meant(known: &[&str], key: &str) -> String {
    let near =
        known.iter().filter(|known| slip(known, key)).min_by_key(|known| strsim::damerau_levenshtein(known, key));
    near.map_or_else(|| format!("; there are {}", known.join(", ")), |near| format!("; did you mean `{near}`?"))
}
