//! Reading XML for judgement: one pass gives the elements of one item at a time, with the place of everything.
//!
//! `scan` takes the text apart (XML 1.0 and Namespaces in XML, done here so that every fault has its place and reading goes
//! on where that is sound), `tree` holds what was read. The tree is flat, so that depth costs no stack, and an item's part
//! of it is used again for the next: memory is bounded by the largest item. Document types are looked at, never expanded.

mod characters;
mod doctype;
mod scan;
#[cfg(test)]
mod tests;
mod tree;

pub(super) use scan::{Reader, Step};
pub(super) use tree::{Attribute, Id, Tree};
