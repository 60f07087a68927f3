//! Rows of databases as records: what the readers give, and what they say.

mod million;
mod postgres;
mod publication;
mod row;
mod sqlite;
mod world;

use courant::{
    diagnostic::Place,
    record::{self, FieldMap, Options, PeopleTable, Record},
    source::{
        Found,
        sql::{Content, Database, Error, Second, Snapshot, Spec, Trace},
    },
    value::{WebUrl, Zone},
};
use std::{ops::ControlFlow, path::PathBuf, sync::Arc, time::Duration};

/// A table `articles` in a database, as a source without anything else.
fn articles(database: Database) -> Spec {
    Spec {
        name: "cms.db".into(),
        database,
        content: Content::Table("articles".into()),
        label: "articles".into(),
        key: Vec::new(),
        watermark: None,
        second: Vec::new(),
        mapped: Vec::new(),
        connect_timeout: Duration::from_secs(2),
        statement_timeout: Duration::from_secs(20),
        root: PathBuf::new(),
        place: Place::file("courant.toml").at(7, 1),
    }
}

/// A second query.
fn second(field: &'static str, query: &str) -> Second {
    let stated = match field {
        "authors" => "people_query",
        "categories" => "categories_query",
        _ => "enclosures_query",
    };
    Second { field, stated, query: query.to_owned() }
}

/// A row as a record, with everything that was said of it.
#[derive(Debug)]
struct Seen {
    key: String,
    print: u64,
    record: Option<Record>,
    said: Vec<String>,
}

fn options() -> Options {
    Options {
        zone: Zone::UTC,
        language: None,
        link: WebUrl::parse("https://gazette.example/").expect("a URL"),
        tag: None,
        permalink: Some("/articles/{id}/".to_owned()),
        map: FieldMap::default(),
        people: Arc::new(PeopleTable::default()),
        email_public: false,
        pins_first_sight: false,
        body_format: None,
    }
}

fn seen(row: courant::source::sql::Row, options: &Options) -> Seen {
    let mut seen = Seen { key: row.key, print: row.print, record: None, said: Vec::new() };
    let mut say = |found: &courant::diagnostic::Diagnostic| {
        seen.said.push(format!("{:?} {} {}: {}", found.level, found.rule.name, found.place, found.message));
    };
    for found in row.found {
        match found {
            Found::Trouble(trouble) => say(&trouble),
            Found::Record(raw) => {
                let normalised = record::normalise(*raw, options);
                normalised.diagnostics.iter().for_each(&mut say);
                seen.record = normalised.record;
            }
        }
    }
    seen
}

fn all(spec: &Spec) -> Result<Vec<Seen>, Error> {
    all_of(&mut Snapshot::open(vec![spec.clone()])?)
}

fn all_of(snapshot: &mut Snapshot) -> Result<Vec<Seen>, Error> {
    let mut rows = Vec::new();
    snapshot.rows(0, &mut |row| {
        rows.push(seen(row, &options()));
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

fn some(spec: &Spec, keys: &[&str]) -> Vec<Seen> {
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    let mut rows = Vec::new();
    let mut snapshot = Snapshot::open(vec![spec.clone()]).expect("the source is as it should be");
    snapshot
        .some(0, &keys, &mut |row| {
            rows.push(seen(row, &options()));
            ControlFlow::Continue(())
        })
        .expect("rows can be read");
    rows
}

fn traces(spec: &Spec) -> Vec<Trace> {
    let mut traces = Vec::new();
    let mut snapshot = Snapshot::open(vec![spec.clone()]).expect("the source is as it should be");
    snapshot.trace(0, &mut |trace| traces.push(trace)).expect("rows can be read");
    traces
}

/// Reading all, tracing all and reading each by its key must tell of the same rows, with the same prints.
#[track_caller]
fn agree(spec: &Spec) -> Vec<Seen> {
    let rows = all(spec).unwrap_or_else(|error| panic!("{error}"));
    let told: Vec<(String, u64)> = rows.iter().map(|row| (row.key.clone(), row.print)).collect();
    let traced: Vec<(String, u64)> = traces(spec).into_iter().map(|trace| (trace.key, trace.print)).collect();
    assert_eq!(told, traced, "a trace is the row's");
    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    let again: Vec<(String, u64)> = some(spec, &keys).into_iter().map(|row| (row.key, row.print)).collect();
    let (mut told, mut again) = (told, again);
    told.sort();
    again.sort();
    assert_eq!(told, again, "rows can be read again by their keys");
    rows
}

/// What opening or reading a source says.
#[track_caller]
fn refused(spec: &Spec) -> String {
    all(spec).map(|rows| rows.len()).expect_err("this cannot be read").to_string()
}

fn record<'a>(rows: &'a [Seen], key: &str) -> &'a Record {
    let row = rows.iter().find(|row| row.key == key).unwrap_or_else(|| panic!("no {key} in {rows:#?}"));
    row.record.as_ref().unwrap_or_else(|| panic!("{key}: {:#?}", row.said))
}
