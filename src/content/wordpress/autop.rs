//! Paragraphs made of blank lines, as `WordPress`'s `wpautop` makes them.
//!
//! <https://developer.wordpress.org/reference/functions/wpautop/>, step by step; `<pre>`, scripts and styles are left alone.

use regex::{Captures, Regex};
use std::sync::LazyLock;

const BLOCKS: &str = "(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary|iframe|video|audio)";

struct Patterns {
    kept: Regex,
    breaks: Regex,
    opening: Regex,
    closing: Regex,
    rule: Regex,
    tag: Regex,
    blank: Regex,
    empty: Regex,
    unclosed: Regex,
    alone: Regex,
    item: Regex,
    quote: Regex,
    opened: Regex,
    closed: Regex,
    line: Regex,
    after_block: Regex,
    before_block: Regex,
}

static PATTERNS: LazyLock<Result<Patterns, regex::Error>> = LazyLock::new(|| {
    let blocks = |pattern: &str| Regex::new(&pattern.replace("BLOCKS", BLOCKS));
    Ok(Patterns {
        kept: Regex::new(
            r"(?is)<pre\b.*?</pre\s*>|<figure\b.*?</figure\s*>|<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->",
        )?,
        breaks: Regex::new(r"(?i)<br\s*/?>\s*<br\s*/?>")?,
        opening: blocks(r"(?i)(<BLOCKS(?:[\s/>]))")?,
        closing: blocks(r"(?i)(</BLOCKS>)")?,
        rule: Regex::new(r"(?i)(<hr\s*?/?>)")?,
        tag: Regex::new(r"<[/!a-zA-Z][^<>]*>")?,
        blank: Regex::new(r"\n\s*\n")?,
        empty: Regex::new(r"<p>\s*</p>")?,
        unclosed: Regex::new(r"<p>([^<]+)</(div|address|form)>")?,
        alone: blocks(r"(?i)<p>\s*(</?BLOCKS(?:\s[^>]*|/)?>)\s*</p>")?,
        item: Regex::new(r"(?s)<p>(<li.+?)</p>")?,
        quote: Regex::new(r"(?i)<p><blockquote([^>]*)>")?,
        opened: blocks(r"(?i)<p>\s*(</?BLOCKS(?:\s[^>]*|/)?>)")?,
        closed: blocks(r"(?i)(</?BLOCKS(?:\s[^>]*|/)?>)\s*</p>")?,
        line: Regex::new(r"(<br\s*/?>)?[ \t]*\n")?,
        after_block: blocks(r"(?i)(</?BLOCKS(?:\s[^>]*|/)?>)\s*<br />")?,
        before_block: Regex::new(r"(?i)<br />(\s*</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)[^>]*>)")?,
    })
});

/// Stands for a newline inside of a tag.
const NEWLINE: &str = "\u{fdd1}";
/// Stands, with a number behind it, for what is left alone.
const KEPT: char = '\u{fdd2}';

/// Whether a text has blank lines between words, and no block.
pub(super) fn is_bare(text: &str) -> bool {
    let Ok(patterns) = &*PATTERNS else { return false };
    patterns.blank.is_match(text.trim()) && !patterns.opening.is_match(text) && !text.contains("<!--")
}

