//! The log: an event for each attempt.

use crate::record::outbox::{Fate, Queued};
use std::time::Duration;

/// Says what became of an attempt.
pub(super) fn attempt(queued: &Queued, fate: &Fate, status: Option<u16>, duration: Duration) {
    let (endpoint, topic) = (queued.delivery.endpoint.as_str(), queued.delivery.topic.as_str());
    let attempt = queued.attempts.saturating_add(1);
    let duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    match fate {
        Fate::Delivered => {
            tracing::info!(endpoint, topic, status, duration_ms, attempt, "delivered");
        }
        Fate::Again { due, why, lapsed: false, .. } => {
            let due = due.rfc3339();
            tracing::warn!(endpoint, topic, status, duration_ms, attempt, due, why, "failed");
        }
        Fate::Again { due, why, lapsed: true, .. } => {
            let due = due.rfc3339();
            tracing::error!(endpoint, topic, status, duration_ms, attempt, due, why, "given up");
        }
        Fate::GivenUp { why, refused: true } => {
            tracing::error!(endpoint, topic, status, duration_ms, attempt, why, "refused");
        }
        Fate::GivenUp { why, refused: false } => {
            tracing::error!(endpoint, topic, status, duration_ms, attempt, why, "given up");
        }
        Fate::Unseen { why, .. } => {
            let attempt = queued.attempts;
            tracing::error!(endpoint, topic, attempt, why, "given up");
        }
    }
}
