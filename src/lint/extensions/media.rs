//! Media RSS.

use super::{anything, plain};
use crate::lint::{
    html,
    judge::{CHANNEL, CONTENT, Child, GROUP, ITEM, Judge, many, one},
    rules::{
        COUNTRY, ELEMENT_MISSING, LANGUAGE, MARKUP_IN_TEXT, MARKUP_UNDECLARED, MEDIA_ADULT, MEDIA_CREDIT_ROLE,
        MEDIA_EXPRESSION, MEDIA_GROUP, MEDIA_HASH, MEDIA_MEDIUM, MEDIA_RATING, MEDIA_RESTRICTION,
        MEDIA_RESTRICTION_RELATIONSHIP, MEDIA_RESTRICTION_TYPE, MEDIA_TEXT_TYPE, MEDIA_TIME, MEDIA_TYPE_ATTRIBUTE,
        MEDIA_VALUE, NUMBER_DECIMAL, NUMBER_NON_NEGATIVE, NUMBER_POSITIVE, TRUE_FALSE,
    },
    text::quote,
    values::{
        language::is_language,
        lists::{is_country, is_credit_role},
        media_type::is_media_type,
        number::{decimal, is_non_negative, is_play_time, is_positive},
        uri,
    },
    xml::Id,
};

const ANYWHERE: u8 = CHANNEL | ITEM | GROUP | CONTENT;

pub(super) static ELEMENTS: &[Child] = &[
    many("group", ITEM, group).with(&[]),
    many("content", ITEM | GROUP | CHANNEL, content).with(&[
        "url",
        "fileSize",
        "type",
        "medium",
        "isDefault",
        "expression",
        "bitrate",
        "framerate",
        "samplingrate",
        "channels",
        "duration",
        "height",
        "width",
        "lang",
    ]),
    one("adult", ANYWHERE, adult),
    one("rating", ANYWHERE, rating).with(&["scheme"]).once_in(0),
    one("title", ANYWHERE, text).with(&["type"]),
    one("description", ANYWHERE, text).with(&["type"]),
    one("keywords", ANYWHERE, plain),
    many("thumbnail", ANYWHERE, thumbnail).with(&["url", "height", "width", "time"]),
    many("category", ANYWHERE, category).with(&["scheme", "label"]),
    many("hash", ANYWHERE, hash).with(&["algo"]),
    one("player", ANYWHERE, player).with(&["url", "height", "width"]),
    many("credit", ANYWHERE, credit).with(&["role", "scheme"]),
    one("copyright", ANYWHERE, copyright).with(&["url"]),
    many("text", ANYWHERE, timed_text).with(&["type", "lang", "start", "end"]),
    many("restriction", ANYWHERE, restriction).with(&["relationship", "type"]),
    many("community", ANYWHERE, anything),
    many("comments", ANYWHERE, anything),
    many("embed", ANYWHERE, embed),
    many("responses", ANYWHERE, anything),
    many("backLinks", ANYWHERE, anything),
    many("status", ANYWHERE, status),
    many("price", ANYWHERE, price),
    many("license", ANYWHERE, anything),
    many("subTitle", ANYWHERE, subtitle),
    many("peerLink", ANYWHERE, peer_link),
    many("location", ANYWHERE, anything),
    many("rights", ANYWHERE, rights),
    many("scenes", ANYWHERE, anything),
];

fn group(judge: &mut Judge<'_, '_>, id: Id) {
    judge.children(id, judge.tree.ns(id), ELEMENTS, GROUP);
    let contents = judge.tree.all(id, judge.tree.ns(id), "content").count();
    if contents < 2 {
        judge.report(
            &MEDIA_GROUP,
            id,
            format!("the group holds {contents} `<media:content>`, but a group is of several"),
        );
    }
    let tree = judge.tree;
    let mut defaults = tree.all(id, tree.ns(id), "content").filter(|&one| tree.value(one, "isDefault") == Some("true"));
    if let Some(second) = defaults.nth(1) {
        judge.report(&MEDIA_VALUE, second, "two `<media:content>` of the group say that they are the default");
    }
}

