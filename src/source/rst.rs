//! reStructuredText: a title, field lists beside it, then the body.

use super::{
    body::body,
    front_matter,
    lines::{Position, blank_lines},
    piece::Parsed,
    table::TableBuilder,
    whole::Whole,
};
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    record::raw::{BodyFormat, Node, RawRecord, Value},
};

/// Reads the record that a file is.
pub(super) fn read(whole: &Whole<'_>, text: &str, notes: &mut Vec<Diagnostic>) -> Parsed<RawRecord> {
    let piece = whole.piece(text, &rules::FRONT_MATTER_SYNTAX);
    let (fields, start) = match front_matter::read(piece, notes)? {
        Some(declared) => declared,
        None => {
            let mut reader = Reader { text, at: 0, line: 1, fields: TableBuilder::default() };
            reader.head();
            (reader.fields.finish(), reader.at)
        }
    };
    let line = Position::START.after(&text.as_bytes()[..start]).line;
    Ok(whole.record(fields, body(&text[start..], line, BodyFormat::Rst)))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    fields: TableBuilder,
}

impl<'a> Reader<'a> {
    /// Docinfo may stand before the title and behind it; Nikola writes comments, `.. date: …`.
    fn head(&mut self) {
        let mut title = None;
        loop {
            self.skip_blank_lines();
            let line = self.peek(0);
            if field(line).is_some() {
                self.field();
            } else if let Some((key, value)) = comment_field(line) {
                let column = line.len() - value.len() + 1;
                self.add(key, value.to_owned(), column);
                self.take();
            } else if title.is_none()
                && let Some(found) = self.title()
            {
                title = Some(found);
            } else {
                break;
            }
        }
        // A declared title goes before the document's.
        if let Some(node) = title
            && !self.fields.contains("title")
            && !self.fields.contains("Title")
        {
            self.fields.set("title".to_owned(), node);
        }
    }

    /// The line that is `ahead` lines further on, without its end.
    fn peek(&self, ahead: usize) -> &'a str {
        self.text[self.at..].split_inclusive('\n').nth(ahead).unwrap_or_default().trim_end()
    }

    fn take(&mut self) {
        self.at += self.text[self.at..].split_inclusive('\n').next().map_or(0, str::len);
        self.line = self.line.saturating_add(1);
    }

    fn skip_blank_lines(&mut self) {
        let blank = blank_lines(&self.text[self.at..]);
        self.line = Position { line: self.line, column: 1 }.after(&self.text.as_bytes()[self.at..self.at + blank]).line;
        self.at += blank;
    }

    fn add(&mut self, key: &str, text: String, column: usize) {
        let column = u32::try_from(column).unwrap_or(0);
        let value = if text.is_empty() {
            Value::Null
        } else if let Some(items) = bullets(&text) {
            Value::List(items.into_iter().map(|item| Node::text(item, self.line, 0)).collect())
        } else {
            Value::Text(text)
        };
        self.fields.add(key.to_owned(), Node::new(value, self.line, column));
    }

    /// `:key: value`, with what is indented below it.
    fn field(&mut self) {
        let line = self.peek(0);
        let Some((key, value)) = field(line) else { return };
        let (mut text, column) = (value.to_owned(), line[..line.len() - value.len()].chars().count() + 1);
        let first = self.line;
        self.take();
        loop {
            let blank = blank_lines(&self.text[self.at..]);
            let next = &self.text[self.at + blank..];
            if !next.starts_with([' ', '\t']) {
                break;
            }
            self.skip_blank_lines();
            if !text.is_empty() {
                text.push_str(if blank > 0 { "\n\n" } else { "\n" });
            }
            text.push_str(self.peek(0).trim_start());
            self.take();
        }
        let after = std::mem::replace(&mut self.line, first);
        self.add(key, text, column);
        self.line = after;
    }

    /// A line with a line of punctuation below, or above and below.
    fn title(&mut self) -> Option<Node> {
        let (first, second, third) = (self.peek(0), self.peek(1), self.peek(2));
        let (text, over) = match (adornment(first), adornment(second), adornment(third)) {
            (Some(above), None, Some(below)) if above == below && !second.is_empty() => (second, 1),
            (None, Some(_), _) if !first.starts_with([' ', '\t']) => (first, 0),
            _ => return None,
        };
        // A short line of dots below a long one is no underline.
        let width = self.peek(over + 1).len();
        if width < 4 && width < text.trim().chars().count() {
            return None;
        }
        let column = u32::try_from(text.len() - text.trim_start().len() + 1).unwrap_or(0);
        let node = Node::text(text.trim(), self.line + u32::from(over == 1), column);
        for _ in 0..over + 2 {
            self.take();
        }
        Some(node)
    }
}

