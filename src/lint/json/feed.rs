//! What JSON Feed demands of a feed, and what its items have to be among each other.

use super::{
    item::judge_item,
    judge::Judge,
    members::FEED,
    read::{Kind, Read, Reader, Value},
};
use crate::lint::{
    Facts,
    findings::Findings,
    profile::Asked,
    rules::{
        FORMAT_UNKNOWN, ID_NOT_UNIQUE, JSON_AUTHOR_DEPRECATED, JSON_EXTENSION_ABOUT, JSON_HOME_PAGE, JSON_HUB,
        JSON_ICON_MISSING, JSON_NEWER_MEMBER, JSON_NEXT_URL, JSON_SIZE, JSON_URL_MISSING, JSON_VERSION,
        JSON_VERSION_FIRST,
    },
    text::quote,
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
};

const VERSION: &str = "https://jsonfeed.org/version/1.1";
const OLD_VERSION: &str = "https://jsonfeed.org/version/1";

/// How many bytes of items are a burden on readers ("Suggestions for Publishers").
const BURDEN: usize = 1_000_000;

/// Judges one item.
pub(in crate::lint) fn item(text: &str, findings: &mut Findings) -> Facts {
    let mut length = 0;
    let read = Reader::new(text).read("", &mut |_, _| ());
    let mut judge = Judge::new(findings, Asked::default(), text, String::new());
    judge.faults(&read);
    let facts = match read {
        Read { value: Some(value), is_cut: false, .. } => {
            length = text.trim().len();
            judge_item(&value, &mut judge)
        }
        _ => Facts::default(),
    };
    Facts { length, ..facts }
}

/// Judges what surrounds the items.
pub(in crate::lint) fn envelope(text: &str, facts: &[Facts], findings: &mut Findings) {
    let read = Reader::new(text).read("items", &mut |_, _| ());
    let mut judge = Judge::new(findings, Asked::default(), text, String::new());
    judge.faults(&read);
    if let Some(value) = &read.value {
        judge_feed(value, facts, &mut judge);
    }
}

/// Judges a whole document.
pub(in crate::lint) fn document(text: &str, asked: Asked, findings: &mut Findings) {
    // Items are judged as they come, so that only one of them is in memory.
    let shared = RefCell::new((findings, Vec::new()));
    let read = Reader::new(text).read("items", &mut |value, length| {
        let mut shared = shared.borrow_mut();
        let (findings, facts) = &mut *shared;
        let path = format!("items[{}]", facts.len());
        let found = judge_item(&value, &mut Judge::new(findings, asked, text, path));
        facts.push(Facts { length, ..found });
    });
    let (findings, facts) = shared.into_inner();
    let mut judge = Judge::new(findings, asked, text, String::new());
    judge.faults(&read);
    let Some(value) = &read.value else { return };
    if value.get("version").is_none() && value.get("items").is_none() {
        if read.faults.is_empty() && !read.is_cut {
            let message = "this is JSON, but no JSON Feed: there is neither `version` nor `items`";
            judge.add(&FORMAT_UNKNOWN, value.at, message);
        }
        return;
    }
    judge_feed(value, &facts, &mut judge);
}

fn judge_feed(feed: &Value<'_>, facts: &[Facts], judge: &mut Judge<'_, '_>) {
    if !judge.object(feed, &FEED) {
        return;
    }
    version(feed, facts, judge);
    addresses(feed, judge);
    hubs(feed, judge);
    extensions(facts, judge);
    let length: usize = facts.iter().map(|fact| fact.length).sum();
    if length > BURDEN {
        let message = format!("the items have {length} bytes");
        judge.add_at(&JSON_SIZE, feed.at, "items", message);
    }
    let mut seen = HashSet::new();
    for (number, fact) in facts.iter().enumerate() {
        if let Some(id) = fact.id.as_deref().filter(|id| !seen.insert(*id)) {
            let message = format!("two items have the id `{}`: readers show only one of them", quote(id));
            judge.add_at(&ID_NOT_UNIQUE, fact.at, &format!("items[{number}].id"), message);
        }
    }
}

