//! `courant records`

use super::{
    Exit,
    args::{RecordsArguments, Style},
    session::{Opened, Session},
};
use crate::{
    diagnostic::Level,
    pipeline::{self, Listed},
    record::{self, Record},
};
use std::io::{BufWriter, Write};

pub(super) fn run(session: &Session, arguments: &RecordsArguments) -> anyhow::Result<Exit> {
    let (publication, mut diagnostics) = match session.publication()? {
        Opened::Publication(publication, findings) => (publication, findings),
        Opened::Refused(diagnostics) => return session.refuse(&diagnostics),
    };
    session.watch.stage("reading records");
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut failures = Vec::new();
    let mut written: std::io::Result<()> = Ok(());
    let human = session.format() == Some(Style::Human);
    pipeline::list_records(&publication, &mut |listed| match listed {
        Listed::Trouble(diagnostic) => diagnostics.push(diagnostic),
        Listed::Failure(failure) => failures.push(failure),
        Listed::Record(record, summary) => {
            if written.is_ok() {
                written = if human {
                    for_people(&mut out, &record, arguments.explain)
                } else {
                    as_json(&mut out, &record, summary.as_deref(), arguments.explain)
                };
            }
        }
    })?;
    written?;
    out.flush()?;
    diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    session.messages.findings(&diagnostics)?;
    if !failures.is_empty() {
        failures.into_iter().for_each(|failure| session.messages.trouble(&failure.into()));
        return Ok(Exit::Unable);
    }
    Ok(session.exit_for(diagnostics.iter().map(|d| d.level).max().filter(|level| *level > Level::Note)))
}

fn as_json(out: &mut dyn Write, record: &Record, summary: Option<&str>, explain: bool) -> std::io::Result<()> {
    let mut value = record::canonical(record, summary);
    if explain && let Some(object) = value.as_object_mut() {
        object.insert("fields".to_owned(), explained(record));
    }
    writeln!(out, "{value}")
}

/// Of each field that is known, where it comes from: declared at a place, or derived and how.
fn explained(record: &Record) -> serde_json::Value {
    record::explain(record)
        .into_iter()
        .map(|field| {
            let mut out = serde_json::Map::new();
            out.insert("field".to_owned(), field.field.into());
            out.insert("from".to_owned(), field.from.into());
            out.insert("derived".to_owned(), field.derived.into());
            for (name, n) in [("line", field.line), ("column", field.column)] {
                if n > 0 {
                    out.insert(name.to_owned(), n.into());
                }
            }
            serde_json::Value::Object(out)
        })
        .collect()
}

/// A block for each record: what it is, and with `--explain` where each field that was not declared comes from.
fn for_people(out: &mut dyn Write, record: &Record, explain: bool) -> std::io::Result<()> {
    let date = record.published.map_or_else(|| "undated".to_owned(), |t| t.rfc3339());
    writeln!(out, "{date}  {}", record.title.as_deref().unwrap_or("(untitled)"))?;
    writeln!(out, "  id       {}", record.id)?;
    writeln!(out, "  from     {}:{}", record.origin.file, record.origin.line)?;
    let authors: Vec<String> = record
        .authors
        .iter()
        .map(|a| a.email.as_ref().map_or_else(|| a.name.clone(), |email| format!("{} <{email}>", a.name)))
        .collect();
    if !authors.is_empty() {
        writeln!(out, "  authors  {}", authors.join(", "))?;
    }
    let categories: Vec<&str> = record.categories.iter().map(|c| c.display()).collect();
    if !categories.is_empty() {
        writeln!(out, "  filed    {}", categories.join(", "))?;
    }
    if explain {
        for field in record::explain(record) {
            let from = if field.derived {
                format!("derived  {}: {}", field.field, field.from)
            } else {
                format!("declared {}", field.field)
            };
            match field.line {
                0 => writeln!(out, "  {from}")?,
                line => writeln!(out, "  {from} (line {line})")?,
            }
        }
    }
    Ok(())
}
