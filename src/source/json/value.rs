//! One JSON value with the place of each of its parts.
//!
//! The text is checked as a whole first. Then each object and list is taken apart into raw slices, whose addresses are
//! their places; what is nested is looked at once more on each of at most [`limits::DEPTH`] levels.

use super::repair;
use crate::{
    diagnostic::{
        Diagnostic,
        rules::{source as rules, text as text_rules},
    },
    record::raw::{Node, Value},
    source::{
        limits,
        lines::{Lines, Position},
        piece::{Parsed, Piece},
        table::TableBuilder,
    },
};
use serde::{
    Deserializer as _,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use std::fmt;

/// Reads the value that `piece` is.
pub(in crate::source) fn node(piece: Piece<'_>, notes: &mut Vec<Diagnostic>) -> Parsed<Node> {
    let raw = match serde_json::from_str::<&RawValue>(piece.text) {
        Ok(raw) => raw,
        Err(error) => return repaired(piece, notes).unwrap_or_else(|| Err(Box::new(syntax(&piece, &error)))),
    };
    build(&piece, piece.text, raw, &|offset| offset, notes)
}

/// Reads the value that a cell of a table is, if it is one; all of it stands in `line`.
pub(in crate::source) fn cell(text: &str, line: u32) -> Option<Node> {
    let raw = serde_json::from_str::<&RawValue>(text).ok()?;
    let reader = Reader { lines: Lines::new("", Position { line, column: 0 }), base: text, original: &|_| 0 };
    reader.node(raw, 0, &mut Duplicates(Vec::new())).ok()
}

/// Reads a text whose strings hold raw line breaks or tabs, which JSON forbids; `None` if that is not what is wrong.
fn repaired(piece: Piece<'_>, notes: &mut Vec<Diagnostic>) -> Option<Parsed<Node>> {
    let escaped = repair::escape_controls(piece.text)?;
    let raw = serde_json::from_str::<&RawValue>(&escaped.text).ok()?;
    let message = "a line break, tab or control character stands in a string as it is; JSON wants it escaped";
    let note = piece.note(piece.syntax, escaped.first, message);
    notes.push(note.help("write \\n for a line break and \\t for a tab"));
    Some(build(&piece, &escaped.text, raw, &|offset| escaped.original(offset), notes))
}

fn build(
    piece: &Piece<'_>,
    text: &str,
    raw: &RawValue,
    original: &dyn Fn(usize) -> usize,
    notes: &mut Vec<Diagnostic>,
) -> Parsed<Node> {
    let mut duplicates = Duplicates(Vec::new());
    let reader = Reader { lines: piece.lines(), base: text, original };
    let read = match reader.node(raw, 0, &mut duplicates) {
        Err(Failure::Surrogate) => {
            let (mended, first) = repair::replace_lone_surrogates(text);
            let message = "a string holds half a surrogate pair, which is no character; U+FFFD stands for it";
            let note = piece.note(&text_rules::TEXT_LONE_SURROGATE, original(first.unwrap_or(0)), message);
            notes.push(note.help("write the whole pair, or the character itself"));
            duplicates.0.clear();
            let reader = Reader { lines: piece.lines(), base: &mended, original };
            serde_json::from_str::<&RawValue>(&mended)
                .map_err(|_| Failure::Surrogate)
                .and_then(|raw| reader.node(raw, 0, &mut duplicates))
        }
        read => read,
    };
    let complaint = |key: &str, at: Position| {
        let message = format!("the key `{key}` occurs twice; the last one counts");
        Diagnostic::new(&rules::KEY_DUPLICATE, piece.place(at).field(key), message).help("remove the one that is wrong")
    };
    notes.extend(duplicates.0.iter().map(|(key, at)| complaint(key, *at)));
    read.map_err(|failure| {
        Box::new(match failure {
            Failure::TooDeep(offset) => {
                let message = format!("lists and tables are nested more than {} levels deep", limits::DEPTH);
                piece.finding(&rules::DATA_TOO_DEEP, original(offset), message)
            }
            Failure::Surrogate => piece.finding(piece.syntax, 0, "this is not valid JSON: a string cannot be read"),
        })
    })
}

/// Keys that stand twice in one object, with the place of the later value.
struct Duplicates(Vec<(String, Position)>);

enum Failure {
    TooDeep(usize),
    Surrogate,
}

struct Reader<'a> {
    lines: Lines<'a>,
    base: &'a str,
    original: &'a dyn Fn(usize) -> usize,
}