fn version(feed: &Value<'_>, facts: &[Facts], judge: &mut Judge<'_, '_>) {
    let members = feed.members();
    let first = |name: &str| members.iter().find(|member| member.name == name);
    let Some(member) = first("version") else { return };
    if members.first().is_some_and(|first| first.name != "version") {
        judge.add_at(&JSON_VERSION_FIRST, member.at, "version", "`version` is not the first member of the feed");
    }
    let Some(version) = feed.string("version").filter(|version| !version.trim().is_empty()) else { return };
    if version == OLD_VERSION {
        let own = judge.new_member.map(|(at, name)| (at, name.to_owned()));
        let of_item = || {
            let mut items = facts.iter().enumerate();
            items.find_map(|(n, fact)| fact.new_member.map(|(at, name)| (at, format!("items[{n}].{name}"))))
        };
        if let Some((at, path)) = own.or_else(of_item) {
            let name = path.rsplit('.').next().unwrap_or_default();
            let message = format!("`{name}` came with version 1.1, but the feed says that it is version 1");
            judge.add_at(&JSON_NEWER_MEMBER, at, &path, message);
        }
        return;
    }
    if version != VERSION {
        let shown = quote(version);
        let like = version.trim().trim_end_matches('/').replace("http://", "https://").replace("//www.", "//");
        let message = match like.as_str() {
            VERSION | OLD_VERSION => {
                format!("the version is `{shown}`, where readers look for `{like}`, letter by letter")
            }
            _ => format!("the version is `{shown}`, not `{VERSION}`"),
        };
        judge.add_at(&JSON_VERSION, member.value.at, "version", message);
    }
    let own = first("author").filter(|_| first("authors").is_none()).map(|member| (member.at, "author".to_owned()));
    let of_item = || {
        let mut items = facts.iter().enumerate();
        items.find_map(|(n, fact)| fact.old_author.map(|at| (at, format!("items[{n}].author"))))
    };
    if let Some((at, path)) = own.or_else(of_item) {
        judge.add_at(&JSON_AUTHOR_DEPRECATED, at, &path, "`author` was replaced by `authors`, a list");
    }
}

fn addresses(feed: &Value<'_>, judge: &mut Judge<'_, '_>) {
    if !judge.is_cut {
        for name in ["home_page_url", "feed_url"] {
            if feed.get(name).is_none() {
                let message = format!("the feed has no `{name}`, which a public one should have");
                judge.add_at(&JSON_URL_MISSING, feed.at, name, message);
            }
        }
        if let Some(name) = ["icon", "favicon"].into_iter().find(|name| feed.get(name).is_none()) {
            judge.add_at(&JSON_ICON_MISSING, feed.at, name, format!("the feed has no `{name}`"));
        }
    }
    let without_fragment = |name: &str| feed.string(name).map(|url| url.split('#').next().unwrap_or_default());
    let Some(own) = without_fragment("feed_url").filter(|url| !url.trim().is_empty()) else { return };
    let is_own = |name: &str| without_fragment(name) == Some(own);
    if let Some(next) = feed.get("next_url").filter(|_| is_own("next_url")) {
        judge.add_at(&JSON_NEXT_URL, next.at, "next_url", "`next_url` is the feed's own address");
    }
    if let Some(page) = feed.get("home_page_url").filter(|_| is_own("home_page_url")) {
        let message = "`home_page_url` is the feed's own address, not that of a page for people";
        judge.add_at(&JSON_HOME_PAGE, page.at, "home_page_url", message);
    }
}

fn hubs(feed: &Value<'_>, judge: &mut Judge<'_, '_>) {
    let Some(Value { kind: Kind::Array(hubs), at }) = feed.get("hubs") else { return };
    let has_web_sub = hubs.iter().any(|hub| hub.string("type").is_some_and(|kind| kind.eq_ignore_ascii_case("WebSub")));
    if has_web_sub && feed.get("feed_url").is_none() && !judge.is_cut {
        let message = "there is a hub, but no `feed_url`, by which readers subscribe at it";
        judge.add_at(&JSON_HUB, *at, "hubs", message);
    }
}

/// An extension that is used again and again says once what it is about.
fn extensions(facts: &[Facts], judge: &mut Judge<'_, '_>) {
    let mut used: BTreeMap<&str, (usize, usize, bool)> = BTreeMap::new();
    let all = judge.extensions.iter().chain(facts.iter().flat_map(|fact| &fact.extensions));
    for (name, at, has_about) in all {
        let (count, _, is_explained) = used.entry(name).or_insert((0, *at, false));
        *count += 1;
        *is_explained |= has_about;
    }
    let silent: Vec<(String, usize)> = used
        .into_iter()
        .filter(|(_, (count, _, is_explained))| *count > 1 && !is_explained)
        .map(|(name, (_, at, _))| (name.to_owned(), at))
        .collect();
    for (name, at) in silent {
        let message = format!("the extension `{}` has no `about` anywhere", quote(&name));
        judge.add_at(&JSON_EXTENSION_ABOUT, at, &name, message);
    }
}
