//! The identity of a record, and how one is minted where the record declares none.

use super::{is_absolute_iri, text};
use std::{borrow::Cow, fmt, str::FromStr};
use uuid::Uuid;

/// A record's identity: compared character by character and never altered once issued (RFC 4287 §4.2.6.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(String);

impl EntryId {
    /// Takes an id byte for byte as its owner issued it; `Err` says why no format can carry it.
    ///
    /// # Errors
    /// An empty id, and one with blanks at its ends or characters that XML forbids: parsers would read back another.
    pub fn new(id: &str) -> Result<Self, String> {
        if id.trim().is_empty() {
            return Err("an id may not be empty".to_owned());
        }
        if id.trim() != id || id.contains(['\n', '\r', '\t']) || id.chars().any(|c| !text::is_xml_char(c)) {
            return Err(format!("the id {id:?} has blanks around it or characters that XML cannot carry"));
        }
        Ok(Self(id.to_owned()))
    }

    /// The id as RSS and JSON Feed carry it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the id is an absolute IRI, as Atom demands (RFC 4287 §4.2.6).
    #[must_use]
    pub fn is_iri(&self) -> bool {
        is_absolute_iri(&self.0)
    }

    /// The id as Atom carries it: itself, or a version 5 `urn:uuid:` made of it where it is no IRI.
    #[must_use]
    pub fn for_atom(&self) -> Cow<'_, str> {
        if self.is_iri() { Cow::Borrowed(&self.0) } else { Cow::Owned(uuid_urn(&self.0)) }
    }

    /// A `urn:uuid:` that depends on `name` alone (RFC 9562 §5.5, name space "URL").
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self(uuid_urn(name))
    }
}

fn uuid_urn(name: &str) -> String {
    format!("urn:uuid:{}", Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()))
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The fixed part of the `tag:` URIs that a publication mints: `example.org,2026` (RFC 4151 §2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagAuthority(String);

impl TagAuthority {
    /// `tag:AUTHORITY,DATE:specific`, where `specific` is reduced to what RFC 4151 allows.
    #[must_use]
    pub fn mint(&self, specific: &str) -> EntryId {
        const fn allowed(b: u8) -> bool {
            b.is_ascii_alphanumeric()
                || matches!(b, b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'@' | b'!' | b'+' | b',')
        }
        let mut out = format!("tag:{}:", self.0);
        for byte in specific.bytes() {
            if allowed(byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
        EntryId(out)
    }

    /// The authority and date as configured.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TagAuthority {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            format!(
                "`{text}` is not of the form `example.org,2026`: a host name (or an e-mail address) that you held on that \
                 day, a comma, and the day as YYYY, YYYY-MM or YYYY-MM-DD"
            )
        };
        let (authority, date) = text.trim().split_once(',').ok_or_else(wrong)?;
        let host = authority.rsplit('@').next().unwrap_or_default();
        let host_is_fine = host.contains('.')
            && host.split('.').all(|label| {
                !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            });
        let local_is_fine = match authority.split_once('@') {
            None => true,
            Some((local, _)) => {
                !local.is_empty() && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
            }
        };
        let parts: Vec<&str> = date.split('-').collect();
        let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        let date_is_fine = matches!(parts.len(), 1..=3)
            && digits(parts[0], 4)
            && parts[1..].iter().all(|part| digits(part, 2))
            && day_exists(&parts);
        if host_is_fine && local_is_fine && date_is_fine {
            Ok(Self(format!("{authority},{date}")))
        } else {
            Err(wrong())
        }
    }
}

fn day_exists(parts: &[&str]) -> bool {
    let number = |i: usize| parts.get(i).map_or(Ok(1), |p| p.parse::<u32>());
    match (parts[0].parse::<i32>(), number(1), number(2)) {
        (Ok(year), Ok(month), Ok(day)) => chrono::NaiveDate::from_ymd_opt(year, month, day).is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{EntryId, TagAuthority};

    #[test]
    fn an_id_that_is_no_iri_gets_a_uuid_in_atom_only() {
        let id = EntryId::new("show//episode/001-x").expect("legal");
        assert_eq!(id.as_str(), "show//episode/001-x");
        assert!(id.for_atom().starts_with("urn:uuid:"));
        let id = EntryId::new("tag:a.example,2026:x").expect("legal");
        assert_eq!(id.for_atom(), "tag:a.example,2026:x");
    }

    #[test]
    fn tags_are_minted_with_the_characters_of_the_rfc() {
        let tag: TagAuthority = "example.org,2026".parse().expect("valid");
        assert_eq!(tag.mint("a b/ü").as_str(), "tag:example.org,2026:a%20b/%C3%BC");
        for wrong in ["example.org", "Example.org,2026", "example.org,26", "localhost,2026", "a.b,2026-02-30"] {
            assert!(wrong.parse::<TagAuthority>().is_err(), "{wrong}");
        }
    }
}
