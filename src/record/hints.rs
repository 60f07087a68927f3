//! What the path of a file tells about the record in it: day, language, section, slug.
//!
//! Jekyll and Zola put the day into the name (`2017-2-5-title.md`), Hugo and Zola the language (`title.fr.md`), Hugo the
//! language into a directory (`content/fr/…`). A declared field always goes before these.

use super::{permalink::segment, raw::Origin};
use crate::value::Language;
use chrono::NaiveDate;

/// What a path tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// Whether it lies where Jekyll keeps what is not to be published.
    pub(super) draft: bool,
    /// The day in the file's name, the bundle's name or the directories `2018/03/05/`.
    pub(super) day: Option<NaiveDate>,
    /// The language, with the text that named it.
    pub(super) language: Option<(Language, String)>,
    /// The part of the site.
    pub(super) section: Option<String>,
    /// The name without day, language and extension, as one safe path segment; empty if nothing is left.
    pub(super) stem: String,
    /// The path without extension, first directory, language and a bundle's `index`, each part a safe segment.
    pub(super) path: String,
    /// Whether the directory is the record, with all that lies in it.
    pub(super) bundle: bool,
}

/// The two-letter codes of ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
                         de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz \
                         ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln \
                         lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi \
                         pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti \
                         tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Reads the path of a record's file.
pub(super) fn read(origin: &Origin) -> Hints {
    // What was fetched is called by its address, which is another site's.
    if origin.row.is_some() || origin.file.contains("://") {
        return Hints::default();
    }
    let parts: Vec<&str> = origin.file.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let Some((name, directories)) = parts.split_last() else { return Hints::default() };
    let rooted = origin.file.starts_with('/') || directories.contains(&"..");
    let (name, suffix) = split_language(without_extension(name));
    // A bundle: the directory is the record's name.
    let bundle = matches!(name, "index" | "_index") && !directories.is_empty();
    let (name, directories) = match directories.split_last() {
        Some((directory, rest)) if bundle => (*directory, rest),
        _ => (name, directories),
    };
    let root = directories.iter().rposition(|part| *part == "content");
    let root = root.or_else(|| directories.iter().position(|part| *part == "data"));
    let in_content = root.is_some_and(|i| directories[i] == "content");
    let mut inner = &directories[root.map_or(0, |i| i + 1)..];
    let mut language = suffix.and_then(named_language);
    if language.is_none()
        && in_content
        && let Some((first, rest)) = inner.split_first()
        && let Some(found) = named_language(first)
    {
        language = Some(found);
        inner = rest;
    }
    // Months and days are no part of a site, and neither is what has no day; in `content` the generators say what is one.
    let parts = if in_content { inner } else { below_days(inner) };
    let section = parts.iter().find(|part| !part.starts_with('_')).filter(|_| root.is_some() || !rooted);
    let (day, rest) = if origin.listed { (None, name) } else { leading_day(name) };
    let day = day.or_else(|| if origin.listed { None } else { day_of_directories(directories) });
    let below = if root.is_some() { inner } else { directories.get(1..).unwrap_or_default() };
    let path: Vec<String> = below.iter().chain([&name]).filter_map(|part| segment(part)).collect();
    Hints {
        draft: directories.contains(&"_drafts"),
        day,
        language,
        section: section.map(|part| (*part).to_owned()),
        stem: segment(rest).unwrap_or_default(),
        path: path.join("/"),
        bundle: bundle && !origin.listed,
    }
}

/// What comes below the directories of a day or month, which `import` makes: `2019/03`, `undated`.
fn below_days<'p, 'a>(parts: &'p [&'a str]) -> &'p [&'a str] {
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match parts {
        [year, month, day, rest @ ..] if digits(year, 4) && digits(month, 2) && digits(day, 2) => rest,
        [year, month, rest @ ..] if digits(year, 4) && digits(month, 2) => rest,
        ["undated", rest @ ..] => rest,
        _ => parts,
    }
}

