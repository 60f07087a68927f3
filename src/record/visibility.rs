//! Whether a record may be shown. Fails closed: what is not understood is not public.

mod addressed;

use super::{
    Visibility,
    date::read_date,
    fields::{Candidate, Field, Fields, Origin},
    normalise::FieldMap,
    raw::{self, Node, RawRecord, Table, Value},
    report::Report,
    synonyms::squeeze,
    times,
};
use crate::{
    diagnostic::{
        Level,
        rules::record::{FIELD_INVALID, STATUS_UNKNOWN, VISIBILITY_UNKNOWN},
    },
    value::Zone,
};

/// States in which an article is out, or will be when its date has come.
const OUT: &[&str] = &[
    "published",
    "publish",
    "public",
    "live",
    "posted",
    "active",
    "scheduled",
    "schedule",
    "future",
    "confirmed",
    "released",
    "final",
    "visible",
    "approved",
];
/// States in which it is not.
const NOT_OUT: &[&str] = &[
    "draft",
    "drafts",
    "pending",
    "pendingreview",
    "inreview",
    "review",
    "private",
    "trash",
    "trashed",
    "deleted",
    "removed",
    "hidden",
    "skip",
    "archived",
    "inherit",
    "autodraft",
    "unpublished",
    "unlisted",
    "embargoed",
    "withdrawn",
    "retracted",
    "rejected",
    "expired",
    "sent",
    "wip",
    "inprogress",
    "needsreview",
    "onhold",
    "inactive",
    "disabled",
    "spam",
    "nonpublic",
    "notpublished",
    "brouillon",
    "entwurf",
    "borrador",
    "bozza",
    "rascunho",
    "concept",
];
/// Audiences that are everybody.
const EVERYBODY: &[&str] = &["public", "everyone", "everybody", "all", "free", "open"];
/// Audiences that are some, with the word that the model has for them.
const SOME: &[(&str, &str)] = &[
    ("members", "members"),
    ("member", "members"),
    ("membersonly", "members"),
    ("registered", "members"),
    ("loggedin", "members"),
    ("users", "members"),
    ("onlyfree", "members"),
    ("subscribers", "subscribers"),
    ("subscriber", "subscribers"),
    ("subscribersonly", "subscribers"),
    ("paid", "paid"),
    ("onlypaid", "paid"),
    ("paidonly", "paid"),
    ("premium", "paid"),
    ("locked", "paid"),
    ("metered", "paid"),
    ("subscription", "subscribers"),
    ("founding", "paid"),
    ("tiers", "paid"),
    ("filter", "paid"),
    ("restricted", "restricted"),
    ("password", "password"),
    ("passwordprotected", "password"),
    ("protected", "password"),
];
/// Audiences that are nobody outside.
const NOBODY: &[&str] = &["private", "internal", "unlisted", "hidden", "none", "nobody", "draft", "direct"];

/// Weighs every field that has a say; the strictest wins.
pub(super) fn read(fields: &mut Fields<'_>, report: &mut Report) -> Visibility {
    let mut verdict = Visibility::Public;
    for (field, judge) in JUDGES {
        let candidates = fields.filled(*field);
        // Who maps a field means that one and none of the names that we would try.
        let mapped = candidates.first().is_some_and(|c| c.origin == Origin::Mapped);
        let several = candidates.len() > 1;
        for candidate in candidates.into_iter().filter(|c| !mapped || c.origin == Origin::Mapped) {
            // Ghost adds whether the one who asked may read it: it says who reads it in `visibility`.
            if several && candidate.key == "access" && candidate.node.as_bool() == Some(true) {
                fields.mark(&candidate);
                continue;
            }
            let opinion = judge(&candidate, report).or_else(|| {
                let is_doubtful = *field == Field::Showing && is_unread_flag(&candidate, fields);
                is_doubtful.then(|| {
                    unreadable(&candidate, report);
                    Visibility::Hidden("unpublished".to_owned())
                })
            });
            if let Some(opinion) = opinion {
                if *field != Field::Id {
                    fields.mark(&candidate);
                }
                if strictness(&opinion) > strictness(&verdict) {
                    verdict = opinion;
                }
            }
        }
    }
    if let Some(opinion) =
        addressed::read(fields.table()).or_else(|| contentful(fields.table())).or_else(|| of_groups(fields.table()))
        && strictness(&opinion) > strictness(&verdict)
    {
        verdict = opinion;
    }
    if verdict == Visibility::Public && is_unchecked(fields) {
        verdict = Visibility::Hidden("unpublished".to_owned());
    }
    verdict
}

