//! `courant ledger`: saved, restored, corrected.

use crate::support::Publication;
use std::{
    fs::File,
    process::{Command, Stdio},
};

const EXPORT: &str = concat!(
    "{\"courant\":\"ledger\",\"version\":3}\n",
    "{\"kind\":\"feed\",\"name\":\"news\",\"id\":\"https://gazette.example/feeds/news/\"}\n",
    "{\"kind\":\"record\",\"id\":\"https://gazette.example/one/\",\"key\":\"data/one.json\",\"title\":\"One\",",
    "\"published\":\"2026-01-01T00:00:00Z\",\"first_shown\":\"2026-01-02T00:00:00Z\",",
    "\"feeds\":{\"news\":{\"since\":\"2026-01-02T00:00:00Z\"}}}\n",
    "{\"kind\":\"record\",\"id\":\"urn:x:two\",\"ids\":{\"rss\":\"2\"},\"published\":\"2026-01-01T00:00:00Z\",",
    "\"first_shown\":\"2026-01-02T00:00:00Z\"}\n",
    "{\"kind\":\"publication\",\"path\":\"news/rss.xml\",\"feed\":\"news\",\"format\":\"rss\",\"digest\":\"00ff\",",
    "\"items\":2,\"bytes\":4096,\"changed\":\"2026-01-02T00:00:00Z\"}\n",
);
const LEDGER: &str = ".courant/ledger.db";

/// A publication whose ledger has what [`EXPORT`] says.
fn imported() -> Publication {
    let here = Publication::new();
    here.file("saved.jsonl", EXPORT);
    here.run(["ledger", "import", "saved.jsonl"])
        .expect_code(0)
        .expect_stderr(["courant: 2 records, 1 feed and 1 document imported"]);
    here
}

#[test]
fn an_empty_ledger_is_one_line_and_asking_for_it_creates_nothing() {
    let here = Publication::new();
    let before = here.tree();
    let outcome = here.run(["ledger", "export"]).expect_code(0);
    assert_eq!(outcome.stdout, "{\"courant\":\"ledger\",\"version\":3}\n");
    assert_eq!(outcome.stderr, "");
    here.run(["ledger", "rekey", "a", "b"]).expect_code(2).expect_stderr(["no published record has the id `a`"]);
    assert_eq!(here.tree().changes_since(&before), [""; 0]);
}

#[test]
fn an_import_comes_out_again_with_the_same_bytes() {
    let here = imported();
    assert_eq!(here.run(["ledger", "export"]).expect_code(0).stdout, EXPORT);
    let outcome = here.run(["ledger", "export", "backup/ledger.jsonl"]).expect_code(0);
    assert_eq!(
        (outcome.stdout.as_str(), outcome.stderr.as_str()),
        ("", "courant: 2 records, 1 feed and 1 document written to backup/ledger.jsonl\n")
    );
    assert_eq!(here.read("backup/ledger.jsonl"), EXPORT);

    // Once more: neither the ledger nor the file is touched.
    let before = here.tree();
    here.run(["ledger", "import", "backup/ledger.jsonl"]).expect_code(0).expect_stderr(["has them already"]);
    here.run(["ledger", "export", "backup/ledger.jsonl"]).expect_code(0).expect_stderr(["has them already"]);
    assert_eq!(here.tree().changes_since(&before), [""; 0]);
}

#[test]
fn an_import_from_standard_input_goes_where_the_state_is() {
    let here = Publication::new();
    here.file("saved.jsonl", EXPORT);
    let saved = File::open(here.root().join("saved.jsonl")).expect("it is there");
    let status = Command::new(env!("CARGO_BIN_EXE_courant"))
        .args(["ledger", "import", "-", "--state", "elsewhere", "-q"])
        .current_dir(here.root())
        .stdin(Stdio::from(saved))
        .status()
        .expect("the program starts");
    assert!(status.success());
    assert!(!here.has(".courant"));
    assert_eq!(here.run(["ledger", "export", "--state", "elsewhere"]).expect_code(0).stdout, EXPORT);
    here.run(["ledger", "import", "-"]).expect_code(2).expect_stderr(["standard input:1: the file is empty"]);
}

#[test]
fn a_ledger_that_has_something_is_replaced_only_on_request() {
    let here = imported();
    let less: String = EXPORT.lines().take(2).map(|line| format!("{line}\n")).collect();
    here.file("less.jsonl", &less);
    let before = here.tree();
    here.run(["ledger", "import", "less.jsonl"]).expect_code(2).expect_stderr([
        "error: the ledger has 2 records, 1 feed and 1 document already, and an import replaces all of it",
        "help: `courant ledger export FILE` saves what is there; then import with `--replace`",
    ]);
    assert_eq!(here.tree().changes_since(&before), [""; 0]);
    here.run(["ledger", "import", "less.jsonl", "--replace"]).expect_code(0);
    assert_eq!(here.run(["ledger", "export"]).expect_code(0).stdout, less);
}