/// The name of a file without its last extension.
pub(super) fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.is_empty() && !extension.contains(' ') => stem,
        _ => name,
    }
}

/// `title.zh-cn` → `title`, `zh-cn`.
fn split_language(stem: &str) -> (&str, Option<&str>) {
    match stem.rsplit_once('.') {
        Some((rest, tag)) if !rest.is_empty() && named_language(tag).is_some() => (rest, Some(tag)),
        _ => (stem, None),
    }
}

impl Hints {
    /// Whether the name ends in this language as Pelican's translations do: `tea-fr.rst`.
    ///
    /// A name may end so by chance (`what-to-do-in-it`): this is only for a language that is declared as well.
    pub(super) fn is_translation_into(&self, language: &Language) -> bool {
        let (name, tag) = self.stem.rsplit_once(['-', '_']).unwrap_or_default();
        !name.is_empty() && tag.eq_ignore_ascii_case(language.primary())
    }
}

/// The language whose tag this is: a code of ISO 639-1, alone or with script or region.
fn named_language(tag: &str) -> Option<(Language, String)> {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let known = primary.len() == 2
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && LANGUAGES.split_ascii_whitespace().any(|code| code == primary);
    if !known {
        return None;
    }
    let language = tag.parse().ok()?;
    Some((language, tag.to_ascii_lowercase()))
}

/// `2017-2-5-title` → 5 February 2017, `title`.
fn leading_day(name: &str) -> (Option<NaiveDate>, &str) {
    let mut parts = name.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return (None, name) };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, rest) = rest.split_at(digits);
    let joined = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
    match calendar_day(year, month, day) {
        Some(date) if joined => (Some(date), rest.trim_start_matches(['-', '_', ' ', '.'])),
        _ => (None, name),
    }
}

/// The day that the last three of consecutive directories `2018/03/05` name.
fn day_of_directories(directories: &[&str]) -> Option<NaiveDate> {
    directories.windows(3).rev().find_map(|window| calendar_day(window[0], window[1], window[2]))
}

/// The day that `yyyy/mm/dd` inside the path of a URL names.
pub(super) fn day_of_path(path: &str) -> Option<NaiveDate> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    parts.windows(3).find_map(|window| calendar_day(window[0], window[1], window[2]))
}

fn calendar_day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        (digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u32>().ok())?
    };
    let year = i32::try_from(number(year, 4..=4)?).ok().filter(|year| *year > 0)?;
    NaiveDate::from_ymd_opt(year, number(month, 1..=2)?, number(day, 1..=2)?)
}

#[cfg(test)]
mod tests {
    use super::{Hints, LANGUAGES, day_of_path, read};
    use crate::record::raw::Origin;

    fn hints(file: &str) -> Hints {
        read(&Origin { file: file.into(), line: 1, bytes: 0..0, listed: false, row: None })
    }

    #[test]
    fn days_stand_in_names_and_directories() {
        for (file, day, stem) in [
            ("_posts/2017-2-5-no-zeroes.md", Some("2017-02-05"), "no-zeroes"),
            ("a/2016-10-08_under.md", Some("2016-10-08"), "under"),
            ("a/2016-10-08.md", Some("2016-10-08"), ""),
            ("a/2016-10-08-bundle/index.md", Some("2016-10-08"), "bundle"),
            ("a/2018/03/05/x.md", Some("2018-03-05"), "x"),
            ("a/2018/03/x.md", None, "x"),
            ("a/2016-13-08-x.md", None, "2016-13-08-x"),
            ("a/2016-10-081-x.md", None, "2016-10-081-x"),
            ("a/1-2-3-go.md", None, "1-2-3-go"),
            ("a/2016-10-08 with blanks.txt", Some("2016-10-08"), "with-blanks"),
        ] {
            let found = hints(file);
            assert_eq!(found.day.map(|d| d.to_string()).as_deref(), day, "{file}");
            assert_eq!(found.stem, stem, "{file}");
        }
    }

