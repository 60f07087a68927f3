//! What subscribers are told of articles that are gone, taken down, or back, and how feeds end.

use crate::support::{Publication, SITE, Tree, feeds};
use serde_json::Value;
use std::fs;

const TOMBSTONE: &str = "at:deleted-entry ref=\"";

fn site(more: &str) -> Publication {
    let here = Publication::new();
    here.config(format!("{SITE}{more}"));
    for n in 1..=6 {
        write(&here, n, "as it was");
    }
    here.run(["build", "--now", "2026-02-01"]).expect_code(0);
    here
}

fn write(here: &Publication, n: usize, text: &str) {
    here.record(
        &format!("a{n}"),
        &format!("Article {n}"),
        &format!("2026-01-0{n}"),
        &format!("\"summary\": \"{text}\""),
    );
}

fn remove(here: &Publication, n: usize) {
    fs::remove_file(here.root().join(format!("data/a{n}.json"))).expect("the record is there");
}

fn build(here: &Publication, now: &str) {
    here.run(["build", "--now", now]).expect_code(0);
}

/// Titles and deletions of each document of `news`; the titles of Atom and JSON are the same.
fn shown(here: &Publication) -> (Vec<String>, Vec<String>, Vec<(String, String)>) {
    let titles = |items: Vec<feeds::Item>| items.into_iter().map(|item| item.title).collect::<Vec<_>>();
    let rss = titles(feeds::rss(&here.read("feeds/news/rss.xml")));
    let atom_text = here.read("feeds/news/atom.xml");
    let atom = titles(feeds::atom(&atom_text));
    let json_text = here.read("feeds/news/feed.json");
    assert_eq!(titles(feeds::json(&json_text)), atom);
    let in_atom: Vec<(String, String)> = deletions(&atom_text);
    let json: Value = serde_json::from_str(&json_text).expect("JSON");
    let in_json: Vec<(String, String)> = json["_courant"]["deleted"].as_array().map_or_else(Vec::new, |all| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        all.iter().map(|one| (text(&one["id"]), text(&one["when"]))).collect()
    });
    assert_eq!(in_atom, in_json);
    (rss, atom, in_atom)
}

fn deletions(xml: &str) -> Vec<(String, String)> {
    let parts = xml.split(TOMBSTONE).skip(1);
    parts
        .map(|part| {
            let (id, rest) = part.split_once('"').expect("an attribute ends");
            let when = rest.split_once("when=\"").and_then(|(_, rest)| rest.split_once('"')).expect("when it was");
            (id.to_owned(), when.0.to_owned())
        })
        .collect()
}

fn clean(here: &Publication) {
    here.run(["check", "feeds", "--now", "2026-09-01"]).expect_code(0).expect_stderr(["0 errors, 0 warnings"]);
}

#[test]
fn a_deletion_is_told_for_as_long_as_configured() {
    let here = site("tombstones = \"10d\"\n");
    let id = feeds::atom(&here.read("feeds/news/atom.xml"))[3].id.clone();
    remove(&here, 3);
    build(&here, "2026-03-01T12:00:00Z");
    let rest = ["Article 6", "Article 5", "Article 4", "Article 2", "Article 1"].map(str::to_owned).to_vec();
    let told = vec![(id, "2026-03-01T12:00:00Z".to_owned())];
    assert_eq!(shown(&here), (rest.clone(), rest.clone(), told.clone()));
    assert!(here.read("feeds/news/atom.xml").contains("<updated>2026-03-01T12:00:00+00:00</updated>"));
    assert!(here.read("feeds/news/rss.xml").contains("<lastBuildDate>Sun, 01 Mar 2026 12:00:00 +0000</lastBuildDate>"));
    clean(&here);
    // Nothing new until the time is over; then it is told no longer, and the feed is not older than it was.
    let before = Tree::of(&here.root().join("feeds"));
    build(&here, "2026-03-11T11:59:59Z");
    assert_eq!(Tree::of(&here.root().join("feeds")).changes_since(&before), [""; 0]);
    build(&here, "2026-03-11T12:00:00Z");
    assert_eq!(shown(&here), (rest.clone(), rest, Vec::new()));
    assert!(here.read("feeds/news/atom.xml").contains("<updated>2026-03-01T12:00:00+00:00</updated>"));
    clean(&here);
}

