//! SARIF 2.1.0 (OASIS): one log with one run. Its levels have the names of ours.

use super::{
    super::{Diagnostic, Rule},
    json,
};
use crate::value::is_absolute_iri;
use serde_json::{Map, Value, json};
use std::{
    collections::HashMap,
    fmt::{self, Write},
};

/// Writes the log with its line feed.
pub(super) fn write(f: &mut fmt::Formatter<'_>, diagnostics: &[Diagnostic]) -> fmt::Result {
    let mut rules: Vec<Value> = Vec::new();
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut results = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let rule = diagnostic.rule;
        let index = *index.entry(rule.code).or_insert_with(|| {
            rules.push(descriptor(rule));
            rules.len() - 1
        });
        results.push(result(diagnostic, index));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "courant", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    json::write_value(f, &log)
}

/// What SARIF calls a reporting descriptor.
fn descriptor(rule: &Rule) -> Value {
    let mut out = json!({
        "id": rule.name,
        "shortDescription": { "text": rule.summary.trim() },
        "defaultConfiguration": { "level": rule.level.as_str() },
        "properties": { "code": rule.code, "w3c": rule.w3c },
    });
    if let Some(spec) = json::spec(rule.spec).filter(|spec| is_absolute_iri(spec)) {
        out["helpUri"] = json!(spec);
    }
    out
}

fn result(diagnostic: &Diagnostic, index: usize) -> Value {
    let Diagnostic { rule, level, message, help, place, excerpt: _ } = diagnostic;
    let text = match help {
        Some(help) => format!("{message}\n{help}"),
        None => message.clone(),
    };
    let mut out = json!({
        "ruleId": rule.name,
        "ruleIndex": index,
        "level": level.as_str(),
        "message": { "text": text },
    });
    let mut location = Map::new();
    if let Some(file) = &place.file {
        let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
        if let Some(line) = place.line {
            physical["region"] = json!({ "startLine": line });
            if let Some(column) = place.column {
                physical["region"]["startColumn"] = json!(column);
            }
        }
        location.insert("physicalLocation".to_owned(), physical);
    }
    let logical: Vec<Value> = [("object", &place.record), ("member", &place.field)]
        .into_iter()
        .filter_map(|(kind, name)| name.as_ref().map(|name| json!({ "fullyQualifiedName": name, "kind": kind })))
        .collect();
    if !logical.is_empty() {
        location.insert("logicalLocations".to_owned(), logical.into());
    }
    if !location.is_empty() {
        out["locations"] = json!([location]);
    }
    out
}

/// A file as a URI reference (RFC 3986): an address stays one, a path is percent-encoded.
fn uri(file: &str) -> String {
    let (mut out, keep): (String, &[u8]) = if file.contains("://") && is_absolute_iri(file) {
        (String::new(), b"-._~/:?#[]@!$&'()*+,;=%")
    } else if file.starts_with('/') {
        ("file://".to_owned(), b"-._~/")
    } else {
        (String::new(), b"-._~/")
    };
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || keep.contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn files_become_uri_references() {
        for (file, expected) in [
            ("data/2016/newark.txt", "data/2016/newark.txt"),
            ("größe & 100%.md", "gr%C3%B6%C3%9Fe%20%26%20100%25.md"),
            ("a:b,c?d#e.md", "a%3Ab%2Cc%3Fd%23e.md"),
            ("/srv/feeds/rss.xml", "file:///srv/feeds/rss.xml"),
            ("https://example.org/a?b=%20ü", "https://example.org/a?b=%20%C3%BC"),
            ("..\\evil\n", "..%5Cevil%0A"),
            ("-", "-"),
        ] {
            assert_eq!(uri(file), expected);
        }
    }
}
