//! Pelican, as of 4.0 and later.

mod address;
mod config;
mod feeds;
mod python;

use super::{
    super::super::{Error, Kind},
    super::{
        Article, Item, Settings, Site, Standing,
        meta::{Fields, line},
    },
    Made, Sited, body,
    data::json_of,
    files::{self, Root},
    links::{self, Index},
    page::{self, Page},
    rest,
};
use crate::{
    record::{
        date::read_date,
        raw::{BodyFormat, Node, Table, Value as Raw},
    },
    value::{Timestamp, WebUrl, Zone},
};
use address::Parts;
use chrono::NaiveDateTime;
use config::Config;
use feeds::Terms;
use regex::Regex;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What the head, the file's name, its directory and the configuration say of an article.
struct Meta {
    /// The head; without capitals.
    head: Table,
    /// What its path says; the head goes before it.
    path: Vec<(String, String)>,
}

struct Reading<'a> {
    root: &'a Root<'a>,
    config: Config,
    zone: Zone,
    index: Index,
    pages: Vec<String>,
    articles: Vec<String>,
    excluded: Vec<String>,
    patterns: Vec<(Regex, bool)>,
}

pub(super) fn read(root: &Root<'_>, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<Sited, Error> {
    let config = match Config::read(root)? {
        Ok(config) => config,
        Err(refused) => return Ok(Err(refused)),
    };
    for (name, line) in config.unknown() {
        let message = format!("`{name}` is worked out by Python, which is not run: it is taken to be unset");
        super::missing(
            config.place.clone().line(line),
            message,
            "write the value itself there and import once more",
            sink,
        );
    }
    for (name, line) in config.hiding() {
        let message = format!(
            "what `{name}` keeps out of the site is worked out by Python, which is not run: articles that it may be about are imported as drafts"
        );
        let help = "write the value itself there and import once more";
        super::missing(config.place.clone().line(line), message, help, sink);
    }
    for pattern in &config.unreadable {
        let message = format!("`IGNORE_FILES` has a pattern that cannot be read: `{pattern}`");
        super::missing(config.place.clone(), message, "remove the articles that it keeps out of the site", sink);
    }
    let zone = super::zone(config.text_or("TIMEZONE", "UTC"), &config.place, settings, sink);
    if config.url.is_empty() {
        let message =
            "the site's configuration has no SITEURL: its addresses are taken to be those of this publication";
        super::missing(config.place.clone(), message, "add it: SITEURL = 'https://example.org'", sink);
    }
    let pattern = |name: &str, usual: &str| {
        let pattern = config.text_or(name, usual)?;
        Regex::new(&format!("^(?:{pattern})")).ok()
    };
    let mut patterns: Vec<(Regex, bool)> = Vec::new();
    patterns.extend(pattern("FILENAME_METADATA", r"(?P<date>\d{4}-\d{2}-\d{2}).*").map(|pattern| (pattern, false)));
    patterns.extend(pattern("PATH_METADATA", "").map(|pattern| (pattern, true)));
    let mut reading = Reading {
        root,
        zone,
        index: Index::default(),
        pages: config.list("PAGE_PATHS", &["pages"]),
        articles: config.list("ARTICLE_PATHS", &[""]),
        excluded: config.list("ARTICLE_EXCLUDES", &[]),
        patterns,
        config,
    };
    sink(Item::Site(Box::new(reading.site())));
    let files = root.files(&reading.config.content)?;
    for path in &files {
        let Some(kind) = kind(path) else { continue };
        let Ok(page) = page::any(root, path, kind)? else { continue };
        let meta = reading.meta(&page);
        let is_page = reading.is_page(path);
        if let Ok(address) = reading.address(&page, &meta, is_page) {
            let below = reading.below(path).to_owned();
            reading.index.add(&below, &address);
        }
    }
    let mut terms = Terms::default();
    for path in &files {
        reading.file(path, &mut terms, sink)?;
    }
    reading.feeds(&terms).tell(sink);
    Ok(Ok(()))
}

