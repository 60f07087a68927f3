//! The modules that were made for RSS 1.0 and are used in all feeds: Dublin Core, content, syndication and their like.

use super::{
    anything, filled, full_uri, iso_date, language, non_negative, plain, positive, resource, uri_text, w3c_date,
};
use crate::lint::{
    judge::{BOTH, CHANNEL, Child, ITEM, Judge, many, one},
    names::Ns,
    rules::{ELEMENT_SPELLING, NUMBER_LIST, SY_PERIOD},
    values::number::is_integer,
    xml::Id,
};

pub(super) static DUBLIN_CORE: &[Child] = &[
    many("title", BOTH, plain),
    many("creator", BOTH, plain),
    many("subject", BOTH, plain),
    many("description", BOTH, filled),
    many("publisher", BOTH, plain),
    many("contributor", BOTH, plain),
    many("date", BOTH, w3c_date).once_in(CHANNEL),
    many("type", BOTH, plain),
    many("format", BOTH, plain),
    many("identifier", BOTH, plain),
    many("source", BOTH, plain),
    many("language", BOTH, language).once_in(CHANNEL),
    many("relation", BOTH, plain),
    many("coverage", BOTH, plain),
    many("rights", BOTH, filled).once_in(CHANNEL),
];

pub(super) static DC_TERMS: &[Child] = &[
    many("abstract", BOTH, anything),
    many("accessRights", BOTH, anything),
    many("accrualMethod", BOTH, anything),
    many("accrualPeriodicity", BOTH, anything),
    many("accrualPolicy", BOTH, anything),
    many("alternative", BOTH, anything),
    many("audience", BOTH, anything),
    many("available", BOTH, period),
    many("bibliographicCitation", BOTH, anything),
    many("conformsTo", BOTH, anything),
    many("contributor", BOTH, anything),
    many("coverage", BOTH, anything),
    one("created", BOTH, w3c_date),
    many("creator", BOTH, anything),
    many("date", BOTH, anything),
    one("dateAccepted", BOTH, w3c_date),
    one("dateCopyrighted", BOTH, w3c_date),
    one("dateSubmitted", BOTH, w3c_date),
    many("description", BOTH, anything),
    many("educationLevel", BOTH, anything),
    many("extent", BOTH, anything),
    many("format", BOTH, anything),
    many("hasFormat", BOTH, anything),
    many("hasPart", BOTH, anything),
    many("hasVersion", BOTH, anything),
    many("identifier", BOTH, anything),
    many("instructionalMethod", BOTH, anything),
    many("isFormatOf", BOTH, anything),
    many("isPartOf", BOTH, anything),
    many("isReferencedBy", BOTH, anything),
    many("isReplacedBy", BOTH, anything),
    many("isRequiredBy", BOTH, anything),
    many("isVersionOf", BOTH, anything),
    one("issued", BOTH, w3c_date),
    many("language", BOTH, anything),
    many("license", BOTH, anything),
    many("mediator", BOTH, anything),
    many("medium", BOTH, anything),
    one("modified", BOTH, w3c_date),
    many("provenance", BOTH, anything),
    many("publisher", BOTH, anything),
    many("references", BOTH, anything),
    many("relation", BOTH, anything),
    many("replaces", BOTH, anything),
    many("requires", BOTH, anything),
    many("rights", BOTH, anything),
    many("rightsHolder", BOTH, anything),
    many("source", BOTH, anything),
    many("spatial", BOTH, anything),
    many("subject", BOTH, anything),
    many("tableOfContents", BOTH, anything),
    many("temporal", BOTH, anything),
    many("title", BOTH, anything),
    many("type", BOTH, anything),
    many("valid", BOTH, period),
];

pub(super) static CONTENT: &[Child] = &[one("encoded", ITEM, encoded), many("items", ITEM, anything)];

pub(super) static SYNDICATION: &[Child] = &[
    one("updatePeriod", CHANNEL, update_period),
    one("updateFrequency", CHANNEL, positive),
    one("updateBase", CHANNEL, w3c_date),
];

pub(super) static SLASH: &[Child] = &[
    one("comments", ITEM, non_negative),
    one("section", ITEM, plain),
    one("department", ITEM, plain),
    one("hit_parade", ITEM, integers),
];

pub(super) static ADMIN: &[Child] =
    &[one("generatorAgent", CHANNEL, resource), one("errorReportsTo", CHANNEL, resource)];

pub(super) static AGGREGATION: &[Child] =
    &[one("source", ITEM, plain), one("sourceURL", ITEM, full_uri), one("timestamp", ITEM, iso_date)];

pub(super) static BLOG_CHANNEL: &[Child] = &[
    one("blogRoll", CHANNEL, full_uri),
    one("mySubscriptions", CHANNEL, full_uri),
    one("blink", CHANNEL, full_uri),
    one("changes", CHANNEL, full_uri),
];

pub(super) static CC: &[Child] = &[many("license", BOTH, license_resource), many("License", BOTH, anything)];

pub(super) static CREATIVE_COMMONS: &[Child] = &[many("license", BOTH, full_uri)];

pub(super) static CHANGED_PAGE: &[Child] = &[one("server", CHANNEL, resource)];

pub(super) static EVENT: &[Child] = &[
    one("startdate", ITEM, iso_date),
    one("enddate", ITEM, iso_date),
    one("location", ITEM, plain),
    one("organizer", ITEM, plain),
    one("type", ITEM, plain),
];

pub(super) static TRACKBACK: &[Child] = &[one("ping", ITEM, trackback), many("about", ITEM, trackback)];

pub(super) static COMMENT_API: &[Child] =
    &[one("comment", ITEM, full_uri), one("commentRss", BOTH, full_uri), one("commentRSS", BOTH, misspelt)];

fn encoded(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    judge.html(id);
}

fn update_period(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &SY_PERIOD, matches!(value, "hourly" | "daily" | "weekly" | "monthly" | "yearly"));
}

fn integers(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &NUMBER_LIST, value.split(',').all(|number| is_integer(number.trim())));
}

/// A date, or a period of them (DCMI Period).
fn period(judge: &mut Judge<'_, '_>, id: Id) {
    if !judge.value(id).contains('=') {
        judge.date_w3cdtf(id);
    }
}

fn license_resource(judge: &mut Judge<'_, '_>, id: Id) {
    if judge.tree.attribute_ns(id, Ns::RDF, "resource").is_some() || judge.value(id).is_empty() {
        resource(judge, id);
    } else {
        uri_text(judge, id);
    }
}

fn trackback(judge: &mut Judge<'_, '_>, id: Id) {
    // In RSS 1.0 the address is `rdf:resource`, elsewhere it is the text.
    full_uri(judge, id);
}

fn misspelt(judge: &mut Judge<'_, '_>, id: Id) {
    judge.report(&ELEMENT_SPELLING, id, "`<wfw:commentRSS>` is spelt `<wfw:commentRss>`");
    full_uri(judge, id);
}
