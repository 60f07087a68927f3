//! What a source on a server looks like: its columns, its key, and whether its queries are understood.

use super::{failure::Stated, form::Form, session::Asking, text};
use crate::{
    record::sense,
    source::sql::{
        Content, Error, Problem, Spec,
        driver::{Column, Keys, SecondShape, Shape, TWICE, quoted, twice},
        error::near,
        query::wrapped,
    },
};
use tokio_postgres::{
    Statement,
    types::{Kind, Type},
};

/// What was found out about a source.
#[derive(Debug)]
pub(super) struct Description {
    pub shape: Shape,
    /// The types of the columns.
    pub types: Vec<Kinds>,
    /// The types of the columns of the second queries.
    pub second: Vec<Vec<Kinds>>,
    /// What stands in `FROM`.
    pub from: String,
    /// The table's number, if what is read depends on nothing but committed changes.
    pub plain: Option<u32>,
}

/// A column's type.
#[derive(Debug, Clone)]
pub(super) struct Kinds {
    pub form: Form,
    /// How keys are made of texts: `"pg_catalog"."int8"`.
    pub name: String,
    /// What a text has to be to be a value of it.
    pub base: Type,
}

impl Kinds {
    fn of(kind: &Type) -> Self {
        let mut base = kind;
        while let Kind::Domain(inner) = base.kind() {
            base = inner;
        }
        let name = format!("{}.{}", quoted(base.schema()), quoted(base.name()));
        Self { form: Form::of(kind), name, base: base.clone() }
    }

    /// Whether the text can be a value of the type: a key that was known when the key was another column must not keep the
    /// server from looking for the others.
    pub(super) fn admits(&self, text: &str) -> bool {
        if let Kind::Enum(words) = self.base.kind() {
            return words.iter().any(|word| word == text);
        }
        match self.base {
            Type::INT2 => text.parse::<i16>().is_ok(),
            Type::INT4 => text.parse::<i32>().is_ok(),
            Type::INT8 => text.parse::<i64>().is_ok(),
            Type::OID => text.parse::<u32>().is_ok(),
            Type::NUMERIC | Type::FLOAT4 | Type::FLOAT8 => text.parse::<f64>().is_ok(),
            Type::UUID => uuid::Uuid::parse_str(text).is_ok(),
            Type::BOOL => matches!(text, "true" | "false"),
            Type::DATE | Type::TIMESTAMP | Type::TIMESTAMPTZ => {
                let mut characters = text.chars();
                characters.by_ref().take(4).filter(char::is_ascii_digit).count() == 4 && characters.next() == Some('-')
            }
            _ => true,
        }
    }
}

/// Finds out about the source.
pub(super) fn describe(spec: &Spec, session: &Asking<'_>) -> Result<Description, Error> {
    let (statement, primary, from, plain) = match &spec.content {
        Content::Table(name) => {
            let table = Table::find(spec, session, name)?;
            let statement = session.prepare(&format!("SELECT * FROM {} AS q", table.from), Stated::Ours)?;
            (statement, table.primary(session)?, table.from.clone(), table.plain(session)?)
        }
        Content::Query(query) => (understood(spec, session, "query", query)?, Vec::new(), wrapped(query), None),
    };
    let types: Vec<Kinds> = statement.columns().iter().map(|column| Kinds::of(column.type_())).collect();
    let columns: Vec<Column> = statement
        .columns()
        .iter()
        .map(|column| Column {
            name: column.name().to_owned(),
            kind: column.type_().name().to_owned(),
            is_flag: false,
            is_binary: Form::of(column.type_()) == Form::Binary,
            sense: sense(column.name(), &spec.mapped),
        })
        .collect();
    let primary = primary.iter().filter_map(|name| columns.iter().position(|column| column.name == *name)).collect();
    let Keys { key, watermark } = Keys::find(spec, &columns, primary)?;
    if let Some(&at) =
        key.iter().find(|&&at| matches!(types[at].form, Form::Binary | Form::Made | Form::Json | Form::Nothing))
    {
        let message = format!("the column `{}` is of type {}, which can be no key", columns[at].name, columns[at].kind);
        return Err(Error::new(spec, Problem::Refused, message).help("name a number, a text or a uuid with `key`"));
    }
    let (mut second, mut kinds) = (Vec::new(), Vec::new());
    for stated in &spec.second {
        let statement = understood(spec, session, stated.stated, &stated.query)?;
        let names = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        second.push(SecondShape::new(spec, stated, names, key.len())?);
        kinds.push(statement.columns().iter().map(|column| Kinds::of(column.type_())).collect());
    }
    Ok(Description { shape: Shape { columns, key, watermark, second }, types, second: kinds, from, plain })
}

