//! With `verify_live`: documents that never appear, and those that are gone as they should be.

use super::{hub, outbox, publication};
use crate::support::http::{Request, Response, Server};
use std::{
    fs,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
};

/// A publication that looks at its feeds, and the server that has them: with 200 as they are, else with another status.
fn watched(hub: &Server, status: u16) -> (crate::support::Publication, Server, Arc<AtomicU16>) {
    let here = publication(&hub.url("/"), "formats = [\"rss\"]");
    let feeds = here.root().join("feeds");
    let status = Arc::new(AtomicU16::new(status));
    let answer = Arc::clone(&status);
    let site = Server::start(move |request: &Request| match answer.load(Ordering::SeqCst) {
        200 => match fs::read(feeds.join(request.path.trim_start_matches('/'))) {
            Ok(bytes) => Response::new(200).body(bytes),
            Err(_) => Response::new(404),
        },
        301 if request.path.starts_with("/news") => Response::new(301).header("Location", "/new.xml"),
        301 => Response::new(200).body("the other feed"),
        status => Response::new(status),
    });
    let config = here.read("courant.toml").replace("https://gazette.example/feeds/", &site.url("/"));
    here.config(config.replace("language =", "verify_live = true\nlanguage ="));
    (here, site, status)
}

#[test]
fn what_never_appears_is_reported_in_the_end() {
    let (server, _) = hub(204);
    let (here, _site, status) = watched(&server, 404);
    here.run(["publish", "--deadline", "1s", "--now", "2026-02-01"]).expect_code(0).expect_stderr(["not told yet"]);
    here.run(["ping", "--deadline", "1s", "--now", "2026-02-03"]).expect_code(0).expect_stderr(["1 waiting"]);
    let outcome = here.run(["ping", "-q", "--deadline", "1s", "--now", "2026-02-05"]).expect_code(3);
    assert!(outcome.stderr.contains("given up") && outcome.stderr.contains("answers with 404"), "{}", outcome.stderr);
    here.run(["ping", "-q", "--now", "2026-02-06"]).expect_code(0);
    assert!(outbox(&here)[0]["given_up"].is_string() && server.seen().is_empty());
    status.store(200, Ordering::SeqCst);
    here.run(["outbox", "retry", "--all", "--now", "2026-02-07"]).expect_code(0);
    here.run(["ping", "--now", "2026-02-07"]).expect_code(0).expect_stderr(["1 delivered"]);
}

#[test]
fn what_never_appears_is_reported_though_something_is_new_every_day() {
    let (server, _) = hub(204);
    let (here, _site, status) = watched(&server, 404);
    let publish = |day: u32| {
        here.record("a1", &format!("Article of day {day}"), "2026-01-01", "");
        here.run(["publish", "-q", "--deadline", "2s", "--now", &format!("2026-02-{day:02}")])
    };
    for day in 1..=3 {
        publish(day).expect_code(0);
    }
    let outcome = publish(4).expect_code(3);
    assert!(outcome.stderr.contains("given up") && outcome.stderr.contains("answers with 404"), "{}", outcome.stderr);
    publish(5).expect_code(0);
    let waiting = &outbox(&here)[0];
    assert!(waiting["given_up"].is_null(), "what is new goes on: {waiting}");
    status.store(200, Ordering::SeqCst);
    here.run(["ping", "--now", "2026-02-05"]).expect_code(0).expect_stderr(["1 delivered"]);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn a_site_with_a_certificate_of_its_own_is_looked_at_when_that_is_named() {
    let (hub, _) = hub(204);
    let here = publication(&hub.url("/"), "formats = [\"rss\"]");
    let feeds = here.root().join("feeds");
    let (site, pem) = Server::start_tls_with_certificate(move |request: &Request| {
        Response::new(200).body(fs::read(feeds.join(request.path.trim_start_matches('/'))).expect("published"))
    });
    let config = here.read("courant.toml").replace("https://gazette.example/feeds/", &site.url("/"));
    here.config(config.replace("language =", "verify_live = true\nlanguage ="));
    here.run(["publish", "--deadline", "2s"]).expect_code(0).expect_stderr(["not told yet", "ca_file"]);
    here.config(config.replace("language =", "verify_live = true\nca_file = \"own.pem\"\nlanguage ="));
    here.run(["ping"]).expect_code(2).expect_stderr(["cannot read", "own.pem"]);
    here.file("own.pem", pem);
    here.run(["ping"]).expect_code(0).expect_stderr(["1 delivered"]);
}

#[test]
fn where_nothing_is_new_there_is_no_connection_at_all() {
    let (server, _) = hub(204);
    let (here, _site, _) = watched(&server, 200);
    here.run(["publish"]).expect_code(0).expect_stderr(["1 delivered"]);
    // Whoever connects to anything comes by here.
    let gate = TcpListener::bind("127.0.0.1:0").expect("a port");
    gate.set_nonblocking(true).expect("it need not wait");
    let way = format!("http://{}/", gate.local_addr().expect("it has one"));
    let run = |args: &[&str]| here.courant(args).env("HTTP_PROXY", &way).env("HTTPS_PROXY", &way).run().expect_code(0);
    for command in ["publish", "ping", "build", "status", "outbox"] {
        run(&[command]);
        assert!(gate.accept().is_err(), "{command} has connected");
    }
    here.record("a2", "Article 2", "2026-01-02", "");
    run(&["publish", "--deadline", "2s"]);
    assert!(gate.accept().is_ok(), "something is new");
}

#[test]
fn the_end_of_a_feed_is_told_when_its_address_says_so() {
    for (option, status) in [("--gone", 410), ("--to=https://gazette.example/new.xml", 301)] {
        let (server, _) = hub(204);
        let (here, _site, answer) = watched(&server, 200);
        here.run(["publish"]).expect_stderr(["1 delivered"]);
        here.run(["retire", "news", option]).expect_code(0);
        answer.store(500, Ordering::SeqCst);
        here.run(["ping", "--deadline", "1s"]).expect_code(0).expect_stderr(["not told yet"]);
        answer.store(status, Ordering::SeqCst);
        here.run(["ping"]).expect_code(0).expect_stderr(["1 delivered"]);
        assert_eq!(server.seen().len(), 2);
    }
}
