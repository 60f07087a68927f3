//! What a server answered.

use crate::value::WebUrl;

/// The fields of an answer's head, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The first field of this name, whatever its case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Every field, name and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl From<&reqwest::header::HeaderMap> for Headers {
    fn from(map: &reqwest::header::HeaderMap) -> Self {
        // Bytes beyond ASCII are not text by any rule (RFC 9110 §5.5): shown as far as they are.
        Self(
            map.iter()
                .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
        )
    }
}

impl FromIterator<(String, String)> for Headers {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(fields: T) -> Self {
        Self(fields.into_iter().collect())
    }
}

/// A redirect that was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// 301, 302, 303, 307 or 308.
    pub status: u16,
    /// Where to.
    pub to: WebUrl,
}

/// An answer, whole.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status (RFC 9110 §15).
    pub status: u16,
    /// The address that gave it, after redirects.
    pub url: WebUrl,
    /// The redirects on the way.
    pub hops: Vec<Hop>,
    /// The fields of its head.
    pub headers: Headers,
    /// The body without content coding; empty for HEAD.
    pub body: Vec<u8>,
    /// How many bytes of body were received, as they were coded.
    pub received: u64,
}
