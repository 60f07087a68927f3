//! Links (RFC 4287 §4.2.7), with what threading (RFC 4685), licences (RFC 4946) and archives (RFC 5005) add.

use super::attribute_text;
use crate::lint::{
    judge::Judge,
    names::Ns,
    rules::{
        ARCHIVE_LINK_IN_ENTRY, ATOM_ENCLOSURE_LENGTH, ATOM_LINK_DUPLICATE, ATOM_LINK_HREF, ATOM_LINK_NOT_EMPTY,
        DATE_RFC3339, LANGUAGE, LICENSE_ALONE, LICENSE_TITLE, LINK_RELATION, MEDIA_TYPE, NUMBER_NON_NEGATIVE,
        SAME_DOCUMENT, SELF_RELATIVE, SELF_TYPE, THR_WHEN,
    },
    text::{is_blank, quote},
    values::{
        date::rfc3339,
        language::is_language,
        lists::is_registered_relation,
        media_type::{essence, is_media_type},
        number::is_non_negative,
        uri,
    },
    xml::Id,
};
use std::collections::HashSet;

/// Relations that belong to feeds (RFC 5005).
const OF_FEEDS: [&str; 7] = ["first", "last", "next", "previous", "prev-archive", "next-archive", "current"];

/// The relation of a link: `alternate` unless it says another.
pub(super) fn relation<'j>(judge: &Judge<'j, '_>, id: Id) -> &'j str {
    let tree = judge.tree;
    let relation = tree.value(id, "rel").unwrap_or("alternate");
    relation.strip_prefix("http://www.iana.org/assignments/relation/").unwrap_or(relation)
}

/// Judges a link.
pub(in crate::lint) fn link(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let relation = relation(judge, id);
    if tree.attribute(id, "href").is_none() {
        judge.report(&ATOM_LINK_HREF, id, "the link has no `href`");
    }
    judge.attribute_uri(id, "href", uri::reference);
    if let Some(attribute) = judge.attribute_not_blank(id, "rel")
        && !is_registered_relation(relation)
        && !(uri::scheme(&attribute.value).is_some() && uri::reference(&attribute.value).is_ok())
    {
        let message = format!("`{}` is no registered link relation", quote(&attribute.value));
        judge.report_attribute(&LINK_RELATION, id, "rel", attribute.at, message);
    }
    judge.expect_attribute(id, "type", &MEDIA_TYPE, is_media_type);
    judge.expect_attribute(id, "hreflang", &LANGUAGE, is_language);
    judge.attribute_not_blank(id, "title");
    attribute_text(judge, id, "title");
    judge.expect_attribute(id, "length", &NUMBER_NON_NEGATIVE, is_non_negative);
    if relation == "enclosure" && tree.attribute(id, "length").is_none() {
        judge.report(&ATOM_ENCLOSURE_LENGTH, id, "the link to the enclosure has no `length`");
    }
    if !is_blank(tree.text(id)) {
        let message = format!("the link has the text `{}`, where it is empty", quote(tree.text(id)));
        judge.report_text(&ATOM_LINK_NOT_EMPTY, id, message);
    }
    for attribute in tree.attributes(id).iter().filter(|attribute| attribute.ns == Ns::THR) {
        let value = &attribute.value;
        let (rule, message) = match attribute.name {
            "count" if !is_non_negative(value) => {
                (&NUMBER_NON_NEGATIVE, format!("`{}` is no number of replies", quote(value)))
            }
            "updated" if rfc3339(value).is_none() => (&DATE_RFC3339, format!("`{}` is no RFC 3339 date", quote(value))),
            "when" => (&THR_WHEN, "`thr:when` was replaced by `thr:updated`".to_owned()),
            _ => continue,
        };
        judge.report_attribute(rule, id, "thr", attribute.at, message);
    }
    let is_in_item = tree.parent(id).is_some_and(|parent| matches!(tree.name(parent), "entry" | "item"));
    if is_in_item && OF_FEEDS.contains(&relation) {
        judge.report(&ARCHIVE_LINK_IN_ENTRY, id, format!("a link with `rel=\"{relation}\"` belongs to the feed"));
    }
    if relation == "self" {
        self_link(judge, id);
    } else {
        same_document(judge, id);
    }
}

fn self_link(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let is_of_feed = tree.parent(id).is_some_and(|parent| matches!(tree.name(parent), "feed" | "channel"));
    if let Some(href) = tree.attribute(id, "href").filter(|_| is_of_feed && judge.is_rss)
        && uri::scheme(&href.value).is_none()
    {
        let message = format!("the feed's own address `{}` is relative", quote(&href.value));
        judge.report_attribute(&SELF_RELATIVE, id, "href", href.at, message);
    }
    let is_feed = |value: &str| {
        let essence = essence(value).to_ascii_lowercase();
        let known =
            ["application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/xml", "text/xml"];
        known.contains(&essence.as_str()) || !is_media_type(value)
    };
    if is_of_feed {
        judge.expect_attribute(id, "type", &SELF_TYPE, is_feed);
    }
}

/// A reference that resolves to its own base names this document (RFC 3986 §4.4), which is hardly what was meant.
fn same_document(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let Some(base) = tree.inherited(id, "base").and_then(|base| url::Url::parse(base).ok()) else { return };
    let Some(href) = tree.attribute(id, "href").filter(|href| uri::scheme(&href.value).is_none()) else { return };
    if base.join(&href.value).is_ok_and(|mut resolved| {
        resolved.set_fragment(None);
        resolved == base
    }) {
        let message = format!("`{}` resolves to the base `{base}` itself", quote(&href.value));
        judge.report_attribute(&SAME_DOCUMENT, id, "href", href.at, message);
    }
}

/// Several licences leave a choice; that there is none said is said alone (RFC 4946 §2, §2.1).
fn licences(judge: &mut Judge<'_, '_>, parent: Id) {
    const UNSPECIFIED: &str = "http://purl.org/atompub/license#unspecified";
    let tree = judge.tree;
    let all: Vec<Id> = tree.all(parent, Ns::ATOM, "link").filter(|&link| relation(judge, link) == "license").collect();
    if all.len() < 2 {
        return;
    }
    if let Some(&none) = all.iter().find(|&&link| tree.value(link, "href") == Some(UNSPECIFIED)) {
        judge.report(&LICENSE_ALONE, none, "a link says that there is no licence, another names one");
    } else if let Some(&unnamed) = all.iter().find(|&&link| tree.attribute(link, "title").is_none()) {
        let message = format!("there are {} licences, and this one has no title to choose it by", all.len());
        judge.report(&LICENSE_TITLE, unnamed, message);
    }
}

/// Alternate links must differ in type or language (§4.1.1, §4.1.2); licences in address or type (RFC 4946 §2).
pub(super) fn alternates(judge: &mut Judge<'_, '_>, parent: Id) {
    licences(judge, parent);
    let tree = judge.tree;
    let mut seen = HashSet::new();
    for link in tree.all(parent, Ns::ATOM, "link") {
        let relation = relation(judge, link);
        let key = match relation {
            "alternate" => (relation, tree.value(link, "type"), tree.value(link, "hreflang")),
            "license" => (relation, tree.value(link, "type"), tree.value(link, "href")),
            _ => continue,
        };
        if !seen.insert(key) {
            let what = if relation == "alternate" { "`type` and `hreflang`" } else { "`href` and `type`" };
            judge.report(
                &ATOM_LINK_DUPLICATE,
                link,
                format!("two links with `rel=\"{relation}\"` have the same {what}"),
            );
        }
    }
}
