//! The elements that were read, in one vector, and where each of their parts stands in the text.

use crate::lint::names::{Namespaces, Ns};
use std::borrow::Cow;

/// An element of a [`Tree`].
pub(in crate::lint) type Id = usize;

/// No element.
pub(super) const NOBODY: Id = usize::MAX;

/// An attribute, without the declarations of namespaces.
#[derive(Debug, Clone)]
pub(in crate::lint) struct Attribute<'t> {
    pub ns: Ns,
    pub name: &'t str,
    pub value: Cow<'t, str>,
    /// Where its value begins.
    pub at: usize,
}

#[derive(Debug)]
pub(super) struct Node<'t> {
    pub ns: Ns,
    pub prefix: &'t str,
    pub name: &'t str,
    pub attributes: (usize, usize),
    pub text: Cow<'t, str>,
    /// Where the first and the last of its characters stand in the source; both 0 without any.
    pub text_range: (usize, usize),
    /// Where its first piece of text stands that is not blank.
    pub text_at: Option<usize>,
    pub at: usize,
    pub parent: Id,
    pub first: Id,
    pub last: Id,
    pub next: Id,
    pub is_cdata: bool,
}

/// Elements in document order.
#[derive(Debug, Default)]
pub(in crate::lint) struct Tree<'t> {
    pub(super) nodes: Vec<Node<'t>>,
    pub(super) attributes: Vec<Attribute<'t>>,
    /// The namespaces that the numbers stand for.
    pub namespaces: Namespaces,
    /// The whole source.
    pub source: &'t str,
}

impl<'t> Tree<'t> {
    pub(in crate::lint) const ROOT: Id = 0;

    /// Whether no element was read.
    pub(in crate::lint) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub(in crate::lint) fn ns(&self, id: Id) -> Ns {
        self.nodes[id].ns
    }

