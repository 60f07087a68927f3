//! Items of RSS.

use super::{Twins, category, contact, date, link, plain, said_twice, version};
use crate::lint::{
    Facts,
    judge::{Child, ITEM, Judge, Version, many, one},
    names::Ns,
    platforms,
    rules::{
        ATTRIBUTE_BLANK, CONTENT_BEFORE_DESCRIPTION, DATE_MISSING, DESCRIPTION_DUPLICATE, ENCLOSURE_DUPLICATE,
        GUID_FLAG, GUID_IS_TITLE, GUID_IS_URN, GUID_NOT_PERMALINK, GUID_TOO_SHORT, ITEM_EMPTY, ITEM_LINK_MISSING,
        ITEM_MEANING_DUPLICATE, LENGTH_UNKNOWN, LENGTH_ZERO, MEDIA_TYPE_ATTRIBUTE, MEDIA_TYPE_MISMATCH,
        NUMBER_ATTRIBUTE, URL_ATTRIBUTE,
    },
    text::{is_blank, quote},
    values::{
        date::{Rfc822, rfc822},
        media_type::is_media_type,
        number::is_non_negative,
        uri,
    },
    xml::Id,
};
use crate::value::guess_media_type;

static ITEM_ELEMENTS: &[Child] = &[
    one("title", ITEM, plain).with(&[]),
    one("link", ITEM, link).with(&[]),
    one("description", ITEM, description).with(&[]),
    one("author", ITEM, contact).with(&[]),
    many("category", ITEM, category).with(&["domain"]),
    one("comments", ITEM, link).with(&[]),
    many("enclosure", ITEM, enclosure).with(&["url", "length", "type"]),
    one("guid", ITEM, guid).with(&["isPermaLink"]),
    one("pubDate", ITEM, date).with(&[]),
    one("source", ITEM, source).with(&["url"]),
];

const TWINS: Twins = &[
    ("author", Ns::DC, "creator"),
    ("author", Ns::ATOM, "author"),
    ("category", Ns::DC, "subject"),
    ("category", Ns::ATOM, "category"),
    ("source", Ns::DC, "source"),
    ("source", Ns::ATOM, "source"),
    ("guid", Ns::ATOM, "id"),
    ("pubDate", Ns::DC, "date"),
    ("pubDate", Ns::ATOM, "published"),
    ("license", Ns::CC, "license"),
];

/// Judges one item.
pub(in crate::lint) fn item(judge: &mut Judge<'_, '_>, item: Id) -> Facts {
    let tree = judge.tree;
    judge.common(item);
    judge.known_attributes(item, &[], true);
    contents(judge, item);
    let has = |name: &'static str| tree.first(item, Ns::NONE, name).is_some();
    version::item(judge, item);
    let dates = [(Ns::NONE, "pubDate"), (Ns::DC, "date"), (Ns::ATOM, "published"), (Ns::ATOM, "updated")];
    if dates.iter().all(|(ns, name)| tree.first(item, *ns, name).is_none()) {
        judge.report(&DATE_MISSING, item, "the item has no date");
    }
    let title =
        tree.first(item, Ns::NONE, "title").map(|title| tree.text(title).trim()).filter(|title| !is_blank(title));
    let is_podcast = tree.children(item).any(|child| tree.ns(child) == Ns::ITUNES);
    let episode = platforms::episode(judge, item, is_podcast);
    let guid = tree.first(item, Ns::NONE, "guid");
    let id = guid.map(|guid| tree.text(guid).trim()).filter(|id| !is_blank(id));
    let link = tree.first(item, Ns::NONE, "link").map(|link| tree.text(link).trim()).filter(|link| !is_blank(link));
    let is_permalink = guid.is_some_and(|guid| tree.value(guid, "isPermaLink").is_none_or(|flag| flag == "true"));
    leads_somewhere(judge, item, link.is_some() || is_permalink);
    if let (Some(guid), Some(id)) = (guid, id) {
        lasting(judge, item, guid, id);
    }
    let published = tree.first(item, Ns::NONE, "pubDate").and_then(|date| match rfc822(tree.text(date).trim()) {
        Rfc822::Fine(instant) | Rfc822::Problematic(instant, _) => instant,
        _ => None,
    });
    Facts {
        id: id.map(str::to_owned),
        link: link.filter(|link| id != Some(link)).map(str::to_owned),
        is_permalink,
        published,
        has_author: has("author") || tree.first(item, Ns::DC, "creator").is_some(),
        at: tree.at(item),
        lacks_guid: guid.is_none(),
        is_podcast,
        counts_comments: tree.first(item, Ns::SLASH, "comments").is_some(),
        enclosure: tree.first(item, Ns::NONE, "enclosure").and_then(|id| tree.value(id, "url")).map(str::to_owned),
        title: title.filter(|_| !episode.has_enclosure || episode.number.is_none()).map(str::to_owned),
        episode,
        ..Facts::default()
    }
}

