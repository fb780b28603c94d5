//! snac2 from Debian over plain HTTP, to compare with: set up, run, and its stored posts counted.

use std::fs;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::http_client::HttpClient;
use super::web;

/// Host that it believes to be.
pub(crate) const HOST: &str = "snac.example";
/// Path of the inbox of its one user.
pub(crate) const INBOX: &str = "/sofie/inbox";

/// A running snac2. Killed when dropped.
pub(crate) struct Snac {
    server: Child,
    data: PathBuf,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

/// Whether it is installed.
pub(crate) fn is_here() -> bool {
    Command::new("snac").stderr(Stdio::null()).stdout(Stdio::null()).status().is_ok()
}

impl Snac {
    /// Starts it in a new folder inside `folder`; its user follows `people`, whose documents must be
    /// served by now.
    pub(crate) fn start(folder: &Path, people: &[&str]) -> Self {
        let data = folder.join("snac");
        let (listener, address) = web::listener();
        drop(listener);
        let port = address.port().to_string();
        tell(&["init"], &data, &["127.0.0.1", &port, HOST, "", ""]);
        tell(&["adduser"], &data, &["sofie", ""]);
        over_plain_http(&data.join("server.json"));
        for person in people {
            let mut follow = Command::new("snac");
            follow.arg("follow").arg(&data).args(["sofie", person]);
            assert!(follow.stderr(Stdio::null()).status().unwrap().success());
        }
        Self { server: launch(&data, address), data, address }
    }

    /// Starts it again and waits for its first answer.
    pub(crate) fn restart(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
        self.server = launch(&self.data, self.address);
        let mut client = HttpClient::connect(self.address).unwrap();
        client.ask(format!("GET / HTTP/1.1\r\nhost: {HOST}\r\n\r\n").as_bytes()).unwrap();
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.server.id()
    }

    /// How many posts are in the timeline of its user.
    pub(crate) fn stored(&self) -> usize {
        fs::read_dir(self.data.join("user/sofie/private")).unwrap().count()
    }

    /// Waits until that many are. It answers 202 before it looks at them.
    pub(crate) fn wait_until_stored(&self, count: usize) {
        for _ in 0..6_000 {
            if self.stored() >= count {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        panic!("snac stored {} of {count} posts in two minutes", self.stored());
    }
}

impl Drop for Snac {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn launch(data: &Path, address: SocketAddr) -> Child {
    let server = Command::new("snac").arg("httpd").arg(data).stderr(Stdio::null()).spawn();
    while TcpStream::connect(address).is_err() {
        sleep(Duration::from_millis(1));
    }
    server.unwrap()
}

/// Runs a command that asks questions.
fn tell(command: &[&str], data: &Path, answers: &[&str]) {
    let mut child = Command::new("snac")
        .args(command)
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let answers = format!("{}\n", answers.join("\n"));
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

fn over_plain_http(settings: &Path) {
    let mut json: Value = serde_json::from_slice(&fs::read(settings).unwrap()).unwrap();
    json["protocol"] = "http".into();
    fs::write(settings, json.to_string()).unwrap();
}
