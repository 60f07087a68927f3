//! The cache: files of bytes that can be lost at any time without harm. What is in them is the matter of their user: the
//! brief is read by every run, the other parts only by one that has something to do.

use std::{
    borrow::Cow,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What a file ends with, behind the digest of all before: the name, and the version of this frame.
const MAGIC: &[u8; 16] = b"courant cache 2\n";
const DIGEST: usize = 32;
/// The name under which it is written before it gets its own.
const TEMP: (&str, &str) = (".cache", ".tmp");

/// The cache of a state directory.
#[derive(Debug)]
pub struct Cache {
    directory: PathBuf,
}

/// The parts of a cache, a file each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What says whether there is anything to do.
    Brief,
    /// Which files there are.
    Census,
    /// What a run with something to do has to know.
    Rest,
    /// In short, what need not be looked at for most of what can happen.
    Far,
    /// The same in full.
    FarFiles,
    /// What is known of media files.
    Media,
}

impl Part {
    const fn file_name(self) -> &'static str {
        match self {
            Self::Brief => "cache",
            Self::Census => "cache-census",
            Self::Rest => "cache-rest",
            Self::Far => "cache-far",
            Self::FarFiles => "cache-far-files",
            Self::Media => "cache-media",
        }
    }
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
        Self { directory: directory.to_owned() }
    }

    /// What a part holds; where the digest is given that [`write`](Self::write) gave, only exactly that.
    #[must_use]
    pub fn read(&self, part: Part, digest: Option<&[u8; DIGEST]>) -> Cached {
        read(&self.directory.join(part.file_name()), digest)
    }

    /// Puts a part, given in pieces, in the place of what is there, and gives back its digest. The brief, which has the
    /// digests of the others, comes last: whoever is killed in between leaves a brief whose parts are gone.
    ///
    /// # Errors
    /// The state directory cannot be written.
    pub fn write(&self, part: Part, pieces: &[&[u8]]) -> io::Result<[u8; DIGEST]> {
        self.write_all(part, &mut pieces.iter().map(|piece| Cow::Borrowed(*piece)))
    }

    /// The same for pieces that are made one after the other, since all together they would take much memory.
    ///
    /// # Errors
    /// The state directory cannot be written.
    pub fn write_all(&self, part: Part, pieces: &mut dyn Iterator<Item = Cow<'_, [u8]>>) -> io::Result<[u8; DIGEST]> {
        put(&self.directory.join(part.file_name()), pieces)
    }
}

fn read(path: &Path, expected: Option<&[u8; DIGEST]>) -> Cached {
    let mut bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Cached::Nothing,
        Err(_) => return Cached::Damaged,
    };
    let Some(length) = bytes.len().checked_sub(DIGEST + MAGIC.len()) else { return Cached::Damaged };
    let (held, frame) = bytes.split_at(length);
    let (digest, magic) = frame.split_at(DIGEST);
    let is_whole =
        magic == MAGIC && digest == blake3::hash(held).as_bytes() && expected.is_none_or(|expected| digest == expected);
    if !is_whole {
        return Cached::Damaged;
    }
    bytes.truncate(length);
    Cached::Whole(bytes)
}

fn put(path: &Path, pieces: &mut dyn Iterator<Item = Cow<'_, [u8]>>) -> io::Result<[u8; DIGEST]> {
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    // Always the same name, so that a run that died leaves one at most; whoever writes holds the publication's lock.
    let (prefix, suffix) = TEMP;
    match fs::remove_file(directory.join(format!("{prefix}{suffix}"))) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let mut builder = tempfile::Builder::new();
    let mut temp = builder.prefix(prefix).suffix(suffix).rand_bytes(0).tempfile_in(directory)?;
    let mut hasher = blake3::Hasher::new();
    for piece in pieces {
        hasher.update(&piece);
        temp.write_all(&piece)?;
    }
    let digest = *hasher.finalize().as_bytes();
    temp.write_all(&digest)?;
    temp.write_all(MAGIC)?;
    // Not synced: after a power failure the digest does not fit, and everything is read again.
    temp.persist(path).map_err(|error| error.error)?;
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::{Cache, Cached, Part};
    use std::{
        fs::OpenOptions,
        io::{Read, Seek, SeekFrom, Write},
    };

    #[test]
    fn gives_back_what_was_put_in_or_says_that_it_cannot() {
        let directory = tempfile::tempdir().expect("a directory");
        let cache = Cache::of(&directory.path().join("state"));
        assert_eq!(cache.read(Part::Brief, None), Cached::Nothing);
        let digest = cache.write(Part::Rest, &[b"every", b"thing"]).expect("written");
        assert_eq!(cache.read(Part::Rest, Some(&digest)), Cached::Whole(b"everything".to_vec()));
        assert_eq!(cache.read(Part::Rest, Some(&[1; 32])), Cached::Damaged, "another run's");
        assert_eq!(cache.read(Part::Far, Some(&digest)), Cached::Nothing);
        cache.write(Part::Brief, &[b"cards"]).expect("written");
        let path = directory.path().join("state/cache");
        let size = path.metadata().expect("there").len();
        for at in 0..size {
            cache.write(Part::Brief, &[b"cards"]).expect("written");
            let mut file = OpenOptions::new().read(true).write(true).open(&path).expect("opened");
            let mut byte = [0];
            file.seek(SeekFrom::Start(at)).expect("sought");
            file.read_exact(&mut byte).expect("read");
            file.seek(SeekFrom::Start(at)).expect("sought");
            file.write_all(&[!byte[0]]).expect("written");
            assert_eq!(cache.read(Part::Brief, None), Cached::Damaged, "byte {at}");
            file.set_len(at).expect("cut");
            assert_eq!(cache.read(Part::Brief, None), Cached::Damaged, "cut at {at}");
        }
    }
}
