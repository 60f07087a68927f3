//! Tables that are large: a million rows in trials at their full size, else some of them. A run that reads everything takes
//! bounded memory, one after it reads what has changed and nothing else, and whatever happens to the database, the feeds are
//! whole.

use super::super::support::postgres::{Postgres, own_server};
use crate::{
    incremental::agrees,
    support::{Outcome, Publication, SITE, Tree, full_trials},
};
use rusqlite::Connection;
use std::{
    fs,
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Bytes of memory that a run may take, however large the table is.
const MEMORY: u64 = 200 << 20;
/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(900);

const FEEDS: &str = r#"
[[feed]]
each = "category"
formats = ["rss"]
limit = 10
since = 2001-10-01
"#;

fn count() -> u64 {
    if full_trials() { 1_000_000 } else { 8_000 }
}

fn columns(id: &str) -> String {
    format!(
        "CREATE TABLE articles (id {id} PRIMARY KEY, title text, content_html text, published bigint, updated_at bigint, \
         category text, status text);"
    )
}

/// A publication of the table.
fn site(database: &str) -> Publication {
    let here = Publication::new();
    let source = format!("{database}\ntable = \"articles\"\nwatermark = \"updated_at\"");
    let site = SITE.replace("files = \"data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}\"", &source);
    here.config(site.replace("/{year}/{month}/{slug}/", "/articles/{id}/") + "limit = 20\n" + FEEDS);
    here
}

fn sqlite(here: &Publication, mode: &str) -> Connection {
    let database = Connection::open(here.root().join("cms.db")).expect("a database");
    database.busy_timeout(PATIENCE).expect("patience");
    let rows = format!(
        "PRAGMA journal_mode = {mode}; {} \
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {}) INSERT INTO articles \
         SELECT n, 'Article ' || n, '<p>' || replace(hex(zeroblob(20)), '00', 'What article ' || n || ' says. ') || '</p>', \
         1000000000 + n * 600, 1700000001, substr(CASE WHEN n < 99 THEN 'SEATOWARTFOG' ELSE 'SeaTowArtFog' END, 1 + n % 4 * 3, 3), \
         'published' FROM n;",
        columns("integer"),
        count()
    );
    database.execute_batch(&rows).expect("a table");
    database
}

fn postgres(server: &Postgres, id: &str, key: &str) -> String {
    server.database(&format!(
        "{} INSERT INTO articles SELECT {key}, 'Article ' || n, '<p>' || repeat('What article ' || n || ' says. ', 20) || '</p>', \
         1000000000 + n * 600, 1700000001, substr(CASE WHEN n < 99 THEN 'SEATOWARTFOG' ELSE 'SeaTowArtFog' END, 1 + n % 4 * 3, 3), \
         'published' FROM generate_series(1, {}) AS n; \
         ANALYZE articles;",
        columns(id),
        count()
    ))
}

/// A run, and the most memory that it ever had.
#[track_caller]
fn measured(here: &Publication, what: &str, args: &[&str]) -> String {
    let run = here.courant(args);
    let started = Instant::now();
    let mut child = run.command().stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("it can be waited for").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let size = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
        peak = peak.max(size.unwrap_or_default() * 1024);
        assert!(started.elapsed() < PATIENCE, "{what}: it is still running");
        thread::sleep(Duration::from_millis(1));
    }
    let output = child.wait_with_output().expect("it has ended");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let (seconds, megabytes) = (started.elapsed().as_secs_f64(), peak >> 20);
    println!("{what}: {seconds:.1} s, {megabytes} MB");
    assert_eq!(output.status.code(), Some(0), "{what}: {said}");
    assert!(peak > 0 && peak < MEMORY, "{what}: {megabytes} MB");
    said
}

fn feed(here: &Publication) -> String {
    here.read("feeds/news/atom.xml")
}

