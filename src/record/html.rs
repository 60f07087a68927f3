//! The little of HTML that titles need: its text, and its harmless inline markup.
//!
//! Bodies are another matter and are made fit for feeds elsewhere.

use crate::value::{collapse_blanks, escape_html};
use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind},
};
use std::{cell::RefCell, collections::HashSet};

/// Inline elements that a title may keep, without attributes.
const INLINE: [&str; 16] =
    ["abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "strong", "sub", "sup"];

/// A title that its source defines as HTML.
pub(super) struct HtmlLine {
    /// Its text on one line, entities decoded.
    pub(super) text: String,
    /// The same with its inline markup, if it has any: [`INLINE`] elements without attributes, balanced and escaped.
    pub(super) html: Option<String>,
}

/// Reads an HTML title.
pub(super) fn read_line(html: &str) -> HtmlLine {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    // Without scripts to run, one call reads everything.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut line = tokenizer.sink.0.into_inner();
    while let Some(name) = line.open.pop() {
        line.html.push_str(&format!("</{name}>"));
    }
    let text = collapse_blanks(&line.text).into_owned();
    let html = line.marked.then(|| collapse_blanks(&line.html).into_owned());
    HtmlLine { text, html }
}

/// Whether a text that may be either is HTML: it has an end tag, a paragraph, a line break or an image.
pub(super) fn looks_like_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|i| {
        let rest = &bytes[i + 1..];
        let name_ends = |name: &str| {
            rest.len() > name.len()
                && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes())
                && matches!(rest[name.len()], b'>' | b' ' | b'/' | b'\n' | b'\t')
        };
        (rest.first() == Some(&b'/') && rest.get(1).is_some_and(u8::is_ascii_alphabetic))
            || ["p", "br", "img", "hr", "figure"].into_iter().any(name_ends)
    })
}

/// Elements that show that a text is HTML.
const ELEMENTS: [&str; 60] = [
    "a",
    "abbr",
    "audio",
    "b",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "object",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "u",
    "ul",
    "video",
    "wbr",
];
/// Those of them that need no end.
const ENDLESS: [&str; 8] = ["br", "embed", "hr", "img", "li", "p", "source", "wbr"];

/// The HTML that a text is whose field may hold either: it has elements of HTML, or references to characters. What else
/// stands in angle brackets (`Vec<T>`) stays as it is. `None` for plain text.
#[must_use]
pub fn as_html(text: &str) -> Option<String> {
    let tag = |part: &str| {
        let is_end = part.starts_with('/');
        let rest = if is_end { &part[1..] } else { part };
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = ELEMENTS.iter().find(|name| name.eq_ignore_ascii_case(&rest[..end]))?;
        rest[end..].starts_with(['>', ' ', '/', '\n', '\t']).then_some((*name, is_end))
    };
    let tags: HashSet<(&str, bool)> = text.split('<').skip(1).filter_map(tag).collect();
    let is_element = |part: &str| {
        let is_whole =
            |(name, is_end): (&'static str, bool)| ENDLESS.contains(&name) || tags.contains(&(name, !is_end));
        part.starts_with("!--") || tag(part).is_some_and(is_whole)
    };
    let has_reference = || {
        text.match_indices('&').any(|(at, _)| {
            let end = text[at..].bytes().take(34).position(|byte| byte == b';');
            end.is_some_and(|end| is_reference(&text[at..=at + end]))
        })
    };
    let parts: Vec<(&str, bool)> = text.split('<').skip(1).map(|part| (part, is_element(part))).collect();
    if !parts.iter().any(|(_, is_element)| *is_element) && !has_reference() {
        return None;
    }
    let mut html = text.split('<').next().unwrap_or_default().to_owned();
    for (part, is_element) in parts {
        html.push_str(if is_element { "<" } else { "&lt;" });
        html.push_str(part);
    }
    Some(html)
}

/// Whether `&…;` is a reference to a character, as HTML has them: by number, or by a name of its own.
pub(super) fn is_reference(text: &str) -> bool {
    let Some(name) = text.strip_prefix('&').and_then(|rest| rest.strip_suffix(';')) else { return false };
    if let Some(number) = name.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |hex| (hex, 16));
        return u32::from_str_radix(digits, radix).is_ok_and(|code| char::from_u32(code).is_some());
    }
    let is_name = (2..=31).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
    is_name && read_line(&format!("x{text}x")).text != format!("x{text}x")
}

