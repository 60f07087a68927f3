//! Learning of deletions: what feeds say is deleted stays so.
//!
//! Of a deleted article a feed says its id, when it was deleted, and perhaps why; not whether its owner took it down or its
//! record had gone. That is settled by the first run that has read all records.

use super::{Document, Learnt};
use crate::{
    config::{Feed, OnDelete},
    lint::{Outline, Part},
    state::{Presence, Row},
    value::{EntryId, Format, Timestamp, WebUrl},
};
use std::collections::HashMap;

/// An article of which a document says that it is deleted.
struct Death<'d> {
    id: &'d str,
    url: Option<&'d String>,
    at: Timestamp,
    reason: Option<&'d String>,
    /// The item that stands in its place.
    notice: Option<&'d Part>,
}

/// The deletions that a feed tells, with the numbers of their rows.
struct Told {
    all: Vec<(Timestamp, usize)>,
    /// Whether they stand in the order that all formats have.
    is_ordered: bool,
}

/// The title of the items that a feed puts in the place of deleted ones, if it does that.
pub(super) fn notice(feed: &Feed) -> Option<String> {
    (feed.removal.rss == OnDelete::Redact).then(|| words(&feed.removal.notice))
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Document {
    /// Whether an item stands in the place of a deleted one.
    pub(super) fn is_notice(&self, part: &Part) -> bool {
        let is_rss = self.outline.format == Some(Format::Rss);
        is_rss && part.updated.is_some() && self.notice.is_some() && part.title.as_deref().map(words) == self.notice
    }

    /// What it says is deleted.
    fn deaths(&self) -> Vec<Death<'_>> {
        let notices = self.outline.items.iter().filter(|part| self.is_notice(part));
        let notices = notices.filter_map(|part| {
            let at = part.updated.and_then(Timestamp::from_unix)?;
            Some(Death { id: part.id.as_deref()?, url: part.link.as_ref(), at, reason: None, notice: Some(part) })
        });
        deaths(&self.outline).chain(notices).collect()
    }
}

/// What a feed tells as deleted.
fn deaths(outline: &Outline) -> impl Iterator<Item = Death<'_>> {
    outline.deleted.iter().filter_map(|one| {
        let at = one.when.and_then(Timestamp::from_unix)?;
        Some(Death { id: &one.id, url: one.url.as_ref(), at, reason: one.reason.as_ref(), notice: None })
    })
}

impl Learnt {
    /// Learns what another site's feed says is deleted.
    pub(super) fn foreign_deletions(&mut self, outline: &Outline, format: Format, now: Timestamp) {
        for death in deaths(outline) {
            // What is published here is not theirs to delete.
            let known = self.find_id(death.id).filter(|&number| self.rows[number].key.is_some());
            if known.is_none() {
                self.bury(&death, format, None, now);
            }
        }
    }

