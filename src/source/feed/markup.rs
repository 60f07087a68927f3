//! HTML in feeds: elements written down again, relative addresses made absolute, words compared.

use super::{
    entities::{Entities, has_reference},
    xml::{Content, Element, joined},
};
use crate::value::escape_html;

/// Elements of HTML that have no end.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Attributes that hold an address.
const ADDRESSES: [&str; 7] = ["href", "src", "poster", "cite", "data", "action", "longdesc"];
/// Attributes of one tag that are looked at.
const MOST_ATTRIBUTES: usize = 100;
/// Elements whose end tags say that a text is HTML and not about HTML.
const TAGS: [&str; 24] = [
    "a",
    "b",
    "i",
    "em",
    "strong",
    "p",
    "div",
    "span",
    "code",
    "sub",
    "sup",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "table",
    "font",
    "figure",
    "u",
];

/// Elements that are lines or paragraphs of their own.
const BLOCKS: [&str; 20] = [
    "p",
    "div",
    "br",
    "hr",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "tr",
    "td",
];

/// What is in an element, as HTML; relative addresses begin at its base.
pub(super) fn inner(element: &Element) -> String {
    let mut out = String::new();
    write_inner(element, &mut out);
    out.trim().to_owned()
}

fn write_inner(element: &Element, out: &mut String) {
    for content in &element.content {
        match content {
            Content::Text(text) => out.push_str(&escape_html(text)),
            Content::Element(element) => write(element, out),
        }
    }
}

fn write(element: &Element, out: &mut String) {
    let name = &element.local;
    out.push('<');
    out.push_str(name);
    for attribute in element.attributes.iter().filter(|a| !a.name.contains(':')) {
        let is_address = ADDRESSES.contains(&attribute.name.as_str()) && is_relative(&attribute.value);
        let base = element.base.as_deref().filter(|_| is_address);
        let value = base.and_then(|base| joined(Some(base), &attribute.value));
        let value = value.as_deref().unwrap_or(&attribute.value);
        out.push_str(&format!(" {}=\"{}\"", attribute.name, escape_html(value)));
    }
    out.push('>');
    if VOID.contains(&name.as_str()) {
        return;
    }
    write_inner(element, out);
    out.push_str(&format!("</{name}>"));
}

/// Whether an address has to be put together with a base: no scheme, and not within the page.
pub(super) fn is_relative(address: &str) -> bool {
    let address = address.trim();
    let scheme = address.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    let has_scheme = scheme.is_some_and(|at| at > 0 && address[at..].starts_with(':'));
    !address.is_empty() && !address.starts_with('#') && !has_scheme
}

/// HTML whose relative addresses begin at `base`.
pub(super) fn absolute(html: &str, base: &str) -> String {
    let mut out = String::with_capacity(html.len());
    // Behind the last `>` no tag ends.
    let (mut rest, behind) = html.split_at(html.rfind('>').map_or(0, |last| last + 1));
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic());
        let length = if is_tag { tag(rest, base, &mut out) } else { 0 };
        if length == 0 {
            out.push('<');
            rest = &rest[1..];
        } else {
            rest = &rest[length..];
        }
    }
    out.push_str(rest);
    out.push_str(behind);
    out
}

/// Copies the tag with which a text begins; gives back its length, or 0 if it has no end.
fn tag(text: &str, base: &str, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 1;
    let mut copy = String::new();
    let mut attributes = 0;
    while at < bytes.len() && attributes < MOST_ATTRIBUTES {
        match bytes[at] {
            b'>' => {
                copy.push_str(&text[copied..=at]);
                out.push_str(&copy);
                return at + 1;
            }
            b'=' => {
                attributes += 1;
                let name_end = text[..at].trim_end().len();
                let name = text[..name_end].rfind(|c: char| !c.is_ascii_alphabetic()).map_or("", |n| {
                    let start = n + text[n..].chars().next().map_or(1, char::len_utf8);
                    &text[start..name_end]
                });
                at += 1;
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
                let (start, end, next) = match bytes.get(at) {
                    Some(quote @ (b'"' | b'\'')) => match memchr::memchr(*quote, &bytes[at + 1..]) {
                        Some(length) => (at + 1, at + 1 + length, at + 2 + length),
                        None => return 0,
                    },
                    _ => {
                        let stop = bytes[at..].iter().position(|b| b.is_ascii_whitespace() || *b == b'>');
                        let end = stop.map_or(bytes.len(), |stop| at + stop);
                        (at, end, end)
                    }
                };
                let value = &text[start..end];
                if ADDRESSES.iter().any(|known| name.eq_ignore_ascii_case(known)) && is_relative(value) {
                    let decoded = Entities::default().unescape(value);
                    if let Some(url) = joined(Some(base), &decoded) {
                        copy.push_str(&text[copied..start]);
                        copy.push_str(&escape_html(&url));
                        copied = end;
                    }
                }
                at = next;
            }
            _ => at += 1,
        }
    }
    0
}

/// Whether a text that may be either is HTML: it has the end tag of a known element, a line break, a picture, or references.
pub(super) fn is_html(text: &str) -> bool {
    has_reference(text)
        || text.match_indices('<').any(|(at, _)| {
            let rest = &text[at + 1..];
            let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let name = rest[..end].to_ascii_lowercase();
            let ends_well = rest[end..].starts_with(['>', ' ', '/', '\n', '\t', '\r']);
            ends_well && (closes && TAGS.contains(&name.as_str()) || matches!(name.as_str(), "br" | "img" | "hr" | "p"))
        })
}

