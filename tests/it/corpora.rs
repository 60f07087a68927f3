//! Real article records, beside the repository: every published article becomes a record; only what is broken is refused.

use crate::support::{Publication, Tree, feeds, judges, shared, text};
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};

/// A configuration for one corpus, with feeds that hold all of it.
fn config(files: &str, more: &str) -> String {
    format!(
        r#"
[publication]
title = "A corpus"
link = "https://corpus.example/"
feeds_url = "https://corpus.example/feeds/"
tag = "corpus.example,2020"
timezone = "UTC"
language = "en"

[[source]]
files = {}
permalink = "/{{year}}/{{month}}/{{path}}/"
{more}

[[feed]]
name = "all"
limit = 10000
max_withheld = "0%"
"#,
        Value::from(files)
    )
}

/// A publication of these files.
fn publication(files: &Path, more: &str) -> Publication {
    let publication = Publication::empty();
    publication.config(config(files.to_str().expect("the path is UTF-8"), more));
    publication
}

/// What the source of a set needs beside its files, as its owner would write it.
fn settings(set: &str) -> &'static str {
    match set {
        // `url` is the address of the sound there
        "podcast-syntax" => "map = { enclosures = \"url\", url = { value = \"\" } }",
        _ => "",
    }
}

#[test]
fn every_published_article_becomes_a_record() {
    let Some(expected) = shared("corpora/expected.tsv") else { return };
    let table = fs::read_to_string(&expected).expect("the table can be read");
    let mut unlike = Vec::new();
    for row in table.lines().skip(1) {
        let [set, files, records, ..] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row:?} is no row") };
        let files = files.split_once(" but ").map_or(files, |(files, _)| files);
        let corpus = expected.parent().expect("it lies in a directory").join(set).join(files);
        let outcome = publication(&corpus, settings(set)).run(["records", "--format", "json"]);
        let found = outcome.json_lines();
        let count: usize = records.parse().expect("a number of records");
        if found.len() != count || outcome.code != 0 {
            unlike.push(format!(
                "{set} {files}: {} of {count} records, exit code {}\n{}",
                found.len(),
                outcome.code,
                outcome.stderr
            ));
        }
        for record in found {
            if !record["published"].is_string() || text(&record["title"]).is_empty() {
                unlike.push(format!("{set}: without title or date: {}", record["origin"]));
            }
        }
    }
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
}

#[test]
fn every_feed_of_them_is_read_back_by_others() {
    for (set, files) in [
        ("zola-rust-blog", "content/**/*.md"),
        ("hugo-otel-multilang", "content/**/*.md"),
        ("news-plain-text", "**/*.{txt,csv}"),
        ("podcast-syntax", "shows/*.md"),
        ("ssg-edge-fixtures", "**/*.{md,markdown,mkd,mkdn,mdown,mmd,rst,html,txt,text}"),
    ] {
        let Some(corpus) = shared(&format!("corpora/{set}")) else { continue };
        let publication = publication(&corpus.join(files), settings(set));
        let outcome = publication.run(["build", "--format", "json", "--now", "2026-11-01"]);
        assert!(outcome.code <= 1, "{set}: {}", outcome.stderr);
        let documents =
            ["rss.xml", "atom.xml", "feed.json"].map(|name| publication.root().join("feeds/all").join(name));
        let verdicts = judges::look(&documents);
        // bodies are other people's HTML, with small faults that every reader bears
        let grave = |error: &&String| {
            ["reaches the reader", "is relative", "is a script"].iter().any(|word| error.contains(word))
        };
        let verdicts: Vec<_> = verdicts
            .into_iter()
            .map(|mut verdict| {
                if verdict.judge == "html5lib" {
                    verdict.errors = verdict.errors.iter().filter(grave).cloned().collect();
                }
                verdict
            })
            .collect();
        judges::agree(&verdicts);

        let atom = feeds::atom(&publication.read("feeds/all/atom.xml"));
        let ids: BTreeSet<_> = atom.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids.len(), atom.len(), "{set}: ids are unique");
        let shown: Vec<_> =
            publication.records().into_iter().filter(|record| ids.contains(text(&record["id"]))).collect();
        let found = judges::differences(&verdicts, &shown);
        assert!(found.is_empty(), "{set}:\n{}", found[..found.len().min(40)].join("\n"));
    }
}

#[test]
fn each_file_of_the_edge_cases_is_accounted_for() {
    let Some(corpus) = shared("corpora/ssg-edge-fixtures") else { return };
    let kinds = ["md", "markdown", "mkd", "mkdn", "mdown", "mmd", "rst", "html", "txt", "text"];
    let publication = publication(&corpus.join(format!("**/*.{{{}}}", kinds.join(","))), "");
    let outcome = publication.run(["records", "--format", "json"]);
    assert!(outcome.code <= 1, "{}", outcome.stderr);
    let records = outcome.json_lines();
    let diagnostics = outcome.diagnostics();
    let is_named = |file: &str| {
        let names = |value: &Value| !text(value).is_empty() && text(value).ends_with(file);
        records.iter().any(|record| names(&record["origin"]["file"]))
            || diagnostics.iter().any(|found| names(&found["file"]))
    };
    let tree = Tree::of(&corpus);
    let article = |path: &&str| {
        let kind = Path::new(path).extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known));
        // pages that hold the posts of a section are no posts (Zola, Hugo)
        kind && !Path::new(path).file_name().is_some_and(|name| name.to_string_lossy().starts_with("_index."))
    };
    let silent: Vec<_> = tree.files().into_iter().filter(article).filter(|path| !is_named(path)).collect();
    assert!(silent.is_empty(), "neither a record nor a word about {} files: {silent:#?}", silent.len());
    let wordless: Vec<_> =
        diagnostics.iter().filter(|found| found["level"] == "error" && text(&found["file"]).is_empty()).collect();
    assert!(wordless.is_empty(), "{wordless:#?}");
}

#[test]
fn refusals_name_file_line_and_field() {
    for (set, files) in [
        ("zola-rust-blog", "content/**/*.md"),
        ("hugo-otel-multilang", "content/**/*.md"),
        ("news-plain-text", "**/*.{txt,csv}"),
        ("podcast-syntax", "shows/*.md"),
    ] {
        let Some(corpus) = shared(&format!("corpora/{set}")) else { continue };
        let outcome =
            publication(&corpus.join(files), settings(set)).run(["build", "--format", "json", "--now", "2026-11-01"]);
        let errors: Vec<_> = outcome.diagnostics().into_iter().filter(|found| found["level"] == "error").collect();
        assert!(errors.is_empty(), "{set}: nothing in it is broken, yet {errors:#?}");
    }
}
