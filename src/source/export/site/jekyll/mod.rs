//! Jekyll 3 and 4: posts, drafts, documents of collections, pages; feeds of the plugin jekyll-feed 0.17.

mod address;
mod config;
mod feeds;
mod liquid;
mod template;

use super::{
    super::super::Error,
    super::{Article, Item, Settings, Site, Standing, meta::Fields},
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
use address::Parts;
use config::Config;
use regex::Regex;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use template::{Template, Values};

/// The date in a file's name, and what follows it.
static DATED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:.*/)?(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)\.[^./]+$").ok());

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role<'a> {
    Post,
    Draft,
    Document(&'a str),
    Page,
}

struct Reading<'a> {
    root: &'a Root<'a>,
    config: Config,
    zone: Zone,
    /// The address of the publication.
    link: &'a WebUrl,
    types: &'a [String],
    index: Index,
    /// How the site's own feed makes ids, if it has one that goes before the plugin's.
    ids: Option<Template>,
}

pub(super) fn read(root: &Root<'_>, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<Sited, Error> {
    let config = match Config::read(root)? {
        Ok(config) => config,
        Err(refused) => return Ok(Err(refused)),
    };
    let zone = super::zone(config.table.filled("timezone"), &config.place, settings, sink);
    if config.url.is_empty() {
        let message = "the site's configuration has no `url`: its addresses are taken to be those of this publication";
        super::missing(config.place.clone(), message, "add it: `url: https://example.org`", sink);
    }
    let link = &settings.link;
    let mut reading = Reading { root, config, zone, link, types: &settings.types, index: Index::default(), ids: None };
    sink(Item::Site(Box::new(reading.site())));
    let files = root.files(&reading.config.source)?;
    reading.ids = feeds::ids(root, &reading.config, &files, sink)?;
    let mut terms = feeds::Terms::default();
    // First where everything is, then what it says.
    for path in &files {
        let Some(role) = reading.role(path) else { continue };
        let Ok(page) = page::fenced(root, path, true)? else { continue };
        if let (Some(address), _) = reading.address(&page, role, &reading.data(&page, role)) {
            let address = format!("{}{address}", reading.config.baseurl);
            let relative = reading.relative(path).to_owned();
            reading.index.add(&relative, &address);
            if role == Role::Post {
                let name = relative.split_once("_posts/").map_or(relative.as_str(), |(_, name)| name);
                let stem = files::stem(name).0;
                reading.index.alias(&format!("post {stem}"), &address);
                reading.index.alias(&format!("post {}", files::split(stem).1), &address);
            }
        }
    }
    for path in &files {
        match reading.role(path) {
            Some(role) => reading.file(path, role, &mut terms, sink)?,
            None => reading.not_read(path, sink),
        }
    }
    feeds::of(root, &reading.config, &files, &terms)?.tell(sink);
    Ok(Ok(()))
}

impl<'a> Reading<'a> {
    fn site(&self) -> Site {
        let table = &self.config.table;
        let text = |name: &str| table.filled(name).map(str::to_owned);
        let link = format!("{}{}", self.config.url, self.config.baseurl);
        Site {
            title: text("title").or_else(|| text("name")),
            link: (!self.config.url.is_empty()).then_some(link),
            description: text("description"),
            language: text("lang").or_else(|| text("locale")).map(|tag| tag.replace('_', "-")),
            zone: text("timezone"),
            ..Site::default()
        }
    }

