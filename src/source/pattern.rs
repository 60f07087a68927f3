//! File patterns: what a glob says literally, and what it leaves open.

use super::Error;
use globset::{GlobBuilder, GlobMatcher};

/// A pattern of a source.
pub(super) struct Pattern {
    /// The directory that the pattern names, `""` for the root; of a literal pattern the file.
    pub base: String,
    /// What matches names; `None` for a pattern that names one file.
    pub glob: Option<GlobMatcher>,
    /// How many levels below the base can match; `None` for any number.
    pub depth: Option<usize>,
    /// Parts below the base that begin with a dot, or name a directory that is passed over otherwise.
    named: Vec<GlobMatcher>,
}

impl Pattern {
    /// Reads a pattern. `*` and `?` do not cross `/`, `**` does.
    ///
    /// # Errors
    /// What is no glob, or nothing at all.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        let error = |reason: String| Error::Pattern { pattern: pattern.to_owned(), reason };
        let tidy = tidy(pattern);
        if tidy.is_empty() || tidy == "." {
            return Err(error("it names no file; `data/**/*.md` is one".to_owned()));
        }
        let parts: Vec<&str> = tidy.split('/').collect();
        let literal = parts.iter().take_while(|part| !part.contains(['*', '?', '[', '{', '\\'])).count();
        if literal == parts.len() {
            return Ok(Self { base: tidy, glob: None, depth: None, named: Vec::new() });
        }
        let glob = |text: &str| {
            let glob = GlobBuilder::new(text).literal_separator(true).build();
            glob.map(|glob| glob.compile_matcher()).map_err(|cause| error(cause.kind().to_string()))
        };
        let open = &parts[literal..];
        let is_named = |part: &&&str| part.starts_with('.') || part.contains(PASSED_OVER);
        // A part of a brace group that spans a `/` is no glob of its own; then nothing hidden is named.
        let named = open.iter().filter(is_named).filter_map(|part| glob(part).ok()).collect();
        let base = match parts[..literal].join("/") {
            // `/*.md`
            root if root.is_empty() && literal > 0 => "/".to_owned(),
            base => base,
        };
        let depth = (!open.iter().any(|part| part.contains("**"))).then_some(open.len());
        Ok(Self { base, glob: Some(glob(&tidy)?), depth, named })
    }

    /// Whether a hidden file or directory of this name is meant.
    pub fn names(&self, file_name: &str) -> bool {
        self.named.iter().any(|glob| glob.is_match(file_name))
    }
}

/// The directory that holds other people's files.
pub(super) const PASSED_OVER: &str = "node_modules";

/// Without `./` and doubled slashes.
fn tidy(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    if pattern.starts_with('/') {
        out.push('/');
    }
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn the_literal_beginning_is_where_the_walk_begins() {
        for (pattern, base, depth, glob) in [
            ("data/**/*.{md,json}", "data", None, true),
            ("./data//posts/*.md", "data/posts", Some(1), true),
            ("*.md", "", Some(1), true),
            ("a/*/b?.md", "a", Some(2), true),
            ("../other/**/x.md", "../other", None, true),
            ("/srv/*.md", "/srv", Some(1), true),
            ("/*.md", "/", Some(1), true),
            ("./data/a.md", "data/a.md", None, false),
        ] {
            let read = Pattern::new(pattern).unwrap();
            assert_eq!((read.base.as_str(), read.depth, read.glob.is_some()), (base, depth, glob), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in ["", ".", "a/[b.md", "a/{b,c.md"] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn hidden_names_are_meant_only_if_named() {
        let pattern = Pattern::new("**/.well-known/*.md").unwrap();
        assert!(pattern.names(".well-known") && !pattern.names(".git"));
        assert!(Pattern::new("a/.*/x.md").unwrap().names(".git"));
        assert!(!Pattern::new("**/*.md").unwrap().names(".a.md"));
    }
}
