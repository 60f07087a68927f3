//! Web addresses and IRIs.

use std::{borrow::Cow, fmt};
use url::Url;

/// An absolute `http` or `https` URL in ASCII (RFC 3986): what RSS links, enclosures and images must be.
///
/// A URL that is in order already is kept byte for byte, since ids are compared as raw strings; anything else is
/// percent-encoded and its host put into its ASCII form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebUrl(String);

impl WebUrl {
    /// Reads an absolute URL.
    ///
    /// # Errors
    /// Says what is wrong when the text is relative, has another scheme, no host, or cannot be read as a URL.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if is_plain(text) { Ok(Self(text.to_owned())) } else { Self::parse_any(text) }
    }

    fn parse_any(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|e| match e {
            url::ParseError::RelativeUrlWithoutBase => {
                format!("`{text}` is not an absolute URL: it must begin with https:// or http://")
            }
            other => format!("`{text}` is not a URL: {other}"),
        })?;
        Self::from_url(&url, Some(text))
    }

    /// Resolves `reference` against this URL (RFC 3986 §5).
    ///
    /// # Errors
    /// As [`WebUrl::parse`].
    pub fn join(&self, reference: &str) -> Result<Self, String> {
        let reference = reference.trim();
        if is_plain(reference) {
            return Ok(Self(reference.to_owned()));
        }
        match plain_origin(&self.0).filter(|_| is_plain_path(reference)) {
            Some(end) => Ok(Self(format!("{}{reference}", &self.0[..end]))),
            None => self.join_any(reference),
        }
    }

    fn join_any(&self, reference: &str) -> Result<Self, String> {
        let base = Url::parse(&self.0).map_err(|e| format!("`{}` is not a URL: {e}", self.0))?;
        let url = base.join(reference).map_err(|e| format!("`{reference}` is not a URL: {e}"))?;
        let is_whole = Url::parse(reference).is_ok_and(|parsed| parsed == url);
        Self::from_url(&url, is_whole.then_some(reference))
    }

    /// `original` is the text that was read as this URL, if it was not resolved.
    fn from_url(url: &Url, original: Option<&str>) -> Result<Self, String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("`{url}` has the scheme `{}`; a feed needs https or http here", url.scheme()));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(format!("`{url}` names no host"));
        }
        if url.password().is_some() {
            return Err(format!(
                "the address at `{}` has a password in it, which everybody could read",
                url.host_str().unwrap_or_default()
            ));
        }
        if let Some(original) = original
            && is_plain_uri(original)
        {
            return Ok(Self(original.to_owned()));
        }
        Ok(Self(encode_rest(url.as_str())))
    }

    /// The URL as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, in ASCII.
    #[must_use]
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        host.split(':').next().unwrap_or_default()
    }

    /// The URL as pages are compared: without what does not tell one from another, which is scheme, fragment, a last slash,
    /// and parameters that say how somebody got there (`utm_source=rss`).
    #[must_use]
    pub fn page(&self) -> String {
        let url = self.0.split('#').next().unwrap_or_default();
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let query: Vec<&str> = query.split('&').filter(|parameter| tells_apart(parameter)).collect();
        let path = path.strip_suffix('/').unwrap_or(path);
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// This URL with `query` (`utm_source=rss`) added before a fragment.
    #[must_use]
    pub fn with_query(&self, query: &str) -> Self {
        let (head, fragment) = match self.0.split_once('#') {
            Some((head, fragment)) => (head, Some(fragment)),
            None => (self.0.as_str(), None),
        };
        let joiner = if head.contains('?') { '&' } else { '?' };
        let mut out = format!("{head}{joiner}{}", encode_rest(query));
        if let Some(fragment) = fragment {
            out.push('#');
            out.push_str(fragment);
        }
        Self(out)
    }
}

/// Where the host ends of a web address that has a plain one: lower-case words of ASCII, the last of them no number. Reading
/// such an address with everything that may be in one is much work, and gives the same.
fn plain_origin(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let bytes = rest.as_bytes();
    let end = bytes.iter().position(|byte| *byte == b'/').unwrap_or(bytes.len());
    let is_word = |word: &[u8]| {
        word.len() < 64
            && word.first().is_some_and(u8::is_ascii_alphanumeric)
            && word.last().is_some_and(u8::is_ascii_alphanumeric)
            && word.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
            && !word.starts_with(b"xn--")
    };
    let (mut words, mut last) = (bytes[..end].split(|byte| *byte == b'.'), &b""[..]);
    let is_plain = words.by_ref().inspect(|word| last = word).all(is_word);
    (is_plain && end < 200 && last.first().is_some_and(u8::is_ascii_lowercase)).then_some(text.len() - rest.len() + end)
}

