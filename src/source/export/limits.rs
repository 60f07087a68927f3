//! How much of an export is looked at, so that none can exhaust memory or the stack.

/// Bytes of one entry with all that is in it.
pub(super) const ENTRY: u64 = 32 << 20;

/// Levels of elements.
pub(super) const DEPTH: usize = 64;

/// Bytes of a table inside an archive.
pub(super) const TABLE: u64 = 1 << 30;
