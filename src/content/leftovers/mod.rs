//! Directives that only the site's own generator understands.
//!
//! A stored article may be full of them; a feed has no generator behind it. The policy:
//!
//! * **Code is never touched.** What stands in fenced, indented or inline code, in `<pre>`, `<code>`, scripts or comments
//!   is there to be shown, or goes anyway. Only a pair of `{% raw %}` and `{% endraw %}` inside it is taken off: Liquid
//!   needs it around braces that are to be shown, and it is no part of what they show.
//! * **What can be carried out faithfully, is**, silently: `figure` becomes a figure; `youtube`, `vimeo`, `tweet`, `gist`,
//!   `instagram` become what [`embeds`](super::embeds) makes of such players; `highlight` and its kin become code blocks;
//!   `raw` shows its content as it is; `details` folds; `[caption]` is a figure with a caption; `[embed]`, `[audio]`,
//!   `[video]` are links. `{{ site.url }}` and its kin are the origin of the record's address, `{{ "/x" | relative_url }}`
//!   is `/x`. Comments vanish with their content.
//! * **Everything else is removed**, and reported once for each kind with the line of the first: of a pair
//!   (`{{< note >}}…{{< /note >}}`, `{% call() %}…{% end %}`, `<Note>…</Note>`) the content stays; a single one
//!   (`{{< param x >}}`, `{% include x %}`, `{{ page.title }}`, `[gallery]`) leaves nothing.
//! * **In an address**, what is not known makes the whole address unknown: `[text]({{< ref "x.md" >}})` loses its
//!   address and keeps its text.
//! * **Attribute lists** of kramdown, Goldmark and Pandoc (`{: .lead}`, `{#id}`, `{width=50%}`) and marks for a table of
//!   contents are layout: removed without a word.
//!
//! Which notations are looked for depends on the syntax: Hugo, Zola, Jinja and Liquid everywhere; WordPress in HTML
//! (`[caption]`, which nothing else looks like, in Markdown, too); JSX and attribute lists in Markdown.

mod arguments;
mod attributes;
mod code;
mod jsx;
mod liquid;
mod shortcode;
#[cfg(test)]
mod tests;
mod wordpress;

use super::{findings::Findings, links};
use crate::value::{WebUrl, escape_html};
use memchr::{memchr_iter, memchr3};
use std::{borrow::Cow, collections::HashMap, ops::Range};

/// What a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Markdown that is yet to become HTML.
    Markdown,
    /// HTML as it was stored.
    Html,
    /// HTML made of another notation: its lines are not those of the file.
    Rendered,
    /// HTML as WordPress keeps it: nothing but shortcodes is a directive.
    WordPress,
}

/// Stands in Markdown where a line was removed. The character inside it is none that a body can contain, so that it can be
/// told from what an author wrote.
const GAP: &str = "<!--\u{fdd0}-->";
/// The gap where Markdown took it for text, in code that only the removal made code.
pub(super) const GAP_AS_TEXT: &str = "&lt;!--\u{fdd0}--&gt;";

/// How far apart the two ends of a directive may be, in bytes.
const LONGEST: usize = 4 * 1024;
/// How many kinds of pairs are looked for; no article has more.
const MAX_PAIRS: usize = 100;
/// How often the code of what follows is looked for again behind a block that the first look misread.
const MAX_LOOKS: usize = 32;

/// The body without directives.
pub(super) fn replace<'t>(
    text: &'t str,
    syntax: Syntax,
    base: Option<&WebUrl>,
    findings: &mut Findings,
) -> Cow<'t, str> {
    let mut scanner = Scanner {
        text,
        syntax,
        base,
        findings,
        code: None,
        looks: 0,
        out: String::new(),
        copied: 0,
        line: 0,
        counted: 0,
        ends: HashMap::new(),
    };
    let start = if syntax == Syntax::Markdown { scanner.preamble() } else { 0 };
    scanner.scan(start);
    if scanner.copied == 0 {
        return Cow::Borrowed(text);
    }
    scanner.out.push_str(&text[scanner.copied..]);
    Cow::Owned(scanner.out)
}

/// What becomes of a directive.
#[derive(Debug)]
enum Action {
    /// It goes; the name is reported.
    Remove(String),
    /// It goes without a word.
    Vanish,
    /// This takes its place, in the middle of a line: text that is HTML (and so Markdown) already.
    Inline(String),
    /// This takes its place, as a block of HTML.
    Block(String),
}

/// A directive that was recognised: where it ends, and what becomes of it.
type Recognised = (usize, Action);

