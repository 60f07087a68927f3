//! The arguments as they are meant: directories found, the clock set, the configuration read.

use super::{
    Exit,
    args::{Colour, Globals, Style},
    exit_of,
    messages::Messages,
    watch::Watch,
};
use crate::{
    config::{self, Publication, Remote},
    diagnostic::{Diagnostic, Level},
    notify::Environment,
    pipeline::{self, Holder, Lock, Locked, Run},
    record::date,
    value::{Clock, Zone},
};
use anyhow::{Context, anyhow, bail};
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

const CONFIG: &str = "courant.toml";
/// For how long pings are waited for, unless it was said how long the run may take.
const PINGS: Duration = Duration::from_secs(10);
/// Kinds of files that `--data DIR` reads.
const KINDS: &str = "{md,markdown,mkd,mkdn,mdown,html,htm,rst,json,jsonl,ndjson,csv,tsv,yaml,yml,toml,txt,text}";

/// What holds for the whole run.
pub(super) struct Session {
    globals: Globals,
    /// What the run is doing, for the case that it hangs.
    pub watch: Arc<Watch>,
    /// Where the run takes place.
    pub directory: PathBuf,
    /// How to speak.
    pub messages: Messages,
}

/// A configuration that could be read, or what is wrong with one that could not.
pub(super) enum Opened {
    /// With what is to be said about it, so that a run says everything at once.
    Publication(Box<Publication>, Vec<Diagnostic>),
    Refused(Vec<Diagnostic>),
}

/// What a command does while another run is at work on the publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlap {
    /// It leaves quietly: the next run makes up for it.
    Leave,
    /// It says that nothing was done: what was asked for would be lost.
    Refuse,
}

