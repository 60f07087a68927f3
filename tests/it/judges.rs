//! The judges themselves: that they see what is in a feed, and that they can say no.

use crate::support::judges;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Tides &amp; winds</title><link>https://tides.example/</link><description>Both</description>
<item><title>High &amp; low — “spring”</title><link>https://tides.example/1?a=1&amp;b=2</link><description>Short.</description><content:encoded>&lt;p&gt;Salt &amp;amp; water&lt;/p&gt;</content:encoded><author>ada@tides.example (Ada Quay)</author><category>Ebb &amp; flow</category><category domain="https://tides.example/kinds">Moon</category><guid isPermaLink="false">tag:tides.example,2020:1</guid><pubDate>Mon, 06 Jan 2025 05:00:00 +0000</pubDate><atom:updated>2025-01-07T05:00:00Z</atom:updated><enclosure url="https://tides.example/1.mp3" length="12" type="audio/mpeg"/></item>
<item><title>Two hands</title><link>https://tides.example/2</link><description>Text.</description><dc:creator>Ada Quay</dc:creator><dc:creator>Bo Mole</dc:creator><guid isPermaLink="true">https://tides.example/2</guid><pubDate>Sun, 05 Jan 2025 05:00:00 +0000</pubDate></item>
</channel></rss>
"#;