/// The letters and digits of a text, without tags: what two versions of one text have in common.
pub(super) fn letters(text: &str) -> String {
    unescaped(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether what begins with this tag, or ends with it, is a line or a paragraph of its own.
fn is_block(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block))
}

/// A text without its tags, of which those of paragraphs and lines leave a blank, its references resolved.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // Behind the last `>` no tag ends.
    let (mut rest, behind) = text.split_at(text.rfind('>').map_or(0, |last| last + 1));
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let is_tag = rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match rest[at..].find('>').filter(|_| is_tag) {
            Some(end) => {
                if is_block(&rest[at..]) && !plain.is_empty() && !plain.ends_with(char::is_whitespace) {
                    plain.push(' ');
                }
                rest = &rest[at + end + 1..];
            }
            None => {
                plain.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain.push_str(behind);
    Entities::default().unescape(&plain)
}

/// A text without its tags in which paragraphs and lines stay apart, and a link's address stands behind its words.
pub(super) fn spaced(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut link: Option<(&str, usize)> = None;
    // Behind the last `>` no tag ends.
    let (mut rest, behind) = html.split_at(html.rfind('>').map_or(0, |last| last + 1));
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at].replace(['\r', '\n'], " "));
        let tag = &rest[at..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        let Some(end) = tag.find('>').filter(|_| is_tag) else {
            plain.push('<');
            rest = &tag[1..];
            continue;
        };
        let inner = &tag[1..end];
        let name = inner.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let name = if name.len() > 2 { name.trim_end_matches('/') } else { name }.to_ascii_lowercase();
        match name.as_str() {
            "br" | "li" => plain.push('\n'),
            "a" => link = href(inner).map(|href| (href, plain.len())),
            "/a" => {
                if let Some((href, _)) = link.take().filter(|(href, from)| plain[*from..].trim() != *href) {
                    plain.push_str(&format!(" ({href})"));
                }
            }
            _ if is_block(tag) => plain.push_str("\n\n"),
            _ => {}
        }
        rest = &tag[end + 1..];
    }
    for text in [rest, behind] {
        plain.push_str(&text.replace(['\r', '\n'], " "));
    }
    Entities::default().unescape(&plain)
}

/// The address to which the tag of a link leads on the web.
fn href(tag: &str) -> Option<&str> {
    let at = tag.to_ascii_lowercase().find("href=")? + "href=".len();
    let value = &tag[at..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let value = match quote {
        Some(quote) => value[1..].split(quote).next(),
        None => value.split(|c: char| c.is_ascii_whitespace()).next(),
    }?;
    let value = value.trim();
    (value.starts_with("https://") || value.starts_with("http://")).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{absolute, is_html, letters, spaced};

    #[test]
    fn paragraphs_and_addresses_are_kept_in_plain_words() {
        for (html, expected) in [
            ("<p>One\ntwo</p><p>Three<br/>four &amp; &lt;</p>", "\n\nOne two\n\n\n\nThree\nfour & <\n\n"),
            (
                "See <a class=x href='https://a.example/?a=1&amp;b=2'>this</a>.",
                "See this (https://a.example/?a=1&b=2).",
            ),
            (
                "<a href=https://a.example/>https://a.example/</a> <a href=\"/x\">y</a> 1 < 2",
                "https://a.example/ y 1 < 2",
            ),
        ] {
            assert_eq!(spaced(html), expected, "{html}");
        }
    }

    #[test]
    fn relative_addresses_begin_at_the_base() {
        let base = "https://a.example/blog/x";
        for (html, expected) in [
            (r#"<a href="y">z</a>"#, r#"<a href="https://a.example/blog/y">z</a>"#),
            (r#"<IMG alt='a>b' SRC=/i.png>"#, r#"<IMG alt='a>b' SRC=https://a.example/i.png>"#),
            (r##"<a href="#n">n</a> 1 < 2"##, r##"<a href="#n">n</a> 1 < 2"##),
            (r#"<a href="mailto:x@y.example">"#, r#"<a href="mailto:x@y.example">"#),
            (r#"<a href="?a=1&amp;b=2">"#, r#"<a href="https://a.example/blog/x?a=1&amp;b=2">"#),
            (r#"<a href="//b.example/">"#, r#"<a href="https://b.example/">"#),
            (r#"<a href="open"#, r#"<a href="open"#),
            ("ü<a href=é>", "ü<a href=https://a.example/blog/%C3%A9>"),
        ] {
            assert_eq!(absolute(html, base), expected, "{html}");
        }
    }

    #[test]
    fn text_and_html() {
        for (text, expected) in [
            ("Use the <b> tag", false),
            ("<b>bold</b> words", true),
            ("one<br/>two", true),
            ("1 < 2 > 0", false),
            ("Vec<String>", false),
            ("a &amp; b", true),
            ("AT&T", false),
        ] {
            assert_eq!(is_html(text), expected, "{text}");
        }
        assert_eq!(letters("<p>It&#8217;s  <b>on</b></p>"), letters("It’s on"));
    }
}
