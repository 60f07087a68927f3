//! CSV: one record a row below a head, read one at a time in bounded memory.

use super::{
    Error, Found, SourceFile,
    csv_rows::{Row, Rows},
    decode, json, limits,
    lines::Position,
    piece::Parsed,
    table::TableBuilder,
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::source as rules},
    record::raw::{Node, Origin, RawRecord, Table, Value},
};
use std::{io::BufRead, ops::Range};

/// The names of the columns and how they are told apart.
struct Head {
    names: Vec<String>,
    delimiter: u8,
}

/// Reads every row of a file.
pub(super) fn scan(file: &SourceFile, sink: &mut dyn FnMut(Found)) -> Result<(), Error> {
    let failed = |cause| Error::Io { path: file.path.clone(), cause };
    let mut notes = Vec::new();
    let opened = decode::open(file, &mut notes)?;
    notes.drain(..).for_each(|note| sink(Found::trouble(note)));
    let mut opened = match opened {
        Ok(opened) => opened,
        Err(refused) => {
            sink(Found::Trouble(refused));
            return Ok(());
        }
    };
    let (delimiter, hint) = delimiter(file, &mut opened.stream).map_err(failed)?;
    let first = 1 + u32::from(hint > 0);
    let mut rows = Rows::new(&mut opened.stream, delimiter, opened.offset + hint, first);
    let head = match head(file, delimiter, rows.next().map_err(failed)?, &mut notes) {
        Ok(head) => head,
        Err(refused) => {
            sink(Found::Trouble(refused));
            return Ok(());
        }
    };
    notes.into_iter().for_each(|note| sink(Found::trouble(note)));
    let mut any = false;
    while let Some(row) = rows.next().map_err(failed)? {
        match record(file, &head, &row) {
            // Spreadsheets export the empty rows below a table.
            Ok(None) => continue,
            Ok(Some(record)) => sink(Found::record(record)),
            Err(error) => sink(Found::Trouble(error)),
        }
        any = true;
    }
    if !any {
        let message = "the file holds no record: there is no row below its head";
        sink(Found::trouble(Diagnostic::new(&rules::FILE_EMPTY, Place::file(file.name.clone()), message)));
    }
    Ok(())
}

/// Reads a row again, and the head, which tells its cells' names.
pub(super) fn load(file: &SourceFile, origin: &Origin) -> Result<Option<RawRecord>, Error> {
    let failed = |cause| Error::Io { path: file.path.clone(), cause };
    let Ok(mut opened) = decode::open(file, &mut Vec::new())? else { return Ok(None) };
    let (delimiter, hint) = delimiter(file, &mut opened.stream).map_err(failed)?;
    let mut rows = Rows::new(&mut opened.stream, delimiter, opened.offset + hint, 1);
    let Ok(head) = head(file, delimiter, rows.next().map_err(failed)?, &mut Vec::new()) else { return Ok(None) };
    let Range { start, end } = origin.bytes;
    // The line end before it belongs to the row above.
    let Some(before) = start.checked_sub(1) else { return Ok(None) };
    let Some(bytes) = opened.range(&(before..end), file)? else { return Ok(None) };
    let [b'\n' | b'\r', bytes @ ..] = &bytes[..] else { return Ok(None) };
    let mut stream = bytes;
    let mut rows = Rows::new(&mut stream, head.delimiter, start, origin.line);
    let Some(row) = rows.next().map_err(failed)? else { return Ok(None) };
    Ok(if row.bytes == origin.bytes { record(file, &head, &row).ok().flatten() } else { None })
}

/// The delimiter: a tab in `.tsv`, else the one of comma, semicolon and tab that the first line has most of. A first line
/// `sep=;`, as Excel writes it, says it; it is consumed, and its length given back.
fn delimiter(file: &SourceFile, stream: &mut dyn BufRead) -> std::io::Result<(u8, u64)> {
    let start = stream.fill_buf()?;
    let line =
        start.split_inclusive(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, b'\r' | b'\n', ..] = line
        && start.starts_with(line)
    {
        let (delimiter, length) = (*delimiter, line.len());
        stream.consume(length);
        return Ok((delimiter, length as u64));
    }
    if file.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tsv")) {
        return Ok((b'\t', 0));
    }
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in line {
        quoted ^= *byte == b'"';
        counts.iter_mut().filter(|(delimiter, _)| !quoted && delimiter == byte).for_each(|(_, count)| *count += 1);
    }
    // Of equals the first counts.
    Ok((counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter), 0))
}

