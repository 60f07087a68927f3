//! From byte offsets to lines and columns.

use super::limits;
use std::{borrow::Cow, cell::RefCell};

/// A place in a file: line and column in characters, from 1; 0 where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub line: u32,
    pub column: u32,
}

impl Position {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place after `text`, which begins here. A line ends with LF.
    pub fn after(self, text: &[u8]) -> Self {
        match memchr::memrchr(b'\n', text) {
            // An unknown column stays unknown up to the end of its line.
            None if self.column == 0 => self,
            None => Self { line: self.line, column: self.column.saturating_add(characters(text)) },
            Some(last) => Self {
                line: self.line.saturating_add(line_feeds(text)),
                column: characters(&text[last + 1..]).saturating_add(1),
            },
        }
    }
}

/// The number of line feeds.
pub(super) fn line_feeds(text: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX)
}

fn characters(utf8: &[u8]) -> u32 {
    // Every byte that does not continue a character begins one.
    let count = utf8.iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Looks up places in a text. Asking in ascending order costs one pass over the text in all; going back costs a search
/// and at most [`STEP`] bytes, however long the lines are.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// Where lookups have been: the start, then a point every [`STEP`] bytes or more, the last one the furthest.
    known: RefCell<Vec<(usize, Position)>>,
}

const STEP: usize = 1024;

impl<'a> Lines<'a> {
    /// Lookups in a text whose first character stands at `start`.
    pub fn new(text: &'a str, start: Position) -> Self {
        Self { text, known: RefCell::new(vec![(0, start)]) }
    }

    /// The place of a byte of the text.
    pub fn at(&self, offset: usize) -> Position {
        let bytes = self.text.as_bytes();
        let offset = offset.min(bytes.len());
        let mut known = self.known.borrow_mut();
        let before = known.partition_point(|(at, _)| *at <= offset).saturating_sub(1);
        let Some(&(mut at, mut position)) = known.get(before) else { return Position { line: 0, column: 0 } };
        let furthest = before + 1 == known.len();
        while furthest && offset - at > STEP {
            position = position.after(&bytes[at..at + STEP]);
            at += STEP;
            known.push((at, position));
        }
        position.after(&bytes[at..offset])
    }

    /// The line around a byte of the text, short enough to be shown.
    pub fn excerpt(&self, offset: usize) -> String {
        let bytes = self.text.as_bytes();
        let offset = offset.min(bytes.len());
        let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |at| at + 1);
        // The beginning of a very long line says nothing about a place far to its right.
        let start = if offset - start > limits::EXCERPT { offset - limits::EXCERPT / 2 } else { start };
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let end = end.min(start + 4 * limits::EXCERPT);
        String::from_utf8_lossy(&bytes[start..end])
            .trim_matches(char::REPLACEMENT_CHARACTER)
            .trim_end()
            .chars()
            .take(limits::EXCERPT)
            .collect()
    }
}

/// CRLF becomes LF.
pub(super) fn line_feeds_only(text: &str) -> Cow<'_, str> {
    match memchr::memchr(b'\r', text.as_bytes()) {
        Some(_) => text.replace("\r\n", "\n").into(),
        None => text.into(),
    }
}

/// The bytes of the blank lines at the start.
pub(super) fn blank_lines(text: &str) -> usize {
    text.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position, STEP};

    #[test]
    fn places_count_characters_from_the_given_start() {
        let lines = Lines::new("äb\r\ncd\n\nx", Position { line: 5, column: 3 });
        let at = |offset| {
            let place = lines.at(offset);
            (place.line, place.column)
        };
        assert_eq!(at(0), (5, 3));
        assert_eq!(at(2), (5, 4));
        assert_eq!(at(5), (6, 1));
        assert_eq!(at(8), (7, 1));
        assert_eq!(at(9), (8, 1));
        assert_eq!(at(6), (6, 2), "going back is allowed");
        assert_eq!(at(99), (8, 2), "the end is the furthest place");
    }

    #[test]
    fn an_unknown_column_is_known_again_on_the_next_line() {
        let lines = Lines::new("ab\ncd", Position { line: 2, column: 0 });
        assert_eq!(lines.at(1), Position { line: 2, column: 0 });
        assert_eq!(lines.at(4), Position { line: 3, column: 2 });
    }

    #[test]
    fn going_back_in_a_long_line_agrees_with_counting() {
        let text = "é".repeat(5 * STEP) + "\n" + &"z".repeat(3 * STEP);
        let lines = Lines::new(&text, Position::START);
        lines.at(text.len());
        for offset in (0..text.len()).step_by(74).rev() {
            assert_eq!(lines.at(offset), Position::START.after(&text.as_bytes()[..offset]), "{offset}");
        }
    }

    #[test]
    fn an_excerpt_of_a_long_line_shows_the_place() {
        let text = format!("first\n{}!{}\nlast", "-".repeat(2000), "-".repeat(2000));
        let excerpt = Lines::new(&text, Position::START).excerpt(2006);
        assert!(excerpt.contains('!') && excerpt.len() <= 160, "{excerpt}");
    }
}
