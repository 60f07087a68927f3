//! Feeds as sources: from files and addresses, of every format, merged, converted, and never taken for more than they are.

use crate::support::{
    Publication, feeds,
    http::{Request, Response, Server},
    shared, text,
};
use std::{
    fmt::Write as _,
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

fn config(sources: &str, feed: &str) -> String {
    format!(
        r#"
[publication]
title = "Planet Harbour"
link = "https://planet.example/"
tag = "planet.example,2026"
timezone = "UTC"
language = "en"

{sources}

[[feed]]
name = "all"
formats = ["rss", "atom", "json"]
limit = 1000
{feed}
"#
    )
}

fn with(sources: &str, feed: &str) -> Publication {
    let here = Publication::empty();
    here.config(config(sources, feed));
    here
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel>\
         <title>Ropes</title><link>https://ropes.example/</link><description>d</description>\n{items}</channel></rss>"
    )
}

fn item(number: u32) -> String {
    format!(
        "<item><guid isPermaLink='false'>rope-{number}</guid><link>https://ropes.example/{number}</link><title>Rope \
         {number}</title><description>About rope {number}.</description><pubDate>{number:02} Jan 2026 00:00:00 \
         GMT</pubDate><category>Sea</category><itunes:episode>{number}</itunes:episode></item>\n"
    )
}

const ATOM: &str = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title>Salt</title><id>tag:salt.example,2026:f</id>\
    <link href='https://salt.example/'/><link rel='self' href='https://salt.example/atom'/><author><name>Ana</name></author>\
    <updated>2026-01-05T00:00:00Z</updated><entry><id>tag:salt.example,2026:1</id><title type='html'>Salt &amp;amp; sea</title>\
    <link href='https://salt.example/1'/><updated>2026-01-05T00:00:00Z</updated><content type='xhtml'>\
    <div xmlns='http://www.w3.org/1999/xhtml'><p>Salz</p></div></content></entry></feed>";

#[test]
fn feeds_are_merged_converted_and_filtered() {
    let sources = "[[source]]\nfiles = \"in/*.{xml,atom}\"\nattribute = true\n[[source]]\nfiles = \"in/*.json\"";
    let elements = "where = 'record.id != \"rope-2\"'\nitem_elements = { \"itunes:episode\" = \"itunes:episode\" }";
    let here = with(sources, elements);
    here.file("in/ropes.xml", rss(&(item(1) + &item(2)))).file("in/salt.atom", ATOM).file(
        "in/notes.json",
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "authors": [{"name": "Ben"}],
            "items": [{"id": "n-1", "content_text": "A note.", "date_published": "2026-01-04T00:00:00Z"}]}"#,
    );
    here.build();
    let ids = ["tag:salt.example,2026:1", "n-1", "rope-1"];
    let documents = [feeds::rss(&here.read("feeds/all/rss.xml")), feeds::json(&here.read("feeds/all/feed.json"))];
    for items in &documents {
        assert_eq!(items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ids, "ids stay as they were issued");
    }
    let [salt, note, rope] = &documents[1][..] else { panic!("three items") };
    assert_eq!((salt.title.as_str(), salt.body.trim()), ("Salt & sea", "<p>Salz</p>"));
    assert_eq!(salt.authors, [("Ana".to_owned(), None)], "the feed's author is that of its entries");
    assert_eq!(note.authors, [("Ben".to_owned(), None)]);
    assert_eq!(rope.link.as_deref(), Some("https://ropes.example/1"));
    let atom = here.read("feeds/all/atom.xml");
    let source = "<source><title>Salt</title><id>tag:salt.example,2026:f</id>";
    assert!(atom.contains(source) && atom.contains("<title>Ropes</title>") && !atom.contains("<title>Notes"), "{atom}");
    assert!(atom.contains("<itunes:episode>1</itunes:episode>"), "what is unknown survives: {atom}");
    assert!(atom.contains("xml:lang=\"de\""), "{atom}");
    here.run(["check", "feeds"]).expect_code(0);
}

