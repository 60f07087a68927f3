//! The directory that imported records are written to.

use super::super::Error;
use crate::config::Publication;
use globset::GlobBuilder;
use std::path::{Component, Path, PathBuf};

/// The directory of the first source: `data` of `data/**/*.md`.
pub(super) fn usual(publication: &Publication) -> String {
    let pattern = publication.sources.first().and_then(|source| source.files.first());
    let parts = pattern.map_or("", String::as_str).split('/').take_while(|part| !part.contains(['*', '?', '[', '{']));
    let parts: Vec<&str> = parts.collect();
    let is_file = pattern.is_some_and(|pattern| parts.len() == pattern.split('/').count());
    let parts = if is_file { &parts[..parts.len().saturating_sub(1)] } else { &parts[..] };
    let outside = parts.iter().any(|part| matches!(*part, "" | "." | ".."));
    if parts.is_empty() || outside { "data".to_owned() } else { parts.join("/") }
}

/// The directory that was asked for, relative to the root; `.` is the root itself.
pub(super) fn wanted(publication: &Publication, given: &str) -> Result<String, Error> {
    let parts: Vec<&str> = given.split(['/', std::path::MAIN_SEPARATOR]).collect();
    if given.trim().is_empty() || Path::new(given).has_root() || parts.contains(&"..") {
        return Err(Error::Elsewhere { given: given.to_owned() });
    }
    let parts: Vec<&str> = parts.into_iter().filter(|part| !matches!(*part, "" | ".")).collect();
    let path = parts.join("/");
    for (taken, what) in [
        (&publication.output, "documents are published: drafts would be there for all to see"),
        (&publication.state, "no source looks"),
    ] {
        let own: PathBuf = taken.components().filter(|part| *part != Component::CurDir).collect();
        // A publication that is served whole keeps its records there anyway.
        if !own.as_os_str().is_empty() && Path::new(&path).starts_with(&own) {
            let taken = own.display().to_string();
            return Err(Error::Taken { given: given.to_owned(), taken, what });
        }
    }
    Ok(path)
}

/// Whether a source reads a file with this path, relative to the root.
pub(super) fn is_read(publication: &Publication, path: &str) -> bool {
    let names = |pattern: &String| {
        let pattern = pattern.trim_start_matches("./");
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        pattern == path || glob.is_ok_and(|glob| glob.compile_matcher().is_match(path))
    };
    publication.sources.iter().any(|source| source.files.iter().any(names) && !source.exclude.iter().any(names))
}
