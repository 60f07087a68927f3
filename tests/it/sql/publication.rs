//! Publications whose articles are rows: what a run sees, and what it says.

use super::super::support::postgres::server;
use crate::support::{Outcome, Publication, SITE};
use rusqlite::Connection;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
    time::Duration,
};

/// A publication with these sources.
fn site(sources: &str) -> Publication {
    let here = Publication::new();
    let (start, rest) = SITE.split_once("[[source]]").expect("the site states its source");
    let (_, feed) = rest.split_once("[[feed]]").expect("the site states its feed");
    here.config(format!("{start}{sources}\n[[feed]]{feed}limit = 2\n"));
    here
}

fn sqlite(here: &Publication, sql: &str) -> Connection {
    let database = Connection::open(here.root().join("cms.db")).expect("a database");
    database.execute_batch(sql).expect(sql);
    database
}

const ARTICLES: &str = "CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, published TEXT, rev INT);
    INSERT INTO articles VALUES (1, 'One', 'x', '2026-01-01', 1), (2, 'Two', 'x', '2026-01-02', 1),
        (3, 'Three', 'x', '2026-01-03', 1), (4, 'Four', 'x', '2026-01-04', 1);";

#[test]
fn sources_of_one_server_are_read_in_one_transaction() {
    let Some(server) = server() else { return };
    let source = |database: &str, name: &str| {
        format!(
            "[[source]]\npostgres = \"{}\"\nname = \"{name}\"\nkey = \"id\"\nquery = \"select 1 as id, \
             '2026-01-01'::date as published, 'x' as body, pg_backend_pid() || ' ' || txid_current_snapshot() as title\"\n",
            server.url(database)
        )
    };
    let [one, other] = [server.database(""), server.database("")];
    let here = site(&[source(&one, "a"), source(&one, "b"), source(&other, "c")].concat());
    let records = here.records();
    let titles: Vec<&str> = records.iter().filter_map(|record| record["title"].as_str()).collect();
    assert_eq!(titles.len(), 3);
    assert_eq!(titles[0], titles[1], "one connection, and one instant");
    assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), 2, "another database has its own");
}

/// Says that it has ended when it goes.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A program that moves an article from one table to the other all the time: each run sees it in exactly one of them.
#[test]
fn sources_of_one_file_are_read_at_one_instant() {
    for mode in ["WAL", "DELETE"] {
        let source = |table: &str| format!("[[source]]\nsqlite = \"cms.db\"\ntable = \"{table}\"\n");
        let here = site(&[source("desk"), source("shelf")].concat());
        let columns = "(id INTEGER PRIMARY KEY, guid TEXT, url TEXT, title TEXT, body TEXT, published TEXT)";
        // Many others, so that it takes a while from the one source to the other.
        let database = sqlite(
            &here,
            &format!(
                "PRAGMA journal_mode = {mode}; CREATE TABLE desk {columns}; CREATE TABLE shelf {columns};
                 WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 400)
                 INSERT INTO desk SELECT n, 'urn:d:' || n, 'https://gazette.example/d/' || n, 'Desk ' || n, 'x', '2026-01-01' FROM n;
                 INSERT INTO shelf SELECT id, 'urn:s:' || id, 'https://gazette.example/s/' || id, 'Shelf', 'x', published FROM desk;
                 INSERT INTO desk VALUES (9000, 'urn:w', 'https://gazette.example/w', 'Wanderer', 'x', '2026-01-02');"
            ),
        );
        database.busy_timeout(Duration::from_secs(60)).expect("patience");
        let (ended, moves) = (&AtomicBool::new(false), &AtomicU32::new(0));
        thread::scope(|scope| {
            let writer = scope.spawn(move || {
                for (from, to) in [("desk", "shelf"), ("shelf", "desk")].into_iter().cycle() {
                    if ended.load(Ordering::Relaxed) {
                        break;
                    }
                    let sql = format!(
                        "BEGIN IMMEDIATE; INSERT INTO {to} SELECT * FROM {from} WHERE id = 9000; \
                         DELETE FROM {from} WHERE id = 9000; COMMIT;"
                    );
                    database.execute_batch(&sql).unwrap_or_else(|error| panic!("{mode}: {error}"));
                    moves.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(1));
                }
            });
            // Also where one of the following fails: the writer is waited for.
            let end = Ended(ended);
            let mut places = BTreeSet::new();
            for number in 0..8 {
                if writer.is_finished() {
                    break;
                }
                let before = moves.load(Ordering::Relaxed);
                here.build();
                let shown = here.read("feeds/news/atom.xml").matches("<id>urn:w</id>").count();
                assert_eq!(shown, 1, "{mode}, {number}");
                let records = here.records();
                let wanderers = records.iter().filter(|record| record["id"] == "urn:w");
                let keys: Vec<&str> = wanderers.filter_map(|record| record["key"].as_str()).collect();
                assert!(keys.len() == 1 && records.len() == 801, "{mode}, {number}: {keys:?} of {}", records.len());
                places.insert(keys[0].to_owned());
                assert!(moves.load(Ordering::Relaxed) > before, "{mode}: it goes on moving while others read");
            }
            drop(end);
            writer.join().expect("the writer is not kept from writing");
            assert_eq!(places.len(), 2, "{mode}: it was met in both places: {places:?}");
        });
    }
}

