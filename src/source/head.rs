//! A bare head: `Key: value` lines at the top of a text, as in mail, news items and Pelican's Markdown.

use super::{
    lines::{Position, blank_lines},
    piece::Piece,
    table::TableBuilder,
};
use crate::record::raw::{Node, Table, Value};

/// Keys that show that somebody means a head. In alphabetical order.
const KNOWN: &[&str] = &[
    "abstract",
    "author",
    "authors",
    "byline",
    "categories",
    "category",
    "content-type",
    "created",
    "date",
    "dateline",
    "deck",
    "description",
    "from",
    "headline",
    "image",
    "keywords",
    "kicker",
    "lang",
    "language",
    "last-modified",
    "layout",
    "link",
    "location",
    "message-id",
    "modified",
    "news-item-format",
    "newsgroups",
    "permalink",
    "posted",
    "pubdate",
    "published",
    "revision",
    "save_as",
    "section",
    "slug",
    "source",
    "status",
    "subhead",
    "subject",
    "subtitle",
    "summary",
    "tag",
    "tags",
    "template",
    "title",
    "to",
    "topic",
    "topics",
    "translation",
    "updated",
    "url",
];

/// Known keys that prose begins with as well (`Summary: the council met.`): alone they are no head.
const PROSE: &[&str] = &[
    "abstract",
    "deck",
    "description",
    "from",
    "image",
    "link",
    "location",
    "source",
    "status",
    "subhead",
    "summary",
    "to",
    "topic",
    "translation",
    "updated",
];

/// A head has no more lines than this.
const MOST_LINES: usize = 256;

fn is_known(key: &str) -> bool {
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// Key and value of `Key: value`. The colon of a known key need no blank behind it.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key_char = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    let is_key = key.starts_with(char::is_alphabetic)
        && !key.ends_with(' ')
        && key.len() <= 40
        && key.chars().all(is_key_char)
        && key.split(' ').count() <= 3;
    let apart = value.is_empty() || value.starts_with([' ', '\t']) || is_known(key) && !value.starts_with("//");
    (is_key && apart).then_some((key, value))
}

/// Whether a line of a block between dashes can be the first entry of a YAML table.
pub(super) fn is_yaml_entry(line: &str) -> bool {
    if line.starts_with(['{', '%', '&']) || line.starts_with("? ") || line.starts_with("<<:") {
        return true;
    }
    let key_end = match line.chars().next() {
        Some(quote @ ('"' | '\'')) => line[1..].find(quote).map(|end| end + 2),
        // `Note this: prose` has blanks before its colon.
        _ => line.find([' ', '\t']).map_or(Some(line.len()), Some),
    };
    let Some(key_end) = key_end else { return false };
    let (key, rest) = line.split_at(key_end);
    key.len() > 1 && (key.ends_with(':') || rest.trim_start().starts_with(": ") || rest.trim() == ":")
        || is_known_entry(line)
}

/// Whether a line is `key: value` with a key that everyone knows.
pub(super) fn is_known_entry(line: &str) -> bool {
    entry(line).is_some_and(|(key, _)| is_known(key) || key.eq_ignore_ascii_case("draft"))
}

