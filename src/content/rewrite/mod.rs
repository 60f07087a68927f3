//! One pass over the tokens of an HTML fragment: what must change before a reader sees it, changes here.
//!
//! Dropped with all they hold: scripts, styles, templates, form controls, inline SVG (icons mostly; a reader would show its
//! labels as stray words), `<noscript>` but for the images in it. MathML becomes its TeX source where it carries one,
//! else its text. Unwrapped, so that their text stays: forms, elements unknown to HTML, links without address.
//! Lazy images get their source ([`lazy`]), frames become links ([`embeds`]), addresses become absolute ([`links`]).
//! Images of one pixel are counters, not pictures, and go.
//!
//! `id` stays where a link of the same body leads to it. `class` stays as `language-…` on code alone, the one class that
//! readers act upon. Links get no `rel`; one that the author wrote stays.

mod elements;
mod media;
mod modes;

use super::{Options, embeds, findings::Findings, links, policy, tree::Tree};
use crate::value::{WebUrl, escape_html};
use html5ever::{
    Attribute, LocalName,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind::{Rawtext, Rcdata, ScriptData},
    },
};
use media::LastImage;
use modes::Mode;
use std::{cell::RefCell, collections::HashSet};

/// What became of a fragment.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    /// Well-nested HTML of allowed elements.
    pub html: String,
    /// The part before `<!--more-->`, well-nested on its own.
    pub excerpt: Option<String>,
    /// Whether there is anything in it to read, see or hear.
    pub filled: bool,
}

/// Rewrites a fragment.
pub(super) fn rewrite(html: &str, base: Option<&WebUrl>, options: &Options, findings: &mut Findings) -> Rewritten {
    let html = super::guard::limit_attributes(html);
    let state = State {
        base,
        options,
        findings,
        tree: Tree::with_capacity(html.len() + html.len() / 4),
        targets: targets(&html),
        text: String::new(),
        mode: Mode::Flow,
        forms: 0,
        noscript: false,
        last_image: None,
        noscript_image: None,
        last_frame: None,
        excerpt: None,
        filled: false,
    };
    let tokenizer = Tokenizer::new(Sink(RefCell::new(state)), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html));
    // The sink never asks for a script to be run, so one call reads everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut state = tokenizer.sink.0.into_inner();
    state.leave_mode();
    state.flush_text();
    if state.tree.is_too_deep() {
        state.findings.too_deep();
    }
    Rewritten { html: state.tree.finish(), excerpt: state.excerpt, filled: state.filled }
}

/// The longest `id`, in bytes.
const LONGEST_ID: usize = 300;

/// The fragments that links inside this text lead to.
fn targets(html: &str) -> HashSet<String> {
    let mut out = HashSet::new();
    for (i, _) in html.match_indices('#') {
        let before = html.as_bytes()[..i].last();
        if !matches!(before, Some(b'"' | b'\'' | b'=')) {
            continue;
        }
        let rest = &html[i + 1..];
        let end = rest.bytes().take(LONGEST_ID).position(|b| matches!(b, b'"' | b'\'' | b'>' | b' ' | b'\n'));
        if let Some(end) = end.filter(|end| *end > 0) {
            out.insert(rest[..end].to_owned());
        }
    }
    out
}

/// The attributes of one element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attributes<'a>(&'a [Attribute]);

impl<'a> Attributes<'a> {
    /// The value under this name.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
    }

    fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.0.iter().map(|attribute| (&*attribute.name.local, &*attribute.value))
    }
}

struct State<'a> {
    base: Option<&'a WebUrl>,
    options: &'a Options,
    findings: &'a mut Findings,
    tree: Tree,
    targets: HashSet<String>,
    /// Text since the last tag.
    text: String,
    mode: Mode,
    /// How many forms are open.
    forms: u32,
    noscript: bool,
    last_image: Option<LastImage>,
    /// The source of an image out of `<noscript>`, as long as only blanks follow it.
    noscript_image: Option<String>,
    /// The frame that was read last: lazy players repeat theirs in `<noscript>`.
    last_frame: Option<String>,
    excerpt: Option<String>,
    filled: bool,
}

