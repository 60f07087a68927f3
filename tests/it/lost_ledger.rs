//! What is learnt of deletions from the published feeds where the ledger is lost: what is told is told on, and what was
//! taken down stays down.

use crate::support::{
    Publication, SITE, Tree, feeds,
    http::{Request, Response, Server},
};
use std::fs;

const URL: &str = "https://gazette.example/2026/01";
/// What is told of article 2, whose record is there.
const STANDS: &str = "warning[deletion-stands]";

/// Six articles. The third was deleted, the second taken down.
fn site(more: &str) -> Publication {
    let here = Publication::new();
    here.config(format!("{SITE}tombstones = \"30d\"\n{more}"));
    (1..=6).for_each(|n| write(&here, n, ""));
    build(&here, "2026-02-01");
    remove(&here, 3);
    build(&here, "2026-02-10");
    here.run(["retract", &format!("{URL}/a2/"), "--now", "2026-02-20"]).expect_code(0);
    here
}

fn write(here: &Publication, n: usize, more: &str) {
    let more = format!("\"summary\": \"about {n}\"{more}");
    here.record(&format!("a{n}"), &format!("Article {n}"), &format!("2026-01-0{n}"), &more);
}

fn remove(here: &Publication, n: usize) {
    fs::remove_file(here.root().join(format!("data/a{n}.json"))).expect("the record is there");
}

fn build(here: &Publication, now: &str) -> String {
    here.run(["build", "--now", now]).expect_code(0).stderr
}

fn lose(here: &Publication) {
    fs::remove_dir_all(here.root().join(".courant")).expect("it is there");
}

fn documents(here: &Publication) -> Tree {
    Tree::of(&here.root().join("feeds"))
}

/// What two publications have published, byte for byte.
#[track_caller]
fn same(one: &Publication, other: &Publication, when: &str) {
    let texts = |here: &Publication| {
        documents(here).files().into_iter().map(|path| here.read(format!("feeds/{path}"))).collect::<Vec<_>>()
    };
    assert_eq!(texts(one), texts(other), "{when}");
}

fn told(here: &Publication) -> Vec<String> {
    let text = here.read("feeds/news/atom.xml");
    let parts = text.split("at:deleted-entry ref=\"").skip(1);
    parts.filter_map(|part| Some(part.split_once('"')?.0.replace(URL, ""))).collect()
}

fn titles(here: &Publication) -> String {
    let items = feeds::atom(&here.read("feeds/news/atom.xml"));
    items.into_iter().map(|item| item.title.replace("Article ", "")).collect()
}

fn refused(here: &Publication, n: usize) {
    for document in ["news/rss.xml", "news/atom.xml", "news/feed.json"].map(|path| format!("feeds/{path}")) {
        if here.has(&document) {
            let text = here.read(&document);
            assert!(!text.contains(&format!("about {n}")) && !text.contains(&format!("Article {n}")), "{text}");
        }
    }
}

