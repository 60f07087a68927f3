//! What stands in one column of one row, and the value that it is for a record.

use crate::{
    record::{
        Sense,
        raw::{Node, Value},
    },
    source::{json, limits},
    value::Timestamp,
};

/// What a database gave for one column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(String),
    /// Another number, as the database writes it.
    Number(String),
    /// Text, or what the database writes as text.
    Text(String),
    /// JSON, or what the database can write so: lists, rows.
    Json(String),
    /// So many bytes that are no text.
    Binary(u64),
    /// More bytes than are read.
    Large(u64),
    /// Text that is not UTF-8, with U+FFFD for what cannot be read.
    Broken(String),
}

/// The largest cell that is read.
pub(super) const LARGEST: u64 = limits::ROW as u64;

impl Cell {
    /// The text of a cell that can be a part of a key.
    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::Integer(text) | Self::Number(text) | Self::Text(text) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Null | Self::Json(_) | Self::Binary(_) | Self::Large(_) | Self::Broken(_) => None,
        }
    }

    /// Bytes that it takes.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Integer(text) | Self::Number(text) | Self::Text(text) | Self::Json(text) | Self::Broken(text) => {
                text.len()
            }
            Self::Null | Self::Bool(_) | Self::Binary(_) | Self::Large(_) => 0,
        }
    }

    /// Adds what it says to a print.
    pub(super) fn hash(&self, hasher: &mut blake3::Hasher) {
        let mut put = |tag: u8, bytes: &[u8]| {
            hasher.update(&[tag]);
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        match self {
            Self::Null => put(b'0', &[]),
            Self::Bool(flag) => put(b'b', &[u8::from(*flag)]),
            Self::Integer(text) => put(b'i', text.as_bytes()),
            Self::Number(text) => put(b'n', text.as_bytes()),
            Self::Text(text) => put(b't', text.as_bytes()),
            Self::Json(text) => put(b'j', text.as_bytes()),
            Self::Binary(length) => put(b'x', &length.to_le_bytes()),
            Self::Large(length) => put(b'l', &length.to_le_bytes()),
            Self::Broken(text) => put(b'?', text.as_bytes()),
        }
    }

    /// The value for a record; `None` where there is none, or none that could be read.
    pub(super) fn into_node(self, sense: Sense, is_flag: bool) -> Option<Node> {
        let value = match self {
            Self::Null | Self::Binary(_) | Self::Large(_) => return None,
            Self::Bool(flag) => Value::Bool(flag),
            Self::Integer(text) if is_flag && matches!(text.as_str(), "0" | "1") => Value::Bool(text == "1"),
            // How tables without NULL say that there is none.
            Self::Integer(text) if text == "0" && sense.is_date && !sense.is_flag => return None,
            Self::Integer(text) if sense.is_date => instant(&text).unwrap_or(Value::Number(text)),
            Self::Number(text) if sense.is_date => julian(&text).unwrap_or(Value::Number(text)),
            Self::Integer(text) | Self::Number(text) => Value::Number(text),
            Self::Json(text) => match json::cell(text.trim(), 0) {
                Some(node) => node.value,
                None => Value::Text(text),
            },
            // Tables that have no lists keep them as JSON.
            Self::Text(text) | Self::Broken(text) => {
                let structured =
                    text.trim_start().starts_with(['[', '{']).then(|| json::cell(text.trim(), 0)).flatten();
                structured.map_or(Value::Text(text), |node| node.value)
            }
        };
        Some(Node::new(value, 0, 0))
    }
}

/// The value of a whole number in a column of dates. Seconds and milliseconds before September 2001 have fewer digits than a
/// date in a text may have, but here nothing else can be meant.
fn instant(text: &str) -> Option<Value> {
    let digits = text.trim_start_matches('-').len();
    let number = text.parse::<i64>().ok();
    let seconds = match (digits, number) {
        (9, Some(seconds)) => seconds,
        // Before 1970.
        (..=11, Some(seconds)) if seconds < 0 && digits >= 4 => seconds,
        (12, Some(milliseconds)) => milliseconds.div_euclid(1000),
        (15 | 16, Some(microseconds)) => microseconds.div_euclid(1_000_000),
        _ => return None,
    };
    Timestamp::from_unix(seconds).map(|at| Value::Text(at.to_string()))
}

/// The instant of a Julian day, which SQLite's functions understand as a date; only days of the last and the next centuries.
fn julian(text: &str) -> Option<Value> {
    const EPOCH: f64 = 2_440_587.5;
    let day: f64 = text.parse().ok()?;
    if !(2_400_000.0..2_500_000.0).contains(&day) {
        return None;
    }
    // Days are kept to a millisecond at best.
    #[expect(clippy::cast_possible_truncation, reason = "a few thousand million at most")]
    let seconds = ((day - EPOCH) * 86_400_000.0).round().div_euclid(1000.0) as i64;
    Timestamp::from_unix(seconds).map(|at| Value::Text(at.to_string()))
}

#[cfg(test)]
mod tests {
    use super::Cell;
    use crate::record::{
        Sense,
        raw::{Node, Value},
    };

    #[test]
    fn numbers_in_a_column_of_dates_are_instants() {
        let read = |cell: Cell| {
            let sense =
                Sense { means: true, is_date: true, is_flag: false, is_vital: true, is_text: false, is_side: false };
            cell.into_node(sense, false).as_ref().and_then(Node::as_text).map(str::to_owned)
        };
        for (cell, expected) in [
            (Cell::Integer("946684800".into()), Some("2000-01-01T00:00:00Z")),
            (Cell::Integer("946684800123".into()), Some("2000-01-01T00:00:00Z")),
            (Cell::Integer("946684800123456".into()), Some("2000-01-01T00:00:00Z")),
            (Cell::Integer("1700000000".into()), Some("1700000000")),
            (Cell::Integer("20260131".into()), Some("20260131")),
            (Cell::Integer("0".into()), None),
            (Cell::Integer("-86400".into()), Some("1969-12-31T00:00:00Z")),
            (Cell::Number("2451544.5".into()), Some("2000-01-01T00:00:00Z")),
            (Cell::Number("1700000000.5".into()), Some("1700000000.5")),
            (Cell::Text("2000-01-01".into()), Some("2000-01-01")),
        ] {
            assert_eq!(read(cell.clone()).as_deref(), expected, "{cell:?}");
        }
    }

    #[test]
    fn lists_and_flags_are_what_they_are() {
        let read = |cell: Cell, flag| cell.into_node(Sense::default(), flag).map(|node| node.value);
        assert!(matches!(read(Cell::Text(r#"["a", "b"]"#.into()), false), Some(Value::List(list)) if list.len() == 2));
        assert_eq!(read(Cell::Text("[Update] x".into()), false), Some(Value::Text("[Update] x".into())));
        assert_eq!(read(Cell::Json("\"x\"".into()), false), Some(Value::Text("x".into())));
        assert_eq!(read(Cell::Integer("0".into()), true), Some(Value::Bool(false)));
        assert_eq!(read(Cell::Integer("0".into()), false), Some(Value::Number("0".into())));
        assert_eq!(read(Cell::Binary(4), false), None);
    }
}
