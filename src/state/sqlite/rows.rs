//! Rows of tables to plain values and back. What is there already is not written again.

use super::{
    super::{FeedRow, Intent, Known, Presence, Publication, Published, Retirement, Retraction, Row, time},
    outbox,
};
use crate::value::{Format, Timestamp};
use rusqlite::{Connection, OptionalExtension, named_params, params, params_from_iter, types::Type};
use std::collections::BTreeMap;

/// Everything.
pub(super) fn known(connection: &Connection) -> rusqlite::Result<Known> {
    Ok(Known {
        rows: records(connection, None)?,
        feeds: feeds(connection, None)?,
        publications: publications(connection, None)?,
        intents: intents(connection)?,
        outbox: outbox::outbox(connection)?,
    })
}

/// What is published.
pub(super) fn published(connection: &Connection) -> rusqlite::Result<Published> {
    Ok(Published { feeds: feeds(connection, None)?, publications: publications(connection, None)? })
}

/// All intents, sorted by path.
fn intents(connection: &Connection) -> rusqlite::Result<Vec<Intent>> {
    connection
        .prepare_cached("SELECT path, old_digest, new_digest FROM intent ORDER BY path")?
        .query_map([], |row| {
            let path: String = row.get(0)?;
            let deliveries = outbox::intended(connection, &path)?;
            Ok(Intent { path, old: row.get(1)?, new: row.get(2)?, deliveries })
        })?
        .collect()
}

/// All records sorted by id, or the one with this id.
fn records(connection: &Connection, only: Option<&str>) -> rusqlite::Result<Vec<Row>> {
    let select = |what: &str, column: &str| match only {
        Some(_) => format!("SELECT {what} WHERE {column} = ?1"),
        None => format!("SELECT {what} ORDER BY {column}"),
    };
    const COLUMNS: &str = "id, key, url, title, published, first_shown, body, digest, corrected, gone, returned, \
                           retracted, retracted_why FROM record";
    let mut rows: Vec<Row> = connection
        .prepare_cached(&select(COLUMNS, "id"))?
        .query_map(params_from_iter(only), |row| {
            let id: String = row.get(0)?;
            let place = |column| format!("the record `{id}`, column {column}");
            let (published, first_shown) =
                (instant(row, 4, || place("published"))?, instant(row, 5, || place("first_shown"))?);
            let retracted = match maybe_instant(row, 11, || place("retracted"))? {
                Some(at) => Some(Retraction { at, reason: row.get(12)? }),
                None => None,
            };
            Ok(Row {
                key: row.get(1)?,
                url: row.get(2)?,
                title: row.get(3)?,
                body: row.get(6)?,
                digest: row.get(7)?,
                corrected: maybe_instant(row, 8, || place("corrected"))?,
                gone: maybe_instant(row, 9, || place("gone"))?,
                returned: maybe_instant(row, 10, || place("returned"))?,
                retracted,
                ..Row::new(id, published, first_shown)
            })
        })?
        .collect::<rusqlite::Result<_>>()?;

    // The foreign keys see to it that every part has its record.
    let mut statement = connection.prepare_cached(&select("record, format, id FROM format_id", "record"))?;
    let mut parts = statement.query(params_from_iter(only))?;
    while let Some(part) = parts.next()? {
        let record: String = part.get(0)?;
        let format = format(part, 1, || format!("format_id of the record `{record}`"))?;
        if let Some(row) = find(&mut rows, &record) {
            row.ids.insert(format, part.get(2)?);
        }
    }
    // Sorted by URL within a record: that is the order of the primary key.
    let mut statement = connection.prepare_cached(&select("record, url FROM former_url", "record"))?;
    let mut parts = statement.query(params_from_iter(only))?;
    while let Some(part) = parts.next()? {
        if let Some(row) = find(&mut rows, &part.get::<_, String>(0)?) {
            row.former_urls.push(part.get(1)?);
        }
    }
    let mut statement =
        connection.prepare_cached(&select("record, feed, since, left_at, page FROM presence", "record"))?;
    let mut parts = statement.query(params_from_iter(only))?;
    while let Some(part) = parts.next()? {
        let (record, feed): (String, String) = (part.get(0)?, part.get(1)?);
        let place = |column| format!("the presence of the record `{record}` in the feed `{feed}`, column {column}");
        let since = instant(part, 2, || place("since"))?;
        let left = maybe_instant(part, 3, || place("left_at"))?;
        let page = part.get(4)?;
        if let Some(row) = find(&mut rows, &record) {
            row.feeds.insert(feed, Presence { since, left, page });
        }
    }
    rows.iter_mut().for_each(|row| row.former_urls.sort_unstable());
    Ok(rows)
}

