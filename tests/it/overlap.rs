//! Runs that nobody watches: two at a time, killed ones, hanging ones, and what a timer's mail may say.

use crate::support::{Outcome, Publication, SITE, feeds, skipped};
use serde_json::Value;
use std::{
    fs::{self, File},
    io::Read as _,
    net::TcpListener,
    os::unix::{fs::PermissionsExt as _, process::ExitStatusExt as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const LOCK: &str = ".courant/lock";

/// A publication that a build in a test takes a while for.
fn large(records: usize) -> Publication {
    let publication = Publication::new();
    let line = |n: usize| {
        let text = "Fog lay over the harbour, and <b>nothing</b> moved. ".repeat(20);
        format!(
            "{{\"id\": \"urn:x:{n}\", \"title\": \"Article {n}\", \"date\": \"2025-01-01\", \"content_html\": \"{text}\"}}\n"
        )
    };
    publication.config(SITE.replace("name = \"news\"", "name = \"news\"\nlimit = 20000"));
    publication.file("data/all.jsonl", (0..records).map(line).collect::<String>());
    publication
}

fn spawn(publication: &Publication, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_courant"))
        .args(args)
        .current_dir(publication.root())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &pid]).status().expect("there is `kill`").success());
}

/// What the lock's file says.
fn said(publication: &Publication) -> Option<Value> {
    let text = fs::read_to_string(publication.root().join(LOCK)).ok()?;
    serde_json::from_str(text.lines().next()?).ok()
}

/// A build that has the lock and does not move.
fn stopped(publication: &Publication) -> Child {
    let child = spawn(publication, &["build"]);
    let started = Instant::now();
    while said(publication).is_none_or(|said| said["pid"] != child.id() || said["stage"] == "starting") {
        assert!(started.elapsed() < Duration::from_secs(60), "the build never said anything");
        thread::sleep(Duration::from_millis(1));
    }
    signal(&child, "STOP");
    assert_eq!(said(publication).expect("it has the lock")["finished"], Value::Null, "it was too fast to be stopped");
    child
}

fn ended(mut child: Child) -> (Option<i32>, String) {
    let mut stderr = String::new();
    child.stderr.take().expect("stderr is piped").read_to_string(&mut stderr).expect("it can be read");
    (child.wait().expect("it ends").code(), stderr)
}

#[test]
fn a_second_run_leaves_quietly_while_the_first_is_at_work() {
    let here = large(1000);
    let first = stopped(&here);
    let second = here.run(["build"]).expect_code(0);
    assert_eq!((second.stdout.as_str(), second.stderr.as_str()), ("", ""));
    let pid = format!("(build, process {}, since 20", first.id());
    here.run(["build", "-v"]).expect_code(0).expect_stderr(["another run is at work", &pid]);
    // What a person asked for would be lost, so it is said.
    here.run(["ledger", "rekey", "a", "b"]).expect_code(2).expect_stderr(["another run is at work", &pid, "try again"]);
    here.run(["build", "--dry-run"]).expect_code(0).expect_stderr(["would be written"]);
    assert!(!here.has("feeds/news/rss.xml"));

    signal(&first, "CONT");
    let (code, stderr) = ended(first);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(feeds::rss(&here.read("feeds/news/rss.xml")).len(), 1000);
    let end = said(&here).expect("the file stays");
    assert_eq!((&end["stage"], &end["exit"]), (&Value::from("done"), &Value::from(0)));
    here.run(["build"]).expect_code(0).expect_stderr(["0 documents written, 3 unchanged"]);
}

#[test]
fn two_runs_that_start_together_do_the_work_once() {
    let here = large(1000);
    let (one, two) = thread::scope(|scope| {
        let other = scope.spawn(|| here.run(["build", "-v"]));
        (here.run(["build", "-v"]), other.join().expect("it does not panic"))
    });
    let (one, two) = (one.expect_code(0), two.expect_code(0));
    let has = |what: &str| [&one, &two].iter().filter(|run| run.stderr.contains(what)).count();
    assert_eq!(has("3 documents written"), 1, "{}{}", one.stderr, two.stderr);
    assert_eq!(has("another run is at work") + has("3 unchanged"), 1, "{}{}", one.stderr, two.stderr);
    assert_eq!(feeds::rss(&here.read("feeds/news/rss.xml")).len(), 1000);
}

