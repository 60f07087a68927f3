//! JSON exports: read whole up to a limit, taken apart value by value, so that no more than one entry is ever in memory twice.

use super::{
    super::{Error, Kind as FileKind, SourceFile, decode, json::replace_lone_surrogates, limits, lines::Position},
    Input, Item,
    folder::each_file,
};
use crate::diagnostic::{
    Diagnostic, Level, Place,
    rules::{import as rules, text as text_rules},
};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, value::RawValue};
use std::{cell::Cell, collections::BTreeMap, sync::Arc};

/// The text of a JSON export.
pub(super) struct Document {
    text: String,
    name: Arc<str>,
    /// A byte whose line is known: entries are asked for in their order.
    known: Cell<(usize, u32)>,
}

/// Members of an object, not yet read.
pub(super) type Members<'t> = BTreeMap<String, &'t RawValue>;

/// A list of the objects that stand on a line each; every one stays on its line. What is no JSON there costs that line alone,
/// unless the text is JSON as a whole, or a series of values that run over several lines.
fn one_list(text: String, name: &Arc<str>, sink: &mut dyn FnMut(Item)) -> String {
    let is_json = |text: &str| serde_json::from_str::<IgnoredAny>(text);
    let is_filled = |line: &&str| !line.trim().is_empty();
    let mut lines = text.split_inclusive('\n').filter(is_filled);
    let has_bad = lines.any(|line| is_json(line).is_err());
    if has_bad && is_json(&text).is_ok() {
        return text;
    }
    let mut list = String::with_capacity(text.len() + text.len() / 64 + 2);
    list.push('[');
    let mut has_some = false;
    let ends = if has_bad { ends_of_values(&text) } else { None };
    if let Some(ends) = ends {
        let mut start = 0;
        for end in ends {
            list.push_str(if has_some { "," } else { "" });
            has_some = true;
            list.push_str(&text[start..end]);
            start = end;
        }
        list.push(']');
        return list;
    }
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        match is_json(line) {
            Ok(_) => {
                list.push_str(if has_some { "," } else { "" });
                has_some = true;
                list.push_str(line);
            }
            Err(_) if line.trim().is_empty() => list.push_str(line),
            Err(error) => {
                let said = error.to_string();
                let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
                let message = format!("this line is no JSON, so that its entry is left out: {said}");
                let help = "correct the line, or export it once more; in this file every line is an object";
                let place = Place::file(name.clone()).line(number);
                let mut finding = Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place, message).help(help);
                finding.level = Level::Error;
                sink(Item::Trouble(Box::new(finding)));
                list.push('\n');
            }
        }
    }
    list.push(']');
    list
}

/// Where each value of a series ends; `None` if they are no series.
fn ends_of_values(text: &str) -> Option<Vec<usize>> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut ends = Vec::new();
    while let Some(value) = values.next() {
        value.ok()?;
        ends.push(values.byte_offset());
    }
    Some(ends)
}

impl Document {
    /// Reads a file; the finding says why it cannot be one.
    pub(super) fn open(input: &Input, sink: &mut dyn FnMut(Item)) -> Result<Result<Self, Box<Diagnostic>>, Error> {
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
        let mut notes = Vec::new();
        let text = match decode::decode(bytes, &file.name, &mut notes) {
            Ok(decoded) => decoded.into_text(),
            Err(finding) => return Ok(Err(finding)),
        };
        let text = whole_characters(text, &file.name, &mut notes);
        notes.into_iter().for_each(|note| sink(Item::Trouble(Box::new(note))));
        let is_lines = [".jsonl", ".ndjson"].iter().any(|end| input.name.to_lowercase().ends_with(end));
        let text = if is_lines { one_list(text, &input.name, sink) } else { text };
        Ok(Ok(Self { text, name: input.name.clone(), known: Cell::new((0, 1)) }))
    }

    /// The whole value.
    pub(super) fn root(&self) -> Result<&RawValue, Box<Diagnostic>> {
        serde_json::from_str(self.text.as_str()).map_err(|error| self.broken(&error, 0))
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
        let text = self.text.as_str();
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

/// Puts U+FFFD for each escape that is half a surrogate pair: systems that cut texts off write such.
fn whole_characters(text: String, name: &Arc<str>, notes: &mut Vec<Diagnostic>) -> String {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return text;
    }
    let (whole, first) = replace_lone_surrogates(&text);
    if let Some(first) = first {
        let at = Position::START.after(&text.as_bytes()[..first]);
        let place = Place::file(name.clone()).at(at.line, at.column);
        let message =
            "a string holds half a surrogate pair, which is no character; U+FFFD stands for each such from here on";
        let help = "look for \u{fffd} in what was imported, and write the character itself";
        notes.push(Diagnostic::new(&text_rules::TEXT_LONE_SURROGATE, place, message).help(help));
    }
    whole
}

/// What takes an object of an export, with its place.
pub(super) type Taker<'a> = dyn FnMut(Place, &Map<String, Value>, &mut dyn FnMut(Item)) + 'a;

/// Takes each object of files that hold one or a list of them, and of directories and archives of such. Each has to have
/// these members.
pub(super) fn each_object(
    inputs: &[Input],
    (called, members): (&str, [&str; 2]),
    sink: &mut dyn FnMut(Item),
    take: &mut Taker<'_>,
) -> Result<(), Error> {
    for input in inputs {
        each_file(input, &[".json"], called, sink, &mut |input, sink| {
            let broken = match Document::open(input, sink)? {
                Ok(document) => objects(&document, (called, members), sink, take),
                Err(finding) => Err(finding),
            };
            if let Err(finding) = broken {
                sink(Item::Broken(finding));
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn objects(
    document: &Document,
    (called, members): (&str, [&str; 2]),
    sink: &mut dyn FnMut(Item),
    take: &mut Taker<'_>,
) -> Result<(), Box<Diagnostic>> {
    let root = document.root()?;
    let list = if root.get().starts_with('[') { document.list(root) } else { vec![root] };
    for raw in list {
        match document.read(raw)? {
            Value::Object(row) if members.iter().all(|name| row.contains_key(*name)) => {
                take(document.place(raw), &row, sink);
            }
            _ => return Err(document.other(called, &format!("it has no `{}` and `{}`", members[0], members[1]))),
        }
    }
    Ok(())
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