fn find<'a>(rows: &'a mut [Row], id: &str) -> Option<&'a mut Row> {
    let at = rows.binary_search_by(|row| row.id.as_str().cmp(id)).ok()?;
    rows.get_mut(at)
}

/// All feeds by name, or the one with this name.
fn feeds(connection: &Connection, only: Option<&str>) -> rusqlite::Result<BTreeMap<String, FeedRow>> {
    let tail = if only.is_some() { "WHERE name = ?1" } else { "" };
    connection
        .prepare_cached(&format!("SELECT name, id, label, retired, retired_to, show FROM feed {tail}"))?
        .query_map(params_from_iter(only), |row| {
            let name: String = row.get(0)?;
            let retired = match maybe_instant(row, 3, || format!("the feed `{name}`, column retired"))? {
                Some(at) => Some(Retirement { at, to: row.get(4)? }),
                None => None,
            };
            Ok((name, FeedRow { id: row.get(1)?, label: row.get(2)?, show: row.get(5)?, retired }))
        })?
        .collect()
}

/// All publications sorted by path, or the one with this path.
fn publications(connection: &Connection, only: Option<&str>) -> rusqlite::Result<Vec<Publication>> {
    let tail = if only.is_some() { "WHERE path = ?1" } else { "ORDER BY path" };
    connection
        .prepare_cached(&format!("SELECT path, feed, format, digest, items, bytes, changed FROM publication {tail}"))?
        .query_map(params_from_iter(only), |row| {
            let path: String = row.get(0)?;
            let place = |column| format!("the publication `{path}`, column {column}");
            Ok(Publication {
                feed: row.get(1)?,
                format: format(row, 2, || place("format"))?,
                digest: row.get(3)?,
                items: row.get::<_, i64>(4)?.unsigned_abs(),
                bytes: row.get::<_, i64>(5)?.unsigned_abs(),
                changed: instant(row, 6, || place("changed"))?,
                path,
            })
        })?
        .collect()
}

/// Puts a record in the place of the one with its id.
pub(super) fn put(connection: &Connection, row: &Row) -> rusqlite::Result<()> {
    let mut wanted = row.clone();
    wanted.former_urls.sort_unstable();
    wanted.former_urls.dedup();
    if records(connection, Some(&row.id))?.first() == Some(&wanted) {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO record (id, key, url, title, published, first_shown, body, digest, corrected, gone, returned, \
             retracted, retracted_why) \
             VALUES (:id, :key, :url, :title, :published, :first_shown, :body, :digest, :corrected, :gone, :returned, \
             :retracted, :retracted_why) \
             ON CONFLICT (id) DO UPDATE SET key = excluded.key, url = excluded.url, title = excluded.title, \
             published = excluded.published, first_shown = excluded.first_shown, body = excluded.body, \
             digest = excluded.digest, corrected = excluded.corrected, gone = excluded.gone, \
             returned = excluded.returned, retracted = excluded.retracted, retracted_why = excluded.retracted_why",
        )?
        .execute(named_params! {
            ":id": row.id,
            ":key": row.key,
            ":url": row.url,
            ":title": row.title,
            ":published": row.published.rfc3339(),
            ":first_shown": row.first_shown.rfc3339(),
            ":body": row.body,
            ":digest": row.digest,
            ":corrected": row.corrected.map(Timestamp::rfc3339),
            ":gone": row.gone.map(Timestamp::rfc3339),
            ":returned": row.returned.map(Timestamp::rfc3339),
            ":retracted": row.retracted.as_ref().map(|retracted| retracted.at.rfc3339()),
            ":retracted_why": row.retracted.as_ref().and_then(|retracted| retracted.reason.as_deref()),
        })?;
    for table in ["format_id", "former_url", "presence"] {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE record = ?1"))?.execute([&row.id])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO format_id (record, format, id) VALUES (?1, ?2, ?3)")?;
    for (format, id) in &row.ids {
        insert.execute(params![row.id, format.as_str(), id])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO former_url (record, url) VALUES (?1, ?2)")?;
    for url in &wanted.former_urls {
        insert.execute(params![row.id, url])?;
    }
    let mut insert = connection
        .prepare_cached("INSERT INTO presence (record, feed, since, left_at, page) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (feed, Presence { since, left, page }) in &row.feeds {
        insert.execute(params![row.id, feed, since.rfc3339(), left.map(Timestamp::rfc3339), page])?;
    }
    Ok(())
}

/// Puts a feed in the place of the one with its name.
pub(super) fn put_feed(connection: &Connection, name: &str, feed: &FeedRow) -> rusqlite::Result<()> {
    if feeds(connection, Some(name))?.get(name) == Some(feed) {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO feed (name, id, label, show, retired, retired_to) \
             VALUES (:name, :id, :label, :show, :retired, :retired_to) \
             ON CONFLICT (name) DO UPDATE SET id = excluded.id, label = excluded.label, show = excluded.show, \
             retired = excluded.retired, retired_to = excluded.retired_to",
        )?
        .execute(named_params! {
            ":name": name,
            ":id": feed.id,
            ":label": feed.label,
            ":show": feed.show,
            ":retired": feed.retired.as_ref().map(|retired| retired.at.rfc3339()),
            ":retired_to": feed.retired.as_ref().and_then(|retired| retired.to.as_deref()),
        })
        .map(drop)
}

/// Puts a publication in the place of the one with its path.
pub(super) fn put_publication(connection: &Connection, publication: &Publication) -> rusqlite::Result<()> {
    if publications(connection, Some(&publication.path))?.first() == Some(publication) {
        return Ok(());
    }
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT INTO publication (path, feed, format, digest, items, bytes, changed) \
             VALUES (:path, :feed, :format, :digest, :items, :bytes, :changed) \
             ON CONFLICT (path) DO UPDATE SET feed = excluded.feed, format = excluded.format, digest = excluded.digest, \
             items = excluded.items, bytes = excluded.bytes, changed = excluded.changed",
        )?
        .execute(named_params! {
            ":path": publication.path,
            ":feed": publication.feed,
            ":format": publication.format.as_str(),
            ":digest": publication.digest,
            ":items": number(publication.items),
            ":bytes": number(publication.bytes),
            ":changed": publication.changed.rfc3339(),
        })
        .map(drop)
}