#[test]
fn a_row_that_changes_without_its_watermark_is_named_and_shown_by_the_next_run() {
    let here = site("[[source]]\nsqlite = \"cms.db\"\ntable = \"articles\"\nwatermark = \"rev\"\n");
    let database = sqlite(&here, ARTICLES);
    here.build();
    // It comes into the feed as another goes, and was changed behind everybody's back.
    database
        .execute_batch("UPDATE articles SET title = 'Deux' WHERE id = 2; DELETE FROM articles WHERE id = 4;")
        .expect("");
    here.run(["build"]).expect_code(1).expect_stderr([
        "row-unsteady",
        "cms.db#articles/2",
        "`rev`, its watermark, has not",
        "trigger",
    ]);
    assert!(!here.read("feeds/news/atom.xml").contains("Two"));
    here.build().expect_code(0);
    assert!(here.read("feeds/news/atom.xml").contains(">Deux<"));
}

#[test]
fn a_column_that_the_map_names_has_to_be_there() {
    let map = "\n[source.map]\ntitle = \"headline\"\n\"extra.number\" = \"rev\"\n";
    let here = site(&format!("[[source]]\nsqlite = \"cms.db\"\ntable = \"articles\"\n{map}"));
    let database = sqlite(&here, ARTICLES);
    let said = "there is no column `headline`, which `map.title` names";
    here.run(["build"]).expect_code(2).expect_stderr(["courant.toml:", said, "help: the columns there are: id, title"]);
    database.execute_batch("ALTER TABLE articles RENAME title TO headline").expect("");
    here.build().expect_code(0);
    assert_eq!(here.records()[0]["extra"]["number"], Value::from(1));
    let before = here.tree();
    database.execute_batch("ALTER TABLE articles RENAME headline TO heading").expect("");
    here.run(["build"]).expect_code(2).expect_stderr([said, "help: did you mean `heading`?"]);
    database.execute_batch("ALTER TABLE articles RENAME TO pieces").expect("");
    here.run(["build"]).expect_code(2).expect_stderr(["there is no table or view `articles`", "pieces"]);
    let changes: Vec<String> = here.tree().changes_since(&before);
    assert!(!changes.iter().any(|change| change.contains("feeds/")), "{changes:?}");
}

#[test]
fn advice_about_rows_speaks_of_columns() {
    let here = site("[[source]]\nsqlite = \"cms.db\"\ntable = \"articles\"\n");
    sqlite(&here, &format!("{ARTICLES} ALTER TABLE articles DROP COLUMN published;"));
    let outcome: Outcome = here.run(["build"]);
    let outcome = outcome.expect_code(1).expect_stderr(["record-undated", "cms.db#articles/1", "[source.map]"]);
    assert!(!outcome.stderr.contains("sidecar"), "{}", outcome.stderr);
}

