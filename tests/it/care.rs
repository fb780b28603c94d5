//! The box looks after itself: what the machine says is told, and who watches over us hears how we are.

use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use nichoir::app::App;
use nichoir::appliance;
use nichoir::appliance::care::ServiceManager;
use nichoir::appliance::finding::{Mood, Topic};
use nichoir::appliance::system::System;
use nichoir::net::Net;
use tokio::time::timeout;

use super::support::node::Node;
use super::support::prepared::prepare;
use super::support::program::Program;
use super::support::server::Server;

const LONG: Duration = Duration::from_secs(20);

/// What a service manager hears.
struct Ear {
    socket: UnixDatagram,
    _folder: tempfile::TempDir,
    path: String,
}

impl Ear {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify").to_str().unwrap().to_owned();
        Self { socket: UnixDatagram::bind(&path).unwrap(), path, _folder: folder }
    }

    /// The next thing said, within this time.
    fn hears(&self, within: Duration) -> Option<String> {
        self.socket.set_read_timeout(Some(within)).unwrap();
        let mut room = [0; 4096];
        match self.socket.recv(&mut room) {
            Ok(length) => Some(String::from_utf8_lossy(&room[..length]).into_owned()),
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
                None
            }
        }
    }

    /// Listens until something is said that begins like this.
    fn waits_for(&self, beginning: &str) -> String {
        loop {
            let heard = self.hears(LONG).unwrap_or_else(|| panic!("never heard {beginning}"));
            if heard.starts_with(beginning) {
                return heard;
            }
        }
    }
}

