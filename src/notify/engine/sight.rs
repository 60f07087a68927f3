//! Documents that have to be live before anybody is told of them.

use super::{Event, Outbox, Room, Run, STACK, Work};
use crate::{
    notify::{Delivery, log},
    record::outbox::{Fate, Queued, Settlement},
};
use std::{
    collections::HashMap,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

/// Between two looks at a document that is not live yet: at first, and at most.
pub(super) const LOOKS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(4));

/// What is known of a document that has to be live.
pub(super) enum Sight {
    Live,
    /// Somebody is looking.
    Looking {
        wait: Duration,
        /// What was seen the last time.
        why: Option<String>,
    },
    /// Not yet: again at that time.
    NotYet {
        again: Instant,
        wait: Duration,
        why: String,
    },
}

/// Whether the document that a delivery tells of is live; if that is not known, somebody looks.
pub(super) fn is_live(
    run: &Run<'_>,
    sights: &mut HashMap<String, Sight>,
    events: &mpsc::Sender<Event>,
    delivery: &Delivery,
    now: Instant,
) -> bool {
    let Some(readers) = &run.readers else { return true };
    let url = &delivery.news.feed_url;
    let (wait, why) = match sights.get(url) {
        Some(Sight::Live) => return true,
        Some(Sight::Looking { .. }) => return false,
        Some(Sight::NotYet { again, .. }) if *again > now => return false,
        Some(Sight::NotYet { wait, why, .. }) => (*wait, Some(why.clone())),
        None => (LOOKS.0, None),
    };
    let looking = sights.values().filter(|sight| matches!(sight, Sight::Looking { .. })).count();
    if looking >= Room::LOOKERS {
        return false;
    }
    let (readers, delivery, events) = (Arc::clone(readers), delivery.clone(), events.clone());
    let look = move || {
        let seen = readers.see(&delivery);
        events.send(Event::Sight { url: delivery.news.feed_url, seen }).ok();
    };
    let started = thread::Builder::new().name("look".to_owned()).stack_size(STACK).spawn(look);
    let sight = match started {
        Ok(_) => Sight::Looking { wait, why },
        Err(cause) => Sight::NotYet { again: now + wait, wait, why: format!("no thread can be started: {cause}") },
    };
    sights.insert(url.clone(), sight);
    false
}

impl Work<'_> {
    /// Gives up what nobody could be told of since its document has not been live for as long as anything is tried.
    pub(super) fn forsake<O: Outbox>(&mut self, outbox: &mut O) -> Result<(), O::Error> {
        let at = self.run.moment(Instant::now());
        let unseen = self.jobs.iter().filter(|(_, job)| at.since(job.queued.since) >= job.endpoint.give_up);
        let unseen: Vec<(usize, String)> =
            unseen.filter_map(|(key, job)| Some((*key, self.unseen(&job.queued.delivery)?))).collect();
        let name = |key: &usize| {
            let delivery = &self.jobs[key].queued.delivery;
            (delivery.endpoint.clone(), delivery.topic.clone())
        };
        let names: Vec<(String, String)> = unseen.iter().map(|(key, _)| name(key)).collect();
        if names.is_empty() {
            return Ok(());
        }
        let claimed = outbox.claim(&names, at)?;
        let mut settlements = Vec::new();
        for ((key, why), name) in unseen.into_iter().zip(names) {
            let is_ours = |queued: &&Queued| queued.delivery.endpoint == name.0 && queued.delivery.topic == name.1;
            let Some(queued) = claimed.iter().find(is_ours) else { continue };
            // What came later is still waited for; that nothing is ever seen is said all the same.
            let lapsed = self.jobs.get(&key).is_some_and(|job| at.since(queued.changed) < job.endpoint.give_up);
            let fate = Fate::Unseen { why, lapsed };
            log::attempt(queued, &fate, None, Duration::ZERO);
            let (endpoint, topic) = name;
            settlements.push(Settlement { endpoint, topic, generation: queued.generation, at, told: Vec::new(), fate });
            self.tally.given_up += 1;
            if !lapsed {
                self.jobs.remove(&key);
            }
        }
        outbox.settle(&settlements)
    }

    /// What was seen instead of a document that should be live.
    pub(super) fn unseen(&self, delivery: &Delivery) -> Option<String> {
        match self.sights.get(&delivery.news.feed_url)? {
            Sight::Live => None,
            Sight::Looking { why: None, .. } => Some(format!("{} did not answer in time", delivery.news.feed_url)),
            Sight::Looking { why: Some(why), .. } | Sight::NotYet { why, .. } => Some(why.clone()),
        }
    }
}
