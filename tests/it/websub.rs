//! A real hub and a real subscriber, which we did not write: the subscriber has what is new after `courant publish`.

use crate::support::{Publication, SITE, websub::WebSub};

/// A publication that is served by `world` and names its hub.
fn site() -> Option<(Publication, WebSub)> {
    let here = Publication::new();
    let state = here.root().join("../tmp");
    let world = WebSub::start(&here.root(), &state)?;
    let served = SITE.replace("https://gazette.example/feeds/", &format!("{}/feeds/", world.site));
    let verified = served.replace("language =", "verify_live = true\nlanguage =");
    here.config(format!("{verified}\n[[ping]]\nwebsub = \"{}\"\n", world.hub));
    Some((here, world))
}

/// The topics that were sent to the subscriber with this text in them.
fn topics(said: &[serde_json::Value], text: &str) -> Vec<String> {
    let with_it = said.iter().filter(|said| said["body"].as_str().is_some_and(|body| body.contains(text)));
    let mut topics: Vec<_> = with_it.filter_map(|said| said["topic"].as_str()).map(str::to_owned).collect();
    topics.sort();
    topics
}

#[test]
fn the_subscriber_has_what_is_new_when_it_is_published() {
    let Some((here, mut world)) = site() else { return };
    here.record("one", "The first of all", "2026-01-01", "");
    here.run(["publish"]).expect_code(0);
    for document in ["rss.xml", "atom.xml"] {
        // Hub and topic are found in the document itself.
        world.tell(&format!("subscribe feeds/news/{document}"));
        assert_eq!(world.next()["subscribed"], format!("{}/feeds/news/{document}", world.site));
    }
    assert!(world.rest().is_empty(), "nothing is new");

    here.record("two", "The second of them", "2026-01-02", "");
    here.run(["publish"]).expect_code(0);
    let said = [world.next(), world.next()];
    let both = ["atom.xml", "rss.xml"].map(|document| format!("{}/feeds/news/{document}", world.site));
    assert_eq!(topics(&said, "The second of them"), both);

    here.run(["publish"]).expect_code(0);
    here.run(["ping"]).expect_code(0);
    assert!(world.rest().is_empty(), "nothing is new, and nothing is told twice");
}

#[test]
fn a_hub_that_is_down_is_told_when_it_is_back() {
    let Some((here, mut world)) = site() else { return };
    here.record("one", "The first of all", "2026-01-01", "");
    here.run(["publish"]).expect_code(0);
    world.tell("subscribe feeds/news/rss.xml");
    assert!(world.next()["subscribed"].is_string());

    world.tell("down");
    assert_eq!(world.next()["down"], true);
    for (record, title) in [("two", "The second of them"), ("three", "The third of them")] {
        here.record(record, title, "2026-01-02", "");
        // The feed is out; that the hub does not know yet is no failure.
        here.run(["publish", "--deadline", "1s"]).expect_code(0);
    }
    assert!(world.rest().is_empty());

    world.tell("up");
    assert_eq!(world.next()["up"], true);
    for _ in 0..30 {
        here.run(["ping", "--deadline", "5s"]).expect_code(0);
        let said = world.rest();
        if said.is_empty() {
            continue;
        }
        assert_eq!(said.len(), 1, "two builds are one ping: {said:#?}");
        assert_eq!(topics(&said, "The second of them"), topics(&said, "The third of them"));
        here.run(["ping"]).expect_code(0);
        assert!(world.rest().is_empty(), "it is told once");
        return;
    }
    panic!("the hub was not told");
}
