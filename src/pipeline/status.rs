//! Status: what is known of a publication, asked without doing anything.
//!
//! No lock is taken, no source is opened, nothing is written. What the ledger says are facts; why and when feeds were built,
//! what was withheld and what is due next is known to the cache alone, and not known if the cache is of no use.

use super::{
    Error,
    lock::{Holder, last_run},
    memory::{last_change_ahead, ledger},
    next_delivery,
    past::{Environment, FeedMemo, Forgotten, Past, RunMemo},
    said,
};
use crate::{
    config::{Feed, Publication},
    diagnostic::{Diagnostic, Level},
    state::{self, Cache, Known, Outbox, Retirement},
    value::{Clock, Format, Moment, Timestamp},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// What is known of a publication.
#[derive(Debug)]
pub struct Status {
    /// The feeds that were asked for, by name.
    pub feeds: Vec<FeedStatus>,
    /// Why nothing is known but what the ledger says, as a sentence's part.
    pub unknown: Option<&'static str>,
    /// The last run that built every feed and could write everything; `None` if the cache knows of none.
    pub built: Option<Built>,
    /// The run that is at work, or was the last.
    pub last: Option<Holder>,
    /// Documents that an interrupted run, or the one that is at work, was replacing: paths below the output directory.
    pub open: Vec<String>,
    /// Articles that were ever published.
    pub articles: usize,
    /// Those of them that all sources lack.
    pub deleted: usize,
    /// Those of them that their owner took down.
    pub retracted: usize,
    /// When a document changed last, if the clock stands before that.
    pub ahead: Option<Timestamp>,
    /// What waits to be told or was given up, and how endpoints have fared.
    pub outbox: Outbox,
    /// When the next of what waits is tried.
    pub next_delivery: Option<Moment>,
    /// The names of all endpoints of the configuration.
    pub endpoints: Vec<String>,
}

/// What is known of a run that built everything.
#[derive(Debug)]
pub struct Built {
    /// When something changes by the clock alone.
    pub next: Option<Due>,
    /// Records whose time has not come.
    pub waiting: usize,
    /// Everything that it found, by severity.
    pub errors: Vec<Diagnostic>,
    /// How many warnings it found.
    pub warnings: usize,
    /// How many notes it found.
    pub notes: usize,
}

/// A change that comes by the clock alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// What: `“Title” is due`
    pub why: String,
}

/// What is known of a feed.
#[derive(Debug)]
pub struct FeedStatus {
    /// `news`, `category/politics`
    pub name: String,
    /// What stands of it.
    pub state: FeedState,
    /// How many items its documents have.
    pub items: u64,
    /// The size of its largest document.
    pub bytes: u64,
    /// When subscribers last saw something new of it.
    pub changed: Option<Timestamp>,
    /// Why it was last built, if that is known.
    pub reason: Option<String>,
    /// When it was last built, if that is known.
    pub built: Option<Timestamp>,
    /// Items that are withheld.
    pub withheld: usize,
    /// How many of those stay as they were published before.
    pub kept: usize,
    /// Whether the last build of it could not write a document.
    pub has_failed: bool,
    /// That it was ended.
    pub retired: Option<Retirement>,
    /// Its documents, by path.
    pub documents: Vec<DocumentStatus>,
}

/// What stands of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedState {
    /// It is published.
    Published,
    /// It is in the configuration, and nothing of it was published yet.
    Unpublished,
    /// It was published and is built no longer; its last documents stay.
    Left,
    /// It was ended by its owner.
    Retired,
}

/// What is known of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentStatus {
    /// Its path below the output directory.
    pub path: String,
    /// Its format.
    pub format: Format,
    /// How many items it has.
    pub items: u64,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it last changed, if it was published.
    pub changed: Option<Timestamp>,
    /// Whether the last build held it back or could not write it, so that what was published before stays.
    pub held_back: bool,
    /// Whether it is built no longer.
    pub left: bool,
}

impl FeedState {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Unpublished => "unpublished",
            Self::Left => "left",
            Self::Retired => "retired",
        }
    }
}

impl FeedStatus {
    /// Whether a document of it was held back for what is in it.
    #[must_use]
    pub fn is_held_back(&self) -> bool {
        !self.has_failed && self.documents.iter().any(|document| document.held_back)
    }
}

