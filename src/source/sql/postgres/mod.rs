//! A PostgreSQL database as a source.

use super::{
    Connection, Error, Problem, Spec,
    driver::{Batches, Cells, Driver, Reading, Shape},
    key::Primary,
};

/// A connection to a server, inside a transaction.
#[derive(Debug)]
pub(super) struct Postgres {}

impl Postgres {
    pub(super) fn open(spec: &Spec, _connection: &Connection) -> Result<Self, Error> {
        Err(Error::new(spec, Problem::Refused, "PostgreSQL is not there yet"))
    }
}

impl Driver for Postgres {
    fn shape(&self) -> &Shape {
        unreachable!()
    }
    fn quick(&self) -> Result<Option<u64>, Error> {
        unreachable!()
    }
    fn all(&self, _: Reading, _: Batches<'_>) -> Result<(), Error> {
        unreachable!()
    }
    fn some(&self, _: &[Primary], _: Batches<'_>) -> Result<(), Error> {
        unreachable!()
    }
    fn keyless(&self) -> Result<u64, Error> {
        unreachable!()
    }
    fn second(&self, _: usize, _: &[Primary], _: &mut dyn FnMut(Cells)) -> Result<(), Error> {
        unreachable!()
    }
    fn settle(&self) -> Result<(), Error> {
        unreachable!()
    }
}
