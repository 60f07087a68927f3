//! HTML inside feeds: what is broken in it, what readers strip from it, what they cannot resolve.
//!
//! One pass over the characters, without a tree: it runs over most of the bytes of a feed. The XHTML of Atom, whose elements
//! are in the XML tree, is judged by the same tables.

mod names;
mod style;
mod words;

pub(super) use names::{Standing, element, is_entity, latin_1_entity};
pub(super) use style::dangerous_property;

use super::text::quote;
use memchr::{memchr, memchr2, memmem};

/// What was found in a piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw<'h> {
    /// It is broken here, and how.
    Broken(String),
    /// An element that readers strip.
    RiskyElement(&'h str),
    /// An attribute that readers strip.
    RiskyAttribute(&'h str, &'h str),
    /// A style property that readers strip.
    RiskyStyle(&'h str),
    /// A reference that cannot be resolved without a base.
    Relative(&'h str, &'h str),
}

/// Judges HTML; `found` gets each flaw and the byte where it is.
pub(super) fn judge<'h>(html: &'h str, mut found: impl FnMut(usize, Flaw<'h>)) {
    let bytes = html.as_bytes();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr2(b'<', b'&', &bytes[at..]) {
        let start = at + length;
        if bytes[start] == b'&' {
            at = start + 1 + character_reference(html, start, &mut found);
            continue;
        }
        match bytes.get(start + 1) {
            Some(b'!') if html[start..].starts_with("<!--") => match memmem::find(&bytes[start + 4..], b"-->") {
                Some(length) => at = start + 4 + length + 3,
                None => {
                    found(start, Flaw::Broken("a comment is never closed".to_owned()));
                    at = bytes.len();
                }
            },
            Some(b'!' | b'?') => at = memchr(b'>', &bytes[start..]).map_or(bytes.len(), |length| start + length + 1),
            Some(b'/') if bytes.get(start + 2).is_some_and(u8::is_ascii_alphabetic) => {
                let Some(length) = memchr(b'>', &bytes[start..]) else {
                    found(start, Flaw::Broken("an end tag is never closed".to_owned()));
                    break;
                };
                at = start + length + 1;
                let end = name_end(bytes, start + 2);
                close(&html[start + 2..end], start, &mut open, &mut found);
            }
            Some(b) if b.is_ascii_alphabetic() => match tag(html, start, &mut found) {
                Some(Tag { name, end, is_empty }) => {
                    at = end;
                    if name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style") {
                        at = skip_raw(html, end, name);
                    } else if !is_empty && needs_end(name) && open.len() < 1000 {
                        open.push((name, start));
                    }
                }
                None => {
                    found(start, Flaw::Broken("a tag is never closed".to_owned()));
                    break;
                }
            },
            _ => {
                found(start, Flaw::Broken("`<` stands for itself, where HTML writes `&lt;`".to_owned()));
                at = start + 1;
            }
        }
    }
    if let Some((name, start)) = open.first() {
        found(*start, Flaw::Broken(format!("`<{name}>` is never closed")));
    }
}

/// Elements whose end tag must be there (HTML §13.1.2.4), as far as their lack does harm.
fn needs_end(name: &str) -> bool {
    const NEEDED: [&str; 27] = [
        "a",
        "abbr",
        "b",
        "blockquote",
        "cite",
        "code",
        "del",
        "div",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "i",
        "ins",
        "ol",
        "pre",
        "s",
        "small",
        "span",
        "strong",
        "table",
        "u",
        "ul",
    ];
    NEEDED.iter().any(|needed| needed.eq_ignore_ascii_case(name))
}

fn close<'h>(name: &'h str, at: usize, open: &mut Vec<(&'h str, usize)>, found: &mut impl FnMut(usize, Flaw<'h>)) {
    if !needs_end(name) {
        return;
    }
    match open.iter().rposition(|(other, _)| other.eq_ignore_ascii_case(name)) {
        Some(position) => {
            if position + 1 != open.len() {
                let inner = open[open.len() - 1].0;
                found(at, Flaw::Broken(format!("`</{name}>` closes `<{name}>` while `<{inner}>` inside it is open")));
            }
            open.truncate(position);
        }
        None => found(at, Flaw::Broken(format!("`</{name}>` closes what is not open"))),
    }
}

/// A start tag that was read.
struct Tag<'h> {
    name: &'h str,
    end: usize,
    is_empty: bool,
}