fn put(root: &Path, files: &[(&str, &str)]) {
    for (file, text) in files {
        let path = root.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn the_service_manager_hears_that_the_node_is_ready_lives_and_stops() {
    let (folder, ear) = (tempfile::tempdir().unwrap(), Ear::new());
    tokio::runtime::Runtime::new().unwrap().block_on(async { drop(prepare(folder.path()).await) });
    let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
    command.env("NOTIFY_SOCKET", &ear.path).env("WATCHDOG_USEC", "200000");
    let program = Program::start_with(command, folder.path());
    assert_eq!(ear.hears(LONG).as_deref(), Some("READY=1"));
    ear.waits_for("STATUS=");
    ear.waits_for("WATCHDOG=1");
    ear.waits_for("WATCHDOG=1");
    let kill = Command::new("kill").args(["-TERM", &program.child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    ear.waits_for("STOPPING=1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_that_the_node_lives_while_its_store_hangs() {
    let mut node = Node::new(Net::pinned(Default::default())).await;
    let (ear, limit) = (Ear::new(), Duration::from_millis(200));
    node.app.appliance.service_manager = ServiceManager::at(&ear.path, Some(limit));
    let running = tokio::spawn(Box::pin(appliance::run(node.app.clone())));
    let ear = off_the_loop(ear, |ear| ear.waits_for("WATCHDOG=1")).await;
    let (go_on, wait) = mpsc::channel::<()>();
    let (hangs, hung) = tokio::sync::oneshot::channel();
    let store = node.app.store.clone();
    let hanging = tokio::spawn(async move {
        store
            .write(move |_| {
                hangs.send(()).unwrap();
                wait.recv().unwrap();
                Ok(())
            })
            .await
    });
    hung.await.unwrap();
    let ear = off_the_loop(ear, move |ear| {
        // What was said before, and one that was on its way.
        while ear.hears(limit).is_some() {}
        assert_eq!(ear.hears(limit * 5), None, "the store hangs");
    })
    .await;
    go_on.send(()).unwrap();
    hanging.await.unwrap().unwrap();
    off_the_loop(ear, |ear| ear.waits_for("WATCHDOG=1")).await;
    running.abort();
}

#[test]
fn the_journal_hears_how_bad_a_line_is() {
    let (folder, log) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
    let hot = [
        ("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n"),
        ("sys/class/thermal/thermal_zone0/temp", "86000\n"),
    ];
    put(folder.path(), &hot);
    let inode = log.as_file().metadata().unwrap();
    let stream = format!("{}:{}", inode.dev(), inode.ino());
    let told = |stream: &str| {
        log.as_file().set_len(0).unwrap();
        let file = std::fs::OpenOptions::new().append(true).open(log.path()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
        command.env("JOURNAL_STREAM", stream).stderr(file);
        command.arg("serve").args(["--listen", "127.0.0.1:0"]);
        command.arg("--sys_root").arg(folder.path()).arg("--data").arg(folder.path());
        let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
        let text = || std::fs::read_to_string(log.path()).unwrap();
        for _ in 0..1000 {
            if text().contains("too hot") {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        text()
    };
    let text = told(&stream);
    let line =
        text.lines().find(|line| line.contains("too hot")).unwrap_or_else(|| panic!("{text}"));
    assert!(line.starts_with("<4> WARN "), "{line}");
    assert!(text.lines().any(|line| line.starts_with("<6>")), "{text}");
    let text = told("1:1");
    assert!(
        text.contains("too hot") && !text.contains("<4>"),
        "the journal of somebody else: {text}"
    );
}

async fn off_the_loop<T>(ear: Ear, listen: impl FnOnce(&Ear) -> T + Send + 'static) -> Ear
where
    T: Send + 'static,
{
    let heard = tokio::task::spawn_blocking(move || {
        listen(&ear);
        ear
    });
    timeout(2 * LONG, heard).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_the_machine_says_is_found_and_the_lamp_shows_it() {
    let mut server = Server::of_ada().await;
    let root = tempfile::tempdir().unwrap();
    put(
        root.path(),
        &[
            ("proc/self/mountinfo", "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"),
            ("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n"),
            ("sys/class/thermal/thermal_zone0/temp", "48312\n"),
            ("sys/class/hwmon/hwmon0/name", "rpi_volt\n"),
            ("sys/class/hwmon/hwmon0/in0_lcrit_alarm", "0\n"),
            ("sys/block/mmcblk0/stat", "1 2 3 4 5 6 7000 8 0 9 10\n"),
            ("sys/block/mmcblk0/size", "62333952\n"),
            ("sys/class/leds/ACT/trigger", "none [mmc0] timer\n"),
            ("sys/class/leds/ACT/delay_on", "0\n"),
            ("sys/class/leds/ACT/delay_off", "0\n"),
        ],
    );
    server.app.appliance.system = System::new(root.path());
    server.app.appliance.data = root.path().to_owned();
    look_until(&server.app, Mood::Good).await;
    put(
        root.path(),
        &[
            ("proc/self/mountinfo", "22 1 8:1 / / rw,emergency_ro - ext4 /dev/sda1 rw\n"),
            ("sys/class/thermal/thermal_zone0/temp", "86000\n"),
            ("sys/class/hwmon/hwmon0/in0_lcrit_alarm", "1\n"),
            ("sys/block/mmcblk0/device/life_time", "0x0b 0x01\n"),
        ],
    );
    look_until(&server.app, Mood::Bad).await;
    let lamp = root.path().join("sys/class/leds/ACT");
    let times =
        || ["delay_on", "delay_off"].map(|it| std::fs::read_to_string(lamp.join(it)).unwrap());
    let shown = async {
        while times() != ["100", "1900"] {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = Box::pin(appliance::run(server.app.clone())) => unreachable!(),
        shown = timeout(LONG, shown) => assert!(shown.is_ok(), "{:?}", times()),
    }
}

/// Starts to look after the machine, until all that its files tell is like this.
async fn look_until(app: &App, mood: Mood) {
    let topics = [Topic::ReadOnly, Topic::Card, Topic::Power, Topic::Temperature];
    let mut findings = app.appliance.findings.subscribe();
    let all_so = findings.wait_for(|all| {
        topics.iter().all(|topic| all.get(topic).is_some_and(|found| found.mood == mood))
    });
    let found = tokio::select! {
        () = Box::pin(appliance::run(app.clone())) => unreachable!(),
        found = timeout(LONG, all_so) => found.is_ok(),
    };
    assert!(found, "never so: {:?}", app.appliance.findings.all());
}

#[test]
fn check_tells_of_a_card_that_takes_nothing_without_a_node() {
    let (data, root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let line = "22 1 179:2 / / rw,emergency_ro - ext4 /dev/mmcblk0p2 rw\n";
    put(root.path(), &[("proc/self/mountinfo", line)]);
    let check = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
        command.args(["check", "--data"]).arg(data.path()).arg("--sys_root").arg(root.path());
        let output = command.args(words).env_remove("LANG").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let told = check(&[]);
    assert!(told.contains("fix   The card or disk takes nothing any more"), "{told}");
    let told: serde_json::Value = serde_json::from_str(&check(&["--json"])).unwrap();
    let topics: Vec<_> =
        told["findings"].as_array().unwrap().iter().map(|it| &it["topic"]).collect();
    assert_eq!(topics, ["space", "read_only"]);
}
