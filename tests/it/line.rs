//! The truth about the line, and how `nichoir check` tells it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Output};

use nichoir::app::App;
use nichoir::appliance::Appliance;
use nichoir::appliance::finding::{Finding, Mood, Topic};
use nichoir::appliance::line;
use nichoir::appliance::memory::{Memory, save};
use nichoir::appliance::probe::{Probe, Seen};
use nichoir::appliance::router::{Home, Link4, Link6, Mapping, Outcome, Protocol, Wan};
use nichoir::net::Net;
use nichoir::store::Store;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::support::node::Node;

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
    let findings = json["findings"].as_array().unwrap();
    let about = |topic: &str| findings.iter().find(|found| found["topic"] == topic).unwrap();
    let port = about("port443");
    assert_eq!(port["mood"], "bad");
    assert_eq!(port["code"], "port443-refused");
    assert!(port["action"].as_str().unwrap().contains("192.168.77.10"));
    assert_eq!(port["values"]["address"], "192.168.77.10");
    assert_eq!(about("ipv4")["action"], Value::Null);
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

/// A router with a public address that says this about port 443.
fn mapping(ipv4: Outcome) -> Mapping {
    let link = Link4 {
        address: Ipv4Addr::new(192, 168, 77, 10),
        router: Some(Ipv4Addr::new(192, 168, 77, 1)),
    };
    let wan = Wan::Address(Ipv4Addr::new(192, 0, 1, 2));
    Mapping { ipv4, wan, home: Home { v4: Some(link), v6: None }, ..Mapping::default() }
}

fn mapped() -> Outcome {
    Outcome::Mapped { by: Protocol::Pcp, lease: Duration::from_secs(3600) }
}

fn watch(app: &App) -> JoinSet<()> {
    app.clock.set_trusted(true);
    let mut keeper = JoinSet::new();
    keeper.spawn(line::keep(app.clone()));
    keeper
}

/// Waits until port 443 is found to be like this.
async fn port(app: &App, code: &str) {
    let mut findings = app.appliance.findings.subscribe();
    let found = findings.wait_for(|all| all.get(&Topic::Port443).is_some_and(|it| it.code == code));
    let found = timeout(Duration::from_secs(10), found).await.map(|_| ());
    assert!(found.is_ok(), "{code}: {:?}", app.appliance.findings.about(Topic::Port443));
}

fn probe(app: &App, seen: Seen) {
    app.appliance.probe.send_replace(Some(Probe { at_ms: app.clock.now_ms(), seen }));
}

async fn quiet_node() -> Node {
    Node::new(Net::pinned(BTreeMap::new())).await
}

#[tokio::test]
async fn open_is_what_was_proved_from_outside() {
    let node = quiet_node().await;
    let app = &node.app;
    let _keeper = watch(app);
    port(app, "port443-asking").await;
    app.appliance.mapping.send_replace(Some(mapping(mapped())));
    port(app, "port443-unproven").await;
    probe(app, Seen::Nobody("timeout".into()));
    port(app, "port443-blocked").await;
    app.clock.advance_ms(1);
    probe(app, Seen::Us);
    port(app, "port443-good").await;
}

#[tokio::test]
async fn a_proof_over_ipv6_waits_for_the_first_visitor_over_ipv4() {
    let node = quiet_node().await;
    let mut app = node.app.clone();
    let v6 = Link6 { address: "2a0e:ffff:77::10".parse().unwrap(), router: None, scope: 2 };
    let line = Mapping { ipv6: mapped(), ..mapping(mapped()) };
    let line = Mapping { home: Home { v6: Some(v6), ..line.home }, ..line };
    let keeper = watch(&app);
    app.appliance.mapping.send_replace(Some(line.clone()));
    port(&app, "port443-unproven").await;
    app.appliance.outsiders.authority_came_from("2a0e:ffff::5".parse().unwrap());
    probe(&app, Seen::Us);
    port(&app, "port443-ipv4-unproven").await;
    app.appliance.outsiders.visitor_came_from("192.0.1.77".parse().unwrap(), None);
    port(&app, "port443-good").await;
    drop(keeper);
    app.appliance = Appliance::new(&app.clock, Path::new("/nowhere"));
    let _keeper = watch(&app);
    app.appliance.mapping.send_replace(Some(line));
    port(&app, "port443-good").await;
}

#[tokio::test]
async fn a_proof_survives_a_restart_but_not_another_line() {
    let node = quiet_node().await;
    let mut app = node.app.clone();
    let keeper = watch(&app);
    app.appliance.mapping.send_replace(Some(mapping(mapped())));
    probe(&app, Seen::Us);
    port(&app, "port443-good").await;
    drop(keeper);
    app.appliance = Appliance::new(&app.clock, Path::new("/nowhere"));
    let _keeper = watch(&app);
    app.appliance.mapping.send_replace(Some(mapping(mapped())));
    port(&app, "port443-good").await;
    app.appliance.mapping.send_replace(Some(mapping(Outcome::NoControl)));
    port(&app, "port443-by-hand").await;
}

#[tokio::test]
async fn a_failure_before_the_port_was_open_says_nothing() {
    let node = quiet_node().await;
    let app = &node.app;
    let _keeper = watch(app);
    probe(app, Seen::Nobody("timeout".into()));
    app.clock.advance_ms(5000);
    app.appliance.mapping.send_replace(Some(mapping(mapped())));
    port(app, "port443-unproven").await;
}

#[tokio::test]
async fn a_shared_address_is_told_whatever_the_router_says() {
    let node = quiet_node().await;
    let app = &node.app;
    let _keeper = watch(app);
    let shared = Wan::Address(Ipv4Addr::new(100, 64, 0, 2));
    app.appliance.mapping.send_replace(Some(Mapping { wan: shared, ..mapping(mapped()) }));
    port(app, "port443-shared").await;
    let about = |topic| app.appliance.findings.about(topic).unwrap().code;
    assert_eq!(about(Topic::Ipv4), "ipv4-shared");
    assert_eq!(about(Topic::Ipv6), "ipv6-none");
    assert_eq!(about(Topic::Internet), "internet-unproven");
}