#[test]
fn every_feed_of_the_corpus_is_read_and_published_again() {
    let Some(corpus) = shared("corpora/feeds-feed-rs") else { return };
    let here = with("[[source]]\nfiles = \"in/**/*.{xml,json}\"\nundated = \"first-seen\"", "");
    copy(&corpus, &here.root().join("in"));
    let outcome = here.run(["build", "--format", "json"]);
    let mut broken = String::new();
    for finding in outcome.diagnostics().iter().filter(|found| found["level"] == "error") {
        let file = text(&finding["file"]);
        let file = file.rsplit('/').next().unwrap_or(file);
        writeln!(broken, "{file} {} {}", text(&finding["rule"]), finding["line"]).expect("a text grows");
    }
    // A date with half an offset; and three files that are no feeds.
    let expected =
        "rss_1.0_example_1.xml date-invalid 35\nxml_sample_1.xml feed-unknown 2\nxml_sample_2.xml feed-unknown 2\n";
    assert_eq!(sorted(&broken), sorted(expected), "{}", outcome.stderr);
    let count = here.records().len();
    assert_eq!(count, 104, "every item but one is a record");
    let shown = feeds::json(&here.read("feeds/all/feed.json")).len();
    assert_eq!(shown, 102, "two items have the id of a third one: {}", outcome.stderr);
    // An id that somebody else has issued stays as it is, though it is no UUID.
    let checked = here.run(["check", "feeds", "--format", "json"]).stdout;
    let errors: Vec<&str> = checked.lines().filter(|line| line.contains("\"level\":\"error\"")).collect();
    let known = errors.iter().filter(|line| line.contains("urn:uuid:988EF5C55CDEA24EDE1251744888912")).count();
    assert_eq!((errors.len(), known), (2, 2), "{}", errors.join("\n"));
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
        let entry = entry.expect("the corpus can be read");
        let below = entry.path().strip_prefix(from).expect("below it");
        if entry.file_type().is_dir() {
            fs::create_dir_all(to.join(below)).expect("a directory can be made");
        } else if !below.starts_with("podcast-namespace/docs") {
            fs::copy(entry.path(), to.join(below)).expect("a file can be copied");
        }
    }
}

/// A server whose answer can be changed.
struct Changing {
    server: Server,
    answer: Arc<Mutex<Response>>,
}

impl Changing {
    fn new(answer: Response) -> Self {
        let answer = Arc::new(Mutex::new(answer));
        let given = Arc::clone(&answer);
        let server = Server::start(move |request: &Request| {
            let answer = given.lock().expect("nobody panics").clone();
            let etag = answer.headers.iter().find(|(name, _)| name == "ETag").map(|(_, etag)| etag.clone());
            if etag.is_some() && request.header("if-none-match") == etag.as_deref() {
                return Response::new(304);
            }
            answer
        });
        Self { server, answer }
    }

    fn answers(&self, answer: Response) {
        *self.answer.lock().expect("nobody panics") = answer;
    }

    fn asked(&self) -> usize {
        self.server.seen().len()
    }

    fn publication(&self, more: &str) -> Publication {
        with(&format!("[[source]]\nfeed = \"{}\"\n{more}", self.server.url("/feed.xml")), "")
    }
}

fn feed(items: &str, etag: &str) -> Response {
    Response::new(200).header("ETag", etag).body(rss(items))
}

fn titles(here: &Publication) -> Vec<String> {
    feeds::rss(&here.read("feeds/all/rss.xml")).into_iter().map(|item| item.title).collect()
}

#[track_caller]
fn build_at(here: &Publication, time: &str, code: i32) -> String {
    here.run(["build", "--now", &format!("2026-02-01T{time}Z")]).expect_code(code).stderr
}

