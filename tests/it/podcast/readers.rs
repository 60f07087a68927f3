//! Readers of podcasts that we did not write see every tag that they know, with its value.

use super::{
    ITUNES, PODCAST, SPOTIFY, channel, everything,
    known::{FEEDSMITH, PARTYTIME},
};
use crate::support::{judges, text};
use roxmltree::{Document, Node};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A value as one compares it: numbers, dates, truth and words, however they are written.
fn leaf(text: &str) -> String {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return format!("{number}");
    }
    let date = chrono::DateTime::parse_from_rfc3339(text).or_else(|_| chrono::DateTime::parse_from_rfc2822(text));
    if let Ok(date) = date {
        return format!("@{}", date.timestamp());
    }
    match text.to_lowercase().as_str() {
        "yes" | "true" => "true".to_owned(),
        "no" | "false" => "false".to_owned(),
        word => word.to_owned(),
    }
}

fn leaves(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Null => {}
        Value::Bool(truth) => into.extend([truth.to_string()]),
        Value::Number(number) => into.extend([leaf(&number.to_string())]),
        Value::String(text) => {
            into.insert(leaf(text));
            // One of them joins categories.
            into.extend(text.split(" > ").map(leaf));
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, into)),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            into.insert(leaf(name));
            leaves(value, into);
        }),
    }
}

/// What a reader makes of an element: where it stands, which it is, the member that it becomes, and what of it comes where.
struct Row<'t> {
    parent: &'t str,
    element: &'t str,
    member: &'t str,
    names: Vec<&'t str>,
}

fn rows(table: &str) -> Vec<Row<'_>> {
    let lines = table.lines().map(|line| line.split_once("//").map_or(line, |(line, _)| line));
    let rows = lines.filter(|line| !line.trim().is_empty()).map(|line| {
        let mut words = line.split_whitespace();
        let mut next = || words.next().unwrap_or_else(|| panic!("a place, an element, a member: {line}"));
        Row { parent: next(), element: next(), member: next(), names: words.collect() }
    });
    rows.collect()
}

/// What a reader is found to hand on.
struct Reading<'t> {
    rows: Vec<Row<'t>>,
    /// Which words of the table were of use.
    used: BTreeSet<(usize, &'t str)>,
    /// What is not as the table says.
    wrong: Vec<String>,
    /// Values that it hands on where they belong, and values that it does not.
    read: Vec<String>,
    unread: Vec<String>,
}

impl<'t> Reading<'t> {
    fn new(table: &'t str) -> Self {
        Self { rows: rows(table), used: BTreeSet::new(), wrong: Vec::new(), read: Vec::new(), unread: Vec::new() }
    }

    /// Words of the table that nothing in the feed was compared with.
    fn idle(&self) -> Vec<String> {
        let mut idle = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let words = if row.names.is_empty() { vec![row.member] } else { row.names.clone() };
            let words = words.into_iter().filter(|word| !self.used.contains(&(at, *word)));
            idle.extend(words.map(|word| format!("{} {} {word}", row.parent, row.element)));
        }
        idle
    }

    /// Compares the elements below `node`, of which the reader made `seen`.
    fn children(&mut self, node: Node<'_, '_>, parent: &str, seen: &Value) {
        let mut before: BTreeMap<String, usize> = BTreeMap::new();
        for child in node.children().filter(Node::is_element) {
            let Some(name) = prefixed(child, parent) else { continue };
            let place = format!("{parent} {name}");
            let Some(at) = self.rows.iter().position(|row| row.parent == parent && row.element == name) else {
                self.wrong.push(format!("{place} is not in the table"));
                continue;
            };
            let member = self.rows[at].member;
            if member == "=" {
                self.used.insert((at, member));
                continue;
            }
            if self.rows[at].names.is_empty() {
                self.used.insert((at, member));
            }
            let index = before.entry(name).or_default();
            let own = self.object(at, *index, seen);
            *index += 1;
            for (name, value) in values(child) {
                self.value(at, &place, name, value, own);
            }
            let local = child.tag_name().name().to_owned();
            self.children(child, &local, own.unwrap_or(&Value::Null));
        }
    }

    /// What became of the element, which is the `index`th of its kind; `None`, if the reader does not know it.
    fn object<'v>(&mut self, at: usize, index: usize, seen: &'v Value) -> Option<&'v Value> {
        let member = self.rows[at].member;
        match (member.strip_suffix("[]"), member.strip_suffix("[0]")) {
            _ if member == "-" => None,
            (Some(list), _) => Some(&follow(seen, list)[index]),
            (_, Some(first)) => (index == 0).then(|| follow(seen, first)),
            _ => Some(follow(seen, member)),
        }
    }

    fn value(&mut self, at: usize, place: &str, name: &str, value: &str, own: Option<&Value>) {
        let Some(own) = own else {
            self.unread.push(leaf(value));
            return;
        };
        // `!rel`, `!text:false`, `text=display`, `role`
        let names = self.rows[at].names.clone();
        let is_unread = |known: &&&str| {
            let unread = known.strip_prefix('!').map(|known| known.split_once(':').unwrap_or((known, value)));
            unread == Some((name, value))
        };
        if let Some(unread) = names.iter().find(is_unread) {
            self.used.insert((at, unread));
            self.unread.push(leaf(value));
            return;
        }
        let Some(known) = names.iter().find(|known| known.split('=').next() == Some(name)) else {
            self.wrong.push(format!("{place} {name} is not in the table"));
            return;
        };
        self.used.insert((at, known));
        self.read.push(leaf(value));
        let found = follow(own, known.split_once('=').map_or(*known, |(_, path)| path));
        let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
        if leaf(&found) != leaf(value) {
            self.wrong.push(format!("{place} {name}: {value:?} is read as {found:?}"));
        }
    }
}

