//! What a record says as an episode of a podcast.
//!
//! Its home is the table `episode`; `podcast` and `itunes` are tables of the same, names with `podcast_`, `itunes_` or the
//! namespaces' own prefixes before them mean the same, and in a record with a media file some names need no such sign.

use super::{
    PeopleTable,
    fields::{Fields, Offer},
    normalise::Options,
    raw::{Node, Table, Value},
    report::Report,
    synonyms::squeeze,
};
use crate::{
    diagnostic::rules::record::FIELD_INVALID,
    value::{
        Timestamp, WebUrl, Zone,
        podcast::{Credit, EPISODE, Given, KEEP_ONE, Part, SEVERAL, episode as read, show},
    },
};
use std::{
    cell::RefCell,
    collections::{BTreeSet, HashSet},
    sync::LazyLock,
};

pub use crate::value::podcast::{Chapter, Episode};

/// Names that need no sign where a record has a media file, squeezed.
static BARE: LazyLock<HashSet<String>> =
    LazyLock::new(|| EPISODE.iter().map(|name| squeeze(name).into_owned()).collect());

/// Reads the episode that a record is. `playable` tells whether it has a sound or a film.
pub(super) fn episode(
    fields: &mut Fields<'_>,
    playable: bool,
    base: &WebUrl,
    options: &Options,
    report: &mut Report,
) -> Option<Box<Episode>> {
    let offers = fields.offers(&|name| playable && BARE.contains(name));
    if offers.is_empty() {
        return None;
    }
    let shared = Shared {
        base: Some(base),
        people: &options.people,
        zone: &options.zone,
        taken: RefCell::default(),
        asked: RefCell::default(),
        flaws: RefCell::default(),
    };
    let members = offers.iter().enumerate().map(|(id, offer)| (offer.name.clone(), offer.node, Some(id))).collect();
    let mut stated = Stated { members, place: offers[0].node, path: "episode".to_owned(), shared: &shared };
    let found = read(&mut stated);
    let Shared { taken, asked, flaws, .. } = shared;
    for id in taken.into_inner() {
        fields.take(&offers[id]);
    }
    for (node, field, message, help) in flaws.into_inner() {
        let finding = report.at(&FIELD_INVALID, node, &field, message);
        if !help.is_empty() {
            finding.help(help);
        }
    }
    let asked = asked.into_inner();
    for offer in offers.iter().filter(|offer| offer.is_canonical && !fields.is_taken(offer)) {
        let near = asked
            .iter()
            .map(|known| (strsim::damerau_levenshtein(&squeeze(known), &offer.name), *known))
            .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
            .min();
        let message = format!("`{}` is no part of an episode", offer.key);
        let finding = report.at(&FIELD_INVALID, offer.node, &format!("episode.{}", offer.key), message);
        match near {
            Some((_, near)) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("docs/podcast.md lists what there is; what is your own goes into `extra`"),
        };
    }
    (found != Episode::default()).then(|| Box::new(found))
}

/// What somebody else's feed says of an episode or of a show, in canonical names.
#[derive(Debug, Default)]
pub struct Restated {
    /// As `episode` states it.
    pub episode: serde_json::Value,
    /// As `[feed.podcast]` states it.
    pub show: serde_json::Value,
    /// What could not be read of the episode: the line, and why.
    pub left_out_of_episode: Vec<(u32, String)>,
    /// What is taken over though it is none of the words that there are: the line, and why.
    pub kept_in_episode: Vec<(u32, String)>,
    /// The same of the show.
    pub kept: Vec<(u32, String)>,
    /// What could not be read of the show: the line, and why.
    pub left_out: Vec<(u32, String)>,
}

/// Restates what a table says of an episode, or of a show. What cannot be read is left out.
#[must_use]
pub fn restated(table: &Table) -> Restated {
    let place = Node::new(Value::Table(table.clone()), 0, 0);
    let people = PeopleTable::default();
    let shared = Shared {
        // A feed's addresses are whole; what is not is none.
        base: None,
        people: &people,
        zone: &Zone::UTC,
        taken: RefCell::default(),
        asked: RefCell::default(),
        flaws: RefCell::default(),
    };
    let stated = || Stated::of(table, &place, "episode".to_owned(), &shared);
    let episode = read(&mut stated()).to_json();
    let of_episode = shared.flaws.take();
    let show = show(&mut stated()).to_json();
    let of_show = shared.flaws.into_inner();
    let is_of_person = |(_, field, ..): &(&Node, String, String, String)| {
        [".persons.role", ".persons.group"].iter().any(|end| field.ends_with(end))
    };
    let (kept, of_episode): (Vec<_>, Vec<_>) = of_episode.into_iter().partition(is_of_person);
    let (kept_in_show, of_show): (Vec<_>, Vec<_>) = of_show.into_iter().partition(is_of_person);
    let told = |(node, _, message, help): (&Node, String, String, String)| {
        (node.line, if help.is_empty() { message } else { format!("{message} ({help})") })
    };
    Restated {
        episode,
        show,
        kept_in_episode: kept.into_iter().map(told).collect(),
        left_out_of_episode: of_episode.into_iter().map(told).collect(),
        kept: kept_in_show.into_iter().map(told).collect(),
        left_out: of_show.into_iter().map(told).collect(),
    }
}

/// What all tables of one episode have in common.
struct Shared<'a> {
    base: Option<&'a WebUrl>,
    people: &'a PeopleTable,
    zone: &'a Zone,
    /// Numbers of the offers that were understood.
    taken: RefCell<BTreeSet<usize>>,
    /// Canonical names of the parts of an episode.
    asked: RefCell<BTreeSet<&'static str>>,
    flaws: RefCell<Vec<(&'a Node, String, String, String)>>,
}