/// Runs with everything read, and with a little changed: what has another watermark is read, and nothing else is. To see
/// that, all other rows are spoilt without a new watermark, so that whoever reads one has something to say.
fn judge(here: &Publication, what: &str, change: &dyn Fn(&str), key: &dyn Fn(u64) -> String) {
    let last = count();
    let said = measured(here, &format!("{what}, everything"), &["build"]);
    assert!(said.contains(&format!("{last} records read")), "{said}");
    assert!(feed(here).contains(&format!(">Article {last}<")) && !here.has("feeds/category/none"));
    let parted = fs::metadata(here.root().join(".courant/cache-far-files")).expect("there").len();
    assert!(parted < 1000, "{what}: not all rows were held at once");
    let (old, new) = (key(last / 2), key(last - 1));
    change(&format!(
        "UPDATE articles SET status = 'strange', title = 'Spoilt'; \
         UPDATE articles SET status = 'published', title = 'Changed', updated_at = 1700000002 WHERE id IN ({old}, {new}); \
         DELETE FROM articles WHERE id IN ({}, {}); \
         INSERT INTO articles VALUES ({}, 'Inserted', 'New.', 1700000000, 1700000002, 'Tow', 'published');",
        key(last - 3),
        key(7),
        key(last + 1)
    ));
    let said = measured(here, &format!("{what}, two changed, two deleted, one inserted"), &["build"]);
    assert!(said.contains(&format!("{} records read", last - 1)), "{said}");
    let shown = feed(here);
    let (inserted, changed) = (shown.matches(">Inserted<").count(), shown.matches(">Changed<").count());
    assert!(inserted == 1 && changed == 1 && !shown.contains("Spoilt"), "{shown}");
    assert!(!shown.contains(&format!(">Article {}<", last - 3)), "{shown}");
    // More than a few, but few among all.
    change(&format!(
        "UPDATE articles SET status = 'published', title = 'Many', updated_at = 1700000003 \
         WHERE (published - 1000000000) % 72000 = 0 AND published < {}; \
         SELECT 1 / (SELECT count(*) FROM articles WHERE title = 'Many');",
        1_000_000_000 + last * 300
    ));
    measured(here, &format!("{what}, one in 240 changed"), &["build"]);
    assert!(!feed(here).contains("Many"));
    change("UPDATE articles SET status = 'published', updated_at = 1700000004;");
    measured(here, &format!("{what}, everything changed"), &["build"]);
    measured(here, &format!("{what}, nothing changed"), &["build"]);
}

#[test]
fn a_large_table_of_sqlite_takes_little_memory_and_is_read_once() {
    let here = site("sqlite = \"cms.db\"");
    let database = sqlite(&here, "WAL");
    judge(&here, "SQLite", &|sql| database.execute_batch(sql).expect(sql), &|n| n.to_string());
}

#[test]
fn a_large_table_of_postgres_takes_little_memory_and_is_read_once() {
    let Some(server) = own_server() else { return };
    let kinds = [("uuid", "md5(n::text)::uuid"), ("int", "n")];
    for (id, key) in kinds.into_iter().take(if full_trials() { 2 } else { 1 }) {
        let database = postgres(&server, id, key);
        let here = site(&format!("postgres = \"{}\"", server.url(&database)));
        let key = |n: u64| if id == "int" { n.to_string() } else { format!("md5('{n}')::uuid") };
        judge(&here, &format!("PostgreSQL, {id}"), &|sql| drop(server.run(&database, sql)), &key);
    }
}

/// The server dies while rows are read: of the run nothing is left, and the next one does what it could not.
#[test]
fn a_server_that_dies_changes_no_feed() {
    let Some(server) = own_server() else { return };
    let database = postgres(&server, "int", "n");
    let here = site(&format!("postgres = \"{}\"", server.url(&database)));
    let reading = "SELECT pid FROM pg_stat_activity WHERE application_name = 'courant' AND query LIKE 'FETCH%'";
    let dies = |what: &str, args: &[&str], kill: &(dyn Fn(&str) + Sync)| -> Outcome {
        let (ended, run) = (AtomicBool::new(false), here.courant(args).within(PATIENCE));
        thread::scope(|scope| {
            scope.spawn(|| {
                let backend = loop {
                    let found = server.run(&database, reading);
                    assert!(!ended.load(Ordering::Relaxed), "{what}: it was not seen reading");
                    if !found.is_empty() {
                        break found;
                    }
                };
                kill(&backend);
            });
            let outcome = run.run();
            ended.store(true, Ordering::Relaxed);
            outcome
        })
    };
    let kill = |pid: &str| {
        let killed = std::process::Command::new("kill").args(["-KILL", pid]).status();
        assert!(killed.is_ok_and(|status| status.success()), "killed");
    };
    let lost = "the connection was lost";
    dies("at first", &["build"], &kill).expect_code(2).expect_stderr(["postgres", lost, "help: "]);
    assert!(!here.has("feeds/news/atom.xml"), "nothing is published of half a table");
    // It comes up again by itself, after a moment in which it seems to be there still.
    let comes_up = || {
        thread::sleep(Duration::from_secs(2));
        server.wait(PATIENCE);
    };
    comes_up();
    here.courant(["build"]).within(PATIENCE).run().expect_code(0);
    let before = Tree::of(&here.root().join("feeds"));
    server.run(&database, "UPDATE articles SET title = 'Changed', updated_at = 1700000002;");
    for args in [&["build"][..], &["build", "--no-cache"], &["diff"], &["records"]] {
        dies(&format!("{args:?}"), args, &kill).expect_code(2).expect_stderr(["postgres", lost, "help: "]);
        assert_eq!(Tree::of(&here.root().join("feeds")), before, "{args:?} changes nothing");
        comes_up();
    }
    here.courant(["build"]).within(PATIENCE).run().expect_code(0);
    assert!(feed(&here).contains(">Changed<"));
    let before = Tree::of(&here.root().join("feeds"));
    dies("for ever", &["build", "--no-cache"], &|_| server.kill()).expect_code(2);
    here.run(["build"]).expect_code(2).expect_stderr(["postgres", "help: "]);
    assert_eq!(Tree::of(&here.root().join("feeds")), before, "without a server nothing changes");
    here.run(["status"]).expect_code(0);
}

