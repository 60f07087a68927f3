//! `courant status`: for people a table, for programs lines of JSON, for schedulers a time, for monitors an exit code.
//!
//! The keys of the JSON are described in the README, and are for ever.

mod outbox;

use super::{
    Exit,
    args::{StatusArguments, Style},
    session::{Opened, Session},
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Level},
    pipeline::{self, Activity, FeedState, FeedStatus, Holder, Status, last_run},
    value::{Clock, Moment, TimeSpan, Timestamp},
};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};

/// How many errors of the last run are shown.
const SHOWN: usize = 5;
/// By how much the clock of the last run may go before ours, in seconds.
const TOLERANCE: i64 = 3600;

pub(super) fn run(session: &Session, arguments: &StatusArguments) -> anyhow::Result<Exit> {
    let (publication, findings) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    // A mistake may be in what says where the state is; warnings about feeds are not the matter here.
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return session.refuse(&findings);
    }
    let clock = session.clock(&publication.zone)?;
    session.watch.stage("reading the state");
    if let Some(allowed) = arguments.max_age {
        return judge_age(session, &publication, clock.now(), allowed);
    }
    if arguments.next {
        return say_next(session, &publication, clock.moment());
    }
    let status = pipeline::status(&publication, &arguments.feeds, clock)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if session.format() == Some(Style::Json) {
        writeln!(out, "{}", run_as_json(&status))?;
        status.feeds.iter().try_for_each(|feed| writeln!(out, "{}", feed_as_json(feed)))?;
        outbox::endpoints_as_json(&status).iter().try_for_each(|endpoint| writeln!(out, "{endpoint}"))?;
    } else {
        table(&mut out, &status.feeds)?;
        summary(&mut out, &status, clock.now())?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// `--next`: the bare time, or nothing.
fn say_next(session: &Session, publication: &Publication, now: Moment) -> anyhow::Result<Exit> {
    match pipeline::next_due(publication) {
        Ok(due) => {
            let outbox = pipeline::ledger(publication)?.outbox()?;
            let told = pipeline::next_delivery(publication, &outbox, now).and_then(outbox::whole_second);
            match [due.map(|due| due.at), told].into_iter().flatten().min() {
                Some(at) => writeln!(std::io::stdout().lock(), "{at}")?,
                None if session.verbose() => session.messages.say("nothing is due by the clock alone")?,
                None => {}
            }
        }
        Err(why) if session.verbose() => session.messages.say(&format!("what is due next is not known: {why}"))?,
        Err(_) => {}
    }
    Ok(Exit::Done)
}

/// `--max-age`: whether a build has finished lately that could do its work. What it found does not matter: an error in a
/// record is told by the build itself, and the other records are published.
fn judge_age(session: &Session, publication: &Publication, now: Timestamp, allowed: TimeSpan) -> anyhow::Result<Exit> {
    let (verdict, exit) = match last_run(&session.state(publication)).and_then(|run| run.last_build()) {
        None => ("no build has ever finished".to_owned(), Exit::Findings),
        Some(last) if last.unix() > now.unix() + TOLERANCE => {
            (format!("it is {now} by the clock, and the last build finished at {last}"), Exit::Findings)
        }
        Some(last) => {
            let age = TimeSpan::from_seconds(u64::try_from(now.unix() - last.unix()).unwrap_or_default());
            let exit = if age > allowed { Exit::Findings } else { Exit::Done };
            (format!("the last build finished {age} ago, at {last}"), exit)
        }
    };
    if exit != Exit::Done || session.verbose() {
        writeln!(std::io::stdout().lock(), "courant: {verdict}")?;
    }
    Ok(exit)
}

/// A line for each feed.
fn table(out: &mut dyn Write, feeds: &[FeedStatus]) -> std::io::Result<()> {
    const HEAD: [&str; 5] = ["feed", "items", "size", "last change", "why last built"];
    if feeds.is_empty() {
        return writeln!(out, "no feeds yet");
    }
    let rows: Vec<[String; 5]> = feeds.iter().map(row).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default().max(HEAD[column].len())
    };
    let [name, items, size, changed] = [width(0), width(1), width(2), width(3)];
    let mut line = |cells: [&str; 5]| {
        let [a, b, c, d, e] = cells;
        writeln!(out, "{a:<name$}  {b:>items$}  {c:>size$}  {d:<changed$}  {e}")
    };
    line(HEAD)?;
    rows.iter().try_for_each(|row| line(std::array::from_fn(|column| row[column].as_str())))
}

