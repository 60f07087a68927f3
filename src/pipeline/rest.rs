//! Rest: that nothing has to be done, proven without opening a source or loading the ledger.

use super::{
    Error,
    gather::{Gathered, News},
    memory::ledger,
    past::{Digest, Look, Past},
    report::Report,
    said,
};
use crate::{config::Publication, value::Timestamp};
use rayon::prelude::*;
use std::collections::HashSet;

/// A run that has nothing to do.
pub(super) struct Rest {
    /// What the last run said, said again.
    pub report: Report,
    /// What is known from now on, if that is more: files that were too new to be known by their stamps alone.
    pub past: Option<Past>,
}

/// The report of a run that has nothing to do; `None` if anything might have changed.
pub(super) fn nothing_to_do(
    publication: &Publication,
    past: &Past,
    gathered: &[Gathered],
    discovery: Digest,
    now: Timestamp,
) -> Result<Option<Rest>, Error> {
    let Some(run) = &past.run else { return Ok(None) };
    let is_due = run.now.is_none_or(|last| now < last) || run.next.is_some_and(|next| now >= next);
    let is_same = |file: &Gathered| file.failure.is_none() && matches!(file.news, News::Unopened | News::Same);
    if is_due || run.discovery != discovery || gathered.len() != past.files.len() || !gathered.iter().all(is_same) {
        return Ok(None);
    }
    if ledger(publication)?.revision()? != run.ledger {
        return Ok(None);
    }
    let output = publication.root.join(&publication.output);
    let documents: Vec<_> = past.feeds.iter().flat_map(|feed| &feed.documents).collect();
    let looks: Vec<Look> = documents.par_iter().map(|document| document.look(&output)).collect();
    if looks.iter().any(|look| matches!(look, Look::Other)) {
        return Ok(None);
    }
    let present = past.feeds.iter().map(|feed| feed.name.clone()).collect();
    if !strays(publication, &present).iter().map(|(_, stray)| stray).eq(&run.strays) {
        return Ok(None);
    }
    let mut report = run.report(&past.feeds);
    report.diagnostics = said::replay(&run.said).collect();
    let is_news =
        gathered.iter().any(|file| file.news == News::Same) || looks.iter().any(|look| matches!(look, Look::Same(_)));
    if !is_news {
        return Ok(Some(Rest { report, past: None }));
    }
    let mut past = past.clone();
    past.files = gathered.iter().filter_map(|file| file.memo.clone()).collect();
    for (document, look) in past.feeds.iter_mut().flat_map(|feed| &mut feed.documents).zip(looks) {
        if let Look::Same(stamp) = look {
            document.stamp = Some(stamp);
        }
    }
    Ok(Some(Rest { report, past: Some(past) }))
}

/// Directories with documents of values of `each` feeds that no record has any more: the number of the feed, and its name.
/// `present` are the names of the feeds that there are.
pub(super) fn strays(publication: &Publication, present: &HashSet<String>) -> Vec<(usize, String)> {
    let output = publication.root.join(&publication.output);
    let mut all = Vec::new();
    for (number, feed) in publication.feeds.iter().enumerate().filter(|(_, feed)| feed.each.is_some()) {
        let Ok(listing) = std::fs::read_dir(output.join(&feed.name)) else { continue };
        let names = listing.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut gone: Vec<String> = names
            .map(|slug| format!("{}/{slug}", feed.name))
            .filter(|name| !present.contains(name))
            .filter(|name| feed.formats.iter().any(|format| output.join(name).join(format.file_name()).is_file()))
            .collect();
        gone.sort();
        all.extend(gone.into_iter().map(|name| (number, name)));
    }
    all
}
