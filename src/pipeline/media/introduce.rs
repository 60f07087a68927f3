//! What a recording tells of the episode that it is: by its tags, by its name.

use super::{Look, Shelf};
use crate::{
    diagnostic::Diagnostic,
    media::Tags,
    record::{
        key_of_file,
        raw::{Node, RawRecord, Table, Value},
    },
    source::Named,
};
use std::sync::Arc;

impl Shelf {
    /// Lets the recordings of an episode say what nobody wrote down about it, and gives the files that it names by paths their
    /// addresses. Says which of those have none.
    pub(in super::super) fn introduce(&self, raw: &mut RawRecord, recordings: &[Arc<str>]) -> Vec<Diagnostic> {
        if let Some(first) = recordings.first() {
            self.introduce_recordings(raw, first, recordings);
        }
        self.settle_paths(raw)
    }

    fn introduce_recordings(&self, raw: &mut RawRecord, first: &str, recordings: &[Arc<str>]) {
        let tags = match self.look(first, &(raw.origin.file.to_string(), key_of_file(&raw.origin.file))) {
            Look::Measured(measured) => measured.tags.clone(),
            _ => Tags::NONE,
        };
        let directory = first.rsplit_once('/').map_or("", |(directory, _)| directory);
        let named = Named::among(first, &|width| self.widths(directory).contains(&width));
        let file = |path: &Arc<str>| {
            let name = path.rsplit('/').next().unwrap_or_default();
            Node::new(Value::Table(Table(vec![("file".to_owned(), Node::text(name, 0, 0))])), 0, 0)
        };
        let files = recordings.iter().map(file).collect();
        find(raw, "enclosures", Node::new(Value::List(files), 0, 0));
        if let Some(title) = tags.title.or(named.title) {
            find(raw, "title", Node::text(title, 0, 0));
        }
        if let Some(text) = tags.description.filter(|_| raw.body.is_none()) {
            find(raw, "summary", Node::text(text, 0, 0));
        }
        // A day in the name is what the owner wrote; a year alone is no date.
        let dated = tags.date.filter(|date| date.len() >= "2024-05-01".len());
        if let Some(date) = named.day.or(dated) {
            find(raw, "published", Node::text(date, 0, 0));
        }
        number(raw, named.episode.or(tags.track), named.season.or(tags.disc));
    }
}

/// Adds a finding, which counts where nothing is declared; what was found in a text goes before.
fn find(raw: &mut RawRecord, name: &str, node: Node) {
    if raw.found.get(name).is_none() {
        raw.found.0.push((name.to_owned(), node));
    }
}

/// Adds the numbers of the episode and the season, where none are declared.
fn number(raw: &mut RawRecord, episode: Option<u32>, season: Option<u32>) {
    let has = |names: &[&str]| {
        let squeezed = |name: &str| -> String {
            let name = name.to_ascii_lowercase();
            let letters = name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | ':'));
            letters.collect::<String>().trim_start_matches("itunes").trim_start_matches("podcast").to_owned()
        };
        raw.fields.0.iter().any(|(name, node)| !node.is_blank() && names.contains(&squeezed(name).as_str()))
    };
    let has_number = has(&["number", "episode", "episodenumber", "episodeno", "episodenum"]);
    let has_season = has(&["season", "seasonnumber"]);
    let mut members: Vec<(String, Node)> = Vec::new();
    let mut add = |name: &str, number: Option<u32>, is_known: bool| {
        let node = number.filter(|_| !is_known).map(|number| Node::new(Value::Number(number.to_string()), 0, 0));
        members.extend(node.map(|node| (name.to_owned(), node)));
    };
    add("number", episode, has_number);
    add("season", season, has_season);
    if has_number {
        // What is declared may be a table with no room beside it.
        let seasons = members.into_iter().filter(|(name, _)| name == "season");
        if raw.fields.get_ignore_case("episode").is_none_or(|declared| !matches!(declared.value, Value::Table(_))) {
            raw.fields.0.extend(seasons);
        }
    } else if !members.is_empty() {
        raw.fields.0.push(("episode".to_owned(), Node::new(Value::Table(Table(members)), 0, 0)));
    }
}