fn content(judge: &mut Judge<'_, '_>, id: Id) {
    judge.attribute_uri(id, "url", uri::reference);
    judge.expect_attribute(id, "fileSize", &NUMBER_NON_NEGATIVE, is_non_negative);
    judge.expect_attribute(id, "type", &MEDIA_TYPE_ATTRIBUTE, is_media_type);
    let media = |value: &str| matches!(value, "image" | "audio" | "video" | "document" | "executable");
    judge.expect_attribute(id, "medium", &MEDIA_MEDIUM, media);
    judge.expect_attribute(id, "isDefault", &TRUE_FALSE, |value| matches!(value, "true" | "false"));
    judge.expect_attribute(id, "expression", &MEDIA_EXPRESSION, |v| matches!(v, "sample" | "full" | "nonstop"));
    for name in ["bitrate", "framerate", "samplingrate"] {
        judge.expect_attribute(id, name, &NUMBER_DECIMAL, |value| decimal(value).is_some());
    }
    judge.expect_attribute(id, "channels", &NUMBER_NON_NEGATIVE, is_non_negative);
    judge.expect_attribute(id, "duration", &NUMBER_NON_NEGATIVE, |value| decimal(value).is_some_and(|n| n >= 0.0));
    size(judge, id);
    judge.expect_attribute(id, "lang", &LANGUAGE, is_language);
    judge.children(id, judge.tree.ns(id), ELEMENTS, CONTENT);
    if judge.tree.attribute(id, "url").is_none() && judge.tree.first(id, judge.tree.ns(id), "player").is_none() {
        judge.report(&ELEMENT_MISSING, id, "`<media:content>` needs a `url` or a `<media:player>`");
    }
}

fn size(judge: &mut Judge<'_, '_>, id: Id) {
    for name in ["height", "width"] {
        judge.expect_attribute(id, name, &NUMBER_POSITIVE, is_positive);
    }
}

fn adult(judge: &mut Judge<'_, '_>, id: Id) {
    judge.report(&MEDIA_ADULT, id, "`<media:adult>` was replaced by `<media:rating>`");
    let value = judge.value(id);
    judge.expect(id, &TRUE_FALSE, matches!(value, "true" | "false"));
}

fn rating(judge: &mut Judge<'_, '_>, id: Id) {
    let scheme = judge.tree.value(id, "scheme").unwrap_or("urn:simple");
    let value = judge.value(id);
    match scheme {
        "urn:simple" => judge.expect(id, &MEDIA_RATING, matches!(value, "adult" | "nonadult")),
        "urn:mpaa" => {
            let rating = value.to_ascii_lowercase();
            judge.expect(
                id,
                &MEDIA_RATING,
                matches!(rating.as_str(), "g" | "pg" | "pg-13" | "r" | "nc-17" | "x" | "unrated"),
            );
        }
        "urn:v-chip" => {
            let rating = value.to_ascii_lowercase();
            let known = matches!(
                rating.as_str(),
                "14+"
                    | "18+"
                    | "c"
                    | "c8"
                    | "g"
                    | "pg"
                    | "tv-y"
                    | "tv-y7"
                    | "tv-y7-fv"
                    | "tv-g"
                    | "tv-pg"
                    | "tv-14"
                    | "tv-ma"
            );
            judge.expect(id, &MEDIA_RATING, known);
        }
        "urn:icra" => judge.expect(id, &MEDIA_RATING, value.starts_with('r') && value.contains('(')),
        _ => judge.attribute_uri(id, "scheme", uri::absolute),
    }
}

/// A title or description: plain unless its type says HTML.
fn text(judge: &mut Judge<'_, '_>, id: Id) {
    judge.expect_attribute(id, "type", &MEDIA_TEXT_TYPE, |value| matches!(value, "plain" | "html"));
    judge.no_children(id);
    if judge.tree.value(id, "type") == Some("html") {
        judge.html(id);
    } else if let Some((_, piece)) = html::markup_in_text(judge.tree.text(id)) {
        let message = format!("`<{}>` is plain text, but holds `{}`", judge.named(id), quote(piece));
        judge.report_text(&MARKUP_UNDECLARED, id, message);
    }
}

fn timed_text(judge: &mut Judge<'_, '_>, id: Id) {
    text(judge, id);
    judge.expect_attribute(id, "lang", &LANGUAGE, is_language);
    for name in ["start", "end"] {
        judge.expect_attribute(id, name, &MEDIA_TIME, is_play_time);
    }
}

fn thumbnail(judge: &mut Judge<'_, '_>, id: Id) {
    judge.required(id, "url");
    judge.attribute_uri(id, "url", uri::reference);
    size(judge, id);
    judge.expect_attribute(id, "time", &MEDIA_TIME, is_play_time);
}

fn player(judge: &mut Judge<'_, '_>, id: Id) {
    judge.required(id, "url");
    judge.attribute_uri(id, "url", uri::reference);
    size(judge, id);
}

