//! YAML that is wrong by the letter but can mean only one thing.
//!
//! People write `title: Part two: the return` or `author: @jane`. Only a line that a parser stumbled over is mended, only
//! a `key: value` at the left margin whose value ends with its line, and only by putting the value in quotes.

use super::piece::Piece;
use crate::diagnostic::Diagnostic;
use granit_parser::ErrorKind;
use std::{borrow::Cow, ops::Range};

/// No front matter has more slips than this; whatever has is no YAML. Each costs one more reading.
const MOST: usize = 20;

/// A text and what was mended in it. Line numbers never change.
pub(super) struct Repair<'a> {
    text: Cow<'a, str>,
    /// Lines whose value was quoted, from 1.
    quoted: Vec<usize>,
    /// The first line whose tabs became blanks.
    tabs: Option<usize>,
}

impl<'a> Repair<'a> {
    /// Nothing mended yet.
    pub const fn new(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), quoted: Vec::new(), tabs: None }
    }

    /// The text as it is to be read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Tries to mend what made a parser stop in `line` (from 1); whether anything is different now.
    pub fn mend(&mut self, line: usize, error: &ErrorKind) -> bool {
        match error {
            ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabInPlainScalar
                if self.tabs.is_none() =>
            {
                self.indent_with_blanks(line)
            }
            ErrorKind::MappingValueNotAllowed
            | ErrorKind::UnexpectedCharacter { .. }
            | ErrorKind::UnknownAnchor
            | ErrorKind::ExpectedBlockMappingKey => self.quote(line),
            _ => false,
        }
    }

    /// Tabs are indentation where nothing is indented with blanks.
    fn indent_with_blanks(&mut self, line: usize) -> bool {
        let indented = |line: &&str| line.starts_with([' ', '\t']);
        let all_tabs = self.text.lines().filter(indented).all(|line| {
            let content = line.trim_start_matches('\t');
            !content.starts_with(' ') || content.trim().is_empty()
        });
        if !all_tabs {
            return false;
        }
        let mut text = String::with_capacity(self.text.len() * 2);
        for line in self.text.split_inclusive('\n') {
            let content = line.trim_start_matches('\t');
            text.extend(std::iter::repeat_n("  ", line.len() - content.len()));
            text.push_str(content);
        }
        self.text = Cow::Owned(text);
        self.tabs = Some(line);
        true
    }

    /// Puts the value of a line in quotes.
    fn quote(&mut self, line: usize) -> bool {
        if self.quoted.len() >= MOST || self.quoted.contains(&line) {
            return false;
        }
        let Some(range) = line_range(&self.text, line) else { return false };
        let next = self.text[range.end..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default();
        let continued = next.starts_with([' ', '\t']) && !next.lines().next().unwrap_or_default().trim().is_empty();
        let Some((key, value)) = plain_entry(&self.text[range.clone()]) else { return false };
        if continued || !means_text(value) {
            return false;
        }
        let quoted = format!("{key}: '{}'", value.replace('\'', "''"));
        self.text.to_mut().replace_range(range, &quoted);
        self.quoted.push(line);
        true
    }

    /// Warns of everything that was mended; `piece` is the text before.
    pub fn report(&self, piece: &Piece<'_>, notes: &mut Vec<Diagnostic>) {
        let mut warn = |line: usize, message: String, help: &str| {
            let range = line_range(piece.text, line).unwrap_or_default();
            let mut warning = piece.note(piece.syntax, range.start, message).help(help);
            warning.place.column = None;
            notes.push(warning);
        };
        if let Some(line) = self.tabs {
            warn(
                line,
                "YAML does not allow tabs as indentation; each was read as two blanks".into(),
                "indent with blanks",
            );
        }
        for line in &self.quoted {
            let text = line_range(piece.text, *line).map_or("", |range| &piece.text[range]);
            let key = plain_entry(text).map_or("", |(key, _)| key);
            let message = format!("the value of `{key}` is not valid YAML without quotes; it was read as text");
            warn(*line, message, "put the value in quotes");
        }
    }
}

/// The bytes of a line (from 1) without its end.
fn line_range(text: &str, line: usize) -> Option<Range<usize>> {
    let mut ends = memchr::memchr_iter(b'\n', text.as_bytes());
    let start = if line <= 1 { 0 } else { ends.nth(line - 2)? + 1 };
    let end = ends.next().unwrap_or(text.len());
    Some(start..start + text[start..end].trim_end_matches('\r').len())
}

/// `key: value` at the left margin.
fn plain_entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let plain = !key.is_empty() && key.chars().all(is_word) && value.starts_with([' ', '\t']);
    let value = value.trim();
    (plain && !value.is_empty()).then_some((key, value))
}

/// Whether a value can only have been meant as text.
fn means_text(value: &str) -> bool {
    // Behind ` #` may be a comment, behind a quote or a block sign another notation that went wrong.
    if value.contains(" #") || value.starts_with(['"', '\'', '|', '>', '{', '&', '!']) {
        return false;
    }
    if value.starts_with('[') {
        return value.contains("](");
    }
    value.contains(": ")
        || value.ends_with(':')
        || value.starts_with(['@', '`', '%'])
        || value.strip_prefix('*').is_some_and(|rest| rest.contains(['*', ' ']))
}

#[cfg(test)]
mod tests {
    use super::{means_text, plain_entry};

    #[test]
    fn only_what_can_mean_one_thing_is_text() {
        for value in [
            "Part two: the return",
            "@jane",
            "`code`",
            "100%: done",
            "[Ann](https://a.example) (X)",
            "*so* good",
            "why:",
        ] {
            assert!(means_text(value), "{value}");
        }
        for value in ["[a, b", "{a: b: c}", "\"a\" b: c", "a: b # c", "|", "*anchor", "plain"] {
            assert!(!means_text(value), "{value}");
        }
    }

    #[test]
    fn entries_stand_at_the_left_margin() {
        assert_eq!(plain_entry("title:  A: b "), Some(("title", "A: b")));
        assert_eq!(plain_entry("  title: A: b"), None);
        assert_eq!(plain_entry("- title: A: b"), None);
        assert_eq!(plain_entry("title:"), None);
    }
}
