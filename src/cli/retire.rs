//! `courant retire`

use super::{
    Exit,
    args::{RetireArguments, Server},
    redirects,
    session::{Opened, Overlap, Session},
};
use crate::{
    pipeline::{self, Retire},
    value::{WebUrl, clean},
};
use anyhow::anyhow;
use std::io::{BufWriter, Write};

pub(super) fn run(session: &Session, arguments: &RetireArguments) -> anyhow::Result<Exit> {
    let publication = match session.publication()? {
        Opened::Publication(publication, _) => publication,
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    let clock = session.clock(&publication.zone)?;
    let to = arguments.to.as_deref().map(WebUrl::parse).transpose().map_err(|why| anyhow!("--to: {why}"))?;
    let asked = Retire {
        feed: arguments.feed.clone(),
        to,
        message: arguments.message.as_deref().map(|text| clean(text).text.trim().to_owned()),
        undo: arguments.undo,
    };
    session.locked(&publication, "retire", Overlap::Refuse, |_| {
        let done = pipeline::retire(&publication, &asked, clock)?;
        if !done.diagnostics.is_empty() {
            session.messages.findings(&done.diagnostics)?;
            return Ok(Exit::Findings);
        }
        let name = &asked.feed;
        if asked.undo {
            session.messages.say(&format!("courant: the feed {name} goes on; the next build writes it"))?;
            return Ok(Exit::Done);
        }
        let documents = match done.written.len() {
            1 => "1 document says".to_owned(),
            n => format!("{n} documents say"),
        };
        session.messages.say(&format!("courant: the feed {name} has ended; {documents} so"))?;
        session.messages.say(
            "  keep them where they are until the server answers as below; then remove the feed from courant.toml",
        )?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        for (number, server) in Server::ALL.into_iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            redirects::write(server, &done.moves, &mut out)?;
        }
        out.flush()?;
        Ok(Exit::Done)
    })
}
