//! Zola, as of 0.17 and later: pages with a date are articles, in every language.

mod config;

use super::{
    super::super::Error,
    super::{
        Article, FeedOf, Item, Settings, Site, Standing,
        meta::{Fields, line},
    },
    Feeds, Made, Sited, body,
    data::Ask,
    files::{self, Root},
    links::{self, Index},
    page::{self, Page},
    people::People,
    rest, slugs, template,
};
use crate::{
    record::{
        date::read_date,
        raw::{Node, Table},
    },
    value::{Format, Timestamp, WebUrl, Zone},
};
use config::Config;
use regex::Regex;
use serde_json::{Map, Value, json};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

/// The date before the name of a file or directory.
static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<date>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?)\s?[_-](?P<slug>.+)$",
    )
    .ok()
});

/// Where articles are.
const CONTENT: &str = "content";

struct Reading<'a> {
    root: &'a Root<'a>,
    config: Config,
    index: Index,
    /// Directories that are pages, with their files around them.
    bundles: Vec<String>,
    /// What sections say, by directory.
    sections: HashMap<String, Table>,
    /// Directories of sections that are drafts, in whichever language: Zola reads nothing in them.
    drafts: BTreeSet<String>,
}

/// A file's name in its parts.
struct Name<'p> {
    /// Its directory below `content`.
    directory: &'p str,
    /// Without language and extension.
    stem: &'p str,
    language: Option<&'p str>,
}

pub(super) fn read(root: &Root<'_>, _settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<Sited, Error> {
    let config = match Config::read(root)? {
        Ok(config) => config,
        Err(refused) => return Ok(Err(refused)),
    };
    if config.base.is_empty() {
        let message =
            "the site's configuration has no `base_url`: its addresses are taken to be those of this publication";
        super::missing(config.place.clone(), message, "add it: `base_url = \"https://example.org\"`", sink);
    }
    let mut reading = Reading {
        root,
        config,
        index: Index::default(),
        bundles: Vec::new(),
        sections: HashMap::new(),
        drafts: BTreeSet::new(),
    };
    sink(Item::Site(Box::new(reading.site())));
    let theme = reading.config.table.filled("theme").map(|theme| format!("themes/{theme}/templates"));
    let directories: Vec<String> = ["templates".to_owned()].into_iter().chain(theme).collect();
    template::look(root, &directories, &|value| value.ends_with(".permalink"), sink)?;
    let mut files = root.files(CONTENT)?;
    files.retain(|path| path.ends_with(".md"));
    reading.look(&files)?;
    let mut terms = Terms::default();
    for path in &files {
        reading.file(path, &mut terms, sink)?;
    }
    reading.feeds(&terms).tell(sink);
    Ok(Ok(()))
}

/// What public articles have: language, taxonomy, term.
#[derive(Default)]
struct Terms(BTreeSet<(Option<String>, String, String)>);

