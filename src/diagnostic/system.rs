//! What the system refuses, in words for people: what is wrong with a file or directory that cannot be written, and what to do.
//!
//! The system says little more than "permission denied". Who is refused, whose the file is and how much room there is can be
//! looked up; nothing here changes anything.

use std::{
    io::{self, ErrorKind},
    path::Path,
};

const READ_ONLY: &str = "the file system is read-only, as systems leave it after an error of the disk (`dmesg` tells); mount it \
                         for writing, or name another place";

/// What happened to `path` and what to do, where the kind of error tells; else the system's own words.
#[must_use]
pub fn words(cause: &io::Error, path: &Path) -> String {
    match cause.kind() {
        ErrorKind::StorageFull => full(path),
        ErrorKind::QuotaExceeded => "the disk quota is used up; make room and run again".to_owned(),
        ErrorKind::ReadOnlyFilesystem => READ_ONLY.to_owned(),
        ErrorKind::PermissionDenied => denied(path, cause.raw_os_error() == Some(EPERM)),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => "a file stands where a directory is needed".to_owned(),
        ErrorKind::InvalidFilename => "the file system does not take this name".to_owned(),
        _ => cause.to_string(),
    }
}

/// Why a file that a library could not write cannot be written.
#[must_use]
pub fn unwritable(path: &Path) -> String {
    match std::fs::OpenOptions::new().read(true).write(true).open(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => words(&cause, path),
        _ if is_read_only(path) => READ_ONLY.to_owned(),
        _ => denied(path, false),
    }
}

/// That there is no room, and how much is left, where that can be told.
#[must_use]
pub fn full(path: &Path) -> String {
    const ADVICE: &str = "make room and run again";
    match room(path) {
        Some(Room::Bytes(free)) => format!("the disk is full; {ADVICE} ({free} bytes are free there now)"),
        Some(Room::NoFiles) => format!("the disk is full of files, however small (`df -i`); {ADVICE}"),
        None => format!("the disk is full; {ADVICE}"),
    }
}

/// What is left of a file system.
enum Room {
    Bytes(u64),
    /// Bytes, maybe, but no file can be made.
    NoFiles,
}

/// "Operation not permitted", as against "permission denied": no matter of modes.
const EPERM: i32 = 1;

/// The nearest directory above `path` that is there.
#[cfg(unix)]
fn above(path: &Path) -> Option<&Path> {
    let here = Path::new(".");
    path.ancestors().skip(1).map(|above| if above == Path::new("") { here } else { above }).find(|above| above.is_dir())
}

#[cfg(unix)]
fn room(path: &Path) -> Option<Room> {
    let found = rustix::fs::statvfs(above(path)?).ok()?;
    let has_no_files = found.f_files > 0 && found.f_favail == 0;
    Some(if has_no_files { Room::NoFiles } else { Room::Bytes(found.f_bavail.saturating_mul(found.f_frsize)) })
}

#[cfg(unix)]
fn is_read_only(path: &Path) -> bool {
    let found = above(path).and_then(|directory| rustix::fs::statvfs(directory).ok());
    found.is_some_and(|found| found.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
}

/// Who is refused, and whose the file and its directory are. `forbidden`: the modes alone do not explain it.
#[cfg(unix)]
fn denied(path: &Path, forbidden: bool) -> String {
    use std::os::unix::fs::MetadataExt;
    const STICKY: u32 = 0o1000;
    let me = rustix::process::geteuid().as_raw();
    let mut said = format!("permission denied; this run is user {me}");
    let file = std::fs::metadata(path).ok();
    let mut tell = |what: &str, found: &std::fs::Metadata| {
        said.push_str(&format!(", {what} is user {}'s with mode {:o}", found.uid(), found.mode() & 0o7777));
    };
    if let Some(file) = &file {
        tell(if file.is_dir() { "the directory" } else { "the file" }, file);
    }
    let directory = above(path).and_then(|directory| std::fs::metadata(directory).ok());
    if let Some(directory) = &directory {
        tell(if file.is_some() { "the directory that it is in" } else { "the directory above" }, directory);
    }
    let owns = |found: &std::fs::Metadata| found.uid() == me;
    let is_sticky = directory.as_ref().is_some_and(|found| found.mode() & STICKY != 0 && !owns(found));
    if is_sticky && me != 0 && file.as_ref().is_some_and(|file| !owns(file)) {
        said.push_str(": in a directory with the sticky bit only its owner may replace a file");
    } else if forbidden {
        said.push_str(": one of them may be immutable (`lsattr -d` shows an `i`; `chattr -i` takes it away)");
    }
    said
}

#[cfg(not(unix))]
fn room(_: &Path) -> Option<Room> {
    None
}

#[cfg(not(unix))]
fn is_read_only(_: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn denied(_: &Path, _: bool) -> String {
    "permission denied; this user may not do that there, or another program has the file open".to_owned()
}

#[cfg(test)]
mod tests {
    use super::words;
    use std::{
        io::{self, ErrorKind},
        path::Path,
    };

    #[test]
    fn what_the_system_says_is_put_in_words() {
        for (kind, word) in [
            (ErrorKind::StorageFull, "the disk is full; make room and run again"),
            (ErrorKind::QuotaExceeded, "quota"),
            (ErrorKind::ReadOnlyFilesystem, "read-only"),
            (ErrorKind::PermissionDenied, "permission denied"),
        ] {
            let said = words(&io::Error::from(kind), Path::new("feeds/news/rss.xml"));
            assert!(said.contains(word), "{said}");
        }
        assert_eq!(words(&io::Error::other("the record is gone"), Path::new("a")), "the record is gone");
    }

    #[cfg(unix)]
    #[test]
    fn who_is_refused_and_whose_it_is_are_named() {
        use std::os::unix::fs::MetadataExt;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let owner = file.metadata().expect("it is there").uid();
        let refused = words(&io::Error::from_raw_os_error(13), &file);
        assert!(refused.contains(&format!("the file is user {owner}'s with mode ")), "{refused}");
        assert!(refused.contains("the directory that it is in is user") && !refused.contains("immutable"), "{refused}");
        let forbidden = words(&io::Error::from_raw_os_error(1), &file);
        assert!(forbidden.contains("immutable (`lsattr -d`"), "{forbidden}");
    }
}
