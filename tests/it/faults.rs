//! Disks, permissions and sudden ends: what a run cannot do it says, with the path; what is published stays whole; a later
//! run completes the work.

use crate::support::{
    Outcome, Publication, Tree,
    faults::{self, Immutable, Mode},
    full_trials, skipped,
};
use std::{collections::BTreeMap, fs, process::Command};

const FEEDS: [&str; 3] = ["feeds/news/rss.xml", "feeds/news/atom.xml", "feeds/news/feed.json"];
const ARTICLES: u32 = 6;

/// Six articles in their `version`th version; half of them change from one to the next.
fn write(here: &Publication, version: u32) {
    for number in 1..=ARTICLES {
        let version = if number % 2 == 0 { 0 } else { version };
        let text = format!("Article {number} in version {version}. ").repeat(20);
        here.file(
            format!("data/a{number}.md"),
            format!("---\ntitle: Article {number}, version {version}\ndate: 2025-01-0{number}\n---\n\n{text}\n"),
        );
    }
}

/// A publication whose first version is published.
fn published() -> Publication {
    let here = Publication::new();
    write(&here, 1);
    here.build();
    here
}

fn documents(here: &Publication) -> BTreeMap<&'static str, String> {
    FEEDS.iter().map(|path| (*path, here.read(path))).collect()
}

/// Every file below the output directory that a reader could ask for is one of the feeds.
fn nothing_else_is_visible(here: &Publication) {
    for path in Tree::of(&here.root().join("feeds")).files() {
        let name = path.rsplit('/').next().unwrap_or_default();
        assert!(name.starts_with(".courant-") || FEEDS.contains(&format!("feeds/{path}").as_str()), "{path} is left");
    }
}

/// One format could not be written; the others were, whole.
#[track_caller]
fn only_this_is_as_it_was(here: &Publication, unwritten: &str, before: &BTreeMap<&str, String>) {
    visible_is_whole(here);
    for (path, text) in documents(here) {
        if path == unwritten {
            assert_eq!(text, before[path], "{path}");
        } else {
            assert_eq!(text.matches("Article 5, version 2").count(), 1, "{path}: {text}");
        }
    }
}

/// The fault is over: the next run publishes the second version, and leaves nothing lying about.
#[track_caller]
fn a_later_run_completes(here: &Publication, run: impl Fn() -> Outcome) {
    run().expect_code(0);
    for (path, text) in documents(here) {
        assert_eq!(text.matches("Article 5, version 2").count(), 1, "{path}: {text}");
        assert_eq!(text.matches("Article 4, version 0").count(), 1, "{path}");
    }
    assert_eq!(Tree::of(&here.root().join("feeds")).files(), ["news/atom.xml", "news/feed.json", "news/rss.xml"]);
    let tree = here.tree();
    run().expect_code(0);
    assert_eq!(here.tree().changes_since(&tree), [""; 0], "and then there is nothing to do");
}

#[test]
fn an_output_directory_that_cannot_be_written() {
    let here = published();
    let Some(user) = faults::unprivileged(&here) else { return };
    let build = || here.courant(["build"]).under(&user).run();
    let before = documents(&here);
    write(&here, 2);
    {
        let _mode = Mode::set(&here.root().join("feeds/news"), 0o555);
        let outcome = build().expect_code(2);
        for path in FEEDS {
            assert!(outcome.stderr.contains(&format!("{path}: permission denied")), "{path}: {}", outcome.stderr);
            assert!(outcome.stderr.contains("'s with mode 555"), "{path}: {}", outcome.stderr);
        }
        assert_eq!(documents(&here), before);
        nothing_else_is_visible(&here);
    }
    a_later_run_completes(&here, build);
}

