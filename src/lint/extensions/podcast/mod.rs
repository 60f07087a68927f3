//! Podcasting 2.0 and Podlove chapters: which elements there are, where they may stand, and what they share.

mod chapters;
mod comments;
mod enclosures;
mod images;
mod lists;
mod live;
mod media;
mod money;
mod people;
mod remote;
mod schedule;
mod show;

pub(super) use chapters::CHAPTERS;
pub(in crate::lint) use live::list_of_remote_items;

use crate::{
    diagnostic::Rule,
    lint::{
        judge::{BOTH, CHANNEL, Child, ITEM, Judge, NESTED, NEVER, many, one},
        names::Ns,
        rules::{
            ATTRIBUTE_MISSING, PODCAST_NOT_HTTPS, PODCAST_RECOMMENDED, PODCAST_TOO_LONG, TEXT_UNEXPECTED, URL_ATTRIBUTE,
        },
        text::{is_blank, quote},
        values::uri,
        xml::Id,
    },
};

/// Names are cut off behind this many characters.
const NAME: usize = 128;
/// Short titles, which stand on a button.
const LABEL: usize = 32;
/// Free text.
const TEXT: usize = 4000;

/// Which elements there are and where they may stand. What may stand in an item may stand in a live item.
pub(super) static ELEMENTS: &[Child] = &[
    many("transcript", ITEM, media::transcript).with(&["url", "type", "language", "rel"]),
    one("locked", CHANNEL, show::locked).with(&["owner"]),
    many("funding", BOTH, money::funding).with(&["url"]),
    one("chapters", ITEM, media::chapters).with(&["url", "type"]),
    many("soundbite", ITEM, media::soundbite).with(&["startTime", "duration"]),
    many("person", BOTH, people::person).with(&["role", "group", "img", "href"]),
    many("location", BOTH, people::location).with(&["rel", "geo", "osm", "country"]),
    one("season", ITEM, show::season).with(&["name"]),
    one("episode", ITEM, show::episode).with(&["display"]),
    many("trailer", CHANNEL, media::trailer).with(&["url", "pubdate", "length", "type", "season"]),
    one("license", BOTH, show::license).with(&["url"]),
    many("alternateEnclosure", ITEM, enclosures::alternate)
        .with(&["type", "length", "bitrate", "height", "lang", "title", "rel", "codecs", "default"]),
    one("guid", CHANNEL, show::guid).with(&[]),
    many("value", BOTH, money::value).with(&["type", "method", "suggested"]),
    one("medium", CHANNEL, show::medium).with(&[]),
    many("liveItem", CHANNEL, live::item).with(&["status", "start", "end"]),
    many("contentLink", ITEM, live::content_link).with(&["href"]),
    many("socialInteract", BOTH, comments::social).with(&["protocol", "uri", "accountId", "accountUrl", "priority"]),
    many("block", CHANNEL, show::block).with(&["id"]),
    many("txt", BOTH, show::txt).with(&["purpose"]),
    many("remoteItem", CHANNEL, remote::item).with(remote::ATTRIBUTES),
    one("podroll", CHANNEL, remote::podroll).with(&[]),
    one("updateFrequency", CHANNEL, schedule::frequency).with(&["complete", "dtstart", "rrule"]),
    one("podping", CHANNEL, show::podping).with(&["usesPodping"]),
    one("chat", BOTH, comments::chat).with(&["server", "protocol", "accountId", "space"]),
    one("publisher", CHANNEL, remote::publisher).with(&[]),
    many("image", BOTH, images::image).with(&["href", "alt", "aspect-ratio", "width", "height", "type", "purpose"]),
    one("images", BOTH, images::images).with(&["srcset"]),
    // Known, but inside others of them only.
    many("source", NEVER, super::anything),
    many("integrity", NEVER, super::anything),
    many("valueRecipient", NEVER, super::anything),
    many("valueTimeSplit", NEVER, super::anything),
];

// What the elements share.

/// The elements that stand inside one of them.
fn inside(judge: &mut Judge<'_, '_>, id: Id, table: &'static [Child]) {
    judge.children(id, Ns::PODCAST, table, NESTED);
}

