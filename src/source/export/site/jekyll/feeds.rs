//! The feeds that a Jekyll site has: those of jekyll-feed, and those that it makes itself from a template.

use super::super::{
    super::super::Error,
    super::FeedOf,
    Feeds, Item,
    data::Ask,
    files::{self, Root},
    template,
};
use super::{config::Config, template::Template};
use crate::{
    record::raw::{Node, Table, Value as Raw},
    value::Format,
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Tags that public posts have: jekyll-feed can make a feed of each.
#[derive(Default)]
pub(super) struct Terms {
    tags: BTreeSet<String>,
}

impl Terms {
    pub(super) fn take(&mut self, fields: &Map<String, Value>, collection: &str) {
        let tags = fields.get("tags").and_then(Value::as_array).filter(|_| collection == "posts");
        self.tags.extend(tags.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
}

/// The feeds of a site with these files.
pub(super) fn of(root: &Root<'_>, config: &Config, files: &[String], terms: &Terms) -> Result<Feeds, Error> {
    let mut feeds = Feeds::default();
    let at = |path: &str| files::joined(&config.baseurl, path);
    for (name, text) in templates(root, config, files)? {
        let format = if text.contains("<rss") { Format::Rss } else { Format::Atom };
        feeds.add(at(&name), format, FeedOf::All);
    }
    if !config.has_feed {
        return Ok(feeds);
    }
    let nothing = Table::default();
    let settings = config.table.sub("feed").unwrap_or(&nothing);
    let posts = settings.sub("collections").and_then(|collections| collections.sub("posts"));
    let path = posts.and_then(|posts| posts.filled("path")).or_else(|| settings.filled("path"));
    feeds.add(at(path.unwrap_or("/feed.xml")), Format::Atom, FeedOf::All);
    let mut categories = settings.texts("categories");
    categories.extend(posts.map(|posts| posts.texts("categories")).unwrap_or_default());
    for category in categories {
        feeds.add(at(&format!("/feed/{category}.xml")), Format::Atom, FeedOf::Category(category));
    }
    let collections: Vec<(&str, Option<&Table>)> = match settings.get("collections").map(|node| &node.value) {
        Some(Raw::Table(table)) => table.0.iter().map(|(label, node)| (label.as_str(), node.as_table())).collect(),
        Some(Raw::List(items)) => items.iter().filter_map(Node::as_filled_text).map(|label| (label, None)).collect(),
        _ => Vec::new(),
    };
    for (label, table) in collections.into_iter().filter(|(label, _)| *label != "posts") {
        let path = table.and_then(|table| table.filled("path")).map(str::to_owned);
        let path = path.unwrap_or_else(|| format!("/feed/{label}.xml"));
        feeds.add(at(&path), Format::Atom, FeedOf::Section(label.to_owned()));
    }
    tags(settings, terms, &at, &mut feeds);
    Ok(feeds)
}

/// How the site's own feed makes ids; what is not understood of it is told. The plugin leaves a feed alone that the site has
/// itself.
pub(super) fn ids(
    root: &Root<'_>,
    config: &Config,
    files: &[String],
    sink: &mut dyn FnMut(Item),
) -> Result<Option<Template>, Error> {
    let plugin = config.table.sub("feed").and_then(|feed| feed.filled("path")).unwrap_or("/feed.xml");
    let templates = templates(root, config, files)?;
    let own = || templates.iter().filter(|(name, _)| !config.has_feed || *name == plugin.trim_start_matches('/'));
    let ids = own().find_map(|(_, text)| Template::of(text));
    if ids.is_none()
        && let Some((name, odd)) = own().find_map(|(name, text)| Some((name, template::odd_id(text, &|_| false)?)))
    {
        template::tell(root.name_of(files::joined(&config.source, name).trim_start_matches('/')), odd, sink);
    }
    Ok(ids)
}

/// The feeds that the site makes itself: path and text.
fn templates(root: &Root<'_>, config: &Config, files: &[String]) -> Result<Vec<(String, String)>, Error> {
    const NAMES: [&str; 7] =
        ["feed.xml", "atom.xml", "rss.xml", "index.xml", "feed/index.xml", "feed.atom", "rss.atom"];
    let mut found = Vec::new();
    for path in files {
        let name = path.strip_prefix(config.source.as_str()).unwrap_or(path).trim_start_matches('/');
        if NAMES.contains(&name)
            && let Ok(text) = super::super::data::text(root, path)?
        {
            found.push((name.to_owned(), text));
        }
    }
    Ok(found)
}

fn tags(settings: &Table, terms: &Terms, at: &dyn Fn(&str) -> String, feeds: &mut Feeds) {
    let Some(node) = settings.get("tags").filter(|node| node.as_bool() != Some(false) && !node.is_blank()) else {
        return;
    };
    let table = node.as_table();
    let only = table.map(|table| table.texts("only")).unwrap_or_default();
    let except = table.map(|table| table.texts("except")).unwrap_or_default();
    let path = table.and_then(|table| table.filled("path")).unwrap_or("/feed/by_tag/");
    let is_plain = |tag: &&String| tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    for tag in terms.tags.iter().filter(is_plain) {
        if (only.is_empty() || only.contains(tag)) && !except.contains(tag) {
            feeds.add(at(&format!("{path}{tag}.xml")), Format::Atom, FeedOf::Tag(tag.clone()));
        }
    }
}
