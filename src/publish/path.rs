//! Paths below the output directory, as feeds name them.

use super::error::Error;
use std::path::{Component, Path};

/// How the names of our temp files begin and end. Only files named so are ever removed as leftovers.
pub(super) const TEMP_PREFIX: &str = ".courant-";
/// See [`TEMP_PREFIX`].
pub(super) const TEMP_SUFFIX: &str = ".tmp";

/// What file systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// Whether a file name is one of our temp files.
pub(super) fn is_temp_name(name: &str) -> bool {
    name.len() > TEMP_PREFIX.len() + TEMP_SUFFIX.len() && name.starts_with(TEMP_PREFIX) && name.ends_with(TEMP_SUFFIX)
}

/// Why no file of this path below the output directory is written; `None`, if one is.
#[must_use]
pub fn why_refused(path: &str) -> Option<&'static str> {
    if path.starts_with('/') { Some("it is absolute") } else { path.split('/').find_map(fault) }
}

/// Splits a relative path with `/` into its directories and its file name.
///
/// # Errors
/// A path that could lead out of the output directory, or that no file system takes.
pub(super) fn split(path: &str) -> Result<(Vec<&str>, &str), Error> {
    let refuse = |reason| Error::Path { path: path.to_owned(), reason };
    if path.is_empty() {
        return Err(refuse("it is empty"));
    }
    if path.starts_with('/') {
        return Err(refuse("it must be relative to the output directory"));
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    for part in &parts {
        if let Some(reason) = fault(part) {
            return Err(refuse(reason));
        }
    }
    let name = parts.pop().ok_or_else(|| refuse("it is empty"))?;
    Ok((parts, name))
}

/// What is wrong with one part of a path.
fn fault(part: &str) -> Option<&'static str> {
    match part {
        "" => Some("a part of it is empty"),
        "." | ".." => Some("`.` and `..` are not allowed in it"),
        _ if part.contains('\\') => Some("it contains a backslash"),
        // NUL ends a name; the others are invisible in a listing and act on the terminal that shows it.
        _ if part.contains(char::is_control) => Some("it contains a control character"),
        _ if part.len() > LONGEST_NAME => Some("a part of it is longer than 255 bytes"),
        _ if is_temp_name(part) => Some("names of this form belong to temporary files"),
        // The platform may know more ways to leave a directory, such as `C:` on Windows.
        _ => {
            let mut components = Path::new(part).components();
            let ordinary = matches!((components.next(), components.next()), (Some(Component::Normal(_)), None));
            (!ordinary).then_some("a part of it is no file name")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn ordinary_paths_are_split() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("rss.xml", &[], "rss.xml"),
            ("feeds/news/rss.xml", &["feeds", "news"], "rss.xml"),
            ("größe/東京 🗼.xml", &["größe"], "東京 🗼.xml"),
            (".well-known/feed.json", &[".well-known"], "feed.json"),
            ("a..b/...", &["a..b"], "..."),
            ("a:b,c%2e", &[], "a:b,c%2e"),
        ];
        for (path, parts, name) in cases {
            assert_eq!(split(path).expect(path), (parts.to_vec(), *name));
        }
        assert!(split(&"x".repeat(255)).is_ok());
    }

    #[test]
    fn paths_that_could_lead_astray_are_refused() {
        let long = "x".repeat(256);
        for path in [
            "",
            "/",
            "/etc/passwd",
            "//host/share",
            "..",
            "../rss.xml",
            "a/../../rss.xml",
            "a/..",
            ".",
            "./rss.xml",
            "a/./b",
            "a//b",
            "a/",
            "a\\b",
            "..\\rss.xml",
            "C:\\rss.xml",
            "a\0b",
            "\0",
            "a\u{1b}[2J",
            "a\nb",
            &long,
            ".courant-x1.tmp",
            ".courant-x1.tmp/rss.xml",
        ] {
            let error = split(path).expect_err(path).to_string();
            assert!(error.contains("output directory"), "{error}");
        }
    }
}
