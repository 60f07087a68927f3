//! Movable Type's export, which `TypePad` and others wrote as well: a text, entries parted by eight dashes, their parts by
//! five. What readers wrote is counted and not read.
//!
//! <https://movabletype.org/documentation/appendices/import-export-format.html>

use super::{
    super::Error,
    Article, Body, Entry, Input, Item, Settings, Standing, Text, What, encoding, limits,
    meta::{Fields, line, reader_name},
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::import as rules},
    value::{Timestamp, Zone},
};
use chrono::NaiveDateTime;
use serde_json::{Map, Value, json};
use std::{
    fs::File,
    io::{BufRead, BufReader},
};

/// Parts of several lines.
const PARTS: [&str; 6] = ["BODY:", "EXTENDED BODY:", "EXCERPT:", "KEYWORDS:", "COMMENT:", "PING:"];
/// Ends a part.
const PART: &str = "-----";
/// Ends an entry.
const ENTRY: &str = "--------";

/// Whether a text is such an export: a head in capitals, and the line `BODY:` behind the first dashes.
pub(in super::super) fn looks_like(text: &str) -> bool {
    const LOOKED_AT: usize = 200;
    let mut lines = text.trim_start_matches('\u{feff}').lines().take(LOOKED_AT).map(str::trim_end);
    let is_head = |line: &&str| line.is_empty() || field(line).is_some();
    let head: Vec<&str> = lines.by_ref().take_while(is_head).collect();
    let has = |name: &str| head.iter().any(|line| line.starts_with(name));
    // The dashes ended the head.
    (has("TITLE:") || has("AUTHOR:")) && lines.next().is_some_and(|line| PARTS.contains(&line))
}

/// `PRIMARY CATEGORY: Media`
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
    is_name.then(|| (name, value.trim()))
}

/// Reads the files.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    sink(Item::Site(Box::default()));
    for input in inputs {
        let failed = |cause| Error::Io { path: input.path.clone(), cause };
        let mut reader = BufReader::new(encoding::utf8(File::open(&input.path).map_err(failed)?).map_err(failed)?);
        let (mut number, mut begins, mut entry, mut count) = (0_u32, 1_u32, String::new(), 0_usize);
        let mut raw = Vec::new();
        loop {
            raw.clear();
            let read = reader.read_until(b'\n', &mut raw).map_err(failed)?;
            number = number.saturating_add(1);
            let text = String::from_utf8_lossy(&raw);
            let text = text.trim_end_matches(['\n', '\r']);
            if read > 0 && text.trim_end() != ENTRY {
                if entry.trim().is_empty() {
                    (begins, entry) = (number, String::new());
                }
                if (entry.len() + text.len()) as u64 <= limits::ENTRY {
                    entry.push_str(text);
                    entry.push('\n');
                }
                continue;
            }
            if !entry.trim().is_empty() {
                count += 1;
                hand_over(&entry, Place::file(input.name.clone()).line(begins), settings, sink);
            }
            entry.clear();
            if read == 0 {
                break;
            }
        }
        if count == 0 {
            let message = "there is no entry in this file";
            let place = Place::file(input.name.clone()).line(1);
            let help = "name the text of Export Entries, with `AUTHOR:`, `TITLE:` and `BODY:` in it";
            sink(Item::Broken(Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help(help))));
        }
    }
    Ok(())
}

/// An entry in its parts.
#[derive(Default)]
struct Parts<'t> {
    head: Vec<(&'t str, &'t str)>,
    texts: Vec<(&'static str, String)>,
    comments: usize,
}

impl<'t> Parts<'t> {
    fn of(entry: &'t str) -> Self {
        let mut parts = Self::default();
        let mut lines = entry.lines().peekable();
        while let Some(line) = lines.next_if(|line| line.trim_end() != PART) {
            parts.head.extend(field(line.trim_end()));
        }
        let mut part: Option<&'static str> = None;
        while let Some(line) = lines.next() {
            let bare = line.trim_end();
            // Five dashes in a text are only dashes: behind those of the format there is the next part, or nothing.
            let next = lines.peek().map(|next| PARTS.iter().find(|part| next.trim_end() == **part));
            if bare == PART && !matches!(next, Some(None)) {
                part = lines.next().and_then(|next| PARTS.iter().find(|part| next.trim_end() == **part)).copied();
                match part {
                    Some("COMMENT:" | "PING:") => parts.comments += 1,
                    // What stands behind readers' words may be theirs.
                    Some(name) if parts.comments == 0 && !parts.texts.iter().any(|(known, _)| *known == name) => {
                        parts.texts.push((name, String::new()));
                    }
                    _ => part = None,
                }
                continue;
            }
            if let Some((_, text)) = parts.texts.iter_mut().find(|(name, _)| part == Some(*name)) {
                text.push_str(line);
                text.push('\n');
            }
        }
        parts
    }

    fn field(&self, name: &str) -> Option<&'t str> {
        self.head.iter().find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| *value)
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &'t str> {
        self.head.iter().filter(move |(known, value)| *known == name && !value.is_empty()).map(|(_, value)| *value)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.texts
            .iter()
            .find(|(known, _)| known.strip_suffix(':') == Some(name))
            .map(|(_, text)| text.trim())
            .filter(|t| !t.is_empty())
    }
}

