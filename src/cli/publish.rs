//! `courant publish`: build and ping under one lock, the one line for cron.

use super::{
    Exit,
    args::{BuildArguments, PingArguments},
    build, ping,
    session::{Opened, Overlap, Session},
};

pub(super) fn run(session: &Session, arguments: &BuildArguments) -> anyhow::Result<Exit> {
    let (publication, findings) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    if arguments.dry_run {
        let built = build::build(session, arguments, &publication, findings, None)?;
        let nothing = PingArguments { feed: Vec::new(), force: false, dry_run: true };
        return Ok(built.and(ping::rehearse(session, &publication, &nothing)?));
    }
    session.locked(&publication, "publish", Overlap::Leave, |lock| {
        let built = build::build(session, arguments, &publication, findings, Some(lock))?;
        // What is published is published, whatever becomes of the pings.
        lock.stage("pinging");
        let pinged = ping::ping(session, &publication, &[], false).unwrap_or_else(|failure| {
            session.messages.trouble(&failure);
            Exit::Unable
        });
        Ok(built.and(pinged))
    })
}
