//! What `status` says of deliveries and endpoints.

use crate::{
    pipeline::Status,
    state::{Health, Outbox},
    value::{Moment, Timestamp, collapse_blanks},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, io::Write};

/// For people: what waits, and which endpoints are in trouble.
pub(super) fn write(out: &mut dyn Write, status: &Status) -> std::io::Result<()> {
    let (waiting, given_up) = counts(&status.outbox);
    if waiting + given_up > 0 {
        let next = status.next_delivery.map_or_else(String::new, |at| format!(", next at {at}"));
        let lost =
            if given_up > 0 { format!("; {given_up} given up: `courant outbox` says which") } else { String::new() };
        writeln!(out, "to be told: {waiting} waiting{next}{lost}")?;
    }
    for name in names(status) {
        let Some(health) =
            status.outbox.endpoints.get(name).filter(|health| health.failures > 0 || has_trouble(health))
        else {
            continue;
        };
        let error = collapse_blanks(health.error.as_deref().unwrap_or_default());
        let at = health.failed.map_or_else(String::new, |at| format!(" at {at}"));
        let alone = health.open_until.map_or_else(String::new, |at| format!("; left alone until {at}"));
        match health.failures {
            0 => writeln!(out, "  {name}: refused{at}: {error}")?,
            failures => writeln!(out, "  {name}: failed {failures} in a row, last{at}: {error}{alone}")?,
        }
    }
    Ok(())
}

/// The endpoints of the configuration, and each other one for which something waits.
fn names(status: &Status) -> BTreeSet<&String> {
    status.endpoints.iter().chain(status.outbox.queued.iter().map(|queued| &queued.delivery.endpoint)).collect()
}

/// Whether the last that an endpoint said was no.
fn has_trouble(health: &Health) -> bool {
    health.failed.is_some() && health.failed > health.succeeded
}

fn counts(outbox: &Outbox) -> (usize, usize) {
    let given_up = outbox.queued.iter().filter(|queued| queued.given_up.is_some()).count();
    (outbox.queued.len() - given_up, given_up)
}

/// The first whole second that is not before it.
pub(super) fn whole_second(moment: Moment) -> Option<Timestamp> {
    Timestamp::from_unix(moment.unix_millis().saturating_add(999).div_euclid(1000))
}

/// For programs, about all of it: `to_tell`, `given_up`, `tell_next`.
pub(super) fn counts_as_json(status: &Status) -> [(&'static str, Value); 3] {
    let (waiting, given_up) = counts(&status.outbox);
    let next = status.next_delivery.map(Moment::rfc3339);
    [("to_tell", waiting.into()), ("given_up", given_up.into()), ("tell_next", next.into())]
}

/// For programs, a line for each endpoint.
pub(super) fn endpoints_as_json(status: &Status) -> Vec<Value> {
    let line = |name: &String| {
        let health = status.outbox.endpoints.get(name).cloned().unwrap_or_default();
        let own = || status.outbox.queued.iter().filter(|queued| queued.delivery.endpoint == *name);
        let given_up = own().filter(|queued| queued.given_up.is_some()).count();
        let time = |moment: Option<Moment>| moment.map(Moment::rfc3339);
        json!({
            "kind": "endpoint",
            "name": name,
            "configured": status.endpoints.contains(name),
            "to_tell": own().count() - given_up,
            "given_up": given_up,
            "failures": health.failures,
            "open_until": time(health.open_until),
            "succeeded": time(health.succeeded),
            "failed": time(health.failed),
            "error": health.error,
        })
    };
    names(status).into_iter().map(line).collect()
}
