//! Rows of a database as records: SQLite and PostgreSQL.
//!
//! A [`Snapshot`] is one connection with one transaction that only reads: everything that is read through it is of one
//! instant. Rows are streamed, so that memory does not grow with the table.

mod error;
mod spec;

pub use error::{Error, Problem};
pub use spec::{Connection, Content, Database, Second, Spec};

use super::Found;
use crate::diagnostic::Diagnostic;
use std::ops::ControlFlow;

/// One row as a record.
#[derive(Debug)]
pub struct Row {
    /// The table (or what the source is called) and the primary key: `articles/123`, `articles/en/123` for a key of two
    /// columns. Control characters and `%` are percent-encoded, and so is `/` in keys of several columns.
    ///
    /// A row without a key has only its troubles, and this is empty.
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
        Ok(Self { spec: spec.clone() })
    }

    /// What is to be said about the source as a whole; the same whenever the schema is the same.
    #[must_use]
    pub fn notes(&self) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// A number that is another one if anything that [`trace`](Self::trace) tells could have changed; `None` if there is no
    /// cheap way to know.
    ///
    /// # Errors
    /// The database does not answer.
    pub fn quick(&mut self) -> Result<Option<u64>, Error> {
        Ok(None)
    }

    /// Key and print of every row that has a key, streamed in the order of [`rows`](Self::rows). With a watermark nothing
    /// but it and the key is read.
    ///
    /// # Errors
    /// The database does not answer, or not to the end: what the sink was given is then worth nothing.
    pub fn trace(&mut self, sink: &mut dyn FnMut(Trace)) -> Result<(), Error> {
        let _ = sink;
        Err(Error::new(&self.spec, Problem::Refused, "this is not there yet"))
    }

    /// Every row, streamed in the order that the database gives to the primary key: numbers by their size, UUIDs and SQLite's
    /// texts byte by byte, texts of PostgreSQL by the column's collation.
    ///
    /// # Errors
    /// The database does not answer, or not to the end: what the sink was given is then worth nothing.
    pub fn rows(&mut self, sink: RowSink<'_>) -> Result<(), Error> {
        let _ = sink;
        Err(Error::new(&self.spec, Problem::Refused, "this is not there yet"))
    }

    /// The rows with these keys, as far as they are there, in batches, each in the order of [`rows`](Self::rows).
    ///
    /// # Errors
    /// The database does not answer, or not to the end.
    pub fn some(&mut self, keys: &[String], sink: RowSink<'_>) -> Result<(), Error> {
        let _ = (keys, sink);
        Err(Error::new(&self.spec, Problem::Refused, "this is not there yet"))
    }
}
