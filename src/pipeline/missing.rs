//! Who is missing: published records that no source holds any more. Whether they were deleted is decided here, and fails
//! safe: a record that cannot be read, a source that fails and a source that has suddenly lost much are no deletions.

use super::{
    card::Card,
    catalogue::{Choice, Entry},
    fetched::Passing,
    gather::Gathered,
    identity::{Claim, Register, Step},
    instance::Instances,
    report::Report,
};
use crate::{
    config::Publication,
    diagnostic::{Diagnostic, Place, rules},
    record::raw::Origin,
    state::Row,
    value::EntryId,
};
use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex},
};

/// How many examples are named.
const EXAMPLES: usize = 3;

/// What was found out about the rows that no entry claims.
pub(super) struct Settled<'r> {
    /// Those that stay as they were published.
    pub ghosts: Vec<Ghost<'r>>,
    /// Numbers of those whose records are gone from all sources since this run.
    pub gone: Vec<usize>,
    /// Numbers of those that feeds say are deleted, and whose records really are gone from all sources.
    pub confirmed: Vec<usize>,
}

/// A published record that cannot be read now.
pub(super) struct Ghost<'r> {
    number: usize,
    row: &'r Row,
}

/// Rows by what became of their records.
#[derive(Default)]
pub(super) struct Seen {
    /// Records that are there, though not to be shown now.
    pub present: HashSet<usize>,
    /// Records that are there and say that they are not public, each under the key that its row has.
    pub buried: HashSet<usize>,
    /// Records that are there, and that have been refused.
    pub refused: HashSet<usize>,
    /// How many have been refused and are the record of no row, as far as anybody can tell.
    pub strangers: usize,
}

/// Decides about every row that no entry claims.
pub(super) fn settle<'r>(
    publication: &Publication,
    register: &'r Register,
    entries: &[Entry],
    seen: &Seen,
    gathered: &[Gathered],
    choice: &Choice,
    report: &mut Report,
) -> Settled<'r> {
    let claimed: HashSet<usize> = entries.iter().filter_map(|entry| Some(entry.claim?.row)).collect();
    let broken = broken_keys(gathered);
    let passing = Passing::all(publication);
    let mut ghosts = Vec::new();
    let (mut missing, mut buried) = (Vec::new(), Vec::new());
    let mut confirmed = Vec::new();
    let mut living = 0;
    let mut identified: HashSet<&str> = HashSet::new();
    for (number, row) in register.rows.iter().enumerate() {
        let is_broken = row.key.as_deref().and_then(|key| beginnings(key).find_map(|part| broken.get(part)));
        identified.extend(is_broken.map(String::as_str));
        // Somebody who gave a reason took it down himself.
        let has_reason = row.retracted.as_ref().is_some_and(|retraction| retraction.reason.is_some());
        if row.is_deleted_by_hearsay() && !has_reason && !seen.present.contains(&number) {
            confirmed.push(number);
        }
        // What another site published and nobody here has written was never ours to delete.
        let is_ours = row.key.is_some() || !row.feeds.is_empty();
        if !is_ours || row.retracted.is_some() || row.gone.is_some() && !claimed.contains(&number) {
            continue;
        }
        living += 1;
        if claimed.contains(&number) || seen.present.contains(&number) {
        } else if seen.buried.contains(&number) {
            // It is there and says so itself, whatever cannot be read beside it.
            buried.push(number);
        } else if is_broken.is_some() || seen.refused.contains(&number) {
            ghosts.push(Ghost { number, row });
        } else if let Some(feed) = Passing::of(&passing, row.key.as_deref()) {
            // A feed shows its last items: what others have after it is their affair, unless they say that it is deleted.
            if !feed.is_there {
                ghosts.push(Ghost { number, row });
            }
        } else {
            missing.push(number);
        }
    }
    // A record that cannot be read and that nobody knows may be one of the missing ones under another name.
    let strangers = broken.iter().filter(|key| !identified.contains(key.as_str())).count() + seen.strangers;
    let is_doubtful = strangers > 0 && !missing.is_empty();
    let most = publication.deletion_guard;
    let leaving = missing.len() + buried.len();
    let nothing_left = report.read == 0 && leaving > 1;
    let is_much = leaving > publication.flood_guard && most.exceeded(leaving, living);
    let is_refused = !choice.allows_deletions && (is_much || nothing_left);
    if is_refused || strangers > 0 || !broken.is_empty() || !report.failures.is_empty() || report.read == 0 {
        confirmed.clear();
    }
    if is_refused || !is_doubtful {
        missing.append(&mut buried);
        missing.sort_unstable();
    }
    if !is_refused && !is_doubtful {
        return Settled { ghosts, gone: missing, confirmed };
    }
    let names: Vec<String> = missing.iter().take(EXAMPLES).map(|&number| name(&register.rows[number])).collect();
    let place = Place::file(publication.file.clone()).field("source");
    report.diagnostics.push(if is_refused {
        let message = format!(
            "{} of {living} published articles are gone from all sources: {}",
            missing.len(),
            names.join("; ")
        );
        Diagnostic::new(&rules::feed::DELETION_REFUSED, place, message).help(
            "they stay as they were published; see whether a source failed, moved or came back empty. If they were deleted, \
             `courant build --allow-deletions` says so to subscribers (`deletion_guard` sets the limit)",
        )
    } else {
        let message = format!(
            "{} cannot be used, so nobody knows whether these were deleted or are among them: {}",
            if strangers == 1 { "a file".to_owned() } else { format!("{strangers} files") },
            names.join("; ")
        );
        Diagnostic::new(&rules::feed::DELETION_DOUBTFUL, place, message).help(
            "they stay as they were published until the files named above are mended; `courant retract` takes one down now",
        )
    });
    ghosts.extend(missing.into_iter().map(|number| Ghost { number, row: &register.rows[number] }));
    Settled { ghosts, gone: buried, confirmed }
}

