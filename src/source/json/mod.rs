//! JSON: one record, a list of records, or an object around a list.

mod repair;
mod split;
mod value;

pub(super) use repair::replace_lone_surrogates;
pub(super) use split::object_end;
pub(super) use value::{cell, node};

use super::{
    Error, Found, SourceFile, decode,
    feed::json::{self as json_feed, Feed},
    limits,
    lines::{Lines, Position},
    list,
    piece::Piece,
    whole::Whole,
};
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    record::raw::{Node, Origin, RawRecord, Table, Value},
};
use split::{Members, Step, entry, skip_blanks};
use std::{ops::Range, sync::Arc};

/// Reads every record of a JSON file.
pub(super) fn scan(whole: &Whole<'_>, text: &str, sink: &mut dyn FnMut(Found)) {
    let file = &whole.file.name;
    let piece = Piece { file, text, start: Position::START, syntax: &rules::JSON_SYNTAX };
    let bytes = text.as_bytes();
    let start = skip_blanks(bytes, 0);
    match bytes.get(start) {
        None => sink(Found::trouble(whole.empty())),
        Some(b'[') => scan_list(whole, &piece, start, None, sink),
        Some(b'{') => match list_inside(text, start) {
            Some(open) => scan_list(whole, &piece, open, feed(&piece, start).as_ref(), sink),
            None => {
                let mut notes = Vec::new();
                let read = node(piece, &mut notes);
                notes.into_iter().for_each(|note| sink(Found::trouble(note)));
                match read.map(|node| node.value) {
                    Ok(Value::Table(fields)) => sink(Found::record(whole.record(fields, None))),
                    Ok(_) => {}
                    Err(error) => sink(Found::Trouble(error)),
                }
            }
        },
        Some(_) => {
            let message = "the file holds no record: a record is an object, `{…}`";
            sink(Found::trouble(piece.finding(&rules::RECORD_NOT_A_TABLE, start, message)));
        }
    }
}

/// Where the list opens that is all there is in an object (`{"articles": […]}`) but for what is told about it
/// (`{"total": 2, "articles": […]}`), or the items of a JSON Feed.
fn list_inside(text: &str, open: usize) -> Option<usize> {
    let mut members = Members::new(text, open);
    let (mut lists, mut others, mut is_feed) = (Vec::new(), Vec::new(), false);
    loop {
        match members.step() {
            Step::Member(member) => {
                let (key, value) = entry(text, &member)?;
                let (key, value) = (&text[key], value);
                if key == "\"version\"" && text[value.clone()].contains("jsonfeed.org/version/") {
                    is_feed = true;
                }
                match text[value.clone()].starts_with('[') {
                    true => lists.push((key, value.start)),
                    false => others.push(key),
                }
            }
            Step::End(_) => break,
            Step::Unclosed => return None,
        }
    }
    if is_feed {
        return lists.iter().find(|(key, _)| *key == "\"items\"").map(|(_, open)| *open);
    }
    let bare = |key: &'_ str| key.trim_matches('"').to_owned();
    let holds_tables = |key: &str, open: usize| match text.as_bytes().get(skip_blanks(text.as_bytes(), open + 1)) {
        Some(b'{') => true,
        Some(b']') => list::is_known_name(&bare(key)),
        _ => false,
    };
    if let ([(key, open)], []) = (&lists[..], &others[..]) {
        return holds_tables(key, *open).then_some(*open);
    }
    let known = |(key, open): &(&str, usize)| list::is_known_name(&bare(key)) && holds_tables(key, *open);
    let (key, open) = *lists.iter().find(|entry| known(entry))?;
    let beside = lists.iter().map(|(key, _)| *key).chain(others).filter(|other| *other != key);
    beside.into_iter().all(|other| list::is_about_the_list(&bare(other))).then_some(open)
}

/// Bytes at both ends of a JSON Feed in one of which its version stands.
const GLANCE: usize = 64 << 10;

/// Whether a text may be a JSON Feed, as far as its ends show.
fn may_be_feed(text: &[u8]) -> bool {
    let has_version = |part: &[u8]| memchr::memmem::find(part, b"jsonfeed.org/version/").is_some();
    has_version(&text[..text.len().min(GLANCE)]) || has_version(&text[text.len().saturating_sub(GLANCE)..])
}

/// What a JSON Feed says about itself; nothing, if the object that begins at `open` is none.
fn feed(piece: &Piece<'_>, open: usize) -> Option<Feed> {
    let text = piece.text;
    if !may_be_feed(text.as_bytes()) {
        return None;
    }
    let mut members = Members::new(text, open);
    let (mut head, mut is_feed) = (Vec::new(), false);
    while let Step::Member(member) = members.step() {
        let (key, value) = entry(text, &member)?;
        let (key, value) = (text[key].trim_matches('"'), &text[value]);
        is_feed |= key == "version" && value.contains("jsonfeed.org/version/");
        if json_feed::HEAD.contains(&key)
            && let Ok(node) = node(piece.with_text(value), &mut Vec::new())
        {
            head.push((key.to_owned(), node));
        }
    }
    is_feed.then(|| Feed::of(&Table(head), piece.file))
}

