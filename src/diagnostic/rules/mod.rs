//! The rules that records, configuration and files can break, one table for each stage that finds them.
//!
//! Names and codes are permanent: a rule that is no longer needed leaves its code unused.

macro_rules! rules {
    (@explanation) => {
        ""
    };
    (@explanation $explained:expr) => {
        $explained
    };
    ($($(#[doc = $summary:literal])+ $ident:ident = $code:literal, $name:literal, $level:ident $(, spec $spec:literal)? $(, w3c [$($w3c:literal),+])? $(, help $help:literal)? $(, explained $explained:expr)?;)+) => {
        $($(#[doc = $summary])+
        pub static $ident: $crate::diagnostic::Rule = $crate::diagnostic::Rule {
            name: $name,
            code: $code,
            level: $crate::diagnostic::Level::$level,
            summary: concat!($($summary),+).trim_ascii(),
            spec: concat!($($spec)?),
            w3c: &[$($($w3c),+)?],
            help: concat!($($help)?),
            explanation: rules!(@explanation $($explained)?),
        };)+
        /// Every rule of this table.
        pub static ALL: &[&$crate::diagnostic::Rule] = &[$(&$ident),+];
    };
}

pub(crate) use rules;

pub mod config;
pub mod content;
pub mod feed;
pub mod import;
pub mod media;
pub mod record;
pub mod source;
pub mod text;

use super::Rule;

/// Every rule there is, by stage.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [config::ALL, source::ALL, text::ALL, record::ALL, content::ALL, feed::ALL, import::ALL, media::ALL]
        .into_iter()
        .flatten()
        .copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn names_and_codes_are_unique_and_well_formed() {
        let (mut names, mut codes) = (HashSet::new(), HashSet::new());
        for rule in super::all() {
            assert!(names.insert(rule.name), "{} twice", rule.name);
            assert!(codes.insert(rule.code), "{} twice", rule.code);
            assert!(
                rule.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()),
                "{}",
                rule.name
            );
            assert!(!rule.summary.trim().is_empty(), "{} explains nothing", rule.name);
        }
    }
}
