//! Markdown: front matter or a bare head, then the body.

use super::{body::body, front_matter, head, lines::Position, piece::Parsed, whole::Whole};
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    record::raw::{BodyFormat, RawRecord},
};

/// Reads the record that a file is.
pub(super) fn read(whole: &Whole<'_>, text: &str, notes: &mut Vec<Diagnostic>) -> Parsed<RawRecord> {
    let piece = whole.piece(text, &rules::FRONT_MATTER_SYNTAX);
    let declared = match front_matter::read(piece, notes)? {
        None => head::read(&piece),
        declared => declared,
    };
    let (fields, start) = declared.unwrap_or_default();
    let line = Position::START.after(&text.as_bytes()[..start]).line;
    Ok(whole.record(fields, body(&text[start..], line, BodyFormat::Markdown)))
}
