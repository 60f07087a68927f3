//! `build`: records -> feeds.

use super::{
    Error,
    archive::{Archivist, Division},
    catalogue::earlier,
    choose::{Chosen, Earlier, Setting, Work},
    conclude::conclude,
    desk::{Desk, Done, Sink},
    far::Ridge,
    ground::Pile,
    judge::Judge,
    masthead::Masthead,
    media::Shelf,
    past::{Brief, Digest, Environment, FeedMemo, Forgotten, digest_of},
    people,
    plan::{self, place_of, styles},
    press::{self, Press, Shown, Wanted},
    progress::Progress,
    reader::{self, Reader},
    remember::{self, Remembered},
    report::Report,
    rest::{self, Watch},
    said, show,
    stale::{self, Bench, Order, State},
    tables::Tables,
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, rules},
    document,
    publish::Publisher,
    state::Cache,
    value::Clock,
};
use rayon::prelude::*;
use std::collections::HashSet;

/// What a build is asked to do.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The run's "now".
    pub clock: Clock,
    /// Only these feeds (`news`, `category`, `category/politics`); all if empty.
    pub feeds: Vec<String>,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// Whether what subscribers would see is worked out.
    pub compares: bool,
    /// Feeds that may show their subscribers again what they have.
    pub allow_flood: Vec<String>,
    /// Whether everything that is gone from the sources was deleted, however much it is.
    pub allow_deletions: bool,
    /// Whether what is known of earlier runs is left aside, so that everything is read again.
    pub no_cache: bool,
    /// From how many files on, and from how many KiB of a list on, what no feed shows soon is not kept in memory while the
    /// rest is read. It decides about memory and speed, and about nothing else.
    pub sifted_from: usize,
}

/// The records of fewer files fit into memory, and none of them is read twice.
const SIFTED_FROM: usize = 4096;

impl BuildOptions {
    /// All feeds, written, nothing unusual allowed.
    #[must_use]
    pub const fn new(clock: Clock) -> Self {
        Self {
            clock,
            feeds: Vec::new(),
            dry_run: false,
            compares: false,
            allow_flood: Vec::new(),
            allow_deletions: false,
            no_cache: false,
            sifted_from: SIFTED_FROM,
        }
    }
}

impl BuildOptions {
    /// Whether nothing is asked for that could change what a run with unchanged records does.
    pub(super) fn is_plain(&self) -> bool {
        self.feeds.is_empty() && !self.compares && self.allow_flood.is_empty() && !self.allow_deletions
    }
}

