//! Where the articles of a site are: the directory of each language, what mounts put in its place, and what is ignored.

use super::{
    super::{
        super::super::Error,
        data::Ask,
        files::{self, Root},
        missing, page, unread,
    },
    Item,
    config::Config,
};
use crate::{
    diagnostic::Place,
    record::raw::{Node, Table},
};
use globset::{GlobBuilder, GlobMatcher};
use regex::Regex;

/// A file of articles: where it is and what it is in the site.
pub(super) struct File {
    /// Relative to the site's directory.
    pub path: String,
    /// Relative to the directory of articles, without language: `posts/salt/index.md`.
    pub content: String,
    pub language: usize,
}

/// A directory of articles.
struct Directory {
    /// Relative to the site's.
    path: String,
    /// Where the site has it, relative to all articles: `posts`, or nothing.
    target: String,
    /// None, if it is one that is not built.
    language: Option<usize>,
    /// What the site has of it.
    filters: Vec<Filter>,
}

/// Patterns for paths in a directory, each with whether it is for what is there. The first that fits counts.
struct Filter(Vec<(GlobMatcher, bool)>);

impl Filter {
    fn takes(&self, path: &str) -> bool {
        let first = self.0.iter().find(|(glob, _)| glob.is_match(path)).map(|(_, takes)| *takes);
        first.unwrap_or_else(|| self.0.iter().all(|(_, takes)| !takes))
    }
}

impl Directory {
    fn of(path: &str, language: Option<usize>) -> Self {
        let path = path.trim_matches('/').to_owned();
        Self { path, target: String::new(), language, filters: Vec::new() }
    }

    /// Whether a file is in it, by its path in there.
    fn takes(&self, path: &str) -> bool {
        self.filters.iter().all(|filter| filter.takes(path))
    }
}

/// Every text below the directories of articles.
pub(super) fn files(root: &Root<'_>, config: &Config, sink: &mut dyn FnMut(Item)) -> Result<Vec<File>, Error> {
    let directories = directories(config, sink);
    let ignored = ignored(config, sink);
    let mut found: Vec<File> = Vec::new();
    for directory in &directories {
        for path in root.files(&directory.path)? {
            // A directory of another language may lie inside of this one.
            let inner = |other: &Directory| {
                other.path.len() > directory.path.len() && path.starts_with(&format!("{}/", other.path))
            };
            if directories.iter().any(inner) {
                continue;
            }
            let below = path.strip_prefix(directory.path.as_str()).unwrap_or(&path).trim_start_matches('/');
            if is_adapter(below) {
                let message = "this program makes pages, and is not run: what it makes is missing";
                let help = "write its articles as files, or import them from the old feed";
                missing(Place::file(root.name_of(&path)), message, help, sink);
                unread(root, &path, "program that makes pages", sink);
                continue;
            }
            if page::format(files::stem(&path).1).is_none() {
                continue;
            }
            let whole = format!("/{path}");
            let (parent, name) = files::split(below);
            let (stem, extension) = files::stem(name);
            let key = stem.rsplit_once('.').map(|(_, key)| key);
            let language = directory.language.filter(|_| !key.is_some_and(|key| config.is_disabled(key)));
            let why = if is_hidden(below) {
                Some("file with a name that hides it")
            } else if !directory.takes(below) || ignored.iter().any(|ignored| ignored.is_match(&whole)) {
                Some("file that the configuration keeps out of the site")
            } else if language.is_none() {
                Some("file of a language that the configuration turns off")
            } else {
                None
            };
            let (None, Some(language)) = (why, language) else {
                unread(root, &path, why.unwrap_or_default(), sink);
                continue;
            };
            let parent = files::joined(&directory.target, parent);
            let of_name = stem.rsplit_once('.').and_then(|(stem, key)| Some((stem, config.language(key)?)));
            let (stem, language) = of_name.unwrap_or((stem, language));
            let content = files::joined(&parent, &format!("{stem}.{extension}")).trim_start_matches('/').to_owned();
            found.push(File { content, language, path });
        }
    }
    Ok(found)
}

/// Whether Hugo passes over a file by the name that it, or a directory above it, has.
fn is_hidden(path: &str) -> bool {
    files::is_hidden(path) || path.split('/').any(|part| part.starts_with('#'))
}

/// Whether a file is a content adapter: `_content.gotmpl`, `_content.fr.gotmpl`.
fn is_adapter(path: &str) -> bool {
    let name = files::split(path).1;
    name.starts_with("_content.") && name.ends_with(".gotmpl")
}

