//! What can go wrong with the ledger, in words for people.

use crate::diagnostic::system;
use rusqlite::ErrorCode;
use std::{
    io,
    path::{Path, PathBuf},
};

/// The ledger cannot be used, or refuses what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory cannot be made, or the file looked at.
    #[error("cannot use the ledger {}: {}", path.display(), system::words(cause, path))]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The file is no database, or a damaged one.
    #[error(
        "the ledger {} is damaged or no ledger at all: {cause}\nhelp: move it away; `courant ledger import` restores an export, and \
         without one the next build learns the ids again from the feeds that it published",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        cause: rusqlite::Error,
    },
    /// Another program keeps the file locked.
    #[error(
        "the ledger {} was in use by another program for {seconds} seconds: try again when that has finished\nhelp: `fuser` or \
         `lsof` with that path says which: a backup, or `sqlite3` in a terminal",
        path.display()
    )]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long we have waited.
        seconds: u64,
    },
    /// A later version of the program has changed the schema.
    #[error(
        "the ledger {} was written by a newer Courant: its schema is version {found}, and this program knows versions up to \
         {known}\nhelp: use that version or a later one; nothing was changed",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The schema's version.
        found: i64,
        /// The last version that we know.
        known: usize,
    },
    /// A value in a table means nothing; the program does not write such values, but people have `sqlite3`.
    #[error("the ledger {} has a value that means nothing: {message}\nhelp: put it right with the `sqlite3` program", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// Which value, and what was expected.
        message: String,
    },
    /// The system does not let us: a full disk, a file that may not be written.
    #[error(
        "cannot {action} the ledger {}: {why}\nhelp: what is published is as it was; the ledger needs a directory that it can \
         write to, and `state` in courant.toml or `--state DIR` names another one",
        path.display()
    )]
    System {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Anything else that SQLite says.
    #[error("cannot {action} the ledger {}: {cause}", path.display())]
    Sqlite {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        cause: rusqlite::Error,
    },
    /// No record has this id.
    #[error("no published record has the id `{}`{}", id.escape_debug(), near.as_ref().map(|near| format!("\nhelp: {near}")).unwrap_or_default())]
    UnknownId {
        /// The id as given.
        id: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// Another record has the id already, in one format at least.
    #[error("the id `{}` is taken{}: two records cannot share an id", id.escape_debug(), by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default())]
    TakenId {
        /// The id as given.
        id: String,
        /// Who has it.
        by: Option<String>,
    },
    /// No feed can carry this id.
    #[error("{message}")]
    Id {
        /// What is wrong with it.
        message: String,
    },
    /// The export in the tree cannot be read.
    #[error(
        "{cause}\nhelp: put that line right, or take the file back from version control; of two lines about one record keep \
         the one with the earlier `first_shown`, about one publication or feed either; nothing was changed"
    )]
    Tree {
        /// Where, and what is wrong.
        #[source]
        cause: Box<Self>,
    },
    /// An export cannot be read.
    #[error("{file}:{line}: {message}")]
    Export {
        /// The file as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A later version of the program wrote an export.
    #[error(
        "{file}:{line}: the export has version {found}, and this program reads versions up to {known}\nhelp: use the version \
         of Courant that wrote it, or a later one; nothing was changed"
    )]
    NewerExport {
        /// The file as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The version of the export.
        found: u64,
        /// The last version that we know.
        known: u64,
    },
}

impl Error {
    /// Makes an error of what SQLite said when it was asked to `action` the ledger at `path`.
    pub(super) fn sqlite(action: &'static str, path: &Path, cause: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match cause.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => return Self::Damaged { path, cause },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                return Self::Busy { path, seconds: super::sqlite::PATIENCE.as_secs() };
            }
            _ => {}
        }
        let why = match cause.sqlite_error_code() {
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                system::unwritable(&path)
            }
            Some(ErrorCode::DiskFull) => system::full(&path),
            Some(ErrorCode::SystemIoFailure) => format!(
                "the disk does not take or give what it should; if it is not full (`df`), it may be failing or gone (`dmesg`): {cause}"
            ),
            _ => String::new(),
        };
        if !why.is_empty() {
            return Self::System { action, path, why };
        }
        match cause {
            rusqlite::Error::FromSqlConversionFailure(_, _, said) => Self::Value { path, message: said.to_string() },
            cause => Self::Sqlite { action, path, cause },
        }
    }
}