/// Whether the box `published` is there and empty, which is how tables write that it is not checked, and no other field says
/// that the record is out.
fn is_unchecked(fields: &Fields<'_>) -> bool {
    let showing = fields.all(Field::Showing);
    let is_box = |candidate: &Candidate<'_>| {
        candidate.node.is_blank() && matches!(&*squeeze(candidate.key), "published" | "ispublished")
    };
    let is_said = || {
        let is_true = |candidate: &Candidate<'_>| candidate.node.as_bool() == Some(true);
        let states = [Field::Status, Field::State].into_iter().flat_map(|field| fields.filled(field));
        let mut words = states.filter_map(|candidate| candidate.node.as_filled_text().map(word));
        showing.iter().any(is_true) || words.any(|word| OUT.contains(&word.as_str()) || word == "true")
    };
    showing.iter().any(is_box) && !is_said()
}

/// Who may read what has these fields, by all that a record's fields may say about it. Fails closed.
#[must_use]
pub fn visibility_of(fields: Table) -> Visibility {
    let raw = bare(fields);
    let mut report = Report::new(raw.origin.place());
    read(&mut Fields::new(&raw, &FieldMap::default()), &mut report)
}

/// Whether a row with these cells was not published: it has an empty date of publication and one on which it was made.
#[must_use]
pub fn is_unpublished_row(cells: Table) -> bool {
    times::is_unpublished(&Fields::new(&bare(cells), &FieldMap::default()), false)
}

/// What has these fields and is no file's.
fn bare(fields: Table) -> RawRecord {
    let origin = raw::Origin { file: "".into(), line: 0, bytes: 0..0, listed: true, row: None };
    RawRecord { origin, fields, body: None, found: Table::default(), derived: Vec::new() }
}

