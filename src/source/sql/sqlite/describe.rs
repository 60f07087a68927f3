//! What a source in a SQLite file looks like: its columns, its key, and whether its queries are understood.

use super::failure::{self, Stated, said};
use crate::{
    record::sense,
    source::sql::{
        Content, Error, Problem, Spec,
        driver::{Column, INSIDE, Keys, SecondShape, Shape, TWICE, quoted, twice},
        error::near,
        query::wrapped,
    },
};
use rusqlite::Connection;

/// What was found out about a source.
#[derive(Debug)]
pub(super) struct Description {
    pub shape: Shape,
    /// What stands in `FROM`.
    pub from: String,
    /// Whether what is read depends on nothing but the file.
    pub is_settled: bool,
}

/// Finds out about the source.
pub(super) fn describe(spec: &Spec, connection: &Connection) -> Result<Description, Error> {
    let schema = Schema::read(connection).map_err(|cause| failure::of(spec, cause, Stated::Ours))?;
    let (columns, primary, from) = match &spec.content {
        Content::Table(name) => table(spec, connection, &schema, name)?,
        Content::Query(query) => {
            (query_columns(spec, connection, &schema, "query", query)?, Vec::new(), wrapped(query))
        }
    };
    let Keys { key, watermark } = Keys::find(spec, &columns, primary)?;
    let mut second = Vec::new();
    for stated in &spec.second {
        let columns = query_columns(spec, connection, &schema, stated.stated, &stated.query)?;
        let names: Vec<String> = columns.into_iter().map(|column| column.name).collect();
        second.push(SecondShape::new(spec, stated, names, key.len())?);
    }
    let is_settled = schema.is_settled(spec);
    Ok(Description { shape: Shape { columns, key, watermark, second }, from, is_settled })
}

/// The columns of a table, its primary key, and its name in SQL.
fn table(
    spec: &Spec,
    connection: &Connection,
    schema: &Schema,
    name: &str,
) -> Result<(Vec<Column>, Vec<usize>, String), Error> {
    let plain = name.strip_prefix("main.").unwrap_or(name);
    let exact = schema.tables.iter().find(|table| *table == plain);
    let Some(found) = exact.or_else(|| schema.tables.iter().find(|table| table.eq_ignore_ascii_case(plain))) else {
        let message = format!("there is no table or view `{name}`");
        return Err(Error::new(spec, Problem::Missing, message).help(near(plain, &schema.tables, "tables and views")));
    };
    let read = || {
        // Generated columns are columns; those of virtual tables that are hidden are not.
        let sql = "SELECT name, type, pk FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([found], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
        })?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    let rows = read().map_err(|cause| failure::of(spec, cause, Stated::Ours))?;
    let mut primary: Vec<(i64, usize)> =
        rows.iter().enumerate().filter(|(_, (_, _, pk))| *pk > 0).map(|(at, (_, _, pk))| (*pk, at)).collect();
    primary.sort_unstable();
    let columns = rows.into_iter().map(|(name, kind, _)| column(spec, name, kind)).collect();
    Ok((columns, primary.into_iter().map(|(_, at)| at).collect(), quoted(found)))
}

/// The columns of a query that is understood.
fn query_columns(
    spec: &Spec,
    connection: &Connection,
    schema: &Schema,
    key: &'static str,
    query: &str,
) -> Result<Vec<Column>, Error> {
    let refused = |problem, message: &str| Error::new(spec, problem, message).query(key, query, None);
    let statement = connection.prepare(query).map_err(|cause| {
        let words = said(&cause);
        let error = failure::of(spec, cause, Stated::Query(key, query));
        match (words.strip_prefix("no such table: "), words.strip_prefix("no such column: ")) {
            (Some(name), _) => error.missing().help(near(name, &schema.tables, "tables and views")),
            (_, Some(name)) => {
                let name = name.rsplit('.').next().unwrap_or(name);
                error.missing().help(near(name, &schema.columns, "columns"))
            }
            _ => error,
        }
    })?;
    if statement.parameter_count() > 0 {
        return Err(refused(Problem::Refused, "the query has parameters, and nothing to put in their places")
            .help("write the values themselves"));
    }
    if !statement.readonly() || statement.column_count() == 0 {
        return Err(refused(Problem::Refused, "this is no query that gives rows and changes nothing")
            .help("write one that begins with `select` or `with`"));
    }
    // Capitals do not tell names apart.
    let names: Vec<String> = statement.column_names().map(str::to_ascii_lowercase).collect();
    if let Some(name) = twice(&names) {
        return Err(refused(Problem::Refused, &format!("two columns are called `{name}`")).help(TWICE));
    }
    connection.prepare(&format!("SELECT * FROM {} AS q", wrapped(query))).map_err(|cause| {
        let message = format!("the query cannot be a part of another one: {}", said(&cause));
        refused(Problem::Refused, &message).help(INSIDE)
    })?;
    Ok(statement
        .columns()
        .map(|described| {
            let kind = described.decl_type().unwrap_or_default();
            column(spec, described.name().to_owned(), kind.to_owned())
        })
        .collect())
}

fn column(spec: &Spec, name: String, kind: String) -> Column {
    let upper = kind.to_ascii_uppercase();
    Column {
        sense: sense(&name, &spec.mapped),
        is_flag: upper.starts_with("BOOL"),
        is_binary: upper.contains("BLOB"),
        name,
        kind: kind.to_ascii_lowercase(),
    }
}

/// The names in a file.
struct Schema {
    tables: Vec<String>,
    columns: Vec<String>,
    /// The definitions of views.
    views: Vec<String>,
}

impl Schema {
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let list = |sql: &str| -> rusqlite::Result<Vec<String>> {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get::<_, Option<String>>(0))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
        };
        Ok(Self {
            tables: list(
                "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                 ORDER BY name",
            )?,
            // Of a view whose table is gone nobody can tell the columns.
            columns: list(
                "SELECT DISTINCT p.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS p WHERE s.type = 'table' \
                 ORDER BY p.name",
            )
            .unwrap_or_default(),
            views: list("SELECT sql FROM sqlite_schema WHERE type = 'view'")?,
        })
    }

    /// Whether nothing that is read depends on the time or on chance. What a source and the views say is looked through for
    /// the few functions that do.
    fn is_settled(&self, spec: &Spec) -> bool {
        let own = match &spec.content {
            Content::Table(_) => None,
            Content::Query(query) => Some(query),
        };
        let texts = own.into_iter().chain(spec.second.iter().map(|second| &second.query)).chain(&self.views);
        !texts.into_iter().any(|text| is_unsettled(text))
    }
}

/// Whether SQL says anything that may mean something else the next time.
fn is_unsettled(sql: &str) -> bool {
    const WORDS: &[&str] = &["now", "current_date", "current_time", "current_timestamp", "random", "randomblob"];
    const FUNCTIONS: &[&str] = &["date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff"];
    let lower = sql.to_ascii_lowercase();
    let mut rest = lower.as_str();
    while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = &rest[..end];
        rest = &rest[end..];
        if WORDS.contains(&word) || (FUNCTIONS.contains(&word) && rest.trim_start().starts_with('(')) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_unsettled;

    #[test]
    fn time_and_chance_are_found() {
        for sql in [
            "select * from a where published <= datetime('now')",
            "select unixepoch ( )",
            "select CURRENT_TIMESTAMP",
            "select * from a order by random()",
        ] {
            assert!(is_unsettled(sql), "{sql}");
        }
        for sql in ["select date, time from a", "select known, nowhere from articles where date > '2020'"] {
            assert!(!is_unsettled(sql), "{sql}");
        }
    }
}
