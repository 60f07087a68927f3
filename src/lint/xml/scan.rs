//! From characters to elements: what comes next in the text, and which element it belongs to.
//!
//! `tags` and `attributes` read what stands between `<` and `>`, `prefixes` knows what their names mean, `references` what
//! `&…;` stands for, `declarations` everything that begins with `<!` or `<?`. Every fault is said, and reading goes on; where
//! the meaning of what follows depends on a guess, it is put in doubt ([`Doubts`](crate::lint::doubt::Doubts)).

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

/// An element that is open.
#[derive(Debug)]
struct Open {
    id: Id,
    /// Whether its end was missed, and that was said: no more is said about where it ends.
    is_doubtful: bool,
}

/// Reads a text into a [`Tree`], item by item.
#[derive(Debug)]
pub(in crate::lint) struct Reader<'t> {
    text: &'t str,
    at: usize,
    pub tree: Tree<'t>,
    bindings: Vec<Binding<'t>>,
    open: Vec<Open>,
    is_fragment: bool,
    has_returns: bool,
    /// Whether reading had to stop before the end: nothing can be said about the document as a whole.
    pub is_broken: bool,
    /// Whether it was said why the rest of the text is not read.
    is_lost: bool,
    /// How often a tag was missing.
    repairs: usize,
    /// Names whose end tags may come late: of elements that were closed by another one's, and of what is no element.
    late: Vec<&'t str>,
    pub doctype: Option<Doctype>,
    /// How many document types were met.
    doctypes: usize,
    /// Where the next `?>` stands, as far as it was looked for.
    next_instruction_end: Option<usize>,
    /// What the root declares: prefix, namespace, and where.
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
            reader.bindings.push(Binding { prefix, ns, depth: 0, at: 0, is_outer: true, is_used: false });
        }
        reader
    }

    fn new(text: &'t str, is_fragment: bool) -> Self {
        let xml = Binding { prefix: "xml", ns: Ns::XML, depth: 0, at: 0, is_outer: false, is_used: false };
        Self {
            text,
            at: 0,
            tree: Tree { namespaces: Namespaces::default(), source: text, ..Tree::default() },
            bindings: vec![xml],
            open: Vec::new(),
            is_fragment,
            has_returns: memchr(b'\r', text.as_bytes()).is_some(),
            is_broken: false,
            is_lost: false,
            repairs: 0,
            late: Vec::new(),
            doctype: None,
            doctypes: 0,
            next_instruction_end: None,
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
            findings.fault(&XML_MALFORMED, at, message);
        }
    }

    /// Reads the root's start tag and what stands before it; says whether there is one.
    pub(in crate::lint) fn read_root(&mut self, findings: &mut Findings) -> bool {
        while self.tree.is_empty() && self.goes_on() {
            // An empty root is no item.
            let _ = self.piece(findings);
        }
        !self.tree.is_empty()
    }

    /// Reads up to the end of the next item, or of everything. Forgets the item before.
    pub(in crate::lint) fn step(&mut self, findings: &mut Findings) -> Step {
        if let Some(item) = self.item.take() {
            findings.doubts.forget_from(self.tree.at(item));
            self.tree.truncate(item);
        }
        while self.goes_on() {
            if let Some(item) = self.piece(findings) {
                self.item = Some(item);
                return Step::Item(item);
            }
        }
        if self.is_broken {
            return Step::End;
        }
        if self.tree.is_empty() {
            self.is_broken = true;
            if !self.is_lost {
                self.fault(0, "there is no element at all", findings);
            }
        } else if let Some(item) = self.close_at_the_end(findings) {
            self.item = Some(item);
            return Step::Item(item);
        }
        Step::End
    }

    fn goes_on(&self) -> bool {
        !self.is_broken && !self.is_lost && self.at < self.text.len()
    }

    /// Reads text, and the tag or whatever else follows it; gives back the item that ends with it.
    fn piece(&mut self, findings: &mut Findings) -> Option<Id> {
        let bytes = self.text.as_bytes();
        let from = self.at;
        let tag = memchr(b'<', &bytes[from..]).map_or(bytes.len(), |length| from + length);
        self.at = tag;
        if tag > from {
            self.characters(from, tag, findings);
            if self.is_lost || tag == bytes.len() {
                return None;
            }
        }
        match bytes.get(tag + 1) {
            Some(b'/') => self.end_tag(findings),
            Some(b'!') => {
                self.declaration(findings);
                None
            }
            Some(b'?') => {
                self.instruction(findings);
                None
            }
            _ => self.start_tag(findings),
        }
    }

    /// The text is over, whatever is open: closes it, up to an item.
    fn close_at_the_end(&mut self, findings: &mut Findings) -> Option<Id> {
        let innermost = self.open.last()?.id;
        if !self.is_lost && !self.open.iter().any(|open| open.is_doubtful) {
            let message = format!("`<{}>` is never closed", quote(&self.tree.qualified(innermost)));
            self.fault(self.tree.at(innermost), message, findings);
        }
        self.is_lost = true;
        self.doubt_innermost(findings);
        for open in &self.open {
            findings.doubts.incomplete(self.tree.at(open.id));
        }
        while !self.open.is_empty() {
            if let Some(item) = self.close(findings) {
                return Some(item);
            }
        }
        None
    }

    fn fault(&self, at: usize, message: impl Into<String>, findings: &mut Findings) {
        findings.fault(&XML_MALFORMED, at, message);
    }

    /// Reports what leaves no idea where the document goes on: the rest is not read, what was read is judged.
    fn lose(&mut self, at: usize, message: impl Into<String>, findings: &mut Findings) {
        self.is_lost = true;
        self.fault(at, message, findings);
    }

    /// Reports what makes judging pointless.
    fn stop(&mut self, rule: &'static Rule, at: usize, message: impl Into<String>, findings: &mut Findings) {
        self.is_broken = true;
        findings.fault(rule, at, message);
    }

    /// Puts the innermost element in doubt: a value as a whole, of something with children only what it lacks.
    fn doubt_innermost(&mut self, findings: &mut Findings) {
        let is_value = self.open.len() > 2 || self.is_fragment;
        if let Some(open) = self.open.last_mut() {
            if is_value && !self.tree.has_children(open.id) && !self.tree.is_item(open.id, self.is_fragment) {
                open.is_doubtful = true;
            } else {
                findings.doubts.incomplete(self.tree.at(open.id));
            }
        }
    }

    fn characters(&mut self, from: usize, to: usize, findings: &mut Findings) {
        let raw = &self.text[from..to];
        let Some(id) = self.open.last().map(|open| open.id) else {
            if let Some((offset, _)) = raw.char_indices().find(|(_, c)| !c.is_ascii_whitespace()) {
                let message = format!("text stands outside the root: `{}`", quote(raw));
                self.fault(from + offset, message, findings);
                // Before the root it may be a program's warning; after it the document is over.
                self.is_lost = !self.tree.is_empty();
            }
            return;
        };
        for end in memmem::find_iter(raw.as_bytes(), b"]]>") {
            self.fault(from + end, "`]]>` stands in text, where it must be written `]]&gt;`", findings);
        }
        let text = self.decode(raw, from, self.tree.at(id), false, findings);
        self.tree.add_text(id, text, (from, to), false);
    }

    /// Closes the innermost element; gives it back if it is an item.
    fn close(&mut self, findings: &mut Findings) -> Option<Id> {
        let depth = self.open.len();
        while self.bindings.last().is_some_and(|binding| binding.depth == depth) {
            self.bindings.pop();
        }
        let Open { id, is_doubtful } = self.open.pop()?;
        if is_doubtful {
            findings.doubts.stretch(self.tree.at(id), self.at);
        }
        self.tree.is_item(id, self.is_fragment).then_some(id)
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
}