#[test]
fn an_address_is_asked_when_it_is_time_and_only_for_what_is_new() {
    let there = Changing::new(feed(&item(1), "\"a\""));
    let here = there.publication("");
    let said = build_at(&here, "00:00:00", 0);
    assert!(said.contains("1 record read"), "{said}");
    let agent = there.server.seen()[0].header("user-agent").unwrap_or_default().to_owned();
    assert!(agent.starts_with("courant/"), "{agent}");
    let records = here.records();
    assert_eq!(text(&records[0]["origin"]["file"]), there.server.url("/feed.xml"), "it is called by its address");
    assert_eq!(there.asked(), 1, "listing asks nobody");
    let calm = |here: &Publication| here.tree().without(["site/.courant", "site/.courant/lock", "tmp"]);
    let before = calm(&here);
    for time in ["00:01:00", "00:14:59"] {
        build_at(&here, time, 0);
    }
    assert_eq!(
        (there.asked(), before),
        (1, calm(&here)),
        "a quarter of an hour has not gone by, so nothing is touched"
    );
    build_at(&here, "00:15:00", 0);
    let requests = there.server.seen();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].header("if-none-match"), Some("\"a\""));
    there.answers(feed(&(item(2) + &item(1)), "\"b\"").header("Cache-Control", "max-age=3600"));
    let seen = build_at(&here, "00:30:00", 0);
    assert!(seen.contains("written"), "{seen}");
    assert_eq!(titles(&here), ["Rope 2", "Rope 1"]);
    for (time, asked) in [("01:00:00", 3), ("01:29:00", 3), ("01:30:00", 4)] {
        build_at(&here, time, 0);
        assert_eq!(there.asked(), asked, "{time}: the server said that its answer is good for an hour");
    }
    here.run(["build", "--no-cache", "--now", "2026-02-01T01:31:00Z"]).expect_code(0);
    assert_eq!(
        there.server.seen().last().and_then(|last| last.header("if-none-match")),
        None,
        "everything is read again"
    );
    assert_eq!(there.asked(), 5);
}

#[test]
fn whatever_comes_instead_of_a_feed_changes_nothing() {
    let there = Changing::new(feed(&(item(1) + &item(2)), "\"a\""));
    let here = there.publication("refresh = \"1m\"");
    build_at(&here, "00:00:00", 0);
    let good = here.read("feeds/all/rss.xml");
    let whole = rss(&(item(1) + &item(2)));
    let bad = [
        (Response::new(500), "answers with 500"),
        (Response::new(404), "answers with 404"),
        (Response::new(410), "gone for good (410)"),
        (Response::new(200), "is no feed: it is empty"),
        (Response::new(200).body("<!DOCTYPE html><html><body>Parked</body></html>"), "is no feed: it is a page"),
        (Response::new(200).body("{\"error\": 1}"), "no JSON Feed"),
        (Response::new(200).body(&whole[..whole.len() / 2]), "cut short"),
        (Response::new(200).body(rss("")), "suddenly no items"),
        (
            Response::new(200).body(rss("<item><title>For sale</title><link>https://parked.example/</link></item>")),
            "suddenly other items altogether",
        ),
        (Response::new(200).body(&whole).cut(40), "cannot be read"),
        (Response::new(200).header("Content-Encoding", "gzip").body("x"), "cannot be decoded"),
    ];
    for (number, (answer, words)) in bad.into_iter().enumerate() {
        there.answers(answer);
        let hour = 1 + number;
        // Who fails is asked less often, but after some hours at the latest.
        let said = here.run(["build", "--now", &format!("2026-02-{:02}T00:00:00Z", 1 + hour)]).expect_code(0).stderr;
        assert!(said.contains(words) && said.contains("warning[feed-unreachable]"), "{words}: {said}");
        assert!(said.contains("since 2026-02-02T00:00:00Z the copy of 2026-02-01T00:00:00Z is used"), "{said}");
        assert_eq!(here.read("feeds/all/rss.xml"), good, "{words}");
    }
    there.answers(feed(&(item(3) + &item(2)), "\"c\""));
    let said = here.run(["build", "--now", "2026-02-20T00:00:00Z"]).expect_code(0).stderr;
    assert!(!said.contains("since"), "{said}");
    // What has gone past in somebody else's feed was not deleted.
    assert_eq!(titles(&here), ["Rope 3", "Rope 2"]);
    assert!(!here.read("feeds/all/atom.xml").contains("deleted-entry"), "nothing was deleted");
}

