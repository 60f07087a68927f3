//! `status`: what a person, a scheduler and a monitor are told, and that asking changes nothing.

use crate::support::{Outcome, Publication, SITE, text};
use courant::{
    state::{self, FeedRow, Intent, Ledger, Retirement, Retraction},
    value::Timestamp,
};
use serde_json::Value;
use std::fs;

/// Runs `status`, expects it to work, and expects that nothing has changed, the cache included.
#[track_caller]
fn status(here: &Publication, args: &[&str]) -> Outcome {
    let read = |name: &str| fs::read(here.root().join(".courant").join(name)).ok();
    let kept = || (here.tree(), read("cache"), read("lock"));
    let before = kept();
    let outcome = here.run([&["status"], args].concat()).expect_code(0);
    let after = kept();
    assert_eq!(after.0.changes_since(&before.0), [""; 0]);
    assert!(after.1 == before.1 && after.2 == before.2, "the cache or the lock was written");
    assert_eq!(outcome.stderr, "");
    outcome
}

/// The object about the run, and those about feeds.
#[track_caller]
fn objects(here: &Publication, args: &[&str]) -> (Value, Vec<Value>) {
    let mut lines = status(here, &[args, &["--format", "json"]].concat()).json_lines();
    let run = lines.remove(0);
    assert_eq!(run["kind"], "run");
    assert!(lines.iter().all(|line| line["kind"] == "feed"));
    (run, lines)
}

/// The words that a table has of a feed.
#[track_caller]
fn line<'a>(outcome: &'a Outcome, feed: &str) -> &'a str {
    let found = outcome.stdout.lines().find(|line| line.split_whitespace().next() == Some(feed));
    found.unwrap_or_else(|| panic!("no line about {feed}:\n{}", outcome.stdout))
}

/// The line that begins with this word.
#[track_caller]
fn said<'a>(outcome: &'a Outcome, word: &str) -> &'a str {
    let found = outcome.stdout.lines().find_map(|line| line.strip_prefix(word)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no line `{word}: `:\n{}", outcome.stdout))
}

fn next(here: &Publication, args: &[&str]) -> String {
    status(here, &[&["--next"], args].concat()).stdout
}

