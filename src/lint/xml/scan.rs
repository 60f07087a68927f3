//! From characters to elements.

use super::{
    characters::{forbidden, is_character, is_nc_name},
    doctype::Doctype,
    tree::{Attribute, Id, NOBODY, Node, Tree},
};
use crate::{
    diagnostic::Rule,
    lint::{
        findings::Findings,
        html::latin_1_entity,
        names::{Namespaces, Ns},
        rules::{XML_ENTITY_REFUSED, XML_ENTITY_UNDEFINED, XML_LIMIT, XML_MALFORMED, XML_PREFIX_UNDECLARED},
        text::{is_space, quote},
    },
};
use memchr::{memchr, memchr2, memmem};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
};

/// Deeper nesting is no feed; more elements in one item, or outside the items, neither.
const MAX_DEPTH: usize = 1_000;
const MAX_NODES: usize = 1_000_000;
const MAX_BINDINGS: usize = 1_000;
/// From how many attributes on doubles are looked for with a table.
const MANY: usize = 16;

/// How far reading came.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::lint) enum Step {
    /// An item was read; it is not linked to its parent.
    Item(Id),
    /// All was read, or nothing more could be.
    End,
}

/// A prefix, what it stands for, and the depth at which it was declared.
#[derive(Debug)]
struct Binding<'t> {
    prefix: &'t str,
    ns: Ns,
    depth: usize,
    is_outer: bool,
    is_used: bool,
}

/// An attribute as it was written.
#[derive(Debug)]
struct RawAttribute<'t> {
    prefix: &'t str,
    name: &'t str,
    value: Cow<'t, str>,
    at: usize,
    name_at: usize,
}

