//! The ledger as JSON Lines: for copies, for moving, and for a version control system, which compares and merges lines.
//!
//! The first line says what the file is. Then one object a line: feeds by name, records by id, publications by path, then what is
//! known of deliveries. The same ledger gives the same bytes. Intents are left out: they are about one disk at one moment.

mod outbox;
mod read;
#[cfg(test)]
mod tests;

pub use read::read;

use super::{FeedRow, Known, Presence, Publication, Retirement, Retraction, Row};
use crate::value::Timestamp;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// What the first line calls the file.
const NAME: &str = "ledger";
/// The version of the export: how the lines are to be understood. Version 1 knew less of feeds and of what became of records,
/// version 2 nothing of deliveries, and what they lack is absent here too: they are still read.
const VERSION: u64 = 3;

/// Writes the export.
///
/// # Errors
/// Whatever the writer reports.
pub fn write(known: &Known, out: &mut dyn Write) -> io::Result<()> {
    line(out, object(&[("courant", Some(NAME.into())), ("version", Some(VERSION.into()))]))?;
    known.feeds.iter().try_for_each(|(name, row)| line(out, feed(name, row)))?;
    let mut rows: Vec<&Row> = known.rows.iter().collect();
    rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    rows.into_iter().try_for_each(|row| line(out, record(row)))?;
    let mut publications: Vec<&Publication> = known.publications.iter().collect();
    publications.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    publications.into_iter().try_for_each(|publication| line(out, document(publication)))?;
    outbox::write(&known.outbox, out)
}

fn feed(name: &str, row: &FeedRow) -> Map<String, Value> {
    object(&[
        ("kind", text("feed")),
        ("name", text(name)),
        ("id", text(&row.id)),
        ("label", row.label.as_deref().and_then(text)),
        ("show", row.show.as_deref().and_then(text)),
        ("retired", row.retired.as_ref().map(|retired| retirement(retired).into())),
    ])
}

fn retirement(Retirement { at, to }: &Retirement) -> Map<String, Value> {
    object(&[("at", time(*at)), ("to", to.as_deref().and_then(text))])
}

fn record(row: &Row) -> Map<String, Value> {
    let ids: Map<String, Value> =
        row.ids.iter().map(|(format, id)| (format.as_str().to_owned(), id.as_str().into())).collect();
    let mut former = row.former_urls.clone();
    former.sort_unstable();
    former.dedup();
    let feeds: Map<String, Value> =
        row.feeds.iter().map(|(name, shown)| (name.clone(), presence(shown).into())).collect();
    object(&[
        ("kind", text("record")),
        ("id", text(&row.id)),
        ("ids", (!ids.is_empty()).then(|| ids.into())),
        ("key", row.key.as_deref().and_then(text)),
        ("url", row.url.as_deref().and_then(text)),
        ("former_urls", (!former.is_empty()).then(|| former.into())),
        ("title", row.title.as_deref().and_then(text)),
        ("published", time(row.published)),
        ("first_shown", time(row.first_shown)),
        ("body", row.body.as_deref().and_then(text)),
        ("feeds", (!feeds.is_empty()).then(|| feeds.into())),
        ("digest", row.digest.as_deref().and_then(text)),
        ("corrected", row.corrected.and_then(time)),
        ("gone", row.gone.and_then(time)),
        ("returned", row.returned.and_then(time)),
        ("retracted", row.retracted.as_ref().map(|retracted| retraction(retracted).into())),
    ])
}

fn retraction(Retraction { at, reason }: &Retraction) -> Map<String, Value> {
    object(&[("at", time(*at)), ("reason", reason.as_deref().and_then(text))])
}

fn presence(Presence { since, left, page }: &Presence) -> Map<String, Value> {
    object(&[("since", time(*since)), ("left", left.and_then(time)), ("page", page.map(Value::from))])
}

fn document(publication: &Publication) -> Map<String, Value> {
    object(&[
        ("kind", text("publication")),
        ("path", text(&publication.path)),
        ("feed", text(&publication.feed)),
        ("format", text(publication.format.as_str())),
        ("digest", text(&publication.digest)),
        ("items", Some(publication.items.into())),
        ("bytes", Some(publication.bytes.into())),
        ("changed", time(publication.changed)),
    ])
}

/// An object with these members in this order; absent ones are left out.
fn object(members: &[(&str, Option<Value>)]) -> Map<String, Value> {
    members.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?))).collect()
}

fn text(text: &str) -> Option<Value> {
    Some(text.into())
}

fn time(time: Timestamp) -> Option<Value> {
    Some(time.rfc3339().into())
}

fn line(out: &mut dyn Write, object: Map<String, Value>) -> io::Result<()> {
    writeln!(out, "{}", Value::Object(object))
}