#[test]
fn rss_does_what_its_owner_says() {
    for (policy, notices, tombstones) in [("drop", 0, 0), ("redact", 1, 0), ("tombstone", 0, 1)] {
        let here = site(&format!("on_delete = \"{policy}\"\nremoved_notice = \"Gone & away\"\n"));
        let before = feeds::rss(&here.read("feeds/news/rss.xml"))[2].clone();
        remove(&here, 4);
        build(&here, "2026-03-01");
        let text = here.read("feeds/news/rss.xml");
        let items = feeds::rss(&text);
        let notice = items.iter().position(|item| item.title == "Gone & away");
        assert_eq!(usize::from(notice.is_some()), notices, "{policy}");
        assert_eq!(text.matches(TOMBSTONE).count(), tombstones, "{policy}");
        assert!(!text.contains("Article 4") && !text.contains("as it was 4"), "{policy}");
        if let Some(at) = notice {
            assert_eq!((at, &items[at].id, &items[at].published), (2, &before.id, &before.published), "{policy}");
        }
        assert_eq!(shown(&here).2.len(), 1, "{policy}: Atom and JSON say it themselves");
        clean(&here);
    }
}

#[test]
fn only_what_is_gone_from_all_sources_is_deleted() {
    let here = site("category = \"Sea\"\n[[feed]]\nname = \"all\"\nlimit = 3\n");
    let sea = |n: usize, category: &str, more: &str| {
        let rest = format!("\"summary\": \"x\", \"tags\": [\"{category}\"]{more}");
        here.record(&format!("a{n}"), &format!("Article {n}"), &format!("2026-01-0{n}"), &rest);
    };
    (1..=6).for_each(|n| sea(n, "Sea", ""));
    build(&here, "2026-02-02");
    let deleted = |feed: &str| deletions(&here.read(format!("feeds/{feed}/atom.xml"))).len();
    // Leaves one feed's selection; expires; is for members now; moves to another file; falls out of the window.
    sea(1, "Land", "");
    sea(2, "Sea", ", \"expires\": \"2026-02-03\"");
    sea(3, "Sea", ", \"visibility\": \"members\"");
    fs::rename(here.root().join("data/a4.json"), here.root().join("data/moved.json")).expect("renamed");
    build(&here, "2026-02-04");
    assert_eq!((deleted("news"), deleted("all")), (0, 0));
    assert_eq!(feeds::atom(&here.read("feeds/news/atom.xml")).len(), 3);
    // A draft is as good as gone, and every feed that has ever shown it says so.
    sea(5, "Sea", ", \"draft\": true");
    build(&here, "2026-02-05");
    assert_eq!((deleted("news"), deleted("all")), (1, 1));
    clean(&here);
}

#[test]
fn what_is_back_is_shown_again_and_later_than_its_deletion() {
    let here = site("");
    let id = feeds::atom(&here.read("feeds/news/atom.xml"))[4].id.clone();
    remove(&here, 2);
    build(&here, "2026-03-01");
    assert_eq!(shown(&here).2.len(), 1);
    write(&here, 2, "as it was");
    build(&here, "2026-03-05");
    let (_, titles, deleted) = shown(&here);
    assert!(deleted.is_empty() && titles.contains(&"Article 2".to_owned()));
    let back = &feeds::atom(&here.read("feeds/news/atom.xml"))[4];
    assert_eq!(back.id, id);
    assert_eq!(back.published.as_deref(), Some("2026-01-02T00:00:00Z"));
    assert!(here.read("feeds/news/atom.xml").contains("<updated>2026-03-05T00:00:00+00:00</updated>"));
    clean(&here);
}