/// Reads a text into a [`Tree`], item by item.
#[derive(Debug)]
pub(in crate::lint) struct Reader<'t> {
    text: &'t str,
    at: usize,
    pub tree: Tree<'t>,
    bindings: Vec<Binding<'t>>,
    open: Vec<Id>,
    is_fragment: bool,
    has_returns: bool,
    /// Whether reading had to stop before the end.
    pub is_broken: bool,
    pub doctype: Option<Doctype>,
    /// What the root declares: prefix and namespace.
    pub declared: Vec<(&'t str, Ns, usize)>,
    /// What other elements declare, each once.
    pub declared_inside: Vec<(&'t str, Ns, usize)>,
    /// A namespace that is taken for another one: the root's, if it should be the other.
    alias: Option<(Ns, Ns)>,
    /// Where the first item begins.
    pub first_item: Option<usize>,
    item: Option<Id>,
    scratch: Vec<RawAttribute<'t>>,
}

impl<'t> Reader<'t> {
    /// Reads a whole document.
    pub(in crate::lint) fn document(text: &'t str) -> Self {
        Self::new(text, false)
    }

    /// Reads one element that will stand inside a document which declares `outer` (`""` for the default namespace).
    pub(in crate::lint) fn fragment(text: &'t str, outer: &'t BTreeMap<String, String>) -> Self {
        let mut reader = Self::new(text, true);
        for (prefix, uri) in outer {
            let ns = reader.tree.namespaces.number(uri);
            reader.bindings.push(Binding { prefix, ns, depth: 0, is_outer: true, is_used: false });
        }
        reader
    }

    fn new(text: &'t str, is_fragment: bool) -> Self {
        let xml = Binding { prefix: "xml", ns: Ns::XML, depth: 0, is_outer: false, is_used: false };
        Self {
            text,
            at: 0,
            tree: Tree { namespaces: Namespaces::default(), source: text, ..Tree::default() },
            bindings: vec![xml],
            open: Vec::new(),
            is_fragment,
            has_returns: memchr(b'\r', text.as_bytes()).is_some(),
            is_broken: false,
            doctype: None,
            declared: Vec::new(),
            declared_inside: Vec::new(),
            alias: None,
            first_item: None,
            item: None,
            scratch: Vec::new(),
        }
    }

    /// The prefixes that were taken from outside, and what they stand for.
    pub(in crate::lint) fn borrowed(&self) -> BTreeMap<String, String> {
        let used =
            self.bindings.iter().filter(|binding| binding.is_outer && binding.is_used && !binding.prefix.is_empty());
        used.map(|b| (b.prefix.to_owned(), self.tree.namespaces.uri(b.ns).to_owned())).collect()
    }

    /// Reports the characters that XML cannot carry.
    pub(in crate::lint) fn check_characters(&self, findings: &mut Findings) {
        for (at, character) in forbidden(self.text) {
            let message =
                format!("XML cannot carry the character U+{:04X}, not even as a reference", u32::from(character));
            findings.add(&XML_MALFORMED, at, "", message);
        }
    }

    /// Reads up to the end of the next item, or of everything. Forgets the item before.
    pub(in crate::lint) fn step(&mut self, findings: &mut Findings) -> Step {
        if let Some(item) = self.item.take() {
            self.tree.truncate(item);
        }
        while !self.is_broken {
            let bytes = self.text.as_bytes();
            let Some(length) = memchr(b'<', &bytes[self.at..]) else {
                self.characters(self.at, bytes.len(), findings);
                self.at = bytes.len();
                break;
            };
            let tag = self.at + length;
            if length > 0 {
                self.characters(self.at, tag, findings);
            }
            self.at = tag;
            match bytes.get(tag + 1) {
                Some(b'/') => {
                    if let Some(item) = self.end_tag(findings) {
                        self.item = Some(item);
                        return Step::Item(item);
                    }
                }
                Some(b'!') => self.declaration(findings),
                Some(b'?') => self.instruction(findings),
                _ => {
                    if let Some(item) = self.start_tag(findings) {
                        self.item = Some(item);
                        return Step::Item(item);
                    }
                }
            }
        }
        if !self.is_broken {
            if let Some(&id) = self.open.last() {
                let message = format!("`<{}>` is never closed", self.tree.name(id));
                self.stop(&XML_MALFORMED, self.tree.at(id), message, findings);
            } else if self.tree.is_empty() {
                self.stop(&XML_MALFORMED, 0, "there is no element at all", findings);
            }
        }
        Step::End
    }

    fn fault(&self, at: usize, message: impl Into<String>, findings: &mut Findings) {
        findings.add(&XML_MALFORMED, at, "", message);
    }

    /// Reports what makes going on pointless.
    fn stop(&mut self, rule: &'static Rule, at: usize, message: impl Into<String>, findings: &mut Findings) {
        self.is_broken = true;
        findings.add(rule, at, "", message);
    }

    fn characters(&mut self, from: usize, to: usize, findings: &mut Findings) {
        let raw = &self.text[from..to];
        let Some(&id) = self.open.last() else {
            // White space, and a byte order mark that was decoded.
            if let Some((offset, _)) = raw.char_indices().find(|(_, c)| !c.is_ascii_whitespace()) {
                let message = format!("text stands outside the root: `{}`", quote(raw));
                self.stop(&XML_MALFORMED, from + offset, message, findings);
            }
            return;
        };
        if raw.is_empty() {
            return;
        }
        if let Some(end) = memmem::find(raw.as_bytes(), b"]]>") {
            self.fault(from + end, "`]]>` stands in text, where it must be written `]]&gt;`", findings);
        }
        let text = self.decode(raw, from, false, findings);
        self.tree.add_text(id, text, (from, to), false);
    }

    /// Resolves references and line ends; in attribute values white space becomes blanks (XML 1.0 §3.3.3).
    fn decode(&self, raw: &'t str, from: usize, is_attribute: bool, findings: &mut Findings) -> Cow<'t, str> {
        let bytes = raw.as_bytes();
        let has_space = is_attribute && bytes.iter().any(|b| matches!(b, b'\t' | b'\n' | b'\r'));
        let has_returns = self.has_returns && memchr(b'\r', bytes).is_some();
        if !has_space && !has_returns && memchr(b'&', bytes).is_none() {
            return Cow::Borrowed(raw);
        }
        let mut out = String::with_capacity(raw.len());
        let push = |out: &mut String, piece: &str| match (has_space, has_returns) {
            (true, _) => out.push_str(&piece.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ")),
            (false, true) => out.push_str(&piece.replace("\r\n", "\n").replace('\r', "\n")),
            (false, false) => out.push_str(piece),
        };
        let mut at = 0;
        while let Some(length) = memchr(b'&', &bytes[at..]) {
            let amp = at + length;
            push(&mut out, &raw[at..amp]);
            let name_length = bytes[amp + 1..].iter().take(64).position(|b| *b == b';').unwrap_or(usize::MAX);
            let name = raw.get(amp + 1..amp.saturating_add(1).saturating_add(name_length));
            match name.filter(|name| is_reference(name)) {
                None => {
                    self.fault(from + amp, "`&` must be written `&amp;`", findings);
                    out.push('&');
                    at = amp + 1;
                }
                Some(name) => {
                    self.reference(name, from + amp, &mut out, findings);
                    at = amp + name.len() + 2;
                }
            }
        }
        push(&mut out, &raw[at..]);
        Cow::Owned(out)
    }

    fn reference(&self, name: &str, at: usize, out: &mut String, findings: &mut Findings) {
        let character = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                if let Some(number) = name.strip_prefix('#') {
                    match numbered(number) {
                        Some(character) => out.push(character),
                        None => self.fault(at, format!("`&{name};` stands for no character of XML"), findings),
                    }
                    return;
                }
                let doctype = self.doctype.as_ref();
                if let Some(character) = latin_1_entity(name).filter(|_| doctype.is_some_and(Doctype::is_rss_091)) {
                    out.push(character);
                    return;
                }
                if doctype.is_some_and(|doctype| doctype.entities.iter().any(|known| known == name)) {
                    let message = format!("`&{name};` is an entity of the document's own, which is not expanded");
                    findings.add(&XML_ENTITY_REFUSED, at, "", message);
                } else {
                    let message = format!("`&{name};` is not defined in XML");
                    findings.add(&XML_ENTITY_UNDEFINED, at, "", message);
                }
                // Whatever it stands for, it is not nothing.
                out.push('\u{a0}');
                return;
            }
        };
        out.push(character);
    }

    fn declaration(&mut self, findings: &mut Findings) {
        let start = self.at;
        let rest = &self.text[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            match memmem::find(comment.as_bytes(), b"--") {
                Some(end) if comment[end..].starts_with("-->") => self.at = start + 4 + end + 3,
                Some(end) => {
                    self.fault(start + 4 + end, "`--` stands inside a comment", findings);
                    match memmem::find(&comment.as_bytes()[end..], b"-->") {
                        Some(more) => self.at = start + 4 + end + more + 3,
                        None => self.stop(&XML_MALFORMED, start, "a comment is never closed", findings),
                    }
                }
                None => self.stop(&XML_MALFORMED, start, "a comment is never closed", findings),
            }
        } else if let Some(section) = rest.strip_prefix("<![CDATA[") {
            let Some(length) = memmem::find(section.as_bytes(), b"]]>") else {
                return self.stop(&XML_MALFORMED, start, "a CDATA section is never closed", findings);
            };
            let (from, to) = (start + 9, start + 9 + length);
            self.at = to + 3;
            let Some(&id) = self.open.last() else {
                return self.stop(&XML_MALFORMED, start, "a CDATA section stands outside the root", findings);
            };
            let raw = &self.text[from..to];
            let text = if self.has_returns && raw.contains('\r') {
                Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n"))
            } else {
                Cow::Borrowed(raw)
            };
            self.tree.add_text(id, text, (start, self.at), true);
        } else if let Some(doctype) = rest.strip_prefix("<!DOCTYPE") {
            if self.is_fragment {
                return self.stop(&XML_MALFORMED, start, "an item must not have a document type", findings);
            }
            if !self.tree.is_empty() || self.doctype.is_some() {
                return self.stop(
                    &XML_MALFORMED,
                    start,
                    "a document type stands elsewhere than before the root",
                    findings,
                );
            }
            match Doctype::read(doctype) {
                Some((read, length)) => {
                    self.doctype = Some(Doctype { at: start, ..read });
                    self.at = start + 9 + length;
                }
                None => self.stop(&XML_MALFORMED, start, "the document type cannot be read", findings),
            }
        } else {
            self.stop(&XML_MALFORMED, start, "`<!` begins neither a comment nor a CDATA section", findings);
        }
    }

    fn instruction(&mut self, findings: &mut Findings) {
        let start = self.at;
        let rest = &self.text[start + 2..];
        let Some(length) = memmem::find(rest.as_bytes(), b"?>") else {
            return self.stop(&XML_MALFORMED, start, "a processing instruction is never closed", findings);
        };
        self.at = start + 2 + length + 2;
        let name = rest[..length].split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        if name.eq_ignore_ascii_case("xml") {
            // The declaration itself was read with the encoding.
            if start != 0 || self.is_fragment {
                self.fault(start, "an XML declaration stands elsewhere than at the very beginning", findings);
            }
        } else if !is_nc_name(name) {
            self.fault(start, format!("`{}` is no name for a processing instruction", quote(name)), findings);
        }
    }

    /// Reads `</name>`; gives back the item that it ends.
    fn end_tag(&mut self, findings: &mut Findings) -> Option<Id> {
        let start = self.at;
        let rest = &self.text[start + 2..];
        let Some(length) = memchr(b'>', rest.as_bytes()) else {
            self.stop(&XML_MALFORMED, start, "an end tag is never closed", findings);
            return None;
        };
        let name = rest[..length].trim_end_matches(|c: char| c.is_ascii_whitespace());
        self.at = start + 2 + length + 1;
        let named = |reader: &Self, id: Id| match name.split_once(':') {
            Some((prefix, local)) => reader.tree.prefix(id) == prefix && reader.tree.name(id) == local,
            None => reader.tree.prefix(id).is_empty() && reader.tree.name(id) == name,
        };
        let Some(&top) = self.open.last() else {
            self.stop(&XML_MALFORMED, start, format!("`</{}>` closes what is not open", quote(name)), findings);
            return None;
        };
        if named(self, top) {
            return self.close();
        }
        // Going on is sound only where the tag closes something: what stands between is closed with it.
        let open = self.tree.name(top);
        let message = format!("`</{}>` stands where `</{}>` must", quote(name), qualified(self.tree.prefix(top), open));
        let boundary = self.open.iter().rposition(|&id| named(self, id));
        let item = self.open.iter().position(|&id| self.is_item(id));
        match boundary {
            Some(depth) if item.is_some_and(|item| depth >= item) => {
                self.fault(start, message, findings);
                while self.open.len() > depth + 1 {
                    self.close();
                }
                self.close()
            }
            _ => {
                self.stop(&XML_MALFORMED, start, message, findings);
                None
            }
        }
    }

    /// Closes the innermost element; gives it back if it is an item.
    fn close(&mut self) -> Option<Id> {
        let depth = self.open.len();
        while self.bindings.last().is_some_and(|binding| binding.depth == depth) {
            self.bindings.pop();
        }
        let id = self.open.pop()?;
        self.is_item(id).then_some(id)
    }

    /// Whether an element is an item of the document, to be judged and forgotten.
    fn is_item(&self, id: Id) -> bool {
        if self.is_fragment {
            return false;
        }
        let tree = &self.tree;
        let Some(parent) = tree.parent(id) else { return false };
        let (ns, name) = (tree.ns(id), tree.name(id));
        match name {
            "item" if ns == Ns::NONE => tree.name(parent) == "channel" && tree.parent(parent) == Some(Tree::ROOT),
            "item" => matches!(ns, Ns::RSS1 | Ns::RSS090) && parent == Tree::ROOT,
            "entry" => ns == Ns::ATOM && parent == Tree::ROOT && tree.name(parent) == "feed",
            "url" => ns == Ns::SITEMAP && parent == Tree::ROOT,
            _ => false,
        }
    }

    /// Reads a start tag; gives back the item that it is, if it is an empty one.
    fn start_tag(&mut self, findings: &mut Findings) -> Option<Id> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let name_end = name_end(bytes, start + 1);
        let name = &self.text[start + 1..name_end];
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if !is_nc_name(local) || (name.contains(':') && !is_nc_name(prefix)) {
            // A stray `<` in text is the usual cause; inside an item the text can go on.
            let message = if name.is_empty() {
                "`<` must be written `&lt;`".to_owned()
            } else {
                format!("`{}` is no name for an element", quote(name))
            };
            if self.open.is_empty() {
                self.stop(&XML_MALFORMED, start, message, findings);
            } else {
                self.fault(start, message, findings);
                if let Some(&id) = self.open.last() {
                    self.tree.add_text(id, Cow::Borrowed("<"), (start, start + 1), false);
                }
                self.at = start + 1;
            }
            return None;
        }
        if self.open.is_empty() && !self.tree.is_empty() {
            self.stop(&XML_MALFORMED, start, format!("`<{name}>` stands outside the root"), findings);
            return None;
        }
        if self.open.len() >= MAX_DEPTH || self.tree.nodes.len() >= MAX_NODES {
            let message = format!("elements are nested deeper than {MAX_DEPTH}, or there are more than {MAX_NODES}");
            self.stop(&XML_LIMIT, start, message, findings);
            return None;
        }
        let depth = self.open.len() + 1;
        let is_empty = self.attributes_of(name, name_end, depth, findings)?;
        let parent = self.open.last().copied().unwrap_or(NOBODY);
        let ns = self.element_namespace(prefix, start, findings);
        let attributes = self.resolve_attributes(findings);
        let id = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            ns,
            prefix,
            name: local,
            attributes,
            text: Cow::Borrowed(""),
            text_range: (0, 0),
            at: start,
            parent,
            first: NOBODY,
            last: NOBODY,
            next: NOBODY,
            is_cdata: false,
        });
        self.open.push(id);
        if id == Tree::ROOT {
            let root = self.bindings.iter().filter(|binding| binding.depth == 1);
            self.declared = root.map(|binding| (binding.prefix, binding.ns, start)).collect();
            self.declared_inside.clear();
        }
        if self.is_item(id) {
            self.first_item.get_or_insert(start);
        } else if parent != NOBODY {
            let last = self.tree.nodes[parent].last;
            if last == NOBODY {
                self.tree.nodes[parent].first = id;
            } else {
                self.tree.nodes[last].next = id;
            }
            self.tree.nodes[parent].last = id;
        }
        if is_empty { self.close() } else { None }
    }

    /// Takes the root's namespace, and everything in it, for another one.
    pub(in crate::lint) fn take_root_for(&mut self, ns: Ns) {
        let own = self.tree.ns(Tree::ROOT);
        self.alias = Some((own, ns));
        for node in &mut self.tree.nodes {
            if node.ns == own {
                node.ns = ns;
            }
        }
    }

    /// Whether only the root was read so far.
    pub(in crate::lint) fn read_root(&mut self, findings: &mut Findings) -> bool {
        while self.tree.is_empty() && !self.is_broken && self.at < self.text.len() {
            let bytes = self.text.as_bytes();
            let Some(length) = memchr(b'<', &bytes[self.at..]) else { break };
            self.characters(self.at, self.at + length, findings);
            self.at += length;
            match bytes.get(self.at + 1) {
                _ if self.is_broken => {}
                Some(b'!') => self.declaration(findings),
                Some(b'?') => self.instruction(findings),
                Some(b'/') => drop(self.end_tag(findings)),
                _ => drop(self.start_tag(findings)),
            }
        }
        !self.tree.is_empty()
    }

    /// Reads the attributes of a tag into `scratch` and binds the prefixes that it declares. Moves past the tag and says
    /// whether it is an empty one.
    fn attributes_of(&mut self, name: &str, mut at: usize, depth: usize, findings: &mut Findings) -> Option<bool> {
        self.scratch.clear();
        let text = self.text;
        let bytes = text.as_bytes();
        loop {
            let before = at;
            while bytes.get(at).is_some_and(|b| is_space(*b)) {
                at += 1;
            }
            match bytes.get(at) {
                None => {
                    self.stop(&XML_MALFORMED, self.at, format!("the tag `<{}` is never closed", quote(name)), findings);
                    return None;
                }
                Some(b'>') => {
                    self.at = at + 1;
                    return Some(false);
                }
                Some(b'/') if bytes.get(at + 1) == Some(&b'>') => {
                    self.at = at + 2;
                    return Some(true);
                }
                Some(_) => {}
            }
            if at == before {
                self.fault(at, format!("a blank is missing between the attributes of `<{}>`", quote(name)), findings);
            }
            let name_at = at;
            at = name_end(bytes, at);
            let attribute = &text[name_at..at];
            while bytes.get(at).is_some_and(|b| is_space(*b)) {
                at += 1;
            }
            if attribute.is_empty() || bytes.get(at) != Some(&b'=') {
                let message =
                    format!("in the tag `<{}>`, `{}` is no attribute with a value", quote(name), quote(attribute));
                self.fault(name_at, message, findings);
                // The tag ends somewhere; what cannot be read is left out.
                match memchr2(b'>', b'<', &bytes[at..]) {
                    Some(length) if bytes[at + length] == b'>' => {
                        let is_empty = length > 0 && bytes[at + length - 1] == b'/';
                        self.at = at + length + 1;
                        return Some(is_empty);
                    }
                    _ => {
                        self.is_broken = true;
                        return None;
                    }
                }
            }
            at += 1;
            while bytes.get(at).is_some_and(|b| is_space(*b)) {
                at += 1;
            }
            let (from, to) = match bytes.get(at) {
                Some(&quoted @ (b'"' | b'\'')) => match memchr(quoted, &bytes[at + 1..]) {
                    Some(length) => (at + 1, at + 1 + length),
                    None => {
                        let message = format!("the value of `{}` is never closed", quote(attribute));
                        self.stop(&XML_MALFORMED, at, message, findings);
                        return None;
                    }
                },
                _ => {
                    self.fault(at, format!("the value of `{}` is not quoted", quote(attribute)), findings);
                    let end = bytes[at..].iter().position(|b| is_space(*b) || matches!(b, b'>' | b'<'));
                    let to = at + end.unwrap_or(bytes.len() - at);
                    // The slash of an empty element is none of the value's.
                    let is_empty = to > at && bytes[to - 1] == b'/' && bytes.get(to) == Some(&b'>');
                    (at, to - usize::from(is_empty))
                }
            };
            // Past the closing quote, if there was an opening one.
            at = if from > 0 && matches!(bytes[from - 1], b'"' | b'\'') { to + 1 } else { to };
            let raw = &text[from..to];
            if let Some(stray) = memchr(b'<', raw.as_bytes()) {
                self.fault(from + stray, format!("`<` stands in the value of `{}`", quote(attribute)), findings);
            }
            let value = self.decode(raw, from, true, findings);
            let (prefix, local) = attribute.split_once(':').unwrap_or(("", attribute));
            if !is_nc_name(local) || (attribute.contains(':') && !is_nc_name(prefix)) {
                self.fault(name_at, format!("`{}` is no name for an attribute", quote(attribute)), findings);
                continue;
            }
            match (prefix, local) {
                ("", "xmlns") => self.bind("", &value, depth, name_at, findings),
                ("xmlns", prefix) => self.bind(prefix, &value, depth, name_at, findings),
                _ => self.scratch.push(RawAttribute { prefix, name: local, value, at: from, name_at }),
            }
            if self.is_broken {
                return None;
            }
        }
    }

    /// Namespaces in XML §3: what may be declared.
    fn bind(&mut self, prefix: &'t str, uri: &str, depth: usize, at: usize, findings: &mut Findings) {
        let number = self.tree.namespaces.number(uri);
        let is_reserved = prefix == "xmlns"
            || (prefix == "xml") != (number == Ns::XML)
            || number == Ns::XMLNS
            || (!prefix.is_empty() && uri.is_empty());
        let here = self.bindings.iter().rev().take_while(|binding| binding.depth == depth);
        if is_reserved {
            self.fault(at, format!("the prefix `{}` cannot be declared as `{}`", quote(prefix), quote(uri)), findings);
        } else if here.take(MANY * MANY).any(|binding| binding.prefix == prefix) {
            self.fault(at, format!("the prefix `{}` is declared twice", quote(prefix)), findings);
        } else if self.bindings.len() >= MAX_BINDINGS {
            let message = format!("more than {MAX_BINDINGS} namespaces are declared at a time");
            self.stop(&XML_LIMIT, at, message, findings);
        } else if prefix != "xml" {
            let is_new =
                !self.declared_inside.iter().chain(&self.declared).any(|(p, ns, _)| *p == prefix && *ns == number);
            if number != Ns::NONE && is_new && self.declared_inside.len() < MANY {
                self.declared_inside.push((prefix, number, at));
            }
            self.bindings.push(Binding { prefix, ns: number, depth, is_outer: false, is_used: false });
        }
    }

    fn lookup(&mut self, prefix: &str) -> Option<Ns> {
        let binding = self.bindings.iter_mut().rev().find(|binding| binding.prefix == prefix)?;
        binding.is_used = true;
        Some(binding.ns)
    }

    fn element_namespace(&mut self, prefix: &str, at: usize, findings: &mut Findings) -> Ns {
        match self.lookup(prefix) {
            Some(ns) => self.alias.filter(|(from, _)| *from == ns).map_or(ns, |(_, to)| to),
            None if prefix.is_empty() => {
                self.alias.filter(|(from, _)| *from == Ns::NONE).map_or(Ns::NONE, |(_, to)| to)
            }
            None => {
                let message = format!("the prefix `{}` is not declared", quote(prefix));
                findings.add(&XML_PREFIX_UNDECLARED, at, "", message);
                Ns::of_prefix(prefix).unwrap_or(Ns::XMLNS)
            }
        }
    }

    /// Moves the attributes of `scratch` into the tree, their prefixes resolved.
    fn resolve_attributes(&mut self, findings: &mut Findings) -> (usize, usize) {
        let from = self.tree.attributes.len();
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut seen = HashSet::new();
        let is_many = scratch.len() > MANY;
        for RawAttribute { prefix, name, value, at, name_at } in scratch.drain(..) {
            let ns = if prefix.is_empty() {
                Ns::NONE
            } else if let Some(ns) = self.lookup(prefix) {
                ns
            } else {
                let message =
                    format!("the prefix `{}` of the attribute `{}` is not declared", quote(prefix), quote(name));
                findings.add(&XML_PREFIX_UNDECLARED, name_at, "", message);
                continue;
            };
            let is_double = if is_many {
                !seen.insert((ns, name))
            } else {
                self.tree.attributes[from..].iter().any(|other| other.ns == ns && other.name == name)
            };
            if is_double {
                self.fault(name_at, format!("the attribute `{}` is given twice", quote(name)), findings);
            } else {
                self.tree.attributes.push(Attribute { ns, name, value, at });
            }
        }
        self.scratch = scratch;
        (from, self.tree.attributes.len())
    }
}

/// `itunes:image`, or `title`.
pub(super) fn qualified(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
}

/// Where a name ends that begins at `at`.
fn name_end(bytes: &[u8], at: usize) -> usize {
    let ends = |b: &u8| is_space(*b) || matches!(b, b'>' | b'/' | b'=' | b'<' | b'"' | b'\'' | b'&');
    bytes[at..].iter().position(ends).map_or(bytes.len(), |length| at + length)
}

/// Whether the text between `&` and `;` looks like a reference at all.
fn is_reference(name: &str) -> bool {
    name.strip_prefix('#').map_or_else(
        || is_nc_name(name),
        |number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_alphanumeric()),
    )
}

/// The character of `&#10;` or `&#xA;`, given without what is around the number.
fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    let all_digits = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| all_digits)?;
    char::from_u32(code).filter(|c| is_character(*c))
}
