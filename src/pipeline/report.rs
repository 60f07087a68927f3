//! What a run did, as a value; the command line says it.

use super::changes::FeedChanges;
use crate::diagnostic::{Diagnostic, Level, rules};

/// What became of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Records that the sources hold.
    pub read: usize,
    /// Records that were refused: they draw an error.
    pub refused: usize,
    /// Drafts and everything else that is not public.
    pub hidden: usize,
    /// Records for members, payers, holders of a password.
    pub restricted: usize,
    /// Records whose time has not come.
    pub waiting: usize,
    /// Records whose time is over.
    pub expired: usize,
    /// Records that their owner took down.
    pub retracted: usize,
    /// Records that could be published.
    pub published: usize,
    /// Items that were withheld from a feed.
    pub withheld: usize,
    /// How many of those stay as they were published before.
    pub kept: usize,
    /// Feeds that were looked at.
    pub feeds: usize,
    /// The feeds that were built, and why; those that were left as they were are not among them.
    pub reasons: Vec<(String, String)>,
    /// Why the next run has to read everything again, if the cache could not be written.
    pub forgets: Option<String>,
    /// What subscribers would see, where it was asked for, in the order of feeds.
    pub changes: Vec<FeedChanges>,
    /// Documents, in the order of their paths.
    pub documents: Vec<Document>,
    /// Files that could not be read and documents that could not be written: disks and directories.
    pub failures: Vec<super::Error>,
    /// Everything that was found, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its path below the output directory.
    pub path: String,
    /// How many items it has.
    pub items: usize,
    /// What was done.
    pub outcome: Outcome,
}

/// What was done with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was written, or would be with `--dry-run`.
    Written,
    /// It is as it was.
    Unchanged,
    /// It was held back, and the old file stays.
    HeldBack,
}

impl Report {
    /// The numbers of records, feeds and items.
    pub(super) const fn counts(&self) -> [usize; 11] {
        [
            self.read,
            self.refused,
            self.hidden,
            self.restricted,
            self.waiting,
            self.expired,
            self.retracted,
            self.published,
            self.withheld,
            self.kept,
            self.feeds,
        ]
    }

    /// A report with the numbers of an earlier one.
    pub(super) fn of_counts(counts: [usize; 11]) -> Self {
        let [read, refused, hidden, restricted, waiting, expired, retracted, published, withheld, kept, feeds] = counts;
        Self {
            read,
            refused,
            hidden,
            restricted,
            waiting,
            expired,
            retracted,
            published,
            withheld,
            kept,
            feeds,
            ..Self::default()
        }
    }

    /// How many documents had this outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.documents.iter().filter(|d| d.outcome == outcome).count()
    }

    /// Whether anything draws an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.level == Level::Error)
    }
}

impl Report {
    /// Whether the configuration itself is at fault, so that nothing may be built from it.
    #[must_use]
    pub fn has_broken_configuration(&self) -> bool {
        let of_configuration = |d: &&Diagnostic| rules::config::ALL.contains(&d.rule);
        self.diagnostics.iter().filter(of_configuration).any(|d| d.level == Level::Error)
    }
}
