//! Directories of static site generators: their own configuration says at which address, since when and under which id
//! subscribers have each article.
//!
//! Nothing of a site is run: what only its own program or templates know is said to be missing. Every file is read
//! twice, so that links from one to another can be resolved without all texts in memory.

mod body;
mod data;
mod eleventy;
mod files;
mod hugo;
mod jekyll;
mod links;
mod page;
mod pelican;
mod people;
mod rest;
mod slugs;
mod template;
mod zola;

use super::{super::Error, Article, Entry, Input, Item, OldFeed, Settings, Site, Standing, What};
use crate::{
    diagnostic::{Diagnostic, Place, rules::import as rules},
    record::{self, date::read_date, raw::Node},
    value::{Format, WebUrl, Zone},
};
use chrono::NaiveDateTime;
use data::Ask as _;
use files::Root;
use page::Page;
use regex::Regex;
use serde_json::{Map, Value};
use std::{borrow::Cow, collections::BTreeSet, sync::LazyLock};

/// A site generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// Jekyll, with the plugin jekyll-feed.
    Jekyll,
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
    /// Eleventy, with its RSS plugin.
    Eleventy,
    /// Pelican.
    Pelican,
}

/// Reads the directories of sites.
pub(super) fn read(
    generator: Generator,
    inputs: &[Input],
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) -> Result<(), Error> {
    for input in inputs {
        let Some(root) = Root::open(input) else {
            let message = format!("{} is no directory: give the one in which the site's configuration is", input.name);
            sink(Item::Broken(Box::new(Diagnostic::new(
                &rules::EXPORT_SYNTAX,
                Place::file(input.name.clone()),
                message,
            ))));
            continue;
        };
        let read = match generator {
            Generator::Jekyll => jekyll::read,
            Generator::Hugo => hugo::read,
            Generator::Zola => zola::read,
            Generator::Eleventy => eleventy::read,
            Generator::Pelican => pelican::read,
        };
        // Without its configuration every address of a site would be a guess.
        if let Err(diagnostic) = read(&root, settings, sink)? {
            sink(Item::Broken(diagnostic));
        }
    }
    Ok(())
}

/// What reading a site gives: nothing, or what is so wrong with it that nothing else is read.
type Sited = Result<(), Box<Diagnostic>>;

/// A page's article, before it is handed on.
#[derive(Debug, Default)]
struct Made {
    article: Article,
    /// Whether it is a page and no article.
    is_page: bool,
}

/// Hands on an entry.
fn entry(page: &Page, title: String, what: What, sink: &mut dyn FnMut(Item)) {
    let place = Place::file(page.name.clone()).line(page.line);
    sink(Item::Entry(Box::new(Entry { place, title, key: page.path.clone(), comments: 0, what })));
}

/// Hands on a file that is no article.
fn other(page: &Page, what: &'static str, sink: &mut dyn FnMut(Item)) {
    entry(page, page.path.clone(), What::Other(Cow::Borrowed(what)), sink);
}

/// Hands on a file that is named after its path and that nobody read.
fn unread(root: &Root<'_>, path: &str, what: &'static str, sink: &mut dyn FnMut(Item)) {
    let place = Place::file(root.name_of(path)).line(1);
    let (title, key, what) = (path.to_owned(), path.to_owned(), What::Other(Cow::Borrowed(what)));
    sink(Item::Entry(Box::new(Entry { place, title, key, comments: 0, what })));
}

/// Hands on what became of a page.
fn made(page: &Page, made: Made, sink: &mut dyn FnMut(Item)) {
    let title = ["title", "title_html"].iter().find_map(|name| made.article.fields.get(*name)?.as_str());
    let title = title.unwrap_or_default().to_owned();
    let mut article = Box::new(made.article);
    if files::split(&page.path).1.split('.').next() == Some("index") {
        with_own_files(&mut article.fields);
    }
    if article.former.is_empty() {
        article.former = former(page, &|path| if path.starts_with('/') { path.to_owned() } else { format!("/{path}") });
    }
    entry(page, title, if made.is_page { What::Page(article) } else { What::Article(article) }, sink);
}

/// Gives the pictures and recordings that lie in the directory of an article the addresses that they have there: its record
/// will lie elsewhere.
fn with_own_files(fields: &mut Map<String, Value>) {
    let url = fields.get("url").and_then(Value::as_str).and_then(|url| WebUrl::parse(url).ok());
    let Some(url) = url else { return };
    let is_file = |name: &str| ["image", "enclosures", "audio"].iter().any(|known| record::is_named(name, known));
    for (_, value) in fields.iter_mut().filter(|(name, _)| is_file(name)) {
        set_below(&url, value);
    }
}

