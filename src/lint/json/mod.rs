//! JSON Feed 1.1 and 1.0: read with the place of every value, item by item.

mod feed;
mod item;
mod judge;
mod lexical;
mod members;
mod read;
#[cfg(test)]
mod tests;
mod values;

pub(super) use feed::{document, envelope, item};
pub(super) use judge::Extension;
