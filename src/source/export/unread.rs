//! What of a table or a list nobody reads, where that may be its titles or its texts.

use super::{
    super::limits::LONG_TEXT,
    Entry, Item, Settings, What,
    csv::field_of,
    rows::{self, letters},
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::source as rules},
    record,
};
use serde_json::{Map, Value};

/// Whether the articles of a table have texts, or a column that nobody reads has them.
#[derive(Default)]
pub(super) struct Unread {
    count: usize,
    has_text: bool,
    column: Option<(String, Place)>,
    /// Whether an entry has a title.
    has_title: bool,
    /// What the first entry has and nobody reads, and where it stands.
    unread: Option<(Vec<String>, Place)>,
    /// The first article whose text is in parts that nobody reads: the member, what that is called, and where it stands.
    parts: Option<(String, &'static str, Place)>,
    in_parts: usize,
}

impl Unread {
    /// Looks at an entry, and at what it was made of.
    pub(super) fn look(&mut self, entry: &Entry, stated: &Map<String, Value>, settings: &Settings) {
        self.count += 1;
        self.has_title |= !entry.title.is_empty();
        if !self.has_title && self.unread.is_none() {
            let is_filled = |value: &Value| !value.is_null() && value.as_str() != Some("");
            let names = stated.iter().filter(|(name, value)| is_filled(value) && !is_read(name, settings));
            self.unread = Some((names.map(|(name, _)| format!("`{name}`")).take(20).collect(), entry.place.clone()));
        }
        let has_text = matches!(&entry.what, What::Article(article) if article.body.is_some());
        self.has_text |= has_text;
        if !has_text {
            let of = |(name, value): (&String, &Value)| {
                let is_text = field_of(name).is_some_and(|field| field.starts_with("content"));
                let called = record::parts(&rows::node(value)).filter(|_| is_text)?;
                Some((name.clone(), called, entry.place.clone()))
            };
            if let Some(parts) = stated.iter().find_map(of) {
                self.in_parts += 1;
                self.parts.get_or_insert(parts);
            }
        }
        if self.has_text || self.column.is_some() {
            return;
        }
        let is_long =
            |value: &Value| value.as_str().is_some_and(|text| text.trim().chars().take(LONG_TEXT).count() == LONG_TEXT);
        let found = stated.iter().find(|(name, value)| is_long(value) && !is_read(name, settings));
        self.column = found.map(|(name, _)| (name.clone(), entry.place.clone()));
    }

    /// Says so.
    pub(super) fn tell(self, sink: &mut dyn FnMut(Item)) {
        if let Some((name, called, place)) = self.parts {
            let entries = match self.in_parts {
                1 => "1 entry has no text".to_owned(),
                count => format!("{count} entries have no text"),
            };
            let message = format!("{entries}: `{name}` is {called}, which is not read");
            let help = "let what exports it render it, and add `--map content_html=NAME` with the name of the member that \
                        has the result";
            let finding = Diagnostic::new(&rules::COLUMN_UNREAD, place.field(name), message).help(help);
            sink(Item::Trouble(Box::new(finding)));
        }
        if let Some((names, place)) =
            self.unread.filter(|(names, _)| self.count > 1 && !self.has_title && !names.is_empty())
        {
            let message =
                format!("none of the {} entries has a title; these are not read: {}", self.count, names.join(", "));
            let help = "if one of them holds the titles, add `--map title=NAME`, and import once more";
            sink(Item::Trouble(Box::new(Diagnostic::new(&rules::COLUMN_UNREAD, place, message).help(help))));
        }
        let Some((column, place)) = self.column.filter(|_| !self.has_text) else { return };
        let entries = match self.count {
            1 => "the only entry has no text".to_owned(),
            count => format!("none of the {count} entries has a text"),
        };
        let message = format!("{entries}, while `{column}`, which is not read, holds long ones");
        let map = format!("content={column}");
        let map = if column.contains(|c: char| !c.is_ascii_alphanumeric() && !"_.-".contains(c)) {
            format!("'{}'", map.replace('\'', r"'\''"))
        } else {
            map
        };
        let help = format!("if that is the article's text, add `--map {map}`, and import once more");
        sink(Item::Trouble(Box::new(Diagnostic::new(&rules::COLUMN_UNREAD, place.field(column), message).help(help))));
    }
}

/// Whether a column means something, by its name or by the map.
fn is_read(name: &str, settings: &Settings) -> bool {
    let is_mapped = settings.map.iter().any(|(_, column)| letters(column) == letters(name));
    is_mapped || field_of(name).is_some() || record::is_of_itself(name)
}
