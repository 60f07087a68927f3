//! Diagnostics as they are kept, to be said again by a run that reads nothing.

use crate::{
    diagnostic::{self, Diagnostic, Level, Place, Rule},
    lint,
};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::OnceLock};

/// A diagnostic without its references.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Said {
    rule: String,
    level: u8,
    message: String,
    help: Option<String>,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    field: Option<String>,
    record: Option<String>,
    excerpt: Option<String>,
}

/// Keeps diagnostics.
pub(super) fn keep(diagnostics: &[Diagnostic]) -> Vec<Said> {
    diagnostics.iter().map(Said::from).collect()
}

/// Says them again. A rule that this program does not know was kept by another one, whose memory is not used at all.
pub(super) fn replay(said: &[Said]) -> impl Iterator<Item = Diagnostic> {
    said.iter().filter_map(Said::diagnostic)
}

impl From<&Diagnostic> for Said {
    fn from(from: &Diagnostic) -> Self {
        Self {
            rule: from.rule.name.to_owned(),
            level: match from.level {
                Level::Note => 0,
                Level::Warning => 1,
                Level::Error => 2,
            },
            message: from.message.clone(),
            help: from.help.clone(),
            file: from.place.file.as_deref().map(str::to_owned),
            line: from.place.line,
            column: from.place.column,
            field: from.place.field.clone(),
            record: from.place.record.clone(),
            excerpt: from.excerpt.clone(),
        }
    }
}

impl Said {
    /// Whether it is about a table as a whole, if it was found before any file or row was read.
    pub(super) fn is_about_table(&self) -> bool {
        use crate::diagnostic::rules::source::{COLUMN_BINARY, COLUMN_UNREAD, QUERY_LIMITED, ROW_KEY};
        [&COLUMN_BINARY, &COLUMN_UNREAD, &QUERY_LIMITED, &ROW_KEY].iter().any(|rule| rule.name == self.rule)
    }

    /// Whether it says the same of the same place.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let place = |said: &Self| (said.line, said.column);
        (&self.rule, &self.message, &self.file, &self.field, &self.record)
            == (&other.rule, &other.message, &other.file, &other.field, &other.record)
            && place(self) == place(other)
    }

    fn diagnostic(&self) -> Option<Diagnostic> {
        Some(Diagnostic {
            rule: rule(&self.rule)?,
            level: match self.level {
                0 => Level::Note,
                1 => Level::Warning,
                _ => Level::Error,
            },
            message: self.message.clone(),
            help: self.help.clone(),
            place: Place {
                file: self.file.as_deref().map(Into::into),
                line: self.line,
                column: self.column,
                field: self.field.clone(),
                record: self.record.clone(),
            },
            excerpt: self.excerpt.clone(),
        })
    }
}

fn rule(name: &str) -> Option<&'static Rule> {
    static RULES: OnceLock<HashMap<&'static str, &'static Rule>> = OnceLock::new();
    let rules = RULES
        .get_or_init(|| diagnostic::rules::all().chain(lint::rules::all()).map(|rule| (rule.name, rule)).collect());
    rules.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::{keep, replay};
    use crate::diagnostic::{Diagnostic, Level, Place, rules};

    #[test]
    fn what_was_kept_is_said_again() {
        let mut said = Diagnostic::new(&rules::record::RECORD_UNDATED, Place::file("a.md").at(3, 4), "no date");
        said.level = Level::Warning;
        let all = vec![said.help("add one").excerpt("title: x")];
        let again: Vec<Diagnostic> = replay(&keep(&all)).collect();
        assert_eq!(format!("{all:?}"), format!("{again:?}"));
    }
}
