//! The harness: publications in directories of their own, and what a run of the program did to them.

mod dice;
pub mod faults;
pub mod feeds;
pub mod http;
pub mod judges;
pub mod postgres;
pub mod readers;
pub mod sound;
pub mod websub;

pub use dice::{Dice, date};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fs,
    io::Write as _,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime},
};
use tempfile::TempDir;

/// A configuration that most tests can use: one source with every kind of file, one feed in every format.
pub const SITE: &str = r#"
[publication]
title = "The Harbour Gazette"
link = "https://gazette.example/"
feeds_url = "https://gazette.example/feeds/"
tag = "gazette.example,2020"
timezone = "UTC"
language = "en"

[[source]]
files = "data/**/*.{md,json,jsonl,csv,yaml,yml,toml,txt}"
permalink = "/{year}/{month}/{slug}/"

[[feed]]
name = "news"
formats = ["rss", "atom", "json"]
"#;

/// How long a run may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(120);

/// A publication in a temporary directory. Beside it lie a home directory and a directory for temporary files, both
/// empty, so that whatever is written to a wrong place is found.
pub struct Publication {
    world: TempDir,
}

impl Publication {
    /// An empty directory.
    pub fn empty() -> Self {
        let world = TempDir::with_prefix("courant-test-").expect("the test can make a directory");
        for directory in ["site", "home", "tmp"] {
            fs::create_dir(world.path().join(directory)).expect("the test can make a directory");
        }
        Self { world }
    }

    /// A publication with the configuration [`SITE`] and no records.
    pub fn new() -> Self {
        let publication = Self::empty();
        publication.config(SITE);
        publication
    }

    /// The same files, state included, in another place.
    pub fn twin(&self) -> Self {
        let twin = Self::empty();
        let copied = Command::new("cp").arg("-a").arg(self.root().join(".")).arg(twin.root()).status();
        assert!(copied.is_ok_and(|status| status.success()), "a publication can be copied");
        twin
    }

    /// Expects every file below `feeds` to be the same as in another publication, and shows the first one that is not.
    #[track_caller]
    pub fn expect_feeds_of(&self, other: &Self, what: &str) {
        let [ours, theirs] = [self, other].map(|publication| Tree::of(&publication.root().join("feeds")));
        if ours.contents() == theirs.contents() {
            return;
        }
        for path in ours.files().into_iter().chain(theirs.files()).filter(|path| path.contains('.')) {
            let path = format!("feeds/{path}");
            assert!(self.has(&path) && other.has(&path), "{what}: {path}");
            assert_eq!(self.read(&path), other.read(&path), "{what}: {path}");
        }
    }

    /// The publication's directory.
    pub fn root(&self) -> PathBuf {
        self.world.path().join("site")
    }

    /// Writes a file, with the directories that it needs. The path is relative to the publication.
    pub fn file(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a directory")).expect("the test can make a directory");
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self
    }

    /// Writes `courant.toml`.
    pub fn config(&self, toml: impl AsRef<str>) -> &Self {
        self.file("courant.toml", toml.as_ref())
    }

