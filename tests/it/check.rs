//! `courant check` and `courant explain`: any feed, no publication needed.

use crate::support::Publication;
use std::collections::BTreeSet;

const GOOD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n\
                    <channel><title>T</title><link>https://a.example/</link><description>D</description><language>en</language>\n\
                    <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://a.example/rss.xml\"/>\n\
                    <item><title>One</title><guid>https://a.example/1</guid>\
                    <pubDate>Sun, 22 Nov 2015 09:30:00 +0000</pubDate></item>\n</channel></rss>\n";

/// A directory with a good feed, one with two faults, and files that are no feeds.
fn feeds() -> Publication {
    let here = Publication::empty();
    let bad =
        GOOD.replace("Sun, 22 Nov", "Mon, 22 Nov").replace("<language>en</language>", "<language>English</language>");
    here.file("good.xml", GOOD)
        .file("deep/bad.xml", bad)
        .file("deep/notes.md", "# No feed")
        .file("page.html", "<html></html>");
    here.file(
        "feed.json",
        "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": [{\"id\": 1}]}",
    );
    here
}

#[test]
fn findings_are_the_result_and_name_the_file_as_it_was_given() {
    let here = feeds();
    let clean = here.run(["check", "./good.xml"]).expect_code(0);
    assert_eq!(clean.stdout, "");
    let outcome = here.run(["check", "--format", "json", "./deep/bad.xml", "good.xml"]).expect_code(1);
    let found: Vec<(String, u64, String)> = outcome
        .json_lines()
        .iter()
        .map(|d| {
            let text = |name: &str| d[name].as_str().unwrap_or_default().to_owned();
            assert_eq!(text("file"), "./deep/bad.xml");
            (text("rule"), d["line"].as_u64().unwrap_or(0), text("field"))
        })
        .collect();
    let expected = [("language", 3, "channel > language"), ("weekday-wrong", 5, "channel > item[1] > pubDate")];
    assert_eq!(found, expected.map(|(rule, line, field)| (rule.to_owned(), line, field.to_owned())));
}

#[test]
fn people_see_the_line_and_what_to_write() {
    let shown = feeds().run(["check", "deep/bad.xml"]).expect_code(1);
    for piece in [
        "error[weekday-wrong] deep/bad.xml:5:",
        "channel > item[1] > pubDate",
        "<pubDate>Mon, 22 Nov 2015",
        "why: The weekday is checked",
        "help: ",
    ] {
        assert!(shown.stdout.contains(piece), "{piece}: {}", shown.stdout);
    }
    // Why a rule matters is said once.
    let twice = GOOD.replace("Sun, 22 Nov", "Mon, 22 Nov").replace("</channel>", "<item><title>Two</title><guid>https://a.example/2</guid><pubDate>Mon, 22 Nov 2015 10:30:00 +0000</pubDate></item></channel>");
    let publication = Publication::empty();
    let repeated = publication.file("twice.xml", twice).run(["check", "twice.xml"]).expect_code(1);
    assert_eq!(repeated.stdout.matches("error[weekday-wrong]").count(), 2);
    assert_eq!(repeated.stdout.matches("why: ").count(), 1);
    assert!(shown.stderr.contains("1 document judged, 0 without errors: 2 errors"), "{}", shown.stderr);
}

#[test]
fn directories_are_looked_through_for_feeds() {
    let outcome = feeds().run(["check", "--format", "json", "."]).expect_code(1);
    let mut files: Vec<String> =
        outcome.json_lines().iter().map(|d| d["file"].as_str().unwrap_or_default().to_owned()).collect();
    files.dedup();
    assert_eq!(files, ["./deep/bad.xml", "./feed.json"]);
}

#[test]
fn rules_can_be_allowed_and_denied() {
    let here = feeds();
    here.run(["check", "--allow", "language", "--allow", "weekday-wrong", "deep/bad.xml"]).expect_code(0);
    let noted = GOOD.replace("<language>en</language>", "");
    here.file("noted.xml", noted);
    assert_eq!(here.run(["check", "--level", "warning", "noted.xml"]).expect_code(0).stdout, "");
    here.run(["check", "--deny", "language-missing", "noted.xml"]).expect_code(1);
    let unknown = here.run(["check", "--deny", "langage", "good.xml"]).expect_code(2);
    assert!(unknown.stderr.contains("do you mean `language`?"), "{}", unknown.stderr);
}

#[test]
fn a_profile_asks_for_what_a_directory_requires() {
    let here = feeds();
    here.run(["check", "good.xml"]).expect_code(0);
    let rules = |profiles: &[&str]| {
        let mut arguments = vec!["check", "--format", "json", "good.xml"];
        arguments.extend(profiles.iter().flat_map(|profile| ["--profile", profile]));
        let outcome = here.run(arguments).expect_code(1);
        let lines = outcome.json_lines();
        let errors = lines.iter().filter(|d| d["level"] == "error");
        errors.map(|d| d["rule"].as_str().unwrap_or_default().to_owned()).collect::<BTreeSet<_>>()
    };
    let apple = rules(&["apple"]);
    assert_eq!(
        apple,
        BTreeSet::from(["enclosure-missing", "itunes-element-missing", "itunes-image-missing"].map(String::from))
    );
    assert!(rules(&["apple", "spotify"]).contains("itunes-email-missing"));
}

#[test]
fn what_cannot_be_read_keeps_nothing_else_from_being_judged() {
    let outcome = feeds().run(["check", "--format", "json", "nowhere.xml", "deep/bad.xml"]).expect_code(2);
    assert_eq!(outcome.json_lines().len(), 2);
    assert!(outcome.stderr.contains("nowhere.xml"), "{}", outcome.stderr);
}

#[test]
fn rules_explain_themselves() {
    let here = Publication::empty();
    let page = here.run(["explain", "guid-not-permalink"]).expect_code(0);
    for piece in ["# guid-not-permalink", "level: error", "InvalidHttpGUID", "## Bad", "## Good"] {
        assert!(page.stdout.contains(piece), "{piece}");
    }
    assert!(here.run(["explain"]).expect_code(0).stdout.lines().count() > 200);
    here.run(["explain", "nonsense"]).expect_code(2);
}

/// A finding about an episode, a category or a namespace says which one, in the words of the file, and only once.
#[test]
fn findings_name_what_they_mean() {
    let here = Publication::empty();
    here.file(
        "show.xml",
        "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:rawvoice='https://blubrry.com/developer/rawvoice-rss/'>\
         <channel><title>T</title><link>https://a.example/</link><description>D</description><itunes:type>serial</itunes:type>\
         <itunes:category text='Society &amp; Culture'><itunes:category text='Documentary'/></itunes:category>\
         <itunes:category text='Society &amp; Culture'><itunes:category text='Philosophy'/></itunes:category>\
         <item><title>Salt</title><guid isPermaLink='false'>1</guid><enclosure url='https://a.example/1.mp3' length='0' type='audio/mpeg'/></item>\
         <item><title>Rope</title><guid isPermaLink='false'>2</guid><itunes:episode>2</itunes:episode></item></channel></rss>",
    );
    let found = here.run(["check", "--profile", "apple", "--format", "json", "show.xml"]).expect_code(1).json_lines();
    let said = |rule: &str| -> Vec<&str> {
        found.iter().filter(|found| found["rule"] == rule).filter_map(|found| found["message"].as_str()).collect()
    };
    assert_eq!(said("episode-number-missing"), ["the show is serial, but the item “Salt” has no `<itunes:episode>`"]);
    assert_eq!(said("enclosure-missing"), ["the item “Rope” has no `<enclosure>`: it is no episode"]);
    assert_eq!(said("itunes-category-unused"), ["Apple reads the first subcategory only, not `Philosophy`"]);
    assert_eq!(said("enclosure-length-zero").len() + said("length-zero").len(), 1, "{found:#?}");
    assert_eq!(
        said("namespace-unchecked"),
        ["elements of the namespace `https://blubrry.com/developer/rawvoice-rss/` were not judged"]
    );
}
