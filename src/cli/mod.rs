//! The command line: arguments in two steps (as typed, as meant), printing, exit codes.
//!
//! Layer 6: the only one that prints and that reads the environment. One file a subcommand. A subcommand gives back an
//! [`Exit`]; trouble that kept it from running is an `anyhow::Error`, rendered here with its causes.

mod adopt;
mod args;
mod build;
mod check;
mod diff;
mod exit;
mod explain;
mod import;
mod init;
mod ledger;
mod log;
mod messages;
mod outbox;
mod ping;
mod progress;
mod publish;
mod records;
mod redirects;
mod retire;
mod retract;
mod session;
mod status;
mod told;
mod watch;

pub use exit::Exit;

use args::{Arguments, Command, Globals};
use clap::Parser;
use session::Session;
use std::{ffi::OsString, sync::Arc};
use watch::Watch;

/// Runs the program with its arguments and gives back its exit code.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are results; everything else is a usage error.
            let exit = if error.use_stderr() { Exit::Unable } else { Exit::Done };
            return match error.print() {
                Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => Exit::Unable.code(),
                _ => exit.code(),
            };
        }
    };
    let Arguments { globals, command } = arguments;
    let (deadline, colour) = (globals.deadline.unwrap_or(args::DEADLINE), globals.color);
    watch::bounded(deadline, colour, move |watch| match carry_out(globals, command, watch) {
        Ok(exit) => exit.code(),
        Err(error) => {
            let exit = exit_of(&error);
            if exit != Exit::Done {
                messages::trouble(&error, colour);
            }
            exit.code()
        }
    })
}

fn carry_out(globals: Globals, command: Command, watch: Arc<Watch>) -> anyhow::Result<Exit> {
    let session = Session::new(globals, watch)?;
    match command {
        Command::Init(arguments) => init::run(&session, &arguments),
        Command::Build(arguments) => build::run(&session, &arguments),
        Command::Check(arguments) => check::run(&session, &arguments),
        Command::Adopt(arguments) => adopt::run(&session, &arguments),
        Command::Import(arguments) => import::run(&session, &arguments),
        Command::Diff(arguments) => diff::run(&session, &arguments),
        Command::Retract(arguments) => retract::run(&session, &arguments),
        Command::Retire(arguments) => retire::run(&session, &arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Records(arguments) => records::run(&session, &arguments),
        Command::Ledger(command) => ledger::run(&session, &command),
        Command::Status(arguments) => status::run(&session, &arguments),
        Command::Ping(arguments) => ping::run(&session, &arguments),
        Command::Publish(arguments) => publish::run(&session, &arguments),
        Command::Outbox(arguments) => outbox::run(&session, &arguments),
    }
}

/// How a run ends that met this trouble.
fn exit_of(error: &anyhow::Error) -> Exit {
    if is_broken_pipe(error) { Exit::Done } else { Exit::Unable }
}

/// Whoever reads our output may stop reading: that is no failure of ours.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