/// What a candidate says; `None` if it is no statement about visibility at all.
type Judge = fn(&Candidate<'_>, &mut Report) -> Option<Visibility>;

const JUDGES: &[(Field, Judge)] = &[
    (Field::Draft, draft),
    (Field::Showing, showing),
    (Field::Status, status),
    (Field::State, state),
    (Field::Active, active),
    (Field::Retired, retired),
    (Field::Embargo, embargo),
    (Field::Hiding, hiding),
    (Field::Visibility, visibility),
    (Field::Password, password),
    (Field::Protected, protected),
    (Field::Paid, paid),
    (Field::Free, free),
    (Field::Id, version),
];

const fn strictness(visibility: &Visibility) -> u8 {
    match visibility {
        Visibility::Public => 0,
        Visibility::Restricted(_) => 1,
        Visibility::Hidden(_) => 2,
    }
}

/// A word without capitals, blanks, `_` and `-`.
fn word(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
}

fn hidden(why: &str) -> Option<Visibility> {
    Some(Visibility::Hidden(why.to_owned()))
}

fn status(candidate: &Candidate<'_>, report: &mut Report) -> Option<Visibility> {
    let text = candidate.node.as_filled_text().unwrap_or_default();
    let status = word(text);
    if OUT.contains(&status.as_str()) || status == "true" {
        return Some(Visibility::Public);
    }
    if status == "false" {
        return hidden("unpublished");
    }
    if NOT_OUT.contains(&status.as_str()) {
        return hidden(&status);
    }
    // WordPress keeps these two apart, other systems call an article's audience its status.
    if let Some((_, audience)) = SOME.iter().find(|(name, _)| *name == status) {
        return Some(Visibility::Restricted((*audience).to_owned()));
    }
    report
        .at(
            &STATUS_UNKNOWN,
            candidate.node,
            "status",
            format!("the status {} is not known, so the record is not shown", shown(candidate, text)),
        )
        .help(if status.bytes().all(|byte| byte.is_ascii_digit()) {
            "what a number says only its database knows: let a `query` say it, such as \
             `CASE status WHEN 1 THEN 'published' ELSE 'draft' END AS status`"
        } else {
            "known are `published`, `scheduled`, `draft`, `private`; if the field means something else, map `status` in the source"
        });
    Some(Visibility::Hidden(format!("status {}", shown(candidate, text))))
}

/// `state: draft`, and Joomla's `state: 0`; in `state: New Jersey` there is nothing about it.
fn state(candidate: &Candidate<'_>, _report: &mut Report) -> Option<Visibility> {
    let state = word(candidate.node.as_filled_text()?);
    let is_number = state.parse::<i64>().is_ok_and(|number| number != 1);
    let is_out = !is_number && state != "false" && !NOT_OUT.contains(&state.as_str());
    if is_out { None } else { Some(Visibility::Hidden(format!("{} {state}", word(candidate.label())))) }
}

fn active(candidate: &Candidate<'_>, _report: &mut Report) -> Option<Visibility> {
    candidate.node.as_bool().filter(|is_active| !is_active).and_then(|_| hidden("inactive"))
}

fn retired(candidate: &Candidate<'_>, _report: &mut Report) -> Option<Visibility> {
    let is_retired = candidate.node.as_bool().unwrap_or_else(|| is_day(candidate));
    if is_retired { hidden("archived") } else { None }
}

/// `embargo: true`; a date is for the times.
fn embargo(candidate: &Candidate<'_>, _report: &mut Report) -> Option<Visibility> {
    let is_held = candidate.node.as_bool() == Some(true) && times::is_embargo(candidate);
    if is_held { hidden("embargoed") } else { None }
}

/// Whether a value is a date.
fn is_day(candidate: &Candidate<'_>) -> bool {
    let text = candidate.node.as_filled_text().unwrap_or_default();
    !text.is_empty() && !is_never(text) && read_date(text, &Zone::UTC).is_ok()
}

fn visibility(candidate: &Candidate<'_>, report: &mut Report) -> Option<Visibility> {
    let text = candidate.node.as_filled_text().unwrap_or_default();
    let audience = word(text);
    if EVERYBODY.contains(&audience.as_str()) {
        return Some(Visibility::Public);
    }
    if let Some((_, some)) = SOME.iter().find(|(name, _)| *name == audience) {
        return Some(Visibility::Restricted((*some).to_owned()));
    }
    if NOBODY.contains(&audience.as_str()) {
        return hidden(&audience);
    }
    report
        .at(
            &VISIBILITY_UNKNOWN,
            candidate.node,
            "visibility",
            format!("the {} {} is not known, so the record is not shown", candidate.label(), shown(candidate, text)),
        )
        .help("known are `public`, `members`, `paid`, `password`, `private`; if the field means something else, map `visibility` in the source");
    Some(Visibility::Hidden(format!("{} {}", candidate.label(), shown(candidate, text))))
}

fn draft(candidate: &Candidate<'_>, report: &mut Report) -> Option<Visibility> {
    match candidate.node.as_bool() {
        Some(false) => Some(Visibility::Public),
        Some(true) => hidden("draft"),
        None => {
            unreadable(candidate, report);
            hidden("draft")
        }
    }
}

fn hiding(candidate: &Candidate<'_>, report: &mut Report) -> Option<Visibility> {
    // In some themes and tables these say which part of a page it is about: `hide: [toc]`.
    const LOOSE: &[&str] = &["hide", "internal", "disabled", "blocked", "offline", "spam"];
    let text = candidate.node.as_text().unwrap_or_default().trim();
    match candidate.node.as_bool() {
        Some(false) => Some(Visibility::Public),
        None if is_never(text) => Some(Visibility::Public),
        Some(true) => hidden(&word(candidate.label())),
        // Taken away on that day.
        None if is_day(candidate) => hidden(&word(candidate.label())),
        None if LOOSE.contains(&&*squeeze(candidate.label())) => None,
        None => {
            unreadable(candidate, report);
            hidden(&word(candidate.label()))
        }
    }
}

/// How databases write that there is no date, where what they write into knows nothing but texts: `NULL`, psql's `\N`,
/// MySQL's zeros.
pub(super) fn is_never(text: &str) -> bool {
    let is_zero = text.starts_with('0')
        && text.bytes().all(|byte| matches!(byte, b'0' | b'-' | b':' | b' ' | b'.' | b'+' | b'T' | b'Z'));
    is_zero || text == "\\N" || text.eq_ignore_ascii_case("null")
}

/// `published: false`, `feed: false`, `render: never`, `published: draft`; a date, a table or an address under these names
/// is none of this.
fn showing(candidate: &Candidate<'_>, _report: &mut Report) -> Option<Visibility> {
    let text = candidate.node.as_text().map(word).unwrap_or_default();
    let never = matches!(text.as_str(), "never" | "null") || NOT_OUT.contains(&text.as_str());
    match candidate.node.as_bool() {
        Some(true) => Some(Visibility::Public),
        Some(false) => hidden("unpublished"),
        None if never => hidden("unpublished"),
        None => None,
    }
}

/// Whether a word that is neither true nor false stands where nothing but a flag can be meant: `is_published: nein`, or
/// `published: nein` beside `published_at`. Addresses, tables and dates are no such words.
fn is_unread_flag(candidate: &Candidate<'_>, fields: &Fields<'_>) -> bool {
    let is_date = |text: &str| read_date(text, &Zone::UTC).is_ok();
    let Some(text) = candidate.node.as_filled_text().filter(|text| !text.contains('/') && !is_date(text)) else {
        return false;
    };
    match &*squeeze(candidate.label()) {
        "ispublished" | "ispublic" | "islisted" | "infeed" | "public" => true,
        "published" | "publish" => {
            text.split_whitespace().count() == 1
                && fields
                    .filled(Field::Published)
                    .iter()
                    .any(|other| other.key != candidate.key && other.node.as_filled_text().is_some_and(is_date))
        }
        _ => false,
    }
}

fn password(candidate: &Candidate<'_>, _report: &mut Report) -> Option<Visibility> {
    match candidate.node.value {
        Value::Bool(false) => Some(Visibility::Public),
        // The password itself is nobody's business.
        _ => Some(Visibility::Restricted("password".to_owned())),
    }
}

fn protected(candidate: &Candidate<'_>, report: &mut Report) -> Option<Visibility> {
    flag(candidate, "password", report)
}

fn paid(candidate: &Candidate<'_>, report: &mut Report) -> Option<Visibility> {
    let name = squeeze(candidate.label());
    let audience = match name.trim_start_matches("is") {
        name if ["member", "login", "logged", "regist"].iter().any(|word| name.contains(word)) => "members",
        name if name.contains("subscri") => "subscribers",
        _ => "paid",
    };
    // `paywall: free`, `paywall: metered`.
    let told = word(candidate.node.as_filled_text().unwrap_or_default());
    if EVERYBODY.contains(&told.as_str()) || told == "none" {
        return Some(Visibility::Public);
    }
    if let Some((_, some)) = SOME.iter().find(|(name, _)| *name == told) {
        return Some(Visibility::Restricted((*some).to_owned()));
    }
    flag(candidate, audience, report)
}

fn free(candidate: &Candidate<'_>, report: &mut Report) -> Option<Visibility> {
    match candidate.node.as_bool() {
        Some(true) => Some(Visibility::Public),
        Some(false) => Some(Visibility::Restricted("paid".to_owned())),
        None => flag(candidate, "paid", report),
    }
}

/// Sanity keeps drafts and planned versions beside what is out, under ids that say so.
fn version(candidate: &Candidate<'_>, _report: &mut Report) -> Option<Visibility> {
    let id = candidate.node.as_filled_text().filter(|_| candidate.key == "_id")?;
    if id.starts_with("drafts.") || id.starts_with("versions.") { hidden("draft") } else { None }
}

/// Contentful says in `sys` whether an entry is out; what it delivers to readers (it counts `revision`s there) always is.
fn contentful(fields: &Table) -> Option<Visibility> {
    let sys = fields.get("sys").and_then(Node::as_table)?;
    let has = |name: &str| sys.get(name).is_some_and(|node| !node.is_blank());
    if has("archivedAt") || has("archivedVersion") || has("deletedAt") {
        return hidden("archived");
    }
    let is_managed = has("version") || has("publishedCounter");
    if is_managed && !has("publishedAt") && !has("publishedVersion") { hidden("draft") } else { None }
}

/// TYPO3 names in `fe_group` the groups of users who see a record; 0 and -1, those who are logged out, are everybody.
fn of_groups(fields: &Table) -> Option<Visibility> {
    let groups = fields.get_ignore_case("fe_group").and_then(Node::as_filled_text)?;
    let is_everybody = |group: &str| matches!(group.trim(), "" | "0" | "-1");
    let is_for_some = !groups.split(',').all(is_everybody);
    is_for_some.then(|| Visibility::Restricted("members".to_owned()))
}

fn flag(candidate: &Candidate<'_>, audience: &str, report: &mut Report) -> Option<Visibility> {
    match candidate.node.as_bool() {
        Some(false) => Some(Visibility::Public),
        Some(true) => Some(Visibility::Restricted(audience.to_owned())),
        None => {
            unreadable(candidate, report);
            Some(Visibility::Hidden(candidate.label().to_owned()))
        }
    }
}

fn unreadable(candidate: &Candidate<'_>, report: &mut Report) {
    let text = candidate.node.as_text().unwrap_or_default();
    report
        .at(
            &FIELD_INVALID,
            candidate.node,
            candidate.label(),
            format!(
                "`{}` is {}, neither true nor false, so the record is not shown",
                candidate.label(),
                shown(candidate, text)
            ),
        )
        .level(Level::Warning)
        .help("write `true` or `false`");
}

fn shown(candidate: &Candidate<'_>, text: &str) -> String {
    match candidate.node.value {
        Value::List(_) => "(a list)".to_owned(),
        Value::Table(_) => "(a table)".to_owned(),
        _ => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests;
