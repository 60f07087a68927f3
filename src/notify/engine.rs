//! The engine: sends what is due, all of it at once as far as endpoints and hosts bear it, until everything is told or the
//! time is over.
//!
//! Attempts run in threads of their own, since nobody can interrupt a system call: at the end those that hang are left
//! behind. What is known is kept by an [`Outbox`]; here nothing outlives the run.

mod sight;
#[cfg(test)]
mod tests;

use super::{
    Courier, Delivery, Receipt, Verdict,
    host::host_of,
    room::Room,
    schedule::{fate, rank, ready},
};
use crate::{
    config::Endpoint,
    record::outbox::{Fate, Health, Queued, Settlement, Told},
    value::Moment,
};
use sight::{LOOKS, Sight, is_live};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

/// The stack of a thread that makes an attempt.
const STACK: usize = 1 << 20;
/// Attempts end this long before the run does, so that what became of them can be written down.
const LAST_WORDS: Duration = Duration::from_millis(100);
/// With less time than this nothing is begun any more.
const TOO_SHORT: Duration = Duration::from_millis(50);
/// Where deliveries are kept.
pub trait Outbox {
    /// What can go wrong with it.
    type Error;

    /// Claims deliveries by endpoint and topic, and gives back those that were there to be claimed, as they are now.
    ///
    /// # Errors
    /// It cannot be written.
    fn claim(&mut self, keys: &[(String, String)], now: Moment) -> Result<Vec<Queued>, Self::Error>;

    /// Writes down what became of claimed deliveries.
    ///
    /// # Errors
    /// It cannot be written.
    fn settle(&mut self, settlements: &[Settlement]) -> Result<(), Self::Error>;
}

/// Whether readers can see what is told.
pub trait Readers: Send + Sync {
    /// Looks once whether the document that a delivery tells of is what everybody gets.
    ///
    /// # Errors
    /// Why it is not, in words for people.
    fn see(&self, delivery: &Delivery) -> Result<(), String>;
}

/// What a run is to do.
pub struct Run<'a> {
    /// Everybody who may be told.
    pub endpoints: &'a [Endpoint],
    /// Who carries deliveries.
    pub courier: Arc<dyn Courier>,
    /// Whom to ask before anything is told; nobody, if what is on the disk is live.
    pub readers: Option<Arc<dyn Readers>>,
    /// The run's "now", and when that was.
    pub now: (Moment, Instant),
    /// When it has to be over.
    pub deadline: Instant,
    /// What makes its delays differ from those of others.
    pub seed: u64,
    /// Whether nothing is waited for: neither for the time of a repetition nor for the pace nor for a dead endpoint.
    pub force: bool,
}

/// What a run has done.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many deliveries were made.
    pub delivered: usize,
    /// How many attempts failed and are made again, in this run or a later one.
    pub failed: usize,
    /// How many were given up or refused.
    pub given_up: usize,
    /// What was seen instead of documents that are not live, so that nobody was told of them.
    pub unseen: BTreeSet<String>,
    /// How many of the deliveries that were to be looked after still wait.
    pub waiting: usize,
}

/// A delivery that the run looks after.
struct Job {
    queued: Queued,
    endpoint: Arc<Endpoint>,
    host: Arc<str>,
    /// It is not tried before.
    ready: Instant,
}

/// What comes from the threads.
enum Event {
    Receipt { key: usize, receipt: Receipt },
    Sight { url: String, seen: Result<(), String> },
}

impl Run<'_> {
    /// Sends what is due, and what falls due before the deadline.
    ///
    /// # Errors
    /// The outbox cannot be written. What has been sent by then may be sent again.
    pub fn deliver<O: Outbox>(
        &self,
        queued: Vec<Queued>,
        health: BTreeMap<String, Health>,
        told: &BTreeMap<(String, String), Told>,
        outbox: &mut O,
    ) -> Result<Tally, O::Error> {
        let (events, heard) = mpsc::channel();
        let mut work = Work {
            run: self,
            health,
            jobs: BTreeMap::new(),
            flying: HashMap::new(),
            sights: HashMap::new(),
            room: Room::default(),
            events,
            tally: Tally::default(),
        };
        work.take(queued, told);
        loop {
            work.begin(outbox)?;
            let Some(until) = work.next() else { break };
            let mut settlements = Vec::new();
            let wait = until.saturating_duration_since(Instant::now());
            // One event is waited for; those that have come meanwhile are written down with it.
            if let Ok(event) = heard.recv_timeout(wait) {
                settlements.extend(work.hear(event));
                settlements.extend(heard.try_iter().filter_map(|event| work.hear(event)));
            }
            if !settlements.is_empty() {
                outbox.settle(&settlements)?;
            }
        }
        // Also what has come while the last ones were written down.
        let mut settlements: Vec<Settlement> = heard.try_iter().filter_map(|event| work.hear(event)).collect();
        settlements.extend(work.leave());
        if !settlements.is_empty() {
            outbox.settle(&settlements)?;
        }
        work.forsake(outbox)?;
        Ok(work.finish())
    }

    fn moment(&self, at: Instant) -> Moment {
        // Rounded up: what has to wait two seconds must not wait a part of a millisecond less.
        self.now.0.after(at.saturating_duration_since(self.now.1) + Duration::from_millis(1))
    }

    fn instant(&self, at: Moment) -> Instant {
        // What lies beyond any run is as good as never.
        const NEVER: Duration = Duration::from_secs(86_400 * 365);
        self.now.1 + at.since(self.now.0).min(NEVER)
    }
}

