//! The README promises nothing that the program does not take.

use crate::support::{Outcome, Publication, repository};
use std::fs;

fn readme() -> String {
    fs::read_to_string(repository().join("README.md")).expect("there is a README")
}

/// Builds with this configuration; complaints about the configuration, and nothing else, come back.
fn complaints(toml: &str) -> Vec<String> {
    let publication = Publication::empty();
    publication.config(toml);
    publication.file("people.toml", "[ada]\nname = \"Ada Quay\"\n");
    publication.record("one", "One", "2025-01-02", "");
    if toml.contains("adopt_live = true") {
        // Who has a ledger asks nobody.
        publication.config(toml.replace("adopt_live = true", "")).build();
        publication.config(toml);
    }
    if toml.contains("cms.db") {
        database(&publication);
    }
    let outcome: Outcome = publication.run(["build", "--dry-run", "--format", "json"]);
    // What a feed as a whole lacks is told at its place there, and is no complaint about the configuration.
    let is_of_feed = |found: &serde_json::Value| found["code"].as_str().is_some_and(|code| code.starts_with('L'));
    let about_it =
        |found: &serde_json::Value| found["file"] == "courant.toml" && found["level"] != "note" && !is_of_feed(found);
    let mut said: Vec<String> =
        outcome.diagnostics().into_iter().filter(about_it).map(|found| found["message"].to_string()).collect();
    // No server stands behind the example.
    if outcome.code == 2 && said.is_empty() && !toml.contains("env:DATABASE_URL") {
        said.push(outcome.stderr);
    }
    said
}

/// The database of the examples.
fn database(publication: &Publication) {
    let path = publication.root().join("cms.db");
    let tables = "CREATE TABLE articles (id INTEGER PRIMARY KEY, lang TEXT, updated_at TEXT);
                  CREATE TABLE tags (article_id INT, term TEXT);";
    rusqlite::Connection::open(path).and_then(|file| file.execute_batch(tables)).expect("a database");
}

/// What else a source has to say that has this key.
fn source_of(key: &str) -> &'static str {
    match key {
        "sqlite" | "postgres" => "table = \"articles\"",
        "table" | "key" | "name" | "watermark" | "people_query" | "connect_timeout" | "statement_timeout" => {
            "sqlite = \"cms.db\"\ntable = \"articles\""
        }
        "query" => "sqlite = \"cms.db\"\nkey = \"id\"",
        _ => "files = \"data/*\"",
    }
}

/// A configuration with this line in this table.
fn with(table: &str, line: &str) -> String {
    if table == "ping" {
        return ping(line);
    }
    let put = |name: &str, own: &str| {
        let key = line.split('=').next().unwrap_or_default().trim();
        let others: String = own
            .lines()
            .filter(|other| table != name || other.split('=').next().unwrap_or_default().trim() != key)
            .map(|other| format!("{other}\n"))
            .collect();
        let line = if table == name { line } else { "" };
        format!("{others}{line}\n")
    };
    let publication = "title = \"T\"\nlink = \"https://notes.example/\"\nfeeds_url = \"https://notes.example/feeds/\"\ntag = \"notes.example,2020\"";
    // elements need their namespace
    let feed = if line.starts_with("item_elements") {
        "name = \"news\"\nnamespaces = { slash = \"http://purl.org/rss/1.0/modules/slash/\" }"
    } else if line.starts_with("each") {
        ""
    } else {
        "name = \"news\""
    };
    format!(
        "[publication]\n{}[[source]]\n{}[[feed]]\n{}",
        put("publication", publication),
        put(
            "source",
            if table == "source" {
                source_of(line.split('=').next().unwrap_or_default().trim())
            } else {
                source_of("")
            }
        ),
        put("feed", feed)
    )
}

/// A configuration with this line in a `[[ping]]` that can have it.
fn ping(line: &str) -> String {
    let others = match line.split('=').next().unwrap_or_default().trim() {
        "websub" | "xmlrpc" | "rest" | "rsscloud" | "podping" | "podcastindex" | "webhook" => "",
        "indexnow" => "key = \"env:KEY\"",
        "extended" => "xmlrpc = \"https://a.example/\"",
        "method" => "rest = \"https://a.example/?{feed}\"",
        "path" | "protocol" => "rsscloud = \"https://a.example/\"",
        "key" => "indexnow = \"https://a.example/\"",
        "key_location" | "key_file" => "indexnow = \"https://a.example/\"\nkey = \"env:KEY\"",
        "token" | "reason" | "medium" => "podping = \"https://a.example/\"",
        "secret" => "webhook = \"https://a.example/\"",
        _ => "websub = \"https://a.example/\"",
    };
    format!("{}\n[[ping]]\n{others}\n{line}\n", with("", ""))
}

#[test]
fn every_example_in_the_tables_of_the_configuration_is_taken() {
    let readme = readme();
    let mut table = "";
    let mut wrong = Vec::new();
    let mut tried = 0;
    for line in readme.lines() {
        if line.starts_with('#') {
            table = match line {
                "### `[publication]`" => "publication",
                "### `[[source]]`" => "source",
                "### `[[feed]]`" => "feed",
                "### `[[ping]]`" => "ping",
                _ => "",
            };
        }
        // key | meaning | default | example
        let line = line.replace("\\|", "/");
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, key, _, _, example, _] = cells[..] else { continue };
        let quoted = |cell: &str| cell.strip_prefix('`')?.split('`').next().map(str::to_owned);
        let (Some(key), Some(example), false) = (quoted(key), quoted(example), table.is_empty()) else { continue };
        tried += 1;
        let toml = with(table, &format!("{key} = {example}"));
        wrong.extend(complaints(&toml).into_iter().map(|said| format!("{key} = {example} in [{table}]: {said}")));
    }
    assert!(tried > 20, "only {tried} examples were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_whole_configuration_in_it_is_taken() {
    let readme = readme();
    let blocks = readme.split("\n```toml\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let whole: Vec<_> = blocks.filter(|block| block.contains("[publication]")).collect();
    assert!(!whole.is_empty());
    for toml in whole {
        assert_eq!(complaints(toml), [""; 0], "{toml}");
    }
}
