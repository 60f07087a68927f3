//! CommonMark with GitHub's tables, footnotes, strikethrough, task lists, alerts and bare addresses, as HTML.
//!
//! Punctuation stays as it was typed. Heading attributes (`{#id .class}`) set nothing but the id. Footnotes stand at the
//! end, in the order in which the text refers to them, with links to and fro. Nothing here judges the HTML inside a body:
//! that is done to the result.

use super::{autolink, findings::Findings};
use crate::value::escape_html;
use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html,
};
use std::{borrow::Cow, collections::HashMap};

/// How many quotes and lists a line may open; a person nests five.
const MAX_MARKERS: usize = 50;

/// The extensions that bodies are read with.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// The HTML of a body.
pub(super) fn to_html(text: &str, findings: &mut Findings) -> String {
    let shallow = limit_markers(text);
    if matches!(shallow, Cow::Owned(_)) {
        findings.too_deep();
    }
    let mut body = Vec::new();
    let mut notes = Footnotes::default();
    let mut writer = Writer::default();
    for event in TextMergeStream::new(Parser::new_ext(&shallow, options())) {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => notes.open = Some((name, Vec::new())),
            Event::End(TagEnd::FootnoteDefinition) => notes.close(),
            event => match &mut notes.open {
                Some((_, note)) => writer.push(note, event),
                None => writer.push(&mut body, event),
            },
        }
    }
    let mut out = String::with_capacity(shallow.len() + shallow.len() / 2);
    notes.write(&mut out, body);
    out
}

/// A text of one paragraph, as inline HTML: the caption of a figure.
pub(super) fn inline(text: &str) -> String {
    if !text.contains(['*', '_', '`', '[', '<', '&', '\\', '~']) {
        return escape_html(text).into_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    html::push_html(&mut out, Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH));
    let trimmed = out.trim();
    let inner = trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).filter(|p| !p.contains("<p>"));
    inner.unwrap_or(trimmed).to_owned()
}

/// Changes events on their way to the HTML writer.
#[derive(Default)]
struct Writer {
    in_code: bool,
    /// Open links and images, and `<a>` written as HTML: no address inside them is bare.
    links: u32,
    html_link: bool,
}

impl Writer {
    fn push<'e>(&mut self, out: &mut Vec<Event<'e>>, event: Event<'e>) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                self.in_code = true;
                out.push(Event::Start(Tag::CodeBlock(match kind {
                    CodeBlockKind::Fenced(info) => match language(&info) {
                        Some(language) => CodeBlockKind::Fenced(CowStr::from(language.to_owned())),
                        None => CodeBlockKind::Indented,
                    },
                    CodeBlockKind::Indented => CodeBlockKind::Indented,
                })));
                return;
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, title, id }) => {
                self.links += 1;
                out.push(Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, title, id }));
                return;
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => self.links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => self.links = self.links.saturating_sub(1),
            Event::Start(Tag::Heading { level, id, .. }) => {
                out.push(Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() }));
                return;
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                out.push(Event::Start(Tag::BlockQuote(None)));
                out.push(Event::Html(CowStr::Borrowed(alert(kind))));
                return;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                out.push(Event::End(TagEnd::BlockQuote(None)));
                return;
            }
            Event::TaskListMarker(done) => {
                out.push(Event::Text(CowStr::Borrowed(if done { "☑ " } else { "☐ " })));
                return;
            }
            Event::InlineHtml(ref tag) => {
                let tag = tag.trim_start_matches('<');
                if tag.starts_with(['a', 'A']) && tag[1..].starts_with(|c: char| c.is_whitespace() || c == '>') {
                    self.html_link = true;
                } else if tag.get(..2).is_some_and(|end| end.eq_ignore_ascii_case("/a")) {
                    self.html_link = false;
                }
            }
            Event::End(TagEnd::Paragraph) => self.html_link = false,
            Event::Text(text) if !self.in_code && self.links == 0 && !self.html_link && text.contains("http") => {
                linked(out, text);
                return;
            }
            _ => {}
        }
        out.push(event);
    }
}

/// Text with its bare addresses as links.
fn linked<'e>(out: &mut Vec<Event<'e>>, text: CowStr<'e>) {
    let addresses = autolink::addresses(&text);
    if addresses.is_empty() {
        out.push(Event::Text(text));
        return;
    }
    let part = |range: std::ops::Range<usize>| Event::Text(CowStr::from(text[range].to_owned()));
    let mut from = 0;
    for found in addresses {
        out.push(part(from..found.range.start));
        out.push(Event::Start(Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: CowStr::from(found.url.to_string()),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        }));
        out.push(part(found.range.clone()));
        out.push(Event::End(TagEnd::Link));
        from = found.range.end;
    }
    out.push(part(from..text.len()));
}

