use super::read;
use crate::record::raw::{Node, Origin, RawRecord, Table, Value};
use std::time::Instant;

fn record(text: &str, line: u32, fields: &[(&str, &str)]) -> RawRecord {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), Node::text(*value, 1, 1))).collect();
    let origin =
        Origin { file: "data/story.txt".into(), line: 1, bytes: 0..text.len() as u64, listed: false, row: None };
    read(text, line, origin, Table(fields))
}

fn found<'a>(record: &'a RawRecord, field: &str) -> Option<&'a str> {
    record.found.get(field)?.as_text()
}

/// Names and addresses, `-` where there is none.
fn authors(record: &RawRecord) -> Vec<(String, String)> {
    let text = |table: &Table, key: &str| table.get(key).and_then(Node::as_text).unwrap_or("-").to_owned();
    record
        .found
        .get("authors")
        .into_iter()
        .flat_map(Node::items)
        .filter_map(Node::as_table)
        .map(|person| (text(person, "name"), text(person, "email")))
        .collect()
}

fn derived(record: &RawRecord) -> Vec<(&str, &str, u32)> {
    record.derived.iter().map(|derived| (derived.field, derived.from.as_str(), derived.line)).collect()
}

fn body(record: &RawRecord) -> &str {
    record.body.as_ref().map_or("", |body| &body.text)
}

const STORY: &str = "SPRINGFIELD — Mayor Ann Poe says the bridge opens today. Traffic is light.

“We waited,” Poe said. \"No longer.\"

Jane Roe is a social content producer for Example Radio. She can be reached at jane.roe@radio.example, or on Twitter @jroe.

More from Example Radio:

More From Example Radio FM
";

#[test]
fn a_story_without_head_gives_what_it_states() {
    let record = record(STORY, 1, &[]);
    assert_eq!(found(&record, "title"), Some("Mayor Ann Poe says the bridge opens today."));
    assert_eq!(found(&record, "published"), None, "`today` is no date");
    assert_eq!(authors(&record), [("Jane Roe".to_owned(), "jane.roe@radio.example".to_owned())]);
    let place = record.found.get("location").and_then(Node::as_table).and_then(|table| table.get("name"));
    assert_eq!(place.and_then(Node::as_text), Some("SPRINGFIELD"));
    assert_eq!(
        derived(&record),
        [("location", "dateline", 1), ("title", "first sentence", 1), ("authors", "signature", 5)]
    );
    assert_eq!(body(&record), STORY.split_once("\n\nMore from").map_or("", |(article, _)| article));
}

#[test]
fn a_story_with_head_keeps_only_the_article_in_its_body() {
    let text = "Bridge opens\n\nFriday, January 4, 2019 \n\n\nBy JANE ROE\n\n\n  It opened.\n\n\nThen it closed.\n\n\
                Email Jane Roe at jane@paper.example\n\n-30-\n";
    let record = record(text, 11, &[]);
    assert_eq!(found(&record, "title"), Some("Bridge opens"));
    assert_eq!(found(&record, "published"), Some("Friday, January 4, 2019"));
    assert_eq!(authors(&record), [("Jane Roe".to_owned(), "jane@paper.example".to_owned())]);
    assert_eq!(
        derived(&record),
        [("title", "first line", 11), ("published", "date line", 13), ("authors", "byline", 16)]
    );
    assert_eq!(body(&record), "  It opened.\n\n\nThen it closed.\n\nEmail Jane Roe at jane@paper.example");
    assert_eq!(record.body.map(|body| body.line), Some(19));
}

#[test]
fn what_is_declared_is_not_looked_for() {
    let fields = [("Headline", "Bridge opens"), ("Posted", "2019-01-04"), ("By", "Ann Poe"), ("place", "Springfield")];
    let record = record(STORY, 1, &fields);
    assert!(record.found.is_empty() && record.derived.is_empty(), "{:?}", record.found);
    assert_eq!(record.fields.0.len(), fields.len(), "passed on");
    assert!(body(&record).starts_with("SPRINGFIELD — Mayor"));
}

#[test]
fn a_truth_value_or_blank_declares_nothing() {
    let record = record("Bridge opens\n\n2019-01-04\n\nIt opened.", 1, &[("published", "false"), ("title", " ")]);
    assert_eq!(found(&record, "title"), Some("Bridge opens"));
    assert_eq!(found(&record, "published"), Some("2019-01-04"));
}

#[test]
fn the_date_of_a_dateline_counts_and_half_a_date_does_not() {
    let whole = record("LONDON, Mar. 5, 2018 (Example) — It rained. Then it stopped.", 1, &[]);
    assert_eq!(found(&whole, "published"), Some("Mar. 5, 2018"));
    assert_eq!(found(&whole, "title"), Some("It rained."));
    let half = record("LONDON, March 5 (Example) — It rained. Then it stopped.", 1, &[]);
    assert_eq!(found(&half, "published"), None);
}