#[test]
fn a_killed_run_stands_in_nobodys_way() {
    let here = large(1000);
    here.file("data/all.jsonl", "{\"id\": \"urn:x:a\", \"title\": \"A\", \"date\": \"2025-01-01\", \"text\": \"A\"}\n");
    here.build();
    let before = said(&here).expect("a run was there");
    let other = large(1000);
    here.file("data/all.jsonl", other.read("data/all.jsonl"));

    let killed = stopped(&here);
    signal(&killed, "KILL");
    let (code, _) = ended(killed);
    assert_eq!(code, None, "it was killed");
    let left = said(&here).expect("it had said something");
    assert_eq!((&left["finished"], &left["exit"]), (&Value::Null, &Value::Null));
    assert_eq!(left["before"]["finished"], before["finished"], "when a run finished last is not forgotten");

    here.run(["build"]).expect_code(0).expect_stderr(["3 documents written"]);
    assert_eq!(feeds::rss(&here.read("feeds/news/rss.xml")).len(), 1000);
}

#[test]
fn the_file_says_when_and_how_the_last_run_ended() {
    let here = Publication::new();
    here.record("one", "One", "2025-01-01", "");
    here.run(["build", "--now", "2026-05-01T10:00:00Z", "--deadline", "1h30m"]).expect_code(0);
    let good = said(&here).expect("a run was there");
    assert_eq!((&good["command"], &good["deadline"]), (&Value::from("build"), &Value::from(5400)));
    assert_eq!(good["started"], "2026-05-01T10:00:00Z");
    let finished = good["finished"].as_str().expect("a time");
    assert!(finished.starts_with("2026-05-01T10:0"), "by the run's clock: {finished}");
    here.record("bad", "Bad", "someday", "");
    here.run(["build"]).expect_code(1);
    assert_eq!(said(&here).expect("a run was there")["exit"], 1);
    // Nobody's own words are believed, and nothing depends on them.
    for text in ["", "4711", "{\"pid\": -1}\n", "{\"pid\":1,\"command\":\"bu"] {
        here.file(LOCK, text);
        here.run(["build"]).expect_code(1);
        assert_eq!(said(&here).expect("a run was there")["exit"], 1, "{text}");
    }
}

/// Puts these words into the lock's file and holds the lock while `run` goes on.
fn while_held(here: &Publication, words: &str, run: impl FnOnce() -> Outcome) -> Outcome {
    here.file(LOCK, format!("{words}\n"));
    let file = File::options().write(true).open(here.root().join(LOCK)).expect("the file is there");
    file.lock().expect("nobody else has it");
    run()
}

#[test]
fn a_run_that_hangs_is_reported_by_every_other() {
    let here = Publication::new();
    here.record("one", "One", "2025-01-01", "");
    let hours_ago = |hours: i64| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is after 1970");
        let then = i64::try_from(now.as_secs()).expect("it is not the far future") - hours * 3600;
        courant::value::Timestamp::from_unix(then).expect("a time").rfc3339()
    };
    let words = |started: String, deadline: u64| {
        format!(r#"{{"pid":4711,"command":"build","started":"{started}","deadline":{deadline},"stage":"rendering"}}"#)
    };
    let old = hours_ago(3);
    for _ in 0..2 {
        let outcome = while_held(&here, &words(old.clone(), 900), || here.run(["build", "-q"])).expect_code(2);
        outcome.expect_stderr(["hangs", "build, process 4711", &format!("since {old}"), "rendering", "kill -9 4711"]);
    }
    while_held(&here, &words(old, 900), || here.run(["ledger", "rekey", "a", "b"]))
        .expect_code(2)
        .expect_stderr(["process 4711", "hangs"]);
    assert!(!here.has("feeds"));
    // Its own time counts, in real time: neither ours nor `--now`.
    let patient = while_held(&here, &words(hours_ago(3), 2 * 3600), || here.run(["build", "-q", "--deadline", "1m"]));
    assert_eq!(patient.expect_code(0).stderr, "");
    while_held(&here, &words(hours_ago(0), 900), || here.run(["build", "--now", "2099-01-01"])).expect_code(0);
    let elsewhere = words("2001-01-01T00:00:00Z".to_owned(), 900)
        .replace("\"deadline\"", &format!("\"really_started\":\"{}\",\"deadline\"", hours_ago(0)));
    while_held(&here, &elsewhere, || here.run(["build"])).expect_code(0);
    // Whoever has it has not said so yet: what stands there is of the run before.
    let over =
        words(hours_ago(3), 900).replace("\"stage\"", "\"finished\":\"2026-01-01T00:00:00Z\",\"exit\":0,\"stage\"");
    while_held(&here, &over, || here.run(["build", "-v"])).expect_code(0).expect_stderr(["nothing was done\n"]);
    here.build();
}

#[test]
fn a_lock_that_is_no_file_is_refused() {
    let here = Publication::new();
    here.file("mine", "mine").file(".courant/x", "");
    std::os::unix::fs::symlink("../mine", here.root().join(LOCK)).expect("a link");
    here.run(["build"]).expect_code(2).expect_stderr([".courant/lock", "no ordinary file"]);
    assert_eq!(here.read("mine"), "mine");
}

