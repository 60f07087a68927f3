//! `build`: records -> feeds.

use super::{
    Error,
    catalogue::catalogue,
    desk::{Desk, Sink},
    memory::{Issued, Memory},
    people,
    plan::{Plan, place_of, plan, styles},
    press::{self, Wanted},
    progress::Progress,
    report::{Outcome, Report},
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Level, Place, rules},
    document,
    publish::Publisher,
    value::Clock,
};

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
    check_elements(publication, &mut report);
    if report.has_broken_configuration() {
        return Ok(report);
    }
    progress.stage("opening the ledger");
    let mut memory = Memory::open(publication, options.clock.now())?;
    progress.stage("reading records");
    let found = catalogue(publication, options.clock, &memory.register, &mut report)?;
    let Some(mut catalogue) = found else { return Ok(report) };
    let plans = plan(publication, &catalogue, &options.feeds, &mut report)?;
    if plans.is_empty() && report.has_broken_configuration() {
        return Ok(report);
    }
    let (styles, style_of) = styles(publication, &plans);

    let mut wanted = vec![Wanted::new(); catalogue.entries.len()];
    for (plan, &style) in plans.iter().zip(&style_of) {
        for &entry in &plan.entries {
            wanted[entry].extend(publication.feeds[plan.instance.feed].formats.iter().map(|&format| (style, format)));
        }
    }
    progress.stage("rendering");
    let tick = || progress.tick();
    let mut shown = press::press(publication, &catalogue.reader, &mut catalogue.entries, &wanted, &styles, &tick)?;
    for one in &mut shown {
        report.diagnostics.append(&mut one.diagnostics);
    }

    progress.stage(if options.dry_run { "comparing documents" } else { "writing documents" });
    let people = people::table(publication, &mut Vec::new())?;
    let output = publication.root.join(&publication.output);
    let mut sink =
        if options.dry_run { Sink::Compare(&output) } else { Sink::Write(Box::new(Publisher::open(&output)?)) };
    let mut done = Vec::new();
    for (plan, &style) in plans.iter().zip(&style_of) {
        let feed = &publication.feeds[plan.instance.feed];
        let name = plan.instance.name(feed);
        let allows_flood = options.allow_flood.iter().any(|allowed| *allowed == feed.name || *allowed == name);
        let undecided = catalogue.undecided[plan.instance.feed];
        let catalogue = &catalogue.entries;
        let desk = Desk {
            publication,
            feed,
            plan,
            style,
            undecided,
            shown: &shown,
            catalogue,
            output: &output,
            people: &people,
            memory: &memory,
            compares: options.compares,
            allows_flood,
        };
        done.extend(desk.publish(&mut sink, &mut report));
    }
    if let Sink::Write(publisher) = sink {
        let (feeds, issued): (Vec<_>, Vec<_>) = done.into_iter().map(|done| (done.shown, done.issued)).unzip();
        let issued: Vec<(Issued, Outcome)> = issued.into_iter().flatten().collect();
        let written: Vec<&Issued> =
            issued.iter().filter(|(_, outcome)| *outcome == Outcome::Written).map(|(document, _)| document).collect();
        memory.begin(&written)?;
        publisher.commit()?;
        progress.stage("recording");
        let issued: Vec<Issued> = issued.into_iter().map(|(document, _)| document).collect();
        memory.conclude(&catalogue.entries, &shown, &feeds, &issued)?;
    }
    report.feeds = plans.len();
    report.documents.sort_by(|a, b| a.path.cmp(&b.path));
    gone_values(publication, &plans, &options.feeds, &mut report);
    report.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    Ok(report)
}

impl Report {
    /// Whether the configuration itself is at fault, so that nothing may be built from it.
    #[must_use]
    pub fn has_broken_configuration(&self) -> bool {
        let of_configuration = |d: &&Diagnostic| rules::config::ALL.contains(&d.rule);
        self.diagnostics.iter().filter(of_configuration).any(|d| d.level == Level::Error)
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

/// Values of `each` feeds that have disappeared: their last document stays, and somebody should know.
fn gone_values(publication: &Publication, plans: &[Plan], names: &[String], report: &mut Report) {
    if !names.is_empty() {
        return;
    }
    let output = publication.root.join(&publication.output);
    for (index, feed) in publication.feeds.iter().enumerate().filter(|(_, feed)| feed.each.is_some()) {
        let Ok(listing) = std::fs::read_dir(output.join(&feed.name)) else { continue };
        let mut gone: Vec<String> = listing
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|slug| {
                let present = |plan: &Plan| {
                    plan.instance.feed == index && plan.instance.value.as_ref().is_some_and(|(known, _)| known == slug)
                };
                let directory = output.join(&feed.name).join(slug);
                feed.formats.iter().any(|format| directory.join(format.file_name()).is_file())
                    && !plans.iter().any(present)
            })
            .collect();
        gone.sort();
        for slug in gone {
            let place = Place::file(publication.file.clone()).field(format!("feed {}/{slug}", feed.name));
            let message = format!("no record has this {} any more; its last documents stay", feed.name);
            report.diagnostics.push(
                Diagnostic::new(&rules::feed::FEED_VALUE_GONE, place, message)
                    .help("remove the directory once its subscribers have moved on"),
            );
        }
    }
}
