//! The time that a run may take, and what to say when it has passed.
//!
//! A disk on a dead network answers no system call, and no check between two steps helps against that. So another thread
//! keeps the time; when it is over, it speaks and ends the program. That leaves behind what a kill would, and every step is
//! made for that.

use super::{Exit, args::Colour, messages};
use crate::value::TimeSpan;
use anyhow::anyhow;
use std::{
    process,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

/// What keeping the time takes of a stack, with room to spare.
const STACK: usize = 256 << 10;
/// How long the last words may take: whoever should read them may be what hangs.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How long a run needs to put things away, at least and at most.
const MARGIN: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// Knows what the run is doing.
#[derive(Debug)]
pub(super) struct Watch {
    limit: TimeSpan,
    began: Instant,
    at: Mutex<At>,
}

#[derive(Debug)]
struct At {
    stage: &'static str,
    /// What is in hand, in the order in which it was taken up.
    objects: Vec<String>,
}

impl Watch {
    fn new(limit: TimeSpan) -> Self {
        Self { limit, began: Instant::now(), at: Mutex::new(At { stage: "starting", objects: Vec::new() }) }
    }

    /// After how long the run gives up.
    pub(super) const fn limit(&self) -> TimeSpan {
        self.limit
    }

    /// When whatever takes its time has to be over, so that the run can end by itself before it is ended.
    pub(super) fn ends(&self) -> Instant {
        let limit = self.limit.as_duration();
        let margin = (limit / 20).clamp(MARGIN.0, MARGIN.1);
        self.began + limit.saturating_sub(margin)
    }

    /// The run has come to this: `reading records`.
    pub(super) fn stage(&self, stage: &'static str) {
        self.at().stage = stage;
    }

    /// Takes up a file or an address, until the value is dropped; several may be in hand at a time.
    pub(super) fn takes_up(&self, object: &str) -> InHand<'_> {
        self.at().objects.push(object.to_owned());
        InHand { watch: self, object: object.to_owned() }
    }

    fn at(&self) -> MutexGuard<'_, At> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `gave up after 15 minutes while reading records (data/x.md)`
    fn last_words(&self) -> String {
        let at = self.at();
        let object = match at.objects.as_slice() {
            [] => String::new(),
            [object] => format!(" ({object})"),
            [object, more @ ..] => format!(" ({object} and {} more)", more.len()),
        };
        format!(
            "gave up after {} while {}{object}\nhelp: nothing is published by halves, and the next run does what is missing; \
             `--deadline 2h` gives a run more time",
            self.limit, at.stage
        )
    }
}

/// A file or an address that is in hand.
#[derive(Debug)]
pub(super) struct InHand<'a> {
    watch: &'a Watch,
    object: String,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        let mut at = self.watch.at();
        if let Some(index) = at.objects.iter().position(|object| *object == self.object) {
            at.objects.remove(index);
        }
    }
}

/// Does the work, which gives the exit code, for at most this time: then the program ends, wherever the work is. It is done
/// by the thread that asks, since the first one of a program gets its memory in larger pieces than others.
pub(super) fn bounded(limit: TimeSpan, colour: Colour, work: impl FnOnce(Arc<Watch>) -> u8) -> u8 {
    let watch = Arc::new(Watch::new(limit));
    let watched = Arc::clone(&watch);
    let (done, over) = mpsc::channel::<()>();
    let keeper = thread::Builder::new().name("deadline".to_owned()).stack_size(STACK).spawn(move || {
        // Nothing is ever sent: whoever does the work is done, or has panicked, when the other end is gone.
        if over.recv_timeout(limit.as_duration()) == Err(RecvTimeoutError::Timeout) {
            end(anyhow!(watched.last_words()), colour);
        }
    });
    if let Err(error) = keeper {
        messages::trouble(&anyhow::Error::from(error).context("cannot start a thread"), colour);
        return Exit::Unable.code();
    }
    let code = work(watch);
    drop(done);
    code
}

/// Says this and ends the program, though its first thread does not come back.
#[expect(clippy::disallowed_methods, reason = "nobody is left to whom an exit code could be returned")]
fn end(words: anyhow::Error, colour: Colour) {
    let (said, heard) = mpsc::channel();
    thread::spawn(move || {
        messages::trouble(&words, colour);
        said.send(()).ok();
    });
    heard.recv_timeout(LAST_WORDS).ok();
    process::exit(Exit::Unable.code().into());
}

#[cfg(test)]
mod tests {
    use super::Watch;
    use crate::value::TimeSpan;

    #[test]
    fn the_last_words_name_what_was_in_hand() {
        let watch = Watch::new(TimeSpan::from_seconds(900));
        let said = |watch: &Watch| watch.last_words().lines().next().unwrap_or_default().to_owned();
        assert_eq!(said(&watch), "gave up after 15 minutes while starting");
        watch.stage("judging");
        let a = watch.takes_up("a.xml");
        let b = watch.takes_up("b.xml");
        assert_eq!(said(&watch), "gave up after 15 minutes while judging (a.xml and 1 more)");
        drop(a);
        assert_eq!(said(&watch), "gave up after 15 minutes while judging (b.xml)");
        drop(b);
        assert_eq!(said(&watch), "gave up after 15 minutes while judging");
    }
}