const ATOM: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Tides &amp; winds</title><id>tag:tides.example,2020:feed</id><updated>2025-01-07T05:00:00Z</updated><link rel="self" href="https://tides.example/atom.xml"/>
<entry><title>High &amp; low — “spring”</title><id>tag:tides.example,2020:1</id><updated>2025-01-07T05:00:00Z</updated><published>2025-01-06T05:00:00Z</published><author><name>Ada Quay</name><email>ada@tides.example</email></author><category term="Ebb &amp; flow"/><category term="moon" scheme="https://tides.example/kinds" label="Moon"/><link rel="related" href="https://elsewhere.example/"/><link rel="alternate" type="text/html" href="https://tides.example/1?a=1&amp;b=2"/><link rel="enclosure" href="https://tides.example/1.mp3" length="12" type="audio/mpeg"/><content type="html">&lt;p&gt;Salt &amp;amp; water&lt;/p&gt;</content></entry>
<entry><title>Two hands</title><id>https://tides.example/2</id><updated>2025-01-05T05:00:00Z</updated><published>2025-01-05T05:00:00Z</published><author><name>Ada Quay</name></author><author><name>Bo Mole</name></author><link rel="alternate" type="text/html" href="https://tides.example/2"/><content type="text">Text.</content></entry>
</feed>
"#;

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Tides & winds", "items": [
{"id": "tag:tides.example,2020:1", "url": "https://tides.example/1?a=1&b=2", "title": "High & low — “spring”", "content_html": "<p>Salt &amp; water</p>", "date_published": "2025-01-06T05:00:00Z", "date_modified": "2025-01-07T05:00:00Z", "authors": [{"name": "Ada Quay"}], "tags": ["Ebb & flow", "Moon"], "attachments": [{"url": "https://tides.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12}]},
{"id": "https://tides.example/2", "url": "https://tides.example/2", "title": "Two hands", "content_text": "Text.", "date_published": "2025-01-05T05:00:00Z", "authors": [{"name": "Ada Quay"}, {"name": "Bo Mole"}]}]}
"#;

/// What `courant records` would say of the items above.
fn records() -> Vec<Value> {
    vec![
        json!({"id": "tag:tides.example,2020:1", "url": "https://tides.example/1?a=1&b=2", "title": "High & low — “spring”",
            "content_html": "<p>Salt &amp; water</p>", "published": "2025-01-06T05:00:00Z", "updated": "2025-01-07T05:00:00Z",
            "authors": [{"name": "Ada Quay", "email": "ada@tides.example"}],
            "categories": [{"term": "Ebb & flow"}, {"term": "moon", "label": "Moon"}],
            "enclosures": [{"url": "https://tides.example/1.mp3"}]}),
        json!({"id": "https://tides.example/2", "url": "https://tides.example/2", "title": "Two hands",
            "content_text": "Text.", "published": "2025-01-05T00:00:00-05:00",
            "authors": [{"name": "Ada Quay"}, {"name": "Bo Mole", "email": "bo@tides.example"}], "categories": []}),
    ]
}

fn look(feeds: &[(&str, &str)]) -> Vec<judges::Verdict> {
    let directory = tempfile::tempdir().expect("the test can make a directory");
    let write = |&(name, text): &(&str, &str)| -> PathBuf {
        let path = directory.path().join(name);
        fs::write(&path, text).expect("the test can write a file");
        path
    };
    judges::look(&feeds.iter().map(write).collect::<Vec<_>>())
}

#[test]
fn the_judges_see_what_is_in_good_feeds() {
    let verdicts = look(&[("rss.xml", RSS), ("atom.xml", ATOM), ("feed.json", JSON)]);
    judges::agree(&verdicts);

    let mut records = records();
    // one address of two authors is for Atom alone; these feeds say nothing of it
    records[1]["authors"][1] = json!({"name": "Bo Mole"});
    assert_eq!(judges::differences(&verdicts, &records), [""; 0]);
}

#[test]
fn the_judges_see_every_field_that_is_wrong() {
    let wrong = [
        ("title", json!("High & low - \"spring\"")),
        ("url", json!("https://tides.example/1?a=1&amp;b=2")),
        ("published", json!("2025-01-06T00:00:00Z")),
        ("updated", json!("2025-01-08T05:00:00Z")),
        ("authors", json!([{"name": "Ada"}])),
        ("categories", json!([{"term": "Ebb &amp; flow"}])),
        ("enclosures", json!([])),
    ];
    let verdicts = look(&[("rss.xml", RSS), ("atom.xml", ATOM), ("feed.json", JSON)]);
    for (field, value) in wrong {
        let mut records = records();
        records[0][field] = value;
        records[1]["authors"][1] = json!({"name": "Bo Mole"});
        let found = judges::differences(&verdicts, &records);
        assert!(!found.is_empty(), "nobody notices a wrong {field}");
        assert!(found.iter().all(|line| line.contains("tag:tides.example,2020:1")), "{found:#?}");
    }
    let found = judges::differences(&verdicts, &records()[..1]);
    assert!(found.iter().any(|line| line.contains("2 items of 1 records")), "{found:#?}");
}

#[test]
fn the_judges_refuse_broken_feeds() {
    let broken: &[(&str, &str, String)] = &[
        ("atom.xml", "lxml", ATOM.replace("</title><id>", "<id>")),
        ("atom.xml", "xmllint", ATOM.replace("Text.", "Te\u{1}xt.")),
        ("atom.xml", "relaxng", ATOM.replace("<id>https://tides.example/2</id>", "")),
        ("atom.xml", "relaxng", ATOM.replace("2025-01-07T05:00:00Z", "7 January")),
        ("rss.xml", "feedparser", RSS.replace("</channel>", "")),
        ("rss.xml", "rss-parser", RSS.replace("</channel>", "")),
        ("rss.xml", "html5lib", RSS.replace("&lt;p&gt;Salt", "&lt;p onclick=x&gt;Salt")),
        ("atom.xml", "html5lib", ATOM.replace("&lt;p&gt;Salt", "&lt;a href='/x'&gt;Salt&lt;/a&gt;")),
        ("feed.json", "fastfeedparser", JSON.replace("}]}", "}")),
        ("feed.json", "feed-rs", JSON.replace("}]}", "}")),
        ("feed.json", "feedsmith", JSON.replace("}]}", "}")),
    ];
    let named: Vec<_> = broken.iter().enumerate().map(|(at, (name, _, text))| (format!("{at}-{name}"), text)).collect();
    let verdicts = look(&named.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
    for ((file, text), (_, judge, _)) in named.iter().zip(broken) {
        // a judge who is not installed has said so already
        let of_judge = |verdict: &&judges::Verdict| verdict.judge == *judge && verdict.file.ends_with(file);
        if let Some(verdict) = verdicts.iter().find(of_judge) {
            assert!(!verdict.errors.is_empty(), "{judge} takes a broken {file}: {text}");
        }
    }
}
