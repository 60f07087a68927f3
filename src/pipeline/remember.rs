//! Remembering: what a run did becomes the past of the next one.

use super::{
    card::{Card, FileMemo},
    catalogue::Catalogue,
    desk::Done,
    gather::Gathered,
    past::{Digest, Environment, FeedMemo, Forgotten, Impression, Output, Past, RunMemo, UNFINISHED, digest},
    press::{Shown, Wanted},
    report::{Outcome, Report},
    said,
    stale::{Order, State},
    stamp::Stamp,
};
use crate::{
    state::Cache,
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
    pub files: Vec<Arc<FileMemo>>,
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

/// Puts it into the cache. A cache that cannot be written costs time and nothing else.
pub(super) fn keep(cache: &Cache, past: &Past, report: &mut Report) {
    report.forgets = cache.write(&past.to_bytes()).err().map(|cause| cause.to_string());
}

/// All files, with the cards that were judged anew.
pub(super) fn files(gathered: Vec<Gathered>, judged: Vec<(usize, usize, Arc<Card>)>) -> Vec<Arc<FileMemo>> {
    let mut by_file: HashMap<usize, Vec<(usize, Arc<Card>)>> = HashMap::new();
    for (file, number, card) in judged {
        by_file.entry(file).or_default().push((number, card));
    }
    let memos = gathered.into_iter().enumerate().filter_map(|(file, gathered)| {
        let memo = gathered.memo?;
        let Some(judged) = by_file.remove(&file) else { return Some(memo) };
        let mut memo = FileMemo::clone(&memo);
        judged.into_iter().for_each(|(number, card)| memo.cards[number] = card);
        Some(Arc::new(memo))
    });
    memos.collect()
}

/// What is known of every entry that a feed of this run shows or would show.
pub(super) fn impressions(
    past: &Result<Past, Forgotten>,
    orders: &[Order<'_>],
    versions: &[Digest],
    styles: &[Digest],
    wanted: &[Wanted],
    shown: &mut [Shown],
    catalogue: &Catalogue,
) -> Vec<Impression> {
    let numbers: HashSet<usize> = orders.iter().flat_map(|order| &order.plan.entries).copied().collect();
    let mut impressions: Vec<Impression> = numbers
        .into_iter()
        .map(|number| {
            let entry = &catalogue.entries[number];
            let id = entry.id.as_str();
            let before = past.as_ref().ok().and_then(|past| past.impression(id));
            let before = before.filter(|before| before.version == versions[number]);
            let mut fragments: BTreeMap<(Digest, Format), Option<Digest>> =
                before.into_iter().flat_map(|before| &before.fragments).map(|(s, f, text)| ((*s, *f), *text)).collect();
            for &(style, format) in &wanted[number] {
                let text = shown[number].fragments.get(&(style, format));
                fragments.insert((styles[style], format), text.map(|judged| digest(judged.text.as_bytes())));
            }
            let mut all = before.map(|before| before.said.clone()).unwrap_or_default();
            for said in said::keep(&std::mem::take(&mut shown[number].diagnostics)) {
                if !all.contains(&said) {
                    all.push(said);
                }
            }
            let fragments = fragments.into_iter().map(|((style, format), text)| (style, format, text)).collect();
            Impression { id: id.to_owned(), version: versions[number], fragments, said: all }
        })
        .collect();
    impressions.sort_by(|a, b| a.id.cmp(&b.id));
    impressions
}

/// What is known of every feed of this run.
pub(super) fn feeds(
    orders: &[Order<'_>],
    built: &mut [(&Order<'_>, Done)],
    output: &Path,
    now: Timestamp,
) -> Vec<FeedMemo> {
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
            stamp: Stamp::of(&output.join(&issued.path)).ok(),
        });
        let held_back = done.is_held_back.then(|| {
            order.documents.iter().map(|(format, path)| Output {
                path: path.clone(),
                format: *format,
                items: order.plan.entries.len(),
                held_back: true,
                was_written: false,
                bytes: 0,
                digest: super::memory::digest_of(&output.join(path)),
                stamp: Stamp::of(&output.join(path)).ok(),
            })
        });
        Some(FeedMemo {
            name: order.name.clone(),
            // What could not be written has to be tried again, however little has changed.
            fingerprint: if done.failures.is_empty() { order.fingerprint } else { UNFINISHED },
            items: order.items.clone(),
            shown: done.entries.iter().filter_map(|entry| position.get(entry).copied()).collect(),
            documents: documents.chain(held_back.into_iter().flatten()).collect(),
            said: said::keep(&done.said),
            withheld: done.withheld,
            kept: done.kept,
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
    discovery: Digest,
    strays: Vec<String>,
) -> RunMemo {
    let (next, next_reason) = next.map_or_else(Default::default, |(at, reason)| (Some(at), reason));
    RunMemo {
        now: Some(now),
        next,
        next_reason,
        ledger,
        discovery,
        counts: report.counts(),
        said: said::keep(&report.diagnostics),
        strays,
    }
}
