//! The state: what has been published before, and what is being published right now.
//!
//! Layer 3: reached through one trait of operations, [`Ledger`]; imports [`value`](crate::value), [`diagnostic`](crate::diagnostic)
//! and the plain types of [`record`](crate::record) only. The ledger holds facts that nothing else knows any more (the ids that were issued,
//! first dates); it decides nothing. It is durable, a person can read it with the `sqlite3` program, and [`export`] writes all
//! of it as lines of JSON that a version control system can compare and merge.

mod cache;
mod error;
pub mod export;
#[cfg(test)]
mod fixture;
mod ledger;
mod model;
mod revision;
mod sqlite;
mod time;
mod tree;

pub use crate::record::outbox::{Chosen, Claim, Fate, Health, Outbox, Queued, Settlement, Told};
pub use cache::{Cache, Cached, Part};
pub use error::Error;
pub use ledger::Ledger;
pub use model::{FeedRow, Intent, Known, Outcome, Presence, Publication, Published, Retirement, Retraction, Row};
pub use sqlite::SqliteLedger;

use std::path::Path;

/// The ledger of a state directory; `export` names the file in the tree that follows it, if one does. Nothing has to be
/// there, and nothing is created before there is something to write.
///
/// # Errors
/// There is a ledger, and it cannot be opened, is damaged, or was written by a newer program.
pub fn open(directory: &Path, export: Option<&Path>) -> Result<Box<dyn Ledger>, Error> {
    let database = SqliteLedger::open(directory)?;
    Ok(match export {
        None => Box::new(database),
        Some(export) => Box::new(tree::TreeLedger::new(database, directory, export)),
    })
}
