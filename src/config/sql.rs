//! `[[source]] sqlite = …` and `postgres = …`: tables of a database as sources.

use super::{
    Publication, Secret, Text,
    endpoints::{literal, named},
    keys::{Keys, Stated},
};
use crate::{
    diagnostic::{Diagnostic, rules::config as rules},
    value::TimeSpan,
};
use std::{collections::BTreeMap, fmt, path::PathBuf, time::Duration};

/// A table, or the result of a query, whose rows are records.
#[derive(Debug, Clone, PartialEq)]
pub struct Sql {
    /// Where the rows are.
    pub database: Database,
    /// The connection string, once somebody who reads the environment has looked it up.
    pub connection: Option<Hidden>,
    /// Which rows.
    pub content: SqlContent,
    /// What stands before the primary key in the keys of the records: the table as it is written, unless `name` is stated.
    pub name: String,
    /// The columns of the primary key; empty for a table whose database tells.
    pub key: Vec<String>,
    /// The column that changes whenever the row does.
    pub watermark: Option<String>,
    /// The query for people, with the record's key in its first column.
    pub people_query: Option<String>,
    /// The same for categories.
    pub categories_query: Option<String>,
    /// The same for enclosures.
    pub enclosures_query: Option<String>,
    /// Until a connection stands; for SQLite, how long a locked file is waited for.
    pub connect_timeout: Duration,
    /// For the answer to one query.
    pub statement_timeout: Duration,
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file, relative to the root.
    Sqlite(PathBuf),
    /// A connection string as libpq has it, or where to find it.
    Postgres(Text),
}

/// A secret that was looked up: never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(…)")
    }
}

impl Publication {
    /// Looks up the databases that the environment names.
    pub fn look_up(&mut self, environment: &dyn Fn(&str) -> Option<String>) {
        for sql in self.sources.iter_mut().filter_map(|source| source.sql.as_mut()) {
            if let Database::Postgres(Text::Hidden(Secret::Env(name))) = &sql.database {
                sql.connection = environment(name).map(Hidden);
            }
        }
    }
}

/// Which rows of a database are records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlContent {
    /// All of a table or view, whose name may begin with its schema.
    Table(String),
    /// Those that a query gives.
    Query(String),
}

/// How long a connection may take unless the source says otherwise.
const CONNECT_TIMEOUT: TimeSpan = TimeSpan::from_seconds(10);
/// How long a query may take unless the source says otherwise.
const STATEMENT_TIMEOUT: TimeSpan = TimeSpan::from_seconds(60);

/// What a source says about a database, key by key, before it is known whether it has one.
pub(super) struct Stating {
    sqlite: Option<Stated<String>>,
    postgres: Option<Stated<String>>,
    table: Option<Stated<String>>,
    query: Option<Stated<String>>,
    key: Option<Vec<Stated<String>>>,
    /// `people_query`, `categories_query` and `enclosures_query`.
    queries: [Option<Stated<String>>; 3],
    name: Option<Stated<String>>,
    watermark: Option<Stated<String>>,
    connect_timeout: Option<(TimeSpan, Stated<String>)>,
    statement_timeout: Option<(TimeSpan, Stated<String>)>,
}

/// The second queries, with the field that each fills.
const QUERIES: [(&str, &str); 3] =
    [("people_query", "authors"), ("categories_query", "categories"), ("enclosures_query", "enclosures")];

impl Stating {
    /// Asks for every key that a database may need.
    pub(super) fn read(keys: &mut Keys<'_, '_>) -> Self {
        Self {
            sqlite: keys.filled_text("sqlite"),
            postgres: keys.filled_text("postgres"),
            table: keys.filled_text("table"),
            query: keys.filled_text("query"),
            key: keys.texts("key"),
            queries: QUERIES.map(|(key, _)| keys.filled_text(key)),
            name: keys.filled_text("name"),
            watermark: keys.filled_text("watermark"),
            connect_timeout: timeout(keys, "connect_timeout"),
            statement_timeout: timeout(keys, "statement_timeout"),
        }
    }

    /// The key that names the database, if one does.
    pub(super) fn database(&self) -> Option<&Stated<String>> {
        self.sqlite.as_ref().or(self.postgres.as_ref())
    }

    /// What is stated and has no meaning without a database.
    fn dependent(&self) -> impl Iterator<Item = &Stated<String>> {
        let key = self.key.iter().flatten().take(1);
        let timeouts = [&self.connect_timeout, &self.statement_timeout].into_iter().flatten().map(|(_, stated)| stated);
        [&self.table, &self.query, &self.name, &self.watermark]
            .into_iter()
            .chain(&self.queries)
            .flatten()
            .chain(key)
            .chain(timeouts)
    }

