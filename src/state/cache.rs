//! The cache: files of bytes that can be lost at any time without harm. What is in them is the matter of their user: the
//! brief is read by every run, the other parts only by one that has something to do.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
};

/// What a file ends with, behind the digest of all before: the name, and the version of this frame.
const MAGIC: &[u8; 16] = b"courant cache 2\n";
const DIGEST: usize = 32;
/// Bytes that are read at once where a part is not wanted whole.
const PIECE: usize = 1 << 16;
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
    /// What is known of each of them, in short.
    Holdings,
    /// What a run with something to do has to know.
    Rest,
    /// In short, what need not be looked at for most of what can happen.
    Far,
    /// By what a record could meet it.
    FarMarks,
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
            Self::Holdings => "cache-holdings",
            Self::Rest => "cache-rest",
            Self::Far => "cache-far",
            Self::FarMarks => "cache-far-marks",
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

    /// Gives what a part holds to `take`, of which little is in memory at once: as long as it wants more, in pieces of
    /// 64 KiB, of which only the last may be shorter. `false` where that is not exactly what
    /// [`write`](Self::write) gave this digest, or not all of it was wanted: then what was taken means nothing.
    pub fn scan(&self, part: Part, digest: &[u8; DIGEST], take: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        scan(&self.directory.join(part.file_name()), digest, take).is_some()
    }

    /// Some bytes of a part, if it has them. Whether they are what was put into it, whoever asks has to know.
    #[must_use]
    pub fn bytes(&self, part: Part, range: Range<usize>) -> Option<Vec<u8>> {
        let mut file = File::open(self.directory.join(part.file_name())).ok()?;
        file.seek(SeekFrom::Start(range.start.try_into().ok()?)).ok()?;
        let mut bytes = vec![0; range.len()];
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
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

fn scan(path: &Path, expected: &[u8; DIGEST], take: &mut dyn FnMut(&[u8]) -> bool) -> Option<()> {
    let mut file = File::open(path).ok()?;
    let length = usize::try_from(file.metadata().ok()?.len()).ok()?;
    let mut left = length.checked_sub(DIGEST + MAGIC.len())?;
    let mut buffer = vec![0; left.clamp(DIGEST + MAGIC.len(), PIECE)];
    let mut hasher = blake3::Hasher::new();
    while left > 0 {
        let piece = &mut buffer[..left.min(PIECE)];
        file.read_exact(piece).ok()?;
        hasher.update(piece);
        left -= piece.len();
        if !take(piece) {
            return None;
        }
    }
    let frame = &mut buffer[..DIGEST + MAGIC.len()];
    file.read_exact(frame).ok()?;
    let (digest, magic) = frame.split_at(DIGEST);
    (magic == MAGIC && digest == expected && digest == hasher.finalize().as_bytes()).then_some(())
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
    use super::{Cache, Cached, PIECE, Part};
    use std::{
        fs::OpenOptions,
        io::{Read, Seek, SeekFrom, Write},
    };

    /// What a scan gives, and whether it says that this is all right.
    fn scanned(cache: &Cache, part: Part, digest: &[u8; 32]) -> (Vec<usize>, Vec<u8>, bool) {
        let (mut sizes, mut bytes) = (Vec::new(), Vec::new());
        let is_whole = cache.scan(part, digest, &mut |piece| {
            sizes.push(piece.len());
            bytes.extend(piece);
            true
        });
        (sizes, bytes, is_whole)
    }

    #[test]
    fn a_scan_gives_the_same_piece_by_piece() {
        let directory = tempfile::tempdir().expect("a directory");
        let cache = Cache::of(directory.path());
        for length in [0, 1, 47, 48, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 20] {
            let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).expect("a byte")).collect();
            let digest = cache.write(Part::FarMarks, &[&bytes]).expect("written");
            let (sizes, given, is_whole) = scanned(&cache, Part::FarMarks, &digest);
            assert!(is_whole && given == bytes, "{length}");
            assert!(sizes.iter().rev().skip(1).all(|&size| size == PIECE), "{sizes:?}");
            assert!(!scanned(&cache, Part::FarMarks, &[1; 32]).2, "another run's");
            let path = directory.path().join("cache-far-marks");
            let held = std::fs::read(&path).expect("read");
            let put = |bytes: &[u8]| {
                let mut file = OpenOptions::new().write(true).truncate(true).open(&path).expect("opened");
                file.write_all(bytes).expect("written");
            };
            for at in
                [0, held.len() / 2, held.len().saturating_sub(49), held.len() - 48, held.len() - 16, held.len() - 1]
            {
                let mut other = held.clone();
                other[at] ^= 1;
                put(&other);
                assert!(!scanned(&cache, Part::FarMarks, &digest).2, "{length}: byte {at}");
                put(&held[..at]);
                assert!(!scanned(&cache, Part::FarMarks, &digest).2, "{length}: cut at {at}");
            }
        }
        assert!(!scanned(&cache, Part::Census, &[1; 32]).2, "there is none");
        let digest = cache.write(Part::FarMarks, &[&[0; 2 * PIECE]]).expect("written");
        assert!(!cache.scan(Part::FarMarks, &digest, &mut |_| false), "nothing more was wanted");
    }

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
