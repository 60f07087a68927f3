//! The plan: which feeds are published, and which entries each of them shows.

use super::{
    Error,
    archive::{self, Division},
    catalogue::{Catalogue, Entry},
    fetched::Passing,
    instance::Instance,
    memory::Memory,
    press::{self, Style},
    report::Report,
};
use crate::{
    config::{Feed, History, Order, Publication},
    diagnostic::{Diagnostic, Place, rules},
    record::PeopleTable,
    value::Format,
};
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

/// A feed that is to be published, and the entries that it shows, in its own order.
pub(super) struct Plan {
    pub instance: Instance,
    /// Those of the feed's own document.
    pub entries: Vec<usize>,
    /// Everything that the feed has, where there is more of it than its own document.
    pub all: Vec<usize>,
    /// Everything that a podcast has, the newest first, where its document may leave something out.
    pub wanted: Vec<usize>,
}

/// Where the configuration states a feed.
pub(super) fn place_of(publication: &Publication, feed: &Feed) -> Place {
    Place::file(publication.file.clone()).at(feed.place.0, feed.place.1)
}

/// Chooses the entries of each feed. Entries are in order already, so the first ones that a feed wants are its newest.
pub(super) fn plan(
    publication: &Publication,
    catalogue: &Catalogue,
    names: &[String],
    report: &mut Report,
) -> Result<Vec<Plan>, Error> {
    let chosen = |instance: &Instance| {
        let feed = &publication.feeds[instance.feed];
        names.is_empty() || names.iter().any(|name| *name == feed.name || *name == instance.name(feed))
    };
    for name in names {
        let known = catalogue.instances.iter().any(|i| {
            let feed = &publication.feeds[i.feed];
            *name == feed.name || *name == i.name(feed)
        }) || publication.feeds.iter().any(|feed| feed.name == *name);
        if !known {
            let known = catalogue.instances.iter().map(|i| i.name(&publication.feeds[i.feed])).collect();
            return Err(Error::unknown_feed(name, known));
        }
    }
    let mut plans: Vec<Option<Plan>> = catalogue
        .instances
        .iter()
        .map(|instance| {
            chosen(instance).then(|| Plan {
                instance: instance.clone(),
                entries: Vec::new(),
                all: Vec::new(),
                wanted: Vec::new(),
            })
        })
        .collect();
    for (index, entry) in catalogue.entries.iter().enumerate() {
        for &number in &entry.wanted_by {
            if let Some(plan) = &mut plans[number as usize] {
                let feed = &publication.feeds[plan.instance.feed];
                if feed.podcast.is_some() {
                    plan.wanted.push(index);
                }
                // What changed last may have been published long ago: there the limit has to wait.
                let is_limited = feed.order != Order::Updated && feed.history == History::None;
                if !is_limited || plan.entries.len() < feed.limit.unwrap_or(usize::MAX) {
                    plan.entries.push(index);
                }
            }
        }
    }
    let mut plans: Vec<Plan> = plans.into_iter().flatten().collect();
    plans.sort_by(|a, b| (a.instance.feed, &a.instance.value).cmp(&(b.instance.feed, &b.instance.value)));
    for plan in &mut plans {
        let feed = &publication.feeds[plan.instance.feed];
        match feed.order {
            Order::Newest => {}
            Order::Oldest => plan.entries.reverse(),
            Order::Updated => {
                // Stable: records that changed at one instant stay in their order.
                plan.entries.sort_by_key(|&entry| Reverse(catalogue.entries[entry].changed));
                if feed.history == History::None {
                    plan.entries.truncate(feed.limit.unwrap_or(usize::MAX));
                }
            }
        }
        if feed.history != History::None {
            plan.all.clone_from(&plan.entries);
        }
    }
    without_collisions(publication, &mut plans, report);
    Ok(plans)
}

