//! The walk over the pieces of a text, from left to right and once.

use super::{
    clock::{Clock, Half},
    names::{is_filler, is_ordinal_ending, month, weekday, zone},
    parts::{ADVICE, Parts, day_of_month, full_year},
    scan::{Kind, Token, tokens},
};
use crate::value::{Zone, fold};
use chrono::{FixedOffset, Weekday};

const WEEK_DATE: &str = "week dates are not read; write year, month and day";

/// Reads the pieces of a text.
///
/// # Errors
/// Says why it is no date, as a clause for the end of a sentence.
pub(super) fn parse(text: &str) -> Result<Parts<'_>, String> {
    let mut reader = Reader::new(text);
    while reader.at < reader.tokens.len() {
        reader.step()?;
    }
    reader.parts.settle()?;
    Ok(reader.parts)
}

/// Walks over the pieces once.
pub(super) struct Reader<'a> {
    pub text: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
    pub parts: Parts<'a>,
    /// The half of the day where it is written before the time: `下午`.
    pub half: Option<Half>,
    /// What the piece before was, where that matters.
    pub last: Last,
    /// The zone is a bare `UTC` or `GMT`, so that `GMT+0100` can still become an offset.
    utc_by_name: bool,
    /// The zone is an offset, which a name behind it only repeats: `+0000 UTC`, as Go prints it.
    by_offset: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    Other,
    /// A date all in digits without separators.
    BasicDate,
    /// The `T` of ISO 8601.
    TimeMark,
    Time,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            tokens: tokens(text),
            at: 0,
            parts: Parts::default(),
            half: None,
            last: Last::Other,
            utc_by_name: false,
            by_offset: false,
        }
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// The sign that follows `ahead` pieces on without blanks.
    pub(super) fn attached_sign(&self, ahead: usize, sign: char) -> bool {
        self.peek(ahead).is_some_and(|token| token.is(sign) && !token.spaced)
    }

    /// The number that follows `ahead` pieces on without blanks.
    pub(super) fn attached_number(&self, ahead: usize) -> Option<Token<'a>> {
        self.peek(ahead).filter(|token| token.kind == Kind::Number && !token.spaced)
    }

    pub(super) fn folded_word(&self, ahead: usize) -> Option<String> {
        self.peek(ahead).filter(|token| token.kind == Kind::Word).map(|token| fold(token.text))
    }

    fn step(&mut self) -> Result<(), String> {
        let Some(token) = self.peek(0) else { return Ok(()) };
        let before = self.at;
        let last = self.last;
        match token.kind {
            Kind::Number => self.number(token)?,
            Kind::Word => self.word(token)?,
            Kind::Sign(sign) => self.sign(token, sign)?,
        }
        if self.last == last && last != Last::Other {
            self.last = Last::Other;
        }
        debug_assert!(self.at > before, "every step consumes a piece");
        Ok(())
    }

    fn number(&mut self, token: Token<'a>) -> Result<(), String> {
        if self.numeric_date(token)? {
            return Ok(());
        }
        if let Some((clock, used)) = self.clock(token)? {
            return self.set_time(clock, used);
        }
        let next = self.peek(1).filter(|next| !next.spaced);
        match next.map(|next| next.kind) {
            Some(Kind::Sign('年')) => {
                let year = full_year(&token)?;
                self.at += 2;
                set(&mut self.parts.year, year, "year")
            }
            Some(Kind::Sign('月')) => {
                self.at += 2;
                set(&mut self.parts.month, token.number().unwrap_or(u32::MAX), "month")
            }
            Some(Kind::Sign('日')) => {
                let day = day_of_month(&token)?;
                self.at += 2;
                set(&mut self.parts.day, day, "day")
            }
            _ => {
                self.parts.loose.push(token);
                self.at += 1;
                // `4th`, `1er`; not the `T` and `Z` of ISO 8601, which are no ordinals.
                if next.is_some_and(|next| next.kind == Kind::Word && is_ordinal_ending(&fold(next.text)))
                    || next.is_some_and(|next| next.is('°'))
                {
                    self.at += 1;
                }
                Ok(())
            }
        }
    }

    /// `2018-03-05`, `5.3.2018`, `05-MAR-1988`, `20180305`. Says whether there was one.
    fn numeric_date(&mut self, first: Token<'a>) -> Result<bool, String> {
        let free = self.parts.month.is_none() && self.parts.loose.is_empty();
        if first.text.len() == 8 && free {
            let (year, rest) = first.text.split_at(4);
            let (month, day) = rest.split_at(2);
            self.at += 1;
            self.last = Last::BasicDate;
            return self.set_date(number_of(year)?, number_of(month)?, number_of(day)?).map(|()| true);
        }
        let Some(separator) = self.peek(1).filter(|token| !token.spaced) else { return Ok(false) };
        let Kind::Sign(sign @ ('-' | '/' | '.' | ':')) = separator.kind else { return Ok(false) };
        // Times have colons as well; only cameras write dates with them, and those have a year first.
        if sign == ':' && first.text.len() < 4 {
            return Ok(false);
        }
        let joined = |token: &Token<'_>| !token.spaced || sign == '.';
        let Some(second) = self.peek(2).filter(joined) else { return Ok(false) };
        let third = if self.peek(3).is_some_and(|token| token.is(sign) && !token.spaced) {
            self.peek(4).filter(|token| token.kind == Kind::Number && joined(token))
        } else {
            None
        };
        let of_year = first.text.len() == 4 && sign == '-' && free;
        let Some(third) = third else {
            if of_year && second.kind == Kind::Number {
                match second.text.len() {
                    1 | 2 => {
                        return Err(format!(
                            "a month alone is too vague; give the day too, such as {}-{:0>2}-01",
                            first.text, second.text
                        ));
                    }
                    3 => return Err("days counted through the year are not read; write year, month and day".to_owned()),
                    _ => {}
                }
            }
            return Ok(false);
        };
        let written = &self.text[first.start..third.end()];
        let (year, month, day) = match second.kind {
            Kind::Word => {
                let Some(month) = month(&fold(second.text)) else { return Ok(false) };
                let (year, day) = if first.text.len() > 2 { (first, third) } else { (third, first) };
                (full_year(&year)?, month, day_of_month(&day)?)
            }
            Kind::Number => ordered(first, second, third, sign, written)?,
            Kind::Sign(_) => return Ok(false),
        };
        self.at += 5;
        self.set_date(year, month, day).map(|()| true)
    }

    fn set_date(&mut self, year: i32, month: u32, day: u32) -> Result<(), String> {
        set(&mut self.parts.year, year, "year")?;
        set(&mut self.parts.month, month, "month")?;
        set(&mut self.parts.day, day, "day")
    }

    fn set_time(&mut self, clock: Clock, used: usize) -> Result<(), String> {
        clock.resolve()?;
        self.at += used;
        self.last = Last::Time;
        set(&mut self.parts.time, clock, "time")
    }

    fn word(&mut self, token: Token<'a>) -> Result<(), String> {
        let word = fold(token.text);
        let next = self.peek(1);
        let behind_time = self.last == Last::Time;
        if word == "t" && !token.spaced && self.parts.month.is_some() && self.attached_number(1).is_some() {
            self.at += 1;
            self.last = Last::TimeMark;
            return Ok(());
        }
        if self.attached_sign(1, '/') && self.peek(2).is_some_and(|token| token.kind == Kind::Word) {
            return self.named_zone(token);
        }
        if behind_time && self.zone_word(token)? {
            return Ok(());
        }
        // `mar` is March, and Tuesday in three languages: Tuesday if another month is named.
        let month = month(&word);
        let weekday = weekday(&word);
        let month_elsewhere =
            || self.parts.month.is_some() || self.tokens[self.at + 1..].iter().any(|token| is_month(token));
        match (month, weekday) {
            (month, Some(weekday)) if month.is_none() || month_elsewhere() => {
                self.at += 1;
                return set(&mut self.parts.weekday, (weekday, token.text), "weekday");
            }
            (Some(month), _) => {
                self.at += 1;
                // `Mar-05-2018`
                if self.attached_sign(0, '-') && self.attached_number(1).is_some_and(|day| day.text.len() <= 2) {
                    self.at += 1;
                    if self.attached_sign(1, '-') && self.attached_number(2).is_some() {
                        self.parts.loose.extend([self.tokens[self.at], self.tokens[self.at + 2]]);
                        self.at += 3;
                    }
                }
                return set(&mut self.parts.month, month, "month");
            }
            (None, _) => {}
        }
        if self.zone_word(token)? {
            return Ok(());
        }
        match word.as_str() {
            "午前" | "上午" | "오전" => self.half = Some(Half::Am),
            "午後" | "下午" | "오후" => self.half = Some(Half::Pm),
            // The sign for day is a piece of its own, also in the name of Sunday.
            "星期" | "周" | "週" if next.is_some_and(|next| next.is('日')) => {
                self.at += 2;
                return set(&mut self.parts.weekday, (Weekday::Sun, token.text), "weekday");
            }
            // Military letters have the wrong sign in RFC 822, so that nobody knows what one means.
            letter if behind_time && letter.len() == 1 && token.text.bytes().all(|b| b.is_ascii_uppercase()) => {
                return Err(format!("the zone `{}` is not read; write an offset such as -05:00", token.text));
            }
            _ if is_filler(&word) => {}
            _ if self.at == 0 && self.before_comma() && token.text.chars().count() <= 12 => {
                self.parts.unknown_word = true;
            }
            "w" if self.parts.month.is_none() && self.attached_number(1).is_some() => return Err(WEEK_DATE.to_owned()),
            _ => return Err(format!("Courant does not know the word `{}` in it; {ADVICE}", super::shown(token.text))),
        }
        self.at += 1;
        Ok(())
    }

    /// Whether a comma follows the word, so that it can be a weekday in a language of which nothing is known.
    fn before_comma(&self) -> bool {
        let after = usize::from(self.attached_sign(1, '.')) + 1;
        self.peek(after).is_some_and(|token| token.is(','))
    }

    /// `EST`, `UTC`. Says whether it was one.
    fn zone_word(&mut self, token: Token<'a>) -> Result<bool, String> {
        if self.parts.time.is_none() && self.parts.month.is_none() {
            return Ok(false);
        }
        let Some(zone) = zone(token.text) else { return Ok(false) };
        self.at += 1;
        if self.by_offset && token.spaced {
            return Ok(true);
        }
        set(&mut self.parts.zone, zone, "zone")?;
        self.utc_by_name = matches!(fold(token.text).as_str(), "utc" | "gmt" | "ut");
        Ok(true)
    }

    /// `America/New_York`, `America/Port-au-Prince`, `Etc/GMT+5`.
    fn named_zone(&mut self, first: Token<'a>) -> Result<(), String> {
        let mut end = first.end();
        let mut used = 1;
        while let Some(token) = self.peek(used).filter(|token| !token.spaced) {
            if !matches!(token.kind, Kind::Word | Kind::Number | Kind::Sign('/' | '_' | '-' | '+')) {
                break;
            }
            end = token.end();
            used += 1;
        }
        let name = &self.text[first.start..end];
        let Some(zone) = zone(name) else {
            return Err(format!("`{name}` is no time zone; write one such as America/New_York or -05:00"));
        };
        self.at += used;
        set(&mut self.parts.zone, zone, "zone")
    }

    fn sign(&mut self, token: Token<'a>, sign: char) -> Result<(), String> {
        let number = self.attached_number(1);
        match sign {
            '+' | '-' if number.is_some() => {
                let dated = self.parts.day.is_some() || self.parts.loose.len() >= 2;
                if self.parts.time.is_some() || dated {
                    return self.offset(sign);
                }
                return Err(if sign == '-' {
                    "Courant reads no years before 1".to_owned()
                } else {
                    format!("Courant does not understand the `+` in it; {ADVICE}")
                });
            }
            '(' | '[' => return self.comment(sign),
            '.' | ',' | '-' | '–' | '—' | '|' | '@' | '·' | '•' | '\'' | '’' => {}
            _ => return Err(format!("Courant does not understand the `{}` in it; {ADVICE}", token.text)),
        }
        self.at += 1;
        // A comma between time and zone or date and time changes nothing, but ends what hangs together.
        Ok(())
    }

    /// `+02:00`, `-0500`, `+530`, `-5`.
    fn offset(&mut self, sign: char) -> Result<(), String> {
        let start = self.tokens[self.at];
        let Some(digits) = self.attached_number(1) else { return Ok(()) };
        let no_offset = || format!("`{}` is no distance from UTC; write one such as -05:00", self.written(start, 4));
        let value = digits.number().ok_or_else(no_offset)?;
        let mut used = 2;
        let (hours, minutes) = match digits.text.len() {
            1 | 2 => {
                let minutes = if self.attached_sign(2, ':') { self.attached_number(3) } else { None };
                used += 2 * usize::from(minutes.is_some());
                let minutes = minutes.map_or(Some(0), |token| token.number().filter(|_| token.text.len() == 2));
                (value, minutes.ok_or_else(no_offset)?)
            }
            3 | 4 => (value / 100, value % 100),
            _ => return Err(no_offset()),
        };
        // The farthest that clocks have ever been from UTC is 15 hours and some.
        if hours > 15 || minutes > 59 {
            return Err(no_offset());
        }
        let seconds = i32::try_from((hours * 60 + minutes) * 60).map_err(|_| no_offset())?;
        let offset = FixedOffset::east_opt(if sign == '-' { -seconds } else { seconds }).ok_or_else(no_offset)?;
        self.at += used;
        if std::mem::take(&mut self.utc_by_name) {
            self.parts.zone = None;
        }
        self.by_offset = true;
        set(&mut self.parts.zone, Zone::Fixed(offset), "zone")
    }

    /// Passes over `(CET)` and `[Europe/Berlin]`, which only repeat; a zone in it counts where no other is given.
    fn comment(&mut self, opening: char) -> Result<(), String> {
        let closing = if opening == '(' { ')' } else { ']' };
        let Some(length) = self.tokens[self.at..].iter().position(|token| token.is(closing)) else {
            return Err(format!("a `{closing}` is missing"));
        };
        let inside = &self.tokens[self.at + 1..self.at + length];
        if let (Some(first), Some(last)) = (inside.first(), inside.last())
            && self.parts.zone.is_none()
            && self.parts.time.is_some()
        {
            let written = &self.text[first.start..last.end()];
            self.parts.zone = zone(written).or_else(|| distance(written));
        }
        self.at += length + 1;
        Ok(())
    }
}

