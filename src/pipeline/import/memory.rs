//! What was imported: which entry became which file, and what that said.
//!
//! `imports.jsonl` in the state directory, one entry a line, sorted. If it is lost, nothing worse happens than that files
//! which say the same id stay as they are.

use super::super::{Error, digest::hex};
use crate::publish::Publisher;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashSet},
    io::{ErrorKind, Write},
    path::Path,
};

const FILE: &str = "imports.jsonl";

/// One line.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// The system and the entry's name there.
    entry: String,
    /// The record's file, relative to the root.
    file: String,
    /// The digest of what was written.
    digest: String,
    /// While an import gives its files their names: the digests that this one may still have, `""` for none of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    before: Vec<String>,
}

/// The file of an entry.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its path, relative to the root.
    pub path: String,
    /// The digest of what was written to it.
    digest: String,
    /// See [`Line`].
    before: Vec<String>,
}

impl Known {
    /// Whether nobody changed the file since; of an import that was interrupted nobody knows whether it came to be.
    pub(super) fn is_ours(&self, there: &There) -> bool {
        let digest = there.digest();
        digest.is_some_and(|digest| digest == self.digest || self.before.iter().any(|known| known == digest))
    }
}

/// What stands where a record was or would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum There {
    Nothing,
    /// An ordinary file, with the digest of its bytes.
    File(String),
    /// A link, a directory, a pipe, or what cannot be read: none of it comes from an import.
    Other,
}

impl There {
    /// Looks, without following a link and without waiting for a pipe.
    pub(super) fn at(path: &Path) -> Self {
        match path.symlink_metadata() {
            Ok(found) if found.is_file() => std::fs::read(path).map_or(Self::Other, |bytes| Self::File(digest(&bytes))),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Self::Nothing,
            _ => Self::Other,
        }
    }

    /// The digest as it is written down; what no import can have written has none.
    fn digest(&self) -> Option<&str> {
        match self {
            Self::Nothing => Some(""),
            Self::File(digest) => Some(digest),
            Self::Other => None,
        }
    }
}

/// What was imported so far.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// By entry.
    known: BTreeMap<String, Known>,
    files: HashSet<String>,
    /// The entries whose files this import writes.
    written: Vec<String>,
}

impl Memory {
    /// Reads what earlier imports wrote; lines that cannot be read are forgotten.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub(super) fn open(state: &Path) -> Result<Self, Error> {
        let path = state.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(cause) => return Err(Error::Unreadable { path, cause }),
        };
        let mut memory = Self::default();
        for line in text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()) {
            memory.files.insert(line.file.clone());
            memory.known.insert(line.entry, Known { path: line.file, digest: line.digest, before: line.before });
        }
        Ok(memory)
    }

    /// Whether an entry was imported.
    pub(super) fn knows(&self, entry: &str) -> bool {
        self.known.contains_key(entry)
    }

    /// The file of an entry.
    pub(super) fn of(&self, entry: &str) -> Option<Known> {
        self.known.get(entry).cloned()
    }

    /// The files of the entries of a system that `is_met` does not know.
    pub(super) fn others(&self, system: &str, is_met: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
        let of_system = move |entry: &str| entry.strip_prefix(system).is_some_and(|rest| rest.starts_with(' '));
        let others = self.known.iter().filter(move |(entry, _)| of_system(entry) && !is_met(entry));
        others.map(|(_, known)| known.path.as_str())
    }

    /// Whether any entry has this file.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Notes what an entry's file says from now on, and what stands there until then.
    pub(super) fn remember(&mut self, entry: &str, path: &str, bytes: &[u8], there: &There) {
        self.files.insert(path.to_owned());
        let digest = digest(bytes);
        let before = there.digest().filter(|there| *there != digest).map(str::to_owned).into_iter().collect();
        self.known.insert(entry.to_owned(), Known { path: path.to_owned(), digest, before });
        self.written.push(entry.to_owned());
    }

    /// Notes that the files of this import have their names.
    pub(super) fn conclude(&mut self) {
        for entry in self.written.drain(..) {
            if let Some(known) = self.known.get_mut(&entry) {
                known.before.clear();
            }
        }
    }

    /// Writes it down.
    ///
    /// # Errors
    /// The state directory cannot be written to.
    pub(super) fn write(&self, state: &Path) -> Result<(), Error> {
        if self.known.is_empty() {
            return Ok(());
        }
        let mut publisher = Publisher::open(state)?;
        publisher.stage(FILE, &|out: &mut dyn Write| {
            for (entry, known) in &self.known {
                let Known { path, digest, before } = known.clone();
                let line = Line { entry: entry.clone(), file: path, digest, before };
                serde_json::to_writer(&mut *out, &line)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })?;
        publisher.commit()?;
        Ok(())
    }
}

/// The digest of bytes, as it is written down.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&blake3::hash(bytes).as_bytes()[..16])
}
