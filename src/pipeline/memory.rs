//! The memory of a run: what the ledger knew before it, and what it knows after.

use super::{
    Error,
    catalogue::Entry,
    identity::Register,
    learn::{self, Learnt},
    press::Shown,
};
use crate::{
    config::Publication,
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
    now: Timestamp,
    /// Documents with open intents, of an earlier run or of this one: they are dealt with when it concludes.
    settled: Vec<String>,
    /// Whether nothing was known, so that everything had to be learnt from what is published.
    pub is_fresh: bool,
    pub register: Register,
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

impl Memory {
    /// Opens the ledger, settles what an earlier run left open, and learns from the published feeds if it is empty.
    pub(super) fn open(publication: &Publication, now: Timestamp) -> Result<Self, Error> {
        let ledger = ledger(publication)?;
        let known = ledger.known()?;
        let output = publication.root.join(&publication.output);
        let is_fresh = known.rows.is_empty() && known.publications.is_empty();
        let mut learnt = Learnt::new(known.rows.clone());
        if is_fresh {
            learn::from_output(&output, &mut learnt, now);
        }
        for intent in &known.intents {
            // The new bytes are there: the run ended between the rename and its last word. What they show was issued.
            if digest_of(&output.join(&intent.path)).as_deref() == Some(intent.new.as_str()) {
                let bytes = std::fs::read(output.join(&intent.path)).unwrap_or_default();
                learnt.feed(&lint::outline(&bytes).0, now);
            }
        }
        let settled = known.intents.iter().map(|intent| intent.path.clone()).collect();
        let register = Register::new(learnt.rows, publication.zone);
        Ok(Self { ledger, known, now, settled, is_fresh, register })
    }

    /// The id under which a feed was published.
    pub(super) fn feed_id(&self, name: &str) -> Option<&str> {
        self.known.feeds.get(name).map(|feed| feed.id.as_str())
    }

    /// Whether the row of an entry is shown in a feed already.
    pub(super) fn shows(&self, entry: &Entry, feed: &str) -> bool {
        let row = entry.claim.map(|claim| &self.register.rows[claim.row]);
        row.is_some_and(|row| row.feeds.get(feed).is_some_and(|presence| presence.left.is_none()))
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

    /// Writes down everything that the run has published. `shown` names each feed with the entries that it shows, and the
    /// id under which it does.
    pub(super) fn conclude(
        &mut self,
        entries: &[Entry],
        renderings: &[Shown],
        shown: &[(String, String, Vec<usize>)],
        issued: &[Issued],
    ) -> Result<(), Error> {
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        let mut seen: HashMap<&str, HashSet<&str>> = HashMap::new();
        for (feed, _, shown) in shown {
            for &number in shown {
                let (entry, rendering) = (&entries[number], &renderings[number]);
                seen.entry(feed).or_default().insert(entry.id.as_str());
                let row = rows.entry(entry.id.as_str().to_owned()).or_insert_with(|| self.row_of(entry, rendering));
                let presence = row.feeds.entry(feed.clone()).or_insert(Presence::new(self.now));
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
        // What was learnt and never shown again is kept as well.
        let known: HashMap<&str, &Row> = self.known.rows.iter().map(|row| (row.id.as_str(), row)).collect();
        for row in &self.register.rows {
            if !known.contains_key(row.id.as_str()) {
                rows.entry(row.id.clone()).or_insert_with(|| row.clone());
            }
        }
        let outcome = Outcome {
            rows: rows.into_values().filter(|row| known.get(row.id.as_str()) != Some(&row)).collect(),
            feeds: shown
                .iter()
                .filter(|(feed, ..)| !self.known.feeds.contains_key(feed))
                .map(|(feed, id, _)| (feed.clone(), FeedRow::new(id.as_str())))
                .collect(),
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
    fn row_of(&self, entry: &Entry, rendering: &Shown) -> Row {
        let mut row = match entry.claim {
            Some(claim) => self.register.rows[claim.row].clone(),
            None => Row::new(entry.id.as_str(), entry.published, self.now),
        };
        let Some(marks) = &rendering.marks else { return row };
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
        row.gone = None;
        row
    }
}

/// The digest of a file, if it is there.
fn digest_of(path: &Path) -> Option<String> {
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