/// `GMT+2`, `UTC-05:30`: a distance from UTC behind its name.
fn distance(written: &str) -> Option<Zone> {
    let name = ["gmt", "utc", "ut"]
        .into_iter()
        .find(|name| written.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))?;
    let rest = written[name.len()..].trim_start();
    let (is_west, rest) = match rest.chars().next()? {
        '+' => (false, &rest[1..]),
        sign @ ('-' | '−') => (true, &rest[sign.len_utf8()..]),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() > 2 && rest.is_char_boundary(rest.len() - 2) => rest.split_at(rest.len() - 2),
        None => (rest, "0"),
    };
    let number = |digits: &str| digits.parse::<i32>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let (hours, minutes) =
        (number(hours).filter(|hours| *hours <= 15)?, number(minutes).filter(|minutes| *minutes < 60)?);
    let seconds = (hours * 60 + minutes) * 60;
    FixedOffset::east_opt(if is_west { -seconds } else { seconds }).map(Zone::Fixed)
}

fn is_month(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && month(&fold(token.text)).is_some()
}

fn number_of<T: std::str::FromStr>(digits: &str) -> Result<T, String> {
    digits.parse().map_err(|_| format!("`{digits}` is no number that a date can have"))
}

/// Year, month and day of three numbers, or why they could be two days.
fn ordered(
    first: Token<'_>,
    second: Token<'_>,
    third: Token<'_>,
    sign: char,
    written: &str,
) -> Result<(i32, u32, u32), String> {
    let lengths = (first.text.len(), second.text.len(), third.text.len());
    let too_long = [first, second, third].into_iter().find(|token| token.text.len() > 4);
    if let Some(token) = too_long {
        return Err(format!("`{}` has too many digits for a year", token.text));
    }
    let (a, b): (u32, u32) = (number_of(first.text)?, number_of(second.text)?);
    match lengths {
        (4, 1..=2, 1..=2) => Ok((number_of(first.text)?, b, number_of(third.text)?)),
        (1..=2, 1..=2, 4) => {
            let year = number_of(third.text)?;
            // With full stops the day comes first wherever they are used.
            if sign == '.' || a > 12 || a == b {
                Ok((year, b, a))
            } else if b > 12 {
                Ok((year, a, b))
            } else {
                Err(format!("it can mean two days; write {year:04}-{a:02}-{b:02} or {year:04}-{b:02}-{a:02}"))
            }
        }
        (1..=2, 1..=2, 1..=2) => Err(format!("`{written}` has no year of four digits, so it can mean several days")),
        _ => Err(format!("`{written}` has no year of four digits")),
    }
}

/// Fills a part, once.
fn set<T>(part: &mut Option<T>, value: T, name: &str) -> Result<(), String> {
    if part.replace(value).is_some() {
        return Err(format!("it has more than one {name}; give one date only"));
    }
    Ok(())
}
