//! A progress bar: only on a terminal, only when it takes long.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::IsTerminal,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// How long a run stays silent.
const PATIENCE: Duration = Duration::from_secs(2);

/// Counts what was done, and shows it once the run has taken long enough for somebody to wonder.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    done: AtomicU64,
}

impl Progress {
    pub(super) fn new(quiet: bool) -> Self {
        let target = if quiet || !std::io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::default_spinner());
        Self { bar, started: Instant::now(), done: AtomicU64::new(0) }
    }

    /// One more.
    pub(super) fn tick(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed);
        if done.is_multiple_of(64) && self.started.elapsed() > PATIENCE {
            self.bar.set_message(format!("{done} records rendered"));
            self.bar.tick();
        }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