/// A query that the server understands.
fn understood(spec: &Spec, session: &Asking<'_>, key: &'static str, query: &str) -> Result<Statement, Error> {
    let refused = |message: String| Error::new(spec, Problem::Refused, message).query(key, query, None);
    let statement = session.prepare(query, Stated::Query(key, query))?;
    if !statement.params().is_empty() {
        return Err(refused("the query has parameters, and nothing to put in their places".to_owned())
            .help("write the values themselves"));
    }
    if statement.columns().is_empty() {
        return Err(refused("this is no query that gives rows".to_owned())
            .help("write one that begins with `select` or `with`"));
    }
    let names: Vec<String> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
    if let Some(name) = twice(&names) {
        return Err(refused(format!("two columns are called `{name}`")).help(TWICE));
    }
    // As a part of another query: what changes something is refused here.
    session.prepare(&format!("SELECT * FROM {} AS q", wrapped(query)), Stated::Inside(key, query))?;
    Ok(statement)
}

/// A table, view, or what else can be read like one.
struct Table {
    oid: u32,
    kind: String,
    has_policies: bool,
    from: String,
}

impl Table {
    fn find(spec: &Spec, session: &Asking<'_>, name: &str) -> Result<Self, Error> {
        let rows = session.query(
            "SELECT n.nspname::text, c.relname::text, c.oid, c.relkind::text, c.relrowsecurity, pg_table_is_visible(c.oid) \
             FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') \
             AND n.nspname NOT LIKE 'pg\\_toast%' ORDER BY 1, 2",
            &[],
        )?;
        let known: Vec<(String, String, bool)> =
            rows.iter().map(|row| (text(row, 0), text(row, 1), row.get(5))).collect();
        // A name may itself hold a dot.
        let is_it = |(schema, table, is_visible): &(String, String, bool), same: fn(&str, &str) -> bool| {
            (*is_visible && same(table, name)) || same(&format!("{schema}.{table}"), name)
        };
        let exact: fn(&str, &str) -> bool = |a, b| a == b;
        let loose: fn(&str, &str) -> bool = |a, b| a.eq_ignore_ascii_case(b);
        let found = [exact, loose].into_iter().find_map(|same| known.iter().position(|known| is_it(known, same)));
        if let Some(at) = found {
            let (schema, table, _) = &known[at];
            let from = format!("{}.{}", quoted(schema), quoted(table));
            return Ok(Self { oid: rows[at].get(2), kind: text(&rows[at], 3), has_policies: rows[at].get(4), from });
        }
        let elsewhere = known.iter().find(|(_, table, _)| table == name);
        let help = match elsewhere {
            Some((schema, table, _)) => format!("did you mean `{schema}.{table}`?"),
            None => {
                let names = known.into_iter().map(
                    |(schema, table, is_visible)| {
                        if is_visible { table } else { format!("{schema}.{table}") }
                    },
                );
                near(name, &names.collect::<Vec<_>>(), "tables and views")
            }
        };
        Err(Error::new(spec, Problem::Missing, format!("there is no table or view `{name}`")).help(help))
    }

    /// The columns of its primary key.
    fn primary(&self, session: &Asking<'_>) -> Result<Vec<String>, Error> {
        let rows = session.query(
            "SELECT a.attname::text FROM pg_catalog.pg_index AS i \
             CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, nth) \
             JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum \
             WHERE i.indrelid = $1 AND i.indisprimary ORDER BY k.nth",
            &[&self.oid],
        )?;
        Ok(rows.iter().map(|row| text(row, 0)).collect())
    }

    /// Its number, if it and all its parts are kept by this server and shown to everybody alike.
    fn plain(&self, session: &Asking<'_>) -> Result<Option<u32>, Error> {
        if self.has_policies || !matches!(self.kind.as_str(), "r" | "p" | "m") {
            return Ok(None);
        }
        let foreign = session.query(
            "WITH RECURSIVE part (oid) AS (SELECT $1::oid UNION \
             SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN part ON part.oid = i.inhparent) \
             SELECT FROM part JOIN pg_catalog.pg_class AS c ON c.oid = part.oid WHERE c.relkind = 'f' LIMIT 1",
            &[&self.oid],
        )?;
        Ok(foreign.is_empty().then_some(self.oid))
    }
}
