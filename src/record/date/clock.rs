//! Times of day.

use super::{
    parse::{Last, Reader},
    scan::{Kind, Token},
};
use chrono::NaiveTime;

/// A time of day as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
}

/// Halves of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
}

impl Clock {
    /// The time, and whether it is `24:00`, which belongs to the next day.
    pub(super) fn resolve(self) -> Result<(NaiveTime, bool), String> {
        let Self { hour, minute, second } = self;
        if (hour, minute, second) == (24, 0, 0) {
            return Ok((NaiveTime::MIN, true));
        }
        // Leap seconds exist in UTC and in no feed.
        let second = if second == 60 { 59 } else { second };
        NaiveTime::from_hms_opt(hour, minute, second).map(|time| (time, false)).ok_or_else(|| {
            let seconds = if self.second == 0 { String::new() } else { format!(":{:02}", self.second) };
            format!("{hour:02}:{minute:02}{seconds} is no time of day")
        })
    }

    fn with_half(self, half: Half) -> Result<Self, String> {
        let hour = match (self.hour, half) {
            (12, Half::Am) => 0,
            (0..=11, Half::Am) | (12..=23, Half::Pm) => self.hour,
            // `0:30 pm` has no reading; `13:30 pm` has only one.
            (1..=11, Half::Pm) => self.hour + 12,
            (hour, _) => return Err(format!("{hour}:{:02} is no time on a 12-hour clock", self.minute)),
        };
        Ok(Self { hour, ..self })
    }
}

impl<'a> Reader<'a> {
    /// A time that begins with this number, and how many pieces it takes.
    pub(super) fn clock(&self, first: Token<'a>) -> Result<Option<(Clock, usize)>, String> {
        let digits = first.text.len();
        let Some(hour) = first.number() else { return Ok(None) };
        if self.attached_sign(1, ':')
            && let Some(minutes) = self.attached_number(2)
        {
            let no_time = || format!("`{}` is no time of day", self.written(first, 5));
            let minute = minutes.number().filter(|_| digits <= 2 && minutes.text.len() <= 2).ok_or_else(no_time)?;
            let mut used = 3;
            let mut second = 0;
            if self.attached_sign(used, ':')
                && let Some(seconds) = self.attached_number(used + 1)
            {
                second = seconds.number().filter(|_| seconds.text.len() <= 2).ok_or_else(no_time)?;
                used += 2;
                if (self.attached_sign(used, '.') || self.attached_sign(used, ','))
                    && self.attached_number(used + 1).is_some()
                {
                    used += 2;
                }
            }
            return self.with_half(Clock { hour, minute, second }, used).map(Some);
        }
        let two = |clock: u32| Clock { hour: clock / 100, minute: clock % 100, second: 0 };
        let six = |clock: u32| Clock { hour: clock / 10_000, minute: clock / 100 % 100, second: clock % 100 };
        let whole = Clock { hour, minute: 0, second: 0 };
        // Digits alone are a time only behind a `T` or a date that has no separators either.
        if self.last == Last::TimeMark || self.last == Last::BasicDate {
            let clock = match digits {
                2 if self.last == Last::TimeMark => Some(whole),
                4 => Some(two(hour)),
                6 => Some(six(hour)),
                _ => None,
            };
            if let Some(clock) = clock {
                let fraction =
                    (self.attached_sign(1, '.') || self.attached_sign(1, ',')) && self.attached_number(2).is_some();
                return self.with_half(clock, if fraction { 3 } else { 1 }).map(Some);
            }
        }
        if self.half_at(1).is_some() {
            // `5 pm`; `851 PM`, as weather services write it.
            return match digits {
                1 | 2 => self.with_half(whole, 1).map(Some),
                3 | 4 => self.with_half(two(hour), 1).map(Some),
                _ => Ok(None),
            };
        }
        if digits > 2 {
            // `0300 UTC Wed Apr 19 2017`: a number at the beginning can only be a year where no zone follows.
            let leads = self.parts.month.is_none() && self.parts.loose.is_empty();
            let zoned = self.folded_word(1).is_some_and(|word| matches!(word.as_str(), "utc" | "gmt" | "z"));
            return Ok((digits == 4 && leads && zoned).then(|| (two(hour), 1)));
        }
        let minutes = |ahead: usize| self.peek(ahead).filter(|token| token.text.len() == 2).and_then(|t| t.number());
        match self.peek(1).map(|token| token.kind) {
            // `14.05 Uhr`, `5.30 pm`
            Some(Kind::Sign('.')) if self.attached_number(2).is_some() => {
                let Some(minute) = minutes(2) else { return Ok(None) };
                let clock = Clock { minute, ..whole };
                if self.half_at(3).is_some() {
                    return self.with_half(clock, 3).map(Some);
                }
                let named = self.folded_word(3).is_some_and(|word| matches!(word.as_str(), "uhr" | "h"));
                Ok(named.then_some((clock, 4)))
            }
            // `14h05`, `14 h`, `14 Uhr`
            Some(Kind::Word) => {
                let Some(unit) = self.folded_word(1) else { return Ok(None) };
                match (unit.as_str(), minutes(2)) {
                    ("h", Some(minute)) if self.peek(3).is_none_or(|token| !token.is('-') && !token.is('/')) => {
                        Ok(Some((Clock { minute, ..whole }, 3)))
                    }
                    ("h" | "uhr", _) => Ok(Some((whole, 2))),
                    _ => Ok(None),
                }
            }
            // `14時05分30秒`
            Some(Kind::Sign('時')) => {
                let part = |ahead: usize, unit: char| {
                    self.attached_sign(ahead + 1, unit).then(|| self.attached_number(ahead)?.number()).flatten()
                };
                let minute = part(2, '分');
                let second = minute.and_then(|_| part(4, '秒'));
                let used = 2 + 2 * usize::from(minute.is_some()) + 2 * usize::from(second.is_some());
                let clock = Clock { hour, minute: minute.unwrap_or(0), second: second.unwrap_or(0) };
                self.with_half(clock, used).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The text of up to `pieces` pieces from `first` on that hang together.
    pub(super) fn written(&self, first: Token<'a>, pieces: usize) -> &'a str {
        let end = (1..pieces).map_while(|ahead| self.peek(ahead).filter(|token| !token.spaced)).last().unwrap_or(first);
        &self.text[first.start..end.end()]
    }

    /// `am`, `PM`, `a.m.` at `ahead`, and how many pieces it takes.
    fn half_at(&self, ahead: usize) -> Option<(Half, usize)> {
        let word = self.folded_word(ahead)?;
        let (half, mut used) = match word.as_str() {
            "am" => (Half::Am, 1),
            "pm" => (Half::Pm, 1),
            "a" | "p" => {
                let dotted = self.attached_sign(ahead + 1, '.') && self.folded_word(ahead + 2).as_deref() == Some("m");
                dotted.then_some((if word == "a" { Half::Am } else { Half::Pm }, 3))?
            }
            _ => return None,
        };
        if self.attached_sign(ahead + used, '.') {
            used += 1;
        }
        Some((half, used))
    }

    /// Applies the half of the day that stands `used` pieces on or before the time.
    fn with_half(&self, clock: Clock, used: usize) -> Result<(Clock, usize), String> {
        match (self.half_at(used), self.half) {
            (Some((half, more)), _) => Ok((clock.with_half(half)?, used + more)),
            (None, Some(half)) => Ok((clock.with_half(half)?, used)),
            (None, None) => Ok((clock, used)),
        }
    }
}