#[test]
fn a_row_whose_date_of_publication_is_empty_is_a_draft() {
    let here = site("[[source]]\nsqlite = \"cms.db\"\ntable = \"posts\"\n");
    let database = sqlite(
        &here,
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, body TEXT, published_at TEXT, created_at TEXT);
         INSERT INTO posts VALUES (1, 'Out', 'x', '2026-01-01', '2025-12-31'), (2, 'Not yet', 'x', NULL, '2025-12-31');",
    );
    let outcome = here.build();
    assert!(outcome.stderr.contains("1 not public"), "{}", outcome.stderr);
    let feed = || here.read("feeds/news/atom.xml");
    assert!(feed().contains(">Out<") && !feed().contains(">Not yet<"));
    // Where another column says that it is out, when it was made is the best that there is.
    database.execute_batch("ALTER TABLE posts ADD COLUMN status TEXT DEFAULT 'published'").expect("a column");
    here.build();
    assert!(feed().contains(">Not yet<"));
    // Nothing else has to tell when it was made; and an article that is taken back is in no feed any more.
    database
        .execute_batch("ALTER TABLE posts DROP COLUMN status; ALTER TABLE posts DROP COLUMN created_at")
        .expect("no columns");
    here.build();
    assert!(feed().contains(">Out<") && !feed().contains(">Not yet<"));
    database
        .execute_batch("UPDATE posts SET published_at = CASE id WHEN 2 THEN '2026-01-02' END")
        .expect("other dates");
    here.build();
    assert!(!feed().contains(">Out<") && feed().contains(">Not yet<"));
    let map = "[source.map]\npublished = [\"published_at\", \"created_at\"]\n";
    let here = site(&format!("[[source]]\nsqlite = \"cms.db\"\ntable = \"posts\"\n{map}"));
    sqlite(
        &here,
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, body TEXT, published_at TEXT, created_at TEXT);
         INSERT INTO posts VALUES (2, 'By the map', 'x', NULL, '2025-12-31');",
    );
    here.build();
    assert!(here.read("feeds/news/atom.xml").contains(">By the map<"));
}

#[test]
fn columns_say_from_when_until_when_a_row_is_out() {
    let source = "[[source]]\nsqlite = \"cms.db\"\ntable = \"a\"\nkey = \"id\"\n";
    for (from, until, kind, early, past) in [
        ("publish_up", "publish_down", "TEXT", "'2099-06-01'", "'2023-02-01'"),
        ("go_live_at", "expire_at", "TEXT", "'2099-06-01'", "'2023-02-01'"),
        ("publish_on", "unpublish_on", "INT", "4085000000", "1700000200"),
        ("starttime", "endtime", "INT", "4085000000", "1700000200"),
        ("start", "stop", "TEXT", "'4085000000'", "'1700000200'"),
        ("valid_from", "valid_to", "TEXT", "'2099-06-01'", "'2023-02-01'"),
    ] {
        let zero = if kind == "INT" { "0" } else { "null" };
        let here = site(source);
        sqlite(
            &here,
            &format!(
                "CREATE TABLE a (id INTEGER PRIMARY KEY, title TEXT, body TEXT, created TEXT, {from} {kind}, {until} {kind});
                 INSERT INTO a VALUES (1, 'Early', 'x', '2023-01-01', {early}, {zero}), (2, 'Past', 'x', '2023-01-01', {zero}, {past}),
                 (3, 'Here', 'x', '2023-01-01', null, null), (4, 'Both', 'x', '2023-01-01', {past}, {early});"
            ),
        );
        here.run(["build"]).expect_code(0);
        let feed = here.read("feeds/news/rss.xml");
        assert!(feed.contains("Here") && feed.contains("Both"), "{from}: {feed}");
        assert!(!feed.contains("Early") && !feed.contains("Past"), "{from}: {feed}");
    }
}

#[test]
fn columns_of_known_systems_are_understood() {
    let here = site("[[source]]\nsqlite = \"cms.db\"\ntable = \"a\"\nkey = \"id\"\npermalink = \"/{slug}/\"\n");
    sqlite(
        &here,
        "CREATE TABLE a (id INTEGER PRIMARY KEY, title TEXT, slug TEXT, path TEXT, depth INT, numchild INT, bodytext TEXT,
            first_published_at TEXT, published_at TEXT);
         INSERT INTO a VALUES (1, 'One', 'one', '00010001', 2, 0, '<p>Body</p>', '2023-01-06', '2023-02-06'),
            (2, 'Two', 'two', '00010002', 2, 0, 'Plain < text', '2023-01-05', '2023-02-06');",
    );
    here.run(["build"]).expect_code(0);
    let feed = here.read("feeds/news/rss.xml");
    assert!(feed.contains("/one/</link>") && feed.contains("/two/</link>"), "{feed}");
    assert!(feed.contains("[<p>Body</p>]") && feed.contains("06 Jan 2023"), "{feed}");
}

