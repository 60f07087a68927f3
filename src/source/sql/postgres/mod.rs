//! A PostgreSQL database as a source.

mod describe;
mod failure;
mod form;
mod session;
mod setting;
mod tls;

use super::{
    Connection, Content, Error, Spec,
    cell::{Cell, LARGEST},
    driver::{BATCH, BATCH_BYTES, Batches, Cells, Driver, LENGTHS, Reading, Shape, fill_in_lengths, quoted},
    key::Primary,
    query::wrapped,
    rows::primary,
};
use describe::{Description, Kinds};
use failure::Stated;
use form::Form;
use session::{Asking, Session};
use std::{
    error,
    hash::{DefaultHasher, Hash, Hasher},
    ops::ControlFlow,
};
use tokio_postgres::{
    Row,
    types::{FromSql, Type},
};

/// How many rows are fetched before it is known how large they are.
const FIRST: usize = 10;
/// The server's version from which on it has a hash that is the same for everybody.
const HASHES: i32 = 110_000;

/// A connection to a server, inside a transaction, and what each source looks like.
#[derive(Debug)]
pub(super) struct Database {
    session: Session,
    described: Vec<Description>,
}

impl Database {
    pub(super) fn open(specs: &[Spec], connection: &Connection) -> Result<Self, Error> {
        session::open(&specs[0], connection, &|session| {
            let described = specs.iter().map(|spec| describe::describe(spec, &session.of(spec)));
            Ok(Self { described: described.collect::<Result<_, _>>()?, session })
        })
    }

    pub(super) fn part<'a>(&'a self, spec: &'a Spec, source: usize) -> Postgres<'a> {
        let Description { shape, types, second, from, plain } = &self.described[source];
        Postgres { spec, session: self.session.of(spec), shape, types, second, from, plain: *plain }
    }
}

/// One source of a server.
#[derive(Debug)]
pub(super) struct Postgres<'a> {
    spec: &'a Spec,
    session: Asking<'a>,
    shape: &'a Shape,
    types: &'a [Kinds],
    second: &'a [Vec<Kinds>],
    /// What stands in `FROM`.
    from: &'a str,
    plain: Option<u32>,
}