#[test]
fn a_run_that_takes_too_long_gives_up() {
    let here = large(20_000);
    let outcome =
        here.run(["build", "--deadline", "1s"]).expect_code(2).expect_stderr(["gave up after 1 second while "]);
    assert!(outcome.elapsed < Duration::from_secs(20), "{:?}", outcome.elapsed);
    let left = said(&here).expect("it had the lock");
    assert_eq!(left["finished"], Value::Null);
    assert!(outcome.stderr.contains(left["stage"].as_str().expect("a stage")), "{}", outcome.stderr);
    // As after any kill, the next run does all of it.
    here.file("data/all.jsonl", "{\"id\": \"urn:x:a\", \"title\": \"A\", \"date\": \"2025-01-01\", \"text\": \"A\"}\n");
    here.build();
    assert_eq!(feeds::rss(&here.read("feeds/news/rss.xml")).len(), 1);
}

#[test]
fn a_server_that_never_answers_holds_nobody_up() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let address = format!("http://{}/feed.xml", listener.local_addr().expect("the port has a number"));
    let here = Publication::empty();
    let outcome = here.run(["check", &address, "--deadline", "1s"]).expect_code(2);
    assert!(outcome.elapsed < Duration::from_secs(10), "{:?}", outcome.elapsed);
    outcome.expect_stderr([&format!("gave up after 1 second while judging ({address})")]);
}

#[test]
fn a_deadline_is_a_length_of_time() {
    let here = Publication::new();
    for wrong in ["90", "0s", "soon", "1y", "-5m"] {
        here.run(["build", &format!("--deadline={wrong}")]).expect_code(2).expect_stderr(["--deadline"]);
    }
    assert!(!here.has("feeds"));
    here.run(["--deadline", "365d", "build"]).expect_code(0);
}

#[test]
fn a_person_can_interrupt_a_run() {
    let here = large(20_000);
    let mut child = spawn(&here, &["build"]);
    while said(&here).is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    signal(&child, "INT");
    assert_eq!(child.wait().expect("it ends").signal(), Some(2));
}

/// Runs as somebody who may not write everywhere; `None`, said aloud, where that cannot be arranged.
fn unprivileged(here: &Publication, args: &[&str]) -> Option<(i32, String)> {
    let program = env!("CARGO_BIN_EXE_courant");
    let is_root = fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let mut command = if is_root {
        for directory in [here.root().parent().expect("the world").to_owned(), here.root()] {
            fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", program]);
        command
    } else {
        Command::new(program)
    };
    let output = command.args(args).current_dir(here.root()).stdin(Stdio::null()).output();
    let output = match output {
        Ok(output) if output.status.code().is_some_and(|code| code < 126) => output,
        _ => {
            skipped("the program cannot be run as somebody without rights");
            return None;
        }
    };
    Some((output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned()))
}

#[test]
fn a_state_directory_that_cannot_be_written_is_said_plainly() {
    let closed = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o555)).expect("it is ours");
    let opened = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let here = Publication::new();
    here.record("one", "One", "2025-01-01", "");

    // It is there and may not be written; or it cannot even be made.
    for (prepare, part) in [(".courant", ".courant"), ("", ".courant")] {
        let directory = here.root().join(prepare);
        fs::create_dir_all(&directory).expect("the test can make directories");
        closed(&directory);
        let outcome = unprivileged(&here, &["build", "-q"]);
        opened(&directory);
        if prepare == ".courant" {
            fs::remove_dir(&directory).expect("nothing was written");
        }
        let Some((code, stderr)) = outcome else { return };
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains("for the state: ") && stderr.contains(part), "{stderr}");
        assert!(stderr.contains("ermission denied") && stderr.contains("--state DIR"), "{stderr}");
    }
    assert!(!here.has("feeds"));
}

/// What a timer's run says, and how it ends.
fn timed(here: &Publication, now: &str) -> (i32, String) {
    let outcome = here.run(["build", "-q", "--now", now]);
    assert_eq!(outcome.stdout, "");
    (outcome.code, outcome.stderr)
}

