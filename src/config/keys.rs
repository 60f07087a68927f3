//! What `courant.toml` says: a walk over its tables that knows the place of every value, asks for each key by name, and
//! in the end refuses the keys that nobody asked for.

use crate::diagnostic::{Diagnostic, Level, Place, rules::config as rules};
use std::{cell::RefCell, collections::BTreeSet, fmt::Display, ops::Range, str::FromStr, sync::Arc};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The file under examination and the complaints about it.
pub(super) struct Source<'a> {
    name: Arc<str>,
    text: &'a str,
    problems: RefCell<Vec<Diagnostic>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(name: Arc<str>, text: &'a str) -> Self {
        Self { name, text, problems: RefCell::default() }
    }

    pub(super) fn into_problems(self) -> Vec<Diagnostic> {
        self.problems.into_inner()
    }

    /// The place of a byte range.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let before = &self.text[..self.text.floor_char_boundary(span.start)];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let column = before[line_start..].chars().count() + 1;
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place::file(self.name.clone()).at(small(line), small(column))
    }

    /// The file as a whole.
    pub(super) fn file(&self) -> Place {
        Place::file(self.name.clone())
    }

    fn excerpt(&self, span: &Range<usize>) -> String {
        let start = self.text.floor_char_boundary(span.start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |i| i + 1);
        self.text[line_start..].lines().next().unwrap_or_default().to_owned()
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.problems.borrow_mut().push(diagnostic);
    }

    pub(super) fn invalid(&self, span: &Range<usize>, field: &str, message: impl Display) {
        self.invalid_but(span, field, message, "");
    }

    /// Says once of a value what its owner should know, though it is taken.
    pub(super) fn remarkable(&self, span: &Range<usize>, field: &str, message: String, help: &str) {
        let place = self.place(span).field(field);
        let mut found = Diagnostic::new(&rules::CONFIG_INVALID_VALUE, place, message).excerpt(self.excerpt(span));
        found.level = Level::Warning;
        let found = if help.is_empty() { found } else { found.help(help) };
        let is_told = |known: &Diagnostic| known.message == found.message && known.place == found.place;
        if !self.problems.borrow().iter().any(is_told) {
            self.report(found);
        }
    }

    /// The same, with what to do unless that is empty.
    pub(super) fn invalid_but(&self, span: &Range<usize>, field: &str, message: impl Display, help: &str) {
        let found = Diagnostic::new(&rules::CONFIG_INVALID_VALUE, self.place(span).field(field), message.to_string())
            .excerpt(self.excerpt(span));
        self.report(if help.is_empty() { found } else { found.help(help) });
    }
}

/// A value together with where it stands and how it is called.
#[derive(Debug, Clone)]
pub(super) struct Stated<T> {
    pub value: T,
    pub span: Range<usize>,
    pub field: String,
}

/// One table of the file, asked key by key.
pub(super) struct Keys<'s, 'a> {
    source: &'s Source<'a>,
    table: &'s DeTable<'a>,
    span: Range<usize>,
    /// How the table is called in messages: `publication`, `feed[2]`.
    path: String,
    asked: BTreeSet<&'static str>,
}

impl<'s, 'a> Keys<'s, 'a> {
    pub(super) fn new(
        source: &'s Source<'a>,
        table: &'s DeTable<'a>,
        span: Range<usize>,
        path: impl Into<String>,
    ) -> Self {
        Self { source, table, span, path: path.into(), asked: BTreeSet::new() }
    }