#[test]
fn a_broken_export_changes_nothing_and_is_named_with_its_line() {
    let here = imported();
    let before = here.run(["ledger", "export"]).expect_code(0).stdout;
    for (from, to, message) in [
        ("\"title\"", "\"titel\"", "error: broken.jsonl:3: `titel` is no member of a record; did you mean `title`?"),
        (
            "urn:x:two",
            "https://gazette.example/one/",
            "broken.jsonl:4: the record `https://gazette.example/one/` is in line 3",
        ),
        ("\"version\":3", "\"version\":9", "broken.jsonl:1: the export has version 9"),
    ] {
        here.file("broken.jsonl", EXPORT.replacen(from, to, 1));
        here.run(["ledger", "import", "broken.jsonl", "--replace"]).expect_code(2).expect_stderr([message]);
    }
    here.run(["ledger", "import", "nowhere.jsonl"]).expect_code(2).expect_stderr(["cannot read nowhere.jsonl"]);
    assert_eq!(here.run(["ledger", "export"]).expect_code(0).stdout, before);
}

#[test]
fn a_record_gets_another_id() {
    let here = imported();
    here.run(["ledger", "rekey", "urn:x:two", "urn:x:zwei"]).expect_code(0).expect_stderr([
        "courant: the record `urn:x:two` has the id `urn:x:zwei` from now on",
        "feed readers that know it under the old one will show it as a new article",
    ]);
    assert_eq!(here.run(["ledger", "export"]).expect_code(0).stdout, EXPORT.replace("urn:x:two", "urn:x:zwei"));
    for (old, new, message) in [
        ("urn:x:two", "urn:x:b", "no published record has the id `urn:x:two`"),
        ("urn:x:zwie", "urn:x:b", "help: did you mean `urn:x:zwei`?"),
        ("urn:x:zwei", "https://gazette.example/one/", "the id `https://gazette.example/one/` is taken"),
        ("https://gazette.example/one/", "2", "the id `2` is taken by the record `urn:x:zwei`, in rss"),
        ("urn:x:zwei", " ", "an id may not be empty"),
    ] {
        here.run(["ledger", "rekey", old, new]).expect_code(2).expect_stderr([message]);
    }
}

#[test]
fn a_damaged_ledger_and_a_newer_one_are_left_alone() {
    let here = imported();
    let mut newer = std::fs::read(here.root().join(LEDGER)).expect("there is a ledger");
    // `user_version` is the big-endian number at byte 60 (https://www.sqlite.org/fileformat2.html#user_version_number).
    newer[60..64].copy_from_slice(&7u32.to_be_bytes());
    for (bytes, message, help) in [
        (
            "<rss/>".repeat(99).into_bytes(),
            "is damaged or no ledger at all: file is not a database",
            "help: move it away; `courant ledger import` restores an export",
        ),
        (
            newer,
            "was written by a newer Courant: its schema is version 7",
            "help: use that version or a later one; nothing was changed",
        ),
    ] {
        here.file(LEDGER, bytes);
        let before = here.tree();
        for arguments in [
            &["ledger", "export"][..],
            &["ledger", "import", "saved.jsonl", "--replace"],
            &["ledger", "rekey", "a", "b"],
        ] {
            here.run(arguments).expect_code(2).expect_stderr([LEDGER, message, help]);
        }
        assert_eq!(here.tree().changes_since(&before), [""; 0]);
    }
}

#[test]
fn nothing_is_changed_under_a_run_that_is_at_work() {
    let here = imported();
    let lock = File::create(here.root().join(".courant/lock")).expect("the state directory is there");
    lock.lock().expect("nobody else has it");
    let message = "another run is at work on this publication; nothing was done";
    here.run(["ledger", "import", "saved.jsonl", "--replace"]).expect_code(2).expect_stderr([message]);
    here.run(["ledger", "rekey", "urn:x:two", "b"]).expect_code(2).expect_stderr([message]);
    // Reading is of one moment, whoever writes.
    assert_eq!(here.run(["ledger", "export"]).expect_code(0).stdout, EXPORT);
}

#[test]
fn a_configuration_with_a_mistake_may_mean_another_ledger() {
    let here = imported();
    here.config(crate::support::SITE.replace("language =", "stat = \".other\"\nlanguage ="));
    let outcome = here.run(["ledger", "export"]).expect_code(2).expect_stderr(["`stat` is not a key of [publication]"]);
    assert_eq!(outcome.stdout, "");
}
