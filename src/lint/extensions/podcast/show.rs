//! What a show or an episode is: its id and number, whose it is and who may have it.

use super::{LABEL, NAME, TEXT, empty, flaw, given, label, lists, needed, optional_page, short};
use crate::lint::{
    judge::Judge,
    rules::{
        EMAIL, NUMBER_DECIMAL, NUMBER_INTEGER, PODCAST_GUID, PODCAST_GUID_VERSION, PODCAST_LICENSE, PODCAST_MEDIUM,
        PODCAST_SERVICE, TRUE_FALSE, YES_NO,
    },
    text::quote,
    values::{
        contact::is_address,
        number::{decimal, is_integer},
        uri::is_uuid,
    },
    xml::Id,
};

fn yes_or_no(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    judge.expect(id, &YES_NO, matches!(value, "yes" | "no"));
}

pub(super) fn locked(judge: &mut Judge<'_, '_>, id: Id) {
    yes_or_no(judge, id);
    if let Some(owner) = given(judge, id, "owner")
        && !is_address(owner)
    {
        flaw(judge, id, "owner", &EMAIL, "is no e-mail address");
    }
}

pub(super) fn block(judge: &mut Judge<'_, '_>, id: Id) {
    yes_or_no(judge, id);
    if let Some(service) = given(judge, id, "id")
        && !lists::is_service(service)
    {
        flaw(judge, id, "id", &PODCAST_SERVICE, "is no name of a service that the namespace lists");
    }
}

pub(super) fn season(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    judge.expect(id, &NUMBER_INTEGER, is_integer(value));
    short(judge, id, "name", NAME);
}

/// Unlike Apple's, its number may have a fraction.
pub(super) fn episode(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    judge.expect(id, &NUMBER_DECIMAL, decimal(value).is_some());
    short(judge, id, "display", LABEL);
}

pub(super) fn license(judge: &mut Judge<'_, '_>, id: Id) {
    label(judge, id, NAME);
    let is_filled = judge.not_blank(id);
    optional_page(judge, id, "url");
    let value = judge.value(id);
    if is_filled && judge.tree.attribute(id, "url").is_none() && !lists::is_license(value) {
        let message = format!("`{}` is no licence that everybody knows, and has no `url`", quote(value));
        judge.report_text(&PODCAST_LICENSE, id, message);
    }
}

pub(super) fn guid(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    if !is_podcast_guid(value) {
        let message = format!("`{}` in `<{}>` is no UUID", quote(value), judge.named(id));
        judge.report_text(&PODCAST_GUID, id, message);
    } else if !is_version_5(value) {
        let message = format!("`{}` is a UUID of another version than 5", quote(value));
        judge.report_text(&PODCAST_GUID_VERSION, id, message);
    }
}

/// A UUID and nothing else.
pub(super) fn is_podcast_guid(text: &str) -> bool {
    text.len() == 36 && is_uuid(text)
}

/// RFC 9562 §4: the version is the 13th digit, the variant the first bits of the 17th.
fn is_version_5(text: &str) -> bool {
    let digit = |at: usize| text.as_bytes().get(at).map(u8::to_ascii_lowercase);
    digit(14) == Some(b'5') && matches!(digit(19), Some(b'8' | b'9' | b'a' | b'b'))
}

pub(super) fn medium(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let value = judge.value(id);
    judge.expect(id, &PODCAST_MEDIUM, lists::is_medium(value));
}

pub(super) fn txt(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    short(judge, id, "purpose", NAME);
    let value = judge.value(id);
    let length = value.chars().count();
    if length > TEXT {
        let message = format!("`<{}>` has {length} characters: readers cut it off behind {TEXT}", judge.named(id));
        judge.report_text(&crate::lint::rules::PODCAST_TOO_LONG, id, message);
    }
    if judge.not_blank(id) && judge.tree.value(id, "purpose") == Some("ai-content") {
        judge.expect(id, &TRUE_FALSE, matches!(value, "true" | "false"));
    }
}

pub(super) fn podping(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    if needed(judge, id, "usesPodping").is_some() {
        judge.expect_attribute(id, "usesPodping", &TRUE_FALSE, |value| matches!(value, "true" | "false"));
    }
}
