//! The plain part of YAML that almost all front matters keep to, read line by line: `key: value`, `key: [a, b]` and
//! `key:` with a table of plain fields below it, or a list of `- item` or of such tables. Whatever is more than that is left to the parser, which would say the same of
//! these (YAML 1.2 §7.3, §7.4 and §8.2) and takes ten times as long.

use super::{piece::Piece, table::TableBuilder, yaml::scalar};
use crate::{
    record::raw::{Node, Value},
    value::{is_clean, is_xml_char},
};
use memchr::memmem;
use std::{borrow::Cow, iter::Peekable, ops::Range, str::Split};

/// Longer keys are left to the parser, which has a limit of its own (§7.4.2).
const LONGEST_KEY: usize = 100;

/// The table of a text that is plain throughout; `None` if anything in it is not.
pub(super) fn document(piece: &Piece<'_>) -> Option<Node> {
    if !is_plain_text(piece.text) {
        return None;
    }
    let mut table = TableBuilder::default();
    let mut lines = Lines { piece, number: 0, rest: piece.text.split('\n').peekable() };
    let mut root: Option<Node> = None;
    while let Some(line) = lines.next() {
        let Some((key, value)) = entry(line.text)? else { continue };
        let node = if value.is_empty() { lines.below()? } else { line.value(0, value)? };
        root.get_or_insert_with(|| line.node(0, Value::Null));
        add(&mut table, key, node)?;
    }
    Some(Node { value: Value::Table(table.finish()), ..root? })
}

/// Puts a field into a table; `None` if it has one of that name.
fn add(table: &mut TableBuilder, key: &str, node: Node) -> Option<()> {
    (!table.contains(key)).then(|| drop(table.set(key.to_owned(), node)))
}

/// Whether all characters are such that YAML takes them as they are.
fn is_plain_text(text: &str) -> bool {
    let is_plain = |byte: u8| (byte == b'\n') | (byte == b'\r') | (byte >= b' ') & (byte != 0x7f);
    // Without asking after each byte whether to go on, many are looked at at once.
    if !text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        return false;
    }
    let is_odd = |c: char| !is_xml_char(c) || ('\u{80}'..='\u{9f}').contains(&c);
    // Separators of lines and paragraphs, and a byte order mark.
    let has_sign = || {
        [b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef\xbb\xbf"]
            .iter()
            .any(|sign| memmem::find(text.as_bytes(), *sign).is_some())
    };
    text.is_ascii() || (is_clean(text) || !text.contains(is_odd)) && !has_sign()
}

/// A line, without its end.
struct Line<'a> {
    text: &'a str,
    line: u32,
    /// The column of its first character.
    column: u32,
}

impl Line<'_> {
    /// The value of a field, which begins at a byte of what stands behind `start` and ends with it.
    fn value(&self, start: usize, value: Range<usize>) -> Option<Node> {
        let at = start + value.start;
        let written = self.text.get(at..start + value.end)?;
        let node = self.node(at, Value::Null);
        let value = match written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inner) => Value::List(flow(inner, self, at + 1)?),
            None => text(written, false)?,
        };
        Some(Node { value, ..node })
    }

    /// A node that stands at a byte of the line.
    fn node(&self, at: usize, value: Value) -> Node {
        let before = &self.text[..at];
        let characters = if before.is_ascii() { at } else { before.chars().count() };
        Node::new(value, self.line, self.column.saturating_add(u32::try_from(characters).unwrap_or(u32::MAX)))
    }
}

struct Lines<'p, 'a> {
    piece: &'p Piece<'a>,
    number: u32,
    rest: Peekable<Split<'a, char>>,
}

