//! Tables whose columns are not those that are wanted: one that the map names and that is not there, and one with the
//! articles' texts that nobody reads.

use crate::{
    diagnostic::{Diagnostic, Place, rules::source as rules},
    record::{
        FieldMap, Mapped, Record, is_named,
        raw::{RawRecord, Value},
    },
    source::{LONG_TEXT, map_text},
};

/// What the map of a source names and the table that a row is of does not have, nor another column that means the same: then
/// the whole table waits. A column that is gone may have said which articles are drafts.
pub(super) fn missing(map: &FieldMap, row: &RawRecord) -> Option<Diagnostic> {
    let names = || row.fields.0.iter().map(|(name, _)| name.as_str());
    let has = |path: &String| {
        let head = path.split('.').next().unwrap_or_default();
        names().any(|name| name.eq_ignore_ascii_case(path) || name.eq_ignore_ascii_case(head))
    };
    let (field, path) = map.0.iter().find_map(|(field, mapped)| {
        let Mapped::Paths(paths) = mapped else { return None };
        let is_there = paths.iter().any(has) || names().any(|name| is_named(name, field));
        if is_there || field.starts_with("extra.") { None } else { Some((field, paths.first()?)) }
    })?;
    let message = format!("there is no column `{path}`, which `map.{field}` names: nothing of this table is read");
    let near =
        names().map(|name| (strsim::damerau_levenshtein(&name.to_lowercase(), &path.to_lowercase()), name)).min();
    let near = near.filter(|(distance, name)| *distance <= 1 + name.len() / 4);
    let meant = near.map(|(_, name)| format!("did you mean `{name}`? ")).unwrap_or_default();
    let help = format!("{meant}the columns there are: {}", names().collect::<Vec<_>>().join(", "));
    let place = Place::file(row.origin.file.clone()).line(1).field(format!("map.{field}"));
    Some(Diagnostic::new(&rules::COLUMN_MISSING, place, message).help(help))
}

/// Whether the records of a table have texts, or something else has them.
#[derive(Debug, Default)]
pub(super) struct Texts {
    count: usize,
    has_text: bool,
    /// The first field with a long text that is none of the model's.
    unread: Option<String>,
    file: Option<Place>,
}

impl Texts {
    /// Looks at a record.
    pub(super) fn take(&mut self, record: &Record) {
        if !record.origin.listed {
            return;
        }
        self.count += 1;
        self.has_text |= record.body.is_some();
        if !self.has_text && self.unread.is_none() {
            let is_long = |value: &Value| matches!(value, Value::Text(text) if text.trim().chars().take(LONG_TEXT).count() == LONG_TEXT);
            let long = record.extra.0.iter().find(|(_, node)| is_long(&node.value));
            self.unread = long.map(|(name, _)| name.clone());
            self.file = Some(Place::file(record.origin.file.clone()).line(record.origin.line));
        }
    }

    /// Looks at what was found in the records that follow.
    pub(super) fn absorb(&mut self, behind: Self) {
        self.count += behind.count;
        self.has_text |= behind.has_text;
        if !self.has_text && self.unread.is_none() {
            self.unread = behind.unread;
            self.file = behind.file.or(self.file.take());
        }
    }

    /// What is to be said of the whole table.
    pub(super) fn doubt(self) -> Option<Diagnostic> {
        let column = self.unread.filter(|_| !self.has_text)?;
        let records = match self.count {
            1 => "the record in this file has no text".to_owned(),
            count => format!("none of the {count} records in this file has a text"),
        };
        let message = format!("{records}, while `{column}`, which is not read, holds long ones");
        let place = self.file?.field(column.as_str());
        Some(Diagnostic::new(&rules::COLUMN_UNREAD, place, message).help(map_text(&column)))
    }
}
