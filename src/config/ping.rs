//! `[[ping]]`: who is told.

use std::time::Duration;

/// Who is told, and how patiently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name, unique: its key in the outbox.
    pub name: String,
    /// The feeds that it is told of.
    pub feeds: EndpointFeeds,
    /// How long to wait before the first repetition; each further one waits twice as long.
    pub retry_first: Duration,
    /// How long to wait at most.
    pub retry_max: Duration,
    /// After how long news are given up that could not be delivered.
    pub give_up: Duration,
    /// How much time lies at least between two deliveries about one topic.
    pub min_interval: Duration,
}

/// The feeds that an endpoint is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointFeeds {
    /// All of them.
    All,
    /// Those of these `[[feed]]`s.
    Named(Vec<String>),
}
