//! Slugs, addresses and ids, as Pelican makes them.

use super::super::slugs;
use chrono::NaiveDateTime;
use regex::Regex;
use std::{fmt::Write, sync::LazyLock};
use unicode_normalization::UnicodeNormalization;

/// What an address can be made of.
pub(super) struct Parts<'a> {
    pub slug: &'a str,
    pub language: &'a str,
    pub author: &'a str,
    pub category: &'a str,
    pub path: &'a str,
    /// In the article's zone.
    pub date: Option<NaiveDateTime>,
    /// The other fields of the head.
    pub other: &'a dyn Fn(&str) -> Option<String>,
}

/// Fills in a pattern of Python's `str.format`: `{date:%Y}/{slug}.html`.
///
/// # Errors
/// The field that the article does not have.
pub(super) fn fill(pattern: &str, parts: &Parts<'_>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        let (field, after) = rest.split_once('}').ok_or_else(|| rest.to_owned())?;
        let (name, format) = field.split_once(':').unwrap_or((field, ""));
        out.push_str(&value(name, format, parts).ok_or_else(|| field.to_owned())?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn value(name: &str, format: &str, parts: &Parts<'_>) -> Option<String> {
    Some(match name {
        "slug" => parts.slug.to_owned(),
        "lang" => parts.language.to_owned(),
        "author" => parts.author.to_owned(),
        "category" => parts.category.to_owned(),
        "path" => parts.path.to_owned(),
        "path_no_ext" => super::super::files::stem(parts.path).0.to_owned(),
        "date" => {
            let mut out = String::new();
            let format = if format.is_empty() { "%Y-%m-%d %H:%M:%S" } else { format };
            // A format that is none is an error of writing.
            write!(out, "{}", parts.date?.format(format)).ok()?;
            out
        }
        "date.year" => parts.date?.format("%Y").to_string(),
        "date.month" => parts.date?.format("%-m").to_string(),
        "date.day" => parts.date?.format("%-d").to_string(),
        other => (parts.other)(other)?,
    })
}

static TAGS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<!--.*?-->|<[^>]*>").ok());

/// `pelican.utils.slugify`
pub(super) fn slug(text: &str, substitutions: &[(Regex, String)], keeps_case: bool, keeps_script: bool) -> String {
    let text = TAGS.as_ref().map_or(text.into(), |tags| tags.replace_all(text, ""));
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").nfkc().collect();
    let mut text = if keeps_script { text } else { slugs::ascii(&text) };
    for (from, to) in substitutions {
        text = from.replace_all(&text, to.as_str()).into_owned();
    }
    let text = if keeps_case { text } else { text.to_lowercase() };
    text.trim().to_owned()
}

/// The id that Pelican's feeds give an entry: `tag:example.org,2019-03-05:/salt.html`.
pub(super) fn tag(url: &str, date: NaiveDateTime) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default().to_lowercase();
    let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
    let path = path.split('?').next().unwrap_or_default();
    let fragment = if fragment.is_empty() { String::new() } else { format!("/{fragment}") };
    format!("tag:{host},{}:{path}{fragment}", date.format("%Y-%m-%d"))
}

#[cfg(test)]
mod tests {
    use super::{Parts, fill, slug, tag};
    use chrono::NaiveDate;

    #[test]
    fn addresses_and_ids_are_pelicans() {
        let date = NaiveDate::from_ymd_opt(2009, 3, 2).and_then(|day| day.and_hms_opt(7, 5, 9));
        let parts = Parts {
            slug: "a-b",
            language: "fr",
            author: "ada",
            category: "sea",
            path: "x/y.md",
            date,
            other: &|name| (name == "series").then(|| "s".to_owned()),
        };
        for (pattern, expected) in [
            ("{date:%Y}/{date:%b}/{date:%-d}/{slug}.html", Ok("2009/Mar/2/a-b.html")),
            ("{category}/{author}/{lang}/{path_no_ext}/{{{series}}}", Ok("sea/ada/fr/x/y/{s}")),
            ("{nothing}", Err("nothing")),
            ("{date:%!}", Err("date:%!")),
            ("{slug", Err("slug")),
        ] {
            let filled = fill(pattern, &parts);
            assert_eq!(filled.as_deref().map_err(String::as_str), expected, "{pattern}");
        }
        assert_eq!(tag("https://u@H.example:80/a/b.html", date.unwrap()), "tag:h.example,2009-03-02:/a/b.html");
        assert_eq!(slug("a <b>b</b> &amp; É", &[], false, false), "a b & e");
    }
}
