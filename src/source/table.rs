//! Tables under construction.

use super::{lines::Position, piece::Piece};
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    record::raw::{Node, Table, Value},
};
use std::collections::HashMap;

/// Collects the entries of a table in the order of the file; looking for a key never costs more than a few comparisons.
#[derive(Default)]
pub(super) struct TableBuilder {
    entries: Vec<(String, Node)>,
    index: HashMap<String, usize>,
}

/// Up to this many keys are compared one by one.
const FEW: usize = 16;

impl TableBuilder {
    fn find(&self, key: &str) -> Option<usize> {
        if self.index.is_empty() {
            self.entries.iter().position(|(known, _)| known == key)
        } else {
            self.index.get(key).copied()
        }
    }

    fn push(&mut self, key: String, node: Node) {
        let at = self.entries.len();
        if !self.index.is_empty() {
            self.index.insert(key.clone(), at);
        }
        self.entries.push((key, node));
        if at == FEW && self.index.is_empty() {
            self.index = self.entries.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
        }
    }

    /// Whether the key is there.
    pub fn contains(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Sets a key; the node that it replaces is given back.
    pub fn set(&mut self, key: String, node: Node) -> Option<Node> {
        match self.find(&key) {
            Some(at) => Some(std::mem::replace(&mut self.entries[at].1, node)),
            None => {
                self.push(key, node);
                None
            }
        }
    }

    /// Sets a key; one that was there already draws a warning and loses.
    pub fn set_or_warn(&mut self, key: String, node: Node, piece: &Piece<'_>, notes: &mut Vec<Diagnostic>) {
        let at = Position { line: node.line, column: node.column };
        if let Some(at_key) = self.find(&key) {
            let first = self.entries[at_key].1.line;
            let earlier = if first > 0 { format!(" (first in line {first})") } else { String::new() };
            let message = format!("the key `{key}` occurs twice{earlier}; this one, the last, counts");
            notes.push(
                Diagnostic::new(&rules::KEY_DUPLICATE, piece.place(at).field(key.as_str()), message)
                    .help("remove the one that is wrong"),
            );
        }
        self.set(key, node);
    }

    /// Sets a key; one that was there already becomes a list of both.
    pub fn add(&mut self, key: String, node: Node) {
        let Some(at) = self.find(&key) else { return self.push(key, node) };
        let known = &mut self.entries[at].1;
        if let Value::List(items) = &mut known.value {
            items.push(node);
        } else {
            let (line, column) = (known.line, known.column);
            let first = std::mem::replace(known, Node::new(Value::List(Vec::new()), line, column));
            known.value = Value::List(vec![first, node]);
        }
    }

    /// The table.
    pub fn finish(self) -> Table {
        Table(self.entries)
    }
}

/// Puts the entries of `upper` before those of `lower`; a key of `lower` that `upper` has, too, is dropped.
pub(super) fn overlay(upper: Table, lower: Table) -> Table {
    if upper.is_empty() {
        return lower;
    }
    let mut entries = upper.0;
    let hidden: std::collections::HashSet<String> = entries.iter().map(|(key, _)| key.to_ascii_lowercase()).collect();
    entries.extend(lower.0.into_iter().filter(|(key, _)| !hidden.contains(&key.to_ascii_lowercase())));
    Table(entries)
}

#[cfg(test)]
mod tests {
    use super::{FEW, TableBuilder, overlay};
    use crate::record::raw::{Node, Table};

    #[test]
    fn the_last_of_equal_keys_counts_in_small_and_large_tables() {
        for size in [2, FEW, FEW + 1, 3 * FEW] {
            let mut table = TableBuilder::default();
            for n in 0..size {
                assert!(table.set(format!("k{n}"), Node::text("old", 1, 1)).is_none());
            }
            for n in 0..size {
                assert!(table.set(format!("k{n}"), Node::text("new", 2, 1)).is_some(), "{n} of {size}");
            }
            let table = table.finish();
            assert_eq!(table.0.len(), size);
            assert!(table.0.iter().all(|(_, node)| node.as_text() == Some("new")));
        }
    }

    #[test]
    fn repeated_keys_of_a_head_become_a_list() {
        let mut table = TableBuilder::default();
        for name in ["A", "B", "C"] {
            table.add("Author".into(), Node::text(name, 1, 1));
        }
        let table = table.finish();
        let names: Vec<_> = table.get("Author").unwrap().items().iter().filter_map(Node::as_text).collect();
        assert_eq!(names, ["A", "B", "C"]);
    }

    #[test]
    fn what_lies_above_hides_what_lies_below() {
        let table = |pairs: &[(&str, &str)]| {
            Table(pairs.iter().map(|(key, value)| ((*key).to_owned(), Node::text(*value, 1, 1))).collect())
        };
        let both = overlay(table(&[("date", "new"), ("tags", "x")]), table(&[("title", "T"), ("Date", "old")]));
        assert_eq!(both, table(&[("date", "new"), ("tags", "x"), ("title", "T")]));
    }
}
