//! A whole card gets a new root, or goes back to the old one with all that was acknowledged. The real binary as
//! server and as root's helper, on a machine whose card is a file; the test plays its first program and systemd.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use rusqlite::Connection;

const BINARY: &str = env!("CARGO_BIN_EXE_nichoir");
const SLOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/board/common/root/usr/lib/nichoir/slot");
const BOARDS: &str = "pi";
const ROOM: usize = 1 << 20;
/// Half a minute, in steps.
const STEPS: u32 = 600;
const STEP: Duration = Duration::from_millis(50);
const ASKS: [&str; 3] = ["write", "try", "keep"];

/// A box with an owner, which trusts key 1.
struct Machine(tempfile::TempDir);

/// A server. Killed when dropped.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Node {
    /// Whether it still runs.
    fn runs(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        for folder in ["run/nichoir", "run/nichoir-asks", "usr/lib/nichoir", "dev"] {
            fs::create_dir_all(machine.root(folder)).unwrap();
        }
        let key = STANDARD.encode(signer(1).verifying_key().to_bytes());
        fs::write(machine.root("usr/lib/nichoir/update-keys"), key).unwrap();
        fs::write(machine.root("usr/lib/nichoir/boards"), BOARDS).unwrap();
        fs::copy(SLOT, machine.root("usr/lib/nichoir/slot")).unwrap();
        let manager = machine.root("usr/lib/nichoir/manager");
        let log = machine.root("told").display().to_string();
        fs::write(&manager, format!("#!/bin/sh\necho \"$1\" >> {log}\n")).unwrap();
        fs::set_permissions(manager, fs::Permissions::from_mode(0o755)).unwrap();
        for (device, bytes) in [("dev/card", 4 << 20), ("dev/a", ROOM), ("dev/b", ROOM)] {
            fs::write(machine.root(device), vec![0; bytes]).unwrap();
        }
        let mut command = machine.command(&["setup", "--name", "ada", "--passphrase-stdin"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"four words in a nest\n")
            .unwrap();
        assert!(child.wait().unwrap().success());
        machine.starts("0.1.0");
        machine
    }

    fn root(&self, path: &str) -> PathBuf {
        self.0.path().join("root").join(path)
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.args(words).arg("--data").arg(self.data()).arg("--sys_root").arg(self.root(""));
        command.args(["--log", "error", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
        command
    }

    fn slot(&self, words: &[&str]) -> String {
        let card = self.root("dev/card");
        let output = Command::new("sh").arg(SLOT).arg(card).args(words).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// What the first program does; answers with the slot that runs. Its root has this `version`.
    fn starts(&self, version: &str) -> String {
        let run = self.root("run/nichoir");
        fs::remove_dir_all(&run).unwrap();
        fs::create_dir(&run).unwrap();
        self.forget_asks();
        let slot = self.slot(&["start"]);
        let record = self.slot(&["show"]);
        if record.contains(&format!("try={slot} ")) {
            fs::write(run.join("trial"), "").unwrap();
        }
        let idle = if slot == "a" { "/dev/b" } else { "/dev/a" };
        for (name, text) in [
            ("slot", slot.as_str()),
            ("record", &record),
            ("card", "/dev/card"),
            ("idle", idle),
            ("room", &ROOM.to_string()),
        ] {
            fs::write(run.join(name), format!("{text}\n")).unwrap();
        }
        fs::write(self.root("usr/lib/nichoir/version"), version).unwrap();
        slot
    }

    fn forget_asks(&self) {
        for name in ASKS {
            let _ = fs::remove_file(self.root("run/nichoir-asks").join(name));
        }
    }

    /// Starts the server, as systemd does.
    fn serve(&self) -> Node {
        self.forget_asks();
        let mut command = self.command(&["serve"]);
        Node(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn asks(&self, name: &str) -> bool {
        self.root("run/nichoir-asks").join(name).exists()
    }

    /// What root does when it sees that something is asked for.
    fn root_works(&self) {
        let mut command = Command::new(BINARY);
        command.arg("slot").arg("--data").arg(self.data()).arg("--sys_root").arg(self.root(""));
        assert!(command.status().unwrap().success());
    }

    /// Hands the update to the box.
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

    /// Writes the update and comes to where the board would restart.
    fn goes_over(&self, update: &[u8]) {
        self.take(update).unwrap();
        let mut node = self.serve();
        self.wait("it asks for the slot to be written", || self.asks("write"));
        self.root_works();
        self.wait("it ends to go over", || !node.runs());
        let node = self.serve();
        self.wait("it asks for the restart", || self.asks("try"));
        self.root_works();
        assert_eq!(fs::read_to_string(self.root("told")).unwrap(), "restart\n");
        fs::remove_file(self.root("told")).unwrap();
        drop(node);
    }

    fn wait(&self, what: &str, mut happens: impl FnMut() -> bool) {
        for _ in 0..STEPS {
            if happens() {
                return;
            }
            sleep(STEP);
        }
        panic!("{what}: never; {}", self.check());
    }

    fn check(&self) -> String {
        let Output { stdout, .. } = self.command(&["check"]).output().unwrap();
        String::from_utf8(stdout).unwrap()
    }

    fn says(&self, words: &str) {
        self.wait(words, || self.check().contains(words));
    }

    /// Something that was acknowledged, or written by a system on trial.
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

    fn copy(&self) -> PathBuf {
        self.data().join("update/before.sqlite3")
    }

    /// Nothing but the state is left of an update.
    fn is_tidy(&self) -> bool {
        let files = fs::read_dir(self.data().join("update")).unwrap();
        let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        names == ["state.json"]
    }

    fn begins_with(&self, device: &str, content: &[u8]) -> bool {
        fs::read(self.root(device)).unwrap().starts_with(content)
    }
}

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn signed(seed: u8, kind: &str, version: &str, boards: &str, root: &[u8]) -> Vec<u8> {
    let hash: String =
        digest(&SHA256, root).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let (bytes, arch) = (root.len(), std::env::consts::ARCH);
    let signed = format!(
        "{kind}\n{{\"version\":\"{version}\",\"boards\":\"{boards}\",\"arch\":\"{arch}\",\
         \"bytes\":{bytes},\"sha256\":\"{hash}\"}}\n"
    );
    let signature = STANDARD.encode(signer(seed).sign(signed.as_bytes()).to_bytes());
    [signed.as_bytes(), signature.as_bytes(), b"\n", root].concat()
}

fn card(version: &str, root: &[u8]) -> Vec<u8> {
    signed(1, "nichoir-card 1", version, BOARDS, root)
}

fn new_root() -> Vec<u8> {
    b"a root of some length ".iter().copied().cycle().take(700_001).collect()
}

#[test]
fn a_root_is_written_tried_and_kept_and_the_next_goes_to_the_other_slot() {
    let machine = Machine::new();
    machine.remember("acknowledged");
    machine.goes_over(&card("0.2.0", &new_root()));
    assert!(machine.begins_with("dev/b", &new_root()));
    assert_eq!(machine.slot(&["show"]), "seq=2 good=a try=b left=3");
    assert_eq!(machine.starts("0.2.0"), "b");
    let node = machine.serve();
    machine.wait("it asks to be kept", || machine.asks("keep"));
    machine.says("wait  The update to 0.2.0 is being tried");
    assert!(machine.copy().exists(), "as long as it may go back");
    machine.root_works();
    machine.says("ok    The update to 0.2.0 works and runs");
    machine.says("Version 0.2.0 runs, from slot b.");
    assert_eq!(machine.slot(&["show"]), "seq=4 good=b try=- left=0");
    assert!(machine.remembers("acknowledged"));
    machine.wait("nothing is left", || machine.is_tidy());
    drop(node);
    machine.goes_over(&card("0.3.0", b"another root"));
    assert!(
        machine.begins_with("dev/a", b"another root") && machine.begins_with("dev/b", &new_root())
    );
    assert_eq!(machine.starts("0.3.0"), "a");
}

#[test]
fn a_root_that_does_not_work_goes_back_and_takes_with_it_what_it_wrote_once() {
    let machine = Machine::new();
    machine.remember("acknowledged");
    machine.goes_over(&card("0.2.0", &new_root()));
    machine.remember("written on trial");
    for _ in 0..3 {
        assert_eq!(machine.starts("0.2.0"), "b");
    }
    assert_eq!(machine.starts("0.1.0"), "a");
    let node = machine.serve();
    machine.says("note  The update to 0.2.0 went back (it never came to work). Nothing is lost");
    assert!(machine.remembers("acknowledged") && !machine.remembers("written on trial"));
    machine.wait("nothing is left", || machine.is_tidy());
    machine.remember("acknowledged later");
    drop(node);
    for _ in 0..2 {
        machine.starts("0.1.0");
        let node = machine.serve();
        machine.says("from slot a");
        assert!(machine.remembers("acknowledged later"), "it is put back only once");
        drop(node);
    }
    // The same one can be tried again.
    machine.goes_over(&card("0.2.0", &new_root()));
}

#[test]
fn why_a_system_gave_itself_up_is_told_by_the_one_before() {
    let machine = Machine::new();
    machine.goes_over(&card("0.2.0", &new_root()));
    machine.starts("0.2.0");
    let database = machine.database();
    database.execute_batch("PRAGMA user_version = 9999").unwrap();
    drop(database);
    let mut node = machine.serve();
    machine.wait("it ends", || !node.runs());
    while machine.starts("0.2.0") == "b" {}
    machine.starts("0.1.0");
    let _node = machine.serve();
    machine.says("went back (");
    assert!(!machine.check().contains("it never came to work"), "{}", machine.check());
}

#[test]
fn nothing_but_a_signed_newer_root_for_this_board_and_card_is_taken() {
    let machine = Machine::new();
    let root = new_root();
    let good = card("0.2.0", &root);
    let mut spoiled = good.clone();
    *spoiled.last_mut().unwrap() ^= 1;
    for (update, what) in [
        (signed(3, "nichoir-card 1", "0.2.0", BOARDS, &root), "nobody whom this Nichoir trusts"),
        (signed(1, "nichoir-update 1", "0.2.0", BOARDS, &root), "not for the card"),
        (signed(1, "nichoir-card 1", "0.2.0", "pi-9", &root), "another kind of machine"),
        (card("0.1.0", &root), "not newer"),
        (card("0.2.0", &vec![0; ROOM + 1]), "too large"),
        (spoiled, "spoiled"),
        (good[..good.len() - 1].to_vec(), "spoiled"),
        (b"nonsense".to_vec(), "no update of Nichoir"),
    ] {
        let refused = machine.take(&update).unwrap_err();
        assert!(refused.contains(what), "{what}: {refused}");
    }
    fs::remove_file(machine.root("run/nichoir/slot")).unwrap();
    assert!(machine.take(&good).unwrap_err().contains("is for the card of a box"));
}

/// What root says, and what was done to the file that was laid ready.
type Lie = (&'static str, &'static dyn Fn(&Path));

#[test]
fn root_believes_nothing_that_the_server_laid_ready() {
    let machine = Machine::new();
    let lies: [Lie; 5] = [
        ("nobody whom this Nichoir trusts", &|at| {
            let other = signed(3, "nichoir-card 1", "0.2.0", BOARDS, b"evil");
            fs::write(at.with_extension("head"), other).unwrap();
        }),
        ("not newer", &|at| fs::write(at.with_extension("head"), card("0.0.9", b"old")).unwrap()),
        ("spoiled", &|at| fs::write(at, b"evil").unwrap()),
        ("", &|at| {
            fs::remove_file(at).unwrap();
            std::os::unix::fs::symlink("/etc/passwd", at).unwrap();
        }),
        ("no file", &|at| {
            fs::remove_file(at).unwrap();
            fs::create_dir(at).unwrap();
        }),
    ];
    for (what, lie) in lies {
        machine.take(&card("0.2.0", &new_root())).unwrap();
        lie(&machine.data().join("update/b"));
        fs::write(machine.root("run/nichoir-asks/write"), "").unwrap();
        machine.root_works();
        let answer = fs::read_to_string(machine.root("run/nichoir/answer")).unwrap();
        assert!(answer.starts_with("failed ") && answer.contains(what), "{what}: {answer}");
        fs::write(machine.root("run/nichoir-asks/try"), "").unwrap();
        machine.root_works();
        assert!(!machine.slot(&["show"]).contains("try=b"), "{what}");
        fs::remove_dir_all(machine.data().join("update")).unwrap();
    }
}

#[test]
fn a_slot_that_cannot_be_written_leaves_the_node_running_and_says_why() {
    let machine = Machine::new();
    machine.take(&card("0.2.0", &new_root())).unwrap();
    fs::remove_file(machine.root("dev/b")).unwrap();
    let mut node = machine.serve();
    machine.wait("it asks for the slot to be written", || machine.asks("write"));
    machine.root_works();
    machine.says("note  The update to 0.2.0 went back (");
    machine.wait("nothing is left", || machine.is_tidy());
    assert!(node.runs());
    assert_eq!(machine.slot(&["show"]), "seq=1 good=a try=- left=0");
}

#[test]
fn no_cut_on_the_way_loses_what_was_acknowledged() {
    // Before, and after, each step that lasts: what it leaves, and where the box ends up.
    for step in ["laid", "written", "copied", "tried", "kept"] {
        let machine = Machine::new();
        machine.remember("acknowledged");
        machine.take(&card("0.2.0", &new_root())).unwrap();
        if step != "laid" {
            let mut node = machine.serve();
            machine.wait("it asks for the slot to be written", || machine.asks("write"));
            machine.root_works();
            machine.wait("it ends to go over", || !node.runs());
        }
        if !["laid", "written"].contains(&step) {
            let _node = machine.serve();
            machine.wait("it asks for the restart", || machine.asks("try"));
            if step != "copied" {
                machine.root_works();
            }
        }
        // The plug.
        let is_new = machine.starts("0.2.0") == "b";
        assert_eq!(is_new, ["tried", "kept"].contains(&step), "{step}");
        if step == "kept" {
            let node = machine.serve();
            machine.wait("it asks to be kept", || machine.asks("keep"));
            drop(node);
            machine.slot(&["good", "b"]);
            assert_eq!(machine.starts("0.2.0"), "b");
            let _node = machine.serve();
            machine.says("works and runs");
            assert!(machine.remembers("acknowledged"));
            machine.wait("nothing is left", || machine.is_tidy());
            continue;
        }
        if is_new {
            continue;
        }
        machine.starts("0.1.0");
        let mut node = machine.serve();
        machine.wait("it begins anew", || machine.asks("write"));
        assert!(
            node.runs() && machine.remembers("acknowledged") && !machine.copy().exists(),
            "{step}"
        );
    }
}
