//! Telling the world: what a delivery is, and the protocols that carry it.
//!
//! Layer 3. A courier makes the requests of one delivery and reads what comes back, and knows nothing of other attempts; the
//! engine decides when to try, and when to give up. Where deliveries are kept is the matter of whoever calls it.
//! Secrets are looked up when a request is made and stand in nothing that is kept or printed.

mod answer;
mod courier;
mod draft;
mod engine;
#[cfg(test)]
mod fixture;
mod host;
mod log;
mod outcome;
mod protocol;
mod room;
mod schedule;
mod secrets;

pub use crate::record::{Article, Change, Delivery, News};
pub use courier::{HttpCourier, rehearse};
pub use engine::{Outbox, Readers, Run, Tally};
pub use schedule::ready;
pub use secrets::Environment;

use crate::config::Endpoint;
use std::time::{Duration, Instant};

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It arrived.
    Delivered,
    /// Not this time.
    Again {
        /// What happened.
        why: String,
        /// How long the endpoint wants to be left alone (`Retry-After`).
        after: Option<Duration>,
    },
    /// Never: the same request would be refused again.
    Refused {
        /// What happened, and what to do.
        why: String,
    },
}

/// One attempt at a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What became of it.
    pub verdict: Verdict,
    /// The articles that were taken before the rest was not. Of what was taken as a whole they need not be named.
    pub taken: Vec<Article>,
    /// The last status that came back; `None` if no answer came.
    pub status: Option<u16>,
    /// How long it took.
    pub duration: Duration,
}

impl Receipt {
    /// Of an attempt without an answer.
    const fn of(verdict: Verdict) -> Self {
        Self { verdict, taken: Vec::new(), status: None, duration: Duration::ZERO }
    }
}

/// Who carries deliveries.
pub trait Courier: Send + Sync {
    /// Makes every request of one delivery and says what became of it, not much later than `deadline`.
    fn deliver(&self, endpoint: &Endpoint, delivery: &Delivery, deadline: Instant) -> Receipt;
}
