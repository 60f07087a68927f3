//! Exit codes.

/// What the program tells whoever started it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, or nothing to do.
    Done,
    /// 1: something draws an error: a record was refused, an item withheld, a document held back.
    Findings,
    /// 2: could not run, or not to its end: usage, configuration, a disk or directory, the time that it may take.
    Unable,
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Unable => 2,
        }
    }
}