impl Reader<'_> {
    fn node(&self, raw: &RawValue, depth: usize, duplicates: &mut Duplicates) -> Result<Node, Failure> {
        let text = raw.get();
        let offset = text.as_ptr() as usize - self.base.as_ptr() as usize;
        let at = self.lines.at((self.original)(offset));
        let value = match text.as_bytes().first() {
            Some(b'{' | b'[') if depth >= limits::DEPTH => return Err(Failure::TooDeep(offset)),
            Some(b'{') => {
                let mut table = TableBuilder::default();
                for (key, raw) in parts(text)?.entries {
                    let node = self.node(raw, depth + 1, duplicates)?;
                    let at = Position { line: node.line, column: node.column };
                    if table.contains(&key) {
                        duplicates.0.push((key.clone(), at));
                    }
                    table.set(key, node);
                }
                Value::Table(table.finish())
            }
            Some(b'[') => {
                let items = parts(text)?.items;
                let nodes: Result<_, _> = items.into_iter().map(|raw| self.node(raw, depth + 1, duplicates)).collect();
                Value::List(nodes?)
            }
            Some(b'"') => Value::Text(serde_json::from_str(text).map_err(|_| Failure::Surrogate)?),
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            Some(b'n') => Value::Null,
            _ => Value::Number(text.to_owned()),
        };
        Ok(Node::new(value, at.line, at.column))
    }
}

/// The raw members of an object or a list.
#[derive(Default)]
struct Parts<'a> {
    entries: Vec<(String, &'a RawValue)>,
    items: Vec<&'a RawValue>,
}

/// The text has been checked: only an escape that is no character can be wrong with it.
fn parts(text: &str) -> Result<Parts<'_>, Failure> {
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.deserialize_any(PartsVisitor).map_err(|_| Failure::Surrogate)
}

struct PartsVisitor;

impl<'de> Visitor<'de> for PartsVisitor {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts<'de>, A::Error> {
        let mut parts = Parts::default();
        while let Some(entry) = map.next_entry()? {
            parts.entries.push(entry);
        }
        Ok(parts)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Parts<'de>, A::Error> {
        let mut parts = Parts::default();
        while let Some(item) = list.next_element()? {
            parts.items.push(item);
        }
        Ok(parts)
    }
}

/// What the parser says, at its place and with advice.
fn syntax(piece: &Piece<'_>, error: &serde_json::Error) -> Diagnostic {
    let text = piece.text;
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text.as_bytes()).nth(line - 2).map_or(0, |at| at + 1),
    };
    let mut offset = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
    let rest = &text[offset..];
    let what = if said.starts_with("EOF") { "it ends too early" } else { said };
    let closes = rest.starts_with(['}', ']']) && text[..offset].trim_end().ends_with(',');
    let help = if closes || said.contains("trailing comma") {
        "remove the comma before the bracket"
    } else if rest.starts_with('/') || rest.starts_with('#') {
        "JSON has no comments: remove it"
    } else if rest.starts_with('\'') {
        "JSON wants double quotes"
    } else if said.contains("trailing characters") && rest.starts_with('{') {
        "several records, one a line, belong into a file that ends in `.jsonl`, or between `[` and `]` with commas"
    } else if said.starts_with("EOF") {
        "look for a missing bracket or quote"
    } else {
        "correct it; a JSON checker in an editor shows the place"
    };
    piece.finding(piece.syntax, offset, format!("this is not valid JSON: {what}")).help(help)
}

#[cfg(test)]
mod tests {
    use super::{cell, node};
    use crate::{
        diagnostic::{Diagnostic, Level, rules::source as rules},
        record::raw::{Node, Value},
        source::{
            lines::Position,
            piece::{Parsed, Piece},
        },
    };

    fn read(text: &str) -> (Parsed<Node>, Vec<Diagnostic>) {
        let mut notes = Vec::new();
        let start = Position { line: 7, column: 1 };
        (node(Piece { file: &"x.json".into(), text, start, syntax: &rules::JSON_SYNTAX }, &mut notes), notes)
    }

