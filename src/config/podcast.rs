//! `[feed.podcast]`: what a show says of itself.

use super::keys::{Keys, Stated, kind_of, members};
use crate::value::{
    Timestamp, WebUrl,
    podcast::{Given, Part, Show, show},
};
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
        text_of(self.find(names)?.value)
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

    fn flaw(&mut self, names: &'static [&'static str], message: String, help: &str) {
        let source = self.keys.source();
        let (span, field) = match self.find(names) {
            Some(stated) => (stated.span, stated.field),
            None => (self.keys.span(), self.keys.field(names[0])),
        };
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
