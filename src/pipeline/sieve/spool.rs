//! The spool: memos of files that are far, put on the disk one after the other while the rest is read.

use crate::pipeline::card::FileMemo;
use std::{
    cell::RefCell,
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

/// Bytes that are read back at once.
const PIECE: usize = 1 << 18;

/// A file without a name: it is gone with the process, however that ends.
pub(in crate::pipeline) struct Spool {
    /// What has gone wrong, if anything has; the memos are lost then.
    file: io::Result<BufWriter<File>>,
    /// By number of a file: which one of the memos is its own.
    slots: Vec<u32>,
    count: u32,
    buffer: Vec<u8>,
}

impl Spool {
    /// A spool in a directory, which is made where there is none.
    pub(in crate::pipeline) fn in_directory(directory: &Path) -> Self {
        let file = fs::create_dir_all(directory).and_then(|()| tempfile::tempfile_in(directory));
        Self::to(file.map(BufWriter::new))
    }

    /// One that keeps nothing.
    pub(in crate::pipeline) fn nowhere() -> Self {
        Self::to(Err(io::ErrorKind::Unsupported.into()))
    }

    const fn to(file: io::Result<BufWriter<File>>) -> Self {
        Self { file, slots: Vec::new(), count: 0, buffer: Vec::new() }
    }

    /// Puts the memo of a file of this number behind the others.
    pub(super) fn lay(&mut self, number: u32, memo: &FileMemo) {
        let number = number as usize;
        if self.slots.len() <= number {
            self.slots.resize(number + 1, u32::MAX);
        }
        self.slots[number] = self.count;
        self.count += 1;
        let Ok(file) = &mut self.file else { return };
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let written = postcard::to_extend(memo, buffer).map_err(io::Error::other).and_then(|bytes| {
            self.buffer = bytes;
            file.write_all(&self.buffer)
        });
        if let Err(cause) = written {
            self.file = Err(cause);
        }
    }

    /// By number of a file: which one of the memos is its own, where it has one.
    pub(super) fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// Gives the memos to `take` as postcard has them, piece by piece.
    ///
    /// # Errors
    /// They could not be kept, or cannot be read; what was taken means nothing then.
    pub(in crate::pipeline) fn read<T>(
        self,
        take: impl FnOnce(&mut dyn Iterator<Item = Vec<u8>>) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut file = self.file?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        let failed = RefCell::new(None);
        let mut pieces = std::iter::from_fn(|| {
            let mut piece = Vec::with_capacity(PIECE);
            match (&mut file).take(PIECE as u64).read_to_end(&mut piece) {
                Ok(0) => None,
                Ok(_) => Some(piece),
                Err(cause) => {
                    *failed.borrow_mut() = Some(cause);
                    None
                }
            }
        });
        let taken = take(&mut pieces)?;
        failed.into_inner().map_or(Ok(taken), Err)
    }
}
