//! Walking: what lies in the directories that a source's patterns name, and the stamp of every file that could be a record.
//! What is met is written into a census in a fixed form; whether a pattern wants it is asked later, and only of what is new.

use super::{
    Error, Kind, Stamp,
    census::Builder,
    pattern::{PASSED_OVER, Pattern},
};
use crate::{
    diagnostic::{Diagnostic, Place, rules::source as rules},
    value::Clock,
};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashSet},
    ffi::{OsStr, OsString},
    fs::{DirEntry, FileType},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// Directories with fewer entries are looked at by one thread.
const FEW: usize = 256;
const HELP: &str = "remove the link, or exclude it";

/// Where a source looks for its files, and what it takes.
pub(super) struct Hunt {
    /// Files that are named without wildcards.
    pub named: Vec<String>,
    /// By directory: the patterns below it, which share its walk.
    pub walks: BTreeMap<String, Vec<Pattern>>,
    exclude: GlobSet,
}

impl Hunt {
    pub(super) fn new(patterns: &[String], exclude: &[String]) -> Result<Self, Error> {
        let mut hunt = Self { named: Vec::new(), walks: BTreeMap::new(), exclude: excluded(exclude)? };
        for pattern in patterns {
            let pattern = Pattern::new(pattern)?;
            if pattern.glob.is_none() {
                hunt.named.push(pattern.base);
            } else {
                hunt.walks.entry(pattern.base.clone()).or_default().push(pattern);
            }
        }
        Ok(hunt)
    }

    /// Whether what is called so, file or directory, is left aside.
    pub(super) fn excludes(&self, name: &str) -> bool {
        !self.exclude.is_empty() && self.exclude.is_match(name)
    }

    /// Whether a pattern of the walk below `base` wants a file of this name.
    pub(super) fn wants(&self, base: &str, name: &str) -> bool {
        let mut patterns = self.walks.get(base).into_iter().flatten();
        patterns.any(|pattern| pattern.glob.as_ref().is_some_and(|glob| glob.is_match(name)))
    }

    /// Looks at everything.
    pub(super) fn follow(&self, root: &Path, into: &mut Builder) -> Result<(), Error> {
        if !self.named.is_empty() {
            into.named();
        }
        for name in &self.named {
            self.one(root, name, into)?;
        }
        for (base, patterns) in &self.walks {
            let path = root.join(base);
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {}
                // A pattern may be ahead of its first file.
                Ok(_) => continue,
                Err(cause) if cause.kind() == ErrorKind::NotFound => continue,
                Err(cause) => return Err(Error::Io { path, cause }),
            }
            into.walk(base);
            let depths = patterns.iter().map(|pattern| pattern.depth.unwrap_or(usize::MAX));
            let most = depths.max().unwrap_or(usize::MAX);
            let mut walk =
                Walk { hunt: self, root, base, patterns, most, linked: HashSet::new(), above: Vec::new(), into };
            walk.directory(path, base.clone())?;
        }
        Ok(())
    }

    /// A file that is named without wildcards must be there.
    fn one(&self, root: &Path, name: &str, into: &mut Builder) -> Result<(), Error> {
        let path = root.join(name);
        let now = Clock::system_nanoseconds();
        let metadata = std::fs::metadata(&path).map_err(|cause| Error::Io { path: path.clone(), cause })?;
        let reason = if metadata.is_dir() {
            format!("it is a directory; `{name}/**/*` means the files in it")
        } else if !metadata.is_file() {
            "it is no file but a device, socket or pipe".to_owned()
        } else {
            if self.excludes(name) {
                return Ok(());
            }
            let kind = Kind::of(&path);
            into.entry(OsStr::new(name), kind.map(|_| Stamp::new(&metadata, now)));
            if kind.is_some_and(|kind| kind != Kind::Toml) {
                let sidecar = path.with_extension("toml");
                if let Ok(stamp) = Stamp::of(&sidecar)
                    && sidecar.is_file()
                {
                    into.entry(OsStr::new(&format!("{}.toml", super::stem(name))), Some(stamp));
                }
            }
            return Ok(());
        };
        Err(Error::Pattern { pattern: name.to_owned(), reason })
    }
}

