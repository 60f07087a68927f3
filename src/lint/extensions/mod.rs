//! Elements of other namespaces inside RSS and Atom: one table a vocabulary, which says what may stand where.

mod atom;
mod feeds;
mod geo;
mod itunes;
mod media;
mod modules;
mod podcast;
mod spotify;

pub(super) use feeds::deletion_document;
pub(super) use podcast::list_of_remote_items;

use super::{
    judge::{Child, Judge},
    names::Ns,
    rules::{
        ELEMENT_QUESTIONABLE, ELEMENT_UNKNOWN, ELEMENT_WITHOUT_NAMESPACE, NUMBER_DECIMAL, NUMBER_INTEGER,
        NUMBER_NON_NEGATIVE, NUMBER_POSITIVE, VOCABULARY_UNCLEAR, XHTML_MISPLACED,
    },
    values::{number, uri},
    xml::Id,
};

/// The elements of a vocabulary; `None` if it is not looked at.
pub(super) fn table(ns: Ns) -> Option<&'static [Child]> {
    Some(match ns {
        Ns::ATOM => atom::ELEMENTS,
        Ns::DC => modules::DUBLIN_CORE,
        Ns::DCTERMS => modules::DC_TERMS,
        Ns::CONTENT => modules::CONTENT,
        Ns::SY => modules::SYNDICATION,
        Ns::SLASH => modules::SLASH,
        Ns::ADMIN => modules::ADMIN,
        Ns::AG => modules::AGGREGATION,
        Ns::BLOG_CHANNEL => modules::BLOG_CHANNEL,
        Ns::CC => modules::CC,
        Ns::CREATIVE_COMMONS => modules::CREATIVE_COMMONS,
        Ns::CP => modules::CHANGED_PAGE,
        Ns::EV => modules::EVENT,
        Ns::TRACKBACK => modules::TRACKBACK,
        Ns::WFW => modules::COMMENT_API,
        Ns::ICBM => geo::ICBM,
        Ns::GEO => geo::GEO,
        Ns::GEOURL => geo::GEOURL,
        Ns::GEORSS => geo::GEORSS,
        Ns::ITUNES => itunes::ELEMENTS,
        Ns::MEDIA | Ns::MEDIA_OLD => media::ELEMENTS,
        Ns::PODCAST => podcast::ELEMENTS,
        Ns::PSC => podcast::CHAPTERS,
        Ns::SPOTIFY => spotify::ELEMENTS,
        Ns::THR => feeds::THREADING,
        Ns::FH => feeds::HISTORY,
        Ns::AT => feeds::TOMBSTONES,
        Ns::APP => feeds::PUBLISHING,
        Ns::OPENSEARCH => feeds::OPEN_SEARCH,
        Ns::FEEDBURNER => feeds::FEEDBURNER,
        Ns::ACCESS => feeds::ACCESS,
        Ns::CONVERSATIONS => feeds::CONVERSATIONS,
        Ns::INDEXING => feeds::INDEXING,
        _ => return None,
    })
}

/// An element of a vocabulary without a table.
pub(super) fn unknown(judge: &mut Judge<'_, '_>, child: Id, parent: Id, place: u8) {
    let name = judge.named(child);
    match judge.tree.ns(child) {
        Ns::NONE if judge.is_rss => {
            let inside = judge.named(parent);
            judge.report(&ELEMENT_UNKNOWN, child, format!("`<{name}>` is no known element inside `<{inside}>`"));
        }
        Ns::NONE => judge.report(&VOCABULARY_UNCLEAR, child, format!("`<{name}>` is in no namespace")),
        Ns::XHTML => xhtml(judge, child, place),
        _ => {}
    }
}

/// In RSS an element without namespace is one of RSS, which has no place inside other vocabularies.
pub(super) fn needs_namespaces(judge: &mut Judge<'_, '_>, extension: Id) {
    let tree = judge.tree;
    // A live item holds what an item holds. Spotify documents `<spotify:access><partner id="…"/></spotify:access>`:
    // https://developer.spotify.com/documentation/open-access/tutorials/content
    let holds_bare = tree.is(extension, Ns::PODCAST, "liveItem") || tree.is(extension, Ns::SPOTIFY, "access");
    if holds_bare || !tree.has_children(extension) {
        return;
    }
    if let Some(bare) = tree.descendants(extension).find(|&id| tree.ns(id) == Ns::NONE) {
        let message = format!("`<{}>` inside `<{}>` is in no namespace", judge.named(bare), judge.named(extension));
        judge.report(&ELEMENT_WITHOUT_NAMESPACE, bare, message);
    }
}

/// XHTML outside content: a body or a `div` with the text of an item, words to robots; anything else is lost.
fn xhtml(judge: &mut Judge<'_, '_>, id: Id, _place: u8) {
    match judge.tree.name(id) {
        "body" | "div" if judge.is_rss => super::xhtml::judge(judge, id),
        "meta" => feeds::robots(judge, id),
        _ => {
            let name = judge.named(id);
            judge.report(&XHTML_MISPLACED, id, format!("`<{name}>` stands where no reader looks for XHTML"));
        }
    }
}

// Checks that many tables share.

pub(super) fn anything(_: &mut Judge<'_, '_>, _: Id) {}

pub(super) fn plain(judge: &mut Judge<'_, '_>, id: Id) {
    judge.plain(id);
}

/// Text that may hold anything but must be there.
pub(super) fn filled(judge: &mut Judge<'_, '_>, id: Id) {
    judge.not_blank(id);
}

fn uri_text(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    judge.text_problem(id, uri::reference(value));
}

/// A full address, in ASCII where RSS asks for it.
pub(super) fn full_uri(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    let problem = if judge.is_rss { uri::ascii(value) } else { uri::absolute(value) };
    judge.text_problem(id, problem.and_then(|()| uri::registered(value)));
}

fn web_uri(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    if uri::is_web(value) {
        judge.text_problem(id, uri::reference(value));
    } else {
        let message = format!("`{}` in `<{}>` is no full Web address", super::text::quote(value), judge.named(id));
        judge.report_text(&super::rules::URL_ATTRIBUTE, id, message);
    }
}

fn resource(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    match tree.attribute_ns(id, Ns::RDF, "resource") {
        Some(attribute) => {
            if let Err((rule, message)) = uri::absolute(&attribute.value) {
                judge.report_attribute(rule, id, "rdf:resource", attribute.at, message);
            }
        }
        None => {
            let name = judge.named(id);
            judge.report(&super::rules::ATTRIBUTE_MISSING, id, format!("`<{name}>` has no attribute `rdf:resource`"));
        }
    }
}

fn w3c_date(judge: &mut Judge<'_, '_>, id: Id) {
    judge.date_w3cdtf(id);
}

fn iso_date(judge: &mut Judge<'_, '_>, id: Id) {
    judge.date_iso8601(id);
}

fn language(judge: &mut Judge<'_, '_>, id: Id) {
    judge.language(id);
}

fn non_negative(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &NUMBER_NON_NEGATIVE, number::is_non_negative(value));
}

fn positive(judge: &mut Judge<'_, '_>, id: Id) {
    judge.not_blank(id);
    let value = judge.value(id);
    judge.expect(id, &NUMBER_POSITIVE, number::is_positive(value));
}

fn integer(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &NUMBER_INTEGER, number::is_integer(value));
}

fn decimal(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &NUMBER_DECIMAL, number::decimal(value).is_some());
}

fn questionable(judge: &mut Judge<'_, '_>, id: Id) {
    let name = judge.named(id);
    judge.report(&ELEMENT_QUESTIONABLE, id, format!("no specification puts `<{name}>` here"));
}
