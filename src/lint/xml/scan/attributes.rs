//! The attributes of a start tag.

use super::{Reader, tags::name_end};
use crate::lint::{
    findings::Findings,
    names::Ns,
    rules::XML_PREFIX_UNDECLARED,
    text::{is_space, quote},
    xml::{characters::is_nc_name, tree::Attribute},
};
use memchr::{memchr, memchr2};
use std::{borrow::Cow, collections::HashSet};

/// From how many attributes on doubles are looked for with a table.
const MANY: usize = 16;

/// An attribute as it was written.
#[derive(Debug)]
pub(super) struct RawAttribute<'t> {
    prefix: &'t str,
    name: &'t str,
    value: Cow<'t, str>,
    at: usize,
    name_at: usize,
}

/// How a start tag ends.
#[derive(Debug)]
pub(super) struct TagEnd {
    /// With `/>`.
    pub is_empty: bool,
    /// Another tag begins before it is closed.
    pub is_torn: bool,
    /// Whether all of its attributes could be read.
    pub is_complete: bool,
}

/// Where the value of an attribute stands, and what follows it.
enum Value {
    /// From, to, and where to read on.
    Read(usize, usize, usize),
    /// It is not closed; the tag ends with it.
    Unclosed(TagEnd),
    /// It is not closed, and nor is the tag.
    Lost,
}

impl<'t> Reader<'t> {
    /// Reads the attributes of a tag into `scratch` and binds the prefixes that it declares. Moves past the tag.
    pub(super) fn attributes_of(
        &mut self,
        name: &str,
        mut at: usize,
        depth: usize,
        findings: &mut Findings,
    ) -> Option<TagEnd> {
        self.scratch.clear();
        let text = self.text;
        let bytes = text.as_bytes();
        let mut is_complete = true;
        loop {
            let before = at;
            at = past_space(bytes, at);
            match bytes.get(at) {
                None => {
                    self.lose(self.at, format!("the tag `<{}` is never closed", quote(name)), findings);
                    return None;
                }
                Some(b'>') => {
                    self.at = at + 1;
                    return Some(TagEnd { is_empty: false, is_torn: false, is_complete });
                }
                Some(b'/') if bytes.get(at + 1) == Some(&b'>') => {
                    self.at = at + 2;
                    return Some(TagEnd { is_empty: true, is_torn: false, is_complete });
                }
                Some(b'<') => {
                    if is_complete {
                        self.fault(self.at, format!("the tag `<{}` is never closed", quote(name)), findings);
                    }
                    self.at = at;
                    return Some(TagEnd { is_empty: false, is_torn: true, is_complete: false });
                }
                Some(_) => {}
            }
            let name_at = at;
            at = name_end(bytes, at);
            let attribute = &text[name_at..at];
            let equals = past_space(bytes, at);
            if attribute.is_empty() || bytes.get(equals) != Some(&b'=') {
                // One stray word is seldom alone; one of them is enough.
                if is_complete {
                    let shown = if attribute.is_empty() { &text[name_at..=name_at] } else { attribute };
                    let message =
                        format!("in the tag `<{}>`, `{}` is no attribute with a value", quote(name), quote(shown));
                    self.fault(name_at, message, findings);
                }
                is_complete = false;
                at = at.max(name_at + 1);
                continue;
            }
            if name_at == before && is_complete {
                let message = format!("a blank is missing between the attributes of `<{}>`", quote(name));
                self.fault(name_at, message, findings);
            }
            let (from, to) = match self.attribute_value(name, attribute, past_space(bytes, equals + 1), findings) {
                Value::Read(from, to, next) => {
                    at = next;
                    (from, to)
                }
                Value::Unclosed(end) => return Some(end),
                Value::Lost => return None,
            };
            let raw = &text[from..to];
            if let Some(stray) = memchr(b'<', raw.as_bytes()) {
                self.fault(from + stray, format!("`<` stands in the value of `{}`", quote(attribute)), findings);
            }
            let value = self.decode(raw, from, from, true, findings);
            let (prefix, local) = attribute.split_once(':').unwrap_or(("", attribute));
            if !is_nc_name(local) || (attribute.contains(':') && !is_nc_name(prefix)) {
                self.fault(name_at, format!("`{}` is no name for an attribute", quote(attribute)), findings);
                is_complete = false;
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

    /// Finds the value that begins at `at`, quoted or not.
    fn attribute_value(&mut self, element: &str, attribute: &str, at: usize, findings: &mut Findings) -> Value {
        let bytes = self.text.as_bytes();
        let Some(&quoted @ (b'"' | b'\'')) = bytes.get(at) else {
            self.fault(at, format!("the value of `{}` is not quoted", quote(attribute)), findings);
            let end = bytes[at..].iter().position(|b| is_space(*b) || matches!(b, b'>' | b'<'));
            let to = at + end.unwrap_or(bytes.len() - at);
            // The slash of an empty element is none of the value's.
            let is_empty = to > at && bytes[to - 1] == b'/' && bytes.get(to) == Some(&b'>');
            let to = to - usize::from(is_empty);
            return Value::Read(at, to, to);
        };
        let from = at + 1;
        if let Some(length) = memchr(quoted, &bytes[from..]) {
            let to = from + length;
            // The quotation mark of another value, in another tag, gives itself away by what follows it.
            let is_next = bytes.get(to + 1).is_some_and(|b| !is_space(*b) && !matches!(b, b'>' | b'/' | b'<'));
            if !is_next || memchr(b'<', &bytes[from..to]).is_none() {
                return Value::Read(from, to, to + 1);
            }
        }
        let message = format!("the value of `{}` is never closed", quote(attribute));
        let Some(length) = memchr2(b'>', b'<', &bytes[from..]) else {
            self.lose(at, message, findings);
            return Value::Lost;
        };
        self.fault(at, message, findings);
        let end = from + length;
        let is_torn = bytes[end] == b'<';
        self.at = end + usize::from(!is_torn);
        // The slash before the bracket may be the value's: if an end tag follows, it is.
        let next = self.text[self.at..].split_once('<').map_or("", |(_, next)| next);
        let has_end = next.strip_prefix('/').is_some_and(|next| next.starts_with(element));
        let is_empty = !is_torn && !has_end && bytes[end - 1] == b'/';
        Value::Unclosed(TagEnd { is_empty, is_torn, is_complete: false })
    }

    /// Moves the attributes of `scratch` into the tree, their prefixes resolved.
    pub(super) fn resolve_attributes(&mut self, findings: &mut Findings) -> (usize, usize) {
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
                findings.fault(&XML_PREFIX_UNDECLARED, name_at, message);
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

fn past_space(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| is_space(**b)).count()
}