fn row(feed: &FeedStatus) -> [String; 5] {
    let is_there = feed.documents.iter().any(|document| !document.held_back || document.changed.is_some());
    let when = |number: String| if is_there { number } else { "-".to_owned() };
    let reason = match (feed.state, &feed.reason) {
        (FeedState::Retired, _) => "retired".to_owned(),
        (FeedState::Left, _) => "no longer built; its last documents stay".to_owned(),
        (_, Some(reason)) => reason.clone(),
        (FeedState::Unpublished, None) => "not built yet".to_owned(),
        (FeedState::Published, None) => "not known".to_owned(),
    };
    let mut notes = Vec::new();
    if let Some(to) = feed.retired.as_ref().and_then(|retired| retired.to.as_ref()) {
        notes.push(format!("to {to}"));
    }
    if feed.has_failed {
        notes.push("could not be written".to_owned());
    }
    if feed.is_held_back() {
        notes.push("held back".to_owned());
    }
    if feed.withheld > 0 {
        notes.push(format!("{} withheld", feed.withheld));
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" [{}]", notes.join(", ")) };
    [
        feed.name.clone(),
        when(feed.items.to_string()),
        when(size(feed.bytes)),
        feed.changed.map_or_else(|| "-".to_owned(), Timestamp::rfc3339),
        format!("{reason}{notes}"),
    ]
}

/// What is to be said of the whole publication.
fn summary(out: &mut dyn Write, status: &Status, now: Timestamp) -> std::io::Result<()> {
    writeln!(out)?;
    let withheld: Vec<&FeedStatus> = status.feeds.iter().filter(|feed| feed.withheld > 0).collect();
    if !withheld.is_empty() {
        let items = withheld.iter().map(|feed| feed.withheld).sum();
        let kept = match withheld.iter().map(|feed| feed.kept).sum::<usize>() {
            0 => String::new(),
            kept => format!(" ({kept} as published before)"),
        };
        writeln!(out, "withheld: {}{kept} in {}", count(items, "item"), count(withheld.len(), "feed"))?;
    }
    let failed = status.feeds.iter().filter(|feed| feed.has_failed).count();
    if failed > 0 {
        writeln!(out, "not written: {}; `courant build` tries again and says why not", count(failed, "feed"))?;
    }
    let documents = status.feeds.iter().filter(|feed| feed.is_held_back()).flat_map(|feed| &feed.documents);
    let held_back = documents.filter(|document| document.held_back).count();
    if held_back > 0 {
        let feeds = status.feeds.iter().filter(|feed| feed.is_held_back()).count();
        let (documents, feeds) = (count(held_back, "document"), count(feeds, "feed"));
        writeln!(out, "held back: {documents} of {feeds}; what was published before stays")?;
    }
    if status.deleted + status.retracted > 0 {
        let Status { articles, deleted, retracted, .. } = status;
        writeln!(out, "taken down: {deleted} deleted and {retracted} retracted of {}", count(*articles, "article"))?;
    }
    next(out, status, now)?;
    outbox::write(out, status)?;
    last(out, status)?;
    if let Some(ahead) = status.ahead {
        writeln!(out, "clock: it is {now}, and a document changed at {ahead}")?;
    }
    let Some(built) = &status.built else { return Ok(()) };
    if !built.errors.is_empty() || built.warnings > 0 {
        writeln!(out, "found: {}, {}", count(built.errors.len(), "error"), count(built.warnings, "warning"))?;
    }
    for error in built.errors.iter().take(SHOWN) {
        writeln!(out, "  {}", in_a_line(error))?;
    }
    match built.errors.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more: `courant build` says all of them"),
    }
}

fn next(out: &mut dyn Write, status: &Status, now: Timestamp) -> std::io::Result<()> {
    match (status.unknown, &status.built) {
        (Some(why), _) => writeln!(out, "next: not known, since {why}; `courant build` finds out"),
        (None, None) => writeln!(out, "next: not known, since {}", pipeline::NOT_WHOLE),
        (None, Some(built)) => match &built.next {
            None => writeln!(out, "next: nothing is due by the clock alone"),
            Some(due) => {
                let overdue = if due.at <= now { " (a build is overdue)" } else { "" };
                writeln!(out, "next: {} {}{overdue}", due.at, due.why)
            }
        },
    }
}

