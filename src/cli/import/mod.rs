//! `courant import`

mod report;

use super::{
    Exit,
    args::{ImportExportArguments, RecordForm, Server, Style},
    redirects,
    session::{Opened, Overlap, Session},
};
use crate::{
    config::Publication,
    diagnostic::Level,
    pipeline::{self, Form, ImportOptions, Lock},
    source::export::{Input, KINDS, Kind, mapped_fields},
};
use anyhow::{anyhow, bail};
use std::io::{BufWriter, Write};

pub(super) fn run(session: &Session, arguments: &ImportExportArguments) -> anyhow::Result<Exit> {
    if arguments.kind == "list" && arguments.files.is_empty() {
        return list();
    }
    let kind = Kind::named(&arguments.kind).ok_or_else(|| unknown(&arguments.kind))?;
    if arguments.files.is_empty() {
        bail!("no export was named: `courant import {} FILE`", arguments.kind);
    }
    if let Some((field, _)) = arguments.map.iter().find(|(field, _)| !mapped_fields().any(|known| known == field)) {
        let known = mapped_fields().collect::<Vec<_>>().join(", ");
        bail!("--map {field}=…: `{field}` is no field; there are {known}");
    }
    if !arguments.map.is_empty() && kind != Kind::Csv {
        bail!("--map is for `csv`: the columns of other exports are known");
    }
    let publication = match session.publication()? {
        Opened::Publication(publication, _) => publication,
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    let inputs: Vec<Input> = arguments
        .files
        .iter()
        .map(|name| Input { path: session.directory.join(name), name: name.as_str().into() })
        .collect();
    if let Some(missing) = inputs.iter().find(|input| !input.path.exists()) {
        bail!("there is no file {}", missing.name);
    }
    let options = ImportOptions {
        kind,
        inputs,
        types: arguments.types.clone(),
        map: arguments.map.clone(),
        pages: arguments.pages,
        hidden: !arguments.without_drafts,
        form: if arguments.form == RecordForm::Json { Form::Json } else { Form::Markdown },
        into: arguments.into.clone(),
        dry_run: arguments.dry_run,
        partial: arguments.partial,
        restore: arguments.restore,
    };
    if arguments.dry_run {
        return import(session, &publication, &options, arguments.redirects);
    }
    let work = |_: &Lock| import(session, &publication, &options, arguments.redirects);
    session.locked(&publication, "import", Overlap::Refuse, work)
}

fn import(
    session: &Session,
    publication: &Publication,
    options: &ImportOptions,
    redirects: Option<Server>,
) -> anyhow::Result<Exit> {
    session.watch.stage("importing");
    let imported = pipeline::import(publication, options)?;
    session.messages.findings(&imported.diagnostics)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if session.style() == Style::Json {
        report::as_json(&mut out, &imported, options)?;
    } else if !session.quiet() {
        let report = report::Report { imported: &imported, publication, options, verbose: session.verbose() };
        match redirects {
            None => report.for_people(&mut out)?,
            Some(_) => report.for_people(&mut std::io::stderr().lock())?,
        }
    }
    if let (Some(server), true) = (redirects, session.style() != Style::Json) {
        redirects::write(server, &report::redirects(&imported), &mut out)?;
    }
    out.flush()?;
    let worst = imported.diagnostics.iter().map(|d| d.level).max();
    Ok(session.exit_for(worst.filter(|level| *level > Level::Note)))
}

/// Every kind of export, for people.
fn list() -> anyhow::Result<Exit> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for named in KINDS {
        writeln!(out, "{:24}{}", named.names.join(", "), named.about)?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn unknown(kind: &str) -> anyhow::Error {
    let names = || KINDS.iter().flat_map(|named| named.names);
    let distance = |name: &&&str| strsim::damerau_levenshtein(name, kind);
    let near = names().min_by_key(distance).filter(|near| distance(near) <= 1 + near.len() / 4);
    let help = near.map_or_else(
        || "`courant import list` lists the kinds".to_owned(),
        |near| format!("did you mean `{near}`? `courant import list` lists the kinds"),
    );
    anyhow!("`{kind}` is no kind of export that is understood\nhelp: {help}")
}