/// Judges what stands inside an item, or inside an element that takes what an item takes.
pub(in crate::lint) fn contents(judge: &mut Judge<'_, '_>, item: Id) {
    let tree = judge.tree;
    judge.children(item, Ns::NONE, ITEM_ELEMENTS, ITEM);
    let has = |name: &'static str| tree.first(item, Ns::NONE, name).is_some();
    // RSS 0.92 made everything in an item optional.
    if !has("title") && !has("description") && judge.version != Version::Rss092 {
        judge.report(&ITEM_EMPTY, item, "the item has neither `<title>` nor `<description>`");
    }
    said_twice(judge, item, TWINS, &ITEM_MEANING_DUPLICATE);
    descriptions(judge, item);
    if let Some(second) = tree.all(item, Ns::NONE, "enclosure").nth(1) {
        judge.report(&ENCLOSURE_DUPLICATE, second, "the item has more than one enclosure");
    }
}

/// What somebody who clicks on an item gets.
fn leads_somewhere(judge: &mut Judge<'_, '_>, item: Id, has_link: bool) {
    let tree = judge.tree;
    let others =
        [(Ns::NONE, "enclosure"), (Ns::ATOM, "link"), (Ns::MEDIA, "content"), (Ns::PODCAST, "alternateEnclosure")];
    if !has_link && others.iter().all(|(ns, name)| tree.first(item, *ns, name).is_none()) {
        judge.report(&ITEM_LINK_MISSING, item, "the item has no `<link>`, nor a guid that is one");
    }
}

/// A guid is made of what does not change.
fn lasting(judge: &mut Judge<'_, '_>, item: Id, guid: Id, value: &str) {
    let tree = judge.tree;
    let title = tree.first(item, Ns::NONE, "title").map(|title| tree.text(title).trim());
    if title == Some(value) {
        judge.report_text(&GUID_IS_TITLE, guid, format!("the guid `{}` is the title of the item", quote(value)));
    }
    judge.lasting(guid, value);
}

/// `description` holds HTML, whatever else holds the text.
fn description(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    if let Some(child) = tree.children(id).next() {
        let message = format!("`<{}>` stands inside `<description>` without being escaped", judge.named(child));
        judge.report(&crate::lint::rules::ELEMENT_UNKNOWN, child, message);
    }
    judge.not_blank(id);
    if judge.version != Version::Rss091 {
        judge.html(id);
    }
}

fn descriptions(judge: &mut Judge<'_, '_>, item: Id) {
    let tree = judge.tree;
    let description = tree.first(item, Ns::NONE, "description");
    if let Some(encoded) = tree.first(item, Ns::CONTENT, "encoded")
        && description.is_none_or(|description| tree.at(description) > tree.at(encoded))
    {
        judge.report(&CONTENT_BEFORE_DESCRIPTION, encoded, "no `<description>` stands before `<content:encoded>`");
    }
    let twins = [(Ns::ATOM, "content"), (Ns::ATOM, "summary"), (Ns::XHTML, "body"), (Ns::XHTML, "div")];
    for (ns, name) in twins {
        if let (Some(_), Some(twin)) = (description, tree.first(item, ns, name)) {
            let message = format!("`<{}>` carries the item's text besides `<description>`", judge.named(twin));
            judge.report(&DESCRIPTION_DUPLICATE, twin, message);
        }
    }
}

