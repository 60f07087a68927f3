#![expect(clippy::disallowed_methods, reason = "the tests set the scene with files of their own")]

use super::super::{Error, Known, Ledger, Outcome, export, fixture, open};
use crate::{
    record::Change,
    state::{Claim, Fate, Outbox, Row, Settlement},
};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// A tree with its state directory.
struct Scene(TempDir);

impl Scene {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temp directory"))
    }

    fn state(&self) -> PathBuf {
        self.0.path().join(".courant")
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("ledger.jsonl")
    }

    fn open(&self) -> Box<dyn Ledger> {
        open(&self.state(), Some(&self.file())).expect("a ledger")
    }

    fn known(&self) -> Known {
        self.open().known().expect("readable")
    }

    /// What the database says, without the tree.
    fn database(&self) -> Known {
        open(&self.state(), None).and_then(|ledger| ledger.known()).expect("readable")
    }

    fn exported(&self) -> String {
        fs::read_to_string(self.file()).expect("it is there")
    }

    /// What somebody else puts into the tree.
    fn put(&self, known: &Known) {
        fs::write(self.file(), text(known)).expect("written");
    }

    fn lose_the_database(&self) {
        fs::remove_dir_all(self.state()).expect("it was there");
    }
}

fn text(known: &Known) -> String {
    let mut bytes = Vec::new();
    export::write(known, &mut bytes).expect("memory takes everything");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// What an export keeps of the fixture.
fn known() -> Known {
    Known { intents: Vec::new(), outbox: Outbox::default(), ..fixture::known() }
}

fn learnt(rows: &[Row]) -> Outcome {
    Outcome { rows: rows.to_vec(), ..Outcome::default() }
}

/// A tree whose export and database say the same.
fn filled() -> Scene {
    let scene = Scene::new();
    scene.open().conclude(&fixture::learnt(&known())).expect("written");
    scene
}

#[test]
fn an_empty_ledger_leaves_no_file() {
    let scene = Scene::new();
    let mut ledger = scene.open();
    assert_eq!((ledger.known().expect("readable"), ledger.revision().expect("readable")), (Known::default(), 0));
    ledger.conclude(&Outcome::default()).expect("nothing to do");
    assert!(matches!(ledger.rekey("a", "b"), Err(Error::UnknownId { .. })));
    assert_eq!(fs::read_dir(scene.0.path()).expect("there").count(), 0);
}

#[test]
fn the_export_follows_each_write_and_brings_it_back() {
    let scene = filled();
    assert_eq!(scene.exported(), text(&known()));
    let revision = scene.open().revision().expect("readable");
    let before = fs::metadata(scene.file()).and_then(|found| found.modified()).expect("there");
    scene.open().conclude(&fixture::learnt(&known())).expect("nothing to do");
    assert_eq!(fs::metadata(scene.file()).and_then(|found| found.modified()).expect("there"), before);
    assert_eq!(scene.open().revision().expect("readable"), revision);

    scene.open().rekey("tag:a.example,2026:two", "urn:x:two").expect("renamed");
    assert!(scene.exported().contains("\"urn:x:two\""), "{}", scene.exported());
    assert_ne!(scene.open().revision().expect("readable"), revision);
    let known = scene.known();
    let exported = scene.exported();

    scene.lose_the_database();
    assert_eq!(scene.known(), known);
    assert!(!scene.state().exists(), "asking creates nothing");
    scene.open().conclude(&Outcome::default()).expect("imported");
    assert_eq!(scene.database(), known);
    assert_eq!(scene.exported(), exported);

    scene.open().replace(&Known::default()).expect("written");
    assert_eq!(scene.known(), Known::default());
    assert_eq!(scene.exported().lines().count(), 1);
}

#[test]
fn a_run_that_died_before_it_could_export_loses_nothing() {
    let scene = filled();
    // It committed, and no more.
    open(&scene.state(), None)
        .and_then(|mut ledger| ledger.conclude(&learnt(&[fixture::row("issued")])))
        .expect("written");
    assert_eq!(scene.exported(), text(&known()));
    let all = scene.known();
    assert_eq!(all.rows.len(), 3);
    scene.open().conclude(&Outcome::default()).expect("exported");
    assert_eq!(scene.exported(), text(&all));
}

#[test]
fn the_tree_wins_and_what_only_the_database_knows_stays() {
    let scene = filled();
    scene.open().conclude(&learnt(&[fixture::row("issued")])).expect("written");
    let mut other = known();
    other.rows[0].title = Some("Another".to_owned());
    other.feeds.insert("new".to_owned(), crate::state::FeedRow::new("urn:x:new"));
    other.publications[0].digest = "other".to_owned();
    scene.put(&other);
    let mut expected = other.clone();
    expected.rows.push(fixture::row("issued"));
    expected.rows.sort_by(|a, b| a.id.cmp(&b.id));

    assert_eq!(scene.known(), expected);
    assert_eq!(scene.database().rows[0].title, known().rows[0].title, "asking changes nothing");
    assert_eq!(scene.exported(), text(&other), "asking changes nothing");
    scene.open().begin(&fixture::known().intents).expect("written");
    assert_eq!(scene.database(), Known { intents: fixture::known().intents, ..expected.clone() });
    scene.open().conclude(&Outcome::default()).expect("exported");
    assert_eq!(scene.exported(), text(&expected));

    // An older export comes back: nothing that was issued since is lost.
    scene.put(&known());
    assert_eq!(scene.known().rows.len(), 3);
    // No export at all: it is made again.
    fs::remove_file(scene.file()).expect("there");
    scene.open().conclude(&Outcome::default()).expect("exported");
    assert_eq!(scene.exported(), text(&scene.known()));
}

#[test]
fn an_id_that_was_changed_elsewhere_is_changed_here() {
    let scene = filled();
    let mut other = known();
    other.rows[0].id = "urn:x:one".to_owned();
    other.rows.sort_by(|a, b| a.id.cmp(&b.id));
    scene.put(&other);
    assert_eq!(scene.known(), other);
}

#[test]
fn an_export_that_cannot_be_read_stops_everything_and_stays() {
    for (broken, expected) in [
        (
            text(&known()).replacen("{\"kind\":\"record\"", "<<<<<<< HEAD\n{\"kind\":\"record\"", 1),
            ":4: a merge conflict was left in the file",
        ),
        (text(&known()) + "{\"kind\":\n", ":7: it is no JSON object"),
        (
            text(&known()).replacen("\"abcd\"", "\"ef\"", 1) + text(&known()).lines().last().expect("a publication"),
            ":7: the publication `news/rss.xml` is in line 6 already, and that says something else",
        ),
    ] {
        for scene in [filled(), Scene::new()] {
            fs::write(scene.file(), &broken).expect("written");
            let before = scene.database();
            let mut ledger = scene.open();
            for error in [
                ledger.known().map(drop),
                ledger.begin(&fixture::known().intents),
                ledger.conclude(&learnt(&[fixture::row("x")])),
                ledger.rekey("tag:a.example,2026:two", "b"),
                ledger.replace(&Known::default()),
            ] {
                let message = error.expect_err(expected).to_string();
                assert!(message.contains("ledger.jsonl") && message.contains(expected), "{message}\n{expected}");
                assert!(message.contains("\nhelp: put that line right") && message.ends_with("nothing was changed"));
            }
            assert_eq!((scene.exported(), scene.database()), (broken.clone(), before));
        }
    }
    let scene = filled();
    let newer = text(&known()).replacen("\"version\":3", "\"version\":4", 1);
    fs::write(scene.file(), &newer).expect("written");
    assert!(matches!(scene.open().conclude(&Outcome::default()), Err(Error::NewerExport { found: 4, .. })));
    assert_eq!(scene.exported(), newer);
}

#[test]
fn branches_that_are_merged_line_by_line_give_an_export_again() {
    let base = known();
    let branch = |id: &str| {
        let mut known = base.clone();
        known.rows.push(fixture::row(id));
        known.rows.sort_by(|a, b| a.id.cmp(&b.id));
        text(&known)
    };
    let (ours, theirs) = (branch("ours"), branch("theirs"));
    // As git does it where the lines do not touch, and as its `union` driver does it, which may repeat lines.
    let added = theirs.lines().filter(|line| !ours.contains(line));
    let merged: Vec<&str> = ours.lines().chain(added).collect();
    let repeated: Vec<&str> = ours.lines().chain(theirs.lines().skip(1)).collect();
    let ids: Vec<String> =
        ["https://a.example/one/", "ours", "tag:a.example,2026:two", "theirs"].map(str::to_owned).into();
    for lines in [merged, repeated] {
        let scene = Scene::new();
        fs::write(scene.file(), lines.join("\n")).expect("written");
        let known = scene.known();
        assert_eq!(known.rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), ids);
        scene.open().conclude(&Outcome::default()).expect("written");
        assert_eq!(scene.exported(), text(&known), "sorted again");
    }
}

