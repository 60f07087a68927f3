//! A file that is read whole: what its records have in common.

use super::{
    Error, Found, Kind, SourceFile, decode, html, json, limits,
    lines::Position,
    list, markdown,
    piece::{Parsed, Piece},
    plain, rst,
    sidecar::Sidecar,
    table, toml, yaml,
};
use crate::{
    diagnostic::{Diagnostic, Place, Rule, rules::source as rules},
    record::raw::{Node, Origin, RawBody, RawRecord, Table, Value},
};

/// A file that is being read whole.
pub(super) struct Whole<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// Its sidecar's fields.
    pub sidecar: Option<Sidecar>,
    /// Bytes before its text.
    pub offset: u64,
    /// All its bytes.
    pub size: u64,
}

/// Reads every record of a file.
pub(super) fn scan(file: &SourceFile, sidecar: Option<Sidecar>, sink: &mut dyn FnMut(Found)) -> Result<(), Error> {
    let limit = if file.kind == Kind::Json { limits::JSON_FILE } else { limits::WHOLE_FILE };
    let bytes = match decode::read(&file.path, &file.name, limit)? {
        Ok(bytes) => bytes,
        Err(refused) => {
            sink(Found::Trouble(refused));
            return Ok(());
        }
    };
    let size = bytes.len() as u64;
    let mut notes = Vec::new();
    let decoded = decode::decode(bytes, &file.name, &mut notes);
    notes.drain(..).for_each(|note| sink(Found::trouble(note)));
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(refused) => {
            sink(Found::Trouble(refused));
            return Ok(());
        }
    };
    let whole = Whole { file, sidecar, offset: decoded.offset(), size };
    let text = decoded.text();
    let read: fn(&Whole<'_>, &str, &mut Vec<Diagnostic>) -> Parsed<RawRecord> = match file.kind {
        Kind::Json => {
            json::scan(&whole, text, sink);
            return Ok(());
        }
        Kind::Yaml => {
            whole.scan_yaml(text, sink);
            return Ok(());
        }
        Kind::Toml => {
            whole.scan_toml(text, sink);
            return Ok(());
        }
        Kind::Html => html::read,
        Kind::Rst => rst::read,
        Kind::Markdown => markdown::read,
        // Rows and feeds have readers of their own.
        Kind::Text | Kind::JsonLines | Kind::Csv | Kind::Row | Kind::Feed | Kind::Audio => plain::read,
    };
    if text.trim().is_empty() && !file.recordings.is_empty() {
        sink(Found::record(whole.record(Table::default(), None)));
        return Ok(());
    }
    if text.trim().is_empty() {
        sink(Found::trouble(whole.empty()));
        return Ok(());
    }
    let record = read(&whole, text, &mut notes);
    notes.into_iter().for_each(|note| sink(Found::trouble(note)));
    sink(match record {
        Ok(record) => Found::record(record),
        Err(error) => Found::Trouble(error),
    });
    Ok(())
}

impl Whole<'_> {
    /// All of the file's text as a piece.
    pub fn piece<'b>(&'b self, text: &'b str, syntax: &'static Rule) -> Piece<'b> {
        Piece { file: &self.file.name, text, start: Position::START, syntax }
    }

    /// The origin of the only record of the file.
    pub fn origin(&self) -> Origin {
        Origin { file: self.file.name.clone(), line: 1, bytes: 0..self.size, listed: false, row: None }
    }

    /// The only record of the file.
    pub fn record(&self, declared: Table, body: Option<RawBody>) -> RawRecord {
        let record =
            RawRecord { origin: self.origin(), fields: declared, body, found: Table::default(), derived: Vec::new() };
        self.with_sidecar(record)
    }

    /// Lays the sidecar's fields over those of the file: they are the later correction.
    pub fn overlaid(&self, declared: Table) -> Table {
        match &self.sidecar {
            Some(sidecar) => table::overlay(sidecar.fields.clone(), declared),
            None => declared,
        }
    }

    fn with_sidecar(&self, mut record: RawRecord) -> RawRecord {
        record.fields = self.overlaid(record.fields);
        record.derived.extend(self.sidecar.as_ref().map(Sidecar::derived));
        record
    }

    /// The note that there is nothing in the file.
    pub fn empty(&self) -> Diagnostic {
        let message = "the file holds no record: there is nothing in it";
        Diagnostic::new(&rules::FILE_EMPTY, Place::file(self.file.name.clone()), message)
    }

    fn scan_yaml(&self, text: &str, sink: &mut dyn FnMut(Found)) {
        let mut notes = Vec::new();
        let piece = self.piece(text, &rules::YAML_SYNTAX);
        let yaml::Documents { roots, error } = yaml::documents(piece, &mut notes);
        notes.into_iter().for_each(|note| sink(Found::trouble(note)));
        let mut listed = roots.len() > 1;
        let mut records = Vec::new();
        for root in roots {
            match root {
                yaml::Root::One(Node { value: Value::Null, .. }) => {}
                yaml::Root::One(Node { value: Value::Table(table), line, column, .. }) => match list::members(table) {
                    Ok(items) => {
                        listed = true;
                        records.extend(items);
                    }
                    Err(table) => records.push(Node::new(Value::Table(table), line, column)),
                },
                yaml::Root::One(other) => records.push(other),
                yaml::Root::List(items) => {
                    listed = true;
                    records.extend(items);
                }
            }
        }
        let nothing = error.is_none() && records.is_empty();
        self.hand_over(records, listed, &piece, sink);
        if nothing {
            sink(Found::trouble(self.empty()));
        }
        if let Some(error) = error {
            sink(Found::Trouble(error));
        }
    }

    fn scan_toml(&self, text: &str, sink: &mut dyn FnMut(Found)) {
        let piece = self.piece(text, &rules::TOML_SYNTAX);
        let table = match toml::table(piece) {
            Ok(table) if table.is_empty() => return sink(Found::trouble(self.empty())),
            Ok(table) => table,
            Err(error) => return sink(Found::Trouble(error)),
        };
        match list::members(table) {
            Ok(items) if items.is_empty() => sink(Found::trouble(self.empty())),
            Ok(items) => self.hand_over(items, true, &piece, sink),
            Err(table) => sink(Found::record(self.record(table, None))),
        }
    }

    fn hand_over(&self, records: Vec<Node>, listed: bool, piece: &Piece<'_>, sink: &mut dyn FnMut(Found)) {
        let ranges = list::ranges(&records, piece);
        for (node, range) in records.into_iter().zip(ranges) {
            let Node { value: Value::Table(fields), line, column, .. } = node else {
                let start = Position { line: node.line, column: node.column };
                let member = Piece { text: &piece.text[range], start, ..*piece };
                sink(Found::trouble(list::not_a_table(&member)));
                continue;
            };
            let _ = column;
            if !listed {
                sink(Found::record(self.record(fields, None)));
                continue;
            }
            let bytes = self.offset + range.start as u64..self.offset + range.end as u64;
            let origin = Origin { file: self.file.name.clone(), line, bytes, listed: true, row: None };
            let found = Table::default();
            sink(Found::record(RawRecord { origin, fields, body: None, found, derived: Vec::new() }));
        }
    }
}
