//! Eleventy, as of 1.0 and later. Its configuration and its data may be programs, which are not run.

mod address;
mod config;
mod global;
mod ignores;
mod program;

use super::{
    super::super::Error,
    super::{
        Article, FeedOf, Item, Settings, Site, Standing,
        meta::{Fields, line},
    },
    Feeds, Made, Sited, body, data,
    data::Ask,
    files::{self, Root},
    links::{self, Index},
    page::{self, Page},
    rest,
};
use crate::{
    diagnostic::Place,
    record::{
        date::read_date,
        raw::{Node, Table, Value as Raw},
    },
    value::{Timestamp, WebUrl, Zone},
};
use config::Config;
use regex::Regex;
use serde_json::{Map, Value};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The first date in a path.
static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d{4}-\d{2}-\d{2}").ok());

struct Reading<'a> {
    root: &'a Root<'a>,
    config: Config,
    index: Index,
    /// What data files say of the files of a directory, or of one file.
    directories: BTreeMap<String, Table>,
}

pub(super) fn read(root: &Root<'_>, _settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<Sited, Error> {
    let config = match Config::read(root)? {
        Ok(config) => config,
        Err(refused) => return Ok(Err(refused)),
    };
    if config.base.is_empty() {
        let message = "no file of the site says in plain words what its address is: its addresses are taken to be those of this publication";
        let help = "write it as `url` into _data/metadata.json or _data/site.json: {\"url\": \"https://example.org\"}";
        super::missing(config.place.clone(), message, help, sink);
    }
    uncertain(&config, sink);
    let mut reading = Reading { root, config, index: Index::default(), directories: BTreeMap::new() };
    sink(Item::Site(Box::new(reading.site())));
    let files = root.files(&reading.config.input)?;
    for path in &files {
        if let Err(refused) = reading.data_file(path, sink)? {
            return Ok(Err(refused));
        }
    }
    for path in files.iter().filter(|path| reading.config.is_unread_template(path)) {
        super::unread(root, path, "template that is a program, or in a language that is not read", sink);
    }
    for path in files.iter().filter(|path| reading.config.is_ignored(path)) {
        super::unread(root, path, "file that Eleventy is told to pass over", sink);
    }
    let files: Vec<&String> = files.iter().filter(|path| reading.config.is_template(path)).collect();
    for path in &files {
        let Ok(page) = page::fenced(root, path, false)? else { continue };
        let data = reading.data(&page);
        if let Ok(Some(address)) = reading.address(&page, &data) {
            let below = reading.config.below(path).to_owned();
            reading.index.add(&below, &reading.whole(&address));
        }
    }
    for path in files {
        reading.file(path, sink)?;
    }
    let mut feeds = Feeds::default();
    let mut seen = BTreeSet::new();
    for (path, format) in reading.config.feeds.iter().filter(|feed| seen.insert((*feed).clone())) {
        feeds.add(files::joined(&reading.config.prefix, path), *format, FeedOf::All);
    }
    feeds.tell(sink);
    Ok(Ok(()))
}

/// Says of what holds for all files that nobody can tell.
fn uncertain(config: &Config, sink: &mut dyn FnMut(Item)) {
    let drafts = "articles that it may be about are imported as drafts";
    for pattern in &config.ignores.unknown {
        let message = format!("what Eleventy is told to pass over is not known (`{pattern}`): {drafts}");
        let help = "write its paths into .eleventyignore and take it out there, and import once more";
        super::missing(config.place.clone(), message, help, sink);
    }
    if let Some((name, line, id)) = &config.odd_id {
        super::template::tell(name.clone(), (*line, id), sink);
    }
    for (place, name) in &config.global.unknown {
        let message = match name.rsplit('.').next() {
            Some("permalink") if config.global.hides_files => {
                format!("`{name}` is worked out by a program, which is not run: addresses are not known, and {drafts}")
            }
            Some("permalink") => format!(
                "`{name}` is worked out by a program, which is not run: addresses, and ids with them, are not known"
            ),
            Some("date" | "tags") => {
                format!("`{name}` is worked out by a program, which is not run: it is taken to be unset")
            }
            _ => format!("`{name}` is worked out by a program, which is not run: {drafts}"),
        };
        let help = "write what it gives into the files themselves and take it out there, and import once more; `courant adopt` learns the ids of the old feed";
        super::missing(place.clone(), message, help, sink);
    }
}