/// The character that a line consists of, if it can adorn a title.
fn adornment(line: &str) -> Option<char> {
    let first = line.chars().next()?;
    (line.len() >= 2 && first.is_ascii_punctuation() && line.chars().all(|c| c == first)).then_some(first)
}

/// The items of a bullet list, one a line.
fn bullets(text: &str) -> Option<Vec<&str>> {
    let items = text.lines().filter(|line| !line.is_empty());
    items.map(|line| line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).map(str::trim)).collect()
}

/// Key and value of `:key: value`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix(':')?.split_once(':')?;
    let is_key =
        key.starts_with(|c: char| c.is_alphanumeric() || c == '_') && !key.contains('`') && !key.ends_with(' ');
    (is_key && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (key, value.trim_start()))
}

/// Key and value of `.. key: value`; `.. key:: value` is a directive.
fn comment_field(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix(".. ")?.split_once(':')?;
    let is_key =
        key.starts_with(char::is_alphabetic) && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    (is_key && (value.is_empty() || value.starts_with(' '))).then(|| (key, value.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::Reader;
    use crate::{record::raw::Table, source::table::TableBuilder};

    fn read(text: &str) -> (Table, &str) {
        let mut reader = Reader { text, at: 0, line: 1, fields: TableBuilder::default() };
        reader.head();
        (reader.fields.finish(), &text[reader.at..])
    }

    fn texts(table: &Table) -> Vec<(&str, &str, u32)> {
        table.0.iter().map(|(key, node)| (key.as_str(), node.as_text().unwrap_or_default(), node.line)).collect()
    }

    #[test]
    fn title_and_fields_in_any_order() {
        let fields = ":date: 2020-01-01\n:Tags: a,\n       b\n:summary:\n   one\n\n   two\n:x y:\n";
        let text = format!("Tïtle\n#####\n\n{fields}\nBody :role:`x`.\n");
        let (table, rest) = read(&text);
        assert_eq!(
            texts(&table),
            [
                ("date", "2020-01-01", 4),
                ("Tags", "a,\nb", 5),
                ("summary", "one\n\ntwo", 7),
                ("x y", "", 11),
                ("title", "Tïtle", 1)
            ]
        );
        assert_eq!(rest, "Body :role:`x`.\n");
        let text = format!("\n{fields}\n=======\n Title\n=======\nBody\n");
        let (table, rest) = read(&text);
        assert_eq!(texts(&table).last(), Some(&("title", "Title", 12)));
        assert_eq!(rest, "Body\n");
    }

    #[test]
    fn a_bullet_list_is_a_list() {
        let (table, _) = read(":authors:\n    - Ann, A.\n\n    - Bob, B.\n:x: - one\n   and more\n");
        let authors: Vec<_> = table.get("authors").unwrap().items().iter().filter_map(|item| item.as_text()).collect();
        assert_eq!(authors, ["Ann, A.", "Bob, B."]);
        assert_eq!(table.get("x").unwrap().as_text(), Some("- one\nand more"));
    }

    #[test]
    fn a_declared_title_goes_before_the_documents() {
        let (table, rest) = read("Shown\n=====\n:title: Declared\n");
        assert_eq!(texts(&table), [("title", "Declared", 3)]);
        assert_eq!(rest, "");
    }

    #[test]
    fn fields_in_comments_are_read() {
        let (table, rest) = read(".. title: A\n.. date: 2020\n\n.. image:: x.png\n\nBody\n");
        assert_eq!(texts(&table), [("title", "A", 1), ("date", "2020", 2)]);
        assert!(rest.starts_with(".. image"));
    }

    #[test]
    fn bodies_without_a_head_stay_whole() {
        for text in
            ["Just prose.\n\nTitle\n=====\n", ":ref:`x` is prose\n", "A line\n...\n\nmore", ":: x\n", "====\n", ""]
        {
            let (table, rest) = read(text);
            assert!(table.is_empty(), "{text:?} {table:?}");
            assert_eq!(rest, text);
        }
    }
}
