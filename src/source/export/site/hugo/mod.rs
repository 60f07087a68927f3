//! Hugo, as of 0.111 and later: pages with a date are articles, in every language.

mod address;
mod cascade;
mod config;
mod feeds;
mod mounts;
mod org;
mod shortcode;

use super::{
    super::super::Error,
    super::{
        Article, Item, Settings, Site, Standing,
        meta::{Fields, line},
    },
    Made, Sited, body, data,
    data::Ask,
    files::{self, Root},
    links::Index,
    page::{self, Page},
    rest,
};
use crate::{
    diagnostic::Place,
    record::{
        date::read_date,
        raw::{BodyFormat, Node, Table, Value as Raw},
    },
    value::{Timestamp, WebUrl, Zone},
};
use address::{Parts, Style};
use cascade::{Cascade, Named};
use config::Config;
use feeds::Terms;
use mounts::File;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

struct Reading<'a> {
    root: &'a Root<'a>,
    config: Config,
    /// The zone of each language.
    zones: Vec<Zone>,
    index: Index,
    /// Directories with an article in `index.md`, each with its language.
    bundles: HashSet<String>,
    /// Directories with `_index.md`.
    sections: HashSet<String>,
    /// What sections say of the heads of what is below them, by language and directory.
    cascades: HashMap<(usize, String), Cascade>,
}

pub(super) fn read(root: &Root<'_>, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<Sited, Error> {
    let config = match Config::read(root)? {
        Ok(config) => config,
        Err(refused) => return Ok(Err(refused)),
    };
    // Times without a zone are in UTC, unless the configuration says otherwise.
    let mut known: Vec<(&str, Zone)> = Vec::new();
    let mut zones = Vec::with_capacity(config.languages.len());
    for language in 0..config.languages.len() {
        let name = config.of(language, "timezone").and_then(Node::as_filled_text).unwrap_or("UTC");
        if !known.iter().any(|(known, _)| *known == name) {
            known.push((name, super::zone(Some(name), &config.place, settings, sink)));
        }
        zones.extend(known.iter().find(|(known, _)| *known == name).map(|(_, zone)| *zone));
    }
    if config.base.is_empty() {
        let message =
            "the site's configuration has no `baseURL`: its addresses are taken to be those of this publication";
        super::missing(config.place.clone(), message, "add it: `baseURL = \"https://example.org/\"`", sink);
    }
    let (index, bundles, sections) = Default::default();
    mounts::elsewhere(&config, sink);
    feeds::ids(root, &config, sink)?;
    let mut reading = Reading { root, config, zones, index, bundles, sections, cascades: HashMap::new() };
    sink(Item::Site(Box::new(reading.site())));
    let files = mounts::files(root, &reading.config, sink)?;
    reading.look(&files)?;
    let mut terms = Terms::default();
    for file in &files {
        reading.file(file, &mut terms, sink)?;
    }
    feeds::of(&reading.config, &|language| reading.style(language), &terms).tell(sink);
    Ok(Ok(()))
}

