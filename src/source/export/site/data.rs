//! What configurations and front matters say: tables with places.

use super::{
    super::super::{Error, decode, json, limits, lines::Position, piece::Piece, toml, yaml},
    files::Root,
};
use crate::{
    diagnostic::{Diagnostic, Place, Rule, rules::source as rules},
    record::raw::{Node, Table, Value as Raw},
};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a file of a configuration says, or what is wrong with it.
pub(super) type Read<T> = Result<Result<T, Box<Diagnostic>>, Error>;

/// The text of a file.
pub(super) fn text(root: &Root<'_>, path: &str) -> Read<String> {
    let name = root.name_of(path);
    let bytes = match decode::read(&root.at(path), &name, limits::WHOLE_FILE)? {
        Ok(bytes) => bytes,
        Err(refused) => return Ok(Err(refused)),
    };
    Ok(decode::decode(bytes, &name, &mut Vec::new()).map(|decoded| decoded.text().to_owned()))
}

/// The table that a YAML, TOML or JSON file is.
pub(super) fn table(root: &Root<'_>, path: &str) -> Read<Table> {
    Ok(node(root, path)?.and_then(|node| match node.value {
        Raw::Table(table) => Ok(table),
        Raw::Null => Ok(Table::default()),
        _ => {
            let place = Place::file(root.name_of(path)).at(node.line, node.column);
            Err(Box::new(Diagnostic::new(&rules::YAML_SYNTAX, place, "this is no table: `key: value` is expected")))
        }
    }))
}

/// The value that a YAML, TOML or JSON file is.
pub(super) fn node(root: &Root<'_>, path: &str) -> Read<Node> {
    let text = match text(root, path)? {
        Ok(text) => text,
        Err(refused) => return Ok(Err(refused)),
    };
    Ok(parse(&text, &root.name_of(path), path.rsplit('.').next().unwrap_or_default()))
}

/// The value that a text in the language of this extension is.
pub(super) fn parse(text: &str, name: &Arc<str>, extension: &str) -> Result<Node, Box<Diagnostic>> {
    let piece = |syntax: &'static Rule| Piece { file: name, text, start: Position::START, syntax };
    let mut notes = Vec::new();
    match extension {
        "toml" => toml::table(piece(&rules::TOML_SYNTAX)).map(|table| Node::new(Raw::Table(table), 1, 1)),
        "json" if text.trim().is_empty() => Ok(Node::new(Raw::Null, 1, 1)),
        "json" => json::node(piece(&rules::JSON_SYNTAX), &mut notes),
        _ => yaml::document(piece(&rules::YAML_SYNTAX), &mut notes),
    }
}

/// The object that a program exports, if that is written out: `export default { tags: ["posts"] };`. What has to be worked out
/// is none.
pub(super) fn exported(program: &str) -> Option<&str> {
    let program = program.trim();
    let object = ["export default", "module.exports"].into_iter().find_map(|start| program.strip_prefix(start))?;
    let object = object.trim_start().trim_start_matches('=').trim().trim_end_matches(';').trim_end();
    let mut inside = object.strip_prefix('{')?.strip_suffix('}')?;
    while !inside.is_empty() {
        let first = inside.chars().next()?;
        inside = if matches!(first, '"' | '\'') {
            let end = inside[1..].find(first)? + 1;
            if inside[..end].contains(['\\', '\n']) {
                return None;
            }
            &inside[end + 1..]
        } else if first.is_alphanumeric() || matches!(first, '_' | '$' | '-') {
            let end = inside.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$' | '-' | '.'));
            let (word, rest) = inside.split_at(end.unwrap_or(inside.len()));
            let is_name = rest.trim_start().starts_with(':');
            if !is_name && !matches!(word, "true" | "false" | "null") && word.parse::<f64>().is_err() {
                return None;
            }
            rest
        } else if first.is_whitespace() || matches!(first, '{' | '}' | '[' | ']' | ',' | ':') {
            &inside[first.len_utf8()..]
        } else {
            return None;
        };
    }
    Some(object)
}

/// What is asked of a table, often.
pub(super) trait Ask {
    /// The text under a name, if there is anything in it.
    fn filled(&self, name: &str) -> Option<&str>;
    /// The same, whatever the name's capitals.
    fn loose(&self, name: &str) -> Option<&str>;
    /// The truth value under a name.
    fn flag(&self, name: &str) -> Option<bool>;
    /// The table under a name.
    fn sub(&self, name: &str) -> Option<&Table>;
    /// The texts of a list under a name, or the one text.
    fn texts(&self, name: &str) -> Vec<String>;
}

impl Ask for Table {
    fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Node::as_filled_text)
    }

    fn loose(&self, name: &str) -> Option<&str> {
        self.get_ignore_case(name).and_then(Node::as_filled_text)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.get_ignore_case(name).and_then(Node::as_bool)
    }

    fn sub(&self, name: &str) -> Option<&Table> {
        self.get_ignore_case(name).and_then(Node::as_table)
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let items = self.get_ignore_case(name).map_or(&[][..], Node::items);
        items.iter().filter_map(Node::as_filled_text).map(str::to_owned).collect()
    }
}

/// A value as JSON. A number that JSON would write otherwise (`13.20`) is a text.
pub(super) fn json_of(node: &Node) -> Value {
    match &node.value {
        Raw::Null => Value::Null,
        Raw::Bool(flag) => Value::Bool(*flag),
        Raw::Text(text) => Value::String(text.clone()),
        Raw::Number(text) => match serde_json::from_str::<serde_json::Number>(text) {
            Ok(number) if number.to_string() == *text => Value::Number(number),
            _ => Value::String(text.clone()),
        },
        Raw::List(items) => Value::Array(items.iter().map(json_of).collect()),
        Raw::Table(table) => Value::Object(object(table)),
    }
}

/// A table as a JSON object.
pub(super) fn object(table: &Table) -> Map<String, Value> {
    table.0.iter().map(|(name, node)| (name.clone(), json_of(node))).collect()
}

/// Lays one table over another, tables inside of them likewise.
pub(super) fn merge(under: &mut Table, over: &Table) {
    for (name, node) in &over.0 {
        match under.0.iter_mut().find(|(known, _)| known == name) {
            None => under.0.push((name.clone(), node.clone())),
            Some((_, known)) => match (&mut known.value, &node.value) {
                (Raw::Table(known), Raw::Table(over)) => merge(known, over),
                (_, Raw::Null) => {}
                _ => *known = node.clone(),
            },
        }
    }
}

/// A table whose names, and those of the tables in it, have no capitals.
pub(super) fn lower(table: Table) -> Table {
    let lowered = table.0.into_iter().map(|(name, mut node)| {
        if let Raw::Table(inner) = node.value {
            node.value = Raw::Table(lower(inner));
        }
        (name.to_lowercase(), node)
    });
    Table(lowered.collect())
}
