//! The state: what has been published before, and what is being published right now.
//!
//! Layer 3: reached through one trait of operations, [`Ledger`]; imports [`value`](crate::value) and
//! [`diagnostic`](crate::diagnostic) only. The ledger holds facts that nothing else knows any more (the ids that were issued,
//! first dates); it decides nothing. It is durable, a person can read it with the `sqlite3` program, and [`export`] writes all
//! of it as lines of JSON that a version control system can compare and merge.

mod cache;
mod error;
pub mod export;
#[cfg(test)]
mod fixture;
mod ledger;
mod model;
mod sqlite;
mod time;

pub use cache::{Cache, Cached};
pub use error::Error;
pub use ledger::Ledger;
pub use model::{FeedRow, Intent, Known, Outcome, Presence, Publication, Retirement, Retraction, Row};
pub use sqlite::SqliteLedger;