/// The name as the table has it; `None`, if it is none of podcasts'. A live item's own elements are those of an item.
fn prefixed(node: Node<'_, '_>, parent: &str) -> Option<String> {
    let prefix = match node.tag_name().namespace() {
        Some(ITUNES) => "itunes:",
        Some(PODCAST) => "podcast:",
        Some(SPOTIFY) => "spotify:",
        None if parent == "liveItem" => "",
        _ => return None,
    };
    Some(format!("{prefix}{}", node.tag_name().name()))
}

/// Attributes, and `text`.
fn values<'d>(node: Node<'d, '_>) -> Vec<(&'d str, &'d str)> {
    let mut values: Vec<_> = node.attributes().map(|attribute| (attribute.name(), attribute.value())).collect();
    let text = node.text().map(str::trim).filter(|text| !text.is_empty() && node.first_element_child().is_none());
    values.extend(text.map(|text| ("text", text)));
    values
}

fn follow<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').filter(|name| !name.is_empty()).fold(value, |value, name| &value[name])
}

#[test]
fn each_reader_hands_on_each_tag_that_it_knows() {
    let here = everything();
    here.config(format!(
        "{}\n[[ping]]\npodping = \"https://podping.example/\"\ntoken = \"env:TOKEN\"\n",
        include_str!("everything.toml")
    ));
    here.build();
    let path = here.root().join("feeds/show/rss.xml");
    let Some(said) = judges::node_script("podcast.mjs", &[&path]) else { return };
    let said: Value = serde_json::from_str(&said).expect("JSON");
    let feed = here.read("feeds/show/rss.xml");
    let document = Document::parse(&feed).expect("well-formed");
    let (channel, item) = channel(&document);
    for (reader, table, least) in [("feedsmith", FEEDSMITH, 260), ("podcast-partytime", PARTYTIME, 170)] {
        let seen = &said[reader];
        let mut reading = Reading::new(table);
        reading.children(channel, "channel", seen);
        reading.children(item, "item", &seen["items"][0]);
        assert!(reading.wrong.is_empty(), "{reader}: {:#?}", reading.wrong);
        assert_eq!(reading.idle(), [""; 0], "{reader}: nothing of this stands in the feed");
        assert!(reading.read.len() >= least, "{reader} reads {}", reading.read.len());
        // Nothing is said to be unread that is there after all, as far as a value tells where it comes from.
        let (mut handed_on, mut said) = (BTreeSet::new(), seen.clone());
        // The names of the tags that it came across are no values.
        said["pc20support"].take();
        leaves(&said, &mut handed_on);
        let is_telling = |value: &&String| value.len() > 6 && !reading.read.contains(*value);
        let known: Vec<_> =
            reading.unread.iter().filter(is_telling).filter(|value| handed_on.contains(*value)).collect();
        assert!(known.is_empty(), "{reader} knows {known:#?}");
    }
    // What they have in a form of their own.
    let partytime = &said["podcast-partytime"];
    assert_eq!(partytime["podcastBlocked"], "yes");
    assert_eq!(partytime["podcastBlockedPlatforms"], json!({"google": true, "amazon": false}));
    assert_eq!(partytime["itunesCategory"], json!(["Society & Culture > Documentary", "Technology"]));
}

#[test]
fn feedparser_sees_what_apple_and_podlove_say() {
    let here = everything();
    here.build();
    let path = here.root().join("feeds/show/rss.xml");
    let Some(said) = judges::python_script("podcast.py", &[&path]) else { return };
    let said: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said["bozo"], json!(false));
    assert_eq!(said["owner"], json!({"name": "Ada Quay", "email": "ada@a.example"}));
    assert_eq!((&said["image"], &said["type"]), (&json!("https://a.example/art.jpg"), &json!("serial")));
    let item = &said["items"][0];
    for (name, value) in [
        ("id", "Ep-1-ÄÖ"),
        ("duration", "3723"),
        ("episode", "100"),
        ("season", "3"),
        ("type", "bonus"),
        ("image", "https://a.example/1.jpg"),
    ] {
        assert_eq!(text(&item[name]), value, "{name}");
    }
    let chapters = item["chapters"].as_array().expect("chapters");
    let titles: Vec<_> = chapters.iter().map(|chapter| (text(&chapter["start"]), text(&chapter["title"]))).collect();
    assert_eq!(titles, [("00:00:00.000", "Intro"), ("01:02:03.250", "Knots")]);
    assert_eq!(item["enclosures"][0]["length"], "43200000");
}
