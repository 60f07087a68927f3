//! `courant outbox`: what waits to be told, and what was given up.

use super::{
    Exit,
    args::{ChosenArguments, OutboxArguments, OutboxCommand, Style},
    session::{Opened, Overlap, Session},
};
use crate::{
    config::Publication,
    diagnostic::Level,
    pipeline,
    state::{Chosen, Queued},
    value::{Moment, collapse_blanks},
};
use anyhow::bail;
use serde_json::{Value, json};
use std::io::{BufWriter, Write};

pub(super) fn run(session: &Session, arguments: &OutboxArguments) -> anyhow::Result<Exit> {
    let (publication, findings) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return session.refuse(&findings);
    }
    match &arguments.command {
        None => list(session, &publication, &Chosen::default()),
        Some(OutboxCommand::List { endpoint, topic }) => {
            list(session, &publication, &Chosen { endpoint: endpoint.clone(), topic: topic.clone() })
        }
        Some(OutboxCommand::Retry(chosen)) => change(session, &publication, chosen, Change::Retry),
        Some(OutboxCommand::Drop(chosen)) => change(session, &publication, chosen, Change::Drop),
    }
}

/// Needs no lock: what is read is of one moment.
fn list(session: &Session, publication: &Publication, chosen: &Chosen) -> anyhow::Result<Exit> {
    let outbox = pipeline::ledger(publication)?.outbox()?;
    let queued: Vec<&Queued> = outbox.queued.iter().filter(|queued| chosen.has(&queued.delivery)).collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    if session.style() == Style::Json {
        queued.iter().try_for_each(|queued| writeln!(out, "{}", as_json(publication, queued)))?;
        out.flush()?;
        return Ok(Exit::Done);
    }
    for queued in &queued {
        let state = match queued.given_up {
            Some(at) => format!("given up {at}"),
            None if queued.attempts > 0 => format!("again {}", queued.due),
            None => format!("due {}", queued.due),
        };
        writeln!(out, "{}  {}  {state}", queued.delivery.endpoint, queued.delivery.topic)?;
        if let Some(at) = pipeline::forgotten_at(publication, queued) {
            writeln!(
                out,
                "  the configuration no longer has this endpoint: forgotten by the first ping after {at}; `courant ping --force \
                 --feed {}` tells whoever is in its place",
                queued.delivery.news.feed
            )?;
        }
        if let Some(error) = &queued.error {
            let attempts = count(queued.attempts as usize, "attempt");
            writeln!(out, "  {attempts} since {}: {}", queued.since, collapse_blanks(error))?;
        }
    }
    out.flush()?;
    let given_up = queued.iter().filter(|queued| queued.given_up.is_some()).count();
    session.messages.say(&format!("courant: {} waiting, {given_up} given up", queued.len() - given_up))?;
    Ok(Exit::Done)
}

fn as_json(publication: &Publication, queued: &Queued) -> Value {
    json!({
        "kind": "delivery",
        "endpoint": queued.delivery.endpoint,
        "topic": queued.delivery.topic,
        "feed": queued.delivery.news.feed,
        "state": if queued.given_up.is_some() { "given-up" } else { "waiting" },
        "since": queued.since.rfc3339(),
        "changed": queued.changed.rfc3339(),
        "due": queued.given_up.is_none().then(|| queued.due.rfc3339()),
        "attempts": queued.attempts,
        "error": queued.error,
        "given_up": queued.given_up.map(Moment::rfc3339),
        "forgotten": pipeline::forgotten_at(publication, queued).map(Moment::rfc3339),
        "articles": queued.delivery.news.articles,
    })
}

/// What is done with deliveries.
#[derive(Clone, Copy)]
enum Change {
    Retry,
    Drop,
}

fn change(
    session: &Session,
    publication: &Publication,
    arguments: &ChosenArguments,
    change: Change,
) -> anyhow::Result<Exit> {
    let chosen = Chosen { endpoint: arguments.endpoint.clone(), topic: arguments.topic.clone() };
    let change = || {
        let mut ledger = pipeline::ledger(publication)?;
        let (changed, what) = match change {
            Change::Retry => (ledger.retry(&chosen, session.clock(&publication.zone)?.moment())?, "will be tried anew"),
            Change::Drop => (ledger.abandon(&chosen)?, "forgotten"),
        };
        if changed.is_empty() && !arguments.all {
            bail!("no such delivery is in the outbox\nhelp: `courant outbox` lists what is");
        }
        let deliveries =
            if changed.len() == 1 { "1 delivery".to_owned() } else { format!("{} deliveries", changed.len()) };
        session.messages.say(&format!("courant: {deliveries} {what}"))?;
        Ok(Exit::Done)
    };
    // Without a ledger there is nothing to lock.
    if !session.has_state(publication) {
        return change();
    }
    session.locked(publication, "outbox", Overlap::Refuse, |_| change())
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
