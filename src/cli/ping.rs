//! `courant ping`

use super::{
    Exit,
    args::PingArguments,
    log,
    session::{Opened, Overlap, Session},
};
use crate::{
    config::Publication,
    diagnostic::Level,
    notify::{self, HttpCourier},
    pipeline::{self, PingOptions, Pinged},
};
use std::{
    io::{BufWriter, Write},
    sync::Arc,
    time::Instant,
};

pub(super) fn run(session: &Session, arguments: &PingArguments) -> anyhow::Result<Exit> {
    let (publication, findings) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    if findings.iter().any(|finding| finding.level == Level::Error) {
        return session.refuse(&findings);
    }
    if arguments.dry_run {
        return rehearse(session, &publication, arguments);
    }
    // Without a state nothing waits, and there is nothing to lock.
    if !session.has_state(&publication) {
        session.messages.say("courant: nothing was published yet")?;
        return Ok(Exit::Done);
    }
    session.locked(&publication, "ping", Overlap::Leave, |lock| {
        lock.stage("pinging");
        ping(session, &publication, &arguments.feed, arguments.force)
    })
}

/// Delivers what is due; whoever calls holds the publication's lock.
pub(super) fn ping(
    session: &Session,
    publication: &Publication,
    feeds: &[String],
    force: bool,
) -> anyhow::Result<Exit> {
    session.watch.stage("pinging");
    log::listen(session.style(), session.quiet());
    let options = options(session, publication, feeds, force)?;
    let courier = || {
        let courier = courier(session, publication, &options);
        // A key that cannot be had is said where it is needed.
        write_keys(session, publication, &courier);
        Arc::new(courier) as Arc<dyn notify::Courier>
    };
    let done = pipeline::ping(publication, &options, courier)?;
    report(session, &done)?;
    Ok(if done.tally.given_up == 0 { Exit::Done } else { Exit::GivenUp })
}

fn options(session: &Session, publication: &Publication, feeds: &[String], force: bool) -> anyhow::Result<PingOptions> {
    Ok(PingOptions {
        clock: session.clock(&publication.zone)?,
        since: Instant::now(),
        deadline: session.ping_deadline(),
        feeds: feeds.to_vec(),
        force,
    })
}

fn courier(session: &Session, publication: &Publication, options: &PingOptions) -> HttpCourier {
    HttpCourier::new(&publication.root, options.clock, session.environment())
}

/// What was done, in a line or a few.
fn report(session: &Session, done: &Pinged) -> anyhow::Result<()> {
    let tally = &done.tally;
    let mut parts = vec![format!("{} delivered", tally.delivered)];
    if tally.waiting > 0 {
        parts.push(format!("{} waiting", tally.waiting));
    }
    if tally.given_up > 0 {
        parts.push(format!("{} given up", tally.given_up));
    }
    let summary = if tally.delivered + tally.waiting + tally.given_up == 0 {
        "nothing to deliver".to_owned()
    } else {
        parts.join(", ")
    };
    session.messages.say(&format!("courant: {summary}"))?;
    for why in &tally.unseen {
        session.messages.say(&format!("  not told yet: {why}"))?;
    }
    if done.given_up > 0 {
        session.messages.say(&format!(
            "  given up before: {}; `courant outbox` lists them, `courant outbox retry` tries again",
            done.given_up
        ))?;
    }
    for endpoint in &done.orphans {
        session.messages.say(&format!(
            "  the configuration no longer has `{endpoint}`, for which deliveries wait: `courant outbox` says until when; \
             `courant outbox drop '{endpoint}'` forgets them now"
        ))?;
    }
    Ok(())
}

/// `--dry-run`: every request, and nothing is sent, looked up or written.
pub(super) fn rehearse(
    session: &Session,
    publication: &Publication,
    arguments: &PingArguments,
) -> anyhow::Result<Exit> {
    let options = options(session, publication, &arguments.feed, arguments.force)?;
    let (due, later) = pipeline::due(publication, &options)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut requests = 0;
    for delivery in &due {
        let endpoint = publication.endpoints.iter().find(|endpoint| endpoint.name == delivery.endpoint);
        for request in endpoint.into_iter().flat_map(|endpoint| notify::rehearse(endpoint, delivery)) {
            writeln!(out, "{}\n", request.trim_end())?;
            requests += 1;
        }
    }
    out.flush()?;
    let (deliveries, requests) = (count(due.len(), "delivery", "deliveries"), count(requests, "request", "requests"));
    session.messages.say(&format!("courant: {deliveries} in {requests} would be sent now, {later} later"))?;
    Ok(Exit::Done)
}

fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Writes the files that hold keys, so that they are there before anybody asks for them. Gives back which could not be had.
pub(super) fn write_keys(session: &Session, publication: &Publication, courier: &HttpCourier) -> Vec<String> {
    pipeline::write_key_files(publication, courier).unwrap_or_else(|failure| {
        session.messages.trouble(&anyhow::Error::from(failure));
        Vec::new()
    })
}