#[test]
fn what_is_told_is_told_on_and_ends_when_it_would_have() {
    for policy in ["drop", "redact", "tombstone"] {
        for formats in [r#""rss", "atom", "json""#, r#""atom""#, r#""json""#, r#""json", "rss""#, r#""rss""#] {
            if policy == "drop" && formats == r#""rss""# {
                continue;
            }
            let here = site(&format!("on_delete = \"{policy}\"\n"));
            let config = here.read("courant.toml");
            here.config(config.replace(r#""rss", "atom", "json""#, formats));
            fs::remove_dir_all(here.root().join("feeds")).expect("it is there");
            build(&here, "2026-02-21");
            let before = documents(&here);
            let with_ledger = here.twin();
            for now in ["2026-02-22", "2026-02-23"] {
                lose(&here);
                let said = build(&here, now);
                assert_eq!(documents(&here).changes_since(&before), [""; 0], "{policy} {formats}");
                let help = "`courant retract data/a2 --undo` shows it again";
                assert!(said.contains(STANDS) && said.contains(help) && said.contains("1 retracted"), "{said}");
                let said = build(&here, now);
                assert!(!said.contains(STANDS) && said.contains("1 retracted"), "{said}");
            }
            // The first is told until March 12, the second until March 22.
            for now in ["2026-03-11T23:59:59Z", "2026-03-12", "2026-03-21T23:59:59Z", "2026-03-22"] {
                build(&here, now);
                build(&with_ledger, now);
                same(&here, &with_ledger, &format!("{policy} {formats} {now}"));
                refused(&here, 2);
            }
        }
    }
}

#[test]
fn what_was_taken_down_comes_back_when_its_owner_says_so() {
    let here = site("");
    let id = format!("{URL}/a2/");
    lose(&here);
    build(&here, "2026-02-22");
    here.run(["retract", "data/a2", "--undo", "--now", "2026-02-23"]).expect_code(0);
    assert_eq!((titles(&here).as_str(), told(&here)), ("65421", vec!["/a3/".to_owned()]));
    let item = feeds::atom(&here.read("feeds/news/atom.xml")).remove(3);
    assert_eq!((item.id, item.published.as_deref()), (id, Some("2026-01-02T00:00:00Z")));
    // The deleted one is no more than that: with its record it is back, and its date is its own.
    write(&here, 3, "");
    let said = build(&here, "2026-02-24");
    assert!(!said.contains("date-pinned") && !said.contains(STANDS), "{said}");
    assert_eq!((titles(&here).as_str(), told(&here).len()), ("654321", 0));
    let item = feeds::atom(&here.read("feeds/news/atom.xml")).remove(3);
    assert_eq!(item.published.as_deref(), Some("2026-01-03T00:00:00Z"));
    assert!(!build(&here, "2026-02-25").contains("date-pinned"));

    // The same, told at once, before any build.
    let here = site("");
    lose(&here);
    here.run(["retract", &format!("{URL}/a2/"), "--undo", "--now", "2026-02-22"]).expect_code(0);
    assert_eq!((titles(&here).as_str(), told(&here)), ("65421", vec!["/a3/".to_owned()]));
    let said = build(&here, "2026-02-23");
    assert!(!said.contains("warning"), "{said}");
}

#[test]
fn another_command_or_a_record_that_cannot_be_read_brings_nothing_back() {
    // Who takes another article down first has learnt the same.
    let here = site("");
    lose(&here);
    here.run(["retract", &format!("{URL}/a5/"), "--now", "2026-02-22"]).expect_code(0);
    [2, 5].into_iter().for_each(|n| refused(&here, n));
    assert_eq!((titles(&here).as_str(), told(&here)), ("641", ["/a5/", "/a2/", "/a3/"].map(str::to_owned).to_vec()));

    // While its record is broken nobody knows whose it is.
    let here = site("");
    lose(&here);
    let record = here.read("data/a2.json");
    here.file("data/a2.json", "{");
    here.run(["build", "--now", "2026-02-22"]).expect_code(1);
    assert_eq!((titles(&here).as_str(), told(&here).len()), ("6541", 2));
    here.file("data/a2.json", record);
    let said = build(&here, "2026-02-23");
    assert!(said.contains(STANDS) && titles(&here) == "6541", "{said}");

    // What is taken down again, under a ledger that knows it from feeds, stays down without its record and with it.
    let here = site("");
    lose(&here);
    let record = here.read("data/a2.json");
    remove(&here, 2);
    here.run(["retract", &format!("{URL}/a2/"), "--now", "2026-02-22"]).expect_code(0);
    build(&here, "2026-02-23");
    here.file("data/a2.json", record);
    build(&here, "2026-02-24");
    assert_eq!((titles(&here).as_str(), told(&here)), ("6541", ["/a2/", "/a3/"].map(str::to_owned).to_vec()));
    here.run(["retract", &format!("{URL}/a2/"), "--undo", "--now", "2026-02-25"]).expect_code(0);
    let item = feeds::atom(&here.read("feeds/news/atom.xml")).remove(3);
    assert_eq!(item.published.as_deref(), Some("2026-01-02T00:00:00Z"));
}

#[test]
fn what_was_back_before_the_loss_is_not_taken_down() {
    let here = site("[[feed]]\nname = \"all\"\n");
    here.run(["retract", &format!("{URL}/a2/"), "--undo", "--now", "2026-02-21"]).expect_code(0);
    write(&here, 3, "");
    // One of the feeds is not built: it tells what is no longer true.
    here.run(["build", "news", "--now", "2026-02-22"]).expect_code(0);
    assert!(here.read("feeds/all/atom.xml").contains("at:deleted-entry"));
    lose(&here);
    let said = build(&here, "2026-02-23");
    assert!(!said.contains(STANDS), "{said}");
    assert!(!here.read("feeds/all/atom.xml").contains("at:deleted-entry"));
    assert_eq!(titles(&here), "654321");
}

#[test]
fn ids_that_differ_between_formats_are_one_deletion() {
    let here = Publication::new();
    here.config(format!("{SITE}on_delete = \"tombstone\"\n"));
    (1..=6).for_each(|n| write(&here, n, ""));
    let items: String = (1..=6)
        .map(|n| format!("<item><title>Article {n}</title><guid isPermaLink=\"false\">old {n}</guid><pubDate>0{n} Jan 2026 00:00:00 GMT</pubDate></item>"))
        .collect();
    let entries: String = (1..=6)
        .map(|n| format!("<entry><id>https://old.example/?p={}</id><title>Article {n}</title><updated>2026-01-0{n}T00:00:00Z</updated></entry>", 7 - n))
        .collect();
    here.file("old.xml", format!("<rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>"));
    here.file("old-atom.xml", format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>x:y</id>{entries}</feed>"));
    here.run(["adopt", "old.xml", "old-atom.xml"]).expect_code(0);
    build(&here, "2026-02-01");
    [2, 3, 5].into_iter().for_each(|n| remove(&here, n));
    build(&here, "2026-02-10");
    remove(&here, 4);
    build(&here, "2026-02-11");
    let before = documents(&here);
    assert_eq!(told(&here).len(), 4);
    assert!(here.read("feeds/news/rss.xml").contains("ref=\"old 4\""));
    lose(&here);
    build(&here, "2026-02-12");
    assert_eq!(documents(&here).changes_since(&before), [""; 0]);
}

#[test]
fn an_article_whose_id_is_no_longer_its_address_stays_down() {
    for formats in [r#""rss", "atom", "json""#, r#""atom""#, r#""json""#] {
        let here = Publication::new();
        here.config(SITE.replace(r#""rss", "atom", "json""#, formats));
        (1..=6).for_each(|n| write(&here, n, ""));
        build(&here, "2026-02-01");
        (1..=6).for_each(|n| write(&here, n, &format!(", \"slug\": \"moved-{n}\"")));
        build(&here, "2026-02-02");
        here.run(["retract", "data/a2", "--now", "2026-02-10"]).expect_code(0);
        here.run(["check", "feeds", "--now", "2026-09-01"]).expect_code(0).expect_stderr(["0 errors, 0 warnings"]);
        let before = documents(&here);
        for now in ["2026-02-11", "2026-02-12"] {
            lose(&here);
            let said = build(&here, now);
            assert!(said.contains(STANDS), "{said}");
            assert_eq!(documents(&here).changes_since(&before), [""; 0], "{formats}");
            refused(&here, 2);
        }
    }
}

#[test]
fn an_id_that_atom_cannot_carry_is_known_by_what_atom_has() {
    let here = Publication::new();
    here.config(SITE.replace(r#""rss", "atom", "json""#, r#""atom""#));
    (1..=6).for_each(|n| write(&here, n, &format!(", \"id\": \"post {n}\"")));
    build(&here, "2026-02-01");
    here.run(["retract", "post 2", "--now", "2026-02-10"]).expect_code(0);
    let before = documents(&here);
    lose(&here);
    let said = build(&here, "2026-02-11");
    assert!(said.contains(STANDS) && !said.contains("id-pinned"), "{said}");
    assert_eq!(documents(&here).changes_since(&before), [""; 0]);
}

#[test]
fn a_machine_that_starts_empty_takes_nothing_up_again() {
    let first = Publication::new();
    let directory = first.root().join("feeds");
    let server = Server::start(move |request: &Request| {
        fs::read(directory.join(request.path.trim_start_matches('/')))
            .map_or_else(|_| Response::new(404), |bytes| Response::new(200).body(bytes))
    });
    let config = SITE.replace("https://gazette.example/feeds/", &server.url("/"));
    first.config(config.replace("language =", "adopt_live = true\nlanguage ="));
    (1..=6).for_each(|n| write(&first, n, ""));
    build(&first, "2026-02-01");
    remove(&first, 3);
    first.run(["retract", &format!("{URL}/a2/"), "--reason", "<asked> & done", "--now", "2026-02-10"]).expect_code(0);
    let here = Publication::new();
    here.config(first.read("courant.toml"));
    [1, 2, 4, 5, 6].into_iter().for_each(|n| write(&here, n, ""));
    let said = build(&here, "2026-02-20");
    assert!(said.contains(STANDS), "{said}");
    same(&here, &first, "on another machine");
}

#[test]
fn what_an_adopted_feed_says_is_deleted_stays_down() {
    let here = Publication::new();
    (1..=3).for_each(|n| write(&here, n, &format!(", \"id\": \"urn:x:{n}\"")));
    let entry = |n: u32, updated: &str| {
        format!(
            "<entry><id>urn:x:{n}</id><title>Article {n}</title><published>2026-01-0{n}T00:00:00Z</published><updated>{updated}</updated></entry>"
        )
    };
    let deleted = |n: u32| format!("<at:deleted-entry ref='urn:x:{n}' when='2026-01-20T00:00:00Z'/>");
    let entries = [entry(1, "2026-01-01T00:00:00Z"), entry(3, "2026-01-21T00:00:00Z")].concat();
    let deleted = [2, 3, 9].map(deleted).concat();
    here.file(
        "old.xml",
        format!("<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'><id>urn:x:feed</id>{deleted}{entries}</feed>"),
    );
    let outcome = here.run(["adopt", "old.xml", "--now", "2026-02-01"]).expect_code(0);
    outcome.expect_stderr(["2 items learnt, 2 of which", "records were recognised as 2", "2 items are deleted there"]);
    let said = build(&here, "2026-02-02");
    assert!(said.contains(STANDS) && said.contains("“Article 2” (data/a2)"), "{said}");
    // What was published again after its deletion is there, and nobody here is told of what was never here.
    assert_eq!((titles(&here).as_str(), told(&here).len()), ("31", 0));
    here.run(["retract", "data/a2", "--undo", "--now", "2026-02-03"]).expect_code(0);
    assert_eq!(titles(&here), "321");
    assert!(here.read("feeds/news/rss.xml").contains("02 Jan 2026"));
}
