//! JSON exports: read whole up to a limit, taken apart value by value, so that no more than one entry is ever in memory twice.

use super::{
    super::{Error, Kind as FileKind, SourceFile, decode, limits},
    Input,
};
use crate::diagnostic::{Diagnostic, Place, rules::import as rules};
use serde_json::{Map, Value, value::RawValue};
use std::{cell::Cell, collections::BTreeMap, sync::Arc};

/// The text of a JSON export.
pub(super) struct Document {
    decoded: decode::Decoded,
    name: Arc<str>,
    /// A byte whose line is known: entries are asked for in their order.
    known: Cell<(usize, u32)>,
}

/// Members of an object, not yet read.
pub(super) type Members<'t> = BTreeMap<String, &'t RawValue>;

impl Document {
    /// Reads a file; the finding says why it cannot be one.
    pub(super) fn open(input: &Input) -> Result<Result<Self, Box<Diagnostic>>, Error> {
        let file = SourceFile {
            path: input.path.clone(),
            name: input.name.clone(),
            kind: FileKind::Json,
            sidecar: None,
            row: None,
            recordings: Vec::new(),
        };
        let bytes = match decode::read(&file.path, &file.name, limits::JSON_FILE)? {
            Ok(bytes) => bytes,
            Err(finding) => return Ok(Err(finding)),
        };
        let decoded = decode::decode(bytes, &file.name, &mut Vec::new());
        Ok(decoded.map(|decoded| Self { decoded, name: input.name.clone(), known: Cell::new((0, 1)) }))
    }

    /// The whole value.
    pub(super) fn root(&self) -> Result<&RawValue, Box<Diagnostic>> {
        serde_json::from_str(self.decoded.text()).map_err(|error| self.broken(&error, 0))
    }

    /// The members of an object; `None` if it is none.
    pub(super) fn members<'t>(&self, value: &'t RawValue) -> Option<Members<'t>> {
        serde_json::from_str(value.get()).ok()
    }

    /// The members of a list; none if it is no list.
    pub(super) fn list<'t>(&self, value: &'t RawValue) -> Vec<&'t RawValue> {
        serde_json::from_str(value.get()).unwrap_or_default()
    }

    /// A value that is small, or one entry.
    pub(super) fn read(&self, value: &RawValue) -> Result<Value, Box<Diagnostic>> {
        serde_json::from_str(value.get()).map_err(|error| self.broken(&error, self.line(value) - 1))
    }

    /// The objects of a list that are small.
    pub(super) fn rows(&self, members: &Members<'_>, name: &str) -> Vec<Map<String, Value>> {
        members.get(name).and_then(|list| serde_json::from_str(list.get()).ok()).unwrap_or_default()
    }

    /// The line on which a value begins, from 1.
    pub(super) fn line(&self, value: &RawValue) -> u32 {
        let text = self.decoded.text();
        let at = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len());
        let (from, line) = self.known.get();
        let (from, line) = if from <= at { (from, line) } else { (0, 1) };
        let newlines = memchr::memchr_iter(b'\n', &text.as_bytes()[from..at]).count();
        let line = line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.known.set((at, line));
        line
    }

    /// The place of a value.
    pub(super) fn place(&self, value: &RawValue) -> Place {
        Place::file(self.name.clone()).line(self.line(value))
    }

    fn broken(&self, error: &serde_json::Error, lines_before: u32) -> Box<Diagnostic> {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX).saturating_add(lines_before);
        let place = Place::file(self.name.clone()).at(line, u32::try_from(error.column()).unwrap_or(0));
        let message = if error.is_eof() {
            "the file ends here, inside of a value: it was cut off".to_owned()
        } else {
            format!("this is no JSON that could be read on: {error}")
        };
        Box::new(
            Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help("export it once more, or copy the whole file"),
        )
    }

    /// The finding that the file is an export of something else.
    pub(super) fn other(&self, called: &str, why: &str) -> Box<Diagnostic> {
        let message = format!("this is not {called}: {why}");
        let place = Place::file(self.name.clone()).line(1);
        let help = "`courant import list` lists the kinds of exports";
        Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help(help))
    }
}

/// The text of a member: a string with something in it, or a number.
pub(super) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Whether a member is true: systems write `true`, `1` and `"1"`.
pub(super) fn flag(object: &Map<String, Value>, name: &str) -> bool {
    match object.get(name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::String(text)) => matches!(text.as_str(), "1" | "true"),
        _ => false,
    }
}
