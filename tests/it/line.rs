//! What `nichoir check` tells of what the node found out about its line.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use nichoir::appliance::finding::{Finding, Mood, Topic};
use nichoir::appliance::memory::{Memory, save};
use nichoir::store::Store;
use serde_json::Value;

/// 2026-11-23.
const FOUND_MS: i64 = 1_795_400_000_000;

/// A folder in which a node has found a shared address, an open port, and something with an escape in it.
async fn found() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("nichoir.sqlite3")).unwrap();
    let findings = vec![
        Finding::new(Topic::Internet, Mood::Good, "internet-good"),
        Finding::new(Topic::Ipv4, Mood::Note, "ipv4-shared").with("address", &"100.64.0.2"),
        Finding::new(Topic::Ipv6, Mood::Waiting, "ipv6-asking"),
        Finding::new(Topic::Port443, Mood::Bad, "port443-refused")
            .with("address", &"192.168.77.10")
            .with("reason", &"\u{1b}[2J606"),
    ];
    store.write(move |tx| save(tx, &Memory { at_ms: FOUND_MS, findings })).await.unwrap();
    folder
}

fn check(data: &Path, words: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
    command.arg("check").args(words).env_clear().env("NICHOIR_DATA", data);
    command.envs(environment.iter().copied()).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[tokio::test]
async fn check_tells_what_the_node_found_and_how_old_it_is() {
    let folder = found().await;
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let output = check(folder.path(), &["--listen", &free], &[]);
    let text = stdout(&output);
    assert!(
        text.contains("note  The node does not run; what follows was found until 2026-11-23T"),
        "{text}"
    );
    assert!(text.contains("\nok    Servers outside answer.\n"), "{text}");
    assert!(text.contains("\nnote  The line shares its IPv4 address"), "{text}");
    assert!(text.contains("\nwait  Asking the router for a way in over IPv6.\n"), "{text}");
    assert!(
        text.contains("\nfix   The router refuses to open port 443 ( [2J606). In the router"),
        "{text}"
    );
    assert!(text.contains("allow 192.168.77.10"), "{text}");
    assert_eq!(output.status.code(), Some(1), "something is to be done");
}

#[tokio::test]
async fn check_speaks_the_language_of_the_terminal() {
    let folder = found().await;
    for environment in [&[("LANG", "fr_CH.UTF-8")][..], &[("LANG", "en_GB"), ("LC_ALL", "fr_FR")]] {
        let text = stdout(&check(folder.path(), &[], environment));
        assert!(text.contains("ok    Des serveurs répondent à l’extérieur."), "{text}");
    }
}

#[tokio::test]
async fn check_knows_that_the_node_runs() {
    let folder = found().await;
    let node = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = node.local_addr().unwrap().to_string();
    let text = stdout(&check(folder.path(), &["--listen", &listen], &[]));
    assert!(text.contains("ok    The node runs; what it found last, at 2026-11-23T"), "{text}");
}

#[tokio::test]
async fn check_tells_programs_the_same_as_people() {
    let folder = found().await;
    let output = check(folder.path(), &["--json"], &[]);
    let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(json["config"].as_array().unwrap().iter().any(|key| key["key"] == "listen"));
    assert!(json["machine"].as_array().unwrap().len() > 3);
    assert_eq!(json["found_at"], "2026-11-23T02:13:20.000Z");
    let port = &json["findings"][3];
    assert_eq!((&port["topic"], &port["mood"]), (&"port443".into(), &"bad".into()));
    assert_eq!(port["code"], "port443-refused");
    assert!(port["action"].as_str().unwrap().contains("192.168.77.10"));
    assert_eq!(port["values"]["address"], "192.168.77.10");
    assert_eq!(json["findings"][0]["action"], Value::Null);
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test]
async fn check_of_a_box_that_found_nothing_yet_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let text = stdout(&check(folder.path(), &["--tls", "127.0.0.1:1"], &[]));
    assert!(text.contains("wait  The node has not found out anything yet"), "{text}");
    let behind_a_proxy = stdout(&check(folder.path(), &[], &[]));
    assert!(!behind_a_proxy.contains("wait "), "{behind_a_proxy}");
}