    /// What all of it means; `None` if the source has no database, or if it cannot be known which rows are meant.
    pub(super) fn settle(self, keys: &Keys<'_, '_>, mapped: &[String]) -> Option<Sql> {
        let source = keys.source();
        if self.database().is_none() {
            // Of a database that is stated and cannot be read enough was said.
            if !keys.has("sqlite") && !keys.has("postgres") {
                for stated in self.dependent() {
                    let key = stated.field.rsplit('.').next().unwrap_or_default().split('[').next().unwrap_or_default();
                    let message =
                        format!("`{key}` is about a database, and this source has neither `sqlite` nor `postgres`");
                    source.invalid(&stated.span, &stated.field, message);
                }
            }
            return None;
        }
        if let (Some(_), Some(second)) = (&self.sqlite, &self.postgres) {
            source.invalid(&second.span, &second.field, "a source has one database: `sqlite` or `postgres`, not both");
        }
        let database = match (self.sqlite, self.postgres) {
            (Some(path), _) => Some(Database::Sqlite(PathBuf::from(path.value))),
            (None, Some(stated)) => postgres(keys, &stated),
            (None, None) => None,
        };
        let key: Vec<String> = self.key.unwrap_or_default().into_iter().map(|stated| stated.value).collect();
        let content = match (self.table, self.query) {
            (Some(_), Some(query)) => {
                source.invalid(&query.span, &query.field, "a source is a `table` or a `query`, not both");
                None
            }
            (Some(table), None) => Some(SqlContent::Table(table.value)),
            (None, Some(query)) => {
                if key.is_empty() {
                    missing(
                        keys,
                        "key",
                        "nothing tells which column of a query says which article a row is",
                        "key = \"id\"",
                    );
                }
                Some(SqlContent::Query(query.value))
            }
            (None, None) => {
                if !keys.has("table") && !keys.has("query") {
                    missing(
                        keys,
                        "table",
                        "this source does not say where in its database the articles are",
                        "table = \"articles\"",
                    );
                }
                None
            }
        };
        for (stated, (query, field)) in self.queries.iter().zip(QUERIES) {
            if let (Some(stated), true) = (stated, mapped.iter().any(|name| name == field)) {
                let message =
                    format!("both `map.{field}` and `{query}` say where {field} come from; leave one of them out");
                source.invalid(&stated.span, &stated.field, message);
            }
        }
        let name = match (self.name, &content) {
            (Some(stated), _) => {
                if stated.value.contains(['/', '#']) || stated.value.chars().any(char::is_control) {
                    source.invalid(
                        &stated.span,
                        &stated.field,
                        "a name is one word, such as `articles`, without `/` and `#`",
                    );
                }
                stated.value
            }
            (None, Some(SqlContent::Table(table))) => table.replace(['/', '#'], "_"),
            (None, _) => "query".to_owned(),
        };
        let [people_query, categories_query, enclosures_query] =
            self.queries.map(|stated| stated.map(|stated| stated.value));
        let duration = |stated: Option<(TimeSpan, _)>, usual: TimeSpan| {
            Duration::from_secs(stated.map_or(usual, |(span, _)| span).seconds())
        };
        Some(Sql {
            database: database?,
            connection: None,
            content: content?,
            name,
            key,
            watermark: self.watermark.map(|stated| stated.value),
            people_query,
            categories_query,
            enclosures_query,
            connect_timeout: duration(self.connect_timeout, CONNECT_TIMEOUT),
            statement_timeout: duration(self.statement_timeout, STATEMENT_TIMEOUT),
        })
    }
}

/// A length of time that is not nothing.
fn timeout(keys: &mut Keys<'_, '_>, key: &'static str) -> Option<(TimeSpan, Stated<String>)> {
    let stated = keys.text(key)?;
    let span: TimeSpan = keys.parse(&stated)?;
    if span.seconds() == 0 {
        keys.source().invalid(&stated.span, &stated.field, "nothing can be done in no time; write 10s, for example");
        return None;
    }
    Some((span, stated))
}

fn missing(keys: &Keys<'_, '_>, key: &str, why: &str, example: &str) {
    let place = keys.source().place(&keys.span()).field(format!("source.{key}"));
    keys.source().report(
        Diagnostic::new(&rules::CONFIG_MISSING_KEY, place, format!("`{key}` is missing: {why}"))
            .help(format!("add `{example}`")),
    );
}

/// Where to find the connection string, or the string itself if nobody needs to hide it.
fn postgres(keys: &Keys<'_, '_>, stated: &Stated<String>) -> Option<Database> {
    if let Some(secret) = named(&stated.value) {
        return Some(Database::Postgres(Text::Hidden(secret)));
    }
    if has_password(&stated.value) {
        literal(keys.source(), stated);
        return None;
    }
    let is_url = stated.value.starts_with("postgres://") || stated.value.starts_with("postgresql://");
    if !is_url && !stated.value.contains('=') {
        let message = "this is no connection to PostgreSQL: write \"env:DATABASE_URL\", \"file:PATH\", or, as long as no \
                       password is in it, \"postgres://host/database\" or \"host=… dbname=…\"";
        keys.source().invalid(&stated.span, &stated.field, message);
        return None;
    }
    Some(Database::Postgres(Text::Plain(stated.value.clone())))
}

/// Whether a connection string has a password, in any of the places that libpq knows.
fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else {
        return text.to_ascii_lowercase().contains("password");
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    // A password may itself hold a slash that nobody has encoded.
    let authority = rest.rfind('@').map_or(&rest[..end], |at| &rest[..at.max(end)]);
    let user =
        authority.rsplit_once('@').map_or_else(|| if rest.contains('@') { authority } else { "" }, |(user, _)| user);
    user.contains(':') || rest.to_ascii_lowercase().contains("password=")
}

/// Two sources under one name would give the same keys to different articles.
pub(super) fn check_names(source: &super::keys::Source<'_>, sources: &[super::Source]) {
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    for stated in sources {
        let Some(sql) = &stated.sql else { continue };
        if seen.insert(&sql.name, ()).is_some() {
            let (line, column) = stated.place;
            let place = source.file().at(line, column).field("source.name");
            let message = format!("two sources are called `{}`, and their articles could not be told apart", sql.name);
            source.report(
                Diagnostic::new(&rules::CONFIG_INVALID_VALUE, place, message)
                    .help("add `name = \"…\"` to one of them: the keys of its articles begin with it"),
            );
        }
    }
}
