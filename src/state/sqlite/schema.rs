//! The tables, and how those of an older program become ours.
//!
//! Every step stays for ever: a ledger of any age is brought up to date by the steps that it lacks. The file's
//! `user_version` says how many it has had. The comments are kept in the file; `.schema` of the `sqlite3` program shows them.

use rusqlite::Connection;

/// Leads from one version of the schema to the next.
pub(super) type Step = fn(&Connection) -> rusqlite::Result<()>;

/// All steps; the first one makes the tables.
pub(super) const STEPS: &[Step] = &[first, second, third, fourth];

/// How many steps the file has had.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// The version that these steps lead to.
pub(super) fn number(steps: &[Step]) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

/// Takes the steps that a file of version `found` lacks. The caller has a transaction.
pub(super) fn migrate(connection: &Connection, steps: &[Step], found: i64) -> rusqlite::Result<()> {
    let done = usize::try_from(found).unwrap_or(0);
    let missing = steps.get(done..).unwrap_or_default();
    if missing.is_empty() {
        return Ok(());
    }
    missing.iter().try_for_each(|step| step(connection))?;
    connection.pragma_update(None, "user_version", number(steps))
}

fn first(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "
CREATE TABLE record (
    -- A record that a published document has shown. All times are RFC 3339, in UTC.
    id          TEXT NOT NULL PRIMARY KEY, -- the id under which it was published; never changes by itself
    key         TEXT,                      -- the key under which its source knew it at last; NULL: learnt from a feed
    url         TEXT,                      -- its permalink at last
    title       TEXT,                      -- its title at last
    published   TEXT NOT NULL,             -- first publication, as it was published; never moves
    first_shown TEXT NOT NULL,             -- the run that showed it first
    body        TEXT,                      -- digest of its body as written, hexadecimal
    gone        TEXT                       -- since when all its sources have lacked it; NULL: they have it
) STRICT, WITHOUT ROWID;

CREATE TABLE format_id (
    -- An id that differs in one format, since an earlier site issued it there.
    record TEXT NOT NULL REFERENCES record (id) ON UPDATE CASCADE ON DELETE CASCADE,
    format TEXT NOT NULL CHECK (format IN ('rss', 'atom', 'json')),
    id     TEXT NOT NULL,
    PRIMARY KEY (record, format)
) STRICT, WITHOUT ROWID;

CREATE TABLE former_url (
    -- A permalink that a record has had before.
    record TEXT NOT NULL REFERENCES record (id) ON UPDATE CASCADE ON DELETE CASCADE,
    url    TEXT NOT NULL,
    PRIMARY KEY (record, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE presence (
    -- That a feed shows a record, or has shown it.
    record  TEXT NOT NULL REFERENCES record (id) ON UPDATE CASCADE ON DELETE CASCADE,
    feed    TEXT NOT NULL,                 -- the feed's name: news, category/politics
    since   TEXT NOT NULL,                 -- the run that showed it there first
    left_at TEXT,                          -- the run that no longer showed it there; NULL: it is there
    PRIMARY KEY (record, feed)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    -- The id of a feed itself, pinned once it was published.
    name TEXT NOT NULL PRIMARY KEY,
    id   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE publication (
    -- A document as it was published.
    path    TEXT NOT NULL PRIMARY KEY,     -- below the output directory
    feed    TEXT NOT NULL,
    format  TEXT NOT NULL CHECK (format IN ('rss', 'atom', 'json')),
    digest  TEXT NOT NULL,                 -- of its bytes, hexadecimal
    items   INTEGER NOT NULL CHECK (items >= 0),
    bytes   INTEGER NOT NULL CHECK (bytes >= 0),
    changed TEXT NOT NULL                  -- the run that wrote it
) STRICT, WITHOUT ROWID;

CREATE TABLE intent (
    -- That a document is about to be replaced: a row is left here only by a run that died.
    path       TEXT NOT NULL PRIMARY KEY,  -- below the output directory
    old_digest TEXT,                       -- of what is there now; NULL: nothing
    new_digest TEXT NOT NULL               -- of what will be there
) STRICT, WITHOUT ROWID;
",
    )
}

/// What articles say, what becomes of those that go, and feeds that end.
fn second(connection: &Connection) -> rusqlite::Result<()> {
    // SQLite puts the text of a column behind the last one: a comment has to end before the type does.
    connection.execute_batch(
        "
ALTER TABLE record ADD COLUMN digest /* of what it says, as last published, hexadecimal; NULL: not known */ TEXT;
ALTER TABLE record ADD COLUMN corrected /* the run that last published it saying something else than before */ TEXT;
ALTER TABLE record ADD COLUMN returned /* the run that showed it again after it was gone */ TEXT;
ALTER TABLE record ADD COLUMN retracted /* the run in which its owner took it down; NULL: nobody did */ TEXT;
ALTER TABLE record ADD COLUMN retracted_why /* the reason that was given */ TEXT;
ALTER TABLE presence ADD COLUMN page /* the archive document that holds it; NULL: none does */ INTEGER CHECK (page >= 1);
ALTER TABLE feed ADD COLUMN label /* the value of a feed of each as it was spelled at last */ TEXT;
ALTER TABLE feed ADD COLUMN retired /* the run in which its owner ended it; NULL: nobody did */ TEXT;
ALTER TABLE feed ADD COLUMN retired_to /* where its subscribers are sent; NULL: nowhere */ TEXT;
",
    )
}

/// Who is told of what is published.
fn third(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "
CREATE TABLE outbox (
    -- A delivery that is to be made, or was given up; once it is made, it is gone. Secrets are no part of it.
    endpoint    TEXT NOT NULL,             -- its name in the configuration
    topic       TEXT NOT NULL,             -- what it is told of: the address of a document, or a host
    feed        TEXT NOT NULL,             -- the feed whose news these are, at last
    news        TEXT NOT NULL,             -- what is new, as JSON
    generation  INTEGER NOT NULL,          -- grows with all that is merged into it
    since       TEXT NOT NULL,             -- since when the oldest of the news waits
    changed     TEXT NOT NULL,             -- when the newest of the news came
    due         TEXT NOT NULL,             -- it is not tried before
    attempts    INTEGER NOT NULL CHECK (attempts >= 0), -- how often it was tried in vain
    error       TEXT,                      -- why the last attempt was in vain
    given_up    TEXT,                      -- when it was given up; NULL: it is tried again
    owner       TEXT,                      -- the run that is trying it; NULL: nobody is
    owned_until TEXT,                      -- when that run has lost it, whatever became of it
    PRIMARY KEY (endpoint, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoint (
    -- How an endpoint has fared.
    name       TEXT NOT NULL PRIMARY KEY,
    failures   INTEGER NOT NULL CHECK (failures >= 0), -- how many attempts in a row have failed
    open_until TEXT,                       -- it is left alone until then
    succeeded  TEXT,                       -- when it last took something
    failed     TEXT,                       -- when an attempt last failed
    error      TEXT                        -- why that was
) STRICT, WITHOUT ROWID;

CREATE TABLE told (
    -- When an endpoint has last taken news of a topic.
    endpoint TEXT NOT NULL,
    topic    TEXT NOT NULL,
    at         TEXT NOT NULL,
    generation INTEGER NOT NULL,           -- of the delivery: what is newer was not told
    PRIMARY KEY (endpoint, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE intended (
    -- A delivery that is to be made once a document is replaced.
    path     TEXT NOT NULL REFERENCES intent (path) ON UPDATE CASCADE ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    topic    TEXT NOT NULL,
    news     TEXT NOT NULL,                -- what is new, as JSON
    PRIMARY KEY (path, endpoint, topic)
) STRICT, WITHOUT ROWID;
",
    )
}

/// Which show a feed is.
fn fourth(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "ALTER TABLE feed ADD COLUMN show /* the podcast:guid under which it was published; NULL: it is no podcast */ TEXT;",
    )
}
