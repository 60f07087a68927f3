//! The output directory.

use super::{
    compare,
    error::Error,
    path::{self, TEMP_PREFIX, TEMP_SUFFIX},
    sync,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs::{self, File, Metadata, TryLockError},
    io::{self, BufWriter, Write},
    mem,
    path::{Path, PathBuf},
};
use tempfile::TempPath;

/// One publication into a directory: files are [staged](Self::stage), then appear together with [`commit`](Self::commit).
///
/// Dropped without a commit it leaves the directory as it was. Only one publisher can hold a directory at a time.
#[derive(Debug)]
pub struct Publisher {
    /// The directory as it was given, for messages.
    given: PathBuf,
    /// The directory with all links resolved: nothing outside it is ever written.
    root: PathBuf,
    /// Locked for as long as we live, so that a leftover temp file is known to belong to a dead run; `None` where the
    /// file system has no locks.
    lock: Option<File>,
    /// The directories that files were staged in, by their path below the root, with all links resolved.
    known: HashMap<String, PathBuf>,
    /// The directories that are free of leftovers.
    swept: HashSet<PathBuf>,
    /// Every file that was asked for.
    targets: HashSet<PathBuf>,
    staged: Vec<Staged>,
    /// Files that go when the staged ones have come.
    removals: Vec<PathBuf>,
    unchanged: usize,
    /// Directories that were made for this run, outer ones first.
    created: Vec<PathBuf>,
}

/// A complete file under a temporary name in the directory where it belongs.
#[derive(Debug)]
struct Staged {
    path: String,
    directory: PathBuf,
    target: PathBuf,
    temp: TempPath,
    /// Open as long as there are few enough to be synced one by one.
    file: Option<File>,
}

/// What became of a staged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The published file has the same bytes already; it is not touched.
    Unchanged,
    /// The new file waits for the commit.
    Staged,
}

/// What a publication did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The paths that were written, in the order in which they were staged.
    pub written: Vec<String>,
    /// How many files had the same bytes already.
    pub unchanged: usize,
}

impl Publisher {
    /// Opens the output directory and creates it if need be.
    ///
    /// # Errors
    /// When the directory cannot be created or opened, or when another publisher holds it ([`Error::Busy`]).
    pub fn open(root: &Path) -> Result<Self, Error> {
        let created = create_all(root)?;
        let lock = lock(root)?;
        let resolved = root.canonicalize().map_err(Error::io("open the output directory", root))?;
        Ok(Self {
            given: root.to_owned(),
            root: resolved,
            lock,
            known: HashMap::new(),
            swept: HashSet::new(),
            targets: HashSet::new(),
            staged: Vec::new(),
            removals: Vec::new(),
            unchanged: 0,
            created,
        })
    }

