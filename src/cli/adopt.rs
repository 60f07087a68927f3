//! `courant adopt`

use super::{
    Exit,
    args::AdoptArguments,
    session::{Opened, Overlap, Session},
};
use crate::{
    config::Publication,
    lint::{self, Outline},
    net::{Client, Limits, Method, Request},
    pipeline,
    value::WebUrl,
};
use anyhow::{anyhow, bail};

/// How many articles that no record was recognised as are named.
const NAMED: usize = 10;

pub(super) fn run(session: &Session, arguments: &AdoptArguments) -> anyhow::Result<Exit> {
    let publication = match session.publication()? {
        Opened::Publication(publication, _) => publication,
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    session.watch.stage("reading feeds");
    let outlines = arguments.feeds.iter().map(|given| outline(session, given)).collect::<anyhow::Result<Vec<_>>>()?;
    session.locked(&publication, "adopt", Overlap::Refuse, |_| adopt(session, &publication, &outlines))
}

fn adopt(session: &Session, publication: &Publication, outlines: &[Outline]) -> anyhow::Result<Exit> {
    session.watch.stage("learning what the feeds say");
    let adopted = pipeline::adopt(publication, outlines, session.clock(&publication.zone)?)?;
    let count = |n: usize| if n == 1 { "1 item".to_owned() } else { format!("{n} items") };
    session.messages.say(&format!(
        "courant: {} learnt, {} of which the ledger did not know; records were recognised as {} of those",
        count(adopted.learnt),
        adopted.changed,
        adopted.recognised
    ))?;
    if adopted.unusable > 0 {
        let verb = if adopted.unusable == 1 { "has" } else { "have" };
        session.messages.say(&format!("  {} {verb} no id or no date and cannot be kept", count(adopted.unusable)))?;
    }
    if !adopted.unknown.is_empty() {
        session.messages.say("  no record was recognised as:")?;
        for title in adopted.unknown.iter().take(NAMED) {
            session.messages.say(&format!("    {title}"))?;
        }
        if let Some(more) = adopted.unknown.len().checked_sub(NAMED).filter(|more| *more > 0) {
            session.messages.say(&format!("    … and {more} more"))?;
        }
    }
    Ok(Exit::Done)
}

/// What a feed in a file or at an address says of itself.
fn outline(session: &Session, given: &str) -> anyhow::Result<Outline> {
    let _in_hand = session.watch.takes_up(given);
    let bytes = if given.starts_with("http://") || given.starts_with("https://") {
        let url = WebUrl::parse(given).map_err(|why| anyhow!(why))?;
        let answer = Client::new(Limits::default())?.send(&Request { method: Method::Get, url: &url, headers: &[] })?;
        if answer.status != 200 {
            bail!("{given} answers with status {}", answer.status);
        }
        answer.body
    } else {
        std::fs::read(session.directory.join(given)).map_err(|error| anyhow!("cannot read {given}: {error}"))?
    };
    let (outline, _) = lint::outline(&bytes);
    if outline.format.is_none() {
        bail!(
            "{given} is no feed that can be adopted: RSS 2.0 or 0.9x, Atom 1.0 or JSON Feed\nhelp: `courant check {given}` says more"
        );
    }
    Ok(outline)
}