/// Whether a text is a path below a host in which nothing has to be resolved or encoded.
fn is_plain_path(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
    bytes.first() == Some(&b'/')
        && bytes.get(1) != Some(&b'/')
        && bytes.iter().all(is_plain)
        && !bytes.windows(2).any(|pair| pair == b"/.")
}

/// Whether a text is a web address that stays as it is.
fn is_plain(text: &str) -> bool {
    plain_origin(text).is_some_and(|end| end == text.len() || is_plain_path(&text[end..]))
}

/// Whether a parameter tells one page from another, and not how somebody got there.
fn tells_apart(parameter: &str) -> bool {
    const TRACKING: [&str; 4] = ["fbclid", "gclid", "mc_cid", "mc_eid"];
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    !parameter.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
}

/// An address without the parameters that say how somebody got there (`utm_source=rss`), for comparing alone.
#[must_use]
pub fn without_campaign(url: &str) -> Cow<'_, str> {
    let (head, fragment) = url.find('#').map_or((url, ""), |at| url.split_at(at));
    let Some((path, query)) = head.split_once('?') else { return Cow::Borrowed(url) };
    if query.split('&').all(tells_apart) {
        return Cow::Borrowed(url);
    }
    let query: Vec<&str> = query.split('&').filter(|parameter| tells_apart(parameter)).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Cow::Owned(format!("{path}{mark}{}{fragment}", query.join("&")))
}

/// Whether every character may stand in a URI (RFC 3986 §2) and every `%` begins an escape.
fn is_plain_uri(text: &str) -> bool {
    let bytes = text.as_bytes();
    let lower_host = text.split_once("://").is_some_and(|(scheme, rest)| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !scheme.bytes().any(|b| b.is_ascii_uppercase()) && !host.bytes().any(|b| b.is_ascii_uppercase())
    });
    let dot_segments = text
        .split(['?', '#'])
        .next()
        .is_some_and(|path| path.split('/').skip(3).any(|segment| segment == "." || segment == ".."));
    lower_host
        && !dot_segments
        && bytes.iter().enumerate().all(|(i, &b)| match b {
            b'%' => bytes.get(i + 1..i + 3).is_some_and(|h| h.iter().all(u8::is_ascii_hexdigit)),
            // A second `#` is no part of a URI; brackets are for addresses in the host only.
            b'#' => !text[..i].contains('#'),
            _ => uri_byte(b),
        })
}

const fn uri_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(
            b,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b':'
                | b'/'
                | b'?'
                | b'@'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
        )
}

