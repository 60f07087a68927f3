//! Readers of podcasts that we did not write see every tag that they know, with its value.

use super::{ITUNES, PODCAST, SPOTIFY, channel, everything};
use crate::support::{judges, text};
use roxmltree::{Document, Node};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What a reader does not hand on: where an element stands, which, and which of its attributes, or `*`.
const UNREAD: &[(&str, &[&str])] = &[
    (
        "feedsmith",
        &[
            "item funding *",
            "item contentLink *",
            // Of a live item it reads the namespace's own elements.
            "liveItem itunes *",
        ],
    ),
    (
        "podcast-partytime",
        &[
            "channel image *",
            "channel updateFrequency *",
            "channel socialInteract *",
            "channel location rel",
            "channel location country",
            "item location rel",
            "item location country",
            // One location, as it was before 2025.
            "item location text",
            "item license *",
            "item txt *",
            "item funding *",
            "item contentLink *",
            "item image *",
            "channel applepodcastsverify *",
            "channel limit *",
            "channel countryOfOrigin *",
            // It shows one title of each.
            "channel title *",
            "item title *",
            "item block *",
            "liveItem explicit *",
            "remoteItem medium *",
            "publisher remoteItem medium",
        ],
    ),
];

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
            // Services that are blocked are names of members.
            into.insert(leaf(name));
            leaves(value, into);
        }),
    }
}

/// Every value of every element of podcasts below `node`, with where it stands: `item person role`.
fn values(node: Node<'_, '_>, place: &str, into: &mut Vec<(String, String)>) {
    for child in node.children().filter(Node::is_element) {
        let name = child.tag_name().name();
        let is_ours = child.tag_name().namespace().is_some_and(|ns| [ITUNES, PODCAST, SPOTIFY].contains(&ns));
        if !is_ours {
            continue;
        }
        for attribute in child.attributes() {
            into.push((format!("{place} {name} {}", attribute.name()), leaf(attribute.value())));
        }
        let own = child.text().unwrap_or_default().trim();
        if !own.is_empty() {
            into.push((format!("{place} {name} text"), leaf(own)));
        }
        values(child, name, into);
    }
}

#[test]
fn each_reader_sees_each_tag_that_it_knows() {
    let here = everything();
    here.build();
    let path = here.root().join("feeds/show/rss.xml");
    let Some(said) = judges::node_script("podcast.mjs", &[&path]) else { return };
    let said: Value = serde_json::from_str(&said).expect("JSON");
    let feed = here.read("feeds/show/rss.xml");
    let document = Document::parse(&feed).expect("well-formed");
    let (channel, item) = channel(&document);
    let mut wanted = Vec::new();
    values(channel, "channel", &mut wanted);
    values(item, "item", &mut wanted);
    assert!(wanted.len() > 150, "{} values", wanted.len());
    for (reader, unread) in UNREAD {
        let mut seen = BTreeSet::new();
        leaves(&said[reader], &mut seen);
        assert!(seen.len() > 100, "{reader} sees {}", seen.len());
        let is_unread = |place: &str| {
            let element = place.rsplit_once(' ').map_or(place, |(element, _)| element);
            unread.contains(&place) || unread.contains(&format!("{element} *").as_str())
        };
        let missing: Vec<_> =
            wanted.iter().filter(|(place, value)| !is_unread(place) && !seen.contains(value)).collect();
        assert!(missing.is_empty(), "{reader} does not see {missing:#?}");
    }
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
