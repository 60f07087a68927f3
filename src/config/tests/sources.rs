//! Databases as sources.

use super::{HEAD, mistakes, publication};
use crate::config::{BodyFormat, Database, Secret, SqlContent, Text};
use std::time::Duration;

#[test]
fn a_source_is_a_table_or_a_query_of_a_database() {
    let read = publication(
        "[[source]]\nsqlite = \"cms.db\"\ntable = \"articles\"\npermalink = \"/{id}/\"\ntimezone = \"Europe/Paris\"\n\
         body_format = \"markdown\"\nemail_public = true\nmap = { title = \"headline\" }\n\
         [[source]]\npostgres = \"env:DATABASE_URL\"\nquery = \"select 1 as id\"\nkey = [\"lang\", \"id\"]\nname = \"news\"\n\
         watermark = \"updated_at\"\npeople_query = \"select 1, 'Ada'\"\nconnect_timeout = \"3s\"\nstatement_timeout = \"5m\"\n",
    );
    let [lite, server] = read.sources.as_slice() else { panic!("two sources") };
    assert_eq!((lite.place, lite.body_format, lite.email_public), ((5, 10), Some(BodyFormat::Markdown), Some(true)));
    let sql = lite.sql.as_ref().expect("a database");
    assert_eq!(sql.database, Database::Sqlite("cms.db".into()));
    assert_eq!((sql.name.as_str(), &sql.content), ("articles", &SqlContent::Table("articles".into())));
    assert_eq!((sql.connect_timeout, sql.statement_timeout), (Duration::from_secs(10), Duration::from_secs(60)));
    assert!(sql.key.is_empty(), "the database tells");
    let sql = server.sql.as_ref().expect("a database");
    assert_eq!(sql.database, Database::Postgres(Text::Hidden(Secret::Env("DATABASE_URL".into()))));
    assert_eq!((sql.name.as_str(), sql.key.len(), sql.watermark.as_deref()), ("news", 2, Some("updated_at")));
    assert_eq!((sql.connect_timeout, sql.statement_timeout), (Duration::from_secs(3), Duration::from_mins(5)));
    for plain in ["postgres://me@db.example/cms?sslmode=verify-full", "host=/run/postgresql dbname=cms"] {
        let read = publication(&format!("[[source]]\npostgres = \"{plain}\"\ntable = \"cms.articles\"\n"));
        let sql = read.sources[0].sql.as_ref().expect("a database");
        assert_eq!(
            (&sql.database, sql.name.as_str()),
            (&Database::Postgres(Text::Plain(plain.into())), "cms.articles")
        );
    }
}

#[test]
fn what_makes_no_sense_together_is_refused_with_a_sentence() {
    let lite = "sqlite = \"a.db\"\n";
    for (source, line, words) in [
        (format!("{lite}files = \"*.md\"\ntable = \"a\""), 6, "not both: write a second [[source]]"),
        (format!("{lite}exclude = \"*.md\"\ntable = \"a\""), 6, "not both: write a second [[source]]"),
        (format!("{lite}postgres = \"env:X\"\ntable = \"a\""), 6, "one database"),
        (format!("{lite}table = \"a\"\nquery = \"select 1\"\nkey = \"id\""), 7, "`table` or a `query`"),
        (lite.to_owned(), 4, "add `table = \"articles\"`"),
        (format!("{lite}query = \"select 1\""), 4, "add `key = \"id\"`"),
        (format!("{lite}tabel = \"a\""), 6, "did you mean `table`?"),
        (format!("{lite}table = \"a\"\nconnect_timeout = \"10\""), 7, "a number with its unit"),
        (format!("{lite}table = \"a\"\nconnect_timeout = \"0s\""), 7, "in no time"),
        (format!("{lite}table = \"a\"\nbody_format = \"docx\""), 7, "`markdown`"),
        (format!("{lite}table = \"a\"\nname = \"a/b\""), 7, "one word"),
        (format!("{lite}table = \"a\"\npermalink = \"/node/{{nid}}/\""), 7, "there is no `{nid}`"),
        (
            format!("{lite}table = \"a\"\nmap = {{ authors = \"by\" }}\npeople_query = \"select 1, 2\""),
            8,
            "both `map.authors`",
        ),
        ("files = \"*.md\"\nwatermark = \"x\"".to_owned(), 6, "`watermark` is about a database"),
        ("files = \"*.md\"\nkey = [\"x\"]".to_owned(), 6, "`key` is about a database"),
        ("undated = \"refuse\"".to_owned(), 4, "`sqlite = \"cms.db\"`"),
        ("postgres = \"cms\"\ntable = \"a\"".to_owned(), 5, "env:DATABASE_URL"),
        ("postgres = \"env:\"\ntable = \"a\"".to_owned(), 5, "env:DATABASE_URL"),
        (format!("{lite}table = \"a\"\n[[source]]\nsqlite = \"b.db\"\ntable = \"a\""), 8, "add `name = \"…\"`"),
    ] {
        let found = mistakes(&format!("{HEAD}[[source]]\n{source}\n"));
        assert!(found.iter().any(|found| found.1 == line && found.3.contains(words)), "{source}: {found:#?}");
        assert!(found.len() == 1 || words.contains("`table`?"), "{source}: one complaint is enough: {found:#?}");
    }
}

#[test]
fn a_password_in_the_configuration_is_refused_and_not_repeated() {
    for connection in [
        "postgres://me:rosebud@db.example/cms",
        "postgresql://me:ros/ebud@db.example/cms",
        "postgres://db.example/cms?password=rosebud",
        "host=db.example Password = rosebud",
        "host=db.example dbname=cms sslpassword='rosebud'",
    ] {
        let found = mistakes(&format!("{HEAD}[[source]]\npostgres = \"{connection}\"\ntable = \"a\"\n"));
        assert_eq!((found.len(), found[0].1), (1, 5), "{found:#?}");
        assert!(found[0].3.contains("env:NAME") && !found[0].3.contains("rosebud"), "{found:#?}");
    }
}
