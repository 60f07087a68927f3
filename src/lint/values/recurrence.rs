//! Recurrence rules of iCalendar (RFC 5545 §3.3.10).

use super::timestamp::{Timestamp, timestamp};
use crate::lint::text::quote;

/// What others must know of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) struct Recurrence {
    /// Whether it ends after a number of times.
    pub has_count: bool,
    /// When it ends.
    pub until: Option<Timestamp>,
}

const FREQUENCIES: [&str; 7] = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Reads a rule, or says what is wrong with it. Names and words may be in any case (RFC 5545 §2).
///
/// `BYMONTHDAY` in a weekly rule is let pass, though the RFC forbids it: the namespace shows it as an example, and the
/// programs that read such rules know what is meant.
pub(in crate::lint) fn recurrence(text: &str) -> Result<Recurrence, String> {
    let upper = text.to_ascii_uppercase();
    if upper.starts_with("RRULE") {
        return Err("it begins with the name of the property".to_owned());
    }
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for part in upper.split(';') {
        let Some((name, value)) = part.split_once('=') else {
            return Err(format!("`{}` has no `=`", quote(part)));
        };
        if parts.iter().any(|(known, _)| *known == name) {
            return Err(format!("`{}` stands in it twice", quote(name)));
        }
        parts.push((name, value));
    }
    let get = |name: &str| parts.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let Some(frequency) = get("FREQ") else { return Err("it has no `FREQ`".to_owned()) };
    let mut until = None;
    for (name, value) in &parts {
        let is_fine = match *name {
            "FREQ" => FREQUENCIES.contains(value),
            "INTERVAL" | "COUNT" => whole(value).is_some_and(|number| number > 0),
            "UNTIL" => {
                until = timestamp(value);
                until.is_some()
            }
            "BYSECOND" => list(value, |one| whole(one).is_some_and(|number| number <= 60)),
            "BYMINUTE" => list(value, |one| whole(one).is_some_and(|number| number < 60)),
            "BYHOUR" => list(value, |one| whole(one).is_some_and(|number| number < 24)),
            "BYDAY" => list(value, |one| is_day(one, frequency)),
            "BYMONTHDAY" => list(value, |one| signed(one, 31)),
            "BYYEARDAY" => list(value, |one| signed(one, 366)),
            "BYWEEKNO" => list(value, |one| signed(one, 53)),
            "BYMONTH" => list(value, |one| whole(one).is_some_and(|number| (1..=12).contains(&number))),
            "BYSETPOS" => list(value, |one| signed(one, 366)),
            "WKST" => DAYS.contains(value),
            _ => return Err(format!("`{}` is no part of such a rule", quote(name))),
        };
        if !is_fine {
            return Err(format!("`{name}` must not be `{}`", quote(value)));
        }
    }
    if get("COUNT").is_some() && until.is_some() {
        return Err("it ends by `COUNT` and by `UNTIL`".to_owned());
    }
    if get("BYWEEKNO").is_some() && frequency != "YEARLY" {
        return Err("`BYWEEKNO` is for yearly rules".to_owned());
    }
    if get("BYYEARDAY").is_some() && matches!(frequency, "DAILY" | "WEEKLY" | "MONTHLY") {
        return Err("`BYYEARDAY` is not for daily, weekly and monthly rules".to_owned());
    }
    if get("BYSETPOS").is_some() && !parts.iter().any(|(name, _)| name.starts_with("BY") && *name != "BYSETPOS") {
        return Err("`BYSETPOS` chooses from another `BY…`, and there is none".to_owned());
    }
    Ok(Recurrence { has_count: get("COUNT").is_some(), until })
}

fn whole(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

/// A number from 1, or from the end with a minus.
fn signed(text: &str, highest: u32) -> bool {
    whole(text.strip_prefix(['+', '-']).unwrap_or(text)).is_some_and(|number| (1..=highest).contains(&number))
}

fn list(text: &str, is_fine: impl Fn(&str) -> bool) -> bool {
    text.split(',').all(is_fine)
}

/// `MO`, or `-1SU` in rules of a month or a year.
fn is_day(text: &str, frequency: &str) -> bool {
    let Some(at) = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at)) else { return false };
    let (number, day) = text.split_at(at);
    let may_count = matches!(frequency, "MONTHLY" | "YEARLY");
    DAYS.contains(&day) && (number.is_empty() || (may_count && signed(number, 53)))
}

#[cfg(test)]
mod tests {
    use super::recurrence;

    #[test]
    fn rules_of_calendars() {
        for good in [
            "FREQ=DAILY",
            "freq=weekly;byday=mo,we",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=10",
            "FREQ=YEARLY;BYDAY=+4TH;BYMONTH=11",
            "FREQ=MONTHLY;BYDAY=-1SU",
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
            "FREQ=WEEKLY;BYDAY=FR;BYMONTHDAY=13",
            "FREQ=WEEKLY;UNTIL=2026-12-31T00:00:00.000Z;BYDAY=MO",
            "UNTIL=20261231;FREQ=WEEKLY;WKST=SU",
            "FREQ=YEARLY;BYWEEKNO=20,-1;BYYEARDAY=366;BYHOUR=0,23;BYMINUTE=59;BYSECOND=60",
        ] {
            assert!(recurrence(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "weekly",
            "RRULE:FREQ=WEEKLY",
            "INTERVAL=2",
            "FREQ=FORTNIGHTLY",
            "FREQ=WEEKLY;FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=0",
            "FREQ=WEEKLY;COUNT=+5",
            "FREQ=WEEKLY;COUNT=5;UNTIL=20261231",
            "FREQ=WEEKLY;UNTIL=Christmas",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=WEEKLY;BYDAY=MON",
            "FREQ=WEEKLY;BYDAY=",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=MONTHLY;BYWEEKNO=2",
            "FREQ=DAILY;BYYEARDAY=2",
            "FREQ=MONTHLY;BYSETPOS=1",
            "FREQ=WEEKLY;",
            "FREQ=WEEKLY;X=1",
            "FREQ=WEEKLY;BYDAY=é",
        ] {
            assert!(recurrence(bad).is_err(), "{bad}");
        }
    }
}
