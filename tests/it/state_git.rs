//! `state = "git"`: the ledger in the tree, for machines that start with nothing else.

use crate::support::{Outcome, Publication, SITE};
use std::{fs, path::Path};

const EXPORT: &str = "courant-ledger.jsonl";
const DATABASE: &str = ".courant/ledger.db";

/// A publication that keeps its ledger in the tree.
fn publication() -> Publication {
    let here = Publication::new();
    here.config(SITE.replace("language =", "state = \"git\"\nlanguage ="));
    here
}

/// Another machine: what is in version control, so neither the state directory nor, here, the feeds.
fn machine(tree: &Publication) -> Publication {
    let here = Publication::empty();
    for entry in walkdir::WalkDir::new(tree.root()).into_iter().map(|entry| entry.expect("readable")) {
        let below = entry.path().strip_prefix(tree.root()).expect("below the root");
        let is_ours = [".courant", "feeds"].iter().any(|ours| below.starts_with(ours));
        if entry.file_type().is_file() && !is_ours {
            here.file(below, fs::read(entry.path()).expect("readable"));
        }
    }
    here
}

/// Ids by title, as the feed shows them.
fn ids(here: &Publication) -> Vec<(String, String)> {
    let json: serde_json::Value = serde_json::from_str(&here.read("feeds/news/feed.json")).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = json["items"].as_array().expect("items");
    let mut ids: Vec<_> = items.iter().map(|item| (text(&item["title"]), text(&item["id"]))).collect();
    ids.sort();
    ids
}

fn id(path: &str) -> String {
    format!("https://gazette.example/2026/01/{path}/")
}

/// The changes, without those in the state directory.
fn changes(here: &Publication, before: &crate::support::Tree) -> Vec<String> {
    here.tree().changes_since(before).into_iter().filter(|path| !path.contains(".courant")).collect()
}

