//! Selection: which records a feed shows, in which order, how many.
//!
//! Layer 2: imports `value`, `diagnostic`, `config` and `record`; looks at one record at a time and keeps none, so that
//! what it needs does not grow with the archive.

mod condition;
mod criteria;
mod group;

pub use condition::Condition;
pub use criteria::Criteria;
pub use group::{Group, groups};
