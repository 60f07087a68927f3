//! The attributes of a start tag.

use super::{Reader, tags::name_end};
use crate::lint::{
    findings::Findings,
    names::Ns,
    rules::{XML_MALFORMED, XML_PREFIX_UNDECLARED},
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

impl<'t> Reader<'t> {
    /// Reads the attributes of a tag into `scratch` and binds the prefixes that it declares. Moves past the tag and says
    /// whether it is an empty one.
    pub(super) fn attributes_of(
        &mut self,
        name: &str,
        mut at: usize,
        depth: usize,
        findings: &mut Findings,
    ) -> Option<bool> {
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