/// An element that says everything in its attributes.
fn empty(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let text = judge.value(id);
    if !text.is_empty() {
        let message = format!("`<{}>` says everything in its attributes, but holds `{}`", judge.named(id), quote(text));
        judge.report_text(&TEXT_UNEXPECTED, id, message);
    }
}

/// A text that people read.
fn readable(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    judge.no_markup(id);
}

/// A text that people read, of a limited length.
fn label(judge: &mut Judge<'_, '_>, id: Id, limit: usize) {
    readable(judge, id);
    let length = judge.value(id).chars().count();
    if length > limit {
        let message = format!("`<{}>` has {length} characters: readers cut it off behind {limit}", judge.named(id));
        judge.report_text(&PODCAST_TOO_LONG, id, message);
    }
}

/// An attribute of a limited length.
fn short(judge: &mut Judge<'_, '_>, id: Id, name: &'static str, limit: usize) {
    let Some(attribute) = judge.attribute_not_blank(id, name) else { return };
    let length = attribute.value.trim().chars().count();
    if length > limit {
        let message = format!("`{name}` of `<{}>` has {length} characters, but should have {limit}", judge.named(id));
        judge.report_attribute(&PODCAST_TOO_LONG, id, name, attribute.at, message);
    }
}

/// Reports what is said of the value of an attribute.
fn flaw(judge: &mut Judge<'_, '_>, id: Id, name: &'static str, rule: &'static Rule, what: &str) {
    let Some(attribute) = judge.tree.attribute(id, name) else { return };
    let message = format!("`{}` in `{name}` of `<{}>` {what}", quote(&attribute.value), judge.named(id));
    judge.report_attribute(rule, id, name, attribute.at, message);
}

/// The trimmed value of an attribute, if it is there and says something; reports it if it says nothing.
fn given<'j>(judge: &mut Judge<'j, '_>, id: Id, name: &'static str) -> Option<&'j str> {
    judge.attribute_not_blank(id, name).map(|attribute| attribute.value.trim()).filter(|value| !is_blank(value))
}

/// The trimmed value of an attribute that must be there, and say something.
fn needed<'j>(judge: &mut Judge<'j, '_>, id: Id, name: &'static str) -> Option<&'j str> {
    let attribute = judge.required(id, name)?;
    if is_blank(&attribute.value) {
        let message = format!("`<{}>` needs its `{name}`, which is empty", judge.named(id));
        judge.report_attribute(&ATTRIBUTE_MISSING, id, name, attribute.at, message);
        return None;
    }
    Some(attribute.value.trim())
}

/// An address that must be there.
fn address(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) -> bool {
    let Some(attribute) = judge.required(id, name) else { return false };
    let is_fine = is_address(&attribute.value);
    if !is_fine {
        flaw(judge, id, name, &URL_ATTRIBUTE, "is no full Web address");
    }
    is_fine
}

/// An address that may be there.
fn optional_address(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) -> bool {
    let Some(value) = given(judge, id, name) else { return false };
    let is_fine = is_address(value);
    if !is_fine {
        flaw(judge, id, name, &URL_ATTRIBUTE, "is no full Web address");
    }
    is_fine
}

fn is_address(value: &str) -> bool {
    let value = value.trim();
    uri::is_web(value) && uri::reference(value).is_ok()
}

/// Pages and texts are to be fetched over TLS. Hosts of Tor have no certificates, and need none.
fn secure(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) {
    let Some(value) = judge.tree.value(id, name).map(str::trim) else { return };
    let is_plain = value.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"));
    let host = value.split('/').nth(2).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    if is_plain && !host.ends_with(".onion") {
        flaw(judge, id, name, &PODCAST_NOT_HTTPS, "is not fetched over `https:`");
    }
}

/// The address of a page or a text that must be there.
fn page(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) {
    if address(judge, id, name) {
        secure(judge, id, name);
    }
}

/// The address of a page or a text that may be there.
fn optional_page(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) {
    if optional_address(judge, id, name) {
        secure(judge, id, name);
    }
}

/// Advice to add an attribute.
fn recommended(judge: &mut Judge<'_, '_>, id: Id, name: &'static str, what_for: &str) {
    if judge.tree.attribute(id, name).is_none() {
        let message = format!("`<{}>` has no `{name}`, {what_for}", judge.named(id));
        judge.report(&PODCAST_RECOMMENDED, id, message);
    }
}
