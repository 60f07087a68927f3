//! The publication at the repository's root: what is committed in `feeds/` is what its records say.

use crate::support::{Tree, feeds, judges, repository, text};
use serde_json::Value;
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Runs the program on the repository's publication, with output and state in another place.
fn courant(place: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_courant"))
        .arg("-C")
        .arg(repository())
        .arg("--out")
        .arg(place.join("feeds"))
        .arg("--state")
        .arg(place.join("state"))
        .args(args)
        .env_clear()
        .output()
        .expect("the program starts")
}

fn build(place: &Path) {
    let output = courant(place, &["build"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The committed feeds; what is published beside them is none.
fn committed() -> Vec<PathBuf> {
    let feeds = repository().join("feeds");
    let is_feed = |path: &&str| !path.contains("/chapters/");
    Tree::of(&feeds).files().into_iter().filter(is_feed).map(|path| feeds.join(path)).collect()
}

#[test]
fn the_committed_feeds_are_what_a_build_writes() {
    let place = tempfile::tempdir().expect("the test can make a directory");
    build(place.path());
    let (built, committed) = (Tree::of(&place.path().join("feeds")), Tree::of(&repository().join("feeds")));
    assert!(!built.files().is_empty());
    assert_eq!(built.files(), committed.files());
    let (built, committed) = (built.contents(), committed.contents());
    let differ: Vec<_> =
        built.iter().filter(|(path, bytes)| committed[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differ.is_empty(), "`courant build` gives other bytes for {differ:?}: build and commit");
}

#[test]
fn a_second_build_touches_nothing() {
    let place = tempfile::tempdir().expect("the test can make a directory");
    build(place.path());
    let first = Tree::of(&place.path().join("feeds"));
    build(place.path());
    let second = Tree::of(&place.path().join("feeds"));
    assert_eq!(second.changes_since(&first), [""; 0]);
}

#[test]
fn it_does_not_depend_on_the_clock() {
    let place = tempfile::tempdir().expect("the test can make a directory");
    let output = courant(place.path(), &["build", "--now", "2040-01-01"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(Tree::of(&place.path().join("feeds")).contents() == Tree::of(&repository().join("feeds")).contents());
}

#[test]
fn readers_and_validators_find_nothing_wrong() {
    judges::agree(&judges::look(&committed()));
}

#[test]
fn readers_see_what_the_records_say() {
    let place = tempfile::tempdir().expect("the test can make a directory");
    let output = courant(place.path(), &["records", "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let stdout = String::from_utf8(output.stdout).expect("records are UTF-8");
    let records: Vec<Value> =
        stdout.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect();
    assert!(records.len() > 10, "the founding sample and at least ten more");
    // feeds that hide addresses or add to links say less, or more, than the records
    let configuration = fs::read_to_string(repository().join("courant.toml")).expect("there is a configuration");
    let configuration: toml::Table = configuration.parse().expect("it is TOML");
    let plain = |name: &OsStr| {
        let of_name =
            |feed: &&toml::Value| feed.get("name").and_then(toml::Value::as_str).is_some_and(|word| name == word);
        let feed = configuration["feed"].as_array().and_then(|feeds| feeds.iter().find(of_name));
        feed.is_none_or(|feed| {
            ["emails", "link_query", "link_blog", "content"].iter().all(|key| feed.get(*key).is_none())
        })
    };
    for directory in fs::read_dir(repository().join("feeds")).expect("there are feeds").filter_map(Result::ok) {
        let Ok(atom) = fs::read_to_string(directory.path().join("atom.xml")) else { continue };
        if !plain(&directory.file_name()) {
            continue;
        }
        let ids: Vec<_> = feeds::atom(&atom).into_iter().map(|item| item.id).collect();
        let shown: Vec<_> =
            records.iter().filter(|record| ids.iter().any(|id| text(&record["id"]) == id)).cloned().collect();
        let files: Vec<_> = committed().into_iter().filter(|file| file.parent() == Some(&*directory.path())).collect();
        let found = judges::differences(&judges::look(&files), &shown);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn every_kind_of_file_appears_among_its_records() {
    let mut kinds: Vec<String> = Tree::of(&repository().join("data"))
        .files()
        .into_iter()
        .filter_map(|path| Path::new(path).extension().map(|kind| kind.to_string_lossy().into_owned()))
        .collect();
    kinds.sort();
    kinds.dedup();
    for kind in ["csv", "json", "jsonl", "md", "toml", "txt", "yaml"] {
        assert!(kinds.iter().any(|found| found == kind), "no .{kind} among {kinds:?}");
    }
}
