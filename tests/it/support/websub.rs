//! A real hub and a real subscriber: `tests/judges/python/websub.py`.

use super::{judges, repository};
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// How long anything may take that is said on loopback.
const PATIENCE: Duration = Duration::from_secs(60);

/// Hub, subscriber and web server; they end with the test.
pub struct WebSub {
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<Value>,
    /// The address of the directory that is served.
    pub site: String,
    /// The hub's address.
    pub hub: String,
}

impl WebSub {
    /// Starts all three over this directory; `None` where they are not installed.
    pub fn start(directory: &Path, state: &Path) -> Option<Self> {
        let python = judges::installed("venv/bin/python")?;
        let script = repository().join("tests/judges/python/websub.py");
        let mut child = Command::new(python)
            .arg("-B")
            .args([script.as_path(), directory, state])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the hub starts");
        let (stdin, stdout) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                send.send(serde_json::from_str(&line).expect("JSON")).ok();
            }
        });
        let mut all = Self { child, stdin, lines, site: String::new(), hub: String::new() };
        let first = all.next();
        let address = |name: &str| first[name].as_str().expect("an address").to_owned();
        (all.site, all.hub) = (address("site"), address("hub"));
        Some(all)
    }

    /// Says something to it.
    pub fn tell(&mut self, command: &str) {
        writeln!(self.stdin, "{command}").expect("it listens");
    }

    /// What it says next.
    #[track_caller]
    pub fn next(&self) -> Value {
        self.lines.recv_timeout(PATIENCE).expect("the hub or the subscriber has something to say")
    }

    /// What it has said by now, and in the next moment.
    pub fn rest(&self) -> Vec<Value> {
        thread::sleep(Duration::from_millis(500));
        self.lines.try_iter().collect()
    }
}

impl Drop for WebSub {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
