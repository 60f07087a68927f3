//! The two date forms of feeds.

use chrono::DateTime;

/// Whether the text is an RFC 822 date with the extensions of RFC 2822, its weekday being the right one: RSS.
pub(super) fn is_rfc822(text: &str) -> bool {
    // `chrono` skips comments in parentheses, which are legal in mail and unknown to feed readers.
    !text.contains('(') && DateTime::parse_from_rfc2822(text).is_ok()
}

/// Whether the text is an RFC 3339 date with time, `T` and `Z` in upper case: Atom and JSON Feed.
pub(super) fn is_rfc3339(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.get(10) == Some(&b'T')
        && !bytes.contains(&b'z')
        && !bytes.contains(&b' ')
        && text.is_ascii()
        && DateTime::parse_from_rfc3339(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{is_rfc822, is_rfc3339};

    #[test]
    fn dates_of_rss() {
        for good in ["Sun, 22 Nov 2026 09:30:00 +0000", "22 Nov 2026 09:30 GMT", "Sun, 2 Aug 2026 09:30:00 EST"] {
            assert!(is_rfc822(good), "{good}");
        }
        let bad = [
            "",
            "2026-11-22T09:30:00Z",
            "Mon, 22 Nov 2026 09:30:00 +0000",
            "Sun, 31 Nov 2026 09:30:00 +0000",
            "Sun, 22 nov. 2026 09:30:00 +0000",
            "Sun, 22 Nov 2026 25:30:00 +0000",
            "Sun, 22 Nov 2026",
            "22 Nov 2026 09:30 (x) GMT",
        ];
        for bad in bad {
            assert!(!is_rfc822(bad), "{bad}");
        }
    }

    #[test]
    fn dates_of_atom_and_json() {
        for good in ["2026-11-22T09:30:00Z", "2026-11-22T09:30:00.25+05:45", "2026-11-22T09:30:00+00:00"] {
            assert!(is_rfc3339(good), "{good}");
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
            assert!(!is_rfc3339(bad), "{bad}");
        }
    }
}
