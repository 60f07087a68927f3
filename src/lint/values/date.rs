//! The date forms of feeds: RFC 822 with what 2822 and 5322 made of it, RFC 3339, W3CDTF.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

/// A date that could be read, as an instant where its zone is known.
pub(in crate::lint) type Instant = DateTime<chrono::Utc>;

/// What is wrong with an RFC 822 date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) enum Rfc822 {
    /// All is well.
    Fine(Option<Instant>),
    /// Legal, but readers stumble; says over what.
    Problematic(Option<Instant>, &'static str),
    /// The day of the week is another one, which is said.
    WrongWeekday(Weekday),
    /// Not a date.
    Invalid,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Mon),
    ("Tue", Weekday::Tue),
    ("Wed", Weekday::Wed),
    ("Thu", Weekday::Thu),
    ("Fri", Weekday::Fri),
    ("Sat", Weekday::Sat),
    ("Sun", Weekday::Sun),
];

/// Reads `Sun, 22 Nov 2026 09:30:00 +0000` (RFC 822 §5, years of four digits as in RFC 2822 §3.3).
pub(in crate::lint) fn rfc822(text: &str) -> Rfc822 {
    let mut problem: Option<&'static str> = None;
    let without_comments = text.contains('(').then(|| strip_comments(text));
    if without_comments.is_some() {
        problem = Some("it has a comment in parentheses");
    }
    let text = without_comments.as_deref().unwrap_or(text).trim();
    if text.contains("  ") || text.contains(['\t', '\n']) {
        problem = problem.or(Some("there is more than one blank between its parts"));
    }
    let (weekday, rest) = match text.split_once(',') {
        Some((name, rest)) => {
            let name = name.trim();
            match DAYS.iter().find(|(day, _)| day.eq_ignore_ascii_case(name)) {
                Some((day, weekday)) => {
                    if *day != name {
                        problem =
                            problem.or(Some("the day of the week is written Mon, Tue, Wed, Thu, Fri, Sat or Sun"));
                    }
                    if !rest.starts_with(char::is_whitespace) {
                        problem = problem.or(Some("there is no blank after the day of the week"));
                    }
                    (Some(*weekday), rest)
                }
                None => return Rfc822::Invalid,
            }
        }
        None => (None, text),
    };
    let parts: Vec<&str> = rest.split_whitespace().collect();
    let [day, month, year, time, zone] = parts.as_slice() else { return Rfc822::Invalid };
    let digits =
        |text: &str, allowed: &[usize]| allowed.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(day, &[1, 2]) || !digits(year, &[2, 4]) {
        return Rfc822::Invalid;
    }
    let Some(month) = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month)).map(|n| (n, *month)) else {
        return Rfc822::Invalid;
    };
    if MONTHS[month.0] != month.1 {
        problem = problem.or(Some("the month is written Jan, Feb, Mar …"));
    }
    let mut number: i32 = year.parse().unwrap_or_default();
    if year.len() == 2 {
        problem = problem.or(Some("its year has two digits"));
        number += if number < 50 { 2000 } else { 1900 };
    }
    let date = u32::try_from(month.0 + 1).ok().zip(day.parse().ok());
    let Some(date) = date.and_then(|(month, day)| NaiveDate::from_ymd_opt(number, month, day)) else {
        return Rfc822::Invalid;
    };
    let mut clock = time.split(':');
    let mut two = |optional: bool| match clock.next() {
        Some(part) if digits(part, &[2]) => part.parse::<u32>().ok(),
        Some(_) => None,
        None => optional.then_some(0),
    };
    let (Some(hour), Some(minute), Some(second)) = (two(false), two(false), two(true)) else { return Rfc822::Invalid };
    if clock.next().is_some() {
        return Rfc822::Invalid;
    }
    // A leap second is the second before (RFC 2822 §3.3 allows it).
    let Some(time) = NaiveTime::from_hms_opt(hour, minute, second.min(59)).filter(|_| second <= 60) else {
        return Rfc822::Invalid;
    };
    let offset = match *zone {
        "GMT" | "UT" | "UTC" => Some(0),
        "EST" => Some(-300),
        "EDT" => Some(-240),
        "CST" => Some(-360),
        "CDT" => Some(-300),
        "MST" => Some(-420),
        "MDT" => Some(-360),
        "PST" => Some(-480),
        "PDT" => Some(-420),
        letter if letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_alphabetic()) => {
            problem = problem.or(Some("its zone is a military letter, which RFC 822 defined with the wrong sign"));
            if letter == "Z" { Some(0) } else { None }
        }
        number => {
            let Some(digit) = number.strip_prefix(['+', '-']).filter(|rest| digits(rest, &[4])) else {
                return Rfc822::Invalid;
            };
            let (hours, minutes): (i64, i64) = (digit[..2].parse().unwrap_or(99), digit[2..].parse().unwrap_or(99));
            if minutes > 59 || hours > 23 {
                return Rfc822::Invalid;
            }
            if !matches!(minutes, 0 | 30) || hours > 14 {
                problem = problem.or(Some("its zone is an unusual one"));
            }
            let sign = if number.starts_with('-') { -1 } else { 1 };
            Some(sign * (hours * 60 + minutes))
        }
    };
    if let Some(weekday) = weekday {
        let actual = chrono::Datelike::weekday(&date);
        if actual != weekday {
            return Rfc822::WrongWeekday(actual);
        }
    }
    let local = NaiveDateTime::new(date, time);
    let instant =
        offset.and_then(|minutes| local.checked_sub_signed(TimeDelta::minutes(minutes))).map(|utc| utc.and_utc());
    match problem {
        Some(problem) => Rfc822::Problematic(instant, problem),
        None => Rfc822::Fine(instant),
    }
}

