//! Addresses, as Eleventy makes them.

use super::super::{files, slugs};
use crate::{
    record::raw::{Node, Table},
    value::{Timestamp, Zone},
};
use std::fmt::Write;

/// The address of a file without permalink: `posts/2018-01-02-salt.md` is at `/posts/2018-01-02-salt/`.
pub(super) fn usual(below: &str) -> String {
    let (directory, name) = files::split(below);
    let stem = name.split('.').next().unwrap_or_default();
    let stem = if stem == "index" { "" } else { stem };
    let path = files::joined(&format!("/{directory}"), stem);
    let path = path.replace("//", "/");
    if path.ends_with('/') { path } else { format!("{path}/") }
}

/// The address of what is written to this path.
pub(super) fn of_output(path: &str) -> String {
    let path = files::joined("", path.trim_start_matches("./"));
    match path.strip_suffix("index.html") {
        Some(directory) if directory.ends_with('/') => directory.to_owned(),
        _ => path,
    }
}

/// `page.fileSlug`: the name without date; of `index`, the directory's.
pub(super) fn file_slug(below: &str) -> String {
    let (directory, name) = files::split(below);
    let stem = name.split('.').next().unwrap_or_default();
    let stem = undated(stem);
    if stem == "index" { undated(files::split(directory).1).to_owned() } else { stem.to_owned() }
}

/// `2018-01-02-salt` without its date.
fn undated(stem: &str) -> &str {
    let date = stem.get(..11).filter(|date| {
        date.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7 | 10) { b == b'-' } else { b.is_ascii_digit() })
    });
    date.map_or(stem, |date| &stem[date.len()..])
}

/// Carries out the placeholders of a permalink, Liquid's and Nunjucks's, as far as they are certain.
///
/// # Errors
/// The placeholder that is not.
pub(super) fn fill(pattern: &str, below: &str, data: &Table, date: Option<Timestamp>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        let (inner, after) = rest[at + 2..].split_once("}}").ok_or_else(|| rest[at..].to_owned())?;
        let inner = inner.trim_matches(|c: char| c.is_whitespace() || c == '-');
        out.push_str(&expression(inner, below, data, date).ok_or_else(|| format!("{{{{ {inner} }}}}"))?);
        rest = after;
    }
    out.push_str(rest);
    if out.contains("{%") { Err("{% … %}".to_owned()) } else { Ok(out) }
}

fn expression(inner: &str, below: &str, data: &Table, date: Option<Timestamp>) -> Option<String> {
    let mut parts = inner.split('|').map(str::trim);
    let name = parts.next()?;
    let mut value = match name {
        "page.fileSlug" => file_slug(below),
        "page.filePathStem" => {
            let (directory, file) = files::split(below);
            let stem = undated(file.split('.').next().unwrap_or_default());
            files::joined(&format!("/{directory}"), stem).replace("//", "/")
        }
        "page.outputFileExtension" => "html".to_owned(),
        "page.date" | "date" => date?.rfc3339(),
        name if name.starts_with(['"', '\'']) => name.trim_matches(['"', '\'']).to_owned(),
        name => data.get_path(name).and_then(Node::as_filled_text).map(str::to_owned)?,
    };
    for filter in parts {
        let end = filter.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(filter.len());
        let (filter, argument) = filter.split_at(end);
        let argument = argument.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')' | '"' | '\''));
        value = match filter {
            "slugify" | "slug" => slugs::eleventy(&value),
            "downcase" | "lower" => value.to_lowercase(),
            "strip" | "trim" | "url" => value.trim().to_owned(),
            "date" if matches!(name, "page.date" | "date") => {
                let mut out = String::new();
                write!(out, "{}", Zone::UTC.local(date?).format(argument)).ok()?;
                out
            }
            _ => return None,
        };
    }
    // A date as it is has no place in an address.
    (!matches!(name, "page.date" | "date") || inner.contains('|')).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{file_slug, fill, of_output, usual};
    use crate::{
        record::raw::{Node, Table},
        value::Timestamp,
    };

    #[test]
    fn addresses_are_eleventys() {
        for (path, address) in [
            ("posts/2018-01-02-a_B.md", "/posts/2018-01-02-a_B/"),
            ("posts/index.md", "/posts/"),
            ("index.njk", "/"),
            ("a.md", "/a/"),
        ] {
            assert_eq!(usual(path), address);
        }
        assert_eq!(file_slug("posts/2018-01-02-a.md"), "a");
        assert_eq!(file_slug("posts/2018-01-02-b/index.md"), "b");
        assert_eq!(of_output("x/index.html"), "/x/");
        let data = Table(vec![("title".to_owned(), Node::text("Salt & Rope", 1, 1))]);
        let date = Timestamp::from_rfc3339("2019-03-05T23:30:00Z");
        for (pattern, expected) in [
            ("/{{ page.date | date: '%Y/%m' }}/{{ title | slugify }}/", Ok("/2019/03/salt-and-rope/")),
            ("{{ page.filePathStem }}.html", Ok("/posts/a.html")),
            ("/{{ page.date | readableDate }}/", Err("{{ page.date | readableDate }}")),
            ("/{{ page.date }}/", Err("{{ page.date }}")),
            ("/{{ nothing }}/", Err("{{ nothing }}")),
            ("/{% if x %}/", Err("{% … %}")),
        ] {
            assert_eq!(
                fill(pattern, "posts/2018-01-02-a.md", &data, date).as_deref().map_err(String::as_str),
                expected
            );
        }
    }
}
