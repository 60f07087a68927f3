//! The outbox: what is published is told, at least once, late rather than never, and never before it is there.

mod clocks;
mod kills;
mod news;
mod orphans;
mod sights;

use crate::support::{
    Outcome, Publication, SITE, full_trials,
    http::{Request, Response, Server},
    text,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// A publication that tells this hub of its feeds, with one article.
fn publication(hub: &str, more: &str) -> Publication {
    let here = Publication::new();
    here.config(format!("{SITE}\n[[ping]]\nname = \"hub\"\nwebsub = \"{hub}\"\n{more}"));
    here.record("a1", "Article 1", "2026-01-01", "");
    here
}

/// A hub whose status can be set.
fn hub(status: u16) -> (Server, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(status));
    let answer = Arc::clone(&status);
    (Server::start(move |_| Response::new(answer.load(Ordering::SeqCst))), status)
}

/// The documents that a hub was told of, in the order of their names.
fn told(requests: &[Request]) -> Vec<String> {
    let url = |request: &Request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let pairs: BTreeMap<_, _> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        pairs.get("hub.url").cloned().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned()
    };
    // Of a run that was killed while it spoke, a part may have come.
    let mut told: Vec<String> = requests.iter().map(url).filter(|name| !name.is_empty()).collect();
    told.sort();
    told
}

const ALL: [&str; 3] = ["atom.xml", "feed.json", "rss.xml"];

fn log(outcome: &Outcome) -> Vec<Value> {
    let lines = outcome.stderr.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["kind"] == "delivery").collect()
}

fn outbox(here: &Publication) -> Vec<Value> {
    here.run(["outbox", "--format", "json"]).expect_code(0).json_lines()
}

#[test]
fn five_builds_before_a_ping_are_one_ping_for_each_document() {
    let (server, _) = hub(204);
    let here = publication(&server.url("/"), "");
    for n in 1..=5 {
        here.record(&format!("b{n}"), &format!("Another {n}"), &format!("2026-01-1{n}"), "");
        here.build();
    }
    assert_eq!(server.seen().len(), 0, "a build tells nobody");
    let outcome = here.run(["ping", "--format", "json"]).expect_code(0);
    assert_eq!(told(&server.seen()), ALL);
    let lines = log(&outcome);
    assert_eq!(lines.len(), 3, "{}", outcome.stderr);
    for line in &lines {
        assert_eq!((text(&line["outcome"]), text(&line["endpoint"])), ("delivered", "hub"), "{line}");
        assert_eq!((line["status"].as_u64(), line["attempt"].as_u64()), (Some(204), Some(1)), "{line}");
        assert!(line["duration_ms"].is_u64() && text(&line["topic"]).starts_with("https://"), "{line}");
    }
    let tree = here.tree();
    for command in [&["ping"][..], &["publish"], &["build"], &["outbox"]] {
        here.run(command).expect_code(0);
    }
    assert_eq!(server.seen().len(), 3, "nothing is new");
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
}

#[test]
fn publish_is_silent_when_all_is_well_and_asks_nobody_when_nothing_is_new() {
    let (server, _) = hub(202);
    let here = publication(&server.url("/"), "");
    let outcome = here.run(["publish", "-q"]).expect_code(0);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
    assert_eq!(told(&server.seen()), ALL);
    // Not one connection: nobody could be reached.
    let outcome = here.courant(["publish", "-v"]).env("HTTP_PROXY", "http://127.0.0.1:9").run().expect_code(0);
    assert!(outcome.stderr.contains("nothing to deliver"), "{}", outcome.stderr);
    assert_eq!(server.seen().len(), 3);
    here.record("a1", "Article 1, corrected", "2026-01-01", "");
    here.run(["publish", "-q"]).expect_code(0);
    assert_eq!(server.seen().len(), 6);
}

#[test]
fn a_ping_leaves_the_next_build_its_short_way() {
    let (server, _) = hub(204);
    let here = publication(&server.url("/"), "");
    here.run(["publish"]).expect_code(0);
    let outcome = here.run(["build", "--explain"]).expect_code(0);
    assert!(outcome.stderr.contains("nothing has changed since the last run"), "{}", outcome.stderr);
}