/// Builds the publication's feeds into its output directory.
///
/// `progress` is told where the run is, for those who watch it.
///
/// # Errors
/// What keeps the run from taking place. Findings about records and feeds are in the report, also about those that could
/// not be published; the others are.
pub fn build(publication: &Publication, options: &BuildOptions, progress: &dyn Progress) -> Result<Report, Error> {
    let mut report = Report::default();
    let (now, start) = (options.clock.now(), Clock::system_nanoseconds());
    check_elements(publication, &mut report);
    if report.has_broken_configuration() {
        return Ok(report);
    }
    progress.stage("reading records");
    let cache = Cache::of(&publication.root.join(&publication.state));
    let environment = Environment::now(publication);
    let watch = Watch { publication, now };
    let survey = reader::survey(publication);
    let tables = Tables::open(publication)?;
    let brief = if options.no_cache { Err(Forgotten::Asked) } else { Brief::read(&cache, &environment) };
    if let (Ok(brief), Ok(survey)) = (&brief, &survey)
        && options.is_plain()
        // Otherwise `status` would have nothing to tell until something changes.
        && brief.has_past(&cache)
        && let Some((mut report, newer)) = watch.by_stamps(brief, &survey.census, &tables, &cache)?
    {
        let newer = newer.filter(|_| !options.dry_run).map(|newer| newer.write(&cache));
        report.forgets = newer.and_then(Result::err).map(|cause| cause.to_string());
        return Ok(report);
    }
    let judge = Judge::new(publication, options.clock, &mut report.diagnostics);
    if report.has_broken_configuration() {
        return Ok(report);
    }
    let shelf = Shelf::open(publication, &cache, !options.no_cache, Some(now));
    let reader = Reader::new(publication, tables, shelf, &mut report.diagnostics)?;
    report.diagnostics.extend(reader.shelf().artwork(publication));
    report.diagnostics.extend(reader.shelf().furnish(publication));
    if report.has_broken_configuration() {
        return Ok(report);
    }
    let mut survey = survey?;
    let is_traced = brief.is_ok();
    if is_traced {
        reader.tables().trace(&mut survey.census)?;
    }
    let mut known = Earlier::read(brief, &cache, &survey, reader.shelf());
    let (found, cache, reader) = (&report.diagnostics, &cache, &reader);
    let (judge, watch) = (&judge, &watch);
    let mut setting = Setting { publication, options, judge, reader, survey, is_traced, cache, watch, found, progress };
    let work = match setting.choose(&mut known)? {
        Chosen::Nothing(report) => return Ok(*report),
        Chosen::Work(work) => *work,
    };
    let Work { reader, gathered, mut memory, mut catalogue, mut plans, mut report, is_behind, .. } = work;
    let (discovery, far, far_parts, sifted) = (work.discovery, work.far, work.far_parts, work.sifted);
    let (census, tables) = (&setting.survey.census, setting.reader.tables());
    let (past, ground) = known.apart();
    let output = publication.root.join(&publication.output);
    if plans.is_empty() && report.has_broken_configuration() {
        return Ok(report);
    }
    let ended = plan::without_retired(publication, &mut plans, &memory, &mut report);
    plan::without_unfetched(publication, &mut plans, &memory);
    let divisions: Vec<Option<Division>> =
        plans.iter_mut().map(|plan| plan.divide(publication, &catalogue.entries, &memory)).collect();
    let people = people::table(publication, &mut Vec::new())?;
    let (styles, style_of) = styles(publication, &people, &plans);
    let style_digests: Vec<Digest> = styles.iter().map(digest_of).collect();
    let versions: Vec<Digest> = catalogue.entries.par_iter().map(stale::version).collect();

    let mut shown: Vec<Shown> = Vec::new();
    shown.resize_with(catalogue.entries.len(), Shown::default);
    let mut wanted = vec![Wanted::new(); catalogue.entries.len()];
    let bench = Bench {
        publication,
        entries: &catalogue.entries,
        versions: &versions,
        memory: &memory,
        past: &past,
        styles: &style_digests,
        output: &output,
        allows_flood: &options.allow_flood,
        undecided: &catalogue.undecided,
    };
    let mut orders: Vec<Order<'_>> = plans
        .iter()
        .zip(&style_of)
        .zip(divisions)
        .map(|((plan, &style), division)| bench.order(plan, style, division))
        .collect();
    if options.compares {
        // Also a feed that was held back has something to show.
        orders.iter_mut().for_each(|order| order.state = State::Stale("it is compared".to_owned()));
    }
    let new_shows: Vec<_> = orders
        .iter()
        .filter_map(|order| show::renamed(publication, &order.plan.instance, order.show.as_deref()?, &memory))
        .collect();
    for order in orders.iter().filter(|order| matches!(order.state, State::Stale(_))) {
        bench.recover(order, &mut shown);
        bench.want(order, &shown, &mut wanted);
    }
    progress.stage("rendering");
    let tick = || progress.tick();
    let options_of_content = press::content_options(publication);
    let press =
        Press { reader: &reader, styles: &styles, root: &publication.root, options: options_of_content, tick: &tick };
    let pressed = press.all(&catalogue.entries, &wanted)?;
    for (shown, pressed) in shown.iter_mut().zip(pressed) {
        shown.fragments.extend(pressed.fragments);
        shown.companions = pressed.companions;
        (shown.diagnostics, shown.findings) = (pressed.diagnostics, pressed.findings);
        shown.is_in_flux = pressed.is_in_flux;
    }

    progress.stage(if options.dry_run { "comparing documents" } else { "writing documents" });
    if !options.dry_run {
        setting.reader.shelf().publish(&output, &catalogue.entries)?;
    }
    let mut sink =
        if options.dry_run { Sink::Compare(&output) } else { Sink::Write(Box::new(Publisher::open(&output)?)) };
    let adopted = catalogue.entries.iter().filter(|entry| memory.was_adopted(entry)).count();
    let mut built: Vec<(&Order<'_>, Done)> = Vec::new();
    for order in &orders {
        let State::Stale(reason) = &order.state else { continue };
        let feed = &publication.feeds[order.plan.instance.feed];
        let masthead = Masthead {
            publication,
            instance: &order.plan.instance,
            id: &order.id,
            people: &people,
            show: order.show.as_deref(),
        };
        let archivist = Archivist {
            publication,
            name: &order.name,
            instance: &order.plan.instance,
            masthead: &masthead,
            memory: &memory,
            output: &output,
            memo: past.as_ref().ok().and_then(|past| past.feed(&order.name)),
            press: &press,
            style: order.style,
        };
        let desk = Desk {
            publication,
            order,
            undecided: catalogue.undecided[order.plan.instance.feed],
            shown: &shown,
            catalogue: &catalogue.entries,
            output: &output,
            masthead: &masthead,
            archivist: &archivist,
            memory: &memory,
            compares: options.compares,
            adopted,
            allows_flood: options.allow_flood.iter().any(|allowed| *allowed == feed.name || *allowed == order.name),
        };
        let done = desk.publish(&mut sink);
        report.reasons.push((order.name.clone(), reason.clone()));
        built.push((order, done));
    }
    let (impressions, found) =
        remember::impressions(&past, &orders, &versions, &style_digests, &wanted, &mut shown, &catalogue);
    report.diagnostics.extend(found);
    let before = memory.revision()?;
    if let Sink::Write(publisher) = sink {
        conclude(publication, *publisher, &mut memory, &orders, &built, &catalogue.entries, progress)?;
    }
    let feeds: Vec<FeedMemo> = remember::feeds(&orders, &mut built, &output, now, start);
    for memo in &feeds {
        report.withheld += memo.withheld;
        report.kept += memo.kept;
        report.documents.extend(memo.documents.iter().map(|output| output.document()));
        report.diagnostics.extend(said::replay(&memo.said));
    }
    // What was to stay as it was published, and is in no document any more, is in no feed at the next run.
    let is_ghost = |number: &usize| catalogue.entries[*number].is_ghost();
    let is_lost_by_building = built.iter().any(|(order, done)| {
        let shown: HashSet<usize> = done.entries.iter().copied().collect();
        !done.is_held_back && order.plan.entries.iter().any(|number| is_ghost(number) && !shown.contains(number))
    });
    let is_lost = is_lost_by_building || orders.iter().any(|order| order.lacks(is_ghost));
    let mut news = std::mem::take(&mut catalogue.news);
    news.extend(reader.shelf().replaced(&catalogue.entries));
    news.extend(new_shows);
    for (_, mut done) in built {
        news.append(&mut done.news);
        report.changes.extend(done.changes);
        report.failures.extend(done.failures);
    }
    report.feeds = plans.len();
    report.documents.sort_by(|a, b| a.path.cmp(&b.path));
    let mut present: HashSet<String> = orders.iter().map(|order| order.name.clone()).collect();
    present.extend(ended);
    let strays = rest::gone_values(publication, &present, &options.feeds, &mut report);
    report.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    if !options.dry_run {
        // What is said of deletions counts what was published before this run, and goes by what it allows.
        let guards = [rules::feed::DELETION_REFUSED.name, rules::feed::DELETION_DOUBTFUL.name];
        let counts = report.diagnostics.iter().any(|found| guards.contains(&found.rule.name));
        let has_counted = counts && (options.allow_deletions || memory.revision()? != before);
        let is_settled = !is_lost && !has_counted && !shown.iter().any(|shown| shown.is_in_flux);
        // What is said of a clock that is behind holds for one moment.
        let is_complete = options.feeds.is_empty() && report.failures.is_empty() && is_settled && !is_behind;
        let run = if is_complete {
            let told = orders.iter().filter_map(|order| {
                let division = order.division.as_ref().and_then(|division| division.leaves);
                let told = order.told.ends.map(|at| (at, format!("{} no longer tells of a deletion", order.name)));
                earlier(told, division.map(|at| (at, format!("{} no longer shows a correction", order.name))))
            });
            let next = told.fold(catalogue.next_change.take(), |next, other| earlier(next, Some(other)));
            Some(remember::run(&report, now, next, memory.revision()?, discovery, (present, strays)))
        } else {
            None
        };
        // Only what no feed has to be built for is far.
        let parting = run.as_ref().filter(|_| far_parts.is_none()).and_then(|_| {
            let (gathered, register) = (&gathered[..], &memory.register);
            let ridge = Ridge { publication, judge, gathered, catalogue: &catalogue, plans: &plans, register, now };
            ridge.part(sifted)
        });
        let judged = std::mem::take(&mut catalogue.judged);
        let (files, pile) = Pile::of(reader.files(), remember::files(gathered, judged), parting.as_ref(), far);
        let remembered = Remembered { environment, files, impressions, feeds, run };
        let now_known = remembered.with(past, options.feeds.is_empty());
        let written = pile
            .write(cache, census, parting, ground.as_ref().zip(far_parts))
            .and_then(|parts| Ok((parts, setting.reader.shelf().write(cache, census)?)))
            .and_then(|((kept, far), media)| now_known.write(cache, census, tables, kept, far, media));
        report.forgets = written.err().map(|cause| cause.to_string());
    }
    // The next run has nothing to say about it, so it is not remembered.
    report.diagnostics.append(&mut news);
    report.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    Ok(report)
}

/// Names of extra elements that no XML can carry are found before anything is read.
fn check_elements(publication: &Publication, report: &mut Report) {
    for feed in &publication.feeds {
        for (name, _) in &feed.items.elements {
            if let Err(message) = document::validate_element(name, &feed.items.namespaces) {
                let place = place_of(publication, feed).field(format!("item_elements of feed {}", feed.name));
                report.diagnostics.push(Diagnostic::new(&rules::config::CONFIG_INVALID_VALUE, place, message));
            }
        }
    }
}