impl<'a> Lines<'_, 'a> {
    fn next(&mut self) -> Option<Line<'a>> {
        let text = self.rest.next()?;
        let start = self.piece.start;
        let column = if self.number == 0 { start.column } else { 1 };
        let line = start.line.saturating_add(self.number);
        self.number += 1;
        // A lone CR ends a line, too; it is no part of any plain value.
        Some(Line { text: text.strip_suffix('\r').unwrap_or(text), line, column })
    }

    /// The list or the table that stands below a key without a value.
    fn below(&mut self) -> Option<Node> {
        let is_blank = |line: &&str| line.trim_start_matches(' ').trim_end_matches('\r').is_empty();
        while self.rest.peek().is_some_and(is_blank) {
            self.next();
        }
        let next = self.rest.peek()?;
        let indented = next.trim_start_matches(' ');
        let at = next.len() - indented.len();
        if at == 0 || indented.starts_with('-') {
            return self.items();
        }
        let first = self.next()?;
        let (key, value) = entry(&first.text[at..])??;
        self.fields(&first, at, key, value)
    }

    /// The list that stands below a key without a value.
    fn items(&mut self) -> Option<Node> {
        let mut list: Option<(Node, usize)> = None;
        let mut items = Vec::new();
        while let Some(next) = self.rest.peek() {
            let indented = next.trim_start_matches(' ');
            if indented.trim_end_matches('\r').is_empty() {
                self.next();
                continue;
            }
            let Some(item) = indented.strip_prefix("- ") else { break };
            let indent = next.len() - indented.len();
            let blanks = 2 + item.len() - item.trim_start_matches(' ').len();
            let (line, at) = (self.next()?, indent + blanks);
            // The parser gives a list without indentation the place of its first item.
            let start = if indent == 0 { at } else { indent };
            let (_, expected) = list.get_or_insert_with(|| (line.node(start, Value::Null), indent));
            if *expected != indent {
                return None;
            }
            let item = line.text.get(at..)?.trim_end_matches(' ');
            items.push(match entry(item) {
                Some(Some((key, value))) => self.fields(&line, at, key, value)?,
                Some(None) => return None,
                None => line.node(at, text(item, false)?),
            });
        }
        let (list, _) = list?;
        Some(Node { value: Value::List(items), ..list })
    }

    /// The table of which this is the first field; the others stand below it.
    fn fields(&mut self, first: &Line<'_>, at: usize, key: &str, value: Range<usize>) -> Option<Node> {
        let mut table = TableBuilder::default();
        // A field without a value has something below it.
        add(&mut table, key, (!value.is_empty()).then(|| first.value(at, value))??)?;
        while let Some(next) = self.rest.peek() {
            let indented = next.trim_start_matches(' ');
            let indent = next.len() - indented.len();
            if indented.trim_end_matches('\r').is_empty() {
                self.next();
                continue;
            }
            if indent < at {
                break;
            }
            let line = self.next().filter(|_| indent == at)?;
            let Some((key, value)) = entry(&line.text[at..])? else { continue };
            add(&mut table, key, (!value.is_empty()).then(|| line.value(at, value))??)?;
        }
        Some(Node { value: Value::Table(table.finish()), ..first.node(at, Value::Null) })
    }
}

/// The key and where its value stands; `Some(None)` for a line that says nothing.
#[expect(clippy::option_option, reason = "a line may be no entry, or one that is not plain")]
fn entry(line: &str) -> Option<Option<(&str, Range<usize>)>> {
    if line.starts_with('#') || line.trim_start_matches(' ').is_empty() {
        return Some(None);
    }
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let end = line.bytes().position(|byte| !is_key(byte))?;
    let (key, rest) = (&line[..end], line[end..].strip_prefix(':')?);
    let is_word = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.len() <= LONGEST_KEY
        && matches!(scalar(Cow::Borrowed(key), granit_parser::ScalarStyle::Plain, None), Value::Text(_));
    let value = rest.trim_start_matches(' ');
    if !is_word || !value.is_empty() && value.len() == rest.len() {
        return None;
    }
    let at = line.len() - value.len();
    Some(Some((key, at..at + value.trim_end_matches(' ').len())))
}