/// Whether a plain title has something that readers may take for markup: `<tag>` or `&name;`.
pub(super) fn has_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Only what lies before the last `>` can be a tag; looking for it once keeps a title of nothing but `<` cheap.
    let before_last = &bytes[..memchr::memrchr(b'>', bytes).unwrap_or(0)];
    let tag = memchr::memchr_iter(b'<', before_last)
        .any(|i| before_last.get(i + 1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/'));
    let entity = memchr::memchr_iter(b'&', bytes).any(|i| {
        // The longest name of HTML has 31 letters.
        let rest = &bytes[i + 1..bytes.len().min(i + 34)];
        memchr::memchr(b';', rest)
            .is_some_and(|end| end > 1 && rest[..end].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#'))
    });
    tag || entity
}

#[derive(Default)]
struct Line {
    text: String,
    html: String,
    open: Vec<&'static str>,
    marked: bool,
    /// The script or style that is being skipped.
    skipping: Option<&'static str>,
}

#[derive(Default)]
struct Sink(RefCell<Line>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut line = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if line.skipping.is_none() => {
                line.text.push_str(&text);
                line.html.push_str(&escape_html(&text));
            }
            Token::TagToken(tag) => {
                let name: &str = &tag.name;
                match tag.kind {
                    TagKind::StartTag => match name {
                        "script" | "style" => {
                            line.skipping = Some(if name == "script" { "script" } else { "style" });
                            let kind = if name == "script" { RawKind::ScriptData } else { RawKind::Rawtext };
                            return TokenSinkResult::RawData(kind);
                        }
                        _ => match INLINE.iter().find(|inline| **inline == name) {
                            // A title nested deeper than this is an attack on somebody's stack.
                            Some(inline) if line.open.len() < 8 => {
                                line.marked = true;
                                line.open.push(inline);
                                line.html.push_str(&format!("<{inline}>"));
                            }
                            Some(_) => {}
                            None if breaks_line(name) => {
                                line.text.push(' ');
                                line.html.push(' ');
                            }
                            None => {}
                        },
                    },
                    TagKind::EndTag => {
                        if line.skipping.is_some_and(|skipped| skipped == name) {
                            line.skipping = None;
                        } else if let Some(depth) = line.open.iter().rposition(|open| *open == name) {
                            while line.open.len() > depth {
                                if let Some(open) = line.open.pop() {
                                    line.html.push_str(&format!("</{open}>"));
                                }
                            }
                        } else if breaks_line(name) {
                            line.text.push(' ');
                            line.html.push(' ');
                        }
                    }
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn breaks_line(name: &str) -> bool {
    matches!(name, "br" | "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "hr" | "tr" | "td")
}

#[cfg(test)]
mod tests {
    use super::{as_html, has_markup, looks_like_html, read_line};

    #[test]
    fn a_title_in_html_gives_its_text_and_its_inline_markup() {
        for (html, text, kept) in [
            ("Salt &amp; pepper", "Salt & pepper", None),
            ("It&#8217;s &quot;on&quot;&nbsp;air", "It’s \"on\"\u{a0}air", None),
            ("One <b class=x>two</b> three", "One two three", Some("One <b>two</b> three")),
            ("One <br>two", "One two", None),
            ("a &lt;b&gt; <em>c &amp; d", "a <b> c & d", Some("a &lt;b&gt; <em>c &amp; d</em>")),
            ("<i>a<b>b</i>c", "abc", Some("<i>a<b>b</b></i>c")),
            ("x<script>alert('</b>')</script>y<style>p{}</style>", "xy", None),
            ("<span onclick=x>plain</span>", "plain", None),
            ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3", None),
            ("AT&T", "AT&T", None),
        ] {
            let line = read_line(html);
            assert_eq!((line.text.as_str(), line.html.as_deref()), (text, kept), "{html}");
        }
    }

    #[test]
    fn deep_nesting_stays_shallow() {
        let line = read_line(&"<b>".repeat(10_000));
        assert!(line.html.is_none_or(|html| html.len() < 100));
    }

    #[test]
    fn markup_in_a_plain_title_is_noticed() {
        for (title, expected) in [
            ("Use the <b> tag", true),
            ("A &amp; B", true),
            ("&#8217;tis", true),
            ("1 < 2", false),
            ("R&D; more", false),
            ("AT&T", false),
            ("a <3 b", false),
        ] {
            assert_eq!(has_markup(title), expected, "{title}");
        }
    }

    #[test]
    fn elements_and_references_make_html_of_a_text() {
        for (text, html) in [
            ("Vec<T> and Map<K, V>", None),
            ("AT&T & R&D; a < b", None),
            ("the <code> tag", None),
            ("a <i>b</i> <T>", Some("a <i>b</i> &lt;T>")),
            ("One<br>two", Some("One<br>two")),
            ("Q&amp;A on <T>", Some("Q&amp;A on &lt;T>")),
            ("it&#8217;s", Some("it&#8217;s")),
            ("<P CLASS=x>One", Some("<P CLASS=x>One")),
        ] {
            assert_eq!(as_html(text).as_deref(), html, "{text}");
        }
    }

    #[test]
    fn html_is_told_from_text() {
        for (text, expected) in [
            ("<p>One</p>", true),
            ("One<br/>two", true),
            ("See <a href=x>this</a>", true),
            ("if a < b then c > d", false),
            ("Vec<String>", false),
            ("plain", false),
            ("<", false),
        ] {
            assert_eq!(looks_like_html(text), expected, "{text}");
        }
    }
}