struct Scanner<'t, 'f> {
    text: &'t str,
    syntax: Syntax,
    base: Option<&'f WebUrl>,
    findings: &'f mut Findings,
    /// The parts that are code, in order; found when the first directive turns up.
    code: Option<Vec<Range<usize>>>,
    looks: usize,
    out: String,
    /// Up to where the text was copied to `out`.
    copied: usize,
    /// The number of the line at `counted`, from 0.
    line: u32,
    counted: usize,
    /// The next end of a pair, or that there is none further on: nobody need search for it twice.
    ends: HashMap<String, Option<Range<usize>>>,
}

impl<'t> Scanner<'t, '_> {
    fn scan(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let mut i = start;
        while let Some(found) = memchr3(b'{', b'<', b'[', &bytes[i..]) {
            i += found;
            if !self.may_begin(i) {
                i += 1;
                continue;
            }
            if let Some(end) = self.code_around(i) {
                if self.syntax != Syntax::WordPress
                    && let Cow::Owned(shown) = liquid::without_raw(&self.text[i..end])
                {
                    self.act(i, end, Action::Inline(shown));
                }
                i = end.max(i + 1);
                continue;
            }
            i = match self.recognise(i) {
                Some((end, action)) => {
                    self.act(i, end, action);
                    end
                }
                None => i + 1,
            };
        }
    }

    /// A cheap look at whether a directive may begin here.
    fn may_begin(&self, i: usize) -> bool {
        let bytes = self.text.as_bytes();
        let next = bytes.get(i + 1).copied().unwrap_or_default();
        match bytes[i] {
            b'{' if self.syntax == Syntax::WordPress => false,
            b'{' => matches!(next, b'{' | b'%' | b'#') || self.syntax == Syntax::Markdown && next != b'}',
            b'<' => {
                self.syntax == Syntax::Markdown
                    && (next.is_ascii_uppercase()
                        || next == b'/' && bytes.get(i + 2).is_some_and(u8::is_ascii_uppercase))
            }
            _ => self.syntax != Syntax::Rendered && (next.is_ascii_alphabetic() || matches!(next, b'/' | b'[')),
        }
    }

    fn recognise(&mut self, i: usize) -> Option<Recognised> {
        let rest = &self.text[i..];
        match rest.as_bytes()[0] {
            b'{' if rest.starts_with("{{<") || rest.starts_with("{{%") => self.hugo(i),
            b'{' if rest.starts_with("{{") => self.variable(i),
            b'{' if rest.starts_with("{%") => self.tag(i),
            b'{' if rest.starts_with("{#")
                && self.enclosed(i, 2, "{#", "#}").is_some_and(|(inner, _)| !inner.contains('\n')) =>
            {
                self.enclosed(i, 2, "{#", "#}").map(|(_, end)| (end, Action::Vanish))
            }
            b'{' if self.syntax == Syntax::Markdown => self.attributes(i),
            b'<' => self.jsx(i),
            b'[' if matches!(self.syntax, Syntax::Html | Syntax::WordPress) => self.wordpress(i),
            b'[' => self.caption_in_markdown(i).or_else(|| self.contents(i)),
            _ => None,
        }
    }

    /// Replaces the text from `start` to `end`.
    fn act(&mut self, start: usize, end: usize, action: Action) {
        self.out.push_str(&self.text[self.copied..start]);
        self.copied = end;
        match action {
            Action::Remove(name) => {
                self.report(start, &name);
                // The rest of an address is no address.
                if self.is_in_address() {
                    self.out.push_str(links::UNKNOWN);
                } else {
                    self.leave_gap(start, end);
                }
            }
            Action::Vanish => self.leave_gap(start, end),
            Action::Inline(html) => self.out.push_str(&html),
            Action::Block(html) => {
                self.out.push_str(&html);
                // Markdown reads on as HTML up to a blank line.
                if self.syntax == Syntax::Markdown && self.begins_line(start) && self.ends_line(end) {
                    self.out.push('\n');
                }
            }
        }
    }

    /// In Markdown, a directive on a line of its own parts what stands above from what stands below, without the blank line
    /// that would turn indented HTML into code. The comment goes with all others.
    fn leave_gap(&mut self, start: usize, end: usize) {
        if self.syntax != Syntax::Markdown || !self.begins_line(start) || !self.ends_line(end) {
            return;
        }
        // One gap is enough for lines that follow each other: a second, indented one could pass for code.
        let line = self.out.trim_end_matches([' ', '\t']);
        match line.strip_suffix('\n').filter(|above| above.ends_with(GAP)) {
            Some(above) => self.out.truncate(above.len()),
            None => self.out.push_str(GAP),
        }
    }

    fn begins_line(&self, i: usize) -> bool {
        let before = self.text[..i].trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with('\n')
    }

    fn ends_line(&self, i: usize) -> bool {
        let after = self.text[i..].trim_start_matches([' ', '\t', '\r']);
        after.is_empty() || after.starts_with('\n')
    }

    fn report(&mut self, at: usize, name: &str) {
        let line = if self.syntax == Syntax::Rendered { None } else { Some(self.line_of(at)) };
        self.findings.leftover(name, line);
    }

    /// The line of a position, from 0; positions only grow.
    fn line_of(&mut self, at: usize) -> u32 {
        let newlines = memchr_iter(b'\n', &self.text.as_bytes()[self.counted..at]).count();
        self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.counted = at;
        self.line
    }

    /// The end of the code that this position lies in.
    fn code_around(&mut self, i: usize) -> Option<usize> {
        let code = self.code.get_or_insert_with(|| code::ranges(self.text, self.syntax, 0));
        let next = code.partition_point(|range| range.end <= i);
        code.get(next).filter(|range| range.start <= i).map(|range| range.end)
    }

    /// Whether the first look at what is code was led astray by the block that ends here, and if so, looks again.
    fn look_again_from(&mut self, end: usize) {
        let Some(code) = &mut self.code else { return };
        let astride = code.iter().any(|range| range.start < end && end < range.end);
        if astride && self.looks < MAX_LOOKS {
            self.looks += 1;
            *code = code::ranges(self.text, self.syntax, end);
        }
    }

    /// What stands between the opening mark of `skip` bytes at `i` and `close`, and where the latter ends; not if another
    /// `open` or a blank line comes first.
    fn enclosed(&self, i: usize, skip: usize, open: &str, close: &str) -> Option<(&'t str, usize)> {
        let from = i + skip;
        let window = self.window(from);
        let window = &window[..window.find(open).unwrap_or(window.len())];
        let inner = &window[..window.find(close)?];
        (!inner.contains("\n\n")).then_some((inner, from + inner.len() + close.len()))
    }

    /// What follows `from`, as far as a directive may reach.
    fn window(&self, from: usize) -> &'t str {
        let mut to = self.text.len().min(from + LONGEST);
        while !self.text.is_char_boundary(to) {
            to -= 1;
        }
        &self.text[from..to]
    }

    /// The first end of a pair from `from` on; `search` finds it, `name` tells it from others.
    fn find_end(
        &mut self,
        from: usize,
        search: impl Fn(&'t str, usize) -> Option<Range<usize>>,
        name: &str,
    ) -> Option<Range<usize>> {
        match self.ends.get(name) {
            Some(None) => return None,
            Some(Some(found)) if found.start >= from => return Some(found.clone()),
            None if self.ends.len() >= MAX_PAIRS => return None,
            _ => {}
        }
        let found = search(self.text, from);
        self.ends.insert(name.to_owned(), found.clone());
        found
    }

    /// Whether what is being written is inside the address of a link or image.
    fn is_in_address(&self) -> bool {
        /// Addresses are shorter.
        const LOOK_BACK: usize = 500;
        let mut from = self.out.len().saturating_sub(LOOK_BACK);
        while !self.out.is_char_boundary(from) {
            from += 1;
        }
        let tail = &self.out[from..];
        let Some(at) = tail.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ')' | '<' | '>'))
        else {
            return false;
        };
        let (before, word) = (&tail[..at], &tail[at..]);
        match word.as_bytes()[0] {
            b'(' => before.ends_with(']'),
            b'<' => before.ends_with("](") || before.trim_end().ends_with("]:"),
            b'"' | b'\'' => before.trim_end().strip_suffix('=').is_some_and(ends_with_address_attribute),
            b' ' | b'\t' => {
                before.trim_end().ends_with("]:")
                    || word.split_once('=').is_some_and(|(name, _)| ends_with_address_attribute(name))
            }
            _ => false,
        }
    }

    /// Source code as a block: Markdown reads nothing inside `<pre>`.
    fn code_block(&self, start: usize, language: Option<&str>, code: &str) -> String {
        let lead = if self.syntax == Syntax::Markdown && !self.begins_line(start) { "\n\n" } else { "" };
        let class = language
            .filter(|language| !language.is_empty())
            .map(|language| format!(" class=\"language-{}\"", escape_html(language)))
            .unwrap_or_default();
        format!("{lead}<pre><code{class}>{}</code></pre>", escape_html(code.trim_matches('\n')))
    }
}

fn ends_with_address_attribute(name: &str) -> bool {
    let name = name.trim_end();
    let start = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').len();
    matches!(
        name[start..].to_ascii_lowercase().as_str(),
        "href"
            | "src"
            | "srcset"
            | "poster"
            | "cite"
            | "data"
            | "data-src"
            | "data-original"
            | "data-srcset"
            | "action"
    )
}
