//! Choosing: which files a run reads, which records they hold, and which feeds want them. Where little has happened, what is
//! near is enough; where that cannot be shown, everything is looked at.

use super::{
    Error,
    build::BuildOptions,
    catalogue::{Catalogue, Choice, catalogue},
    far::{self, Beyond, Far},
    gather::{self, Gathered, Gatherer, Known},
    ground::{Field, Ground, Holding},
    instance::Instances,
    judge::Judge,
    media::Shelf,
    memory::{self, Memory},
    past::{Brief, FarParts, Forgotten, Past},
    plan::{Plan, plan},
    progress::Progress,
    reader::{Held, Reader},
    report::Report,
    rest::Watch,
    said::{self, Said},
    sieve::{self, Sifted, Spool},
};
use crate::{
    config::Publication,
    diagnostic::Diagnostic,
    source::{Kind, Survey},
    state::Cache,
};
use std::sync::Arc;

const KIBIBYTE: u64 = 1024;

/// What a choice is made of.
pub(super) struct Setting<'a> {
    pub publication: &'a Publication,
    pub options: &'a BuildOptions,
    pub judge: &'a Judge<'a>,
    /// A reader of no files.
    pub reader: &'a Reader,
    pub survey: Survey,
    /// Whether the rows of tables are counted already.
    pub is_traced: bool,
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
    pub(super) fn read(brief: Result<Brief, Forgotten>, cache: &Cache, survey: &Survey, shelf: &Shelf) -> Self {
        let known = brief.and_then(|brief| {
            let past = brief.past(cache)?;
            let mut ground = Ground::read(cache, &brief, &past, &survey.census).ok_or(Forgotten::Damaged)?;
            ground.stir(&survey.census, &shelf.stirred());
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
    /// What a sieve has let go of tables.
    pub sifted: Option<Sifted>,
}

impl Setting<'_> {
    /// Chooses among all that there is.
    pub(super) fn choose(&mut self, earlier: &mut Earlier) -> Result<Chosen, Error> {
        let mut found = self.reader.tables().notes()?;
        if let Some(chosen) = self.near(earlier, &said::keep(&found))? {
            return Ok(chosen);
        }
        let far = match earlier.both() {
            Some((_, _, Some(parts))) => far::files(self.cache, &parts.full),
            _ => Some(Vec::new()),
        };
        let far = far.unwrap_or_else(|| {
            *earlier = Earlier::nothing(Forgotten::Damaged);
            Vec::new()
        });
        let known = earlier.both().map(|(past, ground, _)| (ground, past, far.as_slice()));
        let field = Ground::all(self.publication, &self.survey, known, &mut found);
        self.among(field, said::keep(&found), earlier)
    }

    /// Chooses among what is near, if that is enough: not where something else is to be said of the tables as a whole.
    fn near(&self, earlier: &Earlier, notes: &[Said]) -> Result<Option<Chosen>, Error> {
        let Some((past, ground, Some(parts))) = earlier.both() else { return Ok(None) };
        // What was fetched is called by another name than its copy.
        let is_fetched = self.publication.sources.iter().any(|source| !source.remote.urls.is_empty());
        let Some(run) = past.run.as_ref().filter(|_| self.options.is_plain() && !is_fetched) else { return Ok(None) };
        if !run.discovery.iter().filter(|said| said.is_about_table()).eq(notes) {
            return Ok(None);
        }
        let Some(far) = Far::read(self.cache, &parts) else { return Ok(None) };
        let field = ground.near(&self.survey, past, &far).filter(|field| !self.has_list_to_sift(field));
        let Some(field) = field else { return Ok(None) };
        let Some(beyond) = far.beyond(&field.far, self.watch.now) else { return Ok(None) };
        // Another command has taught the ledger something.
        if memory::ledger(self.publication)?.revision()? != run.ledger {
            return Ok(None);
        }
        let far = field.far.clone();
        let (reader, gathered) = self.gathered(field)?;
        if gathered.iter().any(|file| file.is_torn) {
            return Ok(None);
        }
        if let Some(report) = self.rest(earlier, &gathered)? {
            return Ok(Some(Chosen::Nothing(Box::new(report))));
        }
        let memory = self.memory(&reader, &gathered)?;
        let news = gathered.iter().filter(|file| file.is_news).filter_map(|file| file.memo.as_ref());
        let cards = news.flat_map(|memo| &memo.cards).map(Arc::as_ref);
        if memory.is_fresh || beyond.meets(&memory.register, cards, self.cache) {
            return Ok(None);
        }
        let work = self.work(memory, reader, gathered, run.discovery.clone(), Some(&beyond))?;
        Ok(work.map(|work| Chosen::Work(Box::new(Work { far, far_parts: Some(parts), ..work }))))
    }

    /// Chooses among everything.
    fn among(&mut self, field: Field, discovery: Vec<Said>, earlier: &Earlier) -> Result<Chosen, Error> {
        let report = self.report(&discovery);
        if report.has_broken_configuration() {
            return Ok(Chosen::Nothing(Box::new(report)));
        }
        let has_tables = !self.reader.tables().is_empty();
        // What is known of all records is better than reading them again.
        let is_unknown = |(held, known): &(Held, Known)| {
            let is_part = known.memo.as_ref().is_none_or(|memo| !memo.is_whole());
            is_part || !known.is_unchanged && self.is_long_list(held)
        };
        let knows_little = earlier.both().is_none() || field.files.iter().any(is_unknown);
        if !has_tables && knows_little && self.sifts(&field) {
            let work = self.with_many(field, discovery)?;
            return Ok(work.map_or_else(|| Chosen::Nothing(Box::new(report)), |work| Chosen::Work(Box::new(work))));
        }
        let (reader, gathered) = self.gathered(field)?;
        if !has_tables && let Some(report) = self.rest(earlier, &gathered)? {
            return Ok(Chosen::Nothing(Box::new(report)));
        }
        let memory = self.memory(&reader, &gathered)?;
        let work = if has_tables {
            self.with_rows((reader, gathered), memory, discovery)?
        } else {
            // Nothing is beyond that could make it give up.
            self.work(memory, reader, gathered, discovery, None)?
        };
        let far = vec![Holding::NOTHING; self.survey.census.len()];
        Ok(work.map_or_else(|| Chosen::Nothing(Box::new(report)), |work| Chosen::Work(Box::new(Work { far, ..work }))))
    }

    /// Whether so many files are read that not all of them are kept in memory.
    fn sifts(&self, field: &Field) -> bool {
        let has_list = || field.files.iter().any(|(held, _)| self.is_long_list(held));
        (field.files.len() >= self.options.sifted_from || has_list()) && self.may_sift()
    }

    /// Whether files and records of lists may be let go: not where what subscribers have at the feeds' addresses is asked for
    /// once all are known.
    fn may_sift(&self) -> bool {
        !self.publication.adopt_live && !self.brings_files()
    }

    /// Whether every record brings its media files to the output directory, whichever feed shows it.
    fn brings_files(&self) -> bool {
        self.publication.media.output.is_some()
    }

    /// Whether a long list has changed of which all records were kept.
    fn has_list_to_sift(&self, field: &Field) -> bool {
        let is_it = |(held, known): &(Held, Known)| {
            let is_whole = known.memo.as_ref().is_none_or(|memo| memo.is_whole());
            !known.is_unchanged && is_whole && self.is_long_list(held)
        };
        self.may_sift() && field.files.iter().any(is_it)
    }

    /// Whether a file holds a list, of which the records are looked at one by one.
    fn is_long_list(&self, held: &Held) -> bool {
        let is_list = matches!(held.file.kind, Kind::JsonLines | Kind::Csv);
        let size = || std::fs::metadata(&held.file.path).map_or(0, |metadata| metadata.len());
        is_list && size() / KIBIBYTE >= self.options.sifted_from as u64
    }

    /// Chooses among very many files, or long lists, of which little is known.
    fn with_many(&self, field: Field, discovery: Vec<Said>) -> Result<Option<Work>, Error> {
        let (files, known): (Vec<Held>, Vec<Known>) = field.files.into_iter().unzip();
        let all = self.reader.of(files);
        let memory = self.memory(&all, &[])?;
        self.progress.stage("reading records");
        let gatherer = Gatherer { reader: &all, judge: self.judge, now: self.watch.now, budget: None };
        let state = self.publication.root.join(&self.publication.state);
        let spool = if self.options.dry_run { Spool::nowhere() } else { Spool::in_directory(&state) };
        let is_list = |file: usize| self.is_long_list(&all.files()[file]) && !all.is_of_feed(file);
        let sifted = sieve::sift_files(self.publication, &gatherer, &memory.register, known.clone(), &is_list, spool);
        if let Some(mut sifted) = sifted {
            let near = std::mem::take(&mut sifted.near).into_iter();
            let near = near.map(|(file, gathered)| (all.files()[file as usize].clone(), gathered));
            let (held, gathered): (Vec<Held>, _) = near.unzip();
            let beyond = sifted.beyond();
            if let Some(work) = self.work(memory, all.of(held), gathered, discovery.clone(), Some(&beyond))? {
                return Ok(Some(Work { far: field.far, sifted: Some(sifted), ..work }));
            }
        }
        // What was let go may matter after all.
        let gathered = gather::gather(&all, known, self.judge, self.watch.now)?;
        let memory = self.memory(&all, &gathered)?;
        let work = self.work(memory, all, gathered, discovery, None)?;
        Ok(work.map(|work| Work { far: field.far, ..work }))
    }

    /// Chooses among these files and the rows of all tables.
    fn with_rows(
        &mut self,
        (files, gathered): (Reader, Vec<Gathered>),
        memory: Memory,
        discovery: Vec<Said>,
    ) -> Result<Option<Work>, Error> {
        self.progress.stage("reading rows");
        let gatherer = Gatherer { reader: self.reader, judge: self.judge, now: self.watch.now, budget: None };
        let is_traced = std::mem::replace(&mut self.is_traced, true);
        let survey = &mut self.survey;
        let mut sifted = sieve::sift_rows(self.publication, &gatherer, &memory.register, &gathered, survey, is_traced)?;
        if self.brings_files() {
            let (reader, gathered) = self.together(files, gathered, sieve::all(&gatherer)?);
            return self.work(memory, reader, gathered, discovery, None);
        }
        let near = std::mem::take(&mut sifted.near);
        let beyond = sifted.beyond();
        let (reader, gathered) = self.together(files, gathered, near);
        let files = reader.of(reader.files().iter().filter(|held| held.file.row.is_none()).cloned().collect());
        let work = self.work(memory, reader, gathered, discovery.clone(), Some(&beyond))?;
        if let Some(work) = work {
            return Ok(Some(Work { sifted: Some(sifted), ..work }));
        }
        // What was let go may matter after all.
        let known = vec![Known::default(); files.len()];
        let gathered = gather::gather(&files, known, self.judge, self.watch.now)?;
        let memory = self.memory(&files, &gathered)?;
        let (reader, gathered) = self.together(files, gathered, sieve::all(&gatherer)?);
        self.work(memory, reader, gathered, discovery, None)
    }

    /// Files and rows together, in the byte order of their names.
    fn together(&self, files: Reader, gathered: Vec<Gathered>, rows: Vec<(u32, Gathered)>) -> (Reader, Vec<Gathered>) {
        let rows = sieve::held(&self.survey, rows);
        let mut all: Vec<(Held, Gathered)> = files.files().iter().cloned().zip(gathered).chain(rows).collect();
        all.sort_by(|(a, _), (b, _)| a.file.name.cmp(&b.file.name));
        let (held, gathered) = all.into_iter().unzip();
        (files.of(held), gathered)
    }

    fn report(&self, discovery: &[Said]) -> Report {
        let diagnostics = self.found.iter().cloned().chain(said::replay(discovery)).collect();
        Report { diagnostics, ..Report::default() }
    }

    fn gathered(&self, field: Field) -> Result<(Reader, Vec<Gathered>), Error> {
        let (files, known) = field.files.into_iter().unzip();
        let reader = self.reader.of(files);
        let gathered = gather::gather(&reader, known, self.judge, self.watch.now)?;
        Ok((reader, gathered))
    }

    /// Opens the ledger.
    fn memory(&self, reader: &Reader, gathered: &[Gathered]) -> Result<Memory, Error> {
        self.progress.stage("opening the ledger");
        let asked_for = || {
            self.progress.stage("asking the feeds' addresses what is published");
            let instances = Instances::new(&self.publication.feeds);
            let memos = gathered.iter().filter_map(|file| file.memo.as_ref());
            memos.flat_map(|memo| &memo.cards).for_each(|card| instances.ask(card));
            let gatherer = Gatherer { reader, judge: self.judge, now: self.watch.now, budget: None };
            sieve::ask(&gatherer, &instances)?;
            Ok(instances.sorted())
        };
        Memory::open(self.publication, self.watch.now, asked_for)
    }

    /// The report of a run for which nothing has changed, though some files had to be read to see that.
    fn rest(&self, earlier: &Earlier, gathered: &[Gathered]) -> Result<Option<Report>, Error> {
        let Some((past, ground, far)) = earlier.both().filter(|_| self.options.is_plain()) else { return Ok(None) };
        if !self.reader.shelf().is_at_rest() {
            return Ok(None);
        }
        let Some((mut report, past)) = self.watch.by_cards(past, ground, gathered)? else { return Ok(None) };
        if !self.options.dry_run {
            let (census, tables) = (&self.survey.census, self.reader.tables());
            let kept = ground.keep(self.cache, census);
            let shelf = self.reader.shelf().write(self.cache, census);
            let written = kept.and_then(|kept| past.write(self.cache, census, tables, kept, far, shelf?));
            report.forgets = written.err().map(|cause| cause.to_string());
        }
        Ok(Some(report))
    }

    /// Chooses; `None`, if what is beyond may matter.
    fn work(
        &self,
        mut memory: Memory,
        reader: Reader,
        mut gathered: Vec<Gathered>,
        discovery: Vec<Said>,
        beyond: Option<&Beyond>,
    ) -> Result<Option<Work>, Error> {
        let (publication, options) = (self.publication, self.options);
        let mut report = self.report(&discovery);
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
        let (far, far_parts, sifted) = (Vec::new(), None, None);
        let work =
            Work { reader, gathered, memory, catalogue, plans, report, is_behind, discovery, far, far_parts, sifted };
        Ok(Some(work))
    }
}
