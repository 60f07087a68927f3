//! The same servers, met by the program itself: every delivery ends delivered, tried again, or reported; none is lost, and none
//! is repeated after it was taken.

use super::{PROTOCOLS, Protocol, SECRET, fault, flerror, pings, with_key, xml};
use crate::support::{
    Outcome, Publication, SITE,
    http::{Fault, Response, Server},
    text,
};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A publication of one feed in RSS that tells one server for each protocol.
fn site(servers: &[Server]) -> Publication {
    let here = Publication::new();
    // Pages are on loopback, so that the key of IndexNow is too.
    let site = SITE.replace("[\"rss\", \"atom\", \"json\"]", "[\"rss\"]");
    let pings = PROTOCOLS.iter().zip(servers).map(|(protocol, server)| {
        let table = protocol.table.replace("URL", &server.url(""));
        format!("\n[[ping]]\nname = \"{}\"\ntimeout = \"2s\"\n{table}\n", protocol.name)
    });
    here.config(format!("{site}{}", pings.collect::<String>()));
    here.record("one", "The first of all", "2026-01-01", "\"url\": \"http://127.0.0.1/one\"");
    here
}

fn run(here: &Publication, args: &[&str]) -> Outcome {
    here.courant(args).env("KEY", SECRET).env("TOKEN", "9d8c7b6a").run()
}

/// What goes wrong before all is well, one after another.
fn troubles(protocol: &Protocol) -> Vec<Response> {
    let mut troubles = vec![
        Response::new(200).fault(Fault::Reset),
        Response::new(503).header("Retry-After", "1"),
        Response::new(200).fault(Fault::Close),
        Response::new(200).fault(Fault::Never),
        Response::new(200).fault(Fault::Garbage),
        Response::new(500),
    ];
    if protocol.reads {
        troubles.push(Response::new(200).body("<html>Welcome to the hotel</html>"));
        troubles.push(Response::new(200).body(flerror("0")).cut(60));
        troubles.push(xml("<methodResponse><params></methodResponse>"));
    }
    troubles
}

#[test]
fn whatever_goes_wrong_at_first_everybody_is_told_once() {
    let servers: Vec<Server> = PROTOCOLS
        .iter()
        .enumerate()
        .map(|(number, protocol)| {
            let troubles = troubles(protocol);
            let calls = AtomicUsize::new(0);
            Server::start(move |request| {
                with_key(request, |_| {
                    let call = calls.fetch_add(1, Ordering::SeqCst);
                    // Each protocol begins elsewhere, and meets three.
                    if call < 3 { troubles[(number + call) % troubles.len()].clone() } else { (protocol.good)() }
                })
            })
        })
        .collect();
    let here = site(&servers);
    run(&here, &["publish", "--deadline", "2s"]).expect_code(0);
    for _ in 0..20 {
        if here.run(["outbox", "--format", "json"]).expect_code(0).json_lines().is_empty() {
            break;
        }
        run(&here, &["ping", "--deadline", "10s"]).expect_code(0);
    }
    run(&here, &["publish"]).expect_code(0);
    for (protocol, server) in PROTOCOLS.iter().zip(&servers) {
        assert_eq!(pings(server.seen()).len(), 4, "{}: three in vain, and one", protocol.name);
    }
}

