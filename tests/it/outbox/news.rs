//! What is told: which documents of which feeds, and what has become of which articles.

use super::hub;
use crate::support::{
    Publication, SITE,
    http::{Request, Server},
    text,
};
use serde_json::Value;
use std::{collections::BTreeMap, fs};

/// The articles of the bodies that a webhook got, with what has become of them.
fn articles(requests: &[Request]) -> Vec<BTreeMap<String, String>> {
    let read = |request: &Request| -> Value { serde_json::from_slice(&request.body).expect("JSON") };
    let articles = |body: Value| {
        let all = body["articles"].as_array().expect("a list").iter();
        all.map(|article| (text(&article["title"]).to_owned(), text(&article["change"]).to_owned())).collect()
    };
    requests.iter().map(read).map(articles).collect()
}

fn with_hook(server: &Server, feeds: &str) -> Publication {
    let here = Publication::new();
    let url = server.url("/hook");
    here.config(format!("{SITE}{feeds}\n[[ping]]\nname = \"hook\"\nwebhook = \"{url}\"\nfeeds = [\"news\"]\n"));
    here.record("a1", "One", "2026-01-01", r#""id": "1""#);
    here.record("a2", "Two", "2026-01-02", r#""id": "2""#);
    here.record("a3", "Three", "2026-01-03", r#""id": "3""#);
    here
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(title, change)| ((*title).to_owned(), (*change).to_owned())).collect()
}

#[test]
fn a_webhook_gets_what_is_new_changed_and_gone_and_nothing_twice() {
    let (server, status) = hub(204);
    let here = with_hook(&server, "\n[[feed]]\neach = \"category\"\n");
    here.run(["publish"]).expect_code(0);
    assert_eq!(articles(&server.seen()), [map(&[("One", "new"), ("Two", "new"), ("Three", "new")])]);
    here.record("a1", "One, corrected", "2026-01-01", r#""id": "1""#);
    here.record("a4", "Four", "2026-01-04", r#""id": "4", "categories": ["Sea"]"#);
    fs::remove_file(here.root().join("data/a3.json")).expect("it was there");
    here.build();
    // A correction of what nobody was told of yet is no news of its own.
    here.record("a4", "Four, corrected", "2026-01-04", r#""id": "4", "categories": ["Sea"]"#);
    here.build();
    here.run(["ping"]).expect_code(0);
    let expected = map(&[("One, corrected", "updated"), ("Four, corrected", "new"), ("Three", "deleted")]);
    assert_eq!(articles(&server.seen()[1..]), [expected], "of the feeds that it asked for alone");
    // A page that has moved is news, a counter is none.
    here.record("a1", "One, corrected", "2026-01-01", r#""id": "1", "views": 7"#);
    here.record("a2", "Two", "2026-01-02", r#""id": "2", "url": "/elsewhere/""#);
    here.run(["publish"]).expect_code(0);
    assert_eq!(articles(&server.seen()[2..]), [map(&[("Two", "updated")])]);

    status.store(503, std::sync::atomic::Ordering::SeqCst);
    here.record("a5", "Five", "2026-01-05", r#""id": "5""#);
    here.run(["publish", "--deadline", "2s"]).expect_code(0);
    here.run(["retract", "1"]).expect_code(0);
    status.store(204, std::sync::atomic::Ordering::SeqCst);
    here.run(["ping", "--force"]).expect_code(0);
    let last = articles(&server.seen()).pop().expect("a request");
    assert_eq!(last, map(&[("One, corrected", "deleted"), ("Five", "new")]));
}

#[test]
fn archives_and_pages_are_no_news() {
    let (server, _) = hub(204);
    for archive in ["true", "\"pages\""] {
        let here = Publication::new();
        let site =
            SITE.replace("formats = [", &format!("archive = {archive}\nlimit = 2\narchive_size = 2\nformats = ["));
        here.config(format!("{site}\n[[ping]]\nname = \"hub\"\nwebsub = \"{}\"\n", server.url("/")));
        for n in 1..=9 {
            here.record(&format!("a{n}"), &format!("Article {n}"), &format!("2026-01-0{n}"), "");
        }
        let before = server.seen().len();
        here.run(["publish"]).expect_code(0);
        assert!(fs::read_dir(here.root().join("feeds/news")).expect("there").count() > 3, "there are more documents");
        assert_eq!(super::told(&server.seen()[before..]), super::ALL);
    }
}

#[test]
fn feeds_of_values_are_told_by_their_own_addresses() {
    let (server, _) = hub(204);
    let here = Publication::new();
    here.config(format!(
        "{SITE}\n[[feed]]\neach = \"category\"\nformats = [\"rss\"]\npath = {{ rss = \"tag/{{value}}.xml\" }}\n\n\
         [[ping]]\nname = \"hub\"\nwebsub = \"{}\"\nfeeds = [\"category\"]\n",
        server.url("/")
    ));
    here.record("a1", "One", "2026-01-01", r#""categories": ["Sea", "Sky"]"#);
    here.run(["publish"]).expect_code(0);
    assert_eq!(super::told(&server.seen()), ["sea.xml", "sky.xml"]);
    here.record("a2", "Two", "2026-01-02", r#""categories": ["Sea"]"#);
    here.build();
    here.run(["ping", "--feed", "category/sky"]).expect_code(0).expect_stderr(["nothing to deliver"]);
    here.run(["ping", "--feed", "category/sea"]).expect_code(0).expect_stderr(["1 delivered"]);
    assert_eq!(super::told(&server.seen()[2..]), ["sea.xml"]);
    // A publish that is healthy counts as a build for monitors.
    here.run(["publish"]).expect_code(0);
    here.run(["status", "--max-age", "1h"]).expect_code(0);
}

#[test]
fn what_was_withheld_or_held_back_is_told_to_nobody() {
    let (server, _) = hub(204);
    let here = with_hook(&server, "");
    here.run(["publish"]).expect_code(0);
    here.record("a4", "Four", "2026-02-31", r#""id": "4""#);
    here.run(["publish"]).expect_code(1);
    assert_eq!(server.seen().len(), 1, "the article is left out, and nothing is new");
}