/// Forgets a document that is no longer there.
pub(super) fn remove_publication(connection: &Connection, path: &str) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM publication WHERE path = ?1")?.execute([path]).map(drop)
}

/// Writes down an intent; an older one for the same path gives way.
pub(super) fn put_intent(connection: &Connection, intent: &Intent) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO intent (path, old_digest, new_digest) VALUES (?1, ?2, ?3) \
             ON CONFLICT (path) DO UPDATE SET old_digest = excluded.old_digest, new_digest = excluded.new_digest \
             WHERE old_digest IS NOT excluded.old_digest OR new_digest <> excluded.new_digest",
        )?
        .execute(params![intent.path, intent.old, intent.new])?;
    outbox::put_intended(connection, &intent.path, &intent.deliveries)
}

/// Takes an intent away.
pub(super) fn remove_intent(connection: &Connection, path: &str) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM intent WHERE path = ?1")?.execute([path]).map(drop)
}

/// Whether a record has this id.
pub(super) fn has(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM record WHERE id = ?1")?.exists([id])
}

/// Whether an id is taken by another record than `record` in some format, and by which: `Some(None)` says that the id is
/// the record's in every format.
pub(super) fn holder(connection: &Connection, id: &str, record: &str) -> rusqlite::Result<Option<Option<String>>> {
    if has(connection, id)? {
        return Ok(Some(None));
    }
    let holder: Option<(String, String)> = connection
        .prepare_cached("SELECT record, format FROM format_id WHERE id = ?1 AND record <> ?2")?
        .query_row([id, record], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(holder.map(|(record, format)| Some(format!("the record `{record}`, in {format}"))))
}

/// Gives a record another id; the foreign keys take its parts along.
pub(super) fn rename(connection: &Connection, old: &str, new: &str) -> rusqlite::Result<()> {
    connection.prepare_cached("UPDATE record SET id = ?2 WHERE id = ?1")?.execute([old, new]).map(drop)
}

/// Forgets everything.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DELETE FROM record; DELETE FROM feed; DELETE FROM publication; DELETE FROM intent; \
         DELETE FROM outbox; DELETE FROM endpoint; DELETE FROM told;",
    )
}

fn instant(row: &rusqlite::Row<'_>, column: usize, place: impl Fn() -> String) -> rusqlite::Result<Timestamp> {
    let value = row.get_ref(column)?;
    let text = value
        .as_str()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, value.data_type(), error.into()))?;
    time::read(text)
        .ok_or_else(|| bad(column, format!("{}: `{text}` is no time such as 2026-11-22T09:30:00Z (RFC 3339)", place())))
}

fn maybe_instant(
    row: &rusqlite::Row<'_>,
    column: usize,
    place: impl Fn() -> String,
) -> rusqlite::Result<Option<Timestamp>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => instant(row, column, place).map(Some),
    }
}

fn format(row: &rusqlite::Row<'_>, column: usize, place: impl Fn() -> String) -> rusqlite::Result<Format> {
    let text: String = row.get(column)?;
    text.parse().map_err(|message| bad(column, format!("{}: {message}", place())))
}

fn bad(column: usize, message: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, message.into())
}
