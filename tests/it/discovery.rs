//! Found by name on the home network, whatever else is said there.

use std::time::Duration;

use nichoir::actions::setup::{NewOwner, setup};
use nichoir::app::App;
use nichoir::appliance::discovery::{Ports, neighbour};
use nichoir::clock::Clock;
use nichoir::net::Net;
use nichoir::random::Random;
use nichoir::site::Site;
use nichoir::store::Store;
use tokio::time::timeout;

use crate::support::lan::Lan;
use crate::support::node::START_MS;

const HTTP: &str = "_http._tcp.local.";
const HTTPS: &str = "_https._tcp.local.";
const ACTIVITYPUB: &str = "_activitypub._tcp.local.";
const PORTS: Ports = Ports { http: 8080, https: Some(8443) };

/// A box that nobody has claimed.
struct Fresh {
    app: App,
    folder: tempfile::TempDir,
}

impl Fresh {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("nichoir.sqlite3")).unwrap();
        let (clock, net) = (Clock::set_to(START_MS), Net::pinned(Default::default()));
        let app = App::new(store, clock, Random::seeded(5), net, folder.path().join("media"));
        let mut fresh = Self { app, folder };
        fresh.app.appliance.system = nichoir::appliance::system::System::new(fresh.folder.path());
        fresh
    }

    async fn is_claimed_by_ada(&self) {
        let (name, passphrase) = ("ada".to_owned(), "a nest of one's own".to_owned());
        let site = Site::new("home.example", "home.example");
        setup(&self.app, NewOwner { name, site, passphrase }).await.unwrap();
    }

    /// The name on the home network, once there is one.
    async fn local_name(&self) -> String {
        let mut names = self.app.appliance.local_name.subscribe();
        let name = timeout(Duration::from_secs(20), names.wait_for(|name| !name.is_empty()));
        name.await.unwrap().unwrap().clone()
    }
}

#[tokio::test]
async fn a_box_is_found_and_changes_its_words_when_it_is_claimed() {
    let (lan, fresh) = (Lan::new(), Fresh::new());
    let (setup_page, site, servers) = (lan.phone(HTTP), lan.phone(HTTPS), lan.phone(ACTIVITYPUB));
    let announcing = lan.announce(&fresh.app, PORTS);
    let found = setup_page.finds(|_| true).await;
    assert_eq!(found.host, "nichoir.local.");
    assert_eq!((found.port, found.get_property_val_str("claimed")), (8080, Some("0")));
    assert_eq!(fresh.local_name().await, "nichoir.local");
    fresh.is_claimed_by_ada().await;
    // As the claim does.
    let wanted = nichoir::appliance::wanted::Wanted {
        name: "ada".into(),
        host: "home.example".into(),
        handle_domain: "home.example".into(),
    };
    nichoir::appliance::wanted::tell(&fresh.app.appliance, Some(wanted));
    assert_eq!(setup_page.misses().await, "Nichoir._http._tcp.local.");
    for phone in [&site, &servers] {
        let found = phone.finds(|_| true).await;
        assert_eq!((found.host.as_str(), found.port), ("nichoir.local.", 8443));
        assert_eq!(found.get_property_val_str("claimed"), Some("1"));
        assert_eq!(found.get_property_val_str("domain"), Some("home.example"));
        assert_eq!(found.get_property_val_str("kid").map(str::len), Some(16));
        let words = format!("{found:?}");
        assert!(!words.contains("ada"), "no person is named: {words}");
    }
    announcing.abort();
    assert!(servers.misses().await.contains("home"), "the end is said as well");
}

#[tokio::test]
async fn two_boxes_of_one_name_both_stay_reachable() {
    let (lan, first, second) = (Lan::new(), Fresh::new(), Fresh::new());
    let first_announcing = lan.announce(&first.app, Ports { http: 81, https: None });
    assert_eq!(first.local_name().await, "nichoir.local");
    let second_announcing = lan.announce(&second.app, Ports { http: 82, https: None });
    assert_eq!(second.local_name().await, "nichoir-2.local");
    let phone = lan.phone(HTTP);
    let one = phone.finds(|service| service.port == 81).await;
    assert_eq!(
        (one.host.as_str(), one.fullname.as_str()),
        ("nichoir.local.", "Nichoir._http._tcp.local.")
    );
    let phone = lan.phone(HTTP);
    let other = phone.finds(|service| service.port == 82).await;
    assert_eq!(other.host, "nichoir-2.local.");
    first_announcing.abort();
    second_announcing.abort();
}

