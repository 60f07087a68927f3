//! `courant adopt`

use super::{
    Exit,
    args::AdoptArguments,
    session::{Opened, Overlap, Session},
};
use crate::{
    config::Publication,
    lint::{self, Outline},
    net::{Client, Limits},
    pipeline::{self, Pages},
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
    let given = arguments.feeds.iter().map(|given| pages(session, given)).collect::<anyhow::Result<Vec<_>>>()?;
    session.locked(&publication, "adopt", Overlap::Refuse, |_| adopt(session, &publication, given))
}

fn adopt(session: &Session, publication: &Publication, given: Vec<Pages>) -> anyhow::Result<Exit> {
    session.watch.stage("learning what the feeds say");
    let outlines: Vec<Outline> = given.iter().flat_map(|pages| pages.outlines.iter().cloned()).collect();
    let adopted = pipeline::adopt(publication, &outlines, session.clock(&publication.zone)?)?;
    let count = |n: usize| if n == 1 { "1 item".to_owned() } else { format!("{n} items") };
    if outlines.len() > given.len() {
        let (pages, feeds) = (outlines.len(), given.len());
        let feeds = if feeds == 1 { "the feed".to_owned() } else { format!("the {feeds} feeds") };
        session.messages.say(&format!("courant: {feeds} had {pages} pages"))?;
    }
    session.messages.say(&format!(
        "courant: {} learnt, {} of which the ledger did not know; records were recognised as {} of those",
        count(adopted.learnt),
        adopted.changed,
        adopted.recognised
    ))?;
    if adopted.by_address > 0 {
        let verb = if adopted.by_address == 1 { "has" } else { "have" };
        session.messages.say(&format!(
            "  {} {verb} no id: known by the address of the page, else of the file, as programs know them",
            count(adopted.by_address)
        ))?;
    }
    if adopted.unusable > 0 {
        let verb = if adopted.unusable == 1 { "has" } else { "have" };
        session.messages.say(&format!(
            "  {} {verb} no id and no address, or no date, and cannot be kept",
            count(adopted.unusable)
        ))?;
    }
    if adopted.deleted > 0 {
        let verb = if adopted.deleted == 1 { "is" } else { "are" };
        session
            .messages
            .say(&format!("  {} {verb} deleted there, and not published here either", count(adopted.deleted)))?;
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
    let broken: Vec<String> = given.into_iter().filter_map(|pages| pages.broken).collect();
    for why in &broken {
        session.messages.trouble(&anyhow!(
            "{why}\nhelp: what only that page has was not learnt; when it answers again, or with a copy of it, run `courant adopt` once more"
        ));
    }
    Ok(if broken.is_empty() { Exit::Done } else { Exit::Unable })
}

/// What a feed in a file, or at an address with all its pages, says of itself.
fn pages(session: &Session, given: &str) -> anyhow::Result<Pages> {
    let _in_hand = session.watch.takes_up(given);
    let help = format!("help: `courant check {given}` says more");
    if given.starts_with("http://") || given.starts_with("https://") {
        let url = WebUrl::parse(given).map_err(|why| anyhow!(why))?;
        let pages = pipeline::pages(&Client::new(Limits::default(), None)?, &url)?;
        if let (true, Some(why)) = (pages.outlines.is_empty(), &pages.broken) {
            bail!("{why}\n{help}");
        }
        return Ok(pages);
    }
    let bytes =
        std::fs::read(session.directory.join(given)).map_err(|error| anyhow!("cannot read {given}: {error}"))?;
    let (outline, _) = lint::outline(&bytes);
    if outline.format.is_none() {
        bail!("{given} {}\n{help}", pipeline::NO_FEED);
    }
    if let Some(older) = outline.prev_archive.as_ref().or(outline.next.as_ref()) {
        session.messages.say(&format!(
            "  {given} goes on at {older}: give that as well, or the feed's address, so that older articles keep their ids"
        ))?;
    }
    Ok(Pages { outlines: vec![outline], ..Pages::default() })
}
