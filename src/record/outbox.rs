//! What is known of deliveries: those that wait or were given up, and how endpoints have fared. The ledger keeps it, and who
//! delivers decides by it. Secrets are no part of it.

use super::{Article, Delivery};
use crate::value::Moment;
use std::collections::BTreeMap;

/// Everything that is known of deliveries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outbox {
    /// Deliveries that are to be made or were given up, sorted by endpoint and topic. What was delivered is no longer here.
    pub queued: Vec<Queued>,
    /// Endpoints that were tried, by their names.
    pub endpoints: BTreeMap<String, Health>,
    /// When an endpoint has last taken news of a topic, by endpoint and topic.
    pub told: BTreeMap<(String, String), Told>,
}

/// That an endpoint has taken news of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// When it last did.
    pub at: Moment,
    /// The generation of the delivery: what is newer was not told.
    pub generation: u64,
}

/// A delivery that is to be made, or was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// What is to be told, and to whom.
    pub delivery: Delivery,
    /// Grows with all that is merged into it: who has told an earlier generation has not told everything.
    pub generation: u64,
    /// Since when the oldest of its news waits.
    pub since: Moment,
    /// When the newest of its news came.
    pub changed: Moment,
    /// It is not tried before.
    pub due: Moment,
    /// How often it was tried in vain.
    pub attempts: u32,
    /// Why the last attempt was in vain.
    pub error: Option<String>,
    /// When it was given up; `None`: it is tried again.
    pub given_up: Option<Moment>,
}

impl Queued {
    /// A delivery that nobody has tried yet.
    #[must_use]
    pub fn new(delivery: Delivery, now: Moment) -> Self {
        Self {
            delivery,
            // Another one about the same topic, which is delivered by now, had an earlier one.
            generation: now.unix_millis().unsigned_abs(),
            since: now,
            changed: now,
            due: now,
            attempts: 0,
            error: None,
            given_up: None,
        }
    }

    /// The same as if it were of this moment and nobody had tried it.
    #[must_use]
    pub fn anew(self, now: Moment) -> Self {
        Self { since: now, changed: now, due: now, attempts: 0, error: None, given_up: None, ..self }
    }

    /// Merges what is new since into it. Between two attempts it waits as long as before, since the endpoint is in trouble;
    /// what was given up is tried again.
    #[must_use]
    pub fn merged(self, later: Delivery, now: Moment) -> Self {
        let Self { delivery, generation, since, due, attempts, error, given_up, .. } = self;
        let delivery = Delivery { news: delivery.news.merged(later.news), ..later };
        let fresh = Self::new(delivery, now);
        let generation = fresh.generation.max(generation.saturating_add(1));
        match given_up {
            Some(_) => Self { generation, ..fresh },
            None if attempts > 0 => Self { generation, since, due, attempts, error, ..fresh },
            None => Self { generation, since, due: due.min(now), ..fresh },
        }
    }
}

/// How an endpoint has fared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// How many attempts in a row have failed.
    pub failures: u32,
    /// It is left alone until then.
    pub open_until: Option<Moment>,
    /// When it last took something.
    pub succeeded: Option<Moment>,
    /// When an attempt last failed, or was refused.
    pub failed: Option<Moment>,
    /// Why that was.
    pub error: Option<String>,
}

/// A claim on deliveries: nobody else tries them until it is given back or over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose it is; no two runs have the same.
    pub owner: String,
    /// When it was made.
    pub now: Moment,
    /// When it is over, whatever has become of its owner.
    pub until: Moment,
}

/// What became of a claimed delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The endpoint's name.
    pub endpoint: String,
    /// The topic.
    pub topic: String,
    /// The generation that was claimed.
    pub generation: u64,
    /// When.
    pub at: Moment,
    /// The articles that the endpoint was told: of some deliveries a part is taken before the rest is not.
    pub told: Vec<Article>,
    /// What.
    pub fate: Fate,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The endpoint has taken all of it.
    Delivered,
    /// It failed, and is tried again.
    Again {
        /// Not before.
        due: Moment,
        /// Why it failed.
        why: String,
        /// Until when the endpoint is left alone altogether.
        open_until: Option<Moment>,
        /// Whether the oldest of its news is given up; what is newer goes on.
        lapsed: bool,
    },
    /// It is not tried again.
    GivenUp {
        /// Why.
        why: String,
        /// Whether the endpoint wants none of it: then nothing is wrong with the endpoint itself.
        refused: bool,
    },
    /// It was not tried and is not any more: what it tells of was never there to be seen. That is not the endpoint's fault.
    Unseen {
        /// What was seen instead.
        why: String,
        /// Whether the oldest of its news is given up; what is newer goes on.
        lapsed: bool,
    },
}

/// Which deliveries are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Those for the endpoint of this name; for any, if `None`.
    pub endpoint: Option<String>,
    /// Those about this topic; about any, if `None`.
    pub topic: Option<String>,
}

impl Chosen {
    /// Whether a delivery is meant.
    #[must_use]
    pub fn has(&self, delivery: &Delivery) -> bool {
        let fits = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found);
        fits(&self.endpoint, &delivery.endpoint) && fits(&self.topic, &delivery.topic)
    }
}

impl Health {
    /// How it fares after this.
    #[must_use]
    pub fn after(self, at: Moment, fate: &Fate) -> Self {
        match fate {
            Fate::Delivered => Self { failures: 0, open_until: None, succeeded: Some(at), ..self },
            Fate::Again { why, open_until, .. } => Self {
                failures: self.failures.saturating_add(1),
                open_until: *open_until,
                failed: Some(at),
                error: Some(why.clone()),
                ..self
            },
            Fate::GivenUp { why, refused } => Self {
                failures: if *refused { 0 } else { self.failures.saturating_add(1) },
                open_until: if *refused { None } else { self.open_until },
                failed: Some(at),
                error: Some(why.clone()),
                ..self
            },
            Fate::Unseen { .. } => self,
        }
    }
}

impl Queued {
    /// What is left of it after this; nothing, if everything was told.
    #[must_use]
    pub fn after(mut self, settlement: &Settlement) -> Option<Self> {
        let Settlement { generation, at, told, fate, .. } = settlement;
        self.delivery.news = self.delivery.news.without(told);
        let is_newer = self.generation != *generation;
        let attempts = self.attempts.saturating_add(1);
        // What came while it was tried begins anew.
        let anew = |queued: Self| Self { since: queued.changed, due: *at, attempts: 0, error: None, ..queued };
        match fate {
            Fate::Delivered if !is_newer => None,
            Fate::Delivered => Some(anew(self)),
            Fate::Again { due, why, lapsed, .. } => {
                let since = if *lapsed { self.changed } else { self.since };
                Some(Self { attempts, due: *due, error: Some(why.clone()), since, given_up: None, ..self })
            }
            Fate::GivenUp { .. } if is_newer => Some(anew(self)),
            Fate::GivenUp { why, .. } => Some(Self { attempts, error: Some(why.clone()), given_up: Some(*at), ..self }),
            Fate::Unseen { why, lapsed: true } => Some(Self { since: self.changed, error: Some(why.clone()), ..self }),
            Fate::Unseen { .. } if is_newer => Some(self),
            Fate::Unseen { why, lapsed: false } => Some(Self { error: Some(why.clone()), given_up: Some(*at), ..self }),
        }
    }
}
