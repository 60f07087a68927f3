//! Deliveries to endpoints that the configuration no longer has.

use super::{hub, log, outbox, publication};
use crate::support::{SITE, text};
use std::sync::atomic::Ordering;

#[test]
fn who_is_no_longer_in_the_configuration_is_forgotten_in_the_end() {
    let (server, status) = hub(503);
    let here = publication(&server.url("/"), "formats = [\"rss\"]\n");
    let with_hub = here.read("courant.toml");
    here.run(["publish", "--deadline", "1s", "--now", "2026-02-01"]).expect_code(0);
    here.config(SITE);
    let now = ["--now", "2026-02-03"];
    here.run(["ping"].iter().chain(&now)).expect_code(0).expect_stderr(["no longer has `hub`", "outbox drop 'hub'"]);
    let waiting = outbox(&here);
    assert!(text(&waiting[0]["forgotten"]).starts_with("2026-02-04T00:00:0"), "{waiting:?}");
    let listed = here.run(["outbox"]).expect_code(0).stdout;
    assert!(listed.contains("no longer has this endpoint: forgotten by the first ping after 2026-02-04"), "{listed}");
    assert!(listed.contains("`courant ping --force --feed news`"), "{listed}");
    assert!(here.run(["status"]).expect_code(0).stdout.contains("hub: failed"));
    assert_eq!(here.run(["status", "--next"]).expect_code(0).stdout, "", "nobody waits for that");

    // It may have been a slip of the pen.
    here.config(&with_hub);
    assert!(outbox(&here)[0]["forgotten"].is_null());
    here.run(["ping", "--deadline", "1s"].iter().chain(&now)).expect_code(0).expect_stderr(["1 waiting"]);

    here.config(SITE);
    here.run(["ping", "--force", "--now", "2026-02-03"]).expect_code(0);
    let last = here.run(["ping", "--format", "json", "--now", "2026-02-04T00:01:00Z"]).expect_code(0);
    let [line] = &log(&last)[..] else { panic!("{}", last.stderr) };
    assert_eq!((text(&line["outcome"]), text(&line["endpoint"])), ("forgotten", "hub"));
    assert!(text(&line["why"]).contains("no longer has"), "{line}");
    assert!(outbox(&here).is_empty());
    let status_lines = here.run(["status"]).expect_code(0).stdout;
    assert!(!status_lines.contains("hub"), "{status_lines}");

    // Who is back hears of what is new then.
    here.config(&with_hub);
    status.store(204, Ordering::SeqCst);
    here.record("a2", "Article 2", "2026-01-02", "");
    here.run(["publish", "--now", "2026-02-05"]).expect_code(0).expect_stderr(["1 delivered"]);
}
