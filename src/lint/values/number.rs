//! Numbers as feeds write them.

/// Whether the text is an integer of 0 or more.
pub(in crate::lint) fn is_non_negative(text: &str) -> bool {
    let text = text.strip_prefix('+').unwrap_or(text);
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the text is an integer above 0.
pub(in crate::lint) fn is_positive(text: &str) -> bool {
    is_non_negative(text) && text.bytes().any(|b| (b'1'..=b'9').contains(&b))
}

/// Whether the text is an integer.
pub(in crate::lint) fn is_integer(text: &str) -> bool {
    is_non_negative(text.strip_prefix('-').unwrap_or(text))
}

/// The value of a decimal number without letters (`inf` and `1e5` are none).
pub(in crate::lint) fn decimal(text: &str) -> Option<f64> {
    let is_plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    text.parse().ok().filter(|_| is_plain)
}

/// Normal play time (RFC 2326 §3.6): `now`, seconds, or `h:mm:ss`, fractions allowed.
pub(in crate::lint) fn is_play_time(text: &str) -> bool {
    if text == "now" {
        return true;
    }
    let (whole, fraction) = text.split_once('.').map_or((text, "0"), |(whole, fraction)| (whole, fraction));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let parts: Vec<&str> = whole.split(':').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let sixty = |part: &str| part.len() <= 2 && digits(part) && part.parse::<u8>().is_ok_and(|n| n < 60);
    match parts.as_slice() {
        [seconds] => digits(seconds),
        [minutes, seconds] => digits(minutes) && sixty(seconds) && seconds.len() == 2,
        [hours, minutes, seconds] => digits(hours) && sixty(minutes) && sixty(seconds) && seconds.len() == 2,
        _ => false,
    }
}

/// Apple's duration: seconds, `m:ss` or `h:mm:ss`.
pub(in crate::lint) fn is_duration(text: &str) -> bool {
    let mut parts = text.split(':');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let sixty = |part: &str| part.len() == 2 && digits(part) && part < "60";
    parts.next().is_some_and(digits) && text.split(':').count() <= 3 && parts.all(sixty)
}

#[cfg(test)]
mod tests {
    use super::{decimal, is_duration, is_integer, is_non_negative, is_play_time, is_positive};

    #[test]
    fn numbers() {
        assert!(
            is_positive("10") && !is_positive("0") && !is_positive("-1") && !is_positive("1.5") && !is_positive("")
        );
        assert!(is_non_negative("0") && is_non_negative("+3") && !is_non_negative("-3") && !is_non_negative("３"));
        assert!(is_integer("-3") && !is_integer("--3") && !is_integer(""));
        assert!(
            decimal("-1.5").is_some() && decimal("nan").is_none() && decimal("1e5").is_none() && decimal("").is_none()
        );
    }

    #[test]
    fn times() {
        for good in ["now", "37", "12.5", "7:48", "01:35:52", "0:00:00.250"] {
            assert!(is_play_time(good), "{good}");
        }
        for bad in ["", "1:2", "1:60", "1:2:3:4", "x", "12.", "1 2"] {
            assert!(!is_play_time(bad), "{bad}");
        }
        for good in ["0", "3600", "5:59", "10:00:00"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in ["", "1:60", "1:2:3", "1:00:00:00", "12.5", "45 min", ":30"] {
            assert!(!is_duration(bad), "{bad}");
        }
    }
}
