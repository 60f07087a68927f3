//! What the first bytes of the file say (<https://www.sqlite.org/fileformat2.html#the_database_header>).

use crate::state::revision;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// How many bytes are enough.
const LENGTH: usize = 28;

/// A number that every transaction changes which writes; 0, if nothing was ever written.
///
/// It is made of the file change counter, which SQLite counts up in the rollback journal modes (that is how we write; in a
/// write-ahead log it does not), and of the file's time, since an older copy that is put back counts through the same numbers
/// again.
///
/// The file is closed again, and with it, on POSIX, go all locks that this process has on it: call it outside of transactions.
pub(super) fn revision(path: &Path) -> io::Result<u64> {
    let mut header = [0; LENGTH];
    let mut file = match File::open(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(0),
        file => file?,
    };
    match file.read_exact(&mut header) {
        Ok(()) => {}
        Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
        Err(cause) => return Err(cause),
    }
    let [.., a, b, c, d] = header;
    Ok(revision::of(u32::from_be_bytes([a, b, c, d]).into(), &file.metadata()?))
}
