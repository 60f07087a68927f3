//! A length of time as people write one: `90s`, `15m`, `1h30m`, `7d`.

use std::{fmt, str::FromStr, time::Duration};

/// Units with their seconds, the longest first.
const UNITS: [(char, u64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

/// A length of time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan(u64);

impl TimeSpan {
    /// So many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Its seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// As the standard library has it.
    #[must_use]
    pub const fn as_duration(self) -> Duration {
        Duration::from_secs(self.0)
    }
}

impl FromStr for TimeSpan {
    type Err = String;

    /// Numbers with their units, longer units first. A number alone is refused: nobody could say of what.
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse =
            || format!("`{text}` is no length of time: write a number with its unit, 90s, 15m, 2h, 1h30m, 7d or 4w");
        let mut rest = text.trim();
        let mut seconds = 0u64;
        let mut longer = u64::MAX;
        if rest.is_empty() {
            return Err(refuse());
        }
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(refuse)?;
            let (number, tail) = rest.split_at(end);
            let mut tail = tail.chars();
            let unit = tail.next().and_then(|c| UNITS.iter().find(|(unit, _)| *unit == c));
            let &(_, unit) = unit.filter(|(_, unit)| *unit < longer).ok_or_else(refuse)?;
            let part = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(refuse)?;
            seconds = seconds.checked_add(part).ok_or_else(refuse)?;
            longer = unit;
            rest = tail.as_str();
        }
        Ok(Self(seconds))
    }
}

impl fmt::Display for TimeSpan {
    /// `1 hour 30 minutes`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.0;
        let mut blank = "";
        for (unit, name) in [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")] {
            let count = left / unit;
            left %= unit;
            if count > 0 || (unit == 1 && self.0 == 0) {
                let plural = if count == 1 { "" } else { "s" };
                write!(f, "{blank}{count} {name}{plural}")?;
                blank = " ";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::TimeSpan;

    #[test]
    fn what_people_write_is_read() {
        for (text, seconds, words) in [
            ("90s", 90, "1 minute 30 seconds"),
            ("15m", 900, "15 minutes"),
            (" 2h ", 7200, "2 hours"),
            ("1h30m", 5400, "1 hour 30 minutes"),
            ("24h", 86_400, "1 day"),
            ("4w", 2_419_200, "28 days"),
            ("0s", 0, "0 seconds"),
            ("1d1s", 86_401, "1 day 1 second"),
        ] {
            let span: TimeSpan = text.parse().expect(text);
            assert_eq!((span.seconds(), span.to_string().as_str()), (seconds, words), "{text}");
        }
    }

    #[test]
    fn what_could_be_anything_is_refused() {
        for text in [
            "",
            "90",
            "s",
            "h1",
            "1.5h",
            "-1s",
            "1 h",
            "30m1h",
            "1m1m",
            "1y",
            "1H",
            "99999999999999999999s",
            "9999999999999999w",
        ] {
            let said = text.parse::<TimeSpan>().expect_err(text);
            assert!(said.contains("1h30m"), "{said}");
        }
    }
}
