//! HTML: front matter, or a whole document whose head declares the fields.
//!
//! The tokenizer of a browser reads the head; where the body begins is known because the text is fed to it in parts that
//! end with a `>`, and a tag is reported at the end of a part.

use super::{
    body::body,
    front_matter,
    lines::{Lines, Position},
    piece::Parsed,
    table::{TableBuilder, overlay},
    whole::Whole,
};
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    record::raw::{BodyFormat, Node, RawRecord, Table, Value},
};
use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
    },
};
use std::{cell::RefCell, ops::Range};

/// A tag or comment longer than this is a broken quote, not a head.
const LONGEST_TAG: usize = 64 << 10;

/// Reads the record that a file is.
pub(super) fn read(whole: &Whole<'_>, text: &str, notes: &mut Vec<Diagnostic>) -> Parsed<RawRecord> {
    let piece = whole.piece(text, &rules::FRONT_MATTER_SYNTAX);
    let (declared, start) = front_matter::read(piece, notes)?.unwrap_or_default();
    let position = Position::START.after(&text.as_bytes()[..start]);
    let document = document(&text[start..], position);
    let (fields, range) = document.unwrap_or_else(|| (Table::default(), 0..text.len() - start));
    let line = Position::START.after(&text.as_bytes()[..start + range.start]).line;
    let body = body(&text[start..][range], line, BodyFormat::Html);
    Ok(whole.record(overlay(declared, fields), body))
}

/// The fields of a document's head and the bytes inside of its body; `None` if the text is a fragment.
fn document(text: &str, start: Position) -> Option<(Table, Range<usize>)> {
    let lines = Lines::new(text, start);
    let tokenizer = Tokenizer::new(Head::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let (mut at, mut reported) = (0, 0);
    let begins = loop {
        let end = memchr::memchr(b'>', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found + 1);
        let tag = text[at..end].rfind('<').map_or(at, |found| at + found);
        {
            let mut state = tokenizer.sink.0.borrow_mut();
            (state.part, state.tag, state.place) = (at, tag, Some(lines.at(tag)));
        }
        queue.push_back(StrTendril::from_slice(&text[at..end]));
        // Only a sink that asks for it makes the tokenizer stop early.
        let _ = tokenizer.feed(&queue);
        let mut state = tokenizer.sink.0.borrow_mut();
        if std::mem::take(&mut state.progress) {
            reported = end;
        }
        match state.body {
            Some(Begins::Behind) => break end,
            Some(Begins::At(offset)) => break offset,
            None if end - reported > LONGEST_TAG => break reported,
            None if end == text.len() => break end,
            None => at = end,
        }
    };
    let mut state = tokenizer.sink.0.take();
    if !state.is_document {
        return None;
    }
    if let Some(title) = state.title.take()
        && !state.fields.contains("title")
    {
        state.fields.set("title".to_owned(), title);
    }
    Some((state.fields.finish(), begins..end_of_body(text, begins)))
}

/// The last `</body>` or else `</html>`.
fn end_of_body(text: &str, begins: usize) -> usize {
    let inside = &text.as_bytes()[begins..];
    let last = |name: &[u8]| {
        memchr::memrchr_iter(b'<', inside).find(|at| {
            let found = inside.get(at + 1..at + 1 + name.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(name))
        })
    };
    last(b"/body").or_else(|| last(b"/html")).map_or(text.len(), |at| begins + at)
}

#[derive(Clone, Copy)]
enum Begins {
    /// Behind the tag `<body>`, which ends the part that is fed.
    Behind,
    /// At the first thing that cannot stand in a head.
    At(usize),
}

/// The element whose text is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Title,
    /// `script`, `style`: no text of the document.
    Code,
}

#[derive(Default)]
struct State {
    fields: TableBuilder,
    title: Option<Node>,
    inside: Option<Inside>,
    /// Where the part that is fed begins, and its last tag.
    part: usize,
    tag: usize,
    place: Option<Position>,
    /// Whether anything says that this is a whole document.
    is_document: bool,
    body: Option<Begins>,
    /// Whether any token came out of the part.
    progress: bool,
}

/// What the tokenizer tells of a head.
#[derive(Default)]
struct Head(RefCell<State>);

