//! What a Pelican site is configured to do, where it says so in literals.

use super::{
    super::{data::Read, files::Root},
    python::{self, Assigned},
};
use crate::diagnostic::Place;
use globset::{GlobBuilder, GlobMatcher};
use regex::Regex;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// A site's configuration.
pub(super) struct Config {
    assigned: Assigned,
    pub place: Place,
    /// The directory of articles, relative to the site's.
    pub content: String,
    /// `https://example.org`, or nothing.
    pub url: String,
    /// Patterns for slugs, with what takes the place of their matches.
    pub substitutions: Vec<(Regex, String)>,
    /// Extensions of files that `READERS` leaves alone.
    pub readers_off: Vec<String>,
    /// Patterns of `IGNORE_FILES` that are none.
    pub unreadable: Vec<String>,
    ignored: Vec<GlobMatcher>,
}

/// Files of a configuration, in their order.
const FILES: [&str; 4] = ["pelicanconf.py", "pelican.conf.py", "settings.py", "publishconf.py"];
/// Settings that keep files out of the site.
const HIDE_FILES: [&str; 4] = ["IGNORE_FILES", "ARTICLE_PATHS", "ARTICLE_EXCLUDES", "PATH"];
/// Settings that can make drafts of articles whose head does not say what they are.
const HIDE_BY_STATUS: [&str; 3] = ["DEFAULT_METADATA", "EXTRA_PATH_METADATA", "PATH_METADATA"];

impl Config {
    pub(super) fn read(root: &Root<'_>) -> Read<Self> {
        let mut assigned = Assigned::default();
        let mut name = "pelicanconf.py";
        let mut readers_off = Vec::new();
        // What is published is what the second one says.
        for file in FILES {
            if root.at(file).is_file() {
                let text = match super::super::data::text(root, file)? {
                    Ok(text) => text,
                    Err(refused) => return Ok(Err(refused)),
                };
                // What a file takes over as a whole goes before its own, or behind it if it stands there.
                let (mut texts, mut after) = (Vec::new(), Vec::new());
                for (module, is_first) in taken_over(&text) {
                    let path = format!("{}.py", module.replace('.', "/"));
                    if !FILES.contains(&path.as_str()) && root.at(&path).is_file() {
                        match super::super::data::text(root, &path)? {
                            Ok(text) if is_first => texts.push(text),
                            Ok(text) => after.push(text),
                            Err(refused) => return Ok(Err(refused)),
                        }
                    }
                }
                texts.push(text);
                for text in texts.iter().chain(&after) {
                    python::read(text, &mut assigned);
                    readers_off.extend(left_alone(text));
                }
                if file != "publishconf.py" {
                    name = file;
                }
            }
        }
        let mut config = Self {
            assigned,
            place: Place::file(root.name_of(name)),
            content: String::new(),
            url: String::new(),
            substitutions: Vec::new(),
            readers_off,
            unreadable: Vec::new(),
            ignored: Vec::new(),
        };
        config.url = config.text("SITEURL").unwrap_or_default().trim_end_matches('/').to_owned();
        let path = config.text("PATH").map(|path| path.trim_start_matches("./").trim_matches('/').to_owned());
        let usual = if root.at("content").is_dir() { "content" } else { "" };
        config.content = path.filter(|path| root.at(path).is_dir()).unwrap_or_else(|| usual.to_owned());
        if config.content == "." {
            config.content = String::new();
        }
        config.substitutions = config.substitutions();
        config.ignore();
        Ok(Ok(config))
    }

    /// The names that a feed depends on and whose values only Python knows, with their lines.
    pub(super) fn unknown(&self) -> impl Iterator<Item = (&str, u32)> {
        let matters = |name: &str| {
            [
                "SITEURL",
                "SITENAME",
                "TIMEZONE",
                "AUTHOR",
                "DEFAULT_LANG",
                "PATH",
                "SLUGIFY_SOURCE",
                "FILENAME_METADATA",
                "PATH_METADATA",
            ]
            .contains(&name)
                || name.starts_with("ARTICLE_")
                || name.contains("FEED")
                || name.starts_with("DEFAULT_")
        };
        let unknown = self.assigned.unknown.iter().filter(move |(name, _)| matters(name) && !self.hides(name));
        unknown.map(|(name, line)| (name.as_str(), *line))
    }

    /// The settings that keep articles out of feeds in a way that only Python knows, with their lines.
    pub(super) fn hiding(&self) -> impl Iterator<Item = (&str, u32)> {
        let settings = HIDE_FILES.iter().chain(&HIDE_BY_STATUS).filter(|name| self.hides(name));
        settings.filter_map(|&name| {
            // What is altered after all has been said of it as well.
            let all = self.assigned.unknown.iter().chain(&self.assigned.altered);
            all.filter(|(known, _)| known == name).map(|(_, line)| (name, *line)).next()
        })
    }

    /// Whether a setting can keep articles out of feeds. Where the usual directory is there, it is the one that `PATH` is about.
    fn hides(&self, name: &str) -> bool {
        HIDE_BY_STATUS.contains(&name) || HIDE_FILES.contains(&name) && (name != "PATH" || self.content.is_empty())
    }

    /// Whether any file may be none of the site's.
    pub(super) fn hides_files(&self) -> bool {
        self.hiding().any(|(name, _)| HIDE_FILES.contains(&name))
    }

