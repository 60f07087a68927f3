//! SQLite files.

use super::{agree, all, all_of, articles, record, refused, second, some};
use courant::source::sql::{Content, Database, Problem, Snapshot, Spec};
use rusqlite::Connection;
use std::{fs, ops::ControlFlow, os::unix::fs::PermissionsExt, path::Path, process::Command, time::Duration};
use tempfile::TempDir;

/// A file with these statements done.
fn file(sql: &str) -> (TempDir, Spec) {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("cms.db");
    Connection::open(&path).expect("a file").execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let spec = articles(Database::Sqlite(path));
    (directory, spec)
}

fn path(spec: &Spec) -> &Path {
    let Database::Sqlite(path) = &spec.database else { panic!("SQLite") };
    path
}

const PEOPLE: &str = "
    CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, published TEXT, updated_at TEXT);
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
    CREATE TABLE article_users (article_id INT, user_id INT, position INT);
    CREATE TABLE tags (article_id INT, term TEXT);
    INSERT INTO articles VALUES (2, 'Salt', 'Salt rises.', '2026-01-02', '2026-02-02'), (10, 'Tar', 'Tar falls.', '2026-01-03', '2026-02-03');
    INSERT INTO users VALUES (1, 'Ada', 'ada@login.example'), (2, 'Bo', NULL);
    INSERT INTO article_users VALUES (2, 1, 2), (2, 2, 1), (99, 1, 1);
    INSERT INTO tags VALUES (10, 'Trade'), (10, 'Sea');";

fn with_people(mut spec: Spec) -> Spec {
    spec.second = vec![
        second(
            "authors",
            "select article_id, name, email from article_users join users on users.id = user_id order by position;",
        ),
        second("categories", "select term, article_id as key from tags -- in any order"),
    ];
    spec
}

#[test]
fn rows_and_what_belongs_to_them_are_records() {
    let (_directory, spec) = file(PEOPLE);
    let rows = agree(&with_people(spec));
    assert_eq!(rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["articles/2", "articles/10"]);
    let salt = record(&rows, "articles/2");
    assert_eq!((salt.key.as_str(), salt.origin.place().to_string().as_str()), ("articles/2", "cms.db#articles/2"));
    assert_eq!(salt.url.as_ref().map(ToString::to_string).as_deref(), Some("https://gazette.example/articles/2/"));
    let names: Vec<&str> = salt.authors.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Bo", "Ada"], "in the order of the query");
    assert_eq!(salt.authors[1].email, None, "who logs in with an address has not published it");
    assert_eq!(salt.authors[1].email_private.as_ref().map(|email| email.as_str()), Some("ada@login.example"));
    let terms: Vec<&str> = record(&rows, "articles/10").categories.iter().map(|c| c.term.as_str()).collect();
    assert_eq!(terms, ["Trade", "Sea"]);
    assert!(rows.iter().all(|row| row.said.is_empty()), "{rows:#?}");
}

#[test]
fn prints_follow_the_watermark_or_everything_that_is_said() {
    let (_directory, spec) = file(PEOPLE);
    let spec = with_people(spec);
    let marked = Spec { watermark: Some("Updated_At".into()), ..spec.clone() };
    let prints = |spec: &Spec| agree(spec).into_iter().map(|row| row.print).collect::<Vec<_>>();
    let (before, marked_before) = (prints(&spec), prints(&marked));
    let change = |sql: &str| Connection::open(path(&spec)).expect("the file").execute_batch(sql).expect("a change");
    change("UPDATE tags SET term = 'Commerce' WHERE term = 'Trade'");
    let after = prints(&spec);
    assert!(after[0] == before[0] && after[1] != before[1], "a tag is a part of the article");
    assert_eq!(prints(&marked), marked_before, "only the watermark counts");
    change("UPDATE articles SET updated_at = '2026-03-01' WHERE id = 2");
    let after = prints(&marked);
    assert!(after[0] != marked_before[0] && after[1] == marked_before[1]);
}

