//! Where a build is: for the time limit and the lock's file always, as a bar only on a terminal and only when it takes long.

use super::watch::Watch;
use crate::pipeline::{self, Lock};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::IsTerminal,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// How long a run stays silent.
const PATIENCE: Duration = Duration::from_secs(2);

/// Counts what was done, and shows it once the run has taken long enough for somebody to wonder.
pub(super) struct Progress<'a> {
    bar: ProgressBar,
    started: Instant,
    done: AtomicU64,
    watch: &'a Watch,
    lock: Option<&'a Lock>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(quiet: bool, watch: &'a Watch, lock: Option<&'a Lock>) -> Self {
        let target = if quiet || !std::io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::default_spinner());
        Self { bar, started: Instant::now(), done: AtomicU64::new(0), watch, lock }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl pipeline::Progress for Progress<'_> {
    fn stage(&self, stage: &'static str) {
        self.watch.stage(stage);
        if let Some(lock) = self.lock {
            lock.stage(stage);
        }
    }

    fn tick(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed);
        if done.is_multiple_of(64) && self.started.elapsed() > PATIENCE {
            self.bar.set_message(format!("{done} records rendered"));
            self.bar.tick();
        }
    }
}
