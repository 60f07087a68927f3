//! The address of a record: declared, or filled into a pattern.
//!
//! Patterns and paths lie below the publication's address, whatever they say: no value can climb out of it or change
//! the host.

use super::{
    Category,
    fields::{Candidate, Field, Fields},
    hints::Hints,
    media::is_playable,
    normalise::Options,
    raw::{Derived, RowKey, Table, Value},
    report::Report,
};
use crate::{
    diagnostic::{
        Level,
        rules::record::{PERMALINK_INCOMPLETE, URL_INVALID},
    },
    value::{Language, Timestamp, WebUrl},
};
use chrono::{Datelike, NaiveDateTime, Timelike};
use std::{borrow::Cow, fmt::Write as _};
use unicode_normalization::UnicodeNormalization;

/// The longest path segment made of a value, in characters.
const LONGEST: usize = 120;

/// What placeholders are filled in with.
pub(super) struct Parts<'a> {
    pub(super) options: &'a Options,
    pub(super) hints: &'a Hints,
    pub(super) published: Option<Timestamp>,
    pub(super) language: Option<&'a Language>,
    /// Whether the file's path tells the language, too, so that the record is a translation in a place of its own.
    pub(super) translated: bool,
    pub(super) slug: &'a str,
    pub(super) section: Option<&'a str>,
    pub(super) categories: &'a [Category],
    /// The declared id, as written.
    pub(super) id: Option<&'a str>,
}

/// The placeholders that stand for a part of the publication's date.
const OF_THE_DATE: [&str; 11] =
    ["year", "month", "day", "hour", "minute", "second", "i_month", "i_day", "short_year", "yearday", "y_day"];

/// What the fields of addresses say.
#[derive(Default)]
pub(super) struct Addresses<'a> {
    pub(super) url: Option<WebUrl>,
    pub(super) external: Option<WebUrl>,
    /// The address of the same article on another host, where it was published first.
    pub(super) elsewhere: Option<WebUrl>,
    /// Addresses of sounds and films, which are enclosures.
    pub(super) media: Vec<Candidate<'a>>,
    /// Whether an address is declared that nobody can open.
    pub(super) broken: bool,
}

/// Reads the address of a record; made from `pattern`s where none is declared.
pub(super) fn read<'a>(
    fields: &mut Fields<'a>,
    parts: &Parts<'_>,
    derived: &mut Vec<Derived>,
    report: &mut Report,
) -> Addresses<'a> {
    let link = &parts.options.link;
    let mut addresses = Addresses::default();
    for candidate in fields.filled(Field::Url) {
        let Some(text) = candidate.node.as_filled_text().filter(|_| !matches!(candidate.node.value, Value::Bool(_)))
        else {
            continue;
        };
        if is_playable(text) {
            fields.mark(&candidate);
            addresses.media.push(candidate);
        } else if addresses.url.is_none() && !addresses.broken {
            fields.mark(&candidate);
            addresses.url = openable(link.join(text), &candidate, Level::Error, report);
            addresses.broken = addresses.url.is_none();
        } else if let Ok(other) = WebUrl::parse(text)
            && addresses.url.as_ref().is_some_and(|url| !same_site(url, &other))
            && addresses.external.is_none()
            && candidate.key.eq_ignore_ascii_case("link")
        {
            // A permalink and a `link` elsewhere: the record is about that page.
            fields.mark(&candidate);
            addresses.external = Some(other);
        }
    }
    if addresses.url.is_none() && !addresses.broken {
        addresses.url = of_path(fields, parts, derived, report);
    }
    if let Some((candidate, text)) = fields.text(Field::ExternalUrl) {
        addresses.external = openable(link.join(text), &candidate, Level::Warning, report);
    }
    if let Some((candidate, text)) = fields.text(Field::CanonicalUrl)
        && let Some(canonical) = openable(link.join(text), &candidate, Level::Warning, report)
    {
        // Generators use this for articles that appeared elsewhere first. Readers come here to read it here, so our own
        // address stays the permalink and the other one becomes a link.
        if !same_site(link, &canonical) {
            addresses.elsewhere = Some(canonical);
        } else if addresses.url.is_none() {
            addresses.url = Some(canonical);
        }
    }
    if addresses.url.is_none()
        && !addresses.broken
        && let Some(pattern) = &parts.options.permalink
    {
        match fill(pattern, '{', parts) {
            Ok(path) => {
                addresses.url = below(link, parts.prefix(pattern), &path).ok();
                if addresses.url.is_some() {
                    derived.push(Derived { field: "url", from: "permalink pattern".to_owned(), line: 0 });
                }
            }
            Err(missing) => parts.incomplete(pattern, &missing, None, report),
        }
    }
    addresses
}

