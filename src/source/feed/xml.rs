//! From text to elements, as far as a document can be understood.
//!
//! quick-xml cuts the text into tags; what they mean together is found out here, since feeds in the wild leave tags open,
//! close what was never opened and forget to escape. Each item is handed over when it ends, so that never more than one of
//! them is in memory beside what stands around them.

use super::{entities::Entities, names::Space};
use crate::{
    diagnostic::{Diagnostic, Level, Rule, rules::source as rules},
    source::piece::Piece,
    value::WebUrl,
};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::sync::Arc;

/// Elements inside one another; what lies deeper is read as text.
const DEEPEST: usize = 200;
/// How many times over a document is read, all in all, where reading has to begin again behind what is broken.
const PATIENCE: usize = 100;
/// How many findings about its syntax a file draws.
const MOST_FINDINGS: usize = 10;

/// An element.
#[derive(Debug, Clone)]
pub(super) struct Element {
    /// What it belongs to.
    pub space: Space,
    /// Its prefix as written.
    pub prefix: String,
    /// Its name without prefix.
    pub local: String,
    /// Its attributes, but for declarations of namespaces.
    pub attributes: Vec<Attribute>,
    /// What is in it.
    pub content: Vec<Content>,
    /// The byte of the text at which it begins.
    pub offset: usize,
    /// What its relative addresses begin at (XML Base), where the document says so.
    pub base: Option<Arc<str>>,
    /// Its language.
    pub language: Option<Arc<str>>,
}

/// An attribute.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    /// `Core` where it has no prefix.
    pub space: Space,
    /// Its name as written.
    pub name: String,
    /// Its value, references resolved.
    pub value: String,
}

/// A part of what is in an element.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Text, references resolved.
    Text(String),
    /// An element.
    Element(Element),
}

impl Element {
    /// The elements in it.
    pub(super) fn children(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|content| match content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        })
    }

    /// Whether it is this element; names of RSS are compared without case.
    pub(super) fn is(&self, space: Space, local: &str) -> bool {
        self.space == space
            && if space == Space::Core { self.local.eq_ignore_ascii_case(local) } else { self.local == local }
    }

    /// Whether it is this element of the module that has this prefix.
    pub(super) fn is_of(&self, prefix: &str, local: &str) -> bool {
        self.local == local && self.space.prefix() == Some(prefix)
    }

    /// The first element of this name in it.
    pub(super) fn child(&self, space: Space, local: &str) -> Option<&Self> {
        self.children().find(|child| child.is(space, local))
    }

    /// An attribute without namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|a| a.name == name)?.value.trim();
        (!value.is_empty()).then_some(value)
    }

    /// An attribute of a namespace.
    pub(super) fn attribute_of(&self, space: Space, local: &str) -> Option<&str> {
        let is_it = |a: &&Attribute| a.space == space && a.name.rsplit(':').next() == Some(local);
        Some(self.attributes.iter().find(is_it)?.value.trim()).filter(|value| !value.is_empty())
    }

    /// All text in it, without blanks around it.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.collect(&mut out);
        out.trim().to_owned()
    }

    fn collect(&self, out: &mut String) {
        for content in &self.content {
            match content {
                Content::Text(text) => out.push_str(text),
                Content::Element(element) => element.collect(out),
            }
        }
    }

    /// Whether there are elements in it.
    pub(super) fn has_elements(&self) -> bool {
        self.children().next().is_some()
    }
}

