//! Vocabularies about feeds themselves: threads, archives, deletions, publishing, search, services.

use super::{anything, decimal, non_negative, positive, questionable, uri_text, web_uri};
use crate::lint::{
    atom::{person, text},
    judge::{BOTH, CHANNEL, Child, GROUP, ITEM, Judge, many, one},
    names::Ns,
    rules::{
        ACCESS_RELATIONSHIP, ATTRIBUTE_MISSING, ELEMENT_UNKNOWN, LINK_RELATIVE_HTML, MEDIA_TYPE, META_CONTENT,
        META_NAME, TOMBSTONE, YES_NO,
    },
    text::quote,
    values::{date::rfc3339, media_type::is_media_type, uri},
    xml::Id,
};

pub(super) static THREADING: &[Child] = &[
    many("in-reply-to", BOTH, in_reply_to).with(&["ref", "href", "type", "source"]),
    one("total", ITEM, non_negative),
];

fn in_reply_to(judge: &mut Judge<'_, '_>, id: Id) {
    judge.required(id, "ref");
    judge.attribute_uri(id, "ref", uri::absolute);
    judge.attribute_uri(id, "href", uri::reference);
    judge.attribute_uri(id, "source", uri::reference);
    judge.expect_attribute(id, "type", &MEDIA_TYPE, is_media_type);
}

pub(super) static HISTORY: &[Child] = &[
    one("complete", CHANNEL, mark),
    one("archive", CHANNEL, mark),
    // Of the drafts.
    one("stateful", CHANNEL, anything),
    one("incremental", CHANNEL, anything),
    one("prev", CHANNEL, anything),
];

fn mark(judge: &mut Judge<'_, '_>, id: Id) {
    judge.is_empty(id);
}

pub(super) static TOMBSTONES: &[Child] = &[many("deleted-entry", CHANNEL, deleted).with(&["ref", "when"])];

/// What may be said of a deletion (RFC 6721 §3): by whom, why, and links, which are elements of Atom.
static DELETED: &[Child] = &[one("by", GROUP, person).with(&[]), one("comment", GROUP, text).with(&["type"])];

/// A deletion that is a document of its own (RFC 6721 §4) says which feed it is of.
pub(in crate::lint) fn deletion_document(judge: &mut Judge<'_, '_>, root: Id) {
    judge.known_attributes(root, &["ref", "when"], true);
    deleted(judge, root);
    if judge.tree.first(root, Ns::ATOM, "source").is_none() {
        judge.report(&TOMBSTONE, root, "a deletion outside of its feed has no `<source>`, which it needs");
    }
}

fn deleted(judge: &mut Judge<'_, '_>, id: Id) {
    for name in ["ref", "when"] {
        judge.required(id, name);
    }
    judge.expect_attribute(id, "when", &TOMBSTONE, |value| rfc3339(value).is_some());
    if !judge.is_rss {
        judge.attribute_uri(id, "ref", uri::absolute);
    }
    judge.children(id, Ns::AT, DELETED, GROUP);
}

pub(super) static PUBLISHING: &[Child] = &[
    one("edited", ITEM, edited),
    one("control", ITEM, control),
    one("collection", BOTH, collection),
    many("categories", BOTH, questionable),
    many("accept", BOTH, questionable),
    many("draft", BOTH, questionable),
];
static CONTROL: &[Child] = &[one("draft", ITEM, yes_no)];

fn edited(judge: &mut Judge<'_, '_>, id: Id) {
    judge.date_rfc3339(id);
}

fn control(judge: &mut Judge<'_, '_>, id: Id) {
    judge.children(id, Ns::APP, CONTROL, ITEM);
}

fn yes_no(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &YES_NO, matches!(value, "yes" | "no"));
}

/// RFC 5023 §8.3.3: a collection has a title, and lists what it accepts; it holds no entries.
fn collection(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    judge.required(id, "href");
    judge.attribute_uri(id, "href", uri::reference);
    judge.required_child(id, Ns::ATOM, "title");
    for child in tree.children(id).filter(|&child| tree.ns(child) == Ns::ATOM && tree.name(child) != "title") {
        questionable(judge, child);
    }
}

