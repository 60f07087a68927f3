//! The feeds that a Hugo site has: of the whole, of each section and of each term, in every language.

use super::{
    super::{
        super::{super::Error, FeedOf},
        Feeds, Item,
        data::Ask,
        files::{self, Root},
        template,
    },
    address::Style,
    config::Config,
};
use crate::value::Format;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What public articles have, in each language.
#[derive(Default)]
pub(super) struct Terms {
    sections: BTreeSet<(usize, String)>,
    terms: BTreeSet<(usize, String, String)>,
    languages: BTreeSet<usize>,
}

impl Terms {
    pub(super) fn take(&mut self, language: usize, fields: &Map<String, Value>) {
        self.languages.insert(language);
        if let Some(section) = fields.get("section").and_then(Value::as_str) {
            self.sections.insert((language, section.to_owned()));
        }
        for name in ["tags", "categories"] {
            for term in fields.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
                self.terms.insert((language, name.to_owned(), term.to_owned()));
            }
        }
    }
}

/// Says so if the site, or a theme of its, has a template of its own whose ids are no addresses.
pub(super) fn ids(root: &Root<'_>, config: &Config, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    let themes = config.table.texts("theme");
    let themes =
        themes.iter().map(|theme| format!("{}/{theme}/layouts", config.table.filled("themesdir").unwrap_or("themes")));
    let directories: Vec<String> =
        [config.table.filled("layoutdir").unwrap_or("layouts").to_owned()].into_iter().chain(themes).collect();
    template::look(root, &directories, &|value| value.ends_with(".Permalink"), sink)
}

/// The feeds of a site whose public articles have these terms.
pub(super) fn of(config: &Config, style: &dyn Fn(usize) -> Style, terms: &Terms) -> Feeds {
    let mut feeds = Feeds::default();
    let disabled = config.table.texts("disablekinds");
    if disabled.iter().any(|kind| kind.eq_ignore_ascii_case("rss")) {
        return feeds;
    }
    let outputs = |kind: &str| {
        let outputs = config.table.sub("outputs").map(|outputs| outputs.texts(kind)).unwrap_or_default();
        outputs.is_empty() || outputs.iter().any(|output| output.eq_ignore_ascii_case("rss"))
    };
    let format = config.table.sub("outputformats").and_then(|formats| formats.sub("rss"));
    let name = format.and_then(|format| format.filled("basename")).unwrap_or("index");
    // The path of the site's own address comes first.
    let root = config.base.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let prefix = |language: usize| {
        let own = config.languages.get(language).map_or("", |language| language.prefix.as_str());
        files::joined(&format!("/{root}"), own).trim_end_matches('/').to_owned()
    };
    for language in &terms.languages {
        let of = match config.languages.get(*language).and_then(|language| language.tag.clone()) {
            Some(tag) if terms.languages.len() > 1 => FeedOf::Language(tag),
            _ => FeedOf::All,
        };
        if outputs("home") {
            feeds.add(format!("{}/{name}.xml", prefix(*language)), Format::Rss, of);
        }
    }
    for (language, section) in terms.sections.iter().filter(|_| outputs("section")) {
        let path = format!("{}/{}/{name}.xml", prefix(*language), style(*language).name(section));
        feeds.add(path, Format::Rss, FeedOf::Section(section.clone()));
    }
    for (language, taxonomy, term) in terms.terms.iter().filter(|_| outputs("term")) {
        let of = if taxonomy == "tags" { FeedOf::Tag(term.clone()) } else { FeedOf::Category(term.clone()) };
        let path = format!("{}/{taxonomy}/{}/{name}.xml", prefix(*language), style(*language).path(term));
        feeds.add(path, Format::Rss, of);
    }
    feeds
}
