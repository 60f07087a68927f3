//! Exports in CSV: rows one after the other, with the columns by name.

use super::{
    super::{self as source, Error, Found, Kind as FileKind, SourceFile},
    Input, Item,
};
use crate::{
    diagnostic::{
        Diagnostic, Level, Place,
        rules::{import, source as rules},
    },
    record::raw::{Node, Table, Value as Raw},
};
use serde_json::{Map, Value};

/// A row.
pub(super) struct Row {
    pub place: Place,
    /// What stands in it, by the columns' names.
    pub cells: Map<String, Value>,
}

impl Row {
    /// The text of the first of these columns that has one; capitals, blanks and `_` in names do not matter.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let value = self.cell(name)?;
            let text = match value {
                Value::String(text) => text.trim().to_owned(),
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                Value::Array(items) if items.iter().all(Value::is_string) => {
                    items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
                }
                // A cell with an object in it.
                Value::Array(_) | Value::Object(_) => value.to_string(),
                Value::Null => return None,
            };
            (!text.is_empty()).then_some(text)
        })
    }

    fn cell(&self, name: &str) -> Option<&Value> {
        let name = letters(name);
        self.cells.iter().find(|(known, _)| letters(known) == name).map(|(_, value)| value)
    }

    /// A list in one cell: parted by semicolons, bars or commas, or as JSON.
    pub(super) fn list(&self, names: &[&str]) -> Vec<String> {
        if let Some(Value::Array(items)) = names.iter().find_map(|name| self.cell(name).filter(|cell| !cell.is_null()))
            && items.iter().all(Value::is_string)
        {
            return items.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        let Some(text) = self.text(names) else { return Vec::new() };
        if let Ok(list) = serde_json::from_str::<Vec<String>>(&text) {
            return list;
        }
        let part = [';', '|'].into_iter().find(|mark| text.contains(*mark)).unwrap_or(',');
        // WP All Export writes a category below another as `News>Local`.
        let is_piped = part == '|' || self.cell("posttype").is_some();
        let leaf = |term: &str| match is_piped {
            true => term.rsplit('>').next().unwrap_or_default().trim().to_owned(),
            false => term.trim().to_owned(),
        };
        text.split(part).map(leaf).filter(|part| !part.is_empty()).collect()
    }
}

/// A name as names are compared: its letters and digits.
pub(super) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Who takes rows, and hands on what is in them.
pub(super) type Taker<'a> = dyn FnMut(Row, &mut dyn FnMut(Item)) + 'a;

/// Reads the rows of a file that has this column, as every export of its system has; other files are none.
pub(super) fn of(
    (called, column): (&str, &str),
    input: &Input,
    sink: &mut dyn FnMut(Item),
    take: &mut Taker<'_>,
) -> Result<(), Error> {
    let mut is_other = false;
    each(input, sink, &mut |row, sink| {
        if !is_other && !row.cells.keys().any(|known| known.eq_ignore_ascii_case(column)) {
            is_other = true;
            let message = format!("this is not {called}: it has no column `{column}`");
            let help = "`courant import list` lists the kinds of exports; `csv` reads any table";
            let place = Place::file(input.name.clone()).line(1);
            sink(Item::Broken(Box::new(Diagnostic::new(&import::EXPORT_SYNTAX, place, message).help(help))));
        }
        if !is_other {
            take(row, sink);
        }
    })
}

/// Reads the rows of a file. A row that cannot be read, or is larger than any row, breaks the export.
pub(super) fn each(input: &Input, sink: &mut dyn FnMut(Item), take: &mut Taker<'_>) -> Result<(), Error> {
    let file = SourceFile {
        path: input.path.clone(),
        name: input.name.clone(),
        kind: FileKind::Csv,
        sidecar: None,
        row: None,
        recordings: Vec::new(),
    };
    source::scan(&file, &mut |found| match found {
        Found::Record(record) => {
            let place = record.origin.place();
            let cells = record.fields.0.iter().map(|(name, node)| (name.clone(), value(node))).collect();
            take(Row { place, cells }, sink);
        }
        // A head alone is an export of nothing.
        Found::Trouble(finding) if finding.rule == &rules::FILE_EMPTY => {}
        Found::Trouble(finding) if finding.level == Level::Error => sink(Item::Broken(finding)),
        Found::Trouble(finding) => sink(Item::Trouble(finding)),
    })
}

/// A cell as JSON.
pub(super) fn value(node: &Node) -> Value {
    match &node.value {
        Raw::Null => Value::Null,
        Raw::Bool(flag) => Value::Bool(*flag),
        Raw::Number(text) | Raw::Text(text) => Value::String(text.clone()),
        Raw::List(items) => Value::Array(items.iter().map(value).collect()),
        Raw::Table(table) => Value::Object(table.0.iter().map(|(name, node)| (name.clone(), value(node))).collect()),
    }
}

/// The fields of a record that cells or members are.
pub(super) fn table(cells: &Map<String, Value>) -> Table {
    Table(cells.iter().map(|(name, value)| (name.clone(), node(value))).collect())
}

/// What a member says, as a record states it.
pub(super) fn node(value: &Value) -> Node {
    let value = match value {
        Value::Null => Raw::Null,
        Value::Bool(flag) => Raw::Bool(*flag),
        Value::Number(number) => Raw::Number(number.to_string()),
        Value::String(text) => Raw::Text(text.clone()),
        Value::Array(items) => Raw::List(items.iter().map(node).collect()),
        Value::Object(members) => Raw::Table(table(members)),
    };
    Node::new(value, 0, 0)
}
