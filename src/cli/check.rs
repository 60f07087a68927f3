//! `courant check`

use super::{
    Exit,
    args::{CheckArguments, Least},
    explain,
    session::Session,
};
use crate::{
    diagnostic::{Diagnostic, Level},
    lint::{self, Profiles},
    value::{Timestamp, Zone},
};
use anyhow::{Context, anyhow, bail};
use rayon::prelude::*;
use std::{
    collections::HashSet,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// How much of a file is looked at to see whether it is a feed.
const BEGINNING: u64 = 4096;

/// Something to judge: what it is called, and where it is (standard input: nowhere).
struct Input {
    name: String,
    path: Option<PathBuf>,
}

pub(super) fn run(session: &Session, arguments: &CheckArguments) -> anyhow::Result<Exit> {
    if arguments.inputs.is_empty() {
        bail!(
            "to judge this publication's own feeds is not possible yet\nhelp: name files or directories: `courant check feeds/`"
        );
    }
    for name in arguments.allow.iter().chain(&arguments.deny) {
        explain::find(name)?;
    }
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
    let judged: Vec<anyhow::Result<Vec<Diagnostic>>> =
        inputs.par_iter().map(|input| judge(input, now, profiles)).collect();
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
    let shown: Vec<Diagnostic> =
        diagnostics.iter().filter(|d| shows(session, arguments.level, d.level)).cloned().collect();
    session.messages.results(&shown)?;
    session.messages.say(&summary(&diagnostics, clean, total))?;
    if !troubles.is_empty() {
        troubles.iter().for_each(|trouble| session.messages.trouble(trouble));
        return Ok(Exit::Unable);
    }
    Ok(session.exit_for(diagnostics.iter().map(|d| d.level).max()))
}

/// What is meant by an argument: a file, standard input, or the feeds below a directory.
fn expand(session: &Session, given: &str) -> anyhow::Result<Vec<Input>> {
    if given == "-" {
        return Ok(vec![Input { name: given.to_owned(), path: None }]);
    }
    if given.starts_with("http://") || given.starts_with("https://") {
        bail!(
            "to fetch {given} is not possible yet\nhelp: fetch it and judge the file: `curl -s {given} | courant check -`"
        );
    }
    let path = session.directory.join(given);
    if !path.is_dir() {
        return Ok(vec![Input { name: given.to_owned(), path: Some(path) }]);
    }
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(&path).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot look through {given}"))?;
        if !entry.file_type().is_file() || !is_feed(entry.path()) {
            continue;
        }
        let below = entry.path().strip_prefix(&path).unwrap_or(entry.path());
        let name = Path::new(given).join(below).to_string_lossy().replace('\\', "/");
        found.push(Input { name, path: Some(entry.into_path()) });
    }
    Ok(found)
}

fn is_feed(path: &Path) -> bool {
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning));
    read.is_ok() && lint::looks_like_feed(&beginning)
}

fn judge(input: &Input, now: Option<Timestamp>, profiles: Profiles) -> anyhow::Result<Vec<Diagnostic>> {
    let bytes = match &input.path {
        Some(path) => std::fs::read(path).map_err(|error| anyhow!("cannot read {}: {error}", input.name))?,
        None => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
            bytes
        }
    };
    Ok(lint::document(&bytes, &lint::Options { file: Some(input.name.as_str().into()), now, profiles }))
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

/// `courant: 3 documents judged, 2 without errors: 4 errors, 1 warning, 0 notes`
fn summary(diagnostics: &[Diagnostic], clean: usize, total: usize) -> String {
    let count = |level: Level, what: &str| {
        let n = diagnostics.iter().filter(|d| d.level == level).count();
        if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
    };
    let documents = if total == 1 { "1 document".to_owned() } else { format!("{total} documents") };
    format!(
        "courant: {documents} judged, {clean} without errors: {}, {}, {}",
        count(Level::Error, "error"),
        count(Level::Warning, "warning"),
        count(Level::Note, "note")
    )
}
