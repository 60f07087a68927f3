//! The configuration: what `courant.toml` says and what it means.
//!
//! Layer 1: imports `value` and `diagnostic`. The walk over the file (`keys`) knows places and spellings; the reading
//! (`read`) is the one place that turns one into the other and complains. Knows nothing of records or files.

mod endpoints;
mod feed;
mod keys;
mod media;
mod ping;
mod podcast;
mod publication;
mod read;
mod remote;
mod settle;
mod source;
mod sql;
#[cfg(test)]
mod tests;

pub use media::Media;
pub use ping::*;
pub use podcast::Podcast;
pub use publication::*;
pub use read::{Read, read};
pub use remote::Remote;
pub use source::PLACEHOLDERS;
pub use sql::{Database, Hidden, Sql, SqlContent};
