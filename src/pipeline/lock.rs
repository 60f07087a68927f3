//! One run at a time for each publication, and what is known of the run that is at work or was the last.
//!
//! The lock is the system's, on the file `lock` of the state directory: it is gone as soon as its process is, however that
//! ends. What stands in the file is one line of JSON for people and for `status`; nothing but words depends on it, so
//! trouble with it is never a reason to fail.

use super::Error;
use crate::value::{Clock, TimeSpan, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

const FILE: &str = "lock";
/// The commands that publish.
const BUILDS: [&str; 2] = ["build", "publish"];
/// The exit code of a run that could not do its work, or not wholly.
const UNABLE: u8 = 2;
/// No line of ours is longer.
const LONGEST: u64 = 4096;
/// How long a run may need to put its line in the place of a dead one's.
const MOMENT: Duration = Duration::from_millis(200);

/// What asking for the lock gave.
#[derive(Debug)]
pub enum Locked {
    /// The lock is held until the value is dropped; the system frees it when the process dies, however it dies.
    Held(Lock),
    /// Another run is at work: this one, if it has said so.
    Busy(Option<Holder>),
}

/// What a run says of itself when it takes the lock.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// `build`
    pub command: &'a str,
    /// The run's "now".
    pub clock: Clock,
    /// After how long it gives up.
    pub deadline: TimeSpan,
}

/// A run that has the lock or had it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// `build`
    pub command: String,
    /// Its "now".
    pub started: Timestamp,
    /// When it started by the system's time: another moment only with `--now`.
    pub really_started: Timestamp,
    /// After how long it gives up by itself.
    pub deadline: TimeSpan,
    /// What it was doing.
    pub stage: String,
    /// How it ended; `None` while it is at work, and for ever if it was killed.
    pub end: Option<End>,
    /// How the last one before it ended that did end.
    pub before: Option<End>,
    /// When the last `build` before it finished that could do its work.
    pub built: Option<Timestamp>,
}

/// What a run is at, as far as one can tell from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// It is at work.
    Running,
    /// It is at work for so long that it cannot be well.
    Hanging,
    /// Its process is gone, and it has not said how it ended.
    Killed,
    /// It is over.
    Ended,
}

/// The end of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// When, by the run's own clock.
    pub finished: Timestamp,
    /// Its exit code.
    pub exit: u8,
}

impl Holder {
    /// How the last run ended that was not killed: this one, or else the one before.
    #[must_use]
    pub fn last_end(&self) -> Option<End> {
        self.end.or(self.before)
    }

    /// When a `build` last finished that could do its work: exit code 2 says that it could not, or not wholly.
    #[must_use]
    pub fn last_build(&self) -> Option<Timestamp> {
        let end = self.end.filter(|end| BUILDS.contains(&self.command.as_str()) && end.exit != UNABLE);
        end.map(|end| end.finished).or(self.built)
    }

    /// What it is at; `now` is the system's time. A process in another container, or on another machine with the same disk,
    /// cannot be seen and counts as gone.
    #[must_use]
    pub fn activity(&self, now: Timestamp) -> Activity {
        // Only Linux says cheaply which processes there are.
        let is_gone = || Path::new("/proc/self").exists() && !Path::new("/proc").join(self.pid.to_string()).exists();
        match self.end {
            Some(_) => Activity::Ended,
            None if is_gone() => Activity::Killed,
            None if self.is_stuck(now) => Activity::Hanging,
            None => Activity::Running,
        }
    }

    /// Whether it is at work for so long that it cannot be well: twice the time after which it gives up by itself.
    #[must_use]
    pub fn is_stuck(&self, now: Timestamp) -> bool {
        let age = u64::try_from(now.unix() - self.really_started.unix()).unwrap_or_default();
        self.end.is_none() && age > self.deadline.seconds().saturating_mul(2)
    }
}

/// A held lock.
#[derive(Debug)]
pub struct Lock {
    file: File,
    since: Instant,
    holder: Mutex<Holder>,
}

