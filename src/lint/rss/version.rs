//! What the versions before 2.0 ask for, and what they do not have yet.

use crate::lint::{
    judge::{Judge, Version},
    names::Ns,
    rules::{RSS_VERSION_LOW, RSS_VERSION_REQUIRES},
    xml::{Id, Tree},
};

/// Elements of a channel, and of an item, that came after 0.91; 1 for those of 0.92, 2 for those of 2.0.
const LATER_IN_CHANNEL: [(&str, u8); 4] = [("category", 2), ("generator", 2), ("ttl", 2), ("cloud", 1)];
const LATER_IN_ITEM: [(&str, u8); 7] =
    [("source", 1), ("enclosure", 1), ("category", 1), ("comments", 2), ("author", 2), ("guid", 2), ("pubDate", 2)];

/// How many characters RSS 0.91 allows in a title; links and descriptions have five times as many.
const TITLE: usize = 100;
const LONGER: usize = 500;
/// How many items it allows.
const ITEMS: usize = 15;

/// Judges the channel of a document of an old version.
pub(super) fn channel(judge: &mut Judge<'_, '_>, channel: Id, items: usize) {
    later(judge, channel, &LATER_IN_CHANNEL);
    if judge.version != Version::Rss091 {
        return;
    }
    for name in ["language", "image"] {
        if judge.tree.first(channel, Ns::NONE, name).is_none() {
            judge.report(&RSS_VERSION_REQUIRES, channel, format!("RSS 0.91 needs a `<{name}>`"));
        }
    }
    if items > ITEMS {
        let message = format!("RSS 0.91 allows {ITEMS} items, but there are {items}");
        judge.report(&RSS_VERSION_REQUIRES, channel, message);
    }
    lengths(judge, channel);
}

/// Judges an item of such a document.
pub(super) fn item(judge: &mut Judge<'_, '_>, item: Id) {
    later(judge, item, &LATER_IN_ITEM);
    if judge.version != Version::Rss091 {
        return;
    }
    for name in ["title", "link"] {
        if judge.tree.first(item, Ns::NONE, name).is_none() {
            judge.report(&RSS_VERSION_REQUIRES, item, format!("an item of RSS 0.91 needs a `<{name}>`"));
        }
    }
    lengths(judge, item);
}

fn later(judge: &mut Judge<'_, '_>, parent: Id, elements: &[(&'static str, u8)]) {
    let has = match judge.version {
        Version::Rss091 => 0,
        Version::Rss092 => 1,
        Version::Rss2 => return,
    };
    let tree = judge.tree;
    for &(name, since) in elements.iter().filter(|(_, since)| *since > has) {
        if let Some(id) = tree.first(parent, Ns::NONE, name) {
            let version = if since == 1 { "0.92" } else { "2.0" };
            let said = tree.value(Tree::ROOT, "version").unwrap_or_default();
            let message = format!("`<{name}>` came with RSS {version}, but the document says that it is {said}");
            judge.report(&RSS_VERSION_LOW, id, message);
        }
    }
}

fn lengths(judge: &mut Judge<'_, '_>, parent: Id) {
    for (name, most) in [("title", TITLE), ("link", LONGER), ("description", LONGER)] {
        let Some(id) = judge.tree.first(parent, Ns::NONE, name) else { continue };
        let count = judge.value(id).chars().count();
        if count > most {
            let message = format!("RSS 0.91 allows {most} characters in `<{name}>`, but there are {count}");
            judge.report_text(&RSS_VERSION_REQUIRES, id, message);
        }
    }
}
