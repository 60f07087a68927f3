//! What an answer, or its absence, means for a delivery.

use super::Verdict;
use crate::{
    net::{Error, Reply},
    value::Timestamp,
};
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use std::time::Duration;

/// How much of a server's own words is repeated.
const MOST_WORDS: usize = 200;
/// Nobody waits longer, whatever a server asks for.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// What to do about a 407, whether the proxy passes requests on or only connections.
const PROXIED: &str =
    "the proxy wants a name and a password: put its address with both into a secret, `proxy = \"env:PROXY\"`";

/// What the status alone says (RFC 9110 §15).
pub(super) fn by_status(reply: &Reply, now: Timestamp) -> Verdict {
    let status = reply.status;
    match status {
        200..=299 => Verdict::Delivered,
        408 | 425 | 429 | 500.. => Verdict::Again { why: answered(reply), after: retry_after(reply, now) },
        407 => Verdict::Refused { why: format!("{}; {PROXIED}", answered(reply)) },
        300..=399 => Verdict::Refused { why: format!("{}, and nowhere to go instead", answered(reply)) },
        _ => Verdict::Refused { why: answered(reply) },
    }
}

/// What keeps an answer from coming: nearly all of it may be over the next time.
pub(super) fn by_error(error: &Error) -> Verdict {
    let why = in_full(error);
    match error {
        Error::Moved { .. } | Error::Private { .. } | Error::TooManyRedirects { .. } | Error::Redirect { .. } => {
            Verdict::Refused { why }
        }
        Error::Proxied { .. } => Verdict::Refused { why: format!("{why}; {PROXIED}") },
        Error::Certificate { .. } => Verdict::Again {
            why: format!("{why}; if it is signed by yourself, name its issuer's certificate in `ca_file`"),
            after: None,
        },
        _ => Verdict::Again { why, after: None },
    }
}

/// An error with its causes.
pub(super) fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut at = error.source();
    while let Some(cause) = at {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        at = cause.source();
    }
    text
}

/// `answered 503 Service Unavailable: try later`.
pub(super) fn answered(reply: &Reply) -> String {
    let name = name(reply.status);
    let words = words(&reply.body);
    let blank = if name.is_empty() { "" } else { " " };
    let away = match reply.hops.last() {
        Some(hop) => format!("{}, where the request was redirected to, ", hop.to),
        None => String::new(),
    };
    let said = if words.is_empty() { String::new() } else { format!(": {words}") };
    format!("{away}answered {}{blank}{name}{said}", reply.status)
}

/// The beginning of a text for people, in one line; nothing of a page.
pub(super) fn words(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('<') {
        return String::new();
    }
    let clean: String = text.chars().map(|c| if c.is_control() || c == '\u{fffd}' { ' ' } else { c }).collect();
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_WORDS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

const fn name(status: u16) -> &'static str {
    match status {
        300 => "Multiple Choices",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        425 => "Too Early",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

/// `Retry-After` in both its forms (RFC 9110 §10.2.3), from `now` on.
///
/// A date is counted from the answer's own `Date`: both are by the server's clock.
pub(super) fn retry_after(reply: &Reply, now: Timestamp) -> Option<Duration> {
    let stated = reply.headers.get("retry-after")?.trim();
    if !stated.is_empty() && stated.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit are a very long time.
        return Some(stated.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST));
    }
    let then = http_date(stated)?;
    let from =
        reply.headers.get("date").and_then(|date| http_date(date.trim())).unwrap_or_else(|| now.as_utc().naive_utc());
    Some((then - from).max(TimeDelta::zero()).to_std().unwrap_or_default().min(LONGEST))
}

/// The three forms of a date in HTTP (RFC 9110 §5.6.7).
fn http_date(text: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc2822(text)
        .map(|date| date.naive_utc())
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%A, %d-%b-%y %H:%M:%S GMT"))
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%a %b %e %H:%M:%S %Y"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{by_status, words};
    use crate::{net::Reply, notify::Verdict, value::Timestamp};
    use std::time::Duration;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOW: i64 = 784_111_777;

    fn reply(status: u16, headers: &[(&str, &str)]) -> Reply {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Reply { status, hops: Vec::new(), headers, body: b"so\nbe it".to_vec(), cut: None }
    }

    fn verdict(status: u16, headers: &[(&str, &str)]) -> Verdict {
        by_status(&reply(status, headers), Timestamp::from_unix(NOW).expect("in range"))
    }

    #[test]
    fn the_status_says_whether_to_come_again() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(verdict(status, &[]), Verdict::Delivered);
        }
        for status in [408, 425, 429, 500, 501, 503, 599] {
            assert!(matches!(verdict(status, &[]), Verdict::Again { after: None, .. }), "{status}");
        }
        for status in [300, 304, 400, 401, 403, 404, 405, 410, 422, 451] {
            assert!(matches!(verdict(status, &[]), Verdict::Refused { .. }), "{status}");
        }
        assert_eq!(verdict(404, &[]), Verdict::Refused { why: "answered 404 Not Found: so be it".to_owned() });
    }

    #[test]
    fn a_server_says_when_to_come_again_in_seconds_or_by_its_clock() {
        for (stated, date, seconds) in [
            ("120", None, Some(120)),
            (" 0 ", None, Some(0)),
            ("99999999999999999999", None, Some(366 * 86_400)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", None, Some(60)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", None, Some(60)),
            ("Sun Nov  6 08:50:37 1994", None, Some(60)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some("Sun, 06 Nov 1994 08:50:07 GMT"), Some(30)),
            ("Sun, 06 Nov 1994 08:40:37 GMT", None, Some(0)),
            ("-5", None, None),
            ("soon", None, None),
            ("", None, None),
        ] {
            let headers: Vec<_> =
                std::iter::once(("Retry-After", stated)).chain(date.map(|date| ("Date", date))).collect();
            let Verdict::Again { after, .. } = verdict(503, &headers) else { panic!("503 is no refusal") };
            assert_eq!(after, seconds.map(Duration::from_secs), "{stated}");
        }
    }

    #[test]
    fn a_server_has_its_say_in_one_short_line() {
        assert_eq!(words(b"\xef\xbb\xbf no \x1b[31m such\r\n topic\xff"), "no [31m such topic");
        assert_eq!(words(b"<html><body>404</body></html>"), "");
        assert_eq!(words(&[b'a'; 500]).chars().count(), 201);
    }
}
