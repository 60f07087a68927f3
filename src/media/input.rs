//! A media file as its measurers see it: any few bytes of it, through one window of bounded size.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes in the window; nobody asks for more at once.
pub(super) const WINDOW: usize = 64 << 10;

/// What can be read from anywhere: a file, bytes, or an address whose server sends ranges.
pub trait Readable: Read + Seek {}
impl<T: Read + Seek> Readable for T {}

/// A file, of which a window is held in memory.
pub(super) struct Input<'r> {
    reader: &'r mut dyn Readable,
    length: u64,
    window: Vec<u8>,
    start: u64,
}

impl<'r> Input<'r> {
    /// All of a reader, from its beginning.
    pub(super) fn new(reader: &'r mut dyn Readable) -> io::Result<Self> {
        let length = reader.seek(SeekFrom::End(0))?;
        Ok(Self { reader, length, window: Vec::new(), start: 0 })
    }

    /// Bytes in all.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// The reader itself, at its beginning.
    pub(super) fn reader(&mut self) -> io::Result<&mut (dyn Readable + 'r)> {
        self.reader.seek(SeekFrom::Start(0))?;
        Ok(self.reader)
    }

    /// So many bytes from here; fewer at the end of the file, or if more than a window was asked for.
    pub(super) fn at(&mut self, offset: u64, count: usize) -> io::Result<&[u8]> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let count = count.min(WINDOW).min(left);
        if count == 0 {
            return Ok(&[]);
        }
        let held = self.window.len() as u64;
        if offset < self.start || offset + count as u64 > self.start + held {
            self.window.clear();
            self.reader.seek(SeekFrom::Start(offset))?;
            self.reader.take(WINDOW.min(left) as u64).read_to_end(&mut self.window)?;
            self.start = offset;
        }
        // Shorter than was said only if the file shrinks while it is read.
        let from = usize::try_from(offset - self.start).unwrap_or_default().min(self.window.len());
        let to = from.saturating_add(count).min(self.window.len());
        Ok(&self.window[from..to])
    }

    /// Exactly so many bytes from here; `None` where the file ends before.
    pub(super) fn array<const N: usize>(&mut self, offset: u64) -> io::Result<Option<[u8; N]>> {
        Ok(self.at(offset, N)?.try_into().ok())
    }
}

/// The number that stands in some bytes, the highest one first. Eight bytes at most.
pub(super) fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The number that stands in some bytes, the lowest one first. Eight bytes at most.
pub(super) fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The same of a part of some bytes; `None` where they end before.
pub(super) fn number(bytes: &[u8], from: usize, count: usize) -> Option<u64> {
    bytes.get(from..from.checked_add(count)?).map(big_endian)
}

/// Seconds that so many units take, of which there are `rate` in a second; `None` where that is nothing.
#[allow(clippy::cast_precision_loss, reason = "a microsecond more or less in a century")]
pub(super) fn seconds(units: u64, rate: u64) -> Option<f64> {
    (rate > 0).then(|| units as f64 / rate as f64)
}