fn openable(
    url: Result<WebUrl, String>,
    candidate: &Candidate<'_>,
    level: Level,
    report: &mut Report,
) -> Option<WebUrl> {
    match url {
        Ok(url) => Some(url),
        Err(reason) => {
            report
                .at(&URL_INVALID, candidate.node, candidate.label(), reason)
                .level(level)
                .help("write an address that begins with https://, or a path below the publication's address");
            None
        }
    }
}

/// Zola's `path`, Jekyll's and Eleventy's `permalink`, with or without placeholders.
fn of_path(
    fields: &mut Fields<'_>,
    parts: &Parts<'_>,
    derived: &mut Vec<Derived>,
    report: &mut Report,
) -> Option<WebUrl> {
    let link = &parts.options.link;
    for candidate in fields.filled(Field::Path) {
        let Value::Text(text) = &candidate.node.value else { continue };
        let text = text.trim();
        let zola = candidate.key.eq_ignore_ascii_case("path");
        let lower = text.to_ascii_lowercase();
        if zola && [".md", ".markdown", ".rst", ".txt", ".html.md"].iter().any(|end| lower.ends_with(end)) {
            // The path of a source file, which some exports keep.
            continue;
        }
        if zola && is_of_tree(text, fields.table()) {
            continue;
        }
        fields.mark(&candidate);
        if text.starts_with("https://") || text.starts_with("http://") {
            return openable(WebUrl::parse(text), &candidate, Level::Warning, report);
        }
        let pattern = built_in(text).unwrap_or(text);
        // `:name` at the beginning of a word; a colon inside one is a colon.
        let colons = pattern.starts_with(':') || pattern.contains("/:") || pattern.contains("-:");
        let open = if pattern.contains('{') { Some('{') } else { colons.then_some(':') };
        let path = match open {
            _ if pattern.contains("{{") || pattern.contains("{%") => Err("template".to_owned()),
            Some(open) => fill(pattern, open, parts),
            None => Ok(pattern.to_owned()),
        };
        match path {
            Ok(mut path) => {
                let page = [".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".txt", ".xml"];
                if zola && !path.ends_with('/') && !page.iter().any(|end| path.ends_with(end)) {
                    path.push('/');
                }
                if open.is_some() {
                    derived.push(Derived { field: "url", from: format!("`{}`", candidate.label()), line: 0 });
                }
                return below(link, None, &path).ok();
            }
            Err(missing) => parts.incomplete(pattern, &missing, Some(&candidate), report),
        }
    }
    None
}

/// Whether a path is a place in a tree of pages, as tables of Wagtail have: four letters or digits for each level.
fn is_of_tree(path: &str, table: &Table) -> bool {
    let has = |name: &str| table.get_ignore_case(name).is_some();
    let is_steps =
        path.len().is_multiple_of(4) && path.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    is_steps && has("depth") && has("numchild")
}

/// Jekyll's names for patterns.
fn built_in(name: &str) -> Option<&'static str> {
    Some(match name {
        "date" => "/:categories/:year/:month/:day/:title.html",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "none" => "/:categories/:title.html",
        _ => return None,
    })
}

