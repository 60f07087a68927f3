//! Deliveries as lines: those that wait or were given up, how endpoints have fared, and when they were last told.
//!
//! Claims are left out, as intents are: they are about one disk at one moment.

use super::{
    line, object,
    read::{Members, wrong},
    text,
};
use crate::{
    record::Delivery,
    state::{Health, Outbox, Queued, Told},
    value::Moment,
};
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes all lines: deliveries, endpoints, what was told.
pub(super) fn write(outbox: &Outbox, out: &mut dyn Write) -> io::Result<()> {
    let mut queued: Vec<&Queued> = outbox.queued.iter().collect();
    queued.sort_unstable_by_key(|queued| (&queued.delivery.endpoint, &queued.delivery.topic));
    queued.into_iter().try_for_each(|queued| line(out, delivery(queued)?))?;
    outbox.endpoints.iter().try_for_each(|(name, health)| line(out, endpoint(name, health)))?;
    outbox.told.iter().try_for_each(|((endpoint, topic), told)| {
        let members = [
            ("kind", text("told")),
            ("endpoint", text(endpoint)),
            ("topic", text(topic)),
            ("at", moment(told.at)),
            ("generation", Some(told.generation.into())),
        ];
        line(out, object(&members))
    })
}

fn delivery(queued: &Queued) -> io::Result<Map<String, Value>> {
    Ok(object(&[
        ("kind", text("delivery")),
        ("endpoint", text(&queued.delivery.endpoint)),
        ("topic", text(&queued.delivery.topic)),
        ("generation", Some(queued.generation.into())),
        ("since", moment(queued.since)),
        ("changed", moment(queued.changed)),
        ("due", moment(queued.due)),
        ("attempts", Some(queued.attempts.into())),
        ("error", queued.error.as_deref().and_then(text)),
        ("given_up", queued.given_up.and_then(moment)),
        ("news", Some(serde_json::to_value(&queued.delivery.news)?)),
    ]))
}

fn endpoint(name: &str, health: &Health) -> Map<String, Value> {
    object(&[
        ("kind", text("endpoint")),
        ("name", text(name)),
        ("failures", Some(health.failures.into())),
        ("open_until", health.open_until.and_then(moment)),
        ("succeeded", health.succeeded.and_then(moment)),
        ("failed", health.failed.and_then(moment)),
        ("error", health.error.as_deref().and_then(text)),
    ])
}

fn moment(moment: Moment) -> Option<Value> {
    Some(moment.rfc3339().into())
}

/// Reads a line of one of these kinds; `false` if it is of another.
pub(super) fn take(kind: &str, members: &mut Members, outbox: &mut Outbox) -> Result<bool, String> {
    match kind {
        "delivery" => outbox.queued.push(read_delivery(members)?),
        "endpoint" => {
            let name = members.name("name")?;
            let health = Health {
                failures: members.count("failures")?,
                open_until: members.maybe_moment("open_until")?,
                succeeded: members.maybe_moment("succeeded")?,
                failed: members.maybe_moment("failed")?,
                error: members.maybe_text("error")?,
            };
            outbox.endpoints.insert(name, health);
        }
        "told" => {
            let key = (members.name("endpoint")?, members.name("topic")?);
            let told = Told { at: members.moment("at")?, generation: members.number("generation")? };
            outbox.told.insert(key, told);
        }
        _ => return Ok(false),
    }
    members.finish()?;
    Ok(true)
}

fn read_delivery(members: &mut Members) -> Result<Queued, String> {
    let (endpoint, topic) = (members.name("endpoint")?, members.name("topic")?);
    let generation = members.number("generation")?;
    let (since, changed, due) = (members.moment("since")?, members.moment("changed")?, members.moment("due")?);
    let (attempts, error) = (members.count("attempts")?, members.maybe_text("error")?);
    let given_up = members.maybe_moment("given_up")?;
    let news = members.value("news");
    let news = members.required("news", news)?;
    let news = serde_json::from_value(news.clone())
        .map_err(|cause| format!("{}: {cause}", wrong("news", "what is new in a feed", &news)))?;
    Ok(Queued {
        delivery: Delivery { endpoint, topic, news },
        generation,
        since,
        changed,
        due,
        attempts,
        error,
        given_up,
    })
}