#[test]
fn a_publication_that_was_never_built_has_little_to_tell() {
    let here = Publication::new();
    let outcome = status(&here, &[]);
    assert!(line(&outcome, "news").ends_with("not built yet"), "{}", outcome.stdout);
    assert!(said(&outcome, "next").contains("nothing is known of an earlier run"), "{}", outcome.stdout);
    assert_eq!(said(&outcome, "last run"), "none that is known");
    assert!(!here.has(".courant"));
    let (run, feeds) = objects(&here, &[]);
    assert_eq!((&run["next"], &run["activity"], &run["errors"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!((feeds.len(), text(&feeds[0]["state"])), (1, "unpublished"));
    assert_eq!(next(&here, &[]), "");
}

#[test]
fn feeds_are_listed_with_what_the_last_build_made_of_them() {
    let here = Publication::new();
    here.config(format!("{SITE}[[feed]]\neach = \"category\"\nformats = [\"rss\"]\n"));
    here.record("one", "One", "2026-01-01", "\"tags\": [\"Tide\"]");
    here.record("two", "Two", "2026-01-02", "\"tags\": [\"Wind\"]");
    here.run(["build", "--now", "2026-05-01T10:00:00Z"]).expect_code(0);
    here.record("three", "Three", "2026-01-03", "\"tags\": [\"Wind\"]");
    here.run(["build", "--now", "2026-05-02T10:00:00Z"]).expect_code(0);

    let outcome = status(&here, &[]);
    let names: Vec<_> = outcome.stdout.lines().map_while(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["feed", "category/tide", "category/wind", "news"]);
    assert!(line(&outcome, "news").ends_with("2026-05-02T10:00:00Z  “Three” is new"), "{}", outcome.stdout);
    assert!(line(&outcome, "category/tide").contains("2026-05-01T10:00:00Z"), "{}", outcome.stdout);
    assert_eq!(said(&outcome, "next"), "nothing is due by the clock alone");
    assert!(said(&outcome, "last run").starts_with("build, finished 2026-05-02T10:0"), "{}", outcome.stdout);
    assert!(said(&outcome, "last run").ends_with(", exit 0"), "{}", outcome.stdout);

    let (run, feeds) = objects(&here, &["category/wind", "news"]);
    assert_eq!((&run["activity"], &run["exit"], &run["articles"]), (&"ended".into(), &0.into(), &3.into()));
    assert_eq!((&run["errors"], &run["unknown"]), (&0.into(), &Value::Null));
    let [wind, news] = &feeds[..] else { panic!("two feeds were asked for: {feeds:?}") };
    assert_eq!(
        (&wind["name"], &wind["items"], &wind["state"]),
        (&"category/wind".into(), &2.into(), &"published".into())
    );
    assert_eq!((&news["items"], &news["changed"]), (&3.into(), &"2026-05-02T10:00:00Z".into()));
    assert_eq!((&news["built"], &news["reason"]), (&"2026-05-02T10:00:00Z".into(), &"“Three” is new".into()));
    let documents = news["documents"].as_array().expect("documents");
    let largest = documents.iter().map(|document| {
        let size = fs::metadata(here.root().join("feeds").join(text(&document["path"]))).expect("it is there").len();
        assert_eq!(document["bytes"], size);
        size
    });
    assert_eq!(news["bytes"].as_u64(), largest.max());
    assert_eq!(documents.len(), 3);

    let (_, feeds) = objects(&here, &["category"]);
    assert_eq!(feeds.len(), 2);
    here.run(["status", "nwes"]).expect_code(2).expect_stderr(["no feed `nwes`", "did you mean `news`?"]);
    here.run(["status", "category/wund"]).expect_code(2).expect_stderr(["did you mean `category/wind`?"]);
    // From wherever one looks.
    let inside = here.courant(["status"]).inside("data").run().expect_code(0);
    assert_eq!(inside.stdout, outcome.stdout);

    // What no record has any more.
    here.record("one", "One", "2026-01-01", "");
    here.run(["build", "--now", "2026-05-03T10:00:00Z"]).expect_code(0);
    let outcome = status(&here, &["category"]);
    assert!(
        line(&outcome, "category/tide").ends_with("no longer built; its last documents stay"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_scheduler_is_told_when_the_clock_alone_changes_something() {
    let here = Publication::new();
    let build = |now: &str| here.run(["build", "--now", now]).expect_code(0);
    here.record("one", "One", "2026-01-01", "\"expires\": \"2026-12-24\"");
    here.record("two", "Two", "2026-12-01T08:00:00Z", "");
    build("2026-05-01T10:00:00Z");
    assert_eq!(next(&here, &[]), "2026-12-01T08:00:00Z\n");
    let outcome = status(&here, &["--now", "2026-05-01T11:00:00Z"]);
    assert_eq!(said(&outcome, "next"), "2026-12-01T08:00:00Z “Two” is due");
    // Overdue: a scheduler runs at once what is in the past.
    assert_eq!(next(&here, &["--now", "2026-12-02"]), "2026-12-01T08:00:00Z\n");
    let outcome = status(&here, &["--now", "2026-12-02"]);
    assert_eq!(said(&outcome, "next"), "2026-12-01T08:00:00Z “Two” is due (a build is overdue)");
    let (run, _) = objects(&here, &[]);
    assert_eq!((&run["next"], &run["waiting"]), (&"2026-12-01T08:00:00Z".into(), &1.into()));
    assert_eq!(run["next_why"], "“Two” is due");

    build("2026-12-02");
    assert_eq!(next(&here, &[]), "2026-12-24T00:00:00Z\n");
    assert_eq!(said(&status(&here, &["--now", "2026-12-03"]), "next"), "2026-12-24T00:00:00Z “One” expires");
    build("2026-12-25");
    assert_eq!(next(&here, &[]), "");
    here.run(["status", "--next", "-v"]).expect_code(0).expect_stderr(["nothing is due"]);

    // A run that built one feed alone does not know of the others.
    here.record("two", "Two, changed", "2026-12-01T08:00:00Z", "");
    here.run(["build", "news", "--now", "2026-12-26"]).expect_code(0);
    assert_eq!(next(&here, &[]), "");
    here.run(["status", "--next", "-v"]).expect_code(0).expect_stderr(["did not build every feed"]);
    assert!(line(&status(&here, &[]), "news").ends_with("“Two, changed” is changed"));
    here.run(["status", "--next", "--max-age", "2h"]).expect_code(2);
    here.run(["status", "--next", "news"]).expect_code(2);
}

#[test]
fn what_was_withheld_or_held_back_is_named() {
    let here = Publication::new();
    let with = |limit: &str| {
        format!("{SITE}max_withheld = \"{limit}\"\n[feed.item_elements]\n\"itunes:duration\" = \"extra.length\"\n")
    };
    here.config(with("50%"));
    for (stem, title) in [("one", "One"), ("two", "Two"), ("three", "Three")] {
        here.record(stem, title, "2026-01-01", "\"length\": \"1530\"");
    }
    here.build();
    here.record("two", "Two", "2026-01-01", "\"length\": \"45 min\"");
    here.run(["build"]).expect_code(1);
    let outcome = status(&here, &[]);
    assert!(line(&outcome, "news").ends_with("“Two” is changed [1 withheld]"), "{}", outcome.stdout);
    assert_eq!(said(&outcome, "withheld"), "1 item (1 as published before) in 1 feed");
    // In RSS and in Atom.
    assert!(said(&outcome, "found").starts_with("2 errors, "), "{}", outcome.stdout);
    let error = "\n  error[itunes-duration] data/two.json:1 itunes:duration (atom): `45 min` in ";
    assert!(outcome.stdout.contains(error), "{}", outcome.stdout);
    assert!(said(&outcome, "last run").ends_with("exit 1"), "{}", outcome.stdout);

    here.config(with("0%"));
    here.record("three", "Three", "2026-01-01", "\"length\": \"46 min\"");
    here.run(["build"]).expect_code(1);
    let outcome = status(&here, &[]);
    assert!(line(&outcome, "news").contains("held back"), "{}", outcome.stdout);
    assert_eq!(said(&outcome, "held back"), "3 documents of 1 feed; what was published before stays");
    let (run, feeds) = objects(&here, &[]);
    assert_eq!(
        (&feeds[0]["held_back"], &feeds[0]["items"], &feeds[0]["state"]),
        (&true.into(), &3.into(), &"published".into())
    );
    assert!(run["errors"].as_u64() >= Some(2), "{run}");
    let first = &run["first_errors"][0];
    assert!(first["rule"].is_string() && first["message"].is_string() && first["file"].is_string(), "{run}");
}

#[test]
fn without_a_cache_the_ledger_is_told() {
    let here = Publication::new();
    here.record("one", "One", "2026-01-01", "\"expires\": \"2999-01-01\"");
    here.build();
    let cache = fs::read(here.root().join(".courant/cache")).expect("there is a cache");
    let tells = |why: &str| {
        let outcome = status(&here, &[]);
        assert!(said(&outcome, "next").contains(why), "{}", outcome.stdout);
        assert!(line(&outcome, "news").ends_with("not known"), "{}", outcome.stdout);
        let (run, feeds) = objects(&here, &[]);
        assert!(text(&run["unknown"]).contains(why), "{run}");
        assert_eq!((&feeds[0]["items"], &feeds[0]["reason"]), (&1.into(), &Value::Null));
        assert_eq!(feeds[0]["documents"].as_array().map(Vec::len), Some(3));
        assert_eq!(next(&here, &[]), "");
    };
    here.file(".courant/cache", &cache[..cache.len() / 2]);
    tells("the cache is damaged");
    fs::remove_file(here.root().join(".courant/cache")).expect("it is there");
    tells("nothing is known of an earlier run");
    here.file(".courant/cache", &cache);
    assert_eq!(next(&here, &[]), "2999-01-01T00:00:00Z\n");
    here.config(format!("{SITE}limit = 3\n"));
    tells("the configuration has changed");
    // Nobody can use a ledger that is none.
    here.file(".courant/ledger.db", "no database".repeat(100));
    here.run(["status"]).expect_code(2).expect_stderr(["ledger.db"]);
    here.config("[publication]\ntitel = \"x\"\n");
    here.run(["status"]).expect_code(2).expect_stderr(["titel"]);
}

#[test]
fn a_monitor_is_told_when_no_build_has_finished_for_too_long() {
    let here = Publication::new();
    let age = |now: &str| here.run(["status", "--max-age", "2h", "--now", now]);
    let silent = |now: &str| {
        let outcome = age(now).expect_code(0);
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
    };
    let complains = |now: &str, part: &str| {
        let outcome = age(now).expect_code(1);
        assert!(outcome.stdout.contains(part), "{}", outcome.stdout);
        assert_eq!((outcome.stdout.lines().count(), outcome.stderr.as_str()), (1, ""));
    };
    complains("2026-05-01T10:00:00Z", "no build has ever finished");
    here.record("one", "One", "2026-01-01", "");
    here.run(["build", "--now", "2026-05-01T10:00:00Z"]).expect_code(0);
    silent("2026-05-01T11:59:00Z");
    complains("2026-05-01T13:00:30Z", "the last build finished 3 hours ");
    let outcome = here.run(["status", "--max-age", "2h", "-v", "--now", "2026-05-01T11:30:30Z"]).expect_code(0);
    assert!(outcome.stdout.contains("finished 1 hour 30 minutes"), "{}", outcome.stdout);
    // A monitor that believed a clock that was set back would be silent for months.
    complains("2026-01-01T10:00:00Z", "it is 2026-01-01T10:00:00Z by the clock");

    // Records with errors are the build's matter; a build that could not work is the monitor's.
    here.record("bad", "Bad", "someday", "");
    here.run(["build", "--now", "2026-05-01T12:00:00Z"]).expect_code(1);
    silent("2026-05-01T13:30:00Z");
    here.record("one", "One, changed", "2026-01-01", "");
    fs::remove_file(here.root().join("feeds/news/rss.xml")).expect("it is there");
    here.file("feeds/news/rss.xml/in-the-way", "");
    for now in ["2026-05-01T13:40:00Z", "2026-05-01T13:50:00Z", "2026-05-01T14:30:00Z"] {
        here.run(["build", "--now", now]).expect_code(2);
    }
    silent("2026-05-01T13:59:00Z");
    complains("2026-05-01T14:31:00Z", "at 2026-05-01T12:0");
    let outcome = status(&here, &[]);
    assert!(said(&outcome, "last run").ends_with("exit 2"), "{}", outcome.stdout);
    assert!(said(&outcome, "last build").starts_with("finished 2026-05-01T12:0"), "{}", outcome.stdout);
    // Other commands are no builds.
    here.run(["ledger", "rekey", "https://gazette.example/2026/01/one/", "urn:x:one", "--now", "2026-05-01T14:32:00Z"])
        .expect_code(0);
    complains("2026-05-01T14:33:00Z", "at 2026-05-01T12:0");
    assert!(line(&outcome, "news").ends_with(" [could not be written]"), "{}", outcome.stdout);
    assert!(said(&outcome, "not written").starts_with("1 feed; "), "{}", outcome.stdout);
    here.run(["status", "--max-age", "120"]).expect_code(2).expect_stderr(["1h30m"]);
}

#[test]
fn a_run_that_was_killed_is_told_from_one_at_work() {
    let here = Publication::new();
    here.record("one", "One", "2026-01-01", "");
    here.run(["build", "--now", "2026-05-01T10:00:00Z"]).expect_code(0);
    let line_of = |pid: u32, started: &str| {
        let rest = r#""stage":"writing documents","before":{"finished":"2026-05-01T10:00:01Z","exit":0},"built":"2026-05-01T10:00:01Z""#;
        format!("{{\"pid\":{pid},\"command\":\"build\",\"started\":\"{started}\",\"deadline\":900,{rest}}}\n")
    };
    // No process has this number.
    here.file(".courant/lock", line_of(4_294_967_295, "2026-05-01T10:05:00Z"));
    let open = Intent { path: "news/rss.xml".to_owned(), old: None, new: "ff".to_owned(), deliveries: Vec::new() };
    ledger(&here).begin(&[open]).expect("the ledger takes it");
    let outcome = status(&here, &[]);
    assert!(
        said(&outcome, "interrupted").contains("since 2026-05-01T10:05:00Z, writing documents"),
        "{}",
        outcome.stdout
    );
    assert_eq!(said(&outcome, "open"), "1 document may be replaced or not; the next run settles it");
    assert_eq!(said(&outcome, "last run"), "finished 2026-05-01T10:00:01Z, exit 0");
    let (run, _) = objects(&here, &[]);
    assert_eq!((&run["activity"], &run["finished"]), (&"killed".into(), &"2026-05-01T10:00:01Z".into()));
    assert_eq!(run["open"], serde_json::json!(["news/rss.xml"]));
    here.run(["status", "--max-age", "2h", "--now", "2026-05-01T11:00:00Z"]).expect_code(0);

    // Our own process is there; whether it hangs is a matter of its deadline.
    let me = std::process::id();
    here.file(".courant/lock", line_of(me, "2999-01-01T00:00:00Z"));
    assert!(said(&status(&here, &[]), "at work").contains(&format!("process {me}")));
    here.file(".courant/lock", line_of(me, "2026-01-01T00:00:00Z"));
    assert!(said(&status(&here, &[]), "hangs").contains("look at the process"));
    here.file(".courant/lock", "{\"pid\":");
    assert_eq!(said(&status(&here, &[]), "last run"), "none that is known");
    here.build();
    assert_eq!(objects(&here, &[]).0["open"], serde_json::json!([]));
}

#[test]
fn what_was_taken_down_or_ended_is_told() {
    let here = Publication::new();
    for stem in ["one", "two", "three", "four"] {
        here.record(stem, stem, "2026-01-01", "");
    }
    here.run(["build", "--now", "2026-05-01T10:00:00Z"]).expect_code(0);
    let at = Timestamp::from_rfc3339("2026-05-02T10:00:00Z").expect("a time");
    let known = ledger(&here).known().expect("the ledger can be read");
    let mut rows = known.rows[..3].to_vec();
    rows[0].gone = Some(at);
    rows[1].retracted = Some(Retraction { at, reason: None });
    rows[2].retracted = Some(Retraction { at, reason: None });
    let mut old = FeedRow::new("urn:x:old");
    old.retired = Some(Retirement { at, to: Some("https://gazette.example/feeds/news/".to_owned()) });
    let feeds = [("old".to_owned(), old)].into();
    ledger(&here).conclude(&state::Outcome { rows, feeds, ..state::Outcome::default() }).expect("the ledger takes it");

    let outcome = status(&here, &["--now", "2026-04-01"]);
    assert_eq!(said(&outcome, "taken down"), "1 deleted and 2 retracted of 4 articles");
    assert!(line(&outcome, "old").ends_with("retired [to https://gazette.example/feeds/news/]"), "{}", outcome.stdout);
    assert_eq!(said(&outcome, "clock"), "it is 2026-04-01T00:00:00Z, and a document changed at 2026-05-01T10:00:00Z");
    let (run, feeds) = objects(&here, &["old"]);
    assert_eq!((&run["deleted"], &run["retracted"]), (&1.into(), &2.into()));
    assert_eq!((&feeds[0]["state"], &feeds[0]["retired"]["at"]), (&"retired".into(), &"2026-05-02T10:00:00Z".into()));
}

fn ledger(here: &Publication) -> Box<dyn Ledger> {
    state::open(&here.root().join(".courant"), None).expect("there is a ledger")
}