/// Says what is known of a publication; `names` restricts the feeds (`news`, `category`, `category/politics`).
///
/// # Errors
/// The ledger cannot be read, or there is no feed with one of these names.
pub fn status(publication: &Publication, names: &[String], clock: Clock) -> Result<Status, Error> {
    let state = publication.root.join(&publication.state);
    let last = last_run(&state);
    let known = ledger(publication)?.known()?;
    let past = past(publication, &state);
    let shelf = Shelf::new(publication, &known, past.as_ref().ok());
    let feeds = shelf.chosen(names)?.into_iter().map(|name| shelf.feed(name)).collect();
    let retracted = known.rows.iter().filter(|row| row.retracted.is_some()).count();
    let ended = known.rows.iter().filter(|row| row.retracted.is_some() || row.gone.is_some()).count();
    Ok(Status {
        feeds,
        unknown: past.as_ref().err().map(|forgotten| forgotten.as_str()),
        built: past.as_ref().ok().and_then(|past| past.run.as_ref()).map(Built::from),
        last,
        open: known.intents.iter().map(|intent| intent.path.clone()).collect(),
        articles: known.rows.len(),
        deleted: ended - retracted,
        retracted,
        ahead: last_change_ahead(&known, clock.now()),
        endpoints: publication.endpoints.iter().map(|endpoint| endpoint.name.clone()).collect(),
        next_delivery: next_delivery(publication, &known.outbox, clock.moment()),
        outbox: known.outbox,
    })
}

/// When something changes by the clock alone, as the last run that built everything knew it.
///
/// # Errors
/// Why that is not known, as a sentence's part.
pub fn next_due(publication: &Publication) -> Result<Option<Due>, &'static str> {
    let past = past(publication, &publication.root.join(&publication.state)).map_err(Forgotten::as_str)?;
    past.run.as_ref().map(Due::of).ok_or(NOT_WHOLE)
}

/// Why there is a past and no run in it.
pub const NOT_WHOLE: &str = "the last run did not build every feed, or could not write everything";

/// What the cache knows. How the configuration is called depends on where one stands, and is no matter here.
fn past(publication: &Publication, state: &Path) -> Result<Past, Forgotten> {
    let cache = Cache::of(state);
    let found = Past::read(&cache, &Environment::now(publication));
    let name = Path::new(&*publication.file).file_name().and_then(|name| name.to_str());
    match (found, name) {
        (Err(Forgotten::Configuration), Some(name)) if *name != *publication.file => {
            let publication = Publication { file: name.into(), ..publication.clone() };
            Past::read(&cache, &Environment::now(&publication))
        }
        (found, _) => found,
    }
}

impl Due {
    fn of(run: &RunMemo) -> Option<Self> {
        run.next.map(|at| Self { at, why: run.next_reason.clone() })
    }
}

impl From<&RunMemo> for Built {
    fn from(run: &RunMemo) -> Self {
        let found: Vec<Diagnostic> = said::replay(&run.said).collect();
        let count = |level| found.iter().filter(|finding| finding.level == level).count();
        let (warnings, notes) = (count(Level::Warning), count(Level::Note));
        let errors = found.into_iter().filter(|finding| finding.level == Level::Error).collect();
        Self { next: Due::of(run), waiting: run.waiting(), errors, warnings, notes }
    }
}

/// What the ledger, the cache and the configuration know of feeds, by name.
struct Shelf<'a> {
    publication: &'a Publication,
    known: &'a Known,
    past: Option<&'a Past>,
    names: BTreeSet<&'a str>,
    documents: BTreeMap<&'a str, Vec<&'a state::Publication>>,
}

impl<'a> Shelf<'a> {
    fn new(publication: &'a Publication, known: &'a Known, past: Option<&'a Past>) -> Self {
        let mut documents: BTreeMap<&str, Vec<&state::Publication>> = BTreeMap::new();
        for document in &known.publications {
            documents.entry(&document.feed).or_default().push(document);
        }
        let configured = publication.feeds.iter().filter(|feed| feed.each.is_none()).map(|feed| feed.name.as_str());
        let names = configured
            .chain(known.feeds.keys().map(String::as_str))
            .chain(documents.keys().copied())
            .chain(past.into_iter().flat_map(|past| &past.feeds).map(|memo| memo.name.as_str()))
            .collect();
        Self { publication, known, past, names, documents }
    }

