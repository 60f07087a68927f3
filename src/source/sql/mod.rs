//! Rows of a database as records: SQLite and PostgreSQL.
//!
//! A [`Snapshot`] is one connection with one transaction that only reads: everything that is read through it is of one
//! instant. Rows are streamed, so that memory does not grow with the table.

mod cell;
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
use rows::{Maker, Traces};
use std::ops::ControlFlow;

/// One row as a record.
#[derive(Debug)]
pub struct Row {
    /// The table (or what the source is called) and the primary key: `articles/123`, `articles/en/123` for a key of two
    /// columns. Control characters and `%` are percent-encoded, and so is `/` in keys of several columns.
    ///
    /// All rows whose key is NULL are one row with the key `articles/%`, which has a trouble and no record.
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

/// One instant of a database.
#[derive(Debug)]
pub struct Snapshot {
    spec: Spec,
    driver: Box<dyn Driver + Send>,
}

impl Snapshot {
    /// Connects and begins the transaction. A server that does not answer, or is about to start, is tried three times.
    ///
    /// Everything that can be wrong with the source is found out here: whether the table, its key and every query are
    /// understood.
    ///
    /// # Errors
    /// The database cannot be reached, or does not have what the source says.
    pub fn open(spec: &Spec) -> Result<Self, Error> {
        let driver: Box<dyn Driver + Send> = match &spec.database {
            Database::Sqlite(path) => Box::new(sqlite::Sqlite::open(spec, path)?),
            Database::Postgres(connection) => Box::new(postgres::Postgres::open(spec, connection)?),
        };
        Ok(Self { spec: spec.clone(), driver })
    }

    /// What is to be said about the source as a whole; the same whenever the schema is the same.
    #[must_use]
    pub fn notes(&self) -> Vec<Diagnostic> {
        rows::notes(&self.spec, self.driver.shape())
    }

    /// A number that is another one if the same rows would be read otherwise: the names and types of the columns.
    #[must_use]
    pub fn columns(&self) -> u64 {
        rows::columns(self.driver.shape())
    }

    /// A number that is another one if anything that [`trace`](Self::trace) tells could have changed; `None` if there is no
    /// cheap way to know.
    ///
    /// # Errors
    /// The database does not answer.
    pub fn quick(&mut self) -> Result<Option<u64>, Error> {
        self.driver.quick()
    }

    /// Key and print of every row, streamed in the order of [`rows`](Self::rows). With a watermark nothing but it and the
    /// key is read.
    ///
    /// # Errors
    /// The database does not answer, or not to the end: what the sink was given is then worth nothing.
    pub fn trace(&mut self, sink: &mut dyn FnMut(Trace)) -> Result<(), Error> {
        let shape = self.driver.shape();
        if shape.watermark.is_none() {
            return self.rows(&mut |row| {
                sink(Trace { key: row.key, print: row.print });
                ControlFlow::Continue(())
            });
        }
        let keys: Vec<usize> = (0..shape.key.len()).collect();
        let mut traces = Traces::default();
        self.driver.all(Reading::Marks, &mut |batch| {
            for cells in batch {
                if let Some(primary) = rows::primary(&cells, &keys) {
                    let key = key::encode(&self.spec.label, &primary);
                    traces.take(Trace { key, print: rows::print_of(&cells[keys.len()..]) }, sink);
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        traces.release(sink);
        let keyless = self.driver.keyless()?;
        if keyless > 0 {
            sink(Trace { key: key::of_none(&self.spec.label), print: keyless });
        }
        self.driver.settle()
    }

    /// Every row, streamed in the order that the database gives to the primary key: numbers by their size, UUIDs and SQLite's
    /// texts byte by byte, texts of PostgreSQL by the column's collation. Rows without a key come last, as one.
    ///
    /// # Errors
    /// The database does not answer, or not to the end: what the sink was given is then worth nothing.
    pub fn rows(&mut self, sink: RowSink<'_>) -> Result<(), Error> {
        let mut maker = Maker::new(&self.spec, &*self.driver);
        let mut is_enough = false;
        self.driver.all(Reading::Whole, &mut |batch| {
            let flow = maker.take(batch, sink)?;
            is_enough = flow.is_break();
            Ok(flow)
        })?;
        if !is_enough && maker.release(sink).is_continue() {
            self.keyless(sink)?;
        }
        self.driver.settle()
    }

    /// The rows with these keys, as far as they are there, in batches, each in the order of [`rows`](Self::rows). Keys that
    /// this source cannot have given are passed over.
    ///
    /// # Errors
    /// The database does not answer, or not to the end.
    pub fn some(&mut self, keys: &[String], sink: RowSink<'_>) -> Result<(), Error> {
        let columns = self.driver.shape().key.len();
        let none = key::of_none(&self.spec.label);
        let wanted: Vec<Primary> = keys.iter().filter_map(|key| key::decode(&self.spec.label, columns, key)).collect();
        let mut is_enough = false;
        for keys in wanted.chunks(BATCH) {
            let mut maker = Maker::new(&self.spec, &*self.driver);
            self.driver.some(keys, &mut |batch| {
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
            self.keyless(sink)?;
        }
        self.driver.settle()
    }

    fn keyless(&self, sink: RowSink<'_>) -> Result<(), Error> {
        let count = self.driver.keyless()?;
        if count > 0 {
            let _ = sink(rows::of_keyless(&self.spec, &*self.driver, count));
        }
        Ok(())
    }
}