#[test]
fn a_feed_of_another_owner_is_replaced_where_the_directory_allows_it() {
    let here = published();
    let Some(user) = faults::unprivileged(&here).filter(|user| !user.is_empty()) else {
        return skipped("only root can make files of another owner");
    };
    std::os::unix::fs::chown(here.root().join(FEEDS[0]), Some(0), Some(0)).expect("root may");
    let build = || here.courant(["build"]).under(&user).run();
    let before = documents(&here);
    write(&here, 2);
    {
        // In a directory like /tmp nobody may replace what belongs to somebody else.
        let news = here.root().join("feeds/news");
        std::os::unix::fs::chown(&news, Some(0), Some(0)).expect("root may");
        let _mode = Mode::set(&news, 0o1777);
        let outcome = build().expect_code(2);
        let why = "feeds/news/rss.xml: permission denied; this run is user 65534, the file is user 0's with mode ";
        assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
        let why =
            "the directory that it is in is user 0's with mode 1777: in a directory with the sticky bit only its owner";
        assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
        let which = "2 of 3 files were published (news/atom.xml, news/feed.json), and not news/rss.xml; each file is";
        assert!(outcome.stderr.contains(which), "{}", outcome.stderr);
        only_this_is_as_it_was(&here, FEEDS[0], &before);
        nothing_else_is_visible(&here);
    }
    std::os::unix::fs::chown(here.root().join("feeds/news"), Some(65_534), Some(65_534)).expect("root may");
    a_later_run_completes(&here, build);
}

#[test]
fn a_feed_that_nobody_may_change() {
    let here = published();
    let before = documents(&here);
    write(&here, 2);
    {
        let Some(_fixed) = Immutable::make(&here.root().join(FEEDS[1])) else { return };
        let outcome = here.run(["build"]).expect_code(2);
        assert!(outcome.stderr.contains("feeds/news/atom.xml: permission denied"), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("may be immutable (`lsattr -d` shows an `i`"), "{}", outcome.stderr);
        let which = "(news/rss.xml, news/feed.json), and not news/atom.xml; each file is either as it was or complete";
        assert!(outcome.stderr.contains(which), "{}", outcome.stderr);
        only_this_is_as_it_was(&here, FEEDS[1], &before);
        nothing_else_is_visible(&here);
    }
    a_later_run_completes(&here, || here.run(["build"]));
}

#[test]
fn a_format_whose_directory_cannot_be_written() {
    let here = Publication::new();
    here.config(format!("{}path = {{ rss = \"old/rss.xml\" }}\n", crate::support::SITE));
    write(&here, 1);
    here.build();
    let Some(user) = faults::unprivileged(&here) else { return };
    let build = || here.courant(["build"]).under(&user).run();
    let before = here.read("feeds/old/rss.xml");
    write(&here, 2);
    {
        let _mode = Mode::set(&here.root().join("feeds/old"), 0o555);
        for _ in 0..2 {
            let outcome = build().expect_code(2);
            let outcome = outcome.expect_stderr(["feeds/old/rss.xml: permission denied", "1 feed: "]);
            assert!(!outcome.stderr.contains("atom.xml: "), "{}", outcome.stderr);
            assert_eq!(here.read("feeds/old/rss.xml"), before);
            for path in &FEEDS[1..] {
                assert_eq!(here.read(path).matches("Article 5, version 2").count(), 1, "{path}");
            }
        }
    }
    build().expect_code(0);
    assert_eq!(here.read("feeds/old/rss.xml").matches("Article 5, version 2").count(), 1);
    let tree = here.tree();
    build().expect_code(0);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
}

#[test]
fn an_archive_that_cannot_be_written_is_led_to_by_nothing() {
    let here = Publication::new();
    here.config(format!("{}limit = 3\narchive = true\narchive_size = 3\n", crate::support::SITE));
    write(&here, 1);
    here.build();
    let before = documents(&here);
    let archive = "feeds/news/archive/atom-0001.xml";
    assert!(here.has(archive), "the first three are archived");
    for n in 7..=9 {
        here.record(&format!("b{n}"), &format!("Later {n}"), &format!("2025-01-0{n}"), "");
    }
    {
        let Some(_fixed) = Immutable::make(&here.root().join(archive)) else { return };
        let outcome = here.run(["build"]).expect_code(2);
        outcome.expect_stderr([
            "feeds/news/archive/atom-0001.xml: permission denied",
            "and not news/archive/atom-0001.xml, news/",
        ]);
        assert_eq!(documents(&here), before);
    }
    here.build();
    for (path, text) in documents(&here) {
        assert!(text.contains("Later 9") && text.contains("-0002."), "{path}: {text}");
    }
}

