//! What an import has done: what became of every entry, and what to do about addresses.

use super::Moved;
use crate::{
    diagnostic::Diagnostic,
    source::export::{Site, Standing},
    value::WebUrl,
};
use std::sync::Arc;

/// What became of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// Every entry of the export, in its order.
    pub entries: Vec<Told>,
    /// What the export says of its site.
    pub site: Site,
    /// The feeds that the site had, and where their subscribers find them now.
    pub moves: Vec<Moved>,
    /// Earlier addresses of articles from which the old site sent readers on, and where those are now.
    pub former: Vec<(WebUrl, WebUrl)>,
    /// Addresses of accounts that stand in records, and are not published.
    pub private_addresses: usize,
    /// Readers' comments, which are not imported.
    pub comments: usize,
    /// Files that came with messages, which are not imported.
    pub attachments: usize,
    /// Files of articles that an earlier export of the same system had and this one does not: they stay.
    pub gone: Vec<String>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the export is broken, so that nothing was written (or only what stands before the fault).
    pub broken: bool,
}

/// What became of an entry.
#[derive(Debug)]
pub struct Told {
    /// The export's file.
    pub from: Arc<str>,
    /// The line on which it stands there.
    pub line: u32,
    /// What it is called.
    pub title: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is a record.
    Record {
        /// Its file, relative to the root.
        path: String,
        /// What was done with that.
        outcome: Outcome,
        /// Who may read it.
        standing: Standing,
    },
    /// It is none, and why.
    Not(String),
}

/// What was done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is new.
    Added,
    /// It was imported before, and the export says something else now.
    Updated,
    /// It was imported before, and says the same.
    Unchanged,
    /// It was imported before, and somebody changed it since.
    Changed,
    /// It was imported before, and somebody removed it since.
    Removed,
    /// A record that was not imported as this entry is this article.
    There,
}

impl Outcome {
    /// The word for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Changed => "left alone: changed since it was imported",
            Self::Removed => "left alone: removed since it was imported",
            Self::There => "left alone: already there",
        }
    }
}
