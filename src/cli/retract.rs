//! `courant retract`

use super::{
    Exit,
    args::RetractArguments,
    progress::Progress,
    session::{Opened, Overlap, Session},
};
use crate::{
    diagnostic::Level,
    pipeline::{self, Outcome, Retract},
    value::clean,
};
use anyhow::bail;

/// How many files that may have belonged to an article are named.
const MOST_DOUBTFUL: usize = 20;

pub(super) fn run(session: &Session, arguments: &RetractArguments) -> anyhow::Result<Exit> {
    let publication = match session.publication()? {
        Opened::Publication(publication, _) => publication,
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    let clock = session.clock(&publication.zone)?;
    let asked = Retract {
        target: arguments.target.clone(),
        reason: arguments.reason.as_deref().map(|reason| clean(reason).text.trim().to_owned()),
        purge: arguments.purge,
        undo: arguments.undo,
    };
    session.locked(&publication, "retract", Overlap::Refuse, |lock| {
        let progress = Progress::new(session.quiet(), &session.watch, Some(lock));
        let done = pipeline::retract(&publication, &asked, clock, &progress);
        progress.finish();
        let Some(done) = done? else {
            bail!(
                "nothing was published as `{}`\nhelp: give an id, a permalink, or the record's file; `courant ledger export` lists all that was. A record that was not published yet is kept back with `draft: true`",
                asked.target
            );
        };
        // The others are the matter of the next build.
        let errors: Vec<_> = done.report.diagnostics.iter().filter(|d| d.level == Level::Error).cloned().collect();
        session.messages.findings(&errors)?;
        let name = done.title.as_ref().map_or_else(|| done.id.clone(), |title| format!("“{title}” ({})", done.id));
        let written = done.report.count(Outcome::Written) + done.cut.len();
        let documents = if written == 1 { "1 document".to_owned() } else { format!("{written} documents") };
        let what = if asked.undo { "may be published again" } else { "is taken down" };
        session.messages.say(&format!("courant: {name} {what}; {documents} written"))?;
        for path in &done.cut {
            session.messages.say(&format!("  cut out of {path}, which the build left as it was"))?;
        }
        for path in &done.removed {
            session.messages.say(&format!("  removed {path}, which still held it"))?;
        }
        if !done.doubtful.is_empty() {
            let shown = done.doubtful.iter().take(MOST_DOUBTFUL).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = done.doubtful.len().saturating_sub(MOST_DOUBTFUL);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            session.messages.say(&format!(
                "  not removed, since no record names it and nothing tells whose it was: {shown}{more}; delete by hand what \
                 belonged to the article"
            ))?;
        }
        if !done.archived.is_empty() {
            session.messages.say(&format!(
                "  it stays in {}, which readers have fetched already; `--purge` rewrites archives",
                done.archived.join(", ")
            ))?;
        }
        if !done.report.failures.is_empty() {
            done.report.failures.into_iter().for_each(|failure| session.messages.trouble(&failure.into()));
            return Ok(Exit::Unable);
        }
        Ok(session.exit_for(errors.first().map(|error| error.level)))
    })
}