fn tag<'h>(html: &'h str, start: usize, found: &mut impl FnMut(usize, Flaw<'h>)) -> Option<Tag<'h>> {
    let bytes = html.as_bytes();
    let end = name_end(bytes, start + 1);
    let name = &html[start + 1..end];
    match element(name) {
        Standing::Safe => {}
        Standing::Risky => found(start, Flaw::RiskyElement(name)),
        Standing::Unknown => found(start, Flaw::Broken(format!("`<{}>` is no element of HTML", quote(name)))),
    }
    let mut at = end;
    loop {
        let mut is_empty = false;
        while let Some(b) = bytes.get(at).filter(|b| b.is_ascii_whitespace() || **b == b'/') {
            is_empty = *b == b'/';
            at += 1;
        }
        match bytes.get(at)? {
            b'>' => return Some(Tag { name, end: at + 1, is_empty }),
            b'<' => return None,
            _ => {}
        }
        let from = at;
        while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/')) {
            at += 1;
        }
        let attribute = &html[from..at];
        let mut after = at;
        while bytes.get(after).is_some_and(u8::is_ascii_whitespace) {
            after += 1;
        }
        let mut value = "";
        if bytes.get(after) == Some(&b'=') {
            at = after + 1;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            match bytes.get(at)? {
                quote @ (b'"' | b'\'') => {
                    let length = memchr(*quote, &bytes[at + 1..])?;
                    value = &html[at + 1..at + 1 + length];
                    at += length + 2;
                }
                _ => {
                    let from = at;
                    while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && *b != b'>') {
                        at += 1;
                    }
                    value = &html[from..at];
                }
            }
        }
        if at == from {
            at += 1;
        }
        attribute_flaws(name, attribute, value, |flaw| found(from, flaw));
    }
}

/// What is wrong with an attribute of an HTML element.
pub(super) fn attribute_flaws<'h>(element: &str, name: &'h str, value: &'h str, mut found: impl FnMut(Flaw<'h>)) {
    if name.eq_ignore_ascii_case("style") {
        if let Some(property) = dangerous_property(value) {
            found(Flaw::RiskyStyle(property));
        }
        return;
    }
    let is_handler = name.len() > 3 && name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on"));
    if is_handler || name.eq_ignore_ascii_case("srcdoc") || name.eq_ignore_ascii_case("formaction") {
        found(Flaw::RiskyAttribute(name, value));
        return;
    }
    let is_reference = match name.len() {
        3 => name.eq_ignore_ascii_case("src"),
        4 => name.eq_ignore_ascii_case("href"),
        6 => name.eq_ignore_ascii_case("poster"),
        _ => false,
    };
    if !is_reference {
        return;
    }
    let trimmed = value.trim_start();
    let starts = |scheme: &str| trimmed.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if starts("javascript:") || starts("vbscript:") || (starts("data:") && !starts("data:image/")) {
        found(Flaw::RiskyAttribute(name, value));
    } else if ["a", "img", "area", "audio", "video", "source", "track"]
        .iter()
        .any(|one| one.eq_ignore_ascii_case(element))
        && super::values::uri::scheme(trimmed).is_none()
        && !trimmed.starts_with('#')
    {
        found(Flaw::Relative(name, value));
    }
}

fn skip_raw(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(length) = memmem::find(&bytes[at..], b"</") {
        let end = at + length + 2;
        if html.get(end..end + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return memchr(b'>', &bytes[end..]).map_or(bytes.len(), |length| end + length + 1);
        }
        at = end;
    }
    bytes.len()
}

fn name_end(bytes: &[u8], from: usize) -> usize {
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<' | b'=');
    bytes[from..].iter().position(ends).map_or(bytes.len(), |length| from + length)
}

/// Judges `&…;`; gives back how many bytes of it were read after the ampersand.
fn character_reference<'h>(html: &'h str, start: usize, found: &mut impl FnMut(usize, Flaw<'h>)) -> usize {
    let rest = &html[start + 1..];
    let Some(end) = rest.bytes().take(34).position(|b| b == b';') else { return 0 };
    let name = &rest[..end];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        // HTML §13.2.5: controls of windows-1252, surrogates, and what is beyond Unicode.
        let is_fine =
            code.is_ok_and(|code| !(0x80..0xa0).contains(&code) && code != 0 && char::from_u32(code).is_some());
        if !is_fine {
            found(start, Flaw::Broken(format!("`&{name};` stands for no character")));
        }
    } else if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()) && !is_entity(name) {
        found(start, Flaw::Broken(format!("`&{name};` is no entity of HTML")));
    } else if !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return 0;
    }
    end + 1
}

/// Whether a text is HTML of which each tag is escaped once more: `&lt;p&gt;…`.
pub(super) fn is_escaped(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("&lt;") else { return false };
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let follows = &rest[end..];
    element(&rest[..end]) != Standing::Unknown
        && [" ", "/", "&gt;", ">"].iter().any(|next| follows.starts_with(next))
        && follows.contains("&lt;/")
        && memchr(b'<', text.as_bytes()).is_none()
}

