use super::{Outbox, Readers, Run, Tally};
use crate::{
    config::Endpoint,
    notify::{Courier, Delivery, Receipt, Verdict, fixture},
    record::outbox::{Queued, Settlement},
    value::Moment,
};
use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// What an endpoint answers, by its name, to which of its attempts; it has until then.
type Answers = dyn Fn(&str, usize, Instant) -> Verdict + Send + Sync;

/// What endpoints do, and who has tried them when.
struct World {
    began: Instant,
    seen: Mutex<Vec<(String, String, Duration)>>,
    answers: Box<Answers>,
}

impl World {
    fn new(answers: impl Fn(&str, usize, Instant) -> Verdict + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { began: Instant::now(), seen: Mutex::default(), answers: Box::new(answers) })
    }

    /// When an endpoint was tried.
    fn tried(&self, endpoint: &str) -> Vec<Duration> {
        let seen = self.seen.lock().expect("the log");
        seen.iter().filter(|(name, _, _)| name == endpoint).map(|(_, _, at)| *at).collect()
    }
}

impl Courier for World {
    fn deliver(&self, endpoint: &Endpoint, delivery: &Delivery, deadline: Instant) -> Receipt {
        let number = {
            let mut seen = self.seen.lock().expect("the log");
            seen.push((endpoint.name.clone(), delivery.topic.clone(), self.began.elapsed()));
            seen.iter().filter(|(name, _, _)| *name == endpoint.name).count()
        };
        let began = Instant::now();
        let verdict = (self.answers)(&endpoint.name, number, deadline);
        Receipt { duration: began.elapsed(), ..Receipt::of(verdict) }
    }
}

/// An outbox in memory.
#[derive(Default)]
struct Memory {
    queued: HashMap<(String, String), Queued>,
}

impl Memory {
    fn with(keys: &[(&str, &str)]) -> Self {
        let queued = |(endpoint, topic): &(&str, &str)| {
            let queued = Queued::new(fixture::delivery(endpoint, topic), now());
            (((*endpoint).to_owned(), (*topic).to_owned()), queued)
        };
        Self { queued: keys.iter().map(queued).collect() }
    }

    fn run(&mut self, world: &Arc<World>, seconds: f64, readers: Option<Arc<dyn Readers>>) -> Tally {
        let mut names: Vec<&String> = self.queued.keys().map(|(endpoint, _)| endpoint).collect();
        names.sort();
        names.dedup();
        let endpoints: Vec<Endpoint> = names.into_iter().map(|name| fixture::endpoint(name)).collect();
        let start = Instant::now();
        let run = Run {
            endpoints: &endpoints,
            courier: Arc::clone(world) as Arc<dyn Courier>,
            readers,
            now: (now(), start),
            deadline: start + Duration::from_secs_f64(seconds),
            seed: 7,
            force: false,
        };
        let queued = self.queued.values().cloned().collect();
        run.deliver(queued, BTreeMap::new(), &BTreeMap::new(), self).expect("memory takes everything")
    }
}

impl Outbox for Memory {
    type Error = Infallible;

    fn claim(&mut self, keys: &[(String, String)], _: Moment) -> Result<Vec<Queued>, Infallible> {
        Ok(keys.iter().filter_map(|key| self.queued.get(key)).cloned().collect())
    }

    fn settle(&mut self, settlements: &[Settlement]) -> Result<(), Infallible> {
        for settlement in settlements {
            let key = (settlement.endpoint.clone(), settlement.topic.clone());
            let queued = self.queued.remove(&key).expect("it was claimed");
            if let Some(queued) = queued.after(settlement) {
                self.queued.insert(key, queued);
            }
        }
        Ok(())
    }
}

fn now() -> Moment {
    Moment::from_rfc3339("2026-11-23T00:00:00Z").expect("a time")
}

fn again() -> Verdict {
    Verdict::Again { why: "503".to_owned(), after: None }
}

#[test]
fn the_dead_keep_no_living_one_waiting_and_the_run_ends_in_time() {
    let names: Vec<String> = (0..200).map(|n| format!("e{n}")).collect();
    let is_dead = |name: &str| name[1..].parse::<u32>().is_ok_and(|n| n % 3 == 0);
    let world = World::new(move |name, _, deadline| {
        if !is_dead(name) {
            thread::sleep(Duration::from_millis(20));
            return Verdict::Delivered;
        }
        thread::sleep(deadline.saturating_duration_since(Instant::now()));
        again()
    });
    let keys: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "t")).collect();
    let mut outbox = Memory::with(&keys);
    let tally = outbox.run(&world, 4.0, None);
    assert!(world.began.elapsed() < Duration::from_secs_f64(4.2), "{:?}", world.began.elapsed());
    assert_eq!((tally.delivered, tally.waiting, tally.given_up), (133, 67, 0), "{tally:?}");
    assert_eq!(outbox.queued.len(), 67, "no delivery is lost");
    let last = names.iter().filter(|name| !is_dead(name)).flat_map(|name| world.tried(name)).max();
    assert!(last.is_some_and(|last| last < Duration::from_secs(2)), "{last:?}");
}

