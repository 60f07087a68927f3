//! What to read, as plain data.

use crate::diagnostic::Place;
use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

/// A source in a database: where it is, which rows are records, and what belongs to them.
#[derive(Debug, Clone)]
pub struct Spec {
    /// How the database is called in messages and before `#` in places: `cms.db`, `DATABASE_URL`.
    pub name: Arc<str>,
    /// Where it is.
    pub database: Database,
    /// Which rows are records.
    pub content: Content,
    /// What stands before the primary key in the keys of records: `articles`. Holds neither `/` nor `#`.
    pub label: String,
    /// The columns of the primary key; empty for a table whose database tells.
    pub key: Vec<String>,
    /// The column that changes whenever the row does.
    pub watermark: Option<String>,
    /// What further queries say about the records.
    pub second: Vec<Second>,
    /// The field map: canonical field and the column that it is read from.
    pub mapped: Vec<(String, String)>,
    /// Until a connection stands; for SQLite, how long a locked file is waited for.
    pub connect_timeout: Duration,
    /// For the answer to one query; while rows are read, for the next ones.
    pub statement_timeout: Duration,
    /// The publication's directory: a certificate that the connection names lies relative to it.
    pub root: PathBuf,
    /// Where the source stands in the configuration.
    pub place: Place,
}

impl Spec {
    /// Whether both have their rows in one database, so that one connection does, and both are of one instant.
    #[must_use]
    pub fn shares_with(&self, other: &Self) -> bool {
        match (&self.database, &other.database) {
            (Database::Sqlite(one), Database::Sqlite(other)) => {
                let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
                one == other || real(one) == real(other)
            }
            // A certificate lies relative to the root, which is the same for all.
            (one, other) => one == other,
        }
    }

    /// Gives sources of one connection the longest timeouts that any of them has.
    pub(super) fn share_patience(specs: &mut [Self]) {
        let connect = specs.iter().map(|spec| spec.connect_timeout).max();
        let statement = specs.iter().map(|spec| spec.statement_timeout).max();
        for spec in specs {
            spec.connect_timeout = connect.unwrap_or(spec.connect_timeout);
            spec.statement_timeout = statement.unwrap_or(spec.statement_timeout);
        }
    }
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres(Connection),
}

/// How a server is reached: a URL (`postgres://user@host/database?sslmode=require`) or the keywords of libpq
/// (`host=… dbname=…`). Holds a password, so that it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection(pub String);

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection(…)")
    }
}

/// Which rows are records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Those of a table or view: `articles`, `cms.articles`.
    Table(String),
    /// Those that a query gives.
    Query(String),
}

/// A query whose rows belong to records: its column `key`, else its first ones, hold the record's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Second {
    /// The field that it fills: `authors`, `categories`, `enclosures`.
    pub field: &'static str,
    /// Its key in the configuration: `people_query`.
    pub stated: &'static str,
    /// The query.
    pub query: String,
}
