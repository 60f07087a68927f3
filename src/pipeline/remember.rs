//! Remembering: what a run did becomes the past of the next one.

use super::{
    card::{Card, FileMemo},
    catalogue::Catalogue,
    desk::Done,
    gather::Gathered,
    past::{Digest, Environment, FeedMemo, Forgotten, Impression, Output, Past, Print, RunMemo, digest},
    press::{Shown, Wanted},
    report::{Outcome, Report},
    said::{self, Said},
    stale::{Order, State},
};
use crate::{
    diagnostic::Diagnostic,
    source::Stamp,
    value::{Format, Timestamp},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
    sync::Arc,
};

/// What a run knows at its end.
pub(super) struct Remembered {
    pub environment: Environment,
    pub files: Vec<(u32, Arc<FileMemo>)>,
    pub impressions: Vec<Impression>,
    pub feeds: Vec<FeedMemo>,
    pub run: Option<RunMemo>,
}

impl Remembered {
    /// Together with what was known; a run that built only some feeds forgets nothing about the others.
    pub(super) fn with(self, past: Result<Past, Forgotten>, is_complete: bool) -> Past {
        let Self { environment, files, mut impressions, mut feeds, run } = self;
        if let Some(past) = past.ok().filter(|_| !is_complete) {
            let known: HashSet<String> = impressions.iter().map(|impression| impression.id.clone()).collect();
            impressions.extend(past.impressions.into_iter().filter(|impression| !known.contains(&impression.id)));
            let known: HashSet<String> = feeds.iter().map(|feed| feed.name.clone()).collect();
            feeds.extend(past.feeds.into_iter().filter(|feed| !known.contains(&feed.name)));
        }
        impressions.sort_by(|a, b| a.id.cmp(&b.id));
        feeds.sort_by(|a, b| a.name.cmp(&b.name));
        Past { environment, files, impressions, feeds, run }
    }
}

/// What is known of all files, in their order, with the cards that were judged anew.
pub(super) fn files(gathered: Vec<Gathered>, judged: Vec<(usize, usize, Arc<Card>)>) -> Vec<Option<Arc<FileMemo>>> {
    let mut by_file: HashMap<usize, Vec<(usize, Arc<Card>)>> = HashMap::new();
    for (file, number, card) in judged {
        by_file.entry(file).or_default().push((number, card));
    }
    let memos = gathered.into_iter().enumerate().map(|(file, gathered)| {
        let memo = gathered.memo?;
        let Some(judged) = by_file.remove(&file) else { return Some(memo) };
        let mut memo = FileMemo::clone(&memo);
        judged.into_iter().for_each(|(number, card)| memo.cards[number] = card);
        Some(Arc::new(memo))
    });
    memos.collect()
}

