//! Files of plain text: what is declared above the text, and the text itself.

use super::{
    export::movable_type,
    front_matter, head,
    lines::{Position, blank_lines, line_feeds_only},
    markdown,
    piece::Parsed,
    sidecar::Sidecar,
    text as copy,
    whole::Whole,
};
use crate::{
    diagnostic::{Diagnostic, Level, rules::source as rules},
    record::raw::RawRecord,
};

/// Reads the record that a file is. Jekyll's `.text` is Markdown if it has front matter.
pub(super) fn read(whole: &Whole<'_>, text: &str, notes: &mut Vec<Diagnostic>) -> Parsed<RawRecord> {
    let extension = whole.file.path.extension();
    if extension.is_some_and(|extension| extension.eq_ignore_ascii_case("text")) && front_matter::opens(text) {
        return markdown::read(whole, text, notes);
    }
    let piece = whole.piece(text, &rules::FRONT_MATTER_SYNTAX);
    if movable_type::looks_like(text) {
        let message = "this is an export of Movable Type or TypePad: drafts and readers' addresses may be in it, and none of it is published";
        let mut finding = piece.finding(&rules::FILE_KIND_UNKNOWN, 0, message);
        finding.level = Level::Error;
        let help = "move it out of the source, and make records of it with `courant import movabletype FILE`";
        return Err(Box::new(finding.help(help)));
    }
    let declared = match front_matter::read(piece, notes)? {
        None => head::read(&piece),
        declared => declared,
    };
    let (fields, start) = declared.unwrap_or_default();
    let start = start + blank_lines(&text[start..]);
    let line = Position::START.after(&text.as_bytes()[..start]).line;
    let mut record = copy::read(&line_feeds_only(&text[start..]), line, whole.origin(), whole.overlaid(fields));
    record.derived.extend(whole.sidecar.as_ref().map(Sidecar::derived));
    Ok(record)
}
