//! An instant with milliseconds, for what is waited for.

use super::Timestamp;
use chrono::{DateTime, SecondsFormat};
use std::{fmt, time::Duration};

/// An instant in UTC with a precision of one millisecond.
///
/// Feeds carry nothing finer than a [`Timestamp`]; retries begin with one second, and what a server asks for in seconds has to
/// be kept to the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_unix_millis(milliseconds: i64) -> Option<Self> {
        Timestamp::from_unix(milliseconds.div_euclid(1000)).map(|_| Self(milliseconds))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_millis(self) -> i64 {
        self.0
    }

    /// Reads any RFC 3339 time.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        Self::from_unix_millis(DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
    }

    /// `2026-11-22T09:30:00.250Z`; whole seconds have no fraction.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let format = if self.0.rem_euclid(1000) == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        DateTime::from_timestamp_millis(self.0).unwrap_or_default().to_rfc3339_opts(format, true)
    }

    /// So much later; the end of time, if there is no such moment.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        const END: i64 = 253_402_300_799_999;
        let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(span).min(END))
    }

    /// How long it is from an earlier moment to this one; nothing, if the other one is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }
}

impl From<Timestamp> for Moment {
    fn from(time: Timestamp) -> Self {
        Self(time.unix() * 1000)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;
    use std::time::Duration;

    #[test]
    fn is_printed_and_read_to_the_millisecond() {
        for (millis, text) in [
            (1_795_339_800_000, "2026-11-22T09:30:00Z"),
            (1_795_339_800_250, "2026-11-22T09:30:00.250Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
        ] {
            let moment = Moment::from_unix_millis(millis).expect("within the years");
            assert_eq!(moment.rfc3339(), text);
            assert_eq!(Moment::from_rfc3339(text), Some(moment));
        }
        assert_eq!(Moment::from_unix_millis(i64::MAX), None);
        assert_eq!(Moment::from_rfc3339("2026-11-22"), None);
    }

    #[test]
    fn ends_with_the_calendar() {
        let moment = Moment::from_rfc3339("2026-11-22T09:30:00Z").expect("a time");
        let later = moment.after(Duration::from_millis(1500));
        assert_eq!(later.rfc3339(), "2026-11-22T09:30:01.500Z");
        assert_eq!((later.since(moment), moment.since(later)), (Duration::from_millis(1500), Duration::ZERO));
        assert_eq!(moment.after(Duration::MAX).rfc3339(), "9999-12-31T23:59:59.999Z");
    }
}