#[test]
fn a_machine_that_starts_empty_keeps_the_ids_that_another_has_issued() {
    let first = publication();
    first.record("one", "One", "2026-01-02", "").record("two", "Two", "2026-01-03", "");
    first.build();
    let export = first.read(EXPORT);
    assert_eq!(export, first.run(["ledger", "export"]).expect_code(0).stdout);

    let second = machine(&first);
    second.build();
    assert_eq!(second.read(EXPORT), export, "nothing has changed");
    for path in ["feeds/news/rss.xml", "feeds/news/atom.xml", "feeds/news/feed.json"] {
        assert_eq!(second.read(path), first.read(path), "{path}");
    }

    // Its address changes; on the next machine it is the same article nevertheless.
    let third = machine(&second);
    third.record("one", "One", "2026-01-02", r#""slug": "uno""#).record("three", "Three", "2026-01-04", "");
    third.build();
    let expected = [("One", id("one")), ("Three", id("three")), ("Two", id("two"))];
    let expected: Vec<_> = expected.map(|(title, id)| (title.to_owned(), id)).into();
    assert_eq!(ids(&third), expected);
    assert_ne!(third.read(EXPORT), export);
    let fourth = machine(&third);
    fourth.build();
    assert_eq!(ids(&fourth), expected);
    assert_eq!(fourth.read(EXPORT), third.read(EXPORT));
}

#[test]
fn a_build_that_learns_nothing_leaves_the_export_as_it_is() {
    let here = publication();
    here.record("one", "One", "2026-01-02", "");
    here.build();
    let before = here.tree();
    here.build();
    assert_eq!(here.tree().changes_since(&before), [""; 0]);
}

#[test]
fn a_ledger_that_was_in_the_directory_alone_is_exported_by_the_next_build() {
    let here = Publication::new();
    here.record("one", "One", "2026-01-02", "");
    here.build();
    assert!(!here.has(EXPORT));
    let ledger = here.run(["ledger", "export"]).expect_code(0).stdout;
    here.config(SITE.replace("language =", "state = \"git\"\nlanguage ="));
    here.build();
    assert_eq!(here.read(EXPORT), ledger);
}

#[test]
fn what_only_reads_writes_neither_the_export_nor_the_database() {
    let first = publication();
    first.record("one", "One", "2026-01-02", "");
    first.build();
    let here = machine(&first);
    here.record("one", "One", "2026-01-02", r#""slug": "uno""#).record("two", "Two", "2026-01-03", "");
    let before = here.tree();
    for arguments in [&["build", "--dry-run"][..], &["diff"], &["check"], &["records"], &["ledger", "export"]] {
        here.run(arguments);
        assert_eq!(here.tree().changes_since(&before), [""; 0], "{arguments:?}");
    }
    assert_eq!(here.run(["ledger", "export"]).expect_code(0).stdout, first.read(EXPORT));
    // Nor is it a record, whatever the sources match.
    here.config(SITE.replace("language =", "state = \"git\"\nlanguage =").replace("data/**", "**"));
    assert_eq!(here.records().len(), 2);
}

#[test]
fn another_state_directory_leaves_the_tree_alone() {
    let here = publication();
    here.record("one", "One", "2026-01-02", "");
    here.run(["build", "--state", "elsewhere"]).expect_code(0);
    assert!(here.has("elsewhere/ledger.db") && !here.has(EXPORT) && !here.has(".courant"));
}

#[test]
fn a_conflict_in_the_export_stops_the_build_until_it_is_resolved() {
    let here = publication();
    here.record("one", "One", "2026-01-02", "");
    here.build();
    let export = here.read(EXPORT);
    let conflict = export.replacen("{\"kind\":\"record\"", "<<<<<<< HEAD\n{\"kind\":\"record\"", 1);
    here.record("two", "Two", "2026-01-03", "");
    for here in [machine(&here), here] {
        here.file(EXPORT, &conflict);
        let before = here.tree();
        let said = [
            "courant-ledger.jsonl:3: a merge conflict was left in the file: keep the lines of both sides that are right",
            "help: put that line right, or take the file back from version control",
            "nothing was changed",
        ];
        let commands =
            [&["build"][..], &["build", "--dry-run"], &["diff"], &["ledger", "rekey", "a", "b"], &["ledger", "export"]];
        for arguments in commands {
            let outcome: Outcome = here.run(arguments).expect_code(2);
            outcome.expect_stderr(said);
        }
        assert_eq!(changes(&here, &before), [""; 0]);
        here.file(EXPORT, &export);
        here.build();
        assert_eq!(here.read(EXPORT).matches("\"kind\":\"record\"").count(), 2);
    }
}

#[test]
fn two_lines_that_say_different_things_of_one_article_are_a_conflict() {
    let here = publication();
    here.record("one", "One", "2026-01-02", "");
    here.build();
    let export = here.read(EXPORT);
    let record = export.lines().find(|line| line.contains("\"kind\":\"record\"")).expect("a record");
    here.file(EXPORT, format!("{export}{record}\n"));
    here.build();
    assert_eq!(here.read(EXPORT), export, "the same line twice says nothing new");
    let both = format!("{export}{}\n", record.replace("\"title\":\"One\"", "\"title\":\"Uno\""));
    here.file(EXPORT, &both);
    let message = format!("the record `{}` is in line 3 already, and that says something else", id("one"));
    here.run(["build"]).expect_code(2).expect_stderr([message.as_str(), "earlier `first_shown`"]);
    assert_eq!(here.read(EXPORT), both);
}

#[test]
fn a_run_that_died_between_database_and_export_loses_no_id() {
    let here = publication();
    here.record("one", "One", "2026-01-02", "");
    here.build();
    let older = here.read(EXPORT);
    here.record("two", "Two", "2026-01-03", "");
    here.build();
    let newer = here.read(EXPORT);
    let database = fs::read(here.root().join(DATABASE)).expect("there");

    // The older export, cut off, and none at all: each time the database still has what was issued.
    let cut: String = newer.lines().take(2).map(|line| format!("{line}\n")).collect();
    for export in [Some(&older), Some(&cut), None] {
        match export {
            Some(export) => drop(here.file(EXPORT, export)),
            None => fs::remove_file(here.root().join(EXPORT)).expect("there"),
        }
        // The feeds are gone too: nothing else could tell the ids.
        fs::remove_dir_all(here.root().join("feeds")).expect("there");
        here.record("two", "Two", "2026-01-03", r#""slug": "zwei""#);
        here.build();
        let expected: Vec<_> = [("One", id("one")), ("Two", id("two"))].map(|(t, id)| (t.to_owned(), id)).into();
        assert_eq!(ids(&here), expected, "{export:?}");
        assert!(here.read(EXPORT).contains(&format!("\"id\":\"{}\"", id("two"))), "{}", here.read(EXPORT));
        here.record("two", "Two", "2026-01-03", "");
        here.file(DATABASE, &database);
    }

    // It died before it wrote the export: what it should have written is written by the next run, though that learns nothing.
    here.build();
    let export = here.read(EXPORT);
    let seen = here.read(".courant/exported");
    fs::remove_file(here.root().join(EXPORT)).expect("there");
    here.build();
    assert_eq!(here.read(EXPORT), export);
    assert_eq!(here.read(".courant/exported"), seen);
}

#[test]
fn an_id_that_is_changed_is_changed_in_the_tree() {
    let first = publication();
    first.record("one", "One", "2026-01-02", "");
    first.build();
    let here = machine(&first);
    here.run(["ledger", "rekey", &id("one"), "urn:x:one"]).expect_code(0);
    assert!(here.read(EXPORT).contains("\"id\":\"urn:x:one\""), "{}", here.read(EXPORT));
    // Also where the database still has the old one.
    first.file(EXPORT, here.read(EXPORT));
    first.run(["build", "--allow-flood", "news"]).expect_code(0);
    assert_eq!(ids(&first), [("One".to_owned(), "urn:x:one".to_owned())]);
    assert!(Path::new(&first.root().join(DATABASE)).exists());
}