/// What is to be said of records that are there though feeds say that they were deleted.
pub(super) fn still_there(publication: &Publication, down: &[(usize, Arc<Card>)]) -> Option<Diagnostic> {
    let (_, first) = down.first()?;
    let name = |(_, card): &(usize, Arc<Card>)| called(card.marks.title.as_ref(), &card.id, Some(&card.marks.key));
    let names: Vec<String> = down.iter().take(EXAMPLES).map(name).collect();
    let message = format!(
        "{} there, though the feeds say that {} deleted: {}",
        if down.len() == 1 { "a record is".to_owned() } else { format!("{} records are", down.len()) },
        if down.len() == 1 { "it was" } else { "they were" },
        names.join("; ")
    );
    let place = Place::file(publication.file.clone()).field("source");
    Some(Diagnostic::new(&rules::feed::DELETION_STANDS, place, message).help(format!(
        "the ledger does not know why, and it may have been `courant retract`, so that stays; `courant retract {} --undo` \
         shows it again",
        first.marks.key
    )))
}

/// How people call a row.
fn name(row: &Row) -> String {
    called(row.title.as_ref(), &row.id, row.key.as_ref())
}

fn called(title: Option<&String>, id: &str, key: Option<&String>) -> String {
    let title = title.map_or_else(|| id.to_owned(), |title| format!("“{title}”"));
    match key {
        Some(key) => format!("{title} ({key})"),
        None => title,
    }
}

/// The keys of files that could not be read, or in which something could not.
fn broken_keys(gathered: &[Gathered]) -> HashSet<String> {
    let is_broken = |file: &&Gathered| file.memo.as_ref().is_none_or(|memo| memo.refused > 0);
    gathered.iter().filter(is_broken).map(Gathered::key).collect()
}

/// A key, and the keys of all files that it could be of: `data/list/a` may be `a` of the file `data/list`.
fn beginnings(key: &str) -> impl Iterator<Item = &str> {
    std::iter::once(key).chain(key.match_indices('/').map(|(at, _)| &key[..at]))
}

impl Ghost<'_> {
    /// The entry of what was published and stays so. It is in the feeds that show it.
    pub(super) fn entry(
        self,
        publication: &Publication,
        labels: &dyn Fn(&str) -> Option<String>,
        instances: &Instances,
    ) -> Option<Entry> {
        let row = self.row;
        let shown = row.feeds.iter().filter(|(_, presence)| presence.left.is_none()).map(|(feed, _)| feed.as_str());
        let mut wanted_by = Vec::new();
        for name in shown {
            let found = publication.feeds.iter().enumerate().find_map(|(number, feed)| {
                let slug = name.strip_prefix(&feed.name)?;
                match (&feed.each, slug.strip_prefix('/')) {
                    (None, None) if slug.is_empty() => Some((number, None)),
                    (Some(_), Some(slug)) => {
                        let label = labels(name).unwrap_or_else(|| slug.to_owned());
                        Some((number, Some((slug, label))))
                    }
                    _ => None,
                }
            });
            wanted_by.extend(found.map(|(number, value)| {
                instances.number(number, value.as_ref().map(|(slug, label)| (*slug, label.as_str())))
            }));
        }
        let ids = row.ids.iter().filter_map(|(format, id)| Some((*format, EntryId::new(id).ok()?)));
        Some(Entry {
            file: None,
            origin: Origin {
                file: Arc::from(row.key.as_deref().unwrap_or(&row.id)),
                line: 0,
                bytes: 0..0,
                listed: false,
                row: None,
            },
            id: EntryId::new(&row.id).ok()?,
            ids: ids.collect::<BTreeMap<_, _>>(),
            claim: Some(Claim { row: self.number, step: Step::Id }),
            published: row.published,
            updated: None,
            changed: row.published,
            wanted_by,
            record: Mutex::new(None),
            card: Arc::new(Card::of_row(row)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::beginnings;

    #[test]
    fn a_key_begins_like_its_file() {
        assert_eq!(beginnings("data/list/a").collect::<Vec<_>>(), ["data/list/a", "data", "data/list"]);
    }
}
