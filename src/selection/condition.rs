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
        if let Some(list) = text_among_objects(expression) {
            let member = if list == "categories" { "term" } else { "name" };
            let short = match list {
                "categories" | "authors" => format!("write `\"…\" in {list}`, or "),
                _ => "write ".to_owned(),
            };
            return Err(format!(
                "no text is ever in `record.{list}`, whose members are objects: {short}`record.{list}.exists(one, one.{member} == \"…\")`"
            ));
        }
        let references = program.references();
        let mut wanted = Vec::new();
        for name in references.variables() {
            match VARIABLES.iter().find(|known| **known == name) {
                Some(known) => wanted.push(*known),
                // A name that a macro gives to the members of a list, or the compiler to its own result.
                None if is_bound(expression, name) || name.starts_with(['@', '_']) => {}
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

/// The list of objects in which an expression looks for a text: `"News" in record.categories` is never true.
fn text_among_objects(expression: &str) -> Option<&'static str> {
    const LISTS: [&str; 5] = ["authors", "contributors", "categories", "enclosures", "related"];
    expression.match_indices("record.").find_map(|(at, start)| {
        let before = expression[..at].trim_end().strip_suffix("in")?;
        let is_text = before.ends_with(char::is_whitespace) && before.trim_end().ends_with(['"', '\'']);
        let rest = &expression[at + start.len()..];
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())];
        let is_whole = !rest[name.len()..].trim_start().starts_with(['.', '[']);
        LISTS.into_iter().find(|list| *list == name).filter(|_| is_text && is_whole)
    })
}

/// Whether `name` is what a macro calls the members of a list: the first argument in `exists(name, …)`.
fn is_bound(expression: &str, name: &str) -> bool {
    expression.match_indices(name).any(|(at, _)| {
        let before = expression[..at].trim_end();
        let after = expression[at + name.len()..].trim_start();
        before.ends_with('(') && after.starts_with(',')
    })
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

#[cfg(test)]
mod tests {
    use super::Condition;
    use crate::{
        record::{
            Options, PeopleTable, Record, normalise,
            raw::{Node, Origin, RawRecord, Table, Value},
        },
        value::{WebUrl, Zone},
    };

    fn record() -> Record {
        let text = |text: &str| Node::text(text, 1, 1);
        let fields = [
            ("title", text("Salt and rope")),
            ("date", text("2026-05-01")),
            ("tags", Node::new(Value::List(vec![text("Sea"), text("Trade")]), 1, 1)),
            ("author", text("Ada Quay <ada@example.org>")),
            ("weight", Node::new(Value::Number("3".to_owned()), 1, 1)),
        ];
        let raw = RawRecord {
            origin: Origin { file: "data/salt.json".into(), line: 1, bytes: 0..1, listed: false, row: None },
            fields: Table(fields.into_iter().map(|(name, node)| (name.to_owned(), node)).collect()),
            body: None,
            found: Table::default(),
            derived: Vec::new(),
        };
        let options = Options {
            zone: Zone::UTC,
            language: None,
            link: WebUrl::parse("https://notes.example/").expect("a URL"),
            tag: None,
            permalink: None,
            map: crate::record::FieldMap::default(),
            people: PeopleTable::default().into(),
            email_public: false,
            pins_first_sight: false,
            body_format: None,
        };
        normalise(raw, &options).record.expect("a record")
    }

    #[test]
    fn a_text_is_never_among_objects() {
        for wrong in
            ["!('Ads' in record.categories)", "\"Ada\" in record.authors", "title == 'x' || 'a'  in record.related"]
        {
            let error = Condition::compile(wrong).expect_err(wrong);
            assert!(error.contains("members are objects"), "{error}");
        }
        for right in
            ["'Ads' in categories", "'term' in record.categories[0]", "record.categories.exists(c, c.term == 'Ads')"]
        {
            assert!(Condition::compile(right).is_ok(), "{right}");
        }
    }

    #[test]
    fn conditions_ask_short_names_and_the_canonical_record() {
        let record = record();
        for (expression, expected) in [
            ("title == 'Salt and rope'", true),
            ("'Sea' in categories && !('Land' in categories)", true),
            ("authors.exists(name, name.startsWith('Ada'))", true),
            ("published >= timestamp('2026-05-01T00:00:00Z')", true),
            ("published < timestamp('2026-05-01T00:00:00Z')", false),
            ("extra.weight > 2", true),
            ("has(extra.height)", false),
            ("size(record.enclosures) == 0", true),
            ("has(record.external_url)", false),
            ("record.authors[0].email == 'ada@example.org'", true),
            ("record.published == published", true),
            ("section == ''", true),
            ("file.startsWith('data/')", true),
        ] {
            let condition = Condition::compile(expression).expect("an expression");
            assert_eq!(condition.matches(&record), Ok(expected), "{expression}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        assert!(Condition::compile("title ==").unwrap_err().contains("CEL"));
        assert!(Condition::compile("headline == 'x'").unwrap_err().contains("`headline`"));
        let record = record();
        let fails = |expression: &str| Condition::compile(expression).expect("compiles").matches(&record).unwrap_err();
        assert!(fails("title").contains("true or false"));
        assert!(fails("extra.height > 2").contains("cannot be worked out"));
        assert_eq!(Condition::nothing().matches(&record), Ok(false));
    }
}
