//! A census in pieces, each with a digest of its own: where little has changed, only what has to be looked at is read of an
//! earlier one.

use super::{Census, Changes};
use std::ops::Range;

/// Bytes of a piece; the last one may have fewer.
const PIECE: usize = 1 << 16;

/// Half of the BLAKE3 digest of a piece.
pub type PieceDigest = [u8; 16];

fn digest(bytes: &[u8]) -> PieceDigest {
    let mut half = PieceDigest::default();
    half.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    half
}

impl Census {
    /// Digests of the [`bytes`](Self::bytes) that are about files, piece by piece.
    #[must_use]
    pub fn pieces(&self) -> &[PieceDigest] {
        let end = self.files.map_or(self.bytes.len(), |(bytes, _)| bytes);
        self.pieces.get_or_init(|| self.bytes[..end].chunks(PIECE).map(digest).collect())
    }

    /// The BLAKE3 digest of the [`pieces`](Self::pieces): two walks that met the same files, as they were, have the same.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        *blake3::hash(self.pieces().as_flattened()).as_bytes()
    }

    /// What has changed since an earlier census that had these `pieces` and met the same files in the same order. `read` gives
    /// bytes of what was kept of it, in which `prints` were others; what it gives is believed only where the digest of its
    /// piece proves it. The `racy` stamps of the earlier one prove nothing. `None` if any of that is not so, or if there are
    /// rows of tables as well.
    pub fn since_pieces(
        &self,
        pieces: &[PieceDigest],
        prints: &[(u32, u64)],
        racy: &[u32],
        read: &mut dyn FnMut(Range<usize>) -> Option<Vec<u8>>,
    ) -> Option<Changes> {
        let own = self.pieces();
        if self.files.is_some() || own.len() != pieces.len() {
            return None;
        }
        let mut comparison = self.comparison();
        for ((now, then), bytes) in own.iter().zip(pieces).zip(self.bytes.chunks(PIECE)) {
            if now == then {
                comparison.skip(bytes.len());
                continue;
            }
            let start = comparison.position();
            let mut bytes = read(start..start + bytes.len())?;
            for (entry, print) in prints {
                for (at, byte) in self.print_at(*entry as usize)?.zip(print.to_le_bytes()) {
                    // A print may begin in one piece and end in the next.
                    if let Some(old) = at.checked_sub(start).and_then(|at| bytes.get_mut(at)) {
                        *old = byte;
                    }
                }
            }
            if digest(&bytes) != *then || !comparison.piece(&bytes)?.is_empty() {
                return None;
            }
        }
        comparison.changes(&[], racy)
    }
}