/// A run at work.
struct Work<'a> {
    run: &'a Run<'a>,
    health: BTreeMap<String, Health>,
    /// Those that wait, by number.
    jobs: BTreeMap<usize, Job>,
    /// Those that are under way, with the time at which they began.
    flying: HashMap<usize, (Job, Instant)>,
    /// What is known of documents, by address.
    sights: HashMap<String, Sight>,
    room: Room,
    events: mpsc::Sender<Event>,
    tally: Tally,
}

impl Work<'_> {
    /// Takes over the deliveries whose endpoints are known.
    fn take(&mut self, queued: Vec<Queued>, told: &BTreeMap<(String, String), Told>) {
        let endpoints: HashMap<&str, (Arc<Endpoint>, Arc<str>)> = self
            .run
            .endpoints
            .iter()
            .map(|endpoint| (endpoint.name.as_str(), (Arc::new(endpoint.clone()), host_of(endpoint))))
            .collect();
        for (key, queued) in queued.into_iter().enumerate() {
            let Some((endpoint, host)) = endpoints.get(queued.delivery.endpoint.as_str()) else { continue };
            let topic = (queued.delivery.endpoint.clone(), queued.delivery.topic.clone());
            let told = told.get(&topic).map(|told| told.at);
            let ready = ready(endpoint, &queued, self.health.get(&endpoint.name), told, self.run.now.0)
                .filter(|_| !self.run.force);
            let ready = ready.map_or(self.run.now.1, |at| self.run.instant(at));
            let job = Job { queued, endpoint: Arc::clone(endpoint), host: Arc::clone(host), ready };
            self.jobs.insert(key, job);
        }
    }

    /// Begins everything that can be begun now.
    fn begin<O: Outbox>(&mut self, outbox: &mut O) -> Result<(), O::Error> {
        let now = Instant::now();
        if now + TOO_SHORT + LAST_WORDS >= self.run.deadline {
            return Ok(());
        }
        let mut due: Vec<usize> = self.jobs.iter().filter(|(_, job)| job.ready <= now).map(|(key, _)| *key).collect();
        due.sort_by_key(|key| {
            let job = &self.jobs[key];
            (rank(self.health.get(&job.endpoint.name)), job.ready, *key)
        });
        let mut chosen = Vec::new();
        for key in due {
            let job = &self.jobs[&key];
            if !is_live(self.run, &mut self.sights, &self.events, &job.queued.delivery, now) {
                continue;
            }
            let health = self.health.get(&job.endpoint.name);
            if self.room.enter(key, &job.endpoint.name, &job.host, rank(health).0, now) {
                chosen.push(key);
            }
        }
        if chosen.is_empty() {
            return Ok(());
        }
        let names = chosen.iter().map(|key| {
            let delivery = &self.jobs[key].queued.delivery;
            (delivery.endpoint.clone(), delivery.topic.clone())
        });
        let claimed = outbox.claim(&names.collect::<Vec<_>>(), self.run.moment(now))?;
        let mut claimed: HashMap<(String, String), Queued> = claimed
            .into_iter()
            .map(|queued| ((queued.delivery.endpoint.clone(), queued.delivery.topic.clone()), queued))
            .collect();
        for key in chosen {
            let Some(mut job) = self.jobs.remove(&key) else { continue };
            let name = (job.queued.delivery.endpoint.clone(), job.queued.delivery.topic.clone());
            // Another run has it, or has delivered it.
            let Some(queued) = claimed.remove(&name) else {
                self.room.leave(key);
                continue;
            };
            job.queued = queued;
            self.start(key, job, now);
        }
        Ok(())
    }

    /// Makes an attempt in a thread of its own.
    fn start(&mut self, key: usize, job: Job, now: Instant) {
        let (courier, endpoint) = (Arc::clone(&self.run.courier), Arc::clone(&job.endpoint));
        let (delivery, events) = (job.queued.delivery.clone(), self.events.clone());
        let deadline = self.run.deadline - LAST_WORDS;
        let attempt = move || {
            let receipt = courier.deliver(&endpoint, &delivery, deadline);
            // Nobody listens any more only if the run is over.
            events.send(Event::Receipt { key, receipt }).ok();
        };
        self.flying.insert(key, (job, now));
        if let Err(cause) = thread::Builder::new().name("delivery".to_owned()).stack_size(STACK).spawn(attempt) {
            let why = format!("no thread can be started: {cause}");
            let verdict = Verdict::Again { why, after: None };
            self.events.send(Event::Receipt { key, receipt: Receipt::of(verdict) }).ok();
        }
    }

    /// Until when to wait for something to come; nothing, if the run is over.
    fn next(&self) -> Option<Instant> {
        let now = Instant::now();
        let deadline = self.run.deadline;
        if now >= deadline {
            return None;
        }
        let last = deadline - TOO_SHORT - LAST_WORDS;
        let waits = self.jobs.values().filter(|job| job.ready < last).map(|job| {
            let looked = match self.sights.get(&job.queued.delivery.news.feed_url) {
                Some(Sight::NotYet { again, .. }) => *again,
                _ => job.ready,
            };
            // What could begin now and did not waits for room, or for somebody who looks.
            if looked > now { looked } else { now + Room::MOMENT }
        });
        match waits.filter(|at| *at < last).min() {
            Some(at) => Some(at),
            None if self.flying.is_empty() => None,
            None => Some(deadline),
        }
    }

    /// Takes note of something that has come; a settlement, if it was the end of an attempt.
    fn hear(&mut self, event: Event) -> Option<Settlement> {
        match event {
            Event::Receipt { key, receipt } => {
                let (job, _) = self.flying.remove(&key)?;
                self.room.leave(key);
                Some(self.end(key, job, receipt))
            }
            Event::Sight { url, seen } => {
                let wait = match self.sights.get(&url) {
                    Some(Sight::Looking { wait, .. }) => *wait,
                    _ => LOOKS.0,
                };
                let sight = match seen {
                    Ok(()) => Sight::Live,
                    Err(why) => Sight::NotYet { again: Instant::now() + wait, wait: (wait * 2).min(LOOKS.1), why },
                };
                self.sights.insert(url, sight);
                None
            }
        }
    }

    /// An attempt is over.
    fn end(&mut self, key: usize, job: Job, mut receipt: Receipt) -> Settlement {
        let Job { queued, endpoint, host, .. } = job;
        let at = self.run.moment(Instant::now());
        let health = self.health.remove(&endpoint.name).unwrap_or_default();
        let (status, duration, taken) = (receipt.status, receipt.duration, std::mem::take(&mut receipt.taken));
        let fate = fate(&endpoint, &queued, &health, receipt, at, self.run.seed);
        super::log::attempt(&queued, &fate, status, duration);
        let health = health.after(at, &fate);
        if let Some(until) = health.open_until.filter(|_| !self.run.force) {
            let until = self.run.instant(until);
            let others = self.jobs.values_mut().filter(|job| job.endpoint.name == endpoint.name);
            others.for_each(|job| job.ready = job.ready.max(until));
        }
        self.health.insert(endpoint.name.clone(), health);
        let settlement = Settlement {
            endpoint: queued.delivery.endpoint.clone(),
            topic: queued.delivery.topic.clone(),
            generation: queued.generation,
            at,
            told: if fate == Fate::Delivered { queued.delivery.news.articles.clone() } else { taken },
            fate,
        };
        match &settlement.fate {
            Fate::Delivered => self.tally.delivered += 1,
            Fate::GivenUp { .. } => self.tally.given_up += 1,
            Fate::Unseen { .. } => {}
            Fate::Again { due, open_until, lapsed, .. } => {
                self.tally.failed += 1;
                self.tally.given_up += usize::from(*lapsed);
                let ready = self.run.instant((*due).max(open_until.unwrap_or(*due)));
                if let Some(queued) = queued.after(&settlement) {
                    self.jobs.insert(key, Job { queued, endpoint, host, ready });
                }
            }
        }
        settlement
    }

    /// The time is over: whoever has not answered has failed.
    fn leave(&mut self) -> Vec<Settlement> {
        let flying: Vec<(usize, (Job, Instant))> = self.flying.drain().collect();
        flying
            .into_iter()
            .map(|(key, (job, began))| {
                let why = "no answer before this run's time was over".to_owned();
                let verdict = Verdict::Again { why, after: None };
                self.end(key, job, Receipt { duration: began.elapsed(), ..Receipt::of(verdict) })
            })
            .collect()
    }

    fn finish(mut self) -> Tally {
        for job in std::mem::take(&mut self.jobs).into_values() {
            self.tally.waiting += 1;
            self.tally.unseen.extend(self.unseen(&job.queued.delivery));
        }
        self.tally
    }
}
