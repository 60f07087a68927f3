//! `adopt`: the ids and dates that another site, or another program, issued become ours to keep.

use super::{
    Error, Report,
    catalogue::{Choice, catalogue},
    gather::{self, Gatherer, gather},
    identity::Register,
    instance::Instance,
    judge::Judge,
    learn::Learnt,
    memory::ledger,
    reader::{self, Reader},
    sieve,
};
use crate::{
    config::Publication,
    lint::{Outline, Part},
    state::{FeedRow, Known, Outcome, Row},
    value::{
        Clock, Format,
        podcast::{is_uuid, show_guid},
    },
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

/// What adopting brought.
#[derive(Debug, Default)]
pub struct Adopted {
    /// Items whose ids are kept now.
    pub learnt: usize,
    /// Items without an id that are known by the address of their page, or of their file.
    pub by_address: usize,
    /// Items that cannot be kept, since they have no id and no address, or no date.
    pub unusable: usize,
    /// Items of which the feeds say that they are deleted, and the ledger knew nothing.
    pub deleted: usize,
    /// Rows of the others that the ledger did not have, or has with more now.
    pub changed: usize,
    /// Articles that were learnt and that a record was recognised as.
    pub recognised: usize,
    /// Titles, or ids, of those that no record was recognised as.
    pub unknown: Vec<String>,
}

/// The identity of the show that was adopted, for the one podcast that there is.
fn show(publication: &Publication, outlines: &[Outline], known: &Known) -> BTreeMap<String, FeedRow> {
    let stated = outlines.iter().find_map(|outline| outline.show.clone()).filter(|guid| is_uuid(guid));
    // A show that states none has the one that apps make of its address, and keeps it when it moves.
    let is_show = |outline: &&Outline| outline.format == Some(Format::Rss) && !outline.media.is_empty();
    let address = || outlines.iter().filter(is_show).find_map(|outline| outline.self_link.as_ref());
    let guid = stated.or_else(|| Some(show_guid(&address()?.url)));
    let mut podcasts = publication.feeds.iter().enumerate().filter(|(_, feed)| feed.podcast.is_some());
    let (Some(guid), Some((number, feed)), None) = (guid, podcasts.next(), podcasts.next()) else {
        return BTreeMap::new();
    };
    if feed.each.is_some() {
        return BTreeMap::new();
    }
    let id = || Instance { feed: number, value: None }.id(publication, feed);
    let row = known.feeds.get(&feed.name).cloned().unwrap_or_else(|| FeedRow::new(id()));
    if row.show.is_some() && outlines.iter().all(|outline| outline.show.is_none()) {
        return BTreeMap::new();
    }
    BTreeMap::from([(feed.name.clone(), FeedRow { show: Some(guid.to_lowercase()), ..row })])
}

/// A feed whose items without an id have the one that programs make of them: the address of the page, else that of the file,
/// as Apple documents it; and how many those are.
fn with_ids(outline: &Outline) -> (Cow<'_, Outline>, usize) {
    let lacks = |part: &&Part| part.id.as_deref().is_none_or(|id| id.trim().is_empty());
    // A picture tells no article from another one.
    let is_played = |url: &String| {
        let stated = outline.media.iter().find(|file| file.url == *url).and_then(|file| file.media_type.as_deref());
        stated.is_none_or(|kind| kind.starts_with("audio/") || kind.starts_with("video/"))
    };
    let known_by = |part: &Part| part.link.clone().or_else(|| part.enclosure.clone().filter(is_played));
    let ids: Vec<Option<String>> =
        outline.items.iter().map(|part| Some(part).filter(lacks).and_then(known_by)).collect();
    let count = ids.iter().flatten().count();
    if count == 0 {
        return (Cow::Borrowed(outline), 0);
    }
    let mut named = outline.clone();
    for (part, id) in named.items.iter_mut().zip(ids) {
        part.id = id.or_else(|| part.id.take());
    }
    (Cow::Owned(named), count)
}

/// Learns the feeds of one site: what stands in several of them under different ids is one article with an id for each
/// format. Nothing is published.
///
/// # Errors
/// The ledger cannot be used, or a source cannot be read.
pub fn adopt(publication: &Publication, outlines: &[Outline], clock: Clock) -> Result<Adopted, Error> {
    let mut ledger = ledger(publication)?;
    let known = ledger.known()?;
    let mut learnt = Learnt::new(known.rows.clone());
    let mut adopted = Adopted::default();
    for outline in outlines {
        let (outline, by_address) = with_ids(outline);
        adopted.by_address += by_address;
        let (items, unusable) = learnt.feed(&outline, clock.now());
        adopted.learnt += items;
        adopted.unusable += unusable;
    }
    let before: HashMap<&str, &Row> = known.rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let rows: Vec<Row> = learnt.rows.iter().filter(|row| before.get(row.id.as_str()) != Some(row)).cloned().collect();
    let (deleted, items): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.is_deleted_by_hearsay());
    (adopted.deleted, adopted.changed) = (deleted.len(), items.len());
    let new: HashSet<String> = items.into_iter().map(|row| row.id.clone()).collect();
    ledger.conclude(&Outcome { rows, feeds: show(publication, outlines, &known), ..Outcome::default() })?;

    // Who is recognised now is not shown again by the next build.
    let register = Register::new(learnt.rows, publication.zone);
    let mut report = Report::default();
    let judge = Judge::new(publication, clock, &mut report.diagnostics);
    let reader = Reader::open(publication, &reader::survey(publication)?, &mut report.diagnostics)?;
    if !report.has_broken_configuration() {
        let mut gathered = gather(&reader, vec![gather::Known::default(); reader.len()], &judge, clock.now())?;
        let choice = Choice { now: clock.now(), labels: &|_| None, allows_deletions: true, beyond: None };
        let catalogue = catalogue(publication, &reader, &judge, &mut gathered, &register, &choice, &mut report);
        let gatherer = Gatherer { reader: &reader, judge: &judge, now: clock.now(), budget: None };
        let mut claimed = sieve::claimed(&gatherer, &register)?;
        claimed.extend(catalogue.entries.iter().filter_map(|entry| Some(entry.claim?.row)));
        for (number, row) in register.rows.iter().enumerate().filter(|(_, row)| new.contains(&row.id)) {
            if claimed.contains(&number) {
                adopted.recognised += 1;
            } else {
                adopted.unknown.push(row.title.clone().unwrap_or_else(|| row.id.clone()));
            }
        }
    }
    Ok(adopted)
}