    #[test]
    fn a_list_has_no_day_of_its_own() {
        let origin = Origin { file: "data/2019-01-04-list.csv".into(), line: 7, bytes: 0..0, listed: true, row: None };
        assert_eq!(read(&origin).day, None);
    }

    #[test]
    fn languages_stand_in_suffixes_and_in_the_directories_of_hugo() {
        for (file, language, stem, path) in [
            ("content/blog/title.fr.md", Some("fr"), "title", "blog/title"),
            ("content/blog/title.zh-cn.md", Some("zh-CN"), "title", "blog/title"),
            ("content/ja/blog/title.md", Some("ja"), "title", "blog/title"),
            ("content/pt-br/blog/title.md", Some("pt-BR"), "title", "blog/title"),
            ("/srv/site/content/uk/blog/b/index.md", Some("uk"), "b", "blog/b"),
            ("content/blog/index.es.md", Some("es"), "blog", "blog"),
            ("posts/de/title.md", None, "title", "de/title"),
            ("content/blog/notes.v2.md", None, "notes.v2", "blog/notes.v2"),
            ("content/blog/fr.md", None, "fr", "blog/fr"),
            ("content/blog/Why.IT.md", None, "Why.IT", "blog/Why.IT"),
        ] {
            let found = hints(file);
            assert_eq!(found.language.as_ref().map(|l| l.0.as_str()), language, "{file}");
            assert_eq!((found.stem.as_str(), found.path.as_str()), (stem, path), "{file}");
        }
    }

    #[test]
    fn sections() {
        for (file, section) in [
            ("content/inside/a.md", Some("inside")),
            ("content/ja/blog/2025/a.md", Some("blog")),
            ("content/a.md", None),
            ("content/about/index.md", None),
            ("data/2016/newark.txt", Some("2016")),
            ("data/2016/03/a.md", None),
            ("data/2016/03/05/a.md", None),
            ("data/2016/03/sports/a.md", Some("sports")),
            ("data/news/2016/03/a.md", Some("news")),
            ("data/undated/a.md", None),
            ("content/2016/03/a.md", Some("2016")),
            ("data/newark.txt", None),
            ("_posts/a.md", None),
            ("posts/a.md", Some("posts")),
            ("/srv/x/a.md", None),
            ("/srv/x/content/news/a.md", Some("news")),
            ("/data/x/content/news/data/a.md", Some("news")),
        ] {
            assert_eq!(hints(file).section.as_deref(), section, "{file}");
        }
    }

    #[test]
    fn drafts_have_a_directory_of_their_own() {
        assert!(hints("_drafts/a.md").draft && hints("site/_drafts/x/a.md").draft);
        assert!(!hints("_posts/_drafts.md").draft && !hints("drafts/a.md").draft);
    }

    #[test]
    fn days_stand_in_urls() {
        for (path, day) in [
            ("2025/02/13/slug", Some("2025-02-13")),
            ("inside/2020/5/7/x", Some("2020-05-07")),
            ("https://a.example/2016/11/14/x/", Some("2016-11-14")),
            ("2025/02/slug", None),
            ("x?d=/2020/01/01/", None),
            ("2025/02/30/x", None),
        ] {
            assert_eq!(day_of_path(path).map(|d| d.to_string()).as_deref(), day, "{path}");
        }
    }

    #[test]
    fn there_are_as_many_languages_as_the_standard_has() {
        assert_eq!(LANGUAGES.split_ascii_whitespace().count(), 184);
    }

    #[test]
    fn hostile_paths_give_nothing_that_climbs() {
        for file in ["", "/", "..", "../..", "a/../../x.md", "....md", "a/.md", "con\u{0}/x"] {
            let found = hints(file);
            assert!(found.path.split('/').all(|part| part != ".."), "{file}: {found:?}");
        }
    }
}
