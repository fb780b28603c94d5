//! The command line: which command, with which settings.
//!
//! Results go to standard output, the log and complaints to standard error. Exit codes: 0 done,
//! 1 it did not work, 2 the command itself was wrong.

mod card;
mod check;
mod claim_code;
mod dns;
mod lock;
mod log;
mod neighbours;
mod private;
mod reset;
mod serve;
mod set;
mod setup;
mod try_out;
mod update;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use lexopt::Arg::{Long, Short, Value};
use lexopt::{Parser, ValueExt as _};

use crate::config::{Config, KEYS, Values, known};
use crate::error::{Error, Kind, Result};

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Serve,
    Setup,
    Set,
    Dns,
    Check,
    Card,
    ClaimCode,
    Reset,
    Neighbours,
    Update,
    Slot,
    Try,
    Help,
    Version,
}

/// The arguments, taken apart.
struct Call {
    command: Command,
    values: Values,
    setup: setup::Options,
    /// Results are for a program, not for a person.
    json: bool,
    /// Nothing of the old owner is kept.
    all: bool,
    words: Vec<String>,
}

/// Runs the command that the arguments name.
pub fn run(arguments: Parser) -> ExitCode {
    private::new_files();
    match parse(arguments).and_then(dispatch) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "nichoir: {error}");
            ExitCode::from(if error.kind() == Kind::Invalid { 2 } else { 1 })
        }
    }
}

fn dispatch(call: Call) -> Result<ExitCode> {
    match call.command {
        Command::Help => say(&help()),
        Command::Version => say(concat!("nichoir ", env!("CARGO_PKG_VERSION"))),
        Command::Serve => serve::run(&Config::load(&call.values)?)?,
        Command::Setup => setup::run(&by_the_newest(&call)?, call.setup)?,
        Command::Set => set::run(&by_the_newest(&call)?, &call.words)?,
        Command::Dns => dns::run(&by_the_newest(&call)?, &call.words)?,
        Command::Check => return check::run(&by_the_newest(&call)?, call.json),
        Command::Card => card::run(&Config::load(&call.values)?, &call.words)?,
        Command::ClaimCode => claim_code::run(&by_the_newest(&call)?)?,
        Command::Reset => reset::run(&by_the_newest(&call)?, call.all)?,
        Command::Update => update::run(&Config::load(&call.values)?, &call.words)?,
        Command::Slot => update::serve_as_root(&call.values)?,
        Command::Neighbours => neighbours::run(&Config::load(&call.values)?, call.json)?,
        Command::Try => try_out::run(&Config::load(&call.values)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The configuration, unless a newer program has to go on: only that one can be sure to know the database.
fn by_the_newest(call: &Call) -> Result<Config> {
    let config = Config::load(&call.values)?;
    update::hand_over(&config, false)?;
    Ok(config)
}

fn parse(mut arguments: Parser) -> Result<Call> {
    let mut command = None;
    let mut values = Values::new();
    let mut setup = setup::Options::default();
    let mut words = Vec::new();
    let (mut json, mut all) = (false, false);
    while let Some(argument) = arguments.next().map_err(wrong)? {
        match argument {
            Long("help") | Short('h') => command = Some(Command::Help),
            Long("version") | Short('V') => command = Some(Command::Version),
            Long("name") => setup.name = Some(text(&mut arguments)?),
            Long("domain") => setup.domain = Some(text(&mut arguments)?),
            Long("handle-domain") => setup.handle_domain = Some(text(&mut arguments)?),
            Long("json") => json = true,
            Long("all") => all = true,
            Long("passphrase-stdin") => setup.passphrase_stdin = true,
            Long(key) => {
                let key = known(key)?;
                values.insert(key, text(&mut arguments)?);
            }
            Value(word) if command.is_none() => {
                command = Some(named(&word.string().map_err(wrong)?)?)
            }
            Value(word)
                if matches!(
                    command,
                    Some(Command::Set | Command::Dns | Command::Update | Command::Card)
                ) =>
            {
                words.push(word.string().map_err(wrong)?);
            }
            other => return Err(wrong(other.unexpected())),
        }
    }
    let command = command.unwrap_or(Command::Serve);
    if setup != setup::Options::default() && command == Command::Serve {
        return Err(Error::invalid("These options belong to `nichoir setup`"));
    }
    Ok(Call { command, values, setup, json, all, words })
}

fn named(word: &str) -> Result<Command> {
    match word {
        "serve" => Ok(Command::Serve),
        "setup" => Ok(Command::Setup),
        "set" => Ok(Command::Set),
        "dns" => Ok(Command::Dns),
        "check" => Ok(Command::Check),
        "card" => Ok(Command::Card),
        "claim-code" => Ok(Command::ClaimCode),
        "reset" => Ok(Command::Reset),
        "neighbours" => Ok(Command::Neighbours),
        "update" => Ok(Command::Update),
        // For the card's own service, not for people: see board/common/root.
        "slot" => Ok(Command::Slot),
        "try" => Ok(Command::Try),
        "help" => Ok(Command::Help),
        _ => Err(Error::invalid(format!("{word:?} is not a command; see nichoir --help"))),
    }
}

fn text(arguments: &mut Parser) -> Result<String> {
    arguments.value().and_then(|value| value.string()).map_err(wrong)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn wrong(cause: lexopt::Error) -> Error {
    Error::invalid(format!("{cause}; see nichoir --help"))
}

/// Prints a result. A closed pipe is nobody's fault.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn help() -> String {
    let mut keys = String::new();
    for key in KEYS {
        let _ = writeln!(
            keys,
            "  --{:<18} {}",
            format!("{} {}", key.name, key.name.to_uppercase()),
            key.help
        );
    }
    format!("{HELP}{}", keys.trim_end())
}

const HELP: &str = "\
A home of your own on the fediverse.

Usage: nichoir [COMMAND] [OPTIONS]

Commands:
  serve    run the node (also without a command)
  setup    make the owner: who lives here, at which address
  set      turn a switch: nichoir set authorised_fetch on
  dns      who serves the node's DNS name: nichoir dns desec (the token is read
           from standard input); without a word, says who does
  check    look for what could go wrong; each finding says what to do
           (--json: for programs)
  claim-code  show the code that claims this box
  reset    let somebody else claim this box; the old data stay in a folder beside (--all: nothing stays)
  update   lay a newer program ready: nichoir update FILE (signed; tried at the next start)
  neighbours  list the fediverse servers on this home network
  card     sort what was written on the card: nichoir card FROM TO (the card image does it)
  try      two throw-away nodes on this machine that know each other already

Options of setup:
  --name NAME          the owner's name, as in @NAME@DOMAIN
  --domain DOMAIN      the address of this node; without it, it stays on this machine
  --handle-domain DOMAIN  domain of the handle, if it is not the address
  --passphrase-stdin   read the passphrase from standard input instead of asking

Options of every command (also in DATA/nichoir.toml, or as NICHOIR_NAME):
";
