//! Podcasting 2.0 and Podlove chapters.

use super::anything;
use crate::lint::{
    judge::{BOTH, CHANNEL, Child, ITEM, Judge, many, one},
    names::Ns,
    rules::CHAPTERS as CHAPTERS_RULE,
    values::number::is_play_time,
    xml::Id,
};

/// Which elements there are and where they may stand.
pub(super) static ELEMENTS: &[Child] = &[
    many("transcript", ITEM, anything),
    one("locked", CHANNEL, anything),
    many("funding", BOTH, anything),
    one("chapters", ITEM, anything),
    many("soundbite", ITEM, anything),
    many("person", BOTH, anything),
    many("location", BOTH, anything),
    one("season", ITEM, anything),
    one("episode", ITEM, anything),
    many("trailer", CHANNEL, anything),
    one("license", BOTH, anything),
    many("alternateEnclosure", ITEM, anything),
    one("guid", CHANNEL, anything),
    many("value", BOTH, anything),
    one("medium", CHANNEL, anything),
    many("liveItem", CHANNEL, anything),
    many("contentLink", ITEM, anything),
    many("socialInteract", BOTH, anything),
    many("block", CHANNEL, anything),
    many("txt", BOTH, anything),
    many("remoteItem", CHANNEL, anything),
    one("podroll", CHANNEL, anything),
    one("updateFrequency", CHANNEL, anything),
    one("podping", CHANNEL, anything),
    one("chat", BOTH, anything),
    one("publisher", CHANNEL, anything),
    many("image", BOTH, anything),
    one("images", BOTH, anything),
    many("integrity", ITEM, anything),
];

pub(super) static CHAPTERS: &[Child] = &[one("chapters", ITEM, chapters)];

/// Podlove Simple Chapters: each has a start and a title, in order of time.
fn chapters(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let mut last = 0.0;
    for chapter in tree.all(id, Ns::PSC, "chapter") {
        for name in ["start", "title"] {
            if tree.attribute(chapter, name).is_none() {
                judge.report(&CHAPTERS_RULE, chapter, format!("the chapter has no `{name}`"));
            }
        }
        let Some(start) = tree.value(chapter, "start") else { continue };
        match seconds(start) {
            None => judge.report(&CHAPTERS_RULE, chapter, format!("`{start}` is no time such as `00:35:12.250`")),
            Some(seconds) if seconds < last => {
                judge.report(&CHAPTERS_RULE, chapter, format!("the chapter of {start} stands after a later one"));
            }
            Some(seconds) => last = seconds,
        }
    }
}

/// The seconds of a time in normal play time.
fn seconds(time: &str) -> Option<f64> {
    let mut parts = time.split(':').map(|part| part.parse::<f64>().ok());
    if is_play_time(time) { parts.try_fold(0.0, |sum, part| Some(sum * 60.0 + part?)) } else { None }
}
