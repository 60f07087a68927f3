//! Bodies that stand below what is declared.

use super::lines::{blank_lines, line_feeds, line_feeds_only};
use crate::record::raw::{BodyFormat, RawBody};

/// The body that `text` is, if there is anything in it: its lines end with LF, the blank lines before it are gone.
/// `line` is the one on which `text` begins.
pub(super) fn body(text: &str, line: u32, format: BodyFormat) -> Option<RawBody> {
    if text.trim().is_empty() {
        return None;
    }
    let (blank, text) = text.split_at(blank_lines(text));
    let line = line.saturating_add(line_feeds(blank.as_bytes()));
    Some(RawBody { text: line_feeds_only(text).into_owned(), format, line })
}

#[cfg(test)]
mod tests {
    use super::body;
    use crate::record::raw::{BodyFormat, RawBody};

    #[test]
    fn a_body_begins_with_its_first_line_and_keeps_its_indentation() {
        let expected = RawBody { text: "    code\n\nx".into(), format: BodyFormat::Markdown, line: 6 };
        assert_eq!(body("\r\n \n    code\r\n\r\nx", 4, BodyFormat::Markdown), Some(expected));
        assert_eq!(body(" \n\t", 4, BodyFormat::Markdown), None);
    }
}