impl Parts<'_> {
    /// Says that a pattern cannot be filled in; for want of a date it is the date that is complained about.
    fn incomplete(&self, pattern: &str, missing: &str, candidate: Option<&Candidate<'_>>, report: &mut Report) {
        if self.published.is_none() && OF_THE_DATE.contains(&missing) {
            return;
        }
        let message = match missing {
            "template" => format!("the permalink `{pattern}` is a template of another generator"),
            _ => format!("the permalink `{pattern}` cannot be filled in: the record has no `{missing}`"),
        };
        let finding = match candidate {
            Some(candidate) => report.at(&PERMALINK_INCOMPLETE, candidate.node, "url", message),
            None => report.whole(&PERMALINK_INCOMPLETE, "url", message),
        };
        // The record has an id all the same, so it is published without an address.
        finding.level(Level::Warning).help("declare `url` in the record, or give it the field that the pattern needs");
    }

    /// The directory of a translation, where the pattern leaves the language out.
    fn prefix(&self, pattern: &str) -> Option<&str> {
        let (language, directory) = match &self.hints.language {
            Some((language, directory)) => (language, directory.as_str()),
            // `tea-fr.rst` is the translation of `tea.rst`, but has a place of its own only if it shares its slug.
            None => self.language.filter(|_| self.slug != self.hints.stem).map(|tag| (tag, tag.primary()))?,
        };
        let ours = self.options.language.as_ref();
        let foreign = ours.is_none_or(|ours| !ours.primary().eq_ignore_ascii_case(language.primary()));
        (self.translated && foreign && !pattern.contains("{lang}")).then_some(directory)
    }

    /// The value of a placeholder, one of [`PLACEHOLDERS`](crate::config::PLACEHOLDERS); `None` if there is no such value, an empty text only where that is in order.
    fn value(&self, name: &str) -> Option<String> {
        let local = || -> Option<NaiveDateTime> { Some(self.options.zone.local(self.published?)) };
        let filled = |text: &str| (!text.is_empty()).then(|| encode_path(text));
        match name {
            "year" => local().map(|t| format!("{:04}", t.year())),
            "month" => local().map(|t| format!("{:02}", t.month())),
            "day" => local().map(|t| format!("{:02}", t.day())),
            "hour" => local().map(|t| format!("{:02}", t.hour())),
            "minute" => local().map(|t| format!("{:02}", t.minute())),
            "second" => local().map(|t| format!("{:02}", t.second())),
            "i_month" => local().map(|t| t.month().to_string()),
            "i_day" => local().map(|t| t.day().to_string()),
            "short_year" => local().map(|t| format!("{:02}", t.year() % 100)),
            "yearday" | "y_day" => local().map(|t| format!("{:03}", t.ordinal())),
            "slug" | "title" | "slugorfilename" | "slugorcontentbasename" => filled(self.slug),
            "stem" | "name" | "filename" | "contentbasename" => filled(&self.hints.stem),
            "path" => filled(&self.hints.path),
            "section" | "sections" | "collection" => filled(&segment(self.section?)?),
            "category" => filled(&segment(&self.categories.first()?.term)?),
            "categories" => {
                let terms: Vec<String> =
                    self.categories.iter().filter_map(|c| segment(&c.term.to_lowercase())).collect();
                Some(encode_path(&terms.join("/")))
            }
            "id" => filled(&segment(self.id?)?),
            "lang" | "language" => {
                let language = self.language.or(self.options.language.as_ref())?;
                filled(&language.as_str().to_ascii_lowercase())
            }
            // Jekyll's extension of the page that it writes.
            "output_ext" => Some(".html".to_owned()),
            _ => None,
        }
    }
}

/// What `{id}` stands for in the permalink of a row: its primary key. Where that is a number and a language, and the pattern
/// has the language as well, the number alone.
pub(super) fn id_of_row<'a>(row: &'a RowKey, fields: &'a Table, options: &Options) -> &'a str {
    let (ids, others): (Vec<&String>, Vec<&String>) =
        row.columns.iter().partition(|column| column.eq_ignore_ascii_case("id"));
    let is_language =
        |column: &&String| ["lang", "language", "locale"].iter().any(|name| column.eq_ignore_ascii_case(name));
    let has_language = options.permalink.as_ref().is_some_and(|pattern| pattern.contains("{lang"));
    let number = ids.first().filter(|_| has_language && !others.is_empty() && others.iter().all(is_language));
    number.and_then(|column| fields.get(column)?.as_filled_text()).unwrap_or_else(|| row.primary())
}