impl Reading<'_> {
    fn site(&self) -> Site {
        let text = |name: &str| self.config.table.filled(name).map(str::to_owned);
        Site {
            title: text("title"),
            link: (!self.config.base.is_empty()).then(|| self.config.base.clone()),
            description: text("description"),
            language: Some(self.config.language.clone()),
            ..Site::default()
        }
    }

    fn name<'p>(&self, path: &'p str) -> Name<'p> {
        let below = path.strip_prefix(CONTENT).unwrap_or(path).trim_start_matches('/');
        let (directory, name) = files::split(below);
        let stem = files::stem(name).0;
        match stem.rsplit_once('.') {
            Some((stem, key)) if self.config.languages.iter().any(|known| known == key) => {
                Name { directory, stem, language: Some(key) }
            }
            _ => Name { directory, stem, language: None },
        }
    }

    fn look(&mut self, files: &[String]) -> Result<(), Error> {
        for path in files.iter().filter(|path| !files::is_hidden(path)) {
            let name = self.name(path);
            let directory = name.directory.to_owned();
            match name.stem {
                "index" if !directory.is_empty() => self.bundles.push(directory),
                "_index" => {
                    let language = name.language.map(str::to_owned);
                    let address = {
                        let prefix = language.as_deref().map_or(String::new(), |language| format!("{language}/"));
                        self.whole(&format!("{prefix}{directory}"))
                    };
                    self.index.add(path, &address);
                    let Ok(page) = page::fenced(self.root, path, false)? else { continue };
                    if page.head.flag("draft") == Some(true) {
                        self.drafts.insert(directory.clone());
                    }
                    let key = language.map_or_else(|| directory.clone(), |language| format!("{directory}|{language}"));
                    self.sections.insert(key, page.head);
                }
                _ => {}
            }
        }
        for path in files {
            let name = self.name(path);
            if name.stem == "_index" || files::is_hidden(path) {
                continue;
            }
            let Ok(page) = page::fenced(self.root, path, false)? else { continue };
            let address = self.whole(&self.path(&name, &page.head));
            self.index.add(path, &address);
        }
        Ok(())
    }

    /// An address with its site; every one ends with a slash.
    fn whole(&self, path: &str) -> String {
        let url = files::joined(&self.config.base, path.trim_matches('/'));
        let url = if url.ends_with('/') { url } else { format!("{url}/") };
        WebUrl::parse(&url).map_or(url, |url| url.as_str().to_owned())
    }

    /// The address below the site's.
    fn path(&self, name: &Name<'_>, head: &Table) -> String {
        if let Some(path) = head.filled("path") {
            return path.to_owned();
        }
        let (parent, own) = if name.stem == "index" && !name.directory.is_empty() {
            files::split(name.directory)
        } else {
            (name.directory, name.stem)
        };
        let slug = match head.get("slug").and_then(Node::as_text) {
            Some(slug) => slugs::zola(slug.trim(), self.config.paths),
            None => {
                let dated = DATED.as_ref().filter(|_| !self.config.keeps_dates).and_then(|dated| dated.captures(own));
                let own = dated.and_then(|dated| dated.name("slug")).map_or(own, |slug| slug.as_str());
                slugs::zola(own, self.config.paths)
            }
        };
        let below = if parent.is_empty() { slug } else { format!("{parent}/{slug}") };
        name.language.map_or_else(|| below.clone(), |language| format!("{language}/{below}"))
    }

    fn file(&self, path: &str, terms: &mut Terms, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        let name = self.name(path);
        let in_bundle = self.bundles.iter().any(|bundle| {
            let inside = name.directory == bundle || name.directory.starts_with(&format!("{bundle}/"));
            inside && !(name.directory == bundle && name.stem == "index")
        });
        let what = match name.stem {
            _ if files::is_hidden(path) => Some("file with a name that hides it"),
            "_index" => Some("section"),
            _ if in_bundle => Some("file of another article"),
            _ if self.config.ignored.is_match(path) || self.config.ignored.is_match(files::split(path).1) => {
                Some("file that the site's configuration ignores")
            }
            _ => None,
        };
        if let Some(what) = what {
            super::unread(self.root, path, what, sink);
            return Ok(());
        }
        let page = match page::fenced(self.root, path, false)? {
            Ok(page) => page,
            Err(refused) => {
                sink(Item::Trouble(refused));
                super::unread(self.root, path, "file that cannot be read", sink);
                return Ok(());
            }
        };
        let made = self.made(&name, &page, sink);
        if super::is_public(&made.article.standing) && !made.is_page {
            terms.take(&name, &page.head);
        }
        super::made(&page, made, sink);
        Ok(())
    }

    /// The date of the head, else that of the name, else the one in the address.
    fn published(&self, name: &Name<'_>, page: &Page, sink: &mut dyn FnMut(Item)) -> Option<Timestamp> {
        if let Some(node) = page.head.get("date").filter(|node| !node.is_blank()) {
            match read_date(node.as_text().unwrap_or_default(), &Zone::UTC) {
                Ok(date) => return Some(date.instant),
                Err(reason) => super::bad_date(page, Some(node), &reason, sink),
            }
            return None;
        }
        let own = if name.stem == "index" { files::split(name.directory).1 } else { name.stem };
        let dated = DATED.as_ref().and_then(|dated| dated.captures(own));
        if let Some(date) = dated.as_ref().and_then(|dated| dated.name("date")) {
            return read_date(date.as_str(), &Zone::UTC).ok().map(|date| date.instant);
        }
        let path: Vec<&str> = page.head.filled("path")?.split('/').collect();
        let day = path.windows(3).find(|day| {
            day.iter()
                .zip([4, 2, 2])
                .all(|(part, digits)| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
        })?;
        read_date(&day.join("-"), &Zone::UTC).ok().map(|date| date.instant)
    }

    fn made(&self, name: &Name<'_>, page: &Page, sink: &mut dyn FnMut(Item)) -> Made {
        let head = &page.head;
        let mut fields = Map::new();
        fields.text("title", head.get("title").and_then(Node::as_text).map(line).as_deref());
        let url = self.whole(&self.path(name, head));
        if url.contains("://") {
            fields.text("id", Some(&url));
        }
        fields.text("url", Some(&url));
        let slug = url.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        fields.text("slug", Some(&slug));
        let published = self.published(name, page, sink);
        fields.text("published", published.map(Timestamp::rfc3339).as_deref());
        let updated = head.filled("updated").and_then(|text| read_date(text, &Zone::UTC).ok()).map(|date| date.instant);
        fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
        let nobody = People::default();
        let taxonomies = head.sub("taxonomies");
        let own = head.get("authors").filter(|node| !node.is_blank());
        let own = own.or_else(|| taxonomies.and_then(|terms| terms.get("authors").or_else(|| terms.get("author"))));
        let extra = || head.sub("extra").and_then(|extra| extra.get("author").or_else(|| extra.get("authors")));
        let author =
            own.or_else(|| extra().filter(|node| !node.is_blank())).or_else(|| self.config.table.get("author"));
        fields.list("authors", author.map(|node| nobody.of(node)).unwrap_or_default());
        let (mut categories, mut tags) = (Vec::new(), Vec::new());
        for (taxonomy, node) in taxonomies.map_or(&[][..], |terms| &terms.0) {
            for term in node.items().iter().filter_map(Node::as_filled_text) {
                match taxonomy.as_str() {
                    "authors" | "author" => {}
                    "tags" => tags.push(Value::String(term.to_owned())),
                    "categories" => categories.push(Value::String(term.to_owned())),
                    other => categories.push(json!({ "term": term, "scheme": other })),
                }
            }
        }
        fields.list("categories", categories);
        fields.list("tags", tags);
        fields.text("summary", head.filled("description"));
        fields.text("language", Some(name.language.unwrap_or(&self.config.language)));
        let section = name.directory.split('/').next().filter(|section| !section.is_empty());
        fields.text("section", section.filter(|section| !(name.stem == "index" && *section == name.directory)));
        rest::of(head, &["in_search_index", "authors"], &mut fields);
        let body = page.body.as_ref().map(|raw| {
            let text = match links::rewrite(&raw.text, &|target| self.resolve(name, target)) {
                Cow::Owned(text) => text,
                Cow::Borrowed(_) => raw.text.clone(),
            };
            body::of(raw, text)
        });
        let day = published.map(|published| Zone::UTC.local(published).date());
        let standing = self.standing(name, head);
        Made {
            article: Article { fields, body, standing, slug, day, ..Article::default() },
            is_page: published.is_none(),
        }
    }

    fn standing(&self, name: &Name<'_>, head: &Table) -> Standing {
        // What is in a section that is a draft is one.
        let mut above = name.directory;
        let mut in_draft = false;
        loop {
            in_draft |= self.drafts.contains(above);
            if above.is_empty() {
                break;
            }
            above = files::split(above).0;
        }
        if in_draft || head.flag("draft") == Some(true) {
            return Standing::Draft;
        }
        if head.flag("render") == Some(false) { Standing::Unlisted } else { Standing::Published }
    }

    /// `@/posts/salt.md#rope`, or a file beside this one.
    fn resolve(&self, name: &Name<'_>, target: &str) -> Option<String> {
        let (path, part) = links::cut(target);
        if !path.ends_with(".md") || path.contains(':') {
            return None;
        }
        let path = match path.strip_prefix("@/") {
            Some(path) => path.to_owned(),
            None => files::resolved(name.directory, path)?,
        };
        self.index.path(&format!("{CONTENT}/{path}")).map(|address| format!("{address}{part}"))
    }

    fn feeds(&self, terms: &Terms) -> Feeds {
        let mut feeds = Feeds::default();
        let base =
            self.config.base.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        let at = |path: &str| files::joined(&format!("/{base}"), path);
        let format = |name: &str| {
            let has = |word: &str| name.contains(word);
            if has("json") {
                Format::Json
            } else if has("rss") {
                Format::Rss
            } else {
                Format::Atom
            }
        };
        let mut parts: Vec<(Option<String>, &Table)> = vec![(None, &self.config.table)];
        let languages = self.config.table.sub("languages");
        parts.extend(
            languages
                .iter()
                .flat_map(|all| &all.0)
                .filter_map(|(key, node)| Some((Some(key.clone()), node.as_table()?))),
        );
        let usual = Config::names(&self.config.table).unwrap_or_else(|| vec!["atom.xml".to_owned()]);
        for (language, table) in &parts {
            let prefix = language.as_ref().map_or(String::new(), |language| format!("/{language}"));
            let names = Config::names(table).unwrap_or_else(|| usual.clone());
            if Config::feeds(table).is_some() {
                for name in &names {
                    let own = language.as_ref().unwrap_or(&self.config.language);
                    let of = if self.config.languages.is_empty() { FeedOf::All } else { FeedOf::Language(own.clone()) };
                    feeds.add(at(&format!("{prefix}/{name}")), format(name), of);
                }
            }
            for (directory, section) in &self.sections {
                let (directory, of) =
                    directory.split_once('|').map_or((directory.as_str(), None), |(d, l)| (d, Some(l)));
                let flag = section.flag("generate_feeds").or_else(|| section.flag("generate_feed"));
                if flag != Some(true) || of != language.as_deref() || directory.is_empty() {
                    continue;
                }
                for name in &names {
                    let path = at(&format!("{prefix}/{directory}/{name}"));
                    feeds.add(
                        path,
                        format(name),
                        FeedOf::Section(directory.split('/').next().unwrap_or_default().to_owned()),
                    );
                }
            }
        }
        for (language, taxonomy, term) in &terms.0 {
            if !self.config.taxonomies.iter().any(|(name, has_feed)| name == taxonomy && *has_feed) {
                continue;
            }
            let prefix = language.as_ref().map_or(String::new(), |language| format!("/{language}"));
            for name in &usual {
                let of = match taxonomy.as_str() {
                    "tags" => FeedOf::Tag(term.clone()),
                    "authors" | "author" => FeedOf::Author(term.clone()),
                    _ => FeedOf::Category(term.clone()),
                };
                let slug = slugs::zola(term, self.config.terms);
                feeds.add(at(&format!("{prefix}/{taxonomy}/{slug}/{name}")), format(name), of);
            }
        }
        feeds
    }
}

impl Terms {
    fn take(&mut self, name: &Name<'_>, head: &Table) {
        for (taxonomy, node) in head.sub("taxonomies").map_or(&[][..], |terms| &terms.0) {
            for term in node.items().iter().filter_map(Node::as_filled_text) {
                self.0.insert((name.language.map(str::to_owned), taxonomy.clone(), term.to_owned()));
            }
        }
    }
}
