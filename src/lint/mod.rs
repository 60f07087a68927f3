//! The gate: rules over bytes, blind to how they were made.
//!
//! Layer 2: imports `value` and `diagnostic` only, never `document`; shares no code with the writer.

use crate::{diagnostic::Diagnostic, value::Format};
use std::collections::BTreeMap;

/// What judging an item taught that only the whole document can use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The item's id, as the format compares it.
    pub id: Option<String>,
    /// Whether the item names an author of its own (Atom needs one somewhere).
    pub has_author: bool,
}

/// Judges one item on its own.
#[must_use]
pub fn item(_format: Format, _fragment: &str, _namespaces: &BTreeMap<String, String>) -> (Vec<Diagnostic>, Facts) {
    todo!()
}

/// Judges everything around the items, and what items have to be among each other.
#[must_use]
pub fn envelope(_format: Format, _head: &str, _tail: &str, _facts: &[Facts]) -> Vec<Diagnostic> {
    todo!()
}
