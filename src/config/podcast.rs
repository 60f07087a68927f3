//! `[feed.podcast]`: what a show says of itself.

use super::{
    Feed,
    keys::{Keys, Source, Stated, kind_of, members},
};
use crate::{
    diagnostic::{Diagnostic, Level, rules::config::CONFIG_INVALID_VALUE},
    value::{
        Timestamp, WebUrl,
        podcast::{Given, KEEP_ONE, Part, SEVERAL, Show, show},
    },
};
use std::collections::{HashMap, HashSet};
use toml::de::DeValue;

/// What a feed's podcast is: `podcast = true`, or a table with what the show says.
#[derive(Debug, Clone, PartialEq)]
pub struct Podcast {
    /// What the show says.
    pub show: Show,
    /// For which platforms its documents are to be good enough; all that there are unless it says otherwise.
    pub profiles: Vec<String>,
}

/// The platforms whose rules a podcast is held to.
const PROFILES: [&str; 3] = ["apple", "spotify", "podcasting2"];

/// Reads `podcast`.
pub(super) fn podcast(keys: &mut Keys<'_, '_>, link: &WebUrl) -> Option<Podcast> {
    let stated = keys.value("podcast")?;
    match stated.value {
        DeValue::Boolean(false) => None,
        DeValue::Boolean(true) => {
            let show = Show { writes_chapters: true, repeats_hosts: true, ..Show::default() };
            Some(Podcast { show, profiles: PROFILES.map(str::to_owned).to_vec() })
        }
        DeValue::Table(_) => {
            let mut table = keys.table("podcast")?;
            let profiles = profiles(&mut table);
            let mut stated = Table { keys: table, link };
            let show = show(&mut stated);
            stated.finish();
            Some(Podcast { show, profiles })
        }
        other => {
            let message = format!("`true`, or a table [feed.podcast], is needed here, not {}", kind_of(other));
            keys.source().invalid(&stated.span, &stated.field, message);
            None
        }
    }
}

/// Says where two podcasts, or two live items of one, go by one guid, and where artwork is to be that of a value.
pub(super) fn compare(source: &Source<'_>, feeds: &[Feed]) {
    let tell = |feed: &Feed, field: &str, message: String, help: &str| {
        let place = source.file().at(feed.place.0, feed.place.1).field(format!("feed.podcast.{field}"));
        let mut found = Diagnostic::new(&CONFIG_INVALID_VALUE, place, message).help(help);
        found.level = Level::Warning;
        source.report(found);
    };
    let mut guids: HashMap<&str, &str> = HashMap::new();
    for feed in feeds {
        let Some(show) = feed.podcast.as_ref().map(|podcast| &podcast.show) else { continue };
        if let Some(guid) = &show.guid
            && let Some(other) = guids.insert(guid, &feed.name)
        {
            let message = format!("the feeds `{other}` and `{}` have the same `guid`, {guid}", feed.name);
            tell(
                feed,
                "guid",
                message,
                "leave it out in one of them: apps take both for one podcast, and show one of them",
            );
        }
        let mut known: HashSet<&str> = HashSet::new();
        for live in show.live.iter().filter(|live| !known.insert(&live.guid)) {
            let message = format!("two live items of the feed `{}` have the guid `{}`", feed.name, live.guid);
            tell(feed, "live", message, "give each its own: apps take both for one");
        }
        let has_place =
            |image: &WebUrl| ["%7Bslug%7D", "%7Bvalue%7D"].iter().any(|place| image.as_str().contains(place));
        if show.image.as_ref().is_some_and(has_place) {
            let message =
                "the artwork of all feeds of `each` is one image: `{slug}` and `{value}` are not filled in there";
            tell(
                feed,
                "image",
                message.to_owned(),
                "name one image, or give the feeds that need their own a [[feed]] each",
            );
        }
    }
}

fn profiles(keys: &mut Keys<'_, '_>) -> Vec<String> {
    let Some(stated) = keys.texts("profiles") else { return PROFILES.map(str::to_owned).to_vec() };
    for unknown in stated.iter().filter(|stated| !PROFILES.contains(&stated.value.as_str())) {
        let message = format!("`{}` is no profile: use {}", unknown.value, PROFILES.join(", "));
        keys.source().invalid(&unknown.span, &unknown.field, message);
    }
    stated.into_iter().map(|stated| stated.value).collect()
}

/// A table of the configuration.
struct Table<'s, 'a, 'l> {
    keys: Keys<'s, 'a>,
    link: &'l WebUrl,
}

impl<'s, 'a> Table<'s, 'a, '_> {
    /// The value under the first of the names that is stated. Only the canonical one is offered where a key is unknown.
    fn find(&mut self, names: &[&'static str]) -> Option<Stated<&'s DeValue<'a>>> {
        let canonical = self.keys.value(names[0]);
        canonical.or_else(|| {
            let name = names.iter().find(|name| self.keys.has(name))?;
            self.keys.value(name)
        })
    }

    /// Where a value stands, or the table that lacks it, and the key.
    fn spot(&mut self, names: &[&'static str]) -> (std::ops::Range<usize>, String) {
        match self.find(names) {
            Some(stated) => (stated.span, stated.field),
            None => (self.keys.span(), self.keys.field(names[0])),
        }
    }
}

/// A lone value as text.
fn text_of(value: &DeValue<'_>) -> Option<String> {
    let text = match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().replace('_', ""),
        DeValue::Float(number) => number.as_str().replace('_', ""),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Table(table) => text_of(table.get("text")?.get_ref())?,
        DeValue::Array(items) => items.iter().find_map(|item| text_of(item.get_ref()))?,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

impl Given for Table<'_, '_, '_> {
    fn text(&mut self, names: &'static [&'static str]) -> Option<String> {
        let stated = self.find(names)?;
        if let DeValue::Array(items) = stated.value {
            let texts: Vec<String> = items.iter().filter_map(|item| text_of(item.get_ref())).collect();
            if texts.iter().any(|text| *text != texts[0]) {
                self.remark(names, format!("`{}` {SEVERAL}", names[0]), KEEP_ONE);
            }
        }
        text_of(stated.value)
    }

    fn parts(&mut self, names: &'static [&'static str]) -> Vec<Part<Self>> {
        let Some(stated) = self.find(names) else { return Vec::new() };
        let (source, link) = (self.keys.source(), self.link);
        let mut parts = Vec::new();
        for (value, span) in members(&stated) {
            match value {
                DeValue::Table(table) => {
                    let keys = Keys::new(source, table, span, stated.field.clone());
                    parts.push(Part::Table(Self { keys, link }));
                }
                value => parts.extend(text_of(value).map(Part::Text)),
            }
        }
        parts
    }

    fn remark(&mut self, names: &'static [&'static str], message: String, help: &str) {
        let source = self.keys.source();
        let (span, field) = self.spot(names);
        source.remarkable(&span, &field, message, help);
    }

    fn flaw(&mut self, names: &'static [&'static str], message: String, help: &str) {
        let source = self.keys.source();
        let (span, field) = self.spot(names);
        source.invalid_but(&span, &field, message, help);
    }

    fn address(&self, text: &str) -> Result<WebUrl, String> {
        self.link.join(text)
    }

    fn instant(&self, text: &str) -> Result<Timestamp, String> {
        Timestamp::from_rfc3339(text).ok_or_else(|| format!("`{text}` is no instant with its time and its zone"))
    }

    fn finish(self) {
        self.keys.finish();
    }
}
