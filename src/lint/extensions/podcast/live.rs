//! Streams that are on air, and feeds that list what is elsewhere.

use super::{flaw, lists, needed, readable, recommended, secure};
use crate::lint::{
    judge::Judge,
    names::Ns,
    rss,
    rules::{DATE_ISO8601, PODCAST_LIST_ITEMS, PODCAST_LIVE_INCOMPLETE, PODCAST_LIVE_STATUS, PODCAST_LIVE_TIME},
    text::quote,
    values::{
        timestamp::{Timestamp, timestamp},
        uri,
    },
    xml::Id,
};

/// An item that is on air: what may stand in an item may stand in it.
pub(super) fn item(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    if let Some(status) = needed(judge, id, "status")
        && !matches!(status, "pending" | "live" | "ended")
    {
        flaw(judge, id, "status", &PODCAST_LIVE_STATUS, "is none of `pending`, `live` and `ended`");
    }
    needed(judge, id, "start");
    recommended(judge, id, "end", "by which apps know how long it will take");
    let (start, end) = (time(judge, id, "start"), time(judge, id, "end"));
    if let (Some(Timestamp::Zoned(start)), Some(Timestamp::Zoned(end))) = (start, end)
        && end < start
    {
        flaw(judge, id, "end", &PODCAST_LIVE_TIME, "is before the start");
    }
    // The namespace is one of RSS: in Atom nothing says what an item would hold.
    if !judge.is_rss {
        return;
    }
    rss::contents(judge, id);
    judge.required_child(id, Ns::PODCAST, "contentLink");
    for name in ["title", "guid", "enclosure"] {
        if tree.first(id, Ns::NONE, name).is_none() {
            let message = format!("`<{}>` has no `<{name}>`", judge.named(id));
            judge.report(&PODCAST_LIVE_INCOMPLETE, id, message);
        }
    }
}

fn time(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) -> Option<Timestamp> {
    let time = timestamp(judge.tree.value(id, name).map(str::trim).filter(|value| !value.is_empty())?);
    match time {
        None | Some(Timestamp::Date(_)) => flaw(judge, id, name, &DATE_ISO8601, "is no ISO 8601 date with a time"),
        Some(Timestamp::Local(_)) => {
            flaw(judge, id, name, &PODCAST_LIVE_TIME, "has no zone: listeners elsewhere come at another time");
        }
        Some(Timestamp::Zoned(_)) => {}
    }
    time
}

pub(super) fn content_link(judge: &mut Judge<'_, '_>, id: Id) {
    readable(judge, id);
    judge.not_blank(id);
    if needed(judge, id, "href").is_some() {
        judge.attribute_uri(id, "href", |value| uri::absolute(value.trim()));
        secure(judge, id, "href");
    }
}

/// A feed whose medium is a list points to items elsewhere, and has none of its own.
pub(in crate::lint) fn list_of_remote_items(judge: &mut Judge<'_, '_>, channel: Id, items: usize) {
    let tree = judge.tree;
    let Some(medium) = tree.first(channel, Ns::PODCAST, "medium") else { return };
    let value = judge.value(medium);
    let own = items + tree.all(channel, Ns::PODCAST, "liveItem").count();
    if lists::is_list(value) && own > 0 {
        let message = format!("the medium `{}` is a list of what is elsewhere, but the feed has items", quote(value));
        judge.report_text(&PODCAST_LIST_ITEMS, medium, message);
    }
}