fn category(judge: &mut Judge<'_, '_>, id: Id) {
    judge.attribute_uri(id, "scheme", uri::absolute);
    attribute_markup(judge, id, "label");
    judge.no_markup(id);
}

fn attribute_markup(judge: &mut Judge<'_, '_>, id: Id, name: &'static str) {
    let tree = judge.tree;
    if let Some(attribute) = tree.attribute(id, name)
        && let Some((_, piece)) = html::markup_in_text(&attribute.value)
    {
        let message = format!("`{name}` is plain text, but holds `{}`", quote(piece));
        judge.report_attribute(&MARKUP_IN_TEXT, id, name, attribute.at, message);
    }
}

fn hash(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    let length = match judge.tree.value(id, "algo").unwrap_or("md5") {
        "md5" => Some(32),
        "sha-1" => Some(40),
        _ => None,
    };
    let is_fine = length.is_some_and(|length| value.len() == length) && value.bytes().all(|b| b.is_ascii_hexdigit());
    judge.expect(id, &MEDIA_HASH, is_fine);
}

fn credit(judge: &mut Judge<'_, '_>, id: Id) {
    judge.plain(id);
    // The two names that Media RSS itself defines are no URNs in the strict sense.
    if !matches!(judge.tree.value(id, "scheme"), Some("urn:ebu" | "urn:yvs")) {
        judge.attribute_uri(id, "scheme", uri::absolute);
    }
    let scheme = judge.tree.value(id, "scheme").unwrap_or("urn:ebu");
    let is_ebu = scheme == "urn:ebu";
    let is_fine = |role: &str| if is_ebu { is_credit_role(role) } else { role == role.to_lowercase() };
    judge.expect_attribute(id, "role", &MEDIA_CREDIT_ROLE, is_fine);
}

fn copyright(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_markup(id);
    judge.attribute_uri(id, "url", uri::reference);
}

fn restriction(judge: &mut Judge<'_, '_>, id: Id) {
    judge.required(id, "relationship");
    judge.expect_attribute(id, "relationship", &MEDIA_RESTRICTION_RELATIONSHIP, |v| matches!(v, "allow" | "deny"));
    let value = judge.value(id);
    match judge.tree.value(id, "type") {
        None => judge.expect(id, &MEDIA_RESTRICTION, matches!(value, "" | "all" | "none")),
        Some("country") => {
            for code in value.split_whitespace().filter(|code| !is_country(code)) {
                judge.report_text(&COUNTRY, id, format!("`{}` is no code of a country", quote(code)));
            }
        }
        Some("uri") => {
            for address in value.split_whitespace() {
                judge.text_problem(id, uri::reference(address));
            }
        }
        Some("sharing") => {}
        Some(_) => judge.expect_attribute(id, "type", &MEDIA_RESTRICTION_TYPE, |_| false),
    }
}

fn embed(judge: &mut Judge<'_, '_>, id: Id) {
    judge.attribute_uri(id, "url", uri::reference);
}

/// A word of a list, in an attribute.
fn word(judge: &mut Judge<'_, '_>, id: Id, name: &'static str, words: &[&str]) {
    let tree = judge.tree;
    if let Some(found) = tree.attribute(id, name).filter(|found| !words.contains(&&*found.value)) {
        let message =
            format!("`{}` in `{name}` of `<{}>` is none of {}", quote(&found.value), judge.named(id), words.join(", "));
        judge.report_attribute(&MEDIA_VALUE, id, name, found.at, message);
    }
}

fn status(judge: &mut Judge<'_, '_>, id: Id) {
    word(judge, id, "state", &["active", "blocked", "deleted"]);
}

fn price(judge: &mut Judge<'_, '_>, id: Id) {
    word(judge, id, "type", &["rent", "purchase", "package", "subscription"]);
}

fn rights(judge: &mut Judge<'_, '_>, id: Id) {
    word(judge, id, "status", &["userCreated", "official"]);
}

/// The words of a film in a language, in a file.
fn subtitle(judge: &mut Judge<'_, '_>, id: Id) {
    judge.attribute_uri(id, "href", uri::reference);
    judge.expect_attribute(id, "lang", &LANGUAGE, is_language);
    judge.expect_attribute(id, "type", &MEDIA_TYPE_ATTRIBUTE, is_media_type);
}

fn peer_link(judge: &mut Judge<'_, '_>, id: Id) {
    judge.attribute_uri(id, "href", uri::reference);
    judge.expect_attribute(id, "type", &MEDIA_TYPE_ATTRIBUTE, is_media_type);
}
