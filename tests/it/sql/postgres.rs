//! PostgreSQL servers.

use super::{
    super::support::postgres::{Postgres, own_server, server},
    agree, all, all_of, articles, record, refused, second, some,
};
use courant::source::sql::{Connection, Content, Database, Problem, Snapshot, Spec};
use std::{
    io::{self, Read as _},
    net::{Shutdown, TcpListener, TcpStream},
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

fn spec(server: &Postgres, database: &str) -> Spec {
    Spec { name: "DATABASE_URL".into(), ..articles(Database::Postgres(Connection(server.url(database)))) }
}

const PEOPLE: &str = "
    CREATE TABLE articles (id bigint PRIMARY KEY, title text, body text, published timestamptz, updated_at timestamptz);
    CREATE TABLE users (id int PRIMARY KEY, name text, email text);
    CREATE TABLE article_users (article_id int, user_id int, position int);
    INSERT INTO articles VALUES
        (2, 'Salt', 'Salt rises.', '2026-01-02 03:04:05.678+02', '2026-02-02'), (10, 'Tar', 'Tar falls.', '2026-01-03', '2026-02-03');
    INSERT INTO users VALUES (1, 'Ada', 'ada@login.example'), (2, 'Bo', NULL);
    INSERT INTO article_users VALUES (2, 1, 2), (2, 2, 1), (99, 1, 1);";

fn with_people(spec: Spec) -> Spec {
    let query = "select article_id, name, email from article_users join users on users.id = user_id order by position;";
    Spec { second: vec![second("authors", query)], ..spec }
}

#[test]
fn rows_and_what_belongs_to_them_are_records() {
    let Some(server) = server() else { return };
    let rows = agree(&with_people(spec(server, &server.database(PEOPLE))));
    assert_eq!(rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["articles/2", "articles/10"]);
    let salt = record(&rows, "articles/2");
    assert_eq!(salt.origin.place().to_string(), "DATABASE_URL#articles/2");
    assert_eq!(salt.published.map(|at| at.to_string()).as_deref(), Some("2026-01-02T01:04:05Z"));
    let names: Vec<&str> = salt.authors.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Bo", "Ada"], "in the order of the query");
    assert!(salt.authors[1].email.is_none() && salt.authors[1].email_private.is_some());
    assert!(rows.iter().all(|row| row.said.is_empty()), "{rows:#?}");
}

#[test]
fn further_queries_whose_rows_are_nobodys_are_named() {
    let Some(server) = server() else { return };
    let spec = spec(server, &server.database(PEOPLE));
    let notes = |query: &str| {
        let spec = Spec { second: vec![second("authors", query)], ..spec.clone() };
        let notes = Snapshot::open(vec![spec]).expect("open").notes(0).expect("they can be read");
        notes.into_iter().map(|note| note.message).collect::<Vec<_>>()
    };
    assert_eq!(notes("select article_id, name from article_users join users on users.id = user_id"), [""; 0]);
    for (query, named) in [
        ("select name, email from users", "`name` has keys such as `Ada`, and `id` such as `2`"),
        ("select article_id + 500, name from article_users join users on users.id = user_id", "`502`"),
    ] {
        let said = notes(query);
        assert!(said.len() == 1 && said[0].contains(named), "{said:?}");
    }
}

#[test]
fn values_are_what_people_store() {
    let Some(server) = server() else { return };
    let database = server.database(
        "CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS hstore;
         CREATE TYPE mood AS ENUM ('calm'); CREATE TYPE pair AS (term text, label text); CREATE DOMAIN slug AS text;
         CREATE TABLE articles (
            id uuid PRIMARY KEY, title citext, slug slug, body varchar(200), published timestamptz, updated timestamp, expires date,
            draft boolean, tags text[], extra jsonb, categories pair[], ip inet, mood mood, duration interval, price numeric,
            ratio float8, thumb bytea, image bytea, search tsvector, more hstore, at point, code char(4));
         INSERT INTO articles (id, title, slug, body, published, updated, expires, draft, tags, extra, categories, ip, mood, duration,
            price, ratio, thumb, search, more, at, code) VALUES
            ('00000000-0000-0000-0000-00000000000a', 'All', 'all', 'x', '2026-01-02 03:04:05+01', '2026-01-02 03:04:05',
             '2030-01-01', false, '{a,\"b c\"}', '{\"k\": [1, 2.50]}', NULL, '10.0.0.1', 'calm', '1:02:03', 1.50, 0.5,
             '\\x00ff', 'a', 'k=>v', '(1,2)', 'ab');
         INSERT INTO articles (id, title, body, published, expires, categories) VALUES
            ('00000000-0000-0000-0000-00000000000b', 'For ever', 'x', '2026-01-02', 'infinity',
             ARRAY[('sea', 'Sea')::pair, ('ship', NULL)::pair]),
            ('00000000-0000-0000-0000-00000000000c', 'Never', 'x', '-infinity', NULL, NULL),
            ('00000000-0000-0000-0000-00000000000d', 'Old', 'x', '0044-03-15 BC', NULL, NULL);
         INSERT INTO articles (id, title, body, published, image) VALUES
            ('00000000-0000-0000-0000-00000000000e', 'Bytes', 'x', '2026-01-02', '\\x0102');",
    );
    let spec = spec(server, &database);
    let rows = agree(&spec);
    let key = |last: &str| format!("articles/00000000-0000-0000-0000-00000000000{last}");
    let all = record(&rows, &key("a"));
    assert_eq!((all.title.as_deref(), all.slug.as_str()), (Some("All"), "all"));
    assert_eq!(all.published.map(|at| at.to_string()).as_deref(), Some("2026-01-02T02:04:05Z"));
    assert_eq!(all.updated.map(|at| at.to_string()).as_deref(), Some("2026-01-02T03:04:05Z"), "in the source's zone");
    assert_eq!(all.expires.map(|at| at.to_string()).as_deref(), Some("2030-01-01T00:00:00Z"));
    assert_eq!(all.categories.iter().map(|c| c.term.as_str()).collect::<Vec<_>>(), ["a", "b c"]);
    let extra = format!("{:?}", all.extra);
    for part in [
        "\"10.0.0.1\"",
        "Table([(\"k\", Node { value: Text(\"v\")",
        "\"calm\"",
        "\"1.5\"",
        "\"0.5\"",
        "(1,2)",
        "2.50",
        "\"ab\"",
    ] {
        assert!(extra.contains(part), "{part}: {extra}");
    }
    assert!(!extra.contains("search"), "{extra}");
    let sea = &record(&rows, &key("b")).categories[0];
    assert_eq!((sea.term.as_str(), sea.label.as_deref()), ("sea", Some("Sea")));
    assert_eq!(record(&rows, &key("b")).expires, None, "infinity never comes");
    let said = |last: &str| rows.iter().find(|row| row.key == key(last)).expect("there").said.join("\n");
    assert_eq!(record(&rows, &key("c")).published, None, "neither does its opposite");
    assert!(said("d").contains("Error date-invalid") && said("d").contains("published"), "{}", said("d"));
    assert!(said("e").contains("Warning column-binary") && said("e").contains(" image: "), "{}", said("e"));
    assert_eq!(record(&rows, &key("e")).title.as_deref(), Some("Bytes"), "other columns count");
    assert_eq!(said("a"), "");
    let notes = Snapshot::open(vec![spec.clone()]).expect("open").notes(0).expect("they can be read");
    assert!(notes.len() == 1 && notes[0].message.contains("`thumb`"), "{notes:?}");
}

#[test]
fn keys_of_any_kind_find_their_rows() {
    let Some(server) = server() else { return };
    for (columns, values, keys) in [
        ("id text PRIMARY KEY", "('7'), ('007'), ('a/b'), (E'ü\n%'), ('B'), ('a')", 6),
        ("id varchar(9) PRIMARY KEY", "('7'), ('x')", 2),
        ("id smallint PRIMARY KEY", "(7), (-3)", 2),
        ("id numeric PRIMARY KEY", "(7), (7.5), (1e30)", 3),
        ("id timestamptz PRIMARY KEY", "('2026-01-01 00:00:00.123456+00'), ('2026-01-02')", 2),
        ("id bigint, lang text DEFAULT 'a/b', PRIMARY KEY (lang, id)", "(1), (2)", 2),
        ("id int", "(1), (NULL), (1), (NULL)", 2),
    ] {
        let database = server.database(&format!(
            "CREATE TABLE articles ({columns}, title text DEFAULT 'T'); INSERT INTO articles (id) VALUES {values};"
        ));
        let spec = spec(server, &database);
        let spec = Spec { key: if columns == "id int" { vec!["id".into()] } else { Vec::new() }, ..spec };
        assert_eq!(agree(&spec).len(), keys, "{columns}");
        assert!(some(&spec, &["pages/1", "articles/zzz"]).is_empty(), "{columns}");
    }
}

#[test]
fn what_the_source_says_wrong_is_shown_with_what_was_meant() {
    let Some(server) = server() else { return };
    let database =
        server.database(&format!("{PEOPLE} CREATE SCHEMA cms; CREATE TABLE cms.pages (id int PRIMARY KEY);"));
    let spec = spec(server, &database);
    let query = |text: &str| Spec { content: Content::Query(text.into()), key: vec!["id".into()], ..spec.clone() };
    let table = |name: &str| Spec { content: Content::Table(name.into()), ..spec.clone() };
    let people = |text: &str| Spec { second: vec![second("authors", text)], ..spec.clone() };
    for (spec, words) in [
        (table("article"), "help: did you mean `articles`?"),
        (table("pages"), "help: did you mean `cms.pages`?"),
        (Spec { watermark: Some("updatd_at".into()), ..spec.clone() }, "help: did you mean `updated_at`?"),
        (
            query("select id, titel\nfrom articles"),
            "in `query`:\n  | select id, titel\n  |            ^\n  | from articles",
        ),
        (
            query("select id, titel\nfrom articles"),
            "Perhaps you meant to reference the column \"articles.title\" (the server)",
        ),
        (query("selekt"), "| selekt\n  | ^"),
        (query("select * from article"), "relation \"article\" does not exist"),
        (query("select * from articles where id = $1"), "parameters"),
        (query("delete from articles returning id"), "in `query`"),
        (query("select 1 as one"), "there is no column `id`, which `key` names"),
        (query("select 1 as id, 2 as id"), "two columns are called `id`"),
        (query("select 1 as id; select 2 as id"), "help: write one query"),
        (query("explain select 1 as id"), "help: the query becomes a part of another one"),
        (query("with gone as (delete from articles returning id) select * from gone"), "and changes nothing"),
        (Spec { mapped: vec![("status".into(), "state".into())], ..spec.clone() }, "which `map.status` names"),
        (query("select 1/(id-2) as id from articles"), "division by zero"),
        (people("select article_id from article_users"), "people_query"),
        (people("select article_id, nam from article_users"), "in `people_query`"),
    ] {
        let said = refused(&spec);
        assert!(said.starts_with("cannot read DATABASE_URL (courant.toml:7:1): "), "{said}");
        assert!(said.contains(words), "{words}:\n{said}");
    }
    assert_eq!(all(&query("select * from articles where id > 2; -- the new ones\n")).expect("a query").len(), 1);
    assert_eq!(all(&table("cms.pages")).expect("a table").len(), 0);
}

#[test]
fn who_cannot_get_in_is_told_and_no_password_is_repeated() {
    let Some(server) = server() else { return };
    let database = server.database(&format!(
        "{PEOPLE} DO $$ BEGIN CREATE ROLE writer LOGIN PASSWORD 'rosebud-17'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
    ));
    let port = server.port();
    let of = |text: String| articles(Database::Postgres(Connection(text)));
    let at =
        |user: &str, rest: &str| of(format!("postgres://{user}@localhost:{port}/{database}?hostaddr=127.0.0.1{rest}"));
    let certificate = server.certificate();
    let certificate = certificate.display();
    for (spec, problem, words) in [
        (of(format!("postgres://postgres:rosebud-17@127.0.0.1:1/{database}")), Problem::Unreachable, "127.0.0.1:1"),
        (of("host=/nowhere dbname=x user=x".to_owned()), Problem::Unreachable, "/nowhere/.s.PGSQL.5432"),
        (at("writer:rosebud-18", ""), Problem::Access, "password authentication failed"),
        (at("writer", ""), Problem::Access, "env:NAME"),
        (at("writer:rosebud-17", ""), Problem::Access, "permission denied for table articles"),
        (at("postgres", "&sslmode=maybe"), Problem::Setting, "`sslmode=maybe` is not one of"),
        (at("postgres", "&sslmode=verify-ca"), Problem::Setting, "sslrootcert=PATH"),
        (at("postgres", "&sslmode=verify-full"), Problem::Access, "sslrootcert=PATH"),
        (at("postgres", &format!("&sslmode=verify-full&sslrootcert={certificate}x")), Problem::Setting, "server.crtx"),
        (at("postgres", "&pool=5"), Problem::Setting, "pool"),
        (of(format!("postgres://postgres@127.0.0.1:{port}/nodb")), Problem::Missing, "nodb"),
        (
            of(format!(
                "postgres://postgres@127.0.0.1:{port}/{database}?sslmode=verify-full&sslrootcert={certificate}"
            )),
            Problem::Access,
            "sslrootcert",
        ),
    ] {
        let error = all(&spec).expect_err("no way in");
        assert_eq!(error.problem(), problem, "{error}");
        let said = format!("{error}\n{error:?}\n{spec:?}");
        assert!(said.contains(words) && said.contains("\nhelp: "), "{words}:\n{said}");
        assert!(!said.contains("rosebud"), "{said}");
    }
    for text in [
        "postgres://u:rose?bud@h/d",
        "postgres://u:ro@sebud@h/d",
        "postgres://u:rose/bud@h/d",
        "host='a password=rosebud",
    ] {
        let said = all(&of(text.to_owned())).expect_err("nothing that can be read").to_string();
        assert!(!["bud", "rose"].iter().any(|part| said.contains(part)), "{text}: {said}");
    }
    let encrypted = |spec: Spec| -> usize {
        let query = "select 1 as id from pg_stat_ssl where pid = pg_backend_pid() and ssl";
        all(&Spec { content: Content::Query(query.into()), key: vec!["id".into()], ..spec })
            .unwrap_or_else(|e| panic!("{e}"))
            .len()
    };
    assert_eq!(encrypted(at("postgres", "&sslmode=disable")), 0);
    assert_eq!(
        encrypted(of(format!("host={} port={port} user=postgres dbname={database}", server.directory().display()))),
        0
    );
    for mode in ["", "&sslmode=prefer", "&sslmode=require"] {
        assert_eq!(encrypted(at("postgres", mode)), 1, "{mode}");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        assert_eq!(encrypted(at("postgres", &format!("&sslmode={mode}&sslrootcert={certificate}"))), 1, "{mode}");
    }
    let by_address =
        format!("postgres://postgres@127.0.0.1:{port}/{database}?sslmode=verify-ca&sslrootcert={certificate}");
    assert_eq!(encrypted(of(by_address)), 1, "an authority signs for any host");
    assert_eq!(encrypted(at("writer:rosebud-17", "")), 1);
}

#[test]
fn reading_sees_one_instant_and_changes_nothing() {
    let Some(server) = server() else { return };
    let database = server.database(&format!(
        "{PEOPLE} CREATE FUNCTION spoil() RETURNS bigint LANGUAGE sql VOLATILE AS 'INSERT INTO articles VALUES (77) RETURNING id';"
    ));
    let spec = spec(server, &database);
    let mut snapshot = Snapshot::open(vec![spec.clone()]).expect("open");
    server.run(&database, "INSERT INTO articles (id, title) VALUES (50, 'New'); DELETE FROM articles WHERE id = 2;");
    assert_eq!(all_of(&mut snapshot).expect("rows").len(), 2);
    drop(snapshot);
    let keys: Vec<String> = all(&spec).expect("rows").into_iter().map(|row| row.key).collect();
    assert_eq!(keys, ["articles/10", "articles/50"]);
    let spoil = Spec { content: Content::Query("select spoil() as id".into()), key: vec!["id".into()], ..spec };
    let said = refused(&spoil);
    assert!(said.contains("read-only transaction") && said.contains("help: the transaction only reads"), "{said}");
    let left = server.run(
        &database,
        "select count(*) from pg_stat_activity where application_name = 'courant' and datname = current_database()",
    );
    assert_eq!(left, "0", "connections are closed");
}

#[test]
fn the_quick_look_sees_every_change() {
    let Some(server) = server() else { return };
    let database = server.database(&format!("{PEOPLE} CREATE VIEW news AS SELECT * FROM articles;"));
    let plain = spec(server, &database);
    let view = Spec { content: Content::Table("news".into()), key: vec!["id".into()], ..plain.clone() };
    let marked = Spec { watermark: Some("updated_at".into()), ..view.clone() };
    let quick = |spec: &Spec| Snapshot::open(vec![spec.clone()]).expect("open").quick(0).expect("a look");
    assert_eq!(quick(&view), None, "a view may say something else at any time");
    assert_eq!(quick(&with_people(plain.clone())), None);
    let (mut plain_before, mut marked_before) = (quick(&plain).expect("a number"), quick(&marked).expect("a number"));
    assert_eq!(quick(&marked), Some(marked_before), "nothing has changed");
    for change in [
        "UPDATE articles SET updated_at = '2026-01-15' WHERE id = 2",
        "DELETE FROM articles WHERE id = 2; INSERT INTO articles (id, updated_at) VALUES (3, '2026-01-15')",
        "UPDATE articles SET updated_at = NULL WHERE id = 3",
    ] {
        server.run(&database, change);
        let (plain_now, marked_now) = (quick(&plain).expect("a number"), quick(&marked).expect("a number"));
        assert!(plain_now != plain_before && marked_now != marked_before, "{change}");
        (plain_before, marked_before) = (plain_now, marked_now);
    }
}

#[test]
fn a_query_that_takes_too_long_is_given_up() {
    let Some(server) = server() else { return };
    let database = server.database("");
    let spec = Spec {
        content: Content::Query("select 1 as id, pg_sleep(60)::text as title".into()),
        key: vec!["id".into()],
        statement_timeout: Duration::from_secs(1),
        ..spec(server, &database)
    };
    let error = all(&spec).expect_err("endless");
    assert_eq!(error.problem(), Problem::Timeout, "{error}");
    assert!(error.to_string().contains("in `query`"), "{error}");
}

#[test]
fn a_server_that_dies_while_it_is_read_is_an_error_and_not_an_end() {
    let Some(server) = own_server() else { return };
    let database = server.database(
        "CREATE TABLE articles (id int PRIMARY KEY, title text, body text);
         INSERT INTO articles SELECT n, 'Title', repeat('x', 1000) FROM generate_series(1, 50000) AS n;",
    );
    let spec = spec(&server, &database);
    let mut rows = 0;
    let mut snapshot = Snapshot::open(vec![spec.clone()]).expect("open");
    let error = snapshot
        .rows(0, &mut |_| {
            rows += 1;
            if rows == 1000 {
                server.kill();
            }
            ControlFlow::Continue(())
        })
        .expect_err("the server is gone");
    assert_eq!(error.problem(), Problem::Lost, "{error}");
    assert!((1000..50000).contains(&rows), "{rows}");
    drop(snapshot);
    assert_eq!(all(&spec).expect_err("gone").problem(), Problem::Unreachable);
}

/// Stands before a server and passes everything on; the first connections it cuts after so many bytes of the server. Its
/// port, and how many connections there were.
fn cutter(port: u16, cuts: &'static [u64]) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let (own, count) = (listener.local_addr().expect("an address").port(), Arc::new(AtomicUsize::new(0)));
    let counter = Arc::clone(&count);
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let cut = cuts.get(counter.fetch_add(1, Ordering::Relaxed)).copied().unwrap_or(u64::MAX);
            let mut server = TcpStream::connect(("127.0.0.1", port)).expect("the server is there");
            let (mut asked, mut asking) = (client.try_clone().expect("two"), server.try_clone().expect("two"));
            thread::spawn(move || io::copy(&mut asked, &mut asking));
            thread::spawn(move || {
                let _ = io::copy(&mut (&mut server).take(cut), &mut client);
                let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
            });
        }
    });
    (own, count)
}

