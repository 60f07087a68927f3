//! One JSON object a line. The members and their order are part of the command line's contract.

use super::{super::Diagnostic, visible};
use serde::Serialize;
use std::fmt;

/// A finding as programs read it: what is unknown is `null`, `w3c` is always a list.
#[derive(Serialize)]
struct Line<'a> {
    rule: &'static str,
    code: &'static str,
    level: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    field: Option<&'a str>,
    record: Option<&'a str>,
    w3c: &'static [&'static str],
    spec: Option<&'static str>,
}

/// Writes one finding with its line feed.
pub(super) fn write(f: &mut fmt::Formatter<'_>, diagnostic: &Diagnostic) -> fmt::Result {
    let Diagnostic { rule, level, message, help, place, excerpt: _ } = diagnostic;
    let line = Line {
        rule: rule.name,
        code: rule.code,
        level: level.as_str(),
        message,
        help: help.as_deref(),
        file: place.file.as_deref(),
        line: place.line,
        column: place.column,
        field: place.field.as_deref(),
        record: place.record.as_deref(),
        w3c: rule.w3c,
        spec: spec(rule.spec),
    };
    write_value(f, &line)
}

/// A rule without a section has no address.
pub(super) fn spec(spec: &'static str) -> Option<&'static str> {
    (!spec.is_empty()).then_some(spec)
}

/// Writes a value on one line. Characters that JSON allows but terminals act on, or that some readers take for the end
/// of a line, are escaped; they can stand in strings only.
pub(super) fn write_value(f: &mut fmt::Formatter<'_>, value: &impl Serialize) -> fmt::Result {
    let text = serde_json::to_string(value).map_err(|_| fmt::Error)?;
    let mut rest = text.as_str();
    while let Some(at) = rest.find(visible::is_active) {
        let (clean, tail) = rest.split_at(at);
        f.write_str(clean)?;
        let mut tail = tail.chars();
        if let Some(c) = tail.next() {
            write!(f, "\\u{:04x}", u32::from(c))?;
        }
        rest = tail.as_str();
    }
    writeln!(f, "{rest}")
}
