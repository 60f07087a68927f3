//! `courant ledger`

use super::{
    Exit,
    args::{ExportArguments, ImportArguments, LedgerCommand, RekeyArguments},
    session::{Opened, Overlap, Session},
};
use crate::{
    config::Publication,
    diagnostic::Level,
    pipeline,
    publish::{Outcome, Publisher},
    state::{Known, export},
};
use anyhow::{Context, anyhow, bail};
use std::{
    io::{BufWriter, Read, Write},
    path::Path,
};

pub(super) fn run(session: &Session, command: &LedgerCommand) -> anyhow::Result<Exit> {
    let (publication, findings) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    // A mistake may be in what says where the state is; warnings about feeds are not the matter here.
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return session.refuse(&findings);
    }
    match command {
        LedgerCommand::Export(arguments) => export_to(session, &publication, arguments),
        LedgerCommand::Import(arguments) => import(session, &publication, arguments),
        LedgerCommand::Rekey(arguments) => rekey(session, &publication, arguments),
    }
}

/// Needs no lock: what is read is of one moment, and nothing is written into the state directory.
fn export_to(session: &Session, publication: &Publication, arguments: &ExportArguments) -> anyhow::Result<Exit> {
    let known = pipeline::ledger(publication)?.known()?;
    let Some(file) = &arguments.file else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        export::write(&known, &mut out)?;
        out.flush()?;
        return Ok(Exit::Done);
    };
    let path = session.directory.join(file);
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| anyhow!("{} cannot be the name of a file", file.display()))?;
    let mut publisher = Publisher::open(path.parent().unwrap_or(&session.directory))?;
    let outcome = publisher.stage(name, &|out| export::write(&known, out))?;
    publisher.commit()?;
    let what = contents(&known);
    session.messages.say(&match outcome {
        Outcome::Staged => format!("courant: {what} written to {}", file.display()),
        Outcome::Unchanged => format!("courant: {what}; {} has them already", file.display()),
    })?;
    Ok(Exit::Done)
}

fn import(session: &Session, publication: &Publication, arguments: &ImportArguments) -> anyhow::Result<Exit> {
    let (name, bytes) = input(session, &arguments.file)?;
    let known = export::read(&bytes, &name)?;
    session.locked(publication, "ledger import", Overlap::Refuse, |_| replace(session, publication, arguments, known))
}

fn replace(
    session: &Session,
    publication: &Publication,
    arguments: &ImportArguments,
    mut known: Known,
) -> anyhow::Result<Exit> {
    session.watch.stage("writing the ledger");
    let mut ledger = pipeline::ledger(publication)?;
    let before = ledger.known()?;
    // Intents are about the disk here: whatever the ledger says, the next run has to settle them.
    known.intents.clone_from(&before.intents);
    let is_empty = before.rows.is_empty() && before.feeds.is_empty() && before.publications.is_empty();
    if before == known {
        session.messages.say(&format!("courant: {}; the ledger has them already", contents(&known)))?;
        return Ok(Exit::Done);
    }
    if !is_empty && !arguments.replace {
        bail!(
            "the ledger has {} already, and an import replaces all of it\nhelp: `courant ledger export FILE` saves what is \
             there; then import with `--replace`",
            contents(&before)
        );
    }
    ledger.replace(&known)?;
    session.messages.say(&format!("courant: {} imported", contents(&known)))?;
    Ok(Exit::Done)
}

fn rekey(session: &Session, publication: &Publication, arguments: &RekeyArguments) -> anyhow::Result<Exit> {
    let rekey = || {
        session.watch.stage("writing the ledger");
        let (old, new) = (&arguments.old, &arguments.new);
        pipeline::ledger(publication)?.rekey(old, new)?;
        session.messages.say(&format!("courant: the record `{old}` has the id `{new}` from now on"))?;
        session.messages.say("  feed readers that know it under the old one will show it as a new article")?;
        Ok(Exit::Done)
    };
    // Without a ledger there is nothing to lock.
    if !session.has_state(publication) {
        return rekey();
    }
    session.locked(publication, "ledger rekey", Overlap::Refuse, |_| rekey())
}

/// A file's name and bytes, or those of standard input.
fn input(session: &Session, file: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(("standard input".to_owned(), bytes));
    }
    let name = file.display().to_string();
    let bytes = std::fs::read(session.directory.join(file)).with_context(|| format!("cannot read {name}"))?;
    Ok((name, bytes))
}

/// `2 records, 1 feed and 3 documents`
fn contents(known: &Known) -> String {
    let count = |n: usize, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
    format!(
        "{}, {} and {}",
        count(known.rows.len(), "record"),
        count(known.feeds.len(), "feed"),
        count(known.publications.len(), "document")
    )
}