pub(super) static OPEN_SEARCH: &[Child] = &[
    one("totalResults", CHANNEL, non_negative),
    one("startIndex", CHANNEL, super::integer),
    one("itemsPerPage", CHANNEL, non_negative),
    many("Query", CHANNEL, anything),
    many("link", CHANNEL, anything),
];

pub(super) static FEEDBURNER: &[Child] = &[
    one("awareness", BOTH, uri_text),
    one("origLink", ITEM, uri_text),
    one("origEnclosureLink", ITEM, uri_text),
    many("browserFriendly", CHANNEL, anything),
    many("emailServiceId", CHANNEL, anything),
    one("feedburnerHostname", CHANNEL, uri_text),
    many("feedFlare", CHANNEL, flare),
    one("info", CHANNEL, anything),
    one("replyCount", ITEM, non_negative),
];

fn flare(judge: &mut Judge<'_, '_>, id: Id) {
    judge.attribute_uri(id, "href", uri::reference);
    judge.attribute_uri(id, "src", uri::reference);
    let tree = judge.tree;
    if let Some(source) = tree.attribute(id, "src")
        && judge.is_rss
        && uri::scheme(&source.value).is_none()
        && uri::reference(&source.value).is_ok()
    {
        let message = format!("`{}` is relative, and RSS does not say to what", quote(&source.value));
        judge.report_attribute(&LINK_RELATIVE_HTML, id, "src", source.at, message);
    }
}

pub(super) static ACCESS: &[Child] = &[one("restriction", BOTH, access).with(&["relationship"])];

fn access(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    if judge.is_rss && tree.parent(id).is_some_and(|parent| tree.name(parent) == "channel") {
        judge.report(&ELEMENT_UNKNOWN, id, "`<access:restriction>` must not stand inside `<channel>`");
    }
    judge.required(id, "relationship");
    judge.expect_attribute(id, "relationship", &ACCESS_RELATIONSHIP, |value| matches!(value, "allow" | "deny"));
}

pub(super) static CONVERSATIONS: &[Child] = &[
    one("introMilliseconds", ITEM, non_negative),
    one("image", ITEM, web_uri),
    one("bitRate", ITEM, positive),
    one("channels", ITEM, positive),
    one("samplingRate", ITEM, positive),
    one("duration", ITEM, anything),
    one("ratingAverage", ITEM, decimal),
    one("ratingCount", ITEM, non_negative),
    one("ratingIndividual", ITEM, positive),
    one("id", ITEM, anything),
    one("rating", ITEM, anything),
];

pub(super) static INDEXING: &[Child] = &[one("index", BOTH, yes_no)];

/// `xhtml:meta` with what robots are told.
pub(super) fn robots(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    judge.required(id, "content");
    if tree.attribute(id, "name").is_none() {
        judge.report(&ATTRIBUTE_MISSING, id, "`<meta>` has no attribute `name`, which it needs");
    }
    judge.expect_attribute(id, "name", &META_NAME, |value| value.eq_ignore_ascii_case("robots"));
    let words = |value: &str| {
        value.split(',').all(|word| {
            matches!(
                word.trim().to_ascii_lowercase().as_str(),
                "all"
                    | "none"
                    | "index"
                    | "noindex"
                    | "follow"
                    | "nofollow"
                    | "archive"
                    | "noarchive"
                    | "nosnippet"
                    | "noodp"
            )
        })
    };
    let has = |value: &str, wanted: &str| value.split(',').any(|word| word.trim().eq_ignore_ascii_case(wanted));
    let contradicts = |value: &str| {
        [("index", "noindex"), ("follow", "nofollow"), ("all", "none")]
            .iter()
            .any(|(a, b)| has(value, a) && has(value, b))
    };
    judge.expect_attribute(id, "content", &META_CONTENT, |value| words(value) && !contradicts(value));
}