/// Domains are sold, and whoever has one now may have a feed with dates as well: nothing of it is shown, and nothing is taken
/// away, until the owner has said what he thinks of it.
#[test]
fn a_feed_of_somebody_else_at_the_same_address_is_not_shown() {
    let theirs =
        |n: u32| item(n).replace("rope-", "win-").replace("https://ropes", "https://casino").replace("Rope", "Win");
    let casino = rss(&(theirs(3) + &theirs(4))).replace("Ropes", "Casino wins");
    let atom = ATOM.replace("2026", "2027");
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Buy this domain", "items": [
        {"id": "https://sale.example/1", "content_text": "For sale.", "date_published": "2026-01-30T00:00:00Z"}]}"#;
    let there = Changing::new(feed(&(item(1) + &item(2)), "\"a\""));
    let here = there.publication("refresh = \"1m\"");
    build_at(&here, "00:00:00", 0);
    let good = here.read("feeds/all/rss.xml");
    for (hour, other, title) in
        [(1, &casino, "Casino wins"), (6, &atom, "Salt"), (11, &json.to_owned(), "Buy this domain")]
    {
        there.answers(Response::new(200).body(other));
        let said = build_at(&here, &format!("{hour:02}:00:00"), 0);
        let words = format!("other items altogether, and another title: “{title}” instead of “Ropes”");
        assert!(said.contains(&words) && said.contains("warning[feed-unreachable]"), "{said}");
        assert_eq!(here.read("feeds/all/rss.xml"), good, "{title}");
    }
    // A lot has happened there, or it is called otherwise now: it is still the same feed.
    there.answers(Response::new(200).body(rss(&(item(5) + &item(6))).replace("Ropes", "Ropes 2026")));
    build_at(&here, "16:00:00", 0);
    assert_eq!(titles(&here), ["Rope 6", "Rope 5"]);
    there.answers(Response::new(200).body(rss(&(item(6) + &item(7))).replace("Ropes", "Knots and splices")));
    build_at(&here, "17:00:00", 0);
    assert_eq!(titles(&here), ["Rope 7", "Rope 6"]);
    // Who wants the other one says so, and need not wait.
    there.answers(Response::new(200).body(&casino));
    let said = build_at(&here, "18:00:00", 0);
    let (_, copy) = said.split_once("remove the copy, ").expect("the help names it");
    let copy = copy.split_once(", and").expect("the path ends").0;
    fs::remove_file(here.root().join(copy)).expect("it is there");
    let said = build_at(&here, "18:01:00", 0);
    assert_eq!(titles(&here), ["Win 4", "Win 3"], "{said}");
}