#[test]
fn a_disk_that_is_full_while_a_feed_is_written() {
    let here = published();
    let before = documents(&here);
    write(&here, 2);
    // Five say in the lock's file where the run is. Then there are two for each temporary file, since what a buffer still
    // holds is tried once more. What follows goes to stderr.
    let Some(strace) = faults::injected(&["inject=write:error=ENOSPC:when=6..11".to_owned()]) else { return };
    let outcome = here.courant(["build"]).under(&strace).run().expect_code(2);
    for path in FEEDS {
        let said = format!("{path}: the disk is full; make room and run again (");
        assert!(outcome.stderr.contains(&said), "{path}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(" bytes are free there now)"), "{path}: {}", outcome.stderr);
    }
    assert_eq!(documents(&here), before);
    nothing_else_is_visible(&here);
    a_later_run_completes(&here, || here.run(["build"]));
}

#[test]
fn a_disk_that_is_full_when_feeds_are_brought_to_it() {
    let here = published();
    let before = documents(&here);
    write(&here, 2);
    for (option, why) in [
        ("inject=fsync:error=ENOSPC", "the disk does not take or give what it should"),
        ("inject=pwrite64:error=ENOSPC", "the disk is full; make room and run again"),
    ] {
        let Some(strace) = faults::injected(&[option.to_owned()]) else { return };
        let outcome = here.courant(["build"]).under(&strace).run().expect_code(2);
        // The ledger is asked first.
        let outcome = outcome.expect_stderr([".courant/ledger.db: ", why, "what is published is as it was"]);
        assert!(!outcome.stderr.contains("Error code"), "{option}: {}", outcome.stderr);
        assert_eq!(documents(&here), before, "{option}");
        nothing_else_is_visible(&here);
    }
    a_later_run_completes(&here, || here.run(["build"]));
}

/// A real file system that is too small, where one may be mounted.
#[test]
fn a_real_disk_that_is_full() {
    let here = published();
    let script = r#"
        cp -a feeds kept && mount -t tmpfs -o size=64k none feeds || exit 77
        cp -a kept/. feeds/ && head -c 1000000 /dev/zero > feeds/filler 2> /dev/null
        "$0" build; code=$?
        rm -f feeds/filler; mkdir after && cp -a feeds/. after/
        exit $code"#;
    let before = documents(&here);
    write(&here, 2);
    let output = Command::new("unshare")
        .args(["-m", "sh", "-c", script, env!("CARGO_BIN_EXE_courant")])
        .current_dir(here.root())
        .output();
    let output = match output {
        Ok(output) if matches!(output.status.code(), Some(0 | 2)) && here.has("after") => output,
        _ => return skipped("no file system can be mounted here; the same is tried with strace"),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("feeds/news/rss.xml: the disk is full; make room and run again"), "{said}");
    for path in FEEDS {
        assert_eq!(here.read(path.replace("feeds/", "after/")), before[path], "{path}");
    }
    assert_eq!(Tree::of(&here.root().join("after")).files().len(), 3);
    fs::remove_dir_all(here.root().join("kept")).expect("the test's own");
    fs::remove_dir_all(here.root().join("after")).expect("the test's own");
    a_later_run_completes(&here, || here.run(["build"]));
}

#[test]
fn a_source_file_that_cannot_be_read_is_named() {
    let here = published();
    let Some(user) = faults::unprivileged(&here) else { return };
    let build = || here.courant(["build"]).under(&user).run();
    write(&here, 2);
    {
        let _mode = Mode::set(&here.root().join("data/a5.md"), 0o000);
        let outcome = build().expect_code(2);
        assert!(outcome.stderr.contains("cannot read "), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("data/a5.md: permission denied"), "{}", outcome.stderr);
        visible_is_whole(&here);
        nothing_else_is_visible(&here);
    }
    a_later_run_completes(&here, build);
}