/// Puts paragraphs where blank lines part them, and breaks where lines end.
pub(super) fn paragraphs(text: &str) -> String {
    let Ok(patterns) = &*PATTERNS else { return text.to_owned() };
    if text.trim().is_empty() {
        return String::new();
    }
    // Characters that no body has (they were cleaned away) stand for what is not to be touched.
    let mut kept: Vec<String> = Vec::new();
    let text = format!("{text}\n");
    let text = patterns.kept.replace_all(&text, |found: &Captures<'_>| {
        let lower = found[0].to_ascii_lowercase();
        let stand_in = format!("{KEPT}{}{KEPT}", kept.len());
        kept.push(found[0].to_owned());
        // Code and figures are blocks of their own; what is invisible belongs to its line.
        if lower.starts_with("<pre") || lower.starts_with("<figure") {
            format!("<pre {stand_in}></pre>")
        } else {
            stand_in
        }
    });
    let text = patterns.breaks.replace_all(&text, "\n\n");
    let text = patterns.opening.replace_all(&text, "\n\n$1");
    let text = patterns.closing.replace_all(&text, "$1\n\n");
    let text = patterns.rule.replace_all(&text, "$1\n\n");
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = patterns.tag.replace_all(&text, |found: &Captures<'_>| found[0].replace('\n', NEWLINE));
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for part in patterns.blank.split(&text).map(|part| part.trim_matches('\n')).filter(|part| !part.trim().is_empty()) {
        out.push_str("<p>");
        out.push_str(part);
        out.push_str("</p>\n");
    }
    let out = patterns.empty.replace_all(&out, "");
    let out = patterns.unclosed.replace_all(&out, "<p>$1</p></$2>");
    let out = patterns.alone.replace_all(&out, "$1");
    let out = patterns.item.replace_all(&out, "$1");
    let out = patterns.quote.replace_all(&out, "<blockquote$1><p>");
    let out = out.replace("</blockquote></p>", "</p></blockquote>");
    let out = patterns.opened.replace_all(&out, "$1");
    let out = patterns.closed.replace_all(&out, "$1");
    let out = patterns.line.replace_all(&out, "<br />\n");
    let out = patterns.after_block.replace_all(&out, "$1");
    let out = patterns.before_block.replace_all(&out, "$1");
    let out = out.replace("\n</p>", "</p>").replace(NEWLINE, "\n");
    restored(&out, &kept)
}

/// Puts back what was left alone.
fn restored(text: &str, kept: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut was_block = false;
    for (i, part) in text.split(KEPT).enumerate() {
        match part.parse::<usize>().ok().filter(|_| i % 2 == 1).and_then(|number| kept.get(number)) {
            Some(kept) => {
                was_block = out.ends_with("<pre ");
                if was_block {
                    out.truncate(out.len() - "<pre ".len());
                }
                out.push_str(kept);
            }
            None => {
                let rest = if was_block { part.strip_prefix("></pre>") } else { None };
                out.push_str(rest.unwrap_or(part));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{PATTERNS, paragraphs};

    #[test]
    fn the_patterns_can_be_made() {
        assert!(PATTERNS.is_ok());
    }

    #[test]
    fn paragraphs_are_where_wordpress_has_them() {
        for (text, expected) in [
            ("", ""),
            ("One", "<p>One</p>"),
            ("One\n\nTwo\n\n\n\nThree", "<p>One</p>\n<p>Two</p>\n<p>Three</p>"),
            ("One\nTwo", "<p>One<br />\nTwo</p>"),
            ("One<br />\nTwo", "<p>One<br />\nTwo</p>"),
            ("<p>One</p>\n<p>Two</p>", "<p>One</p>\n<p>Two</p>"),
            ("<h2>Head</h2>\nText", "<h2>Head</h2>\n<p>Text</p>"),
            ("<blockquote>Quoted</blockquote>", "<blockquote><p>Quoted</p></blockquote>"),
            ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
            ("a\n<pre>\nx\n\n  y\n</pre>\nb", "<p>a</p>\n<pre>\nx\n\n  y\n</pre>\n<p>b</p>"),
            ("<a href=\"x\"\ntitle=\"y\">z</a>", "<p><a href=\"x\"\ntitle=\"y\">z</a></p>"),
            ("a <!--more--> b", "<p>a <!--more--> b</p>"),
            ("a\n\n<!--more-->\n\nb", "<p>a</p>\n<p><!--more--></p>\n<p>b</p>"),
            ("a<br/><br/>b", "<p>a</p>\n<p>b</p>"),
            ("<div>text</div>", "<div>text</div>"),
            ("1 < 2 and\n\n3 > 2", "<p>1 < 2 and</p>\n<p>3 > 2</p>"),
        ] {
            assert_eq!(paragraphs(text).trim(), expected, "{text:?}");
        }
    }
}