/// A table of a record.
struct Stated<'a, 's> {
    /// Squeezed names, values, and at the top the number of the offer.
    members: Vec<(String, &'a Node, Option<usize>)>,
    /// The table itself, for what it lacks.
    place: &'a Node,
    path: String,
    shared: &'s Shared<'a>,
}

impl<'a, 's> Stated<'a, 's> {
    fn of(table: &'a Table, place: &'a Node, path: String, shared: &'s Shared<'a>) -> Self {
        let members = table.0.iter().map(|(name, node)| (squeeze(name).into_owned(), node, None)).collect();
        Self { members, place, path, shared }
    }

    /// The first value that is filled, by the order of the names; all of them count as understood.
    fn find(&self, names: &[&'static str]) -> Option<&'a Node> {
        if let (true, Some(name)) = (self.path == "episode", names.first()) {
            self.shared.asked.borrow_mut().insert(name);
        }
        let mut found = None;
        for name in names.iter().map(|name| squeeze(name)) {
            for (_, node, id) in self.members.iter().filter(|(known, ..)| *known == name) {
                if let Some(id) = id {
                    self.shared.taken.borrow_mut().insert(*id);
                }
                if found.is_none() && !node.is_blank() {
                    found = Some(*node);
                }
            }
        }
        found
    }
}

/// The text of a value: of a table, that of the element that it was.
fn text_of(node: &Node) -> Option<&str> {
    match &node.value {
        Value::List(items) => items.iter().find_map(text_of),
        Value::Table(table) => table.get_ignore_case("text").and_then(Node::as_filled_text),
        _ => node.as_filled_text(),
    }
}

impl<'a> Given for Stated<'a, '_> {
    fn text(&mut self, names: &'static [&'static str]) -> Option<String> {
        let node = self.find(names)?;
        if let Value::List(items) = &node.value {
            let texts: Vec<&str> = items.iter().filter_map(text_of).collect();
            if texts.iter().any(|text| text != &texts[0]) {
                self.remark(names, format!("`{}` {SEVERAL}", names[0]), KEEP_ONE);
            }
        }
        text_of(node).map(str::to_owned)
    }

    fn parts(&mut self, names: &'static [&'static str]) -> Vec<Part<Self>> {
        let Some(node) = self.find(names) else { return Vec::new() };
        let part = |node: &'a Node| match &node.value {
            Value::Table(table) => {
                Some(Part::Table(Self::of(table, node, format!("{}.{}", self.path, names[0]), self.shared)))
            }
            _ => node.as_filled_text().map(|text| Part::Text(text.to_owned())),
        };
        node.items().iter().filter_map(part).collect()
    }

    fn every(&mut self, names: &'static [&'static str]) -> Vec<Part<Self>> {
        let squeezed: Vec<String> = names.iter().map(|name| squeeze(name).into_owned()).collect();
        let mut nodes: Vec<(usize, &'a Node)> = Vec::new();
        for (name, node, _) in &self.members {
            if let Some(rank) = squeezed.iter().position(|known| known == name).filter(|_| !node.is_blank()) {
                nodes.push((rank, node));
            }
        }
        // Marks all of them as understood.
        self.find(names);
        nodes.sort_by_key(|(rank, _)| *rank);
        let part = |node: &'a Node| match &node.value {
            Value::Table(table) => {
                Some(Part::Table(Self::of(table, node, format!("{}.{}", self.path, names[0]), self.shared)))
            }
            _ => node.as_filled_text().map(|text| Part::Text(text.to_owned())),
        };
        nodes.into_iter().flat_map(|(_, node)| node.items()).filter_map(part).collect()
    }

    fn flaw(&mut self, names: &'static [&'static str], message: String, help: &str) {
        let node = self.find(names).unwrap_or(self.place);
        let field = format!("{}.{}", self.path, names[0]);
        let mut flaws = self.shared.flaws.borrow_mut();
        // A value may be asked for twice.
        if !flaws.iter().any(|(known, _, said, _)| std::ptr::eq(*known, node) && *said == message) {
            flaws.push((node, field, message, help.to_owned()));
        }
    }

    fn address(&self, text: &str) -> Result<WebUrl, String> {
        self.shared.base.map_or_else(|| WebUrl::parse(text), |base| base.join(text))
    }

    fn instant(&self, text: &str) -> Result<Timestamp, String> {
        super::date::read_date(text, self.shared.zone).map(|read| read.instant)
    }

    fn person(&self, slug: &str) -> Option<Credit> {
        let people = self.shared.people;
        let person = people.by_slug(slug).or_else(|| people.by_email(&slug.parse().ok()?))?;
        Some(Credit {
            name: person.name.clone(),
            role: None,
            group: None,
            image: person.avatar.clone(),
            url: person.url.clone(),
        })
    }
}

/// What the table of an episode may be called.
pub(super) const TABLES: [&str; 3] = ["episode", "podcast", "itunes"];

/// The name of a part of an episode under a name that says so: `itunes_season`, `podcast:person`.
pub(super) fn signed(name: &str) -> Option<&str> {
    let rest = ["itunes:", "itunes", "podcast:", "podcast", "psc:"].iter().find_map(|sign| name.strip_prefix(sign))?;
    (!rest.is_empty()).then_some(rest)
}

impl Offer<'_> {
    /// Which of several offers of one name counts first.
    pub(super) fn order(&self) -> (u8, bool) {
        (self.rank, !self.is_canonical)
    }
}

#[cfg(test)]
mod tests;
