//! What points to other feeds and to their items.

use super::{empty, flaw, given, inside, lists, needed, optional_address, recommended, show::is_podcast_guid};
use crate::lint::{
    judge::{Child, Judge, NESTED, many},
    names::Ns,
    rules::{PODCAST_GUID, PODCAST_MEDIUM, PODCAST_PUBLISHER},
    xml::Id,
};

pub(super) static ATTRIBUTES: &[&str] = &["feedGuid", "feedUrl", "itemGuid", "medium", "title"];

static INSIDE: &[Child] = &[many("remoteItem", NESTED, item).with(ATTRIBUTES)];

pub(super) fn item(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    if let Some(guid) = needed(judge, id, "feedGuid")
        && !is_podcast_guid(guid)
    {
        flaw(judge, id, "feedGuid", &PODCAST_GUID, "is no UUID");
    }
    optional_address(judge, id, "feedUrl");
    given(judge, id, "itemGuid");
    given(judge, id, "title");
    if let Some(medium) = given(judge, id, "medium")
        && !lists::is_medium(medium)
    {
        flaw(judge, id, "medium", &PODCAST_MEDIUM, "is no medium that the namespace lists");
    }
}

pub(super) fn podroll(judge: &mut Judge<'_, '_>, id: Id) {
    inside(judge, id, INSIDE);
    judge.required_child(id, Ns::PODCAST, "remoteItem");
}

pub(super) fn publisher(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    inside(judge, id, INSIDE);
    let Some(feed) = judge.required_child(id, Ns::PODCAST, "remoteItem") else { return };
    if let Some(second) = tree.all(id, Ns::PODCAST, "remoteItem").nth(1) {
        let message = format!("`<{}>` names more than one feed of the publisher", judge.named(id));
        judge.report(&PODCAST_PUBLISHER, second, message);
    }
    match tree.value(feed, "medium").map(str::trim) {
        Some("publisher") => {}
        Some(_) => flaw(judge, feed, "medium", &PODCAST_PUBLISHER, "should be `publisher` here"),
        None => {
            let message = format!("`<{}>` has no `medium=\"publisher\"`", judge.named(feed));
            judge.report(&PODCAST_PUBLISHER, feed, message);
        }
    }
    recommended(judge, feed, "feedUrl", "by which apps find the publisher's feed without an index");
}