/// What is being read.
pub(super) struct Walk<'a, 'p> {
    piece: &'p Piece<'a>,
    /// The name of items as the document's root tells it.
    item: Option<(Space, &'static str)>,
    entities: Entities,
    stack: Vec<Element>,
    /// Where the open item stands in the stack.
    open: Option<usize>,
    /// Prefix, namespace and the depth at which it was declared.
    spaces: Vec<(String, Space, usize)>,
    declared: Vec<String>,
    /// Elements that lie too deep.
    beyond: usize,
    root: Option<Element>,
    findings: Vec<Diagnostic>,
    more: usize,
    is_deep: bool,
    is_cut: bool,
    /// Bytes that were read again because something broke off.
    again: usize,
}

/// A document without its items.
pub(super) struct Document {
    /// Its root; nothing, if there is no element in it.
    pub root: Option<Element>,
    /// Addresses of namespaces that were declared anywhere.
    pub declared: Vec<String>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    /// Whether it ends before its root does.
    pub is_cut: bool,
}

impl<'a, 'p> Walk<'a, 'p> {
    /// Reads a document. Items are handed over; what stands around them is given back, and everything that is wrong.
    pub(super) fn read(piece: &'p Piece<'a>, sink: &mut dyn FnMut(Element)) -> Document {
        let mut walk = Walk {
            piece,
            item: None,
            entities: Entities::default(),
            stack: Vec::new(),
            open: None,
            spaces: Vec::new(),
            declared: Vec::new(),
            beyond: 0,
            root: None,
            findings: Vec::new(),
            more: 0,
            is_deep: false,
            is_cut: false,
            again: 0,
        };
        walk.follow(sink);
        let mut findings = walk.findings;
        if walk.more > 0 {
            let message = format!("{} more places of this kind follow", walk.more);
            findings.push(piece.note(&rules::FEED_SYNTAX, piece.text.len(), message));
        }
        Document { root: walk.root, declared: walk.declared, findings, is_cut: walk.is_cut }
    }

    fn follow(&mut self, sink: &mut dyn FnMut(Element)) {
        let text = self.piece.text;
        let mut start = 0;
        'reader: loop {
            let mut reader = Reader::from_str(&text[start..]);
            let config = reader.config_mut();
            config.allow_dangling_amp = true;
            config.allow_unmatched_ends = true;
            config.check_end_names = false;
            loop {
                let at = start + position(reader.buffer_position());
                match reader.read_event() {
                    Ok(Event::Eof) => break 'reader,
                    Ok(Event::Start(tag)) if is_name(tag.name().as_ref()) => self.open(&tag, at, sink),
                    Ok(Event::Empty(tag)) if is_name(tag.name().as_ref()) => {
                        self.open(&tag, at, sink);
                        self.close(tag.name().as_ref(), at, sink);
                    }
                    Ok(Event::Start(_) | Event::Empty(_)) => {
                        // `I <3 this`: an unescaped sign in a text.
                        self.trouble(at, "this `<` begins no tag: it should be written `&lt;`");
                        self.text("<");
                        self.again += start + position(reader.buffer_position()) - at;
                        start = at + 1;
                        if self.is_hopeless(at) {
                            break 'reader;
                        }
                        continue 'reader;
                    }
                    Ok(Event::End(tag)) => self.close(tag.name().as_ref(), at, sink),
                    Ok(Event::Text(part)) => self.text(&String::from_utf8_lossy(&part)),
                    Ok(Event::CData(part)) => self.text(&String::from_utf8_lossy(&part)),
                    Ok(Event::GeneralRef(name)) => {
                        let mut out = String::new();
                        self.entities.resolve(&String::from_utf8_lossy(&name), &mut out);
                        self.text(&out);
                    }
                    Ok(Event::DocType(part)) => self.entities.declare(&String::from_utf8_lossy(&part)),
                    Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
                    Err(error) => {
                        let broken = start + position(reader.error_position());
                        self.again += text.len() - broken.min(text.len());
                        if self.is_hopeless(broken) {
                            break 'reader;
                        }
                        match self.resume(broken.max(at), &error.to_string()) {
                            Some(next) => start = next,
                            None => break 'reader,
                        }
                        continue 'reader;
                    }
                }
            }
        }
        self.end();
    }

    /// Whether so much of the document had to be read again that the rest of it is not worth it.
    fn is_hopeless(&mut self, at: usize) -> bool {
        let is_it = self.again > PATIENCE * self.piece.text.len() + 4096;
        if is_it {
            let message = "this is not well-formed XML in so many places that the rest of it is not read";
            self.report(&rules::FEED_SYNTAX, Level::Error, at, message);
            self.is_cut = true;
        }
        is_it
    }

    /// Goes on at the next item behind something that cannot be read; the item in which it stands is lost.
    fn resume(&mut self, broken: usize, why: &str) -> Option<usize> {
        let text = self.piece.text;
        let from = text.ceil_char_boundary((broken + 1).min(text.len()));
        let next = self.item.and_then(|(_, name)| {
            let rest = &text.as_bytes()[from..];
            let mut tags = memchr::memchr_iter(b'<', rest);
            tags.find(|at| begins_with_tag(&rest[at + 1..], name)).map(|at| from + at)
        });
        let lost = if self.open.is_some() { "; the item in which it stands is left out" } else { "" };
        let message = format!("this is not well-formed XML: {why}{lost}");
        let level = if self.open.is_some() { Level::Error } else { Level::Warning };
        self.report(&rules::FEED_SYNTAX, level, broken, &message);
        if let Some(open) = self.open.take() {
            self.shorten(open);
        }
        self.beyond = 0;
        self.is_cut |= next.is_none();
        next
    }