impl Lock {
    /// Takes the lock of the publication whose state directory is `state`, or says that somebody else has it.
    ///
    /// # Errors
    /// The state directory cannot be made or written.
    pub fn take(state: &Path, run: &Run<'_>) -> Result<Locked, Error> {
        let path = state.join(FILE);
        let fail = |cause| Error::State { path: path.clone(), cause };
        fs::create_dir_all(state).map_err(|cause| Error::State { path: state.to_owned(), cause })?;
        // What a link leads to is not ours to write, and opening a pipe would wait for ever.
        if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
            return Err(Error::State { path, cause: io::Error::other("it is no ordinary file") });
        }
        let file = OpenOptions::new().create(true).read(true).write(true).truncate(false).open(&path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => Ok(Locked::Held(Self::held(file, run))),
            Err(fs::TryLockError::WouldBlock) => Ok(Locked::Busy(at_work(&file))),
            Err(fs::TryLockError::Error(cause)) => Err(fail(cause)),
        }
    }

    fn held(file: File, run: &Run<'_>) -> Self {
        let last = read(&file);
        let before = last.as_ref().and_then(Holder::last_end);
        let built = last.as_ref().and_then(Holder::last_build);
        // First of all nobody may take a dead run's line for ours.
        file.set_len(0).ok();
        let lock = Self {
            file,
            since: Instant::now(),
            holder: Mutex::new(Holder {
                pid: std::process::id(),
                command: run.command.to_owned(),
                started: run.clock.now(),
                really_started: Clock::system().now(),
                deadline: run.deadline,
                stage: "starting".to_owned(),
                end: None,
                before,
                built,
            }),
        };
        lock.change(|_| ());
        lock
    }

    /// Says what the run is doing.
    pub fn stage(&self, stage: &str) {
        self.change(|holder| stage.clone_into(&mut holder.stage));
    }

    /// Says how the run ended, and frees the lock.
    pub fn finish(self, exit: u8) {
        let elapsed = i64::try_from(self.since.elapsed().as_secs()).unwrap_or_default();
        self.change(|holder| {
            "done".clone_into(&mut holder.stage);
            let finished = Timestamp::from_unix(holder.started.unix() + elapsed).unwrap_or(holder.started);
            holder.end = Some(End { finished, exit });
        });
    }

    fn change(&self, change: impl FnOnce(&mut Holder)) {
        let mut holder = self.holder.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut holder);
        // Whoever reads a line that is not whole knows as much as before.
        write(&self.file, &holder).ok();
    }
}

/// The run that is at work on the publication with this state directory, or was the last. What is not there, not whole or
/// not ours is nothing.
#[must_use]
pub fn last_run(state: &Path) -> Option<Holder> {
    let path = state.join(FILE);
    if !fs::symlink_metadata(&path).ok()?.is_file() {
        return None;
    }
    read(&File::open(path).ok()?)
}

/// Who holds the lock that this file is, as far as it says so.
fn at_work(file: &File) -> Option<Holder> {
    let found = read(file).filter(|holder| holder.end.is_none())?;
    if !found.is_stuck(Clock::system().now()) {
        return Some(found);
    }
    // It may be the line of a run that was killed, and the one that has the lock is about to write its own.
    thread::sleep(MOMENT);
    read(file).filter(|holder| holder.end.is_none())
}

fn read(mut file: &File) -> Option<Holder> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(LONGEST).read_to_string(&mut text).ok()?;
    let line: Line = serde_json::from_str(text.split_once('\n')?.0).ok()?;
    line.meant()
}

/// The line is put over the old one and the rest cut off: a reader takes the first line only.
fn write(mut file: &File, holder: &Holder) -> io::Result<()> {
    let mut line = serde_json::to_string(&Line::of(holder))?;
    line.push('\n');
    file.seek(SeekFrom::Start(0))?;
    file.write_all(line.as_bytes())?;
    file.set_len(line.len() as u64)
}

/// What stands in the file.
#[derive(Serialize, Deserialize)]
struct Line {
    pid: u32,
    command: String,
    started: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    really_started: Option<String>,
    deadline: u64,
    stage: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    finished: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exit: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Before>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    built: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Before {
    finished: String,
    exit: u8,
}

impl Line {
    fn of(holder: &Holder) -> Self {
        let real = (holder.really_started != holder.started).then(|| holder.really_started.rfc3339());
        Self {
            pid: holder.pid,
            command: holder.command.clone(),
            started: holder.started.rfc3339(),
            really_started: real,
            deadline: holder.deadline.seconds(),
            stage: holder.stage.clone(),
            finished: holder.end.map(|end| end.finished.rfc3339()),
            exit: holder.end.map(|end| end.exit),
            before: holder.before.map(|before| Before { finished: before.finished.rfc3339(), exit: before.exit }),
            built: holder.built.map(Timestamp::rfc3339),
        }
    }

