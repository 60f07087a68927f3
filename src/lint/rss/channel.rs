//! The channel of RSS, and what items have to be among each other.

use super::{Twins, category, contact, date, link, plain, said_twice, version};
use crate::lint::{
    Facts,
    atom::{history, tombstones},
    extensions::list_of_remote_items,
    judge::{CHANNEL, Child, Judge, many, one},
    names::Ns,
    neighbours, own_address, platforms,
    rules::{
        ATTRIBUTE_FOREIGN, CLOUD, DESCRIPTION_MISSING, ELEMENT_DUPLICATE, ELEMENT_MISSING, ELEMENT_UNKNOWN,
        GUID_MISSING, ID_NOT_UNIQUE, IMAGE_FORMAT, IMAGE_HEIGHT, IMAGE_LINK, IMAGE_TITLE, IMAGE_WIDTH,
        ITEM_BEFORE_METADATA, LANGUAGE_MISSING, LINK_MISSING, MEANING_DUPLICATE, NUMBER_ATTRIBUTE, NUMBER_POSITIVE,
        RSS_VERSION, SELF_MISSING, SKIP_DAY, SKIP_DAYS_TOO_MANY, SKIP_EVERYTHING, SKIP_HOUR, SKIP_HOUR_MIDNIGHT,
        SKIP_HOURS_TOO_MANY, SLASH_DATE, TEXT_INPUT, TEXT_INPUT_NAME, TITLE_MISSING, TTL_IMPLAUSIBLE, VALUE_NOT_UNIQUE,
    },
    text::quote,
    values::{number::is_positive, uri},
    xml::{Id, Tree},
};
use std::collections::{HashMap, HashSet};

static CHANNEL_ELEMENTS: &[Child] = &[
    one("title", CHANNEL, plain).with(&[]),
    one("link", CHANNEL, link).with(&[]),
    one("description", CHANNEL, plain).with(&[]),
    one("language", CHANNEL, language).with(&[]),
    one("copyright", CHANNEL, plain).with(&[]),
    one("managingEditor", CHANNEL, contact).with(&[]),
    one("webMaster", CHANNEL, contact).with(&[]),
    one("pubDate", CHANNEL, date).with(&[]),
    one("lastBuildDate", CHANNEL, date).with(&[]),
    many("category", CHANNEL, category).with(&["domain"]),
    one("generator", CHANNEL, plain).with(&[]),
    one("docs", CHANNEL, link).with(&[]),
    one("cloud", CHANNEL, cloud).with(&["domain", "port", "path", "registerProcedure", "protocol"]),
    one("ttl", CHANNEL, minutes).with(&[]),
    one("image", CHANNEL, image).with(&[]),
    one("rating", CHANNEL, plain).with(&[]),
    one("textInput", CHANNEL, text_input).with(&[]),
    one("textinput", 0, text_input),
    one("skipHours", CHANNEL, skip_hours).with(&[]),
    one("skipDays", CHANNEL, skip_days).with(&[]),
];

static IMAGE: &[Child] = &[
    one("url", CHANNEL, image_url).with(&[]),
    one("title", CHANNEL, plain).with(&[]),
    one("link", CHANNEL, link).with(&[]),
    one("width", CHANNEL, width).with(&[]),
    one("height", CHANNEL, height).with(&[]),
    one("description", CHANNEL, plain).with(&[]),
];

static TEXT_INPUT_ELEMENTS: &[Child] = &[
    one("title", CHANNEL, plain).with(&[]),
    one("description", CHANNEL, plain).with(&[]),
    one("name", CHANNEL, form_name).with(&[]),
    one("link", CHANNEL, link).with(&[]),
];

static HOURS: &[Child] = &[many("hour", CHANNEL, hour).with(&[])];
static DAYS: &[Child] = &[many("day", CHANNEL, day).with(&[])];