#[test]
fn a_source_file_that_goes_away_midway_is_named() {
    let here = published();
    write(&here, 2);
    let gone = here.root().join("data/a5.md").display().to_string();
    let options = ["-P".to_owned(), gone, "inject=openat:error=ENOENT".to_owned()];
    let Some(strace) = faults::injected(&options) else { return };
    let outcome = here.courant(["build"]).under(&strace).run().expect_code(2);
    assert!(outcome.stderr.contains("data/a5.md: it is there no longer; run again"), "{}", outcome.stderr);
    visible_is_whole(&here);
    nothing_else_is_visible(&here);
    a_later_run_completes(&here, || here.run(["build"]));
}

#[test]
fn what_cannot_be_read_is_never_taken_for_deleted() {
    let here = published();
    let before = documents(&here);
    let mut options: Vec<String> = Vec::new();
    for number in 1..=ARTICLES {
        options.extend(["-P".to_owned(), here.root().join(format!("data/a{number}.md")).display().to_string()]);
    }
    options.push("inject=openat:error=ENOENT".to_owned());
    let Some(strace) = faults::injected(&options) else { return };
    here.courant(["build"]).under(&strace).run().expect_code(2);
    assert_eq!(documents(&here), before);
}

#[test]
fn a_state_directory_that_cannot_be_written() {
    let here = published();
    let Some(user) = faults::unprivileged(&here) else { return };
    let build = || here.courant(["build"]).under(&user).run();
    let before = documents(&here);
    write(&here, 2);
    for (path, mode) in [
        (".courant", 0o555),
        (".courant", 0o000),
        (".courant/ledger.db", 0o444),
        (".courant/ledger.db", 0o000),
        (".courant/lock", 0o444),
    ] {
        let _mode = Mode::set(&here.root().join(path), mode);
        let outcome = build().expect_code(2);
        let whose = format!("'s with mode {mode:o}");
        let whose =
            if mode == 0 && path == ".courant" { "permission denied; this run is user" } else { whose.as_str() };
        let outcome = outcome.expect_stderr([path, "permission denied", whose, "`--state DIR` names another"]);
        assert!(!outcome.stderr.contains("Error code"), "{path}: {}", outcome.stderr);
        assert_eq!(documents(&here), before, "{path}");
        nothing_else_is_visible(&here);
    }
    a_later_run_completes(&here, build);
}

/// Whatever is visible is whole, and either the old version or the new one.
fn visible_is_whole(here: &Publication) {
    for (path, text) in documents(here) {
        if path.ends_with(".json") {
            let read: Result<serde_json::Value, _> = serde_json::from_str(&text);
            assert!(read.is_ok(), "{path}: {text}");
        } else {
            assert!(roxmltree::Document::parse(&text).is_ok(), "{path}: {text}");
        }
    }
}

#[test]
fn a_run_that_is_killed_at_a_system_call_leaves_whole_documents_and_the_next_one_completes() {
    let trials = if full_trials() { 500 } else { 30 };
    let here = Publication::new();
    write(&here, 1);
    here.build();
    // A step that meets every place before it meets one twice, in an order that mixes the kinds.
    let step = (places_apart()..).find(|step| gcd(*step, faults::places()) == 1).expect("there is one");
    let mut killed = 0;
    for trial in 0..trials {
        let old = documents(&here);
        write(&here, trial + 2);
        let new = {
            let twin = Publication::new();
            write(&twin, trial + 2);
            twin.build();
            documents(&twin)
        };
        let place = (trial * step) % faults::places();
        let Some(was_killed) = faults::killed_at_syscall(&here.courant(["build"]).command(), place) else { return };
        killed += u32::from(was_killed);
        for (path, text) in documents(&here) {
            let is_whole = text == old[path] || text == new[path];
            assert!(is_whole, "place {place}: {path} is neither the old document nor the new one: {text}");
        }
        nothing_else_is_visible(&here);
        let outcome = here.run(["build"]).expect_code(0);
        assert_eq!(documents(&here), new, "place {place}: {}", outcome.stderr);
        let tree = here.tree();
        here.build();
        assert_eq!(here.tree().changes_since(&tree), [""; 0], "place {place}");
        assert_eq!(Tree::of(&here.root().join("feeds")).files().len(), 3, "place {place}: nothing is left lying about");
    }
    println!("{killed} of {trials} runs were killed");
    assert!(killed * 3 > trials, "only {killed} of {trials} runs were killed");
}

fn places_apart() -> u32 {
    faults::places() / 3
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
