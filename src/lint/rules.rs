//! The rules that feeds can break. Each has its explanation, whose examples run as its tests, in `rules/NAME.md`.
//!
//! Names and codes are permanent: a rule that is no longer needed leaves its code unused. No code is used twice: the
//! highest one stands in `docs/rules/README.md`.

/// The explanation of a rule.
macro_rules! why {
    ($name:literal) => {
        include_str!(concat!($name, ".md"))
    };
}

use why;

use crate::diagnostic::Rule;

/// One table a subject.
macro_rules! tables {
    ($($name:ident),+) => {
        $(mod $name;
        #[allow(ambiguous_glob_reexports, reason = "each table has its own `ALL`, which is reached through its name")]
        pub use $name::*;)+

        /// Every rule of the linter.
        pub fn all() -> impl Iterator<Item = &'static Rule> {
            [$($name::ALL),+].into_iter().flatten().copied()
        }
    };
}

tables!(
    bytes, namespaces, structure, dates, addresses, plain, text, rss, atom, extensions, json, podcasts, platforms,
    lists, delivery
);
