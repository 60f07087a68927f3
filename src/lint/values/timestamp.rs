//! Points in time as ISO 8601 writes them, in the long and in the short form.

use super::date::Instant;
use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

/// A point in time, as exactly as it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Timestamp {
    /// A day.
    Date(NaiveDate),
    /// A day and a time, wherever that is.
    Local(NaiveDateTime),
    /// A day and a time with a zone.
    Zoned(Instant),
}

/// Reads `2026-11-22`, `2026-11-22T09:30`, `2026-11-22T09:30:00.000-0600`, `20261122T093000Z`.
pub(in crate::lint) fn timestamp(text: &str) -> Option<Timestamp> {
    if !text.is_ascii() {
        return None;
    }
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let day = date(day)?;
    let Some(time) = time else { return Some(Timestamp::Date(day)) };
    let (clock, zone) = time.find(['Z', '+', '-']).map_or((time, ""), |at| time.split_at(at));
    let local = NaiveDateTime::new(day, clock_time(clock)?);
    if zone.is_empty() {
        return Some(Timestamp::Local(local));
    }
    let zoned = local.and_local_timezone(offset(zone)?).single()?;
    Some(Timestamp::Zoned(zoned.to_utc()))
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let is_number = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// `2026-11-22` or `20261122`.
fn date(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = match text.len() {
        8 => (&text[..4], &text[4..6], &text[6..]),
        10 if text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => (&text[..4], &text[5..7], &text[8..]),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(digits(year, 4)?).ok()?, digits(month, 2)?, digits(day, 2)?)
}

/// `09:30`, `09:30:00`, `09:30:00.000`, and all of them without colons.
fn clock_time(text: &str) -> Option<NaiveTime> {
    let (whole, fraction) = text.split_once(['.', ',']).map_or((text, None), |(whole, part)| (whole, Some(part)));
    if fraction.is_some_and(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let mut parts = match whole.len() {
        4 => [&whole[..2], &whole[2..], "00"],
        6 => [&whole[..2], &whole[2..4], &whole[4..]],
        _ => {
            let mut split = whole.split(':');
            let parts = [split.next()?, split.next()?, split.next().unwrap_or("00")];
            if split.next().is_some() {
                return None;
            }
            parts
        }
    };
    // A leap second, and midnight at the end of a day.
    if parts[2] == "60" {
        parts[2] = "59";
    }
    let [hour, minute, second] = [digits(parts[0], 2)?, digits(parts[1], 2)?, digits(parts[2], 2)?];
    if (hour, minute, second) == (24, 0, 0) {
        return NaiveTime::from_hms_opt(23, 59, 59);
    }
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// `Z`, `-06`, `-0600` or `-06:00`.
fn offset(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return FixedOffset::east_opt(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let number = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = match number.len() {
        2 => (number, "00"),
        4 => number.split_at(2),
        _ => number.split_once(':')?,
    };
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok().filter(|_| minutes < 60)?;
    FixedOffset::east_opt(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, timestamp};

    #[test]
    fn points_in_time() {
        for (text, kind) in [
            ("2026-11-22", 'd'),
            ("20261122", 'd'),
            ("2026-11-22T09:30", 'l'),
            ("2026-11-22T09:30:00.5", 'l'),
            ("2026-11-22T09:30:00.000-0600", 'z'),
            ("2026-11-22T09:30:00+01", 'z'),
            ("2026-11-22T09:30:60+01:00", 'z'),
            ("20261122T093000Z", 'z'),
            ("2026-11-22T24:00:00Z", 'z'),
        ] {
            let found = match timestamp(text) {
                Some(Timestamp::Date(_)) => 'd',
                Some(Timestamp::Local(_)) => 'l',
                Some(Timestamp::Zoned(_)) => 'z',
                None => '-',
            };
            assert_eq!(found, kind, "{text}");
        }
        for bad in [
            "",
            "2026-13-22",
            "2026-11-22 09:30",
            "2026-11-22T9:30",
            "2026-11-22T",
            "2026-11-22T09:30:00.Z",
            "2026-11-22T09:30+1",
            "2026-11-22T09:30+01:60",
            "2026-11-22T09:30:00:00",
            "22 Nov 2026",
            "2026-1-22",
            "２０２６1122",
            "2026-11-22T0é30",
        ] {
            assert_eq!(timestamp(bad), None, "{bad}");
        }
    }
}