/// What is short or ambiguous in an RFC 822 date that is fine otherwise.
pub(in crate::lint) fn loose(text: &str) -> Option<&'static str> {
    let (rest, zone) = text.rsplit_once(' ')?;
    if !zone.ends_with(|c: char| c.is_ascii_digit()) && zone != "GMT" {
        return Some("its zone is a name");
    }
    if zone == "-0000" {
        return Some("`-0000` says that its zone is unknown");
    }
    if !text.contains(',') {
        return Some("the day of the week is missing");
    }
    // `Sun, 22 Nov 2026 09:30:00`
    match rest.len() {
        25 => None,
        _ if rest.bytes().filter(|b| *b == b':').count() < 2 => Some("the seconds are missing"),
        _ => Some("the day of the month has one digit"),
    }
}

fn strip_comments(text: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Reads an RFC 3339 date with time and zone, `T` and `Z` in upper case: Atom and JSON Feed.
pub(in crate::lint) fn rfc3339(text: &str) -> Option<Instant> {
    let bytes = text.as_bytes();
    let is_strict = text.is_ascii() && bytes.get(10) == Some(&b'T') && !bytes.contains(&b'z') && !bytes.contains(&b' ');
    DateTime::parse_from_rfc3339(text).ok().filter(|_| is_strict).map(|date| date.to_utc())
}

/// Whether the text is a W3CDTF date: a year, a month, a day, or all with time and zone.
pub(in crate::lint) fn is_w3cdtf(text: &str) -> bool {
    if !text.is_ascii() {
        return false;
    }
    let is_date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() && text.len() == 10;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        4 => digits(text),
        7 => is_date(&format!("{text}-01")),
        10 => is_date(text),
        _ => {
            let Some((date, time)) = text.split_once('T') else { return false };
            let zone = time.find(['Z', '+', '-']);
            let Some((clock, zone)) = zone.map(|at| time.split_at(at)) else { return false };
            let full = if clock.len() == 5 { format!("{date}T{clock}:00{zone}") } else { text.to_owned() };
            is_date(date) && rfc3339(&full).is_some()
        }
    }
}

/// Whether the text is a plain ISO 8601 date or date-time, zone or not.
pub(in crate::lint) fn is_iso8601(text: &str) -> bool {
    is_w3cdtf(text) || is_w3cdtf(&format!("{text}Z"))
}

#[cfg(test)]
mod tests {
    use super::{Rfc822, is_w3cdtf, rfc822, rfc3339};

    #[test]
    fn dates_of_rss() {
        for good in [
            "Sun, 22 Nov 2026 09:30:00 +0000",
            "22 Nov 2026 09:30 GMT",
            "Sun, 2 Aug 2026 09:30:00 EST",
            "Sun, 02 Aug 2026 23:59:60 -0430",
        ] {
            assert!(matches!(rfc822(good), Rfc822::Fine(Some(_))), "{good}");
        }
        for odd in [
            "Sun, 22 nov 2026 09:30:00 +0000",
            "sun, 22 Nov 2026 09:30:00 +0000",
            "Sun,22 Nov 2026 09:30:00 +0000",
            "22 Nov 26 09:30:00 GMT",
            "22 Nov 2026 09:30:00 Z",
            "22 Nov 2026 09:30:00 +0545",
            "22  Nov 2026 09:30:00 GMT",
            "22 Nov 2026 09:30 (x) GMT",
        ] {
            assert!(matches!(rfc822(odd), Rfc822::Problematic(..)), "{odd}: {:?}", rfc822(odd));
        }
        assert!(matches!(rfc822("Mon, 22 Nov 2026 09:30:00 +0000"), Rfc822::WrongWeekday(_)));
        let bad = [
            "",
            "2026-11-22T09:30:00Z",
            "Sun, 31 Nov 2026 09:30:00 +0000",
            "Sunday, 22 Nov 2026 09:30:00 +0000",
            "Sun, 22 November 2026 09:30:00 +0000",
            "Sun, 22 Nov 2026 25:30:00 +0000",
            "Sun, 22 Nov 2026 9:30:00 +0000",
            "Sun, 22 Nov 2026 09:30:00 +00:00",
            "Sun, 22 Nov 2026 09:30:00 CEST",
            "Sun, 22 Nov 2026",
        ];
        for bad in bad {
            assert_eq!(rfc822(bad), Rfc822::Invalid, "{bad}");
        }
    }

    #[test]
    fn dates_of_atom_and_json() {
        for good in ["2026-11-22T09:30:00Z", "2026-11-22T09:30:00.25+05:45", "2026-11-22T09:30:00+00:00"] {
            assert!(rfc3339(good).is_some(), "{good}");
        }
        let bad = [
            "",
            "2026-11-22",
            "2026-11-22T09:30Z",
            "2026-11-22 09:30:00Z",
            "2026-11-22t09:30:00z",
            "2026-11-22T09:30:00",
            "2026-11-22T09:30:00+0000",
            "2026-02-30T09:30:00Z",
            " 2026-11-22T09:30:00Z",
            "2026-11-22T24:00:00Z",
            "２026-11-22T09:30:00Z",
        ];
        for bad in bad {
            assert!(rfc3339(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn dates_of_the_w3c() {
        for good in ["2026", "2026-11", "2026-11-22", "2026-11-22T09:30Z", "2026-11-22T09:30:00.5-05:00"] {
            assert!(is_w3cdtf(good), "{good}");
        }
        for bad in ["", "26", "2026-13", "2026-11-31", "2026-11-22T09:30", "2026-11-22 09:30Z", "2026-1-2", "x"] {
            assert!(!is_w3cdtf(bad), "{bad}");
        }
    }
}
