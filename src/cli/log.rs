//! The log of deliveries, on stderr: a line for people, or an object for programs, for each attempt. With SARIF, whose
//! document has stderr for itself, the lines go to stdout.
//!
//! With `-q` only what was given up is said. What other crates have to say is nobody's business here.

use super::args::Style;
use crate::value::{Clock, collapse_blanks};
use serde_json::{Map, Value};
use std::{fmt, io::Write};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
};

/// Begins to listen; for the rest of the program.
pub(super) fn listen(style: Style, quiet: bool) {
    let log = Log { style, least: if quiet { Level::ERROR } else { Level::INFO } };
    // Whoever listens already has the say.
    tracing::subscriber::set_global_default(Registry::default().with(log)).ok();
}

struct Log {
    style: Style,
    least: Level,
}

impl Log {
    fn wants(&self, metadata: &Metadata<'_>) -> bool {
        let is_ours = metadata.target() == "courant" || metadata.target().starts_with("courant::");
        is_ours && *metadata.level() <= self.least
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.wants(metadata)
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let line = match self.style {
            Style::Json => as_json(*event.metadata().level(), fields.0),
            _ => as_words(&fields.0),
        };
        // Nobody is left to tell if that is gone.
        match self.style {
            Style::Sarif => writeln!(std::io::stdout().lock(), "{line}").ok(),
            _ => writeln!(std::io::stderr().lock(), "{line}").ok(),
        };
    }
}

/// `courant: failed https://… -> hub (503, 12 ms, attempt 2): why; again at 2026-11-22T09:30:00Z`
fn as_words(fields: &Map<String, Value>) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| fields.get(name).and_then(Value::as_u64);
    let mut facts: Vec<String> = number("status").map(|status| status.to_string()).into_iter().collect();
    facts.extend(number("duration_ms").map(|duration| format!("{duration} ms")));
    facts.extend(number("attempt").filter(|attempt| *attempt > 1).map(|attempt| format!("attempt {attempt}")));
    let mut line = format!("courant: {} {} -> {}", text("message"), text("topic"), text("endpoint"));
    if !facts.is_empty() {
        line.push_str(&format!(" ({})", facts.join(", ")));
    }
    if !text("why").is_empty() {
        line.push_str(&format!(": {}", collapse_blanks(text("why"))));
    }
    if !text("due").is_empty() {
        line.push_str(&format!("; again at {}", text("due")));
    }
    line
}

/// The event's own fields, after what it is and when it was.
fn as_json(level: Level, mut fields: Map<String, Value>) -> String {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("kind", "delivery".into());
    put("at", Clock::system().moment().rfc3339().into());
    put("level", level.as_str().to_ascii_lowercase().into());
    if let Some(message) = fields.remove("message") {
        put("outcome", message);
    }
    for name in ["endpoint", "topic", "status", "duration_ms", "attempt", "due", "why"] {
        object.extend(fields.remove(name).map(|value| (name.to_owned(), value)));
    }
    object.extend(fields);
    Value::Object(object).to_string()
}

/// What an event says.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::as_words;
    use serde_json::{Value, json};

    #[test]
    fn a_line_says_what_is_known() {
        let words = |value: Value| as_words(value.as_object().expect("an object"));
        let all = json!({
            "message": "failed", "topic": "t", "endpoint": "hub", "status": 503, "duration_ms": 12, "attempt": 2,
            "why": "no\nroom", "due": "2026-11-22T09:30:00Z",
        });
        assert_eq!(
            words(all),
            "courant: failed t -> hub (503, 12 ms, attempt 2): no room; again at 2026-11-22T09:30:00Z"
        );
        let few = json!({ "message": "delivered", "topic": "t", "endpoint": "hub", "duration_ms": 12, "attempt": 1 });
        assert_eq!(words(few), "courant: delivered t -> hub (12 ms)");
    }
}
