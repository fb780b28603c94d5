//! The program as it is typed: results, complaints and exit codes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program with these words, its data folder and standard input.
fn nichoir(data: &Path, words: &[&str], stdin: &str) -> Output {
    let mut child = command(data, words).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn command(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
    command.args(words).env_clear().env("NICHOIR_DATA", data);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn wrong_words_are_explained_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    for (words, hint) in [
        (&["serv"][..], "--help"),
        (&["--lisen", "x"], "\"listen\""),
        (&["--listen", "nowhere"], "127.0.0.1:8080"),
        (&["--name", "ada"], "nichoir setup"),
        (&["setup"], "--name"),
        (&["setup", "--name", "ada"], "--passphrase-stdin"),
        (&["setup", "--name", "a b", "--passphrase-stdin"], "letters"),
    ] {
        let output = nichoir(folder.path(), words, "");
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(stderr(&output).contains(hint), "{words:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{words:?}");
    }
}

#[test]
fn help_and_version_are_results() {
    let folder = tempfile::tempdir().unwrap();
    let help = nichoir(folder.path(), &["--help"], "");
    assert_eq!(help.status.code(), Some(0));
    assert!(stdout(&help).contains("--listen"));
    let version = nichoir(folder.path(), &["--version"], "");
    assert_eq!(stdout(&version), concat!("nichoir ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn check_says_what_to_do_before_and_after_moving_in() {
    let folder = tempfile::tempdir().unwrap();
    let before = nichoir(folder.path(), &["check"], "");
    assert_eq!(before.status.code(), Some(1));
    assert!(stdout(&before).contains("fix   there is no database yet: run nichoir setup"));
    let setup = nichoir(
        folder.path(),
        &["setup", "--name", "Ada", "--domain", "home.example", "--passphrase-stdin"],
        "a nest of one's own\n",
    );
    assert_eq!(setup.status.code(), Some(0), "{}", stderr(&setup));
    assert!(stdout(&setup).starts_with("@ada@home.example lives here now"));
    let after = nichoir(folder.path(), &["check"], "");
    // Not the exit code: the machine's disk may be full.
    assert!(stdout(&after).contains("ok    the database is sound"), "{}", stdout(&after));
    assert!(stdout(&after).contains("ok    the node lives at https://home.example"));
    assert!(stdout(&after).contains("(from environment)"));
}

#[test]
fn check_sees_a_clock_that_is_earlier_than_when_the_node_last_ran() {
    let folder = tempfile::tempdir().unwrap();
    let store = nichoir::store::Store::open(&folder.path().join("nichoir.sqlite3")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let later = |tx: &nichoir::store::Write| {
        nichoir::store::settings::set(tx, "last_known_time_ms", "4102444800000")
    };
    runtime.block_on(store.write(later)).unwrap();
    drop(store);
    let output = nichoir(folder.path(), &["check"], "");
    assert!(stdout(&output).contains("fix   the clock is behind"), "{}", stdout(&output));
}

#[test]
fn serving_begins_with_what_to_do_and_ends_with_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = command(folder.path(), &["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("listens on http://127.0.0.1:"), "{first}");
    assert!(lines.next().unwrap().unwrap().contains("Nobody lives here yet"));
    let kill = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