/// How a file is read; nothing for what Pelican does not read.
fn kind(path: &str) -> Option<Kind> {
    Some(match files::stem(path).1 {
        "md" | "markdown" | "mkd" | "mdown" => Kind::Markdown,
        "rst" => Kind::Rst,
        "html" | "htm" => Kind::Html,
        _ => return None,
    })
}

impl Meta {
    fn text(&self, name: &str) -> Option<&str> {
        let own = self.head.get(name).and_then(Node::as_filled_text);
        own.or_else(|| self.path.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()))
    }

    /// Cut at semicolons, or else at commas.
    fn list(&self, name: &str) -> Vec<String> {
        let Some(node) = self.head.get(name) else { return self.text(name).map(cut).unwrap_or_default() };
        match &node.value {
            Raw::List(items) if items.len() > 1 => {
                items.iter().filter_map(Node::as_filled_text).map(str::to_owned).collect()
            }
            _ => self.text(name).map(cut).unwrap_or_default(),
        }
    }
}

fn cut(text: &str) -> Vec<String> {
    let by = if text.contains(';') { ';' } else { ',' };
    let mut list: Vec<String> = Vec::new();
    for part in text.split(by).map(line).filter(|part| !part.is_empty()) {
        if !list.contains(&part) {
            list.push(part);
        }
    }
    list
}

