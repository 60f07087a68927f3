//! The clock is an input, not an ambient fact.

use super::{Moment, Timestamp};

/// The moment at which a run takes place, fixed once when the run starts.
///
/// Everything that depends on "now" (the future waits, the expired leaves) asks this value, so that a run can be
/// repeated with `--now` and gives the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    now: Timestamp,
    /// The same to the millisecond.
    moment: Moment,
}

impl Clock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now, moment: now.into() }
    }

    /// The system's time. The one door to it: clippy's `disallowed-methods` closes the others.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    pub fn system() -> Self {
        let instant = chrono::Utc::now();
        let now = Timestamp::from_utc(instant);
        Self { now, moment: Moment::from_unix_millis(instant.timestamp_millis()).unwrap_or_else(|| now.into()) }
    }

    /// The system's time in nanoseconds since 1970, to be compared with the times of files and with nothing else.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    pub fn system_nanoseconds() -> i64 {
        chrono::Utc::now().timestamp_nanos_opt().unwrap_or(i64::MAX)
    }

    /// The run's "now".
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The run's "now" to the millisecond, for what waits.
    #[must_use]
    pub const fn moment(&self) -> Moment {
        self.moment
    }
}
