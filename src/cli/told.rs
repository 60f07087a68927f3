//! Which errors were told already: a run every five minutes must not send a mail every five minutes.
//!
//! `told.jsonl` in the state directory has a line for each error that stands, with the time at which it was last told. The file
//! is a convenience: without it everything is told, and trouble with it is never a reason to fail.

use crate::{
    diagnostic::Diagnostic,
    publish::Publisher,
    value::{TimeSpan, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::Write,
    path::{Path, PathBuf},
};

const FILE: &str = "told.jsonl";

/// What was told, and when.
#[derive(Debug)]
pub(super) struct Told {
    state: PathBuf,
    now: Timestamp,
    remind: TimeSpan,
    before: BTreeMap<String, Timestamp>,
    /// The errors of this run.
    standing: BTreeMap<String, Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    error: String,
    told: String,
}

impl Told {
    pub(super) fn read(state: &Path, now: Timestamp, remind: TimeSpan) -> Self {
        let path = state.join(FILE);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        let text = if is_file { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
        let read = |line: &str| {
            let line: Line = serde_json::from_str(line).ok()?;
            Some((line.error, Timestamp::from_rfc3339(&line.told)?))
        };
        let before = text.lines().filter_map(read).collect();
        Self { state: state.to_owned(), now, remind, before, standing: BTreeMap::new() }
    }

    /// Those of the errors that are to be told: new ones, and those that were told long ago.
    pub(super) fn news(&mut self, errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut equal = HashMap::new();
        let mut news = Vec::new();
        for error in errors {
            let digest = digest(&error, &mut equal);
            let told = self.before.get(&digest).copied().filter(|told| !self.is_due(*told));
            self.standing.insert(digest, told.unwrap_or(self.now));
            if told.is_none() {
                news.push(error);
            }
        }
        news
    }

    /// A time in the future is of a clock that was set back: nobody knows how long ago that was.
    fn is_due(&self, told: Timestamp) -> bool {
        u64::try_from(self.now.unix() - told.unix()).map_or(true, |age| age >= self.remind.seconds())
    }

    /// Keeps what was told. An error that is gone is forgotten, so that it is new when it comes back, but only by a run
    /// that has seen `everything`.
    pub(super) fn keep(mut self, everything: bool) {
        if !everything {
            let gone = self.before.iter().filter(|(digest, _)| !self.standing.contains_key(*digest));
            let gone: Vec<_> = gone.map(|(digest, told)| (digest.clone(), *told)).collect();
            self.standing.extend(gone);
        }
        if self.standing == self.before {
            return;
        }
        let write = |out: &mut dyn Write| {
            for (error, told) in &self.standing {
                let line = Line { error: error.clone(), told: told.rfc3339() };
                writeln!(out, "{}", serde_json::to_string(&line)?)?;
            }
            Ok(())
        };
        if let Ok(mut publisher) = Publisher::open(&self.state)
            && publisher.stage(FILE, &write).is_ok()
        {
            publisher.commit().ok();
        }
    }
}

/// What makes an error the same as that of an earlier run: all of it but its line, which moves whenever somebody writes above
/// it. Of several equal ones each is one more.
fn digest(error: &Diagnostic, equal: &mut HashMap<[u8; 32], u32>) -> String {
    let place = &error.place;
    let parts = [
        Some(error.rule.code),
        place.file.as_deref(),
        place.field.as_deref(),
        place.record.as_deref(),
        Some(error.message.as_str()),
    ];
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        // A length each, so that no two lists of parts run into one.
        let part = part.unwrap_or_default().as_bytes();
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    let number = equal.entry(*hasher.finalize().as_bytes()).and_modify(|n| *n += 1).or_insert(0);
    hasher.update(&number.to_le_bytes());
    hasher.finalize().to_hex()[..32].to_owned()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test plays somebody who writes the file")]
mod tests {
    use super::{FILE, Told};
    use crate::{
        diagnostic::{Diagnostic, Place, rules},
        value::{TimeSpan, Timestamp},
    };
    use std::{fs, path::Path};

    fn error(line: u32, message: &str) -> Diagnostic {
        Diagnostic::new(&rules::record::ID_DUPLICATE, Place::file("data/a.csv").line(line), message)
    }

    /// The messages that a run tells which finds these.
    fn run(state: &Path, now: i64, everything: bool, found: &[Diagnostic]) -> Vec<String> {
        let now = Timestamp::from_unix(1_800_000_000 + now).expect("a time");
        let mut told = Told::read(state, now, TimeSpan::from_seconds(100));
        let news = told.news(found.to_vec());
        told.keep(everything);
        news.into_iter().map(|error| error.message).collect()
    }

    #[test]
    fn an_error_is_told_once_and_again_after_a_while() {
        let directory = tempfile::tempdir().expect("a directory");
        let state = directory.path();
        assert_eq!(run(state, 0, true, &[]), [""; 0]);
        assert!(!state.join(FILE).exists(), "nothing to keep");
        assert_eq!(run(state, 0, true, &[error(3, "a")]), ["a"]);
        let kept = fs::read(state.join(FILE)).expect("it is kept");
        assert_eq!(run(state, 99, true, &[error(7, "a")]), [""; 0], "lines move");
        assert_eq!(fs::read(state.join(FILE)).expect("it is kept"), kept, "told at the same time as before");
        assert_eq!(
            run(state, 99, true, &[error(3, "a"), error(9, "a"), error(9, "b")]),
            ["a", "b"],
            "one more of them"
        );
        assert_eq!(run(state, 100, true, &[error(3, "a"), error(9, "a"), error(9, "b")]), ["a"]);
        assert_eq!(run(state, 100, true, &[]), [""; 0]);
        assert_eq!(run(state, 101, true, &[error(3, "a")]), ["a"], "it came back");
        assert_eq!(run(state, 50, true, &[error(3, "a")]), ["a"], "the clock was set back");
    }

    #[test]
    fn a_run_that_has_not_seen_everything_forgets_nothing() {
        let directory = tempfile::tempdir().expect("a directory");
        let state = directory.path();
        run(state, 0, true, &[error(1, "a")]);
        assert_eq!(run(state, 1, false, &[error(1, "b")]), ["b"]);
        assert_eq!(run(state, 2, true, &[error(1, "a"), error(1, "b")]), [""; 0]);
    }

    #[test]
    fn without_the_file_everything_is_told() {
        let directory = tempfile::tempdir().expect("a directory");
        let state = directory.path();
        fs::create_dir(state.join(FILE)).expect("a directory in its place");
        for _ in 0..2 {
            assert_eq!(run(state, 0, true, &[error(1, "a")]), ["a"]);
        }
        fs::remove_dir(state.join(FILE)).expect("it can go");
        fs::write(state.join(FILE), "nonsense\n{\"error\":\"x\",\"told\":\"soon\"}\n").expect("a foreign file");
        assert_eq!(run(state, 0, true, &[error(1, "a")]), ["a"]);
        assert_eq!(run(state, 0, true, &[error(1, "a")]), [""; 0]);
    }
}