#[test]
fn a_timer_is_told_an_error_once_a_day() {
    let here = Publication::new();
    here.record("one", "One", "2025-01-01", "");
    here.file("data/bad.md", "---\ntitle: Bad\ndate: 2025-02-30\n---\nText\n");
    let (code, first) = timed(&here, "2026-05-01T10:00:00Z");
    assert!(code == 1 && first.contains("data/bad.md:3"), "{first}");
    assert_eq!(timed(&here, "2026-05-01T10:05:00Z"), (1, String::new()));
    let kept = here.tree();
    assert_eq!(timed(&here, "2026-05-01T10:10:00Z"), (1, String::new()));
    assert_eq!(here.tree().changes_since(&kept), [""; 0]);

    // Somebody wrote above it: the same error. Another one is new, and it alone is told.
    here.file("data/bad.md", "---\nlanguage: en\ntitle: Bad\ndate: 2025-02-30\n---\nText\n");
    assert_eq!(timed(&here, "2026-05-01T10:15:00Z"), (1, String::new()));
    here.record("worse", "Worse", "someday", "");
    let (code, said) = timed(&here, "2026-05-01T10:20:00Z");
    assert!(code == 1 && said.contains("worse.json") && !said.contains("bad.md"), "{said}");

    // A person who looks is told everything, whenever that is; so is one who tries something out.
    for looks in [&["build"][..], &["build", "-q", "--dry-run"]] {
        here.run(looks).expect_code(1).expect_stderr(["bad.md", "worse.json"]);
    }

    let (code, said) = timed(&here, "2026-05-02T10:10:00Z");
    assert!(code == 1 && said.contains("bad.md:4") && !said.contains("worse.json"), "{said}");
    let (_, said) = timed(&here, "2026-05-02T11:20:00Z");
    assert!(said.contains("worse.json") && !said.contains("bad.md"), "{said}");

    // Mended and broken again: new.
    here.record("worse", "Worse", "2025-01-03", "");
    assert_eq!(timed(&here, "2026-05-02T11:25:00Z"), (1, String::new()));
    here.record("worse", "Worse", "someday", "");
    assert!(timed(&here, "2026-05-02T11:30:00Z").1.contains("worse.json"));
}

#[test]
fn a_document_that_cannot_be_written_is_tried_again_by_every_run() {
    let here = Publication::new();
    here.record("one", "One", "2025-01-01", "");
    here.build();
    here.record("one", "One, changed", "2025-01-01", "");
    fs::remove_file(here.root().join("feeds/news/rss.xml")).expect("it is there");
    here.file("feeds/news/rss.xml/in-the-way", "");
    for _ in 0..3 {
        here.run(["build"]).expect_code(2).expect_stderr(["`news/rss.xml` cannot be written"]);
    }
    fs::remove_dir_all(here.root().join("feeds/news/rss.xml")).expect("it can go");
    here.run(["build", "--explain"]).expect_code(0).expect_stderr(["it could not be written", "1 document written"]);
    assert_eq!(feeds::rss(&here.read("feeds/news/rss.xml")).len(), 1);
}

#[test]
fn how_often_an_error_is_told_can_be_set() {
    let here = Publication::new();
    here.config(SITE.replace("language = \"en\"", "language = \"en\"\nremind = \"1h30m\""));
    here.record("bad", "Bad", "someday", "");
    assert!(timed(&here, "2026-05-01T10:00:00Z").1.contains("bad.json"));
    assert_eq!(timed(&here, "2026-05-01T11:29:59Z").1, "");
    assert!(timed(&here, "2026-05-01T11:30:00Z").1.contains("bad.json"));
    here.config(SITE.replace("language = \"en\"", "language = \"en\"\nremind = 90"));
    here.run(["build"]).expect_code(2).expect_stderr(["courant.toml:9:10", "a text in quotes"]);
}

#[test]
fn trouble_of_the_run_itself_is_always_told() {
    let here = Publication::new();
    here.record("bad", "Bad", "someday", "");
    assert!(timed(&here, "2026-05-01T10:00:00Z").1.contains("bad.json"));
    fs::remove_file(here.root().join("feeds/news/rss.xml")).expect("it is there");
    here.file("feeds/news/rss.xml/in-the-way", "");
    for _ in 0..2 {
        let (code, said) = timed(&here, "2026-05-01T10:05:00Z");
        assert!(code == 2 && said.contains("rss.xml") && !said.contains("bad.json"), "{said}");
    }
    fs::remove_dir_all(here.root().join("feeds/news/rss.xml")).expect("it can go");
    assert_eq!(timed(&here, "2026-05-01T10:10:00Z"), (1, String::new()), "the record's error was never gone");
    // The configuration is no record.
    here.config(format!("{SITE}where = 'title ==='\n"));
    for _ in 0..2 {
        let (code, said) = timed(&here, "2026-05-01T10:15:00Z");
        assert!(code == 2 && said.contains("courant.toml:17:9"), "{said}");
    }
    here.config(SITE);
    assert_eq!(timed(&here, "2026-05-01T10:20:00Z"), (1, String::new()));
    // What was told is only a convenience.
    fs::remove_file(here.root().join(".courant/told.jsonl")).expect("it is there");
    fs::create_dir(here.root().join(".courant/told.jsonl")).expect("a directory in its place");
    for _ in 0..2 {
        let (code, said) = timed(&here, "2026-05-01T10:25:00Z");
        assert!(code == 1 && said.contains("bad.json"), "{said}");
    }
}