    /// Prepares one file. `path` is relative to the output directory, with `/` between the parts; `write` produces the
    /// file's bytes, the same ones each time: it is called once to compare them with what is there, and again only if
    /// they differ.
    ///
    /// # Errors
    /// A path that could lead out of the directory, something else in its place, trouble with the disk, or whatever
    /// `write` reports. The file is then as it was, and the others that were staged can still be committed.
    pub fn stage(&mut self, path: &str, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> Result<Outcome, Error> {
        let (parents, name) = path::split(path)?;
        let directory = self.directory(path, &parents)?;
        let target = directory.join(name);
        if self.targets.contains(&target) {
            return Err(Error::Twice { path: path.to_owned() });
        }
        let old = self.replaceable(path, &target)?;
        if old.is_some() && compare::same(&target, write).map_err(Error::io("compare", self.given.join(path)))? {
            self.targets.insert(target);
            self.unchanged += 1;
            return Ok(Outcome::Unchanged);
        }
        let (file, temp) = write_temp(&directory, old.as_ref(), write)
            .map_err(Error::io("write", self.given.join(path)))?
            .into_parts();
        let file = (self.staged.len() < sync::ONE_BY_ONE).then_some(file);
        self.targets.insert(target.clone());
        self.staged.push(Staged { path: path.to_owned(), directory, target, temp, file });
        Ok(Outcome::Staged)
    }

    /// Takes a file away with the commit, after the staged ones have got their names. One that is not there is gone.
    ///
    /// # Errors
    /// A path that could lead out of the directory, or trouble with the disk.
    pub fn remove(&mut self, path: &str) -> Result<(), Error> {
        let (parents, name) = path::split(path)?;
        if !self.given.join(path).symlink_metadata().is_ok_and(|found| found.is_file()) {
            return Ok(());
        }
        let directory = self.directory(path, &parents)?;
        self.removals.push(directory.join(name));
        Ok(())
    }

    /// Publishes everything that was staged: all bytes are synced, then all files get their names, then the directories
    /// are synced. No name ever points at bytes that are not on disk.
    ///
    /// # Errors
    /// When the disk fails before a file got its name, everything is as it was. When some files cannot get theirs, the
    /// others do, but for those that may lead to them, and [`Error::Incomplete`] says which ones are published.
    pub fn commit(mut self) -> Result<Receipt, Error> {
        self.sync_staged()?;
        let staged = mem::take(&mut self.staged);
        let mut written = Vec::with_capacity(staged.len());
        // A directory that is new is a name in its parent, which has to last as well.
        let mut touched: BTreeSet<PathBuf> =
            self.created.iter().filter_map(|made| made.parent()).map(Path::to_owned).collect();
        let mut failure = None;
        let mut unwritten = Vec::new();
        let mut failed: Vec<PathBuf> = Vec::new();
        for Staged { path, directory, target, temp, file } in staged {
            drop(file);
            // A file may lead to those in the directories of its own, which were staged before it.
            if failed.iter().any(|below| below.parent() == Some(directory.as_path())) {
                unwritten.push(path);
                continue;
            }
            // A file that cannot be replaced keeps no other from being published.
            if let Err(error) = temp.persist(&target) {
                failure = failure.or_else(|| Some(Error::io("publish", self.given.join(&path))(error.error)));
                failed.push(directory);
                unwritten.push(path);
                continue;
            }
            touched.insert(directory);
            written.push(path);
        }
        for target in mem::take(&mut self.removals).into_iter().filter(|_| failure.is_none()) {
            match fs::remove_file(&target) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    failure = Some(Error::io("remove", target)(cause));
                    break;
                }
                _ => touched.extend(target.parent().map(Path::to_owned)),
            }
        }

        if !touched.is_empty() {
            failure = failure.or(sync::directories(touched.iter().map(PathBuf::as_path)).err());
        }
        match failure {
            None => {
                let root = mem::take(&mut self.root);
                self.created.retain(|made| *made != root);
                Ok(Receipt { written, unchanged: self.unchanged })
            }
            Some(cause) if written.is_empty() => Err(cause),
            Some(cause) => Err(Error::Incomplete { written, unwritten, cause: Box::new(cause) }),
        }
    }

    /// The directory of a file, with all links resolved; made if need be, and swept at the first visit.
    fn directory(&mut self, path: &str, parents: &[&str]) -> Result<PathBuf, Error> {
        let key = parents.join("/");
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let mut here = self.root.clone();
        for part in parents {
            here.push(part);
            here = self.enter(path, here)?;
        }
        if self.lock.is_some() && self.swept.insert(here.clone()) {
            remove_leftovers(&here);
        }
        self.known.insert(key, here.clone());
        Ok(here)
    }

    /// Makes sure that `there` is a directory inside the root, and resolves it.
    fn enter(&mut self, path: &str, there: PathBuf) -> Result<PathBuf, Error> {
        let in_the_way = |there, found| Error::InTheWay { path: path.to_owned(), there, found };
        match fs::symlink_metadata(&there) {
            Ok(found) if found.is_dir() => Ok(there),
            Ok(found) if found.is_symlink() => {
                let Ok(target) = there.canonicalize() else {
                    return Err(in_the_way(there, "a link that leads nowhere"));
                };
                if !target.starts_with(&self.root) {
                    return Err(Error::Escapes { path: path.to_owned(), link: there, target });
                }
                if !target.is_dir() {
                    return Err(in_the_way(there, "a link to a file, and a directory is needed"));
                }
                Ok(target)
            }
            Ok(_) => Err(in_the_way(there, "a file, and a directory is needed")),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                if self.targets.contains(&there) {
                    return Err(in_the_way(there, "a file of this run, and a directory is needed"));
                }
                fs::create_dir(&there).map_err(Error::io("create the directory", &there))?;
                self.created.push(there.clone());
                Ok(there)
            }
            Err(cause) => Err(Error::io("write below", there)(cause)),
        }
    }

    /// What a new file would replace: an ordinary file (also behind a link, which the new file then replaces), or nothing.
    fn replaceable(&self, path: &str, target: &Path) -> Result<Option<Metadata>, Error> {
        let in_the_way = |found| Error::InTheWay { path: path.to_owned(), there: target.to_owned(), found };
        // Never opened before it is known to be a file: opening a pipe would wait for ever.
        match fs::metadata(target) {
            Ok(found) if found.is_file() => Ok(Some(found)),
            Ok(found) if found.is_dir() => Err(in_the_way("a directory")),
            Ok(_) => Err(in_the_way("no ordinary file")),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            // A link that leads in a circle is replaced as one that leads nowhere is.
            Err(_) if fs::symlink_metadata(target).is_ok_and(|found| found.is_symlink()) => Ok(None),
            Err(cause) => Err(Error::io("write", self.given.join(path))(cause)),
        }
    }

    /// Brings the bytes of all staged files to the disk.
    fn sync_staged(&self) -> Result<(), Error> {
        if self.staged.len() > sync::ONE_BY_ONE {
            let directories: BTreeSet<&Path> = self.staged.iter().map(|staged| staged.directory.as_path()).collect();
            if sync::file_systems(directories.into_iter())? {
                return Ok(());
            }
        }
        for Staged { path, temp, file, .. } in &self.staged {
            let synced = match file {
                Some(file) => file.sync_all(),
                None => File::options().write(true).open(temp).and_then(|file| file.sync_all()),
            };
            synced.map_err(Error::io("write", self.given.join(path)))?;
        }
        Ok(())
    }
}

