//! Rest: that nothing has to be done, proven without opening a source or loading the ledger.

use super::{
    Error,
    gather::Gathered,
    ground::Ground,
    media,
    memory::ledger,
    past::{Brief, Look, Output, Past, RunMemo},
    report::Report,
    tables::Tables,
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Place, rules},
    source::Census,
    state::Cache,
    value::Timestamp,
};
use rayon::prelude::*;
use std::collections::HashSet;

/// What a run with nothing to do depends on beside the files.
pub(super) struct Watch<'a> {
    pub publication: &'a Publication,
    pub now: Timestamp,
}

impl Watch<'_> {
    /// The report of a run that has nothing to do, where the stamps of all files prove it, and what is known of the documents
    /// from now on, if that is more; `None` if anything might have changed.
    pub(super) fn by_stamps(
        &self,
        brief: &Brief,
        census: &Census,
        tables: &Tables,
        cache: &Cache,
    ) -> Result<Option<(Report, Option<Brief>)>, Error> {
        let Some(run) = &brief.run else { return Ok(None) };
        if !brief.patch.racy.is_empty() || brief.census != census.digest() {
            return Ok(None);
        }
        if brief.quick != tables.quick() || brief.quick.contains(&None) {
            return Ok(None);
        }
        if !media::are_as_they_were(cache, &self.publication.root, &brief.parts.media, self.now) {
            return Ok(None);
        }
        let Some(looks) = self.look(run, &brief.documents)? else { return Ok(None) };
        let is_proven = looks.iter().all(|look| matches!(look, Look::Proven));
        Ok(Some((run.report(&brief.documents), (!is_proven).then(|| brief.with(looks)))))
    }

    /// The same, where some files had to be read again since they were too new to be known by their stamps: the report, and
    /// what is known from now on.
    pub(super) fn by_cards(
        &self,
        past: &Past,
        ground: &Ground,
        gathered: &[Gathered],
    ) -> Result<Option<(Report, Past)>, Error> {
        let Some(run) = &past.run else { return Ok(None) };
        if !ground.has_the_same_files() || gathered.iter().any(|file| file.failure.is_some() || file.is_news) {
            return Ok(None);
        }
        let documents: Vec<Output> = past.feeds.iter().flat_map(|feed| &feed.documents).cloned().collect();
        let Some(looks) = self.look(run, &documents)? else { return Ok(None) };
        let report = run.report(&documents);
        let mut past = past.clone();
        for (document, look) in past.feeds.iter_mut().flat_map(|feed| &mut feed.documents).zip(looks) {
            if let Look::Same(stamp) = look {
                document.stamp = Some(stamp);
            }
        }
        Ok(Some((report, past)))
    }

    /// What looking at the documents shows, if neither the clock nor the ledger nor the output has anything new.
    fn look(&self, run: &RunMemo, documents: &[Output]) -> Result<Option<Vec<Look>>, Error> {
        let is_due = run.now.is_none_or(|last| self.now < last) || run.next.is_some_and(|next| self.now >= next);
        if is_due || ledger(self.publication)?.revision()? != run.ledger {
            return Ok(None);
        }
        let output = self.publication.root.join(&self.publication.output);
        let looks: Vec<Look> = documents.par_iter().map(|document| document.look(&output)).collect();
        let present = run.present.iter().cloned().collect();
        let is_quiet = !looks.iter().any(|look| matches!(look, Look::Other))
            && strays(self.publication, &present).iter().map(|(_, stray)| stray).eq(&run.strays);
        Ok(is_quiet.then_some(looks))
    }
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

/// Values of `each` feeds that have disappeared: their last document stays, and somebody should know. Gives back their
/// directories.
pub(super) fn gone_values(
    publication: &Publication,
    present: &HashSet<String>,
    names: &[String],
    report: &mut Report,
) -> Vec<String> {
    if !names.is_empty() {
        return Vec::new();
    }
    let gone = strays(publication, present);
    for (number, stray) in &gone {
        let feed = &publication.feeds[*number];
        let place = Place::file(publication.file.clone()).field(format!("feed {stray}"));
        let message = format!("no record has this {} any more; its last documents stay", feed.name);
        report.diagnostics.push(
            Diagnostic::new(&rules::feed::FEED_VALUE_GONE, place, message)
                .help("remove the directory once its subscribers have moved on"),
        );
    }
    gone.into_iter().map(|(_, stray)| stray).collect()
}