    /// The document is over.
    fn end(&mut self) {
        let end = self.piece.text.len();
        self.is_cut |= !self.stack.is_empty();
        if let Some(open) = self.open.take() {
            let offset = self.stack.get(open).map_or(end, |item| item.offset);
            let message = "the document ends within this item, which is left out";
            self.report(&rules::FEED_SYNTAX, Level::Error, offset, message);
            self.shorten(open);
        } else if let Some(name) = self.stack.last().map(name_of) {
            self.trouble(end, &format!("the document ends before `</{name}>`"));
        }
        while let Some(element) = self.stack.pop() {
            self.attach(element);
        }
        if self.entities.is_exhausted() {
            let message =
                "the entities of the document unfold into more than any feed needs; what is too much is left out";
            self.report(&rules::DATA_TOO_DEEP, Level::Error, 0, message);
        }
        if let Some(name) = self.entities.unknown() {
            let message = format!("`&{name};` stands for nothing and remains as it is written");
            let at = self.piece.text.find(&format!("&{name};")).unwrap_or(0);
            self.report(&rules::FEED_SYNTAX, Level::Warning, at, &message);
        }
    }

    fn trouble(&mut self, at: usize, message: &str) {
        self.report(&rules::FEED_SYNTAX, Level::Warning, at, &format!("this is not well-formed XML: {message}"));
    }

    fn report(&mut self, rule: &'static Rule, level: Level, at: usize, message: &str) {
        // What is lost is said longer.
        let most = if level == Level::Error { 10 * MOST_FINDINGS } else { MOST_FINDINGS };
        if self.findings.len() >= most {
            self.more += 1;
            return;
        }
        let mut finding = self.piece.finding(rule, at, message);
        finding.level = level;
        self.findings.push(finding.help("ask whoever makes the feed to mend it; what can be read of it is used"));
    }

    fn text(&mut self, text: &str) {
        let Some(top) = self.stack.last_mut() else { return };
        match top.content.last_mut() {
            Some(Content::Text(before)) => before.push_str(text),
            _ => top.content.push(Content::Text(text.to_owned())),
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, at: usize, sink: &mut dyn FnMut(Element)) {
        if self.stack.len() >= DEEPEST {
            self.beyond += 1;
            if !std::mem::replace(&mut self.is_deep, true) {
                let message =
                    format!("elements are nested deeper than {DEEPEST} levels; what lies deeper is read as text");
                self.report(&rules::DATA_TOO_DEEP, Level::Warning, at, &message);
            }
            return;
        }
        if self.stack.is_empty() && self.root.is_some() {
            // One document is enough; a second root is rubbish behind it.
            self.trouble(at, "something follows the end of the document");
        }
        let element = self.element(tag, at);
        if self.stack.is_empty() && self.root.is_none() {
            self.item = match (element.space, element.local.as_str()) {
                (Space::Atom, _) | (_, "feed" | "entry") => Some((Space::Atom, "entry")),
                _ => Some((Space::Core, "item")),
            };
        }
        if self.item.is_some_and(|(space, local)| element.is(space, local)) && !self.stack.is_empty() {
            if let Some(open) = self.open {
                let is_within_another = self.stack[open..].iter().any(|outer| outer.space == Space::Xhtml);
                if !is_within_another {
                    self.trouble(at, &format!("the `{}` before this one is not closed", name_of(&element)));
                    self.shut(open, sink);
                    self.open = Some(self.stack.len());
                }
            } else {
                self.open = Some(self.stack.len());
            }
        }
        self.stack.push(element);
    }

    fn element(&mut self, tag: &BytesStart<'_>, at: usize) -> Element {
        let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
        let (prefix, local) = split(&name);
        let depth = self.stack.len();
        let mut attributes: Vec<(String, String)> = Vec::new();
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let value = self.entities.unescape(&String::from_utf8_lossy(&attribute.value));
            let declared = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            match declared {
                Some(prefix) => {
                    // A root that puts all of RSS into a namespace of another format is a mistake that many make.
                    let is_rss = depth == 0 && prefix.is_empty() && local == "rss";
                    let space = if is_rss { Space::Core } else { Space::of(&value) };
                    self.spaces.push((prefix.to_owned(), space, depth));
                    if self.declared.len() < 100 {
                        self.declared.push(value);
                    }
                }
                None => attributes.push((name, value)),
            }
        }
        let attributes: Vec<Attribute> = attributes
            .into_iter()
            .map(|(name, value)| {
                let prefix = split(&name).0;
                let space = if prefix.is_empty() { Space::Core } else { self.space(prefix) };
                Attribute { space, name, value }
            })
            .collect();
        let outer = self.stack.last();
        let own = |local: &str| {
            let is_it = |a: &&Attribute| a.space == Space::Xml && a.name.ends_with(local);
            attributes.iter().find(is_it).map(|a| a.value.trim())
        };
        let outer_base = outer.and_then(|outer| outer.base.clone());
        let base = match own(":base") {
            Some(base) => joined(outer_base.as_deref(), base).map(Arc::from).or(outer_base),
            None => outer_base,
        };
        let language = own(":lang").map(Arc::from).or_else(|| outer.and_then(|outer| outer.language.clone()));
        let space = self.space(prefix);
        Element {
            space,
            prefix: prefix.to_owned(),
            local: local.to_owned(),
            attributes,
            content: Vec::new(),
            offset: at,
            base,
            language: language.filter(|tag: &Arc<str>| !tag.is_empty()),
        }
    }

