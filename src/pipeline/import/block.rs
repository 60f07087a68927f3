//! HTML as the body of a Markdown file, in which it means exactly what it means alone.
//!
//! Markdown passes over a block of HTML up to the next blank line. So the whole body becomes one block: it begins with an
//! element that opens one, and no line in it is blank. What our own reader of Markdown takes for directives of a site
//! generator (braces, mostly) stands as references, which mean the same to everybody. In JSON, where nothing else is needed,
//! that alone is done.

/// The elements with which a block may begin that ends at a blank line (`CommonMark` 0.31, HTML blocks, condition 6).
const OPENERS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "ul",
];

/// Makes one block of HTML.
pub(super) fn of(html: &str) -> String {
    let html = html.trim();
    if html.is_empty() {
        return String::new();
    }
    let html = written(html, true);
    if opens(&html) { format!("{html}\n") } else { format!("<div>\n{html}\n</div>\n") }
}

/// HTML for a field of its own.
pub(super) fn alone(html: &str) -> String {
    written(html.trim(), false)
}

fn opens(html: &str) -> bool {
    let Some(rest) = html.strip_prefix('<') else { return false };
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = rest[..end].to_ascii_lowercase();
    OPENERS.contains(&name.as_str()) && rest[end..].starts_with([' ', '\t', '\n', '>', '/'])
}

/// Where in HTML a character stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Text,
    /// In a tag; in a value between these quotes.
    Tag(Option<u8>),
    Comment,
}

/// Without blank lines if it is to be `one_block`.
fn written(html: &str, one_block: bool) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let (mut place, mut pre, mut code) = (In::Text, 0_usize, 0_usize);
    let mut i = 0;
    while i < bytes.len() {
        let byte = bytes[i];
        match (place, byte) {
            (In::Text, b'<') if html[i..].starts_with("<!--") => place = In::Comment,
            (In::Text, b'<') if bytes.get(i + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/') => {
                let closing = bytes[i + 1] == b'/';
                let name = &html[i + 1 + usize::from(closing)..];
                let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
                let count = match name.to_ascii_lowercase().as_str() {
                    "pre" | "textarea" => Some(&mut pre),
                    "code" | "script" | "style" => Some(&mut code),
                    _ => None,
                };
                if let Some(count) = count {
                    *count = if closing { count.saturating_sub(1) } else { *count + 1 };
                }
                place = In::Tag(None);
            }
            (In::Tag(None), b'>') => place = In::Text,
            (In::Tag(None), b'"' | b'\'') => place = In::Tag(Some(byte)),
            (In::Tag(Some(quote)), _) if byte == quote => place = In::Tag(None),
            (In::Comment, b'>') if html[..i].ends_with("--") => place = In::Text,
            _ => {}
        }
        match byte {
            b'\n' if one_block => {
                // All line ends up to the next character that is none.
                let rest = &html[i..];
                let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
                let blanks = &rest[..blank];
                let last = blanks.rfind('\n').unwrap_or(0);
                out.push('\n');
                if place == In::Text && pre > 0 {
                    // A line end that is no end of a line to Markdown.
                    out.push_str(&blanks[1..].replace('\r', "").replace('\n', "&#10;"));
                } else {
                    out.push_str(&blanks[last + 1..]);
                }
                i += blank;
                continue;
            }
            b'{' if place != In::Comment && (pre + code == 0 || matches!(bytes.get(i + 1), Some(b'%' | b'{'))) => {
                out.push_str("&#123;");
            }
            b'[' if place == In::Text && pre + code == 0 && is_mark(&html[i + 1..], one_block) => out.push_str("&#91;"),
            _ => {
                let length = html[i..].chars().next().map_or(1, char::len_utf8);
                out.push_str(&html[i..i + length]);
                i += length;
                continue;
            }
        }
        i += 1;
    }
    out
}

/// Whether a bracket before this text may be a mark for a caption or a table of contents; in HTML that stands alone, any
/// shortcode of `WordPress`.
fn is_mark(rest: &str, one_block: bool) -> bool {
    if !one_block {
        return rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '[' | '/'));
    }
    rest.starts_with('[')
        || ["toc", "_toc", "caption", "wp_caption"]
            .iter()
            .any(|mark| rest.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn no_line_is_blank_and_the_first_one_opens_a_block() {
        for (html, expected) in [
            ("<p>a</p>\n\n<p>b</p>", "<p>a</p>\n<p>b</p>\n"),
            ("a <b>b</b>", "<div>\na <b>b</b>\n</div>\n"),
            ("<pre>a\n\n  b\n</pre>", "<div>\n<pre>a\n&#10;  b\n</pre>\n</div>\n"),
            ("<p>a</p><pre>\n \n\nb</pre>", "<p>a</p><pre>\n &#10;&#10;b</pre>\n"),
            ("<P CLASS=x>a\r\n\r\nb</P>", "<P CLASS=x>a\r\nb</P>\n"),
            ("<!-- x -->\n\n<p>{{ a }}</p>", "<div>\n<!-- x -->\n<p>&#123;&#123; a }}</p>\n</div>\n"),
            ("<p title=\"a > b\n\nc\">[caption x] [b]</p>", "<p title=\"a > b\nc\">&#91;caption x] [b]</p>\n"),
            ("<p><code>{a}</code> {b}</p>", "<p><code>{a}</code> &#123;b}</p>\n"),
            ("<p>1 < 2\n\né</p>", "<p>1 < 2\né</p>\n"),
        ] {
            assert_eq!(of(html), expected, "{html:?}");
        }
    }
}