    /// The name without its prefix.
    pub(in crate::lint) fn name(&self, id: Id) -> &'t str {
        self.nodes[id].name
    }

    pub(in crate::lint) fn prefix(&self, id: Id) -> &'t str {
        self.nodes[id].prefix
    }

    /// The name as it is written: `itunes:image`, or `title`.
    pub(in crate::lint) fn qualified(&self, id: Id) -> String {
        let Node { prefix, name, .. } = self.nodes[id];
        if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
    }

    /// Whether this is its name as it is written.
    pub(super) fn is_named(&self, id: Id, written: &str) -> bool {
        let Node { prefix, name, .. } = self.nodes[id];
        if prefix.is_empty() {
            return written == name;
        }
        written.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(':')) == Some(name)
    }

    /// Whether an element of a document is an item, to be judged and forgotten.
    pub(super) fn is_item(&self, id: Id, is_fragment: bool) -> bool {
        if is_fragment {
            return false;
        }
        let Some(parent) = self.parent(id) else { return false };
        let (ns, name) = (self.ns(id), self.name(id));
        match name {
            "item" if ns == Ns::NONE => self.name(parent) == "channel" && self.parent(parent) == Some(Self::ROOT),
            "item" => matches!(ns, Ns::RSS1 | Ns::RSS090) && parent == Self::ROOT,
            "entry" => ns == Ns::ATOM && parent == Self::ROOT && self.name(parent) == "feed",
            "url" => ns == Ns::SITEMAP && parent == Self::ROOT,
            _ => false,
        }
    }

    pub(in crate::lint) fn is(&self, id: Id, ns: Ns, name: &str) -> bool {
        self.nodes[id].ns == ns && self.nodes[id].name == name
    }

    /// The characters that stand directly in it.
    pub(in crate::lint) fn text(&self, id: Id) -> &str {
        &self.nodes[id].text
    }

    /// Its characters as they stand in the source, from the first to the last.
    pub(in crate::lint) fn raw(&self, id: Id) -> &'t str {
        let (from, to) = self.nodes[id].text_range;
        self.source.get(from..to).unwrap_or_default()
    }

    /// Whether some of its characters stand in a CDATA section.
    pub(in crate::lint) fn is_cdata(&self, id: Id) -> bool {
        self.nodes[id].is_cdata
    }

    /// Where its start tag begins.
    pub(in crate::lint) fn at(&self, id: Id) -> usize {
        self.nodes[id].at
    }

    /// Where its text begins, past white space; without text that is its start tag.
    pub(in crate::lint) fn text_at(&self, id: Id) -> usize {
        self.nodes[id].text_at.unwrap_or(self.nodes[id].at)
    }

    pub(in crate::lint) fn parent(&self, id: Id) -> Option<Id> {
        Some(self.nodes[id].parent).filter(|&parent| parent != NOBODY)
    }

    pub(in crate::lint) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let first = Some(self.nodes[id].first).filter(|&child| child != NOBODY);
        std::iter::successors(first, |&child| Some(self.nodes[child].next).filter(|&next| next != NOBODY))
    }

    pub(in crate::lint) fn has_children(&self, id: Id) -> bool {
        self.nodes[id].first != NOBODY
    }

    /// The children of this name.
    pub(in crate::lint) fn all(&self, id: Id, ns: Ns, name: &'static str) -> impl Iterator<Item = Id> + '_ {
        self.children(id).filter(move |&child| self.is(child, ns, name))
    }

    /// The first child of this name.
    pub(in crate::lint) fn first(&self, id: Id, ns: Ns, name: &'static str) -> Option<Id> {
        self.all(id, ns, name).next()
    }

    /// An element and everything below it, in document order.
    pub(in crate::lint) fn descendants(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut current = Some(id);
        std::iter::from_fn(move || {
            let here = current?;
            let node = &self.nodes[here];
            current = if node.first != NOBODY {
                Some(node.first)
            } else {
                let mut up = here;
                loop {
                    if up == id {
                        break None;
                    }
                    if self.nodes[up].next != NOBODY {
                        break Some(self.nodes[up].next);
                    }
                    up = self.nodes[up].parent;
                }
            };
            Some(here)
        })
    }

    pub(in crate::lint) fn attributes(&self, id: Id) -> &[Attribute<'t>] {
        let (from, to) = self.nodes[id].attributes;
        &self.attributes[from..to]
    }

    /// An attribute without prefix.
    pub(in crate::lint) fn attribute(&self, id: Id, name: &str) -> Option<&Attribute<'t>> {
        self.attribute_ns(id, Ns::NONE, name)
    }

    pub(in crate::lint) fn attribute_ns(&self, id: Id, ns: Ns, name: &str) -> Option<&Attribute<'t>> {
        self.attributes(id).iter().find(|attribute| attribute.ns == ns && attribute.name == name)
    }

    /// The value of an attribute without prefix.
    pub(in crate::lint) fn value(&self, id: Id, name: &str) -> Option<&str> {
        self.attribute(id, name).map(|attribute| &*attribute.value)
    }

    /// Its own or the nearest inherited value of `xml:base` or `xml:lang`.
    pub(in crate::lint) fn inherited(&self, id: Id, name: &str) -> Option<&str> {
        let mut at = Some(id);
        while let Some(here) = at {
            if let Some(found) = self.attribute_ns(here, Ns::XML, name) {
                return Some(&found.value);
            }
            at = self.parent(here);
        }
        None
    }

    pub(super) fn add_text(&mut self, id: Id, text: Cow<'t, str>, range: (usize, usize), is_cdata: bool) {
        let node = &mut self.nodes[id];
        node.is_cdata |= is_cdata;
        if node.text_at.is_none() {
            let raw = self.source.get(range.0..range.1).unwrap_or_default();
            let inner = raw.trim_start();
            node.text_at = (!inner.is_empty()).then_some(range.0 + raw.len() - inner.len());
        }
        if node.text_range == (0, 0) {
            node.text_range = range;
            node.text = text;
        } else {
            node.text_range.1 = range.1;
            node.text.to_mut().push_str(&text);
        }
    }

    /// Forgets an element, which was not linked to its parent, and all that came after it.
    pub(super) fn truncate(&mut self, id: Id) {
        if let Some(node) = self.nodes.get(id) {
            self.attributes.truncate(node.attributes.0);
            self.nodes.truncate(id);
        }
    }
}
