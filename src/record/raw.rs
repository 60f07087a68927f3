//! A record as its file states it: named values with their places, before anything is understood.

use crate::diagnostic::Place;
use std::sync::Arc;

/// Where a record comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, relative to the publication's root with `/` between the parts, or as it was given.
    pub file: Arc<str>,
    /// The line on which the record begins, from 1.
    pub line: u32,
    /// The bytes of the file that hold the record.
    pub bytes: std::ops::Range<u64>,
    /// Whether the file can hold several records, so that its path alone is no key.
    pub listed: bool,
    /// The row of a database that it is; `None` for records of files.
    pub row: Option<RowKey>,
}

/// Which row of a database a record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowKey {
    /// The name of the table (or what the source is called) and the primary key: `articles/123`.
    pub key: Arc<str>,
    /// How many bytes of it come before the primary key: those of `articles/`.
    pub start: usize,
    /// The columns of the primary key. A number in them is no id of an article unless the field map says so.
    pub columns: Arc<[String]>,
}

impl RowKey {
    /// The primary key alone: `123`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.key.get(self.start..).unwrap_or_default()
    }
}

impl Origin {
    /// The record's place.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::file(self.file.clone()).line(self.line)
    }
}

/// A value with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Line in the file, from 1; 0 where it is not known.
    pub line: u32,
    /// Column in characters, from 1; 0 where it is not known.
    pub column: u32,
    /// Whether it stands in the record's sidecar, so that line and column are places there.
    pub aside: bool,
}

/// A value as it was written. Numbers stay text: `13.20` is a tag as often as a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: `null`, `~`, an empty YAML value.
    Null,
    /// `true` or `false` (YAML's `yes` and `no` stay text; [`Node::as_bool`] reads them).
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string; dates of TOML and YAML come as the text that was written, too.
    Text(String),
    /// Several values.
    List(Vec<Node>),
    /// Named values.
    Table(Table),
}

/// Named values in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table(pub Vec<(String, Node)>);

impl Table {
    /// The first value under exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, node)| node)
    }

    /// The first value under this name, whatever its capitals (`Title`, `title`).
    #[must_use]
    pub fn get_ignore_case(&self, name: &str) -> Option<&Node> {
        self.get(name).or_else(|| self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, node)| node))
    }

    /// The value under a dotted path, `meta.date`; a key that itself contains the dots comes first.
    #[must_use]
    pub fn get_path(&self, path: &str) -> Option<&Node> {
        if let Some(node) = self.get_ignore_case(path) {
            return Some(node);
        }
        let (head, rest) = path.split_once('.')?;
        match &self.get_ignore_case(head)?.value {
            Value::Table(table) => table.get_path(rest),
            _ => None,
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Node {
    /// A value at a place.
    #[must_use]
    pub const fn new(value: Value, line: u32, column: u32) -> Self {
        Self { value, line, column, aside: false }
    }

    /// Says of a value, and of all that is in it, that it stands in the sidecar.
    pub fn set_aside(&mut self) {
        self.aside = true;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(Self::set_aside),
            Value::Table(table) => table.0.iter_mut().for_each(|(_, node)| node.set_aside()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
        }
    }

    /// A text at a place.
    #[must_use]
    pub fn text(text: impl Into<String>, line: u32, column: u32) -> Self {
        Self::new(Value::Text(text.into()), line, column)
    }

    /// The text of a scalar as written; `None` for null, lists and tables.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null | Value::List(_) | Value::Table(_) => None,
        }
    }

    /// The text of a scalar if anything but blanks is in it.
    #[must_use]
    pub fn as_filled_text(&self) -> Option<&str> {
        self.as_text().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The truth value: `true`, `yes`, `on`, `1`, `t` (of Rails and `psql`) and their opposites; the marks of a box, which are
    /// `checked` (of Airtable), `x` and a tick.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.as_text()?.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" | "y" | "t" | "checked" | "x" | "✓" | "✔" => Some(true),
            "false" | "no" | "off" | "0" | "n" | "f" | "unchecked" => Some(false),
            _ => None,
        }
    }

    /// The members of a list; a lone value counts as a list of one, null as none.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The table, if it is one.
    #[must_use]
    pub const fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Whether there is nothing here: null, a blank text, an empty list or table.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Text(text) | Value::Number(text) => text.trim().is_empty(),
            Value::Bool(_) => false,
            Value::List(items) => items.iter().all(Self::is_blank),
            Value::Table(table) => table.is_empty(),
        }
    }
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BodyFormat {
    /// CommonMark with GitHub's tables, footnotes and strikethrough.
    Markdown,
    /// HTML, a fragment or the inside of `<body>`.
    Html,
    /// Plain text: paragraphs between blank lines.
    Text,
    /// reStructuredText.
    Rst,
}

/// A body as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawBody {
    /// The text, without front matter.
    pub text: String,
    /// How it is written.
    pub format: BodyFormat,
    /// The line on which it begins, from 1.
    pub line: u32,
}

/// Something that was not declared but read out of the text, a path or another field; shown by `records --explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The canonical field: `title`, `published`, `authors`.
    pub field: &'static str,
    /// Where it comes from, for people: `first sentence`, `file name`, `dateline`.
    pub from: String,
    /// The line it was read from; 0 where it comes from no line.
    pub line: u32,
}

/// A record as its source states it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRecord {
    /// Where it comes from.
    pub origin: Origin,
    /// The declared fields, under the names that their owner gave them.
    pub fields: Table,
    /// The body, where it does not stand in a field.
    pub body: Option<RawBody>,
    /// Fields under canonical names that were read out of the text itself; a declared field goes before them.
    pub found: Table,
    /// How each of `found` was come by.
    pub derived: Vec<Derived>,
}
