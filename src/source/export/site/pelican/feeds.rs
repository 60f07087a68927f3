//! The feeds that a Pelican site is configured to have.

use super::{
    super::{super::FeedOf, Feeds, files},
    Reading,
};
use crate::value::Format;
use std::collections::BTreeSet;

/// What public articles have.
#[derive(Default)]
pub(super) struct Terms {
    pub categories: BTreeSet<String>,
    pub tags: BTreeSet<String>,
    pub authors: BTreeSet<String>,
    pub languages: BTreeSet<String>,
}

impl Reading<'_> {
    /// The feeds of a site whose public articles have these terms.
    pub(super) fn feeds(&self, terms: &Terms) -> Feeds {
        let mut feeds = Feeds::default();
        let base =
            self.config.url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        let mut add = |setting: &str, usual: &str, value: Option<(&str, &str)>, of: FeedOf| {
            let address = format!("{setting}_URL");
            let Some(path) = self.config.text_or(setting, usual) else { return };
            let path = self.config.text(&address).unwrap_or(path);
            let path = value.map_or(path.to_owned(), |(name, value)| path.replace(name, value).replace("%s", value));
            let format = if setting.ends_with("_RSS") { Format::Rss } else { Format::Atom };
            feeds.add(files::joined(&format!("/{base}"), &path), format, of);
        };
        add("FEED_ALL_ATOM", "feeds/all.atom.xml", None, FeedOf::All);
        for setting in ["FEED_ALL_RSS", "FEED_ATOM", "FEED_RSS"] {
            add(setting, "", None, FeedOf::All);
        }
        for category in &terms.categories {
            let slug = self.slugified(category);
            add(
                "CATEGORY_FEED_ATOM",
                "feeds/{slug}.atom.xml",
                Some(("{slug}", &slug)),
                FeedOf::Category(category.clone()),
            );
            add("CATEGORY_FEED_RSS", "", Some(("{slug}", &slug)), FeedOf::Category(category.clone()));
        }
        for author in &terms.authors {
            let slug = self.slugified(author);
            add("AUTHOR_FEED_ATOM", "feeds/{slug}.atom.xml", Some(("{slug}", &slug)), FeedOf::Author(author.clone()));
            add("AUTHOR_FEED_RSS", "feeds/{slug}.rss.xml", Some(("{slug}", &slug)), FeedOf::Author(author.clone()));
        }
        for tag in &terms.tags {
            let slug = self.slugified(tag);
            add("TAG_FEED_ATOM", "", Some(("{slug}", &slug)), FeedOf::Tag(tag.clone()));
            add("TAG_FEED_RSS", "", Some(("{slug}", &slug)), FeedOf::Tag(tag.clone()));
        }
        for language in &terms.languages {
            let value = Some(("{lang}", language.as_str()));
            add("TRANSLATION_FEED_ATOM", "feeds/all-{lang}.atom.xml", value, FeedOf::Language(language.clone()));
            add("TRANSLATION_FEED_RSS", "", value, FeedOf::Language(language.clone()));
        }
        feeds
    }
}
