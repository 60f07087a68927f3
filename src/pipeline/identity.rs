//! Who a record is: the same as one that was published before, or a new one.
//!
//! A record meets its row in the ledger in a fixed order, each step only if it is unambiguous: the id that it has; the key
//! under which its source knows it, provided address, title or day still agree; any permalink ever issued; an equal body;
//! equal title and day. Two records that claim one row are told, never guessed.

use super::card::Card;
use crate::{
    diagnostic::{Diagnostic, rules},
    record::Record,
    state::Row,
    value::{EntryId, Format, Timestamp, Zone},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What a record is recognised by, and what the ledger keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marks {
    pub key: String,
    pub url: Option<String>,
    pub title: Option<String>,
    /// Digest of the body as written.
    pub body: Option<String>,
}

impl Marks {
    pub(super) fn of(record: &Record) -> Self {
        Self {
            key: record.key.clone(),
            url: record.url.as_ref().map(|url| url.as_str().to_owned()),
            title: record.title.clone(),
            body: Self::body(record),
        }
    }

    fn body(record: &Record) -> Option<String> {
        // A short body says little: two notes may have the same.
        const TELLING: usize = 80;
        let body = record.body.as_ref().map(|body| body.text.trim()).filter(|text| text.len() >= TELLING);
        body.map(|text| blake3::hash(text.as_bytes()).to_hex()[..32].to_owned())
    }
}

/// How a record was recognised; the earlier steps are the surer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Id,
    Key,
    Permalink,
    Body,
    Title,
}

/// That a record is the one of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    /// The number of the row.
    pub row: usize,
    pub step: Step,
}

/// From a mark to the row that has it; `None` where several have it.
type Index = HashMap<String, Option<usize>>;

/// The rows of the ledger, to be found by all their marks.
#[derive(Debug)]
pub(super) struct Register {
    pub rows: Vec<Row>,
    zone: Zone,
    by_id: Index,
    by_key: Index,
    by_url: Index,
    by_body: Index,
    by_title: Index,
}

impl Register {
    pub(super) fn new(rows: Vec<Row>, zone: Zone) -> Self {
        let mut register = Self {
            rows: Vec::new(),
            zone,
            by_id: Index::new(),
            by_key: Index::new(),
            by_url: Index::new(),
            by_body: Index::new(),
            by_title: Index::new(),
        };
        for (number, row) in rows.iter().enumerate() {
            let add = |index: &mut Index, mark: &str| {
                index
                    .entry(mark.to_owned())
                    .and_modify(|known| *known = known.filter(|known| *known == number))
                    .or_insert(Some(number));
            };
            std::iter::once(&row.id).chain(row.ids.values()).for_each(|id| add(&mut register.by_id, id));
            row.key.iter().for_each(|key| add(&mut register.by_key, key));
            // An id that is an address was the permalink once.
            let is_address = |id: &&String| id.starts_with("http://") || id.starts_with("https://");
            let urls = row.url.iter().chain(&row.former_urls).chain(Some(&row.id).filter(is_address));
            urls.for_each(|url| add(&mut register.by_url, url));
            row.body.iter().for_each(|body| add(&mut register.by_body, body));
            if let Some(title) = &row.title {
                add(&mut register.by_title, &title_mark(title, row.published, &zone));
            }
        }
        register.rows = rows;
        register
    }

    /// The row that a record belongs to.
    pub(super) fn recognise(&self, card: &Card) -> Option<Claim> {
        if self.rows.is_empty() {
            return None;
        }
        let marks = &card.marks;
        let find = |index: &Index, mark: Option<&str>| index.get(mark?).copied().flatten();
        let title = || {
            let title = title_mark(marks.title.as_ref()?, card.published?, &self.zone);
            find(&self.by_title, Some(&title))
        };
        let url = find(&self.by_url, marks.url.as_deref());
        let key = find(&self.by_key, Some(&marks.key)).filter(|&row| {
            let row = &self.rows[row];
            let day = |at: Timestamp| self.zone.local(at).date();
            row.url == marks.url
                || row.title == marks.title
                || card.published.is_some_and(|at| day(at) == day(row.published))
        });
        let id = find(&self.by_id, Some(&card.id));
        [
            (Step::Id, id.filter(|_| card.is_declared)),
            (Step::Key, key),
            (Step::Permalink, url),
            // An id that is derived from a key or an address in the same way as before.
            (Step::Permalink, id),
            (Step::Body, find(&self.by_body, marks.body.as_deref())),
        ]
        .into_iter()
        .find_map(|(step, row)| row.map(|row| Claim { row, step }))
        .or_else(|| title().map(|row| Claim { row, step: Step::Title }))
    }