impl Plan {
    /// Divides what a feed has into its own document and others.
    pub(super) fn divide(&mut self, publication: &Publication, entries: &[Entry], memory: &Memory) -> Option<Division> {
        let feed = &publication.feeds[self.instance.feed];
        match feed.history {
            History::None => None,
            History::Pages => {
                self.entries.truncate(feed.limit.unwrap_or(usize::MAX));
                None
            }
            History::Archive { size, correction_window } => {
                let name = self.instance.name(feed);
                let division = archive::divide((size, correction_window), feed, &name, &self.all, entries, memory);
                self.entries.clone_from(&division.hot);
                Some(division)
            }
        }
    }
}

/// Leaves out the feeds that have ended, and gives back their names.
pub(super) fn without_retired(
    publication: &Publication,
    plans: &mut Vec<Plan>,
    memory: &Memory,
    report: &mut Report,
) -> HashSet<String> {
    let mut ended = HashSet::new();
    plans.retain(|plan| {
        let feed = &publication.feeds[plan.instance.feed];
        let name = plan.instance.name(feed);
        let Some(at) = memory.retired(&name) else { return true };
        let place = place_of(publication, feed).field(format!("feed {name}"));
        let message = format!("the feed {name} was retired at {at}; its last documents stay as they are");
        report.diagnostics.push(Diagnostic::new(&rules::feed::FEED_RETIRED, place, message).help(format!(
            "once the server redirects its subscribers, remove it; `courant retire {name} --undo` lets it go on"
        )));
        ended.insert(name);
        false
    });
    ended
}

/// Takes out feeds that were never published and have nothing to show, as long as a feed of others was never fetched: it
/// may be all that they are made of, and their first readers would find nothing in them.
pub(super) fn without_unfetched(publication: &Publication, plans: &mut Vec<Plan>, memory: &Memory) {
    if Passing::all(publication).iter().all(|feed| feed.is_there) {
        return;
    }
    plans.retain(|plan| {
        let feed = &publication.feeds[plan.instance.feed];
        let is_published = |format: &Format| memory.published(&plan.instance.path(feed, *format)).is_some();
        !plan.entries.is_empty() || feed.formats.iter().any(is_published)
    });
}

/// Two feeds that would be written to one path are both refused: neither may overwrite the other.
fn without_collisions(publication: &Publication, plans: &mut Vec<Plan>, report: &mut Report) {
    let mut owners: HashMap<String, Vec<(usize, String)>> = HashMap::new();
    for (number, plan) in plans.iter().enumerate() {
        let feed = &publication.feeds[plan.instance.feed];
        for &format in &feed.formats {
            // Case-insensitive file systems make one file of two names.
            let path = plan.instance.path(feed, format).to_lowercase();
            owners.entry(path).or_default().push((number, plan.instance.name(feed)));
        }
    }
    let mut refused = vec![false; plans.len()];
    let mut clashes: Vec<_> = owners.into_iter().filter(|(_, owners)| owners.len() > 1).collect();
    clashes.sort();
    for (path, owners) in clashes {
        let mut names: Vec<&str> = owners.iter().map(|(_, name)| name.as_str()).collect();
        names.dedup();
        let feed = owners.last().map_or(0, |(number, _)| plans[*number].instance.feed);
        let place = place_of(publication, &publication.feeds[feed]).field("feed.path");
        let message = match names.as_slice() {
            [name] => format!("two formats of the feed {name} would be written to `{path}`"),
            names => format!("the feeds {} would all be written to `{path}`", names.join(" and ")),
        };
        report.diagnostics.push(
            Diagnostic::new(&rules::config::FEED_PATH_COLLISION, place, message)
                .help("give one of them another `name` or `path`; until then none of them is written"),
        );
        owners.iter().for_each(|(number, _)| refused[*number] = true);
    }
    let mut refused = refused.into_iter();
    plans.retain(|_| !refused.next().unwrap_or(false));
}

/// Equal styles share their fragments.
pub(super) fn styles(publication: &Publication, people: &PeopleTable, plans: &[Plan]) -> (Vec<Style>, Vec<usize>) {
    let mut styles: Vec<Style> = Vec::new();
    let numbers = plans
        .iter()
        .map(|plan| {
            let style = press::style(publication, people, &plan.instance);
            styles.iter().position(|known| *known == style).unwrap_or_else(|| {
                styles.push(style);
                styles.len() - 1
            })
        })
        .collect();
    (styles, numbers)
}
