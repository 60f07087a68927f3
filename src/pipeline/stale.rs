//! What has to be done: which feeds are stale and why, and which of their items are at hand already.

use super::{
    archive::Division,
    beside,
    catalogue::Entry,
    memory::Memory,
    past::{Digest, FeedMemo, Forgotten, Look, Past, digest_of_parts},
    plan::Plan,
    press::{Shown, Wanted},
    proven::Proven,
    show,
    told::Told,
};
use crate::{
    config::{History, Publication},
    document::companion_mark,
    value::Format,
};
use std::{collections::HashMap, path::Path};

/// A feed of this run: as it was left, or to be built.
pub(super) struct Order<'a> {
    pub plan: &'a Plan,
    /// The number of its style.
    pub style: usize,
    /// `news`, `category/politics`
    pub name: String,
    /// The feed's id: once it was published it stays.
    pub id: String,
    /// The identity of the show, if it is a podcast: once it was published it stays, unless its owner states another one.
    pub show: Option<String>,
    pub fingerprint: Digest,
    pub items: Vec<(String, Digest)>,
    /// What its subscribers are told of deleted articles.
    pub told: Told,
    /// Which of its entries stand where, if it has archives.
    pub division: Option<Division>,
    /// Its documents: format and path below the output directory.
    pub documents: Vec<(Format, String)>,
    pub state: State<'a>,
}

impl Order<'_> {
    /// Whether a feed that is as it was shows nothing of one of these entries that were chosen for it.
    pub(super) fn lacks(&self, is_one: impl Fn(&usize) -> bool) -> bool {
        let State::Fresh(memo) = self.state else { return false };
        let is_held_back = memo.documents.iter().any(|document| document.held_back);
        let is_shown = |position: usize| memo.shown.iter().any(|shown| *shown as usize == position);
        let mut chosen = self.plan.entries.iter().enumerate();
        !is_held_back && chosen.any(|(position, number)| is_one(number) && !is_shown(position))
    }
}

/// Whether a feed has to be built.
pub(super) enum State<'a> {
    /// Everything is as the last run left it.
    Fresh(&'a FeedMemo),
    /// It is built, for this reason.
    Stale(String),
}

/// What orders are made of.
pub(super) struct Bench<'a, 'b> {
    pub publication: &'b Publication,
    pub entries: &'b [Entry],
    pub versions: &'b [Digest],
    pub memory: &'b Memory,
    pub past: &'a Result<Past, Forgotten>,
    /// Digests of the styles, by number.
    pub styles: &'b [Digest],
    pub output: &'b Path,
    /// Names of feeds that may show their subscribers again what they have.
    pub allows_flood: &'b [String],
    /// By `[[feed]]`.
    pub undecided: &'b [usize],
}

/// The version of an entry: whatever of it a document or a finding may show.
pub(super) fn version(entry: &Entry) -> Digest {
    let file = entry.origin.file.as_ref();
    digest_of_parts(&(
        (entry.card.digest, file, entry.origin.line, entry.card.body_line, &entry.card.marks.key, entry.is_ghost()),
        (&entry.id, &entry.ids, entry.published, entry.changed),
    ))
}

