//! URIs and IRIs (RFC 3986, 3987), and what their schemes demand: `tag:` (RFC 4151), `urn:` (RFC 8141), `urn:uuid:`.

use super::{Problem, lists::is_registered_scheme};
use crate::lint::{
    rules::{
        ID_NOT_CANONICAL, TAG_URI_INVALID, URI_CHARACTER, URI_INVALID, URI_NOT_ABSOLUTE, URI_NOT_ASCII,
        URI_SCHEME_UNREGISTERED, URN_INVALID, UUID_INVALID,
    },
    text::quote,
};

/// The scheme, if the text begins with one.
pub(in crate::lint) fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    (bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)))
    .then_some(scheme)
}

/// Whether the text is an absolute address of the Web with a host.
pub(in crate::lint) fn is_web(text: &str) -> bool {
    let Some(scheme) = scheme(text) else { return false };
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && authority(text).is_some_and(is_plausible_host)
}

/// What stands between `//` and the path.
fn authority(text: &str) -> Option<&str> {
    let rest = &text[scheme(text)?.len() + 1..];
    let rest = rest.strip_prefix("//")?;
    Some(rest.split(['/', '?', '#']).next().unwrap_or_default())
}

/// The host of an absolute address, with its port.
pub(in crate::lint) fn host(text: &str) -> Option<&str> {
    authority(text).map(|authority| authority.rsplit('@').next().unwrap_or_default())
}

/// A parameter that says how somebody got here, not where it is.
pub(in crate::lint) fn tracking(text: &str) -> Option<&str> {
    const NAMES: [&str; 10] = [
        "fbclid",
        "gclid",
        "mc_cid",
        "mc_eid",
        "phpsessid",
        "jsessionid",
        "sessionid",
        "session_id",
        "sid",
        "aspsessionid",
    ];
    let parameters = match text.split_once('?') {
        Some((_, query)) => query,
        // `;jsessionid=…` belongs to the path.
        None => text.split_once(";jsessionid=").map(|(before, _)| &text[before.len() + 1..])?,
    };
    parameters.split(['&', ';', '#']).find(|parameter| {
        let name = parameter.split('=').next().unwrap_or_default();
        name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("utm_"))
            || (parameter.len() > name.len() && NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)))
    })
}

fn is_plausible_host(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (host, ""),
    };
    !host.is_empty()
        && !host.starts_with('.')
        && port.bytes().all(|b| b.is_ascii_digit())
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:[]%".contains(&b) || !b.is_ascii())
}

/// The first thing that keeps a text from being an IRI reference, absolute or relative.
pub(in crate::lint) fn reference(text: &str) -> Result<(), Problem> {
    if let Some(scheme) = scheme(text) {
        by_scheme(text, scheme)?;
    }
    for c in text.chars() {
        if c.is_ascii_control() || c == ' ' || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`') {
            let message = format!("`{}` has {}, which an address must percent-encode", quote(text), named(c));
            return Err((&URI_CHARACTER, message));
        }
    }
    if !text.is_ascii()
        && let Some(c) = text.chars().find(|&c| is_no_letter_of_iris(c))
    {
        let message = format!("`{}` has U+{:04X}, which no address may have", quote(text), u32::from(c));
        return Err((&URI_INVALID, message));
    }
    let hex = |b: Option<&u8>| b.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'%', bytes) {
        if !hex(bytes.get(at + 1)) || !hex(bytes.get(at + 2)) {
            return Err((&URI_CHARACTER, format!("in `{}` a `%` begins no escape such as `%20`", quote(text))));
        }
    }
    let after_authority = text.find("//").filter(|at| *at == 0 || text[..*at].ends_with(':')).map_or(0, |at| {
        let rest = &text[at + 2..];
        at + 2 + rest.find(['/', '?', '#']).unwrap_or(rest.len())
    });
    if text[after_authority..].contains(['[', ']']) {
        return Err((
            &URI_CHARACTER,
            format!("`{}` has a square bracket, which an address must percent-encode", quote(text)),
        ));
    }
    if text.bytes().filter(|b| *b == b'#').count() > 1 {
        return Err((&URI_INVALID, format!("`{}` has two `#`", quote(text))));
    }
    let Some(scheme) = scheme(text) else {
        // RFC 3986 §4.2: the first segment of a relative reference has no colon.
        let first = text.split(['/', '?', '#']).next().unwrap_or_default();
        if first.contains(':') {
            return Err((&URI_INVALID, format!("`{}` begins with no scheme, but has a colon", quote(text))));
        }
        return Ok(());
    };
    if matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp")
        && !authority(text).is_some_and(is_plausible_host)
    {
        return Err((&URI_INVALID, format!("`{}` names no host", quote(text))));
    }
    Ok(())
}

