//! Imports beside people: what they changed, what they put in the way, and what is killed half way.

use super::{
    counts, file_of, import,
    wordpress::{PUBLISHED, export, post},
};
use crate::support::{Publication, faults};
use std::{fs, process::Command};

/// What a person makes of an imported file is never touched: not its bytes, not a link or whatever else has its name.
#[cfg(unix)]
#[test]
fn what_a_person_put_in_the_place_of_a_file_stays() {
    let publication = Publication::new();
    let version =
        |text: &str| export(&(1..=9).map(|n| post(n, &format!("T {n}"), text, PUBLISHED)).collect::<String>());
    publication.file("old.xml", version("one"));
    import(&publication, &["wxr", "old.xml"], 0);
    let at = |n: u32| publication.root().join(format!("data/2019/03/post-{n}.md"));
    let put = |n: u32, bytes: &str| fs::write(at(n), bytes).expect("it can be written");
    let written = |n: u32| fs::read_to_string(at(n)).expect("it is there");
    // Changed, line ends alone, gone, and what a rename of the name alone leaves.
    put(1, "mine");
    put(2, &written(2).replace('\n', "\r\n"));
    fs::remove_file(at(3)).expect("it is there");
    // Kept elsewhere with a link in its place, a link to nowhere, a directory, a pipe.
    fs::rename(at(4), publication.root().join("kept.md")).expect("it is there");
    std::os::unix::fs::symlink("../../../kept.md", at(4)).expect("a link");
    fs::remove_file(at(5)).expect("it is there");
    std::os::unix::fs::symlink("nowhere", at(5)).expect("a link");
    fs::remove_file(at(6)).expect("it is there");
    fs::create_dir(at(6)).expect("a directory");
    fs::remove_file(at(7)).expect("it is there");
    assert!(Command::new("mkfifo").arg(at(7)).status().expect("mkfifo").success());
    // What the next export says, before it does.
    put(8, &written(8).replace("one", "two"));
    publication.file("old.xml", version("two"));
    let before = publication.tree();
    let (_, sums) = import(&publication, &["wxr", "old.xml", "--dry-run", "--restore"], 0);
    assert_eq!(publication.tree().changes_since(&before), [""; 0]);
    let changed = "left alone: changed since it was imported";
    assert_eq!(
        counts(&sums, "outcomes"),
        [("added", 1), (changed, 6), ("unchanged", 1), ("updated", 1)].map(owned).into()
    );
    let (_, sums) = import(&publication, &["wxr", "old.xml"], 0);
    let removed = "left alone: removed since it was imported";
    assert_eq!(
        counts(&sums, "outcomes"),
        [(changed, 6), (removed, 1), ("unchanged", 1), ("updated", 1)].map(owned).into()
    );
    assert!(
        written(9).contains("two")
            && fs::read_to_string(publication.root().join("kept.md")).expect("kept").contains("one")
    );
    assert!(
        at(4).is_symlink()
            && at(5).is_symlink()
            && at(6).is_dir()
            && written(1) == "mine"
            && written(2).contains("one")
    );
}

fn owned((word, n): (&str, u64)) -> (String, u64) {
    (word.to_owned(), n)
}

/// Killed between the names of two files, an import leaves some new and some old: neither is taken for somebody's work, not
/// even where the next export says something else again.
#[cfg(target_os = "linux")]
#[test]
fn an_import_that_was_killed_is_completed_by_the_next() {
    let version =
        |text: &str, upto| export(&(1..=upto).map(|n| post(n, &format!("T {n}"), text, PUBLISHED)).collect::<String>());
    // The first name given is that of the memory.
    for nth in 1..=6 {
        let publication = Publication::new();
        for (file, text, upto) in [("1.xml", "one", 3), ("2.xml", "two", 4), ("3.xml", "three", 4)] {
            publication.file(file, version(text, upto));
        }
        import(&publication, &["wxr", "1.xml"], 0);
        publication.file("data/2019/03/post-1.md", "mine");
        let Some(words) = faults::injected(&[format!("inject=/^rename:signal=KILL:when={nth}")]) else { return };
        publication.courant(["import", "wxr", "2.xml"]).under(words).command().output().expect("it starts");
        let killed = publication.read(".courant/imports.jsonl").contains("before");
        assert_eq!(killed, (2..=5).contains(&nth), "{nth}");
        let (_, sums) = import(&publication, &["wxr", "3.xml"], 0);
        let outcomes = counts(&sums, "outcomes");
        assert_eq!(outcomes["left alone: changed since it was imported"], 1, "{nth}: {outcomes:?}");
        assert_eq!(
            outcomes.values().sum::<u64>() - 1,
            outcomes["updated"] + outcomes.get("added").copied().unwrap_or(0),
            "{nth}: {outcomes:?}"
        );
        for n in 2..=4 {
            assert!(publication.read(format!("data/2019/03/post-{n}.md")).contains("three"), "{nth}: {n}");
        }
        assert!(publication.tree().files().iter().all(|file| !file.ends_with(".tmp")), "{nth}");
    }
}

/// Archives bring links and pipes: what they lead to is nobody's article.
#[cfg(unix)]
#[test]
fn links_in_an_export_lead_nowhere() {
    let publication = Publication::new();
    publication.file("secret.html", "<p>secret</p>");
    publication
        .file("old/posts.csv", "post_id,post_date,is_published,title\n1.a,2020-01-01,true,A\n2.b,2020-01-02,true,B\n");
    fs::create_dir_all(publication.root().join("old/posts")).expect("a directory");
    let posts = publication.root().join("old/posts");
    std::os::unix::fs::symlink("../../secret.html", posts.join("1.a.html")).expect("a link");
    assert!(Command::new("mkfifo").arg(posts.join("2.b.html")).status().expect("mkfifo").success());
    let outcome = publication.run(["import", "substack", "old"]).expect_code(1);
    outcome.expect_stderr(["leads out of the export", "there is no posts/2.b.html"]);
    assert!(!publication.has("data"));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_outside_of_the_directory_for_records() {
    let old = export(&post(1, "One", "Text", PUBLISHED));
    let elsewhere = tempfile::tempdir().expect("a directory");
    let outside = elsewhere.path().to_str().expect("a path");
    for (link, to) in [("data/2019", "../feeds"), ("data/2019", outside), ("data", outside)] {
        let publication = Publication::new();
        publication.file("old.xml", &old);
        fs::create_dir_all(publication.root().join("feeds")).expect("a directory");
        fs::create_dir_all(publication.root().join(link).parent().expect("a parent")).expect("a directory");
        std::os::unix::fs::symlink(to, publication.root().join(link)).expect("a link");
        publication.run(["import", "wxr", "old.xml"]).expect_code(2).expect_stderr(["is a link to"]);
        assert_eq!(fs::read_dir(publication.root().join("feeds")).expect("a directory").count(), 0);
        assert_eq!(fs::read_dir(outside).expect("a directory").count(), 0);
    }
    let publication = Publication::new();
    publication.file("old.xml", &old).file("data/2019", "no directory");
    publication.run(["import", "wxr", "old.xml"]).expect_code(2).expect_stderr(["a directory is needed"]);
    let publication = Publication::new();
    publication.file("old.xml", &old);
    for into in ["/etc/x", "../x", "data/../../x", "", " "] {
        publication
            .run(["import", "wxr", "old.xml", "--into", into])
            .expect_code(2)
            .expect_stderr(["below the publication"]);
    }
    let (lines, _) = import(&publication, &["wxr", "old.xml", "--into", "./data/"], 0);
    assert_eq!(file_of(&lines, "One"), "data/2019/03/post-1.md");
}