fn scan_list(whole: &Whole<'_>, piece: &Piece<'_>, open: usize, feed: Option<&Feed>, sink: &mut dyn FnMut(Found)) {
    let text = piece.text;
    let lines = Lines::new(text, piece.start);
    let mut members = Members::new(text, open);
    let mut any = false;
    loop {
        match members.step() {
            Step::Member(range) => {
                any = true;
                if range.is_empty() {
                    let message = "this is not valid JSON: a comma with no value beside it";
                    let comma = Diagnostic::new(piece.syntax, piece.place(lines.at(range.start)), message);
                    sink(Found::trouble(comma.help("remove the comma")));
                    continue;
                }
                let start = Position { line: lines.at(range.start).line, column: column(text.as_bytes(), range.start) };
                let mut notes = Vec::new();
                let member = Piece { text: &text[range.clone()], start, ..*piece };
                let bytes = whole.offset + range.start as u64..whole.offset + range.end as u64;
                let read = element(member, bytes, &mut notes);
                notes.into_iter().for_each(|note| sink(Found::trouble(note)));
                sink(match read {
                    Ok(record) => Found::record(match feed {
                        Some(feed) => feed.item(record),
                        None => record,
                    }),
                    Err(error) => Found::Trouble(error),
                });
            }
            Step::End(end) => {
                if !any {
                    sink(Found::trouble(whole.empty()));
                }
                // Inside of an object, the rest of the object follows.
                let rest = skip_blanks(text.as_bytes(), end);
                if text[..open].trim().is_empty() && rest < text.len() {
                    let message = "this is not valid JSON: text follows the end of the list; it is left out";
                    sink(Found::trouble(piece.finding(piece.syntax, rest, message)));
                }
                return;
            }
            Step::Unclosed => {
                let message = "this is not valid JSON: the list that begins here is not closed";
                let help =
                    "look for a missing bracket or quote; what follows the last record that was read is left out";
                return sink(Found::trouble(piece.finding(piece.syntax, open, message).help(help)));
            }
        }
    }
}

/// Reads a member of a list.
fn element(piece: Piece<'_>, bytes: Range<u64>, notes: &mut Vec<Diagnostic>) -> Result<RawRecord, Box<Diagnostic>> {
    let Node { value, line, .. } = node(piece, notes)?;
    match value {
        Value::Table(fields) => {
            let origin = Origin { file: Arc::clone(piece.file), line, bytes, listed: true, row: None };
            Ok(RawRecord { origin, fields, body: None, found: Default::default(), derived: Vec::new() })
        }
        _ => Err(Box::new(list::not_a_table(&piece))),
    }
}

/// The column of a byte; unknown (0) if its line begins too far to the left.
fn column(bytes: &[u8], at: usize) -> u32 {
    let from = at.saturating_sub(limits::COLUMN_WINDOW);
    column_in(&bytes[from..at], from == 0)
}

/// The column behind the bytes of `window`, if a line begins in it or `is_start` says that it begins the text.
fn column_in(window: &[u8], is_start: bool) -> u32 {
    let begins = memchr::memrchr(b'\n', window).map(|at| at + 1).or(is_start.then_some(0));
    begins.map_or(0, |begins| Position::START.after(&window[begins..]).column)
}

/// Reads the member of a list again.
pub(super) fn load(file: &SourceFile, origin: &Origin) -> Result<Option<RawRecord>, Error> {
    let mut rows = match decode::open(file, &mut Vec::new())? {
        Ok(rows) => rows,
        Err(_) => return Ok(None),
    };
    if origin.bytes.start < rows.offset {
        return Ok(None);
    }
    let window = (origin.bytes.start - rows.offset).min(limits::COLUMN_WINDOW as u64);
    let begins = origin.bytes.start - window;
    let Some(bytes) = rows.range(&(begins..origin.bytes.end), file)? else { return Ok(None) };
    let bytes = decode::only_line_feeds(bytes);
    let window = usize::try_from(window).unwrap_or(0);
    let column = column_in(&bytes[..window], begins == rows.offset);
    let Ok(text) = std::str::from_utf8(&bytes[window..]) else { return Ok(None) };
    let start = Position { line: origin.line, column };
    let piece = Piece { file: &file.name, text, start, syntax: &rules::JSON_SYNTAX };
    let Ok(record) = element(piece, origin.bytes.clone(), &mut Vec::new()) else { return Ok(None) };
    Ok(Some(match feed_of(file)? {
        Some(feed) => feed.item(record),
        None => record,
    }))
}

/// What the JSON Feed in a file says about itself, if one is in it.
fn feed_of(file: &SourceFile) -> Result<Option<Feed>, Error> {
    let Ok(mut rows) = decode::open(file, &mut Vec::new())? else { return Ok(None) };
    if !rows.has_at_its_ends(GLANCE, file, may_be_feed)? {
        return Ok(None);
    }
    let Ok(bytes) = decode::read(&file.path, &file.name, limits::JSON_FILE)? else { return Ok(None) };
    let Ok(decoded) = decode::decode(bytes, &file.name, &mut Vec::new()) else { return Ok(None) };
    let text = decoded.text();
    let piece = Piece { file: &file.name, text, start: Position::START, syntax: &rules::JSON_SYNTAX };
    let open = skip_blanks(text.as_bytes(), 0);
    Ok((text.as_bytes().get(open) == Some(&b'{')).then(|| feed(&piece, open)).flatten())
}
