//! Stamps: what the file system says of a file, to see whether it has changed without opening it.

use crate::value::Clock;
use serde::{Deserialize, Serialize};
use std::{
    fs::Metadata,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::Path,
};

/// How far the clock of a file system may lag behind: two changes within this time can have the same time. Linux takes the
/// time of the last tick, which is at most 10 ms old.
const TICK: i64 = 50_000_000;
/// The same for file systems that count in seconds (FAT: in two).
const COARSE: i64 = 2_000_000_000;

/// What is known of a file without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    size: u64,
    /// Nanoseconds since 1970.
    modified: i64,
    /// When name, owner or contents changed last; no program can set it.
    changed: i64,
    inode: u64,
    device: u64,
    /// Whether the stamp was taken so soon after a change that another one might not show in it.
    is_racy: bool,
}

impl Stamp {
    /// The stamp of a file as it is now; links are followed.
    ///
    /// # Errors
    /// There is none, or it cannot be looked at.
    pub fn of(path: &Path) -> io::Result<Self> {
        std::fs::metadata(path).map(|metadata| Self::new(&metadata, Clock::system_nanoseconds()))
    }

    /// The stamp that the file system gave, taken not before `now`, in nanoseconds since 1970.
    pub(super) fn new(metadata: &Metadata, now: i64) -> Self {
        let (modified, changed, inode, device) = times(metadata);
        let newest = modified.max(changed);
        let is_coarse = newest % 1_000_000_000 == 0;
        // A time that lies in the future says nothing at all.
        let is_racy = newest > now - if is_coarse { COARSE } else { TICK };
        Self { size: metadata.len(), modified, changed, inode, device, is_racy }
    }

    /// Whether the file is empty.
    pub(super) const fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// What tells it from others, in short; and whether it was taken too soon to prove anything. That two stamps of one file
    /// have the same is as unlikely as that a file changes without a trace on the disk.
    pub(super) fn print(&self) -> (u64, bool) {
        // Its keys are fixed, so that another run of the same program finds the same.
        let mut hasher = DefaultHasher::new();
        [self.size, self.inode, self.device].hash(&mut hasher);
        [self.modified, self.changed].hash(&mut hasher);
        (hasher.finish(), self.is_racy)
    }

    #[cfg(test)]
    pub(super) const fn fixture(size: u64, is_racy: bool) -> Self {
        Self { size, modified: 0, changed: 0, inode: 0, device: 0, is_racy }
    }

    /// Whether a file with this stamp is surely the one that had the stamp `before`, unchanged.
    #[must_use]
    pub fn proves(&self, before: &Self) -> bool {
        !before.is_racy && self.is_like(before)
    }

    /// The stamp of a file whose bytes are known since `start`, in nanoseconds: what was changed after that proves nothing.
    #[must_use]
    pub fn known_since(self, start: i64) -> Self {
        let is_racy = self.is_racy || self.modified.max(self.changed) > start - COARSE;
        Self { is_racy, ..self }
    }

    /// The stamp without the moment at which it was taken.
    #[must_use]
    pub fn settled(self) -> Self {
        Self { is_racy: false, ..self }
    }

    /// Whether the stamps differ in nothing but the moment at which they were taken.
    #[must_use]
    pub fn is_like(&self, before: &Self) -> bool {
        self.settled() == before.settled()
    }
}

#[cfg(unix)]
fn times(metadata: &Metadata) -> (i64, i64, u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    (
        nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        metadata.ino(),
        metadata.dev(),
    )
}

#[cfg(not(unix))]
fn times(metadata: &Metadata) -> (i64, i64, u64, u64) {
    let nanoseconds = |time: io::Result<std::time::SystemTime>| {
        let since = time.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or_default()
    };
    (nanoseconds(metadata.modified()), nanoseconds(metadata.created()), 0, 0)
}

#[cfg(test)]
mod tests {
    use super::{Stamp, TICK};
    use crate::value::Clock;
    use std::io::Write;

    #[test]
    fn a_file_that_was_just_written_proves_nothing() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(b"a").expect("written");
        let metadata = file.path().metadata().expect("there");
        let now = Clock::system_nanoseconds();
        let at_once = Stamp::new(&metadata, now);
        let later = Stamp::new(&metadata, now + 2 * super::COARSE + TICK);
        assert!(!later.proves(&at_once), "it may have changed within the same tick");
        assert!(later.is_like(&at_once));
        assert!(later.proves(&later));
        file.write_all(b"b").expect("written");
        let grown = Stamp::new(&file.path().metadata().expect("there"), now + 2 * super::COARSE + TICK);
        assert!(!grown.proves(&later));
        let long_ago = Stamp::new(&metadata, now - 3600 * 1_000_000_000);
        assert!(!later.proves(&long_ago), "a time in the future proves nothing");
    }
}