#[test]
fn what_fails_is_tried_again_on_time_and_counts_as_done() {
    let (server, status) = hub(503);
    let here = publication(&server.url("/"), "retry_first = \"1m\"\n");
    here.build();
    let ping = |now: &str| here.run(["ping", "--now", now, "--format", "json"]).expect_code(0);
    let first = ping("2026-11-28T10:00:00Z");
    let lines = log(&first);
    assert_eq!(lines.len(), 3, "{}", first.stderr);
    assert!(lines.iter().all(|line| line["outcome"] == "failed" && line["level"] == "warn"), "{lines:?}");
    let waiting = outbox(&here);
    for delivery in &waiting {
        assert_eq!((text(&delivery["state"]), delivery["attempts"].as_u64()), ("waiting", Some(1)), "{delivery}");
        let due = text(&delivery["due"]);
        assert!(("2026-11-28T10:00:45".."2026-11-28T10:01:20").contains(&due), "{due}");
        assert!(text(&delivery["error"]).contains("503"), "{delivery}");
    }
    let next = here.run(["status", "--next"]).expect_code(0).stdout;
    let next = next.trim_end();
    assert!(("2026-11-28T10:00:45".."2026-11-28T10:01:21").contains(&next), "{next}");
    // The next run comes long after: by then it is due.
    status.store(204, Ordering::SeqCst);
    let second = ping("2026-11-28T10:05:00Z");
    assert!(
        log(&second).iter().all(|line| line["attempt"] == 2 && line["outcome"] == "delivered"),
        "{}",
        second.stderr
    );
    assert_eq!((server.seen().len(), outbox(&here).len()), (6, 0));
}

#[test]
fn a_run_waits_for_what_falls_due_within_its_time() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => Response::new(503),
        1 => Response::new(429).header("Retry-After", "2"),
        _ => Response::new(200),
    });
    let here = publication(&server.url("/"), "");
    here.config(here.read("courant.toml").replace("[\"rss\", \"atom\", \"json\"]", "[\"rss\"]"));
    let began = Instant::now();
    let outcome = here.run(["publish", "--format", "json"]).expect_code(0);
    assert!((2.5..6.0).contains(&began.elapsed().as_secs_f64()), "{:?}\n{}", began.elapsed(), outcome.stderr);
    let delivered = log(&outcome).into_iter().filter(|line| line["outcome"] == "delivered");
    assert_eq!(delivered.map(|line| line["attempt"].as_u64()).collect::<Vec<_>>(), [Some(3)], "{}", outcome.stderr);
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[test]
fn both_forms_of_retry_after_are_obeyed() {
    for (after, due) in [("120", "2026-11-28T10:02:00"), ("Sat, 28 Nov 2026 10:03:00 GMT", "2026-11-28T10:03:00")] {
        let server = Server::start(move |_| Response::new(503).header("Retry-After", after));
        let here = publication(&server.url("/"), "");
        here.build();
        here.run(["ping", "--now", "2026-11-28T10:00:00Z"]).expect_code(0);
        let waiting = outbox(&here);
        assert!(!waiting.is_empty() && waiting.iter().all(|delivery| text(&delivery["due"]) >= due), "{waiting:?}");
        let asked = server.seen().len();
        here.run(["ping", "--deadline", "2s", "--now", "2026-11-28T10:01:55Z"]).expect_code(0);
        assert_eq!(server.seen().len(), asked, "it is left alone until then");
        here.run(["ping", "--deadline", "2s", "--now", "2026-11-28T10:03:05Z"]).expect_code(0);
        assert!(server.seen().len() > asked);
    }
}

