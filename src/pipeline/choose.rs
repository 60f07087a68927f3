//! Choosing: which files a run reads, which records they hold, and which feeds want them. Where little has happened, what is
//! near is enough; where that cannot be shown, everything is looked at.

use super::{
    Error,
    build::BuildOptions,
    card::FileMemo,
    catalogue::{Catalogue, Choice, catalogue},
    far::{self, Beyond, Far},
    gather::{self, Gathered},
    ground::{Field, Ground, Holding},
    instance::Instances,
    judge::Judge,
    memory::{self, Memory},
    past::{Brief, FarParts, Forgotten, Past},
    plan::{Plan, plan},
    progress::Progress,
    reader::Reader,
    report::Report,
    rest::Watch,
    said::{self, Said},
};
use crate::{
    config::Publication,
    diagnostic::Diagnostic,
    source::Survey,
    state::{Cache, Cached, Part},
};
use std::sync::Arc;

/// What a choice is made of.
pub(super) struct Setting<'a> {
    pub publication: &'a Publication,
    pub options: &'a BuildOptions,
    pub judge: &'a Judge<'a>,
    /// A reader of no files.
    pub reader: &'a Reader,
    pub survey: &'a Survey,
    pub cache: &'a Cache,
    pub watch: &'a Watch<'a>,
    /// What is to be said of the configuration.
    pub found: &'a [Diagnostic],
    pub progress: &'a dyn Progress,
}

/// What is known of earlier runs.
pub(super) struct Earlier {
    pub past: Result<Past, Forgotten>,
    /// The files of the last run, and the far part that belongs to them; nothing, where there is no past.
    ground: Option<(Ground, Option<FarParts>)>,
}

impl Earlier {
    /// What the cache holds, beside the census of this run.
    pub(super) fn read(brief: Result<Brief, Forgotten>, cache: &Cache, survey: &Survey) -> Self {
        let known = brief.and_then(|brief| {
            let past = brief.past(cache)?;
            let ground = Ground::read(cache, &brief, &past, &survey.census).ok_or(Forgotten::Damaged)?;
            Ok((past, (ground, brief.parts.far)))
        });
        match known {
            Ok((past, ground)) => Self { past: Ok(past), ground: Some(ground) },
            Err(forgotten) => Self::nothing(forgotten),
        }
    }

    const fn nothing(forgotten: Forgotten) -> Self {
        Self { past: Err(forgotten), ground: None }
    }

    /// What is known of feeds, and of files.
    pub(super) fn apart(self) -> (Result<Past, Forgotten>, Option<Ground>) {
        (self.past, self.ground.map(|(ground, _)| ground))
    }

    fn both(&self) -> Option<(&Past, &Ground, Option<FarParts>)> {
        let (ground, far) = self.ground.as_ref()?;
        Some((self.past.as_ref().ok()?, ground, *far))
    }
}

/// What came of it.
pub(super) enum Chosen {
    /// Nothing has to be done, or nothing can be done: the configuration is at fault.
    Nothing(Box<Report>),
    Work(Box<Work>),
}

/// What a run has to work with.
pub(super) struct Work {
    pub reader: Reader,
    pub gathered: Vec<Gathered>,
    pub memory: Memory,
    pub catalogue: Catalogue,
    pub plans: Vec<Plan>,
    pub report: Report,
    /// Whether the clock is behind an earlier run's.
    pub is_behind: bool,
    /// What finding the files brought to light.
    pub discovery: Vec<Said>,
    /// By entry of the census: what stays far without having been looked at.
    pub far: Vec<Holding>,
    /// Its parts of the cache; nothing, where everything was looked at.
    pub far_parts: Option<FarParts>,
}