fn guid(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    let tree = judge.tree;
    let value = judge.value(id);
    let is_filled = judge.not_blank(id);
    let is_permalink = match tree.value(id, "isPermaLink") {
        None | Some("true") => true,
        Some("false") => false,
        Some(_) => {
            judge.expect_attribute(id, "isPermaLink", &GUID_FLAG, |_| false);
            return;
        }
    };
    if is_permalink {
        let scheme = uri::scheme(value).map(str::to_ascii_lowercase);
        if matches!(scheme.as_deref(), Some("tag" | "urn")) {
            let message =
                format!("the guid `{}` is an id, not an address, but says that it can be opened", quote(value));
            judge.report_text(&GUID_IS_URN, id, message);
        } else if scheme.is_none() || (matches!(scheme.as_deref(), Some("http" | "https")) && !uri::is_web(value)) {
            let message = format!("the guid `{}` is no full address, but says that it can be opened", quote(value));
            judge.report_text(&GUID_NOT_PERMALINK, id, message);
        } else {
            judge.text_problem(id, uri::ascii(value));
        }
    } else if is_filled {
        if value.len() < 9 && value.bytes().all(|b| b.is_ascii_digit()) {
            let message = format!("the guid `{}` is but a short number", quote(value));
            judge.report_text(&GUID_TOO_SHORT, id, message);
        }
        let lower = value.to_ascii_lowercase();
        if lower.starts_with("tag:") || lower.starts_with("urn:") {
            judge.text_problem(id, uri::reference(value));
        }
    }
}

fn enclosure(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    judge.is_empty(id);
    if let Some(url) = judge.required(id, "url") {
        let value = url.value.trim();
        if !uri::is_web(value) || uri::reference(value).is_err() {
            let message = format!("`{}` is no full Web address", quote(value));
            judge.report_attribute(&URL_ATTRIBUTE, id, "url", url.at, message);
        }
    }
    if let Some(length) = judge.required(id, "length") {
        let value = &*length.value;
        if is_blank(value) {
            judge.report_attribute(
                &ATTRIBUTE_BLANK,
                id,
                "length",
                length.at,
                "the length is empty; 0 stands for unknown",
            );
        }
        if value == "-1" {
            judge.report_attribute(&LENGTH_UNKNOWN, id, "length", length.at, "the length is -1");
        } else {
            judge.expect_attribute(id, "length", &NUMBER_ATTRIBUTE, is_non_negative);
        }
        // A stream has no size that anybody could know.
        let is_live = judge.tree.parent(id).is_some_and(|item| judge.tree.is(item, Ns::PODCAST, "liveItem"));
        // With a profile another rule says it, louder.
        if value == "0" && !is_live && !judge.asked.profiles.any() {
            judge.report_attribute(
                &LENGTH_ZERO,
                id,
                "length",
                length.at,
                "the length is 0: nobody knows how much it is",
            );
        }
    }
    if judge.required(id, "type").is_some() {
        judge.expect_attribute(id, "type", &MEDIA_TYPE_ATTRIBUTE, is_media_type);
        mismatch(judge, id);
    }
}

/// The extension of the file says what it is, where there is no doubt about it.
fn mismatch(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let Some(expected) = tree.value(id, "url").and_then(|url| guess_media_type(url.split(['?', '#']).next()?)) else {
        return;
    };
    let family =
        |given: &str| given.split('/').next().is_some_and(|family| family.eq_ignore_ascii_case(expected.family()));
    if let Some(given) = tree.attribute(id, "type").filter(|given| is_media_type(&given.value) && !family(&given.value))
        && matches!(expected.family(), "audio" | "video" | "image")
        && !given.value.starts_with("application/")
    {
        let message = format!("the type is `{}`, but the file looks like `{}`", quote(&given.value), expected.as_str());
        judge.report_attribute(&MEDIA_TYPE_MISMATCH, id, "type", given.at, message);
    }
}

fn source(judge: &mut Judge<'_, '_>, id: Id) {
    judge.plain(id);
    if let Some(url) = judge.required(id, "url") {
        let problem = uri::ascii(&url.value).and_then(|()| uri::registered(&url.value));
        if let Err((rule, message)) = problem {
            judge.report_attribute(rule, id, "url", url.at, message);
        }
    }
}