#[test]
fn what_is_refused_is_reported_and_not_repeated() {
    let (server, status) = hub(410);
    let here = publication(&server.url("/"), "");
    let outcome = here.run(["publish", "-q"]).expect_code(3);
    assert_eq!(outcome.stderr.lines().filter(|line| line.contains("refused")).count(), 3, "{}", outcome.stderr);
    assert!(here.has("feeds/news/rss.xml"), "what is published is published");
    here.run(["publish", "-q"]).expect_code(0);
    assert_eq!(server.seen().len(), 3);
    let given_up = outbox(&here);
    assert!(given_up.iter().all(|delivery| delivery["state"] == "given-up"), "{given_up:?}");
    let status_lines = here.run(["status", "--format", "json"]).expect_code(0).json_lines();
    assert_eq!((&status_lines[0]["given_up"], &status_lines[0]["to_tell"]), (&3.into(), &0.into()));
    let endpoint = status_lines.iter().find(|line| line["kind"] == "endpoint").expect("an endpoint");
    assert!(text(&endpoint["error"]).contains("410"), "{endpoint}");
    assert!(here.run(["status"]).stdout.contains("3 given up: `courant outbox` says which"));

    status.store(200, Ordering::SeqCst);
    here.run(["outbox", "retry", "nobody"]).expect_code(2).expect_stderr(["no such delivery"]);
    here.run(["outbox", "retry"]).expect_code(2);
    let topic = text(&given_up[0]["topic"]).to_owned();
    here.run(["outbox", "drop", "hub", &topic]).expect_code(0).expect_stderr(["1 delivery forgotten"]);
    here.run(["outbox", "retry", "--all"]).expect_code(0).expect_stderr(["2 deliveries will be tried anew"]);
    here.run(["ping"]).expect_code(0).expect_stderr(["2 delivered"]);
    assert_eq!((server.seen().len(), outbox(&here).len()), (5, 0));
    // A feed that is named is told of once more; nothing else is.
    here.run(["ping", "--force"]).expect_code(0);
    assert_eq!(server.seen().len(), 5);
    here.run(["ping", "--force", "--feed", "news"]).expect_code(0);
    assert_eq!(server.seen().len(), 8);
    here.run(["ping", "--feed", "nows"]).expect_code(2).expect_stderr(["did you mean `news`?"]);
}

#[test]
fn what_is_refused_is_reported_in_every_format() {
    let (server, _) = hub(410);
    for format in ["human", "json", "github", "sarif"] {
        let here = publication(&server.url("/"), "");
        let outcome = here.run(["publish", "--format", format]).expect_code(3);
        let (log, other) =
            if format == "sarif" { (&outcome.stdout, &outcome.stderr) } else { (&outcome.stderr, &outcome.stdout) };
        assert_eq!(log.matches("answered 410 Gone").count(), 3, "{format}: {log}");
        match format {
            "sarif" => drop(serde_json::from_str::<Value>(other).expect("one document and nothing else")),
            _ => assert_eq!(other, "", "{format}"),
        }
    }
}

#[test]
fn news_are_given_up_after_three_days() {
    let (server, _) = hub(500);
    let here = publication(&server.url("/"), "");
    here.run(["build", "--now", "2026-11-28T10:00:00Z"]).expect_code(0);
    let ping = |now: &str| here.run(["ping", "-q", "--deadline", "2s", "--now", now]);
    for day in 28..=30 {
        let outcome = ping(&format!("2026-11-{day}T10:00:00Z")).expect_code(0);
        assert_eq!(outcome.stderr, "", "whatever is tried again is no news");
    }
    ping("2026-12-01T10:00:01Z").expect_code(3).expect_stderr(["given up"]);
    let asked = server.seen().len();
    ping("2026-12-02T12:00:00Z").expect_code(0);
    assert!(server.seen().len() > 3 && outbox(&here).iter().any(|delivery| delivery["state"] == "given-up"));
    assert!(server.seen().len() >= asked);
}

#[test]
fn dry_runs_print_the_requests_and_send_nothing() {
    let (server, _) = hub(204);
    let here = publication(&server.url("/publish"), "");
    here.build();
    let tree = here.tree();
    let outcome = here.run(["ping", "--dry-run"]).expect_code(0);
    for part in ["POST ", "/publish", "hub.mode=publish", "rss.xml", "atom.xml", "feed.json"] {
        assert!(outcome.stdout.contains(part), "{part}\n{}", outcome.stdout);
    }
    assert!(outcome.stderr.contains("3 deliveries in 3 requests"), "{}", outcome.stderr);
    assert_eq!((server.seen().len(), here.tree().changes_since(&tree)), (0, vec![]));
}

