//! The tables, and how those of an older program become ours.
//!
//! Every step stays for ever: a ledger of any age is brought up to date by the steps that it lacks. The file's
//! `user_version` says how many it has had. The comments are kept in the file; `.schema` of the `sqlite3` program shows them.

use rusqlite::Connection;

/// Leads from one version of the schema to the next.
pub(super) type Step = fn(&Connection) -> rusqlite::Result<()>;

/// All steps; the first one makes the tables.
pub(super) const STEPS: &[Step] = &[first, second];

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
