//! Characters that act on a terminal instead of being seen.

use std::borrow::Cow;

/// Whether a character could move the cursor, hide or reorder text, or end a line: controls (C0 without the tab, DEL,
/// C1), line and paragraph separators, and the bidirectional overrides and isolates.
pub(super) const fn is_active(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}'
            | '\n'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// The text with every active character shown as its number, `\u{1b}`; one line, whatever it was.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_active(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// The lines of a text, each as [`line`] shows it; tabs become blanks.
pub(super) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|text| line(&text.replace('\t', "    ")).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{line, lines};
    use std::borrow::Cow;

    #[test]
    fn what_acts_is_shown() {
        for (text, shown) in [
            ("\u{1b}[31mred\u{1b}]0;title\u{7}", "\\u{1b}[31mred\\u{1b}]0;title\\u{7}"),
            ("a\rb\nc", "a\\u{d}b\\u{a}c"),
            ("\u{9b}2J\u{85}", "\\u{9b}2J\\u{85}"),
            ("abc\u{202e}cba\u{2066}", "abc\\u{202e}cba\\u{2066}"),
            ("a\u{2028}b\0\u{7f}", "a\\u{2028}b\\u{0}\\u{7f}"),
        ] {
            assert_eq!(line(text), shown);
        }
    }

    #[test]
    fn what_is_seen_stays() {
        for text in ["", "Größe — 東京 👩\u{200d}🚀", "\\u{1b}", "עברית\u{200f}"] {
            assert!(matches!(line(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn line_ends_make_lines() {
        let shown: Vec<_> = lines("a\r\n\tb\rc\n").collect();
        assert_eq!(shown, ["a", "    b\\u{d}c"]);
    }
}