#[test]
fn an_article_is_taken_down_whatever_its_record_says() {
    let here = site("on_delete = \"redact\"\n");
    here.file("feeds/news/rss.xml.gz", "Article 3");
    let url = "https://gazette.example/2026/01/a3/";
    let reason = "withdrawn\u{7} <b>at the request</b> of its author";
    let outcome = here.run(["retract", url, "--reason", reason, "--now", "2026-03-01"]).expect_code(0);
    outcome.expect_stderr(["“Article 3”", "is taken down; 3 documents written", "removed news/rss.xml.gz"]);
    for _ in 0..2 {
        let (rss, atom, deleted) = shown(&here);
        assert_eq!((rss.len(), atom.len(), deleted.len()), (6, 5, 1));
        assert!(rss.contains(&"This article has been removed.".to_owned()));
        let text = here.read("feeds/news/atom.xml");
        assert!(!text.contains("Article 3") && text.contains("withdrawn"), "{text}");
        clean(&here);
        here.run(["build", "--now", "2026-03-02", "--no-cache"]).expect_code(0).expect_stderr(["1 retracted"]);
    }
    here.run(["retract", "data/a3.json", "--undo", "--now", "2026-03-03"]).expect_code(0);
    let (rss, atom, deleted) = shown(&here);
    assert_eq!((rss.len(), atom.len(), deleted.len()), (6, 6, 0));
    clean(&here);
    here.run(["retract", "https://gazette.example/nowhere/"])
        .expect_code(2)
        .expect_stderr(["nothing was published as"]);
}

#[test]
fn what_was_taken_down_stays_down_though_everything_about_it_changes() {
    let here = site("");
    here.run(["retract", "data/a3.json", "--now", "2026-03-01"]).expect_code(0);
    remove(&here, 3);
    // One thing in each run: the file, the address, the title, the day.
    let steps = [
        ("Article 3", "2026-01-03", "a3"),
        ("Article 3", "2026-01-03", "moved"),
        ("Renamed", "2026-01-03", "moved"),
        ("Renamed", "2026-01-20", "moved"),
        ("Renamed", "2026-01-20", "again"),
    ];
    for (day, (title, date, slug)) in (2..).zip(steps) {
        here.record("other", title, date, &format!("\"slug\": \"{slug}\""));
        let outcome = here.run(["build", "--now", &format!("2026-03-0{day}")]).expect_code(0);
        outcome.expect_stderr(["1 retracted"]);
        assert!(!here.read("feeds/news/feed.json").contains(title), "{title}, {date}, {slug}");
    }
}

#[test]
fn an_article_is_taken_down_from_feeds_that_are_held_back_too() {
    let here = site("max_withheld = 0\n[feed.item_elements]\n\"itunes:duration\" = \"extra.length\"\n");
    here.record("a6", "Article 6", "2026-01-06", "\"summary\": \"x\", \"length\": \"never\"");
    write(&here, 5, "changed");
    here.run(["build", "--now", "2026-02-02"]).expect_code(1).expect_stderr(["too-many-withheld"]);
    let outcome = here.run(["retract", "https://gazette.example/2026/01/a2/", "--now", "2026-02-03"]).expect_code(1);
    outcome.expect_stderr(["cut out of news/rss.xml, which the build left as it was"]);
    let (rss, atom, _) = shown(&here);
    let rest = ["Article 6", "Article 5", "Article 4", "Article 3", "Article 1"];
    assert_eq!((rss, atom), (rest.map(str::to_owned).to_vec(), rest.map(str::to_owned).to_vec()));
    assert!(!here.read("feeds/news/feed.json").contains("changed"), "the rest stays as it was");
    clean(&here);
    // Mended, the feed goes on, without the article and with its tombstone.
    here.record("a6", "Article 6", "2026-01-06", "\"summary\": \"x\"");
    build(&here, "2026-02-04");
    assert_eq!(shown(&here).2.len(), 1);
}

