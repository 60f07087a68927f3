//! What a date text holds, and what the calendar says to it.

use super::{ReadDate, clock::Clock, scan::Token};
use crate::value::Zone;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};

/// What a date text holds, before the calendar has been asked.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    pub year: Option<i32>,
    pub month: Option<u32>,
    pub day: Option<u32>,
    /// Numbers beside a month's name, in their order: the day and the year.
    pub loose: Vec<Token<'a>>,
    pub time: Option<Clock>,
    pub zone: Option<Zone>,
    pub weekday: Option<(Weekday, &'a str)>,
    /// Whether a word was passed over as a weekday in an unknown language.
    pub unknown_word: bool,
}

impl Parts<'_> {
    /// Puts the loose numbers where they belong; afterwards year, month and day are there.
    pub(super) fn settle(&mut self) -> Result<(), String> {
        let loose = std::mem::take(&mut self.loose);
        let Some(month) = self.month else {
            return Err(match loose.as_slice() {
                [only] if only.text.len() == 4 && self.time.is_none() => {
                    format!("a year alone is too vague; give the day too, such as {}-01-31", only.text)
                }
                [] if self.time.is_some() => "it is a time without a day".to_owned(),
                _ => format!("Courant finds no day in it; {ADVICE}"),
            });
        };
        let mut loose = loose.into_iter();
        if self.year.is_none() && self.day.is_none() {
            match (loose.next(), loose.next()) {
                (Some(year), Some(day)) if year.text.len() > 2 => {
                    self.year = Some(full_year(&year)?);
                    self.day = Some(day_of_month(&day)?);
                }
                (Some(day), Some(year)) => {
                    self.day = Some(day_of_month(&day)?);
                    self.year = Some(full_year(&year)?);
                }
                (Some(year), None) if year.text.len() > 2 => self.year = Some(full_year(&year)?),
                (Some(day), None) => self.day = Some(day_of_month(&day)?),
                (None, _) => {}
            }
        } else if self.day.is_none() {
            self.day = loose.next().map(|day| day_of_month(&day)).transpose()?;
        } else if self.year.is_none() {
            self.year = loose.next().map(|year| full_year(&year)).transpose()?;
        }
        if let Some(extra) = loose.next() {
            return Err(format!("`{}` is one number too many; give one day only", extra.text));
        }
        match (self.year, self.day) {
            (Some(_), Some(_)) => Ok(()),
            (None, _) => Err("it gives no year".to_owned()),
            (Some(year), None) => {
                Err(format!("a month alone is too vague; give the day too, such as {year:04}-{month:02}-01"))
            }
        }
    }

    /// Asks the calendar and the zone.
    pub(super) fn resolve(&self, zone: &Zone) -> Result<ReadDate, String> {
        let (Some(year), Some(month), Some(day)) = (self.year, self.month, self.day) else {
            return Err(format!("Courant finds no day in it; {ADVICE}"));
        };
        let date = calendar_day(year, month, day)?;
        let (time, next_day) = match self.time {
            None => (NaiveTime::MIN, false),
            Some(clock) => clock.resolve()?,
        };
        let out_of_range = || "it lies outside the years 1 to 9999".to_owned();
        let on = if next_day { date.checked_add_days(Days::new(1)).ok_or_else(out_of_range)? } else { date };
        let instant = self.zone.unwrap_or(*zone).instant(on.and_time(time)).ok_or_else(out_of_range)?;
        let wrong_weekday =
            self.weekday.filter(|(weekday, _)| *weekday != date.weekday()).map(|(_, written)| written.to_owned());
        Ok(ReadDate { instant, has_time: self.time.is_some(), wrong_weekday })
    }
}

/// What to do about a text without a date.
pub(super) const ADVICE: &str = "write it like 2018-03-05 or 2018-03-05T14:10:00-05:00";

fn calendar_day(year: i32, month: u32, day: u32) -> Result<NaiveDate, String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    if year == 0 && month == 0 && day == 0 {
        return Err("all zeros stand for no date at all".to_owned());
    }
    if !(1..=9999).contains(&year) {
        return Err(format!("there is no year {year}"));
    }
    let Some(name) = month.checked_sub(1).and_then(|index| MONTHS.get(index as usize)) else {
        return Err(format!("there is no month {month}"));
    };
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| match day {
        0 => "there is no day 0".to_owned(),
        1..=31 => format!("{name} {year} has no day {day}"),
        _ => format!("no month has a day {day}"),
    })
}

/// A year beside a month's name: four digits, or two as in RFC 2822 §4.3.
pub(super) fn full_year(token: &Token<'_>) -> Result<i32, String> {
    match (token.text.len(), token.text.parse::<i32>()) {
        (4, Ok(year)) => Ok(year),
        (2, Ok(year)) => Ok(if year < 50 { 2000 + year } else { 1900 + year }),
        _ => Err(format!("`{}` is no year of four digits", token.text)),
    }
}

/// A day beside a month's name.
pub(super) fn day_of_month(token: &Token<'_>) -> Result<u32, String> {
    match token.number() {
        Some(day) if token.text.len() <= 2 => Ok(day),
        _ => Err(format!("`{}` is no day of a month", token.text)),
    }
}
