//! `check`: feeds at addresses, and a publication's own records and feeds.

mod address;
mod publication;

pub(super) use address::ACCEPT;
pub use address::judge_address;
pub use publication::{Checked, check_publication, is_feed};