impl TokenSink for Head {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        if state.body.is_some() || matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        state.progress = true;
        match token {
            Token::DoctypeToken(_) => state.is_document = true,
            Token::CharacterTokens(text) => state.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.start(&tag),
            Token::TagToken(_) => state.inside = None,
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn text(&mut self, text: &str) {
        match (self.inside, &mut self.title) {
            (Some(Inside::Title), Some(Node { value: Value::Text(title), .. })) => title.push_str(text),
            (Some(_), _) => {}
            (None, _) if text.trim().is_empty() => {}
            (None, _) => self.body = Some(Begins::At(self.part)),
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let attribute = |name: &str| {
            let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
            found.map(|attribute| attribute.value.trim().to_owned())
        };
        match &*tag.name {
            "html" => {
                self.is_document = true;
                self.add("lang", attribute("lang").filter(|lang| !lang.is_empty()));
            }
            "head" => self.is_document = true,
            "meta" => {
                self.is_document = true;
                let content = attribute("content").or_else(|| attribute("contents"));
                // `http-equiv` and `charset` are about the file, not the article.
                if let Some(name) = attribute("name").or_else(|| attribute("property")).filter(|name| !name.is_empty())
                {
                    self.add(&name, Some(content.unwrap_or_default()));
                }
            }
            "link" => {
                let rel = attribute("rel").unwrap_or_default();
                if rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("canonical")) {
                    self.add("canonical_url", attribute("href"));
                }
            }
            "title" => {
                self.inside = Some(Inside::Title);
                if self.title.is_none() {
                    self.title = Some(self.node(String::new()));
                }
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "script" => {
                self.inside = Some(Inside::Code);
                return TokenSinkResult::RawData(RawKind::ScriptData);
            }
            "style" => {
                self.inside = Some(Inside::Code);
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            "base" | "noscript" => {}
            "body" => {
                self.is_document = true;
                self.body = Some(Begins::Behind);
            }
            _ => self.body = Some(Begins::At(self.tag)),
        }
        TokenSinkResult::Continue
    }

    fn node(&self, text: String) -> Node {
        let (line, column) = self.place.map_or((0, 0), |place| (place.line, place.column));
        Node::new(Value::Text(text), line, column)
    }

    fn add(&mut self, name: &str, text: Option<String>) {
        if let Some(text) = text {
            let node = self.node(text);
            self.fields.add(name.to_owned(), node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_TAG, document};
    use crate::{record::raw::Node, source::lines::Position};

    type Fields = Vec<(String, String, u32)>;

    fn read(text: &str) -> Option<(Fields, &str)> {
        document(text, Position::START).map(|(table, range)| {
            let entry = |(key, node): (String, Node)| {
                let texts: Vec<&str> = node.items().iter().filter_map(Node::as_text).collect();
                (key, texts.join("|"), node.line)
            };
            (table.0.into_iter().map(entry).collect(), &text[range])
        })
    }

    fn entry(key: &str, text: &str, line: u32) -> (String, String, u32) {
        (key.to_owned(), text.to_owned(), line)
    }

    #[test]
    fn the_head_declares_and_the_body_is_what_is_inside() {
        let text = "<!DOCTYPE html>\n<HTML lang=\"de\">\n<head><title>A &amp; <b>\n</title>\n<meta name=\"Tags\" content='x > y, \"z\"'>\n\
            <META NAME=author CONTENT=Ann /><meta name=author content=Bob>\n<meta property=\"og:image\" content=\"/i.png\">\n\
            <meta charset=utf-8><meta name=empty><link rel=\"canonical nofollow\" href=/a/>\n\
            <style>p > a { color: red }</style><script>if (a<b) document.write('<body>')</script>\n<!-- <p> -->\n</head>\n\
            <body class=\"a>b\">\n<p>Text</p></body>\n</html>\n";
        let (fields, body) = read(text).unwrap();
        assert_eq!(
            fields,
            [
                entry("lang", "de", 2),
                entry("Tags", "x > y, \"z\"", 5),
                entry("author", "Ann|Bob", 6),
                entry("og:image", "/i.png", 7),
                entry("empty", "", 8),
                entry("canonical_url", "/a/", 8),
                entry("title", "A & <b>\n", 3),
            ]
        );
        assert_eq!(body, "\n<p>Text</p>");
    }

    #[test]
    fn a_body_without_its_tag_begins_at_the_first_content() {
        assert_eq!(read("<meta name=a content=b>\n<p>Text <b>").unwrap().1, "<p>Text <b>");
        assert_eq!(read("<html><head></head>Text > more</html>").unwrap().1, "Text > more");
        assert_eq!(read("<html><head><title>x</title></head></html>").unwrap().1, "");
        assert_eq!(read("<html><body>a</body>b</body>").unwrap().1, "a</body>b");
    }

    #[test]
    fn fragments_are_no_documents() {
        for text in ["<p>Text</p>", "Text", "<title>x</title><p>", "<!-- a --><div>", "<p><meta name=a content=b>", ""]
        {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn hostile_heads_end() {
        let attributes = (0..LONGEST_TAG).map(|n| format!("a{n}='>' ")).collect::<String>();
        assert!(read(&format!("<html><meta {attributes}")).is_some());
        assert!(read(&format!("<html><!--{}", "x>".repeat(LONGEST_TAG))).is_some());
        assert!(read(&format!("<html>{}", "<meta name=a content=b>".repeat(20_000))).is_some());
        assert!(read(&format!("<html><title>{}", "<".repeat(300_000))).is_some());
    }
}
