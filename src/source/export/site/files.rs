//! The files of a site.

use super::super::{super::Error, Input};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Directories in which no generator looks for articles: caches, packages, what was generated.
const NEVER: [&str; 9] =
    [".git", ".svn", ".hg", "node_modules", "_site", ".jekyll-cache", ".sass-cache", "__pycache__", ".eleventy-cache"];
/// Levels of directories.
const DEPTH: usize = 64;

/// The directory of a site.
pub(super) struct Root<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// How it was named.
    name: &'a Arc<str>,
}

impl<'a> Root<'a> {
    /// The directory that was given, if it is one.
    pub(super) fn open(input: &'a Input) -> Option<Self> {
        input.path.is_dir().then_some(Self { path: &input.path, name: &input.name })
    }

    /// How a file is called in messages.
    pub(super) fn name_of(&self, path: &str) -> Arc<str> {
        format!("{}/{path}", self.name.trim_end_matches('/')).into()
    }

    /// Where a file is.
    pub(super) fn at(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.path.to_owned() } else { self.path.join(path) }
    }

    /// The first of these files that is there.
    pub(super) fn first<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.at(name).is_file())
    }

    /// Every file below a directory, sorted, relative to the root with `/` between the parts.
    ///
    /// Symbolic links are not followed: what they lead to is no part of the site that was given.
    pub(super) fn files(&self, below: &str) -> Result<Vec<String>, Error> {
        let start = self.at(below);
        if !start.is_dir() {
            return Ok(Vec::new());
        }
        let is_kept = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_type().is_dir() || !NEVER.iter().any(|name| entry.file_name() == *name)
        };
        let walk = walkdir::WalkDir::new(&start).max_depth(DEPTH).into_iter().filter_entry(is_kept);
        let mut files = Vec::new();
        for entry in walk {
            let entry = entry.map_err(|error| Error::Io {
                path: error.path().unwrap_or(&start).to_owned(),
                cause: error.into_io_error().unwrap_or_else(|| std::io::Error::other("the directories go round")),
            })?;
            // A name that is no UTF-8 cannot be part of an address.
            let relative = entry.path().strip_prefix(self.path).ok().and_then(Path::to_str);
            if let Some(relative) = relative.filter(|_| entry.file_type().is_file()) {
                files.push(relative.replace(std::path::MAIN_SEPARATOR, "/"));
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Whether a file, or a directory above it, has a name that hides it: `.obsidian/x.md`, `._x.md`.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// Directory and name of a path: `("a/b", "c.md")`.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Name and extension, without the dot: `("c", "md")`.
pub(super) fn stem(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension),
        _ => (name, ""),
    }
}

/// A path without `.` and `..`; `None` if it leaves the site.
pub(super) fn resolved(directory: &str, path: &str) -> Option<String> {
    let (start, path) = match path.strip_prefix('/') {
        Some(rooted) => ("", rooted),
        None => (directory, path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in start.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Two parts of a path or address with exactly one `/` between them.
pub(super) fn joined(left: &str, right: &str) -> String {
    format!("{}/{}", left.trim_end_matches('/'), right.trim_start_matches('/'))
}
