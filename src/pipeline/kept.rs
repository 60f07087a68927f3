//! Last good renderings: what a published document holds of an item that cannot be rendered well enough any more.
//!
//! A document on the disk is read only when something was withheld from it.

use super::{catalogue::Entry, press::Judged};
use crate::{
    diagnostic::Level,
    lint::{self, Outline, Part},
    value::Format,
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
    sync::Arc,
};

/// The items of one published document.
pub(super) struct Published {
    format: Format,
    text: String,
    outline: Outline,
    /// What its root declares for its items.
    namespaces: BTreeMap<String, String>,
    by_id: HashMap<String, usize>,
}

impl Published {
    /// Reads the document at `path`; one that is not there, or is no feed of this format, holds nothing.
    pub(super) fn read(path: &Path, format: Format) -> Self {
        let bytes = std::fs::read(path).unwrap_or_default();
        let (outline, text) = lint::outline(&bytes);
        let by_id = if outline.format == Some(format) {
            outline.items.iter().enumerate().filter_map(|(n, part)| Some((part.id.clone()?, n))).collect()
        } else {
            HashMap::new()
        };
        let mut namespaces = outline.namespaces.clone();
        // What items of Atom have by default, every feed of ours declares.
        namespaces.remove("");
        Self { format, text: text.into_owned(), outline, namespaces, by_id }
    }

    /// Whether this program made it.
    pub(super) fn is_own(&self) -> bool {
        match self.outline.format {
            Some(Format::Json) => self.text.contains("\"_courant\""),
            _ => self.outline.generator.as_deref().is_some_and(|generator| generator.starts_with("Courant")),
        }
    }

    /// The text of one of its items.
    pub(super) fn text_of(&self, part: &Part) -> &str {
        self.text.get(part.range.clone()).unwrap_or_default()
    }

    /// Whether an item has one of these ids.
    pub(super) fn holds(&self, ids: &HashSet<String>) -> bool {
        self.outline.items.iter().any(|part| part.id.as_ref().is_some_and(|id| ids.contains(id)))
    }

    /// The document without the items that have one of these ids, and how many it has then.
    pub(super) fn without(&self, ids: &HashSet<String>) -> (String, usize) {
        let parts = &self.outline.items;
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return (self.text.clone(), 0) };
        let between = parts.get(1).and_then(|second| self.text.get(first.range.end..second.range.start));
        let stays = |part: &&Part| part.id.as_ref().is_none_or(|id| !ids.contains(id));
        let items: Vec<&str> = parts.iter().filter(stays).map(|part| self.text_of(part)).collect();
        let (head, tail) = (&self.text[..first.range.start], &self.text[last.range.end..]);
        (format!("{head}{}{tail}", items.join(between.unwrap_or_default())), items.len())
    }

    /// What it says of its items.
    pub(super) fn parts(&self) -> &[Part] {
        &self.outline.items
    }

    /// The item with this id as it stands there, unless it has an error by now.
    pub(super) fn item(&self, entry: &Entry) -> Option<Arc<Judged>> {
        self.judged(&self.outline.items[*self.by_id.get(&*entry.id_in(self.format))?])
    }

    /// All items as they stand there, but for those that have an error by now.
    pub(super) fn all(&self) -> Vec<Arc<Judged>> {
        self.outline.items.iter().filter_map(|part| self.judged(part)).collect()
    }

    fn judged(&self, part: &Part) -> Option<Arc<Judged>> {
        let text = self.text.get(part.range.clone())?.to_owned();
        let (found, facts) = lint::item(self.format, &text, &self.namespaces);
        if found.iter().any(|finding| finding.level == Level::Error) {
            return None;
        }
        let namespaces = facts.namespaces.clone();
        Some(Arc::new(Judged { text, namespaces, facts }))
    }
}
