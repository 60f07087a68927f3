//! Elements of Atom inside RSS.

use crate::lint::{
    atom::{category, content, date, generator, id, link, person, source, text, uri_reference},
    judge::{BOTH, CHANNEL, Child, GROUP, ITEM, many, one},
};

pub(super) static ELEMENTS: &[Child] = &[
    // `GROUP` is a tombstone.
    many("link", BOTH | GROUP, link).with(&["href", "rel", "type", "hreflang", "title", "length"]),
    many("author", BOTH, person).with(&[]),
    many("contributor", BOTH, person).with(&[]),
    many("category", BOTH, category).with(&["term", "scheme", "label"]),
    one("id", BOTH, id).with(&[]),
    one("title", BOTH, text).with(&["type"]),
    one("updated", BOTH, date).with(&[]),
    one("published", ITEM, date).with(&[]),
    one("rights", BOTH, text).with(&["type"]),
    one("subtitle", CHANNEL, text).with(&["type"]),
    one("summary", ITEM, text).with(&["type"]),
    one("content", ITEM, content).with(&["type", "src"]),
    one("source", ITEM | GROUP, source).with(&[]),
    one("generator", CHANNEL, generator).with(&["uri", "version"]),
    one("icon", CHANNEL, uri_reference).with(&[]),
    one("logo", CHANNEL, uri_reference).with(&[]),
];
