//! An instant, printed the two ways that feeds need.

use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, Timelike, Utc};
use std::fmt;

/// An instant in UTC with a precision of one second, between the years 1 and 9999.
///
/// Feeds carry nothing finer (RFC 822 dates have no fractions), and UTC is the same instant as any other offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// Drops what is finer than a second.
    #[must_use]
    pub fn from_utc(instant: DateTime<Utc>) -> Self {
        Self(instant.trunc_subsecs(0))
    }

    /// The instant as `chrono` knows it.
    #[must_use]
    pub const fn as_utc(self) -> DateTime<Utc> {
        self.0
    }

    /// Seconds since 1970-01-01T00:00:00Z; `None` outside the years that a feed can carry.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let instant = DateTime::from_timestamp(seconds, 0)?;
        (1..=9999).contains(&instant.year()).then_some(Self(instant))
    }

    /// Reads any RFC 3339 time; people may have written another offset than the `Z` that we write.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let unix = || Some(DateTime::parse_from_rfc3339(text).ok()?.timestamp());
        Self::from_unix(Self::plain(text).or_else(unix)?)
    }

    /// The seconds of a time as [`rfc3339`](Self::rfc3339) writes it: the ledger has thousands of them.
    fn plain(text: &str) -> Option<i64> {
        let bytes: &[u8; 20] = text.as_bytes().try_into().ok()?;
        let [.., b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _, b'Z'] = bytes else { return None };
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0_u32, |sum, byte| Some(sum * 10 + char::from(*byte).to_digit(10)?))
        };
        let date = NaiveDate::from_ymd_opt(i32::try_from(number(0..4)?).ok()?, number(5..7)?, number(8..10)?)?;
        let time = date.and_hms_opt(number(11..13)?, number(14..16)?, number(17..19)?)?;
        Some(time.and_utc().timestamp())
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0.timestamp()
    }

    /// `2026-11-22T09:30:00Z`, as Atom (RFC 4287 §3.3) and JSON Feed want it.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let t = self.0;
        format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.year(), t.month(), t.day(), t.hour(), t.minute(), t.second())
    }

    /// `Sun, 22 Nov 2026 09:30:00 +0000`: English names and a four-digit year whatever the locale (RSS 2.0, RFC 822).
    #[must_use]
    pub fn rfc822(self) -> String {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let t = self.0;
        format!(
            "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
            DAYS[t.weekday().num_days_from_monday() as usize],
            t.day(),
            MONTHS[t.month0() as usize],
            t.year(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn prints_both_forms_of_the_same_instant() {
        let t = Timestamp::from_unix(1_795_339_800).expect("within range");
        assert_eq!(t.rfc3339(), "2026-11-22T09:30:00Z");
        assert_eq!(t.rfc822(), "Sun, 22 Nov 2026 09:30:00 +0000");
    }

    #[test]
    fn refuses_years_that_no_feed_can_carry() {
        assert_eq!(Timestamp::from_unix(i64::MAX), None);
        assert_eq!(Timestamp::from_unix(253_402_300_800), None, "year 10000");
    }
}
