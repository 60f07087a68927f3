//! Messages go to stderr, results to stdout.

use super::args::{Colour, Style};
use crate::diagnostic::{
    Diagnostic, Level,
    render::{self, Report},
};
use std::io::Write;

/// How to speak.
#[derive(Debug)]
pub(super) struct Messages {
    style: Style,
    colour: bool,
    quiet: bool,
    verbose: bool,
    strict: bool,
}

impl Messages {
    pub(super) const fn new(style: Style, colour: bool, quiet: bool, verbose: bool, strict: bool) -> Self {
        Self { style, colour, quiet, verbose, strict }
    }

    /// Prints findings to stderr. `-q` keeps errors alone; notes need `-v` or a format for programs.
    pub(super) fn findings(&self, diagnostics: &[Diagnostic]) -> anyhow::Result<()> {
        let raised = |d: &Diagnostic| {
            let level = if self.strict && d.level == Level::Warning { Level::Error } else { d.level };
            Diagnostic { level, ..d.clone() }
        };
        let shown: Vec<Diagnostic> = diagnostics.iter().map(raised).filter(|d| self.shows(d.level)).collect();
        if shown.is_empty() && self.style != Style::Sarif {
            return Ok(());
        }
        write!(std::io::stderr().lock(), "{}", self.report(&shown))?;
        Ok(())
    }

    /// Prints findings that are what was asked for to stdout, all of them.
    pub(super) fn results(&self, diagnostics: &[Diagnostic]) -> anyhow::Result<()> {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        write!(out, "{}", self.report(diagnostics))?;
        out.flush()?;
        Ok(())
    }

    fn report<'a>(&self, diagnostics: &'a [Diagnostic]) -> Report<'a> {
        let style = match self.style {
            Style::Human => render::Style::Human,
            Style::Json => render::Style::Json,
            Style::Github => render::Style::Github,
            Style::Sarif => render::Style::Sarif,
        };
        Report::new(diagnostics, style).color(self.colour).all(self.verbose)
    }

    /// One line for people, unless `-q`.
    pub(super) fn say(&self, line: &str) -> anyhow::Result<()> {
        if !self.quiet && self.style == Style::Human {
            writeln!(std::io::stderr().lock(), "{line}")?;
        }
        Ok(())
    }

    /// Something that could not be done, while the rest was.
    pub(super) fn trouble(&self, error: &anyhow::Error) {
        trouble(error, if self.colour { Colour::Always } else { Colour::Never });
    }

    const fn shows(&self, level: Level) -> bool {
        match level {
            Level::Error => true,
            Level::Warning => !self.quiet,
            Level::Note => !self.quiet && (self.verbose || !matches!(self.style, Style::Human)),
        }
    }
}

/// What kept the run from taking place, with its causes.
pub(super) fn trouble(error: &anyhow::Error, colour: Colour) {
    let (red, plain) = if super::session::wants_colour(colour) { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
    let mut text = format!("{red}error{plain}: {error}\n");
    let mut said = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Causes are often part of the sentence already.
        if !said.contains(&cause) {
            text.push_str(&format!("  because: {cause}\n"));
            said = cause;
        }
    }
    // Nobody is left to tell if stderr itself is gone.
    std::io::stderr().lock().write_all(text.as_bytes()).ok();
}