    #[test]
    fn values_keep_what_was_written_and_their_place() {
        let (node, notes) = read(
            "{\"date\": 1662120000212, \"v\": 13.20, \"a\\u00e4\": \"\\ud83d\\ude00\",\n \"x\": {\"y\": [true, null, \"ü\", 1e5]}}",
        );
        let (node, notes) = (node.unwrap(), notes.len());
        let table = node.as_table().unwrap();
        assert_eq!(notes, 0);
        assert_eq!(table.get("date").unwrap().value, Value::Number("1662120000212".into()));
        assert_eq!(table.get("v").unwrap().value, Value::Number("13.20".into()));
        assert_eq!(table.get("aä").unwrap().as_text(), Some("😀"));
        let list = table.get_path("x.y").unwrap();
        let places: Vec<_> = list.items().iter().map(|item| (item.line, item.column)).collect();
        assert_eq!(places, [(8, 14), (8, 20), (8, 26), (8, 31)]);
        assert_eq!(list.items()[3].value, Value::Number("1e5".into()));
    }

    #[test]
    fn half_a_surrogate_pair_costs_one_character_only() {
        let (node, notes) = read("{\"a\\udc00\": \"x\\ud800y \\\\ud800\",\n\"b\": [\"\\ud83d\\ude00\"]}");
        let node = node.unwrap();
        let table = node.as_table().unwrap();
        assert_eq!(table.get("a\u{fffd}").unwrap().as_text(), Some("x\u{fffd}y \\ud800"));
        assert_eq!(table.get("b").unwrap().items()[0].as_text(), Some("😀"));
        assert_eq!((notes.len(), notes[0].rule.code, notes[0].level), (1, "T003", Level::Warning));
    }

    #[test]
    fn raw_line_breaks_in_strings_are_read_with_a_warning() {
        let (node, notes) = read("{\"text\": \"one\n\ttwo\", \"b\":\n  \"x\u{1}\"}");
        let node = node.unwrap();
        let table = node.as_table().unwrap();
        assert_eq!(table.get("text").unwrap().as_text(), Some("one\n\ttwo"));
        let b = table.get("b").unwrap();
        assert_eq!((b.line, b.column, b.as_text()), (9, 3, Some("x\u{1}")));
        assert_eq!((notes.len(), notes[0].rule, notes[0].level), (1, &rules::JSON_SYNTAX, Level::Warning));
        assert_eq!((notes[0].place.line, notes[0].place.column), (Some(7), Some(14)));
    }

    #[test]
    fn the_last_of_two_keys_counts() {
        let (node, notes) = read("{\"a\": 1, \"a\": 2}");
        assert_eq!(node.unwrap().as_table().unwrap().get("a").unwrap().as_text(), Some("2"));
        assert_eq!(notes[0].rule, &rules::KEY_DUPLICATE);
    }

    #[test]
    fn broken_json_is_refused_with_its_place() {
        for (text, line, words) in [
            ("{\"a\": 1,\n}", 8, "comma"),
            ("{\"a\": 1 // x\n}", 7, "comments"),
            ("{\n\"a\": 'x'}", 8, "double quotes"),
            ("{\"a\": 1}\n{\"b\": 2}", 8, ".jsonl"),
            ("{\"a\": [1", 7, "missing"),
            ("{\"a\": nope}", 7, ""),
            ("{\"a\": 01}", 7, ""),
            ("{\"a\": \"\\q\"}", 7, ""),
            ("", 7, "missing"),
        ] {
            let error = read(text).0.unwrap_err();
            assert_eq!((error.rule, error.place.line), (&rules::JSON_SYNTAX, Some(line)), "{text:?} {error:?}");
            assert!(error.help.as_ref().unwrap().contains(words), "{text:?}: {error:?}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        for text in ["[".repeat(100_000) + &"]".repeat(100_000), "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000)]
        {
            assert_eq!(read(&text).0.unwrap_err().rule, &rules::DATA_TOO_DEEP);
        }
        assert!(read(&("[".repeat(64) + &"]".repeat(64))).0.is_ok());
        assert!(read(&"[".repeat(100_000)).0.is_err());
    }

    #[test]
    fn cells_are_values_only_if_they_can_be() {
        let list = cell("[\"a\", {\"b\": 1}]", 4).unwrap();
        assert_eq!(list.items().len(), 2);
        assert!(list.items().iter().all(|item| (item.line, item.column) == (4, 0)));
        assert!(cell("[Updated] news", 4).is_none());
        assert!(cell(&"[".repeat(100_000), 4).is_none());
    }
}