#[test]
fn values_are_what_people_store() {
    let (_directory, spec) = file(
        "CREATE TABLE articles (id TEXT PRIMARY KEY, title, body BLOB, published, draft BOOLEAN, tags TEXT, thumb BLOB, n REAL);
         INSERT INTO articles VALUES
            ('seconds', 'A', 'x', 1700000000, 0, '[\"a\", \"b\"]', NULL, 1.5),
            ('long ago', 'A', 'x', 946684800, 0, NULL, x'00ff', NULL),
            ('milliseconds', 'A', 'x', 1700000000123, NULL, NULL, NULL, NULL),
            ('julian', 'A', 'x', 2451544.5, NULL, NULL, NULL, NULL),
            ('text', 7, 'x', '2026-01-02 03:04:05', 1, NULL, NULL, NULL),
            ('date', 'A', 'x', '2026-01-02', NULL, NULL, NULL, NULL),
            ('bytes', 'A', x'626f6479', '2026-01-02', NULL, NULL, NULL, NULL),
            ('bytes for a date', 'A', 'x', x'00', NULL, NULL, NULL, NULL),
            ('infinite', 'A', 'x', 9e999, NULL, NULL, NULL, NULL),
            ('latin', CAST(x'4be47365' AS TEXT), 'x', '2026-01-02', NULL, NULL, NULL, NULL);",
    );
    let rows = agree(&spec);
    let day = |key: &str| record(&rows, &format!("articles/{key}")).published.map(|at| at.to_string());
    for (key, instant) in [
        ("seconds", "2023-11-14T22:13:20Z"),
        ("long ago", "2000-01-01T00:00:00Z"),
        ("milliseconds", "2023-11-14T22:13:20Z"),
        ("julian", "2000-01-01T00:00:00Z"),
        ("text", "2026-01-02T03:04:05Z"),
        ("date", "2026-01-02T00:00:00Z"),
    ] {
        assert_eq!(day(key).as_deref(), Some(instant), "{key}");
    }
    assert_eq!(record(&rows, "articles/seconds").categories.len(), 2);
    assert_eq!(record(&rows, "articles/text").title.as_deref(), Some("7"));
    let hidden = format!("{:?}", record(&rows, "articles/text").visibility);
    assert!(hidden.contains("Hidden"), "{hidden}");
    assert!(format!("{:?}", record(&rows, "articles/seconds").visibility).contains("Public"));
    let said = |key: &str| rows.iter().find(|row| row.key == format!("articles/{key}")).expect("there").said.join("\n");
    let bytes = said("bytes");
    assert!(bytes.starts_with("Warning column-binary cms.db#articles/bytes body: the column holds 4 bytes"), "{bytes}");
    assert_eq!(record(&rows, "articles/bytes").title.as_deref(), Some("A"), "other columns count");
    for (key, words) in [
        ("bytes for a date", "Error column-binary cms.db#articles/bytes for a date published"),
        ("infinite", "date-invalid cms.db#articles/infinite published"),
        ("latin", "Error file-encoding cms.db#articles/latin title"),
    ] {
        assert!(said(key).contains(words), "{key}: {}", said(key));
        assert!(rows.iter().any(|row| row.key.ends_with(key) && row.record.is_none()), "{key} has to wait");
    }
    assert_eq!(said("long ago"), "", "nobody reads the column");
    let notes = Snapshot::open(vec![spec.clone()]).expect("open").notes(0).expect("they can be read");
    assert_eq!(notes.len(), 1);
    assert!(notes[0].message.contains("`thumb`"), "{notes:?}");
}

#[test]
fn keys_of_any_kind_find_their_rows() {
    for (columns, values) in [
        ("id TEXT PRIMARY KEY", "('7'), ('007'), ('a/b'), ('ü\n%')"),
        ("id PRIMARY KEY", "(7), ('eight'), (9.5), ('10')"),
        ("id INTEGER PRIMARY KEY", "(7), (-3), (9007199254740993)"),
    ] {
        let (_directory, spec) = file(&format!(
            "CREATE TABLE articles ({columns}, title TEXT DEFAULT 'T'); INSERT INTO articles (id) VALUES {values};"
        ));
        let rows = agree(&spec);
        assert_eq!(rows.len(), values.matches('(').count(), "{rows:#?}");
    }
    let (_directory, spec) = file(
        "CREATE TABLE articles (title, lang TEXT, id INT, PRIMARY KEY (lang, id)) WITHOUT ROWID;
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300)
         INSERT INTO articles SELECT 'T', value, n FROM json_each('[\"cy\", \"a/b\"]'), n;",
    );
    let rows = agree(&spec);
    assert_eq!((rows.len(), rows[0].key.as_str()), (600, "articles/a%2Fb/1"));
    assert!(some(&spec, &["pages/1", "articles/1", "articles/cy/0"]).is_empty());
}

