-- A ledger as version 3 of the schema wrote it, dumped by sqlite3. Never edit it: such ledgers are out there.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
, digest /* of what it says, as last published, hexadecimal; NULL: not known */ TEXT, corrected /* the run that last published it saying something else than before */ TEXT, returned /* the run that showed it again after it was gone */ TEXT, retracted /* the run in which its owner took it down; NULL: nobody did */ TEXT, retracted_why /* the reason that was given */ TEXT) STRICT, WITHOUT ROWID;
INSERT INTO record VALUES('https://a.example/one/','data/one.md','https://a.example/one/',replace('One "größer" than\n🗼','\n',char(10)),'2026-01-02T03:04:05Z','2026-01-02T04:00:00Z','00ff','2026-11-22T09:30:00Z','ff00','2026-11-23T00:00:00Z','2026-11-23T00:00:00Z','2026-11-23T00:00:00Z','It was "wrong"');
INSERT INTO record VALUES('tag:a.example,2026:two',NULL,NULL,NULL,'2026-01-02T03:04:05Z','2026-01-02T04:00:00Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE format_id (
    -- An id that differs in one format, since an earlier site issued it there.
    record TEXT NOT NULL REFERENCES record (id) ON UPDATE CASCADE ON DELETE CASCADE,
    format TEXT NOT NULL CHECK (format IN ('rss', 'atom', 'json')),
    id     TEXT NOT NULL,
    PRIMARY KEY (record, format)
) STRICT, WITHOUT ROWID;
INSERT INTO format_id VALUES('https://a.example/one/','atom','urn:x:4711');
INSERT INTO format_id VALUES('https://a.example/one/','rss','4711');
CREATE TABLE former_url (
    -- A permalink that a record has had before.
    record TEXT NOT NULL REFERENCES record (id) ON UPDATE CASCADE ON DELETE CASCADE,
    url    TEXT NOT NULL,
    PRIMARY KEY (record, url)
) STRICT, WITHOUT ROWID;
INSERT INTO former_url VALUES('https://a.example/one/','https://a.example/1');
INSERT INTO former_url VALUES('https://a.example/one/','https://a.example/?p=1');
CREATE TABLE presence (
    -- That a feed shows a record, or has shown it.
    record  TEXT NOT NULL REFERENCES record (id) ON UPDATE CASCADE ON DELETE CASCADE,
    feed    TEXT NOT NULL,                 -- the feed's name: news, category/politics
    since   TEXT NOT NULL,                 -- the run that showed it there first
    left_at TEXT, page /* the archive document that holds it; NULL: none does */ INTEGER CHECK (page >= 1),                          -- the run that no longer showed it there; NULL: it is there
    PRIMARY KEY (record, feed)
) STRICT, WITHOUT ROWID;
INSERT INTO presence VALUES('https://a.example/one/','category/politics','2026-11-22T09:30:00Z','2026-11-22T09:30:00Z',NULL);
INSERT INTO presence VALUES('https://a.example/one/','news','2026-11-22T09:30:00Z',NULL,2);
CREATE TABLE feed (
    -- The id of a feed itself, pinned once it was published.
    name TEXT NOT NULL PRIMARY KEY,
    id   TEXT NOT NULL
, label /* the value of a feed of each as it was spelled at last */ TEXT, retired /* the run in which its owner ended it; NULL: nobody did */ TEXT, retired_to /* where its subscribers are sent; NULL: nowhere */ TEXT) STRICT, WITHOUT ROWID;
INSERT INTO feed VALUES('category/politics','urn:x:politics','Politics','2026-11-23T00:00:00Z','https://b.example/feed');
INSERT INTO feed VALUES('news','tag:a.example,2026:feed/news',NULL,NULL,NULL);
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
INSERT INTO publication VALUES('news/rss.xml','news','rss','abcd',2,4096,'2026-11-22T09:30:00Z');
CREATE TABLE intent (
    -- That a document is about to be replaced: a row is left here only by a run that died.
    path       TEXT NOT NULL PRIMARY KEY,  -- below the output directory
    old_digest TEXT,                       -- of what is there now; NULL: nothing
    new_digest TEXT NOT NULL               -- of what will be there
) STRICT, WITHOUT ROWID;
INSERT INTO intent VALUES('news/atom.xml',NULL,'12');
INSERT INTO intent VALUES('news/rss.xml','abcd','34');
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
INSERT INTO outbox VALUES('hub','https://a.example/feeds/news/rss.xml','news','{"feed":"news","title":"News","site":"https://a.example/","feed_url":"https://a.example/feeds/news/rss.xml","format":"rss","articles":[{"id":"a","url":"https://a.example/one/","title":"One \"größer\"","change":"new"},{"id":"b","url":"https://a.example/one/","title":"One \"größer\"","change":"deleted"}]}',1795392000250,'2026-11-23T00:00:00.250Z','2026-11-23T00:00:00.250Z','2026-11-23T00:00:00.250Z',0,NULL,NULL,NULL,NULL);
INSERT INTO outbox VALUES('watch','https://a.example/feeds/news/rss.xml','news','{"feed":"news","title":"News","site":"https://a.example/","feed_url":"https://a.example/feeds/news/rss.xml","format":"rss"}',1795392000250,'2026-11-23T00:00:00.250Z','2026-11-23T00:05:00Z','2026-11-23T00:05:01.125Z',3,'503 Service Unavailable','2026-11-23T00:05:00Z',NULL,NULL);
CREATE TABLE endpoint (
    -- How an endpoint has fared.
    name       TEXT NOT NULL PRIMARY KEY,
    failures   INTEGER NOT NULL CHECK (failures >= 0), -- how many attempts in a row have failed
    open_until TEXT,                       -- it is left alone until then
    succeeded  TEXT,                       -- when it last took something
    failed     TEXT,                       -- when an attempt last failed
    error      TEXT                        -- why that was
) STRICT, WITHOUT ROWID;
INSERT INTO endpoint VALUES('hub',0,NULL,'2026-11-23T00:00:00.250Z',NULL,NULL);
INSERT INTO endpoint VALUES('watch',3,'2026-11-23T00:05:00Z',NULL,'2026-11-23T00:05:00Z','503');
CREATE TABLE told (
    -- When an endpoint has last taken news of a topic.
    endpoint TEXT NOT NULL,
    topic    TEXT NOT NULL,
    at         TEXT NOT NULL,
    generation INTEGER NOT NULL,           -- of the delivery: what is newer was not told
    PRIMARY KEY (endpoint, topic)
) STRICT, WITHOUT ROWID;
INSERT INTO told VALUES('hub','https://a.example/feeds/news/rss.xml','2026-11-23T00:00:00.250Z',7);
CREATE TABLE intended (
    -- A delivery that is to be made once a document is replaced.
    path     TEXT NOT NULL REFERENCES intent (path) ON UPDATE CASCADE ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    topic    TEXT NOT NULL,
    news     TEXT NOT NULL,                -- what is new, as JSON
    PRIMARY KEY (path, endpoint, topic)
) STRICT, WITHOUT ROWID;
INSERT INTO intended VALUES('news/rss.xml','hub','https://a.example/feeds/news/rss.xml','{"feed":"news","title":"News","site":"https://a.example/","feed_url":"https://a.example/feeds/news/rss.xml","format":"rss"}');
INSERT INTO intended VALUES('news/rss.xml','watch','https://a.example/feeds/news/rss.xml','{"feed":"news","title":"News","site":"https://a.example/","feed_url":"https://a.example/feeds/news/rss.xml","format":"rss","articles":[{"id":"a","url":"https://a.example/one/","title":"One \"größer\"","change":"updated"}]}');
COMMIT;
PRAGMA user_version=3;
