//! Runs that die: each change reaches each endpoint at least once.

use super::{ALL, hub, outbox, publication, told};
use crate::support::{
    faults, full_trials,
    http::{Response, Server},
};
use std::{
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

/// Kills a `publish` at its places one after the other, from before the first rename to after the last acknowledgement.
#[test]
fn a_run_that_dies_anywhere_loses_no_ping() {
    let step = if full_trials() { 1 } else { 9 };
    let mut killed = 0;
    for place in (0..faults::places()).step_by(step) {
        let (server, _) = hub(204);
        let here = publication(&server.url("/"), "");
        here.run(["publish"]).expect_code(0);
        let before = server.seen().len();
        here.record("a2", "Article 2", "2026-01-02", "");
        let command = here.courant(["publish"]).command();
        match faults::killed_at_syscall(&command, place) {
            None => return,
            Some(was_killed) => killed += u32::from(was_killed),
        }
        here.run(["publish"]).expect_code(0);
        let mut last = told(&server.seen()[before..]);
        last.dedup();
        assert_eq!(last, ALL, "killed at place {place}");
        assert!(outbox(&here).is_empty());
    }
    assert!(killed > 0);
}

/// The same at random moments of time, which also hits the sending itself: each of so many is killed between the rename and
/// its end.
#[test]
fn a_run_that_is_killed_at_any_moment_loses_no_ping() {
    let trials = if full_trials() { 1000 } else { 12 };
    let server = Server::start(|_| {
        thread::sleep(Duration::from_millis(20));
        Response::new(204)
    });
    let here = publication(&server.url("/"), "");
    here.run(["publish"]).expect_code(0);
    let start = |title: &str| {
        here.record("a0", title, "2026-01-02", "");
        let mut command = here.courant(["publish"]).command();
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    let shows = |title: &str| here.read("feeds/news/rss.xml").contains(&format!(">{title}<"));
    // From the rename to the end, as long as that takes here.
    let began = Instant::now();
    let mut child = start("Measured");
    while !shows("Measured") {
        thread::sleep(Duration::from_millis(1));
    }
    let renamed = began.elapsed().as_micros() as u64 * 9 / 10;
    assert!(child.wait().expect("it ends").success());
    let sending = began.elapsed().as_micros() as u64 - renamed;
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let (mut hit, mut trial) = (0, 0);
    while hit < trials {
        assert!(trial < 10 * trials, "only {hit} of {trial} were killed in between");
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let before = server.seen().len();
        let title = format!("Trial {trial}");
        let mut child = start(&title);
        thread::sleep(Duration::from_micros(renamed + (seed >> 33) % sending));
        child.kill().ok();
        let was_killed = child.wait().expect("it ends").code().is_none();
        hit += usize::from(was_killed && shows(&title));
        trial += 1;
        here.run(["publish"]).expect_code(0);
        let mut last = told(&server.seen()[before..]);
        last.dedup();
        assert_eq!(last, ALL, "{title}");
    }
    assert!(outbox(&here).is_empty());
}

/// One run dies after another, each with something new, before one lives.
#[test]
fn runs_that_die_one_after_the_other_lose_nothing() {
    let step = if full_trials() { 1 } else { 11 };
    for place in (0..faults::places()).step_by(step) {
        let (server, _) = hub(204);
        let here = publication(&server.url("/"), "");
        let hook = format!("\n[[ping]]\nname = \"hook\"\nwebhook = \"{}\"\n", server.url("/hook"));
        here.config(here.read("courant.toml") + &hook);
        here.run(["publish"]).expect_code(0);
        for (n, place) in [place, place * 7 + 3, place * 5 + 1].into_iter().enumerate() {
            here.record(&format!("b{n}"), &format!("Another {n}"), &format!("2026-01-1{n}"), "");
            let command = here.courant(["publish"]).command();
            if faults::killed_at_syscall(&command, place).is_none() {
                return;
            }
        }
        here.run(["publish"]).expect_code(0);
        let hooked = server.seen().into_iter().filter(|request| request.path == "/hook");
        let hooked: String = hooked.map(|request| String::from_utf8_lossy(&request.body).into_owned()).collect();
        for n in 0..3 {
            assert!(hooked.contains(&format!("Another {n}")), "killed at place {place}: {hooked}");
        }
        assert!(outbox(&here).is_empty());
    }
}
