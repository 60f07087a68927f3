//! `_config.yml`, and what it says of every file's head.

use super::super::{
    super::super::Error,
    data::{self, Ask, Read},
    files::Root,
    people::People,
};
use crate::{
    diagnostic::Place,
    record::raw::{Node, Table, Value as Raw},
};
use regex::Regex;

/// What a site's configuration says.
pub(super) struct Config {
    /// All of it.
    pub table: Table,
    /// Its file.
    pub place: Place,
    /// Where the sources are, relative to the site's directory.
    pub source: String,
    /// `https://example.org`, or nothing.
    pub url: String,
    /// `/blog`, or nothing.
    pub baseurl: String,
    /// The permalink style or pattern.
    pub style: String,
    /// Where collections are; nothing for the top.
    pub collections_dir: String,
    pub collections: Vec<Collection>,
    /// Extensions of Markdown.
    pub markdown: Vec<String>,
    defaults: Vec<Default_>,
    exclude: Vec<String>,
    include: Vec<String>,
    /// The people of `_data/authors.yml`.
    pub people: People,
    /// Whether jekyll-feed makes the feeds.
    pub has_feed: bool,
}

/// A collection of documents.
pub(super) struct Collection {
    pub label: String,
    pub permalink: Option<String>,
    /// Whether its documents have pages.
    pub output: bool,
}

/// Values for the heads of the files in a scope.
struct Default_ {
    path: String,
    kind: Option<String>,
    values: Table,
}

impl Config {
    pub(super) fn read(root: &Root<'_>) -> Read<Self> {
        let name = root.first(&["_config.yml", "_config.yaml", "_config.toml"]);
        let table = match name.map(|name| data::table(root, name)).transpose()? {
            Some(Ok(table)) => table,
            Some(Err(refused)) => return Ok(Err(refused)),
            None => Table::default(),
        };
        let place = Place::file(root.name_of(name.unwrap_or("_config.yml")));
        let source = table.filled("source").unwrap_or_default().trim_matches(['.', '/']).to_owned();
        let people = match people(root, &source, table.filled("data_dir").unwrap_or("_data"))? {
            Ok(people) => people,
            Err(refused) => return Ok(Err(refused)),
        };
        let listed = |name: &str| table.texts(name).iter().any(|plugin| plugin == "jekyll-feed");
        let gemfile = || std::fs::read_to_string(root.at("Gemfile")).unwrap_or_default();
        let in_gemfile =
            || gemfile().lines().any(|line| !line.trim_start().starts_with('#') && line.contains("jekyll-feed"));
        // Its own settings under `feed`, where the plugin comes with something else (a theme, GitHub Pages).
        let is_set = || {
            let own =
                ["path", "collections", "categories", "tags", "posts_limit", "excerpt_only", "disable_in_development"];
            table.sub("feed").is_some_and(|feed| own.iter().any(|name| feed.get(name).is_some()))
        };
        let has_feed = listed("plugins") || listed("gems") || listed("whitelist") || in_gemfile() || is_set();
        let baseurl = table.filled("baseurl").unwrap_or_default().trim_matches('/');
        let extensions = table.filled("markdown_ext").unwrap_or("markdown,mkdown,mkdn,mkd,md");
        Ok(Ok(Self {
            url: table.filled("url").unwrap_or_default().trim_end_matches('/').to_owned(),
            baseurl: if baseurl.is_empty() { String::new() } else { format!("/{baseurl}") },
            style: table.filled("permalink").unwrap_or("date").to_owned(),
            collections_dir: table.filled("collections_dir").unwrap_or_default().trim_matches('/').to_owned(),
            collections: collections(table.get("collections")),
            markdown: extensions.split(',').map(|extension| extension.trim().to_lowercase()).collect(),
            defaults: table.get("defaults").map_or(&[][..], Node::items).iter().filter_map(Default_::of).collect(),
            exclude: table.texts("exclude"),
            include: table.texts("include"),
            source,
            table,
            place,
            people,
            has_feed,
        }))
    }

