//! Who a record is: the same as one that was published before, or a new one.
//!
//! A record meets its row in the ledger in a fixed order, each step only if it is unambiguous: the id that it has; the key
//! under which its source knows it, provided address, title or day still agree, where not the bytes of its recording are those of
//! another row, as when files are renumbered; any permalink ever issued; an equal body;
//! equal title and day. Two records that claim one row are told, never guessed. Who loses its row, or has an id that was issued
//! to somebody else, gets an id made of both and its key, and is known by that from then on. An id that is no IRI tells items of
//! feeds apart within their feed alone: it counts together with the key, the address or the title.
//!
//! A row that was learnt from a feed has neither key nor body, and its permalink is that of another site. It is met by
//! less: the last part of the permalink and the day, the very second of publication, or a title that no other row has and
//! a date not far away; a recording without a date by that title, or by its name. Where that is ambiguous, the record is a new one.

use super::{
    card::Card,
    marks::{
        self, Marks, Sort, file_mark, has_time, is_near, mark, numbered_core, numbered_name, on_day, slug_mark,
        title_core, title_name,
    },
    twins::is_alike,
};
use crate::{
    diagnostic::{Diagnostic, rules},
    state::Row,
    value::{EntryId, Format, Timestamp, Zone},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How a record was recognised; the earlier steps are the surer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Id,
    /// The key and the recording.
    Own,
    /// The recording, which another key had before.
    Moved,
    Key,
    Permalink,
    Body,
    Title,
    Slug,
    Instant,
    Near,
}

