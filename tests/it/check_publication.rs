//! `courant check` without arguments: the publication's own configuration, records and feeds.

use crate::support::Publication;

#[test]
fn findings_are_shown_at_the_records_and_nothing_is_written() {
    let here = Publication::new();
    here.record("one", "One", "2026-01-01", "");
    here.file("data/two.md", "---\ntitle: Two\n---\n\nNo date.\n");
    let before = here.tree();
    let outcome = here.run(["check", "--format", "json"]).expect_code(1);
    let found: Vec<(String, String)> = outcome
        .json_lines()
        .iter()
        .map(|d| (d["rule"].as_str().unwrap_or_default().to_owned(), d["file"].as_str().unwrap_or_default().to_owned()))
        .collect();
    assert!(found.contains(&("record-undated".to_owned(), "data/two.md".to_owned())), "{found:?}");
    assert_eq!(here.tree().changes_since(&before), [""; 0]);
}

#[test]
fn a_published_feed_that_is_current_is_judged_once_and_a_foreign_one_as_it_stands() {
    let here = Publication::new();
    here.record("one", "One", "2026-01-01", "");
    here.build();
    let clean = here.run(["check", "--level", "warning"]).expect_code(0);
    assert_eq!(clean.stdout, "");
    assert!(clean.stderr.contains("1 record and 3 documents judged: 0 errors"), "{}", clean.stderr);

    here.file("feeds/old/rss.xml", "<rss version=\"2.0\"><channel><title>T</title></channel></rss>");
    let edited = here.read("feeds/news/rss.xml").replace("<title>One</title>", "<title>One</title><title>Two</title>");
    here.file("feeds/news/rss.xml", edited);
    let outcome = here.run(["check", "--format", "json"]).expect_code(1);
    let errors: Vec<(String, String)> = outcome
        .json_lines()
        .iter()
        .filter(|d| d["level"] == "error")
        .map(|d| (d["rule"].as_str().unwrap_or_default().to_owned(), d["file"].as_str().unwrap_or_default().to_owned()))
        .collect();
    let expected = [
        ("element-duplicate", "feeds/news/rss.xml"),
        ("description-missing", "feeds/old/rss.xml"),
        ("link-missing", "feeds/old/rss.xml"),
    ];
    assert_eq!(errors, expected.map(|(rule, file)| (rule.to_owned(), file.to_owned())));
    let human = here.run(["check"]).expect_code(1);
    assert!(
        human.stderr.contains("1 record and 4 documents judged, 1 of which the next build changes"),
        "{}",
        human.stderr
    );
}

#[test]
fn a_broken_configuration_cannot_be_checked_any_further() {
    let here = Publication::new();
    here.config("[publication]\ntitel = \"T\"\n");
    let outcome = here.run(["check"]).expect_code(2);
    assert!(outcome.stdout.contains("titel"), "{}", outcome.stdout);
}
