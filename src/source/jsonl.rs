//! JSON Lines: one record a line, read one at a time in bounded memory.

use super::{
    Error, Found, SourceFile, decode, json, limits,
    lines::Position,
    list,
    piece::{Parsed, Piece},
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::source as rules},
    record::raw::{Origin, RawRecord, Table, Value},
};
use serde::{Deserialize, Serialize};
use std::{io::BufRead, ops::Range};

/// Bytes that may always follow what was seen.
const MOST_BEHIND: u64 = 16 << 20;
/// Bytes that are taken at once where their lines do not matter.
const TAKEN: usize = 1 << 18;

/// What a reading has seen of a file of which every line ended: whoever only appends to it leaves that as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Where the first line begins, behind the byte order mark.
    offset: u64,
    /// Bytes from there.
    bytes: u64,
    lines: u32,
    /// BLAKE3 of these bytes, the first 16.
    digest: [u8; 16],
}

impl Extent {
    /// Whether a file of so many bytes has grown so much that it had better be read as if nothing of it were known.
    #[must_use]
    pub const fn is_outgrown(&self, size: u64) -> bool {
        size.saturating_sub(self.bytes) > MOST_BEHIND + self.bytes / 4
    }
}

/// What reading the lines of a file has come to.
#[derive(Debug)]
pub enum Seen {
    /// All; what was seen, if the last line ended.
    All(Option<Extent>),
    /// Nothing: the file begins with something else than what was seen before.
    Nothing,
}

/// Reads every line of a file.
pub(super) fn scan(file: &SourceFile, sink: &mut dyn FnMut(Found)) -> Result<(), Error> {
    scan_behind(file, None, sink).map(drop)
}

/// Reads every line of a file behind what was seen of it.
///
/// # Errors
/// The file cannot be read.
pub fn scan_behind(file: &SourceFile, behind: Option<&Extent>, sink: &mut dyn FnMut(Found)) -> Result<Seen, Error> {
    let failed = |cause| Error::Io { path: file.path.clone(), cause };
    let mut notes = Vec::new();
    let opened = decode::open(file, &mut notes)?;
    // What is written in another way was not seen so.
    let is_other =
        |extent: &Extent| opened.as_ref().map_or(true, |rows| rows.is_decoded || rows.offset != extent.offset);
    if behind.is_some_and(is_other) {
        return Ok(Seen::Nothing);
    }
    notes.drain(..).for_each(|note| sink(Found::trouble(note)));
    let mut rows = match opened {
        Ok(rows) => rows,
        Err(refused) => {
            sink(Found::Trouble(refused));
            return Ok(Seen::All(None));
        }
    };
    let mut hasher = blake3::Hasher::new();
    let (mut offset, mut line, mut any) = (rows.offset, 0, false);
    if let Some(Extent { bytes, lines, digest, .. }) = behind {
        if take(&mut rows.stream, *bytes, &mut hasher).map_err(failed)? != *bytes || short(&hasher) != *digest {
            return Ok(Seen::Nothing);
        }
        (offset, line, any) = (offset + bytes, *lines, true);
    }
    // Of a line that is too long nobody keeps the bytes.
    let (mut is_all, mut is_ended) = (true, true);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let length = read_line(&mut rows.stream, &mut bytes).map_err(failed)?;
        if length == 0 {
            break;
        }
        line += 1;
        is_all &= bytes.len() as u64 == length;
        is_ended = bytes.ends_with(b"\n");
        hasher.update(&bytes);
        let start = offset;
        offset += length;
        if length > limits::ROW as u64 {
            any = true;
            let message =
                format!("the line is larger than {}, the most that is read", limits::megabytes(limits::ROW as u64));
            let place = Place::file(file.name.clone()).line(line);
            sink(Found::trouble(Diagnostic::new(&rules::FILE_TOO_LARGE, place, message).help("it is left out")));
            continue;
        }
        let content = bytes.trim_ascii();
        if content.is_empty() {
            continue;
        }
        any = true;
        // Blanks before and behind are no part of the record.
        let lead = bytes.len() - bytes.trim_ascii_start().len();
        let column = u32::try_from(lead + 1).unwrap_or(0);
        let begins = start + lead as u64;
        let read = record(file, content, Position { line, column }, begins..begins + content.len() as u64, &mut notes);
        notes.drain(..).for_each(|note| sink(Found::trouble(note)));
        sink(match read {
            Ok(record) => Found::record(record),
            Err(error) => Found::Trouble(error),
        });
    }
    if !any {
        let message = "the file holds no record: there is nothing in it";
        sink(Found::trouble(Diagnostic::new(&rules::FILE_EMPTY, Place::file(file.name.clone()), message)));
    }
    let extent = Extent { offset: rows.offset, bytes: offset - rows.offset, lines: line, digest: short(&hasher) };
    Ok(Seen::All((is_all && is_ended && !rows.is_decoded).then_some(extent)))
}