fn excluded(patterns: &[String]) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let error =
            |cause: globset::Error| Error::Pattern { pattern: pattern.clone(), reason: cause.kind().to_string() };
        let tidy = pattern.trim_start_matches("./");
        // A directory that is excluded is excluded with all that is in it.
        for text in [tidy.to_owned(), format!("{}/**", tidy.trim_end_matches('/'))] {
            set.add(GlobBuilder::new(&text).literal_separator(true).build().map_err(error)?);
        }
    }
    set.build().map_err(|cause| Error::Pattern { pattern: patterns.join(", "), reason: cause.kind().to_string() })
}

/// The walk below one directory.
struct Walk<'a> {
    hunt: &'a Hunt,
    root: &'a Path,
    base: &'a str,
    patterns: &'a [Pattern],
    /// How many levels below the base something can match.
    most: usize,
    /// Directories that links lead to.
    linked: HashSet<PathBuf>,
    /// The directories that lead to this one, with their names.
    above: Vec<(PathBuf, String)>,
    into: &'a mut Builder,
}

/// What an entry of a directory is, links followed.
enum What {
    File(Option<Stamp>),
    Directory {
        is_link: bool,
    },
    /// A device, or nothing any more.
    Nothing,
    /// A link that leads nowhere, or what cannot be looked at.
    Trouble(io::Error),
}

impl Walk<'_> {
    /// One directory, and all below it. Its files come in the order of the file system, which stays as it is while nothing
    /// changes; its directories in the order of their names.
    fn directory(&mut self, path: PathBuf, name: String) -> Result<(), Error> {
        let mut entries: Vec<DirEntry> = Vec::new();
        match std::fs::read_dir(&path) {
            Err(cause) => return self.trouble(&path, &name, cause),
            Ok(listing) => {
                for entry in listing {
                    match entry {
                        Ok(entry) => entries.push(entry),
                        Err(cause) => self.trouble(&path, &name, cause)?,
                    }
                }
            }
        }
        self.into.directory(self.root, &path, &name);
        let now = Clock::system_nanoseconds();
        let patterns = self.patterns;
        let look = |entry: &DirEntry| {
            let file_name = entry.file_name();
            is_meant(&file_name, patterns).then(|| (what(entry, &file_name, now), file_name))
        };
        let found: Vec<Option<(What, OsString)>> = if entries.len() < FEW {
            entries.iter().map(look).collect()
        } else {
            entries.par_iter().map(look).collect()
        };
        let mut below: Vec<(OsString, bool)> = Vec::new();
        for (what, file_name) in found.into_iter().flatten() {
            match what {
                What::File(stamp) => self.into.entry(&file_name, stamp),
                What::Directory { is_link } => below.push((file_name, is_link)),
                What::Nothing => {}
                What::Trouble(cause) => {
                    let name = join(&name, &file_name);
                    self.trouble(&path.join(&file_name), &name, cause)?;
                }
            }
        }
        // Each level is one part of a pattern.
        if self.above.len() + 1 >= self.most || below.is_empty() {
            return Ok(());
        }
        below.sort();
        self.above.push((path, name));
        for (file_name, is_link) in below {
            let Some((path, name)) = self.above.last() else { break };
            let (path, name) = (path.join(&file_name), join(name, &file_name));
            let is_left_out = self.hunt.excludes(&name) || is_link && self.is_covered(&path, &name);
            if !is_left_out {
                self.directory(path, name)?;
            }
        }
        self.above.pop();
        Ok(())
    }

    /// Links that lead nowhere are passed over; what cannot be read must not look deleted.
    fn trouble(&mut self, path: &Path, name: &str, cause: io::Error) -> Result<(), Error> {
        let is_link = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
        if is_link {
            // Editors lock files with links to nowhere; only what a pattern asks for is missed.
            if self.hunt.wants(self.base, name) {
                let message = format!("the link leads nowhere: {cause}");
                let place = Place::file(name.to_owned());
                self.into.trouble(Diagnostic::new(&rules::LINK_LOOP, place, message).help(HELP));
            }
            return Ok(());
        }
        // A file that disappears during the walk was never there.
        if cause.kind() == ErrorKind::NotFound { Ok(()) } else { Err(Error::Io { path: path.to_owned(), cause }) }
    }

    /// Whether a link to a directory must not be followed: it leads to a directory that it lies in, or to one that
    /// another link leads to, since links to directories with links multiply.
    fn is_covered(&mut self, path: &Path, name: &str) -> bool {
        let Ok(target) = path.canonicalize() else { return false };
        let within = path.parent().and_then(|parent| parent.canonicalize().ok());
        let leads_back = |(above, _): &&(PathBuf, String)| above.canonicalize().is_ok_and(|above| above == target);
        let message = if let Some((_, above)) = self.above.iter().find(leads_back) {
            format!("the link leads back to `{above}`, the directory that it is in")
        } else if within.is_some_and(|within| within.starts_with(&target)) {
            "the link leads back to a directory that it is in".to_owned()
        } else if !self.linked.insert(target) {
            "the link leads to a directory that another link leads to; it is listed there".to_owned()
        } else {
            return false;
        };
        let place = Place::file(name.to_owned());
        self.into.trouble(Diagnostic::new(&rules::LINK_LOOP, place, message).help(HELP));
        true
    }
}

