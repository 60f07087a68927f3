//! Rest: that nothing has to be done, proven without opening a source or loading the ledger.

use super::{
    Error,
    gather::{self, Gathered, News, Stamps},
    memory::ledger,
    past::{Brief, Digest, Output, Past, RunMemo},
    reader::Reader,
    report::Report,
    stamp::Stamp,
};
use crate::{config::Publication, value::Timestamp};
use rayon::prelude::*;

/// What a run with nothing to do depends on beside the files.
pub(super) struct Watch<'a> {
    pub publication: &'a Publication,
    /// Of what finding the files brought to light.
    pub discovery: Digest,
    pub now: Timestamp,
}

impl Watch<'_> {
    /// The report of a run that has nothing to do, where the stamps of all files prove it; `None` if anything might have
    /// changed.
    pub(super) fn by_stamps(
        &self,
        brief: &Brief<'_>,
        reader: &Reader,
        stamps: &[Stamps],
    ) -> Result<Option<Report>, Error> {
        let Some(run) = &brief.run else { return Ok(None) };
        let is_same = |number: usize| {
            let (known, (file, source)) = (&brief.files[number], reader.file(number));
            let stamps = stamps[number].as_ref();
            known.name == &*file.name
                && known.source == source
                && stamps.is_ok_and(|stamps| gather::proves(stamps, (&known.stamp, &known.sidecar)))
        };
        let is_settled = brief.documents.iter().all(|document| !document.stamp.is_some_and(Stamp::is_racy));
        if stamps.len() != brief.files.len()
            || !is_settled
            || !(0..stamps.len()).all(is_same)
            || !self.is_quiet(run, &brief.documents)?
        {
            return Ok(None);
        }
        Ok(Some(run.report(&brief.documents)))
    }

    /// The same, where some files had to be read again since they were too new to be known by their stamps: the report, and
    /// what is known from now on.
    pub(super) fn by_cards(&self, past: &Past, gathered: &[Gathered]) -> Result<Option<(Report, Past)>, Error> {
        let Some(run) = &past.run else { return Ok(None) };
        let is_same = |file: &Gathered| file.failure.is_none() && matches!(file.news, News::Unopened | News::Same);
        let documents: Vec<Output> = past.feeds.iter().flat_map(|feed| &feed.documents).cloned().collect();
        if gathered.len() != past.files.len() || !gathered.iter().all(is_same) || !self.is_quiet(run, &documents)? {
            return Ok(None);
        }
        let report = run.report(&documents);
        let output = self.publication.root.join(&self.publication.output);
        let mut past = past.clone();
        past.files = gathered.iter().filter_map(|file| file.memo.clone()).collect();
        for document in past.feeds.iter_mut().flat_map(|feed| &mut feed.documents) {
            if document.stamp.is_some_and(Stamp::is_racy) {
                document.stamp = Stamp::of(&output.join(&document.path)).ok();
            }
        }
        Ok(Some((report, past)))
    }

    /// Whether neither the clock nor the ledger nor the output has anything new.
    fn is_quiet(&self, run: &RunMemo, documents: &[Output]) -> Result<bool, Error> {
        let is_due = run.now.is_none_or(|last| self.now < last) || run.next.is_some_and(|next| self.now >= next);
        if is_due || run.discovery != self.discovery || ledger(self.publication)?.revision()? != run.ledger {
            return Ok(false);
        }
        let output = self.publication.root.join(&self.publication.output);
        Ok(documents.par_iter().all(|document| document.is_untouched(&output))
            && run.strays.iter().all(|stray| output.join(stray).is_dir()))
    }
}