/// What has gone past in the feed of somebody else was not deleted; what it says is deleted was, there and in no other feed.
#[test]
fn what_a_feed_says_is_deleted_is_deleted_here() {
    let entry = |n: u32| {
        format!(
            "<entry><id>tag:salt.example,2026:{n}</id><title>Salt {n}</title><link href='https://salt.example/{n}'/>\
             <updated>2026-01-0{n}T00:00:00Z</updated><content>Text {n}</content></entry>"
        )
    };
    let atom = |title: &str, more: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'><title>{title}</title>\
             <id>tag:salt.example,2026:f</id><updated>2026-01-05T00:00:00Z</updated><author><name>Ana</name></author>{more}</feed>"
        )
    };
    let gone = |n: u32| format!("<at:deleted-entry ref='tag:salt.example,2026:{n}' when='2026-02-01T00:00:00Z'/>");
    let there = Changing::new(Response::new(200).body(atom("Salt", &[1, 2, 3, 4].map(entry).concat())));
    let other = Changing::new(Response::new(200).body(atom("Others", &entry(9))));
    let sources = format!(
        "[[source]]\nfeed = [\"{}\", \"{}\"]\nrefresh = \"1m\"",
        there.server.url("/feed.xml"),
        other.server.url("/feed.xml")
    );
    let here = with(&sources, "");
    build_at(&here, "00:00:00", 0);
    let sorted_titles = |here: &Publication| {
        let mut titles = titles(here);
        titles.sort();
        titles
    };
    assert_eq!(sorted_titles(&here), ["Salt 1", "Salt 2", "Salt 3", "Salt 4", "Salt 9"]);
    // One is deleted, one has gone past; somebody else speaks of one that is not his, and of one that nobody has.
    there.answers(Response::new(200).body(atom("Salt", &(gone(1) + &entry(3) + &entry(4)))));
    other.answers(Response::new(200).body(atom("Others", &(gone(3) + &gone(2) + &gone(7) + &entry(9)))));
    for time in ["01:00:00", "02:00:00"] {
        let said = build_at(&here, time, 0);
        assert_eq!(sorted_titles(&here), ["Salt 3", "Salt 4", "Salt 9"], "{said}");
        let atom = here.read("feeds/all/atom.xml");
        let told = [1, 2, 3, 7].map(|n| atom.contains(&format!("deleted-entry ref=\"tag:salt.example,2026:{n}\"")));
        assert_eq!(told, [true, false, false, false], "{atom}");
    }
    // What is there and is said to be deleted at once is there; and so is what came back.
    there.answers(Response::new(200).body(atom("Salt", &(gone(4) + &entry(1) + &entry(4)))));
    build_at(&here, "03:00:00", 0);
    assert_eq!(sorted_titles(&here), ["Salt 1", "Salt 4", "Salt 9"]);
    assert!(!here.read("feeds/all/atom.xml").contains("deleted-entry"));
    // All at once is not believed.
    let all: String = (1..=8).map(gone).collect();
    let many = with(&format!("[[source]]\nfeed = \"{}\"\nrefresh = \"1m\"", there.server.url("/feed.xml")), "");
    there.answers(Response::new(200).body(atom("Salt", &(1..=9).map(entry).collect::<String>())));
    build_at(&many, "00:00:00", 0);
    there.answers(Response::new(200).body(atom("Salt", &(all + &entry(9)))));
    many.run(["build", "--now", "2026-02-01T01:00:00Z"]).expect_code(1).expect_stderr(["deletion-refused"]);
    assert_eq!(titles(&many).len(), 9, "they stay as they were published");
}

#[test]
fn a_feed_that_never_came_is_an_error_and_the_others_go_on() {
    let there = Changing::new(Response::new(503).header("Retry-After", "7200"));
    let here = with(
        &format!("[[source]]\nfiles = \"in/*.xml\"\n[[source]]\nfeed = [\"{}\"]", there.server.url("/feed.xml")),
        "",
    );
    here.file("in/a.xml", rss(&item(1)));
    let said = build_at(&here, "00:00:00", 2);
    assert!(said.contains("answers with 503") && said.contains("no earlier copy"), "{said}");
    assert_eq!(titles(&here), ["Rope 1"]);
    let said = here.run(["records"]).stderr;
    assert!(said.contains("has not been fetched yet"), "{said}");
    there.answers(feed(&item(2), "\"a\""));
    build_at(&here, "03:00:00", 0);
    assert_eq!(titles(&here), ["Rope 2", "Rope 1"]);
    // The copy is lost while the server is away: what was published stays.
    fs::remove_dir_all(here.root().join(".courant/sources")).expect("it can be removed");
    there.answers(Response::new(500));
    build_at(&here, "04:00:00", 2);
    assert_eq!(titles(&here), ["Rope 2", "Rope 1"]);
}

/// Some make new ids and dates with every answer. Subscribers keep what they know, and nobody here is told to write what only
/// others can.
#[test]
fn ids_that_change_with_every_answer_are_nobodys_news() {
    let there = Changing::new(feed(&item(1), "\"a\""));
    let here = there.publication("");
    build_at(&here, "00:00:00", 0);
    there.answers(feed(&item(1).replace("rope-1", "rope-1-again").replace("01 Jan", "02 Jan"), "\"b\""));
    let said = build_at(&here, "01:00:00", 0);
    assert!(!said.contains("pinned"), "{said}");
    let items = feeds::json(&here.read("feeds/all/feed.json"));
    assert_eq!(items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["rope-1"]);
}

/// A feed that has nothing yet, because what it is made of was never fetched, is not published empty.
#[test]
fn what_depends_on_a_feed_that_never_came_waits_for_it() {
    let there = Changing::new(Response::new(503));
    let here = there.publication("");
    build_at(&here, "00:00:00", 2);
    assert!(!here.has("feeds/all/rss.xml"), "{:?}", here.tree().files());
    there.answers(feed(&item(1), "\"a\""));
    build_at(&here, "05:00:00", 0);
    assert_eq!(titles(&here), ["Rope 1"]);
}

