//! Digests as the ledger writes them: BLAKE3, in hexadecimal digits.

use std::{io::Write, path::Path};

/// Hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// The digest of a file in hexadecimal digits, if it is there.
pub(super) fn of_file(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).ok()?;
    Some(blake3::hash(&bytes).to_hex().to_string())
}

/// Takes bytes and keeps their digest and number.
#[derive(Default)]
pub(super) struct Digester {
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Digester {
    /// Digest in hexadecimal digits, and how many bytes there were.
    pub(super) fn finish(self) -> (String, u64) {
        (self.hasher.finalize().to_hex().to_string(), self.bytes)
    }
}

impl Write for Digester {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
