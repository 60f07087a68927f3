//! The outbox in SQL. What follows from what is decided by the types themselves; here rows are read and written.

#[cfg(test)]
mod tests;

use super::super::{Chosen, Claim, Fate, Health, Outbox, Queued, Settlement, Told};
use crate::{
    record::{Delivery, News},
    value::Moment,
};
use rusqlite::{Connection, OptionalExtension, named_params, params, types::Type};
use std::collections::BTreeMap;

/// Everything.
pub(super) fn outbox(connection: &Connection) -> rusqlite::Result<Outbox> {
    Ok(Outbox {
        queued: queued(connection, "", &[])?,
        endpoints: endpoints(connection, None)?,
        told: told(connection)?,
    })
}

const COLUMNS: &str = "endpoint, topic, news, generation, since, changed, due, attempts, error, given_up FROM outbox";

fn queued(connection: &Connection, tail: &str, values: &[&str]) -> rusqlite::Result<Vec<Queued>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} {tail} ORDER BY endpoint, topic"))?
        .query_map(rusqlite::params_from_iter(values), read)?
        .collect()
}

fn one(connection: &Connection, endpoint: &str, topic: &str) -> rusqlite::Result<Option<Queued>> {
    Ok(queued(connection, "WHERE endpoint = ?1 AND topic = ?2", &[endpoint, topic])?.pop())
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Queued> {
    let (endpoint, topic): (String, String) = (row.get(0)?, row.get(1)?);
    let place = |column: &str| format!("the delivery of `{topic}` to `{endpoint}`, column {column}");
    let news = news(row, 2, || place("news"))?;
    let (since, changed) = (moment(row, 4, || place("since"))?, moment(row, 5, || place("changed"))?);
    let due = moment(row, 6, || place("due"))?;
    let given_up = maybe_moment(row, 9, || place("given_up"))?;
    Ok(Queued {
        generation: row.get::<_, i64>(3)?.unsigned_abs(),
        since,
        changed,
        due,
        attempts: row.get(7)?,
        error: row.get(8)?,
        given_up,
        delivery: Delivery { endpoint, topic, news },
    })
}

/// All endpoints by name, or the one with this name.
fn endpoints(connection: &Connection, only: Option<&str>) -> rusqlite::Result<BTreeMap<String, Health>> {
    let tail = if only.is_some() { "WHERE name = ?1" } else { "" };
    connection
        .prepare_cached(&format!("SELECT name, failures, open_until, succeeded, failed, error FROM endpoint {tail}"))?
        .query_map(rusqlite::params_from_iter(only), |row| {
            let name: String = row.get(0)?;
            let place = |column: &str| format!("the endpoint `{name}`, column {column}");
            let health = Health {
                failures: row.get(1)?,
                open_until: maybe_moment(row, 2, || place("open_until"))?,
                succeeded: maybe_moment(row, 3, || place("succeeded"))?,
                failed: maybe_moment(row, 4, || place("failed"))?,
                error: row.get(5)?,
            };
            Ok((name, health))
        })?
        .collect()
}

fn told(connection: &Connection) -> rusqlite::Result<BTreeMap<(String, String), Told>> {
    connection
        .prepare_cached("SELECT endpoint, topic, at, generation FROM told")?
        .query_map([], |row| {
            let (endpoint, topic): (String, String) = (row.get(0)?, row.get(1)?);
            let at = moment(row, 2, || format!("what `{endpoint}` was told of `{topic}`, column at"))?;
            Ok(((endpoint, topic), Told { at, generation: row.get::<_, i64>(3)?.unsigned_abs() }))
        })?
        .collect()
}

/// Puts a delivery in the place of the one with its endpoint and topic. A claim on that one stays.
pub(super) fn put(connection: &Connection, queued: &Queued) -> rusqlite::Result<()> {
    let Queued { delivery, generation, since, changed, due, attempts, error, given_up } = queued;
    connection
        .prepare_cached(
            "INSERT INTO outbox (endpoint, topic, feed, news, generation, since, changed, due, attempts, error, given_up) \
             VALUES (:endpoint, :topic, :feed, :news, :generation, :since, :changed, :due, :attempts, :error, :given_up) \
             ON CONFLICT (endpoint, topic) DO UPDATE SET feed = excluded.feed, news = excluded.news, \
             generation = excluded.generation, since = excluded.since, changed = excluded.changed, due = excluded.due, \
             attempts = excluded.attempts, error = excluded.error, given_up = excluded.given_up",
        )?
        .execute(named_params! {
            ":endpoint": delivery.endpoint,
            ":topic": delivery.topic,
            ":feed": delivery.news.feed,
            ":news": as_json(&delivery.news)?,
            ":generation": number(*generation),
            ":since": since.rfc3339(),
            ":changed": changed.rfc3339(),
            ":due": due.rfc3339(),
            ":attempts": attempts,
            ":error": error,
            ":given_up": given_up.map(Moment::rfc3339),
        })
        .map(drop)
}

/// Merges a delivery into the one that waits, or lets it wait.
pub(super) fn enqueue(connection: &Connection, delivery: &Delivery, now: Moment) -> rusqlite::Result<()> {
    let queued = match one(connection, &delivery.endpoint, &delivery.topic)? {
        Some(queued) => queued.merged(delivery.clone(), now),
        None => Queued::new(delivery.clone(), now),
    };
    // Clocks stand still and go back: what is new is of a later generation all the same.
    let told: Option<i64> = connection
        .prepare_cached("SELECT generation FROM told WHERE endpoint = ?1 AND topic = ?2")?
        .query_row([&delivery.endpoint, &delivery.topic], |row| row.get(0))
        .optional()?;
    let after = told.map_or(0, |told| told.unsigned_abs().saturating_add(1));
    put(connection, &Queued { generation: queued.generation.max(after), ..queued })
}

/// Claims those of these deliveries that wait and that nobody else has claimed, and gives them back as they are now.
pub(super) fn claim(
    connection: &Connection,
    keys: &[(String, String)],
    claim: &Claim,
) -> rusqlite::Result<Vec<Queued>> {
    let mut taken = Vec::new();
    for (endpoint, topic) in keys {
        // Times of one form, but for the fraction, which a whole second lacks: read before they are compared.
        let held: Option<(Option<String>, Option<String>)> = connection
            .prepare_cached("SELECT owner, owned_until FROM outbox WHERE endpoint = ?1 AND topic = ?2")?
            .query_row([endpoint, topic], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((owner, until)) = held else { continue };
        let is_over = until.as_deref().and_then(Moment::from_rfc3339).is_none_or(|until| until <= claim.now);
        if owner.is_some_and(|owner| owner != claim.owner) && !is_over {
            continue;
        }
        let Some(queued) = one(connection, endpoint, topic)? else { continue };
        connection
            .prepare_cached("UPDATE outbox SET owner = ?3, owned_until = ?4 WHERE endpoint = ?1 AND topic = ?2")?
            .execute(params![endpoint, topic, claim.owner, claim.until.rfc3339()])?;
        taken.push(queued);
    }
    Ok(taken)
}

/// Writes down what became of a delivery that `owner` has claimed. What somebody else has claimed since is his.
pub(super) fn settle(connection: &Connection, owner: &str, settlement: &Settlement) -> rusqlite::Result<()> {
    let Settlement { endpoint, topic, at, fate, generation, .. } = settlement;
    if *fate == Fate::Delivered {
        put_told(connection, (endpoint, topic), Told { at: *at, generation: *generation })?;
    }
    if !matches!(fate, Fate::Unseen { .. }) {
        let before = endpoints(connection, Some(endpoint))?.remove(endpoint).unwrap_or_default();
        put_endpoint(connection, endpoint, &before.after(*at, fate))?;
    }
    let is_ours = connection
        .prepare_cached("SELECT 1 FROM outbox WHERE endpoint = ?1 AND topic = ?2 AND owner = ?3")?
        .exists([endpoint, topic, owner])?;
    let Some(queued) = one(connection, endpoint, topic)?.filter(|_| is_ours) else { return Ok(()) };
    match queued.after(settlement) {
        None => remove(connection, endpoint, topic),
        Some(queued) => {
            put(connection, &queued)?;
            connection
                .prepare_cached(
                    "UPDATE outbox SET owner = NULL, owned_until = NULL WHERE endpoint = ?1 AND topic = ?2",
                )?
                .execute([endpoint, topic])
                .map(drop)
        }
    }
}

/// Puts what is known of an endpoint in the place of what was.
pub(super) fn put_endpoint(connection: &Connection, name: &str, health: &Health) -> rusqlite::Result<()> {
    let time = |moment: Option<Moment>| moment.map(Moment::rfc3339);
    connection
        .prepare_cached(
            "INSERT INTO endpoint (name, failures, open_until, succeeded, failed, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, open_until = excluded.open_until, \
             succeeded = excluded.succeeded, failed = excluded.failed, error = excluded.error",
        )?
        .execute(params![
            name,
            health.failures,
            time(health.open_until),
            time(health.succeeded),
            time(health.failed),
            health.error
        ])
        .map(drop)
}

/// Takes the claims of runs that are no more away.
pub(super) fn free(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE outbox SET owner = NULL, owned_until = NULL WHERE owner IS NOT NULL")?
        .execute([])
        .map(drop)
}

/// Whether anybody has claimed anything.
pub(super) fn has_claims(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM outbox WHERE owner IS NOT NULL")?.exists([])
}

/// Lets deliveries be tried anew, and gives back which.
pub(super) fn retry(connection: &Connection, chosen: &Chosen, now: Moment) -> rusqlite::Result<Vec<Delivery>> {
    let mut touched = Vec::new();
    for queued in queued(connection, "", &[])?.into_iter().filter(|queued| chosen.has(&queued.delivery)) {
        let delivery = queued.delivery.clone();
        put(connection, &queued.anew(now))?;
        connection
            .prepare_cached("UPDATE endpoint SET open_until = NULL WHERE name = ?1")?
            .execute([&delivery.endpoint])?;
        touched.push(delivery);
    }
    Ok(touched)
}

/// Forgets deliveries, and gives back which.
pub(super) fn abandon(connection: &Connection, chosen: &Chosen) -> rusqlite::Result<Vec<Delivery>> {
    let chosen = queued(connection, "", &[])?.into_iter().filter(|queued| chosen.has(&queued.delivery));
    let chosen: Vec<Delivery> = chosen.map(|queued| queued.delivery).collect();
    chosen.iter().try_for_each(|delivery| remove(connection, &delivery.endpoint, &delivery.topic))?;
    Ok(chosen)
}

fn remove(connection: &Connection, endpoint: &str, topic: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM outbox WHERE endpoint = ?1 AND topic = ?2")?
        .execute([endpoint, topic])
        .map(drop)
}

/// Puts everything in the place of everything.
pub(super) fn replace(connection: &Connection, outbox: &Outbox) -> rusqlite::Result<()> {
    outbox.queued.iter().try_for_each(|queued| put(connection, queued))?;
    outbox.endpoints.iter().try_for_each(|(name, health)| put_endpoint(connection, name, health))?;
    outbox.told.iter().try_for_each(|((endpoint, topic), told)| put_told(connection, (endpoint, topic), *told))
}

fn put_told(connection: &Connection, (endpoint, topic): (&str, &str), told: Told) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO told (endpoint, topic, at, generation) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (endpoint, topic) DO UPDATE SET at = excluded.at, generation = excluded.generation",
        )?
        .execute(params![endpoint, topic, told.at.rfc3339(), number(told.generation)])
        .map(drop)
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The deliveries that belong to a document that is about to be replaced.
pub(super) fn intended(connection: &Connection, path: &str) -> rusqlite::Result<Vec<Delivery>> {
    connection
        .prepare_cached("SELECT endpoint, topic, news FROM intended WHERE path = ?1 ORDER BY endpoint, topic")?
        .query_map([path], |row| {
            let news = news(row, 2, || format!("a delivery about `{path}`, column news"))?;
            Ok(Delivery { endpoint: row.get(0)?, topic: row.get(1)?, news })
        })?
        .collect()
}

/// Writes down the deliveries that belong to a document, in the place of earlier ones.
pub(super) fn put_intended(connection: &Connection, path: &str, deliveries: &[Delivery]) -> rusqlite::Result<()> {
    if intended(connection, path)? == deliveries {
        return Ok(());
    }
    connection.prepare_cached("DELETE FROM intended WHERE path = ?1")?.execute([path])?;
    let mut insert = connection
        .prepare_cached("INSERT OR REPLACE INTO intended (path, endpoint, topic, news) VALUES (?1, ?2, ?3, ?4)")?;
    for delivery in deliveries {
        insert.execute(params![path, delivery.endpoint, delivery.topic, as_json(&delivery.news)?])?;
    }
    Ok(())
}

fn as_json(news: &News) -> rusqlite::Result<String> {
    serde_json::to_string(news).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(cause.into()))
}

fn news(row: &rusqlite::Row<'_>, column: usize, place: impl Fn() -> String) -> rusqlite::Result<News> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|cause| bad(column, format!("{}: it tells no news: {cause}", place())))
}

fn moment(row: &rusqlite::Row<'_>, column: usize, place: impl Fn() -> String) -> rusqlite::Result<Moment> {
    let text: String = row.get(column)?;
    Moment::from_rfc3339(&text)
        .ok_or_else(|| bad(column, format!("{}: `{text}` is no time such as 2026-11-22T09:30:00Z (RFC 3339)", place())))
}

fn maybe_moment(
    row: &rusqlite::Row<'_>,
    column: usize,
    place: impl Fn() -> String,
) -> rusqlite::Result<Option<Moment>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => moment(row, column, place).map(Some),
    }
}

fn bad(column: usize, message: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, message.into())
}
