//! Feeds of others, merged into one: nothing is lost, and nothing is shown twice.

use crate::support::{Publication, feeds};

const CONFIG: &str = r#"
[publication]
title = "All"
link = "https://all.example/"
feeds_url = "https://all.example/feeds/"
tag = "all.example,2026"
"#;

fn with(sources: &str) -> Publication {
    let here = Publication::empty();
    here.config(format!("{CONFIG}{sources}\n[[feed]]\nname = \"all\"\n"));
    here
}

/// The feed of a site, with items (id, link, title, time).
fn rss(site: &str, items: &[(&str, &str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(id, link, title, time)| {
            let guid = if id.is_empty() { String::new() } else { format!("<guid isPermaLink='false'>{id}</guid>") };
            format!(
                "<item>{guid}<link>https://{site}/{link}</link><title>{title}</title><description>{title}, at \
                 length.</description><pubDate>{time} GMT</pubDate></item>\n"
            )
        })
        .collect();
    format!(
        "<?xml version='1.0'?>\n<rss version='2.0'><channel><title>{site}</title><link>https://{site}/</link>\
         <description>d</description>\n{items}</channel></rss>"
    )
}

/// Titles with ids and dates, the newest first.
fn shown(here: &Publication) -> Vec<(String, String)> {
    let feed: serde_json::Value = serde_json::from_str(&here.read("feeds/all/feed.json")).expect("JSON");
    let items = feed["items"].as_array().expect("items");
    assert_eq!(feeds::rss(&here.read("feeds/all/rss.xml")).len(), items.len());
    let text = |item: &serde_json::Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    items.iter().map(|item| (text(item, "title"), text(item, "id"))).collect()
}

fn titles(here: &Publication) -> Vec<String> {
    shown(here).into_iter().map(|(title, _)| title).collect()
}

/// What content systems count their articles by is no name that the world knows them by.
#[test]
fn one_number_on_two_sites_is_two_articles() {
    let here = with("[[source]]\nfeed = [\"in/aa.xml\", \"in/bb.xml\"]\n");
    let harbour = ("42", "node/42", "Harbour opens", "Fri, 02 Jan 2026 08:00:00");
    let bakery = ("42", "node/42", "Bakery closes", "Mon, 05 Jan 2026 08:00:00");
    here.file("in/aa.xml", rss("aa.example", &[harbour])).file("in/bb.xml", rss("bb.example", &[]));
    here.run(["build"]).expect_code(0);
    let first = shown(&here);
    assert_eq!(first, [("Harbour opens".to_owned(), "42".to_owned())]);
    // The other one comes later, and nothing of the first becomes its own.
    here.file("in/bb.xml", rss("bb.example", &[bakery]));
    here.run(["build"]).expect_code(0);
    let both = shown(&here);
    assert_eq!((both[0].0.as_str(), &both[1..]), ("Bakery closes", &first[..]));
    assert_ne!(both[0].1, "42");
    assert!(here.read("feeds/all/rss.xml").contains("<pubDate>Mon, 05 Jan 2026 08:00:00 +0000"));
    // So they stay, through edits and without what was remembered.
    here.file("in/bb.xml", rss("bb.example", &[("42", "node/42", "Bakery closes, alas", bakery.3)]));
    here.run(["build", "--no-cache"]).expect_code(0);
    std::fs::remove_dir_all(here.root().join(".courant")).expect("the state is lost");
    here.run(["build"]).expect_code(0);
    let ids = |shown: &[(String, String)]| shown.iter().map(|(_, id)| id.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&here), ["Bakery closes, alas", "Harbour opens"]);
    assert_eq!(ids(&shown(&here)), ids(&both));
    // Both at once, from the start.
    let here = with("[[source]]\nfeed = [\"in/aa.xml\", \"in/bb.xml\"]\n");
    here.file("in/aa.xml", rss("aa.example", &[harbour])).file("in/bb.xml", rss("bb.example", &[bakery]));
    here.run(["build"]).expect_code(0);
    let once = shown(&here);
    assert_eq!(titles(&here), ["Bakery closes", "Harbour opens"]);
    here.run(["build", "--no-cache"]).expect_code(0);
    assert_eq!(shown(&here), once);
}

#[test]
fn parameters_of_campaigns_make_no_second_article() {
    let item = |id, link| [(id, link, "Rope", "Fri, 02 Jan 2026 08:00:00")];
    let here = with("[[source]]\nfeed = [\"in/a.xml\", \"in/b.xml\"]\n");
    here.file("in/a.xml", rss("a.example", &item("of-a", "1?utm_source=rss&amp;fbclid=x")));
    here.file("in/b.xml", rss("a.example", &item("of-b", "1")));
    here.run(["build"]).expect_code(0);
    assert_eq!(shown(&here), [("Rope".to_owned(), "of-a".to_owned())]);
    assert!(here.read("feeds/all/feed.json").contains("https://a.example/1?utm_source=rss&fbclid=x"));
    here.file("in/a.xml", rss("a.example", &item("of-a", "1?p=2&amp;utm_source=rss")));
    here.run(["build"]).expect_code(0);
    assert_eq!(shown(&here).len(), 2, "other parameters lead to other pages");
}

#[test]
fn the_feed_that_is_named_first_is_shown() {
    let item = |id| [(id, "1", "Rope", "Fri, 02 Jan 2026 08:00:00")];
    let sources = [
        "[[source]]\nfeed = [\"in/b.xml\", \"in/a.xml\"]\n",
        "[[source]]\nfeed = \"in/b.xml\"\n[[source]]\nfeed = \"./in/a.xml\"\n",
    ];
    for source in sources {
        let here = with(source);
        here.file("in/a.xml", rss("a.example", &item("of-a"))).file("in/b.xml", rss("a.example", &item("of-b")));
        here.run(["build"]).expect_code(0);
        assert_eq!(shown(&here), [("Rope".to_owned(), "of-b".to_owned())], "{source}");
    }
}

#[test]
fn a_title_that_is_corrected_in_one_of_two_feeds_makes_no_second_article() {
    let here = with("[[source]]\nfeed = [\"in/a.xml\", \"in/b.xml\"]\n");
    let item = |id, title| [(id, "1", title, "Fri, 02 Jan 2026 08:12:31")];
    here.file("in/a.xml", rss("a.example", &item("of-a", "Ropes")));
    here.file("in/b.xml", rss("a.example", &item("of-b", "Rope’s")));
    here.run(["build"]).expect_code(0);
    assert_eq!(titles(&here), ["Ropes"]);
}

/// Nobody here can give items of others ids of their own.
#[test]
fn items_without_ids_that_share_a_link_are_all_shown() {
    let here = with("[[source]]\nfeed = \"in/status.xml\"\n");
    let up = ("", "status", "All is well again", "Sat, 03 Jan 2026 08:00:00");
    let down = ("", "status", "The mail is late", "Fri, 02 Jan 2026 08:00:00");
    here.file("in/status.xml", rss("a.example", &[up, down, down]));
    let outcome = here.run(["build"]).expect_code(0);
    assert!(!outcome.stderr.contains("id-duplicate"), "{}", outcome.stderr);
    let before = shown(&here);
    assert_eq!(titles(&here), ["All is well again", "The mail is late"]);
    let again = ("", "status", "The mail is late again", "Sun, 04 Jan 2026 08:00:00");
    here.file("in/status.xml", rss("a.example", &[again, up, down]));
    here.run(["build"]).expect_code(0);
    assert_eq!(shown(&here)[1..], before);
}