/// The directories of articles.
fn directories(config: &Config, sink: &mut dyn FnMut(Item)) -> Vec<Directory> {
    let content = config.table.filled("contentdir").unwrap_or("content").to_owned();
    let main = config.main();
    let mut found: Vec<Directory> = Vec::new();
    let mounts = config.table.sub("module").and_then(|module| module.get("mounts")).map_or(&[][..], Node::items);
    for mount in mounts.iter().filter_map(Node::as_table) {
        let (Some(source), Some(target)) = (mount.filled("source"), mount.filled("target").and_then(in_content)) else {
            continue;
        };
        let mut filters = Vec::new();
        for (name, takes) in [("files", true), ("includefiles", true), ("excludefiles", false)] {
            filters.extend(filter(config, &mount.texts(name), takes, sink));
        }
        let directory = Directory::of(source, language(config, mount));
        found.push(Directory { target: target.to_owned(), filters, ..directory });
    }
    for (number, language) in config.languages.iter().enumerate() {
        if let Some(directory) = &language.directory {
            found.push(Directory::of(directory, Some(number)));
        }
    }
    if found.is_empty() || config.languages.get(main).is_some_and(|main| main.directory.is_none()) && mounts.is_empty()
    {
        found.push(Directory::of(&content, Some(main)));
    }
    // What Hugo would take for another language there was meant for none.
    for (key, node) in config.table.sub("languages").map_or(&[][..], |languages| &languages.0) {
        let directory = node.as_table().and_then(|own| own.filled("contentdir"));
        if let Some(directory) = directory.filter(|_| config.is_disabled(key)) {
            found.push(Directory::of(directory, None));
        }
    }
    found.sort_by(|a, b| (&a.path, &a.target, a.language).cmp(&(&b.path, &b.target, b.language)));
    found.dedup_by(|a, b| (&a.path, &a.target, a.language) == (&b.path, &b.target, b.language));
    found
}

/// The language of a mount: its `lang`, or the first of its `sites` that is built.
fn language(config: &Config, mount: &Table) -> Option<usize> {
    let matrix = mount.sub("sites").and_then(|sites| sites.sub("matrix"));
    let mut keys: Vec<String> = matrix.map(|matrix| matrix.texts("languages")).unwrap_or_default();
    keys.extend(mount.filled("lang").map(str::to_owned));
    if let Some(number) = keys.iter().find_map(|key| config.language(key)) {
        return Some(number);
    }
    let is_off = !keys.is_empty() && keys.iter().all(|key| config.is_disabled(key));
    (!is_off).then(|| config.main())
}

/// What a target is below `content`; `None` for one elsewhere.
fn in_content(target: &str) -> Option<&str> {
    let rest = target.trim_matches('/').strip_prefix("content")?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_matches('/'))
}

/// What a mount says of its files; `!` before a pattern turns it round. Capitals do not count.
fn filter(config: &Config, patterns: &[String], takes: bool, sink: &mut dyn FnMut(Item)) -> Option<Filter> {
    let mut globs = Vec::new();
    for pattern in patterns {
        let (text, takes) = pattern.strip_prefix('!').map_or((pattern.as_str(), takes), |rest| (rest.trim(), !takes));
        // Two stars beside other characters go through directories as well.
        let is_loose = text.split('/').any(|part| part.contains("**") && part != "**");
        let glob =
            GlobBuilder::new(text.trim_start_matches('/')).literal_separator(!is_loose).case_insensitive(true).build();
        match glob {
            Ok(glob) => globs.push((glob.compile_matcher(), takes)),
            Err(_) => {
                let message = format!("a mount has a pattern that cannot be read: `{pattern}`");
                missing(config.place.clone(), message, "remove the articles that it keeps out of the site", sink);
            }
        }
    }
    (!globs.is_empty()).then_some(Filter(globs))
}

/// What `ignoreFiles` says; patterns that are none are told.
fn ignored(config: &Config, sink: &mut dyn FnMut(Item)) -> Vec<Regex> {
    let own = config.languages.iter().flat_map(|language| language.table.texts("ignorefiles"));
    let mut patterns = Vec::new();
    for pattern in config.table.texts("ignorefiles").into_iter().chain(own) {
        match Regex::new(&pattern) {
            Ok(pattern) => patterns.push(pattern),
            Err(_) => {
                let message = format!("`ignoreFiles` has a pattern that cannot be read: `{pattern}`");
                missing(config.place.clone(), message, "remove the articles that it keeps out of the site", sink);
            }
        }
    }
    patterns
}

/// Says of articles that modules bring along that they are not read.
pub(super) fn elsewhere(config: &Config, sink: &mut dyn FnMut(Item)) {
    let imports = config.table.sub("module").and_then(|module| module.get("imports")).map_or(&[][..], Node::items);
    for import in imports.iter().filter_map(Node::as_table) {
        let mounts = import.get("mounts").map_or(&[][..], Node::items).iter().filter_map(Node::as_table);
        let brings = mounts.filter_map(|mount| mount.filled("target").and_then(in_content)).count() > 0;
        if let Some(path) = import.filled("path").filter(|_| brings) {
            let message = format!("the module `{path}` brings articles along, which are not read");
            missing(config.place.clone(), message, "import them from a copy of the module", sink);
        }
    }
}