#[test]
fn rows_without_a_key_and_rows_with_the_same_are_told() {
    let (_directory, mut spec) = file(
        "CREATE TABLE articles (slug TEXT, title TEXT);
         INSERT INTO articles VALUES ('a', 'One'), ('a', 'Two'), (NULL, 'Three'), (NULL, 'Four'), ('b', 'Five');",
    );
    let said = refused(&spec);
    assert!(said.contains("`articles` has no primary key") && said.contains("slug, title"), "{said}");
    spec.key = vec!["slug".into()];
    let rows = agree(&spec);
    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["articles/a", "articles/b", "articles/%"]);
    assert_eq!(rows[0].said[0], "Warning row-key cms.db#articles/a: 2 rows have this key; the first one counts");
    assert!(rows[2].said[0].contains("2 rows of `articles` have nothing in `slug`"), "{rows:#?}");
    let marked = Spec { watermark: Some("title".into()), ..spec };
    agree(&marked);
}

/// Two states that look alike where something is left out of a print.
#[test]
fn prints_tell_apart_what_is_alike() {
    let prints = |spec: &Spec| agree(spec).into_iter().map(|row| row.print).collect::<Vec<_>>();
    let (_directory, spec) =
        file("CREATE TABLE articles (slug TEXT, title TEXT); INSERT INTO articles VALUES ('a', 'One'), ('a', 'One');");
    let spec = Spec { key: vec!["slug".into()], ..spec };
    let before = prints(&spec);
    let change = |spec: &Spec, sql: &str| Connection::open(path(spec)).expect("it").execute_batch(sql).expect(sql);
    change(&spec, "UPDATE articles SET title = 'Two'");
    assert_ne!(prints(&spec), before, "rows of one key that are alike do not cancel each other");

    let (_directory, mut spec) = file(&format!(
        "{PEOPLE} CREATE TABLE kinds (article_id INT, term TEXT, kind INT); INSERT INTO kinds VALUES (2, 'Sea', 1);"
    ));
    let terms = |kind: u32| format!("select article_id, term from kinds where kind = {kind}");
    spec.second = vec![second("categories", &terms(1)), second("authors", &terms(2))];
    let before = prints(&spec);
    change(&spec, "UPDATE kinds SET kind = 2");
    let after = prints(&spec);
    assert!(after[0] != before[0] && after[1] == before[1], "it matters which query gives a row");
}

#[test]
fn who_has_enough_is_given_no_more() {
    let (_directory, spec) = file(
        "CREATE TABLE articles (slug TEXT, title TEXT);
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2500) INSERT INTO articles SELECT n, 'T' FROM n;
         INSERT INTO articles VALUES (NULL, 'Without a key');",
    );
    let spec = Spec { key: vec!["slug".into()], ..spec };
    let mut snapshot = Snapshot::open(vec![spec]).expect("open");
    let keys: Vec<String> = (1..=2500).map(|n| format!("articles/{n}")).chain(["articles/%".to_owned()]).collect();
    let mut given = [0, 0];
    let [all, some] = &mut given;
    let once = |count: &mut u32| {
        *count += 1;
        ControlFlow::Break(())
    };
    snapshot.rows(0, &mut |_| once(all)).expect("rows");
    snapshot.some(0, &keys, &mut |_| once(some)).expect("rows");
    assert_eq!(given, [1, 1]);
}

#[test]
fn rows_whose_key_is_no_text_are_told() {
    let (_directory, spec) = file(
        "CREATE TABLE articles (id TEXT PRIMARY KEY NOT NULL, title TEXT);
         INSERT INTO articles VALUES ('a', 'One'), (x'00ff', 'Two'), (CAST(x'4be4' AS TEXT), 'Three'), ('', 'Four');",
    );
    for spec in [spec.clone(), Spec { watermark: Some("title".into()), ..spec }] {
        let rows = agree(&spec);
        assert_eq!(
            rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(),
            ["articles/", "articles/a", "articles/%"]
        );
        let said = "Error row-key cms.db#articles/%: 2 rows of `articles` have bytes that are no text in `id`, which is the key";
        assert_eq!(rows[2].said, [said]);
    }
}

