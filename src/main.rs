//! The `courant` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(courant::cli::run(std::env::args_os()))
}
