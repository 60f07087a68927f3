//! Findings for people (`human`), programs (`json`), GitHub Actions (`github`) and code scanners (`sarif`).
//!
//! A [`Report`] is shown with `{}` and prints nothing itself. Messages quote what stands in other people's files, so
//! every renderer makes sure that a quoted text cannot pass for anything else: no terminal escape, no second line of
//! JSON, no further workflow command.

mod github;
mod human;
mod json;
mod sarif;
mod visible;

use super::Diagnostic;
use std::{fmt, str::FromStr};

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Style {
    /// For people: the place, the line with a caret, the message, what to do.
    #[default]
    Human,
    /// JSON, one object a line.
    Json,
    /// Workflow commands, which GitHub Actions shows beside the changed lines.
    Github,
    /// SARIF 2.1.0, one log for code scanners.
    Sarif,
}

impl Style {
    /// All styles, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Human, Self::Json, Self::Github, Self::Sarif];

    /// The word on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Github => "github",
            Self::Sarif => "sarif",
        }
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Style {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|style| style.as_str() == text)
            .ok_or_else(|| format!("`{text}` is not a style of findings: use `human`, `json`, `github` or `sarif`"))
    }
}

/// Findings in one style, to be shown with `{}`. Every line ends with a line feed; no findings show nothing (in SARIF:
/// a log without results).
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    diagnostics: &'a [Diagnostic],
    style: Style,
    color: bool,
    all: bool,
}

impl<'a> Report<'a> {
    /// A report of findings that are in order already ([`Diagnostic::sort_key`]), without colour.
    #[must_use]
    pub const fn new(diagnostics: &'a [Diagnostic], style: Style) -> Self {
        Self { diagnostics, style, color: false, all: false }
    }

    /// Whether terminal colours are used; only the human style has any.
    #[must_use]
    pub const fn color(mut self, color: bool) -> Self {
        self.color = color;
        self
    }

    /// Whether a rule that is broken again and again is shown each time; otherwise the human style shows five findings
    /// of it and counts the others. The other styles always show everything.
    #[must_use]
    pub const fn all(mut self, all: bool) -> Self {
        self.all = all;
        self
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.style {
            Style::Human => human::write(f, self.diagnostics, self.color, self.all),
            Style::Json => self.diagnostics.iter().try_for_each(|diagnostic| json::write(f, diagnostic)),
            Style::Github => self.diagnostics.iter().try_for_each(|diagnostic| github::write(f, diagnostic)),
            Style::Sarif => sarif::write(f, self.diagnostics),
        }
    }
}

#[cfg(test)]
mod tests;