/// The language that the first line of a code block names: `rust` of `rust,no_run`, `{.rust}`, `{r, echo=FALSE}`.
fn language(info: &str) -> Option<&str> {
    let info = info.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '.'));
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | '=')).unwrap_or(info.len());
    Some(&info[..end]).filter(|language| !language.is_empty())
}

const fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "<p><strong>Note</strong></p>\n",
        BlockQuoteKind::Tip => "<p><strong>Tip</strong></p>\n",
        BlockQuoteKind::Important => "<p><strong>Important</strong></p>\n",
        BlockQuoteKind::Warning => "<p><strong>Warning</strong></p>\n",
        BlockQuoteKind::Caution => "<p><strong>Caution</strong></p>\n",
    }
}

/// The notes of a body.
#[derive(Default)]
struct Footnotes<'e> {
    /// The note that is being read.
    open: Option<(CowStr<'e>, Vec<Event<'e>>)>,
    notes: HashMap<CowStr<'e>, Vec<Event<'e>>>,
    /// The names in the order of the references, with how often each was referred to.
    order: Vec<CowStr<'e>>,
    numbers: HashMap<CowStr<'e>, (usize, usize)>,
}

impl<'e> Footnotes<'e> {
    fn close(&mut self) {
        if let Some((name, note)) = self.open.take() {
            // The first of two notes of one name counts (GitHub).
            self.notes.entry(name).or_insert(note);
        }
    }

