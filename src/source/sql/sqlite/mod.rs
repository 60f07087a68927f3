//! A SQLite file as a source.

mod connect;
mod describe;
mod failure;

use super::{
    Content, Error, Spec,
    cell::{Cell, LARGEST},
    driver::{BATCH, BATCH_BYTES, Batches, Cells, Driver, LENGTHS, Reading, Shape, fill_in_lengths, quoted},
    key::Primary,
    query::wrapped,
    rows::primary,
};
use connect::Open;
use describe::Description;
use failure::Stated;
use rusqlite::{Connection, Params, Row, params_from_iter, types::ValueRef};
use std::{ops::ControlFlow, path::Path};

/// How many keys of several columns are looked up at once: each is a term of the condition, and those may not nest deeply.
const TERMS: usize = 100;

/// A connection to a file, inside a transaction, and what each source looks like.
#[derive(Debug)]
pub(super) struct Database {
    open: Open,
    described: Vec<Description>,
}

impl Database {
    pub(super) fn open(specs: &[Spec], path: &Path) -> Result<Self, Error> {
        let open = connect::open(&specs[0], path)?;
        let described = specs.iter().map(|spec| describe::describe(spec, &open.connection));
        Ok(Self { described: described.collect::<Result<_, _>>()?, open })
    }

    pub(super) fn part<'a>(&'a self, spec: &'a Spec, source: usize) -> Sqlite<'a> {
        let Description { shape, from, is_settled } = &self.described[source];
        Sqlite { spec, open: &self.open, shape, from, is_settled: *is_settled }
    }
}

/// One source of a file.
#[derive(Debug)]
pub(super) struct Sqlite<'a> {
    spec: &'a Spec,
    open: &'a Open,
    shape: &'a Shape,
    /// What stands in `FROM`.
    from: &'a str,
    /// Whether what is read depends on nothing but the file.
    is_settled: bool,
}

impl Sqlite<'_> {
    fn connection(&self) -> &Connection {
        &self.open.connection
    }

    fn failed(&self, stated: Stated<'_>) -> impl Fn(rusqlite::Error) -> Error {
        move |cause| failure::of(self.spec, cause, stated)
    }

    /// The query of the source, for messages about it.
    fn stated(&self) -> Stated<'_> {
        match &self.spec.content {
            Content::Table(_) => Stated::Ours,
            Content::Query(query) => Stated::Query("query", query),
        }
    }

    /// The name of the key's `n`th column, quoted.
    fn key(&self, n: usize) -> String {
        quoted(&self.shape.columns[self.shape.key[n]].name)
    }

    fn order(&self) -> String {
        let columns: Vec<String> = (0..self.shape.key.len()).map(|n| format!("q.{}", self.key(n))).collect();
        columns.join(", ")
    }

    /// What is selected: each column, or NULL in the place of what is too large, with the lengths of that in a last column.
    /// Only of a table does SQLite know the length without reading the value; an expression would be computed twice.
    fn selection(&self, reading: Reading) -> String {
        let is_table = matches!(self.spec.content, Content::Table(_));
        let column = |at: usize| format!("q.{}", quoted(&self.shape.columns[at].name));
        let list: Vec<String> = match reading {
            Reading::Marks => self.shape.key.iter().copied().chain(self.shape.watermark).map(column).collect(),
            Reading::Whole if is_table => {
                let columns = || (0..self.shape.columns.len()).map(column);
                let large = |q: &str| format!("octet_length({q}) > {LARGEST}");
                let lengths: Vec<String> = columns()
                    .enumerate()
                    .map(|(at, q)| {
                        format!("CASE WHEN {} THEN '{at} ' || octet_length({q}) || ' ' ELSE '' END", large(&q))
                    })
                    .collect();
                let kept = columns().map(|q| format!("CASE WHEN {} THEN NULL ELSE {q} END", large(&q)));
                kept.chain([format!("{} AS \"{LENGTHS}\"", lengths.join(" || "))]).collect()
            }
            Reading::Whole => (0..self.shape.columns.len()).map(column).collect(),
        };
        list.join(", ")
    }

    /// Runs a query and hands its rows on, some at a time.
    fn run(&self, sql: &str, parameters: impl Params, stated: Stated<'_>, sink: Batches<'_>) -> Result<(), Error> {
        let failed = self.failed(stated);
        self.open.clock.start();
        let mut statement = self.connection().prepare_cached(sql).map_err(&failed)?;
        let has_lengths = statement.column_count() == self.shape.columns.len() + 1
            && statement.column_name(self.shape.columns.len()).is_ok_and(|name| name == LENGTHS);
        let mut rows = statement.query(parameters).map_err(&failed)?;
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next().map_err(&failed)? {
            let mut cells = cells(row).map_err(&failed)?;
            if has_lengths {
                fill_in_lengths(&mut cells);
            }
            bytes += cells.iter().map(Cell::size).sum::<usize>();
            batch.push(cells);
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                if sink(std::mem::take(&mut batch))?.is_break() {
                    return Ok(());
                }
                bytes = 0;
            }
            self.open.clock.start();
        }
        if !batch.is_empty() {
            let _: ControlFlow<()> = sink(batch)?;
        }
        Ok(())
    }
}

