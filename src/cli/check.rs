//! `courant check`

use super::{
    Exit,
    args::{CheckArguments, Least},
    explain,
    session::{Opened, Session},
};
use crate::{
    diagnostic::{Diagnostic, Level},
    lint::{self, Profiles},
    net::{Client, Limits},
    pipeline,
    value::{Timestamp, WebUrl, Zone},
};
use anyhow::{Context, anyhow};
use rayon::prelude::*;
use std::{
    collections::HashSet,
    io::Read,
    path::{Path, PathBuf},
};

/// What there is to judge.
enum Input {
    /// A file, and what it is called.
    File(String, PathBuf),
    /// A file below a directory that was named.
    Found(String, PathBuf),
    /// Standard input.
    Stdin,
    /// An address.
    Address(WebUrl),
}

pub(super) fn run(session: &Session, arguments: &CheckArguments) -> anyhow::Result<Exit> {
    for name in arguments.allow.iter().chain(&arguments.deny) {
        explain::find(name)?;
    }
    if arguments.inputs.is_empty() {
        return own(session, arguments);
    }
    session.watch.stage("judging");
    let now = Some(session.clock(&Zone::UTC)?.now());
    let mut troubles = Vec::new();
    let mut inputs = Vec::new();
    for given in &arguments.inputs {
        match expand(session, given) {
            Ok(found) => inputs.extend(found),
            Err(error) => troubles.push(error),
        }
    }
    let profiles = arguments.profile.iter().copied().collect();
    let client = if inputs.iter().any(|input| matches!(input, Input::Address(_))) {
        Some(Client::new(Limits::default(), None)?)
    } else {
        None
    };
    let judged: Vec<anyhow::Result<Vec<Diagnostic>>> =
        inputs.par_iter().map(|input| judge(session, input, now, profiles, client.as_ref())).collect();
    let mut diagnostics = Vec::new();
    let (mut clean, mut total) = (0usize, 0usize);
    for judged in judged {
        match judged {
            Ok(found) => {
                let found = wanted(found, arguments);
                total += 1;
                clean += usize::from(found.iter().all(|finding| finding.level != Level::Error));
                diagnostics.extend(found);
            }
            Err(error) => troubles.push(error),
        }
    }
    let documents = format!("{} judged, {clean} without errors", count(total, "document"));
    tell(session, arguments, &diagnostics, &documents, troubles, false)
}

/// Without arguments: this publication's configuration, records and feeds.
fn own(session: &Session, arguments: &CheckArguments) -> anyhow::Result<Exit> {
    let (publication, mut findings) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => {
            // Here they are what was asked for.
            session.messages.results(&diagnostics)?;
            return Ok(Exit::Unable);
        }
    };
    let clock = session.clock(&publication.zone)?;
    session.watch.stage("judging records and feeds");
    let checked = pipeline::check_publication(&publication, clock)?;
    findings.extend(checked.diagnostics);
    let diagnostics = wanted(findings, arguments);
    let mut what = format!("{} and {} judged", count(checked.records, "record"), count(checked.documents, "document"));
    if checked.outdated > 0 {
        what.push_str(&format!(", {} of which the next build changes", checked.outdated));
    }
    let troubles = checked.failures.into_iter().map(anyhow::Error::from).collect();
    tell(session, arguments, &diagnostics, &what, troubles, checked.withheld > 0)
}

/// Prints what was found, and says how it ends.
fn tell(
    session: &Session,
    arguments: &CheckArguments,
    diagnostics: &[Diagnostic],
    what: &str,
    troubles: Vec<anyhow::Error>,
    withholds: bool,
) -> anyhow::Result<Exit> {
    let shown: Vec<Diagnostic> =
        diagnostics.iter().filter(|d| shows(session, arguments.level, d.level)).cloned().collect();
    session.messages.results(&shown)?;
    let counted = |level: Level, what: &str| count(diagnostics.iter().filter(|d| d.level == level).count(), what);
    session.messages.say(&format!(
        "courant: {what}: {}, {}, {}",
        counted(Level::Error, "error"),
        counted(Level::Warning, "warning"),
        counted(Level::Note, "note")
    ))?;
    if !troubles.is_empty() {
        troubles.iter().for_each(|trouble| session.messages.trouble(trouble));
        return Ok(Exit::Unable);
    }
    let worst = diagnostics.iter().map(|d| d.level).max();
    Ok(session.exit_for(worst.max(withholds.then_some(Level::Error))))
}

/// What is meant by an argument: an address, a file, standard input, or the feeds below a directory.
fn expand(session: &Session, given: &str) -> anyhow::Result<Vec<Input>> {
    if given == "-" {
        return Ok(vec![Input::Stdin]);
    }
    if let Some((scheme, _)) = given.split_once("://")
        && matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
    {
        return Ok(vec![Input::Address(WebUrl::parse(given).map_err(|why| anyhow!(why))?)]);
    }
    let path = session.directory.join(given);
    if !path.is_dir() {
        return Ok(vec![Input::File(given.to_owned(), path)]);
    }
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(&path).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot look through {given}"))?;
        if !entry.file_type().is_file() || !pipeline::is_feed(entry.path()) {
            continue;
        }
        let below = entry.path().strip_prefix(&path).unwrap_or(entry.path());
        let name = Path::new(given).join(below).to_string_lossy().replace('\\', "/");
        found.push(Input::Found(name, entry.into_path()));
    }
    Ok(found)
}

fn judge(
    session: &Session,
    input: &Input,
    now: Option<Timestamp>,
    profiles: Profiles,
    client: Option<&Client>,
) -> anyhow::Result<Vec<Diagnostic>> {
    let _in_hand = session.watch.takes_up(match input {
        Input::File(name, _) | Input::Found(name, _) => name,
        Input::Stdin => "standard input",
        Input::Address(url) => url.as_str(),
    });
    let options = |name: &str| lint::Options { file: Some(name.into()), now, profiles };
    let (name, bytes) = match input {
        Input::File(name, path) | Input::Found(name, path) => {
            (name.as_str(), std::fs::read(path).map_err(|error| anyhow!("cannot read {name}: {error}"))?)
        }
        Input::Stdin => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
            ("-", bytes)
        }
        Input::Address(url) => {
            let client = client.context("there is no HTTP client")?;
            return Ok(pipeline::judge_address(client, url, &options(url.as_str()))?);
        }
    };
    let mut found = lint::document(&bytes, &options(name));
    if matches!(input, Input::Found(..)) {
        // Who names a directory does not say that all in it is for directories of podcasts.
        found.retain(|finding| finding.rule.name != "podcast-not-rss");
    }
    Ok(found)
}

/// The findings with the levels that were asked for.
fn wanted(mut found: Vec<Diagnostic>, arguments: &CheckArguments) -> Vec<Diagnostic> {
    let named = |names: &[String]| -> HashSet<String> { names.iter().cloned().collect() };
    let (allowed, denied) = (named(&arguments.allow), named(&arguments.deny));
    let is_in = |names: &HashSet<String>, finding: &Diagnostic| {
        names.contains(finding.rule.name) || names.contains(finding.rule.code)
    };
    found.retain(|finding| !is_in(&allowed, finding));
    for finding in &mut found {
        if is_in(&denied, finding) {
            finding.level = Level::Error;
        }
    }
    found
}

fn shows(session: &Session, least: Least, level: Level) -> bool {
    let least = match least {
        Least::Error => Level::Error,
        Least::Warning => Level::Warning,
        Least::Note => Level::Note,
    };
    level >= least && (level == Level::Error || !session.quiet())
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
