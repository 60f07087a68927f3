//! Files beside a feed: what belongs to its items and is published with its documents.
//!
//! A file is known by its path, which ends with the mark of its item's id. The ledger knows it as it knows documents, so that
//! it appears whole and before the document that leads to it, and goes with a word once nothing leads to it any more.

use super::{
    Error,
    desk::{Desk, Done, Line},
    digest::of_file,
    memory::{Issued, Memory},
    past::{FeedMemo, Look},
    report::Outcome,
};
use crate::{
    diagnostic::{Diagnostic, rules},
    document::{Companion, companion_mark},
    value::Format,
};
use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use super::desk::Sink;

/// The mark of the item that a file beside the feed `name` belongs to.
pub(super) fn mark_of<'p>(name: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(name)?.strip_prefix('/')?;
    let (directory, file) = rest.split_once('/')?;
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    // Of a transcript, the language stands behind the mark.
    let mark = stem.split('.').next()?.rsplit('-').next()?;
    let is_mark = mark.len() == 8 && mark.bytes().all(|b| b.is_ascii_hexdigit());
    (matches!(directory, "chapters" | "transcripts") && is_mark).then_some(mark)
}

/// The marks of items whose files are not as they were left: these are to be made anew.
pub(super) fn lost(memory: &Memory, memo: Option<&FeedMemo>, output: &Path, name: &str) -> HashSet<String> {
    let is_there = |path: &str| {
        let known = memo.and_then(|memo| memo.documents.iter().find(|document| document.path == path));
        match known {
            Some(known) => !matches!(known.look(output), Look::Other),
            None => memory.agrees(path, of_file(&output.join(path)).as_deref()),
        }
    };
    let beside = memory.paths_of(name).filter_map(|path| Some((path, mark_of(name, path)?)));
    beside.filter(|(path, _)| !is_there(path)).map(|(_, mark)| mark.to_owned()).collect()
}

impl Desk<'_> {
    /// Writes the files beside the feed, and takes away those to which nothing leads any more.
    pub(super) fn beside(&self, lines: &[Line], sink: &mut Sink<'_>, done: &mut Done) {
        let name = self.order.name.as_str();
        let mut known: HashMap<&str, Vec<&str>> = HashMap::new();
        for path in self.memory.paths_of(name) {
            if let Some(mark) = mark_of(name, path) {
                known.entry(mark).or_default().push(path);
            }
        }
        for line in lines {
            let entry = &self.catalogue[line.entry];
            let id = entry.ids.get(&Format::Rss).unwrap_or(&entry.id);
            let mark = companion_mark(id.as_str());
            match self.shown[line.entry].companions.get(&self.order.style) {
                Some(files) => {
                    for file in files {
                        let path = format!("{name}/{}", file.path);
                        if let Some(known) = known.get_mut(mark.as_str()) {
                            known.retain(|known| *known != path);
                        }
                        match self.put(file, path, sink) {
                            Ok(written) => done.documents.push(written),
                            Err(failure) => done.failures.push(failure),
                        }
                    }
                }
                // It was not rendered now: its files are what they were.
                None => {
                    let paths = known.remove(mark.as_str()).unwrap_or_default();
                    done.documents
                        .extend(paths.into_iter().filter_map(|path| Some((self.left(path)?, Outcome::Unchanged))));
                }
            }
        }
        let mut gone: Vec<&str> = known.into_values().flatten().collect();
        gone.sort_unstable();
        for path in gone {
            match sink.remove(path) {
                Ok(()) => {
                    let message = format!("{path} is taken away: nothing in the feed leads to it any more");
                    done.news.push(Diagnostic::new(&rules::feed::FILE_TAKEN_AWAY, self.place(), message));
                    done.removed.push(path.to_owned());
                }
                Err(failure) => done.failures.push(failure),
            }
        }
    }

    fn put(&self, file: &Companion, path: String, sink: &mut Sink<'_>) -> Result<(Issued, Outcome), Error> {
        let outcome = sink.put(&path, &|out| out.write_all(file.text.as_bytes()))?;
        let digest = blake3::hash(file.text.as_bytes()).to_hex().to_string();
        let issued = Issued {
            path,
            feed: self.order.name.clone(),
            // The ledger has no other word for what is no XML.
            format: Format::Json,
            items: 0,
            bytes: file.text.len() as u64,
            digest,
        };
        Ok((issued, outcome))
    }

    /// A file as the ledger knows it.
    fn left(&self, path: &str) -> Option<Issued> {
        let known = self.memory.published(path)?;
        Some(Issued {
            path: known.path.clone(),
            feed: known.feed.clone(),
            format: known.format,
            items: 0,
            bytes: known.bytes,
            digest: known.digest.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::mark_of;

    #[test]
    fn a_file_is_known_by_its_path() {
        for (path, mark) in [
            ("show/chapters/salt-0a1b2c3d.json", Some("0a1b2c3d")),
            ("show/transcripts/salt-0a1b2c3d.en.vtt", Some("0a1b2c3d")),
            ("show/rss.xml", None),
            ("show/chapters/notes.json", None),
            ("other/chapters/salt-0a1b2c3d.json", None),
            ("show/rss-archive/0a1b2c3d.xml", None),
        ] {
            assert_eq!(mark_of("show", path), mark, "{path}");
        }
    }
}