impl Driver for Sqlite<'_> {
    fn shape(&self) -> &Shape {
        self.shape
    }

    fn quick(&self) -> Result<Option<u64>, Error> {
        Ok(self.open.stamps.filter(|_| self.is_settled))
    }

    fn all(&self, reading: Reading, sink: Batches<'_>) -> Result<(), Error> {
        let (selection, from, order) = (self.selection(reading), self.from, self.order());
        let sql = format!("SELECT {selection} FROM {from} AS q ORDER BY {order}");
        self.run(&sql, [], self.stated(), sink)
    }

    fn some(&self, keys: &[Primary], sink: Batches<'_>) -> Result<(), Error> {
        let (selection, from, order) = (self.selection(Reading::Whole), self.from, self.order());
        let start = format!("SELECT {selection} FROM {from} AS q WHERE ");
        if self.shape.key.len() == 1 {
            let key = self.key(0);
            let sql = format!("{start} q.{key} IN (SELECT value FROM json_each(?1)) ORDER BY {order}");
            return self.run(&sql, [values(keys, 0)], self.stated(), sink);
        }
        let mut is_enough = false;
        for keys in keys.chunks(TERMS) {
            let width = self.shape.key.len();
            let terms: Vec<String> = (0..keys.len())
                .map(|number| {
                    let column = |n: usize| {
                        let first = 2 * (number * width + n) + 1;
                        format!("q.{} IN (?{first}, ?{})", self.key(n), first + 1)
                    };
                    (0..width).map(column).collect::<Vec<_>>().join(" AND ")
                })
                .collect();
            let sql = format!("{start} ({}) ORDER BY {order}", terms.join(") OR ("));
            let parameters = keys.iter().flatten().flat_map(|value| [text_of(value), number_of(value)]);
            self.run(&sql, params_from_iter(parameters), self.stated(), &mut |batch| {
                let flow = sink(batch)?;
                is_enough = flow.is_break();
                Ok(flow)
            })?;
            if is_enough {
                break;
            }
        }
        Ok(())
    }

    fn second(&self, number: usize, keys: &[Primary], sink: &mut dyn FnMut(Cells)) -> Result<(), Error> {
        let (second, shape) = (&self.spec.second[number], &self.shape.second[number]);
        let conditions: Vec<String> = shape
            .key
            .iter()
            .enumerate()
            .map(|(n, &at)| format!("q.{} IN (SELECT value FROM json_each(?{}))", quoted(&shape.names[at]), n + 1))
            .collect();
        let query = wrapped(&second.query);
        // Of a key of several columns more may be found than was asked for; nobody takes what belongs to no row.
        let sql = format!("SELECT q.* FROM {query} AS q WHERE {}", conditions.join(" AND "));
        let parameters = (0..shape.key.len()).map(|n| values(keys, n));
        self.run(&sql, params_from_iter(parameters), Stated::Query(second.stated, &second.query), &mut |batch| {
            batch.into_iter().for_each(&mut *sink);
            Ok(ControlFlow::Continue(()))
        })
    }

    fn keys_of_second(&self, number: usize, most: usize) -> Result<Vec<Primary>, Error> {
        let (second, shape) = (&self.spec.second[number], &self.shape.second[number]);
        let columns: Vec<String> = shape.key.iter().map(|&at| format!("q.{}", quoted(&shape.names[at]))).collect();
        let sql = format!("SELECT {} FROM {} AS q LIMIT {most}", columns.join(", "), wrapped(&second.query));
        let (all, mut keys): (Vec<usize>, _) = ((0..columns.len()).collect(), Vec::new());
        self.run(&sql, [], Stated::Query(second.stated, &second.query), &mut |batch| {
            keys.extend(batch.iter().filter_map(|cells| primary(cells, &all)));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(keys)
    }

    fn settle(&self) -> Result<(), Error> {
        self.open.settle(self.spec)
    }
}

/// The cells of a row.
fn cells(row: &Row<'_>) -> rusqlite::Result<Cells> {
    let count = row.as_ref().column_count();
    (0..count).map(|at| row.get_ref(at).map(cell)).collect()
}

fn cell(value: ValueRef<'_>) -> Cell {
    let size = |bytes: &[u8]| bytes.len() as u64;
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number.to_string()),
        ValueRef::Real(number) => Cell::Number(number.to_string()),
        ValueRef::Text(bytes) if size(bytes) > LARGEST => Cell::Large(size(bytes)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(text.to_owned()),
            Err(_) => Cell::Broken(String::from_utf8_lossy(bytes).into_owned()),
        },
        ValueRef::Blob(bytes) => Cell::Binary(size(bytes)),
    }
}

/// The values of a column of keys as a JSON list: a number may be stored as one or as text, and only the column's type would
/// tell, which an expression does not have.
fn values(keys: &[Primary], column: usize) -> String {
    let mut list: Vec<serde_json::Value> = Vec::with_capacity(keys.len());
    for key in keys {
        let text = key[column].as_str();
        list.push(text.into());
        match canonical(text) {
            Some(Number::Whole(number)) => list.push(number.into()),
            Some(Number::Real(number)) => list.extend(serde_json::Number::from_f64(number).map(Into::into)),
            None => {}
        }
    }
    serde_json::Value::Array(list).to_string()
}

enum Number {
    Whole(i64),
    Real(f64),
}

/// The number that is written so, if one is.
fn canonical(text: &str) -> Option<Number> {
    if let Ok(number) = text.parse::<i64>()
        && number.to_string() == text
    {
        return Some(Number::Whole(number));
    }
    text.parse::<f64>().ok().filter(|number| number.to_string() == text).map(Number::Real)
}

fn text_of(value: &str) -> rusqlite::types::Value {
    rusqlite::types::Value::Text(value.to_owned())
}

fn number_of(value: &str) -> rusqlite::types::Value {
    match canonical(value) {
        Some(Number::Whole(number)) => rusqlite::types::Value::Integer(number),
        Some(Number::Real(number)) => rusqlite::types::Value::Real(number),
        None => text_of(value),
    }
}