fn last(out: &mut dyn Write, status: &Status) -> std::io::Result<()> {
    let Some(run) = &status.last else { return writeln!(out, "last run: none that is known") };
    let Holder { command, pid, really_started, stage, .. } = run;
    let activity = activity(run);
    match activity {
        Activity::Ended => {}
        Activity::Running => writeln!(out, "at work: {command}, process {pid}, since {really_started}, {stage}")?,
        Activity::Hanging => writeln!(
            out,
            "hangs: {command}, process {pid}, since {really_started}, {stage}; look at the process (`ps -fp {pid}`)"
        )?,
        Activity::Killed => writeln!(
            out,
            "interrupted: {command}, process {pid}, since {really_started}, {stage}; its process is gone, and the next run \
             completes its work"
        )?,
    }
    if !status.open.is_empty() {
        let documents = count(status.open.len(), "document");
        match activity {
            Activity::Running | Activity::Hanging => writeln!(out, "open: {documents} being replaced")?,
            _ => writeln!(out, "open: {documents} may be replaced or not; the next run settles it")?,
        }
    }
    match (run.end, run.last_end()) {
        (Some(end), _) => writeln!(out, "last run: {command}, finished {}, exit {}", end.finished, end.exit)?,
        (None, Some(end)) => writeln!(out, "last run: finished {}, exit {}", end.finished, end.exit)?,
        (None, None) => writeln!(out, "last run: none has finished")?,
    }
    match (run.last_build(), run.last_end()) {
        (Some(built), Some(end)) if built != end.finished => writeln!(out, "last build: finished {built}"),
        _ => Ok(()),
    }
}

/// What a run is at by the real time, whatever `--now` says: processes know no other.
fn activity(run: &Holder) -> Activity {
    run.activity(Clock::system().now())
}

/// `error[date-invalid] data/harbour.md:3:7 published: the field …`
fn in_a_line(error: &Diagnostic) -> String {
    let mut text = format!("error[{}] {}", error.rule.name, error.place.file.as_deref().unwrap_or_default());
    for number in [error.place.line, error.place.column].into_iter().flatten() {
        text.push_str(&format!(":{number}"));
    }
    if let Some(field) = &error.place.field {
        text.push_str(&format!(" {field}"));
    }
    format!("{text}: {}", error.message.lines().next().unwrap_or_default())
}

fn error_as_json(error: &Diagnostic) -> Value {
    json!({
        "rule": error.rule.name,
        "message": error.message,
        "file": error.place.file.as_deref(),
        "line": error.place.line,
        "column": error.place.column,
        "field": error.place.field,
        "record": error.place.record,
    })
}

/// Everything that is not of a feed. Keys are never taken away; what is not known is null.
fn run_as_json(status: &Status) -> Value {
    let built = status.built.as_ref();
    let next = built.and_then(|built| built.next.as_ref());
    let run = status.last.as_ref();
    let unknown = status.unknown.or_else(|| built.is_none().then_some(pipeline::NOT_WHOLE));
    let mut object = json!({
        "kind": "run",
        "next": next.map(|due| due.at.rfc3339()),
        "next_why": next.map(|due| &due.why),
        "unknown": unknown,
        "activity": run.map(|run| match activity(run) {
            Activity::Running => "running",
            Activity::Hanging => "hanging",
            Activity::Killed => "killed",
            Activity::Ended => "ended",
        }),
        "command": run.map(|run| &run.command),
        "pid": run.map(|run| run.pid),
        "started": run.map(|run| run.really_started.rfc3339()),
        "stage": run.map(|run| &run.stage),
        "finished": run.and_then(Holder::last_end).map(|end| end.finished.rfc3339()),
        "exit": run.and_then(Holder::last_end).map(|end| end.exit),
        "last_build": run.and_then(Holder::last_build).map(Timestamp::rfc3339),
        "open": status.open,
        "errors": built.map(|built| built.errors.len()),
        "warnings": built.map(|built| built.warnings),
        "notes": built.map(|built| built.notes),
        "first_errors": built.map(|built| built.errors.iter().take(SHOWN).map(error_as_json).collect::<Vec<_>>()),
        "waiting": built.map(|built| built.waiting),
        "articles": status.articles,
        "deleted": status.deleted,
        "retracted": status.retracted,
        "clock_behind": status.ahead.map(Timestamp::rfc3339),
    });
    for (name, value) in outbox::counts_as_json(status) {
        object[name] = value;
    }
    object
}

fn feed_as_json(feed: &FeedStatus) -> Value {
    let documents = feed.documents.iter().map(|document| {
        json!({
            "path": document.path,
            "format": document.format.as_str(),
            "items": document.items,
            "bytes": document.bytes,
            "changed": document.changed.map(Timestamp::rfc3339),
            "held_back": document.held_back,
            "left": document.left,
        })
    });
    json!({
        "kind": "feed",
        "name": feed.name,
        "state": feed.state.as_str(),
        "items": feed.items,
        "bytes": feed.bytes,
        "changed": feed.changed.map(Timestamp::rfc3339),
        "built": feed.built.map(Timestamp::rfc3339),
        "reason": feed.reason,
        "withheld": feed.withheld,
        "kept": feed.kept,
        "held_back": feed.is_held_back(),
        "failed": feed.has_failed,
        "retired": feed.retired.as_ref().map(|retired| json!({ "at": retired.at.rfc3339(), "to": retired.to })),
        "documents": documents.collect::<Vec<_>>(),
    })
}

/// `812 B`, `18.2 kB`, `3.0 MB`
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{} kB", tenths(1000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
