//! `courant import`: other people's exports become records, and every entry of them is accounted for.

mod corpora;
mod document;
mod forms;
mod hands;
mod kinds;
mod lists;
mod mail;
mod private;
mod redirects;
mod said;
mod sites;
mod there;
mod wordpress;

use crate::support::{Outcome, Publication, text};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

/// Runs `import` with `--format json`: the lines about entries, and the one with the sums.
#[track_caller]
fn import(publication: &Publication, args: &[&str], code: i32) -> (Vec<Value>, Value) {
    let all: Vec<&str> = ["import"].iter().chain(args).chain(&["--format", "json"]).copied().collect();
    let outcome = publication.run(all).expect_code(code);
    let mut lines = outcome.json_lines();
    let sums = lines.pop().expect("there is a line with the sums");
    assert_adds_up(&lines, &sums);
    (lines, sums)
}

/// Every entry met exactly one fate.
#[track_caller]
fn assert_adds_up(lines: &[Value], sums: &Value) {
    let total =
        |name: &str| -> u64 { sums[name].as_object().map_or(0, |sums| sums.values().filter_map(Value::as_u64).sum()) };
    assert_eq!(sums["entries"].as_u64(), Some(lines.len() as u64), "{sums}");
    assert_eq!(sums["entries"].as_u64(), Some(total("outcomes") + total("not_imported")), "{sums}");
    assert_eq!(sums["records"].as_u64(), Some(total("standings")), "{sums}");
}

/// The sums under a name: `standings`, `not_imported`, `outcomes`.
fn counts(sums: &Value, name: &str) -> BTreeMap<String, u64> {
    let sums = sums[name].as_object().into_iter().flatten();
    sums.map(|(word, n)| (word.clone(), n.as_u64().expect("a number"))).collect()
}

/// The file of the entry with this title.
#[track_caller]
fn file_of(lines: &[Value], title: &str) -> String {
    let line = lines.iter().find(|line| line["title"] == title).unwrap_or_else(|| panic!("no entry {title:?}"));
    assert!(line["file"].is_string(), "{line}");
    text(&line["file"]).to_owned()
}

/// What is imported can be published: neither `build` nor `check` finds an error.
#[track_caller]
fn build_and_check(publication: &Publication, what: &Path) -> Outcome {
    let built = publication.run(["build", "--now", "2026-11-01", "--format", "json"]);
    assert!(built.code == 0, "{}: build ends with {}\n{}", what.display(), built.code, built.stderr);
    let checked = publication.run(["check", "--now", "2026-11-01", "--format", "json"]);
    assert!(checked.code == 0, "{}: check ends with {}\n{}", what.display(), checked.code, checked.stdout);
    built
}
