//! When a record was published, changed and when it leaves: declared dates first, then what paths and names tell.

use super::{
    date::{read_date, read_zone},
    fields::{Candidate, Field, Fields, Origin},
    hints::{Hints, day_of_path},
    normalise::Options,
    raw::{Derived, Node, Value},
    report::Report,
    synonyms::squeeze,
    visibility::is_never,
    wrapped::core,
};
use crate::{
    diagnostic::{
        Level,
        rules::record::{DATE_INVALID, DATE_WEEKDAY, UPDATED_BEFORE_PUBLISHED},
    },
    value::{Timestamp, Zone},
};
use chrono::{NaiveDate, NaiveTime};

/// The dates of a record.
#[derive(Debug, Default)]
pub(super) struct Times {
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) expires: Option<Timestamp>,
    /// Whether a date that decides about publication is declared and cannot be read: the record must wait.
    pub(super) broken: bool,
}

/// Reads the dates of a record.
pub(super) fn read(
    fields: &mut Fields<'_>,
    hints: &Hints,
    options: &Options,
    derived: &mut Vec<Derived>,
    report: &mut Report,
) -> Times {
    let mut times = Times::default();
    let (published, broken) = declared(fields, Field::Published, &options.zone, report);
    times.broken = broken;
    times.published = published;
    if published.is_none() && !broken {
        times.published = undeclared(fields, hints, &options.zone, derived);
    }
    let (updated, _) = declared(fields, Field::Updated, &options.zone, report);
    times.updated = not_before(updated, times.published, &options.zone, fields, report);
    let (expires, broken) = declared(fields, Field::Expires, &options.zone, report);
    times.expires = expires;
    times.broken |= broken;
    let (embargo, broken) = declared(fields, Field::Embargo, &options.zone, report);
    times.broken |= broken;
    // What was under an embargo came out when that ended, whatever the day that it bears.
    times.published = times.published.max(embargo);
    times
}

/// Whether a record has a field for the date of publication with nothing in it, and another one for the date on which it was
/// made: in many systems that is all that tells a draft. That it is no draft (`draft: false`) does not say that it is out.
/// Of the row of a table (`is_row`) the empty column alone says so: nobody writes a column by mistake.
pub(super) fn is_unpublished(fields: &Fields<'_>, is_row: bool) -> bool {
    let says = [Field::Showing, Field::Status, Field::Visibility];
    let is_said = |candidate: &Candidate<'_>| candidate.field != Field::Showing || !has_no_date(candidate);
    if says.into_iter().any(|field| fields.filled(field).iter().any(is_said)) {
        return false;
    }
    let mut all = fields.all(Field::Published);
    // A table of several dates (`date.published`, `date.created`) is none itself.
    let dates: Vec<*const Node> = all.iter().map(|candidate| std::ptr::from_ref(candidate.node)).collect();
    all.retain(|candidate| {
        let members = candidate.node.as_table().map(|table| table.0.as_slice()).unwrap_or_default();
        let is_date = |member: &Node| dates.contains(&std::ptr::from_ref(core(Field::Published, member).node));
        !members.iter().any(|(_, member)| is_date(member))
    });
    let is_mapped = all.iter().any(|c| c.origin == Origin::Mapped);
    let (of_publication, of_making): (Vec<_>, Vec<_>) = all.into_iter().partition(|candidate| match is_mapped {
        true => candidate.origin == Origin::Mapped,
        false => !is_of_making(candidate.key),
    });
    let is_filled = |candidate: &Candidate<'_>| {
        !candidate.node.is_blank() && !has_no_date(candidate) && candidate.node.as_bool() != Some(false)
    };
    let is_empty = !of_publication.is_empty() && !of_publication.iter().any(is_filled);
    is_empty && (is_row || of_making.iter().any(is_filled))
}

/// Whether a date is that on which the record was made, by its name.
#[must_use]
pub fn is_of_making(name: &str) -> bool {
    squeeze(name).contains("creat")
}

/// Whether a text says that there is no date: MySQL's zeros, `NULL`, `n/a`, and a moment that never comes.
#[must_use]
pub fn is_no_date(text: &str) -> bool {
    let text = text.trim();
    let word = |text: &str| matches!(text, "none" | "null" | "n/a" | "-" | "never" | "infinity" | "-infinity");
    // What Go and .NET write for a time that was never set.
    let is_zero_time = text.starts_with("0001-01-01");
    text != "0" && is_never(text) || is_zero_time || word(&text.to_ascii_lowercase())
}

fn has_no_date(candidate: &Candidate<'_>) -> bool {
    candidate.node.as_filled_text().is_some_and(is_no_date)
}

/// The day that a declared path, the text or the file's name tells, in this order.
fn undeclared(fields: &mut Fields<'_>, hints: &Hints, zone: &Zone, derived: &mut Vec<Derived>) -> Option<Timestamp> {
    let (day, from) = match day_of_declared_path(fields) {
        Some((day, key)) => (day, format!("`{key}`")),
        None => match found_day(fields, zone) {
            Some(instant) => return Some(instant),
            None => (hints.day?, "file name".to_owned()),
        },
    };
    derived.push(Derived { field: "published", from, line: 0 });
    zone.instant(day.and_time(NaiveTime::MIN))
}

