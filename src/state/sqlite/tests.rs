#![expect(clippy::disallowed_methods, reason = "the tests set the scene with files of their own")]

use super::{FILE, SqliteLedger, schema::STEPS};
use crate::state::{Error, Known, Ledger, Outbox, Outcome, fixture};
use proptest::prelude::*;
use rusqlite::Connection;
use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};
use tempfile::TempDir;

fn scene() -> TempDir {
    tempfile::tempdir().expect("a temp directory")
}

fn open(directory: &Path) -> SqliteLedger {
    SqliteLedger::open(directory).expect("a ledger")
}

/// A ledger with this in it.
fn filled(known: &Known) -> (TempDir, SqliteLedger) {
    let scene = scene();
    let mut ledger = open(scene.path());
    ledger.replace(known).expect("written");
    (scene, ledger)
}

/// What a person with `sqlite3` does to it.
fn sql(directory: &Path, statements: &str) {
    let connection = Connection::open(directory.join(FILE)).expect("a database");
    connection.execute_batch(statements).expect("statements of the test's own");
}

/// Sets the file's time back, and gives it: whatever is written then, changes it.
fn long_ago(path: &Path) -> SystemTime {
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(path).and_then(|file| file.set_modified(then)).expect("a file");
    then
}

#[test]
fn asking_and_learning_nothing_creates_nothing() {
    let scene = scene();
    let state = scene.path().join(".courant");
    let mut ledger = open(&state);
    assert_eq!(ledger.known().expect("readable"), Known::default());
    ledger.begin(&[]).expect("nothing to do");
    ledger.conclude(&Outcome::default()).expect("nothing to do");
    ledger.replace(&Known::default()).expect("nothing to do");
    assert!(matches!(ledger.rekey("a", "b"), Err(Error::UnknownId { .. })));
    assert!(!state.exists());
}

#[test]
fn all_that_was_learnt_is_known_afterwards() {
    let scene = scene();
    let state = scene.path().join("deep/.courant");
    let known = fixture::known();
    let mut ledger = open(&state);
    ledger.begin(&known.intents).expect("written");
    ledger.conclude(&fixture::learnt(&known)).expect("written");
    let known = Known { outbox: Outbox::default(), ..known };
    assert_eq!(ledger.known().expect("readable"), known);
    let mut again = open(&state);
    assert_eq!(again.known().expect("readable"), known);
    assert_eq!(fs::read_dir(&state).expect("there").count(), 1, "one file is the whole ledger");

    let settled = known.intents.iter().map(|intent| intent.path.clone()).collect();
    again.conclude(&Outcome { settled, ..Outcome::default() }).expect("written");
    assert_eq!(ledger.known().expect("readable"), Known { intents: Vec::new(), ..known });
}

#[test]
fn a_fact_that_is_said_again_replaces_the_old_one() {
    let (_scene, mut ledger) = filled(&fixture::known());
    let mut known = fixture::known();
    let time = fixture::at("2027-01-01T00:00:00Z");
    known.rows[0] = crate::state::Row { title: Some("New".to_owned()), ..fixture::row(&known.rows[0].id) };
    known.rows[1].former_urls = vec!["https://a.example/".to_owned()];
    known.feeds.insert("news".to_owned(), crate::state::FeedRow::new("urn:x:news"));
    known.publications[0].changed = time;
    known.intents[0].old = Some("ff".to_owned());
    ledger.begin(&known.intents).expect("written");
    ledger.conclude(&fixture::learnt(&known)).expect("written");
    assert_eq!(ledger.known().expect("readable"), known);
}

#[test]
fn what_is_known_already_is_not_written_again() {
    let known = fixture::known();
    let (scene, mut ledger) = filled(&known);
    let path = scene.path().join(FILE);
    let (then, bytes) = (long_ago(&path), fs::read(&path).expect("there"));
    ledger.begin(&known.intents).expect("nothing to do");
    ledger.conclude(&fixture::learnt(&known)).expect("nothing to do");
    ledger.conclude(&Outcome { settled: vec!["other.xml".to_owned()], ..Outcome::default() }).expect("nothing to do");
    ledger.replace(&known).expect("nothing to do");
    ledger.known().expect("readable");
    drop(ledger);
    open(scene.path()).known().expect("readable");
    assert_eq!(fs::metadata(&path).and_then(|found| found.modified()).expect("there"), then);
    assert_eq!(fs::read(&path).expect("there"), bytes);
}

