//! Prefixes, and the namespaces that they are bound to (Namespaces in XML).

use super::Reader;
use crate::lint::{
    findings::Findings,
    names::Ns,
    rules::{XML_LIMIT, XML_PREFIX_UNDECLARED},
    text::quote,
};
use std::collections::BTreeMap;

/// More declarations than this at a time are made to be slow.
const MAX_BINDINGS: usize = 1_000;
/// How many declarations inside the root are judged, and how many of one tag are compared.
const LISTED: usize = 16;
const COMPARED: usize = 256;

/// A prefix, what it stands for, and the depth at which it was declared.
#[derive(Debug)]
pub(super) struct Binding<'t> {
    pub prefix: &'t str,
    pub ns: Ns,
    pub depth: usize,
    pub at: usize,
    pub is_outer: bool,
    pub is_used: bool,
}

impl<'t> Reader<'t> {
    /// The prefixes that were taken from outside, and what they stand for.
    pub(in crate::lint) fn borrowed(&self) -> BTreeMap<String, String> {
        let used =
            self.bindings.iter().filter(|binding| binding.is_outer && binding.is_used && !binding.prefix.is_empty());
        used.map(|b| (b.prefix.to_owned(), self.tree.namespaces.uri(b.ns).to_owned())).collect()
    }

    /// Namespaces in XML §3: what may be declared.
    pub(super) fn bind(&mut self, prefix: &'t str, uri: &str, depth: usize, at: usize, findings: &mut Findings) {
        let number = self.tree.namespaces.number(uri);
        let is_reserved = prefix == "xmlns"
            || (prefix == "xml") != (number == Ns::XML)
            || number == Ns::XMLNS
            || (!prefix.is_empty() && uri.is_empty());
        let here = self.bindings.iter().rev().take_while(|binding| binding.depth == depth);
        if is_reserved {
            self.fault(at, format!("the prefix `{}` cannot be declared as `{}`", quote(prefix), quote(uri)), findings);
        } else if here.take(COMPARED).any(|binding| binding.prefix == prefix) {
            let what = if prefix.is_empty() {
                "the default namespace".to_owned()
            } else {
                format!("the prefix `{}`", quote(prefix))
            };
            self.fault(at, format!("{what} is declared twice"), findings);
        } else if self.bindings.len() >= MAX_BINDINGS {
            let message = format!("more than {MAX_BINDINGS} namespaces are declared at a time");
            self.stop(&XML_LIMIT, at, message, findings);
        } else if prefix != "xml" {
            let is_new =
                !self.declared_inside.iter().chain(&self.declared).any(|(p, ns, _)| *p == prefix && *ns == number);
            if number != Ns::NONE && is_new && self.declared_inside.len() < LISTED {
                self.declared_inside.push((prefix, number, at));
            }
            self.bindings.push(Binding { prefix, ns: number, depth, at, is_outer: false, is_used: false });
        }
    }

    pub(super) fn lookup(&mut self, prefix: &str) -> Option<Ns> {
        let binding = self.bindings.iter_mut().rev().find(|binding| binding.prefix == prefix)?;
        binding.is_used = true;
        Some(binding.ns)
    }

    pub(super) fn element_namespace(&mut self, prefix: &str, at: usize, findings: &mut Findings) -> Ns {
        match self.lookup(prefix) {
            Some(ns) => self.alias.filter(|(from, _)| *from == ns).map_or(ns, |(_, to)| to),
            None if prefix.is_empty() => {
                self.alias.filter(|(from, _)| *from == Ns::NONE).map_or(Ns::NONE, |(_, to)| to)
            }
            None => {
                let known = Ns::of_prefix(prefix);
                let meant = known.map_or(String::new(), |ns| {
                    format!(": everybody else declares `xmlns:{prefix}=\"{}\"`", self.tree.namespaces.uri(ns))
                });
                let message = format!("the prefix `{}` is not declared{meant}", quote(prefix));
                findings.fault(&XML_PREFIX_UNDECLARED, at, message);
                known.unwrap_or(Ns::XMLNS)
            }
        }
    }
}
