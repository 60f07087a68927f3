//! Concluding: documents get their names, and the ledger learns what they show.

use super::{
    Error,
    catalogue::Entry,
    deliveries,
    desk::Done,
    memory::{FeedShown, Issued, Memory},
    progress::Progress,
    report::Outcome,
    stale::{Order, State},
};
use crate::{
    config::{History, Publication},
    publish::Publisher,
};
use std::collections::HashMap;

/// Writes down what is about to be replaced, replaces it, and writes down what is published now and who is to be told.
///
/// # Errors
/// A document could not get its name, or the ledger cannot be written. The next run completes what was begun.
pub(super) fn conclude(
    publication: &Publication,
    publisher: Publisher,
    memory: &mut Memory,
    orders: &[Order<'_>],
    built: &[(&Order<'_>, Done)],
    entries: &[Entry],
    progress: &dyn Progress,
) -> Result<(), Error> {
    let written: Vec<&Issued> = built
        .iter()
        .flat_map(|(_, done)| &done.documents)
        .filter(|(_, outcome)| *outcome == Outcome::Written)
        .map(|(document, _)| document)
        .collect();
    memory.begin(&written, deliveries::of_build(publication, built, entries, memory))?;
    publisher.commit()?;
    progress.stage("recording");
    let shown: Vec<FeedShown> = shown_by(publication, orders, built, entries, memory);
    let removed: Vec<String> = built.iter().flat_map(|(_, done)| &done.removed).cloned().collect();
    let issued: Vec<&Issued> = built
        .iter()
        .flat_map(|(_, done)| &done.documents)
        .filter(|(_, outcome)| *outcome != Outcome::HeldBack)
        .map(|(document, _)| document)
        .collect();
    memory.conclude(entries, &shown, &issued, removed)?;
    Ok(())
}

/// What every feed of the run shows, also of those that were left as they were.
fn shown_by(
    publication: &Publication,
    orders: &[Order<'_>],
    built: &[(&Order<'_>, Done)],
    entries: &[Entry],
    memory: &Memory,
) -> Vec<FeedShown> {
    let done: HashMap<&str, &Done> = built.iter().map(|(order, done)| (order.name.as_str(), done)).collect();
    orders
        .iter()
        .filter_map(|order| {
            let shown = match (&order.state, done.get(order.name.as_str())) {
                (State::Fresh(memo), _) if memo.documents.iter().any(|document| document.held_back) => return None,
                (State::Fresh(memo), _) => {
                    memo.shown.iter().map(|&position| order.plan.entries[position as usize]).collect()
                }
                (State::Stale(_), Some(done)) if !done.is_held_back => done.entries.clone(),
                (State::Stale(_), _) => return None,
            };
            let feed = &publication.feeds[order.plan.instance.feed];
            let label = order.plan.instance.value.as_ref().map(|(_, label)| label.clone());
            let archived = match feed.history {
                History::None => Vec::new(),
                // Every page is written with what it says now.
                History::Pages => order.plan.all.clone(),
                History::Archive { .. } => {
                    let all = order.plan.all.iter().copied();
                    all.filter(|&entry| {
                        memory.page(&entries[entry], &order.name).is_some() && memory.is_news(&entries[entry])
                    })
                    .collect()
                }
            };
            let closing = order.division.iter().flat_map(|division| &division.closing);
            let pages = closing.flat_map(|(page, members)| members.iter().map(|&entry| (entry, *page))).collect();
            let name = order.name.clone();
            Some(FeedShown {
                name,
                id: order.id.clone(),
                show: order.show.clone(),
                label,
                entries: shown,
                archived,
                pages,
            })
        })
        .collect()
}
