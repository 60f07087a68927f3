//! How people are written down, and who they are.

use super::{Person, raw::Node};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;

/// The people whom a publication knows by slug or login.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PeopleTable {
    /// Slug (as written; compared without case) to person.
    pub by_slug: BTreeMap<String, Person>,
}

/// Reads people in any of the notations that real records have.
#[must_use]
pub fn read_people(_node: &Node, _table: &PeopleTable) -> (Vec<Person>, Vec<Diagnostic>) {
    todo!()
}
