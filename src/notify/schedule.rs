//! When to try again, and when to give up: decided from what is known, without looking at any clock.

use super::{Receipt, Verdict};
use crate::{
    config::Endpoint,
    record::outbox::{Fate, Health, Queued},
    value::Moment,
};
use std::time::Duration;

/// A delivery that has failed so often says that its endpoint is dead, however few others have tried.
const IN_VAIN: u32 = 3;
/// By so much may the clocks of two machines differ.
const SKEW: Duration = Duration::from_secs(60);
/// So many failures of one endpoint in a row say the same, whatever they were about.
const IN_A_ROW: u32 = 10;

/// How long to wait after so many vain attempts: doubled each time, a quarter more or less, so that many that have failed
/// together do not come back together. `seed` makes the difference.
pub(super) fn backoff(endpoint: &Endpoint, attempts: u32, seed: u64) -> Duration {
    let doubled = endpoint.retry_first.saturating_mul(1 << attempts.min(30));
    let jitter = 0.75 + 0.5 * ((seed % 10_000) as f64 / 10_000.0);
    doubled.min(endpoint.retry_max).mul_f64(jitter).min(endpoint.retry_max)
}

/// A seed of a delivery's own.
pub(super) fn seed_of(queued: &Queued, seed: u64) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes()).update(&queued.attempts.to_le_bytes());
    for text in [&queued.delivery.endpoint, &queued.delivery.topic] {
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    let mut mixed = [0; 8];
    hasher.finalize_xof().fill(&mut mixed);
    u64::from_le_bytes(mixed)
}

/// What an attempt that has just ended comes to.
pub(super) fn fate(
    endpoint: &Endpoint,
    queued: &Queued,
    health: &Health,
    receipt: Receipt,
    now: Moment,
    seed: u64,
) -> Fate {
    let (why, after) = match receipt.verdict {
        Verdict::Delivered => return Fate::Delivered,
        Verdict::Refused { why } => return Fate::GivenUp { why, refused: true },
        Verdict::Again { why, after } => (why, after),
    };
    // What nobody came round to try, or what a clock says that was wrong when it was written down, gets a second chance.
    let is_over = |since: Moment| queued.attempts > 0 && now.since(since) >= endpoint.give_up;
    if is_over(queued.changed) {
        return Fate::GivenUp { why, refused: false };
    }
    let own = backoff(endpoint, queued.attempts, seed_of(queued, seed));
    // Who wants to be left alone for longer than it is tried gets a last try at its end: then it is reported.
    let left = endpoint.give_up.saturating_sub(now.since(queued.changed)).max(own);
    let wait = after.map_or(own, |after| after.min(left).max(endpoint.retry_first.min(own)));
    let open_until = match after {
        // Who says when wants to be left alone until then.
        Some(_) => Some(now.after(wait)),
        None => circuit(endpoint, queued, health, own, now),
    };
    Fate::Again { due: now.after(wait), why, open_until, lapsed: is_over(queued.since) }
}

/// Until when an endpoint is left alone that fails again and again: each time twice as long. One delivery then tries for all.
fn circuit(endpoint: &Endpoint, queued: &Queued, health: &Health, own: Duration, now: Moment) -> Option<Moment> {
    let is_dead = queued.attempts + 1 >= IN_VAIN || health.failures + 1 >= IN_A_ROW;
    let before = health.open_until.zip(health.failed).map(|(until, failed)| until.since(failed));
    // One that failed once or twice is not dead: it said itself how long to leave it alone.
    match before.filter(|_| is_dead || health.failures >= IN_VAIN) {
        Some(before) => Some(now.after(own.max(before.saturating_mul(2)).min(endpoint.retry_max))),
        None if is_dead => Some(now.after(own)),
        None => health.open_until.filter(|until| *until > now),
    }
}

