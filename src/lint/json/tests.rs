use crate::{
    lint::{Options, document, envelope, item},
    value::Format,
};
use std::collections::BTreeMap;

/// Rule, line, column and path of every finding above a note.
fn places(text: &str) -> Vec<(&'static str, u32, u32, String)> {
    let found = document(text.as_bytes(), &Options::default());
    found
        .into_iter()
        .filter(|finding| finding.level > crate::diagnostic::Level::Note)
        .map(|finding| {
            let place = finding.place;
            let (line, column) = (place.line.unwrap_or_default(), place.column.unwrap_or_default());
            (finding.rule.name, line, column, place.field.unwrap_or_default().to_string())
        })
        .collect()
}

#[test]
fn every_finding_has_its_line_column_and_path() {
    let text = r#"{
  "version": "https://jsonfeed.org/version/1.1", "title": "T",
  "home_page_url": "https://a.example/", "feed_url": "https://a.example/feed.json",
  "authors": [{"name": "Ada"}, {}],
  "_tide": {"a.b": 1},
  "items": [
    {"id": "1", "content_html": "é\n<p>\u00e9 &amp; <b>x</p>", "tags": ["a", 2]},
    {"id": "1", "content_text": "x",
     "attachments": [{"url": "https://a.example/a", "mime_type": "mp3"}, {"url": "b", "mime_type": "audio/mpeg"}]}
  ]
}"#;
    let expected = [
        ("json-member-missing", 4, 32, "authors[1]"),
        ("json-extension", 5, 13, "_tide.a.b"),
        ("html-broken", 7, 53, "items[0].content_html"),
        ("json-member-type", 7, 78, "items[0].tags[1]"),
        ("id-not-unique", 8, 5, "items[1].id"),
        ("media-type", 9, 66, "items[1].attachments[0].mime_type"),
        ("uri-not-absolute", 9, 82, "items[1].attachments[1].url"),
    ];
    let found = places(text);
    let found: Vec<_> = found.iter().map(|(rule, line, column, path)| (*rule, *line, *column, path.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_needs_several_items_is_told_by_the_envelope() {
    let head = "{\"title\": \"T\", \"version\": \"https://jsonfeed.org/version/1\", \"_x\": {\"a\": 1}, \"items\": [";
    let items = [
        "{\"id\": \"1\", \"content_text\": \"a\", \"language\": \"en\", \"_x\": {\"a\": 1}}",
        "{\"id\": \"1\", \"content_text\": \"a\", \"author\": {\"name\": \"A\"}}",
    ];
    let facts: Vec<_> = items.iter().map(|text| item(Format::Json, text, &BTreeMap::new()).1).collect();
    let found = envelope(Format::Json, head, "]}", &facts);
    let named = |rule: &str| found.iter().any(|finding| finding.rule.name == rule);
    for rule in ["json-newer-member", "json-extension-about", "id-not-unique", "json-version-first"] {
        assert!(named(rule), "{rule}: {found:?}");
    }
    assert!(!named("json-author-deprecated"), "the feed is of version 1");
}
