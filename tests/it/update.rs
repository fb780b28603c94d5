//! A newer program takes over, or goes again with all that it wrote. The real binary, started as a service
//! manager starts it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use hyper::{Method, StatusCode};
use nichoir::appliance;
use nichoir::appliance::finding::Topic;
use rusqlite::Connection;
use tokio::time::timeout;

use crate::support::server::Server;

const BINARY: &str = env!("CARGO_BIN_EXE_nichoir");
const BROKEN: &[u8] = b"#!/bin/sh\nexit 1\n";

/// A machine with an owner, who trusts the keys 1 and 2.
struct Machine(tempfile::TempDir);

/// A running program. Killed when dropped.
struct Node {
    child: Child,
    address: Option<String>,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        trust(&machine.root());
        let setup = ["setup", "--name", "ada", "--passphrase-stdin"];
        let mut command = machine.command(&setup);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut input, b"four words in a nest\n").unwrap();
        drop(input);
        assert!(child.wait().unwrap().success());
        machine
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("root")
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.args(words).arg("--data").arg(self.data()).arg("--sys_root").arg(self.root());
        command.args(["--log", "error", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// Hands the update to the installed program.
    fn take(&self, update: &[u8]) -> Result<String, String> {
        let file = self.0.path().join("file.update");
        fs::write(&file, update).unwrap();
        let output = self.command(&["update"]).arg(file).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match output.status.success() {
            true => Ok(text(&output.stdout)),
            false => Err(text(&output.stderr)),
        }
    }

    /// Starts the node; answers once it listens or has ended.
    fn start(&self) -> Node {
        let mut child = self.command(&["serve"]).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            let line = line.ok()?;
            let rest = line.split("http://").nth(1)?;
            Some(rest.split([',', ' ']).next()?.to_owned())
        });
        Node { child, address }
    }

    /// Starts the node and waits until `nichoir check` says `words`.
    fn starts_and_says(&self, words: &str) -> Node {
        let node = self.start();
        assert!(node.address.is_some(), "it does not listen");
        let mut said = String::new();
        for _ in 0..200 {
            said = String::from_utf8(self.run(&["check"]).stdout).unwrap();
            if said.contains(words) {
                return node;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("{words:?} is not in {said}");
    }

    /// Something that was acknowledged.
    fn remember(&self, key: &str) {
        let sql = "INSERT INTO settings (key, value) VALUES (?1, 'x')";
        self.database().execute(sql, [key]).unwrap();
    }

    fn remembers(&self, key: &str) -> bool {
        let sql = "SELECT count(*) FROM settings WHERE key = ?1";
        self.database().query_row(sql, [key], |row| row.get::<_, i64>(0)).unwrap() == 1
    }

    fn database(&self) -> Connection {
        Connection::open(self.data().join("nichoir.sqlite3")).unwrap()
    }
}

/// Has the machine below `root` trust the keys 1 and 2.
pub(crate) fn trust(root: &Path) {
    let keys = root.join("usr/lib/nichoir");
    fs::create_dir_all(&keys).unwrap();
    let line = |seed| STANDARD.encode(signer(seed).verifying_key().to_bytes());
    let text = format!("# today\n{}\n{} # the next\n", line(1), line(2));
    fs::write(keys.join("update-keys"), text).unwrap();
}

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn update_by(seed: u8, version: &str, arch: &str, program: &[u8]) -> Vec<u8> {
    let hash: String =
        digest(&SHA256, program).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let bytes = program.len();
    let signed = format!(
        "nichoir-update 1\n{{\"version\":\"{version}\",\"arch\":\"{arch}\",\"bytes\":{bytes},\
         \"sha256\":\"{hash}\"}}\n"
    );
    let signature = STANDARD.encode(signer(seed).sign(signed.as_bytes()).to_bytes());
    [signed.as_bytes(), signature.as_bytes(), b"\n", program].concat()
}

pub(crate) fn update(version: &str, program: &[u8]) -> Vec<u8> {
    update_by(1, version, std::env::consts::ARCH, program)
}

fn real_program() -> Vec<u8> {
    fs::read(BINARY).unwrap()
}

#[test]
fn a_newer_program_takes_over_and_the_next_one_as_well() {
    let machine = Machine::new();
    machine.remember("before");
    assert!(machine.take(&update("9.0.0", &real_program())).unwrap().contains("9.0.0 is ready"));
    let said = String::from_utf8(machine.run(&["check"]).stdout).unwrap();
    assert!(said.contains("ok    The update to 9.0.0 is ready"), "{said}");
    drop(machine.starts_and_says("ok    The update to 9.0.0 works and runs"));
    assert!(machine.take(&update("9.0.0", &real_program())).unwrap_err().contains("not newer"));
    machine.take(&update_by(2, "9.0.1", std::env::consts::ARCH, &real_program())).unwrap();
    drop(machine.starts_and_says("ok    The update to 9.0.1 works and runs"));
    // Whatever a cut left lying about goes with the next start.
    drop(machine.starts_and_says("ok    The update to 9.0.1 works and runs"));
    assert!(machine.remembers("before") && machine.remembers("update_tried"));
    let left: Vec<_> = fs::read_dir(machine.data().join("update")).unwrap().collect();
    assert_eq!(left.len(), 3, "program, lines, state: {left:?}");
}

#[test]
fn a_program_that_does_not_work_goes_again_and_takes_with_it_what_it_wrote() {
    let machine = Machine::new();
    machine.remember("acknowledged");
    let database = machine.data().join("nichoir.sqlite3");
    let spoils = format!("#!/bin/sh\necho spoiled > {}\nexit 1\n", database.display());
    machine.take(&update("9.0.0", spoils.as_bytes())).unwrap();
    for _ in 0..2 {
        assert!(machine.start().address.is_none());
        assert!(fs::read(&database).unwrap().starts_with(b"spoiled"));
    }
    drop(machine.starts_and_says("note  The update to 9.0.0 went back (it never came to work)"));
    assert!(machine.remembers("acknowledged"));
}

#[test]
fn the_update_before_is_what_is_gone_back_to() {
    let machine = Machine::new();
    machine.take(&update("9.0.0", &real_program())).unwrap();
    drop(machine.starts_and_says("The update to 9.0.0 works"));
    machine.take(&update("9.0.1", BROKEN)).unwrap();
    for _ in 0..2 {
        assert!(machine.start().address.is_none());
    }
    drop(machine.starts_and_says("The update to 9.0.1 went back"));
    // Still the first one, and not what was installed.
    assert!(machine.take(&update("8.9.9", BROKEN)).unwrap_err().contains("not newer"));
}

#[test]
fn nothing_but_what_is_signed_whole_newer_and_for_this_machine_is_taken() {
    let machine = Machine::new();
    let (good, arch) = (update("9.0.0", BROKEN), std::env::consts::ARCH);
    let (cut, mut longer) = (good[..good.len() - 1].to_vec(), good.clone());
    longer.push(b'\n');
    let mut spoiled = good.clone();
    *spoiled.last_mut().unwrap() ^= 1;
    for (update, what) in [
        (update_by(3, "9.0.0", arch, BROKEN), "nobody whom this Nichoir trusts"),
        (update_by(1, "0.0.1", arch, BROKEN), "not newer"),
        (update_by(1, "9.0.0", "sparc", BROKEN), "another kind of machine"),
        (b"#!/bin/sh\n".to_vec(), "no update of Nichoir"),
        (Vec::new(), "no update of Nichoir"),
        (cut, "spoiled"),
        (longer, "spoiled"),
        (spoiled, "spoiled"),
    ] {
        let refused = machine.take(&update).unwrap_err();
        assert!(refused.contains(what), "{what}: {refused}");
    }
    fs::remove_dir_all(machine.root()).unwrap();
    assert!(machine.take(&good).unwrap_err().contains("knows no keys"));
    assert!(machine.start().address.is_some(), "the installed program runs");
}

#[test]
fn a_program_that_was_spoiled_on_the_disk_is_not_started() {
    let machine = Machine::new();
    machine.take(&update("9.0.0", BROKEN)).unwrap();
    fs::write(machine.data().join("update/a"), b"#!/bin/sh\ntouch /tmp/evil\n").unwrap();
    drop(
        machine
            .starts_and_says("went back (This update cannot be taken: what it brings is spoiled)"),
    );
}

#[test]
fn where_the_disk_allows_no_programs_the_installed_one_runs() {
    let machine = Machine::new();
    machine.take(&update("9.0.0", &real_program())).unwrap();
    drop(machine.starts_and_says("The update to 9.0.0 works"));
    let not_a_program = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(machine.data().join("update/a"), not_a_program).unwrap();
    assert!(machine.start().address.is_some());
}

#[test]
fn a_cut_at_any_moment_loses_nothing() {
    let machine = Machine::new();
    machine.remember("acknowledged");
    machine.take(&update("9.0.0", &real_program())).unwrap();
    for pause_ms in [0, 20, 60, 150, 300, 450, 600] {
        let mut child = machine.command(&["serve"]).stderr(Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(pause_ms));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    drop(machine.starts_and_says("The update to 9.0.0"));
    assert!(machine.remembers("acknowledged"));
}

#[tokio::test]
async fn nobody_outside_is_told_anything_while_an_update_is_tried() {
    let mut server = Server::of_ada().await;
    server.app.appliance.own_tls = Some(([127, 0, 0, 1], 443).into());
    server.app.appliance.on_trial.send_replace(true);
    let running = Box::pin(appliance::run(server.app.clone()));
    assert!(timeout(Duration::from_millis(300), running).await.is_err());
    // The first thing that the keepers of the way outside do is to report.
    let outside = [Topic::Clock, Topic::Internet, Topic::Name, Topic::Certificate];
    for topic in outside {
        assert_eq!(server.app.appliance.findings.about(topic), None);
    }
}

#[tokio::test]
async fn nothing_is_acknowledged_while_an_update_is_tried() {
    let server = Server::of_ada().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = "client_name=x&redirect_uris=urn:ietf:wg:oauth:2.0:oob";
    server.app.appliance.on_trial.send_replace(true);
    let refused = server.send(Method::POST, "/api/v1/apps", &form, body).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.header("retry-after"), "5");
    assert_eq!(server.get("/@ada").await.status, StatusCode::OK);
    server.app.appliance.on_trial.send_replace(false);
    let taken = server.send(Method::POST, "/api/v1/apps", &form, body).await;
    assert_eq!(taken.status, StatusCode::OK);
}
