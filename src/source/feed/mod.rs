//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and what JSON Feed has besides JSON.
//!
//! The crates that write feeds are no help in reading others': they know no places, drop what they do not know, and give
//! up where a feed breaks a rule.

mod channel;
mod draft;
mod entities;
mod extra;
mod item;
pub(super) mod json;
mod markup;
mod media;
mod names;
mod people;
mod podcast;
mod podlove;
mod prose;
#[cfg(test)]
mod tests;
mod xml;

use super::{
    Error, Found, Kind, SourceFile, decode,
    json::replace_lone_surrogates,
    limits,
    lines::{Lines, Position},
    piece::Piece,
};
use crate::{
    diagnostic::{Diagnostic, Level, Place, rules::source as rules},
    record::raw::{Node, Origin, RawRecord, Table},
};
use channel::Channel;
use encoding_rs::Encoding;
use item::Pen;
use names::Space;
pub use podlove::podlove_chapters;
pub(super) use prose::plain;
use std::{collections::BTreeSet, sync::Arc};
use xml::{Document, Element, Walk};

/// What the exports of WordPress declare: they are RSS, with drafts and private articles among the items.
const WORDPRESS: &str = "wordpress.org/export";

/// Reads every item of a feed.
pub(super) fn scan(file: &SourceFile, sink: &mut dyn FnMut(Found)) -> Result<(), Error> {
    let bytes = match decode::read(&file.path, &file.name, limits::WHOLE_FILE)? {
        Ok(bytes) => bytes,
        Err(refused) => {
            sink(Found::Trouble(refused));
            return Ok(());
        }
    };
    let mut notes = Vec::new();
    let text = text(&bytes, &file.name, &mut notes);
    drop(bytes);
    notes.into_iter().for_each(|note| sink(Found::trouble(note)));
    match text {
        Ok(text) => read(&text, &file.name, None, sink),
        Err(refused) => sink(Found::Trouble(refused)),
    }
    Ok(())
}

/// Reads one item again.
pub(super) fn load(file: &SourceFile, origin: &Origin) -> Result<Option<RawRecord>, Error> {
    let Ok(bytes) = decode::read(&file.path, &file.name, limits::WHOLE_FILE)? else { return Ok(None) };
    let Ok(text) = text(&bytes, &file.name, &mut Vec::new()) else { return Ok(None) };
    let mut wanted = None;
    read(&text, &file.name, Some(origin), &mut |found| match found {
        Found::Record(record) if record.origin == *origin => wanted = Some(*record),
        _ => {}
    });
    Ok(wanted)
}