impl Step {
    /// Whether it is good enough for one record alone: two that are met by it are both new.
    const fn is_weak(self) -> bool {
        matches!(self, Self::Slug | Self::Instant | Self::Near)
    }
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
    /// The days of those titles: most records were published on none of them.
    title_days: HashSet<NaiveDate>,
    /// Whether some rows were learnt from a feed when the register was made.
    is_partly_learnt: bool,
    /// What only rows are met by that were learnt from a feed; empty where there are none.
    by_slug: Index,
    by_instant: HashMap<i64, Option<usize>>,
    by_name: Index,
    /// By the title without its number, and with the number as all write it that is the same.
    by_core: Index,
    /// By the name of the recording.
    by_file: Index,
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
            title_days: HashSet::new(),
            is_partly_learnt: rows.iter().any(|row| row.key.is_none()),
            by_slug: Index::new(),
            by_instant: HashMap::new(),
            by_name: Index::new(),
            by_core: Index::new(),
            by_file: Index::new(),
        };
        let has_learnt = register.is_partly_learnt;
        for (number, row) in rows.iter().enumerate() {
            let add = |index: &mut Index, mark: &str| note(index, mark.to_owned(), number);
            std::iter::once(&row.id).chain(row.ids.values()).for_each(|id| add(&mut register.by_id, id));
            row.key.iter().for_each(|key| add(&mut register.by_key, key));
            // An id that is an address was the permalink once.
            let is_address = |id: &&String| id.starts_with("http://") || id.starts_with("https://");
            let urls = row.url.iter().chain(&row.former_urls).chain(Some(&row.id).filter(is_address));
            urls.clone().for_each(|url| add(&mut register.by_url, url));
            row.body.iter().for_each(|body| add(&mut register.by_body, body));
            if let Some(title) = &row.title {
                let name = title_name(title);
                add(&mut register.by_title, &on_day(&name, row.published, &zone));
                register.title_days.insert(zone.local(row.published).date());
                if row.key.is_none() {
                    let forms = title_core(&name).map(str::to_owned).into_iter().chain(numbered_core(&name));
                    forms.for_each(|form| note(&mut register.by_core, form, number));
                }
                if has_learnt {
                    note(&mut register.by_name, name.into_owned(), number);
                }
            }
            if row.key.is_none() && row.has_date() {
                urls.clone()
                    .filter_map(|url| file_mark(url))
                    .for_each(|mark| note(&mut register.by_file, mark, number));
                urls.filter_map(|url| slug_mark(url, row.published, &zone))
                    .for_each(|mark| note(&mut register.by_slug, mark, number));
                note(&mut register.by_instant, row.published.unix(), number);
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
        let url = find(&self.by_url, marks.url.as_deref());
        let key = find(&self.by_key, Some(&marks.key)).filter(|&row| {
            let row = &self.rows[row];
            let day = |at: Timestamp| self.zone.local(at).date();
            row.url == marks.url
                || row.title == marks.title
                || card.published.is_some_and(|at| day(at) == day(row.published))
        });
        // What was learnt from Atom alone is known as Atom had it.
        let in_atom = || find(&self.by_id, EntryId::new(&card.id).ok().as_ref().map(EntryId::for_atom).as_deref());
        let any_id = find(&self.by_id, Some(&card.id)).or_else(in_atom);
        let id = any_id.filter(|&row| is_same(card, &self.rows[row]));
        let has_recording = |&row: &usize| marks.is_recording && self.rows[row].body == marks.body;
        [
            (Step::Id, id.filter(|_| card.is_declared)),
            (Step::Own, key.filter(|row| marks.body.is_some() && has_recording(row))),
            (Step::Moved, self.moved(card)),
            (Step::Key, key),
            (Step::Permalink, url),
            // An id that is derived from a key or an address in the same way as before.
            (Step::Permalink, id),
            // A podcast is adopted by its recordings as well.
            (Step::Permalink, find(&self.by_url, marks.enclosure.as_deref())),
            (Step::Body, find(&self.by_body, marks.body.as_deref())),
        ]
        .into_iter()
        .find_map(|(step, row)| row.map(|row| Claim { row, step }))
        .or_else(|| match card.published {
            Some(at) => self.by_title_or_less(card, at),
            None => self.by_name_alone(card),
        })
        .or_else(|| self.recognise_apart(card))
        // An article that was adopted, and has another address and title here.
        .or_else(|| any_id.filter(|&row| self.rows[row].key.is_none()).map(|row| Claim { row, step: Step::Near }))
    }

    /// The row that a recording without a text had under another key, where its own key is that of another row: files that are
    /// renumbered take each other's names.
    fn moved(&self, card: &Card) -> Option<usize> {
        let marks = &card.marks;
        let row = self.by_body.get(marks.body.as_deref().filter(|_| marks.is_recording)?).copied().flatten()?;
        let named = self.by_key.get(&marks.key).copied().flatten()?;
        (named != row && self.rows[named].body != marks.body).then_some(row)
    }

    /// The row of a record that has lost the one that it claimed: who has the bytes of another recording, which is still there,
    /// is who it was by its key.
    pub(super) fn recognise_anew(&self, card: &Card) -> Option<Claim> {
        let by_key = || {
            self.moved(card)?;
            let row = self.by_key.get(&card.marks.key).copied().flatten()?;
            Some(Claim { row, step: Step::Near })
        };
        self.recognise_apart(card).or_else(by_key)
    }

    /// The row of a record that is known under an id of its own since the one that it would have was issued to somebody
    /// else. Nobody but this record comes to that id, so nothing is surer.
    fn recognise_apart(&self, card: &Card) -> Option<Claim> {
        let row = self.is_issued(&card.id).then(|| self.by_id.get(apart(&card.id, &card.marks.key).as_str()));
        row.flatten().copied().flatten().map(|row| Claim { row, step: Step::Id })
    }

    /// A recording without a date: by its name, or by a title that no other row has, where they do not contradict each other.
    fn by_name_alone(&self, card: &Card) -> Option<Claim> {
        let marks = &card.marks;
        let file = self.of_file(marks);
        let named = marks.title.as_deref().map(title_name).and_then(|name| self.named(&name, card.episode));
        let row = match (file, named) {
            (Some(file), Some(named)) if file != named => return None,
            (file, named) => file.or(named.filter(|_| marks.enclosure.is_some()))?,
        };
        self.rows[row].key.is_none().then_some(Claim { row, step: Step::Near })
    }

    fn of_file(&self, marks: &Marks) -> Option<usize> {
        self.by_file.get(&file_mark(marks.enclosure.as_deref()?)?).copied().flatten()
    }

    /// The only row with this title; its number may be there or not, in whatever way it is written.
    fn named(&self, name: &str, episode: (u32, u64)) -> Option<usize> {
        let find = |index: &Index, name: &str| index.get(name).copied().flatten();
        let core = || find(&self.by_name, title_core(name)?);
        let numbered = || {
            let mut forms = numbered_core(name).into_iter().chain(numbered_name(name, episode));
            forms.find_map(|form| find(&self.by_core, &form))
        };
        find(&self.by_name, name).or_else(numbered).or_else(|| find(&self.by_core, name)).or_else(core)
    }

    fn by_title_or_less(&self, card: &Card, at: Timestamp) -> Option<Claim> {
        let marks = &card.marks;
        let find = |index: &Index, mark: Option<&str>| index.get(mark?).copied().flatten();
        if !self.is_partly_learnt && !self.title_days.contains(&self.zone.local(at).date()) {
            return None;
        }
        let name = marks.title.as_deref().map(title_name);
        let title = name.as_deref().map(|name| on_day(name, at, &self.zone));
        if let Some(row) = find(&self.by_title, title.as_deref()) {
            return Some(Claim { row, step: Step::Title });
        }
        let slug = || {
            if self.by_slug.is_empty() {
                return None;
            }
            let mark = marks.url.as_deref().and_then(|url| slug_mark(url, at, &self.zone));
            find(&self.by_slug, mark.as_deref())
        };
        let instant = || {
            let is_telling = has_time(at, &self.zone);
            self.by_instant.get(&at.unix()).copied().flatten().filter(|_| is_telling)
        };
        let is_close = |row: &usize| is_near(at, self.rows[*row].published);
        let near = || {
            let named = name.as_deref().and_then(|name| self.named(name, card.episode)).filter(is_close);
            named.or_else(|| self.of_file(marks).filter(is_close))
        };
        let learnt = |row: &usize| self.rows[*row].key.is_none();
        let found = slug().map(|row| (Step::Slug, row)).or_else(|| instant().map(|row| (Step::Instant, row)));
        let found = found.or_else(|| near().map(|row| (Step::Near, row)));
        found.filter(|(_, row)| learnt(row)).map(|(step, row)| Claim { row, step })
    }

    /// Whether there are rows that were learnt from a feed and that no record has claimed yet: less is enough to meet them.
    pub(super) fn has_learnt(&self) -> bool {
        self.rows.iter().any(|row| row.key.is_none())
    }

    /// Every mark by which a record can meet a row; see [`marks`]. A mark that several rows have is none, but for ids: nobody
    /// else gets one that was issued.
    pub(super) fn marks(&self) -> impl Iterator<Item = u64> {
        let indexes = [
            (Sort::Key, &self.by_key),
            (Sort::Permalink, &self.by_url),
            (Sort::Body, &self.by_body),
            (Sort::Title, &self.by_title),
            (Sort::Slug, &self.by_slug),
            (Sort::Name, &self.by_name),
            (Sort::Name, &self.by_core),
            (Sort::File, &self.by_file),
        ];
        let texts = indexes.into_iter().flat_map(|(sort, index)| {
            index.iter().filter(|(_, row)| row.is_some()).map(move |(text, _)| mark(sort, text))
        });
        let instants = self.by_instant.iter().filter(|(_, row)| row.is_some()).map(|(at, _)| mark(Sort::Instant, at));
        self.by_id.keys().map(|id| marks::mark_of_id(id)).chain(texts).chain(instants)
    }

    /// Whether an id was issued to any record.
    fn is_issued(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }
}

