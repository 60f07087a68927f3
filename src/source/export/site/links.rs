//! Links from one file of a site to another: their addresses are known here and nowhere else.

use super::files;
use regex::{Captures, Regex};
use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

/// The addresses of a site's files, by their paths.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_path: HashMap<String, String>,
    /// Those that only one file has: `post.md`, `post`.
    by_name: HashMap<String, Option<String>>,
}

impl Index {
    /// Notes where a file is found.
    pub(super) fn add(&mut self, path: &str, address: &str) {
        let (directory, name) = files::split(path);
        let (stem, _) = files::stem(name);
        let mut names = vec![name.to_lowercase(), stem.to_lowercase()];
        if matches!(stem, "index" | "_index") {
            self.by_path.entry(directory.to_owned()).or_insert_with(|| address.to_owned());
            names = vec![files::split(directory).1.to_lowercase()];
        }
        names.dedup();
        for name in names {
            self.by_name
                .entry(name)
                .and_modify(|known| {
                    if known.as_deref() != Some(address) {
                        *known = None;
                    }
                })
                .or_insert_with(|| Some(address.to_owned()));
        }
        let without = if directory.is_empty() { stem.to_owned() } else { format!("{directory}/{stem}") };
        self.by_path.entry(without).or_insert_with(|| address.to_owned());
        self.by_path.insert(path.to_owned(), address.to_owned());
    }

    /// Notes another name for an address.
    pub(super) fn alias(&mut self, name: &str, address: &str) {
        self.by_name.insert(name.to_lowercase(), Some(address.to_owned()));
    }

    /// The address of the file with exactly this path, with or without extension.
    pub(super) fn path(&self, path: &str) -> Option<&str> {
        self.by_path.get(path.trim_matches('/')).map(String::as_str)
    }

    /// The address of the only file that has this name.
    pub(super) fn name(&self, name: &str) -> Option<&str> {
        self.by_name.get(&name.to_lowercase())?.as_deref()
    }
}

/// An address in parts: `("post.md", "#part")`.
pub(super) fn cut(target: &str) -> (&str, &str) {
    target.split_at(target.find(['#', '?']).unwrap_or(target.len()))
}

/// Links of Markdown and HTML: what stands before an address, and the address.
static LINKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?P<before> \]\(\s*<? | (?m:^\ {0,3}\[[^\]\n]+\]:\s*<?) | (?:href|src|poster|data)\s*=\s*["'] | (?m:^\.\.\ _[^:\n]+:\s+) | `[^`<\n]*< )
        (?P<address> [^\s"'<>)]+ )"#,
    )
    .ok()
});

/// Writes the address that `resolve` knows in place of each link's.
pub(super) fn rewrite<'t>(text: &'t str, resolve: &dyn Fn(&str) -> Option<String>) -> Cow<'t, str> {
    let Some(links) = &*LINKS else { return Cow::Borrowed(text) };
    outside_code(text, &|part| {
        links.replace_all(part, |found: &Captures<'_>| {
            let whole = &found[0];
            match resolve(&found["address"]) {
                Some(address) => format!("{}{address}", &found["before"]),
                None => whole.to_owned(),
            }
        })
    })
}

/// Applies `change` to all parts of a text that are no fenced code.
fn outside_code<'t>(text: &'t str, change: &dyn for<'p> Fn(&'p str) -> Cow<'p, str>) -> Cow<'t, str> {
    let mut out = String::new();
    let (mut start, mut at) = (0, 0);
    let mut fence: Option<&str> = None;
    let mut changed = false;
    let mut flush = |part: &str, out: &mut String, is_code: bool| {
        if is_code {
            out.push_str(part);
        } else {
            let new = change(part);
            changed |= matches!(new, Cow::Owned(_));
            out.push_str(&new);
        }
    };
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let end = at + line.len();
        match fence {
            None if trimmed.starts_with("```") || trimmed.starts_with("~~~") => {
                flush(&text[start..at], &mut out, false);
                start = at;
                fence = Some(&trimmed[..3]);
            }
            Some(mark)
                if trimmed.starts_with(mark)
                    && trimmed.trim_end().bytes().all(|b| mark.as_bytes().first() == Some(&b)) =>
            {
                flush(&text[start..end], &mut out, true);
                start = end;
                fence = None;
            }
            _ => {}
        }
        at = end;
    }
    let is_code = fence.is_some();
    flush(&text[start..], &mut out, is_code);
    if changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::{Index, rewrite};

    #[test]
    fn links_are_found_in_every_notation_and_not_in_code() {
        let resolve = |address: &str| (address == "a.md").then(|| "/a/".to_owned());
        for (text, expected) in [
            ("[x](a.md) [y](b.md)", "[x](/a/) [y](b.md)"),
            ("[x](<a.md> \"t\")", "[x](</a/> \"t\")"),
            ("t\n\n[x]: a.md\n", "t\n\n[x]: /a/\n"),
            ("<a class='c' href=\"a.md\">", "<a class='c' href=\"/a/\">"),
            ("`x <a.md>`_ and\n\n.. _x: a.md\n", "`x </a/>`_ and\n\n.. _x: /a/\n"),
            ("```\n[x](a.md)\n```\n[x](a.md)\n", "```\n[x](a.md)\n```\n[x](/a/)\n"),
            ("~~~ md\n[x](a.md)\n", "~~~ md\n[x](a.md)\n"),
        ] {
            assert_eq!(rewrite(text, &resolve), expected, "{text:?}");
        }
    }

    #[test]
    fn a_name_that_two_files_have_leads_nowhere() {
        let mut index = Index::default();
        index.add("a/x.md", "/a/x/");
        index.add("b/x.md", "/b/x/");
        index.add("b/y/index.md", "/b/y/");
        assert_eq!(
            (index.path("a/x"), index.path("/b/x.md"), index.path("b/y")),
            (Some("/a/x/"), Some("/b/x/"), Some("/b/y/"))
        );
        assert_eq!((index.name("x.md"), index.name("y")), (None, Some("/b/y/")));
    }
}
