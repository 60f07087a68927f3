//! A text as numbered lines.

use std::ops::Range;

/// The lines of a text without their ends, and the number of the first one.
pub(super) struct Lines<'a> {
    lines: Vec<&'a str>,
    first: u32,
}

impl<'a> Lines<'a> {
    /// Cuts a text whose first line has the number `first`. A line ends with LF, CRLF, the CR CR LF of teleprinter
    /// networks, or a lone CR.
    pub(super) fn new(text: &'a str, first: u32) -> Self {
        let mut lines = Vec::new();
        for line in text.split('\n') {
            lines.extend(line.trim_end_matches('\r').split('\r'));
        }
        Self { lines, first }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The line at this index, without blanks and controls around it; nothing behind the end.
    pub(super) fn get(&self, index: usize) -> &'a str {
        self.lines.get(index).map_or("", |line| trim(line))
    }

    /// The number of a line in its file, from 1.
    pub(super) fn number(&self, index: usize) -> u32 {
        self.first.saturating_add(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The column, from 1, at which a part of a line begins; 0 if it is none.
    pub(super) fn column(&self, index: usize, part: &str) -> u32 {
        let line = self.lines.get(index).copied().unwrap_or_default();
        let before = line.find(part).map(|at| line[..at].chars().count() + 1);
        before.and_then(|column| u32::try_from(column).ok()).unwrap_or(0)
    }

    /// The first line from `from` on that is not blank.
    pub(super) fn next_filled(&self, from: usize) -> Option<usize> {
        (from..self.len()).find(|&index| !self.get(index).is_empty())
    }

    /// The lines of a range without blank ones around them.
    pub(super) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let end = range.end.min(self.len());
        let start = self.next_filled(range.start).unwrap_or(end).min(end);
        let end = (start..end).rev().find(|&index| !self.get(index).is_empty()).map_or(start, |index| index + 1);
        start..end
    }

    /// The lines of a range as they stand, LF between them.
    pub(super) fn text(&self, range: Range<usize>) -> String {
        self.lines.get(range).unwrap_or_default().join("\n")
    }

    /// The lines of a range as one, blanks between them; about `longest` bytes at most, whole characters.
    pub(super) fn joined(&self, range: Range<usize>, longest: usize) -> String {
        let mut out = String::new();
        for index in range {
            let line = self.get(index);
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&line[..line.floor_char_boundary(longest.saturating_sub(out.len()))]);
            if out.len() >= longest {
                break;
            }
        }
        out
    }

    /// The paragraph that begins at `start`: up to the next blank line or `end`.
    pub(super) fn paragraph_from(&self, start: usize, end: usize) -> Range<usize> {
        start..(start..end).find(|&index| self.get(index).is_empty()).unwrap_or(end)
    }

    /// The last paragraph of a range, and so on towards its beginning.
    pub(super) fn paragraphs_from_end(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let mut rest = range;
        std::iter::from_fn(move || {
            let filled = self.trimmed(rest.clone());
            if filled.is_empty() {
                return None;
            }
            let start =
                filled.clone().rev().find(|&index| self.get(index).is_empty()).map_or(filled.start, |blank| blank + 1);
            rest.end = start;
            Some(start..filled.end)
        })
    }
}

/// Drops blanks, controls and marks without width around a text.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}'))
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let lines = Lines::new("a\nb\r\nc\r\r\nd\re\n\nf", 10);
        let all: Vec<_> = (0..lines.len()).map(|index| (lines.number(index), lines.get(index))).collect();
        assert_eq!(all, [(10, "a"), (11, "b"), (12, "c"), (13, "d"), (14, "e"), (15, ""), (16, "f")]);
        assert_eq!(lines.text(0..3), "a\nb\nc");
    }

    #[test]
    fn paragraphs_come_from_the_end() {
        let lines = Lines::new("\n a\nb\n\n\nc\n \n", 1);
        let found: Vec<_> = lines.paragraphs_from_end(0..lines.len()).collect();
        assert_eq!(found, [5..6, 1..3]);
        assert_eq!(lines.joined(1..3, 100), "a b");
        assert_eq!(lines.column(1, lines.get(1)), 2);
    }
}