#[tokio::test]
async fn neighbours_are_listed_as_they_say() {
    let (lan, fresh) = (Lan::new(), Fresh::new());
    fresh.is_claimed_by_ada().await;
    let announcing = lan.announce(&fresh.app, PORTS);
    fresh.local_name().await;
    let around = neighbour::around(lan.air(), Duration::from_secs(2)).await.unwrap();
    let [ada] = &around[..] else { panic!("{around:?}") };
    assert_eq!((ada.domain.as_str(), ada.port), ("home.example", 8443));
    assert_eq!(ada.name, "Nichoir home.example");
    assert_eq!(ada.addresses, ["127.0.0.1".parse::<std::net::IpAddr>().unwrap()]);
    announcing.abort();
}

/// A DNS name.
fn name(labels: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in labels {
        bytes.push(u8::try_from(label.len()).unwrap());
        bytes.extend_from_slice(label);
    }
    bytes.push(0);
    bytes
}

/// A record that lives for an hour.
fn record(name: &[u8], kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = name.to_vec();
    bytes.extend(kind.to_be_bytes());
    bytes.extend(1_u16.to_be_bytes());
    bytes.extend(3600_u32.to_be_bytes());
    bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(data);
    bytes
}

/// An answer that nobody asked for.
fn answer(records: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 0x84, 0, 0, 0];
    bytes.extend(u16::try_from(records.len()).unwrap().to_be_bytes());
    bytes.extend([0; 4]);
    bytes.extend(records.concat());
    bytes
}

/// A service that was made up, with words of the story's choice.
fn made_up(label: &[u8], txt: &[u8]) -> Vec<u8> {
    let kind = name(&[b"_activitypub", b"_tcp", b"local"]);
    let instance = name(&[label, b"_activitypub", b"_tcp", b"local"]);
    let host = name(&[b"made-up", b"local"]);
    let target = [&[0, 0, 0, 0, 0, 80], host.as_slice()].concat();
    answer(&[
        record(&kind, 12, &instance),
        record(&instance, 33, &target),
        record(&instance, 16, txt),
        record(&host, 1, &[127, 0, 0, 1]),
    ])
}

#[tokio::test]
async fn spoofed_neighbours_are_bounded_and_safe_to_print() {
    let lan = Lan::new();
    let listening = tokio::spawn(neighbour::around(lan.air(), Duration::from_secs(4)));
    let mouth = Lan::mouth();
    while !listening.is_finished() {
        lan.shout(&mouth, &made_up(b"\x1b[2J\x07evil", b"\x0bdomain=\x1b[2J"));
        for number in 0..300 {
            let label = format!("box {number}");
            lan.shout(&mouth, &made_up(label.as_bytes(), &[255; 256]));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let around = listening.await.unwrap().unwrap();
    assert_eq!(around.len(), 100);
    let words = serde_json::to_string(&around).unwrap();
    assert!(
        words.contains("evil") && !words.contains("\\u001b") && !words.contains("\\u0007"),
        "{words}"
    );
    assert!(
        around.iter().all(|neighbour| neighbour.name.len() <= 63 && neighbour.domain.is_empty())
    );
}

#[tokio::test]
async fn a_flood_leaves_the_box_findable() {
    let (lan, fresh) = (Lan::new(), Fresh::new());
    let announcing = lan.announce(&fresh.app, PORTS);
    fresh.local_name().await;
    let flood = tokio::task::spawn_blocking(move || {
        let mouth = Lan::mouth();
        let question = [
            &[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0][..],
            &name(&[b"_http", b"_tcp", b"local"]),
            &[0, 12, 0, 1],
        ]
        .concat();
        for number in 0..20_000_u32 {
            let label = number.to_be_bytes().map(|byte| b'a' + byte % 26);
            let made_up_host = name(&[&label, b"local"]);
            lan.shout(&mouth, &question);
            lan.shout(&mouth, &answer(&[record(&made_up_host, 1, &number.to_be_bytes())]));
            lan.shout(&mouth, &number.to_be_bytes().repeat(64));
        }
    });
    flood.await.unwrap();
    let found = lan.phone(HTTP).finds(|_| true).await;
    assert_eq!((found.host.as_str(), found.port), ("nichoir.local.", 8080));
    announcing.abort();
}
