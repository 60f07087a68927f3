//! `ping`: what waits in the outbox is delivered.
//!
//! Whoever calls it holds the publication's lock: the claims of other runs are those of dead ones.

use super::{
    Error, deliveries,
    live::Live,
    memory::ledger,
    past::{Brief, Environment},
    retire::instance_of,
};
use crate::{
    config::{Endpoint, Publication},
    notify::{self, Courier, Delivery, Readers, Tally},
    state::{self, Cache, Chosen, Claim, Ledger, Outbox, Outcome, Queued, Settlement},
    value::{Clock, Moment},
};
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

/// For how long after its time a run that was killed keeps its claims.
const GRACE: Duration = Duration::from_secs(60);

/// What is kept, at most, for the export of the ledger.
const EXPORT: Duration = Duration::from_secs(2);

/// What a ping is asked to do.
#[derive(Debug, Clone)]
pub struct PingOptions {
    /// The run's "now".
    pub clock: Clock,
    /// When that was.
    pub since: Instant,
    /// When it has to be over.
    pub deadline: Instant,
    /// Only news of these feeds (`news`, `category`, `category/politics`); of all, if empty.
    pub feeds: Vec<String>,
    /// Whether nothing is waited for, what was given up is tried again, and the feeds that are named are told of whether
    /// anything is new or not.
    pub force: bool,
}

impl PingOptions {
    fn now(&self) -> Moment {
        self.clock.moment().after(self.since.elapsed())
    }
}

/// What a ping has done.
#[derive(Debug, Default)]
pub struct Pinged {
    /// What was done and what was not.
    pub tally: Tally,
    /// Endpoints that the configuration no longer has and for which deliveries wait, by name.
    pub orphans: BTreeSet<String>,
    /// Deliveries that were given up by an earlier run, and that nobody has looked after since.
    pub given_up: usize,
}

/// Delivers what is due and what falls due before the deadline. `courier` is asked for only if there is anything to deliver.
///
/// # Errors
/// There is no feed of such a name, or the ledger cannot be used.
pub fn ping(
    publication: &Publication,
    options: &PingOptions,
    courier: impl FnOnce() -> Arc<dyn Courier>,
) -> Result<Pinged, Error> {
    check_names(publication, &options.feeds)?;
    let mut ledger = ledger(publication)?;
    let before = ledger.revision()?;
    ledger.free_claims()?;
    if options.force {
        announce(publication, options, ledger.as_mut())?;
    }
    let outbox = ledger.outbox()?;
    let mut done = Pinged::default();
    let mut queued = Vec::new();
    for delivery in chosen(&outbox, &options.feeds) {
        match forgotten_at(publication, delivery) {
            Some(at) if at <= options.now() => forget(ledger.as_mut(), &delivery.delivery)?,
            Some(_) => drop(done.orphans.insert(delivery.delivery.endpoint.clone())),
            None if delivery.given_up.is_some() => done.given_up += 1,
            None => queued.push(delivery.clone()),
        }
    }
    if Instant::now() >= options.deadline {
        done.tally.waiting = queued.len();
        queued.clear();
    }
    if !queued.is_empty() {
        let readers = publication
            .verify_live
            .then(|| Live::new(publication, &*ledger).map(|live| Arc::new(live) as Arc<dyn Readers>));
        let run = notify::Run {
            endpoints: &publication.endpoints,
            courier: courier(),
            readers: readers.transpose()?,
            now: (options.clock.moment(), options.since),
            deadline: options.deadline - spare(publication, options),
            seed: seed(),
            force: options.force,
        };
        let claim = Claim { owner: owner(), now: options.now(), until: run_end(options) };
        let mut shelf = Shelf { ledger: ledger.as_mut(), claim };
        done.tally = run.deliver(queued, outbox.endpoints, &outbox.told, &mut shelf)?;
        ledger.export()?;
    }
    follow(publication, before, ledger.revision()?);
    Ok(done)
}

/// The deliveries that a ping would begin with, and how many would have to wait.
///
/// # Errors
/// There is no feed of such a name, or the ledger cannot be read.
pub fn due(publication: &Publication, options: &PingOptions) -> Result<(Vec<Delivery>, usize), Error> {
    check_names(publication, &options.feeds)?;
    let ledger = ledger(publication)?;
    let outbox = ledger.outbox()?;
    let mut announced = Vec::new();
    if options.force {
        announced = announcements(publication, &options.feeds, &*ledger)?;
    }
    let (mut due, mut later) = (Vec::new(), 0);
    for queued in chosen(&outbox, &options.feeds) {
        let Some(ready) = ready(publication, &outbox, queued, options.now()) else { continue };
        let Delivery { endpoint, topic, .. } = &queued.delivery;
        announced.retain(|other| (&other.endpoint, &other.topic) != (endpoint, topic));
        if options.force || (queued.given_up.is_none() && ready <= options.now()) {
            due.push(queued.delivery.clone());
        } else if queued.given_up.is_none() {
            later += 1;
        }
    }
    due.extend(announced);
    Ok((due, later))
}

/// When the next of the deliveries that wait is tried, if that is asked at `now`; `None` if none waits for an endpoint that the
/// configuration has.
#[must_use]
pub fn next_delivery(publication: &Publication, outbox: &Outbox, now: Moment) -> Option<Moment> {
    let waiting = outbox.queued.iter().filter(|queued| queued.given_up.is_none());
    waiting.filter_map(|queued| ready(publication, outbox, queued, now)).min()
}

