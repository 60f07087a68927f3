//! A publication without arguments: its configuration, its records, and the feeds below its output directory.

use super::super::{BuildOptions, Error, Outcome, build};
use crate::{config::Publication, diagnostic::Diagnostic, lint, value::Clock};
use rayon::prelude::*;
use std::{
    collections::HashSet,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// How much of a file is looked at to see whether it is a feed.
const BEGINNING: u64 = 4096;

/// What checking a publication brought to light.
#[derive(Debug, Default)]
pub struct Checked {
    /// Records that the sources hold.
    pub records: usize,
    /// Published documents that were judged: as they stand, or through the records that they are made of.
    pub documents: usize,
    /// How many of them the next build writes anew.
    pub outdated: usize,
    /// Items that a build would withhold.
    pub withheld: usize,
    /// Files that could not be read.
    pub failures: Vec<Error>,
    /// Everything that was found, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// Judges what a build would make of the records, and every feed below the output directory. Nothing is written.
///
/// A document that is what a build would make of it is judged through its records, so that each finding is shown where it
/// can be mended; any other one, by hand or of another program or outdated, as it stands.
///
/// # Errors
/// As [`build`].
pub fn check_publication(publication: &Publication, clock: Clock) -> Result<Checked, Error> {
    let options = BuildOptions { dry_run: true, ..BuildOptions::new(clock) };
    let report = build(publication, &options, &())?;
    let current: HashSet<&str> = report
        .documents
        .iter()
        .filter(|document| document.outcome == Outcome::Unchanged)
        .map(|document| document.path.as_str())
        .collect();
    let output = publication.root.join(&publication.output);
    let feeds = feeds_below(&output);
    let judged: Vec<Result<Vec<Diagnostic>, Error>> = feeds
        .par_iter()
        .filter(|path| !current.contains(path.as_str()))
        .map(|path| {
            let name = publication.output.join(path).to_string_lossy().replace('\\', "/");
            let bytes = std::fs::read(output.join(path))
                .map_err(|cause| Error::Unreadable { path: PathBuf::from(&name), cause })?;
            let options = lint::Options { file: Some(name.into()), now: Some(clock.now()), ..lint::Options::default() };
            Ok(lint::document(&bytes, &options))
        })
        .collect();
    let mut checked = Checked {
        records: report.read,
        documents: feeds.len(),
        outdated: report.count(Outcome::Written),
        withheld: report.withheld,
        failures: report.failures,
        diagnostics: report.diagnostics,
    };
    for found in judged {
        match found {
            Ok(found) => checked.diagnostics.extend(found),
            Err(failure) => checked.failures.push(failure),
        }
    }
    checked.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    Ok(checked)
}

/// The feeds below a directory, by their paths in it with `/`.
fn feeds_below(directory: &Path) -> Vec<String> {
    walkdir::WalkDir::new(directory)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file() && is_feed(entry.path()))
        .filter_map(|entry| {
            let below = entry.path().strip_prefix(directory).ok()?;
            Some(below.to_string_lossy().replace('\\', "/"))
        })
        .collect()
}

/// Whether the beginning of a file looks like a feed.
pub fn is_feed(path: &Path) -> bool {
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning));
    read.is_ok() && lint::looks_like_feed(&beginning)
}