    /// The names of the feeds that were asked for.
    fn chosen(&self, asked: &[String]) -> Result<Vec<&'a str>, Error> {
        let configured = |name: &str| self.publication.feeds.iter().any(|feed| feed.name == name);
        for name in asked {
            if !self.names.contains(name.as_str()) && !configured(name) {
                let feeds = self.publication.feeds.iter().map(|feed| feed.name.as_str());
                return Err(Error::unknown_feed(
                    name,
                    feeds.chain(self.names.iter().copied()).map(str::to_owned).collect(),
                ));
            }
        }
        let asked: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
        let is_chosen = |name: &str| {
            asked.is_empty()
                || asked.contains(name)
                || self.configured(name).is_some_and(|feed| asked.contains(feed.name.as_str()))
        };
        Ok(self.names.iter().copied().filter(|name| is_chosen(name)).collect())
    }

    /// The `[[feed]]` that a feed of this name is of.
    fn configured(&self, name: &str) -> Option<&'a Feed> {
        let is_value = |rest: &str| rest.strip_prefix('/').is_some_and(|slug| !slug.is_empty() && !slug.contains('/'));
        self.publication.feeds.iter().find(|feed| match &feed.each {
            None => feed.name == name,
            Some(_) => name.strip_prefix(feed.name.as_str()).is_some_and(is_value),
        })
    }

    fn feed(&self, name: &str) -> FeedStatus {
        let memo = self.past.and_then(|past| past.feed(name));
        let row = self.known.feeds.get(name);
        let retired = row.and_then(|row| row.retired.clone());
        // A run that built everything has forgotten the feeds that are no more.
        let is_whole = self.past.is_some_and(|past| past.run.is_some());
        let is_current = memo.is_some() || (!is_whole && self.configured(name).is_some());
        let published = self.documents.get(name).map_or(&[][..], Vec::as_slice);
        let documents = documents(published, memo, is_current);
        let is_published = row.is_some() || documents.iter().any(|document| !document.held_back);
        let state = match (&retired, is_published, is_current) {
            (Some(_), ..) => FeedState::Retired,
            (None, true, true) => FeedState::Published,
            (None, true, false) => FeedState::Left,
            (None, false, _) => FeedState::Unpublished,
        };
        let counted: Vec<_> = documents.iter().filter(|document| !document.left || !is_current).collect();
        FeedStatus {
            name: name.to_owned(),
            state,
            items: counted.iter().map(|document| document.items).max().unwrap_or_default(),
            bytes: counted.iter().map(|document| document.bytes).max().unwrap_or_default(),
            changed: counted.iter().filter_map(|document| document.changed).max(),
            reason: memo.map(|memo| memo.reason.clone()),
            built: memo.and_then(|memo| memo.at),
            withheld: memo.map_or(0, |memo| memo.withheld),
            kept: memo.map_or(0, |memo| memo.kept),
            has_failed: memo.is_some_and(|memo| memo.has_failed),
            retired,
            documents,
        }
    }
}

/// A feed's documents, as the ledger and the cache know them. What is published is the ledger's to say.
fn documents(published: &[&state::Publication], memo: Option<&FeedMemo>, is_current: bool) -> Vec<DocumentStatus> {
    let left = |path: &str| match memo {
        Some(memo) => !memo.documents.iter().any(|output| output.path == path),
        None => !is_current,
    };
    let mut documents: BTreeMap<&str, DocumentStatus> = BTreeMap::new();
    for document in published {
        let status = DocumentStatus {
            path: document.path.clone(),
            format: document.format,
            items: document.items,
            bytes: document.bytes,
            changed: Some(document.changed),
            held_back: false,
            left: left(&document.path),
        };
        documents.insert(&document.path, status);
    }
    for output in memo.into_iter().flat_map(|memo| &memo.documents) {
        // Of what was held back, the cache knows how many items it would have had.
        let items = if output.held_back { 0 } else { output.items as u64 };
        let status = documents.entry(&output.path).or_insert_with(|| DocumentStatus {
            path: output.path.clone(),
            format: output.format,
            items,
            bytes: output.bytes,
            changed: None,
            held_back: false,
            left: false,
        });
        status.held_back = output.held_back;
    }
    documents.into_values().collect()
}
