//! The cache: one file of bytes that can be lost at any time without harm. What is in it is the matter of its user.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The file's name in the state directory.
const FILE: &str = "cache";
/// What the file begins with: the name, and the version of this frame.
const MAGIC: &[u8; 16] = b"courant cache 1\n";
const DIGEST: usize = 32;
/// The name under which it is written before it gets its own.
const TEMP: (&str, &str) = (".cache", ".tmp");

/// The cache of a state directory.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
}

/// What a cache held.
#[derive(Debug, PartialEq, Eq)]
pub enum Cached {
    /// Exactly what was put into it.
    Whole(Vec<u8>),
    /// There is none.
    Nothing,
    /// Something is there that was not put there, or not all of it.
    Damaged,
}

impl Cache {
    /// The cache of a state directory; neither has to be there.
    #[must_use]
    pub fn of(directory: &Path) -> Self {
        Self { path: directory.join(FILE) }
    }

    /// What is in it.
    #[must_use]
    pub fn read(&self) -> Cached {
        let mut bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Cached::Nothing,
            Err(_) => return Cached::Damaged,
        };
        let head = MAGIC.len() + DIGEST;
        let is_whole = bytes.len() >= head
            && bytes.starts_with(MAGIC)
            && bytes[MAGIC.len()..head] == *blake3::hash(&bytes[head..]).as_bytes();
        if !is_whole {
            return Cached::Damaged;
        }
        bytes.drain(..head);
        Cached::Whole(bytes)
    }

    /// Puts `bytes` in the place of what is in it, as a whole or not at all.
    ///
    /// # Errors
    /// The state directory cannot be written.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let directory = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        // Always the same name, so that a run that died leaves one at most; whoever writes holds the publication's lock.
        let (prefix, suffix) = TEMP;
        match fs::remove_file(directory.join(format!("{prefix}{suffix}"))) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
        let mut builder = tempfile::Builder::new();
        let mut temp = builder.prefix(prefix).suffix(suffix).rand_bytes(0).tempfile_in(directory)?;
        temp.write_all(MAGIC)?;
        temp.write_all(blake3::hash(bytes).as_bytes())?;
        temp.write_all(bytes)?;
        // Not synced: after a power failure the digest does not fit, and everything is read again.
        temp.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, Cached};
    use std::{
        fs::OpenOptions,
        io::{Read, Seek, SeekFrom, Write},
    };

    #[test]
    fn gives_back_what_was_put_in_or_says_that_it_cannot() {
        let directory = tempfile::tempdir().expect("a directory");
        let cache = Cache::of(&directory.path().join("state"));
        assert_eq!(cache.read(), Cached::Nothing);
        cache.write(b"cards").expect("written");
        assert_eq!(cache.read(), Cached::Whole(b"cards".to_vec()));
        let path = directory.path().join("state/cache");
        let size = path.metadata().expect("there").len();
        for at in 0..size {
            cache.write(b"cards").expect("written");
            let mut file = OpenOptions::new().read(true).write(true).open(&path).expect("opened");
            let mut byte = [0];
            file.seek(SeekFrom::Start(at)).expect("sought");
            file.read_exact(&mut byte).expect("read");
            file.seek(SeekFrom::Start(at)).expect("sought");
            file.write_all(&[!byte[0]]).expect("written");
            assert_eq!(cache.read(), Cached::Damaged, "byte {at}");
            file.set_len(at).expect("cut");
            assert_eq!(cache.read(), Cached::Damaged, "cut at {at}");
        }
    }
}