/// The items of a list in brackets; `at` is the byte at which they begin in their line.
fn flow(inner: &str, line: &Line<'_>, mut at: usize) -> Option<Vec<Node>> {
    let mut items = Vec::new();
    if inner.trim_matches(' ').is_empty() {
        return Some(items);
    }
    for part in inner.split(',') {
        let item = part.trim_start_matches(' ');
        let start = at + part.len() - item.len();
        items.push(line.node(start, text(item.trim_end_matches(' '), true)?));
        at += part.len() + 1;
    }
    Some(items)
}

/// A scalar on one line; `None` if it is not plain.
fn text(written: &str, is_in_list: bool) -> Option<Value> {
    let first = written.chars().next()?;
    if let '"' | '\'' = first {
        let inner = written[1..].strip_suffix(first)?;
        return (!inner.contains([first, '\\'])).then(|| Value::Text(inner.to_owned()));
    }
    // Every sign of the language that could stand here begins with another character (§7.3.3).
    let is_negative = first == '-' && written[1..].starts_with(|c: char| c.is_ascii_digit());
    if !is_negative && !first.is_alphanumeric() && !matches!(first, '/' | '.' | '(' | '_' | '+' | '$' | '<' | '~') {
        return None;
    }
    let is_more = written.contains(": ") || written.ends_with(':') || written.contains(" #");
    let is_flow = is_in_list && written.contains(['[', ']', '{', '}', '"', '\'', ':', '#']);
    if is_more || is_flow || written.contains('\r') || written.starts_with("...") {
        return None;
    }
    Some(scalar(Cow::Borrowed(written), granit_parser::ScalarStyle::Plain, None))
}

#[cfg(test)]
mod tests {
    use super::document;
    use crate::{
        diagnostic::rules::source as rules,
        source::{
            lines::Position,
            piece::Piece,
            yaml::{Root, documents},
        },
    };

    /// Whether the text is plain, and then whether the parser says the same of it.
    #[track_caller]
    fn is_plain(text: &str) -> bool {
        let file = "x.md".into();
        let piece = Piece { file: &file, text, start: Position { line: 2, column: 1 }, syntax: &rules::YAML_SYNTAX };
        let Some(found) = document(&piece) else { return false };
        let mut notes = Vec::new();
        let parsed = documents(piece, &mut notes);
        assert!(parsed.error.is_none() && notes.is_empty(), "{text:?}: {:?} {notes:?}", parsed.error);
        let [Root::One(root)] = parsed.roots.as_slice() else { panic!("{text:?} has {} roots", parsed.roots.len()) };
        assert_eq!(found, *root, "{text:?}");
        true
    }

