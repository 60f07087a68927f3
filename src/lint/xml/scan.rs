//! From characters to elements: what comes next in the text, and which element it belongs to.
//!
//! `tags` and `attributes` read what stands between `<` and `>`, `prefixes` knows what their names mean, `references` what
//! `&…;` stands for, `declarations` everything that begins with `<!` or `<?`.

mod attributes;
mod declarations;
mod prefixes;
mod references;
mod tags;

use super::{
    characters::forbidden,
    doctype::Doctype,
    tree::{Id, Tree},
};
use crate::{
    diagnostic::Rule,
    lint::{
        findings::Findings,
        names::{Namespaces, Ns},
        rules::XML_MALFORMED,
        text::quote,
    },
};
use attributes::RawAttribute;
use memchr::{memchr, memmem};
use prefixes::Binding;
use std::collections::BTreeMap;

/// How far reading came.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::lint) enum Step {
    /// An item was read; it is not linked to its parent.
    Item(Id),
    /// All was read, or nothing more could be.
    End,
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

    /// How far the text was read: after an item, where it ends.
    pub(in crate::lint) const fn position(&self) -> usize {
        self.at
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
}