#[test]
fn what_the_source_says_wrong_is_shown_with_what_was_meant() {
    let (_directory, spec) = file(PEOPLE);
    let query = |text: &str| Spec { content: Content::Query(text.into()), key: vec!["id".into()], ..spec.clone() };
    let people = |text: &str| Spec { second: vec![second("authors", text)], ..spec.clone() };
    for (spec, words) in [
        (query("select a.*, b.title from articles a join articles b using (id)"), "two columns are called `title`"),
        (query("pragma table_info(articles)"), "help: the query becomes a part of another one"),
        (query("select * from articles; select 1"), "Multiple statements"),
        (Spec { content: Content::Table("article".into()), ..spec.clone() }, "help: did you mean `articles`?"),
        (Spec { watermark: Some("updatd_at".into()), ..spec.clone() }, "help: did you mean `updated_at`?"),
        (Spec { key: vec!["uuid".into()], ..spec.clone() }, "help: the columns there are: id, title"),
        (
            query("select id, titel\nfrom articles"),
            "in `query`:\n  | select id, titel\n  |            ^\n  | from articles",
        ),
        (query("select id, titel\nfrom articles"), "did you mean `title`?"),
        (query("selekt"), "| selekt\n  | ^"),
        (query("select * from article"), "did you mean `articles`?"),
        (query("select * from articles where id = ?"), "parameters"),
        (query("delete from articles"), "changes nothing"),
        (query("select 1 as one"), "there is no column `id`, which `key` names"),
        (people("select article_id from article_users"), "people_query"),
        (people("select article_id, nam from article_users"), "in `people_query`"),
    ] {
        let said = refused(&spec);
        assert!(said.starts_with("cannot read cms.db (courant.toml:7:1): "), "{said}");
        assert!(said.contains(words), "{words}:\n{said}");
    }
    assert_eq!(all(&query("select * from articles where id > 2; -- the new ones\n")).expect("a query").len(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_a_remedy() {
    let directory = TempDir::new().expect("a directory");
    let spec = |name: &str| articles(Database::Sqlite(directory.path().join(name)));
    fs::write(
        directory.path().join("text.db"),
        "No database at all, but a text that is long enough to look at.".repeat(20),
    )
    .expect("written");
    let (_other, damaged) = file(&format!(
        "{PEOPLE} WITH RECURSIVE n (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM n WHERE n < 9999)
         INSERT INTO articles SELECT n, 't', 'b', 'p', 'u' FROM n;"
    ));
    let mut bytes = fs::read(path(&damaged)).expect("read");
    bytes[8192..100_000].fill(0x55);
    fs::write(path(&damaged), bytes).expect("written");
    for (spec, problem) in [
        (spec("none.db"), Problem::Unreachable),
        (spec(""), Problem::Unreachable),
        (spec("text.db"), Problem::Damaged),
        (damaged, Problem::Damaged),
    ] {
        let error = all(&spec).expect_err("unreadable");
        assert_eq!(error.problem(), problem, "{error}");
        assert!(error.to_string().contains("\nhelp: "), "{error}");
    }
}

#[test]
fn reading_sees_one_instant_while_another_program_writes() {
    for mode in ["WAL", "DELETE"] {
        let (_directory, spec) = file(&format!("PRAGMA journal_mode = {mode}; {PEOPLE}"));
        let writer = Connection::open(path(&spec)).expect("the file");
        let mut snapshot = Snapshot::open(vec![spec.clone()]).expect("open");
        let added = writer.execute("INSERT INTO articles (id, title) VALUES (50, 'New')", []);
        assert_eq!(added.is_ok(), mode == "WAL", "{mode}: without a log a writer waits for us: {added:?}");
        assert_eq!(all_of(&mut snapshot).expect("rows").len(), 2, "{mode}");
        drop(snapshot);
        writer.execute("INSERT INTO articles (id, title) VALUES (51, 'Newer')", []).expect("nobody reads");
        assert_eq!(
            all(&spec).expect("rows").len(),
            if mode == "WAL" { 4 } else { 3 },
            "{mode}: what is in the log counts"
        );
    }
}

#[test]
fn a_locked_file_is_waited_for_and_then_named() {
    let (_directory, spec) = file(PEOPLE);
    let spec = Spec { connect_timeout: Duration::from_secs(1), ..spec };
    let writer = Connection::open(path(&spec)).expect("the file");
    writer.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let error = all(&spec).expect_err("locked");
    assert_eq!(error.problem(), Problem::Busy, "{error}");
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| all(&spec).map(|rows| rows.len()));
        std::thread::sleep(Duration::from_millis(200));
        writer.execute_batch("COMMIT").expect("unlocked");
        assert_eq!(reading.join().expect("no panic").expect("rows"), 2);
    });
}

#[test]
fn a_query_that_takes_too_long_is_given_up() {
    let (_directory, spec) = file(PEOPLE);
    let endless = "with recursive n (id) as (select 1 union all select id + 1 from n) select max(id) as id from n";
    let content = Content::Query(endless.into());
    let spec = Spec { content, key: vec!["id".into()], statement_timeout: Duration::from_secs(1), ..spec };
    let error = all(&spec).expect_err("endless");
    assert_eq!(error.problem(), Problem::Timeout, "{error}");
}

