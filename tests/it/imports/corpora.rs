//! Every set of the corpora that is an export, a site or a feed, from the import to a feed without faults; and once more.

use super::{build_and_check, counts, import};
use crate::support::{Publication, shared};
use std::{fs, path::Path};

/// Imports, and once more, and once more when somebody has changed a file; then builds and checks.
#[track_caller]
fn there_and_back(publication: &Publication, kind: &str, path: &Path, records: u64) {
    let path = path.to_string_lossy();
    let (lines, sums) = import(publication, &[kind, &path], 0);
    assert_eq!(sums["records"].as_u64(), Some(records), "{path}: {sums}");
    let calm = || publication.tree().without(["site/.courant/lock", "tmp"]);
    let before = calm();
    let (_, sums) = import(publication, &[kind, &path], 0);
    assert_eq!(counts(&sums, "outcomes"), [("unchanged".to_owned(), records)].into(), "{path}");
    assert_eq!(calm().changes_since(&before), [""; 0], "{path}");
    let file = lines.iter().find_map(|line| line["file"].as_str()).expect("there is a record");
    let mine = publication.read(file) + "\nMine.\n";
    publication.file(file, &mine);
    import(publication, &[kind, &path], 0);
    assert_eq!(publication.read(file), mine, "{path}: what somebody changed stays");
    build_and_check(publication, path.as_ref().as_ref());
}

#[test]
fn exports_and_sites_are_imported_once_and_published_without_faults() {
    let Some(corpora) = shared("corpora") else { return };
    for (kind, set, records) in [
        ("wxr", "wxr-wordpress/wordpress-importer/phpunit/data/theme-unit-test-data.xml", 58),
        ("zola", "zola-rust-blog", 67),
        ("hugo", "hugo-otel-multilang", 97),
        ("jekyll", "ssg-edge-fixtures/jekyll/docs", 20),
        ("pelican", "ssg-edge-fixtures/pelican/samples", 14),
        ("medium", "exports-json-csv-html/ghost-migrate/mg-medium-export/test/fixtures/export", 8),
        ("csv", "news-plain-text/wikinews-en/wikinews_2019.csv", 171),
        ("mail", "news-plain-text/gentoo-glep42", 19),
    ] {
        there_and_back(&Publication::new(), kind, &corpora.join(set), records);
    }
}

/// A feed alone is an export, too, where a system has no other. What is wrong with it is said, and the others are not.
#[test]
fn feeds_of_the_corpus_become_records() {
    let Some(corpora) = shared("corpora/feeds-feed-rs") else { return };
    let (mut feeds, mut records) = (0, 0);
    for entry in walkdir::WalkDir::new(&corpora).sort_by_file_name() {
        let entry = entry.expect("the corpus can be read");
        let name = entry.path().strip_prefix(&corpora).expect("below it").to_string_lossy().into_owned();
        let is_feed =
            entry.file_type().is_file() && !name.starts_with("podcast-namespace/docs") && !name.ends_with(".md");
        // These two are no feeds.
        if !is_feed || matches!(&*name, "xml/xml_sample_1.xml" | "xml/xml_sample_2.xml") {
            continue;
        }
        let publication = Publication::new();
        let (_, sums) = import(&publication, &["feed", &entry.path().to_string_lossy()], 0);
        feeds += 1;
        records += sums["records"].as_u64().unwrap_or_default();
        publication.run(["build", "--now", "2026-11-01"]).expect_code(0);
        let checked = publication.run(["check", "--now", "2026-11-01", "--format", "json"]);
        // An id that somebody else has issued stays as it is, though it is no UUID.
        let errors = checked.stdout.lines().filter(|line| line.contains("\"level\":\"error\""));
        let errors: Vec<&str> =
            errors.filter(|line| !line.contains("urn:uuid:988EF5C55CDEA24EDE1251744888912")).collect();
        assert!(errors.is_empty(), "{name}: {}", errors.join("\n"));
    }
    let left = fs::read_dir(corpora.join("xml")).map_or(0, Iterator::count);
    assert!(feeds > 60 && records > 90 && left >= 2, "{feeds} feeds, {records} records");
}
