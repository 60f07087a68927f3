//! The identity of a rule.

use std::fmt;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Advice.
    Note,
    /// A SHOULD was broken, or something was read in a way that its owner may not have meant.
    Warning,
    /// A MUST was broken: the thing is left out.
    Error,
}

impl Level {
    /// The word that is printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A rule: its name and code are for ever, its level is where it starts.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case, reads well after "allow".
    pub name: &'static str,
    /// Short code, never used again for another rule.
    pub code: &'static str,
    /// The level of its findings unless a profile raises it.
    pub level: Level,
    /// One sentence: what the rule is about.
    pub summary: &'static str,
    /// Section of the specification or of the documentation that it comes from.
    pub spec: &'static str,
    /// The W3C validator's message classes that it corresponds to.
    pub w3c: &'static [&'static str],
    /// What to do about its findings, where their messages do not say it; `""` if there is nothing to add.
    pub help: &'static str,
    /// Markdown: why it matters, and examples that break it and that do not; `""` for rules that explain themselves.
    pub explanation: &'static str,
}

impl Rule {
    /// Why it matters: the first paragraph of its explanation, in one line.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        let first = self.explanation.trim().split("\n\n").next().unwrap_or_default();
        (!first.is_empty() && !first.starts_with('#')).then(|| first.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}
