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
    /// 3: published, but somebody could not be told of it, and will not be.
    GivenUp,
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Unable => 2,
            Self::GivenUp => 3,
        }
    }

    /// The code of a run that did two things: 2 goes before 1, 1 before 3, and 3 before 0.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let weight = |exit: Self| match exit {
            Self::Done => 0,
            Self::GivenUp => 1,
            Self::Findings => 2,
            Self::Unable => 3,
        };
        if weight(other) > weight(self) { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{Done, Findings, GivenUp, Unable};

    #[test]
    fn of_several_codes_the_gravest_counts() {
        for (one, other, both) in [
            (Done, Done, Done),
            (Done, GivenUp, GivenUp),
            (Findings, GivenUp, Findings),
            (GivenUp, Unable, Unable),
            (Unable, Findings, Unable),
        ] {
            assert_eq!((one.and(other), other.and(one)), (both, both));
        }
    }
}
