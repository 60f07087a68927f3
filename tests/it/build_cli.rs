//! The command line: what is written, what is said where, and how it ends.

use crate::support::{Publication, SITE, Tree, feeds, text};
use serde_json::Value;
use std::{
    fs,
    process::{Command, Stdio},
};

fn two_records() -> Publication {
    let publication = Publication::new();
    publication.record("one", "One", "2025-01-01", "");
    publication.record("two", "Two", "2025-01-02", "");
    publication
}

#[test]
fn a_build_writes_the_documents_and_a_summary() {
    let publication = two_records();
    let outcome = publication.build();
    assert_eq!(outcome.stdout, "", "messages are no result");
    assert!(outcome.stderr.contains("2 records"), "{}", outcome.stderr);
    let tree = publication.tree();
    let written: Vec<_> = tree.files().into_iter().filter(|path| path.starts_with("site/feeds/")).collect();
    assert_eq!(written, ["site/feeds/news/atom.xml", "site/feeds/news/feed.json", "site/feeds/news/rss.xml"]);
}

#[test]
fn quiet_is_quiet() {
    let publication = two_records();
    let outcome = publication.run(["build", "-q"]).expect_code(0);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
    publication.record("bad", "Bad", "someday", "");
    let outcome = publication.run(["build", "-q"]).expect_code(1);
    assert!(outcome.stderr.contains("data/bad.json"), "errors are heard: {}", outcome.stderr);
    assert!(!outcome.stderr.contains("2 records"), "the summary is not: {}", outcome.stderr);
}

#[test]
fn equal_documents_are_not_written_again() {
    let publication = two_records();
    publication.build();
    let before = publication.tree().without(["site/.courant"]);
    publication.build();
    assert_eq!(publication.tree().without(["site/.courant"]).changes_since(&before), [""; 0]);

    publication.record("three", "Three", "2025-01-03", "");
    publication.build();
    let changed = publication.tree().without(["site/.courant"]).changes_since(&before);
    assert_eq!(
        changed,
        [
            "new: site/data/three.json",
            "bytes: site/feeds/news/atom.xml",
            "bytes: site/feeds/news/feed.json",
            "bytes: site/feeds/news/rss.xml"
        ]
    );
}

#[test]
fn a_dry_run_writes_nothing_at_all() {
    let publication = two_records();
    let before = publication.tree();
    let outcome = publication.run(["build", "--dry-run"]).expect_code(0);
    assert_eq!(publication.tree().changes_since(&before), [""; 0]);
    assert!(
        format!("{}{}", outcome.stdout, outcome.stderr).contains("news"),
        "it says what it would do: {}",
        outcome.stderr
    );
}

#[test]
fn only_the_feeds_that_are_named_are_built() {
    let publication = two_records();
    publication.config(format!("{SITE}\n[[feed]]\nname = \"other\"\n\n[[feed]]\nname = \"third\"\n"));
    publication.run(["build", "other"]).expect_code(0);
    assert!(
        publication.has("feeds/other/rss.xml") && !publication.has("feeds/news") && !publication.has("feeds/third")
    );
    let outcome = publication.run(["build", "thrid"]).expect_code(2).expect_stderr(["thrid", "third"]);
    assert!(!publication.has("feeds/third"), "{}", outcome.stderr);
}

#[test]
fn a_misspelt_key_is_refused_with_its_place_and_the_nearest_one() {
    let publication = two_records();
    publication.config(SITE.replace("timezone = \"UTC\"", "  timezon = \"UTC\""));
    publication.run(["build"]).expect_code(2).expect_stderr(["courant.toml:7:3", "timezon", "did you mean `timezone`"]);
    assert!(!publication.has("feeds"));
}

#[test]
fn a_configuration_that_cannot_be_read_is_refused_with_its_place() {
    for (toml, parts) in [
        (SITE.replace("title = \"The", "title = The"), ["courant.toml:3:9", ""]),
        (SITE.replace("\"UTC\"", "\"Mars/Olympus\""), ["courant.toml:7:12", "Mars/Olympus"]),
        (SITE.replace("formats = [\"rss\"", "formats = [\"rrs\""), ["courant.toml:16:12", "rrs"]),
        (SITE.replace("link = \"https://gazette.example/\"\n", ""), ["courant.toml:", "link"]),
        (SITE.replace("title = \"The Harbour Gazette\"", "title = 7"), ["courant.toml:3:9", "text"]),
        (String::new(), ["courant.toml", "publication"]),
        (SITE.replace("data/**/*.{", "data/**/*.{["), ["courant.toml:11:9", "data/**/*.{["]),
        (format!("{SITE}where = 'title ==='\n"), ["courant.toml:17:9", "where"]),
    ] {
        let publication = two_records();
        publication.config(&toml);
        publication.run(["build"]).expect_code(2).expect_stderr(parts);
        assert!(!publication.has("feeds"), "{toml}");
    }
}

