//! Making sure that bytes and names are on disk.

use super::error::Error;
use std::{fs::File, io, path::Path};

/// Up to so many files are synced one by one; above, their whole file system at once is faster.
pub(super) const ONE_BY_ONE: usize = 64;

/// A directory, opened to be synced or locked; `None` where the platform cannot do that.
#[cfg(unix)]
pub(super) fn open_directory(path: &Path) -> io::Result<Option<File>> {
    File::open(path).map(Some)
}

#[cfg(not(unix))]
pub(super) fn open_directory(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// Syncs directories, so that the names in them survive a crash.
pub(super) fn directories<'a>(paths: impl ExactSizeIterator<Item = &'a Path> + Clone) -> Result<(), Error> {
    if paths.len() > ONE_BY_ONE && file_systems(paths.clone())? {
        return Ok(());
    }
    for path in paths {
        let synced = open_directory(path).and_then(|directory| directory.map_or(Ok(()), |d| d.sync_all()));
        match synced {
            // Some network and user-space file systems cannot sync a directory; they have nothing better to offer.
            Err(cause) if matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {}
            result => result.map_err(Error::io("sync the directory", path))?,
        }
    }
    Ok(())
}

/// Syncs each file system that holds one of the directories; `false` where the platform cannot.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn file_systems<'a>(directories: impl Iterator<Item = &'a Path>) -> Result<bool, Error> {
    use std::{collections::HashSet, fs, os::unix::fs::MetadataExt};

    let mut synced = HashSet::new();
    for path in directories {
        let fail = || Error::io("sync the file system of", path);
        if synced.insert(fs::metadata(path).map_err(fail())?.dev()) {
            let directory = File::open(path).map_err(fail())?;
            rustix::fs::syncfs(&directory).map_err(|cause| fail()(cause.into()))?;
        }
    }
    Ok(true)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn file_systems<'a>(_: impl Iterator<Item = &'a Path>) -> Result<bool, Error> {
    Ok(false)
}