/// When a delivery may be tried; `None` if the configuration does not have its endpoint.
fn ready(publication: &Publication, outbox: &Outbox, queued: &Queued, now: Moment) -> Option<Moment> {
    let Delivery { endpoint: name, topic, .. } = &queued.delivery;
    let endpoint = publication.endpoints.iter().find(|endpoint| endpoint.name == *name)?;
    let told = outbox.told.get(&(name.clone(), topic.clone())).map(|told| told.at);
    Some(notify::ready(endpoint, queued, outbox.endpoints.get(name), told, now).unwrap_or(queued.due.min(now)))
}

/// When a delivery is forgotten since the configuration no longer has its endpoint; `None` if it has. Until then it may be
/// back: a name is soon misspelt.
#[must_use]
pub fn forgotten_at(publication: &Publication, queued: &Queued) -> Option<Moment> {
    let is_known = publication.endpoints.iter().any(|endpoint| endpoint.name == queued.delivery.endpoint);
    (!is_known).then(|| queued.changed.after(Endpoint::GIVE_UP))
}

/// Forgets a delivery to an endpoint that the configuration no longer has.
fn forget(ledger: &mut dyn Ledger, delivery: &Delivery) -> Result<(), Error> {
    let Delivery { endpoint, topic, .. } = delivery.clone();
    let why = "the configuration no longer has this endpoint";
    tracing::warn!(endpoint, topic, why, "forgotten");
    ledger.abandon(&Chosen { endpoint: Some(endpoint), topic: Some(topic) })?;
    Ok(())
}

/// Those about feeds of these names.
fn chosen<'a>(outbox: &'a Outbox, feeds: &'a [String]) -> impl Iterator<Item = &'a Queued> {
    outbox.queued.iter().filter(|queued| feeds.is_empty() || feeds.iter().any(|name| is_of(&queued.delivery, name)))
}

fn is_of(delivery: &Delivery, name: &str) -> bool {
    is_feed(&delivery.news.feed, name)
}

/// Whether a feed is the one of this name, or one of its values.
fn is_feed(feed: &str, name: &str) -> bool {
    feed.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn check_names(publication: &Publication, names: &[String]) -> Result<(), Error> {
    let is_known = |name: &String| publication.feeds.iter().any(|feed| is_feed(name, &feed.name));
    match names.iter().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => Err(Error::unknown_feed(name, publication.feeds.iter().map(|feed| feed.name.clone()).collect())),
    }
}

/// Lets what was given up be tried again, and tells of the feeds that are named.
fn announce(publication: &Publication, options: &PingOptions, ledger: &mut dyn Ledger) -> Result<(), Error> {
    let outbox = ledger.outbox()?;
    let is_given_up = |queued: &&Queued| queued.given_up.is_some() && forgotten_at(publication, queued).is_none();
    for queued in chosen(&outbox, &options.feeds).filter(is_given_up) {
        let Delivery { endpoint, topic, .. } = queued.delivery.clone();
        ledger.retry(&Chosen { endpoint: Some(endpoint), topic: Some(topic) }, options.now())?;
    }
    let announced = announcements(publication, &options.feeds, ledger)?;
    if announced.is_empty() {
        return Ok(());
    }
    let deliveries = announced.into_iter().map(|delivery| (delivery, options.now())).collect();
    Ok(ledger.conclude(&Outcome { deliveries, ..Outcome::default() })?)
}

/// What can be told of feeds of these names that are published.
fn announcements(publication: &Publication, feeds: &[String], ledger: &dyn Ledger) -> Result<Vec<Delivery>, Error> {
    if feeds.is_empty() {
        return Ok(Vec::new());
    }
    let feeds_known = ledger.published()?.feeds;
    let published = feeds_known
        .iter()
        .filter(|(name, row)| row.retired.is_none() && feeds.iter().any(|wanted| is_feed(name, wanted)));
    let told = published.filter_map(|(name, row)| instance_of(publication, name, || row.label.clone()));
    Ok(told.flat_map(|instance| deliveries::of_feed(publication, &instance)).collect())
}

/// The ledger as the engine sees it.
struct Shelf<'a> {
    ledger: &'a mut dyn Ledger,
    claim: Claim,
}

impl notify::Outbox for Shelf<'_> {
    type Error = state::Error;

    fn claim(&mut self, keys: &[(String, String)], now: Moment) -> Result<Vec<Queued>, state::Error> {
        self.ledger.claim(keys, &Claim { now, ..self.claim.clone() })
    }

    fn settle(&mut self, settlements: &[Settlement]) -> Result<(), state::Error> {
        self.ledger.settle(&self.claim.owner, settlements)
    }
}

/// How much of its time a run keeps for the export of what it has sent.
fn spare(publication: &Publication, options: &PingOptions) -> Duration {
    let left = options.deadline.saturating_duration_since(Instant::now());
    if publication.ledger_export.is_some() { (left / 10).min(EXPORT) } else { Duration::ZERO }
}

fn run_end(options: &PingOptions) -> Moment {
    let run = options.deadline.saturating_duration_since(options.since);
    options.clock.moment().after(run).after(GRACE)
}

/// No two runs have the same.
fn owner() -> String {
    format!("{}-{}", std::process::id(), Clock::system_nanoseconds())
}

/// What makes the delays of this run differ from those of others.
fn seed() -> u64 {
    Clock::system_nanoseconds().unsigned_abs() ^ u64::from(std::process::id()).rotate_left(32)
}

/// What was delivered changes nothing of what the next build has to know: if the cache knew the ledger before, it knows it
/// now. Trouble with it costs time and nothing else.
fn follow(publication: &Publication, before: u64, after: u64) {
    if before == after {
        return;
    }
    let cache = Cache::of(&publication.root.join(&publication.state));
    if let Ok(brief) = Brief::read(&cache, &Environment::now(publication)) {
        brief.follow(&cache, before, after).ok();
    }
}