#[test]
fn the_address_of_an_author_without_name_needs_a_byline() {
    let text = "It rained.\n\nContact the author at jane@paper.example.";
    assert_eq!(authors(&record(text, 1, &[])), []);
    let signed = format!("Rain falls\n\nBy Jane Roe\n\n{text}");
    assert_eq!(authors(&record(&signed, 1, &[])), [("Jane Roe".to_owned(), "jane@paper.example".to_owned())]);
}

#[test]
fn the_house_never_signs() {
    for below in [
        "Got a tip? Email tips@paper.example",
        "Send letters to the editor to letters@paper.example",
        "Media contact: John Poe, john@city.example",
        "For corrections, contact Ann Poe at ann@paper.example",
    ] {
        let record = record(&format!("It rained.\n\nIt stopped.\n\n{below}"), 1, &[]);
        assert_eq!(authors(&record), [], "{below}");
    }
}

#[test]
fn a_bulletin_keeps_its_segments() {
    let text = "\u{1}\r\r\n123 \r\r\nWWUS43 KXYZ 032011\r\r\nWSWXYZ\r\r\n\r\r\nURGENT - FOG MESSAGE\r\r\n\
                National Weather Service Nowhere XX\r\r\n311 PM EST SAT JAN 3 2015\r\r\n\r\r\nFog.\r\r\n\r\r\n$$\r\r\n\
                \r\r\nMore fog.\r\r\n\r\r\n$$\r\r\n\r\r\nFORECASTER ROE\r\r\n\u{3}";
    let record = record(text, 1, &[]);
    assert_eq!(found(&record, "title"), Some("URGENT - FOG MESSAGE"));
    assert_eq!(found(&record, "published"), Some("311 PM EST SAT JAN 3 2015"));
    assert_eq!(authors(&record), [("ROE".to_owned(), "-".to_owned())]);
    assert_eq!(body(&record), "Fog.\n\n$$\n\nMore fog.");
    assert_eq!(record.body.map(|body| body.line), Some(10));
}

#[test]
fn nothing_gives_nothing() {
    for text in ["", "\n\n \n", "\u{1}\r\n", "2019-01-04", "***", "—", "By Jane Roe"] {
        let record = record(text, 1, &[]);
        assert_eq!(found(&record, "published"), None, "{text:?}");
        assert_eq!(record.found.get("authors"), None, "{text:?}");
        assert_eq!(body(&record), text.trim_matches(|c: char| c.is_whitespace() || c.is_control()), "{text:?}");
    }
}

/// Every shape of a large text takes time in proportion to its size; a quadratic reader would need hours.
#[test]
fn large_texts_are_read_in_one_go() {
    let started = Instant::now();
    let mega = 250_000;
    for text in [
        "a".repeat(4 * mega),
        "a. ".repeat(mega),
        " ".repeat(4 * mega),
        "\n".repeat(mega),
        format!("Headline\n{}\nIt rained.", "\n".repeat(mega)),
        "© 2016.\n".repeat(mega / 8),
        "© 2016\n\n".repeat(mega / 8),
        "2019-01-04\n".repeat(mega / 16),
        "x\n".repeat(mega / 2),
        "- ".repeat(mega),
        "🎉".repeat(mega),
        format!("WWUS43 KXYZ 032011\n{}", "$$\n".repeat(mega / 4)),
    ] {
        let record = record(&text, 1, &[]);
        let title = found(&record, "title").unwrap_or_default();
        assert!(title.chars().count() <= 251, "a title stays a title");
    }
    assert!(started.elapsed().as_secs() < 60, "took {:?}", started.elapsed());
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in proptest::prelude::any::<String>()) {
        let _ = record(&text, 1, &[]);
    }

    #[test]
    fn any_heap_of_newsroom_pieces_is_read(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "\n", "\n\n", "\r\r\n", "By Jane Roe", "NEWARK — ", "It rained. ", "2019-01-04", "$$", "&&", "-30-", "© 2016",
                "Related:", "jane@paper.example", " is a writer. ", "Jane Roe", "\u{1}", "WWUS43 KXYZ 032011", "BULLETIN", "—", "(", "é",
            ]),
            0..25,
        )
    ) {
        let text = pieces.concat();
        let record = record(&text, 7, &[]);
        if let Some(body) = &record.body {
            proptest::prop_assert!(body.line >= 7 && !body.text.trim().is_empty());
        }
        for (_, node) in &record.found.0 {
            proptest::prop_assert!(node.line >= 7 && !node.is_blank());
        }
        if let Some(date) = record.found.get("published").and_then(Node::as_text) {
            proptest::prop_assert!(crate::record::date::read_date(date, &crate::value::Zone::UTC).is_ok(), "{}", date);
        }
        let lists_people = matches!(record.found.get("authors").map(|node| &node.value), None | Some(Value::List(_)));
        proptest::prop_assert!(lists_people);
    }
}
