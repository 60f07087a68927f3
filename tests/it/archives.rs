//! Archives and pages (RFC 5005), read as a reader of RFC 5005 reads them.

use crate::support::{Publication, SITE, Tree, feeds, full_trials, text};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
};

const LIMIT: usize = 5;
const SIZE: usize = 4;

fn site(more: &str) -> Publication {
    let here = Publication::new();
    here.config(format!("{SITE}limit = {LIMIT}\narchive_size = {SIZE}\n{more}"));
    here
}

/// The instant of the n-th article, one an hour.
fn at(n: usize) -> String {
    let (day, hour) = (n / 24, n % 24);
    format!("{:04}-{:02}-{:02}T{hour:02}:00:00Z", 2024 + day / 336, day / 28 % 12 + 1, day % 28 + 1)
}

fn write(here: &Publication, n: usize, summary: &str) {
    here.record(&format!("a{n:05}"), &format!("Article {n}"), &at(n), &format!("\"summary\": \"{summary}\""));
}

/// Everything below `feeds/news/archive`, by its name.
fn archives(here: &Publication) -> BTreeMap<String, String> {
    let directory = here.root().join("feeds/news/archive");
    let listing = fs::read_dir(directory).into_iter().flatten().map(|entry| entry.expect("an entry"));
    listing
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read_to_string(entry.path()).expect("a document"))
        })
        .collect()
}

/// The document at an address of this publication.
fn fetch(here: &Publication, address: &str) -> String {
    here.read(format!("feeds/{}", address.strip_prefix("https://gazette.example/feeds/").expect("one of ours")))
}

fn link<'a>(xml: &'a str, rel: &str) -> Option<&'a str> {
    let marked = format!("rel=\"{rel}\"");
    xml.split("<link ").chain(xml.split("<atom:link ")).skip(1).find_map(|part| {
        let tag = part.split('>').next()?;
        let href = tag.split_once("href=\"")?.1.split('"').next()?;
        tag.contains(&marked).then_some(href)
    })
}

/// A reader that has walked back through an Atom feed: what it shows, by id. RFC 5005 §4: the entry with the newest `updated`
/// counts, of equal ones that of the document with the newest `updated`; RFC 6721 §3: what was deleted at or after its last
/// change is gone.
fn walk(
    here: &Publication,
    processed: &mut HashSet<String>,
    shelf: &mut HashMap<String, (String, String, String)>,
) -> usize {
    let mut address = "https://gazette.example/feeds/news/atom.xml".to_owned();
    let mut fetched = 0;
    let mut deleted: HashMap<String, String> = HashMap::new();
    loop {
        let document = fetch(here, &address);
        fetched += 1;
        let own = text_of(&document, "updated").to_owned();
        for part in document.split("at:deleted-entry ref=\"").skip(1) {
            let id = part.split('"').next().expect("an id").to_owned();
            let when = part.split_once("when=\"").and_then(|(_, rest)| rest.split('"').next()).expect("a time");
            let known = deleted.entry(id).or_default();
            if when > known.as_str() {
                when.clone_into(known);
            }
        }
        for entry in document.split("<entry>").skip(1) {
            let id = text_of(entry, "id").to_owned();
            let version = (
                text_of(entry, "updated").to_owned(),
                own.clone(),
                entry.split("</entry>").next().expect("it ends").to_owned(),
            );
            let known = shelf.entry(id).or_insert_with(|| version.clone());
            if (&version.0, &version.1) > (&known.0, &known.1) {
                *known = version;
            }
        }
        let Some(older) = link(&document, "prev-archive").map(str::to_owned) else { break };
        if !processed.insert(older.clone()) {
            break;
        }
        address = older;
    }
    for (id, when) in deleted {
        if shelf.get(&id).is_some_and(|(updated, ..)| feeds::instant(updated) <= feeds::instant(&when)) {
            shelf.remove(&id);
        }
    }
    fetched
}

fn text_of<'a>(xml: &'a str, name: &str) -> &'a str {
    let open = format!("<{name}>");
    xml.split_once(&open).and_then(|(_, rest)| rest.split('<').next()).unwrap_or_default()
}

