//! Numbers that tell whether a ledger is the one that it was.

use std::{fs::Metadata, time::UNIX_EPOCH};

/// Mixes a number with what a file's metadata say of its bytes; never 0, which stands for no ledger.
pub(super) fn of(number: u64, file: &Metadata) -> u64 {
    let changed = file.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    for number in [number, file.len(), changed.as_secs(), changed.subsec_nanos().into()] {
        hasher.update(&number.to_le_bytes());
    }
    let mut mixed = [0; 8];
    hasher.finalize_xof().fill(&mut mixed);
    u64::from_le_bytes(mixed).max(1)
}
