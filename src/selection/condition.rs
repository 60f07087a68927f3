//! `where = "…"`: a condition in CEL, the Common Expression Language.

use crate::{
    record::{self, Category, Person, Record, SummaryText, raw},
    value::Timestamp,
};
use cel::{Context, Program, Value};
use std::{collections::HashMap, sync::Arc};

/// What a condition may ask about, for messages and documentation.
///
/// `record` is the whole record in its canonical form; the others are short for what is asked most.
const VARIABLES: [&str; 18] = [
    "record",
    "id",
    "url",
    "external_url",
    "title",
    "summary",
    "published",
    "updated",
    "authors",
    "categories",
    "tags",
    "language",
    "section",
    "enclosures",
    "rights",
    "key",
    "file",
    "extra",
];

/// A compiled condition.
pub struct Condition {
    program: Program,
    wanted: Vec<&'static str>,
}

impl std::fmt::Debug for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Condition").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl Condition {
    /// Compiles an expression.
    ///
    /// # Errors
    /// A sentence for people: a syntax error, or a name that no record has.
    pub fn compile(expression: &str) -> Result<Self, String> {
        let program = Program::compile(expression).map_err(|errors| format!("this is no CEL expression: {errors}"))?;
        let references = program.references();
        let mut wanted = Vec::new();
        for name in references.variables() {
            match VARIABLES.iter().find(|known| **known == name) {
                Some(known) => wanted.push(*known),
                None => {
                    return Err(format!("`{name}` is no field of a record here; there are {}", VARIABLES.join(", ")));
                }
            }
        }
        wanted.sort_unstable();
        Ok(Self { program, wanted })
    }

    /// The condition that no record meets, for a feed whose own cannot be understood: it fails closed.
    #[must_use]
    pub fn nothing() -> Self {
        let program = Program::compile("false").expect("`false` is an expression");
        Self { program, wanted: Vec::new() }
    }

    /// Whether a record meets the condition.
    ///
    /// # Errors
    /// A sentence for people: the expression does not fit the record's values, or its result is no truth value.
    pub fn matches(&self, record: &Record) -> Result<bool, String> {
        let mut context = Context::default();
        for name in &self.wanted {
            context.add_variable_from_value(*name, variable(record, name));
        }
        match self.program.execute(&context) {
            Ok(Value::Bool(answer)) => Ok(answer),
            Ok(other) => Err(format!("the condition gives a {} and not true or false", other.type_of())),
            Err(error) => Err(format!("the condition cannot be worked out: {error}")),
        }
    }
}

fn variable(record: &Record, name: &str) -> Value {
    let text = |text: Option<&str>| Value::from(text.unwrap_or_default());
    match name {
        "id" => record.id.as_str().into(),
        "url" => text(record.url.as_ref().map(|u| u.as_str())),
        "external_url" => text(record.external_url.as_ref().map(|u| u.as_str())),
        "title" => text(record.title.as_deref()),
        "summary" => text(record.summary.as_ref().map(|summary| match summary {
            SummaryText::Plain(text) | SummaryText::Html(text) | SummaryText::Markdown(text) => text.as_str(),
        })),
        "record" => canonical(record),
        "published" => record.published.map_or(Value::Null, timestamp),
        "updated" => record.updated.map_or(Value::Null, timestamp),
        "authors" => record.authors.iter().map(|Person { name, .. }| name.clone()).collect::<Vec<_>>().into(),
        "categories" | "tags" => {
            record.categories.iter().map(|c: &Category| c.display().to_owned()).collect::<Vec<_>>().into()
        }
        "language" => text(record.language.as_ref().map(|l| l.as_str())),
        "section" => text(record.section.as_deref()),
        "enclosures" => record.enclosures.iter().map(|e| e.media_type.as_str().to_owned()).collect::<Vec<_>>().into(),
        "rights" => text(record.rights.as_deref()),
        "key" => record.key.as_str().into(),
        "file" => record.origin.file.as_ref().into(),
        "extra" => table(&record.extra),
        _ => Value::Null,
    }
}

fn timestamp(instant: Timestamp) -> Value {
    Value::Timestamp(instant.as_utc().fixed_offset())
}

/// The canonical form: dates as timestamps, lists there even if they are empty, everything else absent where it is not
/// declared, so that `has(record.external_url)` asks what it says.
fn canonical(record: &Record) -> Value {
    let mut map: HashMap<String, Value> = ["authors", "contributors", "categories", "enclosures", "related"]
        .into_iter()
        .map(|list| (list.to_owned(), Value::List(Arc::default())))
        .collect();
    if let serde_json::Value::Object(members) = record::canonical(record, None) {
        map.extend(members.iter().map(|(name, value)| (name.clone(), json(value))));
    }
    map.extend(record.published.map(|t| ("published".to_owned(), timestamp(t))));
    map.extend(record.updated.map(|t| ("updated".to_owned(), timestamp(t))));
    map.into()
}

fn json(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Bool(*flag),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or_default()), Value::Int)
        }
        serde_json::Value::String(text) => text.as_str().into(),
        serde_json::Value::Array(items) => items.iter().map(json).collect::<Vec<_>>().into(),
        serde_json::Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), json(value))).collect::<HashMap<_, _>>().into()
        }
    }
}

fn table(table: &raw::Table) -> Value {
    let map: HashMap<String, Value> = table.0.iter().map(|(key, node)| (key.clone(), node_value(node))).collect();
    map.into()
}

/// Numbers that look like one become one, so that `extra.weight > 3` means what it says.
fn node_value(node: &raw::Node) -> Value {
    match &node.value {
        raw::Value::Null => Value::Null,
        raw::Value::Bool(flag) => Value::Bool(*flag),
        raw::Value::Number(number) => match (number.parse::<i64>(), number.parse::<f64>()) {
            (Ok(whole), _) => Value::Int(whole),
            (_, Ok(real)) => Value::Float(real),
            _ => number.as_str().into(),
        },
        raw::Value::Text(text) => text.as_str().into(),
        raw::Value::List(items) => items.iter().map(node_value).collect::<Vec<_>>().into(),
        raw::Value::Table(inner) => table(inner),
    }
}
