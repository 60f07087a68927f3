//! Feed readers as they remember: how many articles of a feed they would show again.

use super::{http, judges};
use serde_json::Value;
use std::{
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
        let path = env::var_os("PATH")?;
        if !env::split_paths(&path).any(|directory| directory.join("newsboat").is_file()) {
            judges::missing("newsboat");
            return None;
        }
        let feed = Arc::new(Mutex::new(Vec::new()));
        let served = Arc::clone(&feed);
        let server = http::Server::start(move |_| {
            let body = served.lock().expect("the feed").clone();
            http::Response::new(200).header("Content-Type", "application/xml").body(body)
        });
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

    fn memory(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.home.path().join("cache.db")).expect("newsboat has made its memory")
    }
}
