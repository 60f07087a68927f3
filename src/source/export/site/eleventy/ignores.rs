//! The files of which Eleventy makes no pages.

use super::{
    super::files::{self, Root},
    program,
};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::Regex;

/// What a site passes over.
#[derive(Default)]
pub(super) struct Ignores {
    globs: GlobSet,
    /// What says so and cannot be read.
    pub unknown: Vec<String>,
}

impl Ignores {
    /// Reads what `.eleventyignore` and `.gitignore` name, and what the configuration adds.
    pub(super) fn read(root: &Root<'_>, input: &str, program: &str) -> Self {
        let mut unknown = Vec::new();
        let mut set = GlobSetBuilder::new();
        let mut add = |pattern: &str| {
            let pattern = pattern.trim_start_matches("./").trim_matches('/');
            for pattern in [pattern.to_owned(), format!("{pattern}/**")] {
                // What is no pattern is a name.
                for pattern in [pattern.clone(), globset::escape(&pattern)] {
                    if let Ok(glob) = GlobBuilder::new(&pattern).literal_separator(true).build() {
                        set.add(glob);
                        break;
                    }
                }
            }
        };
        let own = if input.is_empty() { None } else { Some(input) };
        for directory in [Some(""), own].into_iter().flatten() {
            for line in lines(root, &files::joined(directory, ".eleventyignore")) {
                add(files::joined(directory, line.trim_start_matches("./")).as_str());
            }
        }
        if !is_called_with_false(program, "setUseGitIgnore") {
            let text = std::fs::read_to_string(root.at(".gitignore")).unwrap_or_default();
            let takes_back = text.lines().any(|line| line.starts_with('!'));
            for line in lines(root, ".gitignore") {
                // What no directory is named for, Git passes over wherever it lies; the site is often built of what Git has.
                let is_anywhere = !takes_back && !line.trim_end_matches('/').contains('/');
                add(&if is_anywhere { format!("**/{}", line.trim_matches('/')) } else { line });
            }
        }
        for call in program::calls(program, r"ignores\s*\??\.\s*add") {
            match call.as_slice() {
                [one] if program::literal(one).is_some() => add(program::literal(one).unwrap_or_default()),
                other => unknown.push(other.join(", ")),
            }
        }
        if Regex::new(r"\bignores\s*=[^=]").is_ok_and(|pattern| pattern.is_match(program)) {
            unknown.push("ignores = …".to_owned());
        }
        Self { globs: set.build().unwrap_or_default(), unknown }
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.globs.is_match(path)
    }
}

fn is_called_with_false(program: &str, function: &str) -> bool {
    program::calls(program, function).iter().any(|arguments| arguments.as_slice() == ["false"])
}

/// The patterns of a file. What takes others back (`!`) is not heeded, as in Eleventy.
fn lines(root: &Root<'_>, path: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root.at(path.trim_start_matches('/'))).unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '!']));
    lines.map(str::to_owned).collect()
}
