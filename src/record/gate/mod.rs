//! What of a text is for members alone, or hidden from all: systems keep it in the text itself, between comments or
//! shortcodes, and leave it out when a visitor asks for the page. Whoever reads the text from their tables or exports has all of it.
//!
//! Fails closed: a part whose end is missing, or whose audience is not understood, is for members.

mod blocks;
mod shortcodes;

use super::raw::BodyFormat;
use shortcodes::Shortcodes;
use std::{borrow::Cow, ops::Range};

/// Begins a part that Ghost shows to some, with who they are.
const GHOST: &str = "kg-gated-block:begin";
/// Everything behind it is for subscribers: Jetpack's newsletters.
const WALL: &str = "wp:jetpack/paywall";
/// The text without what is for members alone; `None` if everybody may read all of it.
///
/// `format` is how the text is written, for what is shown as code there; `None` is `WordPress`'s own, whose shortcodes mean
/// the same in code.
#[must_use]
pub fn open_part(text: &str, format: Option<BodyFormat>) -> Option<String> {
    if !text.contains("<!--") && !text.contains("[/") {
        return None;
    }
    let mut reader = Reader { text, end: None, shortcodes: Shortcodes::new(text) };
    let mut code: Option<Code> = None;
    let (mut kept, mut at, mut from) = (String::new(), 0, 0);
    while let Some(found) = text[at..].find(['<', '[']) {
        let start = at + found;
        at = start + 1;
        let Some((end, is_comment)) = reader.gate(start) else { continue };
        let code = code.get_or_insert_with(|| Code::of(text, format));
        if code.shows(start..end, is_comment) {
            continue;
        }
        kept.push_str(&text[from..start]);
        (at, from) = (end, end);
    }
    kept.push_str(&text[from..]);
    (kept.len() < text.len()).then_some(kept)
}

struct Reader<'t> {
    text: &'t str,
    /// Where the comment ends that was looked at last: those that begin inside of it end there as well.
    end: Option<usize>,
    shortcodes: Shortcodes<'t>,
}

impl Reader<'_> {
    /// Where what is for members ends that begins here, if such begins here; and whether a comment begins it.
    fn gate(&mut self, start: usize) -> Option<(usize, bool)> {
        match self.text[start..].strip_prefix("<!--") {
            Some(inside) => Some((self.comment(start, inside)?, true)),
            None => Some((self.shortcodes.end(start)?, false)),
        }
    }

    fn comment(&mut self, start: usize, inside: &str) -> Option<usize> {
        let name = inside.trim_start();
        if !name.starts_with(GHOST) && !name.starts_with("wp:") {
            return None;
        }
        let end = match self.end {
            Some(end) if end >= start + "<!--".len() => end,
            _ => self.text[start..].find("-->").map_or(self.text.len(), |end| start + end),
        };
        self.end = Some(end);
        let behind = (end + "-->".len()).min(self.text.len());
        let said = self.text.get(self.text.len() - name.len()..end)?;
        if let Some(who) = said.strip_prefix(GHOST) {
            let is_for_all = who.split_whitespace().any(|word| word == "nonMember:true");
            return (!is_for_all).then(|| self.close(behind, "kg-gated-block", GHOST, "kg-gated-block:end"));
        }
        let length = said.find(|c: char| c.is_whitespace() || c == '{').unwrap_or(said.len());
        let (name, attributes) = (&said[..length], said[length..].trim_end());
        if name == WALL {
            return Some(self.text.len());
        }
        if !blocks::is_closed(name, attributes) {
            return None;
        }
        // A view that has no end hides what follows; other blocks without one have nothing in them.
        match attributes.strip_suffix('/') {
            Some(_) if name.ends_with("/subscriber-view") => Some(self.text.len()),
            Some(_) => Some(behind),
            None => Some(self.close(behind, name, name, &format!("/{name}"))),
        }
    }

    /// Where the comment ends that closes what was opened before `from`, others inside of it being passed over.
    fn close(&self, from: usize, stem: &str, open: &str, close: &str) -> usize {
        let (mut depth, mut at) = (1_usize, from);
        while let Some(found) = self.text[at..].find(stem) {
            let here = at + found;
            at = here + stem.len();
            let is = |mark: &str, slash: usize| {
                let Some(begin) = here.checked_sub(slash) else { return false };
                let named = self.text.get(begin..).and_then(|text| text.strip_prefix(mark));
                let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '-');
                let is_whole = named.is_some_and(|rest| rest.starts_with("-->") || !goes_on(rest));
                is_whole && self.text[..begin].trim_end().ends_with("<!--")
            };
            let end = || self.text[here..].find("-->").map_or(self.text.len(), |end| here + end + "-->".len());
            if is(close, usize::from(close.starts_with('/'))) {
                depth -= 1;
                if depth == 0 {
                    return end();
                }
            } else if is(open, 0) && !self.text[..end()].ends_with("/-->") {
                depth += 1;
            }
        }
        self.text.len()
    }
}

