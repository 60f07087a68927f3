//! Sources: files become raw records.
//!
//! Layer 2: imports `value`, `diagnostic` and `record`. Reads and never writes; knows nothing of what fields mean.

use crate::{
    diagnostic::Diagnostic,
    record::raw::{Origin, RawRecord},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

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
    #[error("cannot read {path}: {cause}")]
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
}

/// Finds the files below `root` that match any of `patterns` and none of `exclude`, in a fixed order.
///
/// # Errors
/// A pattern that is none, or a directory that cannot be read.
pub fn discover(
    _root: &Path,
    _patterns: &[String],
    _exclude: &[String],
) -> Result<(Vec<SourceFile>, Vec<Diagnostic>), Error> {
    todo!()
}

/// Reads every record of a file, one at a time, in the order of the file.
///
/// # Errors
/// Only when the file cannot be read at all.
pub fn scan(_file: &SourceFile, _sink: &mut dyn FnMut(Found)) -> Result<(), Error> {
    todo!()
}

/// Reads one record again, given the origin that [`scan`] gave it; `None` if the file has changed since.
///
/// # Errors
/// When the file cannot be read.
pub fn load(_file: &SourceFile, _origin: &Origin) -> Result<Option<RawRecord>, Error> {
    todo!()
}
