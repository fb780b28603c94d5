//! The 202 leaves after the disk has what it acknowledges: shown by a trace of system calls.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use nichoir::clock::Clock;
use serde_json::json;
use tokio::runtime::Runtime;

use super::support::http_client::HttpClient;
use super::support::prepared::{HOST, prepare};
use super::support::program::Program;
use super::support::remote::Remote;

const LETTERS: usize = 10;

#[test]
fn the_write_ahead_log_is_synced_before_each_202() {
    if !strace_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let person = Remote::new("https://peer.example", "penpal");
    Runtime::new().unwrap().block_on(async {
        let app = prepare(folder.path()).await;
        person.introduce(&app).await;
    });
    let trace = folder.path().join("trace");
    let program = Program::start_with(strace(&trace), folder.path());
    let mut client = HttpClient::connect(program.address).unwrap();
    for n in 0..LETTERS {
        let (status, _) = client.ask(&create(&person, n)).unwrap();
        assert_eq!(status, 202);
    }
    let answers = read(&std::fs::read_to_string(trace).unwrap());
    assert_eq!(answers.len(), LETTERS, "the trace does not show the answers");
    for (n, answer) in answers.iter().enumerate() {
        assert!(answer.logged, "answer {n}: nothing was written to the log before it");
        assert!(answer.synced, "answer {n}: left before the log was synced");
    }
}

/// What the log had seen since the answer before.
#[derive(Default)]
struct Before {
    logged: bool,
    synced: bool,
}

/// Walks through the trace and answers, for each 202, what came before it. A call counts when it
/// returns; with other threads between, strace shows that on a line of its own.
fn read(trace: &str) -> Vec<Before> {
    let mut answers = Vec::new();
    let mut before = Before::default();
    let mut unfinished = HashMap::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if call.contains("HTTP/1.1 202") {
            answers.push(std::mem::take(&mut before));
        } else if call.ends_with("<unfinished ...>") {
            unfinished.insert(thread, call);
        } else {
            let begun = unfinished.remove(thread).filter(|_| call.starts_with("<..."));
            note(&mut before, begun.unwrap_or(call), call);
        }
    }
    answers
}

fn note(before: &mut Before, call: &str, end: &str) {
    if !call.contains("nichoir.sqlite3-wal>") {
        return;
    }
    if call.starts_with("pwrite64(") {
        *before = Before { logged: true, synced: false };
    } else if end.trim_end().ends_with("= 0") {
        before.synced = before.logged;
    }
}

fn strace(trace: &Path) -> Command {
    let mut command = Command::new("strace");
    command.args(["-D", "-f", "-y", "-s", "64", "-e"]);
    command.arg("trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg");
    command.arg("-o").arg(trace).arg(env!("CARGO_BIN_EXE_nichoir"));
    command
}

/// Where it is missing, CI fails and a person is told.
#[expect(clippy::print_stderr, reason = "a test that was not run must say so")]
fn strace_is_here() -> bool {
    let here = Command::new("strace").arg("-V").output().is_ok();
    #[expect(clippy::disallowed_methods, reason = "CI says so in the environment")]
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(here || !in_ci, "strace is not installed; see .ci/install");
    if !here {
        eprintln!("SKIPPED synced_first: strace is not installed");
    }
    here
}

fn create(person: &Remote, n: usize) -> Vec<u8> {
    let uri = format!("{}/statuses/{n}", person.uri);
    let create = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "Create",
        "id": format!("{uri}#create"), "actor": person.uri,
        "to": "https://www.w3.org/ns/activitystreams#Public",
        "object": {
            "type": "Note", "id": uri, "attributedTo": person.uri, "content": "<p>On disk?</p>",
            "to": "https://www.w3.org/ns/activitystreams#Public",
        },
    });
    person.letter(HOST, "/inbox", &create.to_string(), Clock::system().now_ms())
}