/// Whether the record of an id may be that of a row with it: an id that is scoped says so only with what else is known.
fn is_same(card: &Card, row: &Row) -> bool {
    !card.is_scoped || row.key.as_ref() == Some(&card.marks.key) || is_alike(&Card::of_row(row), card)
}

/// The id of a record whose own was issued to somebody else.
fn apart(id: &str, key: &str) -> EntryId {
    EntryId::from_name(&format!("{id} {key}"))
}

/// Whether a row has this id in any format.
fn issued_as(row: &Row, id: &str) -> bool {
    row.id == id
        || row.ids.values().any(|known| known == id)
        || EntryId::new(id).is_ok_and(|id| id.for_atom() == row.id)
}

/// Writes down which row has a mark, or that several have it.
pub(super) fn note<K: std::hash::Hash + Eq>(index: &mut HashMap<K, Option<usize>>, mark: K, row: usize) {
    index.entry(mark).and_modify(|known| *known = known.filter(|known| *known == row)).or_insert(Some(row));
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
    /// Whether its id may be that of another record as well, so that it gets one of its own.
    pub stands_apart: bool,
    /// Whether somebody here wrote it: what others declare in their feeds nobody here can write otherwise.
    pub is_ours: bool,
    /// The key that its source knows it under, for ids that have to be made.
    pub key: &'a str,
    pub place: crate::diagnostic::Place,
}

