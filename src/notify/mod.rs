//! Notifying: the world is told what is new.
//!
//! Layer 3: knows endpoints and protocols, and how often to try. Where deliveries are kept is no matter here.

use crate::config::Endpoint;
pub use crate::record::{Article, Change, Delivery, News};
use std::time::{Duration, Instant};

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The endpoint has taken it.
    Delivered,
    /// It may be tried again.
    Again {
        /// Why it was not taken; no secrets.
        why: String,
        /// How long the endpoint wants to be left alone (`Retry-After`).
        after: Option<Duration>,
    },
    /// Trying again would not help.
    Refused {
        /// Why; no secrets.
        why: String,
    },
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What became of it.
    pub verdict: Verdict,
    /// The status of the last answer, if there was one.
    pub status: Option<u16>,
    /// How long it took.
    pub duration: Duration,
}

/// Whoever carries a delivery to its endpoint, with all the requests that this takes.
pub trait Courier: Send + Sync {
    /// Makes one attempt, which is over by the deadline.
    fn deliver(&self, endpoint: &Endpoint, delivery: &Delivery, deadline: Instant) -> Receipt;
}
