//! One run at a time for each publication.

use super::Error;
use std::{
    fs::{self, File, OpenOptions},
    path::Path,
};

/// What asking for the lock gave.
#[derive(Debug)]
pub enum Locked {
    /// The lock is held until the value is dropped; the system frees it when the process dies, however it dies.
    Held(Lock),
    /// Another run is at work.
    Busy,
}

/// A held lock.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the publication whose state directory is `state`, or says that somebody else has it.
    ///
    /// # Errors
    /// The state directory cannot be made or written.
    pub fn take(state: &Path) -> Result<Locked, Error> {
        let path = state.join("lock");
        let fail = |cause| Error::State { path: path.clone(), cause };
        fs::create_dir_all(state).map_err(fail)?;
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => Ok(Locked::Held(Self { _file: file })),
            Err(fs::TryLockError::WouldBlock) => Ok(Locked::Busy),
            Err(fs::TryLockError::Error(cause)) => Err(fail(cause)),
        }
    }
}
