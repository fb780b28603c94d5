//! The `nichoir` program: parse the arguments, run one command.

fn main() {}