    /// Writes the body and behind it the notes that it refers to.
    fn write(mut self, out: &mut String, body: Vec<Event<'e>>) {
        self.close();
        let body = self.number(body);
        html::push_html(out, body.into_iter());
        if self.order.is_empty() {
            return;
        }
        out.push_str("<hr>\n<ol>\n");
        let mut i = 0;
        // Notes may refer to further notes: the list grows while it is written.
        while let Some(name) = self.order.get(i).cloned() {
            i += 1;
            let note = self.notes.remove(&name).unwrap_or_default();
            let note = self.number(note);
            out.push_str(&format!("<li id=\"fn-{i}\">"));
            let mut inner = String::new();
            html::push_html(&mut inner, note.into_iter());
            let back = format!(" <a href=\"#fnref-{i}\">↩</a>");
            match inner.trim_end().strip_suffix("</p>") {
                Some(inner) => out.push_str(&format!("{inner}{back}</p>")),
                None => out.push_str(&format!("{}{back}", inner.trim_end())),
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n");
    }

    /// References become numbers that lead to their notes.
    fn number(&mut self, events: Vec<Event<'e>>) -> Vec<Event<'e>> {
        let mut out = Vec::with_capacity(events.len());
        for event in events {
            let Event::FootnoteReference(name) = event else {
                out.push(event);
                continue;
            };
            let known = self.numbers.contains_key(&name) || self.notes.contains_key(&name);
            if !known {
                out.push(Event::Text(CowStr::from(format!("[^{name}]"))));
                continue;
            }
            let next = self.order.len() + 1;
            let (number, times) = self.numbers.entry(name.clone()).or_insert((next, 0));
            if *number == next && *times == 0 {
                self.order.push(name);
            }
            *times += 1;
            // Only the first reference is one that the note leads back to.
            let id = if *times == 1 { format!(" id=\"fnref-{number}\"") } else { String::new() };
            let html = format!("<sup><a href=\"#fn-{number}\"{id}>{number}</a></sup>");
            out.push(Event::InlineHtml(CowStr::from(html)));
        }
        out
    }
}

/// The same text with at most [`MAX_MARKERS`] quotes and lists opened by one line. Thousands of them are no text but an
/// attack on whoever renders it; what they enclose is kept.
fn limit_markers(text: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let mut copied = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // Most lines begin with a letter.
        if line.len() > MAX_MARKERS
            && let Some((from, to)) = surplus_markers(line)
        {
            let out = out.get_or_insert_default();
            out.push_str(&text[copied..start + from]);
            copied = start + to;
        }
        start += line.len();
    }
    match out {
        Some(mut out) => {
            out.push_str(&text[copied..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(text),
    }
}

/// The part of a line that opens more containers than may be.
fn surplus_markers(line: &str) -> Option<(usize, usize)> {
    let bytes = line.as_bytes();
    let blank = |i: usize| bytes.get(i).is_none_or(u8::is_ascii_whitespace);
    let (mut i, mut markers, mut surplus) = (0, 0, None);
    loop {
        while i < bytes.len() && matches!(bytes[i], b' ' | b'\t') {
            i += 1;
        }
        if markers == MAX_MARKERS && surplus.is_none() {
            surplus = Some(i);
        }
        match bytes.get(i) {
            Some(b'>') => i += 1,
            Some(b'-' | b'*' | b'+') if blank(i + 1) => i += 1,
            Some(b'0'..=b'9') => {
                let digits = bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
                let closed = matches!(bytes.get(i + digits), Some(b'.' | b')')) && blank(i + digits + 1);
                if !closed || digits > 9 {
                    break;
                }
                i += digits + 1;
            }
            _ => break,
        }
        markers += 1;
    }
    surplus.filter(|from| *from < i).map(|from| (from, i))
}

#[cfg(test)]
mod tests {
    use super::{inline, language, to_html};
    use crate::{content::findings::Findings, diagnostic::Place};

    fn html(text: &str) -> String {
        to_html(text, &mut Findings::new(&Place::default(), 0)).trim().to_owned()
    }

    #[test]
    fn github_flavour() {
        for (text, expected) in [
            ("a \"b\" -- c...", "<p>a \"b\" -- c...</p>"),
            ("~~a~~", "<p><del>a</del></p>"),
            ("# A {#b .c d=e}", "<h1 id=\"b\">A</h1>"),
            ("- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>"),
            ("> [!NOTE]\n> a", "<blockquote>\n<p><strong>Note</strong></p>\n<p>a</p>\n</blockquote>"),
            (
                "see https://a.example/b_c_d.",
                "<p>see <a href=\"https://a.example/b_c_d\">https://a.example/b_c_d</a>.</p>",
            ),
            (
                "[https://a.example](/b) `https://a.example`",
                "<p><a href=\"/b\">https://a.example</a> <code>https://a.example</code></p>",
            ),
            ("<a href=\"x\">https://a.example</a>", "<p><a href=\"x\">https://a.example</a></p>"),
            ("```rust,no_run\na\n```", "<pre><code class=\"language-rust\">a\n</code></pre>"),
            ("```\nhttps://a.example\n```", "<pre><code>https://a.example\n</code></pre>"),
        ] {
            assert_eq!(html(text), expected, "{text}");
        }
    }

    #[test]
    fn footnotes_stand_at_the_end_in_the_order_of_their_references() {
        let out = html("a[^x] b[^y] c[^x] d[^z]\n\n[^y]: *why*[^w]\n[^x]: ex\n[^w]: deep\n[^unused]: no");
        assert_eq!(
            out,
            "<p>a<sup><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup> \
             b<sup><a href=\"#fn-2\" id=\"fnref-2\">2</a></sup> \
             c<sup><a href=\"#fn-1\">1</a></sup> d[^z]</p>\n<hr>\n<ol>\n\
             <li id=\"fn-1\"><p>ex <a href=\"#fnref-1\">↩</a></p></li>\n\
             <li id=\"fn-2\"><p><em>why</em><sup><a href=\"#fn-3\" id=\"fnref-3\">3</a></sup> <a href=\"#fnref-2\">↩</a></p></li>\n\
             <li id=\"fn-3\"><p>deep <a href=\"#fnref-3\">↩</a></p></li>\n</ol>"
        );
    }

    #[test]
    fn languages_of_code_blocks() {
        for (info, expected) in [
            ("rust", Some("rust")),
            ("rust,ignore", Some("rust")),
            ("go {linenos=table}", Some("go")),
            ("{.python .x}", Some("python")),
            ("{r, echo=FALSE}", Some("r")),
            ("js:app.js", Some("js")),
            ("c++", Some("c++")),
            ("", None),
            ("{}", None),
        ] {
            assert_eq!(language(info), expected, "{info}");
        }
    }

    #[test]
    fn captions_are_inline() {
        assert_eq!(inline("a *b* & c"), "a <em>b</em> &amp; c");
        assert_eq!(inline("plain"), "plain");
    }

    #[test]
    fn deep_nesting_is_flattened_and_reported() {
        for marker in [">", "> ", "- ", "1. ", "* > "] {
            let mut findings = Findings::new(&Place::default(), 0);
            let out = to_html(&format!("{}text", marker.repeat(10_000)), &mut findings);
            assert!(out.contains("text"), "{marker}");
            assert!(out.matches("<blockquote>").count() + out.matches("<li>").count() <= 60, "{marker}");
            assert_eq!(findings.into_diagnostics()[0].rule.name, "body-too-deep");
        }
    }
}