impl Postgres<'_> {
    /// The query of the source, for messages about it.
    fn stated(&self) -> Stated<'_> {
        match &self.spec.content {
            Content::Table(_) => Stated::Ours,
            Content::Query(query) => Stated::Inside("query", query),
        }
    }

    fn column(&self, at: usize) -> String {
        format!("q.{}", quoted(&self.shape.columns[at].name))
    }

    fn order(&self) -> String {
        self.shape.key.iter().map(|&at| self.column(at)).collect::<Vec<_>>().join(", ")
    }

    /// What is selected, and how each of it is read: each column, or NULL in the place of what is too large, with the lengths
    /// of that in a last column. Only of a table does the server know the length without reading the value; an expression
    /// would be computed twice.
    fn selection(&self, reading: Reading) -> (String, Vec<Form>) {
        let is_table = matches!(self.spec.content, Content::Table(_));
        let columns: Vec<usize> = match reading {
            Reading::Marks => self.shape.key.iter().copied().chain(self.shape.watermark).collect(),
            Reading::Whole => (0..self.shape.columns.len()).collect(),
        };
        let mut forms: Vec<Form> = columns.iter().map(|&at| self.types[at].form).collect();
        if reading == Reading::Marks || !is_table {
            let list: Vec<String> = columns.iter().map(|&at| self.types[at].form.sql(&self.column(at))).collect();
            return (list.join(", "), forms);
        }
        let mut lengths = vec!["''".to_owned()];
        let mut list: Vec<String> = columns
            .iter()
            .map(|&at| {
                let (column, form) = (self.column(at), self.types[at].form);
                if form != Form::LongText {
                    return form.sql(&column);
                }
                let large = format!("octet_length({column}) > {LARGEST}");
                lengths.push(format!("CASE WHEN {large} THEN '{at} ' || octet_length({column}) || ' ' ELSE '' END"));
                format!("CASE WHEN {large} THEN NULL ELSE {} END", form.sql(&column))
            })
            .collect();
        list.push(format!("({})::text AS {}", lengths.join(" || "), quoted(LENGTHS)));
        forms.push(Form::Text);
        (list.join(", "), forms)
    }

    /// Runs a query whose answer is no larger than a batch or two, and hands its rows on.
    fn run(&self, sql: &str, forms: &[Form], parameters: &[Vec<String>], sink: Batches<'_>) -> Result<(), Error> {
        let statement = self.session.prepare(sql, self.stated())?;
        let mut batch = Vec::new();
        let (mut bytes, mut flow, mut failed) = (0, ControlFlow::Continue(()), None);
        self.session.stream(&statement, parameters, self.stated(), &mut |row| {
            if flow.is_break() || failed.is_some() {
                return;
            }
            let row = cells(row, forms);
            bytes += row.iter().map(Cell::size).sum::<usize>();
            batch.push(row);
            // What belongs to the rows can be asked for only between two answers.
            if bytes >= BATCH_BYTES && self.spec.second.is_empty() {
                bytes = 0;
                match sink(std::mem::take(&mut batch)) {
                    Ok(next) => flow = next,
                    Err(error) => failed = Some(error),
                }
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        if flow.is_continue() && !batch.is_empty() {
            let _: ControlFlow<()> = sink(batch)?;
        }
        Ok(())
    }

    /// Fetches from the cursor until there is nothing more.
    fn fetch(&self, forms: &[Form], sink: Batches<'_>) -> Result<(), Error> {
        let mut most = FIRST;
        loop {
            let statement = self.session.prepare(&format!("FETCH FORWARD {most} FROM courant"), self.stated())?;
            let (mut batch, mut bytes) = (Vec::with_capacity(most), 0);
            let count = self.session.stream(&statement, &[], self.stated(), &mut |row| {
                let row = cells(row, forms);
                bytes += row.iter().map(Cell::size).sum::<usize>();
                batch.push(row);
            })?;
            if count == 0 || sink(batch)?.is_break() {
                return Ok(());
            }
            // Not at once: the first rows may be the small ones.
            most = (BATCH_BYTES / (bytes / count + 1)).clamp(1, BATCH).min(most * 10);
        }
    }

    /// Text arrays for the key's columns, of the keys that can be there.
    fn parameters(kinds: &[&Kinds], keys: &[Primary]) -> Vec<Vec<String>> {
        let can_be = |key: &&Primary| kinds.iter().zip(key.iter()).all(|(kinds, text)| kinds.admits(text));
        let keys: Vec<&Primary> = keys.iter().filter(can_be).collect();
        (0..kinds.len()).map(|n| keys.iter().map(|key| key[n].clone()).collect()).collect()
    }
}

impl Driver for Postgres<'_> {
    fn shape(&self) -> &Shape {
        self.shape
    }

    fn quick(&self) -> Result<Option<u64>, Error> {
        let facts = self.session.query(
            "SELECT pg_is_in_recovery(), current_setting('server_version_num')::int4, txid_current_snapshot()::text, \
             pg_postmaster_start_time()::text, current_database()::text, current_user::text",
            &[],
        )?;
        let Some(facts) = facts.first() else { return Ok(None) };
        let mut hasher = DefaultHasher::new();
        // Which transactions are seen decides about everything that is stored; a standby does not know all of them.
        let is_all = self.shape.watermark.is_some() || self.spec.second.is_empty();
        if let (Some(oid), true, false) = (self.plain, is_all, facts.get::<_, bool>(0)) {
            oid.hash(&mut hasher);
            (2..facts.len()).for_each(|at| text(facts, at).hash(&mut hasher));
            return Ok(Some(hasher.finish()));
        }
        let Some(watermark) = self.shape.watermark.filter(|_| facts.get::<_, i32>(1) >= HASHES) else {
            return Ok(None);
        };
        // The number of rows and the latest mark would miss who commits later than another with an earlier mark.
        let marks = self.shape.key.iter().copied().chain([watermark]);
        let marks: Vec<String> = marks.map(|at| self.types[at].form.sql(&self.column(at))).collect();
        let sql = format!(
            "SELECT count(*)::text, coalesce(sum(hashtextextended(jsonb_build_array({})::text, 0)::numeric), 0)::text \
             FROM {} AS q",
            marks.join(", "),
            self.from
        );
        let sums = self.session.query(&sql, &[])?;
        sums.iter().for_each(|row| [text(row, 0), text(row, 1)].hash(&mut hasher));
        Ok(Some(hasher.finish()))
    }

    fn all(&self, reading: Reading, sink: Batches<'_>) -> Result<(), Error> {
        let (selection, forms) = self.selection(reading);
        let (from, order) = (self.from, self.order());
        let sql = format!("SELECT {selection} FROM {from} AS q ORDER BY {order}");
        self.session.declare(&format!("DECLARE courant NO SCROLL CURSOR FOR {sql}"), self.stated())?;
        self.fetch(&forms, sink)?;
        self.session.batch("CLOSE courant")
    }

    fn some(&self, keys: &[Primary], sink: Batches<'_>) -> Result<(), Error> {
        let (selection, forms) = self.selection(Reading::Whole);
        let kinds: Vec<&Kinds> = self.shape.key.iter().map(|&at| &self.types[at]).collect();
        let parameters = Self::parameters(&kinds, keys);
        let (from, order) = (self.from, self.order());
        let sql = if let [kinds] = kinds[..] {
            let key = self.column(self.shape.key[0]);
            format!(
                "SELECT {selection} FROM {from} AS q WHERE {key} = ANY ($1::text[]::{}[]) ORDER BY {order}",
                kinds.name
            )
        } else {
            let lists: Vec<String> =
                kinds.iter().enumerate().map(|(n, kinds)| format!("${}::text[]::{}[]", n + 1, kinds.name)).collect();
            let names: Vec<String> = (0..kinds.len()).map(|n| format!("k{n}")).collect();
            let same = self.shape.key.iter().enumerate().map(|(n, &at)| format!("{} = k.k{n}", self.column(at)));
            format!(
                "SELECT {selection} FROM unnest({}) AS k ({}) JOIN {from} AS q ON {} ORDER BY {order}",
                lists.join(", "),
                names.join(", "),
                same.collect::<Vec<_>>().join(" AND ")
            )
        };
        self.run(&sql, &forms, &parameters, sink)
    }

    fn second(&self, number: usize, keys: &[Primary], sink: &mut dyn FnMut(Cells)) -> Result<(), Error> {
        let (second, shape, types) = (&self.spec.second[number], &self.shape.second[number], &self.second[number]);
        let stated = Stated::Inside(second.stated, &second.query);
        let column = |at: usize| format!("q.{}", quoted(&shape.names[at]));
        let list: Vec<String> = types.iter().enumerate().map(|(at, kinds)| kinds.form.sql(&column(at))).collect();
        let conditions: Vec<String> = shape
            .key
            .iter()
            .enumerate()
            .map(|(n, &at)| format!("{} = ANY (${}::text[]::{}[])", column(at), n + 1, types[at].name))
            .collect();
        // Of a key of several columns more may be found than was asked for; nobody takes what belongs to no row.
        let (list, query, conditions) = (list.join(", "), wrapped(&second.query), conditions.join(" AND "));
        let statement = self.session.prepare(&format!("SELECT {list} FROM {query} AS q WHERE {conditions}"), stated)?;
        let kinds: Vec<&Kinds> = shape.key.iter().map(|&at| &types[at]).collect();
        let forms: Vec<Form> = types.iter().map(|kinds| kinds.form).collect();
        let parameters = Self::parameters(&kinds, keys);
        self.session.stream(&statement, &parameters, stated, &mut |row| sink(cells(row, &forms)))?;
        Ok(())
    }

    fn keys_of_second(&self, number: usize, most: usize) -> Result<Vec<Primary>, Error> {
        let (second, shape, types) = (&self.spec.second[number], &self.shape.second[number], &self.second[number]);
        let stated = Stated::Inside(second.stated, &second.query);
        let forms: Vec<Form> = shape.key.iter().map(|&at| types[at].form).collect();
        let columns =
            shape.key.iter().zip(&forms).map(|(&at, form)| form.sql(&format!("q.{}", quoted(&shape.names[at]))));
        let (list, query) = (columns.collect::<Vec<_>>().join(", "), wrapped(&second.query));
        let statement = self.session.prepare(&format!("SELECT {list} FROM {query} AS q LIMIT {most}"), stated)?;
        let (all, mut keys): (Vec<usize>, _) = ((0..forms.len()).collect(), Vec::new());
        self.session.stream(&statement, &[], stated, &mut |row| keys.extend(primary(&cells(row, &forms), &all)))?;
        Ok(keys)
    }

    fn settle(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// The bytes of a value, whatever its type.
struct Bytes<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Bytes<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A text that we have asked for. A database without an encoding may have names in any.
fn text(row: &Row, at: usize) -> String {
    let bytes = row.try_get::<_, Bytes<'_>>(at);
    bytes.map_or_else(|_| String::new(), |Bytes(bytes)| String::from_utf8_lossy(bytes).into_owned())
}

/// The cells of a row.
fn cells(row: &Row, forms: &[Form]) -> Cells {
    let mut cells: Cells = forms
        .iter()
        .enumerate()
        .map(|(at, form)| match row.try_get::<_, Option<Bytes<'_>>>(at) {
            Ok(Some(Bytes(bytes))) if bytes.len() as u64 > LARGEST => Cell::Large(bytes.len() as u64),
            Ok(Some(Bytes(bytes))) => form.cell(bytes),
            Ok(None) | Err(_) => Cell::Null,
        })
        .collect();
    if row.columns().last().is_some_and(|column| column.name() == LENGTHS) {
        fill_in_lengths(&mut cells);
    }
    cells
}