#[test]
fn a_connection_that_is_lost_before_any_row_is_made_again() {
    let Some(server) = server() else { return };
    let database = server.database(&format!(
        "{PEOPLE} INSERT INTO articles (id, body) SELECT n, repeat('x', 1000) FROM generate_series(100, 2000) AS n;"
    ));
    let through = |cuts| {
        let (port, count) = cutter(server.port(), cuts);
        let url = format!("postgres://postgres@127.0.0.1:{port}/{database}?sslmode=disable");
        (articles(Database::Postgres(Connection(url))), count)
    };
    // At once, and while the source is described.
    let (spec, count) = through(&[10, 700]);
    assert_eq!(all(&spec).unwrap_or_else(|error| panic!("{error}")).len(), 1903);
    assert_eq!(count.load(Ordering::Relaxed), 3);
    let (spec, count) = through(&[10, 700, 700, 700]);
    let error = all(&spec).expect_err("no end of it");
    assert!(error.problem() == Problem::Lost && error.to_string().contains("\nhelp: "), "{error}");
    assert_eq!(count.load(Ordering::Relaxed), 3);
    // What was read would be of another instant than what is still to be read.
    let (spec, count) = through(&[500_000]);
    assert_eq!(all(&spec).expect_err("half of it").problem(), Problem::Lost);
    assert_eq!(count.load(Ordering::Relaxed), 1);
}

#[test]
fn a_backend_that_is_ended_is_an_error() {
    let Some(server) = server() else { return };
    let database = server.database(
        "CREATE TABLE articles (id int PRIMARY KEY, title text);
         INSERT INTO articles SELECT n, 'Title' FROM generate_series(1, 5000) AS n;",
    );
    let spec = with_no_second(spec(server, &database));
    let mut rows = 0;
    let error = Snapshot::open(vec![spec.clone()]).expect("open").rows(0, &mut |_| {
        rows += 1;
        if rows == 100 {
            server.run(&database, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'courant' and datname = current_database()");
        }
        ControlFlow::Continue(())
    });
    assert_eq!(error.expect_err("ended").problem(), Problem::Lost);
}

fn with_no_second(spec: Spec) -> Spec {
    Spec { second: Vec::new(), ..spec }
}
