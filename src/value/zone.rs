//! Time zones: where a zone-less time of a record is at home.

use super::Timestamp;
use chrono::{FixedOffset, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use std::{fmt, str::FromStr};

/// A zone by its IANA name (`America/New_York`) or a fixed offset (`+02:00`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// A named zone with its history of daylight saving.
    Named(chrono_tz::Tz),
    /// A constant distance from UTC.
    Fixed(FixedOffset),
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self::Named(chrono_tz::UTC);

    /// The instant of a wall-clock time in this zone.
    ///
    /// A time that does not exist (spring forward) moves forward by the gap; an ambiguous one (autumn) takes the
    /// earlier instant, as RFC 5545 §3.3.5 has it. `None` only outside the range of the calendar.
    #[must_use]
    pub fn instant(&self, local: NaiveDateTime) -> Option<Timestamp> {
        let utc = match self {
            Self::Fixed(offset) => resolve(offset, local)?,
            Self::Named(zone) => resolve(zone, local)?,
        };
        Timestamp::from_unix(utc.timestamp())
    }

    /// The wall-clock time that this zone shows at `instant`.
    #[must_use]
    pub fn local(&self, instant: Timestamp) -> NaiveDateTime {
        match self {
            Self::Fixed(offset) => instant.as_utc().with_timezone(offset).naive_local(),
            Self::Named(zone) => instant.as_utc().with_timezone(zone).naive_local(),
        }
    }
}

fn resolve<Z: TimeZone>(zone: &Z, local: NaiveDateTime) -> Option<chrono::DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => Some(t.with_timezone(&Utc)),
        // The offset that was in force just before the gap, applied to the wall clock: forward by the gap.
        LocalResult::None => {
            let before = local.checked_sub_signed(TimeDelta::hours(24))?;
            let offset = match zone.from_local_datetime(&before) {
                LocalResult::Single(t) | LocalResult::Ambiguous(_, t) => t.naive_utc() - before,
                LocalResult::None => return None,
            };
            Some(Utc.from_utc_datetime(&local.checked_add_signed(offset)?))
        }
    }
}

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Ok(zone) = text.parse::<chrono_tz::Tz>() {
            return Ok(Self::Named(zone));
        }
        if text.starts_with(['+', '-'])
            && let Ok(offset) = text.parse::<FixedOffset>()
        {
            return Ok(Self::Fixed(offset));
        }
        Err(format!("`{text}` is neither an IANA time zone such as `Europe/Berlin` nor an offset such as `+02:00`"))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(zone) => f.write_str(zone.name()),
            Self::Fixed(offset) => offset.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Zone;
    use chrono::NaiveDate;

    fn at(zone: &str, y: i32, mo: u32, d: u32, h: u32, mi: u32) -> String {
        let zone: Zone = zone.parse().expect("a zone");
        let local = NaiveDate::from_ymd_opt(y, mo, d).and_then(|d| d.and_hms_opt(h, mi, 0));
        zone.instant(local.expect("a time")).expect("in range").rfc3339()
    }

    #[test]
    fn a_time_in_the_gap_moves_forward_and_an_ambiguous_one_is_the_earlier() {
        // 2016-03-13 02:30 did not exist in New York; 03:30 EDT is meant.
        assert_eq!(at("America/New_York", 2016, 3, 13, 2, 30), "2016-03-13T07:30:00Z");
        // 2016-11-06 01:30 came twice; the first was EDT.
        assert_eq!(at("America/New_York", 2016, 11, 6, 1, 30), "2016-11-06T05:30:00Z");
        assert_eq!(at("+05:45", 2016, 1, 1, 0, 0), "2015-12-31T18:15:00Z");
    }

    #[test]
    fn says_what_a_zone_looks_like() {
        assert!("New York".parse::<Zone>().unwrap_err().contains("Europe/Berlin"));
    }
}
