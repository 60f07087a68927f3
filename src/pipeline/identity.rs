//! Who a record is: the same as one that was published before, or a new one.
//!
//! A record meets its row in the ledger in a fixed order, each step only if it is unambiguous: the id that it has; the key
//! under which its source knows it, provided address, title or day still agree; any permalink ever issued; an equal body;
//! equal title and day. Two records that claim one row are told, never guessed.
//!
//! A row that was learnt from a feed has neither key nor body, and its permalink is that of another site. It is met by
//! less: the last part of the permalink and the day, the very second of publication, or a title that no other row has and
//! a date not far away. Where that is ambiguous, the record is a new one.

use super::card::Card;
use crate::{
    content,
    diagnostic::{Diagnostic, rules},
    record::Record,
    state::Row,
    value::{EntryId, Format, Timestamp, Zone},
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

/// How far apart the dates of one article may lie where a zone was lost on the way, in seconds.
const NEAR: u64 = 36 * 3600;

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

    /// Writes them down in the row of the record; a permalink that it had before is kept as well.
    pub(super) fn pin(&self, row: &mut Row) {
        if row.url != self.url
            && let Some(former) = row.url.take()
        {
            row.former_urls.push(former);
            row.former_urls.sort();
            row.former_urls.dedup();
        }
        row.former_urls.retain(|url| Some(url) != self.url.as_ref());
        row.key = Some(self.key.clone());
        row.url.clone_from(&self.url);
        row.title.clone_from(&self.title);
        row.body.clone_from(&self.body);
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
    /// What only rows are met by that were learnt from a feed; empty where there are none.
    by_slug: Index,
    by_instant: HashMap<i64, Option<usize>>,
    by_name: Index,
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
            by_slug: Index::new(),
            by_instant: HashMap::new(),
            by_name: Index::new(),
        };
        let has_learnt = rows.iter().any(|row| row.key.is_none());
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
                if has_learnt {
                    note(&mut register.by_name, name.into_owned(), number);
                }
            }
            if row.key.is_none() && row.has_date() {
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
        let id = find(&self.by_id, Some(&card.id)).or_else(in_atom);
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
        .or_else(|| self.by_title_or_less(marks, card.published?))
    }

    fn by_title_or_less(&self, marks: &Marks, at: Timestamp) -> Option<Claim> {
        let find = |index: &Index, mark: Option<&str>| index.get(mark?).copied().flatten();
        let name = marks.title.as_deref().map(title_name);
        let title = name.as_deref().map(|name| on_day(name, at, &self.zone));
        if let Some(row) = find(&self.by_title, title.as_deref()) {
            return Some(Claim { row, step: Step::Title });
        }
        let slug = || {
            let mark = marks.url.as_deref().and_then(|url| slug_mark(url, at, &self.zone));
            find(&self.by_slug, mark.as_deref())
        };
        let instant = || {
            let is_telling = has_time(at, &self.zone);
            self.by_instant.get(&at.unix()).copied().flatten().filter(|_| is_telling)
        };
        let near = || find(&self.by_name, name.as_deref()).filter(|&row| is_near(at, self.rows[row].published));
        let learnt = |row: &usize| self.rows[*row].key.is_none();
        let found = slug().map(|row| (Step::Slug, row)).or_else(|| instant().map(|row| (Step::Instant, row)));
        let found = found.or_else(|| near().map(|row| (Step::Near, row)));
        found.filter(|(_, row)| learnt(row)).map(|(step, row)| Claim { row, step })
    }

    /// Whether there are rows that were learnt from a feed and that no record has claimed yet: less is enough to meet them.
    pub(super) fn has_learnt(&self) -> bool {
        self.rows.iter().any(|row| row.key.is_none())
    }

    /// Every mark by which a record can meet a row; see [`marks`].
    pub(super) fn marks(&self) -> impl Iterator<Item = u64> {
        let indexes = [
            (Sort::Id, &self.by_id),
            (Sort::Key, &self.by_key),
            (Sort::Permalink, &self.by_url),
            (Sort::Body, &self.by_body),
            (Sort::Title, &self.by_title),
            (Sort::Slug, &self.by_slug),
            (Sort::Name, &self.by_name),
        ];
        let texts = indexes.into_iter().flat_map(|(sort, index)| index.keys().map(move |text| mark(sort, text)));
        texts.chain(self.by_instant.keys().map(|at| mark(Sort::Instant, at)))
    }

    /// Whether an id was issued to any record.
    fn is_issued(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }
}

/// Kinds of marks.
#[derive(Debug, Clone, Copy, Hash)]
enum Sort {
    Id,
    Key,
    Permalink,
    Body,
    Title,
    Slug,
    Instant,
    Name,
}

/// A mark in short. Two that differ are the same but for an accident, which costs time and nothing else.
fn mark(sort: Sort, value: impl Hash) -> u64 {
    // Its keys are fixed, so that another run of the same program finds the same.
    let mut hasher = DefaultHasher::new();
    (sort, value).hash(&mut hasher);
    hasher.finish()
}

/// The mark of an id.
pub(super) fn mark_of_id(id: &str) -> u64 {
    mark(Sort::Id, id)
}