fn read(text: &str, name: &Arc<str>, only: Option<&Origin>, sink: &mut dyn FnMut(Found)) {
    let piece = Piece { file: name, text, start: Position::START, syntax: &rules::FEED_SYNTAX };
    // What stands around the items may come behind them.
    let mut items = 0_usize;
    let Document { root, declared, .. } = Walk::read(&piece, &mut |_| items += 1);
    let Some(root) = root else {
        let message = match text.trim().is_empty() {
            true => "there is nothing in the file, so it is no feed",
            false => "this is no feed: no element of XML is in it",
        };
        return sink(Found::trouble(piece.finding(&rules::FEED_UNKNOWN, 0, message).help(HELP)));
    };
    if declared.iter().any(|uri| uri.contains(WORDPRESS)) {
        let message = "this is an export of WordPress: it holds drafts and private articles, and is not read as a feed";
        let help = "import it: its articles become files of their own, and what is not public stays private";
        return sink(Found::trouble(piece.finding(&rules::FEED_UNKNOWN, root.offset, message).help(help)));
    }
    let lines = Lines::new(text, Position::START);
    let pen = Pen { lines: &lines };
    let channel = Channel::of(&root, name, &pen);
    let record = |item: &Element, end: usize| {
        let at = lines.at(item.offset);
        let origin = Origin {
            file: Arc::clone(name),
            line: at.line,
            bytes: item.offset as u64..end as u64,
            listed: true,
            row: None,
        };
        item::record(item, &channel, &pen, origin)
    };
    let is_entry = root.is(Space::Atom, "entry");
    if !is_feed(&root) && !is_entry {
        let message = format!("this is no feed: its root is `{}`", root.local);
        return sink(Found::trouble(piece.finding(&rules::FEED_UNKNOWN, root.offset, message).help(HELP)));
    }
    if is_entry {
        return sink(Found::record(record(&root, text.len())));
    }
    let Document { findings, .. } = Walk::read(&piece, &mut |item| {
        let is_wanted = only.is_none_or(|only| only.bytes.start == item.offset as u64);
        if is_wanted {
            // An item is told from its neighbours by where it begins.
            sink(Found::record(record(&item, item.offset + 1)));
        }
    });
    let head = root.child(Space::Core, "channel").unwrap_or(&root);
    let tombstones = head.children().filter(|child| child.is_of("at", "deleted-entry"));
    for (tombstone, deleted) in tombstones.filter_map(|tombstone| Some((tombstone, deleted(tombstone, &lines)?))) {
        if only.is_none_or(|only| only.bytes.start == tombstone.offset as u64) {
            let at = lines.at(tombstone.offset);
            let start = tombstone.offset as u64;
            let origin =
                Origin { file: Arc::clone(name), line: at.line, bytes: start..start + 1, listed: true, row: None };
            sink(Found::record(RawRecord {
                origin,
                fields: deleted,
                body: None,
                found: Table::default(),
                derived: Vec::new(),
            }));
        }
    }
    let is_whole = findings.iter().all(|finding| finding.level < Level::Error);
    findings.into_iter().for_each(|finding| sink(Found::trouble(finding)));
    if items == 0 && is_whole {
        let message = "the feed has no items";
        sink(Found::trouble(Diagnostic::new(&rules::FILE_EMPTY, Place::file(name.clone()), message)));
    }
}

/// The record of an entry that was deleted (RFC 6721 §3): who it was, and that it is public no more.
fn deleted(tombstone: &Element, lines: &Lines<'_>) -> Option<Table> {
    let at = lines.at(tombstone.offset);
    let text = |text: &str| Node::text(text, at.line, at.column);
    let id = tombstone.attribute("ref").map(str::trim).filter(|id| !id.is_empty())?;
    Some(Table(vec![("id".to_owned(), text(id)), ("status".to_owned(), text("deleted"))]))
}

const HELP: &str = "RSS, Atom and JSON Feed are read; leave other XML out of the source's patterns";

fn is_feed(root: &Element) -> bool {
    let name = root.local.to_ascii_lowercase();
    match root.space {
        Space::Atom | Space::Core | Space::Rdf | Space::Foreign => {
            matches!(name.as_str(), "rss" | "rdf" | "feed" | "channel")
        }
        Space::Module(_) | Space::Xhtml | Space::Xml => false,
    }
}

/// The text of a document in the encoding that it declares (XML 1.0 §4.3.3).
fn text(bytes: &[u8], name: &Arc<str>, notes: &mut Vec<Diagnostic>) -> Result<String, Box<Diagnostic>> {
    let declared = declared(bytes);
    let known = declared.as_deref().map(|label| (label, Encoding::for_label(label.as_bytes())));
    let encoding = match (Encoding::for_bom(bytes), known) {
        (Some((encoding, _)), _) => encoding,
        (None, Some((label, None))) => {
            let message =
                format!("the feed says that it is encoded in `{label}`, which is not known; it is read as UTF-8");
            notes.push(warning(name, message));
            encoding_rs::UTF_8
        }
        // What could be read as ASCII so far is not UTF-16, whatever it says.
        (None, Some((_, Some(encoding)))) if encoding != encoding_rs::UTF_16LE && encoding != encoding_rs::UTF_16BE => {
            encoding
        }
        (None, _) => match bytes {
            [0, b'<', ..] => encoding_rs::UTF_16BE,
            [b'<', 0, ..] => encoding_rs::UTF_16LE,
            _ => encoding_rs::UTF_8,
        },
    };
    let (text, encoding, is_broken) = encoding.decode(bytes);
    if !is_broken {
        return Ok(with_line_feeds(&text));
    }
    if encoding != encoding_rs::UTF_8 {
        notes.push(warning(name, format!("some bytes of the feed mean nothing in {}", encoding.name())));
        return Ok(with_line_feeds(&text));
    }
    if memchr::memchr_iter(0, bytes).count() > bytes.len() / 4 {
        let help = "fetch it again, or convert it to UTF-8";
        let message = "this is no text in any encoding that is read";
        return Err(Box::new(Diagnostic::new(&rules::FILE_ENCODING, Place::file(name.clone()), message).help(help)));
    }
    let message = "the feed is not the UTF-8 that it should be; it is read as windows-1252";
    notes.push(warning(name, message.to_owned()));
    Ok(with_line_feeds(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0))
}

