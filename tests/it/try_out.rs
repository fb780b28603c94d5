//! `nichoir try`: two nodes that have talked, and nothing left of them afterwards.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use super::support::http_client::HttpClient;

#[test]
fn two_nodes_know_each_other_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_nichoir"))
        .arg("try")
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let said: Vec<String> = lines.take_while(|line| !line.contains("Ctrl-c")).collect();
    let said = said.join("\n");
    assert!(said.contains("passphrase"), "{said}");
    let address = |handle: &str| {
        let rest = said.split(&format!("{handle} at http://")).nth(1).unwrap();
        rest.split(' ').next().unwrap().parse::<SocketAddr>().unwrap()
    };
    assert_eq!(numbers(address("@ada@ada.example"), "ada"), (1, 1));
    assert_eq!(numbers(address("@bert@bert.example"), "bert"), (1, 1));
    let stop = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(stop.success());
    assert!(child.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Followers and followed of the owner.
fn numbers(address: SocketAddr, name: &str) -> (u64, u64) {
    let path = format!("/api/v1/accounts/lookup?acct={name}");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let mut client = HttpClient::connect(address).unwrap();
    let (status, body) = client.ask(request.as_bytes()).unwrap();
    assert_eq!(status, 200);
    let account: serde_json::Value = serde_json::from_slice(body).unwrap();
    let count = |key: &str| account[key].as_u64().unwrap();
    (count("followers_count"), count("following_count"))
}
