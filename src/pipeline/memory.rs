//! The memory of a run: what the ledger knew before it, and what it knows after.

use super::{
    Error,
    catalogue::Entry,
    identity::Register,
    instance::{Instance, feed_at},
    learn::{self, Document, Learnt},
    plan::Plan,
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Place, rules},
    lint,
    state::{self, FeedRow, Intent, Known, Ledger, Outcome, Presence, Row},
    value::{Format, Timestamp},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::Write,
    path::Path,
};

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
    /// Whether nothing was known, so that everything had to be learnt from what is published.
    pub is_fresh: bool,
    /// The ids of feeds that were learnt, by their names.
    feed_ids: BTreeMap<String, String>,
    pub register: Register,
    /// Numbers of rows whose records are deleted.
    ended: Vec<usize>,
    /// Numbers of rows whose records are back since this run.
    returned: Vec<usize>,
}

/// Opens the ledger of a publication.
///
/// # Errors
/// It cannot be used.
pub fn ledger(publication: &Publication) -> Result<Box<dyn Ledger>, Error> {
    let export = publication.ledger_export.as_ref().map(|file| publication.root.join(file));
    Ok(state::open(&publication.root.join(&publication.state), export.as_deref())?)
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

/// An article of which subscribers are told that it is deleted.
#[derive(Debug)]
pub(super) struct Deleted<'a> {
    pub row: &'a Row,
    pub at: Timestamp,
    pub reason: Option<&'a str>,
}

/// A feed as this run published it, or found it as it should be.
pub(super) struct FeedShown {
    pub name: String,
    pub id: String,
    /// The value of an `each` feed as it is spelled.
    pub label: Option<String>,
    /// The entries that it shows.
    pub entries: Vec<usize>,
}

impl Memory {
    /// Opens the ledger, settles what an earlier run left open, and learns from the published feeds if it is empty: from
    /// those in the output directory, else, if the owner allows that, from those that subscribers fetch. `instances` is
    /// asked only then.
    pub(super) fn open(
        publication: &Publication,
        now: Timestamp,
        instances: impl FnOnce() -> Vec<Instance>,
    ) -> Result<Self, Error> {
        let ledger = ledger(publication)?;
        let known = ledger.known()?;
        let output = publication.root.join(&publication.output);
        let is_fresh = known.rows.is_empty() && known.publications.is_empty();
        let mut learnt = Learnt::new(known.rows.clone());
        if is_fresh {
            let mut documents = learn::from_output(publication, &output);
            if documents.is_empty() && publication.adopt_live {
                documents = learn::from_addresses(publication, &instances())?;
            }
            learnt.documents(documents, now);
        }
        for intent in &known.intents {
            // The new bytes are there: the run ended between the rename and its last word. What they show was issued.
            if digest_of(&output.join(&intent.path)).as_deref() == Some(intent.new.as_str()) {
                let bytes = std::fs::read(output.join(&intent.path)).unwrap_or_default();
                let (outline, feed) = (lint::outline(&bytes).0, feed_at(publication, &intent.path));
                learnt.documents(vec![Document { feed, outline, is_current: true }], now);
            }
        }
        let settled = known.intents.iter().map(|intent| intent.path.clone()).collect();
        let register = Register::new(learnt.rows, publication.zone);
        let is_ended = |(number, row): (usize, &Row)| (row.gone.is_some() || row.retracted.is_some()).then_some(number);
        let ended = register.rows.iter().enumerate().filter_map(is_ended).collect();
        let last = known.publications.iter().map(|document| document.changed).max();
        Ok(Self {
            ledger,
            now: last.map_or(now, |last| now.max(last)),
            asked: now,
            known,
            settled,
            is_fresh,
            feed_ids: learnt.feeds,
            register,
            ended,
            returned: Vec::new(),
        })
    }

    /// The id under which a feed was published.
    pub(super) fn feed_id(&self, name: &str) -> Option<String> {
        let known = self.known.feeds.get(name).map(|feed| &feed.id);
        known.or_else(|| self.feed_ids.get(name)).cloned()
    }

    /// Takes rows whose records have gone from all sources for deleted from now on, and those whose records are back for
    /// not deleted.
    pub(super) fn take_down(&mut self, gone: &[usize], back: &[usize]) {
        for &number in gone {
            self.register.rows[number].gone = Some(self.now);
            self.ended.push(number);
        }
        for &number in back {
            let row = &mut self.register.rows[number];
            if row.gone.take().is_some() {
                row.returned = Some(self.now);
                self.returned.push(number);
            }
        }
        let rows = &self.register.rows;
        self.ended.retain(|&number| rows[number].gone.is_some() || rows[number].retracted.is_some());
    }