    /// Whether an id was issued to any record.
    fn is_issued(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }
}

/// Whether a row has this id in any format.
fn issued_as(row: &Row, id: &str) -> bool {
    row.id == id || row.ids.values().any(|known| known == id)
}

/// Title and day, as records are recognised by them.
pub(super) fn title_mark(title: &str, at: Timestamp, zone: &Zone) -> String {
    format!("{} {}", zone.local(at).date(), title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

/// A record with its claim, on the way to its id.
pub(super) struct Candidate<'a> {
    pub claim: &'a mut Option<Claim>,
    pub id: &'a mut EntryId,
    pub ids: &'a mut BTreeMap<Format, EntryId>,
    pub published: &'a mut Timestamp,
    /// Whether it has a date of its own.
    pub is_dated: bool,
    /// Whether it declares its id.
    pub is_declared: bool,
    /// The key that its source knows it under, for ids that have to be made.
    pub key: &'a str,
    pub place: crate::diagnostic::Place,
}

/// Settles who gets which row, and gives everybody the id under which it was, or will be, published. Gives back which
/// candidates have to be left out, in their order.
pub(super) fn settle(register: &Register, candidates: &mut [Candidate<'_>], found: &mut Vec<Diagnostic>) -> Vec<bool> {
    let mut claims: HashMap<usize, Vec<usize>> = HashMap::new();
    for (number, candidate) in candidates.iter().enumerate() {
        if let Some(claim) = *candidate.claim {
            claims.entry(claim.row).or_default().push(number);
        }
    }
    let mut left_out = vec![false; candidates.len()];
    let mut contested: Vec<_> = claims.into_iter().filter(|(_, claimants)| claimants.len() > 1).collect();
    contested.sort_unstable();
    for (row, claimants) in contested {
        let step = |number: &usize| candidates[*number].claim.map(|claim| claim.step);
        let best = claimants.iter().filter_map(step).min();
        let winners: Vec<usize> = claimants.iter().copied().filter(|number| step(number) == best).collect();
        for &number in &claimants {
            if winners.len() > 1 && winners.contains(&number) {
                let other = winners.iter().find(|&&other| other != number).map_or(number, |&other| other);
                let message = format!(
                    "this record and {} both look like the one that was published as `{}`",
                    candidates[other].place, register.rows[row].id
                );
                let place = candidates[number].place.clone().field("id");
                found.push(Diagnostic::new(&rules::record::IDENTITY_CONTESTED, place, message).help(format!(
                    "give the one that it is `id = \"{}\"`, and the other an id of its own; until then neither is published",
                    register.rows[row].id
                )));
                left_out[number] = true;
            } else if winners != [number] {
                *candidates[number].claim = None;
            }
        }
    }
    for candidate in candidates.iter_mut() {
        match *candidate.claim {
            Some(claim) => {
                let row = &register.rows[claim.row];
                if candidate.is_declared && !issued_as(row, candidate.id.as_str()) {
                    let message = format!("the id `{}` is not the one that subscribers know: that stays", candidate.id);
                    let place = candidate.place.clone().field("id");
                    found.push(Diagnostic::new(&rules::record::ID_PINNED, place, message).help(format!(
                        "write `{0}`, or leave the id out; `courant ledger rekey \"{0}\" \"{1}\"` changes it, and every subscriber sees the article again",
                        row.id, candidate.id
                    )));
                }
                if candidate.is_dated && *candidate.published != row.published {
                    let message =
                        format!("the date was {} when it was published, and stays that in feeds", row.published);
                    let place = candidate.place.clone().field("published");
                    found.push(
                        Diagnostic::new(&rules::record::DATE_PINNED, place, message)
                            .help("give `updated` the date of a change; readers take a new date for a new article"),
                    );
                }
                if let Ok(id) = EntryId::new(&row.id) {
                    *candidate.id = id;
                }
                *candidate.ids =
                    row.ids.iter().filter_map(|(format, id)| Some((*format, EntryId::new(id).ok()?))).collect();
                *candidate.published = row.published;
            }
            // Its own id was issued to somebody else, who is still there or may come back.
            None if register.is_issued(candidate.id.as_str()) => {
                *candidate.id = EntryId::from_name(&format!("{} {}", candidate.id, candidate.key));
            }
            None => {}
        }
    }
    left_out
}
