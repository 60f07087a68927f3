//! Start tags and end tags, and what is closed where one of them is missing.

use super::{Open, Reader, attributes::TagEnd};
use crate::lint::{
    findings::Findings,
    rules::XML_LIMIT,
    text::{is_space, quote},
    xml::{
        characters::is_nc_name,
        tree::{Id, NOBODY, Node, Tree},
    },
};
use memchr::memchr2;
use std::borrow::Cow;

/// Deeper nesting is no feed; more elements in one item, or outside the items, neither.
const MAX_DEPTH: usize = 1_000;
const MAX_NODES: usize = 1_000_000;
/// A document with more missing tags is none.
const MAX_REPAIRS: usize = 10_000;
/// How many end tags are waited for that may come late.
const MAX_LATE: usize = 16;

impl<'t> Reader<'t> {
    /// Reads a start tag; gives back the item that it is, if it is an empty one.
    pub(super) fn start_tag(&mut self, findings: &mut Findings) -> Option<Id> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let name_end = name_end(bytes, start + 1);
        let name = &self.text[start + 1..name_end];
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if !is_nc_name(local) || (name.contains(':') && !is_nc_name(prefix)) {
            self.no_tag(name, findings);
            return None;
        }
        if self.open.is_empty() && !self.tree.is_empty() {
            self.lose(start, format!("`<{}>` stands outside the root", quote(name)), findings);
            return None;
        }
        if self.open.len() >= MAX_DEPTH || self.tree.nodes.len() >= MAX_NODES {
            let message = format!("elements are nested deeper than {MAX_DEPTH}, or there are more than {MAX_NODES}");
            self.stop(&XML_LIMIT, start, message, findings);
            return None;
        }
        let depth = self.open.len() + 1;
        let TagEnd { is_empty, is_torn, is_complete } = self.attributes_of(name, name_end, depth, findings)?;
        let parent = self.open.last().map_or(NOBODY, |open| open.id);
        let ns = self.element_namespace(prefix, start, findings);
        let attributes = self.resolve_attributes(findings);
        if !is_complete {
            findings.doubts.incomplete(start);
        }
        let id = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            ns,
            prefix,
            name: local,
            attributes,
            text: Cow::Borrowed(""),
            text_range: (0, 0),
            text_at: None,
            at: start,
            parent,
            first: NOBODY,
            last: NOBODY,
            next: NOBODY,
            is_cdata: false,
        });
        self.open.push(Open { id, is_doubtful: is_torn && depth > 2 });
        if id == Tree::ROOT {
            let root = self.bindings.iter().filter(|binding| binding.depth == 1);
            self.declared = root.map(|binding| (binding.prefix, binding.ns, binding.at)).collect();
            self.declared_inside.clear();
        }
        if self.tree.is_item(id, self.is_fragment) {
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
        if is_empty { self.close(findings) } else { None }
    }

    /// A `<` without a name: it was meant for text, or for an element that cannot be.
    fn no_tag(&mut self, name: &'t str, findings: &mut Findings) {
        let start = self.at;
        self.at = start + 1;
        let message = if name.is_empty() {
            "`<` must be written `&lt;`".to_owned()
        } else {
            format!("`{}` is no name for an element", quote(name))
        };
        self.fault(start, message, findings);
        match self.open.last() {
            Some(open) => self.tree.add_text(open.id, Cow::Borrowed("<"), (start, start + 1), false),
            None => self.is_lost = true,
        }
        if !name.is_empty() {
            findings.doubts.stretch(start, self.at);
            self.expect_late(name);
        }
    }

    /// Reads `</name>`; gives back the item that it ends.
    pub(super) fn end_tag(&mut self, findings: &mut Findings) -> Option<Id> {
        let start = self.at;
        let rest = &self.text[start + 2..];
        let Some(length) = memchr2(b'>', b'<', rest.as_bytes()) else {
            self.lose(start, "an end tag is never closed", findings);
            return None;
        };
        let name = rest[..length].trim_end_matches(|c: char| c.is_ascii_whitespace());
        let is_torn = rest.as_bytes()[length] == b'<';
        let end = start + 2 + length + usize::from(!is_torn);
        if is_torn {
            self.fault(start, format!("the end tag `</{}` is never closed", quote(name)), findings);
        }
        let Some(top) = self.open.last().map(|open| open.id) else {
            self.is_lost = true;
            if !self.was_late(name) {
                self.fault(start, format!("`</{}>` closes what is not open", quote(name)), findings);
            }
            return None;
        };
        if self.tree.is_named(top, name) {
            self.at = end;
            return self.close(findings);
        }
        self.repairs += 1;
        if self.repairs > MAX_REPAIRS {
            let message = format!("more than {MAX_REPAIRS} tags are not where they must be: the rest is not judged");
            self.stop(&XML_LIMIT, start, message, findings);
            return None;
        }
        let message = format!("`</{}>` stands where `</{}>` must", quote(name), quote(&self.tree.qualified(top)));
        match self.open.iter().rposition(|open| self.tree.is_named(open.id, name)) {
            Some(depth) => {
                // What stands between was never closed; that is said once.
                if !is_torn && !self.open[depth + 1..].iter().any(|open| open.is_doubtful) {
                    self.fault(start, message, findings);
                }
                self.close_down_to(depth, end, findings)
            }
            None => {
                let is_known = self.was_late(name) || is_torn;
                if !is_known {
                    self.fault(start, message, findings);
                }
                self.at = end;
                if is_meant(name, self.tree.name(top)) {
                    return self.close(findings);
                }
                if !is_known {
                    self.doubt_innermost(findings);
                }
                None
            }
        }
    }

    fn expect_late(&mut self, name: &'t str) {
        if self.late.len() < MAX_LATE {
            self.late.push(name);
        }
    }

    /// Whether this end tag was waited for.
    fn was_late(&mut self, name: &str) -> bool {
        let position = self.late.iter().rposition(|late| *late == name);
        position.map(|position| self.late.swap_remove(position)).is_some()
    }

    /// Closes the element at `depth`, to which the end tag before `end` belongs, and what stands open inside it. If that
    /// is an item, only the item is closed, and the tag is read again.
    fn close_down_to(&mut self, depth: usize, end: usize, findings: &mut Findings) -> Option<Id> {
        let is_item = |open: &Open| self.tree.is_item(open.id, self.is_fragment);
        let item = self.open[depth + 1..].iter().position(is_item).map(|position| depth + 1 + position);
        let keeps = item.unwrap_or(depth);
        if let Some(unclosed) = self.open.get(keeps + 1) {
            findings.doubts.stretch(self.tree.at(unclosed.id), self.at);
        }
        for (at, open) in self.open.iter_mut().enumerate().take(keeps + 1).skip(depth) {
            open.is_doubtful |= at > depth && at < keeps;
            findings.doubts.incomplete(self.tree.at(open.id));
        }
        if item.is_none() {
            self.at = end;
        }
        while self.open.len() > keeps + 1 {
            if let Some(open) = self.open.last() {
                let at = self.tree.at(open.id) + 1;
                self.expect_late(&self.text[at..name_end(self.text.as_bytes(), at)]);
            }
            self.close(findings);
        }
        self.close(findings)
    }
}

/// Whether an end tag that fits nowhere is meant for this element all the same: `</PubDate>`, `</title x="">`.
fn is_meant(name: &str, open: &str) -> bool {
    let word = name.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
    word.rsplit(':').next().unwrap_or_default().eq_ignore_ascii_case(open)
}

/// Where a name ends that begins at `at`.
pub(super) fn name_end(bytes: &[u8], at: usize) -> usize {
    let ends = |b: &u8| is_space(*b) || matches!(b, b'>' | b'/' | b'=' | b'<' | b'"' | b'\'' | b'&');
    bytes[at..].iter().position(ends).map_or(bytes.len(), |length| at + length)
}
