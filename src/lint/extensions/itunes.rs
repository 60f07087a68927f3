//! Apple's elements for podcasts.

use super::{anything, plain, positive, web_uri};
use crate::lint::{
    judge::{BOTH, CHANNEL, Child, ITEM, Judge, many, one},
    names::Ns,
    rules::{
        CONTACT, ITUNES_BLOCK, ITUNES_CATEGORY, ITUNES_CATEGORY_OLD, ITUNES_DURATION, ITUNES_ELEMENT_MISSING,
        ITUNES_EMAIL_MISSING, ITUNES_EPISODE_TYPE, ITUNES_KEYWORDS, ITUNES_TOO_LONG, ITUNES_TYPE, TRUE_FALSE,
        URL_ATTRIBUTE,
    },
    text::quote,
    values::{
        contact::is_address,
        lists::{Known, podcast_category},
        number::is_duration,
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
    one("complete", CHANNEL, anything),
    one("applepodcastsverify", CHANNEL, anything),
    one("duration", ITEM, duration),
    one("episode", ITEM, positive),
    one("season", ITEM, positive),
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
    judge.expect(id, &ITUNES_BLOCK, matches!(value.as_str(), "yes" | "no" | "clean"));
}

fn explicit(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id).to_ascii_lowercase();
    judge.expect(id, &TRUE_FALSE, matches!(value.as_str(), "true" | "false"));
}

fn duration(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &ITUNES_DURATION, is_duration(value));
}

fn episode_type(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &ITUNES_EPISODE_TYPE, matches!(value, "full" | "trailer" | "bonus"));
}

fn show_type(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &ITUNES_TYPE, matches!(value, "episodic" | "serial"));
}

fn image(judge: &mut Judge<'_, '_>, id: Id) {
    if let Some(href) = judge.required(id, "href")
        && !(uri::is_web(href.value.trim()) && uri::reference(href.value.trim()).is_ok())
    {
        let message = format!("`{}` is no full Web address", quote(&href.value));
        judge.report_attribute(&URL_ATTRIBUTE, id, "href", href.at, message);
    }
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

/// What a channel of a podcast should have. `has_language` says whether it states its language.
pub(in crate::lint) fn channel(judge: &mut Judge<'_, '_>, channel: Id, has_language: bool) {
    let tree = judge.tree;
    let missing = |judge: &mut Judge<'_, '_>, name: &str| {
        judge.report(&ITUNES_ELEMENT_MISSING, channel, format!("a podcast should have `<{name}>` in its channel"));
    };
    if !has_language {
        missing(judge, "language");
    }
    for (name, shown) in [("category", "itunes:category"), ("explicit", "itunes:explicit")] {
        if tree.first(channel, Ns::ITUNES, name).is_none() {
            missing(judge, shown);
        }
    }
    if tree.first(channel, Ns::ITUNES, "owner").is_none() {
        judge.report(&ITUNES_EMAIL_MISSING, channel, "the podcast names no owner, and so no address for questions");
    }
}