#[test]
fn every_write_changes_the_revision_and_nothing_else_does() {
    let scene = scene();
    let (mut ledger, mut other) = (open(scene.path()), open(scene.path()));
    let mut seen = vec![0];
    assert_eq!(ledger.revision().expect("readable"), 0, "there is no ledger yet");
    fs::write(scene.path().join(FILE), b"").expect("written");
    assert_eq!(ledger.revision().expect("readable"), 0, "nothing was written yet");
    let mut changed = |ledger: &SqliteLedger, what: &str| {
        let revision = ledger.revision().expect("readable");
        assert!(!seen.contains(&revision), "{what}: {revision} of {seen:?}");
        assert_eq!(ledger.revision().expect("readable"), revision, "{what}: asking");
        assert_eq!(open(scene.path()).revision().expect("readable"), revision, "{what}: another connection");
        seen.push(revision);
    };
    let known = fixture::known();
    ledger.replace(&known).expect("written");
    changed(&ledger, "replace");
    other.conclude(&Outcome { rows: vec![fixture::row("new")], ..Outcome::default() }).expect("written");
    changed(&ledger, "the write of another connection");
    ledger
        .begin(&[known.intents[0].clone(), crate::state::Intent { path: "x".to_owned(), ..known.intents[0].clone() }])
        .expect("written");
    changed(&other, "begin");
    other.rekey("new", "newer").expect("written");
    changed(&ledger, "rekey");
    sql(scene.path(), "DELETE FROM publication");
    changed(&ledger, "a person's write");

    // A copy that is put back counts through the same numbers again.
    let path = scene.path().join(FILE);
    let copy = fs::read(&path).expect("there");
    sql(scene.path(), "DELETE FROM format_id");
    changed(&ledger, "a write");
    drop((ledger, other));
    fs::write(&path, copy).expect("put back");
    sql(scene.path(), "DELETE FROM former_url");
    let mut ledger = open(scene.path());
    changed(&ledger, "another write, as many as before");

    ledger.conclude(&Outcome { rows: known.rows.clone(), ..Outcome::default() }).expect("written");
    changed(&ledger, "conclude");
    let last = *seen.last().expect("several");
    ledger.conclude(&Outcome { rows: known.rows.clone(), ..Outcome::default() }).expect("nothing to do");
    ledger.known().expect("readable");
    assert_eq!(ledger.revision().expect("readable"), last, "it knew that already");
}

#[test]
fn documents_that_are_gone_are_forgotten_and_may_come_back() {
    let known = fixture::known();
    let (_scene, mut ledger) = filled(&known);
    let removed = vec!["news/rss.xml".to_owned(), "never.xml".to_owned()];
    ledger.conclude(&Outcome { removed: removed.clone(), ..Outcome::default() }).expect("written");
    assert_eq!(ledger.known().expect("readable"), Known { publications: Vec::new(), ..known.clone() });
    ledger.conclude(&Outcome { removed, ..fixture::learnt(&known) }).expect("written");
    assert_eq!(ledger.known().expect("readable"), known);
}

#[test]
fn a_transaction_that_fails_leaves_everything_as_it_was() {
    let (scene, mut ledger) = filled(&fixture::known());
    sql(
        scene.path(),
        "CREATE TRIGGER full BEFORE INSERT ON publication BEGIN SELECT RAISE(ABORT, 'the disk is full'); END;",
    );
    let mut outcome = fixture::learnt(&fixture::known());
    outcome.rows[0].title = Some("New".to_owned());
    outcome.rows.push(fixture::row("new"));
    outcome.publications[0].items += 1;
    let error = ledger.conclude(&outcome).expect_err("it fails").to_string();
    assert!(error.starts_with("cannot write the ledger ") && error.ends_with("the disk is full"), "{error}");
    assert!(ledger.replace(&Known { rows: Vec::new(), ..fixture::known() }).is_err());
    assert_eq!(ledger.known().expect("readable"), fixture::known());
}

#[test]
fn two_writers_do_not_lose_each_others_facts() {
    let scene = scene();
    let directory = scene.path();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            scope.spawn(move || {
                let mut ledger = open(directory);
                for n in 0..5 {
                    let rows = vec![fixture::row(&format!("{writer}-{n}")), fixture::row("common")];
                    ledger.conclude(&Outcome { rows, ..Outcome::default() }).expect("written");
                }
            });
        }
    });
    assert_eq!(open(directory).known().expect("readable").rows.len(), 21);
}

