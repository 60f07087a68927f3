//! Where the articles of a site are: the directory of each language, what mounts put in its place, and what is ignored.

use super::{
    super::{data::Ask, missing},
    Item,
    config::Config,
};
use crate::record::raw::{Node, Table};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::Regex;

/// A directory of articles.
pub(super) struct Directory {
    /// Relative to the site's.
    pub path: String,
    /// Where the site has it, relative to all articles: `posts`, or nothing.
    pub target: String,
    pub language: usize,
    included: Option<GlobSet>,
    excluded: Option<GlobSet>,
}

impl Directory {
    fn of(path: &str, language: usize) -> Self {
        let path = path.trim_matches('/').to_owned();
        Self { path, target: String::new(), language, included: None, excluded: None }
    }

    /// Whether a file is in it, by its path in there.
    pub(super) fn takes(&self, path: &str) -> bool {
        self.included.as_ref().is_none_or(|globs| globs.is_match(path))
            && !self.excluded.as_ref().is_some_and(|globs| globs.is_match(path))
    }
}

/// The directories of articles.
pub(super) fn directories(config: &Config) -> Vec<Directory> {
    let content = config.table.filled("contentdir").unwrap_or("content").to_owned();
    let mut found: Vec<Directory> = Vec::new();
    let mounts = config.table.sub("module").and_then(|module| module.get("mounts")).map_or(&[][..], Node::items);
    for mount in mounts.iter().filter_map(Node::as_table) {
        let (Some(source), Some(target)) = (mount.filled("source"), mount.filled("target").and_then(in_content)) else {
            continue;
        };
        let language = mount.filled("lang").and_then(|lang| config.language(lang)).unwrap_or(config.main());
        found.push(Directory {
            target: target.to_owned(),
            included: globs(mount, "includefiles"),
            excluded: globs(mount, "excludefiles"),
            ..Directory::of(source, language)
        });
    }
    for (number, language) in config.languages.iter().enumerate() {
        if let Some(directory) = &language.directory {
            found.push(Directory::of(directory, number));
        }
    }
    let main = config.main();
    if found.is_empty() || config.languages.get(main).is_some_and(|main| main.directory.is_none()) && mounts.is_empty()
    {
        found.push(Directory::of(&content, main));
    }
    found.sort_by(|a, b| (&a.path, &a.target, a.language).cmp(&(&b.path, &b.target, b.language)));
    found.dedup_by(|a, b| (&a.path, &a.target, a.language) == (&b.path, &b.target, b.language));
    found
}

/// What a target is below `content`; `None` for one elsewhere.
fn in_content(target: &str) -> Option<&str> {
    let rest = target.trim_matches('/').strip_prefix("content")?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_matches('/'))
}

fn globs(mount: &Table, name: &str) -> Option<GlobSet> {
    let patterns = mount.texts(name);
    let mut set = GlobSetBuilder::new();
    for pattern in &patterns {
        if let Ok(glob) = GlobBuilder::new(pattern.trim_start_matches('/')).literal_separator(true).build() {
            set.add(glob);
        }
    }
    (!patterns.is_empty()).then(|| set.build().ok()).flatten()
}

/// What `ignoreFiles` says; patterns that are none are told.
pub(super) fn ignored(config: &Config, sink: &mut dyn FnMut(Item)) -> Vec<Regex> {
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
