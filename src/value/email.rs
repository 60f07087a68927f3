//! An e-mail address that a feed may carry.

use std::{fmt, str::FromStr};

/// A bare address (RFC 5322 addr-spec) in ASCII: no display name, no `mailto:`, no comments.
///
/// Atom wants exactly this in `<email>` (RFC 4287 §3.2.3); RSS puts it before the name in `<author>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// The address as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        // Quoted local parts and address literals are legal mail and break the parsers of real readers.
        let plain = text.is_ascii() && !text.contains(['"', '[', ']', '(', ')', '<', '>', ',', ';', ' ', '\\']);
        let dotted = text.rsplit_once('@').is_some_and(|(_, host)| host.contains('.') || host == "localhost");
        if plain && dotted && email_address::EmailAddress::is_valid(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("`{text}` is not an e-mail address of the form `name@host.example`"))
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
