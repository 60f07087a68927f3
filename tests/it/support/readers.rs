//! Feed readers as they remember: how many articles of a feed they would show again.

use super::{http, judges};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    env, fs,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};
use tempfile::TempDir;

/// How many articles a feed had before, how many it has now, and which of those are new to a reader who knew it before.
#[derive(Debug)]
pub struct Sight {
    pub reader: String,
    pub before: usize,
    pub after: usize,
    pub new: Vec<String>,
}

/// What feedparser and Liferea would take for new (see `tests/judges/python/identity.py`); nothing where Python is not
/// installed.
#[track_caller]
pub fn notions(old: &Path, new: &Path) -> Vec<Sight> {
    let Some(output) = judges::python_script("identity.py", &[old, new]) else { return Vec::new() };
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("few");
    let read = |line: &str| {
        let read: Value = serde_json::from_str(line).expect("judges speak JSON");
        Sight {
            reader: super::text(&read["reader"]).to_owned(),
            before: number(&read["before"]),
            after: number(&read["after"]),
            new: read["new"].as_array().into_iter().flatten().map(|title| super::text(title).to_owned()).collect(),
        }
    };
    output.lines().map(read).collect()
}

/// The real newsboat, with a home and a memory of its own, subscribed to one address on loopback.
pub struct Newsboat {
    home: TempDir,
    feed: Arc<Mutex<Vec<u8>>>,
    _server: http::Server,
}

impl Newsboat {
    /// A reader who has never seen anything; nothing where newsboat is not installed.
    #[track_caller]
    pub fn new() -> Option<Self> {
        if !is_installed("newsboat") {
            return None;
        }
        let feed = Arc::new(Mutex::new(Vec::new()));
        let server = serve(Arc::clone(&feed));
        let home = TempDir::with_prefix("courant-newsboat-").expect("the test can make a directory");
        fs::write(home.path().join("urls"), server.url("/feed")).expect("the test can write a file");
        fs::write(home.path().join("config"), "").expect("the test can write a file");
        Some(Self { home, feed, _server: server })
    }

    /// Serves this feed at the address, and lets newsboat fetch it.
    #[track_caller]
    pub fn reload(&self, feed: &Path) {
        *self.feed.lock().expect("the feed") = fs::read(feed).expect("the feed is there");
        let home = self.home.path();
        let output = Command::new("newsboat")
            .arg("-u")
            .arg(home.join("urls"))
            .arg("-c")
            .arg(home.join("cache.db"))
            .arg("-C")
            .arg(home.join("config"))
            .args(["-x", "reload"])
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .output()
            .expect("newsboat starts");
        assert!(output.status.success(), "newsboat: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The reader has read everything.
    pub fn read_all(&self) {
        self.memory().execute("UPDATE rss_item SET unread = 0", []).expect("newsboat's table");
    }

    /// How many articles it knows, and the titles of those that are unread.
    pub fn articles(&self) -> (usize, Vec<String>) {
        let memory = self.memory();
        let titles = |query| {
            let mut statement = memory.prepare(query).expect("newsboat's table");
            let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("newsboat's table");
            rows.map(|row| row.expect("a title")).collect::<Vec<_>>()
        };
        let all = titles("SELECT title FROM rss_item WHERE deleted = 0");
        (all.len(), titles("SELECT title FROM rss_item WHERE deleted = 0 AND unread = 1"))
    }

    /// The files that it knows, as `podboat` would fetch them, by guid: title, address, type. It keeps no length.
    pub fn files(&self) -> BTreeMap<String, [String; 3]> {
        let memory = self.memory();
        let query = "SELECT guid, title, enclosure_url, enclosure_type FROM rss_item WHERE deleted = 0";
        let mut statement = memory.prepare(query).expect("newsboat's table");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?])));
        rows.expect("newsboat's table").map(|row| row.expect("a file")).collect()
    }

    fn memory(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.home.path().join("cache.db")).expect("newsboat has made its memory")
    }
}

/// An episode as gPodder keeps it.
#[derive(Debug, PartialEq, Eq)]
pub struct Heard {
    pub title: String,
    pub url: String,
    /// Bytes.
    pub length: i64,
    pub media_type: String,
    /// Seconds.
    pub duration: i64,
    /// Seconds since 1970.
    pub published: i64,
}

/// What the real gPodder, with a home of its own and subscribed on loopback, lists of a show (the lines of `gpo episodes`),
/// and what it keeps, by guid; nothing where it is not installed.
#[track_caller]
pub fn gpodder(feed: &Path) -> Option<(Vec<String>, BTreeMap<String, Heard>)> {
    if !is_installed("gpo") {
        return None;
    }
    let server = serve(Arc::new(Mutex::new(fs::read(feed).expect("the feed is there"))));
    let home = TempDir::with_prefix("courant-gpodder-").expect("the test can make a directory");
    let gpo = |words: &[&str]| {
        let mut command = Command::new("gpo");
        command.args(words).env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
        command.env("HOME", home.path()).env("GPODDER_HOME", home.path()).env("LANG", "C.UTF-8");
        let output = command.stdin(Stdio::null()).output().expect("gpo starts");
        assert!(output.status.success(), "gpo {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it speaks UTF-8")
    };
    gpo(&["subscribe", &server.url("/feed")]);
    let is_episode = |line: &&str| line.split_once('.').is_some_and(|(number, _)| number.trim().parse::<u32>().is_ok());
    let listed = gpo(&["episodes"]).lines().filter(is_episode).map(str::to_owned).collect();
    let memory = rusqlite::Connection::open(home.path().join("Database")).expect("gPodder has made its memory");
    let query = "SELECT guid, title, url, file_size, mime_type, total_time, published FROM episode";
    let mut statement = memory.prepare(query).expect("gPodder's table");
    let rows = statement.query_map([], |row| {
        let heard = Heard {
            title: row.get(1)?,
            url: row.get(2)?,
            length: row.get(3)?,
            media_type: row.get(4)?,
            duration: row.get(5)?,
            published: row.get(6)?,
        };
        Ok((row.get(0)?, heard))
    });
    let kept = rows.expect("gPodder's table").map(|row| row.expect("an episode")).collect();
    Some((listed, kept))
}

/// Whether a program of Debian's is there; says so where it is not.
#[track_caller]
fn is_installed(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).any(|directory| directory.join(program).is_file());
    if !found {
        judges::missing(program);
    }
    found
}

/// A server that answers with this feed, whatever is asked for.
fn serve(feed: Arc<Mutex<Vec<u8>>>) -> http::Server {
    http::Server::start(move |_| {
        let body = feed.lock().expect("the feed").clone();
        http::Response::new(200).header("Content-Type", "application/xml").body(body)
    })
}
