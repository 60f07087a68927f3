//! Where a body shows code, so that nobody touches it.

use super::Syntax;
use crate::content::markdown;
use pulldown_cmark::{Event, Parser, Tag};
use std::{collections::HashSet, ops::Range};

/// The parts of `text` from `from` on that are code, scripts or comments, in order and apart.
pub(super) fn ranges(text: &str, syntax: Syntax, from: usize) -> Vec<Range<usize>> {
    let rest = &text[from..];
    let mut found: Vec<Range<usize>> = Vec::new();
    if syntax == Syntax::Markdown {
        // Thousands of nested quotes are flattened before the body is rendered; what is code in them is moot.
        let events = Parser::new_ext(rest, markdown::options()).into_offset_iter();
        found.extend(events.filter_map(|(event, range)| {
            matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))).then_some(range)
        }));
    }
    let marked = elements(rest, &found);
    found.extend(marked);
    found.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        let range = range.start + from..range.end + from;
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// `<pre>`, `<code>`, `<script>` and `<style>` elements and comments outside of `known`.
fn elements(text: &str, known: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut missing = HashSet::new();
    let mut known = known.iter().peekable();
    let mut i = 0;
    while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[i..]) {
        let start = i + found;
        while known.next_if(|range| range.end <= start).is_some() {}
        if let Some(range) = known.peek().filter(|range| range.start <= start) {
            i = range.end;
            continue;
        }
        i = start + 1;
        let rest = &text[i..];
        let (name, end) = if rest.starts_with("!--") {
            ("!--", "-->")
        } else {
            let name = ["pre", "code", "script", "style", "textarea"].into_iter().find(|name| {
                rest.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name))
                    && rest[name.len()..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>')
            });
            let Some(name) = name else { continue };
            (name, "</")
        };
        if missing.contains(name) {
            continue;
        }
        let length = if name == "!--" { rest.find(end).map(|at| at + end.len()) } else { end_of(rest, name) };
        match length {
            Some(length) => {
                out.push(start..i + length);
                i += length;
            }
            None => {
                missing.insert(name);
            }
        }
    }
    out
}

/// The length of the text up to and with the end tag of this name.
fn end_of(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at + 2).find_map(|at| {
        let word = text.get(at..at + name.len())?;
        word.eq_ignore_ascii_case(name).then_some(at + name.len())
    })
}

#[cfg(test)]
mod tests {
    use super::{Syntax, ranges};

    #[test]
    fn code_is_found_in_both_syntaxes() {
        let text = "a `b` c\n\n    d\n\n```\ne\n```\n<pre>f</pre> <CODE class=x>g</CODE> <!-- h --> <code>open";
        let found: Vec<&str> = ranges(text, Syntax::Markdown, 0).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(found, ["`b`", "d", "```\ne\n```", "<pre>f</pre", "<CODE class=x>g</CODE", "<!-- h -->"]);
        let found: Vec<&str> = ranges(text, Syntax::Html, 8).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["<pre>f</pre", "<CODE class=x>g</CODE", "<!-- h -->"]);
    }
}