    fn space(&self, prefix: &str) -> Space {
        let declared = self.spaces.iter().rev().find(|(known, ..)| known == prefix);
        declared.map_or_else(|| Space::of_prefix(prefix), |(_, space, _)| *space)
    }

    fn close(&mut self, name: &[u8], at: usize, sink: &mut dyn FnMut(Element)) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let name = String::from_utf8_lossy(name).into_owned();
        let (prefix, local) = split(&name);
        let Some(found) = self.stack.iter().rposition(|open| open.local == local && open.prefix == prefix) else {
            self.trouble(at, &format!("`</{name}>` closes nothing"));
            return;
        };
        if found + 1 < self.stack.len() {
            let inner = self.stack.last().map(name_of).unwrap_or_default();
            self.trouble(at, &format!("`<{inner}>` is not closed before `</{name}>`"));
        }
        self.shut(found, sink);
    }

    /// Ends every element from this one on.
    fn shut(&mut self, from: usize, sink: &mut dyn FnMut(Element)) {
        while self.stack.len() > from {
            let Some(element) = self.stack.pop() else { break };
            let depth = self.stack.len();
            while self.spaces.last().is_some_and(|(.., at)| *at >= depth) {
                self.spaces.pop();
            }
            if self.open == Some(depth) {
                self.open = None;
                sink(element);
            } else {
                self.attach(element);
            }
        }
    }

    /// Forgets every element from this one on.
    fn shorten(&mut self, to: usize) {
        self.stack.truncate(to);
        self.spaces.retain(|(.., depth)| *depth < to);
    }

    fn attach(&mut self, element: Element) {
        match self.stack.last_mut() {
            Some(outer) => outer.content.push(Content::Element(element)),
            None => {
                self.root.get_or_insert(element);
            }
        }
    }
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

fn name_of(element: &Element) -> String {
    if element.prefix.is_empty() { element.local.clone() } else { format!("{}:{}", element.prefix, element.local) }
}

fn is_name(name: &[u8]) -> bool {
    name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_' || !first.is_ascii())
}

/// Whether a tag of this local name begins here, behind its `<`.
fn begins_with_tag(bytes: &[u8], name: &str) -> bool {
    let end = bytes.iter().take(40).position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_')));
    let Some(tag) = end.map(|end| &bytes[..end]) else { return false };
    let local = tag.iter().rposition(|b| *b == b':').map_or(tag, |colon| &tag[colon + 1..]);
    local == name.as_bytes()
}

/// An address against another one; what cannot be put together is none. Programs write an empty one where they have none,
/// and mean nothing by it, least of all the base itself.
pub(super) fn joined(base: Option<&str>, reference: &str) -> Option<String> {
    let reference = Some(reference.trim()).filter(|reference| !reference.is_empty())?;
    if let Some(base) = base.and_then(|base| WebUrl::parse(base).ok()) {
        return base.join(reference).ok().map(|url| url.to_string());
    }
    WebUrl::parse(reference).ok().map(|url| url.to_string())
}
