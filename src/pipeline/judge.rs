//! The judge of selection: which feeds want a record, worked out once for each record that has changed.

use super::card::Verdict;
use crate::{
    config::{Each, Publication, Since},
    diagnostic::{Diagnostic, Place, rules},
    record::{Record, Visibility, date},
    selection::{Condition, Criteria, groups},
    value::{Clock, Timestamp},
};

/// The filters of all feeds.
pub(super) struct Judge<'a> {
    publication: &'a Publication,
    criteria: Vec<Criteria>,
    /// By feed: the lower bound of publication.
    pub since: Vec<Option<Bound>>,
    /// Whether another date can make another verdict.
    pub asks_dates: bool,
}

/// A lower bound of publication.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub from: Timestamp,
    /// Seconds after which a record leaves, where the bound moves with the clock.
    pub age: Option<i64>,
}

impl Bound {
    /// When what was published then is too old, if that is a matter of the clock.
    pub(super) fn leaves(&self, published: Timestamp) -> Option<Timestamp> {
        self.age.and_then(|age| Timestamp::from_unix(published.unix().saturating_add(age.saturating_add(1))))
    }
}

impl<'a> Judge<'a> {
    /// The filters of every feed. A condition that cannot be compiled is reported and lets nothing through.
    pub(super) fn new(publication: &'a Publication, clock: Clock, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let place = |line, column| Place::file(publication.file.clone()).at(line, column);
        let (mut criteria, mut bounds) = (Vec::new(), Vec::new());
        for feed in &publication.feeds {
            bounds.push(match &feed.since {
                None => None,
                Some(Since::Age(seconds)) => {
                    let age = i64::try_from(*seconds).unwrap_or(i64::MAX);
                    let from = Timestamp::from_unix(clock.now().unix().saturating_sub(age));
                    from.map(|from| Bound { from, age: Some(age) })
                }
                Some(Since::Date(text)) => match date::read_date(text, &publication.zone) {
                    Ok(read) => Some(Bound { from: read.instant, age: None }),
                    Err(message) => {
                        let place = place(0, 0).field(format!("since of feed {}", feed.name));
                        diagnostics.push(Diagnostic::new(&rules::config::CONFIG_INVALID_VALUE, place, message));
                        None
                    }
                },
            });
            let condition = feed.condition.as_ref().map(|condition| {
                Condition::compile(&condition.expression).unwrap_or_else(|message| {
                    let place = place(condition.line, condition.column).field(format!("where of feed {}", feed.name));
                    diagnostics.push(Diagnostic::new(&rules::config::CONFIG_INVALID_VALUE, place, message));
                    Condition::nothing()
                })
            });
            criteria.push(Criteria::new(feed, publication.language.clone(), condition));
        }
        let asks_dates = publication.feeds.iter().any(|feed| feed.condition.is_some() || feed.each == Some(Each::Year));
        Self { publication, criteria, since: bounds, asks_dates }
    }

    /// Which feeds want a record that is published at its date, whatever the clock says.
    pub(super) fn verdict(&self, record: &Record) -> Verdict {
        let mut verdict = Verdict { date: record.published, ..Verdict::default() };
        if record.published.is_none() || matches!(record.visibility, Visibility::Hidden(_)) {
            return verdict;
        }
        let restricted = matches!(record.visibility, Visibility::Restricted(_));
        for (number, (feed, criteria)) in self.publication.feeds.iter().zip(&self.criteria).enumerate() {
            if restricted && !feed.items.teaser {
                continue;
            }
            match criteria.matches(record) {
                Ok(false) => {}
                Ok(true) => {
                    let language = self.publication.language.as_ref();
                    let groups = feed.each.map(|each| groups(each, record, &self.publication.zone, language));
                    verdict.wanted.push((number, groups.unwrap_or_default()));
                }
                Err(message) => {
                    verdict.undecided.push(number);
                    let place =
                        record.origin.place().record(record.key.clone()).field(format!("where of feed {}", feed.name));
                    let diagnostic = Diagnostic::new(&rules::feed::WHERE_FAILED, place, message)
                        .help("test for a field before you compare it, as in `has(extra.weight) && extra.weight > 3`");
                    verdict.said.push((&diagnostic).into());
                }
            }
        }
        verdict
    }
}