#[test]
#[cfg(unix)]
fn others_may_read_the_export_and_nothing_is_left_beside_it() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    fs::write(scene.0.path().join(".courant-ledger.tmp"), "of a run that died").expect("written");
    scene.open().conclude(&fixture::learnt(&known())).expect("written");
    let mode = |scene: &Scene| fs::metadata(scene.file()).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&scene) & 0o444, 0o444, "{:o}", mode(&scene));
    fs::set_permissions(scene.file(), fs::Permissions::from_mode(0o640)).expect("ours");
    scene.open().conclude(&learnt(&[fixture::row("x")])).expect("written");
    assert_eq!(mode(&scene), 0o640);
    let mut names: Vec<_> =
        fs::read_dir(scene.0.path()).expect("there").map(|e| e.expect("there").file_name()).collect();
    names.sort();
    assert_eq!(names, [".courant", "ledger.jsonl"]);
}

#[test]
fn deliveries_go_along_with_the_tree_and_what_was_delivered_anywhere_is_delivered() {
    let (here, there) = (Scene::new(), Scene::new());
    let (topic, now) = ("https://a.example/feeds/news/rss.xml", fixture::moment("2026-11-23T00:00:00Z"));
    let key = vec![("hub".to_owned(), topic.to_owned())];
    let enqueue = |scene: &Scene, id: &str, at| {
        let delivery = fixture::delivery("hub", topic, &[(id, Change::New)]);
        scene.open().conclude(&Outcome { deliveries: vec![(delivery, at)], ..Outcome::default() }).expect("written");
    };
    enqueue(&here, "a", now);
    fs::copy(here.file(), there.file()).expect("pulled");
    let mut ledger = there.open();
    assert_eq!(ledger.outbox().expect("readable"), here.open().outbox().expect("readable"));
    let until = now.after(std::time::Duration::from_secs(60));
    let claim = Claim { owner: "there".to_owned(), now, until };
    let sent = ledger.claim(&key, &claim).expect("claimed").remove(0);
    let (endpoint, topic, told) = ("hub".to_owned(), topic.to_owned(), sent.delivery.news.articles);
    let settlement = Settlement { endpoint, topic, generation: sent.generation, at: now, told, fate: Fate::Delivered };
    let before = there.exported();
    ledger.settle("there", &[settlement]).expect("settled");
    assert_eq!(ledger.outbox().expect("readable").queued, []);
    assert_eq!(there.exported(), before, "it is written once, when all is sent");
    // A run that dies before that has lost nothing: whoever writes next exports it.
    let mut ledger = there.open();
    assert_eq!(ledger.outbox().expect("readable").queued, []);
    ledger.conclude(&Outcome::default()).expect("nothing is new");
    assert_eq!(there.exported(), text(&there.database()));
    assert_ne!(there.exported(), before);

    fs::copy(there.file(), here.file()).expect("pulled");
    assert_eq!(here.open().outbox().expect("readable").queued, [], "it was delivered there");
    enqueue(&here, "b", until);
    assert_eq!(here.open().outbox().expect("readable").queued.len(), 1);
    fs::copy(there.file(), here.file()).expect("pulled once more");
    assert_eq!(here.open().outbox().expect("readable").queued.len(), 1, "that one is newer");
}
