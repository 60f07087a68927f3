//! Rows of a database as records: SQLite and PostgreSQL.
//!
//! A [`Snapshot`] is one connection with one transaction that only reads: everything that is read through it, for however many
//! sources, is of one instant. Rows are streamed, so that memory does not grow with the table.

mod cell;
mod doubts;
mod driver;
mod error;
mod key;
mod postgres;
mod query;
mod rows;
mod spec;
mod sqlite;

pub use error::{Error, Problem};
pub use spec::{Connection, Content, Database, Second, Spec};

use super::Found;
use crate::diagnostic::Diagnostic;
use driver::{BATCH, Driver, Reading};
use key::Primary;
use rows::{Keyless, Maker, Traces};
use std::ops::ControlFlow;

/// One row as a record.
#[derive(Debug)]
pub struct Row {
    /// The table (or what the source is called) and the primary key: `articles/123`, `articles/en/123` for a key of two
    /// columns. Control characters and `%` are percent-encoded, and so is `/` in keys of several columns.
    ///
    /// All rows whose key is NULL, or no text and no number, are one row with the key `articles/%`, which has a trouble and no
    /// record.
    pub key: String,
    /// Tells whether the row is as it was: made of the watermark, else of everything that the row and the rows of the second
    /// queries say. The same as in [`Trace`].
    pub print: u64,
    /// What is wrong with it, and the record last, if it could be read at all.
    pub found: Vec<Found>,
}

/// That there is a row, and whether it is as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// As in [`Row`].
    pub key: String,
    /// As in [`Row`].
    pub print: u64,
}

/// What takes rows; it may say that it has enough.
pub type RowSink<'a> = &'a mut dyn FnMut(Row) -> ControlFlow<()>;

/// One instant of a database, for all the sources that have their rows there.
#[derive(Debug)]
pub struct Snapshot {
    specs: Vec<Spec>,
    link: Link,
}

/// A connection inside its transaction, with what the sources look like.
#[derive(Debug)]
enum Link {
    Sqlite(sqlite::Database),
    Postgres(postgres::Database),
}

impl Snapshot {
    /// Connects and begins the transaction, for sources of one database ([`Spec::shares_with`]), which are known by their
    /// numbers here from then on. A server that does not answer, is about to start, or drops the connection before it has
    /// given any row, is tried again.
    ///
    /// Everything that can be wrong with the sources is found out here: whether the tables, their keys and every query are
    /// understood. Of different timeouts the longest counts.
    ///
    /// # Errors
    /// The database cannot be reached, or does not have what a source says.
    ///
    /// # Panics
    /// There are no sources.
    pub fn open(mut specs: Vec<Spec>) -> Result<Self, Error> {
        Spec::share_patience(&mut specs);
        let link = match &specs[0].database {
            Database::Sqlite(path) => Link::Sqlite(sqlite::Database::open(&specs, path)?),
            Database::Postgres(connection) => Link::Postgres(postgres::Database::open(&specs, connection)?),
        };
        Ok(Self { specs, link })
    }

