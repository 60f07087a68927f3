//! The memory of a run: what the ledger knew before it, and what it knows after.

mod told;

use super::{
    Error,
    card::Card,
    catalogue::{Catalogue, Entry},
    deliveries::Deliveries,
    digest::{hex, of_file},
    identity::Register,
    instance::Instance,
    learn::{self, Document, Learnt},
    told::Told,
};
use crate::{
    config::{Feed, Publication},
    diagnostic::{Diagnostic, Place, rules},
    lint,
    record::Delivery,
    state::{self, FeedRow, Intent, Known, Ledger, Outcome, Presence, Retirement, Row},
    value::{Format, Timestamp},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The ledger, and what it said when the run began.
pub(super) struct Memory {
    ledger: Box<dyn Ledger>,
    known: Known,
    /// The run's "now", never before an earlier run's: what is written down for good.
    now: Timestamp,
    /// The run's "now" as it was given.
    asked: Timestamp,
    /// Documents with open intents, of an earlier run or of this one: they are dealt with when it concludes.
    settled: Vec<String>,
    /// Rows that documents show which an earlier run gave their names and did not write down.
    recovered: Vec<Row>,
    /// Whether nothing was known, so that everything had to be learnt from what is published.
    pub is_fresh: bool,
    /// The ids of feeds that were learnt, by their names.
    feed_ids: BTreeMap<String, String>,
    /// The identities of shows that were learnt, by the names of their feeds.
    shows: BTreeMap<String, String>,
    pub register: Register,
    /// Numbers of rows whose records are deleted.
    ended: Vec<usize>,
    /// Numbers of rows whose records are back since this run.
    returned: Vec<usize>,
    /// By feed: the last archive document.
    pages: HashMap<String, u32>,
    /// Who is told of what an interrupted run has published, and of what this one publishes.
    deliveries: Vec<Delivery>,
}

/// Opens the ledger of a publication.
///
/// # Errors
/// It cannot be used.
pub fn ledger(publication: &Publication) -> Result<Box<dyn Ledger>, Error> {
    let export = publication.ledger_export.as_ref().map(|file| publication.root.join(file));
    Ok(state::open(&publication.root.join(&publication.state), export.as_deref())?)
}

/// Whether a feed of this name is one of the configuration, or one of the values of such a feed.
fn is_configured(publication: &Publication, name: &str) -> bool {
    let own = |feed: &Feed| {
        name.strip_prefix(feed.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    publication.feeds.iter().any(own)
}

/// A document that this run published, or found as it should be.
pub(super) struct Issued {
    pub path: String,
    pub feed: String,
    pub format: Format,
    pub items: usize,
    pub bytes: u64,
    pub digest: String,
}

/// A feed as this run published it, or found it as it should be.
pub(super) struct FeedShown {
    pub name: String,
    pub id: String,
    /// The identity of the show, if it is a podcast.
    pub show: Option<String>,
    /// The value of an `each` feed as it is spelled.
    pub label: Option<String>,
    /// The entries that its own document shows.
    pub entries: Vec<usize>,
    /// Those in its archive documents that say something else than the ledger knows; all others are as they were.
    pub archived: Vec<usize>,
    /// Entries with the archive document that holds them from now on.
    pub pages: Vec<(usize, u32)>,
}

impl Memory {
    /// Opens the ledger, settles what an earlier run left open, and learns from the published feeds if it is empty: from
    /// those in the output directory, else, if the owner allows that, from those that subscribers fetch. `instances` is
    /// asked only then.
    pub(super) fn open(
        publication: &Publication,
        now: Timestamp,
        instances: impl FnOnce() -> Result<Vec<Instance>, Error>,
    ) -> Result<Self, Error> {
        let ledger = ledger(publication)?;
        let known = ledger.known()?;
        let output = publication.root.join(&publication.output);
        let is_fresh = known.rows.is_empty() && known.publications.is_empty();
        let learns = is_fresh || !known.intents.is_empty();
        let mut learnt = if learns { Learnt::new(known.rows.clone()) } else { Learnt::nothing(known.rows.clone()) };
        if is_fresh {
            let mut documents = learn::from_output(publication, &output);
            if documents.is_empty() && publication.adopt_live {
                documents = learn::from_addresses(publication, &instances()?)?;
            }
            learnt.documents(documents, now);
        }
        let mut deliveries = Vec::new();
        for intent in &known.intents {
            // The new bytes are there: the run ended between the rename and its last word. What they show was issued.
            if of_file(&output.join(&intent.path)).as_deref() == Some(intent.new.as_str()) {
                let bytes = std::fs::read(output.join(&intent.path)).unwrap_or_default();
                let outline = lint::outline(&bytes).0;
                learnt.documents(vec![Document::at(publication, &intent.path, outline)], now);
                deliveries.extend_from_slice(&intent.deliveries);
            }
        }
        let mut recovered = Vec::new();
        if !known.intents.is_empty() {
            let before: HashMap<&str, &Row> = known.rows.iter().map(|row| (row.id.as_str(), row)).collect();
            let is_new = |row: &&Row| before.get(row.id.as_str()) != Some(row);
            recovered.extend(learnt.rows.iter().filter(is_new).cloned());
        }
        let settled = known.intents.iter().map(|intent| intent.path.clone()).collect();
        let register = Register::new(learnt.rows, publication.zone);
        let mut pages: HashMap<String, u32> = HashMap::new();
        for (feed, presence) in register.rows.iter().flat_map(|row| &row.feeds) {
            if let Some(page) = presence.page {
                let last = pages.entry(feed.clone()).or_default();
                *last = (*last).max(page);
            }
        }
        let is_ended = |(number, row): (usize, &Row)| (row.gone.is_some() || row.retracted.is_some()).then_some(number);
        let ended = register.rows.iter().enumerate().filter_map(is_ended).collect();
        let last = known.publications.iter().map(|document| document.changed).max();
        Ok(Self {
            ledger,
            now: last.map_or(now, |last| now.max(last)),
            asked: now,
            known,
            settled,
            recovered,
            is_fresh,
            feed_ids: learnt.feeds,
            shows: learnt.shows,
            register,
            ended,
            returned: Vec::new(),
            pages,
            deliveries,
        })
    }

    /// The id under which a feed was published.
    pub(super) fn feed_id(&self, name: &str) -> Option<String> {
        let known = self.known.feeds.get(name).map(|feed| &feed.id);
        known.or_else(|| self.feed_ids.get(name)).cloned()
    }

    /// The identity under which a feed was published as a show.
    pub(super) fn show(&self, name: &str) -> Option<&str> {
        let known = self.known.feeds.get(name).and_then(|feed| feed.show.as_deref());
        known.or_else(|| self.shows.get(name).map(String::as_str))
    }

    /// The feed that has published a document at one of these paths and is configured no more: whoever subscribed to it has
    /// another one there now, under another name, for the same one.
    pub(super) fn predecessor(&self, publication: &Publication, paths: &[String]) -> Option<&FeedRow> {
        let mut names = paths.iter().filter_map(|path| Some(self.publication(path)?.feed.as_str()));
        names.find(|name| !is_configured(publication, name)).and_then(|name| self.known.feeds.get(name))
    }

    /// Shows that were published and are configured no more, though nobody has retired them: names, and identities.
    pub(super) fn lost_shows<'a>(&'a self, publication: &'a Publication) -> impl Iterator<Item = (&'a str, &'a str)> {
        // One whose documents are another's by now has found its successor.
        let lost = self.known.feeds.iter().filter(|(name, row)| {
            let has_documents = self.known.publications.iter().any(|document| document.feed == **name);
            row.retired.is_none() && !is_configured(publication, name) && has_documents
        });
        lost.filter_map(|(name, row)| Some((name.as_str(), row.show.as_deref()?)))
    }

    /// Takes rows whose records have gone from all sources for deleted from now on, and those whose records are back for
    /// not deleted. What feeds say is deleted is so if its record is gone; if it is there, its owner has taken it down.
    pub(super) fn take_down(&mut self, catalogue: &Catalogue) {
        for &number in &catalogue.gone {
            self.register.rows[number].gone = Some(self.now);
            self.ended.push(number);
        }
        for &number in &catalogue.confirmed {
            self.register.rows[number].retracted = None;
        }
        for (number, card) in &catalogue.down {
            let row = &mut self.register.rows[*number];
            if row.is_deleted_by_hearsay() {
                row.gone = None;
            } else if catalogue.down.iter().filter(|(other, _)| other == number).count() > 1 {
                // Which of them it is nobody can tell.
                continue;
            }
            if !row.has_date() {
                row.published = card.published.unwrap_or(row.published);
            }
            // It is known again even if everything about it changes, one thing after another.
            card.marks.pin(row);
        }
        let back: HashSet<usize> = catalogue.back.iter().copied().collect();
        for (entry, claim) in catalogue.entries.iter().filter_map(|entry| Some((entry, entry.claim?))) {
            let row = &mut self.register.rows[claim.row];
            if back.contains(&claim.row) && !row.has_date() {
                row.published = entry.published;
                entry.card.marks.pin(row);
            }
        }
        for number in back {
            let row = &mut self.register.rows[number];
            if row.gone.take().is_some() {
                row.returned = Some(self.now);
                self.returned.push(number);
            }
        }
        let rows = &self.register.rows;
        self.ended.retain(|&number| rows[number].gone.is_some() || rows[number].retracted.is_some());
    }

    /// What subscribers of a feed are told of deleted articles.
    pub(super) fn told(&self, feed: &Feed, name: &str) -> Told {
        Told::of(self.ended.iter().map(|&number| &self.register.rows[number]), feed, name, self.now)
    }

    /// The archive document of a feed that holds an entry.
    pub(super) fn page(&self, entry: &Entry, feed: &str) -> Option<u32> {
        self.register.rows[entry.claim?.row].feeds.get(feed)?.page
    }

    /// Whether the ledger does not know all that an entry says.
    pub(super) fn is_news(&self, entry: &Entry) -> bool {
        !entry.is_ghost() && self.row(entry).is_none_or(|row| !is_said(row, entry))
    }

    /// The documents that a feed has published.
    pub(super) fn paths_of<'a>(&'a self, feed: &'a str) -> impl Iterator<Item = &'a str> {
        self.known.publications.iter().filter(move |known| known.feed == feed).map(|known| known.path.as_str())
    }

    /// The last archive document of a feed; 0 if there is none.
    pub(super) fn last_page(&self, feed: &str) -> u32 {
        self.pages.get(feed).copied().unwrap_or_default()
    }

    /// When an entry last changed after it was first shown.
    pub(super) fn corrected(&self, entry: &Entry) -> Option<Timestamp> {
        let row = &self.register.rows[entry.claim?.row];
        let is_changed = !entry.is_ghost() && is_corrected(row, &entry.card);
        let is_back = row.returned.filter(|_| !entry.is_ghost());
        if is_changed { Some(self.now) } else { row.corrected.max(is_back) }
    }

    /// The run's "now", never before that of an earlier run.
    pub(super) const fn now(&self) -> Timestamp {
        self.now
    }

    /// A document as the ledger knows it.
    pub(super) fn published(&self, path: &str) -> Option<&state::Publication> {
        self.publication(path)
    }

    /// Says so if the clock stands before the last run.
    pub(super) fn clock_behind(&self, publication: &Publication) -> Option<Diagnostic> {
        let last = last_change_ahead(&self.known, self.asked)?;
        let place = Place::file(publication.file.clone());
        let message = format!("it is {} by the clock, and the last run was at {last}", self.asked);
        Some(Diagnostic::new(&rules::feed::CLOCK_BEHIND, place, message).help(
            "set the clock, or leave out `--now`; until then what subscribers have stays, and new articles wait for their time",
        ))
    }

    /// The value of an `each` feed as it was spelled at last.
    pub(super) fn label(&self, name: &str) -> Option<String> {
        self.known.feeds.get(name)?.label.clone()
    }

    /// Whether a document with this digest is what the ledger knows.
    pub(super) fn agrees(&self, path: &str, digest: Option<&str>) -> bool {
        self.publication(path).is_some_and(|known| Some(known.digest.as_str()) == digest)
    }

    /// The ledger's number, which changes with all that is written to it.
    pub(super) fn revision(&self) -> Result<u64, Error> {
        Ok(self.ledger.revision()?)
    }

    /// Whether the row of an entry is shown in a feed already.
    pub(super) fn shows(&self, entry: &Entry, feed: &str) -> bool {
        self.row(entry).is_some_and(|row| row.feeds.get(feed).is_some_and(|presence| presence.left.is_none()))
    }

    /// Whether subscribers of a feed have met the row of an entry: it was there once, or wherever it was adopted from.
    pub(super) fn was_shown(&self, entry: &Entry, feed: &str) -> bool {
        self.was_adopted(entry) || self.row(entry).is_some_and(|row| row.feeds.contains_key(feed))
    }

    /// Whether the row of an entry was learnt from another site's feed, and never shown since.
    pub(super) fn was_adopted(&self, entry: &Entry) -> bool {
        self.row(entry).is_some_and(|row| row.key.is_none() && row.feeds.is_empty())
    }

    /// The rows that were learnt from another site's feed, and never shown since, with their numbers.
    pub(super) fn adopted(&self) -> impl Iterator<Item = (usize, &Row)> {
        let is_adopted = |row: &Row| row.key.is_none() && row.feeds.is_empty() && row.gone.is_none();
        self.register.rows.iter().enumerate().filter(move |(_, row)| is_adopted(row) && row.retracted.is_none())
    }

    /// The date of the oldest article that a feed shows.
    pub(super) fn oldest(&self, feed: &str) -> Option<Timestamp> {
        let is_there = |row: &&Row| row.feeds.get(feed).is_some_and(|presence| presence.left.is_none());
        self.register.rows.iter().filter(is_there).map(|row| row.published).min()
    }

    /// Whether anything was published before this run.
    pub(super) fn has_published(&self) -> bool {
        !self.known.publications.is_empty()
    }

    /// The title under which an article was published at last.
    pub(super) fn title(&self, id: &str) -> Option<&str> {
        self.register.rows.iter().find(|row| row.id == id)?.title.as_deref()
    }

    fn row(&self, entry: &Entry) -> Option<&Row> {
        entry.claim.map(|claim| &self.register.rows[claim.row])
    }

    /// Writes down what has become of one row, and everything that was learnt.
    pub(super) fn record(&mut self, number: usize) -> Result<(), Error> {
        self.returned.push(number);
        self.conclude(&[], &[], &[], Vec::new())
    }

    /// Writes down that a feed has ended, or that it goes on.
    pub(super) fn retire(&mut self, name: &str, retired: Option<Retirement>, id: &str) -> Result<(), Error> {
        let known = self.known.feeds.get(name).cloned().unwrap_or_else(|| FeedRow::new(id));
        let feeds = BTreeMap::from([(name.to_owned(), FeedRow { retired, ..known })]);
        Ok(self.ledger.conclude(&Outcome { feeds, ..Outcome::default() })?)
    }

    /// When a feed was ended.
    pub(super) fn retired(&self, name: &str) -> Option<Timestamp> {
        Some(self.known.feeds.get(name)?.retired.as_ref()?.at)
    }

    /// The names of all feeds that were published.
    pub(super) fn feed_names(&self) -> impl Iterator<Item = &str> {
        self.known.feeds.keys().map(String::as_str)
    }

    /// Writes down which documents are about to be replaced, and who is told then.
    pub(super) fn begin(&mut self, written: &[&Issued], mut deliveries: Deliveries) -> Result<(), Error> {
        let intents: Vec<Intent> = written
            .iter()
            .map(|document| Intent {
                path: document.path.clone(),
                old: self.publication(&document.path).map(|known| known.digest.clone()),
                new: document.digest.clone(),
                deliveries: deliveries.remove(&document.path).unwrap_or_default(),
            })
            .collect();
        if !intents.is_empty() {
            // An intent takes the place of an earlier one of its path, and what belonged to that one must not be lost with it.
            let (deliveries, rows) = (self.deliveries(), std::mem::take(&mut self.recovered));
            if !deliveries.is_empty() || !rows.is_empty() {
                self.ledger.conclude(&Outcome { deliveries, rows, ..Outcome::default() })?;
            }
            self.ledger.begin(&intents)?;
            for intent in intents {
                self.settled.push(intent.path);
                self.deliveries.extend(intent.deliveries);
            }
        }
        Ok(())
    }

    fn publication(&self, path: &str) -> Option<&state::Publication> {
        // Sorted by path.
        let found = self.known.publications.binary_search_by(|known| known.path.as_str().cmp(path));
        found.ok().map(|number| &self.known.publications[number])
    }

    /// Writes down everything that the run has published.
    pub(super) fn conclude(
        &mut self,
        entries: &[Entry],
        shown: &[FeedShown],
        issued: &[&Issued],
        removed: Vec<String>,
    ) -> Result<(), Error> {
        let known: HashMap<&str, &Row> = self.known.rows.iter().map(|row| (row.id.as_str(), row)).collect();
        let is_known = |row: &Row| known.get(row.id.as_str()) == Some(&row);
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        let mut seen: HashMap<&str, HashSet<&str>> = HashMap::new();
        for feed in shown {
            let seen = seen.entry(&feed.name).or_default();
            let paged = feed.pages.iter().map(|(number, page)| (number, Some(*page)));
            let all = feed.entries.iter().chain(&feed.archived).map(|number| (number, None)).chain(paged);
            for (&number, page) in all {
                let entry = &entries[number];
                seen.insert(entry.id.as_str());
                // Most of what is shown is as it was.
                if self.row(entry).is_some_and(|row| is_as_it_was(row, entry, &feed.name, page) && is_known(row)) {
                    continue;
                }
                let row = rows.entry(entry.id.as_str().to_owned()).or_insert_with(|| self.row_of(entry));
                let presence = row.feeds.entry(feed.name.clone()).or_insert(Presence::new(self.now));
                presence.left = None;
                presence.page = page.or(presence.page);
            }
        }
        // What a feed showed and shows no longer.
        for row in &self.register.rows {
            // What is archived is shown as long as it is not deleted.
            let is_archived =
                |presence: &Presence| presence.page.is_some() && row.gone.is_none() && row.retracted.is_none();
            let shown = |presence: &Presence| presence.left.is_none() && !is_archived(presence);
            for (feed, _) in row.feeds.iter().filter(|(_, presence)| shown(presence)) {
                if seen.get(feed.as_str()).is_some_and(|ids| !ids.contains(row.id.as_str())) {
                    let row = rows.entry(row.id.clone()).or_insert_with(|| row.clone());
                    if let Some(presence) = row.feeds.get_mut(feed) {
                        presence.left = Some(self.now);
                    }
                }
            }
        }
        for &number in self.ended.iter().chain(&self.returned) {
            let row = &self.register.rows[number];
            rows.entry(row.id.clone()).or_insert_with(|| row.clone());
        }
        // A day of first sight lasts, also for what has no room in its feeds yet: else it would be newer in every run.
        for entry in entries.iter().filter(|entry| entry.claim.is_none() && entry.card.published.is_none()) {
            if !entry.wanted_by.is_empty() {
                rows.entry(entry.id.as_str().to_owned()).or_insert_with(|| self.row_of(entry));
            }
        }
        // What was learnt and never shown again is kept as well.
        for row in &self.register.rows {
            if !known.contains_key(row.id.as_str()) {
                rows.entry(row.id.clone()).or_insert_with(|| row.clone());
            }
        }
        let feeds = shown.iter().filter_map(|feed| {
            let known = self.known.feeds.get(&feed.name);
            let row = FeedRow {
                label: feed.label.clone(),
                show: feed.show.clone().or_else(|| self.show(&feed.name).map(str::to_owned)),
                ..known.cloned().unwrap_or_else(|| FeedRow::new(feed.id.as_str()))
            };
            (known != Some(&row)).then(|| (feed.name.clone(), row))
        });
        let mut feeds: BTreeMap<String, FeedRow> = feeds.collect();
        // The same goes for feeds that this run was not asked to build.
        for (name, id) in self.feed_ids.iter().filter(|(name, _)| !self.known.feeds.contains_key(*name)) {
            let show = self.shows.get(name).cloned();
            feeds.entry(name.clone()).or_insert_with(|| FeedRow { show, ..FeedRow::new(id.as_str()) });
        }
        let outcome = Outcome {
            rows: rows.into_values().filter(|row| !is_known(row)).collect(),
            feeds,
            publications: issued.iter().filter_map(|document| self.changed(document)).collect(),
            removed,
            settled: std::mem::take(&mut self.settled),
            deliveries: self.deliveries(),
        };
        // Also if there is nothing to say: an export in the tree may have to follow what an earlier run has said.
        Ok(self.ledger.conclude(&outcome)?)
    }

    /// A document as the ledger should know it, if it does not.
    fn changed(&self, document: &Issued) -> Option<state::Publication> {
        if self.publication(&document.path).is_some_and(|known| known.digest == document.digest) {
            return None;
        }
        Some(state::Publication {
            path: document.path.clone(),
            feed: document.feed.clone(),
            format: document.format,
            digest: document.digest.clone(),
            items: document.items as u64,
            bytes: document.bytes,
            changed: self.now,
        })
    }

    /// The row of an entry as it is now.
    fn row_of(&self, entry: &Entry) -> Row {
        let mut row = match entry.claim {
            Some(claim) => self.register.rows[claim.row].clone(),
            None => Row::new(entry.id.as_str(), entry.published, self.now),
        };
        if entry.is_ghost() {
            return row;
        }
        row.published = entry.published;
        entry.card.marks.pin(&mut row);
        if is_corrected(&row, &entry.card) {
            row.corrected = Some(self.now);
        }
        row.digest = Some(text_digest(&entry.card));
        row
    }
}

/// Whether the row of an entry that a feed shows says all that is to be said of it.
fn is_as_it_was(row: &Row, entry: &Entry, feed: &str, page: Option<u32>) -> bool {
    let is_shown = |presence: &Presence| presence.left.is_none() && (page.is_none() || presence.page == page);
    row.feeds.get(feed).is_some_and(is_shown) && (entry.is_ghost() || is_said(row, entry))
}

/// Whether a row has all that an entry says.
fn is_said(row: &Row, entry: &Entry) -> bool {
    row.published == entry.published
        && row.digest.as_ref() == Some(&text_digest(&entry.card))
        && entry.card.marks.are_pinned(row)
}

/// Stands before digests of what readers have of an article. One without it is of a program that made them in another way,
/// and tells nothing.
const OF_TEXT: &str = "u:";

fn text_digest(card: &Card) -> String {
    format!("{OF_TEXT}{}", hex(&card.text))
}

/// Whether readers of an article would read something else in it than what was published.
fn is_corrected(row: &Row, card: &Card) -> bool {
    let before = row.digest.as_ref().filter(|digest| digest.starts_with(OF_TEXT));
    before.is_some_and(|before| *before != text_digest(card))
}

/// Clocks of machines that share a ledger differ by less, in seconds.
const TOLERANCE: i64 = 3600;

/// When a document changed last, if the clock stands before that.
pub(super) fn last_change_ahead(known: &Known, now: Timestamp) -> Option<Timestamp> {
    let last = known.publications.iter().map(|document| document.changed).max()?;
    (now.unix() < last.unix() - TOLERANCE).then_some(last)
}
