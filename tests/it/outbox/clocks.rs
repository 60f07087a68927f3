//! Clocks that were ahead, and time that runs out.

use super::{hub, outbox, publication, told};
use std::sync::atomic::Ordering;

#[test]
fn a_clock_that_was_ahead_leaves_nothing_waiting_for_years() {
    let (server, status) = hub(503);
    let here = publication(&server.url("/"), "min_interval = \"5m\"");
    here.run(["publish", "--deadline", "1s", "--now", "2040-01-01"]).expect_code(0);
    status.store(204, Ordering::SeqCst);
    here.run(["ping"]).expect_code(0).expect_stderr(["3 delivered"]);

    // Nor does the pace, when the last time is yet to come.
    here.run(["ping", "--force", "--feed", "news", "--now", "2040-01-02"])
        .expect_code(0)
        .expect_stderr(["3 delivered"]);
    here.record("a2", "Article 2", "2026-01-02", "");
    here.run(["publish"]).expect_stderr(["3 delivered"]);
    assert!(outbox(&here).is_empty());
}

#[test]
fn what_was_never_tried_is_not_given_up_at_once() {
    let (server, status) = hub(503);
    let here = publication(&server.url("/"), "formats = [\"rss\"]\nretry_first = \"1m\"");
    here.run(["build", "--now", "2026-02-01"]).expect_code(0);
    here.run(["ping", "--deadline", "1s", "--now", "2026-03-01"]).expect_code(0).expect_stderr(["1 waiting"]);
    here.run(["ping", "--force", "--deadline", "1s", "--now", "2026-03-02"])
        .expect_code(3)
        .expect_stderr(["1 given up"]);
    // To try anew is to have all the time again.
    here.run(["outbox", "retry", "--all", "--now", "2026-03-03"]).expect_code(0);
    here.run(["ping", "--deadline", "1s", "--now", "2026-03-03"]).expect_code(0);
    here.run(["ping", "--force", "--deadline", "1s", "--now", "2026-03-04"])
        .expect_code(0)
        .expect_stderr(["1 waiting"]);
    status.store(204, Ordering::SeqCst);
    here.run(["ping", "--now", "2026-03-05"]).expect_code(0).expect_stderr(["1 delivered"]);
    assert_eq!(told(&server.seen()).last().map(String::as_str), Some("rss.xml"));
}

#[test]
fn what_is_paced_comes_next_when_its_time_has_come() {
    let (server, _) = hub(204);
    let here = publication(&server.url("/"), "min_interval = \"5m\"");
    here.run(["publish", "--now", "2026-02-01T10:00:00Z"]).expect_code(0);
    here.record("a2", "Article 2", "2026-01-02", "");
    here.run(["build", "--now", "2026-02-01T10:01:00Z"]).expect_code(0);
    let next = here.run(["status", "--next", "--now", "2026-02-01T10:02:00Z"]).expect_code(0).stdout;
    assert!(("2026-02-01T10:05:00Z".."2026-02-01T10:05:30Z").contains(&next.trim_end()), "{next}");
}