#[test]
fn what_falls_due_in_time_is_waited_for_and_the_rest_is_not() {
    let world = World::new(|name, number, _| match (name, number) {
        ("busy", 1) => Verdict::Again { why: "429".to_owned(), after: Some(Duration::from_secs(2)) },
        ("late", 1) => Verdict::Again { why: "503".to_owned(), after: Some(Duration::from_secs(60)) },
        ("weak", 1) => again(),
        ("rude", _) => Verdict::Refused { why: "403".to_owned() },
        _ => Verdict::Delivered,
    });
    let mut outbox = Memory::with(&[("busy", "t"), ("late", "t"), ("weak", "t"), ("rude", "t"), ("good", "t")]);
    let tally = outbox.run(&world, 10.0, None);
    assert!(world.began.elapsed() < Duration::from_secs(4), "nothing else falls due: {:?}", world.began.elapsed());
    assert_eq!((tally.delivered, tally.failed, tally.waiting), (3, 3, 1), "{tally:?}");
    assert_eq!(tally.given_up, 1);
    let wait = |name| world.tried(name).windows(2).map(|two| (two[1] - two[0]).as_secs_f64()).collect::<Vec<_>>();
    assert!(wait("busy").iter().all(|wait| (2.0..2.5).contains(wait)), "{:?}", wait("busy"));
    assert!(wait("weak").iter().all(|wait| (0.75..1.6).contains(wait)), "{:?}", wait("weak"));
    assert_eq!((world.tried("busy").len(), world.tried("weak").len(), world.tried("rude").len()), (2, 2, 1));
    let late = &outbox.queued[&("late".to_owned(), "t".to_owned())];
    assert!(late.due.since(now()) >= Duration::from_secs(60) && late.attempts == 1);
    assert!(outbox.queued[&("rude".to_owned(), "t".to_owned())].given_up.is_some());
}

#[test]
fn an_endpoint_that_was_never_seen_is_not_stormed() {
    let world = World::new(|_, _, _| {
        thread::sleep(Duration::from_millis(300));
        again()
    });
    let topics: Vec<String> = (0..50).map(|n| format!("t{n}")).collect();
    let keys: Vec<(&str, &str)> = topics.iter().map(|topic| ("hub", topic.as_str())).collect();
    let mut outbox = Memory::with(&keys);
    let tally = outbox.run(&world, 4.0, None);
    assert_eq!((tally.delivered, tally.waiting), (0, 50));
    let tried = world.tried("hub").len();
    assert!((5..=20).contains(&tried), "the first few failures speak for the rest: {tried}");
}

#[test]
fn nothing_is_told_before_it_is_live() {
    struct Late(Mutex<u32>);
    impl Readers for Late {
        fn see(&self, delivery: &Delivery) -> Result<(), String> {
            let mut looks = self.0.lock().expect("the count");
            *looks += 1;
            match (delivery.news.feed_url.as_str(), *looks) {
                (url, _) if url.contains("never") => Err("404".to_owned()),
                (_, 0..=4) => Err("the old one".to_owned()),
                _ => Ok(()),
            }
        }
    }
    let world = World::new(|_, _, _| Verdict::Delivered);
    let mut outbox = Memory::with(&[("a", "t"), ("b", "t"), ("c", "u")]);
    outbox.queued.values_mut().filter(|queued| queued.delivery.topic == "u").for_each(|queued| {
        queued.delivery.news.feed_url = "https://a.example/never".to_owned();
    });
    let readers: Arc<dyn Readers> = Arc::new(Late(Mutex::new(0)));
    let tally = outbox.run(&world, 3.0, Some(readers));
    assert_eq!((tally.delivered, tally.waiting, tally.failed), (2, 1, 0), "{tally:?}");
    assert_eq!(tally.unseen, ["404".to_owned()].into());
    let rest = &outbox.queued[&("c".to_owned(), "u".to_owned())];
    assert_eq!((rest.attempts, rest.due), (0, now()), "that was no attempt");
    assert_eq!(world.tried("c").len(), 0);
}

#[test]
fn what_became_of_an_attempt_is_known_to_the_next_one() {
    let world = World::new(|_, number, _| if number < 3 { again() } else { Verdict::Delivered });
    let mut outbox = Memory::with(&[("weak", "t")]);
    let tally = outbox.run(&world, 10.0, None);
    assert_eq!((tally.delivered, tally.failed, tally.waiting), (1, 2, 0), "{tally:?}");
    let tried = world.tried("weak");
    let waits: Vec<f64> = tried.windows(2).map(|two| (two[1] - two[0]).as_secs_f64()).collect();
    assert!((0.75..1.6).contains(&waits[0]) && (1.5..2.9).contains(&waits[1]), "doubled: {waits:?}");
}