/// Fills in `{name}` or `:name`; `Err` has the name for which there is no value.
fn fill(pattern: &str, open: char, parts: &Parts<'_>) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(at) = rest.find(open) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = if open == '{' {
            let Some(end) = rest.find('}') else { return Err(rest.to_owned()) };
            let name = &rest[..end];
            rest = &rest[end + 1..];
            name
        } else {
            let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
            let name = &rest[..end];
            rest = &rest[end..];
            name
        };
        out.push_str(&parts.value(name.trim()).ok_or_else(|| name.to_owned())?);
    }
    out.push_str(rest);
    // An empty `:categories` leaves two slashes behind.
    while out.contains("//") && !out.contains("://") {
        out = out.replace("//", "/");
    }
    Ok(out)
}

/// The URL of a path below the publication's address.
fn below(link: &WebUrl, prefix: Option<&str>, path: &str) -> Result<WebUrl, String> {
    if path.starts_with("https://") || path.starts_with("http://") {
        return WebUrl::parse(path);
    }
    let base = link.as_str().split(['?', '#']).next().unwrap_or_default();
    let host_end = base.find("://").map_or(0, |i| i + 3);
    let directory = match base[host_end..].rsplit_once('/') {
        // `https://a.example/index.html` is a page of the directory above it.
        Some((_, page)) if page.contains('.') => &base[..base.len() - page.len()],
        _ => base,
    };
    let mut url = directory.trim_end_matches('/').to_owned();
    if let Some(prefix) = prefix {
        url.push('/');
        url.push_str(prefix);
    }
    let (path, query) = path.find(['?', '#']).map_or((path, ""), |i| path.split_at(i));
    let parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty() && !is_dots(part)).collect();
    for part in &parts {
        url.push('/');
        url.push_str(part);
    }
    if path.ends_with('/') || parts.is_empty() {
        url.push('/');
    }
    url.push_str(query);
    WebUrl::parse(&url)
}

/// Whether a segment is `.` or `..`, in disguise or not.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(plain.as_str(), "." | "..")
}

/// Whether two addresses are of one site, `www.` or not.
fn same_site(a: &WebUrl, b: &WebUrl) -> bool {
    let host = |url: &WebUrl| url.host().strip_prefix("www.").unwrap_or(url.host()).to_owned();
    host(a) == host(b)
}