#[test]
fn records_published_one_by_one_change_an_archive_but_once() {
    let count = if full_trials() { 10_000 } else { 40 };
    let here = site("archive = true\n");
    let mut changes: HashMap<String, usize> = HashMap::new();
    let mut before = archives(&here);
    let (mut processed, mut shelf) = (HashSet::new(), HashMap::new());
    for n in 0..count {
        write(&here, n, "as it was");
        here.run(["build", "--now", &at(n)]).expect_code(0);
        let after = archives(&here);
        for (name, document) in &after {
            match before.get(name) {
                Some(old) if old == document => {}
                Some(old) => {
                    *changes.entry(name.clone()).or_default() += 1;
                    assert_eq!(entries(old), entries(document), "{name}: only what surrounds the items may change");
                    assert!(!old.contains("next-archive") || name.ends_with(".json"), "{name}");
                }
                None => {}
            }
        }
        assert!(before.keys().all(|name| after.contains_key(name)), "an archive has gone");
        let hot = feeds::atom(&here.read("feeds/news/atom.xml"));
        assert!(hot.len() <= LIMIT, "{} items in the feed itself", hot.len());
        if n % 7 == 0 {
            walk(&here, &mut processed, &mut shelf);
        }
        before = after;
    }
    assert!(changes.values().all(|&times| times <= 1), "{changes:?}");
    assert_eq!(before.keys().filter(|name| name.ends_with(".json")).count(), (count - LIMIT).div_ceil(SIZE));
    walk(&here, &mut processed, &mut shelf);
    assert_eq!(shelf.len(), count, "each item once");
    // A second build finds nothing to do, with and without what it knows of the first.
    let tree = here.tree();
    here.run(["build", "--now", &at(count)]).expect_code(0).expect_stderr(["0 documents written"]);
    here.run(["build", "--no-cache", "--now", &at(count)]).expect_code(0).expect_stderr(["0 documents written"]);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
    here.run(["check", "feeds", "--now", "2026-01-01"]).expect_code(0).expect_stderr(["0 errors, 0 warnings"]);
}

/// The items of a document, whatever surrounds them.
fn entries(document: &str) -> &str {
    let begins = ["<entry>", "<item>", "\"items\":["].iter().filter_map(|mark| document.find(mark)).min();
    &document[begins.unwrap_or_default()..]
}

#[test]
fn whoever_walks_back_ends_with_everything_as_it_is() {
    for at_once in [true, false] {
        let here = site("archive = true\n");
        for n in 0..30 {
            write(&here, n, "as it was");
            if !at_once {
                here.run(["build", "--now", &at(n)]).expect_code(0);
            }
        }
        here.run(["build", "--now", "2024-03-01"]).expect_code(0);
        let (mut processed, mut shelf) = (HashSet::new(), HashMap::new());
        assert_eq!(walk(&here, &mut processed, &mut shelf), 1 + (30 - LIMIT).div_ceil(SIZE));
        let before = archives(&here);
        // Long archived: one is edited, one says when it was, one is deleted, one goes and comes back, one is late.
        write(&here, 2, "edited");
        here.record("a00004", "Article 4", &at(4), "\"summary\": \"updated\", \"updated\": \"2024-03-01T12:00:00Z\"");
        fs::remove_file(here.root().join("data/a00006.json")).expect("it is there");
        fs::remove_file(here.root().join("data/a00008.json")).expect("it is there");
        here.record("late", "Late", "2024-01-01T00:30:00Z", "\"summary\": \"late\"");
        here.run(["build", "--now", "2024-03-02"]).expect_code(0);
        write(&here, 8, "as it was");
        here.run(["build", "--now", "2024-03-03"]).expect_code(0);
        let same: Vec<_> = before.iter().filter(|(name, old)| archives(&here).get(*name) != Some(old)).collect();
        assert!(same.is_empty(), "what is archived stays: {same:?}");
        // A reader of old fetches the feed alone, a new one everything; both have the same.
        assert_eq!(walk(&here, &mut processed, &mut shelf), 1);
        let mut new = HashMap::new();
        walk(&here, &mut HashSet::new(), &mut new);
        for (who, shelf) in [("old", &shelf), ("new", &new)] {
            assert_eq!(shelf.len(), 30, "{who}: 30 and one late, without one that is deleted");
            let one = |title: &str| {
                let marked = format!("<title>{title}<");
                shelf
                    .values()
                    .find(|(.., entry)| entry.contains(&marked))
                    .unwrap_or_else(|| panic!("{who}: no {title}"))
            };
            assert!(one("Article 2").2.contains("edited"), "{who}");
            assert!(one("Article 4").2.contains("updated"), "{who}");
            assert!(one("Late").2.contains("late") && one("Article 8").2.contains("as it was"), "{who}");
        }
        // After the window the corrections leave the feed, and the archives are as they were.
        here.run(["build", "--now", "2024-07-01"]).expect_code(0);
        let left = feeds::atom(&here.read("feeds/news/atom.xml"));
        assert_eq!(left.len(), LIMIT + 1, "the newest, and the late one, which no archive holds yet");
        assert!(archives(&here) == before);
    }
}