    /// The collection with this label.
    pub(super) fn collection(&self, label: &str) -> Option<&Collection> {
        self.collections.iter().find(|collection| collection.label == label)
    }

    /// Whether the generator passes over a file: `path` is relative to the sources.
    pub(super) fn passes_over(&self, path: &str) -> bool {
        let is_of = |patterns: &[String]| {
            patterns.iter().any(|pattern| {
                let pattern = pattern.trim_start_matches("./").trim_start_matches('/');
                !pattern.is_empty() && (path.starts_with(pattern) || matches(pattern, path))
            })
        };
        if is_of(&self.include) {
            return false;
        }
        let is_special = |part: &str| part.starts_with(['.', '_', '#', '~']) || part.ends_with('~');
        is_of(&self.exclude)
            || path.split('/').any(is_special)
            || ["vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/", "Gemfile"]
                .iter()
                .any(|usual| path.starts_with(usual))
    }

    /// Whether the generator leaves out a post, a draft or a document: `path` is relative to the sources, `entry` to the
    /// directory of its kind.
    pub(super) fn leaves_out(&self, path: &str, entry: &str) -> bool {
        let name = super::files::split(entry).1;
        let is_included = self.include.iter().any(|pattern| names(pattern, entry) || names(pattern, name));
        let mut excluded = self.exclude.iter().filter(|pattern| !self.include.contains(pattern));
        let is_special =
            || [entry, name].iter().any(|text| text.starts_with(['.', '_', '#', '~'])) || entry.ends_with('~');
        !is_included && (excluded.any(|pattern| names(pattern, path)) || is_special())
    }

    /// What the configuration says of the head of a file of this kind; `path` is relative to where collections are.
    pub(super) fn defaults(&self, path: &str, kind: &str) -> Table {
        let mut found = Table::default();
        let mut last: Option<&Default_> = None;
        for default in self.defaults.iter().filter(|default| default.applies(path, kind, &self.collections_dir)) {
            if default.goes_before(last) {
                data::merge(&mut found, &default.values);
                last = Some(default);
            } else {
                let mut under = default.values.clone();
                data::merge(&mut under, &found);
                found = under;
            }
        }
        found
    }
}

impl Default_ {
    fn of(node: &Node) -> Option<Self> {
        let set = node.as_table()?;
        let scope = set.sub("scope");
        let kind = scope.and_then(|scope| scope.filled("type")).map(|kind| match kind {
            "post" => "posts".to_owned(),
            "page" => "pages".to_owned(),
            "draft" => "drafts".to_owned(),
            kind => kind.to_owned(),
        });
        let path = scope.and_then(|scope| scope.filled("path")).unwrap_or_default();
        let path = path.trim_start_matches("./").trim_start_matches('/').to_owned();
        Some(Self { path, kind, values: set.sub("values")?.clone() })
    }

    fn applies(&self, path: &str, kind: &str, collections_dir: &str) -> bool {
        if self.kind.as_deref().is_some_and(|known| known != kind) {
            return false;
        }
        let below = format!("{collections_dir}/");
        let scope = self.path.strip_prefix(&below).filter(|_| !collections_dir.is_empty()).unwrap_or(&self.path);
        if scope.contains('*') { matches(scope, path) } else { path.starts_with(scope) }
    }

    /// A longer path is about fewer files; of two alike, the one that names a kind is.
    fn goes_before(&self, last: Option<&Self>) -> bool {
        let Some(last) = last else { return true };
        if self.path.len() == last.path.len() {
            self.kind.is_some() || last.kind.is_none()
        } else {
            self.path.len() > last.path.len()
        }
    }
}