    /// What subscribers of a feed are told of deleted articles: ids, when, and why.
    pub(super) fn deleted(&self, publication: &Publication, plan: &Plan) -> Vec<Deleted<'_>> {
        let feed = &publication.feeds[plan.instance.feed];
        let name = plan.instance.name(feed);
        let told_for = i64::try_from(feed.removal.told_for).unwrap_or(i64::MAX);
        let deleted = self.ended.iter().map(|&number| &self.register.rows[number]).filter_map(|row| {
            let at = row.retracted.as_ref().map(|retraction| retraction.at).or(row.gone)?;
            let is_told = row.feeds.contains_key(&name) && self.now.unix().saturating_sub(at.unix()) < told_for;
            is_told.then(|| Deleted { row, at, reason: row.retracted.as_ref().and_then(|r| r.reason.as_deref()) })
        });
        deleted.collect()
    }

    /// Says so if the clock stands before the last run.
    pub(super) fn clock_behind(&self, publication: &Publication) -> Option<Diagnostic> {
        /// Clocks of machines that share a ledger differ by less, in seconds.
        const TOLERANCE: i64 = 3600;
        let last = self.known.publications.iter().map(|document| document.changed).max()?;
        if self.asked.unix() >= last.unix() - TOLERANCE {
            return None;
        }
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

    /// The date of the oldest article that a feed shows.
    pub(super) fn oldest(&self, feed: &str) -> Option<Timestamp> {
        let is_there = |row: &&Row| row.feeds.get(feed).is_some_and(|presence| presence.left.is_none());
        self.register.rows.iter().filter(is_there).map(|row| row.published).min()
    }

    /// Whether anything was published before this run.
    pub(super) fn has_published(&self) -> bool {
        !self.known.publications.is_empty()
    }

    fn row(&self, entry: &Entry) -> Option<&Row> {
        entry.claim.map(|claim| &self.register.rows[claim.row])
    }

    /// Writes down which documents are about to be replaced.
    pub(super) fn begin(&mut self, written: &[&Issued]) -> Result<(), Error> {
        let intents: Vec<Intent> = written
            .iter()
            .map(|document| Intent {
                path: document.path.clone(),
                old: self.publication(&document.path).map(|known| known.digest.clone()),
                new: document.digest.clone(),
            })
            .collect();
        if !intents.is_empty() {
            self.ledger.begin(&intents)?;
            self.settled.extend(intents.into_iter().map(|intent| intent.path));
        }
        Ok(())
    }

    fn publication(&self, path: &str) -> Option<&state::Publication> {
        // Sorted by path.
        let found = self.known.publications.binary_search_by(|known| known.path.as_str().cmp(path));
        found.ok().map(|number| &self.known.publications[number])
    }

    /// Writes down everything that the run has published.
    pub(super) fn conclude(&mut self, entries: &[Entry], shown: &[FeedShown], issued: &[&Issued]) -> Result<(), Error> {
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        let mut seen: HashMap<&str, HashSet<&str>> = HashMap::new();
        for feed in shown {
            let seen = seen.entry(&feed.name).or_default();
            for &number in &feed.entries {
                let entry = &entries[number];
                seen.insert(entry.id.as_str());
                let row = rows.entry(entry.id.as_str().to_owned()).or_insert_with(|| self.row_of(entry));
                let presence = row.feeds.entry(feed.name.clone()).or_insert(Presence::new(self.now));
                presence.left = None;
            }
        }
        // What a feed showed and shows no longer.
        for row in &self.register.rows {
            for (feed, _) in row.feeds.iter().filter(|(_, presence)| presence.left.is_none()) {
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
        // What was learnt and never shown again is kept as well.
        let known: HashMap<&str, &Row> = self.known.rows.iter().map(|row| (row.id.as_str(), row)).collect();
        for row in &self.register.rows {
            if !known.contains_key(row.id.as_str()) {
                rows.entry(row.id.clone()).or_insert_with(|| row.clone());
            }
        }
        let feeds = shown.iter().filter_map(|feed| {
            let known = self.known.feeds.get(&feed.name);
            let row = FeedRow {
                label: feed.label.clone(),
                ..known.cloned().unwrap_or_else(|| FeedRow::new(feed.id.as_str()))
            };
            (known != Some(&row)).then(|| (feed.name.clone(), row))
        });
        let mut feeds: BTreeMap<String, FeedRow> = feeds.collect();
        // The same goes for feeds that this run was not asked to build.
        for (name, id) in self.feed_ids.iter().filter(|(name, _)| !self.known.feeds.contains_key(*name)) {
            feeds.entry(name.clone()).or_insert_with(|| FeedRow::new(id.as_str()));
        }
        let outcome = Outcome {
            rows: rows.into_values().filter(|row| known.get(row.id.as_str()) != Some(&row)).collect(),
            feeds,
            publications: issued.iter().filter_map(|document| self.changed(document)).collect(),
            removed: Vec::new(),
            settled: std::mem::take(&mut self.settled),
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
        let marks = &entry.card.marks;
        if row.url != marks.url
            && let Some(former) = row.url.take()
        {
            row.former_urls.push(former);
            row.former_urls.sort();
            row.former_urls.dedup();
        }
        row.former_urls.retain(|url| Some(url) != marks.url.as_ref());
        row.key = Some(marks.key.clone());
        row.url.clone_from(&marks.url);
        row.title.clone_from(&marks.title);
        row.body.clone_from(&marks.body);
        let digest = hex(&entry.card.digest);
        if row.digest.as_ref().is_some_and(|before| *before != digest) {
            row.corrected = Some(self.now);
        }
        row.digest = Some(digest);
        row
    }
}

/// Hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Nothing that is in memory fails to be written.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// The digest of a file in hexadecimal digits, if it is there.
pub(super) fn digest_of(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).ok()?;
    Some(blake3::hash(&bytes).to_hex().to_string())
}

/// Takes bytes and keeps their digest and number.
#[derive(Default)]
pub(super) struct Digester {
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Digester {
    /// Digest in hexadecimal digits, and how many bytes there were.
    pub(super) fn finish(self) -> (String, u64) {
        (self.hasher.finalize().to_hex().to_string(), self.bytes)
    }
}

impl Write for Digester {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