#[test]
fn a_dry_run_fetches_and_forgets() {
    let there = Changing::new(feed(&item(1), "\"a\""));
    let here = there.publication("");
    let calm = |here: &Publication| here.tree().without(["site/.courant", "site/.courant/lock", "tmp"]);
    let before = calm(&here);
    let said = here.run(["build", "--dry-run", "--now", "2026-02-01T00:00:00Z"]).expect_code(0).stderr;
    assert!(said.contains("1 record read") && said.contains("would be written"), "{said}");
    assert_eq!(before, calm(&here), "a dry run leaves no trace");
    build_at(&here, "00:00:00", 0);
    there.answers(feed(&(item(1) + &item(2)), "\"b\""));
    let before = calm(&here);
    let said = here.run(["diff", "--now", "2026-02-01T01:00:00Z"]).expect_code(0);
    assert!(format!("{}{}", said.stdout, said.stderr).contains("1 new"), "{}{}", said.stdout, said.stderr);
    assert_eq!(before, calm(&here));
}

#[test]
fn who_has_moved_for_good_is_followed_and_named() {
    let there = Server::start(|request: &Request| match request.path.as_str() {
        "/feed.xml" => Response::new(301).header("Location", "/new.xml"),
        _ => feed(&item(1), "\"a\""),
    });
    let here = with(&format!("[[source]]\nfeed = \"{}\"", there.url("/feed.xml")), "");
    let said = build_at(&here, "00:00:00", 0);
    assert!(said.contains("has moved for good to") && said.contains("/new.xml"), "{said}");
    // Another host in a private network is nobody's to be sent to.
    let inner = Server::start(|_: &Request| feed(&item(1), "\"a\""));
    let target = inner.url("/x.xml");
    let lure = Server::start(move |_: &Request| Response::new(302).header("Location", target.clone()));
    for (more, code) in [("", 2), ("allow_private = true", 0)] {
        let here = with(&format!("[[source]]\nfeed = \"{}\"\n{more}", lure.url("/feed.xml")), "");
        let said = build_at(&here, "00:00:00", code);
        assert_eq!(said.contains("a private network"), code == 2, "{said}");
    }
    assert_eq!(inner.seen().len(), 1);
}

#[test]
fn an_entry_of_several_feeds_is_shown_once() {
    let newer = item(2).replace("Rope 2<", "Rope 2, mended<").replace("02 Jan", "03 Jan");
    let one = Changing::new(feed(&(item(1) + &item(2)), "\"a\""));
    let other = Changing::new(feed(&(newer + &item(1) + &item(3)), "\"b\""));
    let urls = [one.server.url("/feed.xml"), other.server.url("/feed.xml")];
    let here = with(&format!("[[source]]\nfeed = [{:?}, {:?}]", urls[0], urls[1]), "");
    for time in ["00:00:00", "01:00:00"] {
        let said = build_at(&here, time, 0);
        assert_eq!(sorted(&titles(&here).join("\n")), ["Rope 1", "Rope 2, mended", "Rope 3"], "{said}");
    }
    one.answers(feed(&item(2), "\"c\""));
    build_at(&here, "02:00:00", 0);
    assert_eq!(titles(&here).len(), 3, "it is still in the other one");
}

