//! `courant build`

use super::{
    Exit,
    args::BuildArguments,
    ping::write_keys,
    progress::Progress,
    session::{Opened, Overlap, Session},
    told::Told,
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Level},
    notify::HttpCourier,
    pipeline::{self, BuildOptions, Lock, Outcome, Report},
};

pub(super) fn run(session: &Session, arguments: &BuildArguments) -> anyhow::Result<Exit> {
    let (publication, findings) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    if arguments.dry_run {
        return build(session, arguments, &publication, findings, None);
    }
    session.locked(&publication, "build", Overlap::Leave, |lock| {
        build(session, arguments, &publication, findings, Some(lock))
    })
}

/// Builds, and says what there is to say.
pub(super) fn build(
    session: &Session,
    arguments: &BuildArguments,
    publication: &Publication,
    mut findings: Vec<Diagnostic>,
    lock: Option<&Lock>,
) -> anyhow::Result<Exit> {
    let clock = session.clock(&publication.zone)?;
    let progress = Progress::new(session.quiet(), &session.watch, lock);
    let options = BuildOptions {
        feeds: arguments.feeds.clone(),
        dry_run: arguments.dry_run,
        allow_flood: arguments.allow_flood.clone(),
        allow_deletions: arguments.allow_deletions,
        no_cache: arguments.no_cache,
        ..BuildOptions::new(clock)
    };
    let report = pipeline::build(publication, &options, &progress);
    progress.finish();
    let report = report?;
    findings.extend_from_slice(&report.diagnostics);
    let broken = report.has_broken_configuration();
    // A person who looks wants to know everything, and so does one whose configuration is broken.
    if session.quiet() && lock.is_some() && !broken {
        let mut told = Told::read(&session.state(publication), clock.now(), publication.remind);
        findings.retain(|finding| session.exit_for(Some(finding.level)) == Exit::Findings);
        session.messages.findings(&told.news(findings))?;
        told.keep(arguments.feeds.is_empty() && report.failures.is_empty());
    } else {
        session.messages.findings(&findings)?;
    }
    if lock.is_some() && !broken {
        let courier = HttpCourier::new(&publication.root, clock, session.environment());
        for why in write_keys(session, publication, &courier) {
            session.messages.say(&format!("  {why}"))?;
        }
    }
    if broken && report.documents.is_empty() {
        return Ok(Exit::Unable);
    }
    if session.verbose() || arguments.dry_run {
        for document in &report.documents {
            let what = match (document.outcome, arguments.dry_run) {
                (Outcome::Written, false) => "written",
                (Outcome::Written, true) => "would be written",
                (Outcome::Unchanged, _) => "unchanged",
                (Outcome::HeldBack, _) => "held back",
            };
            session.messages.say(&format!("  {:<16} {} ({})", what, document.path, count(document.items, "item")))?;
        }
    }
    if arguments.explain {
        for (feed, reason) in &report.reasons {
            session.messages.say(&format!("  {feed}: {reason}"))?;
        }
        if report.reasons.is_empty() {
            session.messages.say("  nothing has changed since the last run")?;
        }
    }
    session.messages.say(&summary(&report, arguments.dry_run))?;
    if report.read == 0 && report.diagnostics.is_empty() {
        session
            .messages
            .say("  the sources match no record: look at `files` in courant.toml, or put one below data/")?;
    }
    if let Some(why) = &report.forgets {
        session.messages.say(&format!("  the cache cannot be written ({why}): the next run reads everything again"))?;
    }
    if !report.failures.is_empty() {
        report.failures.into_iter().for_each(|failure| session.messages.trouble(&failure.into()));
        return Ok(Exit::Unable);
    }
    if broken {
        return Ok(Exit::Unable);
    }
    let worst = report.diagnostics.iter().map(|d| d.level).max();
    Ok(session.exit_for(worst.max((report.withheld > 0).then_some(Level::Error))))
}

/// `courant: 24 records read, 1 draft or private, 2 waiting; 3 feeds: 4 documents written, 5 unchanged`
fn summary(report: &Report, dry_run: bool) -> String {
    let mut records = vec![format!("{} read", count(report.read, "record"))];
    let mut add = |n: usize, what: &str| {
        if n > 0 {
            records.push(format!("{n} {what}"));
        }
    };
    add(report.refused, "refused");
    add(report.hidden, "not public");
    add(report.restricted, "restricted");
    add(report.retracted, "retracted");
    add(report.waiting, "waiting for their time");
    add(report.expired, "expired");
    let written = if dry_run { "would be written" } else { "written" };
    let mut documents = vec![format!("{} {written}", count(report.count(Outcome::Written), "document"))];
    documents.push(format!("{} unchanged", report.count(Outcome::Unchanged)));
    let held_back = report.count(Outcome::HeldBack);
    if held_back > 0 {
        documents.push(format!("{held_back} held back"));
    }
    if report.withheld > 0 {
        let kept = if report.kept > 0 { format!(" ({} as published before)", report.kept) } else { String::new() };
        documents.push(format!("{} withheld{kept}", count(report.withheld, "item")));
    }
    format!("courant: {}; {}: {}", records.join(", "), count(report.feeds, "feed"), documents.join(", "))
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