#[test]
fn what_is_for_ever_is_reported_and_not_repeated() {
    let servers: Vec<Server> = PROTOCOLS
        .iter()
        .map(|protocol| {
            Server::start(move |request| {
                with_key(request, |_| match protocol.name {
                    "websub" => Response::new(301).header("Location", "https://hub.example/new"),
                    "xmlrpc" => xml(&flerror("<boolean>1</boolean>")),
                    "rest" => Response::new(302).header("Location", "/ping"),
                    "rest form" => Response::new(404),
                    "rsscloud" => xml("<result success=\"false\" msg=\"Who?\"/>"),
                    "indexnow" => Response::new(403),
                    "podping" => Response::new(401),
                    "podcastindex" => Response::new(410),
                    _ => Response::new(308).header("Location", "http://localhost:1/"),
                })
            })
        })
        .collect();
    let here = site(&servers);
    run(&here, &["publish"]).expect_code(3);
    let listed = here.run(["outbox", "--format", "json"]).expect_code(0).json_lines();
    let why = |name: &str| {
        let found = listed.iter().find(|line| text(&line["endpoint"]) == name);
        found.unwrap_or_else(|| panic!("{name} is not listed: {listed:#?}")).to_string()
    };
    for (name, words) in [
        ("websub", "write https://hub.example/new in its place"),
        ("xmlrpc", "So be it."),
        ("rest", "redirected 3 times"),
        ("rest form", "answered 404 Not Found"),
        ("rsscloud", "Who?"),
        ("indexnow", "the key does not hold"),
        ("podping", "does not know this token"),
        ("podcastindex", "answered 410 Gone"),
        ("webhook", "allow_private = true"),
    ] {
        assert!(why(name).contains(words), "{name}: {}", why(name));
        assert!(!why(name).contains(SECRET) && !why(name).contains("9d8c7b6a"), "{name}");
    }
    let before: Vec<usize> = servers.iter().map(|server| server.seen().len()).collect();
    run(&here, &["ping"]);
    run(&here, &["publish"]);
    let after: Vec<usize> = servers.iter().map(|server| server.seen().len()).collect();
    assert_eq!(before, after, "nobody is asked again");
}

#[test]
fn what_a_search_engine_has_taken_is_not_submitted_again() {
    let server = Server::start(|request| match request.path.ends_with(".txt") {
        true => Response::new(200).body(SECRET),
        false => Response::new(200),
    });
    let here = Publication::new();
    let url = server.url("");
    here.config(format!(
        "{SITE}\n[[ping]]\nindexnow = \"{url}/indexnow\"\nkey = \"env:KEY\"\nkey_location = \"{url}/feeds/{{key}}.txt\"\n"
    ));
    for name in ["feeds/inside", "outside"] {
        here.record(
            name.rsplit('/').next().expect("a name"),
            name,
            "2026-01-01",
            &format!("\"url\": \"{url}/{name}\""),
        );
    }
    run(&here, &["publish"]).expect_code(3).expect_stderr(["one page was not submitted"]);
    let listed = here.run(["outbox", "--format", "json"]).expect_code(0).json_lines();
    let left: Vec<&str> = listed[0]["articles"].as_array().expect("a list").iter().map(|a| text(&a["title"])).collect();
    assert_eq!(left, ["outside"]);
    run(&here, &["outbox", "retry", "--all"]).expect_code(0);
    run(&here, &["ping"]).expect_code(3);
    assert_eq!(pings(server.seen()).len(), 1, "what was taken is not repeated, whichever run it was");
}

#[test]
fn a_fault_is_no_fault_where_the_plain_ping_is_known() {
    let server = Server::start(|request| match String::from_utf8_lossy(&request.body).contains("extendedPing") {
        true => fault(-32601, "no such method"),
        false => xml(&flerror("<boolean>0</boolean>")),
    });
    let here = Publication::new();
    here.config(format!("{SITE}\n[[ping]]\nxmlrpc = \"{}\"\n", server.url("/")));
    here.record("one", "The first of all", "2026-01-01", "");
    run(&here, &["publish"]).expect_code(0);
    run(&here, &["ping"]).expect_code(0);
    assert_eq!(server.seen().len(), 2, "one feed is one ping, whatever its formats");
}

#[test]
fn feeds_name_a_cloud_and_a_hub_as_soon_as_they_are_told() {
    let here = Publication::new();
    here.record("one", "The first of all", "2026-01-01", "");
    here.build();
    let has = |document: &str, words: &str| here.read(format!("feeds/news/{document}")).contains(words);
    let cloud = "<cloud domain=\"cloud.example\" port=\"5337\" path=\"/pleaseNotify\" registerProcedure=\"\" protocol=\"http-post\"/>";
    assert!(!has("rss.xml", "<cloud") && !has("atom.xml", "hub"));
    here.config(format!(
        "{SITE}\n[[ping]]\nrsscloud = \"http://cloud.example:5337/\"\n[[ping]]\nwebsub = \"https://hub.example/\"\n"
    ));
    here.build();
    assert!(has("rss.xml", cloud) && has("rss.xml", "https://hub.example/"));
    assert!(has("atom.xml", "https://hub.example/") && has("feed.json", "https://hub.example/"));
    assert!(!has("atom.xml", "cloud.example"), "only RSS has a place for it");
}