/// What RFC 3987 §2.2 leaves out of `ucschar`, and the marks of direction that its §4.1 forbids.
const fn is_no_letter_of_iris(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{fffd}')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
}

/// What `tag:` and `urn:` demand of what follows.
fn by_scheme(text: &str, scheme: &str) -> Result<(), Problem> {
    let rest = &text[scheme.len() + 1..];
    let lower = scheme.to_ascii_lowercase();
    match lower.as_str() {
        "tag" if !is_tag(rest) => Err((
            &TAG_URI_INVALID,
            format!(
                "`{}` is no tag URI: `tag:` owner `,` date `:` anything, as in `tag:example.org,2026:a`",
                quote(text)
            ),
        )),
        "urn" if rest.get(..5).is_some_and(|nid| nid.eq_ignore_ascii_case("uuid:")) && !is_uuid(&rest[5..]) => Err((
            &UUID_INVALID,
            format!("`{}` is no UUID: 8-4-4-4-12 hexadecimal digits belong after `urn:uuid:`", quote(text)),
        )),
        "urn" if !is_urn(rest) => Err((
            &URN_INVALID,
            format!("`{}` is no URN: `urn:` name of 2 to 32 letters, digits and hyphens `:` anything", quote(text)),
        )),
        _ => Ok(()),
    }
}

fn named(c: char) -> String {
    match c {
        ' ' => "a blank".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        c => format!("`{}`", c.escape_default()),
    }
}

/// As [`reference`], and absolute.
pub(in crate::lint) fn absolute(text: &str) -> Result<(), Problem> {
    reference(text)?;
    if scheme(text).is_none() {
        return Err((
            &URI_NOT_ABSOLUTE,
            format!("`{}` is no absolute address: it has no scheme such as `https:`", quote(text)),
        ));
    }
    Ok(())
}

/// As [`absolute`], and in ASCII: RSS knows URIs only.
pub(in crate::lint) fn ascii(text: &str) -> Result<(), Problem> {
    absolute(text)?;
    if !text.is_ascii() {
        return Err((
            &URI_NOT_ASCII,
            format!("`{}` has letters beyond ASCII, which RSS does not know in addresses", quote(text)),
        ));
    }
    Ok(())
}

/// Advice about the scheme of an address that is fine otherwise.
pub(in crate::lint) fn registered(text: &str) -> Result<(), Problem> {
    match scheme(text) {
        Some(scheme) if !is_registered_scheme(&scheme.to_ascii_lowercase()) => {
            Err((&URI_SCHEME_UNREGISTERED, format!("`{}:` is not a registered scheme", quote(scheme))))
        }
        _ => Ok(()),
    }
}

/// RFC 4151 §2.1, given what follows `tag:`.
fn is_tag(rest: &str) -> bool {
    let Some((entity, specific)) = rest.split_once(':') else { return false };
    let Some((owner, date)) = entity.rsplit_once(',') else { return false };
    let is_dns = |name: &str| {
        !name.is_empty()
            && name.split('.').all(|label| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
    };
    let is_owner = match owner.split_once('@') {
        Some((local, host)) => {
            !local.is_empty() && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) && is_dns(host)
        }
        None => is_dns(owner),
    };
    let number = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let mut parts = date.split('-');
    let is_date = parts.next().is_some_and(|year| number(year, 4))
        && parts.next().is_none_or(|month| number(month, 2) && ("01"..="12").contains(&month))
        && parts.next().is_none_or(|day| number(day, 2) && ("01"..="31").contains(&day))
        && parts.next().is_none();
    let is_specific = specific.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%#".contains(&b));
    is_owner && is_date && is_specific
}

/// Why its owner can hardly have minted a `tag:` URI, or why it will be mistaken for another (RFC 4151 §2.1, §2.2).
pub(in crate::lint) fn tag_problem(text: &str, now: Option<super::date::Instant>) -> Option<&'static str> {
    let (entity, specific) = text.strip_prefix("tag:")?.split_once(':')?;
    let (owner, date) = entity.rsplit_once(',')?;
    if owner.rsplit('@').next().unwrap_or_default().bytes().any(|b| b.is_ascii_uppercase()) {
        return Some("has capital letters in the name of its owner");
    }
    if specific.contains('%') {
        return Some("has a percent escape");
    }
    let mut parts = date.split('-').map(|part| part.parse::<u32>().ok());
    let year = parts.next()??;
    let (month, day) = (parts.next().flatten().unwrap_or(1), parts.next().flatten().unwrap_or(1));
    let Some(day) = chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day) else {
        return Some("has a date that is in no calendar");
    };
    now.is_some_and(|now| day > now.date_naive()).then_some("has a date in the future")
}

