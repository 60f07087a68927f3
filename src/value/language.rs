//! A language tag (BCP 47, RFC 5646).

use std::{fmt, str::FromStr};

/// A well-formed BCP 47 tag in its usual capitalisation (`en-US`, `zh-Hant`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(String);

impl Language {
    /// The tag as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first subtag, which names the language itself.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

impl FromStr for Language {
    type Err = String;

    /// Takes the POSIX spelling too: `en_US` and `de_DE.UTF-8` are what content systems keep.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let tag = text.trim().split('.').next().unwrap_or_default().replace('_', "-");
        match oxilangtag::LanguageTag::parse_and_normalize(&tag) {
            Ok(parsed) if parsed.primary_language().len() <= 3 || tag.starts_with("x-") => {
                Ok(Self(parsed.into_inner()))
            }
            _ => Err(format!("`{text}` is not a language tag such as `en`, `pt-BR` or `zh-Hant`")),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