fn set_below(url: &WebUrl, value: &mut Value) {
    match value {
        Value::String(path) if path.contains('.') && !path.starts_with('/') && !path.contains("://") => {
            if let Ok(whole) = url.join(path) {
                *path = whole.as_str().to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| set_below(url, item)),
        Value::Object(members) => {
            let of_address =
                |(name, _): &(&String, &mut Value)| matches!(name.as_str(), "url" | "src" | "file" | "path");
            members.iter_mut().filter(of_address).for_each(|(_, member)| set_below(url, member));
        }
        _ => {}
    }
}

/// The addresses from which a page says that readers are sent on to it: Hugo's and Zola's `aliases`, `redirect_from` of
/// Jekyll's plugin.
fn former(page: &Page, rooted: &dyn Fn(&str) -> String) -> Vec<String> {
    let all = ["aliases", "redirect_from"].iter().flat_map(|name| page.head.texts(name));
    all.filter(|path| !path.contains("://") && !path.contains(['{', '#', ' '])).map(|path| rooted(&path)).collect()
}

/// Says that something of a site is not known, and what that means.
fn missing(place: Place, message: impl Into<String>, help: &str, sink: &mut dyn FnMut(Item)) {
    sink(Item::Trouble(Box::new(
        Diagnostic::new(&rules::SITE_INCOMPLETE, place, message.into()).help(help.to_owned()),
    )));
}

/// Says that a text is in a notation that is kept as it is.
fn plain(page: &Page, line: u32, sink: &mut dyn FnMut(Item)) {
    let help = "it is kept as plain text: turn it into Markdown or HTML before importing";
    missing(Place::file(page.name.clone()).line(line), "this notation is not understood", help, sink);
}

/// Says that a date is none.
fn bad_date(page: &Page, node: Option<&Node>, reason: &str, sink: &mut dyn FnMut(Item)) {
    let place = Place::file(page.name.clone()).field("date");
    let place = node.map_or(place.clone(), |node| place.at(node.line, node.column));
    let help = "write it as 2019-03-05 or 2019-03-05T10:00:00+01:00 and import once more";
    sink(Item::Trouble(Box::new(Diagnostic::new(&rules::EXPORT_ENTRY_UNUSABLE, place, reason).help(help))));
}

/// The site's zone by its name; the publication's, with a word about it, if the name is none.
fn zone(name: Option<&str>, place: &Place, settings: &Settings, sink: &mut dyn FnMut(Item)) -> Zone {
    let Some(name) = name else { return settings.zone };
    name.parse().unwrap_or_else(|_| {
        let message =
            format!("`{name}` is no time zone that is known: times without one are taken to be the publication's");
        missing(place.clone(), message, "write its name as the tz database has it: `Europe/Berlin`", sink);
        settings.zone
    })
}

/// What the clock of whoever wrote a date showed: some generators put that into addresses.
fn wall_clock(text: &str, zone: &Zone) -> Option<NaiveDateTime> {
    static OFFSET: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:Z|\s*[+-]\d{2}:?\d{2})$").ok());
    let text = text.trim();
    let written = OFFSET.as_ref().map_or(text.into(), |offset| {
        // `2019-03-05` ends like an offset.
        if text.len() > 10 { offset.replace(text, "") } else { text.into() }
    });
    let zone = if written.len() == text.len() { *zone } else { Zone::UTC };
    read_date(&written, &zone).ok().map(|date| zone.local(date.instant))
}

/// The feeds of a site, each once.
#[derive(Default)]
struct Feeds(BTreeSet<OldFeed>);

impl Feeds {
    fn add(&mut self, path: impl Into<String>, format: Format, of: super::FeedOf) {
        let path = path.into();
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        self.0.insert(OldFeed { path, format, of });
    }

    /// Hands them on, in the order of their addresses.
    fn tell(self, sink: &mut dyn FnMut(Item)) {
        if !self.0.is_empty() {
            sink(Item::Site(Box::new(Site { feeds: self.0.into_iter().collect(), ..Site::default() })));
        }
    }
}

/// Whether feeds of the old site showed it.
fn is_public(standing: &Standing) -> bool {
    matches!(standing, Standing::Published | Standing::Scheduled)
}
