//! Zola's `config.toml` (since 0.22 also `zola.toml`).

use super::super::{
    data::{self, Ask, Read},
    files::Root,
    slugs::Zola as Slugs,
};
use crate::{
    diagnostic::Place,
    record::raw::{Node, Table},
};
use globset::{Glob, GlobSet, GlobSetBuilder};

/// What a site's configuration says.
pub(super) struct Config {
    pub table: Table,
    pub place: Place,
    /// `https://example.org/blog`, or nothing.
    pub base: String,
    /// `en`
    pub language: String,
    /// The other languages.
    pub languages: Vec<String>,
    pub paths: Slugs,
    pub terms: Slugs,
    /// Whether the date in a file's name stays in its address.
    pub keeps_dates: bool,
    /// Taxonomies, each with whether it has feeds.
    pub taxonomies: Vec<(String, bool)>,
    pub ignored: GlobSet,
}

impl Config {
    pub(super) fn read(root: &Root<'_>) -> Read<Self> {
        let name = root.first(&["config.toml", "zola.toml"]);
        let table = match name.map(|name| data::table(root, name)).transpose()? {
            Some(Ok(table)) => table,
            Some(Err(refused)) => return Ok(Err(refused)),
            None => Table::default(),
        };
        let slugify = table.sub("slugify");
        let mode = |name: &str| match slugify.and_then(|slugify| slugify.filled(name)) {
            Some("safe") => Slugs::Safe,
            Some("off") => Slugs::Off,
            _ => Slugs::On,
        };
        let flag = |name: &str| slugify.and_then(|slugify| slugify.flag(name)).unwrap_or(false);
        let taxonomies = table.get("taxonomies").map_or(&[][..], Node::items).iter().filter_map(Node::as_table);
        let taxonomies = taxonomies
            .filter_map(|taxonomy| Some((taxonomy.filled("name")?.to_owned(), taxonomy.flag("feed").unwrap_or(false))))
            .collect();
        let languages =
            table.sub("languages").map(|languages| languages.0.iter().map(|(key, _)| key.clone()).collect());
        let mut ignored = GlobSetBuilder::new();
        for pattern in table.texts("ignored_content").iter().filter_map(|pattern| Glob::new(pattern).ok()) {
            ignored.add(pattern);
        }
        Ok(Ok(Self {
            base: table.filled("base_url").unwrap_or_default().trim_end_matches('/').to_owned(),
            language: table.filled("default_language").unwrap_or("en").to_owned(),
            languages: languages.unwrap_or_default(),
            paths: mode("paths"),
            terms: mode("taxonomies"),
            keeps_dates: flag("paths_keep_dates"),
            taxonomies,
            ignored: ignored.build().unwrap_or_default(),
            place: Place::file(root.name_of(name.unwrap_or("config.toml"))),
            table,
        }))
    }

    /// Whether a part of the configuration, the whole or that of a language, makes feeds; and their names.
    pub(super) fn feeds(table: &Table) -> Option<Vec<String>> {
        let flag = |name: &str| table.flag(name);
        if flag("generate_feeds").or_else(|| flag("generate_feed")).or_else(|| flag("generate_rss")) != Some(true) {
            return None;
        }
        Some(Self::names(table).unwrap_or_else(|| vec!["atom.xml".to_owned()]))
    }

    /// The names of feeds that a table gives.
    pub(super) fn names(table: &Table) -> Option<Vec<String>> {
        let names = table.texts("feed_filenames");
        let names = if names.is_empty() { table.texts("feed_filename") } else { names };
        (!names.is_empty()).then_some(names)
    }
}
