//! Identity: an article that was published keeps its id and its date, whatever becomes of its file, and nobody sees twice
//! what he has.

use crate::support::{Outcome, Publication, SITE};

/// Ids and links of the RSS items by title.
fn items(here: &Publication) -> Vec<(String, String, String)> {
    let json: serde_json::Value = serde_json::from_str(&here.read("feeds/news/feed.json")).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items: Vec<(String, String, String)> = json["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| (text(&item["title"]), text(&item["id"]), text(&item["url"])))
        .collect();
    // The other formats say the same.
    for name in ["rss.xml", "atom.xml"] {
        let document = here.read(format!("feeds/news/{name}"));
        for (_, id, _) in &items {
            assert!(document.contains(&format!(">{id}<")), "{name} lacks {id}:\n{document}");
        }
    }
    items
}

fn article(title: &str, date: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: {date}\n{more}---\n\nThe text of the article, long enough to tell it from all the others that are there.\n"
    )
}

fn refusal(outcome: &Outcome) -> &str {
    outcome.stderr.lines().find(|line| line.contains("flood-refused")).unwrap_or_default()
}

#[test]
fn an_article_that_moves_keeps_the_id_that_subscribers_know() {
    let here = Publication::new();
    here.file("data/tides.md", article("Tides", "2026-01-02", ""));
    here.build();
    let before = items(&here);
    assert_eq!(before[0].1, "https://gazette.example/2026/01/tides/");

    // Another slug, so another address; then another file name, then another title and text.
    here.file("data/tides.md", article("Tides", "2026-01-02", "slug: low-tide\n"));
    here.build();
    let moved = items(&here);
    assert_eq!(
        (moved[0].1.as_str(), moved[0].2.as_str()),
        (before[0].1.as_str(), "https://gazette.example/2026/01/low-tide/")
    );
    assert!(here.read("feeds/news/rss.xml").contains("isPermaLink=\"false\""));
    std::fs::rename(here.root().join("data/tides.md"), here.root().join("data/water.md"))
        .expect("the file can be moved");
    here.file("data/water.md", article("Water", "2026-01-02", "slug: low-tide\n"));
    here.build();
    assert_eq!(items(&here)[0].1, before[0].1);

    // A new article at the old address is a new one.
    here.file(
        "data/tides.md",
        article("Spring tide", "2026-03-02", "url: /2026/01/tides-again/\n")
            .replace("The text", "A wholly different text"),
    );
    here.build();
    let ids: Vec<String> = items(&here).into_iter().map(|(_, id, _)| id).collect();
    assert_eq!(ids, ["https://gazette.example/2026/01/tides-again/".to_owned(), before[0].1.clone()]);
}