fn warning(name: &Arc<str>, message: String) -> Diagnostic {
    let mut warning = Diagnostic::new(&rules::FILE_ENCODING, Place::file(name.clone()), message)
        .help("ask whoever makes the feed to declare the encoding that it has");
    warning.level = Level::Warning;
    warning
}

/// Line ends as XML wants them (§2.11).
fn with_line_feeds(text: &str) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The encoding that the XML declaration names.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).into_owned();
    let declaration = &start[start.find("<?xml")?..];
    let declaration = &declaration[..declaration.find("?>")?];
    let rest = declaration[declaration.find("encoding")? + "encoding".len()..].trim_start().strip_prefix('=')?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest[1..].split(quote).next().map(|label| label.trim().to_owned())
}

/// What the channel of a feed says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct About {
    pub title: Option<String>,
    /// Its page.
    pub link: Option<String>,
    pub description: Option<String>,
    pub language: Option<String>,
    /// Its own address, as it says.
    pub own: Option<String>,
    /// Where it goes on with older items: the next page (RFC 5005, 3), or the archive before (4).
    pub further: Option<String>,
    /// Its WebSub hubs.
    pub hubs: Vec<String>,
}

/// What the channel of a file says of itself, and as a show under the names of `[feed.podcast]`, where it is a podcast;
/// nothing, where it cannot be read.
pub(super) fn about(file: &SourceFile) -> Option<(About, Option<Table>)> {
    let bytes = decode::read(&file.path, &file.name, limits::WHOLE_FILE).ok()?.ok()?;
    let text = text(&bytes, &file.name, &mut Vec::new()).ok()?;
    let piece = Piece { file: &file.name, text: &text, start: Position::START, syntax: &rules::FEED_SYNTAX };
    let root = Walk::read(&piece, &mut |_| {}).root?;
    let show = podcast::show(&root, &Pen { lines: &Lines::new(&text, Position::START) });
    Some((channel::about(&root), show))
}

/// What a document that was fetched is, before it takes the place of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// XML or JSON.
    pub kind: Kind,
    /// How many items it has.
    pub items: usize,
    /// How many of them have a date.
    pub dated: usize,
    /// What tells them apart: their ids and addresses.
    pub names: BTreeSet<String>,
    /// What the feed as a whole is called.
    pub title: String,
    /// Whether it can be read to its end.
    pub is_whole: bool,
    /// For how many minutes it may be kept (RSS `ttl`).
    pub ttl: Option<u32>,
    /// Hours in GMT in which nothing new comes (RSS `skipHours`).
    pub skip_hours: Vec<u8>,
}

/// Why a feed is no later state of what was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    /// No item in common, and no dates where there were some: so answer domains that somebody else has now, with a page
    /// about themselves as the only item.
    Undated,
    /// No item in common, and another title.
    Renamed,
}

impl Recognised {
    /// Whether it may be a later state of what was there before. A feed in which much happens has no item in common with what
    /// it was some days ago, but the title, or most of it: a date may be a part of it.
    ///
    /// # Errors
    /// Says why not.
    pub fn follows(&self, earlier: &Self) -> Result<(), Stranger> {
        if self.items == 0 || earlier.items == 0 || !self.names.is_disjoint(&earlier.names) {
            return Ok(());
        }
        if self.dated == 0 && earlier.dated > 0 {
            return Err(Stranger::Undated);
        }
        let [now, then] = [&self.title, &earlier.title].map(|title| words(title));
        let in_common = now.intersection(&then).count();
        let is_another = !now.is_empty() && !then.is_empty() && 2 * in_common < now.len().max(then.len());
        if is_another { Err(Stranger::Renamed) } else { Ok(()) }
    }

