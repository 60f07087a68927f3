//! What a person can repair in records, configuration or feeds, as a value.
//!
//! Layer 0. A [`Diagnostic`] names a [`Rule`], a [`Place`], what is wrong and what to do. The library collects them; the
//! command line renders them ([`render`]). Trouble with disks and networks is an error, not a diagnostic; the words for it are
//! in [`system`], since every layer meets it.

mod page;
mod place;
pub mod render;
mod rule;
pub mod rules;
pub mod system;

pub use page::page;
pub use place::Place;
pub use rule::{Level, Rule};

/// One finding: a rule that was broken at a place.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule, whose name and code never change.
    pub rule: &'static Rule,
    /// The rule's level, unless a profile or `--strict` raised it.
    pub level: Level,
    /// What is wrong, with the value that is.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// File, line, column, field, record.
    pub place: Place,
    /// The offending line of the file, where it is at hand.
    pub excerpt: Option<String>,
}

impl Diagnostic {
    /// A finding of `rule` at its own level.
    #[must_use]
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        Self { rule, level: rule.level, message: message.into(), help: None, place, excerpt: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the offending line.
    #[must_use]
    pub fn excerpt(mut self, line: impl Into<String>) -> Self {
        self.excerpt = Some(line.into());
        self
    }

    /// The order in which findings are shown: by file, line, column, then rule.
    #[must_use]
    pub fn sort_key(&self) -> impl Ord + use<'_> {
        let place = &self.place;
        (
            place.file.as_deref(),
            place.line,
            place.column,
            place.record.as_deref(),
            place.field.as_deref(),
            self.rule.name,
        )
    }
}
