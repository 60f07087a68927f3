//! From cells to rows: prints, what belongs together, and what is wrong.

use super::{
    Row, Spec, Trace,
    cell::{Cell, LARGEST},
    driver::{Cells, Driver, Shape},
    error::Error,
    key::{self, Primary},
};
use crate::{
    diagnostic::{Diagnostic, Level, Place, rules::source as rules},
    record::raw::{Node, Origin, RawRecord, RowKey, Table, Value},
    source::{Found, limits, table::TableBuilder},
};
use std::{collections::HashMap, ops::ControlFlow, sync::Arc};

/// Turns batches of cells into rows. Holds one row back: another one with the same key may follow.
pub(super) struct Maker<'a> {
    spec: &'a Spec,
    driver: &'a dyn Driver,
    columns: Arc<[String]>,
    held: Option<Row>,
    /// How many further rows have the key of the one that is held.
    repeated: usize,
    keyless: Keyless,
}

impl<'a> Maker<'a> {
    pub(super) fn new(spec: &'a Spec, driver: &'a dyn Driver) -> Self {
        let shape = driver.shape();
        let columns = shape.key.iter().map(|&at| shape.columns[at].name.clone()).collect();
        Self { spec, driver, columns, held: None, repeated: 0, keyless: Keyless::default() }
    }