impl Reading<'_> {
    fn site(&self) -> Site {
        let table = &self.config.table;
        let main = self.config.languages.get(self.config.main());
        let text = |name: &str| {
            main.and_then(|main| main.table.filled(name)).or_else(|| table.filled(name)).map(str::to_owned)
        };
        let description = table.sub("params").and_then(|params| params.filled("description"));
        Site {
            title: text("title"),
            link: (!self.config.base.is_empty()).then(|| self.config.base.clone()),
            description: description.map(str::to_owned),
            language: main.and_then(|main| main.tag.clone()),
            zone: text("timezone"),
            ..Site::default()
        }
    }

    /// How paths are written in a language.
    fn style(&self, language: usize) -> Style {
        let flag = |name: &str| self.config.of(language, name).and_then(Node::as_bool).unwrap_or(false);
        Style { lower: !flag("disablepathtolower"), accents: !flag("removepathaccents") }
    }

    /// The zone of times without one.
    fn zone(&self, file: &File) -> &Zone {
        self.zones.get(file.language).unwrap_or(&Zone::UTC)
    }

    /// Where everything is, and what sections say of what is below them.
    fn look(&mut self, files: &[File]) -> Result<(), Error> {
        for file in files {
            let (directory, name) = files::split(&file.content);
            match files::stem(name).0 {
                "index" if !directory.is_empty() => {
                    self.bundles.insert(directory.to_owned());
                }
                "_index" => {
                    self.sections.insert(directory.to_owned());
                    let Ok(page) = self.page(file)? else { continue };
                    if let Some(cascade) = page.head.get_ignore_case("cascade") {
                        self.cascades.insert((file.language, directory.to_owned()), Cascade::read(cascade));
                    }
                }
                _ => {}
            }
        }
        for file in files {
            let Ok(page) = self.page(file)? else { continue };
            if files::stem(files::split(&file.content).1).0 == "_index" {
                let address = self.section(file);
                self.index.add(&file.content, &address);
                continue;
            }
            let head = self.head(file, &page);
            if let Ok(address) = self.address(file, &head) {
                if file.language == self.config.main() || self.index.path(&file.content).is_none() {
                    self.index.add(&file.content, &address);
                }
                self.index.alias(&format!("{} {}", file.language, file.content), &address);
            }
        }
        Ok(())
    }

    /// Reads a file of articles.
    fn page(&self, file: &File) -> page::Readable {
        let page = page::fenced(self.root, &file.path, false)?;
        Ok(page.map(|page| if page.path.to_lowercase().ends_with(".org") { org::read(page) } else { page }))
    }

    /// The address of a section.
    fn section(&self, file: &File) -> String {
        let prefix = self.config.languages.get(file.language).map_or("", |language| language.prefix.as_str());
        let directory = files::split(&file.content).0;
        self.whole(
            file.language,
            &address::ended(&files::joined(prefix, &self.style(file.language).name(directory)), false),
        )
    }

    /// An address with its site.
    fn whole(&self, language: usize, path: &str) -> String {
        let own = self.config.languages.get(language).and_then(|language| language.base.as_deref());
        // In a path it begins no fragment.
        let url = files::joined(own.unwrap_or(&self.config.base), &path.replace('#', "%23"));
        WebUrl::parse(&url).map_or(url, |url| url.as_str().to_owned())
    }

    /// The head, with what sections above add to it. Names have no capitals.
    fn head(&self, file: &File, page: &Page) -> Table {
        let mut head = Table::default();
        let mut directories = vec![""];
        let directory = files::split(&file.content).0;
        directories.extend(directory.match_indices('/').map(|(at, _)| &directory[..at]));
        directories.push(directory);
        let stem = files::stem(files::split(&file.content).1).0;
        let path = if stem == "index" { directory.to_owned() } else { files::joined(directory, stem) };
        let path = format!("/{}", path.trim_matches('/').to_lowercase());
        let language = self.config.languages.get(file.language).map_or("", |language| language.key.as_str());
        let named = Named { path: &path, language };
        if let Some(cascade) = self.config.table.get("cascade") {
            head = Cascade::read(cascade).of(&named);
        }
        for directory in directories {
            if let Some(cascade) = self.cascades.get(&(file.language, directory.to_owned())) {
                data::merge(&mut head, &cascade.of(&named));
            }
        }
        data::merge(&mut head, &cascade::flat(data::lower(page.head.clone())));
        head
    }

    fn file(&self, file: &File, terms: &mut Terms, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        let (directory, name) = files::split(&file.content);
        let stem = files::stem(name).0;
        let in_bundle = self.bundles.iter().any(|bundle| {
            let inside = directory == bundle || directory.starts_with(&format!("{bundle}/"));
            inside && !(directory == bundle && stem == "index")
        });
        let what = match stem {
            _ if in_bundle => Some("file of another article"),
            "_index" => Some("section"),
            "index" if directory.is_empty() => Some("section"),
            _ => None,
        };
        if let Some(what) = what {
            super::unread(self.root, &file.path, what, sink);
            return Ok(());
        }
        let page = match self.page(file)? {
            Ok(page) => page,
            Err(refused) => {
                sink(Item::Trouble(refused));
                super::unread(self.root, &file.path, "file that cannot be read", sink);
                return Ok(());
            }
        };
        let extension = files::stem(name).1;
        if !page.has_head && matches!(extension, "html" | "htm" | "txt" | "text") {
            super::other(&page, "file without front matter, which Hugo only copies", sink);
            return Ok(());
        }
        let made = self.made(file, &page, sink);
        if super::is_public(&made.article.standing) && !made.is_page {
            terms.take(file.language, &made.article.fields);
        }
        let mut made = made;
        made.article.former = self.former(&page, &made.article.fields);
        super::made(&page, made, sink);
        Ok(())
    }

    /// `aliases`, as Hugo makes pages of them: one that does not begin with a slash lies beside the page itself.
    fn former(&self, page: &Page, fields: &Map<String, Value>) -> Vec<String> {
        let own = ["url", "permalink"].iter().find_map(|name| fields.get(*name)?.as_str()).unwrap_or_default();
        let own = own.strip_prefix(&*self.config.base).unwrap_or(own).trim_end_matches('/');
        let beside = own.rsplit_once('/').map_or("", |(parent, _)| parent);
        let whole = |alias: &str| {
            let path = if alias.starts_with('/') { alias.to_owned() } else { format!("{beside}/{alias}") };
            if path.ends_with('/') || files::split(&path).1.contains('.') { path } else { format!("{path}/") }
        };
        super::former(page, &whole)
    }

    /// The first of these dates that the head has; `Err` is the field whose value is none.
    fn date<'h>(&self, file: &File, head: &'h Table, names: &[&str]) -> Result<Option<Timestamp>, (&'h Node, String)> {
        let node = names.iter().find_map(|name| dated(head, name));
        let Some(node) = node else { return Ok(None) };
        let read = node
            .as_filled_text()
            .ok_or_else(|| "a date is a text".to_owned())
            .and_then(|text| read_date(text, self.zone(file)));
        match read {
            // Hugo's word for none at all.
            Ok(date) if date.instant.rfc3339().starts_with("0001-") => Ok(None),
            Ok(date) => Ok(Some(date.instant)),
            Err(reason) => Err((node, reason)),
        }
    }

    /// The date in a file's name, if the configuration looks for one there.
    fn dated<'c>(&self, file: &'c File) -> (Option<Timestamp>, Option<&'c str>) {
        let dates = self.config.table.sub("frontmatter").map(|dates| dates.texts("date")).unwrap_or_default();
        if !dates.iter().any(|name| name == ":filename") {
            return (None, None);
        }
        let (directory, name) = files::split(&file.content);
        let stem = files::stem(name).0;
        let name = if stem == "index" { files::split(directory).1 } else { stem };
        let Some(day) = name.get(..10).filter(|day| day.is_ascii()) else { return (None, None) };
        let rest = name[10..].trim_matches([' ', '-', '_']);
        match read_date(day, self.zone(file)) {
            Ok(date) => (Some(date.instant), Some(rest).filter(|rest| !rest.is_empty())),
            Err(_) => (None, None),
        }
    }

    /// The whole address; `Err` is the part of the pattern that the file does not have.
    fn address(&self, file: &File, head: &Table) -> Result<String, String> {
        let prefix = self.config.languages.get(file.language).map_or("", |language| language.prefix.as_str());
        let url = head.filled("url");
        if let Some(url) = url.filter(|url| !url.contains(':')) {
            return Ok(self.whole(file.language, &address::of_url(url, prefix)));
        }
        let (directory, name) = files::split(&file.content);
        let stem = files::stem(name).0;
        let (parent, name) = if stem == "index" { files::split(directory) } else { (directory, stem) };
        let section = directory.split('/').next().unwrap_or_default();
        let section = if parent.is_empty() && stem != "index" { "" } else { section };
        let (by_name, rest) = self.dated(file);
        let slug = head.filled("slug").or(rest);
        let style = self.style(file.language);
        let zone = self.zone(file);
        let patterns = self.config.of(file.language, "permalinks").and_then(Node::as_table);
        let pattern = patterns.and_then(|patterns| {
            let pages = patterns.sub("page");
            let own = pages.and_then(|pages| pages.filled(section)).or_else(|| patterns.filled(section));
            own.or_else(|| patterns.filled("/")).filter(|_| !section.is_empty())
        });
        let ugly = match self.config.table.get("uglyurls").map(|node| &node.value) {
            Some(Raw::Table(sections)) => sections.flag(section).unwrap_or(false),
            Some(_) => self.config.flag("uglyurls"),
            None => false,
        };
        let fill = |pattern: &str| {
            let names = ["date", "publishdate", "pubdate", "published", "lastmod", "modified"];
            let date = names.iter().find_map(|name| dated(head, name)?.as_filled_text());
            let date = date.and_then(|text| super::wall_clock(text, zone));
            let date = date.or_else(|| by_name.map(|date| zone.local(date)));
            let sections: Vec<&str> = parent.split('/').filter(|part| !part.is_empty()).collect();
            let title = head.get("title").and_then(Node::as_text).unwrap_or_default();
            let sections = self.current(&sections);
            let parts = Parts { title, slug, name, section, sections: &sections, date };
            address::fill(pattern, &parts, style)
        };
        // It may be a pattern as well; what that does not know stands for itself.
        if let Some(url) = url {
            let url = fill(url).unwrap_or_else(|_| url.to_owned());
            return Ok(self.whole(file.language, &address::of_url(&url, prefix)));
        }
        let path = match pattern {
            Some(pattern) => style.filled(&fill(pattern)?),
            None => files::joined(&style.name(parent), &slug.map_or_else(|| style.name(name), |slug| style.path(slug))),
        };
        Ok(self.whole(file.language, &files::joined(prefix, &address::ended(&path, ugly))))
    }

    /// Of directories, those that are sections: the first one, and those with `_index.md`.
    fn current<'p>(&self, directories: &[&'p str]) -> Vec<&'p str> {
        let last =
            (1..=directories.len()).rev().find(|n| *n == 1 || self.sections.contains(&directories[..*n].join("/")));
        directories[..last.unwrap_or(0)].to_vec()
    }

    fn made(&self, file: &File, page: &Page, sink: &mut dyn FnMut(Item)) -> Made {
        let head = self.head(file, page);
        let (directory, name) = files::split(&file.content);
        let stem = files::stem(name).0;
        let name = if stem == "index" { files::split(directory).1 } else { stem };
        let (by_name, rest) = self.dated(file);
        let mut fields = Map::new();
        let title = head.get("title").and_then(Node::as_text).map(line);
        fields.text("title", title.as_deref());
        match self.address(file, &head) {
            Ok(url) => {
                if url.contains("://") {
                    fields.text("id", Some(&url));
                }
                fields.text("url", Some(&url));
            }
            Err(missing) => {
                let message = format!("the permalink of this file needs `{missing}`, which it does not have");
                let place = Place::file(page.name.clone()).line(1).field("url");
                super::missing(place, message, "write its address as `url` into its front matter", sink);
            }
        }
        let slug = head.filled("slug").or(rest).unwrap_or(name).to_owned();
        fields.text("slug", Some(&slug));
        let mut date = |names: &[&str]| {
            self.date(file, &head, names).unwrap_or_else(|(node, reason)| {
                super::bad_date(page, Some(node), &reason, sink);
                None
            })
        };
        // What waits for a day appears on that day, whatever else is said of it.
        let planned = date(&["publishdate", "pubdate", "published"]);
        let (written, changed) = (date(&["date"]).or(by_name), date(&["lastmod", "modified"]));
        let published = planned.or(written).or(changed);
        let updated = changed.filter(|changed| published.is_some_and(|published| *changed > published));
        fields.text("published", published.map(Timestamp::rfc3339).as_deref());
        fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
        let expires = date(&["expirydate", "unpublishdate"]);
        fields.text("expires", expires.map(Timestamp::rfc3339).as_deref());
        fields.list("authors", self.authors(file, &head));
        self.terms(&head, &mut fields);
        fields.text("summary", head.filled("summary").or_else(|| head.filled("description")));
        let language = self.config.languages.get(file.language).and_then(|language| language.tag.clone());
        fields.text("language", language.as_deref());
        let section = file.content.split_once('/').map(|(section, _)| section);
        fields.text("section", section.filter(|section| !(stem == "index" && directory == *section)));
        rest::of(&head, &self.config.taxonomies.iter().map(String::as_str).collect::<Vec<_>>(), &mut fields);
        let body = page.body.as_ref().map(|raw| {
            let resolve = |target: &str, language: Option<&str>| self.resolve(file, target, language);
            let mut text = shortcode::addressed(&raw.text, &resolve);
            if raw.format == BodyFormat::Text {
                super::plain(page, raw.line, sink);
                text = text.trim().to_owned();
            }
            body::of(raw, text)
        });
        let day = published.map(|published| self.zone(file).local(published).date());
        let standing = self.standing(&head);
        let is_page = published.is_none();
        Made { article: Article { fields, body, standing, slug, day, ..Article::default() }, is_page }
    }

    fn standing(&self, head: &Table) -> Standing {
        // `published: false` is another word for it, where `draft` says nothing.
        let draft = head.flag("draft").or_else(|| head.flag("published").map(|is_published| !is_published));
        if draft == Some(true) && !self.config.flag("builddrafts") {
            return Standing::Draft;
        }
        let build = head.sub("build").or_else(|| head.sub("_build"));
        let never = |name: &str| {
            build
                .and_then(|build| build.filled(name))
                .is_some_and(|word| matches!(word, "never" | "false" | "local" | "link"))
        };
        let is_hidden = head.flag("headless") == Some(true) || never("list") || never("render");
        if is_hidden { Standing::Unlisted } else { Standing::Published }
    }

    fn authors(&self, file: &File, head: &Table) -> Vec<Value> {
        let people = &self.config.people;
        let own = ["authors", "author"].iter().filter_map(|name| head.get(name)).find(|node| !node.is_blank());
        if let Some(node) = own {
            return people.of(node);
        }
        let nested = head.sub("params").and_then(|params| params.get("author").or_else(|| params.get("authors")));
        if let Some(node) = nested.filter(|node| !node.is_blank()) {
            return people.of(node);
        }
        let language = self.config.languages.get(file.language).map(|language| &language.table);
        let of = |table: &Table| {
            let params = table.sub("params").and_then(|params| params.get("author"));
            params.or_else(|| table.get("author")).filter(|node| !node.is_blank()).map(|node| people.of(node))
        };
        language.and_then(of).or_else(|| of(&self.config.table)).unwrap_or_default()
    }

    fn terms(&self, head: &Table, fields: &mut Map<String, Value>) {
        let (mut categories, mut tags) = (Vec::new(), Vec::new());
        for taxonomy in self.config.taxonomies.iter().filter(|name| !matches!(name.as_str(), "authors" | "author")) {
            for term in head.texts(taxonomy) {
                match taxonomy.as_str() {
                    "tags" => tags.push(Value::String(term)),
                    "categories" => categories.push(Value::String(term)),
                    other => categories.push(json!({ "term": term, "scheme": other })),
                }
            }
        }
        fields.list("categories", categories);
        fields.list("tags", tags);
    }

    /// The address of what a link or `ref` names.
    fn resolve(&self, file: &File, target: &str, language: Option<&str>) -> Option<String> {
        let (path, part) = super::links::cut(target);
        if path.contains(':') || path.is_empty() {
            return None;
        }
        let directory = files::split(&file.content).0;
        let language = language.and_then(|key| self.config.language(key)).unwrap_or(file.language);
        let relative = files::resolved(directory, path)?;
        let rooted = path.trim_matches('/').to_owned();
        for candidate in [&relative, &rooted] {
            let own = |name: &str| self.index.name(&format!("{language} {name}"));
            let found = own(candidate)
                .or_else(|| own(&format!("{candidate}.md")))
                .or_else(|| own(&format!("{candidate}/index.md")))
                .or_else(|| self.index.path(candidate));
            if let Some(found) = found {
                return Some(format!("{found}{part}"));
            }
        }
        let name = (!path.contains('/')).then(|| self.index.name(path)).flatten()?;
        Some(format!("{name}{part}"))
    }
}

/// The date under a name. `published: false` is no date.
fn dated<'h>(head: &'h Table, name: &str) -> Option<&'h Node> {
    head.get(name).filter(|node| !(node.is_blank() || name == "published" && node.as_bool().is_some()))
}
