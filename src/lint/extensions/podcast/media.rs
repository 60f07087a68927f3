//! What goes with the sound: transcripts, chapters, soundbites, trailers.

use super::{NAME, address, empty, flaw, given, label, lists, needed, page, recommended};
use crate::lint::{
    judge::Judge,
    profile::Profile,
    rules::{
        DATE_FRAGILE, DATE_RFC822, LANGUAGE, MEDIA_TYPE_ATTRIBUTE, NUMBER_ATTRIBUTE, PODCAST_FILE_TYPE,
        PODCAST_SECONDS, PODCAST_SOUNDBITE_LENGTH, WEEKDAY_WRONG,
    },
    values::{
        date::{Rfc822, rfc822},
        language::is_language,
        media_type::{essence, is_media_type},
        number::{decimal, is_integer, is_non_negative},
    },
    xml::Id,
};

pub(super) fn transcript(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    page(judge, id, "url");
    file_type(judge, id, lists::TRANSCRIPTS, "is no type of transcripts that apps read");
    if let (Some(url), Some(given)) = (given(judge, id, "url"), given(judge, id, "type"))
        && let Some(own) = family_of_name(url)
        && lists::TRANSCRIPTS.iter().any(|known| known.eq_ignore_ascii_case(essence(given)))
        && !own.iter().any(|own| own.eq_ignore_ascii_case(essence(given)))
    {
        flaw(judge, id, "type", &PODCAST_FILE_TYPE, "is not what the name of the file stands for");
    }
    if let Some(language) = given(judge, id, "language")
        && !is_language(language)
    {
        flaw(judge, id, "language", &LANGUAGE, "names no language");
    }
    if let Some(relation) = given(judge, id, "rel")
        && relation != "captions"
    {
        flaw(judge, id, "rel", &PODCAST_FILE_TYPE, "means nothing: only `captions` does");
    }
}

/// The types that the name of a transcript stands for.
fn family_of_name(url: &str) -> Option<&'static [&'static str]> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    Some(match path.rsplit('/').next()?.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "vtt" => &["text/vtt"],
        "srt" => &["application/x-subrip", "application/srt", "text/srt"],
        "json" => &["application/json"],
        "html" | "htm" => &["text/html"],
        "txt" => &["text/plain"],
        _ => return None,
    })
}

pub(super) fn chapters(judge: &mut Judge<'_, '_>, id: Id) {
    empty(judge, id);
    page(judge, id, "url");
    file_type(judge, id, lists::CHAPTERS, "is no type of chapters that apps read");
    let is_plain =
        given(judge, id, "type").is_some_and(|given| essence(given).eq_ignore_ascii_case("application/json"));
    if is_plain && judge.asked.profiles.has(Profile::Podcasting2) {
        flaw(judge, id, "type", &PODCAST_FILE_TYPE, "is any JSON: chapters are `application/json+chapters`");
    }
}

fn file_type(judge: &mut Judge<'_, '_>, id: Id, known: &[&str], otherwise: &str) {
    let Some(given) = needed(judge, id, "type") else { return };
    if !is_media_type(given) {
        flaw(judge, id, "type", &MEDIA_TYPE_ATTRIBUTE, "is no media type");
    } else if !known.iter().any(|known| known.eq_ignore_ascii_case(essence(given))) {
        flaw(judge, id, "type", &PODCAST_FILE_TYPE, otherwise);
    }
}

/// A media type that may be there.
pub(super) fn media_type(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) {
    if let Some(value) = given(judge, id, name)
        && !is_media_type(value)
    {
        flaw(judge, id, name, &MEDIA_TYPE_ATTRIBUTE, "is no media type");
    }
}

/// A number of bytes, pixels or the like that may be there.
pub(super) fn count(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) {
    if let Some(value) = given(judge, id, name)
        && !is_non_negative(value)
    {
        flaw(judge, id, name, &NUMBER_ATTRIBUTE, "is no whole number of 0 or more");
    }
}

/// A time in seconds that may be there. Gives it back.
pub(super) fn seconds(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) -> Option<f64> {
    let value = judge.tree.value(id, name).map(str::trim).filter(|value| !value.is_empty())?;
    let seconds = decimal(value).filter(|seconds| *seconds >= 0.0);
    if seconds.is_none() {
        flaw(judge, id, name, &PODCAST_SECONDS, "is no number of seconds");
    }
    seconds
}

pub(super) fn soundbite(judge: &mut Judge<'_, '_>, id: Id) {
    label(judge, id, NAME);
    needed(judge, id, "startTime");
    seconds(judge, id, "startTime");
    needed(judge, id, "duration");
    if seconds(judge, id, "duration").is_some_and(|seconds| !(15.0..=120.0).contains(&seconds)) {
        flaw(judge, id, "duration", &PODCAST_SOUNDBITE_LENGTH, "is not between 15 and 120 seconds");
    }
}

/// A trailer: an enclosure of the channel, with the date of its own.
pub(super) fn trailer(judge: &mut Judge<'_, '_>, id: Id) {
    label(judge, id, NAME);
    judge.not_blank(id);
    address(judge, id, "url");
    if let Some(date) = needed(judge, id, "pubdate") {
        match rfc822(date) {
            Rfc822::Fine(_) => {}
            Rfc822::Problematic(_, why) => {
                flaw(judge, id, "pubdate", &DATE_FRAGILE, &format!("is legal, but readers stumble over it: {why}"));
            }
            Rfc822::WrongWeekday(actual) => {
                flaw(judge, id, "pubdate", &WEEKDAY_WRONG, &format!("has the wrong day: it was a {actual}"));
            }
            Rfc822::Invalid => flaw(judge, id, "pubdate", &DATE_RFC822, "is no RFC 822 date"),
        }
    }
    recommended(judge, id, "length", "by which apps know the size of the file");
    count(judge, id, "length");
    recommended(judge, id, "type", "by which apps know whether they can play it");
    media_type(judge, id, "type");
    if let Some(season) = given(judge, id, "season")
        && !is_integer(season)
    {
        flaw(judge, id, "season", &NUMBER_ATTRIBUTE, "is no whole number, as seasons are");
    }
}