    pub(super) const fn source(&self) -> &'s Source<'a> {
        self.source
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    pub(super) fn field(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Whether the key is stated, whatever stands there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// The raw value under a key.
    pub(super) fn value(&mut self, key: &'static str) -> Option<Stated<&'s DeValue<'a>>> {
        self.asked.insert(key);
        let spanned = self.table.get(key)?;
        Some(Stated { value: spanned.get_ref(), span: spanned.span(), field: self.field(key) })
    }

    fn wrong_kind<T>(&self, stated: &Stated<&'s DeValue<'a>>, wanted: &str) -> Option<T> {
        let found = kind_of(stated.value);
        self.source.invalid(&stated.span, &stated.field, format!("{wanted} is needed here, not {found}"));
        None
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Stated<String>> {
        let stated = self.value(key)?;
        match stated.value.as_str() {
            Some(text) => Some(Stated { value: text.to_owned(), span: stated.span, field: stated.field }),
            None => self.wrong_kind(&stated, "a text in quotes"),
        }
    }

    /// A text that must be there and must not be blank.
    pub(super) fn required_text(&mut self, key: &'static str, why: &str) -> Option<Stated<String>> {
        match self.text(key) {
            Some(stated) if stated.value.trim().is_empty() => {
                self.source.invalid(&stated.span, &stated.field, format!("may not be empty: {why}"));
                None
            }
            Some(stated) => Some(stated),
            None if self.table.get(key).is_some() => None,
            None => {
                let place = self.source.place(&self.span).field(self.field(key));
                self.source.report(
                    Diagnostic::new(&rules::CONFIG_MISSING_KEY, place, format!("`{key}` is missing: {why}"))
                        .help(format!("add `{key} = \"…\"` to [{}]", self.path)),
                );
                None
            }
        }
    }

    /// A text that may be left out, but not be blank.
    pub(super) fn filled_text(&mut self, key: &'static str) -> Option<Stated<String>> {
        let stated = self.text(key)?;
        if stated.value.trim().is_empty() {
            self.source.invalid(&stated.span, &stated.field, "may not be empty");
            return None;
        }
        Some(stated)
    }

    /// A text that has a meaning of its own; what it cannot mean is a complaint.
    pub(super) fn parsed<T: FromStr<Err = String>>(&mut self, key: &'static str) -> Option<T> {
        self.text(key).and_then(|stated| self.parse(&stated))
    }

    /// Gives a stated text its meaning.
    pub(super) fn parse<T: FromStr<Err = String>>(&self, stated: &Stated<String>) -> Option<T> {
        match stated.value.parse() {
            Ok(value) => Some(value),
            Err(message) => {
                self.source.invalid(&stated.span, &stated.field, message);
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let stated = self.text(key)?;
        let found = choices.iter().find(|(word, _)| *word == stated.value).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
            let message = format!("`{}` is not one of {}", stated.value, words.join(", "));
            self.source.invalid(&stated.span, &stated.field, message);
        }
        found
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let stated = self.value(key)?;
        stated.value.as_bool().or_else(|| self.wrong_kind(&stated, "`true` or `false`"))
    }

    /// A whole number of at least `least`.
    pub(super) fn number(&mut self, key: &'static str, least: u64) -> Option<u64> {
        let stated = self.value(key)?;
        let number =
            stated.value.as_integer().and_then(|n| u64::from_str_radix(&n.as_str().replace('_', ""), n.radix()).ok());
        match number {
            Some(number) if number >= least => Some(number),
            _ => self.wrong_kind(&stated, &format!("a whole number of at least {least}")),
        }
    }

    /// Texts: a list, or a lone one.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<Stated<String>>> {
        let stated = self.value(key)?;
        let mut out = Vec::new();
        for (i, (value, span)) in members(&stated).into_iter().enumerate() {
            let field = if stated.value.is_array() { format!("{}[{i}]", stated.field) } else { stated.field.clone() };
            match value {
                DeValue::String(text) => out.push(Stated { value: text.to_string(), span, field }),
                other => {
                    let found = kind_of(other);
                    self.source.invalid(&span, &field, format!("a text in quotes is needed here, not {found}"));
                }
            }
        }
        Some(out)
    }

    /// A table inside this one.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Keys<'s, 'a>> {
        let stated = self.value(key)?;
        match stated.value.as_table() {
            Some(table) => Some(Keys::new(self.source, table, stated.span, stated.field)),
            None => self.wrong_kind(&stated, "a table"),
        }
    }

    /// The entries of a table whose keys are names of the user's own.
    pub(super) fn entries(&mut self, key: &'static str) -> Vec<(String, Stated<&'s DeValue<'a>>)> {
        self.table(key).map(Keys::into_entries).unwrap_or_default()
    }

    /// All entries of this table.
    pub(super) fn into_entries(self) -> Vec<(String, Stated<&'s DeValue<'a>>)> {
        let stated = |name: &str, value: &'s Spanned<DeValue<'a>>| Stated {
            value: value.get_ref(),
            span: value.span(),
            field: self.field(name),
        };
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(name, value)| (name.get_ref().to_string(), stated(name.get_ref(), value)))
            .collect();
        entries.sort_by_key(|(_, value)| value.span.start);
        entries
    }

    /// The tables of an array of tables (`[[feed]]`).
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Keys<'s, 'a>> {
        let Some(stated) = self.value(key) else { return Vec::new() };
        let mut out = Vec::new();
        for (i, (value, span)) in members(&stated).into_iter().enumerate() {
            match value.as_table() {
                Some(table) => out.push(Keys::new(self.source, table, span, format!("{}[{i}]", stated.field))),
                None => {
                    self.source.invalid(&span, &stated.field, format!("write [[{key}]] above each {key}"));
                }
            }
        }
        out
    }

    /// Refuses every key that nobody asked for, with the nearest one that exists; says how many.
    pub(super) fn finish(self) -> usize {
        let mut refused = 0;
        for (name, _) in self.table.iter() {
            let key = name.get_ref();
            if self.asked.contains(key.as_ref()) {
                continue;
            }
            refused += 1;
            let near = self
                .asked
                .iter()
                .map(|known| (strsim::damerau_levenshtein(known, key), *known))
                .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
                .min();
            let place = self.source.place(&name.span()).field(self.field(key));
            let table = match self.path.split_once('[') {
                None if self.path.is_empty() => "the file's top level".to_owned(),
                None => format!("[{}]", self.path),
                Some((array, _)) => format!("a [[{array}]]"),
            };
            let diagnostic =
                Diagnostic::new(&rules::CONFIG_UNKNOWN_KEY, place, format!("`{key}` is not a key of {table}"))
                    .excerpt(self.source.excerpt(&name.span()));
            let known: Vec<&str> = self.asked.iter().copied().collect();
            self.source.report(match near {
                Some((_, known)) => diagnostic.help(format!("did you mean `{known}`?")),
                None => diagnostic.help(format!("the keys there are: {}", known.join(", "))),
            });
        }
        refused
    }
}

/// The members of a list; a lone value is a list of one.
pub(super) fn members<'s, 'a>(stated: &Stated<&'s DeValue<'a>>) -> Vec<(&'s DeValue<'a>, Range<usize>)> {
    match stated.value {
        DeValue::Array(items) => items.iter().map(|item| (item.get_ref(), item.span())).collect(),
        lone => vec![(lone, stated.span.clone())],
    }
}

/// What a value is, for messages.
pub(super) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
