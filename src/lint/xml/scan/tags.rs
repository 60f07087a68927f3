//! Start tags and end tags, and what is closed where one of them is missing.

use super::Reader;
use crate::lint::{
    findings::Findings,
    rules::{XML_LIMIT, XML_MALFORMED},
    text::{is_space, quote},
    xml::{
        characters::is_nc_name,
        tree::{Id, NOBODY, Node, Tree},
    },
};
use memchr::memchr;
use std::borrow::Cow;

/// Deeper nesting is no feed; more elements in one item, or outside the items, neither.
const MAX_DEPTH: usize = 1_000;
const MAX_NODES: usize = 1_000_000;

impl<'t> Reader<'t> {
    /// Reads a start tag; gives back the item that it is, if it is an empty one.
    pub(super) fn start_tag(&mut self, findings: &mut Findings) -> Option<Id> {
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

    /// Reads `</name>`; gives back the item that it ends.
    pub(super) fn end_tag(&mut self, findings: &mut Findings) -> Option<Id> {
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
}

/// `itunes:image`, or `title`.
fn qualified(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
}

/// Where a name ends that begins at `at`.
pub(super) fn name_end(bytes: &[u8], at: usize) -> usize {
    let ends = |b: &u8| is_space(*b) || matches!(b, b'>' | b'/' | b'=' | b'<' | b'"' | b'\'' | b'&');
    bytes[at..].iter().position(ends).map_or(bytes.len(), |length| at + length)
}