struct Sink<'a>(RefCell<State<'a>>);

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.characters(&text),
            Token::CommentToken(text) => state.comment(&text),
            Token::TagToken(tag) => {
                return match tag.kind {
                    TagKind::StartTag => state.start(&tag),
                    TagKind::EndTag => {
                        state.end(&tag.name);
                        TokenSinkResult::Continue
                    }
                };
            }
            Token::DoctypeToken(_) | Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl State<'_> {
    fn characters(&mut self, text: &str) {
        match &mut self.mode {
            Mode::Flow if !self.noscript => self.text.push_str(text),
            Mode::Formula { tex: Some(tex), in_annotation: true, .. } => tex.push_str(text),
            Mode::Formula { text: formula, in_annotation: false, .. } => formula.push_str(text),
            _ => {}
        }
    }

    /// Writes the text that was gathered.
    fn flush_text(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let mut text = std::mem::take(&mut self.text);
        // What looked like the address of a link turned out to be none.
        if text.contains(links::UNKNOWN) {
            text = text.replace(links::UNKNOWN, "");
        }
        if !text.trim().is_empty() {
            self.filled = true;
            self.last_image = None;
            self.noscript_image = None;
        }
        match lone_address(&text) {
            // A player that the site puts in the place of a bare address.
            Some(address) if !self.tree.is_within(&["a", "pre", "code", "kbd", "samp"]) => {
                self.tree.begin("a", &format!(" href=\"{}\"", escape_html(address.as_str())), true, false);
                self.tree.text(text.trim());
                self.tree.end("a");
            }
            _ => self.tree.text(&text),
        }
        // The buffer keeps its size for the next run of text.
        self.text = text;
        self.text.clear();
    }

    fn comment(&mut self, text: &str) {
        if matches!(self.mode, Mode::Flow) && !self.noscript && self.excerpt.is_none() && ends_excerpt(text) {
            self.flush_text();
            if self.filled {
                self.excerpt = Some(self.tree.snapshot());
            }
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let attributes = Attributes(&tag.attrs);
        let name: &str = &tag.name;
        for (attribute, _) in attributes.iter() {
            let handler = attribute
                .strip_prefix("on")
                .is_some_and(|event| event.len() > 2 && event.bytes().all(|b| b.is_ascii_lowercase()));
            if handler {
                self.findings.unsafe_part(attribute);
            }
        }
        if let Some(result) = self.start_within_mode(tag, attributes) {
            return result;
        }
        self.flush_text();
        let name = policy::modern_name(name);
        if !matches!(name, "noscript" | "img" | "picture" | "source") {
            self.noscript_image = None;
            if name != "br" {
                self.last_image = None;
            }
        }
        match name {
            "script" => {
                let data = attributes.get("type").is_some_and(|kind| kind.trim().ends_with("json"));
                if !data {
                    self.findings.unsafe_part("script");
                }
                return self.skip(tag, Some(ScriptData));
            }
            "style" | "noembed" | "noframes" => return self.skip(tag, Some(Rawtext)),
            "title" | "textarea" => return self.skip(tag, Some(Rcdata)),
            "template" => return self.skip(tag, None),
            "select" | "button" | "datalist" => {
                self.findings.unsafe_part(name);
                return self.skip(tag, None);
            }
            "label" if self.forms > 0 => return self.skip(tag, None),
            "svg" if !tag.self_closing => self.mode = Mode::Drawing { depth: 1, html: 0 },
            "math" if !tag.self_closing => {
                let tex = attributes.get("alttext").map(str::to_owned);
                self.mode = Mode::Formula { tex, in_annotation: false, text: String::new() };
            }
            "noscript" => self.noscript = !tag.self_closing,
            "iframe" => {
                self.frame(attributes);
                return self.skip(tag, Some(Rawtext));
            }
            "embed" => self.frame(attributes),
            "object" if !tag.self_closing => self.start_object(attributes),
            "input" => self.input(attributes),
            "base" => self.findings.unsafe_part("base"),
            "meta" if attributes.get("http-equiv").is_some() => self.findings.unsafe_part("meta"),
            "img" => self.image(attributes),
            "source" | "track" => self.source(name, attributes),
            _ if name.starts_with("amp-") || name.starts_with("lite-") => {
                if let Some(frame) = embeds::frame_of(name, |name| attributes.get(name)) {
                    self.page(&frame, attributes);
                }
            }
            _ => {
                if &*tag.name == "form" {
                    self.forms = self.forms.saturating_add(1);
                    self.findings.unsafe_part("form");
                }
                self.element(name, attributes, tag.self_closing);
                if &*tag.name == "xmp" {
                    return TokenSinkResult::RawData(Rawtext);
                }
            }
        }
        TokenSinkResult::Continue
    }

    fn end(&mut self, name: &LocalName) {
        if matches!(self.mode, Mode::Flow) {
            self.end_in_flow(name);
        } else if self.mode.ends_with(name) {
            self.leave_mode();
        }
    }

    fn end_in_flow(&mut self, name: &LocalName) {
        if &**name == "noscript" {
            self.noscript = false;
            return;
        }
        if self.noscript {
            return;
        }
        self.flush_text();
        if &**name == "form" {
            self.forms = self.forms.saturating_sub(1);
        }
        match policy::modern_name(name) {
            "br" => self.tree.void("br", ""),
            name => self.tree.end(name),
        }
    }
}

/// The address that the text consists of.
fn lone_address(text: &str) -> Option<WebUrl> {
    let text = text.trim();
    let is_address = (text.starts_with("https://") || text.starts_with("http://"))
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
    if is_address { WebUrl::parse(text).ok() } else { None }
}

/// Whether a comment ends the excerpt: `<!--more-->` and its kin in other generators.
fn ends_excerpt(comment: &str) -> bool {
    // WordPress lets the words of the link follow at once: `<!--more Read on-->`.
    if comment.strip_prefix("more").is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
        return true;
    }
    let words = comment.trim().to_ascii_lowercase();
    matches!(
        words.as_str(),
        "more"
            | "excerpt"
            | "read more"
            | "readmore"
            | "truncate"
            | "end excerpt"
            | "end-excerpt"
            | "endexcerpt"
            | "pelican_end_summary"
            | "teaser_end"
    )
}