    fn note(&mut self, item: &Element) {
        self.items += 1;
        let dates = ["pubDate", "date", "published", "updated", "issued", "modified", "created"];
        let is_date = |child: &Element| dates.iter().any(|name| child.local.eq_ignore_ascii_case(name));
        self.dated += usize::from(item.children().any(|child| is_date(child) && !child.text().is_empty()));
        for child in item.children().filter(|child| matches!(&*child.local, "guid" | "id" | "link")) {
            let text = child.text();
            self.names
                .extend(child.attribute("href").map(str::to_owned).or(Some(text)).filter(|name| !name.is_empty()));
        }
    }

    fn of_json(items: &[serde_json::Value], title: &serde_json::Value) -> Self {
        let has_date =
            |item: &&serde_json::Value| ["date_published", "date_modified"].iter().any(|name| item[*name].is_string());
        let names = items.iter().flat_map(|item| ["id", "url"].map(|name| item[name].as_str().map(str::to_owned)));
        let (dated, names) = (items.iter().filter(has_date).count(), names.flatten().collect());
        let title = title.as_str().unwrap_or_default().to_owned();
        let (ttl, skip_hours) = (None, Vec::new());
        Self { kind: Kind::Json, items: items.len(), dated, names, title, is_whole: true, ttl, skip_hours }
    }
}

/// The words of a title, without numbers.
fn words(title: &str) -> BTreeSet<String> {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_lowercase).collect()
}

/// Finds out what a document is.
///
/// # Errors
/// Says what it is, where it is no feed.
pub fn recognise(bytes: &[u8]) -> Result<Recognised, String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("it is empty".to_owned());
    }
    let name: Arc<str> = "feed".into();
    let text = text(bytes, &name, &mut Vec::new()).map_err(|refused| refused.message)?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('{') {
        let value: Result<serde_json::Value, _> = serde_json::from_str(&replace_lone_surrogates(start).0);
        let value = value.map_err(|error| format!("it is no JSON that can be read: {error}"))?;
        let is_feed = value["version"].as_str().is_some_and(|version| version.contains("jsonfeed.org/version/"));
        let items = value["items"].as_array().filter(|_| is_feed);
        return items
            .map(|items| Recognised::of_json(items, &value["title"]))
            .ok_or_else(|| "it is JSON, but no JSON Feed".to_owned());
    }
    let piece = Piece { file: &name, text: &text, start: Position::START, syntax: &rules::FEED_SYNTAX };
    let mut found = Recognised {
        kind: Kind::Feed,
        items: 0,
        dated: 0,
        names: BTreeSet::new(),
        title: String::new(),
        is_whole: true,
        ttl: None,
        skip_hours: Vec::new(),
    };
    let Document { root, declared, is_cut, .. } = Walk::read(&piece, &mut |item| found.note(&item));
    let root = root.ok_or("it is neither XML nor JSON")?;
    let is_html = root.local.eq_ignore_ascii_case("html");
    if is_html || !is_feed(&root) || declared.iter().any(|uri| uri.contains(WORDPRESS)) {
        let what =
            if is_html { "it is a page, not a feed".to_owned() } else { format!("its root is `{}`", root.local) };
        return Err(what);
    }
    let head = root.child(Space::Core, "channel").unwrap_or(&root);
    found.title = head
        .child(Space::Core, "title")
        .or_else(|| head.child(Space::Atom, "title"))
        .map(Element::text)
        .unwrap_or_default();
    found.ttl = head.child(Space::Core, "ttl").and_then(|ttl| ttl.text().parse().ok());
    let hours = head.child(Space::Core, "skipHours").into_iter().flat_map(Element::children);
    found.skip_hours = hours.filter_map(|hour| hour.text().parse::<u8>().ok()).map(|hour| hour % 24).collect();
    found.is_whole = !is_cut;
    Ok(found)
}
