//! How much is read at most, so that no file can exhaust memory or the stack.

/// Bytes of a file that is read whole: Markdown, HTML, reStructuredText, text, YAML, TOML.
pub(super) const WHOLE_FILE: u64 = 64 << 20;

/// Bytes of a JSON file: exports are lists of everything a site ever published.
pub(super) const JSON_FILE: u64 = 256 << 20;

/// Bytes of one line of JSON Lines or one row of CSV.
pub(super) const ROW: usize = 16 << 20;

/// Levels of lists and tables. Every parser and every walk over its result recurses at most this deep.
pub(super) const DEPTH: usize = 64;

/// Values that a YAML document may make out of its aliases.
pub(super) const ALIASED_NODES: usize = 100_000;

/// Bytes of text that a YAML document may make out of its aliases.
pub(super) const ALIASED_BYTES: usize = 16 << 20;

/// Bytes of a line's beginning that are looked at to give a column; further to the right the column is unknown.
pub(super) const COLUMN_WINDOW: usize = 1024;

/// Characters of a line that a message shows.
pub(super) const EXCERPT: usize = 160;

/// Characters of a text that is no title, no name and no list of words.
pub const LONG_TEXT: usize = 200;

/// What to do about a column with long texts that is read as nothing.
#[must_use]
pub fn map_text(column: &str) -> String {
    let column = column.escape_default();
    format!(
        "if that is the article's text, write `content_html = \"{column}\"` (or `content_markdown`, `content_text`) \
         below [source.map]"
    )
}

/// A number of bytes for people.
pub(super) fn megabytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}
