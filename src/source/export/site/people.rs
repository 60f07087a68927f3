//! Who wrote an article: names, entries of a site's table of people, or tables in the article itself.

use super::{super::meta::line, data::Ask};
use crate::record::raw::{Node, Table, Value as Raw};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The people whom a site has in a table, by the names under which its articles refer to them.
#[derive(Debug, Default)]
pub(super) struct People {
    known: HashMap<String, Value>,
}

impl People {
    /// Takes up a table of tables, or a list of them.
    pub(super) fn add(&mut self, node: &Node) {
        match &node.value {
            Raw::Table(table) => {
                for (slug, node) in &table.0 {
                    self.one(slug, node);
                }
            }
            Raw::List(items) => {
                for item in items {
                    let slug = item.as_table().and_then(|table| {
                        ["slug", "id", "username", "login", "name"].iter().find_map(|name| table.loose(name))
                    });
                    if let Some(slug) = slug {
                        self.one(slug, item);
                    }
                }
            }
            _ => {}
        }
    }

    /// Takes up one person.
    pub(super) fn one(&mut self, slug: &str, node: &Node) {
        let person = match &node.value {
            Raw::Table(table) => person(table, slug),
            _ => node.as_filled_text().map(|name| Value::String(line(name))),
        };
        if let Some(person) = person {
            self.known.insert(slug.to_lowercase(), person);
        }
    }

    /// Everybody whom a value names: a name, a table, or a list of them.
    pub(super) fn of(&self, node: &Node) -> Vec<Value> {
        match &node.value {
            Raw::List(items) => items.iter().flat_map(|item| self.of(item)).collect(),
            Raw::Table(table) => person(table, "").into_iter().collect(),
            _ => node.as_filled_text().map(|name| self.named(name)).into_iter().collect(),
        }
    }

    /// The person of this name.
    pub(super) fn named(&self, name: &str) -> Value {
        let name = line(name);
        let slug = name.trim_start_matches('@').to_lowercase();
        self.known.get(&slug).cloned().unwrap_or(Value::String(name))
    }
}

/// A person as a table has them. What a site's own table says of somebody is meant for its readers.
fn person(table: &Table, slug: &str) -> Option<Value> {
    let text = |names: &[&str]| names.iter().find_map(|name| table.loose(name)).map(line);
    let mut person = Map::new();
    let name = text(&["name", "display_name", "display-name", "full_name", "title", "nick"]);
    let name = name.or_else(|| (!slug.is_empty()).then(|| slug.to_owned()));
    person.insert("name".to_owned(), Value::String(name?));
    for (field, names) in
        [("email", &["email", "mail"][..]), ("url", &["uri", "url", "website", "web", "homepage", "site", "link"][..])]
    {
        if let Some(value) = text(names) {
            person.insert(field.to_owned(), Value::String(value));
        }
    }
    Some(Value::Object(person))
}