/// Every mark by which a record could meet a row, and with `learnt` those that only rows learnt from a feed are met by.
pub(super) fn marks(card: &Card, zone: &Zone, learnt: bool) -> Vec<u64> {
    let Marks { key, url, title, body } = &card.marks;
    let name = title.as_deref().map(title_name);
    let mut marks = vec![mark_of_id(&card.id), mark(Sort::Key, key)];
    marks.extend(url.as_ref().map(|url| mark(Sort::Permalink, url)));
    marks.extend(body.as_ref().map(|body| mark(Sort::Body, body)));
    let Some(at) = card.published else { return marks };
    marks.extend(name.as_ref().map(|name| mark(Sort::Title, on_day(name, at, zone))));
    if learnt {
        marks.extend(url.as_deref().and_then(|url| slug_mark(url, at, zone)).map(|slug| mark(Sort::Slug, slug)));
        marks.push(mark(Sort::Instant, at.unix()));
        marks.extend(name.as_ref().map(|name| mark(Sort::Name, name)));
    }
    marks
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

/// A title as it is compared: without what programs change on the way from a text to a feed. They make HTML of it, and
/// curly quotation marks, dashes and ellipses of straight ones.
pub(super) fn title_name(title: &str) -> Cow<'_, str> {
    // Nobody tells two articles apart by what comes after that.
    const TELLING: usize = 1000;
    let title = &title[..title.floor_char_boundary(TELLING)];
    if title.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(title);
    }
    let text = content::html_to_text(title);
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\'' | '"' | '`' | '´' | '\u{2018}'..='\u{201f}' | '\u{2032}'..='\u{2036}' | '«' | '»' => {}
            '…' => out.push_str("..."),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {
                if !out.ends_with('-') {
                    out.push('-');
                }
            }
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    // A title of nothing but quotation marks is still a title.
    Cow::Owned(if out.is_empty() { text } else { out })
}

/// Title and day, as records are recognised by them.
pub(super) fn title_mark(title: &str, at: Timestamp, zone: &Zone) -> String {
    on_day(&title_name(title), at, zone)
}

fn on_day(name: &str, at: Timestamp, zone: &Zone) -> String {
    format!("{} {name}", zone.local(at).date())
}

/// The last part of a permalink that says something, and the day: `https://a.example/2026/11/low-tide.html` and
/// `https://b.example/notes/low-tide/` have the same.
pub(super) fn slug_mark(url: &str, at: Timestamp, zone: &Zone) -> Option<String> {
    const TELLING: usize = 4;
    let path = url.split(['?', '#']).next()?.split_once("://")?.1.split_once('/')?.1;
    let mut parts = path.split('/').rev().filter(|part| !part.is_empty());
    let is_index = |part: &&str| part.split('.').next() == Some("index");
    let last = parts.find(|part| !is_index(part))?;
    let slug = last.split_once('.').map_or(last, |(stem, _)| stem);
    let is_telling = slug.len() >= TELLING && slug.bytes().any(|byte| byte.is_ascii_alphabetic() || byte == b'%');
    is_telling.then(|| format!("{} {}", zone.local(at).date(), slug.to_lowercase()))
}

/// Whether an instant is more than a day that somebody wrote down.
pub(super) fn has_time(at: Timestamp, zone: &Zone) -> bool {
    let midnight = |zone: &Zone| zone.local(at).time() == chrono::NaiveTime::MIN;
    !midnight(zone) && !midnight(&Zone::UTC)
}

/// Whether two dates can be one date, read in two zones.
pub(super) const fn is_near(one: Timestamp, other: Timestamp) -> bool {
    one.unix().abs_diff(other.unix()) <= NEAR
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
        if winners.len() > 1 && best.is_some_and(Step::is_weak) {
            claimants.iter().for_each(|&number| *candidates[number].claim = None);
            continue;
        }
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
                if candidate.is_dated && row.has_date() && *candidate.published != row.published {
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
            // Its own id was issued to somebody else, who is still there or may come back.
            None if register.is_issued(candidate.id.as_str()) => {
                *candidate.id = EntryId::from_name(&format!("{} {}", candidate.id, candidate.key));
            }
            None => {}
        }
    }
    left_out
}

#[cfg(test)]
mod tests {
    use super::{has_time, slug_mark, title_name};
    use crate::value::{Timestamp, Zone};

    #[test]
    fn titles_are_compared_without_what_programs_do_to_them() {
        for (one, other) in [
            ("What's \"low\" tide?", "What&#8217;s &#8220;low&#8221; tide?"),
            ("What's \"low\" tide?", "what’s “low”  tide?"),
            ("Fog -- a year...", "Fog – a year…"),
            ("Salt & sand", "Salt &#038; sand"),
            ("Salt & <em>sand</em>", "Salt &amp; sand"),
        ] {
            assert_eq!(title_name(one), title_name(other));
        }
        for (one, other) in [("C", "C++"), ("C#", "C++"), ("Part 1", "Part 2"), ("\"", "'")] {
            assert_ne!(title_name(one), title_name(other));
        }
        assert!(title_name(&"ä".repeat(100_000)).len() <= 1000);
    }

    #[test]
    fn the_last_part_of_a_permalink_that_says_something() {
        let at = Timestamp::from_unix(1_700_000_000).expect("a time");
        let slug = |url| slug_mark(url, at, &Zone::UTC);
        let expected = Some("2023-11-14 low-tide".to_owned());
        for url in [
            "https://a.example/2023/11/low-tide.html",
            "https://b.example/notes/low-tide/",
            "http://c.example/Low-Tide/index.html?utm_source=rss#top",
            "https://d.example/low-tide",
        ] {
            assert_eq!(slug(url), expected, "{url}");
        }
        for url in
            ["https://a.example/", "https://a.example", "https://a.example/?p=12345", "https://a.example/123456", "/x"]
        {
            assert_eq!(slug(url), None, "{url}");
        }
    }

    #[test]
    fn a_day_is_no_time() {
        let berlin: Zone = "Europe/Berlin".parse().expect("a zone");
        let midnight = Timestamp::from_unix(1_700_006_400).expect("a time");
        let local = Timestamp::from_unix(1_700_006_400 - 3600).expect("a time");
        assert!(!has_time(midnight, &berlin) && !has_time(local, &berlin));
        assert!(has_time(local, &Zone::UTC));
    }
}