/// Whether a path is, or lies below, what a pattern with `*` names.
fn matches(pattern: &str, path: &str) -> bool {
    let mut expression = String::from("^");
    for part in pattern.trim_end_matches('/').split_inclusive('*') {
        let (text, star) = part.strip_suffix('*').map_or((part, false), |text| (text, true));
        expression.push_str(&regex::escape(text));
        if star {
            expression.push_str("[^/]*");
        }
    }
    let expression = expression.replace("[^/]*[^/]*/", "(?:.*/)?").replace("[^/]*[^/]*", ".*");
    Regex::new(&format!("{expression}(?:/|$)")).is_ok_and(|pattern| pattern.is_match(path))
}

/// Whether a path begins with a pattern or is what that names, `*` standing for whatever is in its place, `/` included, as in
/// Ruby's `File.fnmatch?`.
fn names(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_start_matches('/');
    if pattern.is_empty() || path.starts_with(pattern) {
        return !pattern.is_empty();
    }
    if !pattern.contains(['*', '?', '[']) {
        return false;
    }
    let mut expression = String::from("^");
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            '[' => match rest.as_str().split_once(']') {
                Some((inside, after)) if !inside.is_empty() => {
                    let inside = inside.strip_prefix('!').map_or(inside.to_owned(), |inside| format!("^{inside}"));
                    expression.push_str(&format!("[{}]", inside.replace('\\', r"\\").replace('[', r"\[")));
                    rest = after.chars();
                }
                _ => expression.push_str(r"\["),
            },
            c => expression.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    Regex::new(&format!("{expression}$")).is_ok_and(|pattern| pattern.is_match(path))
}

fn collections(node: Option<&Node>) -> Vec<Collection> {
    let named = |label: &str, table: Option<&Table>| Collection {
        label: label.to_owned(),
        permalink: table.and_then(|table| table.filled("permalink")).map(str::to_owned),
        output: table.and_then(|table| table.flag("output")).unwrap_or(false),
    };
    match node.map(|node| &node.value) {
        Some(Raw::Table(table)) => table.0.iter().map(|(label, node)| named(label, node.as_table())).collect(),
        Some(Raw::List(items)) => {
            items.iter().filter_map(Node::as_filled_text).map(|label| named(label, None)).collect()
        }
        _ => Vec::new(),
    }
}

/// The people in `_data/authors.yml` or `_data/authors/…`.
fn people(root: &Root<'_>, source: &str, directory: &str) -> Read<People> {
    let mut people = People::default();
    let base = if source.is_empty() { directory.to_owned() } else { format!("{source}/{directory}") };
    for extension in ["yml", "yaml", "json"] {
        let path = format!("{base}/authors.{extension}");
        if root.at(&path).is_file() {
            match data::node(root, &path)? {
                Ok(node) => people.add(&node),
                Err(refused) => return Ok(Err(refused)),
            }
        }
    }
    each(root, &format!("{base}/authors"), &mut people)
}

/// One file a person.
fn each(root: &Root<'_>, directory: &str, people: &mut People) -> Read<People> {
    for path in root.files(directory)? {
        let (stem, extension) = super::super::files::stem(super::super::files::split(&path).1);
        if matches!(extension, "yml" | "yaml" | "json") {
            match data::node(root, &path)? {
                Ok(node) => people.one(stem, &node),
                Err(refused) => return Ok(Err(refused)),
            }
        }
    }
    Ok::<_, Error>(Ok(std::mem::take(people)))
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn patterns_name_what_ruby_says() {
        for (pattern, path, is_named) in [
            ("_posts/private", "_posts/private/2023-01-10-x.md", true),
            ("_posts/2023", "_posts/2023-01-09-x.md", true),
            ("./_posts/a.md", "_posts/a.md", true),
            ("_posts/*-secret.md", "_posts/private/2023-01-10-secret.md", true),
            ("**/x.md", "_posts/a/x.md", true),
            ("_posts/[ab].md", "_posts/b.md", true),
            ("_posts/[!ab].md", "_posts/b.md", false),
            ("_posts/?.md", "_posts/c.md", true),
            ("private", "_posts/private/x.md", false),
            ("", "_posts/x.md", false),
        ] {
            assert_eq!(names(pattern, path), is_named, "{pattern}: {path}");
        }
    }
}