fn head(file: &SourceFile, delimiter: u8, row: Option<Row>, notes: &mut Vec<Diagnostic>) -> Parsed<Head> {
    let Some(row) = row else {
        let message = "the file holds no record: there is nothing in it";
        return Err(Box::new(Diagnostic::new(&rules::FILE_EMPTY, Place::file(file.name.clone()), message)));
    };
    sound(file, &row)?;
    let mut names: Vec<String> = Vec::new();
    for cell in row.cells() {
        let start = Position { line: row.line, column: 0 };
        let name = std::str::from_utf8(cell).map_err(|_| decode::invalid(cell, start, &file.name))?;
        names.push(name.trim().trim_start_matches('\u{feff}').trim().to_owned());
    }
    let mut seen = std::collections::HashSet::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !seen.insert(name) {
            let message = format!("two columns are called `{name}`; the last one counts");
            let place = Place::file(file.name.clone()).line(row.line).field(name.as_str());
            notes.push(Diagnostic::new(&rules::KEY_DUPLICATE, place, message).help("rename one of them"));
        }
    }
    Ok(Head { names, delimiter })
}

/// Refuses rows that cannot be told from what follows them.
fn sound(file: &SourceFile, row: &Row) -> Parsed<()> {
    let place = Place::file(file.name.clone()).line(row.line);
    if row.too_large {
        let message =
            format!("the row is larger than {}, the most that is read", limits::megabytes(limits::ROW as u64));
        let help = "it is left out; if it should be smaller, look for a missing quote";
        return Err(Box::new(Diagnostic::new(&rules::FILE_TOO_LARGE, place, message).help(help)));
    }
    if row.unclosed {
        let message = "a quote that opens in this row is never closed: the rest of the file is part of a cell";
        let help = "close it; a quote inside a quoted cell is written twice";
        return Err(Box::new(Diagnostic::new(&rules::CSV_SYNTAX, place, message).help(help)));
    }
    Ok(())
}

/// The record that a row is; `None` if all its cells are empty.
fn record(file: &SourceFile, head: &Head, row: &Row) -> Parsed<Option<RawRecord>> {
    sound(file, row)?;
    if row.cells().all(|cell| cell.trim_ascii().is_empty()) {
        return Ok(None);
    }
    let (cells, names) = (row.cells().count(), head.names.len());
    let surplus_is_blank = row.cells().skip(names).all(|cell| cell.trim_ascii().is_empty());
    if cells < names || !surplus_is_blank {
        let message = format!("the row has {cells} cells, but the head has {names} names");
        let help = match head.delimiter {
            b'\t' => "a cell that holds a tab or a line break stands in double quotes".to_owned(),
            other => format!("a cell that holds `{}` or a line break stands in double quotes", char::from(other)),
        };
        let place = Place::file(file.name.clone()).line(row.line);
        return Err(Box::new(Diagnostic::new(&rules::CSV_SYNTAX, place, message).help(help)));
    }
    let mut table = TableBuilder::default();
    let mut line = row.line;
    for (name, bytes) in head.names.iter().zip(row.cells()) {
        let start = Position { line, column: 0 };
        if !name.is_empty() {
            let text = std::str::from_utf8(bytes).map_err(|_| {
                let mut error = decode::invalid(bytes, start, &file.name);
                error.place.field = Some(name.clone());
                error
            })?;
            table.set(name.clone(), cell(text, line));
        }
        line = start.after(bytes).line;
    }
    let origin = Origin { file: file.name.clone(), line: row.line, bytes: row.bytes.clone(), listed: true, row: None };
    let fields = table.finish();
    Ok(Some(RawRecord { origin, fields, body: None, found: Table::default(), derived: Vec::new() }))
}

/// The value of a cell: nothing, a JSON list or object, or text.
fn cell(text: &str, line: u32) -> Node {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Node::new(Value::Null, line, 0);
    }
    let structured = if trimmed.starts_with(['[', '{']) { json::cell(trimmed, line) } else { None };
    structured.unwrap_or_else(|| Node::text(text, line, 0))
}

#[cfg(test)]
mod tests {
    use super::delimiter;
    use crate::source::{Kind, SourceFile};

    #[test]
    fn the_delimiter_is_the_one_that_the_head_has_most_of() {
        for (name, text, expected, consumed) in [
            ("a.csv", "a,b;c,d\n", b',', 0),
            ("a.csv", "\n\"a,b,c\";d\n", b';', 0),
            ("a.csv", "a\tb\n", b'\t', 0),
            ("a.csv", "alone\n", b',', 0),
            ("a.tsv", "a,b\tc\n", b'\t', 0),
            ("a.csv", "sep=;\r\na,b;c\n", b';', 7),
        ] {
            let file = SourceFile {
                path: name.into(),
                name: name.into(),
                kind: Kind::Csv,
                sidecar: None,
                row: None,
                recordings: Vec::new(),
            };
            let mut stream = text.as_bytes();
            assert_eq!(delimiter(&file, &mut stream).unwrap(), (expected, consumed), "{text:?}");
            assert_eq!(stream.len(), text.len() - usize::try_from(consumed).unwrap());
        }
    }
}
