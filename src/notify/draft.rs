//! A request before it is sent.

use std::fmt::Write;

/// A request, with every secret in its place, or with their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// Where to.
    pub url: String,
    /// What is posted, with its media type; a GET if there is nothing.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// Fields that anybody may see.
    pub headers: Vec<(String, String)>,
    /// Fields that no other host may see.
    pub private_headers: Vec<(String, String)>,
    /// Whether the answer's body decides.
    pub reads_body: bool,
}

impl Draft {
    pub(super) fn get(url: String) -> Self {
        Self { url, ..Self::default() }
    }

    pub(super) fn post(url: String, media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { url, body: Some((media_type, body.into())), ..Self::default() }
    }

    pub(super) fn form(url: String, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self::post(url, "application/x-www-form-urlencoded", body)
    }

    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn private_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.private_headers.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn reading(mut self) -> Self {
        self.reads_body = true;
        self
    }

    /// The request as HTTP/1.1 has it, without the fields that the connection adds.
    pub(super) fn shown(&self) -> String {
        let method = if self.body.is_some() { "POST" } else { "GET" };
        // An address that is not told cannot be taken apart; a part of it that is not told stays readable.
        let (host, target) = match self.url.split_once("://") {
            Some((_, rest)) => {
                let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
                let slash = if path.starts_with('/') { "" } else { "/" };
                (Some(host.to_owned()), format!("{slash}{}", path.split('#').next().unwrap_or_default()))
            }
            None => (None, self.url.clone()),
        };
        let mut out = format!("{method} {target} HTTP/1.1\n");
        let mut field = |name: &str, value: &str| {
            // Nothing that is in memory fails to be written.
            writeln!(out, "{name}: {value}").ok();
        };
        if let Some(host) = host {
            field("Host", &host);
        }
        for (name, value) in self.headers.iter().chain(&self.private_headers) {
            field(name, value);
        }
        if let Some((media_type, body)) = &self.body {
            field("Content-Type", media_type);
            out.push('\n');
            out.push_str(&String::from_utf8_lossy(body));
            out.push('\n');
        }
        out
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986 §2.3).
pub(super) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(b));
        } else {
            write!(out, "%{b:02X}").ok();
        }
    }
    out
}

/// The address with these fields added to its query.
pub(super) fn with_query(url: &str, fields: &[(&str, &str)]) -> String {
    let (head, fragment) = url.split_once('#').map_or((url, None), |(head, fragment)| (head, Some(fragment)));
    let mut out = head.to_owned();
    for (name, value) in fields {
        let joiner = match out.find('?') {
            None => "?",
            Some(_) if out.ends_with(['?', '&']) => "",
            Some(_) => "&",
        };
        write!(out, "{joiner}{name}={}", percent(value)).ok();
    }
    if let Some(fragment) = fragment {
        write!(out, "#{fragment}").ok();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Draft, percent, with_query};

    #[test]
    fn a_request_is_shown_as_it_is_sent() {
        let draft =
            Draft::form("https://hub.example:8443/publish?a".to_owned(), &[("hub.mode", "publish"), ("x", "a b&c")])
                .header("User-Agent", "courant/1");
        assert_eq!(
            draft.shown(),
            "POST /publish?a HTTP/1.1\nHost: hub.example:8443\nUser-Agent: courant/1\n\
             Content-Type: application/x-www-form-urlencoded\n\nhub.mode=publish&x=a+b%26c\n"
        );
        assert_eq!(Draft::get("<env:HOOK>".to_owned()).shown(), "GET <env:HOOK> HTTP/1.1\n");
    }

    #[test]
    fn values_are_encoded_and_queries_grow() {
        assert_eq!(percent("Häfen & more/~a"), "H%C3%A4fen%20%26%20more%2F~a");
        for (url, grown) in [
            ("https://a.example/", "https://a.example/?u=x%2Fy"),
            ("https://a.example/?k=1", "https://a.example/?k=1&u=x%2Fy"),
            ("https://a.example/?", "https://a.example/?u=x%2Fy"),
            ("https://a.example/p#f", "https://a.example/p?u=x%2Fy#f"),
        ] {
            assert_eq!(with_query(url, &[("u", "x/y")]), grown);
        }
    }
}