#[test]
fn a_record_gets_another_id_and_keeps_the_rest() {
    let (_scene, mut ledger) = filled(&fixture::known());
    let old = "https://a.example/one/";
    ledger.rekey(old, "urn:x:one").expect("renamed");
    let mut expected = fixture::known();
    expected.rows[0].id = "urn:x:one".to_owned();
    expected.rows.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(ledger.known().expect("readable"), expected);
    // Its own id in one format may become its id in all of them.
    ledger.rekey("urn:x:one", "4711").expect("renamed");
    ledger.rekey("4711", old).expect("renamed back");

    for (from, to, expected) in [
        ("urn:x:one", "a", "no published record has the id `urn:x:one`"),
        ("https://a.example/one", "a", "the id `https://a.example/one`\nhelp: did you mean `https://a.example/one/`?"),
        ("https://a.example/1", "a", "help: the record with that address has the id `https://a.example/one/`"),
        ("4711", "a", "help: that is the id of `https://a.example/one/` in rss alone"),
        (old, "tag:a.example,2026:two", "the id `tag:a.example,2026:two` is taken: two records cannot share an id"),
        (old, old, "is taken"),
        ("tag:a.example,2026:two", "4711", "the id `4711` is taken by the record `https://a.example/one/`, in rss:"),
        (old, "", "an id may not be empty"),
        (old, "a\nb", "has blanks around it or characters that XML cannot carry"),
    ] {
        let error = ledger.rekey(from, to).expect_err(from).to_string();
        assert!(error.contains(expected), "{error}\n{expected}");
    }
    assert_eq!(ledger.known().expect("readable"), fixture::known());
}

#[test]
fn damage_is_named_with_its_remedy() {
    let known = fixture::known();
    let (scene, ledger) = filled(&known);
    drop(ledger);
    let path = scene.path().join(FILE);
    let good = fs::read(&path).expect("there");
    let mut malformed = good.clone();
    malformed[100..].fill(0xff);
    for (name, bytes) in [("no database", b"<rss/>".repeat(200)), ("malformed", malformed)] {
        fs::write(&path, &bytes).expect("written");
        let read = SqliteLedger::open(scene.path()).and_then(|ledger| ledger.known());
        let written = SqliteLedger::open(scene.path()).and_then(|mut ledger| ledger.begin(&known.intents));
        for error in [read.expect_err(name), written.expect_err(name)] {
            assert!(matches!(error, Error::Damaged { .. }), "{name}: {error:?}");
            let message = error.to_string();
            assert!(
                message.contains(&path.display().to_string()) && message.contains("help: move it away"),
                "{message}"
            );
        }
        assert_eq!(fs::read(&path).expect("there"), bytes, "{name}: it is evidence");
    }
    // What a run that died before its first commit leaves.
    fs::write(&path, b"").expect("written");
    assert_eq!(open(scene.path()).known().expect("empty"), Known::default());

    fs::remove_file(&path).and_then(|()| fs::create_dir(&path)).expect("a directory");
    let error = SqliteLedger::open(scene.path()).expect_err("a directory").to_string();
    assert!(error.contains("is a directory"), "{error}");
}

#[test]
fn a_value_that_means_nothing_is_named() {
    for (statement, expected) in [
        (
            "UPDATE record SET published = 'yesterday' WHERE key IS NOT NULL",
            "the record `https://a.example/one/`, column published: `yesterday` is no time such as",
        ),
        (
            "UPDATE presence SET left_at = '' WHERE feed = 'news'",
            "the presence of the record `https://a.example/one/` in the feed `news`, column left_at: `` is no time",
        ),
        (
            "UPDATE record SET retracted = 'no' WHERE key IS NOT NULL",
            "the record `https://a.example/one/`, column retracted: `no` is no time",
        ),
        ("UPDATE feed SET retired = '0'", "the feed `category/politics`, column retired: `0` is no time"),
        ("UPDATE publication SET changed = '1'", "the publication `news/rss.xml`, column changed: `1` is no time"),
    ] {
        let (scene, ledger) = filled(&fixture::known());
        sql(scene.path(), statement);
        let error = ledger.known().expect_err(statement).to_string();
        assert!(error.contains(expected), "{error}");
    }
    let (scene, ledger) = filled(&fixture::known());
    sql(scene.path(), "UPDATE record SET published = '2026-01-02T04:04:05+01:00'");
    assert_eq!(ledger.known().expect("the same instants"), fixture::known());
}