    #[test]
    fn plain_front_matters_are_read_as_the_parser_reads_them() {
        for text in [
            "title: A title\ndate: 2020-01-02T03:04:05Z\n",
            "title: \"Quoted: here\"\nother: 'and # there'   \n",
            "tags: [a, b c,  \"d\", 'e', 1, true, ~]\nnone: []\nblank: [ ]\n",
            "tags:\n  - a\n  -   b c\n\n  - \"d: e\"\nnext: 1.5\n",
            "tags:\n- a\n- 7\nnext: ~\n",
            "people:\n  - name: \"A B\"\n    url: https://a.example/\n\n    # c\n    of: [x, ü]\n  - plain\n  - é: no\n"
                .split("  - é")
                .next()
                .expect("a text"),
            "people:\n-   name: A\n    age: 7\n- name: B\nend: 1\n",
            "links:\n  - https://a.example/\n  - a:b\n",
            "# a comment\n\n  \na_b-c: ä ö ü\n",
            "tags: [Ämter, Öl, ü]\n",
            "a: x\r\nb:\r\n  - y\r\n\r\nc: [z]\r\n",
            "link: https://a.example/b?c=d#e\npath: /a/b\nhome: ~/x\n",
            "A: 1\nb: 0x1F\nc: +1\nd: yes\ne: null\nf: .5\ng: (x)\nh: <b>\ni: $5\n",
            "t: it's \"so\" [here] {there} 50% a@b & c * d ! e | f > g\n",
            "x: a:b\ny: a#b\nz: 12:30\n",
            "w:    wide   \n",
            "n: -2019\nm: [-1, -0x]\n",
            "enclosure:\n  url: \"https://a.example/1.mp3\"\n  length: 5772231\n\n  type: audio/mpeg\nnext: [a]\n",
            "a:\n\n    b: 1\n    # c\n    d: ü\r\n",
        ] {
            assert!(is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn what_is_more_is_left_to_the_parser() {
        for text in [
            "",
            "# nothing\n",
            "a:\n",
            "a:\nb: 1\n",
            "a: 1\n  more\n",
            "a: |\n  text\n",
            "a: > \n",
            "a: &x 1\nb: *x\n",
            "a: !!str 1\n",
            "a: {b: c}\n",
            "a:\n  b:\n    c: d\n",
            "a:\n  b: c\n    d: e\n",
            "a:\n  b: c\n d: e\n",
            "a:\n  b: c\n  - d\n",
            "a:\n  b: c\n  b: d\n",
            "a:\n  b\n",
            "a:\n  - b:\n      c: d\n",
            "a:\n  - b: c\n    b: d\n",
            "a:\n  - b: c\n     d: e\n",
            "a:\n  - b: c\n   d: e\n",
            "a:\n  - b: c\n    d\n",
            "a:\n  - - b\n",
            "a:\n  - # b\n",
            "a:\n  - b\n   - c\n",
            "a:\n  -\n",
            "a: [b, [c]]\n",
            "a: [b,]\n",
            "a: [b\n",
            "a: [b: c]\n",
            "a: ['b, c']\n",
            "a: \"b\\n\"\n",
            "a: 'it''s'\n",
            "a: \"b\" c\n",
            "a: b: c\n",
            "a: b #c\n",
            "a: b:\n",
            "a: - b\n",
            "a: -\n",
            "a: --\n",
            "б: 1\n",
            "a:b\n",
            "a: 1\na: 2\n",
            "true: 1\n",
            "null: 1\n",
            "1: 2\n",
            "- a\n",
            "...\n",
            "a: ...\n",
            "a:\tb\n",
            "a: b\u{85}c\n",
            "a: b\u{2028}c\n",
            "a: b\rc: d\n",
            "\u{feff}a: b\n",
            "%YAML 1.2\n",
            "<<: a\n",
            "a : b\n",
            "\"a\": b\n",
            "? a\n",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    /// Pieces of heads put together at random: nothing that is taken for plain is something else.
    #[test]
    fn random_heads_are_read_as_the_parser_reads_them() {
        const PIECES: [&str; 50] = [
            "a",
            "title",
            ": ",
            ":",
            "- ",
            "-",
            "\n",
            "\n",
            "\n  ",
            "\n- ",
            "  - ",
            " ",
            "[",
            "]",
            ", ",
            ",",
            "\"",
            "'",
            "#",
            " #",
            "{",
            "}",
            "1",
            "2020-01-02",
            "true",
            "~",
            "null",
            "ä",
            "é ",
            "|",
            ">",
            "&x",
            "*x",
            "!",
            "%",
            "@",
            "`",
            "?",
            "...",
            "---",
            "\r\n",
            "\t",
            "b: c\n",
            "tags: [a, b]\n",
            "list:\n  - x\n  - y\n",
            "key: value\n",
            "  - k: v\n",
            "    m: w\n",
            "- k: v\n",
            "  m: w\n",
        ];
        let mut state = 7_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("a number") % below
        };
        let mut plain = 0;
        for _ in 0..60_000 {
            let count = 1 + next(14);
            let text: String = (0..count).map(|_| PIECES[next(PIECES.len())]).collect();
            plain += usize::from(is_plain(&text));
            let text = format!("key: {text}\nend: 1\n");
            plain += usize::from(is_plain(&text));
        }
        assert!(plain > 3000, "{plain} of them are plain");
    }
}
