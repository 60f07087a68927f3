//! What SQLite says, in words for people.

use crate::{
    diagnostic::system,
    source::sql::{Error, Problem, Spec},
};
use rusqlite::ErrorCode;
use std::{io, path::Path};

/// Which query it was about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stated<'a> {
    /// One that we have written.
    Ours,
    /// One of the configuration: its key and its text.
    Query(&'static str, &'a str),
}

/// An error of SQLite.
pub(super) fn of(spec: &Spec, cause: rusqlite::Error, stated: Stated<'_>) -> Error {
    let error = match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let message = format!("another program has locked the file for {} seconds", spec.connect_timeout.as_secs());
            return Error::new(spec, Problem::Busy, message).help(
                "run again when that has finished (`fuser` or `lsof` says what it is); `connect_timeout` says how long \
                 to wait, and with `PRAGMA journal_mode = WAL` readers and writers do not wait for each other",
            );
        }
        Some(ErrorCode::NotADatabase) => {
            return Error::new(spec, Problem::Damaged, "the file is no SQLite database, or an encrypted one")
                .help("name the file of the database itself, not an export or a backup script of it");
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            return Error::new(spec, Problem::Damaged, format!("the database is damaged: {cause}")).help(
                "`sqlite3 FILE 'PRAGMA integrity_check'` says how; restore a backup, or save what can be read with \
                 `sqlite3 FILE .recover`",
            );
        }
        Some(ErrorCode::OperationInterrupted) => {
            let message = format!("the next row was not there after {} seconds", spec.statement_timeout.as_secs());
            Error::new(spec, Problem::Timeout, message)
                .help("an index on the columns that are looked up may be missing; `statement_timeout` allows more time")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            let message = format!("the file cannot be opened: {cause}");
            return Error::new(spec, Problem::System, message).help(
                "the user of courant has to be able to read it; a database that was not closed properly, or is written \
                 with a log (WAL), has files beside it that have to be readable too, or a directory in which they can be \
                 made: opening it once with the program that owns it, or with `sqlite3`, tidies up",
            );
        }
        Some(ErrorCode::SystemIoFailure | ErrorCode::DiskFull | ErrorCode::OutOfMemory) => {
            let message = format!("the disk does not give what it should: {cause}");
            return Error::new(spec, Problem::System, message)
                .help("sorting needs room for temporary files (`df`, SQLITE_TMPDIR); a failing disk shows in `dmesg`");
        }
        _ => Error::new(spec, Problem::Refused, said(&cause)),
    };
    match (stated, &cause) {
        (Stated::Query(key, text), rusqlite::Error::SqlInputError { sql, offset, .. }) if sql == text => {
            let at = usize::try_from(*offset).ok().and_then(|at| text.get(..at)).map(|before| before.chars().count());
            error.query(key, text, at)
        }
        (Stated::Query(key, text), _) => error.query(key, text, None),
        (Stated::Ours, _) => error,
    }
}

/// SQLite's own words, without the query behind them.
pub(super) fn said(cause: &rusqlite::Error) -> String {
    match cause {
        rusqlite::Error::SqlInputError { msg, .. } | rusqlite::Error::SqliteFailure(_, Some(msg)) => msg.clone(),
        other => other.to_string(),
    }
}

/// An error of the system.
pub(super) fn system(spec: &Spec, path: &Path, cause: &io::Error) -> Error {
    Error::new(spec, Problem::System, format!("{}: {}", path.display(), system::words(cause, path)))
}
