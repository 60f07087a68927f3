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
    source::export::{Input, KINDS, Kind, detect, mapped_fields},
};
use anyhow::{anyhow, bail};
use std::io::{BufWriter, Write};

pub(super) fn run(session: &Session, arguments: &ImportExportArguments) -> anyhow::Result<Exit> {
    let Some(named) = &arguments.kind else { bail!("no export was named: `courant import KIND FILE`\n{}", kinds()) };
    if named == "list" && arguments.files.is_empty() {
        return list();
    }
    let kind = Kind::named(named).ok_or_else(|| unknown(session, named, &arguments.files))?;
    if arguments.files.is_empty() {
        bail!("no export was named: `courant import {named} FILE`\nhelp: give {}", about(kind));
    }
    if let Some((field, _)) = arguments.map.iter().find(|(field, _)| !mapped_fields().any(|known| known == field)) {
        let known = mapped_fields().collect::<Vec<_>>().join(", ");
        bail!("--map {field}=…: `{field}` is no field; there are {known}");
    }
    if !arguments.map.is_empty() && !matches!(kind, Kind::Csv | Kind::Json) {
        bail!("--map is for `csv` and `json`: the fields of other exports are known");
    }
    if arguments.list.is_some() && kind != Kind::Json {
        bail!("--list is for `json`: where the articles of other exports are is known");
    }
    if arguments.replies && kind != Kind::Mail {
        bail!("--replies is for `mail`");
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
        list: arguments.list.clone(),
        replies: arguments.replies,
        pages: arguments.pages,
        hidden: !arguments.without_drafts,
        form: if arguments.form == RecordForm::Json { Form::Json } else { Form::Markdown },
        into: arguments.into.clone(),
        dry_run: arguments.dry_run,
        partial: arguments.partial,
        restore: arguments.restore,
        now: session.clock(&publication.zone)?.now(),
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
    writeln!(out, "{}", kinds())?;
    out.flush()?;
    Ok(Exit::Done)
}

/// Every kind on a line, with what to give.
fn kinds() -> String {
    let lines = KINDS.iter().map(|named| format!("{:28}{}", named.names.join(", "), named.about));
    lines.collect::<Vec<_>>().join("\n")
}

/// What to give of a kind.
fn about(kind: Kind) -> &'static str {
    KINDS.iter().find(|named| named.kind == kind).map_or("", |named| named.about)
}

/// What to do with the files of a system that no kind is for.
fn elsewhere(directory: &str) -> String {
    let directory = directory.trim_end_matches('/');
    format!(
        "of any other site, files of Markdown or HTML with a head need no import: name them in courant.toml, \
         [[source]] with `files = \"{directory}/**/*.md\"`; `feed` reads the site's old feed, `html` its saved pages"
    )
}

fn unknown(session: &Session, word: &str, files: &[String]) -> anyhow::Error {
    let input = |name: &str| Input { path: session.directory.join(name), name: name.into() };
    // `courant import FILE`: the kind was left out, or stands behind the file.
    let given = input(word);
    if given.path.exists() {
        let all = [word].into_iter().chain(files.iter().map(String::as_str).filter(|file| Kind::named(file).is_none()));
        let all = all.collect::<Vec<_>>().join(" ");
        return match detect(&given) {
            Some(kind) => anyhow!(
                "no kind of export was named\nhelp: {word} looks like {}: `courant import {} {all}`",
                kind.called(),
                kind.name()
            ),
            None => anyhow!(
                "no kind of export was named, and {word} looks like none: `courant import KIND {all}`\n{}{}",
                kinds(),
                if given.path.is_dir() { format!("\nhelp: {}", elsewhere(word)) } else { String::new() }
            ),
        };
    }
    let names = || KINDS.iter().flat_map(|named| named.names);
    let distance = |name: &&&str| strsim::damerau_levenshtein(name, word);
    let near = names().min_by_key(distance).filter(|near| distance(near) <= 1 + near.len() / 4);
    let likely = files.first().and_then(|file| detect(&input(file)).map(|kind| (file, kind)));
    let help = match (near, likely) {
        (Some(near), _) => format!("did you mean `{near}`? `courant import list` lists the kinds"),
        (None, Some((file, kind))) => {
            format!("{file} looks like {}: `courant import {} {file}`", kind.called(), kind.name())
        }
        (None, None) => {
            let all = KINDS.iter().filter_map(|named| named.names.first()).copied().collect::<Vec<_>>().join(", ");
            let directory = files.iter().find(|file| input(file).path.is_dir());
            format!("there are {all}; {}", elsewhere(directory.map_or("DIR", String::as_str)))
        }
    };
    anyhow!("`{word}` is no kind of export that is understood\nhelp: {help}")
}