#[test]
fn a_query_with_a_limit_of_its_own_is_named() {
    let source = |limit: &str| {
        format!(
            "[[source]]\nsqlite = \"cms.db\"\nquery = \"select * from articles order by id desc {limit}\"\nkey = \"id\"\n"
        )
    };
    let here = site(&source("limit 2"));
    sqlite(&here, ARTICLES);
    for _ in 0..2 {
        let said = here.run(["build"]).expect_code(0).stderr;
        assert!(said.contains("warning[query-limited]") && said.contains("`limit 2`"), "{said}");
    }
    let here = site(&source(""));
    sqlite(&here, ARTICLES);
    assert!(!here.build().stderr.contains("query-limited"));
}

/// A column of texts that was renamed away leaves articles without any: somebody has to be told, once.
#[test]
fn a_column_with_texts_that_nobody_reads_is_named() {
    let here = site("[[source]]\nsqlite = \"cms.db\"\ntable = \"articles\"\n");
    let database = sqlite(&here, ARTICLES);
    let long = "A sentence of some length. ".repeat(12);
    database.execute("UPDATE articles SET body = ?1", [&long]).expect("");
    assert!(!here.build().expect_code(0).stderr.contains("column-unread"));
    database.execute_batch("ALTER TABLE articles RENAME body TO artikeltekst").expect("");
    for _ in 0..2 {
        let said = here.run(["build", "--format", "json"]).expect_code(0).diagnostics();
        let said: Vec<&Value> = said.iter().filter(|found| found["rule"] == "column-unread").collect();
        assert_eq!(said.len(), 1, "{said:?}");
        let message = said[0]["message"].as_str().unwrap_or_default();
        assert!(message.contains("none of the first") && message.contains("`artikeltekst`"), "{message}");
        assert!(said[0]["help"].as_str().unwrap_or_default().contains("content_html = \"artikeltekst\""), "{said:?}");
    }
    // A short text is no article's, and one article with a text is enough.
    database.execute_batch("UPDATE articles SET artikeltekst = 'x'").expect("");
    assert!(!here.run(["build"]).expect_code(0).stderr.contains("column-unread"));
}

/// Further queries whose rows belong to no article at all; those of articles that the source leaves out are no trouble.
#[test]
fn keys_of_further_queries_that_no_article_has_are_named() {
    let source = |table: &str| {
        format!(
            "[[source]]\nsqlite = \"cms.db\"\nquery = \"select * from {table}\"\nkey = \"id\"\n\
             people_query = \"select article, name from people\"\ncategories_query = \"select term, article as key from tags\"\n"
        )
    };
    let more = "CREATE TABLE people (article TEXT, name TEXT); CREATE TABLE tags (term TEXT, article TEXT);
        INSERT INTO people VALUES ('one', 'Ada'), ('two', 'Bo'); INSERT INTO tags VALUES ('News', '1'), ('Old', '77');";
    let here = site(&source("articles"));
    let database = sqlite(&here, &format!("{ARTICLES} {more}"));
    for _ in 0..2 {
        let said = here.run(["build", "--format", "json"]).expect_code(0).diagnostics();
        let said: Vec<&Value> = said.iter().filter(|found| found["rule"] == "row-key").collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(
            said[0]["message"],
            "what `people_query` gives belongs to no article of query: `article` has keys such as `one`, and `id` such as `1`"
        );
    }
    database.execute_batch("UPDATE people SET article = '2' WHERE name = 'Bo'").expect("");
    assert!(!here.run(["build"]).expect_code(0).stderr.contains("row-key"));
    // As many strangers as are looked at first, and then somebody's.
    let strangers = "DELETE FROM people;
        WITH RECURSIVE n(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM n WHERE n < 2000) INSERT INTO people SELECT n, 'X' FROM n;
        INSERT INTO people VALUES ('2', 'Bo');";
    database.execute_batch(strangers).expect("");
    assert!(!here.run(["build"]).expect_code(0).stderr.contains("row-key"));
}
