//! Permalinks, as `Jekyll::URL` makes them.

use super::super::slugs::{self, Jekyll as Mode};
use chrono::NaiveDateTime;

/// What a permalink can be made of.
pub(super) struct Parts<'a> {
    /// `posts`
    pub collection: &'a str,
    /// Below the collection's directory, without extension, from `/` on.
    pub path: &'a str,
    /// The file's name without extension.
    pub basename: &'a str,
    /// The slug that the head has, or the file's name without date.
    pub slug: &'a str,
    pub categories: &'a [String],
    /// In the site's zone.
    pub date: Option<NaiveDateTime>,
    /// `.html`
    pub output: &'a str,
}

/// The pattern that a style stands for.
pub(super) fn pattern(style: &str) -> String {
    let date = match style.trim_start_matches(':') {
        "pretty" => return "/:categories/:year/:month/:day/:title/".to_owned(),
        "none" => "",
        "date" => ":year/:month/:day/",
        "ordinal" => ":year/:y_day/",
        "weekdate" => ":year/W:week/:short_day/",
        _ => return style.to_owned(),
    };
    format!("/:categories/{date}:title:output_ext")
}

/// What other documents' patterns end with, for the same style.
pub(super) fn suffix(style: &str) -> &'static str {
    match style {
        "pretty" => "/",
        "date" | "ordinal" | "none" => ":output_ext",
        _ if style.ends_with('/') => "/",
        _ if style.ends_with(":output_ext") => ":output_ext",
        _ => "",
    }
}

/// The address below the site's, from `/` on.
///
/// # Errors
/// The placeholder that the generator does not have either, or that needs a date.
pub(super) fn of(pattern: &str, parts: &Parts<'_>) -> Result<String, String> {
    let mut out = String::from("/");
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() {
            out.push(':');
            continue;
        }
        // `/:month_:day`
        let (value, used) = match value(name, parts) {
            Some(value) => (value, name.len()),
            None => {
                let shorter = name.strip_suffix('_');
                let value = shorter.and_then(|name| value(name, parts)).ok_or_else(|| format!(":{name}"))?;
                (value, name.len() - 1)
            }
        };
        out.push_str(&escaped(&value));
        rest = &rest[used..];
    }
    out.push_str(rest);
    Ok(sanitized(&out))
}

fn value(name: &str, parts: &Parts<'_>) -> Option<String> {
    let time = |format: &str| parts.date.map(|date| date.format(format).to_string());
    Some(match name {
        "collection" => parts.collection.to_owned(),
        "path" => parts.path.trim_end_matches('.').to_owned(),
        "basename" => parts.basename.to_owned(),
        "name" => slugs::jekyll(parts.basename, Mode::Default, false),
        "title" => slugs::jekyll(parts.slug, Mode::Pretty, true),
        "slug" => slugs::jekyll(parts.slug, Mode::Default, false),
        "categories" => unique(parts.categories.iter().map(|category| category.to_lowercase())),
        "slugified_categories" => {
            unique(parts.categories.iter().map(|category| slugs::jekyll(category, Mode::Default, false)))
        }
        "output_ext" => parts.output.to_owned(),
        "year" => time("%Y")?,
        "month" => time("%m")?,
        "day" => time("%d")?,
        "hour" => time("%H")?,
        "minute" => time("%M")?,
        "second" => time("%S")?,
        "i_day" => time("%-d")?,
        "i_month" => time("%-m")?,
        "short_month" => time("%b")?,
        "long_month" => time("%B")?,
        "short_year" => time("%y")?,
        "w_year" => time("%G")?,
        "week" => time("%V")?,
        "w_day" => time("%u")?,
        "short_day" => time("%a")?,
        "long_day" => time("%A")?,
        "y_day" => time("%j")?,
        _ => return None,
    })
}

fn unique(values: impl Iterator<Item = String>) -> String {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out.join("/")
}

/// `Jekyll::URL.escape_path`: what a URL cannot have in a path.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut hash = false;
    for byte in text.bytes() {
        let stays = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte);
        match byte {
            b'#' if hash => out.push('#'),
            b'#' => {
                hash = true;
                out.push_str("%23");
            }
            _ if stays => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// What `absolute_url` makes of an address: what no URL can have is escaped, once, and no way leads up.
pub(super) fn escaped_iri(url: &str) -> String {
    let plain = if url.contains('%') { url.replace("%2e", ".").replace("%2E", ".") } else { url.to_owned() };
    let start = plain.find("://").map_or(0, |at| at + 3);
    let path = plain[start..].find('/').map_or(plain.len(), |at| start + at);
    let mut parts: Vec<&str> = Vec::new();
    for part in plain[path..].split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let slash = if path < plain.len() { "/" } else { "" };
    let url = format!("{}{slash}{}", &plain[..path], parts.join("/"));
    crate::value::WebUrl::parse(&url).map_or_else(|_| url.clone(), |url| url.as_str().to_owned())
}

/// `Jekyll::URL#sanitize_url`: no way leads up, and no two slashes meet.
fn sanitized(url: &str) -> String {
    let url = url.replace("..", "/").replace("./", "");
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c != '/' || !out.ends_with('/') {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Parts, escaped_iri, of, pattern};
    use chrono::NaiveDate;

    #[test]
    fn permalinks_are_jekylls() {
        let categories = ["Foo Bar".to_owned(), "b".to_owned(), "B".to_owned()];
        let date = NaiveDate::from_ymd_opt(2009, 3, 2).and_then(|day| day.and_hms_opt(7, 5, 9));
        let parts = Parts {
            collection: "posts",
            path: "/2009-03-02-Hash-#1",
            basename: "2009-03-02-Hash-#1",
            slug: "Hash-#1",
            categories: &categories,
            date,
            output: ".html",
        };
        for (style, expected) in [
            ("date", "/foo%20bar/b/2009/03/02/Hash-1.html"),
            ("pretty", "/foo%20bar/b/2009/03/02/Hash-1/"),
            ("ordinal", "/foo%20bar/b/2009/061/Hash-1.html"),
            ("weekdate", "/foo%20bar/b/2009/W10/Mon/Hash-1.html"),
            ("none", "/foo%20bar/b/Hash-1.html"),
            ("/:slugified_categories/:i_month_:i_day/:slug:output_ext", "/foo-bar/b/3_2/hash-1.html"),
            ("blog/:short_year/:long_month/:hour:minute/:name", "/blog/09/March/0705/2009-03-02-hash-1"),
            ("/:collection/:path/", "/posts/2009-03-02-Hash-%231/"),
            ("/../../x/./y", "/x/y"),
        ] {
            assert_eq!(of(&pattern(style), &parts).as_deref(), Ok(expected), "{style}");
        }
        assert_eq!(of("/:nothing/", &parts), Err(":nothing".to_owned()));
        for (address, expected) in [
            ("https://j.example/%2e%2e/%2E%2e/bad é.html", "https://j.example/bad%20%C3%A9.html"),
            ("https://j.example", "https://j.example"),
            ("/a/b/", "/a/b/"),
        ] {
            assert_eq!(escaped_iri(address), expected);
        }
    }
}