    fn meant(self) -> Option<Holder> {
        let started = Timestamp::from_rfc3339(&self.started)?;
        let really_started = match &self.really_started {
            Some(real) => Timestamp::from_rfc3339(real)?,
            None => started,
        };
        let end = |finished: &str, exit| Some(End { finished: Timestamp::from_rfc3339(finished)?, exit });
        Some(Holder {
            pid: self.pid,
            command: self.command,
            started,
            really_started,
            deadline: TimeSpan::from_seconds(self.deadline),
            stage: self.stage,
            end: self.finished.zip(self.exit).and_then(|(finished, exit)| end(&finished, exit)),
            before: self.before.and_then(|before| end(&before.finished, before.exit)),
            built: self.built.as_deref().and_then(Timestamp::from_rfc3339),
        })
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests play other programs that write the file")]
mod tests {
    use super::{End, Lock, Locked, Run, last_run};
    use crate::value::{Clock, TimeSpan, Timestamp};
    use std::{fs, path::Path};

    fn at(text: &str) -> Timestamp {
        Timestamp::from_rfc3339(text).expect("a time")
    }

    fn take(state: &Path, now: &str) -> Locked {
        let run = Run { command: "build", clock: Clock::at(at(now)), deadline: TimeSpan::from_seconds(900) };
        Lock::take(state, &run).expect("the directory can be written")
    }

    fn held(state: &Path, now: &str) -> Lock {
        match take(state, now) {
            Locked::Held(lock) => lock,
            Locked::Busy(holder) => panic!("nobody has it: {holder:?}"),
        }
    }

    #[test]
    fn the_file_says_who_has_the_lock_and_who_had_it() {
        let directory = tempfile::tempdir().expect("a directory");
        let state = directory.path().join("deep/state");
        assert_eq!(last_run(&state), None);
        let lock = held(&state, "2026-11-22T09:30:00Z");
        lock.stage("reading records");
        let Locked::Busy(Some(holder)) = take(&state, "2026-11-22T09:35:00Z") else { panic!("the lock is held") };
        assert_eq!(
            (holder.pid, holder.command.as_str(), holder.deadline.seconds()),
            (std::process::id(), "build", 900)
        );
        assert_eq!(
            (holder.stage.as_str(), holder.started.rfc3339().as_str()),
            ("reading records", "2026-11-22T09:30:00Z")
        );
        assert_eq!((holder.end, holder.before), (None, None));
        assert_eq!(last_run(&state), Some(holder));

        lock.finish(1);
        let last = last_run(&state).expect("it said so");
        let end = last.end.expect("it is over");
        assert_eq!((last.stage.as_str(), end.exit), ("done", 1));
        assert!((0..60).contains(&(end.finished.unix() - last.started.unix())), "the run's own clock: {end:?}");

        // Killed: no end of its own, and the end before it is not forgotten.
        drop(held(&state, "2026-11-22T09:40:00Z"));
        let killed = last_run(&state).expect("it said so");
        assert_eq!((killed.end, killed.before, killed.last_end()), (None, Some(end), Some(end)));
        held(&state, "2026-11-22T09:45:00Z").finish(0);
        let again = last_run(&state).expect("it said so");
        assert_eq!((again.before, again.last_end().map(|end| end.exit)), (Some(end), Some(0)));
    }

    #[test]
    fn what_is_torn_or_foreign_is_nothing() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("lock");
        let whole = r#"{"pid":7,"command":"build","started":"2026-11-22T09:30:00Z","deadline":900,"stage":"done","finished":"2026-11-22T09:30:02Z","exit":0}"#;
        for text in [
            "",
            "\n",
            "4711\n",
            whole,
            &whole[..40],
            "{\"pid\":7}\n",
            "\u{0}\u{0}\n",
            &whole.replace("2026-11-22T09:30:00Z", "soon"),
        ] {
            fs::write(&path, text).expect("the file can be written");
            assert_eq!(last_run(directory.path()), None, "{text}");
            drop(held(directory.path(), "2026-11-22T09:30:00Z"));
        }
        // A longer line's rest is no matter, and members that a later version adds are none either.
        let newer = whole.replace("{\"pid\"", "{\"host\":\"a\",\"pid\"");
        fs::write(&path, format!("{newer}\n0}}\n")).expect("the file can be written");
        let finished = at("2026-11-22T09:30:02Z");
        assert_eq!(last_run(directory.path()).and_then(|run| run.end), Some(End { finished, exit: 0 }));
    }

    #[test]
    fn a_run_is_stuck_after_twice_the_time_it_may_take() {
        let directory = tempfile::tempdir().expect("a directory");
        let _lock = held(directory.path(), "2026-11-22T09:30:00Z");
        let mut run = last_run(directory.path()).expect("it said so");
        assert!(!run.is_stuck(Clock::system().now()), "--now makes nobody older");
        run.really_started = run.started;
        assert!(!run.is_stuck(at("2026-11-22T10:00:00Z")) && run.is_stuck(at("2026-11-22T10:00:01Z")));
        assert!(!run.is_stuck(at("2026-11-22T09:00:00Z")), "clocks are set back");
        run.end = Some(End { finished: run.started, exit: 0 });
        assert!(!run.is_stuck(at("2027-01-01T00:00:00Z")));
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_not_written() {
        let directory = tempfile::tempdir().expect("a directory");
        let (state, other) = (directory.path().join("state"), directory.path().join("other"));
        fs::create_dir(&state).expect("a directory");
        fs::write(&other, "mine").expect("the file can be written");
        std::os::unix::fs::symlink(&other, state.join("lock")).expect("a link");
        let run = Run { command: "build", clock: Clock::system(), deadline: TimeSpan::from_seconds(900) };
        let error = Lock::take(&state, &run).expect_err("it is a link").to_string();
        assert!(error.contains("no ordinary file"), "{error}");
        assert_eq!((fs::read_to_string(&other).expect("it is there").as_str(), last_run(&state)), ("mine", None));
    }
}