impl Reading<'_> {
    fn site(&self) -> Site {
        let text = |names: &[&str]| names.iter().find_map(|name| self.config.site.filled(name)).map(str::to_owned);
        Site {
            title: text(&["title", "name"]),
            link: (!self.config.base.is_empty()).then(|| files::joined(&self.config.base, &self.config.prefix)),
            description: text(&["description", "subtitle"]),
            language: text(&["language", "lang"]),
            ..Site::default()
        }
    }

    /// What a program says of its directory in plain words; whatever else it says is not known.
    fn written_out(&self, text: &str, path: &str, sink: &mut dyn FnMut(Item)) -> Option<Table> {
        let name = self.root.name_of(path);
        let read = data::exported(text).and_then(|object| data::parse(object, &name, "yaml").ok());
        if let Some(Raw::Table(table)) = read.map(|node| node.value) {
            return Some(table);
        }
        let message = "this file is a program, which is not run: what it says of its directory is not known";
        let help = "write what matters (permalink, tags, date, draft) as JSON beside it and import once more";
        let may_hide = program::may_hide(&program::uncommented(text));
        let drafts = if may_hide { "; its articles are imported as drafts" } else { "" };
        super::missing(Place::file(name), format!("{message}{drafts}"), help, sink);
        may_hide.then(|| Table(vec![("draft".to_owned(), Node::new(Raw::Bool(true), 0, 0))]))
    }

    /// Takes up `posts/posts.json`, `posts/posts.11tydata.json`, `posts/salt.json`.
    fn data_file(&mut self, path: &str, sink: &mut dyn FnMut(Item)) -> Result<Sited, Error> {
        let below = self.config.below(path).to_owned();
        let (directory, name) = files::split(&below);
        if below.split('/').any(|part| part.starts_with(['_', '.'])) {
            return Ok(Ok(()));
        }
        let program = [".11tydata.js", ".11tydata.cjs", ".11tydata.mjs"].iter().find_map(|end| name.strip_suffix(end));
        let stem = program.or_else(|| [".11tydata.json", ".json"].iter().find_map(|end| name.strip_suffix(end)));
        let Some(stem) = stem else { return Ok(Ok(())) };
        // The uppermost one is called after the directory of templates.
        let own = if directory.is_empty() { self.config.input.as_str() } else { directory };
        let is_directory =
            self.config.base_name.as_deref().is_some_and(|name| stem == name) || stem == files::split(own).1;
        let is_file = || {
            ["md", "html", "njk", "liquid"]
                .iter()
                .any(|end| self.root.at(&format!("{}/{stem}.{end}", files::split(path).0)).is_file())
        };
        if !is_directory && !is_file() {
            return Ok(Ok(()));
        }
        let found = match program {
            Some(_) => match data::text(self.root, path)? {
                Ok(text) => Ok(self.written_out(&text, path, sink)),
                Err(refused) => return Ok(Err(refused)),
            },
            None => data::table(self.root, path)?.map(Some),
        };
        match found.map(Option::unwrap_or_default) {
            Ok(table) => {
                let key = if is_directory { format!("{directory}/") } else { files::joined(directory, stem) };
                let known = self.directories.entry(key.trim_start_matches('/').to_owned()).or_default();
                data::merge(known, &table);
                Ok(Ok(()))
            }
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// What the directories above say of a file.
    fn above(&self, below: &str) -> Table {
        let mut found = self.directories.get("").cloned().unwrap_or_default();
        for (at, _) in below.match_indices('/') {
            if let Some(table) = self.directories.get(&below[..=at]) {
                data::merge(&mut found, table);
            }
        }
        found
    }

    fn data(&self, page: &Page) -> Table {
        let below = self.config.below(&page.path);
        let mut found = self.config.global.data.clone();
        data::merge(&mut found, &self.above(below));
        if let Some(own) = self.directories.get(files::stem(below).0) {
            data::merge(&mut found, own);
        }
        data::merge(&mut found, &page.head);
        self.compute(page, &mut found);
        found
    }

    /// Carries out `eleventyComputed`, which goes before everything else, as far as it is certain. Gives back the names of
    /// what is not.
    fn compute(&self, page: &Page, data: &mut Table) -> Vec<String> {
        let Some(computed) = data.sub("eleventyComputed").cloned() else { return Vec::new() };
        // An address may be made of what is computed.
        let (last, first): (Vec<_>, Vec<_>) = computed.0.into_iter().partition(|(name, _)| name == "permalink");
        let date = self.published(page, data).ok().flatten();
        let mut unknown = Vec::new();
        for (name, node) in first.into_iter().chain(last) {
            let value = match &node.value {
                // What is not certain in it is said of the address.
                _ if name == "permalink" => node.value.clone(),
                Raw::Text(pattern) => match address::fill(pattern, self.config.below(&page.path), data, date) {
                    Ok(text) => Raw::Text(text),
                    Err(_) => {
                        unknown.push(name);
                        continue;
                    }
                },
                Raw::Table(_) | Raw::List(_) => {
                    unknown.push(name);
                    continue;
                }
                _ => node.value.clone(),
            };
            let over = Table(vec![(name, Node { value, ..node })]);
            data::merge(data, &over);
        }
        unknown
    }

    /// When it was published: what the data say, else the first date in the path. Never when the file was written.
    fn published(&self, page: &Page, data: &Table) -> Result<Option<Timestamp>, String> {
        let text = data.filled("date").filter(|text| {
            !text.starts_with("git ") && !matches!(text.to_lowercase().as_str(), "created" | "last modified")
        });
        if let Some(text) = text {
            return read_date(text, &Zone::UTC).map(|date| Some(date.instant));
        }
        let day = DATED.as_ref().and_then(|dated| dated.find(self.config.below(&page.path)));
        Ok(day.and_then(|day| read_date(day.as_str(), &Zone::UTC).ok()).map(|date| date.instant))
    }

    /// The address below the site's; nothing if it has none; `Err` is what is not known of it.
    fn address(&self, page: &Page, data: &Table) -> Result<Option<String>, String> {
        let below = self.config.below(&page.path);
        let date = self.published(page, data).ok().flatten();
        let permalink = data.get("permalink").map(|node| &node.value);
        let is_unknown = self.config.global.hides_addresses || self.config.global.hides_address && permalink.is_none();
        // Nobody works out where feeds and their like are.
        let is_file = |path: &str| !path.contains("{{") && !matches!(files::stem(files::split(path).1).1, "" | "html");
        let is_plain = match permalink {
            Some(Raw::Bool(false)) => true,
            Some(Raw::Text(path)) => is_file(path),
            _ => false,
        };
        if is_unknown && !is_plain {
            return Err(String::new());
        }
        // What is built, beside what a server answers.
        let permalink = match permalink {
            Some(Raw::Table(table)) => table.get("build").map(|node| &node.value).or(permalink),
            permalink => permalink,
        };
        match permalink {
            None | Some(Raw::Null) => Ok(Some(address::usual(below))),
            Some(Raw::Bool(false)) => Ok(None),
            Some(Raw::Text(pattern)) => {
                address::fill(pattern, below, data, date).map(|path| Some(address::of_output(&path)))
            }
            Some(_) => Err("permalink".to_owned()),
        }
    }

    fn whole(&self, address: &str) -> String {
        let url = files::joined(&files::joined(&self.config.base, &self.config.prefix), address);
        WebUrl::parse(&url).map_or(url, |url| url.as_str().to_owned())
    }

    fn file(&self, path: &str, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        let page = match page::fenced(self.root, path, false)? {
            Ok(page) => page,
            Err(refused) => {
                sink(Item::Trouble(refused));
                super::unread(self.root, path, "file that cannot be read", sink);
                return Ok(());
            }
        };
        let opening = page.text.lines().next().unwrap_or_default().trim_end();
        if let Some(language) = opening.strip_prefix("---").filter(|rest| matches!(*rest, "js" | "javascript")) {
            let message = format!("the front matter of this file is a program (`---{language}`), which is not run");
            let help = "write it as YAML, between lines of `---` alone, and import once more";
            super::missing(Place::file(page.name.clone()).line(1), message, help, sink);
            super::unread(self.root, path, "file whose head is a program", sink);
            return Ok(());
        }
        let data = self.data(&page);
        let address = self.address(&page, &data);
        let is_layout = matches!(&address, Ok(Some(address)) if !address.ends_with('/') && !address.ends_with(".html"));
        if is_layout || data.get("pagination").is_some_and(|node| !node.is_blank()) {
            super::other(&page, "part of the layout", sink);
            return Ok(());
        }
        let made = self.made(&page, &data, address, sink);
        super::made(&page, made, sink);
        Ok(())
    }

    fn made(
        &self,
        page: &Page,
        data: &Table,
        address: Result<Option<String>, String>,
        sink: &mut dyn FnMut(Item),
    ) -> Made {
        let below = self.config.below(&page.path);
        let unknown = self.compute(page, &mut data.clone());
        // An address, too, may be one only under a condition.
        let is_conditional = |text: &str| text.contains("{%") && text.contains("false");
        let may_be_hidden = unknown.iter().any(|name| matches!(name.as_str(), "draft" | EXCLUDE))
            || data.filled("permalink").is_some_and(is_conditional)
            || self.config.global.hides_files
            || !self.config.ignores.unknown.is_empty();
        for name in unknown {
            let message =
                format!("only the site's own program knows the `{name}` of this file: `eleventyComputed` works it out");
            let place = Place::file(page.name.clone()).line(1).field(format!("eleventyComputed.{name}"));
            let help =
                format!("if it matters to readers, write it as `{name}` into its front matter and take it out there");
            super::missing(place, message, &help, sink);
        }
        let mut fields = Map::new();
        fields.text("title", data.get("title").and_then(Node::as_text).map(line).as_deref());
        let published = self.published(page, data).unwrap_or_else(|reason| {
            super::bad_date(page, data.get("date"), &reason, sink);
            None
        });
        let has_address = !matches!(address, Ok(None));
        match address {
            Ok(Some(address)) => {
                let url = self.whole(&address);
                if url.contains("://") {
                    fields.text("id", Some(&url));
                }
                fields.text("url", Some(&url));
            }
            Ok(None) => {}
            // It has been said of the whole site.
            Err(missing) if missing.is_empty() => {}
            Err(missing) => {
                let message = format!(
                    "only the site's own program knows the address of this file: its permalink has `{missing}` in it"
                );
                let place = Place::file(page.name.clone()).line(1).field("permalink");
                super::missing(place, message, "write its address as `permalink` into its front matter", sink);
            }
        }
        let slug = data.filled("slug").map_or_else(|| address::file_slug(below), str::to_owned);
        fields.text("slug", Some(&slug));
        fields.text("published", published.map(Timestamp::rfc3339).as_deref());
        let updated = ["updated", "modified", "lastmod", "last_modified_at"].iter().find_map(|name| data.filled(name));
        let updated = updated.and_then(|text| read_date(text, &Zone::UTC).ok()).map(|date| date.instant);
        fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
        let people = &self.config.people;
        let authors = ["author", "authors"].iter().filter_map(|name| data.get(name)).find(|node| !node.is_blank());
        let authors = authors.or_else(|| self.config.site.get("author")).map(|node| people.of(node));
        fields.list("authors", authors.unwrap_or_default());
        // What a directory's files have in common is the name of a collection, and no subject, unless one beside it is.
        let is_collection =
            |tag: &String| matches!(tag.as_str(), "post" | "posts" | "all" | "nav" | "blog" | "article" | "articles");
        let above = self.above(below);
        let mut collections = above.texts("tags");
        if collections.iter().any(is_collection) {
            collections.clear();
        }
        // Eleventy puts lists together.
        let own = self.directories.get(files::stem(below).0);
        let layers: Vec<&Table> = [Some(&self.config.global.data), Some(&above), own, Some(&page.head), Some(data)]
            .into_iter()
            .flatten()
            .collect();
        let mut all: Vec<String> = Vec::new();
        for tag in layers.iter().flat_map(|layer| layer.texts("tags")) {
            if !all.contains(&tag) {
                all.push(tag);
            }
        }
        let is_post = all.iter().any(|tag| is_collection(tag) && !matches!(tag.as_str(), "all" | "nav"));
        let is_excluded = is_excluded(&layers, &all, self.config.collection.as_deref());
        let is_subject = |tag: &String| !collections.contains(tag) && !is_collection(tag);
        fields.list("tags", all.into_iter().filter(is_subject).map(Value::String).collect());
        let categories = ["categories", "category"].iter().flat_map(|name| data.texts(name));
        fields.list("categories", categories.map(Value::String).collect());
        fields.text("summary", ["description", "summary", "excerpt"].iter().find_map(|name| data.filled(name)));
        let language = data.filled("lang").or_else(|| data.filled("language")).or_else(|| data.filled("locale"));
        fields.text("language", language);
        rest::of(&page.head, &["slug", "eleventycomputed", "key"], &mut fields);
        let body = page.body.as_ref().map(|raw| {
            let text = match links::rewrite(&raw.text, &|target| self.resolve(below, target)) {
                Cow::Owned(text) => text,
                Cow::Borrowed(_) => raw.text.clone(),
            };
            body::of(raw, text)
        });
        let standing = if data.flag("draft") == Some(true) {
            Standing::Draft
        } else if is_excluded || !has_address {
            Standing::Unlisted
        } else if may_be_hidden {
            Standing::Draft
        } else {
            Standing::Published
        };
        let day = published.map(|published| Zone::UTC.local(published).date());
        Made {
            article: Article { fields, body, standing, slug, day, ..Article::default() },
            is_page: published.is_none() && !is_post,
        }
    }

    /// A file beside this one, or one of the site.
    fn resolve(&self, below: &str, target: &str) -> Option<String> {
        let (path, part) = links::cut(target);
        if path.contains(':') || !config::is_source(path) {
            return None;
        }
        let relative = files::resolved(files::split(below).0, path)?;
        let rooted = path.strip_prefix('/').map(|path| self.config.below(path));
        let found = self.index.path(&relative).or_else(|| rooted.and_then(|path| self.index.path(path)))?;
        Some(format!("{found}{part}"))
    }
}

/// The name under which a file says that it stands in no collection, or not in some.
const EXCLUDE: &str = "eleventyExcludeFromCollections";

/// Whether data keep a file with these tags out of the feed's collection, or of any of its own if nobody knows which that is.
fn is_excluded(layers: &[&Table], tags: &[String], collection: Option<&str>) -> bool {
    let mut names = layers.iter().flat_map(|layer| layer.texts(EXCLUDE));
    let is_all = layers.last().is_some_and(|data| data.flag(EXCLUDE) == Some(true));
    let concerns = |name: &str| match collection {
        Some(collection) => name == collection,
        None => name == "all" || tags.iter().any(|tag| tag == name),
    };
    is_all || names.any(|names| names.split(',').any(|name| concerns(name.trim())))
}
