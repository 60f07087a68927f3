//! Opening a file: only to read, with everything of one instant, and without leaving anything beside it where that can be had.

use super::failure::{self, Stated};
use crate::{
    source::{
        Stamp,
        sql::{Error, Problem, Spec},
    },
    value,
};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How many steps of SQLite's machine lie between two looks at the clock.
const STEPS: i32 = 10_000;
/// How long after a change was written into the log it may still not be seen, in nanoseconds: until the disk has it. Who
/// looks in between sees what was before, and the log's stamp says nothing of that.
const SYNC: i64 = 30_000_000_000;
/// The byte of the file's head that says how it is written, and its value for a write-ahead log
/// (<https://www.sqlite.org/fileformat2.html#file_format_version_numbers>).
const VERSION_BYTE: usize = 19;
const WRITE_AHEAD: u8 = 2;

/// A file with a transaction that reads.
#[derive(Debug)]
pub(super) struct Open {
    pub connection: Connection,
    /// The print of the file as it was before the transaction began; `None` if it was written so shortly before that
    /// another change might not show.
    pub stamps: Option<u64>,
    pub clock: Clock,
    /// The file and its stamp, where nothing keeps others from writing while we read.
    unlocked: Option<(PathBuf, Stamp)>,
}

/// The time within which the next row has to be there.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    end: Arc<Mutex<Instant>>,
    patience: Duration,
}

impl Clock {
    fn new(patience: Duration) -> Self {
        Self { end: Arc::new(Mutex::new(Instant::now() + patience)), patience }
    }

    /// The time begins again.
    pub(super) fn start(&self) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + self.patience;
    }

    fn is_over(&self) -> bool {
        Instant::now() > *self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the file and begins.
pub(super) fn open(spec: &Spec, path: &Path) -> Result<Open, Error> {
    // Another word than SQLite's "unable to open database file".
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            let message = format!("{} is a directory", path.display());
            return Err(Error::new(spec, Problem::Unreachable, message).help("name the file of the database"));
        }
        Ok(_) => {}
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            let message = format!("there is no file {}", path.display());
            return Err(Error::new(spec, Problem::Unreachable, message)
                .help("`sqlite` is a path relative to the directory of courant.toml"));
        }
        Err(cause) => return Err(failure::system(spec, path, &cause)),
    }
    // Before the transaction: what is written in between is seen by it, and makes another stamp.
    let stamps = stamps(path);
    let clock = Clock::new(spec.statement_timeout);
    let failed = |cause| failure::of(spec, cause, Stated::Ours);
    match begin(spec, path, Protection::Locks, &clock) {
        Ok(connection) => Ok(Open { connection, stamps, clock, unlocked: None }),
        Err(cause) if is_shut(&cause) && is_at_rest(path) => {
            let stamp = Stamp::of(path).map_err(|cause| failure::system(spec, path, &cause))?;
            let connection = begin(spec, path, Protection::Nothing, &clock).map_err(failed)?;
            Ok(Open { connection, stamps, clock, unlocked: Some((path.to_owned(), stamp)) })
        }
        Err(cause) => Err(failed(cause)),
    }
}

impl Open {
    /// Whether what was read is of one instant. A transaction sees to it, unless the file had to be read without locks.
    pub(super) fn settle(&self, spec: &Spec) -> Result<(), Error> {
        let Some((path, before)) = &self.unlocked else { return Ok(()) };
        match Stamp::of(path) {
            Ok(now) if now.is_like(before) => Ok(()),
            Ok(_) => {
                let message = "the file was written while it was read, and its directory may not be written, so that it \
                               could not be locked";
                Err(Error::new(spec, Problem::Changed, message).help(
                    "run again; if it happens often, let the user of courant write to the directory of the database",
                ))
            }
            Err(cause) => Err(failure::system(spec, path, &cause)),
        }
    }
}

/// What keeps others from writing while we read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protection {
    Locks,
    Nothing,
}

fn begin(spec: &Spec, path: &Path, protection: Protection, clock: &Clock) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = match protection {
        // No URI: the path means what it says.
        Protection::Locks => Connection::open_with_flags(path, flags)?,
        Protection::Nothing => {
            let address = format!("file:{}?immutable=1", percent(path));
            Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)?
        }
    };
    connection.busy_timeout(spec.connect_timeout)?;
    let watched = clock.clone();
    connection.progress_handler(STEPS, Some(move || watched.is_over()))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.execute_batch("BEGIN")?;
    // The transaction begins with the first look at the file.
    clock.start();
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// Whether SQLite could not make the files that it needs beside the database.
fn is_shut(cause: &rusqlite::Error) -> bool {
    matches!(cause.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied))
}

/// Whether all that is committed stands in the file itself: it is written with a log, and there is none.
///
/// Opening and closing the file here takes no lock from anybody: it could not be opened by SQLite.
fn is_at_rest(path: &Path) -> bool {
    let mut head = [0; VERSION_BYTE + 1];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    let has_log = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    read.is_ok() && head[VERSION_BYTE] == WRITE_AHEAD && !has_log
}

/// The print of the file and of its log. Only stamps: opening the file would take the locks from this process that it has.
fn stamps(path: &Path) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    for (path, is_log) in [(path.to_owned(), false), (beside(path, "-wal"), true)] {
        let print = match Stamp::of(&path) {
            // Who only reads makes one, too.
            Ok(stamp) if is_log && stamp.is_empty() => None,
            Ok(stamp) if is_log => Some(stamp.known_since(value::Clock::system_nanoseconds() - SYNC).print()),
            Ok(stamp) => Some(stamp.print()),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
            Err(_) => return None,
        };
        if print.is_some_and(|(_, is_racy)| is_racy) {
            return None;
        }
        print.map(|(print, _)| print).hash(&mut hasher);
    }
    Some(hasher.finish())
}

/// The file that SQLite puts beside the database under its name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The path in a URI.
fn percent(path: &Path) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => out.push(char::from(*byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
