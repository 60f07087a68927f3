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

use super::{
    Embeds, Options, embeds,
    findings::Findings,
    lazy,
    links::{self, Purpose},
    policy,
    tree::Tree,
};
use crate::value::{WebUrl, escape_html};
use html5ever::{
    Attribute, LocalName,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind::{Rawtext, Rcdata, ScriptData},
    },
};
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

/// The fragments that links inside this text lead to.
fn targets(html: &str) -> HashSet<String> {
    let mut out = HashSet::new();
    for (i, _) in html.match_indices('#') {
        let before = html[..i].as_bytes().last();
        if !matches!(before, Some(b'"' | b'\'' | b'=')) {
            continue;
        }
        let rest = &html[i + 1..];
        let end = rest.find(['"', '\'', '>', ' ', '\n']).unwrap_or(rest.len());
        if end > 0 {
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

/// What is being read.
#[derive(Debug)]
enum Mode {
    /// Text and elements that pass through.
    Flow,
    /// Something that goes with all it holds, up to its own end tag.
    Skip { name: LocalName, depth: u32 },
    /// An inline drawing; `html` counts the places inside it where HTML is allowed again.
    Drawing { depth: u32, html: u32 },
    /// A formula.
    Formula { tex: Option<String>, in_annotation: bool, text: String },
    /// An `<object>`: its own address, that of a parameter or of what is inside.
    Object { frame: Option<String>, title: Option<String>, is_image: bool, image: Option<Vec<Attribute>>, depth: u32 },
}

/// The image that was read last, as long as only blanks follow it.
#[derive(Debug)]
struct LastImage {
    mark: usize,
    depth: usize,
    src: Option<String>,
    lazy: bool,
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
        let text = std::mem::take(&mut self.text);
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

    /// Handles a start tag inside something that does not simply pass through.
    fn start_within_mode(&mut self, tag: &Tag, attributes: Attributes<'_>) -> Option<TokenSinkResult<()>> {
        let name: &str = &tag.name;
        match &mut self.mode {
            Mode::Flow => {
                // Of what is shown without scripts only pictures add anything: the rest begs for scripts.
                let passes = !self.noscript || matches!(name, "img" | "amp-img" | "noscript");
                return (!passes).then_some(TokenSinkResult::Continue);
            }
            Mode::Skip { name: skipped, depth } => {
                if **skipped == *name && !tag.self_closing {
                    *depth += 1;
                }
            }
            Mode::Drawing { depth, html } => match name {
                "svg" if !tag.self_closing => *depth += 1,
                "foreignobject" | "desc" | "title" if !tag.self_closing => *html += 1,
                // These end a drawing that nobody closed (HTML, "the rules for parsing tokens in foreign content").
                "p" | "div" | "img" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                | "blockquote" | "pre"
                    if *html == 0 =>
                {
                    self.mode = Mode::Flow;
                    return None;
                }
                _ => {}
            },
            Mode::Formula { tex, in_annotation, .. } => {
                if name == "annotation" || name == "annotation-xml" {
                    *in_annotation = true;
                    let is_tex = attributes.get("encoding").is_some_and(|encoding| encoding.ends_with("tex"));
                    if is_tex && tex.is_none() {
                        *tex = Some(String::new());
                    }
                }
            }
            Mode::Object { frame, title, image, depth, .. } => match name {
                "object" => *depth += 1,
                "param" => {
                    let names_it = attributes
                        .get("name")
                        .is_some_and(|name| matches!(name.to_ascii_lowercase().as_str(), "movie" | "src" | "url"));
                    if names_it && frame.is_none() {
                        *frame = attributes.get("value").map(str::to_owned);
                    }
                }
                "embed" | "iframe" => {
                    if frame.is_none() {
                        *frame = attributes.get("src").map(str::to_owned);
                    }
                    *title = title.take().or_else(|| attributes.get("title").map(str::to_owned));
                }
                "img" => *image = image.take().or_else(|| Some(tag.attrs.clone())),
                _ => {}
            },
        }
        Some(TokenSinkResult::Continue)
    }

    fn end(&mut self, name: &LocalName) {
        let ended = match &mut self.mode {
            Mode::Flow => {
                self.end_in_flow(name);
                return;
            }
            Mode::Skip { name: skipped, depth } => {
                *depth -= u32::from(*skipped == *name);
                *depth == 0
            }
            Mode::Drawing { depth, html } => match &**name {
                "svg" => {
                    *depth -= 1;
                    *depth == 0
                }
                "foreignobject" | "desc" | "title" => {
                    *html = html.saturating_sub(1);
                    false
                }
                _ => false,
            },
            Mode::Formula { in_annotation, .. } => {
                if name.starts_with("annotation") {
                    *in_annotation = false;
                }
                &**name == "math"
            }
            Mode::Object { depth, .. } => {
                *depth -= u32::from(&**name == "object");
                *depth == 0
            }
        };
        if ended {
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

    /// Ends a mode, with what it left to be written.
    fn leave_mode(&mut self) {
        match std::mem::replace(&mut self.mode, Mode::Flow) {
            Mode::Flow | Mode::Skip { .. } | Mode::Drawing { .. } => {}
            Mode::Formula { tex, text, .. } => match tex.filter(|tex| !tex.trim().is_empty()) {
                Some(tex) => {
                    self.tree.begin("code", "", true, false);
                    self.tree.text(tex.trim());
                    self.tree.end("code");
                    self.filled = true;
                }
                None => {
                    self.text.push_str(&text);
                    self.flush_text();
                }
            },
            Mode::Object { frame, title, is_image, image, .. } => match (image, frame) {
                (Some(image), _) => self.image(Attributes(&image)),
                (None, Some(frame)) if is_image => self.plain_image(&frame, title.as_deref()),
                (None, Some(frame)) => self.linked_page(&frame, title.as_deref(), ""),
                (None, None) => {}
            },
        }
    }

    fn skip(&mut self, tag: &Tag, raw: Option<html5ever::tokenizer::states::RawKind>) -> TokenSinkResult<()> {
        if tag.self_closing {
            return TokenSinkResult::Continue;
        }
        self.mode = Mode::Skip { name: tag.name.clone(), depth: 1 };
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    fn start_object(&mut self, attributes: Attributes<'_>) {
        self.mode = Mode::Object {
            frame: attributes.get("data").map(str::to_owned),
            title: attributes.get("title").map(str::to_owned),
            is_image: attributes.get("type").is_some_and(|kind| kind.starts_with("image/")),
            image: None,
            depth: 1,
        };
    }

    /// A check box of a task list shows its state; other controls are of no use outside their page.
    fn input(&mut self, attributes: Attributes<'_>) {
        if self.forms == 0 && attributes.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) {
            self.tree.text(if attributes.get("checked").is_some() { "☑ " } else { "☐ " });
        } else if !attributes.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden")) {
            self.findings.unsafe_part("input");
        }
    }

    /// An element that passes through, if it is one that may.
    fn element(&mut self, name: &str, attributes: Attributes<'_>, self_closing: bool) {
        let Some((name, allowed)) = policy::element(name) else { return };
        let mut out = String::new();
        let mut kept_empty = self.attributes(name, allowed, attributes, &mut out);
        let mut written = true;
        match name {
            "a" => written = !out.is_empty(),
            "video" | "audio" => {
                self.player(attributes, &mut out);
                if out.contains(" src=") {
                    kept_empty = true;
                    self.filled = true;
                }
            }
            "td" | "th" => {
                if let Some(side) = attributes.get("style").and_then(text_align) {
                    push(&mut out, "align", side);
                }
            }
            _ => {}
        }
        if policy::is_void(name) {
            self.tree.void(name, &out);
            return;
        }
        self.tree.begin(name, &out, written, kept_empty);
        if self_closing {
            self.tree.end(name);
        }
    }

    /// Appends the attributes that may stay; says whether one of them gives meaning to an empty element.
    fn attributes(&mut self, name: &str, allowed: &[&str], attributes: Attributes<'_>, out: &mut String) -> bool {
        let mut anchor = false;
        for (attribute, value) in attributes.iter() {
            match attribute {
                "id" => {
                    if self.targets.contains(value) {
                        push(out, "id", value);
                        anchor = true;
                    }
                }
                "name" if name == "a" && attributes.get("id").is_none() => {
                    if self.targets.contains(value) {
                        push(out, "id", value);
                        anchor = true;
                    }
                }
                "dir" | "lang" | "title" => {
                    if !value.trim().is_empty() {
                        push(out, attribute, value);
                    }
                }
                _ if !allowed.contains(&attribute) => {}
                "href" => self.push_address(out, attribute, value, Purpose::Link),
                "src" | "poster" | "cite" => self.push_address(out, attribute, value, Purpose::Resource),
                "class" => {
                    if let Some(language) = language_class(value) {
                        push(out, "class", &language);
                    }
                }
                "width" | "height" => {
                    if let Some(pixels) = pixels(value) {
                        push(out, attribute, pixels);
                    }
                }
                _ => push(out, attribute, value),
            }
        }
        anchor
    }

    fn push_address(&mut self, out: &mut String, attribute: &str, value: &str, purpose: Purpose) {
        if let Some(address) = links::absolute(value, purpose, self.base, self.findings) {
            push(out, attribute, &address);
        }
    }

    /// What a player needs beyond the attributes that it has: its lazy source, and controls to start it with.
    fn player(&mut self, attributes: Attributes<'_>, out: &mut String) {
        if attributes.get("src").is_none()
            && let Some(src) = lazy::declared(&attributes).src
        {
            self.push_address(out, "src", src, Purpose::Resource);
        }
        if attributes.get("poster").is_none()
            && let Some(poster) = attributes.get("data-poster")
        {
            self.push_address(out, "poster", poster, Purpose::Resource);
        }
        if attributes.get("controls").is_none() {
            push(out, "controls", "");
        }
    }

    /// A `source` or `track`, which says nothing outside its player or without its address.
    fn source(&mut self, name: &str, attributes: Attributes<'_>) {
        let Some((name, allowed)) = policy::element(name) else { return };
        if !self.tree.is_within(&["picture", "video", "audio"]) {
            return;
        }
        let declared = lazy::declared(&attributes);
        let set = declared.srcset.and_then(|set| links::absolute_set(set, self.base, self.findings));
        let src = declared.src.and_then(|src| links::absolute(src, Purpose::Resource, self.base, self.findings));
        if set.is_none() && src.is_none() {
            return;
        }
        let mut out = String::new();
        if let Some(src) = src {
            push(&mut out, "src", &src);
            self.filled |= name == "source";
        }
        if let Some(set) = set {
            push(&mut out, "srcset", &set);
        }
        for (attribute, value) in attributes.iter() {
            if allowed.contains(&attribute) && !matches!(attribute, "src" | "srcset") && value != "auto" {
                push(&mut out, attribute, value);
            }
        }
        self.tree.void(name, &out);
    }

    fn image(&mut self, attributes: Attributes<'_>) {
        let is_counter = ["width", "height"]
            .iter()
            .all(|side| attributes.get(side).and_then(pixels).is_some_and(|pixels| matches!(pixels, "0" | "1")));
        if is_counter {
            return;
        }
        let declared = lazy::declared(&attributes);
        let set = declared.srcset.and_then(|set| links::absolute_set(set, self.base, self.findings));
        let src = declared
            .src
            .and_then(|src| links::absolute(src, Purpose::Image, self.base, self.findings))
            .or_else(|| set.as_deref().and_then(links::first_of_set).map(str::to_owned));
        if self.noscript {
            if let Some(last) = self.last_image.take() {
                if last.src.is_some() && last.src == src
                    || last.lazy && last.src.is_some() && last.depth != self.tree.depth()
                {
                    return;
                }
                if last.lazy && last.depth == self.tree.depth() {
                    self.tree.cut_back(last.mark);
                }
            }
        } else if let Some(shown) = self.noscript_image.take()
            && (declared.lazy || src.as_ref() == Some(&shown))
        {
            return;
        }
        let mark = self.tree.mark();
        let alt = attributes.get("alt");
        if let Some(src) = &src {
            let mut out = String::new();
            push(&mut out, "src", src);
            if let Some(set) = &set {
                push(&mut out, "srcset", set);
            }
            for (attribute, value) in attributes.iter() {
                match attribute {
                    "alt" => push(&mut out, "alt", value),
                    "width" | "height" => {
                        if let Some(pixels) = pixels(value) {
                            push(&mut out, attribute, pixels);
                        }
                    }
                    "sizes" if set.is_some() && value != "auto" => push(&mut out, "sizes", value),
                    "title" | "lang" | "dir" if !value.trim().is_empty() => push(&mut out, attribute, value),
                    "id" if self.targets.contains(value) => push(&mut out, "id", value),
                    _ => {}
                }
            }
            self.tree.void("img", &out);
            self.filled = true;
        } else if let Some(alt) = alt.filter(|alt| !alt.trim().is_empty()) {
            self.tree.text(alt.trim());
            self.filled = true;
        }
        if self.noscript {
            self.noscript_image = src;
        } else {
            self.last_image = Some(LastImage { mark, depth: self.tree.depth(), src, lazy: declared.lazy });
        }
    }

    fn plain_image(&mut self, src: &str, alt: Option<&str>) {
        if let Some(src) = links::absolute(src, Purpose::Image, self.base, self.findings) {
            let mut out = String::new();
            push(&mut out, "src", &src);
            push(&mut out, "alt", alt.unwrap_or_default());
            self.tree.void("img", &out);
            self.filled = true;
        }
    }

    /// An `iframe` or `embed`.
    fn frame(&mut self, attributes: Attributes<'_>) {
        let src = attributes.get("src").filter(|src| !src.is_empty() && !src.starts_with("about:"));
        let later = || ["data-src", "data-lazy-src", "data-litespeed-src"].iter().find_map(|name| attributes.get(name));
        let Some(src) = src.or_else(later) else { return };
        let unseen = ["width", "height"]
            .iter()
            .any(|side| attributes.get(side).and_then(pixels).is_some_and(|pixels| matches!(pixels, "0" | "1")));
        if !unseen {
            let src = src.to_owned();
            self.page(&src, attributes);
        }
    }

    fn page(&mut self, frame: &str, attributes: Attributes<'_>) {
        let mut sizes = String::new();
        for side in ["width", "height"] {
            if let Some(pixels) = attributes.get(side).and_then(pixels) {
                push(&mut sizes, side, pixels);
            }
        }
        if attributes.get("allowfullscreen").is_some() {
            push(&mut sizes, "allowfullscreen", "");
        }
        self.linked_page(frame, attributes.get("title"), &sizes);
    }

    /// The link that stands for an embedded page, or the frame itself where it is wanted.
    fn linked_page(&mut self, frame: &str, title: Option<&str>, sizes: &str) {
        if self.options.embeds == Embeds::Drop {
            return;
        }
        let Some(address) = links::absolute(frame, Purpose::Resource, self.base, self.findings) else { return };
        if self.last_frame.as_ref() == Some(&address) {
            return;
        }
        let Ok(url) = WebUrl::parse(&address) else { return };
        self.last_frame = Some(address);
        self.filled = true;
        if embeds::is_kept(&url, self.options) {
            let mut out = String::new();
            push(&mut out, "src", url.as_str());
            if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
                push(&mut out, "title", title);
            }
            out.push_str(sizes);
            self.tree.begin("iframe", &out, true, true);
            self.tree.end("iframe");
            return;
        }
        let page = embeds::page(&url);
        self.findings.embed(url.host());
        let (link, inside) = embeds::link(&page, title);
        // A paragraph of its own, unless the frame stands in running text.
        let alone = self.tree.innermost().is_none_or(|name| policy::is_block(name) && !matches!(name, "p" | "summary"))
            && !self.tree.is_within(&["p", "pre", "a"]);
        if alone {
            self.tree.begin("p", "", true, false);
        }
        self.tree.begin("a", &link, true, false);
        self.tree.markup(&inside);
        self.tree.end("a");
        if alone {
            self.tree.end("p");
        }
    }
}

fn push(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(&escape_html(value));
    out.push('"');
}

/// A length in pixels; percentages depend on a page that is not there.
fn pixels(value: &str) -> Option<&str> {
    let value = value.trim();
    let value = value.strip_suffix("px").unwrap_or(value).trim_end();
    (!value.is_empty() && value.len() <= 5 && value.bytes().all(|b| b.is_ascii_digit())).then_some(value)
}

/// `language-rust` out of the classes of a code element.
fn language_class(classes: &str) -> Option<String> {
    classes.split_whitespace().find_map(|class| {
        let language = class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-"))?;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
        (!language.is_empty() && language.chars().all(is_name)).then(|| format!("language-{language}"))
    })
}

/// The side that a style aligns text to: the one style that Markdown tables depend on.
fn text_align(style: &str) -> Option<&'static str> {
    let (_, value) = style
        .split(';')
        .filter_map(|rule| rule.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("text-align"))?;
    ["left", "center", "right"].into_iter().find(|side| value.trim().eq_ignore_ascii_case(side))
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