    fn part(&self, source: usize) -> (&Spec, Box<dyn Driver + '_>) {
        let spec = &self.specs[source];
        let driver: Box<dyn Driver + '_> = match &self.link {
            Link::Sqlite(database) => Box::new(database.part(spec, source)),
            Link::Postgres(database) => Box::new(database.part(spec, source)),
        };
        (spec, driver)
    }

    /// What is to be said about a source as a whole: about its columns, whatever stands in them, and what its first rows
    /// show that nobody can have meant.
    ///
    /// # Errors
    /// The database does not answer.
    pub fn notes(&self, source: usize) -> Result<Vec<Diagnostic>, Error> {
        let (spec, driver) = self.part(source);
        let mut notes = rows::notes(spec, driver.shape());
        notes.extend(doubts::window(spec));
        notes.extend(doubts::text(spec, &*driver)?);
        for number in 0..spec.second.len() {
            notes.extend(doubts::strangers(spec, &*driver, number)?);
        }
        Ok(notes)
    }

    /// A number that is another one if the same rows would be read otherwise: the names and types of the columns.
    #[must_use]
    pub fn columns(&self, source: usize) -> u64 {
        rows::columns(self.part(source).1.shape())
    }

    /// A number that is another one if anything that [`trace`](Self::trace) tells could have changed; `None` if there is no
    /// cheap way to know.
    ///
    /// # Errors
    /// The database does not answer.
    pub fn quick(&mut self, source: usize) -> Result<Option<u64>, Error> {
        self.part(source).1.quick()
    }

    /// Key and print of every row, streamed in the order of [`rows`](Self::rows). With a watermark nothing but it and the
    /// key is read.
    ///
    /// # Errors
    /// The database does not answer, or not to the end: what the sink was given is then worth nothing.
    pub fn trace(&mut self, source: usize, sink: &mut dyn FnMut(Trace)) -> Result<(), Error> {
        let (spec, driver) = self.part(source);
        let shape = driver.shape();
        if shape.watermark.is_none() {
            return self.rows_of(source, &mut |row| {
                sink(Trace { key: row.key, print: row.print });
                ControlFlow::Continue(())
            });
        }
        let keys: Vec<usize> = (0..shape.key.len()).collect();
        let (mut traces, mut keyless) = (Traces::default(), Keyless::default());
        driver.all(Reading::Marks, &mut |batch| {
            for cells in batch {
                if let Some(primary) = keyless.primary(&cells, &keys) {
                    let key = key::encode(&spec.label, &primary);
                    traces.take(Trace { key, print: rows::print_of(&cells[keys.len()..]) }, sink);
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        traces.release(sink);
        if !keyless.is_empty() {
            sink(Trace { key: key::of_none(&spec.label), print: keyless.print() });
        }
        driver.settle()
    }

    /// Every row, streamed in the order that the database gives to the primary key: numbers by their size, UUIDs and SQLite's
    /// texts byte by byte, texts of PostgreSQL by the column's collation. Rows without a key come last, as one.
    ///
    /// # Errors
    /// The database does not answer, or not to the end: what the sink was given is then worth nothing.
    pub fn rows(&mut self, source: usize, sink: RowSink<'_>) -> Result<(), Error> {
        self.rows_of(source, sink)
    }

    fn rows_of(&self, source: usize, sink: RowSink<'_>) -> Result<(), Error> {
        let (spec, driver) = self.part(source);
        let mut maker = Maker::new(spec, &*driver);
        let mut is_enough = false;
        driver.all(Reading::Whole, &mut |batch| {
            let flow = maker.take(batch, sink)?;
            is_enough = flow.is_break();
            Ok(flow)
        })?;
        if !is_enough && maker.release(sink).is_continue() {
            maker.release_keyless(sink);
        }
        driver.settle()
    }

    /// The rows with these keys, as far as they are there, in batches, each in the order of [`rows`](Self::rows). Keys that
    /// this source cannot have given are passed over.
    ///
    /// # Errors
    /// The database does not answer, or not to the end.
    pub fn some(&mut self, source: usize, keys: &[String], sink: RowSink<'_>) -> Result<(), Error> {
        let (spec, driver) = self.part(source);
        let columns = driver.shape().key.len();
        let none = key::of_none(&spec.label);
        let wanted: Vec<Primary> = keys.iter().filter_map(|key| key::decode(&spec.label, columns, key)).collect();
        let mut is_enough = false;
        for keys in wanted.chunks(BATCH) {
            let mut maker = Maker::new(spec, &*driver);
            driver.some(keys, &mut |batch| {
                let flow = maker.take(batch, sink)?;
                is_enough = flow.is_break();
                Ok(flow)
            })?;
            is_enough = is_enough || maker.release(sink).is_break();
            if is_enough {
                break;
            }
        }
        if !is_enough && keys.contains(&none) {
            let (mut keyless, columns) = (Keyless::default(), (0..columns).collect::<Vec<_>>());
            driver.all(Reading::Marks, &mut |batch| {
                batch.iter().for_each(|cells| drop(keyless.primary(cells, &columns)));
                Ok(ControlFlow::Continue(()))
            })?;
            keyless.release(spec, &*driver, sink);
        }
        driver.settle()
    }
}