impl Drop for Publisher {
    /// What was not committed leaves no trace.
    fn drop(&mut self) {
        self.staged.clear();
        for made in self.created.iter().rev() {
            // Fails, as it should, where something was published.
            let _ = fs::remove_dir(made);
        }
    }
}

/// Creates a directory with its parents; returns those that were missing, outer ones first.
fn create_all(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let fail = || Error::io("create the output directory", root);
    let absolute = std::path::absolute(root).map_err(fail())?;
    let missing: Vec<&Path> = absolute.ancestors().take_while(|ancestor| !ancestor.is_dir()).collect();
    let mut created = Vec::with_capacity(missing.len());
    for directory in missing.into_iter().rev() {
        match fs::create_dir(directory) {
            Ok(()) => created.push(directory.canonicalize().map_err(fail())?),
            // Another run made it in the meantime.
            Err(_) if directory.is_dir() => {}
            Err(cause) => {
                created.iter().rev().for_each(|made| drop(fs::remove_dir(made)));
                return Err(fail()(cause));
            }
        }
    }
    Ok(created)
}

/// Claims a directory for as long as the returned file is open.
fn lock(root: &Path) -> Result<Option<File>, Error> {
    let Some(directory) = sync::open_directory(root).map_err(Error::io("open the output directory", root))? else {
        return Ok(None);
    };
    match directory.try_lock() {
        Ok(()) => Ok(Some(directory)),
        Err(TryLockError::WouldBlock) => Err(Error::Busy { root: root.to_owned() }),
        // Some network file systems have no locks: we go on, but touch no temp file that is not ours.
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Removes what runs that were killed left behind. Trouble is no reason to stop: a leftover harms nobody.
fn remove_leftovers(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(path::is_temp_name);
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes a file under a temporary name, with the mode of the `old` one or of an ordinary new file.
fn write_temp(
    directory: &Path,
    old: Option<&Metadata>,
    write: &dyn Fn(&mut dyn Write) -> io::Result<()>,
) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX).suffix(TEMP_SUFFIX);
    #[cfg(unix)]
    {
        // Temp files are private by default; this one is to be read by a web server. The umask still applies.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let temp = builder.tempfile_in(directory)?;
    let mut buffered = BufWriter::with_capacity(64 * 1024, temp.as_file());
    write(&mut buffered)?;
    buffered.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Some(old) = old {
        temp.as_file().set_permissions(old.permissions())?;
    }
    Ok(temp)
}

#[cfg(test)]
mod tests;