const TWINS: Twins = &[
    ("pubDate", Ns::DC, "date"),
    ("managingEditor", Ns::DC, "creator"),
    ("webMaster", Ns::DC, "publisher"),
    ("language", Ns::DC, "language"),
    ("copyright", Ns::DC, "rights"),
    ("lastBuildDate", Ns::DCTERMS, "modified"),
    ("generator", Ns::ADMIN, "generatorAgent"),
    ("license", Ns::CC, "license"),
];

/// Judges `<rss>` and gives back its channel.
pub(in crate::lint) fn root(judge: &mut Judge<'_, '_>) -> Option<Id> {
    let tree = judge.tree;
    let root = Tree::ROOT;
    judge.common(root);
    judge.known_attributes(root, &["version"], true);
    if judge.required(root, "version").is_some() {
        let known = |value: &str| matches!(value, "2.0" | "0.91" | "0.92" | "0.93" | "0.94" | "2.0.1");
        judge.expect_attribute(root, "version", &RSS_VERSION, known);
    }
    let mut channels = tree.all(root, Ns::NONE, "channel");
    let first = channels.next();
    if first.is_none() {
        judge.report(&ELEMENT_MISSING, root, "`<rss>` has no `<channel>`, which it needs");
    }
    for second in channels {
        judge.report(&ELEMENT_DUPLICATE, second, "`<channel>` stands twice inside `<rss>`, where it may stand once");
    }
    for other in tree.children(root).filter(|&child| !tree.is(child, Ns::NONE, "channel") && tree.ns(child) == Ns::NONE)
    {
        let message = format!("`<{}>` is no known element inside `<rss>`", judge.named(other));
        judge.report(&ELEMENT_UNKNOWN, other, message);
    }
    first
}

/// Judges what surrounds the items, and the items among each other.
pub(in crate::lint) fn channel(judge: &mut Judge<'_, '_>, channel: Id, first_item: Option<usize>, facts: &[Facts]) {
    let tree = judge.tree;
    let is_version_2 = tree.value(Tree::ROOT, "version").is_none_or(|version| version.starts_with('2'));
    judge.common(channel);
    judge.known_attributes(channel, &[], true);
    judge.children(channel, Ns::NONE, CHANNEL_ELEMENTS, CHANNEL);
    required(judge, channel, &["title", "link", "description"]);
    said_twice(judge, channel, TWINS, &MEANING_DUPLICATE);
    if let Some(first) = first_item {
        for id in tree.children(channel).filter(|&id| tree.ns(id) == Ns::NONE && tree.at(id) > first) {
            let message = format!("`<{}>` stands after an item", judge.named(id));
            judge.report(&ITEM_BEFORE_METADATA, id, message);
        }
    }
    let has_self = tree.all(channel, Ns::ATOM, "link").any(|id| tree.value(id, "rel") == Some("self"));
    if is_version_2 && !has_self {
        let message = "the feed does not name its own address in `<atom:link rel=\"self\">`";
        judge.report(&SELF_MISSING, channel, message);
    }
    let has_language =
        tree.first(channel, Ns::NONE, "language").or_else(|| tree.first(channel, Ns::DC, "language")).is_some()
            || tree.inherited(channel, "lang").is_some();
    if !has_language {
        judge.report(&LANGUAGE_MISSING, channel, "nothing says which language the feed is in");
    }
    let is_podcast = tree.children(channel).any(|child| tree.ns(child) == Ns::ITUNES);
    let is_podcast = is_podcast || facts.iter().any(|fact| fact.is_podcast);
    if judge.asked.profiles.any() || is_podcast && !judge.asked.profiles.are_declined() {
        platforms::show(judge, channel, has_language, facts);
    }
    list_of_remote_items(judge, channel, facts.len());
    history(judge, channel);
    tombstones(judge, channel);
    own_address::judge(judge, channel);
    version::channel(judge, channel, facts.len());
    neighbours::judge(judge, channel, facts);
    let has_date = tree.first(channel, Ns::NONE, "lastBuildDate").is_some();
    if let Some(fact) = facts.iter().find(|fact| fact.counts_comments && !has_date) {
        let message = "items count their comments, but the channel has no `<lastBuildDate>`";
        judge.findings.add(&SLASH_DATE, fact.at, "channel > item > slash:comments", message);
    }
    // The specification's own address as `docs` says that its author knows what is allowed.
    let knows = tree.first(channel, Ns::NONE, "docs").is_some_and(|docs| {
        tree.text(docs)
            .trim()
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .starts_with("www.rssboard.org/rss-spec")
    });
    let foreign = judge.foreign_attribute.or_else(|| facts.iter().find_map(|fact| fact.foreign_attribute));
    if let Some(at) = foreign.filter(|_| !knows) {
        judge.findings.add(
            &ATTRIBUTE_FOREIGN,
            at,
            "channel",
            "an element of RSS has an attribute of another namespace",
        );
    }
    among_items(judge, facts, is_version_2);
}

