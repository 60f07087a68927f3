//! Atom 1.0 (RFC 4287): feeds, entries, and the constructs that RSS borrows.

mod content;
mod feed;
mod link;

pub(super) use content::{content, text};
pub(super) use feed::{entry, entry_document, feed, history, tombstones};
pub(super) use link::link;

use super::{
    html,
    judge::{CHANNEL, Child, ITEM, Judge, many, one},
    names::Ns,
    rules::{EMAIL, MARKUP_IN_TEXT, NAME_HOLDS_EMAIL, WHITE_SPACE},
    text::quote,
    values::{contact, uri},
    xml::Id,
};

/// The children of an entry (RFC 4287 §4.1.2).
static ENTRY: &[Child] = &[
    many("author", ITEM, person).with(&[]),
    many("category", ITEM, category).with(&["term", "scheme", "label"]),
    one("content", ITEM, content).with(&["type", "src"]),
    many("contributor", ITEM, person).with(&[]),
    one("id", ITEM, id).with(&[]),
    many("link", ITEM, link).with(&["href", "rel", "type", "hreflang", "title", "length"]),
    one("published", ITEM, date).with(&[]),
    one("rights", ITEM, text).with(&["type"]),
    one("source", ITEM, source).with(&[]),
    one("summary", ITEM, text).with(&["type"]),
    one("title", ITEM, text).with(&["type"]),
    one("updated", ITEM, date).with(&[]),
];

/// The children of a feed and of a source (§4.1.1, §4.2.11).
static FEED: &[Child] = &[
    many("author", CHANNEL, person).with(&[]),
    many("category", CHANNEL, category).with(&["term", "scheme", "label"]),
    many("contributor", CHANNEL, person).with(&[]),
    one("generator", CHANNEL, generator).with(&["uri", "version"]),
    one("icon", CHANNEL, uri_reference).with(&[]),
    one("id", CHANNEL, id).with(&[]),
    many("link", CHANNEL, link).with(&["href", "rel", "type", "hreflang", "title", "length"]),
    one("logo", CHANNEL, uri_reference).with(&[]),
    one("rights", CHANNEL, text).with(&["type"]),
    one("subtitle", CHANNEL, text).with(&["type"]),
    one("title", CHANNEL, text).with(&["type"]),
    one("updated", CHANNEL, date).with(&[]),
];

/// The children of a person (§3.2).
static PERSON: &[Child] = &[
    one("name", CHANNEL, name).with(&[]),
    one("uri", CHANNEL, uri_reference).with(&[]),
    one("email", CHANNEL, email).with(&[]),
];

/// Reports white space around a value that must have none.
fn tight(judge: &mut Judge<'_, '_>, id: Id) {
    let text = judge.tree.text(id);
    if text.trim() != text && !text.trim().is_empty() {
        let name = judge.named(id);
        judge.report_text(&WHITE_SPACE, id, format!("white space surrounds `{}` in `<{name}>`", quote(text)));
    }
}

/// An atomUri.
pub(super) fn uri_reference(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    judge.not_blank(id);
    tight(judge, id);
    let value = judge.value(id);
    judge.text_problem(id, uri::reference(value));
}

/// An id (§4.2.6).
pub(super) fn id(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    judge.not_blank(id);
    tight(judge, id);
    let value = judge.value(id);
    judge.text_problem(id, uri::absolute(value).and_then(|()| uri::canonical(value)));
    judge.lasting(id, value);
}

/// A date (§3.3).
pub(super) fn date(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    tight(judge, id);
    judge.date_rfc3339(id);
}

/// A person (§3.2).
pub(super) fn person(judge: &mut Judge<'_, '_>, id: Id) {
    judge.children(id, Ns::ATOM, PERSON, CHANNEL);
    judge.required_child(id, Ns::ATOM, "name");
}

fn name(judge: &mut Judge<'_, '_>, id: Id) {
    judge.plain(id);
    if contact::holds_address(judge.tree.text(id)) {
        let message = format!("the name `{}` holds an e-mail address", quote(judge.value(id)));
        judge.report_text(&NAME_HOLDS_EMAIL, id, message);
    }
}

fn email(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    judge.expect(id, &EMAIL, contact::is_address(value));
}

/// A generator (§4.2.4).
pub(super) fn generator(judge: &mut Judge<'_, '_>, id: Id) {
    judge.plain(id);
    judge.attribute_uri(id, "uri", uri::reference);
    judge.attribute_not_blank(id, "version");
}

/// A category (§4.2.2).
pub(super) fn category(judge: &mut Judge<'_, '_>, id: Id) {
    judge.is_empty(id);
    judge.required(id, "term");
    judge.attribute_not_blank(id, "term");
    judge.attribute_uri(id, "scheme", uri::absolute);
    judge.attribute_not_blank(id, "label");
    attribute_text(judge, id, "label");
}

/// Plain text in an attribute.
fn attribute_text(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) {
    let tree = judge.tree;
    if let Some(attribute) = tree.attribute(id, name)
        && let Some((_, piece)) = html::markup_in_text(&attribute.value)
    {
        let message = format!("`{name}` is plain text, but holds `{}`", quote(piece));
        judge.report_attribute(&MARKUP_IN_TEXT, id, name, attribute.at, message);
    }
}

/// A source (§4.2.11).
pub(super) fn source(judge: &mut Judge<'_, '_>, id: Id) {
    judge.children(id, Ns::ATOM, FEED, CHANNEL);
    for name in ["id", "title", "updated"] {
        if judge.tree.first(id, Ns::ATOM, name).is_none() {
            judge.report(&super::rules::ATOM_SOURCE_INCOMPLETE, id, format!("the source has no `<{name}>`"));
        }
    }
    link::alternates(judge, id);
}
