//! Permalinks, as Hugo makes them.

use super::super::{files, slugs};
use chrono::NaiveDateTime;

/// What a permalink can be made of.
pub(super) struct Parts<'a> {
    pub title: &'a str,
    pub slug: Option<&'a str>,
    /// The file's name without language and extension; of a bundle, its directory's.
    pub name: &'a str,
    /// The first directory.
    pub section: &'a str,
    /// The directories that are sections.
    pub sections: &'a [&'a str],
    pub date: Option<NaiveDateTime>,
}

/// How paths are written on a site.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub lower: bool,
    pub accents: bool,
}

impl Style {
    /// A part of a path.
    pub(super) fn path(self, text: &str) -> String {
        self.cased(slugs::hugo_path(text, self.accents))
    }

    /// The same of what files and directories are called.
    pub(super) fn name(self, text: &str) -> String {
        self.cased(slugs::hugo_name(text, self.accents))
    }

    /// The path that a filled pattern is. Hugo takes it for a query and decodes it once: `c++` ends in blanks.
    pub(super) fn filled(self, path: &str) -> String {
        let spaced = path.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy();
        let mut path = self.path(&decoded);
        // A part that is empty leaves no gap.
        while path.contains("//") {
            path = path.replace("//", "/");
        }
        path
    }

    fn cased(self, path: String) -> String {
        if self.lower { path.to_lowercase() } else { path }
    }
}

/// Fills in a pattern: `/:year/:slug/`.
///
/// # Errors
/// The part that is not known or that needs a date.
pub(super) fn fill(pattern: &str, parts: &Parts<'_>, style: Style) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = &rest[..end];
        rest = &rest[end..];
        if matches!(name, "sections" | "sectionslugs")
            && let Some((slice, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        {
            let sections = cut(parts.sections, slice).ok_or_else(|| format!(":{name}[{slice}]"))?;
            out.push_str(&style.name(&sections.join("/")));
            rest = after;
            continue;
        }
        out.push_str(&value(name, parts, style).ok_or_else(|| format!(":{name}"))?);
    }
    out.push_str(rest);
    Ok(out)
}

fn value(name: &str, parts: &Parts<'_>, style: Style) -> Option<String> {
    let title = || style.path(&parts.title.replace('/', "-"));
    let time = |format: &str| parts.date.map(|date| date.format(format).to_string());
    Some(match name {
        "year" => time("%Y")?,
        "month" => time("%m")?,
        "monthname" => time("%B")?,
        "day" => time("%d")?,
        "weekday" => time("%w")?,
        "weekdayname" => time("%A")?,
        "yearday" => time("%-j")?,
        // The slash of a title is none of the address; that of a slug is.
        "title" => title(),
        "slug" => parts.slug.map_or_else(title, |slug| style.path(slug)),
        "slugorfilename" | "slugorcontentbasename" => style.path(parts.slug.unwrap_or(parts.name)),
        "filename" | "contentbasename" => style.path(parts.name),
        "section" | "sectionslug" => style.name(parts.section),
        "sections" | "sectionslugs" => style.name(&parts.sections.join("/")),
        // Go's way of writing a date.
        "2006" => time("%Y")?,
        "06" => time("%y")?,
        "01" => time("%m")?,
        "1" => time("%-m")?,
        "Jan" => time("%b")?,
        "January" => time("%B")?,
        "02" => time("%d")?,
        "2" => time("%-d")?,
        "Mon" => time("%a")?,
        "Monday" => time("%A")?,
        "15" => time("%H")?,
        "04" => time("%M")?,
        "05" => time("%S")?,
        _ => return None,
    })
}

/// `[1:]`, `[last]`, `[:2]`, `[0]`.
fn cut<'s>(sections: &'s [&'s str], slice: &str) -> Option<&'s [&'s str]> {
    let count = sections.len();
    let at = |text: &str, usual: usize| match text.trim() {
        "" => Some(usual),
        "last" => Some(count.saturating_sub(1)),
        number => number.parse::<usize>().ok().map(|number| number.min(count)),
    };
    let (from, to) = match slice.split_once(':') {
        Some((from, to)) => (at(from, 0)?, at(to, count)?),
        None => {
            let one = at(slice, 0)?;
            (one, (one + 1).min(count))
        }
    };
    Some(sections.get(from..to.max(from)).unwrap_or_default())
}

/// The address of a front matter's `url`; `prefix` is that of the language.
pub(super) fn of_url(url: &str, prefix: &str) -> String {
    let path = if url.starts_with('/') { url.to_owned() } else { files::joined(prefix, url) };
    let path = files::joined("", &path);
    if path.ends_with('/') || files::split(&path).1.contains('.') { path } else { format!("{path}/") }
}

/// A path with the end that pages have.
pub(super) fn ended(path: &str, ugly: bool) -> String {
    let path = path.trim_end_matches('/');
    let path = files::joined("", path);
    match ugly {
        true => format!("{path}.html"),
        false if path == "/" => path,
        false => format!("{path}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Parts, Style, ended, fill, of_url};
    use chrono::NaiveDate;

    #[test]
    fn permalinks_are_hugos() {
        let date = NaiveDate::from_ymd_opt(2009, 3, 2).and_then(|day| day.and_hms_opt(7, 5, 9));
        let mut parts = Parts {
            title: "Émile B & C",
            slug: None,
            name: "my file",
            section: "posts",
            sections: &["posts", "a", "b"],
            date,
        };
        let style = Style { lower: true, accents: true };
        for (pattern, expected) in [
            ("/:year/:month/:day/:slug/", "/2009/03/02/émile-b-c/"),
            ("/:section/:filename", "/posts/my-file"),
            ("/:sections[1:]/:contentbasename/", "/a/b/my-file/"),
            ("/:sections[last]/:slugorfilename", "/b/my-file"),
            ("/:monthname/:weekdayname/:yearday/:06", "/March/Monday/61/09"),
        ] {
            assert_eq!(fill(pattern, &parts, style).as_deref(), Ok(expected), "{pattern}");
        }
        parts.date = None;
        assert_eq!(fill("/:year/", &parts, style), Err(":year".to_owned()));
        assert_eq!(of_url("/Foo Bar/X", "/fr"), "/Foo Bar/X/");
        assert_eq!(of_url("x.html", "/fr"), "/fr/x.html");
        for (title, expected) in [("Foo+Bar=Baz", "/foo-barbaz/"), ("C++ & C# / D", "/c-c#-d/"), ("a/b", "/a-b/")] {
            parts.title = title;
            let filled = fill("/:title/", &parts, style).map(|path| style.filled(&path));
            assert_eq!(filled.as_deref(), Ok(expected), "{title}");
        }
        parts.slug = Some("a/b");
        parts.sections = &["notes"];
        let filled = fill("/:sections[1:]/:slug/", &parts, style).map(|path| style.filled(&path));
        assert_eq!(filled.as_deref(), Ok("/a/b/"));
        assert_eq!(ended("/posts/x", true), "/posts/x.html");
        assert_eq!(ended("/2023/x.html", false), "/2023/x.html/");
        assert_eq!(ended("/2023/x.html", true), "/2023/x.html.html");
        assert_eq!(ended("posts/x/", false), "/posts/x/");
    }
}
