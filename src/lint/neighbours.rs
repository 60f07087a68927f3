//! What items have to be among each other, and next to the feed that they stand in: dates, order, ids, number.

use super::{
    Facts, Instant,
    judge::Judge,
    names::Ns,
    rules::{
        DATE_SAME_EVERYWHERE, DATE_SHARED, FEED_DATE_OLD, GUID_OF_OTHER, ID_OF_FEED, ITEM_ORDER, ITEMS_TOO_MANY,
        TOMBSTONE_ENTRY,
    },
    text::quote,
    values::date::{Rfc822, rfc822, rfc3339},
    xml::Id,
};
use std::collections::{HashMap, HashSet};

/// Fewer items than these may well have been published at one time.
const FEW: usize = 3;
/// More than anybody reads; what is older belongs into archives.
const MANY: usize = 1000;

/// Judges the items by what is known of each.
pub(super) fn judge(judge: &mut Judge<'_, '_>, feed: Id, facts: &[Facts]) {
    order(judge, facts);
    shared(judge, facts);
    date_of_feed(judge, feed, facts);
    if judge.is_rss {
        guids(judge, facts);
    } else {
        id_of_feed(judge, feed, facts);
        tombstones(judge, feed, facts);
    }
    if let Some(first) = facts.get(MANY) {
        let message = format!("the feed has {} items", facts.len());
        judge.findings.add(&ITEMS_TOO_MANY, first.at, path(judge, ""), message);
    }
}

fn path(judge: &Judge<'_, '_>, name: &str) -> String {
    let of = if judge.is_rss { "channel > item" } else { "feed > entry" };
    if name.is_empty() { of.to_owned() } else { format!("{of} > {name}") }
}

fn written(instant: Instant) -> String {
    instant.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Newest first, by the dates of publication or by those of the last change.
fn order(judge: &mut Judge<'_, '_>, facts: &[Facts]) {
    let published = |fact: &Facts| fact.published;
    let updated = |fact: &Facts| fact.updated;
    let Some(first) = later_than_the_one_before(facts, published) else { return };
    if !judge.is_rss && later_than_the_one_before(facts, updated).is_none() {
        return;
    }
    let name = if judge.is_rss { "pubDate" } else { "published" };
    let message = "the item is newer than the one before it: the order is not newest first";
    judge.findings.add(&ITEM_ORDER, first.at, path(judge, name), message);
}

fn later_than_the_one_before(facts: &[Facts], date: impl Fn(&Facts) -> Option<Instant>) -> Option<&Facts> {
    let mut before = None;
    facts.iter().find(|fact| {
        let Some(here) = date(fact) else { return false };
        before.replace(here).is_some_and(|before| here > before)
    })
}

/// Dates that several items have.
fn shared(judge: &mut Judge<'_, '_>, facts: &[Facts]) {
    let date = |fact: &Facts| if judge.is_rss { fact.published } else { fact.updated };
    let name = if judge.is_rss { "pubDate" } else { "updated" };
    let first = facts.first().and_then(date);
    if facts.len() >= FEW && first.is_some() && facts.iter().all(|fact| date(fact) == first) {
        let message = format!("all {} items have the date {}", facts.len(), first.map(written).unwrap_or_default());
        judge.findings.add(&DATE_SAME_EVERYWHERE, facts[0].at, path(judge, name), message);
    }
    let mut seen = HashSet::new();
    let done = if judge.is_rss { "published" } else { "updated" };
    let what = if judge.is_rss { "items" } else { "entries" };
    for fact in facts {
        if let Some(date) = date(fact).filter(|date| !seen.insert(*date)) {
            let message = format!("two {what} were {done} at {}", written(date));
            judge.findings.add(&DATE_SHARED, fact.at, path(judge, name), message);
        }
    }
}

/// The feed changed last when its newest item did.
fn date_of_feed(judge: &mut Judge<'_, '_>, feed: Id, facts: &[Facts]) {
    let tree = judge.tree;
    let (ns, name) = if judge.is_rss { (Ns::NONE, "lastBuildDate") } else { (Ns::ATOM, "updated") };
    let Some(id) = tree.first(feed, ns, name) else { return };
    let value = judge.value(id);
    let own = if judge.is_rss {
        match rfc822(value) {
            Rfc822::Fine(instant) | Rfc822::Problematic(instant, _) => instant,
            _ => None,
        }
    } else {
        rfc3339(value)
    };
    let newest = facts.iter().filter_map(|fact| if judge.is_rss { fact.published } else { fact.updated }).max();
    if let (Some(own), Some(newest)) = (own, newest)
        && own < newest
    {
        let message =
            format!("`{}` in `<{name}>` is before the newest item, which is of {}", quote(value), written(newest));
        judge.report_text(&FEED_DATE_OLD, id, message);
    }
}

/// A guid that can be opened leads to its own item.
fn guids(judge: &mut Judge<'_, '_>, facts: &[Facts]) {
    // The link is known only where it is not the guid itself.
    let links: HashSet<&str> = facts.iter().filter_map(|fact| fact.link.as_deref()).collect();
    for fact in facts.iter().filter(|fact| fact.is_permalink && fact.link.is_some()) {
        if let Some(id) = fact.id.as_deref().filter(|id| links.contains(id)) {
            let message = format!("the guid `{}` is the link of another item", quote(id));
            judge.findings.add(&GUID_OF_OTHER, fact.at, path(judge, "guid"), message);
        }
    }
}

fn id_of_feed(judge: &mut Judge<'_, '_>, feed: Id, facts: &[Facts]) {
    let Some(own) = judge.tree.first(feed, Ns::ATOM, "id").map(|id| judge.value(id)) else { return };
    if let Some(fact) = facts.iter().find(|fact| fact.id.as_deref() == Some(own)) {
        let message = format!("the entry has the id of the feed, `{}`", quote(own));
        judge.findings.add(&ID_OF_FEED, fact.at, path(judge, "id"), message);
    }
}

/// RFC 6721 §3: an entry that was updated after its deletion was published again; any other was deleted.
fn tombstones(judge: &mut Judge<'_, '_>, feed: Id, facts: &[Facts]) {
    let tree = judge.tree;
    // What was published again may be deleted again: the last deletion counts.
    let mut deleted: HashMap<&str, Instant> = HashMap::new();
    for id in tree.all(feed, Ns::AT, "deleted-entry") {
        if let Some(of) = tree.value(id, "ref")
            && let Some(when) = tree.value(id, "when").and_then(rfc3339)
        {
            let last = deleted.entry(of).or_insert(when);
            *last = when.max(*last);
        }
    }
    if deleted.is_empty() {
        return;
    }
    for fact in facts {
        let when = fact.id.as_deref().and_then(|id| deleted.get(id));
        if let Some(when) = when.filter(|when| fact.updated.is_some_and(|updated| updated <= **when)) {
            let message = format!(
                "the entry `{}` is there, though it was deleted at {}",
                quote(fact.id.as_deref().unwrap_or_default()),
                written(*when)
            );
            judge.findings.add(&TOMBSTONE_ENTRY, fact.at, path(judge, ""), message);
        }
    }
}