/// A row that several records claim.
struct Contest {
    row: usize,
    claimants: Vec<usize>,
    /// Those of them that are as sure as can be, where that is sure enough.
    winners: Vec<usize>,
}

impl Contest {
    fn losers(&self) -> impl Iterator<Item = usize> {
        self.claimants.iter().copied().filter(|number| !self.winners.contains(number))
    }
}

/// The rows that several claim, in their order.
fn contests(all: impl Iterator<Item = Option<Claim>>) -> Vec<Contest> {
    let mut claims: HashMap<usize, Vec<(usize, Step)>> = HashMap::new();
    for (number, claim) in all.enumerate() {
        if let Some(Claim { row, step }) = claim {
            claims.entry(row).or_default().push((number, step));
        }
    }
    let contested = claims.into_iter().filter(|(_, claimants)| claimants.len() > 1);
    let mut contests: Vec<Contest> = contested
        .map(|(row, claimants)| {
            let best = claimants.iter().map(|(_, step)| *step).min();
            let winners = claimants.iter().filter(|(_, step)| Some(*step) == best).map(|(number, _)| *number);
            let mut winners: Vec<usize> = winners.collect();
            if winners.len() > 1 && best.is_some_and(Step::is_weak) {
                winners.clear();
            }
            Contest { row, claimants: claimants.into_iter().map(|(number, _)| number).collect(), winners }
        })
        .collect();
    contests.sort_unstable_by_key(|contest| contest.row);
    contests
}

/// Who claims a row that others claim with better reason, or that nobody can be given: he is somebody else.
pub(super) fn losers(claims: impl Iterator<Item = Option<Claim>>) -> HashSet<usize> {
    contests(claims).iter().flat_map(Contest::losers).collect()
}

/// Settles who gets which row, and gives everybody the id under which it was, or will be, published. Gives back which
/// candidates have to be left out, in their order.
pub(super) fn settle(register: &Register, candidates: &mut [Candidate<'_>], found: &mut Vec<Diagnostic>) -> Vec<bool> {
    let mut left_out = vec![false; candidates.len()];
    for contest in contests(candidates.iter().map(|candidate| *candidate.claim)) {
        contest.losers().for_each(|number| *candidates[number].claim = None);
        if contest.winners.len() < 2 {
            continue;
        }
        let id = &register.rows[contest.row].id;
        for &number in &contest.winners {
            let other = contest.winners.iter().find(|&&other| other != number).map_or(number, |&other| other);
            let message = format!(
                "this record and {} both look like the one that was published as `{id}`",
                candidates[other].place
            );
            let place = candidates[number].place.clone().field("id");
            found.push(Diagnostic::new(&rules::record::IDENTITY_CONTESTED, place, message).help(format!(
                "give the one that it is `id = \"{id}\"`, and the other an id of its own; until then neither is published"
            )));
            left_out[number] = true;
        }
    }
    let mut taken: HashSet<String> = HashSet::new();
    for candidate in candidates.iter_mut() {
        match *candidate.claim {
            Some(claim) => {
                let row = &register.rows[claim.row];
                if candidate.is_ours && candidate.is_declared && !issued_as(row, candidate.id.as_str()) {
                    let message = format!("the id `{}` is not the one that subscribers know: that stays", candidate.id);
                    let place = candidate.place.clone().field("id");
                    found.push(Diagnostic::new(&rules::record::ID_PINNED, place, message).help(format!(
                        "write `{0}`, or leave the id out; `courant ledger rekey \"{0}\" \"{1}\"` changes it, and every subscriber sees the article again",
                        row.id, candidate.id
                    )));
                }
                if candidate.is_ours && candidate.is_dated && row.has_date() && *candidate.published != row.published {
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
                if row.has_date() {
                    *candidate.published = row.published;
                }
            }
            // An id that was issued to somebody else is his: he is still there or may come back.
            None => {
                let is_taken = |id: &str| register.is_issued(id) || candidate.stands_apart && taken.contains(id);
                while is_taken(candidate.id.as_str()) {
                    *candidate.id = apart(candidate.id.as_str(), candidate.key);
                }
                if candidate.stands_apart {
                    taken.insert(candidate.id.as_str().to_owned());
                }
            }
        }
    }
    left_out
}