/// The RSS and the Atom of one site, and a feed that quotes it: other ids, one address.
#[test]
fn an_article_of_several_feeds_under_several_ids_is_shown_once() {
    let quoted = |n: u32| item(n).replace("rope-", "q-").replace("https://ropes", "http://www.ropes");
    // The same address, another article; and one that the second feed alone has.
    let other = quoted(2).replace("Rope 2", "Ropes, a list").replace("q-2", "q-list");
    let here = with("[[source]]\nfiles = [\"1.xml\", \"2.xml\"]", "");
    here.file("1.xml", rss(&(item(1) + &item(2) + &item(3))));
    here.file("2.xml", rss(&(quoted(1) + &quoted(2) + &other + &quoted(4))));
    let all = ["Rope 1", "Rope 2", "Rope 3", "Rope 4", "Ropes, a list"];
    here.build();
    assert_eq!(sorted(&titles(&here).join("\n")), all);
    let ids = |here: &Publication| -> Vec<String> {
        let feed: serde_json::Value = serde_json::from_str(&here.read("feeds/all/feed.json")).expect("JSON");
        feed["items"].as_array().expect("items").iter().map(|item| text(&item["id"]).to_owned()).collect()
    };
    let before = ids(&here);
    // Where the first feed drops it the second one's takes its place, and its id.
    here.file("1.xml", rss(&(item(2) + &item(3))));
    here.run(["build"]).expect_code(0);
    assert_eq!((sorted(&titles(&here).join("\n")), ids(&here)), (all.to_vec(), before));
    // A feed for which the first is not wanted shows the other.
    let chosen = here.read("courant.toml")
        + "\n[[feed]]\nname = \"quoted\"\nformats = [\"json\"]\nwhere = \"record.url.startsWith('http:')\"\n";
    here.config(chosen);
    here.run(["build"]).expect_code(0);
    assert_eq!(here.read("feeds/quoted/feed.json").matches("\"title\":\"Rope").count(), 4);
}

#[test]
fn a_copy_that_is_no_longer_what_came_is_fetched_anew() {
    let there = Changing::new(feed(&(item(1) + &item(2)), "\"a\""));
    let here = there.publication("");
    build_at(&here, "00:00:00", 0);
    let tree = here.tree();
    let copy =
        tree.files().into_iter().find(|file| file.ends_with(".xml") && file.contains("sources")).expect("a copy");
    let copy = copy.trim_start_matches("site/").to_owned();
    here.file(&copy, "");
    build_at(&here, "01:00:00", 0);
    assert_eq!(there.server.seen()[1].header("if-none-match"), None);
    assert_eq!(titles(&here), ["Rope 2", "Rope 1"]);
    build_at(&here, "02:00:00", 0);
    assert_eq!(there.server.seen()[2].header("if-none-match"), Some("\"a\""));
}

#[test]
fn keys_of_feeds_are_checked() {
    for (source, words) in [
        ("feed = \"ftp://a.example/\"", "ftp"),
        ("feed = \"https://a.example/\"\nrefresh = \"5s\"", "a minute is the least"),
        ("feed = [\"https://a.example/\", \"https://a.example/\"]", "twice"),
        ("feeds = \"https://a.example/\"", "did you mean `feed`?"),
        ("feed = \"https://a.example/\"\nrefesh = \"1h\"", "did you mean `refresh`?"),
    ] {
        let said = with(&format!("[[source]]\n{source}"), "").run(["build"]).expect_code(2).stderr;
        assert!(said.contains(words), "{source}: {said}");
    }
}

#[test]
fn a_site_that_reads_its_own_old_feed_shows_nothing_twice() {
    let old = with("[[source]]\nfiles = \"in/*.xml\"", "");
    old.file("in/old.xml", rss(&(item(1) + &item(2) + &item(3))));
    old.build();
    // Another publication adopts what was published and reads it as a source.
    let new = with("[[source]]\nfiles = \"in/*\"", "");
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        new.file(format!("old/{name}"), old.read(format!("feeds/all/{name}")));
    }
    new.file("in/atom.xml", old.read("feeds/all/atom.xml"));
    new.run(["adopt", "old/rss.xml", "old/atom.xml", "old/feed.json"]).expect_code(0);
    new.build();
    for (name, ids) in [("rss.xml", "rope-"), ("feed.json", "rope-"), ("atom.xml", "urn:uuid:")] {
        let (before, after) = (old.read(format!("feeds/all/{name}")), new.read(format!("feeds/all/{name}")));
        let ids = |text: &str| {
            let words = text.split(['<', '>', '"']).filter(|word| word.starts_with(ids)).map(str::to_owned);
            words.collect::<Vec<_>>()
        };
        assert!(ids(&before).len() >= 3, "{before}");
        assert_eq!(ids(&before), ids(&after), "{name}");
    }
}
