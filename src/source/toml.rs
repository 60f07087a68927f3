//! TOML: tables with spans become nodes in the order of the file.

use super::{
    limits,
    lines::{Lines, Position},
    piece::{Parsed, Piece},
};
use crate::{
    diagnostic::rules::source as rules,
    record::raw::{Node, Table, Value},
};
use ::toml::{
    Spanned as Span,
    de::{DeArray, DeTable, DeValue},
};

/// Reads a TOML document.
pub(super) fn table(piece: Piece<'_>) -> Parsed<Table> {
    if let Some(offset) = too_deep(piece.text) {
        let message = format!("lists and tables are nested more than {} levels deep", limits::DEPTH);
        let error = piece.finding(&rules::DATA_TOO_DEEP, offset, message);
        return Err(Box::new(error.help("no record needs that: look for a missing bracket")));
    }
    let parsed = DeTable::parse(piece.text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let message = format!("this is not valid TOML: {}", error.message().trim());
        Box::new(piece.finding(piece.syntax, offset, message).help(advice(error.message(), piece.text, offset)))
    })?;
    let walk = Walk { text: piece.text, lines: piece.lines() };
    Ok(walk.table(parsed.get_ref()))
}

fn advice(message: &str, text: &str, offset: usize) -> &'static str {
    let rest = text.get(offset..).unwrap_or_default();
    if message.contains("duplicate key") {
        "keep one of them"
    } else if rest.starts_with(|c: char| c.is_alphabetic()) {
        "text stands in quotes: `title = \"…\"`"
    } else {
        "see https://toml.io for how values are written"
    }
}

struct Walk<'a> {
    text: &'a str,
    lines: Lines<'a>,
}

impl Walk<'_> {
    fn table(&self, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        Table(entries.into_iter().map(|(key, value)| (key.get_ref().to_string(), self.node(value))).collect())
    }

    fn node(&self, spanned: &Span<DeValue<'_>>) -> Node {
        let span = spanned.span();
        let Position { line, column } = self.lines.at(span.start);
        // The parser rewrites numbers and dates: what was written is in the text.
        let written = || self.text.get(span.clone()).unwrap_or_default().to_owned();
        let value = match spanned.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) => Value::Number(written()),
            DeValue::Boolean(truth) => Value::Bool(*truth),
            DeValue::Datetime(_) => Value::Text(written()),
            DeValue::Array(items) => Value::List(self.list(items)),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node::new(value, line, column)
    }

    fn list(&self, items: &DeArray<'_>) -> Vec<Node> {
        items.iter().map(|item| self.node(item)).collect()
    }
}

/// Where brackets and dotted keys go too deep. The parser limits each of them alone, but a table of tables of dotted keys
/// multiplies, and dropping what it builds recurses.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // The levels of each open bracket: one, and the dots of the keys before it.
    let mut open: Vec<usize> = Vec::new();
    let (mut depth, mut dots, mut header) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at),
            b'"' | b'\'' => {
                at = string_end(bytes, at);
                continue;
            }
            b'[' | b'{' => {
                open.push(dots + 1);
                depth += dots + 1;
                dots = 0;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(open.pop().unwrap_or(0));
                // `[a.b.c]` at the margin: what follows lies in that table.
                if *byte == b']' {
                    header = header.max(dots);
                }
                dots = 0;
            }
            b'.' => dots += 1,
            b',' => dots = 0,
            b'\n' if open.is_empty() => dots = 0,
            _ => {}
        }
        if depth + dots + header > limits::DEPTH {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The byte behind the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let long = [quote; 3];
    let is_long = bytes[at..].starts_with(&long);
    let mut end = at + if is_long { 3 } else { 1 };
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' if quote == b'"' => end += 2,
            b'\n' if !is_long => return end,
            _ if *byte == quote && !is_long => return end + 1,
            _ if *byte == quote && bytes[end..].starts_with(&long) => {
                // `""""` ends with a quote that belongs to the text.
                let quotes = bytes[end..].iter().take_while(|byte| **byte == quote).count();
                return end + quotes.min(5);
            }
            _ => end += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::table;
    use crate::{
        diagnostic::{Diagnostic, rules::source as rules},
        record::raw::{Table, Value},
        source::{lines::Position, piece::Piece},
    };

    fn read(text: &str) -> Result<Table, Box<Diagnostic>> {
        let start = Position { line: 2, column: 1 };
        table(Piece { file: &"x.md".into(), text, start, syntax: &rules::FRONT_MATTER_SYNTAX })
    }

    #[test]
    fn values_keep_what_was_written_in_the_order_of_the_file() {
        let text = "title = 'Z'\r\ndate = 2020-01-02T03:04:05Z\nday = 2020-1-2\n".replace("2020-1-2", "2020-01-02")
            + "n = 1_000\nf = 13.20\nhex = 0x1F\n[extra]\nteam = \"a\\tb\"\n[author]\nname.first = 'A'\nok = true\n";
        let table = read(&text).unwrap();
        let keys: Vec<_> = table.0.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["title", "date", "day", "n", "f", "hex", "extra", "author"]);
        for (key, value) in [
            ("date", Value::Text("2020-01-02T03:04:05Z".into())),
            ("day", Value::Text("2020-01-02".into())),
            ("n", Value::Number("1_000".into())),
            ("f", Value::Number("13.20".into())),
            ("hex", Value::Number("0x1F".into())),
            ("extra.team", Value::Text("a\tb".into())),
            ("author.name.first", Value::Text("A".into())),
            ("author.ok", Value::Bool(true)),
        ] {
            assert_eq!(table.get_path(key).unwrap().value, value, "{key}");
        }
        let team = table.get_path("extra.team").unwrap();
        assert_eq!((team.line, team.column), (9, 8));
    }

    #[test]
    fn broken_toml_is_refused_with_its_place() {
        for (text, line) in [("a = 1\nb = word\n", 3), ("a = 1\na = 2\n", 3), ("a = \"x\n", 2), ("[a\n", 2)] {
            let error = read(text).unwrap_err();
            assert_eq!((error.rule, error.place.line), (&rules::FRONT_MATTER_SYNTAX, Some(line)), "{}", error.message);
            assert!(error.excerpt.is_some() && error.help.is_some());
        }
    }

    #[test]
    fn nesting_is_bounded_whatever_its_notation() {
        let texts = [
            format!("a = {}", "[".repeat(100_000)),
            format!("a = {}", "{a=".repeat(100_000)),
            format!("a{} = 1", ".a".repeat(100_000)),
            format!("[a{}]", ".a".repeat(100_000)),
            format!("[[a{}]]", ".a".repeat(100_000)),
            format!("[a{0}]\na{0} = {{ a{0} = 1 }}", ".a".repeat(30)),
            format!("a = {}", "{b.b.b.b.b.b.b.b.b.b=".repeat(20)),
        ];
        for text in texts {
            assert_eq!(read(&text).unwrap_err().rule, &rules::DATA_TOO_DEEP, "{:.40}", text);
        }
        let dots =
            format!("a = \"\"\"{}\"\"\"\"\nb = '{}' # {}\n", "x.[".repeat(100), ".[{".repeat(100), ".".repeat(100));
        assert!(read(&dots).is_ok(), "strings and comments do not count");
        assert!(read(&format!("a = {}{}", "[".repeat(60), "]".repeat(60))).is_ok());
    }
}