#[test]
fn what_readers_do_not_have_of_an_article_brings_none_back() {
    let here = site("archive = true\n");
    let all = |more: &str, titles: &str| {
        for n in 0..30 {
            let more = format!("\"slug\": \"a{n}\"{more}");
            here.record(&format!("a{n:05}"), &format!("{titles} {n}"), &at(n), &more);
        }
    };
    all("", "Article");
    let build = |minute: u32| here.run(["build", "--now", &format!("2024-03-01T00:{minute:02}:00Z")]).expect_code(0);
    build(1);
    let before = Tree::of(&here.root().join("feeds"));
    let in_feed = || feeds::atom(&here.read("feeds/news/atom.xml")).len();
    assert!(in_feed() < LIMIT + SIZE, "{}", in_feed());
    // Counters, and where it lies.
    all(", \"views\": 7, \"section\": \"Port\"", "Article");
    build(2);
    fs::create_dir(here.root().join("data/old")).expect("made");
    for n in 0..20 {
        let [from, to] = ["data", "data/old"].map(|directory| here.root().join(format!("{directory}/a{n:05}.json")));
        fs::rename(from, to).expect("moved");
    }
    build(3);
    assert_eq!(Tree::of(&here.root().join("feeds")), before);
    // They are known by their new places all the same.
    let rows = here.run(["ledger", "export"]).expect_code(0).stdout;
    assert_eq!(rows.matches("\"key\":\"data/old/").count(), 20);

    // Whoever edits everything at once makes no feed of the whole archive.
    for n in 0..20 {
        fs::remove_file(here.root().join(format!("data/old/a{n:05}.json"))).expect("removed");
    }
    all("", "Item");
    build(4);
    assert!(in_feed() <= 2 * LIMIT + SIZE, "{}", in_feed());
    let told = here.run(["build", "-v", "--now", "2024-03-01T00:05:00Z"]).expect_code(0).stderr;
    assert!(told.contains("note[corrections-left-out]"), "{told}");
}

#[test]
fn an_archive_is_purged_only_when_that_is_asked_for() {
    let here = site("archive = true\n");
    (0..20).for_each(|n| write(&here, n, "as it was"));
    here.run(["build", "--now", "2024-03-01"]).expect_code(0);
    let before = archives(&here);
    let article = "https://gazette.example/2024/01/a00003/";
    let outcome = here.run(["retract", article, "--now", "2024-03-02"]).expect_code(0);
    outcome.expect_stderr(["it stays in news/archive/atom-0001.xml", "`--purge` rewrites archives"]);
    assert!(archives(&here) == before);
    here.run(["retract", article, "--purge", "--now", "2024-03-03"]).expect_code(0);
    let after = archives(&here);
    let changed: Vec<&str> =
        before.iter().filter(|(name, old)| after.get(*name) != Some(old)).map(|(name, _)| name.as_str()).collect();
    assert_eq!(changed, ["atom-0001.xml", "feed-0001.json", "rss-0001.xml"]);
    assert!(after.values().all(|document| !document.contains("Article 3<") && !document.contains("\"Article 3\"")));
    here.run(["check", "feeds", "--now", "2026-01-01"]).expect_code(0).expect_stderr(["0 errors, 0 warnings"]);
    let tree = here.tree();
    here.run(["build", "--now", "2024-03-03"]).expect_code(0);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
}

#[test]
fn an_archive_that_was_lost_or_edited_is_as_it_was_again() {
    let here = site("archive = true\n");
    (0..20).for_each(|n| write(&here, n, "as it was"));
    here.run(["build", "--now", "2024-03-01"]).expect_code(0);
    let before = archives(&here);
    fs::remove_file(here.root().join("feeds/news/archive/rss-0002.xml")).expect("it is there");
    here.file("feeds/news/archive/atom-0001.xml", "by hand");
    here.run(["build", "--now", "2024-03-02"]).expect_code(0).expect_stderr(["2 documents written"]);
    assert!(archives(&here) == before);
    // Also if nothing is known any more but the documents.
    fs::remove_dir_all(here.root().join(".courant")).expect("it is there");
    here.run(["build", "--now", "2024-03-03"]).expect_code(0).expect_stderr(["0 documents written"]);
    write(&here, 20, "new");
    here.run(["build", "--now", "2024-03-04"]).expect_code(0);
    assert!(
        before.iter().all(|(name, old)| entries(&archives(&here)[name]) == entries(old)),
        "they are not divided anew"
    );
}