#[test]
fn a_feed_ends_with_a_last_word() {
    let here = site("[[feed]]\nname = \"other\"\n");
    let outcome =
        here.run(["retire", "news", "--to", "https://new.example/feeds/", "--now", "2026-03-01"]).expect_code(0);
    assert!(
        outcome.stdout.contains("location = /feeds/news/rss.xml { return 301 https://new.example/feeds/rss.xml; }")
    );
    assert!(outcome.stdout.contains("RedirectMatch 301 ^/feeds/news/feed\\.json$ https://new.example/feeds/feed.json"));
    let (rss, atom, _) = shown(&here);
    assert_eq!((rss.len(), &rss[0]), (7, &"This feed has moved".to_owned()));
    assert_eq!(atom[0], "This feed has moved");
    assert!(here.read("feeds/news/rss.xml").contains("https://new.example/feeds/rss.xml"));
    clean(&here);
    // It stays as it is, whatever becomes of its records; others go on.
    let before = Tree::of(&here.root().join("feeds/news"));
    write(&here, 6, "changed");
    here.run(["build", "-v", "--now", "2026-03-02"]).expect_code(0).expect_stderr(["feed-retired"]);
    assert_eq!(Tree::of(&here.root().join("feeds/news")).changes_since(&before), [""; 0]);
    assert!(here.read("feeds/other/rss.xml").contains("changed"));
    // Said twice it is said once; and it may go on.
    here.run(["retire", "news", "--gone", "--message", "Farewell", "--now", "2026-03-03"]).expect_code(0);
    assert_eq!(shown(&here).1.len(), 7);
    assert!(here.read("feeds/news/feed.json").contains("Farewell"));
    here.run(["retire", "news", "--undo"]).expect_code(0);
    build(&here, "2026-03-04");
    assert_eq!(shown(&here).1.len(), 6);
    here.run(["retire", "nws", "--gone"])
        .expect_code(2)
        .expect_stderr(["there is no feed `nws`; there are news, other"]);
    here.run(["retire", "news"]).expect_code(2);
}

/// A record that is refused may be one that is missing, but not one that is there and says that it is a draft.
#[test]
fn what_becomes_a_draft_goes_whatever_else_cannot_be_used() {
    let publication = Publication::new();
    for (name, day) in [("a", "01"), ("b", "02")] {
        let text = format!("---\ntitle: T{name}\ndate: 2020-01-{day}\n---\nText of {name}.\n");
        publication.file(format!("data/{name}.md"), text);
    }
    publication.file("data/u.md", "---\ntitle: Idea\n---\nWithout a date.\n");
    publication.file(
        "data/l.csv",
        "title,date,body,status\nLa,2020-01-03,text la,published\nLb,2020-01-04,text lb,published\nLc,TBD,text lc,published\n",
    );
    publication.run(["build"]).expect_code(1);
    let rss = publication.read("feeds/news/rss.xml");
    assert!(["Ta", "Tb", "La", "Lb"].iter().all(|title| rss.contains(&format!("<title>{title}</title>"))), "{rss}");
    let draft = publication.read("data/b.md").replace("date:", "draft: true\ndate:");
    publication.file("data/b.md", draft);
    let list = publication.read("data/l.csv").replace("text lb,published", "text lb,draft");
    publication.file("data/l.csv", list);
    let run = publication.run(["build"]).expect_code(1);
    let rss = publication.read("feeds/news/rss.xml");
    assert!(!rss.contains("<title>Tb</title>") && !rss.contains("<title>Lb</title>"), "{rss}");
    assert!(rss.contains("<title>Ta</title>") && rss.contains("<title>La</title>"), "{rss}");
    assert!(!run.stderr.contains("deletion-doubtful"), "{}", run.stderr);
    // What is gone beside them may be the one that cannot be used.
    fs::remove_file(publication.root().join("data/a.md")).expect("it is there");
    let run = publication.run(["build"]).expect_code(1);
    assert!(run.stderr.contains("deletion-doubtful"), "{}", run.stderr);
    assert!(publication.read("feeds/news/rss.xml").contains("<title>Ta</title>"));
}
