//! Old articles that come into a feed for the first time: readers show them as new, so it is said.

use crate::support::{Outcome, Publication, SITE};
use std::fmt::Write as _;

/// Twenty articles, one a day, and a feed with this limit.
fn publication(limit: usize) -> Publication {
    let here = Publication::new();
    with_limit(&here, limit);
    for number in 1..=20 {
        here.record(&format!("a{number}"), &format!("Article {number}"), &format!("2026-01-{number:02}"), "");
    }
    here
}

fn with_limit(here: &Publication, limit: usize) {
    here.config(format!("{SITE}limit = {limit}\n"));
}

/// What another program published of them.
fn old_feed(numbers: std::ops::RangeInclusive<u32>) -> String {
    let mut items = String::new();
    for number in numbers.rev() {
        write!(
            items,
            "<item><title>Article {number}</title><guid isPermaLink=\"false\">old-{number}</guid>\
             <pubDate>{number:02} Jan 2026 00:00:00 GMT</pubDate></item>"
        )
        .expect("a string");
    }
    format!(
        "<rss version=\"2.0\"><channel><title>T</title><link>https://gazette.example/</link><description>D</description>\
         <generator>Hugo</generator>{items}</channel></rss>"
    )
}

#[track_caller]
fn told(outcome: Outcome, count: &str, limit: &str) {
    outcome.expect_code(0).expect_stderr([
        "warning[old-arrivals]",
        &format!("readers show {count} articles as new that are older than all that the feed had"),
        "“Article ",
        limit,
        "`courant adopt` with the older pages or archives",
    ]);
}

#[track_caller]
fn silent(outcome: Outcome) {
    let outcome = outcome.expect_code(0);
    assert!(!outcome.stderr.contains("old-arrivals"), "{}", outcome.stderr);
}

#[test]
fn a_limit_that_is_raised_is_told_once() {
    let here = publication(10);
    silent(here.run(["build"]));
    with_limit(&here, 13);
    silent(here.run(["build", "--dry-run"]));
    with_limit(&here, 16);
    for arguments in [&["diff"][..], &["build", "--dry-run"], &["build"]] {
        told(here.run(arguments), "6 of 16", "`limit = 10` or `since` keeps them out");
    }
    silent(here.run(["build"]));
    silent(here.run(["build", "--no-cache"]));
    // What was in the feed once is known to its subscribers, however long ago.
    with_limit(&here, 5);
    silent(here.run(["build"]));
    with_limit(&here, 16);
    silent(here.run(["build"]));
    // Also where the ledger is lost and learnt again.
    std::fs::remove_dir_all(here.root().join(".courant")).expect("it is there");
    with_limit(&here, 20);
    told(here.run(["build"]), "4 of 20", "`limit = 16`");
}

#[test]
fn a_feed_of_another_program_that_had_fewer_items_is_told() {
    // In the place of the new feed, adopted or not.
    for adopts in [true, false] {
        let here = publication(20);
        here.config(here.read("courant.toml").replace("[\"rss\", \"atom\", \"json\"]", "[\"rss\"]"));
        here.file("feeds/news/rss.xml", old_feed(15..=20));
        let options: &[&str] = if adopts {
            here.run(["adopt", "feeds/news/rss.xml"]).expect_code(0);
            told(here.run(["diff"]), "14 of 20", "`limit = 6`");
            &["build"]
        } else {
            here.run(["build"]).expect_code(1).expect_stderr(["error[flood-refused]"]);
            &["build", "--allow-flood", "news"]
        };
        let outcome = here.run(options);
        if adopts { told(outcome, "14 of 20", "`limit = 6`") } else { silent(outcome) }
    }
}

#[test]
fn a_feed_that_was_adopted_from_elsewhere_goes_on_in_the_feed_that_shows_most_of_it() {
    let here = publication(20);
    let config = here.read("courant.toml");
    here.config(format!(
        "{config}\n[[feed]]\nname = \"few\"\nwhere = \"title.endsWith('5') || title.endsWith('1')\"\n"
    ));
    here.file("old.xml", old_feed(15..=20)).run(["adopt", "old.xml"]).expect_code(0);
    let outcome = here.run(["build"]).expect_code(0);
    assert_eq!(outcome.stderr.matches("warning[old-arrivals]").count(), 1, "{}", outcome.stderr);
    told(outcome, "14 of 20", "`limit = 6`");
    // With its archive nothing is new.
    let here = publication(20);
    here.file("old.xml", old_feed(1..=20)).run(["adopt", "old.xml"]).expect_code(0);
    silent(here.run(["build"]));
}

#[test]
fn new_feeds_and_new_articles_are_nobodys_old_ones() {
    let here = publication(20);
    silent(here.run(["build"]));
    let config = here.read("courant.toml");
    here.config(format!("{config}\n[[feed]]\nname = \"more\"\n"));
    silent(here.run(["build"]));
    for number in 21..=28 {
        here.record(&format!("a{number}"), &format!("Article {number}"), &format!("2026-01-{number:02}"), "");
    }
    silent(here.run(["build"]));
}
