//! Publishing: documents reach the place where readers fetch them, whole or not at all, and only if they differ.
//!
//! Layer 3: the one door through which files are written. Knows bytes and paths; knows nothing of feeds, formats or
//! records, and decides nothing: what is staged is published. The order is fixed (temp files, sync, renames, directories),
//! so that no name ever points at bytes that are not on disk.

mod compare;
mod directory;
mod error;
mod path;
mod sync;

pub use directory::{Outcome, Publisher, Receipt};
pub use error::Error;
pub use path::why_refused;

use std::{
    io::{self, Write},
    path::Path,
};

/// Whether the file at `path` has exactly the bytes that `write` produces; a file that is not there has not.
///
/// # Errors
/// When the file cannot be read, or when `write` fails.
pub fn equals(path: &Path, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> Result<bool, Error> {
    match compare::same(path, write) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
        result => result.map_err(Error::io("compare", path)),
    }
}
