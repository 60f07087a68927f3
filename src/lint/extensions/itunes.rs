//! Apple's elements for podcasts.

use super::{anything, filled, plain, web_uri};
use crate::diagnostic::Rule;
use crate::lint::{
    judge::{BOTH, CHANNEL, Child, ITEM, Judge, many, one},
    names::Ns,
    platforms,
    rules::{
        CONTACT, ITUNES_BLOCK, ITUNES_CATEGORY, ITUNES_CATEGORY_OLD, ITUNES_DURATION, ITUNES_EPISODE_TYPE,
        ITUNES_KEYWORDS, ITUNES_NO_EFFECT, ITUNES_TOO_LONG, ITUNES_TYPE, NUMBER_POSITIVE, TRUE_FALSE, URL_ATTRIBUTE,
    },
    text::quote,
    values::{
        contact::is_address,
        lists::{Known, podcast_category},
        number::{is_duration, is_positive},
        uri,
    },
    xml::Id,
};

pub(super) static ELEMENTS: &[Child] = &[
    one("author", BOTH, short),
    one("block", BOTH, block),
    many("category", BOTH, category).with(&["text"]),
    one("explicit", BOTH, explicit),
    one("image", BOTH, image).with(&["href", "rel", "type", "url"]),
    one("keywords", BOTH, keywords),
    one("subtitle", BOTH, short),
    one("summary", BOTH, summary),
    one("title", BOTH, short),
    one("owner", CHANNEL, owner).with(&[]),
    one("new-feed-url", CHANNEL, web_uri),
    one("type", CHANNEL, show_type),
    one("complete", CHANNEL, complete),
    one("applepodcastsverify", CHANNEL, filled),
    one("duration", ITEM, duration),
    one("episode", ITEM, number),
    one("season", ITEM, number),
    one("episodeType", ITEM, episode_type),
    one("isClosedCaptioned", ITEM, anything),
    one("order", ITEM, anything),
    // Found in many feeds, read by nobody, harmful to nobody.
    one("link", BOTH, anything),
    many("name", CHANNEL, anything),
    many("email", CHANNEL, anything),
];

static OWNER: &[Child] = &[one("name", CHANNEL, plain), one("email", CHANNEL, email)];

fn limited(judge: &mut Judge<'_, '_>, id: Id, limit: usize) {
    let length = judge.value(id).chars().count();
    if length > limit {
        let message = format!("`<{}>` has {length} characters, but may have {limit}", judge.named(id));
        judge.report_text(&ITUNES_TOO_LONG, id, message);
    }
}

fn short(judge: &mut Judge<'_, '_>, id: Id) {
    judge.plain(id);
    limited(judge, id, 255);
}

fn summary(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    limited(judge, id, 4000);
}

fn keywords(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_markup(id);
    limited(judge, id, 255);
    let value = judge.value(id);
    if value.split_whitespace().count() > 2 && !value.contains(',') {
        judge.report_text(&ITUNES_KEYWORDS, id, format!("the keywords `{}` have no commas between them", quote(value)));
    }
}

fn block(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id).to_ascii_lowercase();
    match value.as_str() {
        "yes" => {}
        "no" | "clean" => without_effect(judge, id),
        _ => judge.expect(id, &ITUNES_BLOCK, false),
    }
}

fn complete(judge: &mut Judge<'_, '_>, id: Id) {
    if !judge.value(id).eq_ignore_ascii_case("yes") {
        without_effect(judge, id);
    }
}

fn without_effect(judge: &mut Judge<'_, '_>, id: Id) {
    let message = format!("`{}` in `<{}>` means nothing to Apple", quote(judge.value(id)), judge.named(id));
    judge.report_text(&ITUNES_NO_EFFECT, id, message);
}

fn explicit(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id).to_ascii_lowercase();
    let instead = match value.as_str() {
        "true" | "false" => return,
        "yes" | "explicit" => "write `true`",
        "no" | "clean" => "write `false`",
        _ => "write `true` or `false`",
    };
    let message =
        format!("`{}` in `<{}>` is neither true nor false: {instead}", quote(judge.value(id)), judge.named(id));
    judge.report_text(&TRUE_FALSE, id, message);
}

/// The number of an episode or a season.
fn number(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    if judge.not_blank(id) && !is_positive(value) {
        let why = if value.bytes().all(|b| b == b'0') { "numbers begin at 1" } else { "a whole number is expected" };
        let message =
            format!("`{}` in `<{}>`: {why}; leave the element out where there is none", quote(value), judge.named(id));
        judge.report_text(&NUMBER_POSITIVE, id, message);
    }
}

fn duration(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &ITUNES_DURATION, is_duration(value));
}

fn episode_type(judge: &mut Judge<'_, '_>, id: Id) {
    word(judge, id, &ITUNES_EPISODE_TYPE, &["full", "trailer", "bonus"]);
}

fn show_type(judge: &mut Judge<'_, '_>, id: Id) {
    word(judge, id, &ITUNES_TYPE, &["episodic", "serial"]);
}

/// One of some words, in small letters.
fn word(judge: &mut Judge<'_, '_>, id: Id, rule: &'static Rule, words: &[&str]) {
    let value = judge.value(id);
    match words.iter().find(|word| word.eq_ignore_ascii_case(value)) {
        Some(&word) if word == value => {}
        Some(word) => {
            let message = format!("`{value}` in `<{}>` has a capital: write `{word}`", judge.named(id));
            judge.report_text(rule, id, message);
        }
        None => judge.expect(id, rule, false),
    }
}

fn image(judge: &mut Judge<'_, '_>, id: Id) {
    if let Some(href) = judge.required(id, "href")
        && !(uri::is_web(href.value.trim()) && uri::reference(href.value.trim()).is_ok())
    {
        let message = format!("`{}` is no full Web address", quote(&href.value));
        judge.report_attribute(&URL_ATTRIBUTE, id, "href", href.at, message);
    }
    platforms::picture(judge, id);
}

fn owner(judge: &mut Judge<'_, '_>, id: Id) {
    judge.children(id, Ns::ITUNES, OWNER, CHANNEL);
    judge.required_child(id, Ns::ITUNES, "email");
}

fn email(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &CONTACT, is_address(value));
}

fn category(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let Some(text) = judge.required(id, "text") else { return };
    named(judge, id, &text.value, None);
    for below in tree.all(id, Ns::ITUNES, "category") {
        if let Some(inner) = judge.required(below, "text") {
            named(judge, below, &text.value, Some(&inner.value));
        }
    }
}

fn named(judge: &mut Judge<'_, '_>, id: Id, category: &str, below: Option<&str>) {
    let shown = quote(below.unwrap_or(category));
    let at = judge.tree.attribute(id, "text").map_or(0, |attribute| attribute.at);
    match podcast_category(category, below) {
        Known::Current => {}
        Known::Obsolete => judge.report_attribute(
            &ITUNES_CATEGORY_OLD,
            id,
            "text",
            at,
            format!("Apple has dropped the category `{shown}`"),
        ),
        Known::Unknown => {
            judge.report_attribute(&ITUNES_CATEGORY, id, "text", at, format!("Apple knows no category `{shown}` here"));
        }
    }
}