#[test]
fn the_quick_look_sees_every_change_and_nothing_else() {
    for mode in ["WAL", "DELETE"] {
        let (_directory, spec) = file(&format!("PRAGMA journal_mode = {mode}; {PEOPLE}"));
        let quick = |spec: &Spec| {
            // Right after a change a stamp proves nothing.
            std::thread::sleep(Duration::from_millis(150));
            Snapshot::open(vec![spec.clone()]).expect("open").quick(0).expect("a look")
        };
        let writer = Connection::open(path(&spec)).expect("the file");
        let before = quick(&spec).expect("a number");
        assert_eq!(quick(&spec), Some(before), "{mode}: nothing has changed");
        writer.execute("UPDATE articles SET title = 'Sal2' WHERE id = 2", []).expect("a change");
        // A log that was written a moment ago may hold what nobody else sees yet.
        let now = quick(&spec);
        assert!(now.is_none_or(|now| now != before) && now.is_none() == (mode == "WAL"), "{mode}: {now:?}");
        let clocked = Spec {
            content: Content::Query("select * from articles where published <= date('now')".into()),
            key: vec!["id".into()],
            ..spec
        };
        assert_eq!(quick(&clocked), None, "what depends on the time can change without a change");
    }
}

#[test]
fn a_cell_of_any_size_costs_bounded_memory() {
    let (_directory, spec) = file(
        "CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
         INSERT INTO articles VALUES (1, 'Small', 'x'), (2, 'Large', hex(zeroblob(20000000)));",
    );
    let rows = agree(&spec);
    assert_eq!(record(&rows, "articles/2").title.as_deref(), Some("Large"));
    assert!(
        rows[1].said[0].contains("file-too-large cms.db#articles/2 body: the column holds 40000000 bytes"),
        "{rows:#?}"
    );
}

/// Who is not root, so that directories can be shut.
#[test]
fn nothing_is_left_beside_a_file_in_a_directory_that_cannot_be_written() {
    if !rustix_is_root() {
        super::super::support::skipped("only root can become somebody else");
        return;
    }
    let (directory, spec) = file(&format!("PRAGMA journal_mode = WAL; {PEOPLE}"));
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o555)).expect("shut");
    let list = || {
        let names = fs::read_dir(directory.path()).expect("listed");
        names.map(|entry| entry.expect("an entry").file_name()).collect::<Vec<_>>()
    };
    let before = list();
    assert!(is_read_as_nobody(path(&spec), "2"), "read without writing");
    assert_eq!(list(), before);
    // What a program that was killed has left in the log counts, and cannot be had without writing.
    let writer = Connection::open(path(&spec)).expect("the file");
    writer.execute("INSERT INTO articles (id, title) VALUES (50, 'In the log')", []).expect("a row");
    let left = TempDir::new().expect("a directory");
    let copy = left.path().join("cms.db");
    for end in ["", "-wal"] {
        let name = |path: &Path| format!("{}{end}", path.display());
        fs::copy(name(path(&spec)), name(&copy)).expect("copied");
    }
    fs::set_permissions(left.path(), fs::Permissions::from_mode(0o555)).expect("shut");
    assert!(is_read_as_nobody(&copy, "refused"), "an older state is not taken for the last one");
}

/// Root may write everywhere, so that the reading happens as nobody, through a copy of this test.
fn is_read_as_nobody(database: &Path, expected: &str) -> bool {
    let status = Command::new("setpriv")
        .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
        .arg(std::env::current_exe().expect("this test"))
        .args(["--exact", "sql::sqlite::reads_as_somebody_else", "--ignored", "--nocapture"])
        .env("COURANT_TEST_DATABASE", database)
        .env("COURANT_TEST_EXPECTED", expected)
        .status();
    status.is_ok_and(|status| status.success())
}

#[test]
#[ignore = "a part of another test"]
fn reads_as_somebody_else() {
    let given = |name: &str| std::env::var_os(name).expect("the other test says it");
    let rows = all(&articles(Database::Sqlite(given("COURANT_TEST_DATABASE").into())));
    let found = rows.as_ref().map_or_else(|_| "refused".to_owned(), |rows| rows.len().to_string());
    assert_eq!(found, given("COURANT_TEST_EXPECTED").to_string_lossy(), "{rows:?}");
}

fn rustix_is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}
