//! What was published is learnt again where nothing else is left of it: from the feeds below the output directory, else, with
//! `adopt_live = true`, from those that subscribers fetch.

use crate::support::{
    Outcome, Publication, SITE,
    http::{Request, Response, Server},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

/// The feeds of a publication: everything in three formats, and two formats for each category at addresses of its own.
const FEEDS: &str =
    "\n[[feed]]\neach = \"category\"\nformats = [\"rss\", \"atom\"]\npath = { rss = \"tag/{value}.xml\" }\n";

/// A publication whose feeds are served at this address.
fn publication(feeds_url: &str, adopts: bool) -> Publication {
    let here = Publication::new();
    let served = SITE.replace("https://gazette.example/feeds/", feeds_url);
    here.config(served.replace("language =", &format!("adopt_live = {adopts}\nlanguage =")) + FEEDS);
    here
}

/// Eight articles. On another machine they have other addresses, as after a change of `permalink`, and none has an id.
fn articles(here: &Publication, slug: &str) {
    for number in 1..=8 {
        let category = if number % 2 == 0 { "Sea" } else { "Sky" };
        let more = format!(r#""slug": "{slug}-{number}", "categories": ["{category}"]"#);
        here.record(&format!("a{number}"), &format!("Article {number}"), &format!("2026-01-{number:02}"), &more);
    }
}

/// A server for what lies in this directory.
fn serving(directory: PathBuf) -> Server {
    Server::start(move |request: &Request| match fs::read(directory.join(request.path.trim_start_matches('/'))) {
        Ok(bytes) => Response::new(200).body(bytes),
        Err(_) => Response::new(404),
    })
}

/// Which of the articles' addresses and ids, and which id of its own, stand in which document.
fn ids(here: &Publication) -> BTreeMap<String, BTreeSet<String>> {
    let paths = ["news/rss.xml", "news/atom.xml", "news/feed.json", "tag/sea.xml", "category/sky/atom.xml"];
    paths
        .into_iter()
        .map(|path| {
            let text = here.read(format!("feeds/{path}"));
            let ids = text.split(['<', '>', '"']).filter(|word| word.contains("/2026/01/") || word.starts_with("tag:"));
            (path.to_owned(), ids.map(str::to_owned).collect())
        })
        .collect()
}

fn paths(server: &Server) -> Vec<String> {
    server.seen().into_iter().map(|request| request.path).collect()
}

#[test]
fn a_machine_that_starts_empty_learns_from_what_subscribers_fetch() {
    let first = Publication::new();
    let server = serving(first.root().join("feeds"));
    first.config(publication(&server.url("/"), false).read("courant.toml"));
    articles(&first, "old");
    first.build();
    let issued = ids(&first);
    assert!(issued["news/rss.xml"].iter().any(|id| id.ends_with("/old-3/")), "{issued:?}");
    assert_eq!(server.seen().len(), 0, "without the setting nothing is asked");

    for command in [&["build"][..], &["build", "news"]] {
        let here = publication(&server.url("/"), true);
        articles(&here, "new");
        let asked = server.seen().len();
        let outcome = here.run(["diff"]).expect_code(0);
        assert!(outcome.stderr.contains("16 new"), "there is no document here to compare with: {}", outcome.stderr);
        assert!(!here.has(".courant/ledger.db") && !here.has("feeds"), "who only looks learns nothing for good");
        here.run(command).expect_code(0);
        let expected = ["news/rss.xml", "news/atom.xml", "news/feed.json", "tag/sea.xml", "category/sea/atom.xml"];
        let expected: Vec<_> = expected.iter().chain(&["tag/sky.xml", "category/sky/atom.xml"]).collect();
        let expected: Vec<_> = expected.iter().map(|path| format!("/{path}")).collect();
        assert_eq!(paths(&server)[asked..], [expected.clone(), expected].concat(), "each address once a run");
        // Also the feeds that only a later run builds have their ids, and nobody is asked again.
        here.build();
        assert_eq!(server.seen().len(), asked + 14);
        let now = ids(&here);
        for (path, before) in &issued {
            assert!(before.is_subset(&now[path]), "{path}: {:?}", before.difference(&now[path]));
        }
    }
}

#[test]
fn a_feed_of_another_program_goes_on_at_its_address_with_its_archives() {
    let item = |number: u32| {
        format!(
            "<item><title>Article {number}</title><guid isPermaLink=\"false\">old-{number}</guid>\
             <pubDate>{}, 0{number} Jan 2026 00:00:00 GMT</pubDate></item>",
            ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu"][number as usize - 1]
        )
    };
    let page = move |numbers: std::ops::RangeInclusive<u32>, link: &str| {
        let items: String = numbers.rev().map(item).collect();
        format!(
            "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>T</title>\
             <link>https://gazette.example/</link><description>D</description>{link}{items}</channel></rss>"
        )
    };
    let entries: String = (1..=8)
        .map(|n| format!("<entry><id>https://old.example/?p={n}</id><title>Article {n}</title><updated>2026-01-0{n}T00:00:00Z</updated></entry>"))
        .collect();
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>https://old.example/feed</id><title>T</title>\
         <updated>2026-01-08T00:00:00Z</updated>{entries}</feed>"
    );
    let server = Server::start(move |request: &Request| match request.path.as_str() {
        "/news/rss.xml" => Response::new(200).body(page(6..=8, "<atom:link rel=\"prev-archive\" href=\"/older/2\"/>")),
        "/older/2" => Response::new(200).body(page(4..=5, "<atom:link rel=\"prev-archive\" href=\"/older/1\"/>")),
        "/older/1" => Response::new(200).body(page(1..=3, "")),
        "/news/atom.xml" => Response::new(200).body(&atom),
        _ => Response::new(404),
    });
    let here = publication(&server.url("/"), true);
    articles(&here, "new");
    here.build();
    let (rss, atom) = (here.read("feeds/news/rss.xml"), here.read("feeds/news/atom.xml"));
    for number in 1..=8 {
        assert!(rss.contains(&format!(">old-{number}<")), "{rss}");
        assert!(atom.contains(&format!("<id>https://old.example/?p={number}</id>")), "{atom}");
    }
    assert!(atom.contains("<id>https://old.example/feed</id>"), "the feed's own id stays as well: {atom}");
    let ledger = here.run(["ledger", "export"]).expect_code(0).stdout;
    assert_eq!(ledger.matches("\"kind\":\"record\"").count(), 8, "{ledger}");
}

/// A run that must not be: nothing is written, and it says why.
#[track_caller]
fn refused(here: &Publication, why: &str) {
    let before = here.tree();
    for arguments in [&["build"][..], &["build", "--dry-run"], &["diff"]] {
        let outcome: Outcome = here.run(arguments).expect_code(2);
        outcome.expect_stderr([
            why,
            "help: nothing was written",
            "Try again when that address answers",
            "`courant adopt FILE`",
            "`adopt_live = false`",
        ]);
    }
    assert_eq!(here.tree().without(["site/.courant"]).changes_since(&before), [""; 0]);
    assert!(!here.has(".courant/ledger.db"));
}

#[test]
fn an_address_that_does_not_say_what_is_there_stops_the_run() {
    for (status, body, why) in [
        (500, "", "answers with status 500"),
        (403, "", "answers with status 403"),
        (200, "<!doctype html><p>Welcome</p>", "is no feed"),
        (200, "", "is no feed"),
    ] {
        let server = Server::start(move |request: &Request| match request.path.as_str() {
            "/news/atom.xml" => Response::new(status).body(body),
            _ => Response::new(404),
        });
        let here = publication(&server.url("/"), true);
        articles(&here, "new");
        refused(&here, &format!("{} {why}", server.url("/news/atom.xml")));
        // What the message says helps.
        let config = here.read("courant.toml");
        here.config(config.replace("adopt_live = true", "adopt_live = false"));
        here.build();
    }
    let server = Server::start_tls(|_| Response::new(404));
    let here = publication(&server.url("/"), true);
    articles(&here, "new");
    refused(&here, "the certificate is not to be trusted");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let here = publication(&format!("http://{nobody}/"), true);
    articles(&here, "new");
    refused(&here, "cannot be reached");
}

#[test]
fn an_archive_that_is_missing_stops_the_run_until_a_copy_is_adopted() {
    let first = publication("https://gazette.example/feeds/", false);
    articles(&first, "old");
    first.build();
    let rss = first.read("feeds/news/rss.xml");
    let broken = rss.replacen("<item>", "<atom:link rel=\"prev-archive\" href=\"/gone\"/><item>", 1);
    assert_ne!(rss, broken);
    let server = Server::start(move |request: &Request| match request.path.as_str() {
        "/news/rss.xml" => Response::new(200).body(&broken),
        _ => Response::new(404),
    });
    let here = publication(&server.url("/"), true);
    articles(&here, "new");
    refused(&here, &format!("{} answers with status 404", server.url("/gone")));
    let asked = server.seen().len();
    here.file("copy.xml", &rss).run(["adopt", "copy.xml"]).expect_code(0);
    here.build();
    assert_eq!(server.seen().len(), asked, "what is in the ledger is asked of nobody");
    assert!(here.read("feeds/news/rss.xml").contains("/old-1/</guid>"));
}

#[test]
fn where_nothing_was_published_yet_the_run_goes_on() {
    for status in [404, 410] {
        let server = Server::start(move |_| Response::new(status));
        let here = publication(&server.url("/"), true);
        articles(&here, "new");
        here.build();
        assert_eq!(server.seen().len(), 7);
        assert!(here.read("feeds/news/rss.xml").contains("/new-1/"));
        articles(&here, "newer");
        here.build();
        assert_eq!(server.seen().len(), 7, "from then on the ledger knows");
    }
}

#[test]
fn feeds_of_ours_on_the_disk_go_before_those_on_the_net() {
    let server = Server::start(|_| Response::new(500));
    let here = publication(&server.url("/"), true);
    let config = here.read("courant.toml");
    here.config(config.replace("adopt_live = true", "adopt_live = false"));
    articles(&here, "old");
    here.build();
    here.config(config);
    fs::remove_dir_all(here.root().join(".courant")).expect("it is there");
    articles(&here, "new");
    let before = ids(&here);
    here.build();
    assert_eq!(server.seen().len(), 0);
    for (path, before) in before {
        assert!(before.is_subset(&ids(&here)[&path]), "{path}");
    }
}

#[test]
fn a_ledger_and_a_source_that_are_lost_together_empty_no_feed() {
    let here = publication("https://gazette.example/feeds/", false);
    articles(&here, "old");
    here.build();
    let (before, news) = (ids(&here), here.read("feeds/news/feed.json"));
    fs::remove_dir_all(here.root().join(".courant")).expect("it is there");
    for number in 2..=8 {
        fs::remove_file(here.root().join(format!("data/a{number}.json"))).expect("it is there");
    }
    let outcome = here.run(["build"]).expect_code(1);
    let outcome = outcome.expect_stderr(["error[deletion-refused]", "7 of 8 published articles are gone"]);
    assert_eq!((ids(&here), here.read("feeds/news/feed.json")), (before, news), "{}", outcome.stderr);
    here.run(["build"]).expect_code(1);
    here.run(["build", "--allow-deletions"]).expect_code(0);
    assert_eq!(here.read("feeds/news/rss.xml").matches("<item>").count(), 1);
}