/// What is known of every entry that a feed of this run shows or would show, and what is to be said of them: no more than
/// what those feeds show, whatever else is known.
pub(super) fn impressions(
    past: &Result<Past, Forgotten>,
    orders: &[Order<'_>],
    versions: &[Digest],
    styles: &[Digest],
    wanted: &[Wanted],
    shown: &mut [Shown],
    catalogue: &Catalogue,
) -> (Vec<Impression>, Vec<Diagnostic>) {
    let mut asked: HashMap<usize, Wanted> = HashMap::new();
    for order in orders {
        let keys = order.documents.iter().map(|(format, _)| (order.style, *format));
        order.plan.entries.iter().for_each(|&number| asked.entry(number).or_default().extend(keys.clone()));
    }
    let (mut impressions, mut found) = (Vec::with_capacity(asked.len()), Vec::new());
    for (number, asked) in asked {
        let entry = &catalogue.entries[number];
        let id = entry.id.as_str();
        let shown = &mut shown[number];
        let before = past.as_ref().ok().and_then(|past| past.impression(id));
        let before = before.filter(|before| before.version == versions[number]);
        let mut fragments: BTreeMap<(Digest, Format), Print> = before
            .into_iter()
            .flat_map(|before| &before.fragments)
            .map(|print| ((print.style, print.format), print.clone()))
            .collect();
        for &(style, format) in &wanted[number] {
            let text = shown.fragments.get(&(style, format)).map(|judged| digest(judged.text.as_bytes()));
            let said = said::keep(&shown.findings.remove(&(style, format)).unwrap_or_default());
            let style = styles[style];
            fragments.insert((style, format), Print { style, format, text, said });
        }
        // Rendered now, or not at all.
        let said = if shown.diagnostics.is_empty() {
            before.map(|before| before.said.clone()).unwrap_or_default()
        } else {
            said::keep(&std::mem::take(&mut shown.diagnostics))
        };
        let prints = asked.iter().filter_map(|&(style, format)| fragments.get(&(styles[style], format)));
        let mut all: Vec<&Said> = Vec::new();
        for said in said.iter().chain(prints.flat_map(|print| &print.said)) {
            if !all.iter().any(|known| known.is_like(said)) {
                all.push(said);
            }
        }
        found.extend(said::replay(all.into_iter().cloned().collect::<Vec<_>>().as_slice()));
        if !shown.is_in_flux {
            let fragments = fragments.into_values().collect();
            impressions.push(Impression { id: id.to_owned(), version: versions[number], fragments, said });
        }
    }
    impressions.sort_by(|a, b| a.id.cmp(&b.id));
    (impressions, found)
}

/// What is known of every feed of this run, which has gone on since `start` by the system's clock, in nanoseconds.
pub(super) fn feeds(
    orders: &[Order<'_>],
    built: &mut [(&Order<'_>, Done)],
    output: &Path,
    now: Timestamp,
    start: i64,
) -> Vec<FeedMemo> {
    // Somebody may have written to a document since it was compared.
    let stamp = |path: &str| Stamp::of(&output.join(path)).ok().map(|stamp| stamp.known_since(start));
    let mut built: HashMap<&str, &mut Done> =
        built.iter_mut().map(|(order, done)| (order.name.as_str(), done)).collect();
    let memos = orders.iter().filter_map(|order| {
        let reason = match &order.state {
            State::Fresh(memo) => return Some(memo.left()),
            State::Stale(reason) => reason.clone(),
        };
        let done = built.get_mut(order.name.as_str())?;
        let position: HashMap<usize, u32> = order
            .plan
            .entries
            .iter()
            .enumerate()
            .map(|(n, &entry)| (entry, u32::try_from(n).unwrap_or(u32::MAX)))
            .collect();
        let documents = done.documents.iter().map(|(issued, outcome)| Output {
            path: issued.path.clone(),
            format: issued.format,
            items: issued.items,
            held_back: *outcome == Outcome::HeldBack,
            was_written: *outcome == Outcome::Written,
            bytes: issued.bytes,
            digest: Some(issued.digest.clone()),
            stamp: stamp(&issued.path),
        });
        let held_back = done.is_held_back.then(|| {
            order.documents.iter().map(|(format, path)| Output {
                path: path.clone(),
                format: *format,
                items: order.plan.entries.len(),
                held_back: true,
                was_written: false,
                bytes: 0,
                stamp: stamp(path),
                digest: super::digest::of_file(&output.join(path)),
            })
        });
        Some(FeedMemo {
            name: order.name.clone(),
            fingerprint: order.fingerprint,
            items: order.items.clone(),
            shown: done.entries.iter().filter_map(|entry| position.get(entry).copied()).collect(),
            documents: documents.chain(done.untouched.iter().cloned()).chain(held_back.into_iter().flatten()).collect(),
            said: said::keep(&done.said),
            withheld: done.withheld,
            kept: done.kept,
            // What could not be written has to be tried again.
            has_failed: !done.failures.is_empty(),
            reason,
            at: Some(now),
        })
    });
    memos.collect()
}

/// What is known of a run that built everything.
pub(super) fn run(
    report: &Report,
    now: Timestamp,
    next: Option<(Timestamp, String)>,
    ledger: u64,
    discovery: Vec<Said>,
    (present, strays): (HashSet<String>, Vec<String>),
) -> RunMemo {
    let mut present: Vec<String> = present.into_iter().collect();
    present.sort();
    let (next, next_reason) = next.map_or_else(Default::default, |(at, reason)| (Some(at), reason));
    RunMemo {
        now: Some(now),
        next,
        next_reason,
        ledger,
        discovery,
        counts: report.counts(),
        said: said::keep(&report.diagnostics),
        present,
        strays,
    }
}