impl<'a> Bench<'a, '_> {
    /// Whether a feed has to be built, and why.
    pub(super) fn order(&self, plan: &'a Plan, style: usize, division: Option<Division>) -> Order<'a> {
        let feed = &self.publication.feeds[plan.instance.feed];
        let name = plan.instance.name(feed);
        // The first time it gets one.
        let documents: Vec<(Format, String)> =
            feed.formats.iter().map(|&format| (format, plan.instance.path(feed, format))).collect();
        // Who is called otherwise at the same address is the same to subscribers.
        let known = self.memory.feed_id(&name);
        let paths: Vec<String> = documents.iter().map(|(_, path)| path.clone()).collect();
        let before = || self.memory.predecessor(self.publication, &paths);
        let before = if known.is_none() { before() } else { None };
        let inherited = before.filter(|_| feed.id.is_none()).map(|row| row.id.clone());
        let id = known.or(inherited).unwrap_or_else(|| plan.instance.id(self.publication, feed));
        let items: Vec<(String, Digest)> = plan
            .entries
            .iter()
            .map(|&entry| (self.entries[entry].id.as_str().to_owned(), self.versions[entry]))
            .collect();
        let allows_flood = self.allows_flood.iter().any(|allowed| *allowed == feed.name || *allowed == name);
        let undecided = self.undecided[plan.instance.feed];
        let told = self.memory.told(feed, &name);
        let shape = division.as_ref();
        let shape = shape.map(|division| (division.last, division.corrected, division.left_out, &division.closing));
        // Of pages, every entry counts; of archives, what is archived stays as it is.
        let paged: Vec<_> = match feed.history {
            History::Pages => plan.all.iter().map(|&entry| self.versions[entry]).collect(),
            _ => Vec::new(),
        };
        let known = self.memory.show(&name).or_else(|| before?.show.as_deref());
        let show = show::guid(self.publication, &plan.instance, known);
        let own = (&name, &id, &plan.instance.value, &items, paged);
        let fingerprint = match &show {
            None => digest_of_parts(&(own, (undecided, &told, shape))),
            Some(show) => digest_of_parts(&(own, (undecided, &told, shape), show)),
        };
        let reason = self.reason(plan, style, &name, fingerprint, &items);
        let is_held_back = |memo: &FeedMemo| memo.documents.iter().any(|document| document.held_back);
        let state = match reason {
            Ok(memo) if allows_flood && is_held_back(memo) => State::Stale("it was held back".to_owned()),
            Ok(memo) => State::Fresh(memo),
            Err(reason) => State::Stale(reason),
        };
        Order { plan, style, name, id, show, fingerprint, items, told, division, documents, state }
    }

    /// What is known of a feed that is as it was; else why it is not.
    fn reason(
        &self,
        plan: &Plan,
        style: usize,
        name: &str,
        fingerprint: Digest,
        items: &[(String, Digest)],
    ) -> Result<&'a FeedMemo, String> {
        let past = self.past.as_ref().map_err(|forgotten| forgotten.as_str().to_owned())?;
        if self.memory.is_fresh {
            return Err("the ledger is new".to_owned());
        }
        let Some(memo) = past.feed(name) else {
            let was_published = self.memory.feed_id(name).is_some();
            return Err(if was_published { "it has to be tried again" } else { "the feed is new" }.to_owned());
        };
        if memo.has_failed {
            return Err("it could not be written".to_owned());
        }
        if memo.fingerprint != fingerprint {
            return Err(self.difference(plan, memo, items));
        }
        // What was said of its articles has to be known as well; a run for other feeds may have seen them otherwise.
        let formats = &self.publication.feeds[plan.instance.feed].formats;
        for &number in plan.entries.iter().filter(|&&number| !self.entries[number].is_ghost()) {
            if formats.iter().any(|&format| self.impressed(past, number, style, format).is_none()) {
                return Err(format!("{} has to be looked at again", self.entries[number].origin.place()));
            }
        }
        for document in &memo.documents {
            if matches!(document.look(self.output), Look::Other) {
                return Err(format!("{} is not as it was left", document.path));
            }
            if !document.held_back && !self.memory.agrees(&document.path, document.digest.as_deref()) {
                return Err(format!("the ledger knows {} otherwise", document.path));
            }
        }
        Ok(memo)
    }

    /// What has changed in a feed's choice, in a sentence's part.
    fn difference(&self, plan: &Plan, memo: &FeedMemo, items: &[(String, Digest)]) -> String {
        let before: HashMap<&str, Digest> = memo.items.iter().map(|(id, version)| (id.as_str(), *version)).collect();
        let now: HashMap<&str, Digest> = items.iter().map(|(id, version)| (id.as_str(), *version)).collect();
        let titles: HashMap<&str, &str> = plan
            .entries
            .iter()
            .map(|&number| &self.entries[number])
            .map(|entry| (entry.id.as_str(), entry.card.marks.title.as_deref().unwrap_or(&entry.card.marks.key)))
            .collect();
        let title = |id: &str| titles.get(id).copied().or_else(|| self.memory.title(id));
        let call = |id: &str| title(id).map_or_else(|| id.to_owned(), |title| format!("“{title}”"));
        let new: Vec<&str> = items.iter().map(|(id, _)| id.as_str()).filter(|id| !before.contains_key(id)).collect();
        let left: Vec<&str> = memo.items.iter().map(|(id, _)| id.as_str()).filter(|id| !now.contains_key(id)).collect();
        let changed: Vec<&str> = items
            .iter()
            .filter(|(id, version)| before.get(id.as_str()).is_some_and(|before| before != version))
            .map(|(id, _)| id.as_str())
            .collect();
        let mut parts = Vec::new();
        for (what, ids) in [("new", &new), ("changed", &changed), ("gone", &left)] {
            match ids.as_slice() {
                [] => {}
                [one] => parts.push(format!("{} is {what}", call(one))),
                [one, rest @ ..] => parts.push(format!("{} and {} more are {what}", call(one), rest.len())),
            }
        }
        if parts.is_empty() {
            parts.push("its order or what was deleted from it has changed".to_owned());
        }
        parts.join("; ")
    }

    /// Takes from the published documents of a stale feed what would come out the same, proven by its digest.
    pub(super) fn recover(&self, order: &Order<'_>, shown: &mut [Shown]) {
        let Ok(past) = self.past else { return };
        let feed = &self.publication.feeds[order.plan.instance.feed];
        let lost = beside::lost(self.memory, past.feed(&order.name), self.output, &order.name);
        for &format in &feed.formats {
            let mut published: Option<Proven> = None;
            for &number in &order.plan.entries {
                let key = (order.style, format);
                let entry = &self.entries[number];
                let id = || entry.ids.get(&Format::Rss).unwrap_or(&entry.id);
                if !lost.is_empty() && lost.contains(&companion_mark(id().as_str())) {
                    continue;
                }
                if shown[number].fragments.contains_key(&key) {
                    continue;
                }
                let Some(Some(text)) = self.impressed(past, number, order.style, format) else { continue };
                let document = published.get_or_insert_with(|| {
                    Proven::read(&self.output.join(order.plan.instance.path(feed, format)), format)
                });
                if let Some(item) = document.item(text) {
                    shown[number].fragments.insert(key, item);
                }
            }
        }
    }

    /// What is known of an entry in a style and format: its text's digest, or that it was withheld.
    fn impressed(&self, past: &Past, number: usize, style: usize, format: Format) -> Option<Option<Digest>> {
        let impression = past.impression(self.entries[number].id.as_str())?;
        if impression.version != self.versions[number] {
            return None;
        }
        let style = self.styles[style];
        let known = impression.fragments.iter().find(|print| print.style == style && print.format == format)?;
        Some(known.text)
    }

    /// What a stale feed needs and nobody has yet.
    pub(super) fn want(&self, order: &Order<'_>, shown: &[Shown], wanted: &mut [Wanted]) {
        let feed = &self.publication.feeds[order.plan.instance.feed];
        for &number in order.plan.entries.iter().filter(|&&number| !self.entries[number].is_ghost()) {
            for &format in &feed.formats {
                let known = self.past.as_ref().ok().and_then(|past| self.impressed(past, number, order.style, format));
                // Withheld before, withheld now.
                let is_withheld = known == Some(None);
                if !is_withheld && !shown[number].fragments.contains_key(&(order.style, format)) {
                    wanted[number].insert((order.style, format));
                }
            }
        }
    }
}
