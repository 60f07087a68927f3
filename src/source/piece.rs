//! A stretch of a file that is written in one data language.

use super::lines::{Lines, Position};
use crate::diagnostic::{Diagnostic, Level, Place, Rule};
use std::sync::Arc;

/// What a parser gives back: the data, or why there is none.
pub(super) type Parsed<T> = Result<T, Box<Diagnostic>>;

/// Text of a file, with where it begins and which rule is broken if it cannot be parsed.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    /// The file's name.
    pub file: &'a Arc<str>,
    /// The text.
    pub text: &'a str,
    /// Where its first character stands.
    pub start: Position,
    /// The rule of syntax errors: the language's own, or that of front matter.
    pub syntax: &'static Rule,
}

impl<'a> Piece<'a> {
    /// The same place of the same file with another text.
    pub fn with_text<'b>(self, text: &'b str) -> Piece<'b>
    where
        'a: 'b,
    {
        Piece { text, ..self }
    }

    /// Lookups of lines and columns.
    pub fn lines(&self) -> Lines<'a> {
        Lines::new(self.text, self.start)
    }

    /// A finding at a byte of this text, with the line that it is about.
    pub fn finding(&self, rule: &'static Rule, offset: usize, message: impl Into<String>) -> Diagnostic {
        let lines = self.lines();
        Diagnostic::new(rule, self.place(lines.at(offset)), message).excerpt(lines.excerpt(offset))
    }

    /// A finding about something that was read with good will.
    pub fn note(&self, rule: &'static Rule, offset: usize, message: impl Into<String>) -> Diagnostic {
        let mut finding = self.finding(rule, offset, message);
        finding.level = finding.level.min(Level::Warning);
        finding
    }

    /// A place of this file.
    pub fn place(&self, position: Position) -> Place {
        Place::file(self.file.clone()).at(position.line, position.column)
    }
}