/// The parts of a text that are shown as they are written.
struct Code {
    /// In Markdown: comments are no comments there.
    literal: Vec<Range<usize>>,
    /// Elements of HTML.
    elements: Vec<Range<usize>>,
}

impl Code {
    fn of(text: &str, format: Option<BodyFormat>) -> Self {
        let Some(format) = format else { return Self { literal: Vec::new(), elements: Vec::new() } };
        Self {
            literal: if format == BodyFormat::Markdown { literal(text) } else { Vec::new() },
            elements: ["pre", "code"].into_iter().flat_map(|name| elements(text, name)).collect(),
        }
    }

    /// Whether a part is an example for readers: a comment that Markdown shows, or a shortcode that begins and ends in one
    /// piece of code.
    fn shows(&self, part: Range<usize>, is_comment: bool) -> bool {
        let holds = |code: &Range<usize>| code.start <= part.start && part.end <= code.end;
        if is_comment {
            return self.literal.iter().any(|code| code.contains(&part.start));
        }
        self.literal.iter().chain(&self.elements).any(holds)
    }
}

/// Fenced blocks and spans between backticks.
fn literal(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fence: Option<(usize, char, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_start();
        let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~')).unwrap_or(' ');
        let length = bare.chars().take_while(|c| *c == mark).count();
        match fence {
            Some((begin, open, least)) => {
                if mark == open && length >= least && bare[length..].trim().is_empty() {
                    found.push(begin..at);
                    fence = None;
                }
            }
            None if mark != ' ' && length >= 3 && !bare[length..].contains('`') => fence = Some((start, mark, length)),
            None => {
                let mut marks = line.match_indices('`').map(|(mark, _)| start + mark);
                while let (Some(open), Some(close)) = (marks.next(), marks.next()) {
                    found.push(open..close);
                }
            }
        }
    }
    found.extend(fence.map(|(begin, ..)| begin..text.len()));
    found
}

