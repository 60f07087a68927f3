//! A limit that the parser lacks: it compares every attribute of a tag with all those before it, so that one tag with a
//! hundred thousand of them would keep it busy for long.

use memchr::memchr;
use std::borrow::Cow;

/// More attributes than any element has.
const MAX_ATTRIBUTES: usize = 500;

/// The same HTML, with the attributes of a tag beyond the 500th left out.
pub(super) fn limit_attributes(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut kept: Option<String> = None;
    let (mut copied, mut i) = (0, 0);
    while let Some(found) = memchr(b'<', &bytes[i..]) {
        let start = i + found + 1;
        match bytes.get(start) {
            Some(b'!') if html[start..].starts_with("!--") => {
                i = html[start..].find("-->").map_or(bytes.len(), |end| start + end);
                continue;
            }
            Some(b'/' | b'a'..=b'z' | b'A'..=b'Z') => {}
            _ => {
                i = start;
                continue;
            }
        }
        let tag = read_tag(bytes, start);
        if let Some(surplus) = tag.surplus {
            kept.get_or_insert_default().push_str(&html[copied..surplus]);
            copied = tag.end;
        }
        i = tag.end;
    }
    match kept {
        Some(mut kept) => {
            kept.push_str(&html[copied..]);
            Cow::Owned(kept)
        }
        None => Cow::Borrowed(html),
    }
}

struct TagExtent {
    /// Where the attributes begin that are too many.
    surplus: Option<usize>,
    /// The position of the closing `>`, or the end of the text.
    end: usize,
}

/// Reads one tag as HTML does (HTML, "tag open state" and the following), from behind its `<`.
fn read_tag(bytes: &[u8], start: usize) -> TagExtent {
    let blank = |b: u8| b.is_ascii_whitespace() || b == b'/';
    let mut i = start + 1;
    while i < bytes.len() && !blank(bytes[i]) && bytes[i] != b'>' {
        i += 1;
    }
    let mut surplus = None;
    let mut attributes = 0;
    loop {
        while i < bytes.len() && blank(bytes[i]) {
            i += 1;
        }
        if i >= bytes.len() || bytes[i] == b'>' {
            return TagExtent { surplus, end: i.min(bytes.len()) };
        }
        attributes += 1;
        // An attribute begins at an ASCII or leading byte: the text may be cut before it.
        if attributes > MAX_ATTRIBUTES && surplus.is_none() {
            surplus = Some(i);
        }
        i += 1;
        while i < bytes.len() && !blank(bytes[i]) && !matches!(bytes[i], b'>' | b'=') {
            i += 1;
        }
        let mut value = i;
        while value < bytes.len() && bytes[value].is_ascii_whitespace() {
            value += 1;
        }
        if bytes.get(value) != Some(&b'=') {
            continue;
        }
        value += 1;
        while value < bytes.len() && bytes[value].is_ascii_whitespace() {
            value += 1;
        }
        i = match bytes.get(value) {
            Some(&quote @ (b'"' | b'\'')) => {
                memchr(quote, &bytes[value + 1..]).map_or(bytes.len(), |end| value + end + 2)
            }
            _ => {
                let unquoted = bytes[value..].iter().position(|b| b.is_ascii_whitespace() || *b == b'>');
                unquoted.map_or(bytes.len(), |end| value + end)
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::limit_attributes;
    use std::borrow::Cow;

    #[test]
    fn ordinary_html_is_not_touched() {
        for html in ["", "a < b > c", "<p class='x > y' id=z>ü</p><!-- <a b c --><br/>", "<a href=\"x", "<ü <é é>"]
        {
            assert!(matches!(limit_attributes(html), Cow::Borrowed(_)), "{html}");
        }
    }

    #[test]
    fn attributes_without_end_are_cut() {
        let many: String = (0..2000).map(|i| format!(" ü{i}=\"a>b\"")).collect();
        let limited = limit_attributes(&format!("<p{many}>text</p><b>x</b>")).into_owned();
        assert!(limited.contains(" ü499=") && !limited.contains(" ü500="), "{limited}");
        assert!(limited.ends_with(">text</p><b>x</b>"));
    }
}