fn among_items(judge: &mut Judge<'_, '_>, facts: &[Facts], is_version_2: bool) {
    let mut seen = HashMap::new();
    for (number, fact) in (1..).zip(facts) {
        if let Some(id) = fact.id.as_deref()
            && let Some(first) = seen.insert(id, number)
        {
            let message = format!("item {first} has the guid `{}` already: readers show only one of them", quote(id));
            judge.findings.add(&ID_NOT_UNIQUE, fact.at, format!("channel > item[{number}] > guid"), message);
        }
        if fact.lacks_guid && is_version_2 {
            let path = format!("channel > item[{number}]");
            judge.findings.add(&GUID_MISSING, fact.at, path, "the item has no `<guid>`");
        }
    }
}

/// Children that must be there: those that everything with a title has.
fn required(judge: &mut Judge<'_, '_>, parent: Id, names: &[&'static str]) {
    for name in names {
        if judge.tree.first(parent, Ns::NONE, name).is_none() {
            let rule = match *name {
                "title" => &TITLE_MISSING,
                "link" => &LINK_MISSING,
                "description" => &DESCRIPTION_MISSING,
                _ => &ELEMENT_MISSING,
            };
            let message = format!("`<{}>` has no `<{name}>`, which it needs", judge.named(parent));
            judge.report(rule, parent, message);
        }
    }
}

fn language(judge: &mut Judge<'_, '_>, id: Id) {
    judge.no_children(id);
    judge.language(id);
}

fn minutes(judge: &mut Judge<'_, '_>, id: Id) {
    judge.not_blank(id);
    let value = judge.value(id);
    if !is_positive(value) {
        let message = format!("`{}` in `<ttl>` is no number of minutes above 0", quote(value));
        judge.report_text(&NUMBER_POSITIVE, id, message);
    }
    // Two weeks, or what is an hour and the like in seconds.
    let minutes: u64 = value.parse().unwrap_or_default();
    if minutes > 20_160 || matches!(minutes, 1800 | 3600 | 7200 | 14_400) {
        let message = format!("`{minutes}` in `<ttl>` is {} hours: it is counted in minutes", minutes / 60);
        judge.report_text(&TTL_IMPLAUSIBLE, id, message);
    }
}

fn cloud(judge: &mut Judge<'_, '_>, id: Id) {
    judge.is_empty(id);
    for name in ["domain", "path", "registerProcedure", "protocol"] {
        judge.required(id, name);
    }
    let protocol = judge.tree.value(id, "protocol").unwrap_or_default();
    let needs_procedure = matches!(protocol, "xml-rpc" | "soap");
    judge.expect_attribute(id, "protocol", &CLOUD, |value| matches!(value, "http-post" | "xml-rpc" | "soap"));
    judge.expect_attribute(id, "registerProcedure", &CLOUD, |value| !needs_procedure || !value.trim().is_empty());
    judge.expect_attribute(id, "path", &CLOUD, |value| value.starts_with('/'));
    judge.expect_attribute(id, "domain", &CLOUD, |value| !value.is_empty() && !value.contains(['/', ':', ' ']));
    judge.expect_attribute(id, "port", &CLOUD, |value| !is_positive(value) || value.parse::<u16>().is_ok());
    if judge.required(id, "port").is_some() {
        judge.expect_attribute(id, "port", &NUMBER_ATTRIBUTE, is_positive);
    }
}

fn image(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    judge.children(id, Ns::NONE, IMAGE, CHANNEL);
    required(judge, id, &["url", "title", "link"]);
    let Some(channel) = tree.parent(id) else { return };
    for (name, rule) in [("title", &IMAGE_TITLE), ("link", &IMAGE_LINK)] {
        let Some(of_channel) = tree.first(channel, Ns::NONE, name).map(|id| tree.text(id).trim()) else { continue };
        let own: Vec<Id> = tree.all(id, Ns::NONE, name).filter(|&own| tree.text(own).trim() != of_channel).collect();
        for own in own {
            let message = format!(
                "the image's {name} is `{}`, but the channel's is `{}`",
                quote(tree.text(own)),
                quote(of_channel)
            );
            judge.report_text(rule, own, message);
        }
    }
}

fn image_url(judge: &mut Judge<'_, '_>, id: Id) {
    link(judge, id);
    let value = judge.value(id);
    let path = value.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    if let Some((_, extension)) = file.rsplit_once('.').filter(|_| uri::is_web(value)) {
        let extension = extension.to_ascii_lowercase();
        judge.expect(id, &IMAGE_FORMAT, matches!(extension.as_str(), "jpg" | "jpeg" | "gif" | "png"));
    }
}

fn width(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &IMAGE_WIDTH, value.parse().is_ok_and(|pixels: u32| (1..=144).contains(&pixels)));
}