/// The first piece of a plain text that looks like HTML: a tag of a known element, or a character reference.
pub(super) fn markup_in_text(text: &str) -> Option<(usize, &str)> {
    let bytes = text.as_bytes();
    // Looked for once, and not behind every `<`.
    let last_bracket = memchr::memrchr(b'>', bytes).unwrap_or_default();
    let mut at = 0;
    while let Some(length) = memchr2(b'<', b'&', &bytes[at..]) {
        let start = at + length;
        let rest = &text[start + 1..];
        if bytes[start] == b'<' {
            let name = rest.strip_prefix('/').unwrap_or(rest);
            let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
            let follows = name[end..].chars().next();
            let is_tag = end > 0
                && last_bracket > start
                && element(&name[..end]) != Standing::Unknown
                && follows.is_some_and(|c| c == '>' || c == '/' || c.is_whitespace());
            if is_tag {
                return Some((start, &text[start..start + 1 + (rest.len() - name.len()) + end]));
            }
        } else if let Some(end) = entity_end(rest) {
            return Some((start, &text[start..start + 1 + end]));
        }
        at = start + 1;
    }
    None
}

/// The length of what follows an ampersand, if it is a character reference; old browsers ask for no semicolon.
fn entity_end(rest: &str) -> Option<usize> {
    if let Some(number) = rest.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let digits = hexadecimal.unwrap_or(number);
        let end = digits
            .bytes()
            .take_while(|b| if hexadecimal.is_some() { b.is_ascii_hexdigit() } else { b.is_ascii_digit() })
            .count();
        return (end > 0).then(|| rest.len() - digits.len() + end);
    }
    let end = rest.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    is_entity(&rest[..end]).then(|| if rest[end..].starts_with(';') { end + 1 } else { end })
}

#[cfg(test)]
mod tests {
    use super::{Flaw, judge, markup_in_text};

    fn flaws(html: &str) -> Vec<Flaw<'_>> {
        let mut flaws = Vec::new();
        judge(html, |_, flaw| flaws.push(flaw));
        flaws
    }

    #[test]
    fn what_is_fine_draws_nothing() {
        for fine in [
            "",
            "text &amp; &#8230; &hellip; &lt;b>",
            "<p>one<p>two<br><img src=\"https://a.example/x.png\" alt='a > b'/>",
            "<ul><li>a<li>b</ul><!-- <x> --><a href='#top' data-x=1>c</a>",
            "<A HREF=https://a.example/>x</A>",
            "AT&T, a & b",
        ] {
            assert_eq!(flaws(fine), [], "{fine}");
        }
    }

    #[test]
    fn what_is_broken() {
        for broken in [
            "<a",
            "<b>x",
            "x</i>",
            "<b><i>x</b></i>",
            "1 < 2",
            "<bogus>",
            "&#x92;",
            "&#0;",
            "&nonsense;",
            "<!-- x",
            "<a href='x",
        ] {
            assert!(matches!(flaws(broken).first(), Some(Flaw::Broken(_))), "{broken}: {:?}", flaws(broken));
        }
    }

    #[test]
    fn what_readers_strip() {
        assert_eq!(flaws("<script>a < b</script>"), [Flaw::RiskyElement("script")]);
        assert_eq!(flaws("<p onclick='x()'>"), [Flaw::RiskyAttribute("onclick", "x()")]);
        assert_eq!(flaws("<a href=' JavaScript:x'>b</a>"), [Flaw::RiskyAttribute("href", " JavaScript:x")]);
        assert_eq!(flaws("<p style='position: absolute'>"), [Flaw::RiskyStyle("position")]);
        assert_eq!(flaws("<img src='/a.png'>"), [Flaw::Relative("src", "/a.png")]);
        assert_eq!(flaws("<video poster='a.png'></video>"), [Flaw::Relative("poster", "a.png")]);
    }

    #[test]
    fn markup_in_plain_text() {
        for (text, piece) in [
            ("a <b>bold</b>", Some("<b")),
            ("</p>", Some("</p")),
            ("a&omega", Some("&omega")),
            ("a &amp;amp; b", Some("&amp;")),
            ("&#239;", Some("&#239")),
            ("AT&T", None),
            ("a < b", None),
            ("<gorilla>", None),
            ("I <3 you", None),
            ("a<b", None),
        ] {
            assert_eq!(markup_in_text(text).map(|(_, piece)| piece), piece, "{text}");
        }
    }
}
