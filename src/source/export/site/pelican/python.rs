//! `pelicanconf.py`, as far as it assigns literals: a program is not run.

use serde_json::{Map, Number, Value};

/// What a configuration assigns: names with values, and the names whose values only Python knows, with their lines.
#[derive(Debug, Default)]
pub(super) struct Assigned {
    pub values: Map<String, Value>,
    pub unknown: Vec<(String, u32)>,
    /// Names that are altered, or assigned under a condition, with their lines.
    pub altered: Vec<(String, u32)>,
}

/// Levels of brackets.
const DEPTH: usize = 32;

/// Reads the assignments at the beginning of lines; later ones go before earlier ones.
pub(super) fn read(text: &str, assigned: &mut Assigned) {
    let mut at = 0;
    while at < text.len() {
        let line = text[at..].split_inclusive('\n').next().unwrap_or_default();
        let Some((name, start)) = assignment(line) else {
            if let Some(name) = alteration(line) {
                assigned.altered.push((name.to_owned(), number(text, at)));
            }
            // Strings over several lines are comments where nothing takes them.
            at = triple(text, at).unwrap_or(at + line.len());
            continue;
        };
        let mut parser = Parser { text, at: at + start };
        let value = parser.sum(0);
        let ends = value.is_some() && parser.is_end();
        assigned.unknown.retain(|(known, _)| known != name);
        assigned.altered.retain(|(known, _)| known != name);
        match value.filter(|_| ends) {
            Some(value) => {
                assigned.values.insert(name.to_owned(), value);
            }
            None => {
                assigned.values.shift_remove(name);
                assigned.unknown.push((name.to_owned(), number(text, at)));
            }
        }
        at = match text[parser.at..].find('\n').filter(|_| ends) {
            Some(end) => parser.at + end + 1,
            None => at + line.len(),
        };
    }
}

/// The line of a place in a text.
fn number(text: &str, at: usize) -> u32 {
    u32::try_from(text[..at].matches('\n').count() + 1).unwrap_or(u32::MAX)
}

/// `NAME += `, `NAME.append(…)`, `NAME['x'] = `, or an assignment further in: the name.
fn alteration(line: &str) -> Option<&str> {
    let inner = line.trim_start();
    let name = &inner[..inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?];
    let rest = inner[name.len()..].trim_start();
    let assigns = rest.starts_with('=') && !rest.starts_with("==") && inner.len() < line.len();
    let alters = rest.starts_with(['.', '[', '+', '|', '-', '*']);
    (name.starts_with(|c: char| c.is_ascii_uppercase()) && (assigns || alters)).then_some(name)
}