/// The fields of a bare head and the byte at which the body begins; `None` if the text begins otherwise.
pub(super) fn read(piece: &Piece<'_>) -> Option<(Table, usize)> {
    let text = piece.text;
    let start = blank_lines(text);
    let mut at = start;
    let first_line = piece.start.after(&text.as_bytes()[..start]).line;
    let mut entries: Vec<(&str, String, Position)> = Vec::new();
    let mut interrupted = false;
    for (line, raw) in (first_line..).zip(text[start..].split_inclusive('\n')) {
        let content = raw.trim_end();
        if content.is_empty() {
            at += raw.len();
            break;
        }
        if entries.len() > MOST_LINES {
            return None;
        }
        if content.starts_with([' ', '\t']) {
            let (_, value, _) = entries.last_mut()?;
            if !value.is_empty() {
                value.push('\n');
            }
            value.push_str(content.trim_start());
        } else if let Some((key, value)) = entry(content) {
            let value = value.trim_start();
            let column = content[..content.len() - value.len()].chars().count() + 1;
            let place = Position { line, column: u32::try_from(column).unwrap_or(0) };
            entries.push((key, value.to_owned(), place));
        } else {
            interrupted = true;
            break;
        }
        at += raw.len();
    }
    let known = entries.iter().filter(|(key, ..)| is_known(key)).count();
    let (first, ..) = entries.first()?;
    let is_head = match entries.len() {
        // Prose may follow at once, but only where nobody can take the head for prose.
        _ if interrupted => known >= 2 && is_known(first),
        1 => is_known(first) && !PROSE.iter().any(|word| word.eq_ignore_ascii_case(first)),
        _ => known >= 1,
    };
    if !is_head {
        return None;
    }
    // In a mail's head `From` is who wrote it; elsewhere it is anything: a place, a day.
    let names_author = |key: &str| key.to_ascii_lowercase().starts_with("author") || key.eq_ignore_ascii_case("byline");
    let has_author = entries.iter().any(|(key, ..)| names_author(key));
    let mut table = TableBuilder::default();
    for (key, value, Position { line, column }) in entries {
        let is_sender = !has_author && key.eq_ignore_ascii_case("from") && value.contains('@');
        let key = if is_sender { "author" } else { key };
        let value = if value.is_empty() { Value::Null } else { Value::Text(value) };
        table.add(key.to_owned(), Node::new(value, line, column));
    }
    Some((table.finish(), at))
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, is_yaml_entry, read};
    use crate::{
        diagnostic::rules::source as rules,
        record::raw::{Node, Table},
        source::{lines::Position, piece::Piece},
    };

    fn parse(text: &str) -> Option<(Table, &str)> {
        let piece = Piece { file: &"x.txt".into(), text, start: Position::START, syntax: &rules::YAML_SYNTAX };
        read(&piece).map(|(table, rest)| (table, &text[rest..]))
    }

    #[test]
    fn a_head_ends_at_the_first_blank_line() {
        let (table, rest) = parse(
            "Title: Über: all\r\nAuthor: Ann <ann@a.example>\nAuthor: Bob\nDisplay-If-Installed: x/y\nSummary: one\n  two\n\ttwo b\nTags:\n\nNot: a field\n",
        )
        .unwrap();
        assert_eq!(rest, "Not: a field\n");
        let keys: Vec<_> = table.0.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["Title", "Author", "Display-If-Installed", "Summary", "Tags"]);
        let title = table.get("Title").unwrap();
        assert_eq!((title.as_text(), title.line, title.column), (Some("Über: all"), 1, 8));
        let authors: Vec<_> = table.get("Author").unwrap().items().iter().filter_map(Node::as_text).collect();
        assert_eq!(authors, ["Ann <ann@a.example>", "Bob"]);
        assert_eq!(table.get("Summary").unwrap().as_text(), Some("one\ntwo\ntwo b"));
        assert!(table.get("Tags").unwrap().is_blank());
    }

    #[test]
    fn a_mail_is_written_by_its_sender() {
        for (text, author) in [
            ("From: Ann <ann@a.example>\nSubject: A\n\nbody", Some("Ann <ann@a.example>")),
            ("From: ann@a.example\nAuthor: Bob\nSubject: A\n\nbody", Some("Bob")),
            ("From: Boston\nSubject: A\n\nbody", None),
        ] {
            let (table, _) = parse(text).unwrap();
            assert_eq!(table.get_ignore_case("author").and_then(Node::as_text), author, "{text}");
        }
    }

    #[test]
    fn short_and_unfinished_heads_are_heads() {
        for (text, rest) in [
            ("Title: A\n\nbody", "body"),
            ("title:A", ""),
            ("\n\nSubject: A\nX-Any: B\n\nbody", "body"),
            ("Revision: 1\nWeather: dry\n\nbody", "body"),
            ("Title: A\nDate: 2020-01-01\nbody at once\n", "body at once\n"),
        ] {
            assert_eq!(parse(text).map(|(_, rest)| rest), Some(rest), "{text:?}");
        }
    }

    #[test]
    fn prose_is_no_head() {
        for text in [
            "Note: this is prose.\nIt goes on.\n",
            "Note: this is prose.\n\nIt goes on.\n",
            "Summary: the council met.\n\nIt goes on.\n",
            "Q: Why?\nA: Because.\n\nMore.\n",
            "Date: tomorrow the sky falls,\nas everybody knows.\n",
            "Title: A\n=====\n",
            "https://a.example/\nhttps://b.example/\n\n",
            "He said the following thing today: nothing\nTitle: A\n\n",
            " Title: A\n\n",
            "NEWARK - The mayor said: no.\n",
            "12:30: Start\n13:30: End\n\n",
            "",
        ] {
            assert!(parse(text).is_none(), "{text:?}");
        }
        assert!(parse(&"key: value\n".repeat(100_000)).is_none());
    }

    #[test]
    fn yaml_entries_are_told_from_prose() {
        for line in ["title: x", "title:", "\"a b\": c", "cSpell:ignore: x", "<<: *a", "{a: b}", "date : x", "é: x"] {
            assert!(is_yaml_entry(line), "{line}");
        }
        for line in ["Just prose: yes", "prose", "\"Quoted\" prose", "***", ": x", "- item"] {
            assert!(!is_yaml_entry(line), "{line}");
        }
    }

    #[test]
    fn known_keys_are_sorted() {
        assert!(KNOWN.is_sorted());
    }
}