/// RFC 8141 §2 (names as RFC 2141 has them too), given what follows `urn:`.
fn is_urn(rest: &str) -> bool {
    let Some((nid, nss)) = rest.split_once(':') else { return false };
    let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (2..=32).contains(&nid.len())
        && nid.bytes().all(inner)
        && !nid.starts_with('-')
        && !nid.ends_with('-')
        && !nss.is_empty()
        && !nss.starts_with('/')
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`
pub(in crate::lint) fn is_uuid(text: &str) -> bool {
    let text = text.split(['#', '?']).next().unwrap_or_default();
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(n, b)| if matches!(n, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Why an id is not in the form that readers compare best (RFC 4287 §4.2.6.1).
pub(in crate::lint) fn canonical(text: &str) -> Result<(), Problem> {
    let Some(scheme) = scheme(text) else { return Ok(()) };
    let problem = |why: &str| Err((&ID_NOT_CANONICAL, format!("`{}` is not in canonical form: {why}", quote(text))));
    if text != text.trim() {
        return problem("white space surrounds it");
    }
    if scheme.bytes().any(|b| b.is_ascii_uppercase()) {
        return problem("its scheme has capital letters");
    }
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'%', bytes) {
        let Some(escape) = text.get(at + 1..at + 3) else { continue };
        if escape.bytes().any(|b| b.is_ascii_lowercase()) {
            return problem("its percent escapes have small letters");
        }
        if u8::from_str_radix(escape, 16).is_ok_and(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b)) {
            return problem("it escapes a character that needs no escape");
        }
    }
    let Some(authority) = authority(text) else { return Ok(()) };
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    if host_and_port.bytes().any(|b| b.is_ascii_uppercase()) {
        return problem("its host has capital letters");
    }
    if authority.starts_with('@') || authority.starts_with(":@") {
        return problem("it names nobody before the `@`");
    }
    if let Some((_, port)) = host_and_port.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        let default = match scheme {
            "http" => "80",
            "https" => "443",
            "ftp" => "21",
            _ => "-",
        };
        if port.is_empty() || port == default || (port.starts_with('0') && port.len() > 1) {
            return problem("its port is the usual one, or empty");
        }
    }
    let rest = &text[scheme.len() + 3 + authority.len()..];
    if matches!(scheme, "http" | "https" | "ftp") && !rest.starts_with('/') {
        return problem("a `/` is missing after its host");
    }
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return problem("its path has `.` or `..`");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{absolute, ascii, canonical, is_web, reference};

    #[test]
    fn references() {
        for good in [
            "",
            "a/b?c#d",
            "#x",
            "//a.example/b",
            "https://a.example/ä?b=c%20d",
            "https://[::1]:80/",
            "tag:a.example,2026-01:x",
            "tag:me.x@a.example,2026:",
            "urn:isbn:1",
            "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6",
            "mailto:a@b.example",
        ] {
            assert_eq!(reference(good).err(), None, "{good}");
        }
        for (bad, rule) in [
            ("a b", "uri-character"),
            ("https://a.example/<x>", "uri-character"),
            ("https://a.example/%zz", "uri-character"),
            ("https://a.example/[", "uri-character"),
            ("https:///a", "uri-invalid"),
            ("http:a", "uri-invalid"),
            ("1:a", "uri-invalid"),
            ("tag:a.example:x", "tag-uri"),
            ("tag:a.example,26:x", "tag-uri"),
            ("tag:a_b,2026:x", "tag-uri"),
            ("urn:x:1", "urn"),
            ("urn:a.b:1", "urn"),
            ("urn:uuid:1", "uuid"),
        ] {
            assert_eq!(reference(bad).err().map(|(rule, _)| rule.name), Some(rule), "{bad}");
        }
        assert_eq!(absolute("/a").err().map(|(rule, _)| rule.name), Some("uri-not-absolute"));
        assert_eq!(ascii("https://ä.example/").err().map(|(rule, _)| rule.name), Some("uri-not-ascii"));
        assert!(
            is_web("https://a.example")
                && !is_web("ftp://a.example")
                && !is_web("https://")
                && !is_web("https://a.example:x/")
        );
    }

    #[test]
    fn canonical_forms() {
        for good in [
            "http://a.example/",
            "http://a.example:8080/?",
            "tag:a.example,2026:X",
            "urn:uuid:A",
            "http://a.example/%C3%87",
        ] {
            assert!(canonical(good).is_ok(), "{good}");
        }
        for bad in [
            "HTTP://a.example/",
            "http://A.example/",
            "http://a.example",
            "http://a.example:80/",
            "http://a.example:/",
            "http://a.example/a/../b",
            "http://a.example/%c3",
            "http://a.example/%41",
        ] {
            assert!(canonical(bad).is_err(), "{bad}");
        }
    }
}