#[test]
fn a_copy_that_has_an_id_of_its_own_keeps_it() {
    let here = Publication::new();
    let build = |day: u32| here.run(["build", "--now", &format!("2026-04-{day:02}T00:00:00Z")]).expect_code(0);
    let tides = article("Tides", "2026-01-02", "");
    here.file("data/tides.md", &tides);
    build(1);
    let own = items(&here)[0].1.clone();
    // Two records of one address: the first has its id already, the other gets one for itself.
    here.file("data/copies/tides.md", &tides);
    build(2);
    let copy = items(&here).into_iter().map(|(_, id, _)| id).find(|id| *id != own).expect("it is shown");
    // The file holds another article for a while, and then the path no longer says who the copy is.
    here.file("data/copies/tides.md", article("Fog", "2026-03-04", "").replace("The text", "A wholly different text"));
    build(3);
    here.file("data/copies/tides.md", &tides);
    build(4);
    let ids: Vec<String> = items(&here).into_iter().map(|(_, id, _)| id).collect();
    assert_eq!(ids.iter().filter(|id| **id == copy).count(), 1, "{ids:?}");
    let rows = here.run(["ledger", "export"]).expect_code(0).stdout;
    let row = rows.lines().find(|line| line.contains(&copy)).expect("it has a row");
    assert!(row.contains(r#""first_shown":"2026-04-02T00:00:00Z""#), "{row}");
}

#[test]
fn a_date_and_an_id_stay_as_they_were_published() {
    let here = Publication::new();
    here.file("data/one.md", article("One", "2026-01-02", "id: 'tag:gazette.example,2026:1'\n"));
    here.build();
    let rss = here.read("feeds/news/rss.xml");
    here.file("data/one.md", article("One", "2026-02-05", "id: 'tag:gazette.example,2026:one'\n"));
    let outcome = here.run(["build", "-v"]).expect_code(0);
    assert!(outcome.stderr.contains("warning[id-pinned] data/one.md"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("note[date-pinned] data/one.md"), "{}", outcome.stderr);
    let after = here.read("feeds/news/rss.xml");
    assert!(after.contains("tag:gazette.example,2026:1<") && after.contains("Fri, 02 Jan 2026"), "{after}\n{rss}");
}

#[test]
fn what_was_lost_is_learnt_from_what_was_published() {
    let here = Publication::new();
    here.file("data/one.md", article("One", "2026-01-02", ""));
    here.build();
    here.file("data/one.md", article("One", "2026-01-02", "slug: first\n"));
    here.build();
    let before = items(&here);
    let tree = here.tree();
    std::fs::remove_dir_all(here.root().join(".courant")).expect("the state can be lost");
    here.build();
    assert_eq!(items(&here), before);
    let changed: Vec<String> =
        here.tree().changes_since(&tree).into_iter().filter(|path| !path.contains(".courant")).collect();
    assert_eq!(changed, [""; 0]);
}

#[test]
fn a_run_that_learns_nothing_leaves_the_ledger_as_it_is() {
    let here = Publication::new();
    here.record("one", "One", "2026-01-01", "");
    here.build();
    let tree = here.tree();
    here.build();
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
    let export = here.run(["ledger", "export"]).expect_code(0);
    assert!(export.stdout.contains("\"feeds\":{\"news\""), "{}", export.stdout);
}

#[test]
fn two_records_that_look_like_one_are_told_and_not_guessed() {
    let here = Publication::new();
    here.file("data/one.md", article("One", "2026-01-02", ""));
    here.build();
    std::fs::remove_file(here.root().join("data/one.md")).expect("the file can go");
    here.file("data/copy-a.md", article("Copy A", "2026-01-02", ""));
    here.file("data/copy-b.md", article("Copy B", "2026-01-02", ""));
    let outcome = here.run(["build"]).expect_code(1);
    for file in ["data/copy-a.md", "data/copy-b.md"] {
        assert!(outcome.stderr.contains(&format!("error[identity-contested] {file}")), "{}", outcome.stderr);
    }
    here.file("data/copy-a.md", article("Copy A", "2026-01-02", "id: https://gazette.example/2026/01/one/\n"));
    here.run(["build"]).expect_code(0);
}

/// What another program published at the feed's address: the same articles under ids of its own.
fn foreign(n: usize) -> String {
    let items: String = (1..=n)
        .map(|n| {
            format!(
                "<item><title>Article {n}</title><link>https://old.example/?p={n}</link><guid isPermaLink=\"false\">old-{n}</guid>\
                 <pubDate>Fri, {n:02} Jan 2021 12:00:00 +0000</pubDate></item>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title><link>https://old.example/</link>\
         <description>D</description><generator>Other 1.0</generator>{items}</channel></rss>"
    )
}

/// A site that has moved: ten articles, at new addresses.
fn moved() -> Publication {
    let here = Publication::new();
    here.config(SITE.replace("formats = [\"rss\", \"atom\", \"json\"]", "formats = [\"rss\"]"));
    for n in 1..=10 {
        here.record(&format!("a{n}"), &format!("Article {n}"), &format!("2021-01-{n:02}T12:00:00Z"), "");
    }
    here.file("feeds/news/rss.xml", foreign(10));
    here
}

#[test]
fn a_flood_is_refused_until_it_is_allowed_by_name() {
    let here = moved();
    let refused = here.run(["build"]).expect_code(1);
    let said = &refused.stderr;
    assert!(!refusal(&refused).is_empty(), "{said}");
    for piece in ["10 of 10 articles", "is `old-10` there", "courant adopt", "--allow-flood news"] {
        assert!(said.contains(piece), "{piece}: {said}");
    }
    assert_eq!(here.read("feeds/news/rss.xml"), foreign(10), "the old feed stays");
    here.run(["build", "--allow-flood", "news"]).expect_code(0);
    assert!(here.read("feeds/news/rss.xml").contains("https://gazette.example/2021/01/"));
    here.build();
}

/// What was adopted is known to an audience, though no document of ours shows it: the records have other addresses and dates.
#[test]
fn what_was_adopted_and_not_recognised_is_a_flood_without_any_document() {
    let here = Publication::new();
    here.config(SITE);
    for n in 1..=10 {
        here.record(&format!("a{n}"), &format!("Article {n}"), &format!("2024-05-{n:02}"), "");
    }
    here.file("old.xml", foreign(10));
    here.run(["adopt", "old.xml"]).expect_code(0).expect_stderr(["recognised as 0 of those"]);
    let refused = here.run(["build"]).expect_code(1);
    assert!(!refusal(&refused).is_empty());
    let refused = refused.expect_stderr([
        "10 of 10 articles",
        "“Article 10” is `old-10` there",
        "courant build --allow-flood news",
    ]);
    assert!(!here.root().join("feeds/news/rss.xml").exists(), "{}", refused.stderr);
    here.run(["build", "--allow-flood", "news"]).expect_code(0);
    // From now on they have ids of their own; what comes later is new.
    for n in 11..=20 {
        here.record(&format!("a{n}"), &format!("Article {n}"), &format!("2024-05-{n:02}"), "");
    }
    here.build();
}

#[test]
fn really_new_articles_are_no_flood() {
    let here = Publication::new();
    here.record("a", "A", "2021-01-01", "");
    here.build();
    for n in 1..=40 {
        here.record(&format!("new-{n}"), &format!("New {n}"), &format!("2021-02-{:02}", n % 28 + 1), "");
    }
    here.build();
}

#[test]
fn the_guard_can_be_set() {
    let here = moved();
    let config = here.read("courant.toml").replace("language = \"en\"", "language = \"en\"\nflood_guard = 20");
    here.config(config);
    here.run(["build"]).expect_code(0);
}

#[test]
fn a_site_that_moves_adopts_its_old_feed_and_nobody_sees_anything_twice() {
    let here = moved();
    here.file("old.xml", foreign(10));
    here.file("old.json", r#"{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [
        {"id": "https://old.example/3", "url": "https://old.example/?p=3", "title": "Article 3", "content_text": "x", "date_published": "2021-01-03T12:00:00Z"},
        {"id": "99", "url": "https://old.example/?p=99", "title": "Gone", "content_text": "x", "date_published": "2020-01-03T12:00:00Z"},
        {"id": "98", "title": "Undated", "content_text": "x"}]}"#);
    let adopted = here.run(["adopt", "old.xml", "old.json"]).expect_code(0);
    for piece in [
        "12 items learnt, 11 of which",
        "recognised as 10 of those",
        "1 item has no id and no address, or no date",
        "    Gone",
    ] {
        assert!(adopted.stderr.contains(piece), "{piece}: {}", adopted.stderr);
    }
    here.config(SITE);
    here.build();
    let rss = here.read("feeds/news/rss.xml");
    let json = here.read("feeds/news/feed.json");
    for n in 1..=10 {
        assert!(rss.contains(&format!("<guid isPermaLink=\"false\">old-{n}</guid>")), "{rss}");
        let id = if n == 3 { "https://old.example/3".to_owned() } else { format!("old-{n}") };
        assert!(
            json.contains(&format!("\"id\": \"{id}\"")) || json.contains(&format!("\"id\":\"{id}\"")),
            "{id}: {json}"
        );
    }
    // An id that is no IRI has to be another one in Atom; it is the same each time.
    let atom = here.read("feeds/news/atom.xml");
    assert!(!atom.contains("<id>old-1</id>") && atom.contains("<id>urn:uuid:"), "{atom}");
    let tree = here.tree();
    here.build();
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
    let nothing = here.run(["adopt", "courant.toml"]).expect_code(2);
    assert!(nothing.stderr.contains("is no feed that can be adopted"), "{}", nothing.stderr);
}

#[test]
fn what_subscribers_would_see_is_told_before_anything_is_written() {
    let here = Publication::new();
    for (stem, title, day) in [("a", "A", "2026-01-01"), ("b", "B", "2026-01-02"), ("c", "C", "2026-01-03")] {
        here.record(stem, title, day, "");
    }
    here.build();
    here.run(["diff", "--exit-code"]).expect_code(0);
    here.record("b", "B, edited", "2026-01-02", "");
    here.record("d", "D", "2026-01-04", "");
    std::fs::remove_file(here.root().join("data/a.json")).expect("the file can go");
    let tree = here.tree();
    let outcome = here.run(["diff", "--exit-code"]).expect_code(1);
    assert_eq!(outcome.stdout, "news\n  new            D\n  updated        B, edited\n  gone           A\n");
    assert!(
        outcome.stderr.contains("1 feed compared: 1 new, 1 updated, 0 re-identified, 1 gone"),
        "{}",
        outcome.stderr
    );
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
    here.run(["diff"]).expect_code(0);

    let moved = moved();
    let outcome = moved.run(["diff", "--format", "json"]).expect_code(1);
    let first = &outcome.json_lines()[0];
    assert_eq!((first["change"].as_str(), first["before"].as_str()), (Some("re-identified"), Some("old-10")));
    assert_eq!(outcome.json_lines().len(), 10);
}

#[test]
fn a_copy_of_a_published_article_waits_for_its_own_time() {
    let here = Publication::new();
    here.file("data/a.md", article("One", "2025-02-01", ""));
    here.run(["build", "--now", "2025-05-05"]).expect_code(0);
    // Somebody begins his next articles with a copy, whose text is that of the first one still.
    here.file("data/b.md", article("Two", "2027-01-01", ""));
    here.file("data/c.md", article("Three", "2025-04-01", ""));
    let outcome = here.run(["build", "--now", "2025-05-05"]).expect_code(0);
    assert!(!outcome.stderr.contains("feed-date-old"), "{}", outcome.stderr);
    let titles = |here: &Publication| items(here).into_iter().map(|(title, ..)| title).collect::<Vec<_>>();
    assert_eq!(titles(&here), ["Three", "One"]);
    assert!(here.read("feeds/news/rss.xml").contains("<lastBuildDate>Tue, 01 Apr 2025"));
    let again = here.run(["build", "--now", "2025-05-05", "--no-cache"]).expect_code(0);
    assert!(again.stderr.contains("0 documents written"), "{}", again.stderr);
    here.run(["build", "--now", "2027-01-01"]).expect_code(0);
    assert_eq!(titles(&here), ["Two", "Three", "One"]);
}
