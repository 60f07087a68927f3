//! Dates as people write them.
//!
//! One reader for all: ISO 8601 and RFC 3339, RFC 822/850/2822 and asctime, epoch numbers, the long forms of newsrooms in
//! a dozen languages, and the date lines of weather services. What could mean two days, names no day, or does not exist
//! is refused with the reason; nothing is guessed.

mod clock;
mod names;
mod parse;
mod parts;
mod scan;
#[cfg(test)]
mod tests;

use crate::value::{Timestamp, Zone, fold};
use chrono::NaiveDate;
use scan::is_blank;

/// The longest text that is looked at as a date, in bytes. RFC 2822 dates with a comment have about 60.
const LONGEST: usize = 120;

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
/// Fractions of seconds are dropped, a leap second `:60` is `:59`, `24:00` is 00:00 of the next day. A number of 10 digits
/// is seconds and one of 13 digits milliseconds since 1970.
///
/// # Errors
/// Says in a sentence for people why the text is no date.
pub fn read_date(text: &str, zone: &Zone) -> Result<ReadDate, String> {
    if let Some(date) = plain(text) {
        return Ok(date);
    }
    let text = trim(text);
    if text.is_empty() {
        return Err("the date is empty".to_owned());
    }
    let reason = if text.len() > LONGEST {
        "it is too long for a date".to_owned()
    } else {
        let read = epoch(text).unwrap_or_else(|| parse::parse(text).and_then(|parts| parts.resolve(zone)));
        match read {
            Ok(date) => return Ok(date),
            Err(reason) => reason,
        }
    };
    Err(format!("`{}` is not a date: {reason}", shown(text)))
}

/// What most records have, read without looking for anything else: `2026-03-05T14:10:00+01:00` of RFC 3339, or with `Z`.
fn plain(text: &str) -> Option<ReadDate> {
    let (head, zone) = text.as_bytes().split_at_checked("2026-03-05T14:10:00".len())?;
    let number = |bytes: &[u8]| {
        let digit = |number: u32, byte: &u8| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'));
        bytes.iter().try_fold(0, digit)
    };
    let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if !signs.iter().all(|(at, sign)| head[*at] == *sign) {
        return None;
    }
    let year = i32::try_from(number(&head[..4])?).ok().filter(|year| (1900..2100).contains(year))?;
    let date = NaiveDate::from_ymd_opt(year, number(&head[5..7])?, number(&head[8..10])?)?;
    let [hour, minute, second] = [11, 14, 17].map(|at| number(&head[at..at + 2]));
    let time = date.and_hms_opt(hour?, minute?, second?)?;
    let east = match zone {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), rest @ ..] if rest.len() == 5 && rest[2] == b':' => {
            let (hours, minutes) = (number(&rest[..2])?, number(&rest[3..])?);
            let seconds = i64::from((hours <= 12 && minutes < 60).then_some(hours * 3600 + minutes * 60)?);
            if *sign == b'+' { seconds } else { -seconds }
        }
        _ => return None,
    };
    let instant = Timestamp::from_unix(time.and_utc().timestamp() - east)?;
    Some(ReadDate { instant, has_time: true, wrong_weekday: None })
}

/// The zone of this name: IANA's (`Europe/Berlin`), an offset (`+02:00`), or an abbreviation of the news (`EDT`).
pub(super) fn read_zone(name: &str) -> Option<Zone> {
    let name = trim(name);
    name.parse().ok().or_else(|| names::zone(name))
}

/// Finds the date that a line of text consists of, such as `Friday, January 4, 2019`, `Posted: 2021-05-14` or
/// `851 PM CST Wed Dec 14 2022`, with or without a label and dashes around it. A line of prose has none.
#[must_use]
pub fn find_date(line: &str, zone: &Zone) -> Option<ReadDate> {
    read_date(find_date_text(line)?, zone).ok()
}