impl Session {
    pub(super) fn new(globals: Globals, watch: Arc<Watch>) -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("cannot tell which directory this is")?;
        let directory = globals.directory.as_ref().map_or_else(|| here.clone(), |given| here.join(given));
        if !directory.is_dir() {
            bail!("there is no directory {}", directory.display());
        }
        if let Some(jobs) = globals.jobs {
            if jobs == 0 {
                bail!("-j 0 leaves nobody to do the work: give at least 1");
            }
            // Fails only if the pool exists already, which it does not: nothing ran yet.
            rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global().ok();
        }
        let messages = Messages::new(
            globals.format.unwrap_or(Style::Human),
            wants_colour(globals.color),
            globals.quiet,
            globals.verbose,
            globals.strict,
        );
        Ok(Self { globals, watch, directory, messages })
    }

    /// The findings' format, if one was asked for.
    pub(super) const fn format(&self) -> Option<Style> {
        self.globals.format
    }

    /// How results and logs are printed.
    pub(super) fn style(&self) -> Style {
        self.globals.format.unwrap_or(Style::Human)
    }

    /// When pings have to be over: with the run, if it was said how long that may take, else soon.
    pub(super) fn ping_deadline(&self) -> Instant {
        let end = self.watch.ends();
        match self.globals.deadline {
            Some(_) => end,
            None => end.min(Instant::now() + PINGS),
        }
    }

    /// Where secrets are asked for.
    #[expect(clippy::disallowed_methods, reason = "the environment is read here")]
    pub(super) fn environment(&self) -> Environment {
        Box::new(|name| std::env::var(name).ok())
    }

    /// Whether anything of a ledger is there.
    pub(super) fn has_state(&self, publication: &Publication) -> bool {
        let mut exports = publication.ledger_export.iter();
        self.state(publication).is_dir() || exports.any(|file| publication.root.join(file).exists())
    }

    /// Whether warnings count as errors.
    pub(super) const fn strict(&self) -> bool {
        self.globals.strict
    }

    pub(super) const fn quiet(&self) -> bool {
        self.globals.quiet
    }

    pub(super) const fn verbose(&self) -> bool {
        self.globals.verbose
    }

    /// The exit code that findings of this level call for.
    pub(super) fn exit_for(&self, worst: Option<Level>) -> Exit {
        match worst {
            Some(Level::Error) => Exit::Findings,
            Some(Level::Warning) if self.strict() => Exit::Findings,
            _ => Exit::Done,
        }
    }

    /// Reads the configuration and lets the options of the command line go before it.
    pub(super) fn publication(&self) -> anyhow::Result<Opened> {
        self.watch.stage("reading the configuration");
        let path = self.config_path()?;
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let root = path.parent().map_or_else(|| self.directory.clone(), Path::to_path_buf);
        let name = path.strip_prefix(&self.directory).unwrap_or(&path).to_string_lossy().into_owned();
        let read = config::read(&text, &name, &root);
        let Some(mut publication) = read.publication else {
            return Ok(Opened::Refused(read.diagnostics));
        };
        if let Some(out) = &self.globals.out {
            publication.output = self.directory.join(out);
        }
        if let Some(state) = &self.globals.state {
            publication.state = self.directory.join(state);
            // Whoever wants the state elsewhere wants the tree left alone.
            publication.ledger_export = None;
        }
        if let Some(data) = &self.globals.data {
            self.replace_files(&mut publication, data);
        }
        publication.look_up(&*self.environment());
        let mut diagnostics = read.diagnostics;
        diagnostics.extend(pipeline::measure_trailers(&mut publication));
        Ok(Opened::Publication(Box::new(publication), diagnostics))
    }

    /// Says what is wrong with a configuration that cannot be used.
    pub(super) fn refuse(&self, diagnostics: &[Diagnostic]) -> anyhow::Result<Exit> {
        self.messages.findings(diagnostics)?;
        Ok(Exit::Unable)
    }

    /// The state directory of a publication.
    pub(super) fn state(&self, publication: &Publication) -> PathBuf {
        publication.root.join(&publication.state)
    }

    /// Does the work while no other run can write to the publication's state, and leaves behind how it ended.
    pub(super) fn locked(
        &self,
        publication: &Publication,
        command: &str,
        overlap: Overlap,
        work: impl FnOnce(&Lock) -> anyhow::Result<Exit>,
    ) -> anyhow::Result<Exit> {
        self.watch.stage("taking the lock");
        let run = Run { command, clock: self.clock(&publication.zone)?, deadline: self.watch.limit() };
        let lock = match Lock::take(&self.state(publication), &run)? {
            Locked::Held(lock) => lock,
            Locked::Busy(holder) => return self.leave(overlap, holder),
        };
        let outcome = work(&lock);
        lock.finish(outcome.as_ref().map_or_else(exit_of, |exit| *exit).code());
        outcome
    }

    /// Another run is at work.
    fn leave(&self, overlap: Overlap, holder: Option<Holder>) -> anyhow::Result<Exit> {
        if let Some(holder) = holder.as_ref().filter(|holder| holder.is_stuck(Clock::system().now())) {
            bail!(
                "a run on this publication hangs; nothing was done: {}\nhelp: look at the process (`ps -fp {pid}`) and kill \
                 it (`kill -9 {pid}`); the next run completes its work",
                who(holder),
                pid = holder.pid
            );
        }
        let who = holder.map_or_else(String::new, |holder| format!(" ({})", who(&holder)));
        let message = format!("another run is at work on this publication; nothing was done{who}");
        if overlap == Overlap::Refuse {
            bail!("{message}\nhelp: try again when it has finished");
        }
        if self.verbose() {
            self.messages.say(&message)?;
        }
        Ok(Exit::Done)
    }

    /// The run's "now".
    pub(super) fn clock(&self, zone: &Zone) -> anyhow::Result<Clock> {
        match &self.globals.now {
            None => Ok(Clock::system()),
            Some(text) => match date::read_date(text, zone) {
                Ok(read) => Ok(Clock::at(read.instant)),
                Err(message) => Err(anyhow!("--now {text}: {message}")),
            },
        }
    }

    /// The configuration that was named, or the nearest one from here upwards.
    fn config_path(&self) -> anyhow::Result<PathBuf> {
        if let Some(given) = &self.globals.config {
            let path = self.directory.join(given);
            if !path.is_file() {
                bail!("there is no configuration {}", path.display());
            }
            return Ok(path);
        }
        self.directory
            .ancestors()
            .map(|directory| directory.join(CONFIG))
            .find(|path| path.is_file())
            .ok_or_else(|| {
                anyhow!(
                    "there is no {CONFIG} in {} or above it\nhelp: `courant init` starts a publication here; `-C DIR` and \
                     `--config FILE` name one elsewhere",
                    self.directory.display()
                )
            })
    }

    /// `--data`: the first source's way of reading, with other files.
    fn replace_files(&self, publication: &mut Publication, data: &str) {
        let path = self.directory.join(data);
        // Inside the publication a path is relative to its root, so that keys and messages stay short.
        let relative = path.strip_prefix(&publication.root).unwrap_or(&path);
        let named = relative.to_string_lossy().replace('\\', "/");
        let pattern = if path.is_dir() {
            let named = named.trim_end_matches('/');
            if named.is_empty() { format!("**/*.{KINDS}") } else { format!("{}/**/*.{KINDS}", literal(named)) }
        } else if path.is_file() {
            literal(&named)
        } else {
            named
        };
        publication.sources.truncate(1);
        for source in &mut publication.sources {
            source.files = vec![pattern.clone()];
            source.exclude.clear();
            source.remote = Remote::default();
        }
    }
}

/// `build, process 4711, since 2026-11-22T09:30:00Z, reading records`
fn who(holder: &Holder) -> String {
    let Holder { command, pid, really_started, stage, .. } = holder;
    format!("{command}, process {pid}, since {really_started}, {stage}")
}

/// A path in which no character is a pattern.
fn literal(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}') {
            out.push_str(&format!("[{c}]"));
        } else {
            out.push(c);
        }
    }
    out
}

/// `NO_COLOR` and `CLICOLOR_FORCE` as <https://bixense.com/clicolors/> has them.
#[expect(clippy::disallowed_methods, reason = "the environment is read here")]
pub(super) fn wants_colour(asked: Colour) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match asked {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if set("NO_COLOR") => false,
        Colour::Auto => set("CLICOLOR_FORCE") || std::io::stderr().is_terminal(),
    }
}
