//! The gate: an item with an error is withheld, and stays as it was if it had been published.

use crate::support::{Outcome, Publication, SITE};

/// A publication whose items carry a length that has to be a number.
fn publication() -> Publication {
    let here = Publication::new();
    here.config(format!(
        "{SITE}max_withheld = \"50%\"\n[feed.item_elements]\n\"itunes:duration\" = \"extra.length\"\n"
    ));
    for (stem, title, day) in
        [("one", "One", "2026-01-01"), ("two", "Two", "2026-01-02"), ("three", "Three", "2026-01-03")]
    {
        here.record(stem, title, day, "\"length\": \"1530\"");
    }
    here
}

/// The titles in each format, and that they are the same.
fn titles(here: &Publication) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(&here.read("feeds/news/feed.json")).expect("JSON");
    let titles: Vec<String> = json["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item["title"].as_str().unwrap_or_default().to_owned())
        .collect();
    for (name, open) in [("rss.xml", "<item><title>"), ("atom.xml", "<entry><title>")] {
        let text = here.read(format!("feeds/news/{name}"));
        let theirs: Vec<&str> = text.split(open).skip(1).filter_map(|rest| rest.split('<').next()).collect();
        assert_eq!(theirs, titles, "{name}");
    }
    titles
}

fn broken_rule(outcome: &Outcome) {
    assert!(outcome.stderr.contains("error[itunes-duration] data/two.json"), "{}", outcome.stderr);
}

#[test]
fn an_item_that_was_published_stays_as_it_was_and_the_others_go_on() {
    let here = publication();
    here.build();
    here.record("two", "Two, edited", "2026-01-02", "\"length\": \"45 min\"");
    here.record("three", "Three, edited", "2026-01-03", "\"length\": \"1530\"");
    let outcome = here.run(["build"]).expect_code(1);
    broken_rule(&outcome);
    assert!(outcome.stderr.contains("1 item withheld (1 as published before)"), "{}", outcome.stderr);
    assert_eq!(titles(&here), ["Three, edited", "Two", "One"]);
    // A run more changes nothing, and mending the record brings it up to date.
    let tree = here.tree();
    here.run(["build"]).expect_code(1);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
    here.record("two", "Two, mended", "2026-01-02", "\"length\": \"45:00\"");
    here.build();
    assert_eq!(titles(&here), ["Three, edited", "Two, mended", "One"]);
}

#[test]
fn an_item_that_was_never_published_waits_until_it_is_mended() {
    let here = publication();
    here.record("two", "Two", "2026-01-02", "\"length\": \"45 min\"");
    let outcome = here.run(["build"]).expect_code(1);
    broken_rule(&outcome);
    assert!(outcome.stderr.contains("1 item withheld\n"), "{}", outcome.stderr);
    assert_eq!(titles(&here), ["Three", "One"]);
}

#[test]
fn a_kept_item_is_not_taken_from_a_document_that_was_tampered_with() {
    let here = publication();
    here.build();
    let tampered = here.read("feeds/news/rss.xml").replace("<itunes:duration>1530", "<itunes:duration>soon");
    here.file("feeds/news/rss.xml", tampered);
    here.record("two", "Two", "2026-01-02", "\"length\": \"45 min\"");
    here.run(["build"]).expect_code(1);
    assert_eq!(titles(&here), ["Three", "One"]);
}
