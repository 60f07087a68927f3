//! Tables: the publication's databases, each read in one transaction of this run, however many sources it has.

use super::Error;
use crate::{
    config::{self, Mapped, Publication, Secret, SqlContent, Text},
    diagnostic::{Diagnostic, Place},
    source::{
        Census,
        sql::{self, Connection, Content, Row, Second, Snapshot, Spec},
    },
};
use std::{
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    ops::ControlFlow,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The databases of a run, and the tables in them in the order of their sources.
#[derive(Debug, Default)]
pub(super) struct Tables {
    tables: Vec<Table>,
    databases: Vec<Mutex<Snapshot>>,
    quick: Vec<Option<u64>>,
}

#[derive(Debug)]
struct Table {
    /// The number of the source.
    source: usize,
    /// How it is called in messages.
    name: String,
    /// The number of its database, and its number there.
    database: usize,
    number: usize,
    watermark: Option<String>,
}

impl Tables {
    /// Connects with every database; without one nothing is done.
    pub(super) fn open(publication: &Publication) -> Result<Self, Error> {
        let mut tables = Self::default();
        let mut databases: Vec<Vec<Spec>> = Vec::new();
        for (source, stated) in publication.sources.iter().enumerate() {
            let Some(sql) = &stated.sql else { continue };
            let spec = spec(publication, stated, sql)?;
            let name = spec.name.to_string();
            let database = databases.iter().position(|specs| specs[0].shares_with(&spec)).unwrap_or_else(|| {
                databases.push(Vec::new());
                databases.len() - 1
            });
            let number = databases[database].len();
            tables.tables.push(Table { source, name, database, number, watermark: spec.watermark.clone() });
            databases[database].push(spec);
        }
        for specs in databases {
            let snapshot = Snapshot::open(specs).map_err(crate::source::Error::from)?;
            tables.databases.push(Mutex::new(snapshot));
        }
        for table in &tables.tables {
            let mut snapshot = tables.snapshot(table);
            let quick = snapshot.quick(table.number).map_err(crate::source::Error::from)?;
            // A view may get another column while its rows and their watermarks stay as they are.
            let columns = snapshot.columns(table.number);
            let quick = quick.map(|quick| BuildHasherDefault::<DefaultHasher>::default().hash_one((quick, columns)));
            drop(snapshot);
            tables.quick.push(quick);
        }
        Ok(tables)
    }

    fn snapshot(&self, table: &Table) -> MutexGuard<'_, Snapshot> {
        self.databases[table.database].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Numbers that are others if anything in the databases could have changed; nothing where nobody can say so cheaply.
    pub(super) fn quick(&self) -> &[Option<u64>] {
        &self.quick
    }

    /// What is to be said about the tables as a whole.
    pub(super) fn notes(&self) -> Result<Vec<Diagnostic>, Error> {
        let mut notes = Vec::new();
        for table in &self.tables {
            notes.extend(self.snapshot(table).notes(table.number).map_err(crate::source::Error::from)?);
        }
        Ok(notes)
    }

    /// Counts the rows of all tables, so that what has changed is known.
    pub(super) fn trace(&self, census: &mut Census) -> Result<(), Error> {
        for table in &self.tables {
            let mut snapshot = self.snapshot(table);
            census.table(table.source, &table.name, snapshot.columns(table.number));
            let traced = snapshot.trace(table.number, &mut |trace| census.row(&trace.key, trace.print));
            traced.map_err(crate::source::Error::from)?;
        }
        Ok(())
    }

    /// Every row of every table, with the number of its source. Counts them, where `census` has none of them yet.
    pub(super) fn all(&self, mut census: Option<&mut Census>, sink: &mut dyn FnMut(usize, Row)) -> Result<(), Error> {
        for table in &self.tables {
            let mut snapshot = self.snapshot(table);
            if let Some(census) = &mut census {
                census.table(table.source, &table.name, snapshot.columns(table.number));
            }
            let read = snapshot.rows(table.number, &mut |row| {
                if let Some(census) = &mut census {
                    census.row(&row.key, row.print);
                }
                sink(table.source, row);
                ControlFlow::Continue(())
            });
            read.map_err(crate::source::Error::from)?;
        }
        Ok(())
    }

    /// Some rows of the table of a source, as far as they are there.
    pub(super) fn some(&self, source: usize, keys: &[String], sink: &mut dyn FnMut(Row)) -> Result<(), Error> {
        let Some(table) = self.tables.iter().find(|table| table.source == source) else { return Ok(()) };
        let read = self.snapshot(table).some(table.number, keys, &mut |row| {
            sink(row);
            ControlFlow::Continue(())
        });
        Ok(read.map_err(crate::source::Error::from)?)
    }

    /// The column that tells whether a row of a source has changed, if one does.
    pub(super) fn watermark_of(&self, source: usize) -> Option<&str> {
        self.tables.iter().find(|table| table.source == source)?.watermark.as_deref()
    }

    /// What they are called in messages.
    pub(super) fn names(&self) -> String {
        self.tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The name that messages have for a row of a source.
    pub(super) fn name_of(&self, source: usize, key: &str) -> String {
        let table = self.tables.iter().find(|table| table.source == source);
        table.map_or_else(|| key.to_owned(), |table| format!("{}#{key}", table.name))
    }
}

/// What the configuration says, for those who read databases.
fn spec(publication: &Publication, source: &config::Source, stated: &config::Sql) -> Result<Spec, Error> {
    let (line, column) = source.place;
    let place = Place::file(publication.file.clone()).at(line, column);
    let (name, database) = match &stated.database {
        config::Database::Sqlite(path) => {
            (path.to_string_lossy().into_owned(), sql::Database::Sqlite(publication.root.join(path)))
        }
        config::Database::Postgres(text) => {
            let (name, found) = match text {
                Text::Plain(plain) => ("postgres".to_owned(), Ok(plain.clone())),
                Text::Hidden(Secret::Env(name)) => {
                    let missing = || format!("the variable `{name}` is not set in the environment");
                    (name.clone(), stated.connection.as_ref().map(|found| found.0.clone()).ok_or_else(missing))
                }
                Text::Hidden(Secret::File(path)) => {
                    let path = publication.root.join(path);
                    let found = std::fs::read_to_string(&path).map(|text| text.trim().to_owned());
                    let found = found.map_err(|cause| format!("{} cannot be read: {cause}", path.display()));
                    (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), found)
                }
            };
            let found = found.map_err(|why| Error::NoDatabase { place: place.to_string(), why })?;
            (name, sql::Database::Postgres(Connection(found)))
        }
    };
    let second = [
        ("authors", "people_query", &stated.people_query),
        ("categories", "categories_query", &stated.categories_query),
        ("enclosures", "enclosures_query", &stated.enclosures_query),
    ];
    let paths = |mapped: &Mapped| match mapped {
        Mapped::Paths(paths) => paths.clone(),
        Mapped::Constant(_) => Vec::new(),
    };
    Ok(Spec {
        root: publication.root.clone(),
        name: name.into(),
        database,
        content: match &stated.content {
            SqlContent::Table(name) => Content::Table(name.clone()),
            SqlContent::Query(query) => Content::Query(query.clone()),
        },
        label: stated.name.clone(),
        key: stated.key.clone(),
        watermark: stated.watermark.clone(),
        second: second
            .into_iter()
            .filter_map(|(field, stated, query)| Some(Second { field, stated, query: query.clone()? }))
            .collect(),
        mapped: source
            .map
            .iter()
            .flat_map(|(field, mapped)| paths(mapped).into_iter().map(move |path| (field.clone(), path)))
            .collect(),
        connect_timeout: stated.connect_timeout,
        statement_timeout: stated.statement_timeout,
        place,
    })
}