/// Percent-encodes what may not stand in a path (RFC 3986 §3.3); slashes and what is encoded already stay.
fn encode_path(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(path.len());
    for (i, &b) in bytes.iter().enumerate() {
        let escape = b == b'%' && bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let plain = b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&b);
        if plain || escape {
            out.push(char::from(b));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

/// One safe path segment made of a value: no slashes, no dots alone, no controls, blanks as `-`; `None` if nothing is left.
pub(super) fn segment(text: &str) -> Option<String> {
    // What is a segment already, as names of files mostly are.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if text.len() <= LONGEST && !text.starts_with(['-', '.']) && !text.ends_with('-') && text.bytes().all(is_plain) {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let decoded = percent_decode(text.trim());
    let mut parts = Vec::new();
    for part in decoded.split(['/', '\\']) {
        for word in part.split(char::is_whitespace) {
            let dashes = word.chars().all(|c| matches!(c, '-' | '–' | '—')) && !word.is_empty();
            let dots = word.chars().all(|c| c == '.');
            if !dashes && !dots {
                parts.push(word);
            }
        }
    }
    let joined: String =
        parts.join("-").nfc().filter(|c| !c.is_control() && !matches!(c, '?' | '#' | '%' | '<' | '>' | '"')).collect();
    let clean = joined.trim_start_matches('.').trim_matches('-');
    (!clean.is_empty()).then(|| shortened(clean, &joined))
}

/// A readable slug of a title: lower case, letters and digits of any script, `-` between words.
pub(super) fn slug_of_title(title: &str) -> Option<String> {
    let mut out = String::with_capacity(title.len());
    let composed: Cow<'_, str> = if title.is_ascii() { title.into() } else { title.nfc().collect::<String>().into() };
    for c in composed.chars().flat_map(char::to_lowercase) {
        match c {
            _ if c.is_alphanumeric() => out.push(c),
            // Apostrophes stand inside words; everything else between them.
            '\'' | '’' => {}
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    let clean = out.trim_end_matches('-');
    (!clean.is_empty()).then(|| shortened(clean, title))
}

/// Cuts what is too long and puts a digest of the whole in its place, so that two long values stay two.
fn shortened(clean: &str, whole: &str) -> String {
    match clean.char_indices().nth(LONGEST) {
        None => clean.to_owned(),
        Some((end, _)) => {
            let digest = blake3::hash(whole.as_bytes()).to_hex();
            format!("{}-{}", clean[..end].trim_end_matches('-'), &digest[..8])
        }
    }
}

/// Undoes `%xx` where that gives UTF-8 (WordPress keeps slugs so).
fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let hex = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        let pair = (bytes.get(i + 1).copied().and_then(hex), bytes.get(i + 2).copied().and_then(hex));
        match pair {
            (Some(high), Some(low)) if b == b'%' => {
                out.push(high * 16 + low);
                i += 3;
            }
            _ => {
                out.push(b);
                i += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{below, segment, slug_of_title};
    use crate::value::WebUrl;

    #[test]
    fn segments_are_safe_and_readable() {
        for (text, expected) in [
            ("plain-slug", Some("plain-slug")),
            ("Version-1.30.0", Some("Version-1.30.0")),
            ("../x", Some("x")),
            ("../../etc/passwd", Some("etc-passwd")),
            ("..", None),
            (".", None),
            ("/", None),
            ("", None),
            ("%2e%2e%2fx", Some("x")),
            ("a b\tc", Some("a-b-c")),
            ("000 - A Show", Some("000-A-Show")),
            ("hash-#1", Some("hash-1")),
            ("a?b", Some("ab")),
            (".hidden", Some("hidden")),
            ("c:\\temp", Some("c:-temp")),
            ("%e3%83%9e", Some("マ")),
            ("100%", Some("100")),
            ("Cafe\u{301}", Some("Café")),
            ("trailing-dots..", Some("trailing-dots..")),
        ] {
            assert_eq!(segment(text).as_deref(), expected, "{text}");
        }
        let long = segment(&"x".repeat(5000)).expect("something is left");
        assert!(long.len() < 140 && long != segment(&"x".repeat(5001)).expect("something is left"));
    }

    #[test]
    fn slugs_of_titles() {
        for (title, expected) in [
            ("Newark Won’t Budge, Mayor Says", Some("newark-wont-budge-mayor-says")),
            ("  A -- B  ", Some("a-b")),
            ("Größe & Maß", Some("größe-maß")),
            ("東京の夜", Some("東京の夜")),
            ("!!!", None),
            ("../..", None),
        ] {
            assert_eq!(slug_of_title(title).as_deref(), expected, "{title}");
        }
    }

    #[test]
    fn paths_stay_below_the_publication() {
        for (link, path, expected) in [
            ("https://a.example/", "/2026/x/", "https://a.example/2026/x/"),
            ("https://a.example", "x", "https://a.example/x"),
            ("https://a.example/blog", "/x/", "https://a.example/blog/x/"),
            ("https://a.example/blog/index.html", "x", "https://a.example/blog/x"),
            ("https://a.example/blog/?q=1", "../../x", "https://a.example/blog/x"),
            ("https://a.example/", "/%2e%2e/%2E%2e/bad.html", "https://a.example/bad.html"),
            ("https://a.example/", "//evil.example/x", "https://a.example/evil.example/x"),
            ("https://a.example/", "/", "https://a.example/"),
            ("https://a.example/", "/?p=7", "https://a.example/?p=7"),
            ("https://a.example/blog/", "..\\..\\x", "https://a.example/blog/x"),
            ("https://a.example/", "a b/ü", "https://a.example/a%20b/%C3%BC"),
            ("https://a.example/", "c:/x", "https://a.example/c:/x"),
        ] {
            let link = WebUrl::parse(link).expect("valid");
            let found = below(&link, None, path).expect("an address");
            assert_eq!(found.as_str(), expected, "{path}");
        }
    }
}
