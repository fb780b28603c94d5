//! The power goes while other servers and a program of the owner are sending: whatever was answered
//! with a 2xx is there afterwards, once, and the work that it queued goes on.
//!
//! SIGKILL tests the process, not the disk: that the data was synced before the answer is shown in
//! `synced_first.rs`. `NICHOIR_ROUNDS` asks for more rounds, `NICHOIR_SEED` for the same ones again.

use std::collections::HashMap;
use std::path::Path;
use std::thread;
use std::time::Duration;

use nichoir::clock::Clock;
use nichoir::random::Random;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::support::http_client::HttpClient;
use super::support::prepared::{self, HOST};
use super::support::program::Program;
use super::support::remote::Remote;

const ROUNDS: u64 = 50;
/// The longest that a round lasts before the power goes.
const LONGEST_MS: u64 = 150;
const DEADLINE: Duration = Duration::from_secs(20);

#[test]
fn what_was_acknowledged_is_there_once_after_every_power_cut() {
    let random = Random::seeded(from_environment("NICHOIR_SEED").unwrap_or_else(any_seed));
    let house = House::new();
    let mut sent = Vec::new();
    let mut unanswered = [None, None, None, None];
    let mut program = Program::start(house.folder.path());
    for round in 0..from_environment("NICHOIR_ROUNDS").unwrap_or(ROUNDS) {
        let senders = house.senders(round);
        let until_dark = Duration::from_millis(random.below(LONGEST_MS));
        thread::scope(|scope| {
            let address = program.address;
            let threads: Vec<_> = senders
                .into_iter()
                .zip(&mut unanswered)
                .map(|(next, last)| scope.spawn(move || send_until_dark(address, &next, last)))
                .collect();
            thread::sleep(until_dark);
            program.kill();
            sent.extend(threads.into_iter().flat_map(|thread| thread.join().unwrap()));
        });
        program = Program::start(house.folder.path());
        house.check(&sent, round);
    }
    assert!(sent.len() > 100, "only {} were acknowledged: this shows nothing", sent.len());
}

/// Something to send and by what it is found again.
type Letter = (String, Vec<u8>);
/// Makes the letter with this number.
type Next<'h> = Box<dyn Fn(u64) -> Letter + Send + 'h>;

/// A node, the people who write to it, and a program of its owner.
struct House {
    folder: TempDir,
    people: [Remote; 3],
    token: String,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ann = Remote::new("https://peer0.example", "penpal");
        let [bob, cal] = [1, 2].map(|n| ann.neighbour(&format!("https://peer{n}.example")));
        let people = [ann, bob, cal];
        let token = Runtime::new().unwrap().block_on(async {
            let app = prepared::prepare(folder.path()).await;
            for person in &people {
                person.introduce(&app).await;
            }
            prepared::token(&app).await
        });
        Self { folder, people, token }
    }

    fn senders(&self, round: u64) -> [Next<'_>; 4] {
        let [ann, bob, cal] = &self.people;
        [
            Box::new(move |n| create(ann, round, n)),
            Box::new(move |n| create(bob, round, n)),
            Box::new(move |n| create(cal, round, n)),
            Box::new(move |n| self.post(round, n)),
        ]
    }

    /// The owner posts from a program.
    fn post(&self, round: u64, n: u64) -> Letter {
        let text = format!("Post {n} of round {round}");
        let body = format!("status={}", text.replace(' ', "+"));
        let request = format!(
            "POST /api/v1/statuses HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {}\r\n\
             idempotency-key: {round}-{n}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        (text, request.into_bytes())
    }

    fn check(&self, sent: &[String], round: u64) {
        let database = database(self.folder.path());
        let here = at_home(&database);
        for key in sent {
            assert_eq!(here.get(key), Some(&1), "{key} after round {round}");
        }
        let sound: String =
            database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok", "after round {round}");
        wait_for_the_queue(&database);
        let forgotten: i64 = database.query_row(NOT_QUEUED, [], |row| row.get(0)).unwrap();
        assert_eq!(forgotten, 0, "posts that go to nobody after round {round}");
    }
}

/// Sends first what had no answer when the power went, then one letter after the other until it goes
/// again. Answers what was acknowledged.
fn send_until_dark(
    address: std::net::SocketAddr,
    next: &Next<'_>,
    unanswered: &mut Option<Letter>,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let Ok(mut client) = HttpClient::connect(address) else { return acknowledged };
    for n in 0.. {
        let (key, request) = unanswered.take().unwrap_or_else(|| next(n));
        match client.ask(&request) {
            Ok((200..300, _)) => acknowledged.push(key),
            Ok((status, body)) => panic!("{status}: {}", String::from_utf8_lossy(body)),
            Err(_) => {
                *unanswered = Some((key, request));
                break;
            }
        }
    }
    acknowledged
}

fn create(person: &Remote, round: u64, n: u64) -> Letter {
    let uri = format!("{}/statuses/{round}-{n}", person.uri);
    let create = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "Create",
        "id": format!("{uri}#create"), "actor": person.uri,
        "to": "https://www.w3.org/ns/activitystreams#Public",
        "object": {
            "type": "Note", "id": uri, "attributedTo": person.uri, "content": "<p>Still here?</p>",
            "to": "https://www.w3.org/ns/activitystreams#Public",
        },
    });
    let request = person.letter(HOST, "/inbox", &create.to_string(), Clock::system().now_ms());
    (uri, request)
}

/// How often each thing is there: in the owner's home.
fn at_home(database: &Connection) -> HashMap<String, u32> {
    let mut statement = database.prepare(AT_HOME).unwrap();
    let mut here = HashMap::new();
    for key in statement.query_map([], |row| row.get::<_, String>(0)).unwrap() {
        *here.entry(key.unwrap()).or_default() += 1;
    }
    here
}

const AT_HOME: &str = "
    SELECT ifnull(s.source_text, s.uri) FROM home h JOIN statuses s ON s.id = h.status_id";
const TO_FAN_OUT: &str = "SELECT count(*) FROM jobs WHERE failed = 0 AND body LIKE '%fan_out%'";
const NOT_QUEUED: &str = "
    SELECT count(*) FROM statuses s
     WHERE s.local = 1
       AND NOT EXISTS (SELECT 1 FROM outgoing o JOIN deliveries d ON d.outgoing_id = o.id
                        WHERE o.status_id = s.id)";

/// Another process works on it, so there is nothing to wait for but the row.
fn wait_for_the_queue(database: &Connection) {
    let pause = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    while database.query_row(TO_FAN_OUT, [], |row| row.get::<_, i64>(0)).unwrap() > 0 {
        assert!(waited < DEADLINE, "the queue stands still");
        thread::sleep(pause);
        waited += pause;
    }
}

fn database(data: &Path) -> Connection {
    let database = Connection::open(data.join("nichoir.sqlite3")).unwrap();
    database.busy_timeout(DEADLINE).unwrap();
    database
}

fn from_environment(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "asked for from outside")]
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name}={value} is not a number")))
}

/// Printed, so that a failure can be told again.
#[expect(clippy::print_stderr, reason = "shown when the test fails")]
fn any_seed() -> u64 {
    let seed = Random::system().below(u64::MAX);
    eprintln!("NICHOIR_SEED={seed}");
    seed
}
