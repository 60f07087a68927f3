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
}

/// What was imported so far.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// By entry: file and digest.
    known: BTreeMap<String, (String, String)>,
    files: HashSet<String>,
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
            memory.known.insert(line.entry, (line.file, line.digest));
        }
        Ok(memory)
    }

    /// Whether an entry was imported.
    pub(super) fn knows(&self, entry: &str) -> bool {
        self.known.contains_key(entry)
    }

    /// The file of an entry, and the digest of what was written to it.
    pub(super) fn of(&self, entry: &str) -> Option<(String, String)> {
        self.known.get(entry).cloned()
    }

    /// Whether any entry has this file.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Notes what an entry's file says from now on.
    pub(super) fn remember(&mut self, entry: &str, path: &str, bytes: &[u8]) {
        self.files.insert(path.to_owned());
        self.known.insert(entry.to_owned(), (path.to_owned(), digest(bytes)));
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
            for (entry, (file, digest)) in &self.known {
                let line = Line { entry: entry.clone(), file: file.clone(), digest: digest.clone() };
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

/// The digest of a file, if it is there.
pub(super) fn digest_at(path: &Path) -> Option<String> {
    std::fs::read(path).ok().map(|bytes| digest(&bytes))
}