    /// Learns what documents of the publication itself say is deleted; their items are learnt already.
    pub(super) fn deletions(&mut self, documents: &[Document], now: Timestamp) {
        let mut deaths: Vec<(&Document, Format, Vec<Death<'_>>)> = documents
            .iter()
            .filter_map(|document| Some((document, document.outline.format?, document.deaths())))
            .filter(|(.., deaths)| !deaths.is_empty())
            .collect();
        // RSS and JSON carry ids as they were issued, and notices stand in another order than what is told.
        deaths.sort_by_key(|(document, format, _)| (*format == Format::Atom, document.outline.deleted.is_empty()));
        let mut told: HashMap<Option<&String>, Told> = HashMap::new();
        for (document, format, deaths) in &deaths {
            let of = document.feed.as_ref();
            let is_ordered = deaths.iter().all(|death| death.notice.is_none());
            let twins = of.and_then(|_| told.get(&of));
            let is_alike = twins.is_some_and(|twins| {
                is_ordered
                    && twins.is_ordered
                    && twins.all.iter().map(|(at, _)| at).eq(deaths.iter().map(|death| &death.at))
            });
            let mut all = Vec::new();
            for (nth, death) in deaths.iter().enumerate() {
                // The same deletion under another id in another format.
                let same = |(_, number): &&(Timestamp, usize)| !self.seen.contains(&(*number, *format));
                let twin = twins.and_then(|twins| {
                    let mut alike = twins.all.iter().filter(|(at, _)| *at == death.at).filter(same);
                    let first = alike.next().filter(|_| alike.next().is_none());
                    let nth = twins.all.get(nth).filter(|_| is_alike).filter(same);
                    nth.or(first).map(|(_, number)| *number)
                });
                let Some(number) = self.bury(death, *format, twin, now) else { continue };
                all.push((death.at, number));
                if let Some(feed) = of {
                    self.left(number, feed, death);
                }
            }
            told.entry(of).or_insert(Told { all, is_ordered });
        }
    }

    fn find_id(&self, id: &str) -> Option<usize> {
        self.by_mark.get(&format!("id {id}")).copied().flatten()
    }

    /// Writes a deletion down, and gives back the number of the row. The `twin` is it if no row has its id.
    fn bury(&mut self, death: &Death<'_>, format: Format, twin: Option<usize>, now: Timestamp) -> Option<usize> {
        let &Death { id, at, reason, notice, .. } = death;
        let url = death.url.and_then(|url| WebUrl::parse(url).ok()).map(|url| url.as_str().to_owned());
        EntryId::new(id).ok()?;
        let number = self.find_id(id).or(twin).unwrap_or_else(|| {
            let mut row = Row::new(id, at, now);
            row.gone = Some(at);
            self.rows.push(row);
            self.rows.len() - 1
        });
        self.seen.insert((number, format));
        let changed = self.shown.get(&number).copied();
        let row = &mut self.rows[number];
        let own = EntryId::new(&row.id).is_ok_and(|own| format == Format::Atom && own.for_atom() == id);
        if row.id != id && !own && !row.ids.contains_key(&format) {
            row.ids.insert(format, id.to_owned());
        }
        row.url = row.url.take().or(url);
        if let Some(part) = notice.filter(|_| !row.has_date()) {
            row.published = part.published.and_then(Timestamp::from_unix).unwrap_or(row.published);
        }
        self.index(number);
        let row = &mut self.rows[number];
        let has_date = row.has_date();
        // RFC 6721 §3: what was updated after its deletion was published again.
        if changed.is_some_and(|changed| changed > at.unix()) || row.returned.is_some_and(|returned| returned >= at) {
            return Some(number);
        }
        if row.key.is_some() {
            // A run that died had found it gone; of a retraction the ledger is told first.
            if row.retracted.is_none() && row.gone.is_none() {
                row.gone = Some(at);
            }
        } else if row.retracted.is_none() || row.is_deleted_by_hearsay() {
            let known = row.retracted.take();
            let later = known.as_ref().map_or(at, |known| known.at.max(at));
            row.hear_of_deletion(later, known.and_then(|known| known.reason).or_else(|| reason.cloned()));
            if !has_date {
                row.published = later;
            }
        }
        Some(number)
    }

    /// Writes down that a feed which tells of a deletion has shown the article.
    fn left(&mut self, number: usize, feed: &str, death: &Death<'_>) {
        // Only what was visible then leaves a notice.
        let before = Timestamp::from_unix(death.at.unix() - 1).unwrap_or(death.at);
        let left = if death.notice.is_some() { death.at } else { before };
        let row = &mut self.rows[number];
        if !row.is_deleted_by_hearsay() {
            return;
        }
        let gone = Presence { left: Some(left), ..Presence::new(left) };
        let presence = row.feeds.entry(feed.to_owned()).or_insert(gone);
        // A feed that is held back may show it still.
        if presence.left.is_some() || presence.page.is_some() {
            presence.left = presence.left.max(gone.left);
        }
    }
}