    /// Whether any article may be a draft that does not say so itself.
    pub(super) fn hides_by_status(&self) -> bool {
        self.hiding().any(|(name, _)| HIDE_BY_STATUS.contains(&name))
    }

    /// Whether `IGNORE_FILES` names a file, or a directory above it.
    pub(super) fn is_ignored(&self, path: &str) -> bool {
        path.split('/').any(|part| self.ignored.iter().any(|glob| glob.is_match(part)))
    }

    /// Takes up the patterns of `IGNORE_FILES`. Braces are characters there like others, and so are backslashes.
    fn ignore(&mut self) {
        for pattern in self.list("IGNORE_FILES", &[]) {
            let escaped: String = pattern
                .chars()
                .map(|c| if matches!(c, '{' | '}') { format!("[{c}]") } else { c.to_string() })
                .collect();
            match GlobBuilder::new(&escaped).backslash_escape(false).build() {
                Ok(glob) => self.ignored.push(glob.compile_matcher()),
                Err(_) => self.unreadable.push(pattern),
            }
        }
    }

    /// A setting that is a text, if there is anything in it.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.assigned.values.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A setting that is a text; unset, the usual one; `None` or empty, nothing.
    pub(super) fn text_or<'s>(&'s self, name: &str, usual: &'s str) -> Option<&'s str> {
        match self.assigned.values.get(name) {
            None => Some(usual),
            Some(value) => value.as_str(),
        }
        .filter(|text| !text.is_empty())
    }

    /// The date of articles that have none. In `fs` a file's own is meant, which is never an article's.
    pub(super) fn default_date(&self) -> Option<String> {
        match self.assigned.values.get("DEFAULT_DATE")? {
            Value::String(date) => Some(date.clone()).filter(|date| !date.is_empty() && date != "fs"),
            // What `datetime` takes: year, month, day, and as much of the time as is there.
            Value::Array(parts) => {
                let parts = parts.iter().map(Value::as_u64).collect::<Option<Vec<_>>>()?;
                let [year, month, day, time @ ..] = parts.as_slice() else { return None };
                let time = |at: usize| time.get(at).copied().unwrap_or_default();
                Some(format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", time(0), time(1), time(2)))
            }
            _ => None,
        }
    }

    pub(super) fn flag(&self, name: &str, usual: bool) -> bool {
        self.assigned.values.get(name).map_or(usual, |value| match value {
            Value::Bool(flag) => *flag,
            other => !other.is_null(),
        })
    }

    pub(super) fn list(&self, name: &str, usual: &[&str]) -> Vec<String> {
        match self.assigned.values.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => usual.iter().map(|&text| text.to_owned()).collect(),
        }
    }

    pub(super) fn table(&self, name: &str) -> Option<&Map<String, Value>> {
        self.assigned.values.get(name).and_then(Value::as_object)
    }

    fn substitutions(&self) -> Vec<(Regex, String)> {
        let usual = [(r"[^\w\s-]", ""), (r"\A\s*", ""), (r"\s*\z", ""), (r"[-\s]+", "-")];
        let usual = || usual.iter().map(|&(from, to)| (from.to_owned(), to.to_owned())).collect();
        let own = self.assigned.values.get("SLUG_REGEX_SUBSTITUTIONS").and_then(Value::as_array);
        let pairs: Vec<(String, String)> = own.map_or_else(usual, |pairs| {
            let pair = |pair: &Value| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned()));
            pairs.iter().filter_map(pair).collect()
        });
        pairs
            .into_iter()
            .filter_map(|(from, to)| {
                // Python's `\Z` is the very end, and every pattern knows all scripts.
                let from = from.replace("(?u)", "").replace(r"\Z", r"\z");
                let regex = regex::RegexBuilder::new(&from).case_insensitive(true).build().ok()?;
                Some((regex, to.replace('$', "$$").replace(r"\1", "${1}").replace(r"\2", "${2}")))
            })
            .collect()
    }
}

/// The modules of which a program takes over everything, each with whether that stands before all that it assigns itself.
fn taken_over(text: &str) -> Vec<(&str, bool)> {
    static STAR: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?m)^\s*from\s+\.?([\w.]+)\s+import\s+\(?\*").ok());
    static ASSIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^[A-Z]\w*\s*=").ok());
    let first = ASSIGNED.as_ref().and_then(|assigned| assigned.find(text)).map_or(text.len(), |first| first.start());
    let all = STAR.as_ref().map(|star| star.captures_iter(text)).into_iter().flatten();
    all.filter_map(|found| found.get(1)).map(|module| (module.as_str(), module.start() < first)).collect()
}

/// The extensions of which a configuration says that no reader takes them: `READERS = {'html': None}`.
fn left_alone(text: &str) -> Vec<String> {
    static READERS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?m)^\s*READERS\b(?:[^{\n]*\{[^}]*\}|\[.*)").ok());
    static OFF: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"["'](?P<extension>\w+)["']\s*(?::|\]\s*=)\s*None\b"#).ok());
    let (Some(readers), Some(off)) = (READERS.as_ref(), OFF.as_ref()) else { return Vec::new() };
    let all = readers.find_iter(text).flat_map(|setting| off.captures_iter(setting.as_str()));
    all.map(|found| found["extension"].to_owned()).collect()
}
