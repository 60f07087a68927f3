//! What a database has to be able to do, whichever it is.

use super::{Error, Problem, Second, Spec, cell::Cell, error::near, key::Primary};
use crate::record::Sense;
use std::{fmt::Debug, ops::ControlFlow};

/// What a source looks like, found out once.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// The columns of the rows.
    pub columns: Vec<Column>,
    /// Which of them are the primary key.
    pub key: Vec<usize>,
    /// Which of them is the watermark.
    pub watermark: Option<usize>,
    /// The columns of the second queries, in the order of the source.
    pub second: Vec<SecondShape>,
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name.
    pub name: String,
    /// Its type, as the database calls it.
    pub kind: String,
    /// Whether its whole numbers are truth values.
    pub is_flag: bool,
    /// Whether it is made for bytes that are no text.
    pub is_binary: bool,
    /// What it is to a record.
    pub sense: Sense,
}

/// The columns of a second query.
#[derive(Debug)]
pub(super) struct SecondShape {
    /// Their names.
    pub names: Vec<String>,
    /// Which of them are the record's key.
    pub key: Vec<usize>,
}

impl SecondShape {
    /// A column called `key` is the key; else the first columns are, as many as the primary key has.
    pub(super) fn new(spec: &Spec, second: &Second, names: Vec<String>, keys: usize) -> Result<Self, Error> {
        if names.len() <= keys {
            let message = format!("`{}` gives nothing but the key of an article", second.stated);
            return Err(Error::new(spec, Problem::Refused, message).query(second.stated, &second.query, None).help(
                "the article's key comes first, then what the query has to say: `select article_id, name, email from …`",
            ));
        }
        let named = names.iter().position(|name| name.eq_ignore_ascii_case("key")).filter(|_| keys == 1);
        Ok(Self { key: named.map_or_else(|| (0..keys).collect(), |at| vec![at]), names })
    }
}

/// Which columns tell the rows apart, and which one tells that a row has changed.
pub(super) struct Keys {
    pub key: Vec<usize>,
    pub watermark: Option<usize>,
}

impl Keys {
    /// Finds the columns that the source names; `primary` is the primary key that the database tells.
    pub(super) fn find(spec: &Spec, columns: &[Column], primary: Vec<usize>) -> Result<Self, Error> {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let find = |name: &str, stated: &str| {
            let exact = names.iter().position(|known| known == name);
            exact.or_else(|| names.iter().position(|known| known.eq_ignore_ascii_case(name))).ok_or_else(|| {
                let message = format!("there is no column `{name}`, which `{stated}` names");
                Error::new(spec, Problem::Missing, message).help(near(name, &names, "columns"))
            })
        };
        let key = if spec.key.is_empty() {
            primary
        } else {
            spec.key.iter().map(|name| find(name, "key")).collect::<Result<Vec<_>, _>>()?
        };
        if key.is_empty() {
            let message = format!("`{}` has no primary key, so nothing tells which article a row is", spec.label);
            return Err(Error::new(spec, Problem::Refused, message)
                .help(format!("name the columns that do with `key`; the columns there are: {}", names.join(", "))));
        }
        let watermark = spec.watermark.as_ref().map(|name| find(name, "watermark")).transpose()?;
        // A column that is gone may have said which articles are drafts.
        for (field, path) in &spec.mapped {
            let head = path.split('.').next().unwrap_or_default();
            let is_second = spec.second.iter().any(|second| second.field.eq_ignore_ascii_case(head));
            if !is_second && find(path, "").is_err() {
                find(head, &format!("map.{field}"))?;
            }
        }
        Ok(Self { key, watermark })
    }
}

/// Which columns of the rows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// All of them.
    Whole,
    /// Those of the key, then the watermark.
    Marks,
}

/// The cells of a row.
pub(super) type Cells = Vec<Cell>;

/// What takes rows in the order of the key, some at a time; it may say that it has enough.
pub(super) type Batches<'a> = &'a mut dyn FnMut(Vec<Cells>) -> Result<ControlFlow<()>, Error>;

/// How many rows are held at most before they are handed on.
pub(super) const BATCH: usize = 1000;
/// How many bytes of rows are held before they are handed on.
pub(super) const BATCH_BYTES: usize = 4 << 20;

/// A connection inside its transaction.
pub(super) trait Driver: Debug {
    /// What the source looks like.
    fn shape(&self) -> &Shape;

    /// See [`super::Snapshot::quick`].
    fn quick(&self) -> Result<Option<u64>, Error>;

    /// Every row, also those whose primary key is none.
    fn all(&self, reading: Reading, sink: Batches<'_>) -> Result<(), Error>;

    /// The rows with these primary keys, at most [`BATCH`] of them.
    fn some(&self, keys: &[Primary], sink: Batches<'_>) -> Result<(), Error>;

    /// The rows of a second query that belong to these primary keys, at most [`BATCH`] of them, in the query's order.
    fn second(&self, number: usize, keys: &[Primary], sink: &mut dyn FnMut(Cells)) -> Result<(), Error>;

    /// The keys of articles in the first rows of a second query, at most so many.
    fn keys_of_second(&self, number: usize, most: usize) -> Result<Vec<Primary>, Error>;

    /// Whether what was read since the beginning was of one instant.
    fn settle(&self) -> Result<(), Error>;
}

/// The column with the lengths of cells that are too large.
pub(super) const LENGTHS: &str = "courant lengths";

/// Puts what the last column says into the cells that it is about.
pub(super) fn fill_in_lengths(cells: &mut Cells) {
    let Some(Cell::Text(lengths)) = cells.pop() else { return };
    let numbers: Vec<u64> = lengths.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    for pair in numbers.chunks_exact(2) {
        if let Some(cell) = usize::try_from(pair[0]).ok().and_then(|at| cells.get_mut(at)) {
            *cell = Cell::Large(pair[1]);
        }
    }
}

/// What to do about a query that cannot be put into another one.
pub(super) const INSIDE: &str =
    "the query becomes a part of another one: it begins with `select`, `values` or `with`, and changes nothing";
/// What to do about a name that two columns have.
pub(super) const TWICE: &str =
    "give each a name of its own with `as`, and write out which columns are meant instead of `*`";

/// A name that two columns have.
pub(super) fn twice(names: &[String]) -> Option<&String> {
    names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)).map(|(_, name)| name)
}

/// A name as SQL has it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