#[test]
fn without_a_configuration_the_way_on_is_shown() {
    let publication = Publication::empty();
    publication.run(["build"]).expect_code(2).expect_stderr(["courant.toml", "courant init"]);
    publication.run(["--config", "absent.toml", "build"]).expect_code(2).expect_stderr(["absent.toml"]);
    publication.run(["-C", "absent", "build"]).expect_code(2).expect_stderr(["absent"]);
}

#[test]
fn wrong_usage_is_told_apart_from_findings() {
    let publication = two_records();
    for args in [
        &["bild"][..],
        &["build", "--nonsense"],
        &["build", "--now", "whenever"],
        &["build", "-j", "0"],
        &["build", "-j", "many"],
        &["build", "--format", "xml"],
        &[],
    ] {
        let outcome = publication.run(args).expect_code(2);
        assert!(!outcome.stderr.is_empty(), "{args:?}");
    }
    assert!(!publication.has("feeds"));
}

#[test]
fn help_teaches() {
    let publication = Publication::empty();
    let help = publication.run(["--help"]).expect_code(0);
    for word in ["init", "build", "records", "--now", "--config", "Exit"] {
        assert!(help.stdout.to_lowercase().contains(&word.to_lowercase()), "{word} is not in {}", help.stdout);
    }
    for command in ["init", "build", "records", "status"] {
        let help = publication.run([command, "--help"]).expect_code(0).stdout;
        assert!(help.len() > 200, "{help}");
    }
    let version = publication.run(["--version"]).expect_code(0).stdout;
    assert_eq!(version.trim(), concat!("courant ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_new_publication_builds_at_once() {
    let publication = Publication::empty();
    publication.run(["init", "paper"]).expect_code(0);
    publication.courant(["build"]).inside("paper").run().expect_code(0);
    let feeds = Tree::of(&publication.root().join("paper/feeds"));
    assert!(feeds.files().iter().any(|path| path.ends_with("rss.xml")), "{:?}", feeds.files());
    publication.courant(["build", "--strict"]).inside("paper").run().expect_code(0);

    // what is there already is never overwritten
    publication.file("paper/courant.toml", SITE);
    let before = publication.tree();
    let again = publication.run(["init", "paper"]);
    assert_ne!(again.code, 0);
    assert_eq!(publication.tree().changes_since(&before), [""; 0]);
}

#[test]
fn init_works_in_the_current_directory() {
    let publication = Publication::empty();
    publication.run(["init"]).expect_code(0);
    publication.run(["build"]).expect_code(0);
    assert!(publication.has("courant.toml") && publication.has("feeds"));
}

#[test]
fn a_broken_record_leaves_the_others() {
    let publication = two_records();
    publication.file("data/bad.md", "---\ntitle: Bad\ndate: 2025-02-30\n---\nText\n");
    let outcome =
        publication.run(["build"]).expect_code(1).expect_stderr(["data/bad.md:3", "2025-02-30", "date-invalid"]);
    assert_eq!(feeds::rss(&publication.read("feeds/news/rss.xml")).len(), 2, "{}", outcome.stderr);
}

#[test]
fn diagnostics_come_in_every_form() {
    let publication = two_records();
    publication.file("data/bad.md", "---\ntitle: Bad\ndate: 2025-02-30\n---\nText\n");
    let outcome = publication.run(["build", "--format", "json"]).expect_code(1);
    let diagnostics = outcome.diagnostics();
    let bad = diagnostics.iter().find(|found| found["rule"] == "date-invalid").expect("the date is reported");
    assert_eq!(
        (text(&bad["level"]), text(&bad["file"]), bad["line"].as_u64(), text(&bad["field"])),
        ("error", "data/bad.md", Some(3), "published")
    );
    for member in
        ["rule", "code", "level", "message", "help", "file", "line", "column", "field", "record", "w3c", "spec"]
    {
        assert!(bad.get(member).is_some(), "{member} is missing in {bad}");
    }
    assert!(bad["w3c"].is_array());

    let github = publication.run(["build", "--format", "github"]).expect_code(1);
    let said = format!("{}{}", github.stdout, github.stderr);
    assert!(
        said.lines()
            .any(|line| line.starts_with("::error ") && line.contains("file=data/bad.md") && line.contains("line=3")),
        "{said}"
    );

    let sarif = publication.run(["build", "--format", "sarif"]).expect_code(1);
    let log: Value = [&sarif.stdout, &sarif.stderr]
        .into_iter()
        .find_map(|text| serde_json::from_str(text).ok())
        .unwrap_or_else(|| panic!("{}", sarif.stderr));
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().expect("there are results");
    assert!(results.iter().any(|result| result["ruleId"] == "date-invalid"), "{log}");
}

#[test]
fn strictness_turns_warnings_into_a_failure() {
    let publication = two_records();
    publication.record("odd", "Odd", "2025-01-03", r#""status": "nonsense""#);
    publication.run(["build"]).expect_code(0).expect_stderr(["nonsense"]);
    publication.run(["build", "--strict"]).expect_code(1);
    assert_eq!(feeds::rss(&publication.read("feeds/news/rss.xml")).len(), 2, "the rest is published all the same");
}

#[test]
fn places_can_be_given_on_the_command_line() {
    let publication = two_records();
    publication.file("other.toml", SITE.replace("name = \"news\"", "name = \"elsewhere\""));
    publication.file("extra/three.json", r#"{"title": "Three", "date": "2025-01-03", "content_text": "x"}"#);
    publication.run(["--config", "other.toml", "--out", "public/out", "--state", "var/state", "build"]).expect_code(0);
    assert!(
        publication.has("public/out/elsewhere/rss.xml") && !publication.has("feeds") && !publication.has(".courant")
    );
    publication.run(["build", "--data", "extra/three.json"]).expect_code(0);
    let titles: Vec<_> =
        feeds::rss(&publication.read("feeds/news/rss.xml")).into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["Three"]);
    publication.run(["build", "--data", "extra"]).expect_code(0);
    assert_eq!(feeds::rss(&publication.read("feeds/news/rss.xml")).len(), 1);
}

#[test]
fn an_output_directory_that_is_none_is_an_error_of_the_run() {
    let publication = two_records();
    publication.file("feeds", "I am a file");
    publication.run(["build"]).expect_code(2).expect_stderr(["feeds"]);
    assert_eq!(publication.read("feeds"), "I am a file");

    let publication = two_records();
    fs::create_dir_all(publication.root().join("feeds/news/rss.xml/inside")).expect("the test can make directories");
    publication.run(["build"]).expect_code(2).expect_stderr(["rss.xml"]);
}

#[test]
fn nothing_is_left_behind_beside_the_documents() {
    let publication = two_records();
    publication.build();
    publication.record("three", "Three", "2025-01-03", "");
    publication.build();
    let tree = publication.tree();
    let names: Vec<_> = tree
        .files()
        .into_iter()
        .filter(|path| path.starts_with("site/feeds/") || path.starts_with("tmp/") || path.starts_with("home/"))
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn documents_can_be_read_by_the_web_server() {
    use std::os::unix::fs::PermissionsExt as _;
    let publication = two_records();
    publication.build();
    for path in ["feeds/news/rss.xml", "feeds/news/atom.xml", "feeds/news/feed.json"] {
        let mode =
            fs::metadata(publication.root().join(path)).expect("the document is there").permissions().mode() & 0o777;
        assert_eq!(mode & 0o444, 0o444, "{path} has mode {mode:o}");
    }
}

#[test]
fn an_empty_publication_is_a_valid_one() {
    let publication = Publication::new();
    let outcome = publication.run(["build", "--format", "json"]);
    assert!(outcome.code <= 1, "{}", outcome.stderr);
    if publication.has("feeds/news/rss.xml") {
        assert_eq!(feeds::rss(&publication.read("feeds/news/rss.xml")).len(), 0);
        assert_eq!(feeds::atom(&publication.read("feeds/news/atom.xml")).len(), 0);
        assert_eq!(feeds::json(&publication.read("feeds/news/feed.json")).len(), 0);
    }
}

#[test]
fn records_are_listed_as_lines_of_json() {
    let publication = two_records();
    let records = publication.records();
    assert_eq!(records.len(), 2);
    let one = records.iter().find(|record| record["title"] == "One").expect("it is listed");
    assert_eq!(one["key"], "data/one");
    assert_eq!(one["origin"]["file"], "data/one.json");
    assert_eq!(one["origin"]["line"], 1);
    assert_eq!(one["id"], "https://gazette.example/2025/01/one/");
    assert_eq!(one["content_text"], "Text of one.");
    let list = publication.run(["records"]).expect_code(0).stdout;
    assert!(list.contains("One") && list.contains("data/one.json"), "{list}");
}

#[test]
fn a_reader_who_stops_listening_is_no_failure() {
    let publication = Publication::new();
    for number in 0..400 {
        publication.record(&format!("r{number}"), &"long title ".repeat(50), "2025-01-01", "");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_courant"))
        .args(["records", "--format", "json"])
        .current_dir(publication.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_record_is_found_by_its_own_name_and_never_twice() {
    // two sources that match one file read it once
    let publication = two_records();
    publication.config(SITE.replace("[[feed]]", "[[source]]\nfiles = \"data/one.json\"\n\n[[feed]]"));
    let outcome = publication.run(["build", "--format", "json"]);
    let items = feeds::rss(&publication.read("feeds/news/rss.xml"));
    assert_eq!(items.len(), 2, "{}", outcome.stderr);
}