#[test]
fn nothing_is_told_before_readers_can_see_it() {
    let (server, _) = hub(204);
    let here = publication(&server.url("/"), "");
    let live = here.root().join("live");
    fs::create_dir_all(&live).expect("a directory");
    let served = live.clone();
    let site =
        Server::start(move |request: &Request| match fs::read(served.join(request.path.trim_start_matches('/'))) {
            Ok(bytes) => Response::new(200).body(bytes),
            Err(_) => Response::new(404),
        });
    let config = here.read("courant.toml").replace("https://gazette.example/feeds/", &site.url("/"));
    here.config(config.replace("language =", "verify_live = true\nlanguage ="));
    let outcome = here.run(["publish", "--deadline", "3s"]).expect_code(0);
    assert!(
        outcome.stderr.contains("not told yet: ") && outcome.stderr.contains("answers with 404"),
        "{}",
        outcome.stderr
    );
    assert!((3..60).contains(&site.seen().len()), "it was looked at again and again: {}", site.seen().len());
    let waiting = outbox(&here);
    assert!(waiting.len() == 3 && waiting.iter().all(|delivery| delivery["attempts"] == 0), "{waiting:?}");
    assert_eq!(server.seen().len(), 0);

    // Copied to the server while a ping looks.
    let (from, to) = (here.root().join("feeds/news"), live.join("news"));
    let copier = thread::spawn(move || {
        thread::sleep(Duration::from_secs(1));
        fs::create_dir_all(&to).expect("a directory");
        for name in ALL {
            fs::copy(from.join(name), to.join(name)).expect("copied");
        }
    });
    here.run(["ping", "--deadline", "8s"]).expect_code(0).expect_stderr(["3 delivered"]);
    copier.join().expect("copied");
    assert_eq!(told(&server.seen()), ALL);
}

#[test]
fn retractions_and_ends_are_told() {
    let (server, _) = hub(204);
    let here = publication(&server.url("/"), "");
    here.record("a2", "Article 2", "2026-01-02", "");
    here.run(["publish"]).expect_code(0);
    here.run(["retract", "data/a2"]).expect_code(0);
    here.run(["ping"]).expect_code(0).expect_stderr(["3 delivered"]);
    here.run(["retire", "news", "--gone"]).expect_code(0);
    here.run(["ping"]).expect_code(0).expect_stderr(["3 delivered"]);
    here.run(["publish"]).expect_code(0).expect_stderr(["nothing to deliver"]);
    assert_eq!(server.seen().len(), 9);
}