    /// A path relative to the sources.
    fn relative<'p>(&self, path: &'p str) -> &'p str {
        let below = path.strip_prefix(self.config.source.as_str()).filter(|_| !self.config.source.is_empty());
        below.map_or(path, |rest| rest.trim_start_matches('/'))
    }

    /// A path relative to where collections are.
    fn scoped<'p>(&self, path: &'p str) -> &'p str {
        let path = self.relative(path);
        let below = path.strip_prefix(self.config.collections_dir.as_str());
        below.filter(|_| !self.config.collections_dir.is_empty()).map_or(path, |rest| rest.trim_start_matches('/'))
    }

    /// Whether `exclude` keeps a post, a draft or a document from being one; its name may do so as well.
    fn is_left_out(&self, path: &str) -> bool {
        let scoped = self.scoped(path);
        let entry = ["_posts/", "_drafts/"].iter().find_map(|directory| {
            let at = scoped.find(directory).filter(|at| *at == 0 || scoped[..*at].ends_with('/'))?;
            Some(&scoped[at + directory.len()..])
        });
        let document = || {
            let (label, entry) = scoped.strip_prefix('_')?.split_once('/')?;
            self.config.collection(label).map(|_| entry)
        };
        entry.or_else(document).is_some_and(|entry| self.config.leaves_out(self.relative(path), entry))
    }

    fn role<'p>(&self, path: &'p str) -> Option<Role<'p>> {
        if self.is_left_out(path) {
            return None;
        }
        let relative = self.scoped(path);
        let extension = files::stem(relative).1;
        let format = page::format(extension)?;
        let mut parts = relative.split('/');
        let special = parts.by_ref().position(|part| matches!(part, "_posts" | "_drafts"));
        if let Some(at) = special {
            let before = relative.split('/').take(at);
            if before.clone().any(|part| part.starts_with(['_', '.'])) {
                return None;
            }
            if relative.split('/').nth(at) == Some("_drafts") {
                return Some(Role::Draft);
            }
            let dated = DATED.as_ref().is_some_and(|dated| dated.is_match(relative));
            return dated.then_some(Role::Post);
        }
        if let Some((label, _)) = relative.strip_prefix('_').and_then(|rest| rest.split_once('/'))
            && self.config.collection(label).is_some()
        {
            return Some(Role::Document(label));
        }
        let is_page = matches!(format, BodyFormat::Markdown | BodyFormat::Html) && !matches!(extension, "txt" | "text");
        (is_page && !self.config.passes_over(self.relative(path))).then_some(Role::Page)
    }

    /// Accounts for a file that is nothing: those among posts, and texts that look like some.
    fn not_read(&self, path: &str, sink: &mut dyn FnMut(Item)) {
        let relative = self.scoped(path);
        let is_among = |name: &str| relative.split('/').any(|part| part == name);
        if is_among("_posts") || is_among("_drafts") {
            let is_text = page::format(files::stem(relative).1).is_some();
            let what = if self.is_left_out(path) {
                "file that Jekyll leaves out, by `exclude` or its name"
            } else if is_text {
                "file without a date in its name, which Jekyll takes for no post"
            } else {
                "file without a text in it"
            };
            super::unread(self.root, path, what, sink);
        }
    }

    fn file(
        &self,
        path: &str,
        role: Role<'_>,
        terms: &mut feeds::Terms,
        sink: &mut dyn FnMut(Item),
    ) -> Result<(), Error> {
        let page = match page::fenced(self.root, path, true)? {
            Ok(page) => page,
            Err(refused) => {
                sink(Item::Trouble(refused));
                super::unread(self.root, path, "file that cannot be read", sink);
                return Ok(());
            }
        };
        if matches!(role, Role::Page | Role::Document(_)) && !page.has_head {
            super::other(&page, "file without front matter, which Jekyll only copies", sink);
            return Ok(());
        }
        if let Role::Document(label) = role
            && !self.is_of_feed(label)
        {
            super::other(&page, "document of a collection that no feed has (--type imports it)", sink);
            return Ok(());
        }
        let made = self.made(&page, role, sink);
        if super::is_public(&made.article.standing) && !made.is_page {
            terms.take(
                &made.article.fields,
                match role {
                    Role::Document(label) => label,
                    _ => "posts",
                },
            );
        }
        super::made(&page, made, sink);
        Ok(())
    }

    /// Whether documents of a collection are articles.
    fn is_of_feed(&self, label: &str) -> bool {
        let feeds = self.config.table.sub("feed").and_then(|feed| feed.get("collections"));
        let listed = match feeds.map(|node| &node.value) {
            Some(Raw::Table(table)) => table.get(label).is_some(),
            Some(Raw::List(items)) => items.iter().any(|item| item.as_text() == Some(label)),
            _ => false,
        };
        listed && self.config.has_feed || self.types.iter().any(|known| known == label)
    }

    /// The head with what the configuration adds to it.
    fn data(&self, page: &Page, role: Role<'_>) -> Table {
        let kind = match role {
            Role::Post | Role::Draft => "posts",
            Role::Document(label) => label,
            Role::Page => "pages",
        };
        let mut data = self.config.defaults(self.scoped(&page.path), kind);
        data::merge(&mut data, &page.head);
        data
    }

    fn slug<'p>(&self, page: &'p Page) -> &'p str {
        let relative = &page.path;
        let dated = DATED.as_ref().and_then(|dated| dated.captures(relative));
        let slug = dated.and_then(|dated| dated.name("slug")).map(|slug| slug.as_str());
        slug.unwrap_or_else(|| files::stem(files::split(relative).1).0).trim_end_matches('.')
    }

    /// When it was published; `Err` is what stands there and is no date.
    fn published(&self, page: &Page, data: &Table) -> Result<Option<Timestamp>, String> {
        if let Some(node) = data.get("date").filter(|node| !node.is_blank()) {
            return self.time(page, node).map(Some);
        }
        let dated = DATED.as_ref().and_then(|dated| dated.captures(&page.path));
        let Some(day) = dated.and_then(|dated| dated.name("date")) else { return Ok(None) };
        let day = match day.as_str().split_once('-') {
            Some((year, rest)) if year.len() == 2 => format!("{}{year}-{rest}", if year < "69" { "20" } else { "19" }),
            _ => day.as_str().to_owned(),
        };
        read_date(&day, &self.zone).map(|date| Some(date.instant))
    }

    /// A time as Ruby's YAML has it: one with seconds and without zone, not in quotes, is in UTC; every other one without
    /// zone is in the site's.
    fn time(&self, page: &Page, node: &Node) -> Result<Timestamp, String> {
        let text = node.as_filled_text().ok_or("the date is no text")?;
        let written = page.text.lines().nth(node.line.saturating_sub(1) as usize).unwrap_or_default();
        let quoted =
            written.chars().nth(node.column.saturating_sub(1) as usize).is_some_and(|c| matches!(c, '"' | '\''));
        static PLAIN: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?$").ok());
        let is_utc = !quoted && PLAIN.as_ref().is_some_and(|plain| plain.is_match(text));
        let zone = if is_utc { Zone::UTC } else { self.zone };
        let read = |text: &str| read_date(text, &zone).map(|date| date.instant);
        read(text).or_else(|reason| lenient(text).and_then(|text| read(&text).ok()).ok_or(reason))
    }

    fn categories(&self, page: &Page, data: &Table) -> Vec<String> {
        let relative = self.scoped(&page.path);
        let above = relative.split_once("_posts/").or_else(|| relative.split_once("_drafts/"));
        let above = above.map_or("", |(above, _)| above);
        let mut categories: Vec<String> = above.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let mut add = |value: String| {
            if !value.is_empty() && !categories.contains(&value) {
                categories.push(value);
            }
        };
        split(data.get("categories")).into_iter().for_each(&mut add);
        // One is one, whatever blanks are in it.
        data.texts("category").into_iter().for_each(&mut add);
        categories
    }

    /// The address below `baseurl`, and the placeholder that is not known.
    fn address(&self, page: &Page, role: Role<'_>, data: &Table) -> (Option<String>, Option<String>) {
        let relative = self.scoped(&page.path);
        let (directory, name) = files::split(relative);
        let (basename, extension) = files::stem(name);
        let is_html = page.body.as_ref().is_none_or(|raw| {
            // A plugin makes HTML of it.
            raw.format == BodyFormat::Text
                || self.config.markdown.iter().any(|known| known.eq_ignore_ascii_case(extension))
                || extension.eq_ignore_ascii_case("html")
        });
        let output = if is_html { ".html".to_owned() } else { format!(".{extension}") };
        let style = &self.config.style;
        let (collection, pattern) = match role {
            Role::Post | Role::Draft => {
                let own = self.config.collection("posts").and_then(|posts| posts.permalink.as_deref());
                ("posts", address::pattern(own.unwrap_or(style)))
            }
            Role::Document(label) => {
                let own = self.config.collection(label).and_then(|collection| collection.permalink.clone());
                (label, own.unwrap_or_else(|| format!("/:collection/:path{}", address::suffix(style))))
            }
            Role::Page if basename == "index" => ("", "/:path/".to_owned()),
            Role::Page => ("", format!("/:path/:basename{}", address::suffix(style))),
        };
        let pattern = data.filled("permalink").map_or(pattern, address::pattern);
        let path = match role {
            Role::Page => directory,
            _ => {
                let below = files::stem(relative).0;
                below
                    .split_once('/')
                    .filter(|(first, _)| first.starts_with('_'))
                    .map_or(below, |(first, _)| &below[first.len()..])
            }
        };
        let categories = self.categories(page, data);
        let date = self.published(page, data).ok().flatten().map(|date| self.zone.local(date));
        let slug = data.filled("slug").unwrap_or_else(|| self.slug(page));
        let parts = Parts { collection, path, basename, slug, categories: &categories, date, output: &output };
        match address::of(&pattern, &parts) {
            Ok(address) => (Some(address), None),
            Err(missing) => (None, Some(missing)),
        }
    }

    fn made(&self, page: &Page, role: Role<'_>, sink: &mut dyn FnMut(Item)) -> Made {
        let data = self.data(page, role);
        let mut fields = Map::new();
        let slug = data.filled("slug").unwrap_or_else(|| self.slug(page)).to_owned();
        let title = data.filled("title").map_or_else(|| titled(&slug), str::to_owned);
        fields.html("title", "title_html", Some(&title));
        let (address, missing) = self.address(page, role, &data);
        let base = format!("{}{}", self.config.url, self.config.baseurl);
        if let Some(address) = &address {
            fields.text("id", self.id(address, &slug, role).as_deref());
            fields.text("url", Some(&address::escaped_iri(&format!("{base}{address}"))));
        }
        // A draft gets its address with its date.
        if let Some(missing) = missing.filter(|_| role != Role::Draft) {
            let message = format!("the permalink of this file needs `{missing}`, which it does not have");
            let help = "write its address as `permalink` into its front matter";
            super::missing(Place::file(page.name.clone()).line(1).field("permalink"), message, help, sink);
        }
        fields.text("slug", Some(&slug));
        let published = self.published(page, &data).unwrap_or_else(|reason| {
            super::bad_date(page, data.get("date"), &reason, sink);
            None
        });
        fields.text("published", published.map(Timestamp::rfc3339).as_deref());
        let updated = ["last_modified_at", "last-modified-at", "updated", "modified_date", "lastmod", "modified"]
            .iter()
            .find_map(|name| data.get(name).filter(|node| !node.is_blank()));
        let updated = updated.and_then(|node| self.time(page, node).ok());
        fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
        // What a file says itself goes before what the configuration says of many.
        let named = |table: &'_ Table| -> Option<Node> {
            ["author", "authors"].iter().filter_map(|name| table.get(name)).find(|node| !node.is_blank()).cloned()
        };
        let authors = named(&page.head).or_else(|| named(&data));
        let authors = authors.or_else(|| self.config.table.get("author").cloned());
        fields.list("authors", authors.map(|node| self.config.people.of(&node)).unwrap_or_default());
        let categories = self.categories(page, &data);
        let tags = match data.texts("tag") {
            tag if !tag.is_empty() => tag,
            _ => split(data.get("tags")),
        };
        fields.list("categories", categories.into_iter().map(Value::String).collect());
        fields.list("tags", tags.into_iter().map(Value::String).collect());
        fields.html("summary", "summary_html", data.filled("description").or_else(|| data.filled("excerpt")));
        let language = data.filled("lang").map(|tag| tag.replace('_', "-"));
        fields.text("language", language.as_deref());
        if let Some(image) = self.image(&data) {
            fields.insert("image".to_owned(), image);
        }
        rest::of(&data, &["image", "position", "slug"], &mut fields);
        let text = page.body.as_ref().map(|raw| {
            let is_markdown =
                self.config.markdown.iter().any(|known| page.path.to_lowercase().ends_with(&format!(".{known}")));
            let format = if is_markdown { BodyFormat::Markdown } else { raw.format };
            if format == BodyFormat::Text {
                super::plain(page, raw.line, sink);
            }
            let text = liquid::addressed(&raw.text, self.relative(&page.path), &self.index, &self.config.baseurl);
            (crate::record::raw::RawBody { format, ..raw.clone() }, text)
        });
        if let Some((raw, text)) = &text
            && !fields.contains_key("summary")
            && !fields.contains_key("summary_html")
        {
            let separator = data.get("excerpt_separator").or_else(|| self.config.table.get("excerpt_separator"));
            let separator = separator.and_then(Node::as_text).filter(|text| !text.trim().is_empty());
            let excerpt = separator.and_then(|separator| text.split_once(separator)).map(|(head, _)| head);
            let name = if raw.format == BodyFormat::Markdown { "summary_markdown" } else { "summary_html" };
            fields.text(name, excerpt);
        }
        let standing = self.standing(role, &data, published.is_some());
        let day = published.map(|published| self.zone.local(published).date());
        let body = text.map(|(raw, text)| body::of(&raw, text));
        Made {
            article: Article { fields, body, standing, slug, day, ..Article::default() },
            is_page: role == Role::Page,
        }
    }

    /// The id that the site's feed gives a post at this address. Where the site does not say its own, which GitHub's pages
    /// then know, it is the publication's.
    fn id(&self, address: &str, slug: &str, role: Role<'_>) -> Option<String> {
        if role == Role::Page {
            return None;
        }
        let Config { url, baseurl, .. } = &self.config;
        let here = self.link.join("/").ok().filter(|_| url.is_empty());
        let url = here.as_ref().map_or(url.as_str(), |here| here.as_str().trim_end_matches('/'));
        let id = template::id(address, slug);
        match &self.ids {
            Some(ids) => ids.fill(&Values { url, baseurl, address, id: &id }),
            None => self.config.has_feed.then(|| address::escaped_iri(&format!("{url}{baseurl}{id}"))),
        }
    }

    fn standing(&self, role: Role<'_>, data: &Table, dated: bool) -> Standing {
        let flag = |name: &str| self.config.table.flag(name).unwrap_or(false);
        let is_draft = role == Role::Draft || data.flag("draft") == Some(true);
        if is_draft && !(flag("show_drafts") && dated) {
            return Standing::Draft;
        }
        if data.flag("published") == Some(false) && !flag("unpublished") {
            return Standing::Draft;
        }
        if let Role::Document(label) = role
            && !self.config.collection(label).is_some_and(|collection| collection.output)
        {
            return Standing::Unlisted;
        }
        Standing::Published
    }

    fn image(&self, data: &Table) -> Option<Value> {
        let node = data.get("image")?;
        let table = node.as_table();
        let path = table
            .and_then(|table| table.filled("path").or_else(|| table.filled("url")).or_else(|| table.filled("feature")));
        let path = path.or_else(|| node.as_filled_text())?;
        let url = if path.contains("://") {
            path.to_owned()
        } else {
            address::escaped_iri(&format!("{}{}", self.config.url, files::joined(&self.config.baseurl, path)))
        };
        let alt = table.and_then(|table| table.filled("alt"));
        Some(alt.map_or_else(|| json!({ "url": url }), |alt| json!({ "url": url, "alt": alt })))
    }
}

/// Ruby passes over what it does not expect between time and zone: `2023-01-29 18:30:22 2023 -0800`.
fn lenient(text: &str) -> Option<String> {
    static PARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\d{4}-\d{1,2}-\d{1,2}[ T]+\d{1,2}:\d\d(?::\d\d)?)\s+\S+\s+([+-]\d\d:?\d\d|Z|UTC)$").ok()
    });
    let parts = PARTS.as_ref()?.captures(text)?;
    Some(format!("{} {}", &parts[1], &parts[2]))
}

/// A list; a string is split at blanks.
fn split(node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    match &node.value {
        Raw::Text(text) => text.split_whitespace().map(str::to_owned).collect(),
        _ => node.items().iter().filter_map(Node::as_filled_text).map(str::to_owned).collect(),
    }
}

/// `salt-and-rope` as a title.
fn titled(slug: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        first + &letters.as_str().to_lowercase()
    };
    slug.split('-').map(word).collect::<Vec<_>>().join(" ")
}