fn hand_over(entry: &str, place: Place, settings: &Settings, sink: &mut dyn FnMut(Item)) {
    let parts = Parts::of(entry);
    let title = parts.field("TITLE").map(line).unwrap_or_default();
    let date = parts.field("DATE");
    let name = parts.field("UNIQUE URL").or(parts.field("BASENAME")).unwrap_or(&title);
    let key = format!("{name} {}", date.unwrap_or_default());
    let comments = parts.comments;
    let what = if parts.head.is_empty() {
        What::Other("text without the head of an entry".into())
    } else {
        What::Article(Box::new(article(&parts, &title, settings)))
    };
    sink(Item::Entry(Box::new(Entry { place, title, key, comments, what })));
}

fn article(parts: &Parts<'_>, title: &str, settings: &Settings) -> Article {
    let mut fields = Map::new();
    fields.html("title", "title_html", Some(title));
    fields.text("url", parts.field("UNIQUE URL"));
    let slug = parts.field("BASENAME").unwrap_or_default();
    fields.text("slug", Some(slug));
    let published = parts.field("DATE").and_then(|text| instant(text, &settings.zone));
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let author = parts.field("AUTHOR").map(reader_name).filter(|name| !name.is_empty());
    fields.list("authors", author.map(|name| json!({ "name": name })).into_iter().collect());
    let mut categories: Vec<Value> = Vec::new();
    for term in parts.all("PRIMARY CATEGORY").chain(parts.all("CATEGORY")).map(|term| Value::String(line(term))) {
        if !categories.contains(&term) {
            categories.push(term);
        }
    }
    fields.list("categories", categories);
    let tags = parts.field("TAGS").unwrap_or_default().split(',').map(|tag| line(tag.trim().trim_matches('"')));
    fields.list("tags", tags.filter(|tag| !tag.is_empty()).map(Value::String).collect());
    fields.html("summary", "summary_html", parts.text("EXCERPT"));
    let standing = match parts.field("STATUS").map(str::to_lowercase).as_deref() {
        Some("publish" | "published") => Standing::Published,
        Some("future" | "scheduled") => Standing::Scheduled,
        // Nobody said that it may be shown.
        None | Some("draft" | "review" | "pending" | "unpublish" | "unpublished") => Standing::Draft,
        Some("junk" | "spam") => Standing::Trash,
        Some(other) => Standing::Unknown(line(other)),
    };
    let day = published.map(|published| settings.zone.local(published).date());
    Article { fields, body: body(parts), standing, slug: slug.to_owned(), day, ..Article::default() }
}

/// The text, and what stood behind "Continue reading".
fn body(parts: &Parts<'_>) -> Option<Body> {
    let text = match (parts.text("BODY"), parts.text("EXTENDED BODY")) {
        (Some(body), Some(more)) => format!("{body}\n\n<!--more-->\n\n{more}"),
        (body, more) => body.or(more)?.to_owned(),
    };
    let filter = parts.field("CONVERT BREAKS").unwrap_or_default().to_lowercase();
    let kind = match filter.as_str() {
        filter if filter.starts_with("markdown") => Text::Markdown,
        filter if filter.starts_with("textile") => Text::Plain,
        _ => Text::Html,
    };
    Some(Body { text, kind, images: Vec::new() })
}

/// `01/31/2002 03:31:05 PM`, month first.
fn instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    let forms = ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M"];
    let read = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())?;
    zone.instant(read)
}

#[cfg(test)]
mod tests {
    use super::{Parts, instant, looks_like};
    use crate::value::{Timestamp, Zone};

    #[test]
    fn parts_end_where_the_next_one_begins() {
        let entry = "TITLE: A\nCATEGORY: x\nCATEGORY: y\n-----\nBODY:\none\n-----\ntwo\n-----\nEXCERPT:\nex\n-----\n\
                     COMMENT:\nAUTHOR: B\nno\n-----\nEXTENDED BODY:\nforged\n-----\nPING:\nno\n-----\n";
        let parts = Parts::of(entry);
        assert_eq!(parts.text("BODY"), Some("one\n-----\ntwo"));
        assert_eq!((parts.text("EXCERPT"), parts.text("EXTENDED BODY"), parts.comments), (Some("ex"), None, 2));
        assert_eq!(parts.all("CATEGORY").collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn exports_are_told_from_other_texts() {
        assert!(looks_like("AUTHOR: A\nTITLE: B\nDATE: 01/31/2002 03:31:05 PM\n-----\nBODY:\nx\n"));
        for text in ["", "TITLE: B\n\nText\n-----\nmore", "From: a\nSubject: b\n\nx", "# T\n-----\nBODY:\n"] {
            assert!(!looks_like(text), "{text}");
        }
    }

    #[test]
    fn the_month_stands_first() {
        let read = |text: &str| instant(text, &Zone::UTC).map(Timestamp::rfc3339);
        assert_eq!(read("01/31/2002 03:31:05 PM").as_deref(), Some("2002-01-31T15:31:05Z"));
        assert_eq!(read("02/01/2002 15:31:05").as_deref(), Some("2002-02-01T15:31:05Z"));
        assert_eq!(read("31.01.2002"), None);
    }
}