#[test]
fn documents_that_were_there_already_are_told_to_nobody() {
    let (server, _) = hub(204);
    let here = publication(&server.url("/"), "");
    here.run(["publish"]).expect_code(0);
    // A machine that starts with the feeds alone learns them, and has nothing to tell.
    fs::remove_dir_all(here.root().join(".courant")).expect("the state");
    here.run(["publish"]).expect_code(0).expect_stderr(["nothing to deliver"]);
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn a_publication_without_a_state_has_nothing_to_tell() {
    let here = publication("http://127.0.0.1:9/", "");
    let tree = here.tree();
    here.run(["ping"]).expect_code(0);
    here.run(["ping", "--dry-run"]).expect_code(0);
    assert!(outbox(&here).is_empty());
    here.run(["outbox", "drop", "--all"]).expect_code(0);
    assert_eq!(here.tree().changes_since(&tree), [""; 0]);
}

#[test]
fn dead_endpoints_keep_no_living_one_waiting() {
    let when: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let seen = Arc::clone(&when);
    let living = Server::start(move |_| {
        seen.lock().expect("the log").push(Instant::now());
        Response::new(204)
    });
    // One that takes connections and never answers.
    let hanging = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = hanging.local_addr().expect("it has one");
    let mut config = SITE.replace("[\"rss\", \"atom\", \"json\"]", "[\"rss\"]");
    for n in 0..200 {
        let url = match n % 3 {
            0 => format!("http://{address}/{n}"),
            _ => living.url(&format!("/{n}")),
        };
        config.push_str(&format!("\n[[ping]]\nname = \"e{n}\"\nwebsub = \"{url}\"\n"));
    }
    let here = Publication::new();
    here.config(config).record("a1", "Article 1", "2026-01-01", "");
    here.build();
    let limit = if full_trials() { 20 } else { 8 };
    let began = Instant::now();
    let outcome = here.run(["ping", "--deadline", &format!("{limit}s")]).expect_code(0);
    assert!(began.elapsed() < Duration::from_secs(limit), "{:?}", began.elapsed());
    assert!(outcome.stderr.contains("133 delivered, 67 waiting"), "{}", outcome.stderr);
    let last = when.lock().expect("the log").iter().max().map(|at| *at - began);
    assert!(last.is_some_and(|last| last < Duration::from_secs(4)), "{last:?}");
    drop(hanging);
}

#[test]
fn secrets_are_written_down_nowhere() {
    const SECRET: &str = "geheimnis-4711-abcdef";
    let server = Server::start(|_| Response::new(500).body("no room for geheimnis-4711-abcdef"));
    let here = Publication::new();
    let hook = server.url(&format!("/{SECRET}"));
    here.config(format!(
        "{SITE}\n[[ping]]\nname = \"hook\"\nwebhook = \"env:HOOK\"\nsecret = \"env:TOKEN\"\n\n[[ping]]\npodping = \"{}\"\ntoken = \"env:TOKEN\"\n",
        server.url("/")
    ));
    here.record("a1", "Article 1", "2026-01-01", "");
    let run = |args: &[&str]| here.courant(args).env("HOOK", &hook).env("TOKEN", SECRET).run();
    let mut said = String::new();
    for args in [
        &["publish", "-v", "--deadline", "2s"][..],
        &["ping", "--format", "json", "--deadline", "2s", "--force"],
        &["ping", "--dry-run", "--force"],
        &["outbox", "--format", "json"],
        &["status", "--format", "json"],
        &["ledger", "export"],
    ] {
        let outcome = run(args).expect_code(0);
        said.push_str(&outcome.stdout);
        said.push_str(&outcome.stderr);
    }
    assert!(server.seen().len() >= 2, "{said}");
    assert!(!said.contains(SECRET), "{said}");
    for entry in walkdir::WalkDir::new(here.root()) {
        let entry = entry.expect("readable");
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).expect("readable");
            let has = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
            assert!(!has, "{} has it", entry.path().display());
        }
    }
}

#[test]
fn a_fresh_clone_tells_what_another_one_has_built() {
    let (server, status) = hub(204);
    let build = publication(&server.url("/"), "retry_first = \"1m\"\n");
    build.config(build.read("courant.toml").replace("timezone", "state = \"git\"\ntimezone"));
    build.build();
    let clone = |of: &Publication| {
        let clone = of.twin();
        fs::remove_dir_all(clone.root().join(".courant")).expect("it is not in the tree");
        clone
    };
    let failing = clone(&build);
    status.store(503, Ordering::SeqCst);
    failing.run(["ping"]).expect_code(0).expect_stderr(["3 waiting"]);
    let failed = server.seen().len();
    let ping = clone(&failing);
    assert!(outbox(&ping).iter().all(|delivery| delivery["attempts"] == 1), "what failed is known there");
    status.store(204, Ordering::SeqCst);
    ping.run(["ping", "--force"]).expect_code(0).expect_stderr(["3 delivered"]);
    let again = clone(&ping);
    again.run(["publish"]).expect_code(0).expect_stderr(["nothing to deliver"]);
    assert_eq!(told(&server.seen()[failed..]), ALL);
}

#[test]
fn two_runs_at_a_time_are_one() {
    let server = Server::start(|_| {
        thread::sleep(Duration::from_millis(700));
        Response::new(204)
    });
    let here = publication(&server.url("/"), "");
    let mut first = here.courant(["publish"]).command();
    let mut first = first.stderr(Stdio::null()).spawn().expect("it starts");
    while server.seen().is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    let outcome = here.run(["publish", "-v"]).expect_code(0);
    assert!(outcome.stderr.contains("another run is at work"), "{}", outcome.stderr);
    assert!(first.wait().expect("it ends").success());
    assert_eq!(told(&server.seen()), ALL);
}
