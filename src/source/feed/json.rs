//! JSON Feed (versions 1 and 1.1): an item is an object whose names are understood everywhere; what the feed lends to its
//! items and what is kept in extensions is seen to here.

use super::{
    channel::{Channel, source_of},
    markup::{absolute, is_relative},
    xml::joined,
};
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
        let base = ["home_page_url", "feed_url"].into_iter().filter_map(text).find(|url| super::channel::is_web(url));
        let base = base.or_else(|| Some(name.to_owned()).filter(|name| super::channel::is_web(name)));
        Self(Channel::new(base, language, authors, source_of(members.collect())))
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
        self.resolve(&mut fields);
        // Nothing is known to be later.
        let date = |name: &str| fields.iter().find(|(known, node)| known == name && !node.is_blank());
        if let (None, Some((_, changed))) = (date("date_published"), date("date_modified")) {
            fields.push(("date".to_owned(), changed.clone()));
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

    /// Makes relative addresses of an item absolute: its own begins at the feed's page, the others at its own.
    fn resolve(&self, fields: &mut [(String, Node)]) {
        const ADDRESSES: [&str; 4] = ["url", "external_url", "image", "banner_image"];
        let text_of = |fields: &[(String, Node)], name: &str| {
            fields
                .iter()
                .find(|(known, _)| known == name)
                .and_then(|(_, node)| node.as_filled_text().map(str::to_owned))
        };
        let feed = self.0.base.as_deref();
        let page = text_of(fields, "url").and_then(|url| joined(feed, &url)).filter(|url| super::channel::is_web(url));
        let Some(base) = page.as_deref().or(feed) else { return };
        let at = |node: &mut Node, base: &str| {
            if let Value::Text(text) = &mut node.value
                && let Some(whole) =
                    Some(&*text).filter(|text| is_relative(text)).and_then(|text| joined(Some(base), text))
            {
                *text = whole;
            }
        };
        for (name, node) in fields {
            match (name.as_str(), &mut node.value) {
                ("attachments", Value::List(items)) => {
                    let tables = items.iter_mut().filter_map(|item| match &mut item.value {
                        Value::Table(table) => Some(table),
                        _ => None,
                    });
                    let members = tables.flat_map(|table| &mut table.0).filter(|(name, _)| name == "url");
                    members.for_each(|(_, url)| at(url, base));
                }
                ("content_html", Value::Text(html)) if page.is_none() => *html = absolute(html, base),
                (name, _) if ADDRESSES.contains(&name) => {
                    at(node, if name == "url" { feed.unwrap_or(base) } else { base });
                }
                _ => {}
            }
        }
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
