//! The story that Courant was begun for: raw newsroom text with a signature and a trailer.

use crate::support::{Publication, feeds, judges, shared, text};
use std::fs;

const SITE: &str = r#"
[publication]
title = "Newsroom"
link = "https://newsroom.example/"
feeds_url = "https://newsroom.example/feeds/"
tag = "newsroom.example,2016"
timezone = "America/New_York"
language = "en-US"

[[source]]
files = "data/**/*.{txt,toml}"

[[feed]]
name = "news"
formats = ["rss", "atom", "json"]
"#;

fn publication() -> Option<Publication> {
    let seed = shared("seed")?;
    let story = fs::read_dir(seed).expect("the directory can be read").filter_map(Result::ok).map(|entry| entry.path());
    let story = story.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "txt"))?;
    let publication = Publication::empty();
    publication.config(SITE);
    publication.file("data/newark.txt", fs::read(story).expect("the story can be read"));
    publication.file("data/newark.toml", "published = 2016-11-14\ncategories = [\"Newark\", \"Immigration\"]\n");
    Some(publication)
}

#[test]
fn the_author_her_address_and_the_whole_text_are_published() {
    let Some(publication) = publication() else { return };
    publication.build();
    let rss = publication.read("feeds/news/rss.xml");
    let atom = publication.read("feeds/news/atom.xml");
    let json = publication.read("feeds/news/feed.json");
    assert!(rss.contains("<author>toniann.antonelli@townsquaremedia.com (Toniann Antonelli)</author>"), "{rss}");
    assert!(!rss.contains("dc:creator>"), "never both in one item");

    let [rss_item] = &feeds::rss(&rss)[..] else { panic!("one item in {rss}") };
    let [atom_item] = &feeds::atom(&atom)[..] else { panic!("one entry in {atom}") };
    let [json_item] = &feeds::json(&json)[..] else { panic!("one item in {json}") };
    let mail = Some("toniann.antonelli@townsquaremedia.com".to_owned());
    assert_eq!(atom_item.authors, [("Toniann Antonelli".to_owned(), mail)]);
    assert_eq!(json_item.authors, [("Toniann Antonelli".to_owned(), None)]);

    for item in [rss_item, atom_item, json_item] {
        assert!(item.id.starts_with("tag:newsroom.example,2016:"), "{}", item.id);
        assert_eq!(item.link, None, "it has no permalink");
        assert_eq!(item.published.as_deref(), Some("2016-11-14T05:00:00Z"), "midnight in New York");
        assert_eq!(item.categories, ["Newark", "Immigration"]);
        assert!(!item.title.is_empty(), "the headline is derived");
        assert!(!item.body.contains("More from") && !item.body.contains("More From"), "the trailer is no part of it");
        for words in [
            "NEWARK — Mayor Ras Baraka",
            "“Newark already has a policy",
            "President-elect Trump's stance",
            "“In Newark, we comply",
            "well-being of residents.”",
        ] {
            assert!(item.body.contains(words), "{words:?} is missing in {}", item.body);
        }
    }
    assert!(rss.contains("isPermaLink=\"false\""));
    let documents = ["rss.xml", "atom.xml", "feed.json"].map(|name| publication.root().join("feeds/news").join(name));
    let verdicts = judges::look(&documents);
    judges::agree(&verdicts);
    let found = judges::differences(&verdicts, &publication.records());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_was_derived_is_explained() {
    let Some(publication) = publication() else { return };
    let records = publication.records();
    assert_eq!(records.len(), 1);
    assert_eq!(text(&records[0]["authors"][0]["email"]), "toniann.antonelli@townsquaremedia.com");
    assert_eq!(text(&records[0]["origin"]["file"]), "data/newark.txt");
    let explained = publication.run(["records", "--explain"]).expect_code(0).stdout;
    for field in ["title", "authors"] {
        assert!(explained.contains(field), "{field} was derived, and nothing says how: {explained}");
    }
}

#[test]
fn without_a_sidecar_the_story_has_no_date_and_waits() {
    let Some(publication) = publication() else { return };
    fs::remove_file(publication.root().join("data/newark.toml")).expect("the test can remove a file");
    publication.record("other", "Other", "2025-01-01", "");
    publication.config(SITE.replace("{txt,toml}", "{txt,toml,json}"));
    let outcome = publication.run(["build", "--format", "json"]).expect_code(1);
    assert_eq!(outcome.rules("error"), ["record-undated"], "“Monday” is no date: nothing is made up");
    assert_eq!(feeds::rss(&publication.read("feeds/news/rss.xml")).len(), 1);
}