impl Setting<'_> {
    /// Chooses among all that there is.
    pub(super) fn choose(&self, earlier: &mut Earlier) -> Result<Chosen, Error> {
        if let Some(chosen) = self.near(earlier)? {
            return Ok(chosen);
        }
        let far = match earlier.both() {
            Some((_, _, Some((_, digest)))) => far::files(self.cache, &digest),
            _ => Some(Vec::new()),
        };
        let far = far.unwrap_or_else(|| {
            *earlier = Earlier::nothing(Forgotten::Damaged);
            Vec::new()
        });
        let known = earlier.both().map(|(past, ground, _)| (ground, past, far.as_slice()));
        let mut found = Vec::new();
        let field = Ground::all(self.publication, self.survey, known, &mut found);
        self.among(field, said::keep(&found), earlier)
    }

    /// Chooses among what is near, if that is enough.
    fn near(&self, earlier: &Earlier) -> Result<Option<Chosen>, Error> {
        let Some((past, ground, Some(parts))) = earlier.both() else { return Ok(None) };
        let Some(run) = past.run.as_ref().filter(|_| self.options.is_plain()) else { return Ok(None) };
        let Cached::Whole(bytes) = self.cache.read(Part::Far, Some(&parts.0)) else { return Ok(None) };
        let Some(far) = Far::of(&bytes) else { return Ok(None) };
        let Some(field) = ground.near(self.survey, past, &far) else { return Ok(None) };
        let Some(beyond) = far.beyond(&field.far, self.watch.now) else { return Ok(None) };
        // Another command has taught the ledger something.
        if memory::ledger(self.publication)?.revision()? != run.ledger {
            return Ok(None);
        }
        let far = field.far.clone();
        let (reader, gathered) = self.gathered(field);
        if let Some(report) = self.rest(earlier, &gathered)? {
            return Ok(Some(Chosen::Nothing(Box::new(report))));
        }
        let cards = gathered.iter().filter(|file| file.is_news).filter_map(|file| file.memo.as_ref());
        if cards.flat_map(|memo| &memo.cards).any(|card| beyond.has_id_of(card)) {
            return Ok(None);
        }
        let work = self.work(reader, gathered, run.discovery.clone(), Some(&beyond))?;
        Ok(work.map(|work| Chosen::Work(Box::new(Work { far, far_parts: Some(parts), ..work }))))
    }

    /// Chooses among everything.
    fn among(&self, field: Field, discovery: Vec<Said>, earlier: &Earlier) -> Result<Chosen, Error> {
        let report = self.report(&discovery);
        if report.has_broken_configuration() {
            return Ok(Chosen::Nothing(Box::new(report)));
        }
        let far = field.far.clone();
        let (reader, gathered) = self.gathered(field);
        if let Some(report) = self.rest(earlier, &gathered)? {
            return Ok(Chosen::Nothing(Box::new(report)));
        }
        // Nothing is beyond that could make it give up.
        let work = self.work(reader, gathered, discovery, None)?;
        Ok(work.map_or_else(|| Chosen::Nothing(Box::new(report)), |work| Chosen::Work(Box::new(Work { far, ..work }))))
    }

    fn report(&self, discovery: &[Said]) -> Report {
        let diagnostics = self.found.iter().cloned().chain(said::replay(discovery)).collect();
        Report { diagnostics, ..Report::default() }
    }

    fn gathered(&self, field: Field) -> (Reader, Vec<Gathered>) {
        let (files, known) = field.files.into_iter().unzip();
        let reader = self.reader.of(files);
        let gathered = gather::gather(&reader, known, self.judge, self.watch.now);
        (reader, gathered)
    }

    /// The report of a run for which nothing has changed, though some files had to be read to see that.
    fn rest(&self, earlier: &Earlier, gathered: &[Gathered]) -> Result<Option<Report>, Error> {
        let Some((past, ground, far)) = earlier.both().filter(|_| self.options.is_plain()) else { return Ok(None) };
        let Some((mut report, past)) = self.watch.by_cards(past, ground, gathered)? else { return Ok(None) };
        if !self.options.dry_run {
            let kept = ground.keep(self.cache, &self.survey.census);
            let written = kept.and_then(|kept| past.write(self.cache, &self.survey.census, kept, far));
            report.forgets = written.err().map(|cause| cause.to_string());
        }
        Ok(Some(report))
    }

    /// Opens the ledger and chooses; `None`, if what is beyond may matter.
    fn work(
        &self,
        reader: Reader,
        mut gathered: Vec<Gathered>,
        discovery: Vec<Said>,
        beyond: Option<&Beyond<'_>>,
    ) -> Result<Option<Work>, Error> {
        let (publication, options) = (self.publication, self.options);
        let mut report = self.report(&discovery);
        self.progress.stage("opening the ledger");
        let asked_for = || {
            self.progress.stage("asking the feeds' addresses what is published");
            let cards =
                gathered.iter().filter_map(|file| file.memo.as_ref()).flat_map(|memo: &Arc<FileMemo>| &memo.cards);
            Instances::asked_for(&publication.feeds, cards.map(AsRef::as_ref))
        };
        let mut memory = Memory::open(publication, self.watch.now, asked_for)?;
        if beyond.is_some_and(|beyond| memory.is_fresh || beyond.meets(&memory.register)) {
            return Ok(None);
        }
        let behind = memory.clock_behind(publication);
        let is_behind = behind.is_some();
        report.diagnostics.extend(behind);
        let labels = |name: &str| memory.label(name);
        let allows_deletions = options.allow_deletions;
        let choice = Choice { now: self.watch.now, labels: &labels, allows_deletions, beyond };
        let (register, judge) = (&memory.register, self.judge);
        let catalogue = catalogue(publication, &reader, judge, &mut gathered, register, &choice, &mut report);
        let plans = plan(publication, &catalogue, &options.feeds, &mut report)?;
        if beyond.is_some_and(|beyond| !beyond.leaves(publication, &catalogue, &plans)) {
            return Ok(None);
        }
        memory.take_down(&catalogue);
        let (far, far_parts) = (Vec::new(), None);
        let work = Work { reader, gathered, memory, catalogue, plans, report, is_behind, discovery, far, far_parts };
        Ok(Some(work))
    }
}