/// Whether an entry counts at all: hidden ones only where a pattern names them.
fn is_meant(name: &OsStr, patterns: &[Pattern]) -> bool {
    let bytes = name.as_encoded_bytes();
    let is_passed_over = bytes.starts_with(b".") || bytes == PASSED_OVER.as_bytes();
    !is_passed_over || patterns.iter().any(|pattern| pattern.names(&name.to_string_lossy()))
}

fn what(entry: &DirEntry, name: &OsStr, now: i64) -> What {
    let file_type = match entry.file_type() {
        Ok(file_type) => file_type,
        Err(cause) => return What::Trouble(cause),
    };
    if file_type.is_symlink() {
        return match std::fs::metadata(entry.path()) {
            Ok(metadata) => of_type(metadata.file_type(), name, true, || Ok(metadata), now),
            Err(cause) => What::Trouble(cause),
        };
    }
    of_type(file_type, name, false, || entry.metadata(), now)
}

fn of_type(
    file_type: FileType,
    name: &OsStr,
    is_link: bool,
    metadata: impl FnOnce() -> io::Result<std::fs::Metadata>,
    now: i64,
) -> What {
    if file_type.is_dir() {
        return What::Directory { is_link };
    }
    if !file_type.is_file() || is_leftover(name) {
        return What::Nothing;
    }
    if Kind::of_name(name.as_encoded_bytes()).is_none() {
        return What::File(None);
    }
    match metadata() {
        Ok(metadata) => What::File(Some(Stamp::new(&metadata, now))),
        Err(cause) if cause.kind() == ErrorKind::NotFound => What::Nothing,
        Err(cause) => What::Trouble(cause),
    }
}

/// What editors leave behind.
fn is_leftover(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.ends_with(b"~")
        || name.ends_with(b".swp")
        || name.ends_with(b".swo")
        || name.starts_with(b"#") && name.ends_with(b"#")
}

/// A name below a directory's, with `/` between the parts.
pub(super) fn join(directory: &str, file_name: &OsStr) -> String {
    let below = file_name.to_string_lossy();
    let mut name = String::with_capacity(directory.len() + 1 + below.len());
    name.push_str(directory);
    if !name.is_empty() && !name.ends_with('/') {
        name.push('/');
    }
    name.push_str(&below);
    name
}