impl Reading<'_> {
    fn site(&self) -> Site {
        let text = |name: &str| self.config.text(name).map(str::to_owned);
        Site {
            title: text("SITENAME"),
            link: (!self.config.url.is_empty()).then(|| self.config.url.clone()),
            description: text("SITESUBTITLE"),
            language: text("DEFAULT_LANG"),
            zone: text("TIMEZONE"),
            ..Site::default()
        }
    }

    /// A path relative to the directory of articles.
    fn below<'p>(&self, path: &'p str) -> &'p str {
        let below = path.strip_prefix(self.config.content.as_str()).filter(|_| !self.config.content.is_empty());
        below.map_or(path, |rest| rest.trim_start_matches('/'))
    }

    fn is_page(&self, path: &str) -> bool {
        is_in(&self.pages, self.below(path))
    }

    fn meta(&self, page: &Page) -> Meta {
        let mut head = super::data::lower(page.head.clone());
        if head.get("author").is_none_or(Node::is_blank)
            && let Some(at) = head.0.iter().position(|(name, _)| name == "authors")
        {
            // One may be called as several are.
            let authors = head.0[at].1.clone();
            head.0.push(("author".to_owned(), authors));
        }
        let below = self.below(&page.path);
        let (directory, name) = files::split(below);
        let stem = files::stem(name).0;
        let mut path: Vec<(String, String)> = Vec::new();
        for (pattern, whole) in &self.patterns {
            let Some(found) = pattern.captures(if *whole { below } else { stem }) else { continue };
            for key in pattern.capture_names().flatten() {
                if let Some(value) = found.name(key).filter(|_| !path.iter().any(|(known, _)| known == key)) {
                    path.push((key.to_lowercase(), value.as_str().to_owned()));
                }
            }
        }
        let mut add = |key: &str, value: &str| {
            if !value.is_empty() && !path.iter().any(|(known, _)| known == key) {
                path.push((key.to_owned(), value.to_owned()));
            }
        };
        if self.config.flag("USE_FOLDER_AS_CATEGORY", true) {
            add("category", files::split(directory).1);
        }
        let extra = self.config.table("EXTRA_PATH_METADATA").into_iter().flatten();
        let mut extra: Vec<_> = extra
            .filter(|(key, _)| below == key.as_str() || below.starts_with(&format!("{}/", key.trim_end_matches('/'))))
            .collect();
        extra.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
        for (_, values) in extra {
            for (key, value) in values.as_object().into_iter().flatten() {
                add(&key.to_lowercase(), value.as_str().unwrap_or_default());
            }
        }
        for (key, value) in self.config.table("DEFAULT_METADATA").into_iter().flatten() {
            add(&key.to_lowercase(), value.as_str().unwrap_or_default());
        }
        if let Some(category) = self.config.text_or("DEFAULT_CATEGORY", "misc") {
            add("category", category);
        }
        if let Some(date) = self.config.default_date() {
            add("date", &date);
        }
        if let Some(author) = self.config.text("AUTHOR") {
            add("author", author);
        }
        Meta { head, path }
    }

    fn date(&self, meta: &Meta, name: &str) -> Result<Option<Timestamp>, String> {
        let zone = meta.text("timezone").and_then(|zone| zone.parse().ok()).unwrap_or(self.zone);
        meta.text(name).map(|text| read_date(&text.replace("  ", " "), &zone).map(|date| date.instant)).transpose()
    }

    fn wall_clock(&self, meta: &Meta) -> Option<NaiveDateTime> {
        let zone = meta.text("timezone").and_then(|zone| zone.parse().ok()).unwrap_or(self.zone);
        super::wall_clock(&meta.text("date")?.replace("  ", " "), &zone)
    }

    fn language<'m>(&'m self, meta: &'m Meta) -> &'m str {
        meta.text("lang").unwrap_or_else(|| self.config.text_or("DEFAULT_LANG", "en").unwrap_or_default())
    }

    fn slug(&self, page: &Page, meta: &Meta) -> String {
        if let Some(slug) = meta.text("slug") {
            return slug.to_owned();
        }
        let source = match self.config.text_or("SLUGIFY_SOURCE", "title") {
            Some("basename") => files::stem(files::split(&page.path).1).0,
            _ => meta.text("title").unwrap_or_default(),
        };
        self.slugified(source)
    }

    fn slugified(&self, text: &str) -> String {
        let keeps_case = self.config.flag("SLUGIFY_PRESERVE_CASE", false);
        let keeps_script = self.config.flag("SLUGIFY_USE_UNICODE", false);
        address::slug(text, &self.config.substitutions, keeps_case, keeps_script)
    }

    /// The whole address; `Err` is the part of the pattern that the file does not have.
    fn address(&self, page: &Page, meta: &Meta, is_page: bool) -> Result<String, String> {
        let whole = |path: &str| {
            let url = files::joined(&self.config.url, path);
            WebUrl::parse(&url).map_or(url, |url| url.as_str().to_owned())
        };
        if let Some(url) = meta.text("url") {
            return Ok(whole(url));
        }
        let language = self.language(meta).to_lowercase();
        let is_main = language == self.config.text_or("DEFAULT_LANG", "en").unwrap_or_default().to_lowercase();
        let (name, usual) = match (is_page, is_main) {
            (false, true) => ("ARTICLE_URL", "{slug}.html"),
            (false, false) => ("ARTICLE_LANG_URL", "{slug}-{lang}.html"),
            (true, true) => ("PAGE_URL", "pages/{slug}.html"),
            (true, false) => ("PAGE_LANG_URL", "pages/{slug}-{lang}.html"),
        };
        let date = self.wall_clock(meta);
        let slug = self.slug(page, meta);
        let author = meta.list("author").first().map(|author| self.slugified(author)).unwrap_or_default();
        let category = meta.text("category").map(|category| self.slugified(category)).unwrap_or_default();
        let parts = Parts {
            slug: &slug,
            language: &language,
            author: &author,
            category: &category,
            path: meta.text("path").unwrap_or_else(|| self.below(&page.path)),
            date,
            other: &|name| meta.text(name).map(str::to_owned),
        };
        let pattern = self.config.text_or(name, usual).unwrap_or(usual);
        address::fill(pattern, &parts).map(|path| whole(&path))
    }

    fn file(&self, path: &str, terms: &mut Terms, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        let below = self.below(path);
        let is_page = self.is_page(path);
        let Some(kind) = kind(path) else {
            if crate::value::guess_media_type(path).is_none() && !files::split(path).1.starts_with('.') {
                super::unread(self.root, path, "file that Pelican does not read", sink);
            }
            return Ok(());
        };
        let directories = if is_page { &self.pages } else { &self.articles };
        let why = if self.config.readers_off.iter().any(|off| *off == files::stem(path).1) {
            Some("file that `READERS` leaves alone")
        } else if all_below(directories, below, files::is_hidden) {
            Some("file with a name that hides it")
        } else if all_below(directories, below, |path| self.config.is_ignored(path)) {
            Some("file that `IGNORE_FILES` names")
        } else {
            None
        };
        if let Some(why) = why {
            super::unread(self.root, path, why, sink);
            return Ok(());
        }
        if !is_page && (!is_in(&self.articles, below) || is_in(&self.excluded, below)) {
            super::unread(self.root, path, "file outside of the directories of articles", sink);
            return Ok(());
        }
        let page = match page::any(self.root, path, kind)? {
            Ok(page) => page,
            Err(refused) => {
                sink(Item::Trouble(refused));
                super::unread(self.root, path, "file that cannot be read", sink);
                return Ok(());
            }
        };
        let meta = self.meta(&page);
        if meta.text("title").is_none() {
            super::other(&page, "file without a title, which Pelican leaves out", sink);
            return Ok(());
        }
        let made = self.made(&page, &meta, is_page, sink);
        if super::is_public(&made.article.standing) && !is_page {
            terms.categories.extend(meta.text("category").map(str::to_owned));
            terms.tags.extend(meta.list("tags"));
            terms.authors.extend(meta.list("author"));
            terms.languages.insert(self.language(&meta).to_owned());
        }
        super::made(&page, made, sink);
        Ok(())
    }

    fn made(&self, page: &Page, meta: &Meta, is_page: bool, sink: &mut dyn FnMut(Item)) -> Made {
        let mut fields = Map::new();
        fields.html("title", "title_html", meta.text("title").map(line).as_deref());
        let mut date = |name: &str| {
            self.date(meta, name).unwrap_or_else(|reason| {
                super::bad_date(page, meta.head.get(name), &reason, sink);
                None
            })
        };
        let (published, updated) = (date("date"), date("modified"));
        match self.address(page, meta, is_page) {
            Ok(url) => {
                if let Some(date) = self.wall_clock(meta).filter(|_| url.contains("://") && !is_page) {
                    fields.text("id", Some(&address::tag(&url, date)));
                }
                fields.text("url", Some(&url));
            }
            Err(missing) => {
                let message = format!("the address of this file needs `{{{missing}}}`, which it does not have");
                let place = crate::diagnostic::Place::file(page.name.clone()).line(1).field("url");
                super::missing(place, message, "write its address as `url` into its head", sink);
            }
        }
        let slug = self.slug(page, meta);
        fields.text("slug", Some(&slug));
        fields.text("published", published.map(Timestamp::rfc3339).as_deref());
        fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
        // They are cut already: `Quay, Ada` is one.
        fields.list("authors", meta.list("author").iter().map(|name| json!({ "name": name })).collect());
        fields.list(
            "categories",
            meta.text("category").map(|category| Value::String(line(category))).into_iter().collect(),
        );
        let tags = if meta.list("tags").is_empty() { meta.list("keywords") } else { meta.list("tags") };
        fields.list("tags", tags.into_iter().map(Value::String).collect());
        let format = page.body.as_ref().map_or(BodyFormat::Markdown, |body| body.format);
        let name = match format {
            BodyFormat::Markdown => "summary_markdown",
            BodyFormat::Html => "summary_html",
            BodyFormat::Rst | BodyFormat::Text => "summary",
        };
        let resolve = |target: &str| self.resolve(page, target);
        let linked = |text: &str| links::rewrite(text, &resolve).into_owned();
        fields.text(name, meta.text("summary").map(linked).as_deref());
        fields.text("language", Some(self.language(meta)));
        let except = ["author", "authors", "gallery", "save_as", "pelican_lib"];
        rest::of(&meta.head, &except, &mut fields);
        for (key, value) in &meta.head.0 {
            // What Pelican hands to templates as it is may be an address within the site.
            if let Some(Value::String(text)) = fields.get_mut(key.as_str()).filter(|_| json_of(value).is_string())
                && let Some(address) = resolve(text)
            {
                *text = address;
            }
        }
        let body = page.body.as_ref().map(|raw| {
            let text = match links::rewrite(&raw.text, &resolve) {
                Cow::Owned(text) => text,
                Cow::Borrowed(_) => raw.text.clone(),
            };
            body::of(raw, text)
        });
        let standing = match meta.text("status").unwrap_or("published").to_lowercase().as_str() {
            "published" => Standing::Published,
            "draft" | "skip" => Standing::Draft,
            "hidden" => Standing::Unlisted,
            other => Standing::Unknown(line(other)),
        };
        let has_status = meta.head.get("status").is_some_and(|node| !node.is_blank());
        let is_sure = !self.config.hides_files() && (has_status || !self.config.hides_by_status());
        let standing = if is_sure || standing != Standing::Published { standing } else { Standing::Draft };
        let day = published.map(|published| self.zone.local(published).date());
        Made { article: Article { fields, body, standing, slug, day, ..Article::default() }, is_page }
    }

    /// `{filename}other.md`, `{static}/images/a.png`, `{tag}knots`.
    fn resolve(&self, page: &Page, target: &str) -> Option<String> {
        let (open, close) = match target.chars().next()? {
            '{' => ('{', '}'),
            '|' => ('|', '|'),
            _ => return None,
        };
        let (what, rest) = target.strip_prefix(open)?.split_once(close)?;
        let (path, part) = links::cut(rest);
        let whole = |path: &str| files::joined(&self.config.url, path);
        let termed = |setting: &str, usual: &str| {
            let pattern = self.config.text_or(setting, usual).unwrap_or(usual);
            whole(&pattern.replace("{slug}", &self.slugified(path)))
        };
        Some(match what {
            "filename" | "static" | "attach" => {
                let directory = files::split(self.below(&page.path)).0;
                let file = files::resolved(directory, path)?;
                let file = file.replace("%20", " ");
                match self.index.path(&file).filter(|_| what == "filename") {
                    Some(address) => format!("{address}{part}"),
                    None if self.root.at(&files::joined(&self.config.content, &file)).is_file()
                        || self.root.at(&file).is_file() =>
                    {
                        format!("{}{part}", whole(&file.replace(' ', "%20")))
                    }
                    None => return None,
                }
            }
            "tag" => termed("TAG_URL", "tag/{slug}.html"),
            "category" => termed("CATEGORY_URL", "category/{slug}.html"),
            "author" => termed("AUTHOR_URL", "author/{slug}.html"),
            "index" => whole(self.config.text_or("INDEX_SAVE_AS", "index.html").unwrap_or_default()),
            _ => return None,
        })
    }
}

/// Whether a path is one of these directories or files, or lies below one.
fn is_in(directories: &[String], path: &str) -> bool {
    directories.iter().map(|directory| directory.trim_matches('/')).any(|directory| {
        directory.is_empty()
            || path == directory
            || path.starts_with(directory) && path[directory.len()..].starts_with('/')
    })
}

/// Whether something is so of a path below each of these directories that has it; of a path in none, it is not.
fn all_below(directories: &[String], path: &str, is_so: impl Fn(&str) -> bool) -> bool {
    let mut below = directories.iter().filter_map(|directory| {
        let directory = directory.trim_matches('/');
        let rest = path.strip_prefix(directory)?;
        if directory.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    });
    below.next().is_some_and(|first| is_so(first) && below.all(is_so))
}
