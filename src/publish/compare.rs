//! Whether what would be written is what is there already.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
};

/// How much of the old file is read at a time.
const CHUNK: usize = 64 * 1024;

/// Whether `write` produces exactly the bytes of the file at `old`. Reads along, and stops at the first difference.
///
/// # Errors
/// When the old file cannot be read, or when `write` fails before a difference is found.
pub(super) fn same(old: &Path, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<bool> {
    let mut comparison = Comparison { old: BufReader::with_capacity(CHUNK, File::open(old)?), differs: false };
    match write(&mut comparison) {
        // The error is our own way to stop the writer.
        _ if comparison.differs => Ok(false),
        Ok(()) => Ok(comparison.old.fill_buf()?.is_empty()),
        Err(cause) => Err(cause),
    }
}

/// A writer that keeps nothing, but knows whether it was given other bytes than the old file has.
struct Comparison<R> {
    old: BufReader<R>,
    differs: bool,
}

impl<R: Read> Write for Comparison<R> {
    fn write(&mut self, new: &[u8]) -> io::Result<usize> {
        if new.is_empty() {
            return Ok(0);
        }
        if !self.differs {
            let old = self.old.fill_buf()?;
            let length = old.len().min(new.len());
            if length > 0 && old[..length] == new[..length] {
                self.old.consume(length);
                return Ok(length);
            }
            self.differs = true;
        }
        Err(io::Error::other("the published file differs"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, same};
    use std::{cell::Cell, io, path::Path};

    fn compare(old: &[u8], pieces: &[&[u8]]) -> io::Result<bool> {
        let file = tempfile::NamedTempFile::new()?;
        io::Write::write_all(&mut file.as_file(), old)?;
        same(file.path(), &|out| pieces.iter().try_for_each(|piece| out.write_all(piece)))
    }

    #[test]
    fn only_equal_bytes_are_the_same() -> io::Result<()> {
        let long = vec![b'x'; 3 * CHUNK + 1];
        let mut other = long.clone();
        other[3 * CHUNK] = b'y';
        type Case<'a> = (&'a [u8], &'a [&'a [u8]], bool);
        let cases: &[Case<'_>] = &[
            (b"", &[], true),
            (b"", &[b""], true),
            (b"abc", &[b"abc"], true),
            (b"abc", &[b"a", b"", b"bc"], true),
            (b"abc", &[b"ab"], false),
            (b"abc", &[], false),
            (b"abc", &[b"abcd"], false),
            (b"abc", &[b"abc", b"d"], false),
            (b"abc", &[b"abd"], false),
            (b"", &[b"a"], false),
            (&long, &[&long], true),
            (&long, &[&long[..CHUNK + 7], &long[CHUNK + 7..]], true),
            (&long, &[&other], false),
            (&long, &[&long[1..]], false),
        ];
        for (old, pieces, expected) in cases {
            let shown = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(9)]).into_owned();
            assert_eq!(compare(old, pieces)?, *expected, "{} / {} pieces", shown(old), pieces.len());
        }
        Ok(())
    }

    #[test]
    fn the_writer_is_stopped_at_the_first_difference() -> io::Result<()> {
        let file = tempfile::NamedTempFile::new()?;
        io::Write::write_all(&mut file.as_file(), b"old")?;
        let calls = Cell::new(0);
        let equal = same(file.path(), &|out| {
            (0..1000).try_for_each(|_| {
                calls.set(calls.get() + 1);
                out.write_all(b"new")
            })
        })?;
        assert!(!equal);
        assert_eq!(calls.get(), 1);
        Ok(())
    }

    #[test]
    fn a_writer_that_hides_the_stop_is_still_different() -> io::Result<()> {
        let file = tempfile::NamedTempFile::new()?;
        io::Write::write_all(&mut file.as_file(), b"old")?;
        let equal = same(file.path(), &|out| {
            // What a writer with a buffer of its own may do: drop the error and carry on.
            let _ = out.write_all(b"new");
            let _ = out.write_all(b"old");
            Ok(())
        })?;
        assert!(!equal);
        Ok(())
    }

    #[test]
    fn trouble_of_the_writer_is_not_a_difference() {
        let file = tempfile::NamedTempFile::new().expect("a temp file");
        let error = same(file.path(), &|_| Err(io::Error::other("no such record"))).expect_err("the writer failed");
        assert_eq!(error.to_string(), "no such record");
        assert!(same(Path::new("/nonexistent/feed.xml"), &|_| Ok(())).is_err());
    }
}
