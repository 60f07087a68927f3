//! Front matter: fields as YAML that every reader of YAML reads alike.
//!
//! Whatever is not plainly a word, a date or an address stands in double quotes, escaped as in JSON.

use serde_json::{Map, Value};
use std::fmt::Write;

/// The fields as a block of YAML, each line with its end.
pub(super) fn block(fields: &Map<String, Value>) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        member(&mut out, 0, name, value);
    }
    out
}

fn member(out: &mut String, indent: usize, name: &str, value: &Value) {
    out.push_str(&scalar(name));
    out.push(':');
    match value {
        Value::String(text) if indent == 0 && is_prose(text) => prose(out, text),
        _ => after(out, indent, value),
    }
}

/// Whether a text is better read in lines of its own. Only what every reader of YAML takes for the same lines is.
fn is_prose(text: &str) -> bool {
    let is_plain = |c: char| {
        !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}') && (!c.is_control() || matches!(c, '\n' | '\t'))
    };
    text.contains('\n') && !text.starts_with(['\n', '\t']) && !text.ends_with('\n') && text.chars().all(is_plain)
}

/// A text as a block of lines (YAML 1.2, §8.1.2), which says itself how far it is indented.
fn prose(out: &mut String, text: &str) {
    out.push_str(" |2-\n");
    for line in text.split('\n') {
        if !line.is_empty() {
            pad(out, 2);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// What follows a name or a dash, up to the end of the line or block.
fn after(out: &mut String, indent: usize, value: &Value) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            for item in items {
                pad(out, indent + 2);
                out.push('-');
                self::item(out, indent + 2, item);
            }
        }
        Value::Object(members) if !members.is_empty() => {
            out.push('\n');
            for (name, value) in members {
                pad(out, indent + 2);
                member(out, indent + 2, name, value);
            }
        }
        other => {
            out.push(' ');
            out.push_str(&plain(other));
            out.push('\n');
        }
    }
}

fn item(out: &mut String, indent: usize, value: &Value) {
    match value {
        // The first member stands behind the dash.
        Value::Object(members) if !members.is_empty() => {
            for (i, (name, value)) in members.iter().enumerate() {
                if i == 0 {
                    out.push(' ');
                } else {
                    pad(out, indent + 2);
                }
                member(out, indent + 2, name, value);
            }
        }
        other => after(out, indent, other),
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(_) => "[]".to_owned(),
        Value::Object(_) => "{}".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Words that are something else than a text to some reader of YAML.
const WORDS: [&str; 11] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "nan"];

fn scalar(text: &str) -> String {
    let begins = text.starts_with(|c: char| c.is_alphabetic()) || is_instant(text);
    let ends = text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | ')' | '!'));
    let within = text.chars().all(|c| {
        c.is_alphanumeric()
            || matches!(
                c,
                ' ' | '-'
                    | '_'
                    | '.'
                    | '/'
                    | ','
                    | '('
                    | ')'
                    | '+'
                    | '!'
                    | '='
                    | '?'
                    | '&'
                    | ':'
                    | '%'
                    | '~'
                    | '\''
                    | '’'
            )
    });
    let tricky = text.contains(": ") || text.contains("  ") || text.len() > 500;
    if begins && ends && within && !tricky && !WORDS.contains(&text.to_lowercase().as_str()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Line ends and marks of order to a reader of YAML, invisible to everybody else.
            '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => escaped(&mut out, c),
            c if c.is_control() => escaped(&mut out, c),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn escaped(out: &mut String, c: char) {
    // Nothing that is in memory fails to be written.
    write!(out, "\\u{:04X}", u32::from(c)).ok();
}

/// `2019-03-05T10:00:00Z`
fn is_instant(text: &str) -> bool {
    text.len() == 20
        && text.ends_with('Z')
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            10 => b == b'T',
            13 | 16 => b == b':',
            19 => true,
            _ => b.is_ascii_digit(),
        })
}
