//! JSON Feed 1.1 and 1.0: read with the place of every value, item by item.

mod feed;
mod read;

pub(super) use feed::{document, envelope, item};
