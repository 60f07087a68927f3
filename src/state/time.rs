//! Instants as the ledger and its export write them: RFC 3339.

use crate::value::Timestamp;

/// Reads any RFC 3339 time; people may have written another offset than the `Z` that we write.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    Timestamp::from_rfc3339(text)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn only_rfc3339_is_a_time() {
        for (text, expected) in [
            ("2026-11-22T09:30:00Z", Some("2026-11-22T09:30:00Z")),
            ("2026-11-22T09:30:00.9+01:00", Some("2026-11-22T08:30:00Z")),
            ("0001-01-01T00:00:00Z", Some("0001-01-01T00:00:00Z")),
            ("0001-01-01T00:00:00+01:00", None),
            ("0000-06-01T00:00:00Z", None),
            ("9999-12-31T23:59:59-01:00", None),
            ("2026-11-22", None),
            ("2026-11-31T00:00:00Z", None),
            ("", None),
        ] {
            assert_eq!(read(text).map(|time| time.rfc3339()).as_deref(), expected, "{text}");
        }
    }
}