    /// Takes the next rows.
    pub(super) fn take(
        &mut self,
        batch: Vec<Cells>,
        sink: &mut dyn FnMut(Row) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, Error> {
        let shape = self.driver.shape();
        let keys: Vec<Primary> = batch.iter().filter_map(|cells| primary(cells, &shape.key)).collect();
        let mut belongings = self.belongings(&keys)?;
        for cells in batch {
            let Some(primary) = self.keyless.primary(&cells, &shape.key) else { continue };
            let row = self.row(cells, &primary, belongings.remove(&primary).unwrap_or_default());
            match &mut self.held {
                Some(held) if held.key == row.key => {
                    held.print = both(held.print, row.print);
                    self.repeated += 1;
                }
                _ => {
                    if self.release(sink).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                    self.held = Some(row);
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Hands over the row that was held back.
    pub(super) fn release(&mut self, sink: &mut dyn FnMut(Row) -> ControlFlow<()>) -> ControlFlow<()> {
        let Some(mut row) = self.held.take() else { return ControlFlow::Continue(()) };
        let repeated = std::mem::take(&mut self.repeated);
        if repeated > 0 {
            let message = format!("{} rows have this key; the first one counts", repeated + 1);
            let place = self.place(&row.key);
            let doubt = Diagnostic::new(&rules::ROW_KEY, place, message)
                .help("state with `key` which columns tell the rows apart, or let the query give every article once");
            row.found.insert(0, Found::trouble(doubt));
        }
        sink(row)
    }

    /// Hands over the rows without a key, at the end.
    pub(super) fn release_keyless(&self, sink: &mut dyn FnMut(Row) -> ControlFlow<()>) {
        self.keyless.release(self.spec, self.driver, sink);
    }

    /// What the second queries say, by primary key: for each query the cells of its rows.
    fn belongings(&self, keys: &[Primary]) -> Result<HashMap<Primary, Vec<Vec<Cells>>>, Error> {
        let mut found: HashMap<Primary, Vec<Vec<Cells>>> = HashMap::new();
        let queries = self.spec.second.len();
        for number in 0..queries {
            let shape = &self.driver.shape().second[number];
            self.driver.second(number, keys, &mut |cells| {
                if let Some(primary) = primary(&cells, &shape.key) {
                    found.entry(primary).or_insert_with(|| vec![Vec::new(); queries])[number].push(cells);
                }
            })?;
        }
        Ok(found)
    }

    fn place(&self, key: &str) -> Place {
        Place::file(place_of(self.spec, key))
    }

    fn row(&self, cells: Cells, primary: &[String], belongings: Vec<Vec<Cells>>) -> Row {
        let shape = self.driver.shape();
        let key = key::encode(&self.spec.label, primary);
        let print = match shape.watermark {
            Some(at) => print_of(std::slice::from_ref(&cells[at])),
            None => whole(&cells, &belongings),
        };
        let place = self.place(&key);
        let mut found: Vec<Found> = Vec::new();
        let mut is_refused = false;
        let mut fields = TableBuilder::default();
        for (cell, column) in cells.into_iter().zip(&shape.columns) {
            if let Some(trouble) = trouble(&cell, &column.name, &column.kind, &place)
                && column.sense.means
            {
                let broken = matches!(cell, Cell::Broken(_));
                is_refused |= broken || column.sense.is_vital;
                let level = if broken || column.sense.is_vital { Level::Error } else { Level::Warning };
                found.push(Found::trouble(Diagnostic { level, ..trouble }));
            }
            // An empty date tells what a missing one does not.
            let tells = column.sense.is_date || column.sense.is_side;
            let empty = (cell == Cell::Null && tells).then(|| Node::new(Value::Null, 0, 0));
            if let Some(node) = cell.into_node(column.sense, column.is_flag).or(empty) {
                fields.set(column.name.clone(), node);
            }
        }
        for ((rows, second), shape) in belongings.into_iter().zip(&self.spec.second).zip(&shape.second) {
            let nodes: Vec<Node> = rows
                .into_iter()
                .map(|cells| member(cells, &shape.names, &shape.key, second.stated, &place, &mut found))
                .collect();
            if !nodes.is_empty() {
                fields.set(second.field.to_owned(), Node::new(Value::List(nodes), 0, 0));
            }
        }
        if !is_refused {
            let row =
                RowKey { key: key.as_str().into(), start: self.spec.label.len() + 1, columns: self.columns.clone() };
            let file = place.file.clone().unwrap_or_default();
            let origin = Origin { file, line: 0, bytes: 0..0, listed: false, row: Some(row) };
            let (found_in_text, derived) = (Table::default(), Vec::new());
            let fields = fields.finish();
            found.push(Found::record(RawRecord { origin, fields, body: None, found: found_in_text, derived }));
        }
        Row { key, print, found }
    }
}

/// `cms.db#articles/123`
fn place_of(spec: &Spec, key: &str) -> String {
    format!("{}#{key}", spec.name)
}

/// The values of the primary key; `None` if one of them is missing.
pub(super) fn primary(cells: &[Cell], columns: &[usize]) -> Option<Primary> {
    columns.iter().map(|&at| cells[at].key().map(str::to_owned)).collect()
}

/// One row of a second query as a member of a list.
fn member(cells: Cells, names: &[String], key: &[usize], stated: &str, place: &Place, found: &mut Vec<Found>) -> Node {
    let mut table = TableBuilder::default();
    for (at, (cell, name)) in cells.into_iter().zip(names).enumerate() {
        if key.contains(&at) {
            continue;
        }
        if let Some(trouble) = trouble(&cell, &format!("{stated}.{name}"), "", place) {
            found.push(Found::trouble(Diagnostic { level: Level::Warning, ..trouble }));
        }
        if let Some(node) = cell.into_node(crate::record::Sense::default(), false) {
            table.set(name.clone(), node);
        }
    }
    Node::new(Value::Table(table.finish()), 0, 0)
}

/// What is wrong with a cell.
fn trouble(cell: &Cell, column: &str, kind: &str, place: &Place) -> Option<Diagnostic> {
    let place = place.clone().field(column);
    match cell {
        Cell::Binary(length) => {
            let kind = if kind.is_empty() { String::new() } else { format!(" ({kind})") };
            let message = format!("the column holds {length} bytes{kind} that are no text, and is not read");
            Some(
                Diagnostic::new(&rules::COLUMN_BINARY, place, message)
                    .help("store text in a text column; a `query` can leave the column out or convert it"),
            )
        }
        Cell::Large(length) => {
            let message =
                format!("the column holds {length} bytes; more than {} are not read", limits::megabytes(LARGEST));
            Some(
                Diagnostic::new(&rules::FILE_TOO_LARGE, place, message)
                    .help("shorten it, or leave it out with a `query`"),
            )
        }
        Cell::Broken(_) => {
            let message = "the text is not valid UTF-8, so nobody can say which characters are meant";
            Some(
                Diagnostic::new(&rules::FILE_ENCODING, place, message)
                    .help("convert what is stored to UTF-8; whoever wrote it has taken another encoding for it"),
            )
        }
        _ => None,
    }
}

/// The rows without a key: how many there are.
#[derive(Debug, Default)]
pub(super) struct Keyless {
    /// With nothing in a column of it.
    empty: u64,
    /// With bytes there that are no text.
    odd: u64,
}

impl Keyless {
    /// The primary key of a row; one that has none is counted.
    pub(super) fn primary(&mut self, cells: &[Cell], columns: &[usize]) -> Option<Primary> {
        let primary = primary(cells, columns);
        if primary.is_none() {
            let is_empty = columns.iter().any(|&at| matches!(cells[at], Cell::Null));
            if is_empty { self.empty += 1 } else { self.odd += 1 }
        }
        primary
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.empty == 0 && self.odd == 0
    }

    pub(super) const fn print(&self) -> u64 {
        both(self.odd, self.empty)
    }

    /// Hands them over as one row, if there are any.
    pub(super) fn release(&self, spec: &Spec, driver: &dyn Driver, sink: &mut dyn FnMut(Row) -> ControlFlow<()>) {
        if self.is_empty() {
            return;
        }
        let key = key::of_none(&spec.label);
        let shape = driver.shape();
        let columns: Vec<String> = shape.key.iter().map(|&at| format!("`{}`", shape.columns[at].name)).collect();
        let columns = columns.join(" or ");
        let say = |count: u64, what: &str| {
            let (rows, have) = if count == 1 { ("row", "has") } else { ("rows", "have") };
            let message = format!("{count} {rows} of `{}` {have} {what} in {columns}, which is the key", spec.label);
            let trouble = Diagnostic::new(&rules::ROW_KEY, Place::file(place_of(spec, &key)), message).help(
                "an article needs a key, so that it can be known again: fill the column, or name another one with `key`",
            );
            Found::trouble(Diagnostic { level: Level::Error, ..trouble })
        };
        let counts = [(self.empty, "nothing"), (self.odd, "bytes that are no text")];
        let found = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| say(count, what)).collect();
        let _ = sink(Row { key, print: self.print(), found });
    }
}

/// The prints of two rows with one key.
pub(super) const fn both(a: u64, b: u64) -> u64 {
    a.rotate_left(1) ^ b
}

/// The print of what the columns are.
pub(super) fn columns(shape: &Shape) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{shape:?}").as_bytes());
    short(&hasher)
}

/// The print of a watermark.
pub(super) fn print_of(cells: &[Cell]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    cells.iter().for_each(|cell| cell.hash(&mut hasher));
    short(&hasher)
}

/// The print of everything that is said.
fn whole(cells: &[Cell], belongings: &[Vec<Cells>]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    cells.iter().for_each(|cell| cell.hash(&mut hasher));
    // No row of any second query is the same as no second query.
    for (number, rows) in belongings.iter().enumerate() {
        for row in rows {
            hasher.update(&[b'#', u8::try_from(number).unwrap_or(u8::MAX)]);
            row.iter().for_each(|cell| cell.hash(&mut hasher));
        }
    }
    short(&hasher)
}

fn short(hasher: &blake3::Hasher) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}

/// Collects traces, those of one key as one.
#[derive(Default)]
pub(super) struct Traces(Option<Trace>);

impl Traces {
    pub(super) fn take(&mut self, next: Trace, sink: &mut dyn FnMut(Trace)) {
        match &mut self.0 {
            Some(held) if held.key == next.key => held.print = both(held.print, next.print),
            held => {
                if let Some(done) = held.replace(next) {
                    sink(done);
                }
            }
        }
    }

    pub(super) fn release(&mut self, sink: &mut dyn FnMut(Trace)) {
        if let Some(done) = self.0.take() {
            sink(done);
        }
    }
}

/// What is to be said about the columns, whatever stands in them.
pub(super) fn notes(spec: &Spec, shape: &Shape) -> Vec<Diagnostic> {
    let idle = shape.columns.iter().filter(|column| column.is_binary && !column.sense.means);
    idle.map(|column| {
        let message = format!(
            "the column `{}` of {} holds bytes ({}), which no feed carries",
            column.name, spec.label, column.kind
        );
        let note = Diagnostic::new(&rules::COLUMN_BINARY, spec.place.clone().field("source"), message)
            .help("nothing is read from it; a `query` that leaves it out says so");
        Diagnostic { level: Level::Note, ..note }
    })
    .collect()
}
