//! Dates as people write them.

use crate::value::{Timestamp, Zone};

/// What a date text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadDate {
    /// The instant. A date without time is 00:00 in the zone that was given; a time without zone is in that zone.
    pub instant: Timestamp,
    /// Whether a time of day was given.
    pub has_time: bool,
    /// The weekday that was written, if it is not the one of the calendar: `Some("Mon")`.
    pub wrong_weekday: Option<String>,
}

/// Reads one date.
///
/// # Errors
/// Says in a sentence for people why the text is no date.
pub fn read_date(_text: &str, _zone: &Zone) -> Result<ReadDate, String> {
    todo!()
}

/// Finds the first date inside running text, such as `Friday, January 4, 2019` or `851 PM CST Wed Dec 14 2022`, in one line.
#[must_use]
pub fn find_date(_line: &str, _zone: &Zone) -> Option<ReadDate> {
    todo!()
}