/// `NAME = `: the name, and where the value begins.
fn assignment(line: &str) -> Option<(&str, usize)> {
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    let name = &line[..end];
    let rest = &line[end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let is_assignment = rest[blank..].starts_with('=') && !rest[blank..].starts_with("==");
    (is_assignment && name.starts_with(|c: char| c.is_ascii_uppercase())).then_some((name, end + blank + 1))
}

/// The end of a line that opens a string over several lines.
fn triple(text: &str, at: usize) -> Option<usize> {
    let quote = ["\"\"\"", "'''"].into_iter().find(|quote| text[at..].starts_with(quote))?;
    let inside = at + 3;
    let end = text[inside..].find(quote).map_or(text.len(), |end| inside + end + 3);
    Some(text[end..].find('\n').map_or(text.len(), |line| end + line + 1))
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Passes over blanks and comments; over ends of lines only inside of brackets.
    fn blanks(&mut self, lines: bool) {
        loop {
            let rest = self.rest();
            if rest.starts_with([' ', '\t', '\r']) || lines && rest.starts_with('\n') {
                self.at += 1;
            } else if rest.starts_with("\\\n") {
                self.at += 2;
            } else if lines && rest.starts_with('#') {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else {
                break;
            }
        }
    }

    /// Whether a statement ends here.
    fn is_end(&mut self) -> bool {
        self.blanks(false);
        let rest = self.rest();
        rest.is_empty() || rest.starts_with(['\n', '#', ';'])
    }

    /// Values with `+` between them.
    fn sum(&mut self, depth: usize) -> Option<Value> {
        let mut value = self.value(depth)?;
        loop {
            self.blanks(depth > 0);
            if !self.rest().starts_with('+') {
                return Some(value);
            }
            self.at += 1;
            value = match (value, self.value(depth)?) {
                (Value::String(left), Value::String(right)) => Value::String(left + &right),
                (Value::Array(mut left), Value::Array(right)) => {
                    left.extend(right);
                    Value::Array(left)
                }
                _ => return None,
            };
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blanks(depth > 0);
        if depth > DEPTH {
            return None;
        }
        let rest = self.rest();
        let first = rest.chars().next()?;
        match first {
            '(' | '[' => self.list(if first == '(' { ')' } else { ']' }, depth),
            '{' => self.table(depth),
            'd' if rest.starts_with("dict(") => self.keywords(depth),
            '0'..='9' | '-' => self.number(),
            _ => {
                for (word, value) in [("True", Value::Bool(true)), ("False", Value::Bool(false)), ("None", Value::Null)]
                {
                    if let Some(after) = rest.strip_prefix(word)
                        && !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '('))
                    {
                        self.at += word.len();
                        return Some(value);
                    }
                }
                self.strings(depth)
            }
        }
    }

    fn number(&mut self) -> Option<Value> {
        let rest = self.rest();
        let end = rest[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |end| end + 1);
        let number: Number = serde_json::from_str(&rest[..end]).ok()?;
        self.at += end;
        Some(Value::Number(number))
    }

    /// A tuple of one has a comma; without one, brackets only hold together.
    fn list(&mut self, close: char, depth: usize) -> Option<Value> {
        self.at += 1;
        let (mut items, mut commas) = (Vec::new(), 0);
        loop {
            self.blanks(true);
            if self.rest().starts_with(close) {
                self.at += 1;
                let lone = close == ')' && commas == 0 && items.len() == 1;
                return if lone { items.pop() } else { Some(Value::Array(items)) };
            }
            items.push(self.sum(depth + 1)?);
            self.blanks(true);
            if self.rest().starts_with(',') {
                self.at += 1;
                commas += 1;
            } else if !self.rest().starts_with(close) {
                return None;
            }
        }
    }

    fn table(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut members = Map::new();
        loop {
            self.blanks(true);
            if self.rest().starts_with('}') {
                self.at += 1;
                return Some(Value::Object(members));
            }
            let name = match self.sum(depth + 1)? {
                Value::String(name) => name,
                other => other.to_string(),
            };
            self.blanks(true);
            if !self.rest().starts_with(':') {
                return None;
            }
            self.at += 1;
            members.insert(name, self.sum(depth + 1)?);
            self.comma('}')?;
        }
    }

    /// The comma behind a member; the last one may be without.
    fn comma(&mut self, close: char) -> Option<()> {
        self.blanks(true);
        if self.rest().starts_with(',') {
            self.at += 1;
            return Some(());
        }
        self.rest().starts_with(close).then_some(())
    }

    /// `dict(name='value')`
    fn keywords(&mut self, depth: usize) -> Option<Value> {
        self.at += "dict(".len();
        let mut members = Map::new();
        loop {
            self.blanks(true);
            let rest = self.rest();
            if rest.starts_with(')') {
                self.at += 1;
                return Some(Value::Object(members));
            }
            let name = rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?].to_owned();
            self.at += name.len();
            self.blanks(true);
            if name.is_empty() || !self.rest().starts_with('=') {
                return None;
            }
            self.at += 1;
            members.insert(name, self.sum(depth + 1)?);
            self.comma(')')?;
        }
    }

    /// Strings side by side are one.
    fn strings(&mut self, depth: usize) -> Option<Value> {
        let mut text = self.string()?;
        loop {
            let before = self.at;
            self.blanks(depth > 0);
            match self.string() {
                Some(more) => text.push_str(&more),
                None => {
                    self.at = before;
                    return Some(Value::String(text));
                }
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let rest = self.rest();
        let prefix = rest.find(['"', '\'']).filter(|end| *end <= 2)?;
        let letters = rest[..prefix].to_ascii_lowercase();
        if !letters.bytes().all(|b| matches!(b, b'r' | b'u')) {
            return None;
        }
        let raw = letters.contains('r');
        let body = &rest[prefix..];
        let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| body.starts_with(quote))?;
        let mut out = String::new();
        let mut chars = body[quote.len()..].char_indices();
        while let Some((i, c)) = chars.next() {
            let inside = &body[quote.len() + i..];
            if inside.starts_with(quote) {
                self.at += prefix + quote.len() + i + quote.len();
                return Some(out);
            }
            match c {
                '\n' if quote.len() == 1 => return None,
                '\\' => {
                    let (_, next) = chars.next()?;
                    match next {
                        _ if raw => out.extend(['\\', next]),
                        'n' => out.push('\n'),
                        't' => out.push('\t'),
                        '\\' | '\'' | '"' => out.push(next),
                        '\n' => {}
                        'x' | 'u' => {
                            let digits = if next == 'x' { 2 } else { 4 };
                            let code: String = (0..digits).filter_map(|_| chars.next().map(|(_, c)| c)).collect();
                            out.push(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)?);
                        }
                        other => out.extend(['\\', other]),
                    }
                }
                c => out.push(c),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Assigned, read};
    use serde_json::json;

    #[test]
    fn literals_are_read_and_nothing_is_run() {
        let text = r##"#!/usr/bin/env python
"""About
SITEURL = 'no'
"""
from os import environ
AUTHOR = u'Ada \'Quay\''  # who
SITENAME = ("The "
            'Pier')
SITEURL = environ.get('URL')
ARTICLE_URL = r'{date:%Y}\{slug}/' + 'x'
PATHS = ['a', ("b", 3,), # c
  {'k': None, "l": -1.5}]
FEED_ALL_ATOM = None
EMPTY = ()
TWICE = f()
TWICE = True
if True:
    INNER = 1
a = 'lower'
"##;
        let mut assigned = Assigned::default();
        read(text, &mut assigned);
        assert_eq!(
            serde_json::Value::Object(assigned.values),
            json!({"AUTHOR": "Ada 'Quay'", "SITENAME": "The Pier", "ARTICLE_URL": "{date:%Y}\\{slug}/x",
                "PATHS": ["a", ["b", 3], {"k": null, "l": -1.5}], "FEED_ALL_ATOM": null, "EMPTY": [], "TWICE": true})
        );
        assert_eq!(assigned.unknown, [("SITEURL".to_owned(), 9)]);
        assert_eq!(assigned.altered, [("INNER".to_owned(), 18)]);
    }

    #[test]
    fn a_table_may_be_written_as_a_call() {
        let mut assigned = Assigned::default();
        read("A = dict(status='draft', b={'c': 1},)\nB = dict()\nC = dict([x])\n", &mut assigned);
        let values = serde_json::Value::Object(assigned.values);
        assert_eq!(values, json!({"A": {"status": "draft", "b": {"c": 1}}, "B": {}}));
        assert_eq!(assigned.unknown, [("C".to_owned(), 3)]);
    }

    #[test]
    fn what_is_altered_is_named() {
        let text = "A = [1]\nA += [2]\nB.append('x')\nC['a'] = 1\nif D == 1: E = 2\nB = []\nif A:\n  F = 1\n";
        let mut assigned = Assigned::default();
        read(text, &mut assigned);
        let names: Vec<(&str, u32)> = assigned.altered.iter().map(|(name, line)| (name.as_str(), *line)).collect();
        assert_eq!(names, [("A", 2), ("C", 4), ("F", 8)]);
    }

    #[test]
    fn no_text_breaks_it() {
        for text in [
            "A = '",
            "A = dict(",
            "A = dict(b)",
            "A = dict(b='x'",
            "A = [",
            "A = {'a'",
            "A = \"\\u12\"",
            "A =",
            "A = '''x",
            &format!("A = {}", "[".repeat(10_000)),
        ] {
            let mut assigned = Assigned::default();
            read(text, &mut assigned);
            assert!(assigned.values.is_empty() && assigned.unknown.len() == 1, "{text:.20}");
        }
    }
}
