//! Cards: what a run has to know of a record to choose it, without its text. A file that has not changed is known by its
//! cards and not opened.

use super::{
    marks::Marks,
    said::{self, Said},
};
use crate::{
    diagnostic::Place,
    record::{IdKind, Record, Visibility, raw::Origin},
    selection::Group,
    source::Extent,
    state::Row,
    value::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything that a file held when it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMemo {
    /// Records that were refused.
    pub refused: usize,
    pub cards: Vec<Arc<Card>>,
    /// What was said of it, and of its records.
    pub said: Vec<Said>,
    /// How many of its records have no card, since no feed shows them soon: public ones, and hidden ones.
    pub far: (usize, usize),
    /// What was seen of it, if it holds a list of which some is far.
    pub extent: Option<Extent>,
    /// How many records have been appended since the others were looked at.
    pub appended: usize,
}

/// Where a record is in a list, in few bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    start: u64,
    length: u32,
    line: u32,
}

impl Spot {
    /// The same in a file.
    pub(super) fn origin(self, file: &Arc<str>) -> Origin {
        let Self { start, length, line } = self;
        Origin { file: file.clone(), line, bytes: start..start + u64::from(length), listed: true, row: None }
    }
}

/// Whether a record may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Standing {
    Public,
    /// Only some may read it.
    Restricted,
    /// Nobody outside may.
    Hidden,
}

/// One record, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Card {
    line: u32,
    bytes: (u64, u64),
    is_listed: bool,
    /// The line of the file in which its text begins; 0 where nobody knows.
    pub body_line: u32,
    /// The id that the record has by itself.
    pub id: String,
    pub is_declared: bool,
    /// Whether its id tells it apart within its feed alone: a feed of others declares it, and it is no IRI.
    pub is_scoped: bool,
    pub marks: Marks,
    #[serde(with = "unix")]
    pub published: Option<Timestamp>,
    #[serde(with = "unix")]
    pub updated: Option<Timestamp>,
    #[serde(with = "unix")]
    pub expires: Option<Timestamp>,
    pub standing: Standing,
    /// Season and thousandths of the number, of an episode: 0 where there is none.
    pub episode: (u32, u64),
    /// Of everything that it says.
    pub digest: [u8; 16],
    /// Of what its readers have of it.
    pub text: [u8; 16],
    /// Which feeds want it, and what was said about that.
    pub verdict: Verdict,
}

/// Which feeds want a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Verdict {
    /// The date of publication that it was judged with.
    #[serde(with = "unix")]
    pub date: Option<Timestamp>,
    /// Numbers of `[[feed]]`s; for `each` feeds with the values (slug, label).
    pub wanted: Vec<(usize, Vec<Group>)>,
    /// Numbers of feeds whose condition could not be worked out.
    pub undecided: Vec<usize>,
    /// What was said about that.
    pub said: Vec<Said>,
}

impl Card {
    /// `is_of_feed`: it is the item of a feed.
    pub(super) fn new(record: &Record, verdict: Verdict, is_of_feed: bool) -> Self {
        let digests = record.digests();
        Self {
            line: record.origin.line,
            bytes: (record.origin.bytes.start, record.origin.bytes.end),
            is_listed: record.origin.listed,
            body_line: record.body.as_ref().map_or(0, |body| body.line),
            id: record.id.as_str().to_owned(),
            is_declared: record.id_kind == IdKind::Declared,
            is_scoped: is_of_feed && record.id_kind == IdKind::Declared && !record.id.is_iri(),
            marks: Marks::of(record, &digests),
            published: record.published,
            updated: record.updated,
            expires: record.expires,
            standing: match record.visibility {
                Visibility::Public => Standing::Public,
                Visibility::Restricted(_) => Standing::Restricted,
                Visibility::Hidden(_) => Standing::Hidden,
            },
            episode: episode(record),
            digest: digests.whole,
            text: digests.text,
            verdict,
        }
    }

    /// The same card, judged anew.
    pub(super) fn judged(&self, verdict: Verdict) -> Self {
        Self { verdict, ..self.clone() }
    }

    /// What the ledger keeps of a record that cannot be read now.
    pub(super) fn of_row(row: &Row) -> Self {
        Self {
            line: 0,
            bytes: (0, 0),
            is_listed: false,
            body_line: 0,
            id: row.id.clone(),
            is_declared: false,
            is_scoped: false,
            marks: Marks {
                key: row.key.clone().unwrap_or_default(),
                url: row.url.clone(),
                title: row.title.clone(),
                body: row.body.clone(),
                is_recording: false,
                enclosure: None,
            },
            published: Some(row.published),
            updated: None,
            expires: None,
            standing: Standing::Public,
            episode: (0, 0),
            digest: [0; 16],
            text: [0; 16],
            verdict: Verdict::default(),
        }
    }

    /// Where the record is, in the file that it is of.
    pub(super) fn origin(&self, file: &Arc<str>) -> Origin {
        Origin {
            file: file.clone(),
            line: self.line,
            bytes: self.bytes.0..self.bytes.1,
            listed: self.is_listed,
            row: None,
        }
    }

    /// Where the record is in its list.
    pub(super) fn spot(&self) -> Spot {
        let length = self.bytes.1.saturating_sub(self.bytes.0);
        Spot { start: self.bytes.0, length: u32::try_from(length).unwrap_or(u32::MAX), line: self.line }
    }

    /// Its place, for messages.
    pub(super) fn place(&self, file: &Arc<str>) -> Place {
        Place::file(file.clone()).line(self.line)
    }
}

/// Where a record stands in a show, by its season and number.
fn episode(record: &Record) -> (u32, u64) {
    let Some(episode) = record.episode.as_deref() else { return (0, 0) };
    let number = episode.number.as_deref().unwrap_or_default();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let thousandths = format!("{whole}{part:0<3.3}").parse().unwrap_or_default();
    (episode.season.unwrap_or_default(), thousandths)
}

impl FileMemo {
    /// How many records the file holds, refused ones included.
    pub(super) fn read(&self) -> usize {
        self.cards.len() + self.refused + self.far.0 + self.far.1
    }

    /// Whether it knows its records.
    pub(super) const fn is_whole(&self) -> bool {
        self.far.0 + self.far.1 == 0
    }

    /// Whether two readings of a file gave the same.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.cards == other.cards && self.said == other.said && self.refused == other.refused && self.far == other.far
    }

    /// What was said of it.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = crate::diagnostic::Diagnostic> {
        said::replay(&self.said)
    }
}

/// Instants as seconds since 1970.
pub(super) mod unix {
    use crate::value::Timestamp;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(at: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        at.map(|at| at.unix()).serialize(to)
    }

    pub(in super::super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.and_then(Timestamp::from_unix))
    }
}