/// Somebody writes all the time: each run sees one instant, and the last one everything.
#[test]
fn a_file_may_be_written_while_it_is_read() {
    for mode in ["WAL", "DELETE"] {
        let here = site("sqlite = \"cms.db\"");
        let database = sqlite(&here, mode);
        let (begun, ended, last) = (AtomicBool::new(false), AtomicBool::new(false), count());
        let pair = |here: &Publication| -> Vec<String> {
            let shown = feed(here);
            let titles = shown.split("<title>Pair ").skip(1);
            titles.map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect()
        };
        thread::scope(|scope| {
            scope.spawn(|| {
                let database = Connection::open(here.root().join("cms.db")).expect("a database");
                database.busy_timeout(PATIENCE).expect("patience");
                for number in 1_700_000_002_u64.. {
                    if ended.load(Ordering::Relaxed) {
                        break;
                    }
                    // Two that are changed together, and one far away, in one transaction.
                    let sql = format!(
                        "BEGIN IMMEDIATE; UPDATE articles SET title = 'Pair {number}', updated_at = {number} WHERE id = {last}; \
                         UPDATE articles SET content_html = 'x', updated_at = {number} WHERE id = {}; \
                         UPDATE articles SET title = 'Pair {number}', updated_at = {number} WHERE id = {}; COMMIT;",
                        1 + number % 1000,
                        last - 5,
                    );
                    database.execute_batch(&sql).unwrap_or_else(|error| panic!("{mode}: {error}"));
                    begun.store(true, Ordering::Relaxed);
                }
            });
            while !begun.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(1));
            }
            let mut seen = Vec::new();
            for number in 0..if full_trials() { 4 } else { 6 } {
                here.courant(["build"]).within(PATIENCE).run().expect_code(0);
                let shown = pair(&here);
                assert!(shown.len() == 2 && shown[0] == shown[1], "{mode}, {number}: {shown:?}");
                seen.push(shown[0].clone());
            }
            ended.store(true, Ordering::Relaxed);
            seen.dedup();
            assert!(seen.len() > 2, "{mode}: what is written meanwhile is seen by the next run: {seen:?}");
        });
        agrees(&here, mode, &["build", "--now", "2026-12-01"]);
        let shown = pair(&here);
        let stored: String = database
            .query_row(&format!("SELECT title FROM articles WHERE id = {last}"), [], |row| row.get(0))
            .expect("a title");
        assert_eq!(format!("Pair {}", shown[0]), stored, "{mode}: the last run sees the last change");
    }
}

/// What is to go goes, whether or not the rest can be read.
#[test]
fn an_article_is_taken_down_while_its_database_is_gone() {
    let here = site("sqlite = \"cms.db\"");
    let database = Connection::open(here.root().join("cms.db")).expect("a database");
    let row = "INSERT INTO articles VALUES";
    database
        .execute_batch(&format!(
            "{} {row} (1, 'Stays', 'Text.', 1700000000, 1, 'Sea', 'published'); \
             {row} (2, 'Goes', 'Text.', 1700000001, 1, 'Sea', 'published');",
            columns("integer")
        ))
        .expect("a table");
    here.run(["build"]);
    assert!(feed(&here).contains(">Goes<"));
    fs::rename(here.root().join("cms.db"), here.root().join("gone.db")).expect("renamed");
    here.run(["retract", "articles/2"]).expect_code(2).expect_stderr(["cms.db", "is taken down"]);
    assert!(!feed(&here).contains(">Goes<") && feed(&here).contains(">Stays<"));
    here.run(["status"]).expect_code(0);
    here.run(["build"]).expect_code(2).expect_stderr(["there is no file"]);
    fs::rename(here.root().join("gone.db"), here.root().join("cms.db")).expect("renamed");
    here.run(["build"]);
    assert!(!feed(&here).contains(">Goes<") && feed(&here).contains(">Stays<"));
}