fn short(hasher: &blake3::Hasher) -> [u8; 16] {
    let mut digest = [0; 16];
    digest.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    digest
}

/// Gives so many bytes to a hasher; fewer, if there are not so many.
fn take(stream: &mut dyn BufRead, count: u64, hasher: &mut blake3::Hasher) -> std::io::Result<u64> {
    // Of large pieces several parts are hashed at once.
    let (mut left, mut buffer) = (count, vec![0; TAKEN]);
    while left > 0 {
        let wanted = usize::try_from(left).map_or(TAKEN, |left| left.min(TAKEN));
        match stream.read(&mut buffer[..wanted]) {
            Ok(0) => break,
            Ok(read) => {
                hasher.update(&buffer[..read]);
                left -= read as u64;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count - left)
}

/// Reads a line again.
pub(super) fn load(file: &SourceFile, origin: &Origin) -> Result<Option<RawRecord>, Error> {
    let Ok(mut rows) = decode::open(file, &mut Vec::new())? else { return Ok(None) };
    // The blanks before it tell its column.
    let from = origin.bytes.start.saturating_sub(limits::COLUMN_WINDOW as u64).max(rows.offset);
    let Some(bytes) = rows.range(&(from..origin.bytes.end), file)? else { return Ok(None) };
    let Some(lead) = origin.bytes.start.checked_sub(from).and_then(|lead| usize::try_from(lead).ok()) else {
        return Ok(None);
    };
    let (before, content) = bytes.split_at(lead.min(bytes.len()));
    let indent = before.iter().rev().take_while(|byte| **byte != b'\n' && byte.is_ascii_whitespace()).count();
    let starts_a_line =
        indent == before.len() && from == rows.offset || before[..before.len() - indent].ends_with(b"\n");
    if !starts_a_line || memchr::memchr(b'\n', content).is_some() {
        return Ok(None);
    }
    let start = Position { line: origin.line, column: u32::try_from(indent + 1).unwrap_or(0) };
    Ok(record(file, content, start, origin.bytes.clone(), &mut Vec::new()).ok())
}

fn record(
    file: &SourceFile,
    content: &[u8],
    start: Position,
    bytes: Range<u64>,
    notes: &mut Vec<Diagnostic>,
) -> Parsed<RawRecord> {
    let text = std::str::from_utf8(content).map_err(|_| decode::invalid(content, start, &file.name))?;
    let piece = Piece { file: &file.name, text, start, syntax: &rules::JSON_SYNTAX };
    match json::node(piece, notes)?.value {
        Value::Table(fields) => {
            let origin = Origin { file: file.name.clone(), line: start.line, bytes, listed: true, row: None };
            Ok(RawRecord { origin, fields, body: None, found: Table::default(), derived: Vec::new() })
        }
        _ => Err(Box::new(list::not_a_table(&piece))),
    }
}

/// Reads up to a line feed and gives the number of bytes read; of a line beyond the limit none are kept.
fn read_line(stream: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<u64> {
    let mut length = 0_u64;
    loop {
        let buffer = match stream.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            return Ok(length);
        }
        let end = memchr::memchr(b'\n', buffer).map(|at| at + 1);
        let used = end.unwrap_or(buffer.len());
        length += used as u64;
        if length <= limits::ROW as u64 {
            line.extend_from_slice(&buffer[..used]);
        } else {
            *line = Vec::new();
        }
        stream.consume(used);
        if end.is_some() {
            return Ok(length);
        }
    }
}