#[test]
fn what_is_archived_outlives_the_ledger() {
    let here = site("archive = true\n");
    for n in 0..20 {
        write(&here, n, "as it was");
    }
    here.run(["build", "--now", &at(30)]).expect_code(0);
    // Deleted and edited articles stay in their archive, which readers do not fetch twice.
    fs::remove_file(here.root().join("data/a00001.json")).expect("it is there");
    write(&here, 2, "as it is");
    here.run(["build", "--now", &at(31)]).expect_code(0);
    let before = Tree::of(&here.root().join("feeds"));
    assert!(archives(&here)["atom-0001.xml"].contains("Article 1<"));

    for (lost, now) in [(true, at(32)), (false, at(33))] {
        if lost {
            fs::remove_dir_all(here.root().join(".courant")).expect("the state");
        }
        here.run(["build", "--now", &now, "--no-cache"]).expect_code(0);
        let changed = Tree::of(&here.root().join("feeds")).changes_since(&before);
        assert!(changed.iter().all(|path| !path.contains("archive")), "lost {lost}: {changed:?}");
    }
    write(&here, 20, "new");
    here.run(["build", "--now", &at(34)]).expect_code(0);
    assert!(archives(&here)["atom-0001.xml"].contains("as it was"));
}

#[test]
fn json_feeds_lead_on_too_and_never_in_a_circle() {
    for archive in ["true", "\"pages\""] {
        let here = site(&format!("archive = {archive}\n"));
        (0..30).for_each(|n| write(&here, n, "as it was"));
        here.run(["build", "--now", "2024-03-01"]).expect_code(0);
        let (mut address, mut seen, mut ids) =
            ("https://gazette.example/feeds/news/feed.json".to_owned(), HashSet::new(), HashSet::new());
        loop {
            assert!(seen.insert(address.clone()), "{address} comes twice");
            let feed: Value = serde_json::from_str(&fetch(&here, &address)).expect("JSON");
            assert_eq!(text(&feed["feed_url"]), address);
            ids.extend(feed["items"].as_array().expect("items").iter().map(|item| text(&item["id"]).to_owned()));
            match feed["next_url"].as_str() {
                Some(next) => next.clone_into(&mut address),
                None => break,
            }
        }
        assert_eq!(ids.len(), 30, "{archive}");
    }
}

#[test]
fn pages_move_on_and_go_when_they_are_empty() {
    let here = site("archive = \"pages\"\n");
    (0..12).for_each(|n| write(&here, n, "as it was"));
    here.run(["build", "--now", "2024-03-01"]).expect_code(0);
    let first = here.read("feeds/news/atom.xml");
    assert_eq!(link(&first, "next"), Some("https://gazette.example/feeds/news/page/atom-0002.xml"));
    assert_eq!(
        (link(&first, "first"), link(&first, "previous")),
        (Some("https://gazette.example/feeds/news/atom.xml"), None)
    );
    let last = fetch(&here, link(&first, "last").expect("a last page"));
    assert_eq!((feeds::atom(&last).len(), link(&last, "next")), (2, None));
    assert_eq!(link(&last, "previous"), Some("https://gazette.example/feeds/news/page/atom-0002.xml"));
    here.run(["check", "feeds", "--now", "2026-01-01"]).expect_code(0).expect_stderr(["0 errors, 0 warnings"]);
    let tree = Tree::of(&here.root().join("feeds"));
    here.run(["build", "--now", "2024-03-01"]).expect_code(0);
    assert_eq!(Tree::of(&here.root().join("feeds")).changes_since(&tree), [""; 0]);
    for n in [0, 1] {
        fs::remove_file(here.root().join(format!("data/a0000{n}.json"))).expect("it is there");
    }
    here.run(["build", "--now", "2024-03-02"]).expect_code(0);
    assert!(!here.has("feeds/news/page/atom-0003.xml") && here.has("feeds/news/page/atom-0002.xml"));
    assert_eq!(link(&here.read("feeds/news/page/atom-0002.xml"), "next"), None);
}
