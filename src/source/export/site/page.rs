//! A file with an article in it: head and body.

use super::{
    super::super::{
        Error, Found, Kind, SourceFile, body as bodies, decode, front_matter, limits, lines::Position, piece::Piece,
        scan,
    },
    files::{self, Root},
};
use crate::{
    diagnostic::{Diagnostic, rules::source as rules},
    record::raw::{BodyFormat, RawBody, Table},
};
use std::sync::Arc;

/// A file of a site that was read.
#[derive(Debug)]
pub(super) struct Page {
    /// Relative to the site.
    pub path: String,
    /// As it is called in messages.
    pub name: Arc<str>,
    /// The head.
    pub head: Table,
    /// Whether it has one, be it empty.
    pub has_head: bool,
    /// What is below.
    pub body: Option<RawBody>,
    /// The text of the whole file.
    pub text: String,
    /// The line on which it begins.
    pub line: u32,
}

/// A page, or why there is none.
pub(super) type Readable = Result<Result<Page, Box<Diagnostic>>, Error>;

/// The notation of a body by the extension of its file; nothing for what is no text of an article.
pub(super) fn format(extension: &str) -> Option<BodyFormat> {
    Some(match extension.to_ascii_lowercase().as_str() {
        "md" | "markdown" | "mkd" | "mkdn" | "mkdown" | "mdown" | "mdx" | "rmd" => BodyFormat::Markdown,
        "html" | "htm" | "xhtml" | "liquid" | "njk" | "hbs" | "mustache" | "webc" | "text" | "txt" => BodyFormat::Html,
        "rst" | "rest" => BodyFormat::Rst,
        "adoc" | "asciidoc" | "ad" | "org" | "pandoc" | "pdc" | "textile" => BodyFormat::Text,
        _ => return None,
    })
}

/// Reads a file whose head, if it has one, stands between fences or is a JSON object.
///
/// With `strict`, only a first line of three dashes opens a head, as Jekyll has it.
pub(super) fn fenced(root: &Root<'_>, path: &str, strict: bool) -> Readable {
    let name = root.name_of(path);
    let text = match whole(root, path, &name)? {
        Ok(text) => text,
        Err(refused) => return Ok(Err(refused)),
    };
    let format = format(files::stem(path).1).unwrap_or(BodyFormat::Text);
    let piece = Piece { file: &name, text: &text, start: Position::START, syntax: &rules::FRONT_MATTER_SYNTAX };
    let opens = !strict || text.lines().next().is_some_and(|line| line.trim_end() == "---");
    let declared = if opens { front_matter::read(piece, &mut Vec::new()) } else { Ok(None) };
    Ok(declared.map(|declared| {
        let has_head = declared.is_some();
        let (head, start) = declared.unwrap_or_default();
        let line = Position::START.after(&text.as_bytes()[..start]).line;
        let body = bodies::body(&text[start..], line, format);
        Page { path: path.to_owned(), name, head, has_head, body, text, line: 1 }
    }))
}

/// Reads a file as our own sources do: any kind of head.
pub(super) fn any(root: &Root<'_>, path: &str, kind: Kind) -> Readable {
    let name = root.name_of(path);
    let text = match whole(root, path, &name)? {
        Ok(text) => text,
        Err(refused) => return Ok(Err(refused)),
    };
    let file =
        SourceFile { path: root.at(path), name: name.clone(), kind, sidecar: None, row: None, recordings: Vec::new() };
    let mut page =
        Page { path: path.to_owned(), name, head: Table::default(), has_head: false, body: None, text, line: 1 };
    let mut refused = None;
    scan(&file, &mut |found| match found {
        Found::Record(record) => {
            page.has_head = !record.fields.is_empty();
            (page.head, page.body) = (record.fields, record.body);
        }
        // What is merely odd is said when the record is read.
        Found::Trouble(trouble) if trouble.level == crate::diagnostic::Level::Error => refused = Some(trouble),
        Found::Trouble(_) => {}
    })?;
    Ok(refused.map_or(Ok(page), Err))
}

fn whole(root: &Root<'_>, path: &str, name: &Arc<str>) -> Result<Result<String, Box<Diagnostic>>, Error> {
    let bytes = match decode::read(&root.at(path), name, limits::WHOLE_FILE)? {
        Ok(bytes) => bytes,
        Err(refused) => return Ok(Err(refused)),
    };
    Ok(decode::decode(bytes, name, &mut Vec::new()).map(|decoded| decoded.text().to_owned()))
}
