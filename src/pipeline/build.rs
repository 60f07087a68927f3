//! `build`: records -> feeds.

use super::{
    Error,
    catalogue::{Choice, catalogue},
    desk::{Desk, Done, Sink},
    gather,
    judge::Judge,
    memory::{FeedShown, Issued, Memory},
    past::{Digest, Environment, FeedMemo, Forgotten, Past, digest_of},
    people,
    plan::{Plan, place_of, plan, styles},
    press::{self, Shown, Wanted},
    progress::Progress,
    reader::Reader,
    remember::{self, Remembered},
    report::{Outcome, Report},
    rest, said,
    stale::{self, Bench, Order, State},
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Level, Place, rules},
    document,
    publish::Publisher,
    state::Cache,
    value::Clock,
};
use rayon::prelude::*;
use std::collections::HashMap;

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
}

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
        }
    }
}

impl BuildOptions {
    /// Whether nothing is asked for that could change what a run with unchanged records does.
    fn is_plain(&self) -> bool {
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
    let judge = Judge::new(publication, options.clock, &mut report.diagnostics);
    if report.has_broken_configuration() {
        return Ok(report);
    }
    let reader = Reader::open(publication, &mut report.diagnostics)?;
    if report.has_broken_configuration() {
        return Ok(report);
    }
    let discovery = digest_of(&said::keep(&report.diagnostics));
    let cache = Cache::of(&publication.root.join(&publication.state));
    let environment = Environment::now(publication);
    let past = if options.no_cache { Err(Forgotten::Asked) } else { Past::read(&cache, &environment) };
    let known: HashMap<_, _> = past.iter().flat_map(|past| &past.files).map(|memo| (&*memo.name, memo)).collect();
    let mut gathered = gather::gather(&reader, &judge, now, &known);
    let output = publication.root.join(&publication.output);
    if let Ok(past) = &past
        && options.is_plain()
        && let Some(rest) = rest::nothing_to_do(publication, past, &gathered, discovery, now)?
    {
        if let Some(past) = rest.past.filter(|_| !options.dry_run) {
            remember::keep(&cache, &past, &mut report);
        }
        return Ok(rest.report);
    }

    progress.stage("opening the ledger");
    let mut memory = Memory::open(publication, now)?;
    let behind = memory.clock_behind(publication);
    let is_behind = behind.is_some();
    report.diagnostics.extend(behind);
    let labels = |name: &str| memory.label(name);
    let choice = Choice { now, labels: &labels, allows_deletions: options.allow_deletions };
    let mut catalogue = catalogue(publication, &reader, &judge, &mut gathered, &memory.register, &choice, &mut report);
    memory.take_down(&catalogue.gone, &catalogue.back);
    let plans = plan(publication, &catalogue, &options.feeds, &mut report)?;
    if plans.is_empty() && report.has_broken_configuration() {
        return Ok(report);
    }
    let (styles, style_of) = styles(publication, &plans);
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
    let mut orders: Vec<Order<'_>> =
        plans.iter().zip(&style_of).map(|(plan, &style)| bench.order(plan, style)).collect();
    if options.compares {
        // Also a feed that was held back has something to show.
        orders.iter_mut().for_each(|order| order.state = State::Stale("it is compared".to_owned()));
    }
    for order in orders.iter().filter(|order| matches!(order.state, State::Stale(_))) {
        bench.recover(order, &mut shown);
        bench.want(order, &shown, &mut wanted);
    }
    progress.stage("rendering");
    let tick = || progress.tick();
    let pressed = press::press(publication, &reader, &mut catalogue.entries, &wanted, &styles, &tick)?;
    for (shown, pressed) in shown.iter_mut().zip(pressed) {
        shown.fragments.extend(pressed.fragments);
        (shown.diagnostics, shown.findings) = (pressed.diagnostics, pressed.findings);
        shown.is_in_flux = pressed.is_in_flux;
    }

    progress.stage(if options.dry_run { "comparing documents" } else { "writing documents" });
    let people = people::table(publication, &mut Vec::new())?;
    let mut sink =
        if options.dry_run { Sink::Compare(&output) } else { Sink::Write(Box::new(Publisher::open(&output)?)) };
    let mut built: Vec<(&Order<'_>, Done)> = Vec::new();
    for order in &orders {
        let State::Stale(reason) = &order.state else { continue };
        let feed = &publication.feeds[order.plan.instance.feed];
        let desk = Desk {
            publication,
            order,
            undecided: catalogue.undecided[order.plan.instance.feed],
            shown: &shown,
            catalogue: &catalogue.entries,
            output: &output,
            people: &people,
            memory: &memory,
            compares: options.compares,
            allows_flood: options.allow_flood.iter().any(|allowed| *allowed == feed.name || *allowed == order.name),
        };
        let done = desk.publish(&mut sink);
        report.reasons.push((order.name.clone(), reason.clone()));
        built.push((order, done));
    }
    let (impressions, found) =
        remember::impressions(&past, &orders, &versions, &style_digests, &wanted, &mut shown, &catalogue);
    report.diagnostics.extend(found);
    if let Sink::Write(publisher) = sink {
        let written: Vec<&Issued> = built
            .iter()
            .flat_map(|(_, done)| &done.documents)
            .filter(|(_, outcome)| *outcome == Outcome::Written)
            .map(|(document, _)| document)
            .collect();
        memory.begin(&written)?;
        publisher.commit()?;
        progress.stage("recording");
        let shown: Vec<FeedShown> = shown_by(publication, &orders, &built);
        let issued: Vec<&Issued> = built
            .iter()
            .flat_map(|(_, done)| &done.documents)
            .filter(|(_, outcome)| *outcome != Outcome::HeldBack)
            .map(|(document, _)| document)
            .collect();
        memory.conclude(&catalogue.entries, &shown, &issued)?;
    }
    let mut feeds: Vec<FeedMemo> = remember::feeds(&orders, &mut built, &output, now, start);
    for memo in &feeds {
        report.withheld += memo.withheld;
        report.kept += memo.kept;
        report.documents.extend(memo.documents.iter().map(|output| output.document()));
        report.diagnostics.extend(said::replay(&memo.said));
    }
    for (order, done) in built {
        // What could not be written has to be tried again.
        if !done.failures.is_empty() {
            feeds.retain(|memo| memo.name != order.name);
        }
        report.take(done);
    }
    report.feeds = plans.len();
    report.documents.sort_by(|a, b| a.path.cmp(&b.path));
    let strays = gone_values(publication, &plans, &options.feeds, &mut report);
    report.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    if !options.dry_run {
        let is_settled = !shown.iter().any(|shown| shown.is_in_flux);
        // What is said of a clock that is behind holds for one moment.
        let is_complete = options.feeds.is_empty() && report.failures.is_empty() && is_settled && !is_behind;
        let run = if is_complete {
            Some(remember::run(&report, now, catalogue.next_change.take(), memory.revision()?, discovery, strays))
        } else {
            None
        };
        let judged = std::mem::take(&mut catalogue.judged);
        let files = remember::files(gathered, judged);
        let remembered = Remembered { environment, files, impressions, feeds, run };
        let now_known = remembered.with(past, options.feeds.is_empty());
        remember::keep(&cache, &now_known, &mut report);
    }
    Ok(report)
}

/// What every feed of the run shows, also of those that were left as they were.
fn shown_by(publication: &Publication, orders: &[Order<'_>], built: &[(&Order<'_>, Done)]) -> Vec<FeedShown> {
    let done: HashMap<&str, &Done> = built.iter().map(|(order, done)| (order.name.as_str(), done)).collect();
    orders
        .iter()
        .filter_map(|order| {
            let entries = match (&order.state, done.get(order.name.as_str())) {
                (State::Fresh(memo), _) if memo.documents.iter().any(|document| document.held_back) => return None,
                (State::Fresh(memo), _) => {
                    memo.shown.iter().map(|&position| order.plan.entries[position as usize]).collect()
                }
                (State::Stale(_), Some(done)) if !done.is_held_back => done.entries.clone(),
                (State::Stale(_), _) => return None,
            };
            let feed = &publication.feeds[order.plan.instance.feed];
            let label = order.plan.instance.value.as_ref().map(|(_, label)| label.clone());
            Some(FeedShown { name: order.plan.instance.name(feed), id: order.id.clone(), label, entries })
        })
        .collect()
}

impl Report {
    /// Whether the configuration itself is at fault, so that nothing may be built from it.
    #[must_use]
    pub fn has_broken_configuration(&self) -> bool {
        let of_configuration = |d: &&Diagnostic| rules::config::ALL.contains(&d.rule);
        self.diagnostics.iter().filter(of_configuration).any(|d| d.level == Level::Error)
    }

    /// Takes over what became of a feed; what it has said and its documents are taken over with its memo.
    fn take(&mut self, done: Done) {
        self.changes.extend(done.changes);
        self.failures.extend(done.failures);
    }
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

/// Values of `each` feeds that have disappeared: their last document stays, and somebody should know. Gives back their
/// directories.
fn gone_values(publication: &Publication, plans: &[Plan], names: &[String], report: &mut Report) -> Vec<String> {
    if !names.is_empty() {
        return Vec::new();
    }
    let present = plans.iter().map(|plan| plan.instance.name(&publication.feeds[plan.instance.feed])).collect();
    let gone = rest::strays(publication, &present);
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