#[test]
fn a_newer_schema_is_left_alone() {
    let (scene, mut early) = filled(&fixture::known());
    sql(scene.path(), "PRAGMA user_version = 7");
    let bytes = fs::read(scene.path().join(FILE)).expect("there");
    let opened = SqliteLedger::open(scene.path()).expect_err("newer");
    // Also by a run that was under way when the other program came.
    let read = early.known().expect_err("newer");
    let written = early.begin(&fixture::known().intents[..1]).expect_err("newer");
    for error in [opened, read, written] {
        assert!(matches!(error, Error::Newer { found: 7, .. }), "{error:?}");
        assert!(error.to_string().contains("help: use that version or a later one"), "{error}");
    }
    assert_eq!(fs::read(scene.path().join(FILE)).expect("there"), bytes);
}

/// A ledger as version 1 of the schema wrote it. Never edit it: such ledgers are out there.
const VERSION_1: &str = include_str!("v1.sql");
/// One of version 2.
const VERSION_2: &str = include_str!("v2.sql");
/// One of version 3.
const VERSION_3: &str = include_str!("v3.sql");

#[test]
fn a_ledger_of_any_version_is_read_and_written() {
    for (dump, known) in [(VERSION_1, fixture::first()), (VERSION_2, fixture::second()), (VERSION_3, fixture::known())]
    {
        let scene = scene();
        sql(scene.path(), dump);
        let path = scene.path().join(FILE);
        let bytes = fs::read(&path).expect("there");
        let mut ledger = open(scene.path());
        assert_eq!(ledger.known().expect("readable"), known);
        assert_eq!(fs::read(&path).expect("there"), bytes, "reading changes nothing");
        ledger.conclude(&Outcome { rows: vec![fixture::row("new")], ..Outcome::default() }).expect("written");
        assert_eq!(ledger.known().expect("readable").rows.len(), 3);
        ledger.replace(&fixture::known()).expect("it takes what an older version did not know");
        assert_eq!(ledger.known().expect("readable"), fixture::known());
        let version: i64 = Connection::open(&path)
            .and_then(|connection| connection.pragma_query_value(None, "user_version", |row| row.get(0)))
            .expect("a version");
        assert_eq!(version, super::schema::number(STEPS));
    }
}

#[test]
fn an_old_ledger_gets_the_steps_that_it_lacks_once_it_is_written() {
    fn next(connection: &Connection) -> rusqlite::Result<()> {
        connection.execute_batch("ALTER TABLE record ADD COLUMN note TEXT; UPDATE record SET title = 'next';")
    }
    fn last(connection: &Connection) -> rusqlite::Result<()> {
        connection.execute_batch("UPDATE record SET note = title, title = 'last';")
    }
    const LATER: &[super::Step] = &[STEPS[0], STEPS[1], STEPS[2], STEPS[3], next, last];

    let scene = scene();
    sql(scene.path(), VERSION_1);
    let path = scene.path().join(FILE);
    let bytes = fs::read(&path).expect("there");
    let titles = |ledger: &SqliteLedger| -> Vec<_> {
        ledger.known().expect("readable").rows.into_iter().filter_map(|row| row.title).collect()
    };
    let mut ledger = SqliteLedger::with_steps(scene.path(), LATER).expect("an old ledger");
    assert_eq!(titles(&ledger), ["last", "last"]);
    assert_eq!(fs::read(&path).expect("there"), bytes, "reading changes nothing");

    ledger.conclude(&Outcome { settled: vec!["news/rss.xml".to_owned()], ..Outcome::default() }).expect("written");
    assert_eq!(titles(&ledger), ["last", "last"]);
    let (version, note): (i64, String) = Connection::open(&path)
        .and_then(|c| {
            c.query_row("SELECT user_version, note FROM pragma_user_version, record", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
        .expect("the new schema");
    assert_eq!((version, note.as_str()), (6, "next"));
    assert!(matches!(SqliteLedger::open(scene.path()), Err(Error::Newer { found: 6, known: 4, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_goes_in_comes_out(first in fixture::any_known(), second in fixture::any_known()) {
        let (_scene, mut ledger) = filled(&first);
        prop_assert_eq!(&ledger.known().expect("readable"), &first);
        ledger.replace(&second).expect("written");
        prop_assert_eq!(&ledger.known().expect("readable"), &second);
        ledger.begin(&first.intents).expect("written");
        ledger.conclude(&fixture::learnt(&first)).expect("written");
        let both = ledger.known().expect("readable");
        for row in &first.rows {
            prop_assert!(both.rows.contains(row));
        }
        for publication in &first.publications {
            prop_assert!(both.publications.contains(publication));
        }
    }
}