/// The moment before which a delivery is not to be tried, as far as the outbox knows; `None` if it may be tried at any time.
///
/// What was written down by a clock that was ahead counts for nothing: it could be years until that time comes.
#[must_use]
pub fn ready(
    endpoint: &Endpoint,
    queued: &Queued,
    health: Option<&Health>,
    told: Option<Moment>,
    now: Moment,
) -> Option<Moment> {
    let has_been = |at: &Moment| *at <= now.after(SKEW);
    let was_ahead = health.and_then(|health| health.failed).is_some_and(|failed| !has_been(&failed));
    // What nobody has tried yet waits for nothing, whatever the clock of the run that let it wait.
    let repeated = (queued.attempts > 0 && !was_ahead).then_some(queued.due);
    let paced = told.filter(has_been).map(|at| at.after(endpoint.min_interval));
    let paced = paced.filter(|_| !endpoint.min_interval.is_zero());
    let open = health.and_then(|health| health.open_until).filter(|_| !was_ahead);
    [repeated, paced, open].into_iter().flatten().max()
}

/// In which order endpoints are tried: those that are well, those that nobody has tried, those that failed. A dead one keeps
/// no living one waiting.
pub(super) fn rank(health: Option<&Health>) -> (u8, u32) {
    match health {
        Some(health) if health.failures > 0 => (2, health.failures),
        Some(health) if health.succeeded.is_some() => (0, 0),
        _ => (1, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::{backoff, fate, rank, ready};
    use crate::{
        config::Endpoint,
        notify::{Receipt, Verdict, fixture},
        record::outbox::{Fate, Health, Queued},
        value::Moment,
    };
    use std::time::Duration;

    const DAY: Duration = Duration::from_secs(86_400);

    fn now() -> Moment {
        Moment::from_rfc3339("2026-11-23T00:00:00Z").expect("a time")
    }

    fn failed(endpoint: &Endpoint, queued: &Queued, health: &Health, now: Moment, after: Option<u64>) -> Fate {
        let after = after.map(Duration::from_secs);
        let verdict = Verdict::Again { why: "503".to_owned(), after };
        fate(endpoint, queued, health, Receipt { status: Some(503), ..Receipt::of(verdict) }, now, 7)
    }

    #[test]
    fn waits_twice_as_long_each_time_and_never_more_than_the_most() {
        let endpoint = fixture::endpoint("hub");
        for attempts in 0..40 {
            let plain = Duration::from_secs(1 << attempts.min(12)).min(Duration::from_secs(3600)).as_secs_f64();
            let waits: Vec<f64> = (0..200).map(|seed| backoff(&endpoint, attempts, seed * 997).as_secs_f64()).collect();
            let most = (plain * 1.25).min(3600.0);
            assert!(waits.iter().all(|wait| (plain * 0.75..=most).contains(wait)), "{attempts}: {waits:?}");
            let spread = waits.iter().copied().fold(0.0, f64::max) - waits.iter().copied().fold(f64::MAX, f64::min);
            assert!(spread > plain * 0.2, "{attempts}: all at once");
        }
    }

    #[test]
    fn what_a_server_asks_for_is_granted() {
        let (endpoint, queued) = (fixture::endpoint("hub"), Queued::new(fixture::delivery("hub", "t"), now()));
        let due = |after| match failed(&endpoint, &queued, &Health::default(), now(), Some(after)) {
            Fate::Again { due, open_until, .. } => (due.since(now()), open_until == Some(due)),
            other => panic!("{other:?}"),
        };
        assert_eq!(due(120), (Duration::from_secs(120), true));
        assert_eq!(due(86_400), (DAY, true), "also more than we would wait");
        assert_eq!(due(86_400 * 365), (DAY * 3, true), "but not beyond the time at which it is given up");
        assert!(due(0).0 >= Duration::from_millis(750), "and none hurries us");
    }

    #[test]
    fn news_are_given_up_after_their_time_and_newer_ones_go_on() {
        let endpoint = fixture::endpoint("hub");
        let mut queued = Queued::new(fixture::delivery("hub", "t"), now());
        queued.attempts = 20;
        queued.changed = now().after(DAY);
        let fate = |days: u32| failed(&endpoint, &queued, &Health::default(), now().after(DAY * days), None);
        assert!(matches!(fate(2), Fate::Again { lapsed: false, .. }));
        assert!(matches!(fate(3), Fate::Again { lapsed: true, .. }));
        assert!(matches!(fate(4), Fate::GivenUp { refused: false, .. }));
        let fresh = Queued { attempts: 0, ..queued.clone() };
        let first = failed(&endpoint, &fresh, &Health::default(), now().after(DAY * 9), None);
        assert!(matches!(first, Fate::Again { lapsed: false, .. }), "nobody came round to it");
    }

    #[test]
    fn a_dead_endpoint_is_left_alone_for_longer_and_longer() {
        let endpoint = fixture::endpoint("hub");
        let open = |attempts, health: &Health| {
            let queued = Queued { attempts, ..Queued::new(fixture::delivery("hub", "t"), now()) };
            match failed(&endpoint, &queued, health, now(), None) {
                Fate::Again { open_until, .. } => open_until.map(|until| until.since(now()).as_secs_f64()),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(open(1, &Health { failures: 1, ..Health::default() }), None);
        assert!(open(2, &Health { failures: 2, ..Health::default() }).is_some_and(|wait| (3.0..=5.0).contains(&wait)));
        assert!(open(0, &Health { failures: 9, ..Health::default() }).is_some_and(|wait| wait < 2.0), "whoever fails");
        let probed = |seconds| Health {
            failures: 30,
            failed: Some(now()),
            open_until: Some(now().after(Duration::from_secs(seconds))),
            ..Health::default()
        };
        assert_eq!(open(0, &probed(600)), Some(1200.0), "one that tries for all");
        assert_eq!(open(0, &probed(3000)), Some(3600.0));
    }

    #[test]
    fn is_ready_when_everybody_agrees() {
        let endpoint = Endpoint { min_interval: Duration::from_secs(300), ..fixture::endpoint("hub") };
        let queued = Queued::new(fixture::delivery("hub", "t"), now());
        let open = Health { open_until: Some(now().after(Duration::from_secs(60))), ..Health::default() };
        let wait = |health, told| ready(&endpoint, &queued, health, told, now()).map(|at| at.since(now()).as_secs());
        assert_eq!(wait(None, None), None);
        assert_eq!(wait(Some(&open), None), Some(60));
        assert_eq!(wait(Some(&open), Some(now())), Some(300));
    }

    #[test]
    fn what_a_clock_said_that_was_ahead_holds_nobody_up() {
        let endpoint = Endpoint { min_interval: Duration::from_secs(300), ..fixture::endpoint("hub") };
        let then = now().after(DAY * 1000);
        let queued = Queued { attempts: 3, due: then, ..Queued::new(fixture::delivery("hub", "t"), then) };
        let health = Health { failures: 3, failed: Some(then), open_until: Some(then.after(DAY)), ..Health::default() };
        assert_eq!(ready(&endpoint, &queued, Some(&health), Some(then), now()), None);
        let a_little = now().after(Duration::from_secs(30));
        let health = Health { failed: Some(a_little), open_until: Some(a_little.after(DAY)), ..health };
        assert_eq!(ready(&endpoint, &queued, Some(&health), None, now()), Some(then));
    }

    #[test]
    fn a_server_that_said_when_is_not_dead_for_that() {
        let endpoint = fixture::endpoint("hub");
        let queued = Queued { attempts: 1, ..Queued::new(fixture::delivery("hub", "t"), now()) };
        let health = |failures, until| Health {
            failures,
            failed: Some(now()),
            open_until: Some(now().after(Duration::from_secs(until))),
            ..Health::default()
        };
        let open = |health: &Health, now| match failed(&endpoint, &queued, health, now, None) {
            Fate::Again { due, open_until, .. } => (due.since(now).as_secs(), open_until),
            other => panic!("{other:?}"),
        };
        let later = now().after(Duration::from_secs(60));
        let (due, until) = open(&health(1, 60), later);
        assert!((1..=2).contains(&due) && until.is_none(), "{due} {until:?}");
        assert_eq!(open(&health(1, 60), now()).1, Some(later), "what was asked for still holds for others");
    }

    #[test]
    fn the_living_come_first() {
        let failing = |failures| Health { failures, succeeded: Some(now()), ..Health::default() };
        let mut health = [Some(failing(9)), None, Some(failing(0)), Some(failing(1)), Some(Health::default())];
        health.sort_by_key(|health| rank(health.as_ref()));
        let failures: Vec<_> = health.iter().map(|health| health.as_ref().map(|health| health.failures)).collect();
        assert_eq!(failures, [Some(0), None, Some(0), Some(1), Some(9)]);
    }
}