/// The first date among the candidates that can be read; `true` if there are dates but none can be. Where there is a date of
/// publication that cannot be read, one on which the record was made says nothing about it.
fn declared(fields: &mut Fields<'_>, field: Field, zone: &Zone, report: &mut Report) -> (Option<Timestamp>, bool) {
    let mut broken: Vec<(Candidate<'_>, String)> = Vec::new();
    let mut result: Option<Timestamp> = None;
    let mut candidates = fields.filled(field);
    // What is mapped goes first in any case.
    let rank = |candidate: &Candidate<'_>| {
        (candidate.origin != Origin::Mapped, field == Field::Published && is_of_making(candidate.key))
    };
    candidates.sort_by_key(rank);
    for candidate in candidates {
        // What was read out of the text comes after the paths that are declared.
        if candidate.origin == Origin::Found && field == Field::Published {
            continue;
        }
        if field == Field::Published && broken.last().is_some_and(|(other, _)| rank(other) < rank(&candidate)) {
            break;
        }
        let Some(text) = date_text(&candidate) else {
            if has_no_date(&candidate) {
                fields.mark(&candidate);
            }
            continue;
        };
        if field == Field::Embargo && !is_embargo(&candidate) && !text.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let universal = is_universal(candidate.key);
        let zone = match candidate.zone {
            Some(beside) => {
                read_zone(beside).ok_or_else(|| format!("`{beside}` beside it is no time zone that is known"))
            }
            None => Ok(if universal { Zone::UTC } else { *zone }),
        };
        match zone.and_then(|zone| read_date(text, &zone)) {
            Ok(date) => {
                fields.mark(&candidate);
                if let Some(written) = date.wrong_weekday {
                    report
                        .at(
                            &DATE_WEEKDAY,
                            candidate.node,
                            field.name(),
                            format!("`{text}` says {written}, which is not the weekday of that date"),
                        )
                        .help("the date was taken as it stands; correct the weekday or leave it out");
                }
                // Of several that say from when or until when, what leaves less time counts.
                result = match field {
                    Field::Embargo => result.max(Some(date.instant)),
                    Field::Expires => Some(result.map_or(date.instant, |known: Timestamp| known.min(date.instant))),
                    _ => Some(date.instant),
                };
                if !matches!(field, Field::Embargo | Field::Expires) || candidate.origin == Origin::Mapped {
                    break;
                }
            }
            Err(reason) => broken.push((candidate, reason)),
        }
    }
    let failed = result.is_none() && !broken.is_empty();
    for (candidate, reason) in broken {
        fields.mark(&candidate);
        let level = if failed && field != Field::Updated { Level::Error } else { Level::Warning };
        let message = format!("the field `{}`: {reason}", candidate.label());
        report
            .at(&DATE_INVALID, candidate.node, field.name(), message)
            .level(level)
            .help("write it as 2026-11-22, 2026-11-22 09:30 or 2026-11-22T09:30:00+01:00");
    }
    (result, failed)
}

/// The text of a candidate that may be a date: no flags (`published: false`), no tables, nothing that says that there is none.
fn date_text<'a>(candidate: &Candidate<'a>) -> Option<&'a str> {
    if matches!(candidate.node.value, Value::Bool(_)) || has_no_date(candidate) {
        return None;
    }
    candidate.node.as_filled_text().filter(|_| candidate.node.as_bool().is_none())
}

/// Whether the name says that the record must not be out, so that any word there counts: what else names a date may say
/// where it goes (`publish_on: mastodon`).
pub(super) fn is_embargo(candidate: &Candidate<'_>) -> bool {
    let name = squeeze(candidate.label());
    name.starts_with("embargo") || name == "notbefore"
}

fn is_universal(key: &str) -> bool {
    key.len() > 3 && key.get(key.len() - 3..).is_some_and(|end| end.eq_ignore_ascii_case("gmt"))
}

/// The day in a declared path or permalink, and the key that it stands under.
fn day_of_declared_path(fields: &Fields<'_>) -> Option<(NaiveDate, String)> {
    [Field::Path, Field::Url].into_iter().flat_map(|field| fields.filled(field)).find_map(|candidate| {
        let day = day_of_path(candidate.node.as_filled_text()?)?;
        (candidate.origin != Origin::Found).then(|| (day, candidate.label().to_owned()))
    })
}

/// The date that was read out of the text; how is told by the one who read it.
fn found_day(fields: &mut Fields<'_>, zone: &Zone) -> Option<Timestamp> {
    let found = fields.filled(Field::Published).into_iter().find(|c| c.origin == Origin::Found)?;
    let date = read_date(found.node.as_filled_text()?, zone).ok()?;
    fields.mark(&found);
    Some(date.instant)
}

/// The last change, moved up to the publication where it lies before it.
fn not_before(
    updated: Option<Timestamp>,
    published: Option<Timestamp>,
    zone: &Zone,
    fields: &Fields<'_>,
    report: &mut Report,
) -> Option<Timestamp> {
    let (updated, published) = match (updated, published) {
        (Some(updated), Some(published)) if updated < published => (updated, published),
        _ => return updated,
    };
    let (day, first) = (zone.local(updated).date(), zone.local(published).date());
    if day != first {
        let unknown = Node::new(Value::Null, 0, 0);
        let place = fields.filled(Field::Updated).first().map_or(&unknown, |c| c.node).clone();
        report
            .at(
                &UPDATED_BEFORE_PUBLISHED,
                &place,
                "updated",
                format!(
                    "the last change on {day} lies before the publication on {first}, and counts as made on that day"
                ),
            )
            .help("correct one of the two dates, or leave out the last change");
    }
    Some(published)
}
