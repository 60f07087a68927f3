//! Sources: files and rows of databases become raw records.
//!
//! Layer 2: imports `value`, `diagnostic` and `record`. Reads and never writes; knows nothing of what fields mean.

mod audio;
mod body;
mod census;
mod csv;
mod csv_rows;
mod decode;
mod discover;
pub mod export;
mod feed;
mod front_matter;
mod head;
mod html;
mod json;
mod jsonl;
mod limits;
mod lines;
mod list;
mod markdown;
mod pattern;
mod piece;
mod plain;
mod rst;
mod sidecar;
pub mod sql;
mod stamp;
mod table;
mod text;
mod toml;
mod walk;
mod whole;
mod yaml;
mod yaml_plain;
mod yaml_repair;

pub use audio::{Named, pattern as pattern_of_recordings};
pub use census::{Census, Changes, Numbers, PieceDigest};
pub use discover::{Match, Survey, stem};
pub use feed::{Recognised, Stranger, podlove_chapters, recognise};
pub use jsonl::{Extent, Seen, scan_behind};
pub use limits::{LONG_TEXT, map_text};
pub use stamp::Stamp;

use crate::{
    diagnostic::Diagnostic,
    record::raw::{Origin, RawRecord},
};
use std::{path::PathBuf, sync::Arc};

/// The kinds of files that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Markdown with YAML, TOML or JSON front matter or a bare `Key: value` head.
    Markdown,
    /// HTML with front matter or `<meta>` tags.
    Html,
    /// reStructuredText with a field list.
    Rst,
    /// Plain text: newsroom copy, with or without a head.
    Text,
    /// One record or a list of records.
    Json,
    /// One JSON record a line.
    JsonLines,
    /// One record a row, below a head; comma, semicolon or tab.
    Csv,
    /// One record, a list, or several documents.
    Yaml,
    /// One record, or an array of tables.
    Toml,
    /// One row of a database.
    Row,
    /// RSS or Atom. (JSON Feed is JSON.)
    Feed,
    /// A recording about which nothing is written.
    Audio,
}

/// A file that a source matched.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// How it is called in messages and keys: relative to the publication's root, `/` between the parts.
    pub name: Arc<str>,
    /// Its kind.
    pub kind: Kind,
    /// Its sidecar `STEM.toml`, with that file's name.
    pub sidecar: Option<(PathBuf, Arc<str>)>,
    /// The key of the row, if it is no file but a row of a database: it has no path then, and [`sql`] reads it.
    pub row: Option<Arc<str>>,
    /// Of a source of recordings: names of those of this episode, the best first.
    pub recordings: Vec<Arc<str>>,
}

/// One thing that reading a file brought to light.
#[derive(Debug)]
pub enum Found {
    /// A record.
    Record(Box<RawRecord>),
    /// Something wrong; the rest of the file goes on where it can.
    Trouble(Box<Diagnostic>),
}

/// A file or directory that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading failed.
    #[error("cannot read {path}: {}", words(cause))]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// A pattern is no glob.
    #[error("`{pattern}` is not a file pattern: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A database cannot be read.
    #[error(transparent)]
    Sql(#[from] sql::Error),
}

/// What happened and what to do, where the kind of error tells.
fn words(cause: &std::io::Error) -> String {
    match cause.kind() {
        std::io::ErrorKind::NotFound => "it is there no longer; run again when nothing moves it any more".to_owned(),
        std::io::ErrorKind::PermissionDenied => {
            "permission denied; its owner or mode does not let this user read it".to_owned()
        }
        _ => cause.to_string(),
    }
}

impl Found {
    fn record(record: RawRecord) -> Self {
        Self::Record(Box::new(record))
    }

    /// Something wrong.
    #[must_use]
    pub fn trouble(diagnostic: Diagnostic) -> Self {
        Self::Trouble(Box::new(diagnostic))
    }
}

/// Reads every record of a file, one at a time, in the order of the file.
///
/// JSON Lines and CSV are read in bounded memory, whatever their size; other kinds whole.
///
/// # Errors
/// Only when the file, or its sidecar, cannot be read at all.
pub fn scan(file: &SourceFile, sink: &mut dyn FnMut(Found)) -> Result<(), Error> {
    let mut notes = Vec::new();
    let sidecar = sidecar::read(file, &mut notes)?;
    notes.into_iter().for_each(|note| sink(Found::trouble(note)));
    let sidecar = match sidecar {
        Ok(sidecar) => sidecar,
        Err(refused) => {
            sink(Found::Trouble(refused));
            return Ok(());
        }
    };
    // A sidecar is about one record.
    let mut misplaced = sidecar::beside_list(file);
    let mut sink = |found: Found| {
        if matches!(&found, Found::Record(record) if record.origin.listed)
            && let Some(misplaced) = misplaced.take()
        {
            sink(Found::trouble(misplaced));
        }
        sink(found);
    };
    match file.kind {
        Kind::JsonLines => jsonl::scan(file, &mut sink),
        Kind::Csv => csv::scan(file, &mut sink),
        Kind::Feed => feed::scan(file, &mut sink),
        Kind::Audio => {
            let (fields, derived) = sidecar.map(|sidecar| (sidecar.fields.clone(), sidecar.derived())).unzip();
            audio::scan(file, fields.unwrap_or_default(), &mut |found| {
                sink(match found {
                    Found::Record(mut record) => {
                        record.derived.extend(derived.clone());
                        Found::Record(record)
                    }
                    trouble => trouble,
                });
            });
            Ok(())
        }
        _ => whole::scan(file, sidecar, &mut sink),
    }
}

/// Reads one record again, given the origin that [`scan`] gave it; `None` if the file has changed since, as far as that
/// shows.
///
/// Of a file that holds a list, JSON Lines, CSV and JSON are read only where the record stands; YAML and TOML are read
/// whole, so that whoever wants many of their records had better scan them again.
///
/// # Errors
/// When the file cannot be read.
pub fn load(file: &SourceFile, origin: &Origin) -> Result<Option<RawRecord>, Error> {
    match file.kind {
        Kind::JsonLines => return jsonl::load(file, origin),
        Kind::Csv => return csv::load(file, origin),
        Kind::Feed => return feed::load(file, origin),
        Kind::Json if origin.listed => return json::load(file, origin),
        _ => {}
    }
    let mut wanted = None;
    scan(file, &mut |found| match found {
        Found::Record(record) if record.origin == *origin => wanted = Some(*record),
        _ => {}
    })?;
    Ok(wanted)
}

#[cfg(test)]
mod tests;
