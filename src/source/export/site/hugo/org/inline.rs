//! What stands in lines of Org mode: emphasis, code, links, footnotes.

use crate::value::escape_html;

/// Levels of emphasis and links that are followed.
const DEEPEST: usize = 8;
/// Endings of files that are shown where a link names them.
const IMAGES: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"];
/// Marks, the element that each is, and whether what it holds is taken as it is.
const MARKS: [(char, &str, bool); 6] = [
    ('*', "strong", false),
    ('/', "em", false),
    ('_', "u", false),
    ('+', "del", false),
    ('=', "code", true),
    ('~', "code", true),
];

/// Renders a text.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::new();
    render(&mut out, text, 0);
    out
}

fn render(out: &mut String, text: &str, depth: usize) {
    let (mut at, mut plain) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let found = if depth < DEEPEST { special(&text[..at], &text[at..], depth) } else { None };
        match found {
            Some((html, length)) => {
                out.push_str(&escape_html(&text[plain..at]));
                out.push_str(&html);
                at += length;
                plain = at;
            }
            None => at += c.len_utf8(),
        }
    }
    out.push_str(&escape_html(&text[plain..]));
}

/// What begins here, as HTML, and how many bytes it takes.
fn special(before: &str, rest: &str, depth: usize) -> Option<(String, usize)> {
    let up_to = |start: &str, end: &str| {
        let inside = rest.strip_prefix(start)?;
        let length = inside.find(end)?;
        Some((&inside[..length], start.len() + length + end.len()))
    };
    // Hugo sees to its directives before anybody reads Org mode.
    for (start, end) in [("{{<", ">}}"), ("{{%", "%}}")] {
        if let Some((_, length)) = up_to(start, end) {
            return Some((rest[..length].to_owned(), length));
        }
    }
    if let Some((html, length)) = up_to("@@html:", "@@") {
        return Some((html.to_owned(), length));
    }
    if let Some(found) = rest.strip_prefix("\\\\").filter(|rest| rest.is_empty() || rest.starts_with('\n')) {
        return Some(("<br>".to_owned(), rest.len() - found.len()));
    }
    if let Some((inside, length)) = up_to("[[", "]]") {
        return Some((link(inside, depth), length));
    }
    if let Some((name, length)) = up_to("[fn:", "]").filter(|(name, _)| !name.is_empty() && !name.contains(':')) {
        return Some((format!("<sup>[{}]</sup>", escape_html(name)), length));
    }
    emphasis(before, rest, depth)
}

/// `[[address][text]]`, `[[address]]`, and pictures.
fn link(inside: &str, depth: usize) -> String {
    let (address, text) = inside.split_once("][").map_or((inside, None), |(address, text)| (address, Some(text)));
    let address = address.strip_prefix("file:").unwrap_or(address);
    let is_image = |name: &str| IMAGES.iter().any(|end| name.to_lowercase().ends_with(end));
    let image = |source: &str| format!("<img src=\"{}\" alt=\"\">", escape_html(source));
    if text.is_none() && is_image(address) {
        return image(address);
    }
    let mut shown = String::new();
    match text {
        Some(text) if is_image(text) && !text.contains(' ') => {
            shown = image(text.strip_prefix("file:").unwrap_or(text));
        }
        Some(text) => render(&mut shown, text, depth + 1),
        None => shown = escape_html(address).into_owned(),
    }
    format!("<a href=\"{}\">{shown}</a>", escape_html(address))
}

/// A mark counts between blanks or punctuation outside, and anything else inside.
fn emphasis(before: &str, rest: &str, depth: usize) -> Option<(String, usize)> {
    let first = rest.chars().next()?;
    let (mark, element, is_verbatim) = MARKS.into_iter().find(|(mark, ..)| *mark == first)?;
    let opens = |c: char| c.is_whitespace() || matches!(c, '-' | '—' | '(' | '{' | '\'' | '"' | '>' | '[');
    if !before.chars().next_back().is_none_or(opens) {
        return None;
    }
    let inside = &rest[mark.len_utf8()..];
    if inside.starts_with(|c: char| c.is_whitespace() || c == mark) {
        return None;
    }
    let closes = |c: char| {
        c.is_whitespace()
            || matches!(c, '-' | '—' | '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | ')' | '}' | ']' | '[' | '\\')
    };
    let length = inside.match_indices(mark).map(|(at, _)| at).find(|at| {
        let (own, behind) = (&inside[..*at], &inside[at + mark.len_utf8()..]);
        !own.is_empty() && !own.ends_with(char::is_whitespace) && behind.chars().next().is_none_or(closes)
    })?;
    let own = &inside[..length];
    // Emphasis spans at most two lines.
    if own.matches('\n').count() > 1 {
        return None;
    }
    let mut html = format!("<{element}>");
    if is_verbatim {
        html.push_str(&escape_html(own));
    } else {
        render(&mut html, own, depth + 1);
    }
    html.push_str(&format!("</{element}>"));
    Some((html, length + 2 * mark.len_utf8()))
}