    /// Writes a record of its own with this title and day, as JSON; `more` holds further members (`"id": "x"`), or nothing.
    pub fn record(&self, stem: &str, title: &str, day: &str, more: &str) -> &Self {
        let comma = if more.is_empty() { "" } else { "," };
        let title = Value::from(title);
        self.file(
            format!("data/{stem}.json"),
            format!(r#"{{"title": {title}, "published": "{day}", "content_text": "Text of {stem}."{comma} {more}}}"#),
        )
    }

    /// A run of the program in this publication, not yet started.
    pub fn courant(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Run {
        Run {
            args: args.into_iter().map(|arg| arg.as_ref().to_owned()).collect(),
            directory: self.root(),
            world: self.world.path().to_owned(),
            env: Vec::new(),
            under: Vec::new(),
            memory: None,
            patience: PATIENCE,
        }
    }

    /// Runs the program in this publication.
    pub fn run(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Outcome {
        self.courant(args).run()
    }

    /// Runs `build` and expects it to find nothing wrong.
    #[track_caller]
    pub fn build(&self) -> Outcome {
        self.run(["build"]).expect_code(0)
    }

    /// What the sources hold, as `courant records --format json` says it.
    #[track_caller]
    pub fn records(&self) -> Vec<Value> {
        self.run(["records", "--format", "json"]).json_lines()
    }

    /// The file's text.
    #[track_caller]
    pub fn read(&self, path: impl AsRef<Path>) -> String {
        let path = self.root().join(path);
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        String::from_utf8(bytes).unwrap_or_else(|error| panic!("{} is no UTF-8: {error}", path.display()))
    }

    /// Whether the file or directory is there.
    pub fn has(&self, path: impl AsRef<Path>) -> bool {
        self.root().join(path).symlink_metadata().is_ok()
    }

    /// Everything in the publication and around it, by path: `site/feeds/news/rss.xml`.
    pub fn tree(&self) -> Tree {
        Tree::of(self.world.path())
    }
}

/// A run of the program with a clean environment.
pub struct Run {
    args: Vec<OsString>,
    directory: PathBuf,
    world: PathBuf,
    env: Vec<(OsString, OsString)>,
    under: Vec<OsString>,
    memory: Option<u64>,
    patience: Duration,
}

impl Run {
    /// Sets a variable of the environment, which is empty but for `PATH`, `HOME` and `TMPDIR`.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Runs in another directory, relative to the publication.
    pub fn inside(mut self, directory: impl AsRef<Path>) -> Self {
        self.directory = self.directory.join(directory);
        self
    }

    /// Lets another program start it: `strace`, `setpriv` and the like, with their arguments.
    pub fn under(mut self, program: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.under.extend(program.into_iter().map(|word| word.as_ref().to_owned()));
        self
    }

    /// Limits the address space, in bytes: a run that wants more fails.
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// How long the run may take; the test fails if it takes longer.
    pub fn within(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The command that starts it, for whoever wants to see to the rest himself.
    pub fn command(&self) -> Command {
        let program = env!("CARGO_BIN_EXE_courant");
        let mut words: Vec<OsString> = self.under.clone();
        if let Some(bytes) = self.memory {
            let limit = format!(r#"ulimit -v {}; exec "$0" "$@""#, bytes / 1024);
            words.extend(["sh".into(), "-c".into(), limit.into()]);
        }
        words.push(program.into());
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .args(&self.args)
            .current_dir(&self.directory)
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.world.join("home"))
            .env("TMPDIR", self.world.join("tmp"))
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it to its end.
    ///
    /// Panics if it hangs, is killed or panics itself: no input may do that.
    #[track_caller]
    pub fn run(self) -> Outcome {
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let started = Instant::now();
        let mut child = command.spawn().expect("the program starts");
        let [stdout, stderr] = [
            read_all(child.stdout.take().expect("stdout is piped")),
            read_all(child.stderr.take().expect("stderr is piped")),
        ];
        let status = loop {
            if let Some(status) = child.try_wait().expect("the program can be waited for") {
                break status;
            }
            if started.elapsed() > self.patience {
                child.kill().expect("the program can be ended");
                panic!("courant {:?} is still running after {:?}", self.args, self.patience);
            }
            thread::sleep(Duration::from_millis(2));
        };
        let elapsed = started.elapsed();
        let text = |reader: thread::JoinHandle<Vec<u8>>| {
            let bytes = reader.join().expect("the reader does not panic");
            String::from_utf8(bytes).expect("what the program says is UTF-8")
        };
        let (stdout, stderr) = (text(stdout), text(stderr));
        let Some(code) = status.code() else {
            panic!("courant {:?} was ended by a signal: {status}\n{stderr}", self.args);
        };
        assert!(code != 101 && !stderr.contains("panicked at"), "courant {:?} panicked\n{}", self.args, start(&stderr));
        Outcome { args: self.args, code, stdout, stderr, elapsed }
    }
}

fn read_all(mut from: impl std::io::Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).expect("what the program says can be read");
        bytes
    })
}

/// The first part of a long text.
fn start(text: &str) -> String {
    match text.char_indices().nth(6000) {
        Some((end, _)) => format!("{}… ({} bytes in all)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

/// What a run did.
pub struct Outcome {
    args: Vec<OsString>,
    /// The exit code.
    pub code: i32,
    /// What it printed to standard output.
    pub stdout: String,
    /// What it printed to standard error.
    pub stderr: String,
    /// How long it took.
    pub elapsed: Duration,
}

impl Outcome {
    /// Fails the test, with everything that was said, unless the exit code is this one.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert!(
            self.code == code,
            "courant {:?} ended with {} instead of {code}\n--- stdout\n{}\n--- stderr\n{}",
            self.args,
            self.code,
            start(&self.stdout),
            start(&self.stderr)
        );
        self
    }

    /// Fails the test unless standard error has each of these.
    #[track_caller]
    pub fn expect_stderr<const N: usize>(self, parts: [&str; N]) -> Self {
        for part in parts {
            assert!(
                self.stderr.contains(part),
                "courant {:?}: standard error lacks {part:?}\n--- stderr\n{}",
                self.args,
                start(&self.stderr)
            );
        }
        self
    }

    /// Standard output as JSON, one object a line.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let read = |line: &str| {
            serde_json::from_str(line).unwrap_or_else(|error| {
                panic!("courant {:?}: {error} in {}\n--- stderr\n{}", self.args, start(line), start(&self.stderr))
            })
        };
        self.stdout.lines().map(read).collect()
    }

    /// The diagnostics among the messages, of a run with `--format json`.
    pub fn diagnostics(&self) -> Vec<Value> {
        let objects = self.stderr.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        objects.filter(|object| object["rule"].is_string()).collect()
    }

    /// The rules that were broken at this level, each once, of a run with `--format json`.
    pub fn rules(&self, level: &str) -> Vec<String> {
        let diagnostics = self.diagnostics();
        let of_level = diagnostics.iter().filter(|diagnostic| diagnostic["level"] == level);
        let mut names: Vec<_> = of_level.map(|diagnostic| text(&diagnostic["rule"]).to_owned()).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// The text of a JSON string; nothing for null and everything else.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Files and directories below a directory, with all that a careless write would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree(BTreeMap<String, Entry>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// `f`ile, `d`irectory, `l`ink, or `p`ipe and the like.
    kind: char,
    bytes: Vec<u8>,
    inode: u64,
    modified: SystemTime,
}

impl Tree {
    /// Reads a directory. The cache is left out: a run may know more at any time, and what it is good for has its own tests.
    pub fn of(directory: &Path) -> Self {
        let is_cache = |entry: &walkdir::DirEntry| {
            let mut parts = entry.path().components().rev();
            let name = parts.next().map(|name| name.as_os_str().to_string_lossy().into_owned()).unwrap_or_default();
            let is_in_state = parts.next().is_some_and(|directory| directory.as_os_str() == ".courant");
            is_in_state && (name == "cache" || name.starts_with("cache-"))
        };
        let entries = walkdir::WalkDir::new(directory).min_depth(1).follow_links(false);
        let entries = entries.into_iter().filter_entry(move |entry| !is_cache(entry));
        let read = |entry: Result<walkdir::DirEntry, walkdir::Error>| {
            let entry = entry.expect("the test can read its own directory");
            let path = entry.path().strip_prefix(directory).expect("it lies below").to_string_lossy().into_owned();
            let metadata = entry.path().symlink_metadata().expect("the entry is there");
            let (kind, bytes) = if metadata.is_symlink() {
                ('l', fs::read_link(entry.path()).expect("a link can be read").into_os_string().into_encoded_bytes())
            } else if metadata.is_dir() {
                ('d', Vec::new())
            } else if !metadata.is_file() {
                // a pipe, which would be read for ever
                ('p', Vec::new())
            } else {
                // a digest is enough, and files may be large
                ('f', blake3::hash(&fs::read(entry.path()).expect("the file can be read")).as_bytes().to_vec())
            };
            let modified = metadata.modified().expect("the file system keeps times");
            (path, Entry { kind, bytes, inode: metadata.ino(), modified })
        };
        Self(entries.into_iter().map(read).collect())
    }

    /// Paths of files, without directories.
    pub fn files(&self) -> Vec<&str> {
        self.0.iter().filter(|(_, entry)| entry.kind != 'd').map(|(path, _)| path.as_str()).collect()
    }

    /// The tree without what lies at or below these paths.
    pub fn without<const N: usize>(&self, paths: [&str; N]) -> Self {
        let below = |path: &str, top: &str| path == top || path.starts_with(&format!("{top}/"));
        let kept = self.0.iter().filter(|(path, _)| !paths.iter().any(|top| below(path, top)));
        Self(kept.map(|(path, entry)| (path.clone(), entry.clone())).collect())
    }

    /// What has changed since `earlier`, one line a path. Times of directories do not count: a file that was written and
    /// removed again shows there, and only what is left behind matters. Neither does what the lock's file says of the last run.
    pub fn changes_since(&self, earlier: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for (path, now) in &self.0 {
            match earlier.0.get(path) {
                None => changes.push(format!("new: {path}")),
                Some(_) if path.ends_with("/.courant/lock") => {}
                Some(then) if then.kind != now.kind || then.bytes != now.bytes => {
                    changes.push(format!("bytes: {path}"))
                }
                Some(then) if now.kind != 'd' && then.inode != now.inode => changes.push(format!("inode: {path}")),
                Some(then) if now.kind != 'd' && then.modified != now.modified => {
                    changes.push(format!("mtime: {path}"))
                }
                Some(_) => {}
            }
        }
        let gone = earlier.0.keys().filter(|path| !self.0.contains_key(*path));
        changes.extend(gone.map(|path| format!("gone: {path}")));
        changes
    }

    /// The bytes (as digests) by path, to compare two trees that lie in different places.
    pub fn contents(&self) -> BTreeMap<&str, &[u8]> {
        self.0
            .iter()
            .filter(|(_, entry)| entry.kind == 'f')
            .map(|(path, entry)| (path.as_str(), &*entry.bytes))
            .collect()
    }
}

/// The repository's root.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file or directory of the material beside the repository, or nothing, said aloud, where this is not there: the
/// repository alone must pass its tests, too.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = repository().parent().map(|parent| parent.join("shared").join(path)).filter(|found| found.exists());
    if found.is_none() {
        skipped(&format!("../shared/{path} is not there"));
    }
    found
}

/// Says that a test, or a part of it, did not run, and why.
pub fn skipped(reason: &str) {
    let test = thread::current().name().unwrap_or("a test").to_owned();
    // straight to the stream: what macros print in a test that passes is never shown
    writeln!(std::io::stderr(), "SKIPPED {test}: {reason}").expect("somebody listens");
}

/// Whether the run is one that has to be complete.
pub fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// Whether expensive trials are to be run at their full size (`COURANT_TRIALS=full`).
pub fn full_trials() -> bool {
    env::var_os("COURANT_TRIALS").is_some_and(|value| value == "full")
}
