//! What the first bytes of the file say (<https://www.sqlite.org/fileformat2.html#the_database_header>).

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// How many bytes are enough.
const LENGTH: usize = 28;

/// A number that every transaction changes which writes: the file change counter, and below Unix which file it is, since a
/// copy that is put back may have counted to the same number. 0, if nothing was ever written.
///
/// SQLite counts in the rollback journal modes, which is how we write; in a write-ahead log it does not.
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
    Ok(identity(&file)? << 32 | u64::from(u32::from_be_bytes([a, b, c, d])))
}

#[cfg(unix)]
fn identity(file: &File) -> io::Result<u64> {
    Ok(std::os::unix::fs::MetadataExt::ino(&file.metadata()?))
}

#[cfg(not(unix))]
fn identity(_: &File) -> io::Result<u64> {
    Ok(0)
}