fn height(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    judge.expect(id, &IMAGE_HEIGHT, value.parse().is_ok_and(|pixels: u32| (1..=400).contains(&pixels)));
}

fn text_input(judge: &mut Judge<'_, '_>, id: Id) {
    judge.report(&TEXT_INPUT, id, "no reader shows a text input");
    judge.children(id, Ns::NONE, TEXT_INPUT_ELEMENTS, CHANNEL);
    required(judge, id, &["title", "description", "name", "link"]);
}

fn form_name(judge: &mut Judge<'_, '_>, id: Id) {
    if judge.not_blank(id) {
        let value = judge.value(id);
        judge.expect(id, &TEXT_INPUT_NAME, value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b)));
    }
}

fn skip_hours(judge: &mut Judge<'_, '_>, id: Id) {
    listed(judge, id, "hour", HOURS, 24, &SKIP_HOURS_TOO_MANY);
}

fn skip_days(judge: &mut Judge<'_, '_>, id: Id) {
    listed(judge, id, "day", DAYS, 7, &SKIP_DAYS_TOO_MANY);
}

fn listed(
    judge: &mut Judge<'_, '_>,
    id: Id,
    name: &'static str,
    table: &'static [Child],
    limit: usize,
    too_many: &'static crate::diagnostic::Rule,
) {
    let tree = judge.tree;
    judge.children(id, Ns::NONE, table, CHANNEL);
    let count = tree.all(id, Ns::NONE, name).count();
    if count == 0 {
        judge.required_child(id, Ns::NONE, name);
    }
    if count > limit {
        judge.report(too_many, id, format!("there are {count} `<{name}>`, but {limit} of them at most"));
    }
    let mut seen = HashSet::new();
    for one in tree.all(id, Ns::NONE, name) {
        let value = tree.text(one).trim();
        if !value.is_empty() && !seen.insert(value) {
            judge.report_text(&VALUE_NOT_UNIQUE, one, format!("`{}` stands here twice", quote(value)));
        }
    }
    if seen.len() >= limit {
        judge.report(&SKIP_EVERYTHING, id, format!("every {name} is to be skipped: nobody may ask for the feed"));
    }
}

fn hour(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    if value == "24" {
        judge.report_text(&SKIP_HOUR_MIDNIGHT, id, "midnight is hour 0, not 24");
    } else {
        judge.expect(id, &SKIP_HOUR, value.len() <= 2 && value.parse().is_ok_and(|hour: u8| hour < 24));
    }
}

fn day(judge: &mut Judge<'_, '_>, id: Id) {
    let value = judge.value(id);
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    judge.expect(id, &SKIP_DAY, days.contains(&value));
}