/// Percent-encodes what the WHATWG serialiser leaves although RFC 3986 does not allow it (`|`, `[`, `^`, a lone `%` …).
fn encode_rest(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    let host_end =
        text.find("://").map_or(0, |i| text[i + 3..].find(['/', '?', '#']).map_or(text.len(), |j| i + 3 + j));
    let mut fragment = false;
    for (i, &b) in bytes.iter().enumerate() {
        let escape = b == b'%' && bytes.get(i + 1..i + 3).is_some_and(|h| h.iter().all(u8::is_ascii_hexdigit));
        // Only the first `#` begins a fragment; brackets are for addresses in the host.
        let first_hash = b == b'#' && !fragment;
        fragment |= b == b'#';
        if escape || first_hash || uri_byte(b) || (i < host_end && matches!(b, b'[' | b']')) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

impl fmt::Display for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the text is an absolute IRI (RFC 3987 §2.2), tolerant of what follows the scheme.
#[must_use]
pub fn is_absolute_iri(text: &str) -> bool {
    if is_plain(text) {
        return true;
    }
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_is_fine = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let rest_is_fine = !rest.is_empty()
        && !rest.chars().any(|c| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
                // What §2.2 leaves out, and marks of direction (§4.1): what is seen is not what is there.
                || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{fffd}')
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        });
    let web = matches!(scheme, "http" | "https");
    scheme_is_fine && rest_is_fine && (!web || Url::parse(text).is_ok_and(|u| u.has_host() && rest.starts_with("//")))
}

#[cfg(test)]
mod tests {
    use super::{WebUrl, is_absolute_iri};

    fn url(text: &str) -> String {
        WebUrl::parse(text).map_or_else(|e| format!("error: {e}"), |u| u.to_string())
    }

    #[test]
    fn what_is_in_order_stays_byte_for_byte() {
        for good in ["https://a.example", "http://a.example/x%2fy?b=1&c#d", "https://a.example/wiki/X,_y_(z)"] {
            assert_eq!(url(good), good);
        }
    }

    #[test]
    fn what_is_not_is_encoded_once() {
        assert_eq!(
            url("https://münchen.example/ü b?q=|#x[1]"),
            "https://xn--mnchen-3ya.example/%C3%BC%20b?q=%7C#x%5B1%5D"
        );
        assert_eq!(url("https://a.example/50% off"), "https://a.example/50%25%20off");
        assert_eq!(url("HTTPS://A.Example/B"), "https://a.example/B");
    }

    #[test]
    fn what_no_reader_could_open_is_refused() {
        for bad in ["/x", "javascript:alert(1)", "ftp://a.example/x", "https://", "not a url", "https://u:p@a.example/"]
        {
            assert!(url(bad).starts_with("error: "), "{bad}");
        }
    }

    #[test]
    fn references_resolve_and_queries_stand_before_the_fragment() {
        let base = WebUrl::parse("https://a.example/2026/post/").expect("valid");
        assert_eq!(base.join("../img/x.png").expect("valid").as_str(), "https://a.example/2026/img/x.png");
        assert_eq!(base.join("#top").expect("valid").as_str(), "https://a.example/2026/post/#top");
        let query = WebUrl::parse("https://a.example/x?a=1#f").expect("valid").with_query("utm_source=rss");
        assert_eq!(query.as_str(), "https://a.example/x?a=1&utm_source=rss#f");
    }

    #[test]
    fn what_is_plain_is_what_reading_everything_gives() {
        const PIECES: [&str; 36] = [
            "https://",
            "http://",
            "HTTP://",
            "//",
            "/",
            "a",
            "b2",
            "0x7f",
            "1",
            "12",
            "xn--a",
            "-",
            "_",
            ".",
            "..",
            "~",
            "%",
            "%2e",
            ":",
            ":80",
            "@",
            "u:p@",
            "A",
            "ü",
            " ",
            "?",
            "#",
            "\\",
            "example",
            "com",
            "localhost",
            "|",
            "/.",
            "\t",
            "[",
            "]",
        ];
        let mut state = 9_u64;
        let mut roll = |sides: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("small") % sides
        };
        let (mut plain, mut joined) = (0, 0);
        for _ in 0..200_000 {
            let word = |roll: &mut dyn FnMut(usize) -> usize| {
                (0..roll(7)).map(|_| PIECES[roll(PIECES.len())]).collect::<String>()
            };
            let text = format!("{}{}", ["", "https://", "https://a.example/"][roll(3)], word(&mut roll));
            let is_plain = super::is_plain(&text);
            plain += usize::from(is_plain);
            if is_plain {
                assert_eq!(WebUrl::parse_any(&text).map(|url| url.0), Ok(text.clone()));
            }
            let Ok(base) = WebUrl::parse_any(text.trim()) else { continue };
            let reference = format!("{}{}", ["/", ""][roll(2)], word(&mut roll));
            joined += usize::from(super::plain_origin(&base.0).is_some() && super::is_plain_path(&reference));
            assert_eq!(base.join(&reference), base.join_any(reference.trim()), "{base} and {reference}");
        }
        assert!(plain > 1000 && joined > 100, "{plain} {joined}");
    }

    #[test]
    fn iris() {
        for yes in ["tag:a.example,2026:x", "urn:uuid:0", "https://ü.example/ä", "info:x"] {
            assert!(is_absolute_iri(yes), "{yes}");
        }
        for no in ["/x", "42", "a b:c", "https:x", "http://", "x y"] {
            assert!(!is_absolute_iri(no), "{no}");
        }
    }
}
