//! The `nichoir` program: parse the arguments, run one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    nichoir::cli::run(lexopt::Parser::from_env())
}