fn elements(text: &str, name: &str) -> Vec<Range<usize>> {
    let lower: Cow<'_, str> = text.to_ascii_lowercase().into();
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(begin) = lower[at..].find(&open).map(|begin| at + begin) {
        at = begin + open.len();
        if !lower[at..].starts_with(|c: char| c == '>' || c.is_whitespace()) {
            continue;
        }
        let Some(end) = lower[at..].find(&close).map(|end| at + end) else { break };
        found.push(begin..end);
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::open_part;
    use crate::record::raw::BodyFormat;

    #[test]
    fn what_is_for_subscribers_is_cut() {
        for (text, open) in [
            ("<p>a</p><!-- wp:paragraph --><p>b</p>", None),
            ("a<!-- wp:jetpack/paywall /-->secret", Some("a")),
            ("a<!--wp:jetpack/paywall {\"x\":1} /-->secret", Some("a")),
            ("a<!-- wp:jetpack/paywall-note /-->b", None),
            (
                "a<!-- wp:premium-content/subscriber-view {\"k\":1} --><p>secret</p><!-- /wp:premium-content/subscriber-view -->b\
                 <!-- wp:premium-content/logged-out-view -->c<!-- wp:premium-content/subscriber-view -->secret",
                Some("ab<!-- wp:premium-content/logged-out-view -->c"),
            ),
            ("a<!-- wp:jetpack/paywall", Some("a")),
            ("a<!-- wp:pmpro/membership {\"levels\":[\"1\"]} -->s<!-- /wp:pmpro/membership -->b", Some("ab")),
            ("a<!-- wp:pmpro/membership {\"levels\":[\"0\"]} -->b<!-- /wp:pmpro/membership -->c", None),
            (
                "a<!-- wp:group {\"um_is_restrict\":true,\"um_who_access\":\"1\"} -->s<!-- wp:group -->s<!-- /wp:group -->s<!-- /wp:group -->b",
                Some("ab"),
            ),
            ("a<!-- wp:group {\"um_is_restrict\":true,\"um_who_access\":\"2\"} -->b<!-- /wp:group -->", None),
        ] {
            assert_eq!(open_part(text, None).as_deref(), open, "{text}");
            assert_eq!(open_part(text, Some(BodyFormat::Html)).as_deref(), open, "{text}");
        }
    }

    #[test]
    fn gated_blocks_of_ghost_are_cut() {
        for (text, open) in [
            (
                "a<!--kg-gated-block:begin nonMember:false memberSegment:\"status:free,status:-free\" --><p>s</p><!--kg-gated-block:end-->b",
                Some("ab"),
            ),
            ("a<!-- kg-gated-block:begin nonMember:true memberSegment:\"\" -->b<!--kg-gated-block:end-->", None),
            ("a<!--kg-gated-block:begin memberSegment:\"\" -->s<!--kg-gated-block:end-->b", Some("ab")),
            ("a<!--kg-gated-block:begin nonMember:false -->s", Some("a")),
            ("a<!--kg-gated-block:begin", Some("a")),
        ] {
            assert_eq!(open_part(text, Some(BodyFormat::Html)).as_deref(), open, "{text}");
        }
    }

    #[test]
    fn what_markdown_shows_as_code_stays() {
        let markdown = |text: &str| open_part(text, Some(BodyFormat::Markdown));
        assert_eq!(markdown("Write\n```\n<!-- wp:jetpack/paywall /-->\n```\nand [restrict]s[/restrict]").as_deref(), {
            Some("Write\n```\n<!-- wp:jetpack/paywall /-->\n```\nand ")
        });
        assert_eq!(markdown("Write `[restrict]x[/restrict]` or `<!-- wp:jetpack/paywall /-->`."), None);
        assert_eq!(markdown("<p>a</p><!-- wp:jetpack/paywall /-->s").as_deref(), Some("<p>a</p>"));
        let html = "<code>[restrict]x[/restrict]</code>";
        assert_eq!(open_part(html, Some(BodyFormat::Html)), None);
        assert_eq!(open_part(html, None).as_deref(), Some("<code></code>"));
        let across = "<code>[restrict]</code><p>s</p><code>[/restrict]</code>";
        assert_eq!(open_part(across, Some(BodyFormat::Html)).as_deref(), Some("<code></code>"));
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for piece in [
            "<!--wp:x ",
            "<!--wp:x {",
            "<!--wp:x {\"a",
            "[restrict]",
            "[",
            "[restrict a=\"",
            "<!-- ",
            "<!--kg-gated-block:begin nonMember:true ",
        ] {
            assert_eq!(open_part(&piece.repeat(100_000), None), None, "{piece}");
        }
        let distinct: String = (0..50_000).map(|n| format!("[member{n}]")).collect();
        assert_eq!(open_part(&format!("{distinct}[/x]"), None), None);
        for piece in ["<!--wp:a/membership-->", "<!--kg-gated-block:begin-->", "[/restrict][restrict]"] {
            assert!(open_part(&piece.repeat(100_000), None).is_some(), "{piece}");
        }
    }
}
