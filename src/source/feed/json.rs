//! JSON Feed (versions 1 and 1.1): an item is an object whose names are understood everywhere; what the feed lends to its
//! items and what is kept in extensions is seen to here.

use super::channel::{Channel, source_of};
use crate::{
    record::raw::{Node, RawRecord, Table, Value},
    value::Language,
};
use std::sync::Arc;

/// The members of a feed that matter to its items.
pub(in crate::source) const HEAD: [&str; 7] =
    ["title", "home_page_url", "feed_url", "language", "author", "authors", "_courant"];

/// What a feed lends to its items.
pub(in crate::source) struct Feed(Channel);

impl Feed {
    /// The feed with these members, known under this name.
    pub(in crate::source) fn of(head: &Table, name: &str) -> Self {
        let text = |name: &str| head.get(name).and_then(Node::as_filled_text).map(str::to_owned);
        let language = text("language").filter(|tag| tag.parse::<Language>().is_ok());
        let authors = head.get("authors").filter(|authors| !authors.is_blank()).or_else(|| head.get("author"));
        let authors = authors.map(|authors| authors.items().to_vec()).unwrap_or_default();
        let fetched = Some(name.to_owned()).filter(|name| super::channel::is_web(name));
        let id = head.get("_courant").and_then(Node::as_table).and_then(|own| own.get("feed_id"));
        let id = id.and_then(Node::as_filled_text).map(str::to_owned);
        let members = [
            ("title", text("title")),
            ("url", text("home_page_url")),
            ("feed", text("feed_url").or(fetched)),
            ("id", id),
        ];
        let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Node::text(value?, 0, 0))));
        Self(Channel::new(language, authors, source_of(members.collect())))
    }

    /// An item of the feed, as it was read, with what the feed lends it.
    pub(in crate::source) fn item(&self, mut record: RawRecord) -> RawRecord {
        let mut extra: Vec<(String, Node)> = Vec::new();
        let mut fields: Vec<(String, Node)> = Vec::new();
        let mut own = Table::default();
        for (name, node) in record.fields.0 {
            match node.value {
                Value::Table(table) if name == "_courant" => own = table,
                // `_date` is the extension of somebody, not a date.
                _ if name.starts_with('_') => extra.push((name, node)),
                _ => fields.push((name, node)),
            }
        }
        for (name, node) in own.0 {
            match name.as_str() {
                "categories" => replace(&mut fields, "tags", "categories", node),
                "title_html" | "image_alt" | "contributors" | "rights" | "license" | "source" | "comments"
                | "related" | "location" | "episode" => fields.push((name, node)),
                "summary_html" => replace(&mut fields, "summary", "summary_html", node),
                _ => {}
            }
        }
        let attachments = fields.iter_mut().find(|(name, _)| name == "attachments");
        if let Some((_, Node { value: Value::List(attachments), .. })) = attachments {
            attachments.iter_mut().for_each(with_language);
        }
        if !extra.is_empty() {
            fields.push(("extra".to_owned(), Node::new(Value::Table(Table(extra)), record.origin.line, 0)));
        }
        record.fields = Table(fields);
        let mut found = Vec::new();
        self.0.lend_to(&mut found);
        record.derived = self.0.derived(&found);
        record.found = Table(found);
        record.origin.file = Arc::clone(&record.origin.file);
        record
    }
}

/// Puts a richer value into the place of one that says the same.
fn replace(fields: &mut Vec<(String, Node)>, plain: &str, name: &str, node: Node) {
    fields.retain(|(known, _)| known != plain);
    fields.push((name.to_owned(), node));
}

/// Our own extension of attachments.
fn with_language(attachment: &mut Node) {
    let Value::Table(members) = &mut attachment.value else { return };
    let own = members.0.iter().find(|(name, _)| name == "_courant").and_then(|(_, own)| own.as_table());
    if let Some(language) = own.and_then(|own| own.get("language")).cloned() {
        members.0.push(("language".to_owned(), language));
    }
}
