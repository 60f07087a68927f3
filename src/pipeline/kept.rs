//! Last good renderings: what a published document holds of an item that cannot be rendered well enough any more.
//!
//! A document on the disk is read only when something was withheld from it.

use super::{catalogue::Entry, press::Judged};
use crate::{
    diagnostic::Level,
    lint::{self, Outline, Part},
    value::Format,
};
use std::{collections::HashMap, path::Path, sync::Arc};

/// The items of one published document.
pub(super) struct Published {
    format: Format,
    text: String,
    outline: Outline,
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
        Self { format, text: text.into_owned(), outline, by_id }
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

    /// What it says of its items.
    pub(super) fn parts(&self) -> &[Part] {
        &self.outline.items
    }

    /// The item with this id as it stands there, unless it has an error by now.
    pub(super) fn item(&self, entry: &Entry) -> Option<Arc<Judged>> {
        let part = &self.outline.items[*self.by_id.get(&*entry.id_in(self.format))?];
        let text = self.text.get(part.range.clone())?.to_owned();
        let mut outer = self.outline.namespaces.clone();
        // What items of Atom have by default, every feed of ours declares.
        outer.remove("");
        let (found, facts) = lint::item(self.format, &text, &outer);
        if found.iter().any(|finding| finding.level == Level::Error) {
            return None;
        }
        let namespaces = facts.namespaces.clone();
        Some(Arc::new(Judged { text, namespaces, facts }))
    }
}