/// The part of a line that [`find_date`] reads, so that it can be shown and read again.
#[must_use]
pub fn find_date_text(line: &str) -> Option<&str> {
    let line = trim(line);
    if line.len() > LONGEST || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let text = undecorated(without_label(line));
    // A weather service gives one instant in two zones: `518 AM PDT MON SEP 12 2016 /518 AM MST MON SEP 12 2016/`.
    let text = text.split_once(" /").map_or(text, |(first, _)| trim(first));
    // A number alone is a page or a score as often as a date.
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let parts = parse::parse(text).ok()?;
    (!parts.unknown_word && parts.resolve(&Zone::UTC).is_ok()).then_some(text)
}

/// Whether a word is the name of a month, whole or shortened, in a language that dates are read in.
#[must_use]
pub fn is_month(word: &str) -> bool {
    names::month(&fold(word.trim_end_matches('.'))).is_some()
}

/// Whether a word is the name of a weekday, whole or shortened, in a language that dates are read in.
#[must_use]
pub fn is_weekday(word: &str) -> bool {
    names::weekday(&fold(word.trim_end_matches('.'))).is_some()
}

/// Drops `Posted:`, `Published on`, `Last updated` from the beginning of a line.
fn without_label(line: &str) -> &str {
    const LABELS: [&str; 27] = [
        "date",
        "dated",
        "posted",
        "published",
        "publication",
        "updated",
        "update",
        "modified",
        "last",
        "created",
        "issued",
        "released",
        "release",
        "filed",
        "first",
        "publié",
        "publie",
        "mis",
        "jour",
        "veröffentlicht",
        "erschienen",
        "stand",
        "datum",
        "publicado",
        "pubblicato",
        "gepubliceerd",
        "fecha",
    ];
    let mut rest = undecorated(line);
    loop {
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        // `on` and `le` behind a label are filler that the reader knows; a label is only what it does not know.
        let label = LABELS.contains(&word.to_lowercase().as_str());
        if word.is_empty() || !label {
            return rest;
        }
        rest = after.trim_start_matches(|c: char| is_blank(c) || matches!(c, ':' | '-' | '–' | '—' | '|'));
    }
}

/// Drops dashes, bars and brackets around a line, as far as they do not belong to the date.
fn undecorated(text: &str) -> &str {
    let decoration = |c: char| is_blank(c) || matches!(c, '–' | '—' | '|' | '*' | '_' | '=' | '~' | '•' | '·' | '-');
    let text = text.trim_matches(decoration);
    let text = text.trim_end_matches(|c: char| decoration(c) || matches!(c, '.' | ',' | ':' | ';'));
    match text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) if !inner.contains(['(', ')']) => trim(inner),
        _ => text,
    }
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Seconds (10 digits) or milliseconds (13 digits) since 1970-01-01T00:00:00Z.
fn epoch(text: &str) -> Option<Result<ReadDate, String>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    // With a minus few digits are enough, but for those of a day: what else has one?
    let is_length = matches!(whole.len(), 10 | 13) || digits.len() < text.len() && matches!(whole.len(), 5..=7 | 9);
    // The last day that most systems know stands for never.
    let is_last_day = matches!(digits, "253402300799" | "253402214400" | "253402300799000" | "253402300799999");
    if !all_digits(whole) || !all_digits(fraction) || !is_length && !is_last_day {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    let value = if digits.len() == text.len() { value } else { -value };
    // What is finer than a second is dropped towards the past, on both sides of 1970.
    let value = if value < 0 && fraction.bytes().any(|b| b != b'0') { value - 1 } else { value };
    let seconds = if matches!(whole.len(), 13 | 15) { value.div_euclid(1000) } else { value };
    let instant = Timestamp::from_unix(seconds)?;
    Some(Ok(ReadDate { instant, has_time: true, wrong_weekday: None }))
}

/// The text as a message can show it: one line, not long.
fn shown(text: &str) -> String {
    const SHOWN: usize = 60;
    let line: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() { line + "…" } else { line }
}
