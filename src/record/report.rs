//! The findings about one record, gathered while it is read.

use super::raw::Node;
use crate::diagnostic::{Diagnostic, Level, Place, Rule};
use std::sync::Arc;

/// Gathers findings and gives each its place.
pub(super) struct Report {
    base: Place,
    /// The sidecar, where some fields stand in one.
    sidecar: Option<Arc<str>>,
    /// What was found so far.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Findings about what lies at `base` (the file, and the record where a file holds several).
    pub(super) const fn new(base: Place) -> Self {
        Self { base, sidecar: None, diagnostics: Vec::new() }
    }

    /// With the name of the file in which fields that are set aside stand.
    pub(super) fn beside(self, sidecar: Option<Arc<str>>) -> Self {
        Self { sidecar, ..self }
    }

    /// The place of a node that stands in `field`; the record's own line where the node's is not known.
    pub(super) fn place(&self, node: &Node, field: &str) -> Place {
        let mut place = if node.line > 0 { self.base.clone().at(node.line, node.column) } else { self.base.clone() };
        if node.aside && self.sidecar.is_some() {
            place.file.clone_from(&self.sidecar);
        }
        if field.is_empty() { place } else { place.field(field) }
    }

    /// A finding about a node.
    pub(super) fn at(
        &mut self,
        rule: &'static Rule,
        node: &Node,
        field: &str,
        message: impl Into<String>,
    ) -> Finding<'_> {
        let place = self.place(node, field);
        self.push(Diagnostic::new(rule, place, message))
    }

    /// A finding about the record as a whole, or about a field that it lacks.
    pub(super) fn whole(&mut self, rule: &'static Rule, field: &str, message: impl Into<String>) -> Finding<'_> {
        let place = if field.is_empty() { self.base.clone() } else { self.base.clone().field(field) };
        self.push(Diagnostic::new(rule, place, message))
    }

    fn push(&mut self, diagnostic: Diagnostic) -> Finding<'_> {
        self.diagnostics.push(diagnostic);
        Finding(self.diagnostics.last_mut())
    }

    /// Makes warnings of the errors of a rule, where it turned out that the record can do without.
    pub(super) fn soften(&mut self, rule: &'static Rule) {
        for diagnostic in self.diagnostics.iter_mut().filter(|d| d.rule == rule) {
            diagnostic.level = diagnostic.level.min(Level::Warning);
        }
    }

    /// Names the record in every finding, once its key is known.
    pub(super) fn name_record(&mut self, key: &str) {
        for diagnostic in &mut self.diagnostics {
            diagnostic.place.record.get_or_insert_with(|| key.to_owned());
        }
    }
}

/// The finding that was just made, to be completed.
pub(super) struct Finding<'a>(Option<&'a mut Diagnostic>);

impl Finding<'_> {
    /// Adds what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        if let Some(diagnostic) = &mut self.0 {
            diagnostic.help = Some(help.into());
        }
        self
    }

    /// Gives it a level of its own, where the rule's is too grave or too mild for this case.
    pub(super) fn level(mut self, level: Level) -> Self {
        if let Some(diagnostic) = &mut self.0 {
            diagnostic.level = level;
        }
        self
    }
}
