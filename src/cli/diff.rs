//! `courant diff`

use super::{
    Exit,
    args::{DiffArguments, Style},
    progress::Progress,
    session::{Opened, Session},
};
use crate::{
    diagnostic::{Level, rules},
    pipeline::{self, BuildOptions, Change, ChangeKind},
};
use std::io::{BufWriter, Write};

pub(super) fn run(session: &Session, arguments: &DiffArguments) -> anyhow::Result<Exit> {
    let (publication, mut findings) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    let options = BuildOptions {
        feeds: arguments.feeds.clone(),
        dry_run: true,
        compares: true,
        ..BuildOptions::new(session.clock(&publication.zone)?)
    };
    let progress = Progress::new(session.quiet(), &session.watch, None);
    let report = pipeline::build(&publication, &options, &progress);
    progress.finish();
    let report = report?;
    findings.extend_from_slice(&report.diagnostics);
    // What a record gets wrong is the matter of `build` and `check`; what keeps a feed as it is, and what
    // subscribers would wonder at, belongs here.
    findings.retain(|finding| finding.level == Level::Error || finding.rule == &rules::feed::OLD_ARRIVALS);
    session.messages.findings(&findings)?;
    if !report.failures.is_empty() {
        report.failures.into_iter().for_each(|failure| session.messages.trouble(&failure.into()));
        return Ok(Exit::Unable);
    }

    let mut out = BufWriter::new(std::io::stdout().lock());
    for feed in report.changes.iter().filter(|feed| !feed.changes.is_empty()) {
        if session.format() == Some(Style::Json) {
            feed.changes.iter().try_for_each(|change| writeln!(out, "{}", as_json(&feed.feed, change)))?;
            continue;
        }
        writeln!(out, "{}", feed.feed)?;
        for change in &feed.changes {
            let title = change.title.as_deref().unwrap_or("(untitled)");
            write!(out, "  {:<13}  {title}", change.kind.as_str())?;
            match &change.before {
                Some(before) => writeln!(out, "  ({before} -> {})", change.id)?,
                None => writeln!(out)?,
            }
        }
    }
    out.flush()?;
    let count =
        |kind| report.changes.iter().flat_map(|feed| &feed.changes).filter(|change| change.kind == kind).count();
    let kinds = [ChangeKind::New, ChangeKind::Updated, ChangeKind::Reidentified, ChangeKind::Gone];
    let counted: Vec<String> = kinds.iter().map(|&kind| format!("{} {}", count(kind), kind.as_str())).collect();
    session.messages.say(&format!("courant: {} compared: {}", feeds(report.changes.len()), counted.join(", ")))?;
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return Ok(Exit::Findings);
    }
    let differs = report.changes.iter().any(|feed| !feed.changes.is_empty());
    Ok(if differs && arguments.exit_code { Exit::Findings } else { Exit::Done })
}

fn feeds(n: usize) -> String {
    if n == 1 { "1 feed".to_owned() } else { format!("{n} feeds") }
}

fn as_json(feed: &str, change: &Change) -> serde_json::Value {
    serde_json::json!({
        "feed": feed,
        "change": change.kind.as_str(),
        "id": change.id,
        "before": change.before,
        "title": change.title,
    })
}
