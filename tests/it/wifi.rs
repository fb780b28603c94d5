//! A box without a cable: it opens a network of its own, and a phone on it chooses the home's.

use std::time::Duration;

use hyper::StatusCode;
use nichoir::appliance::finding::{Finding, Topic};
use nichoir::appliance::system::System;
use nichoir::appliance::wifi::{Pace, keep_at, names};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::iwd::{Around, Iwd};
use crate::support::server::Server;
use crate::support::visitor::{Visitor, code, ready};

const PASSWORD: &str = "eggs and milk";
/// Everything in no time, but nobody is sent away for being idle.
const PACE: Pace = Pace {
    alone: Duration::from_millis(40),
    patient: Duration::from_millis(40),
    idle: Duration::from_secs(60),
    look: Duration::from_millis(20),
    calm: Duration::from_millis(20),
    farewell: Duration::from_millis(20),
    answer: Duration::from_secs(2),
    scan: Duration::from_secs(2),
    join: Duration::from_secs(2),
};

/// A box that nobody has claimed, with a radio.
struct Nest {
    server: Server,
    iwd: Iwd,
    code: String,
    names: std::net::SocketAddr,
    keeper: Option<JoinHandle<()>>,
}

impl Nest {
    async fn among(around: Vec<Around>) -> Self {
        Self::at(PACE, around).await
    }

    async fn at(pace: Pace, around: Vec<Around>) -> Self {
        let mut nest = Self::asleep(around).await;
        nest.wakes_up(pace).await;
        nest
    }

    /// Before its program watches over the radio.
    async fn asleep(around: Vec<Around>) -> Self {
        let mut server = Server::empty().await;
        let iwd = Iwd::start(server.data(), around);
        server.app.appliance.system = System::new(server.data());
        server.app.appliance.ports.http = 80;
        let code = code(&ready(&server.app, server.data()).await);
        Self { server, iwd, code, names: ([127, 0, 0, 1], 0).into(), keeper: None }
    }

    async fn wakes_up(&mut self, pace: Pace) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        self.names = socket.local_addr().unwrap();
        self.keeper = Some(tokio::spawn(keep_at(self.server.app.clone(), Some(socket), pace)));
    }

    /// A phone that has joined the box's own network.
    fn phone(&self, host: &str) -> Visitor {
        Visitor::from(&self.server.app, "192.168.4.20", host, false)
    }

    fn cable(&self, carrier: &str) {
        let folder = self.server.data().join("sys/class/net/end0");
        std::fs::create_dir_all(folder.join("device")).unwrap();
        std::fs::write(folder.join("carrier"), carrier).unwrap();
    }

    /// The network of its own is open, and the page knows it.
    async fn is_open(&self) {
        self.iwd.until(|radio| radio.open.is_some()).await;
        self.finding("wifi-open").await;
    }

    /// What the checklist says, once it says this.
    async fn finding(&self, code: &str) -> Finding {
        let findings = &self.server.app.appliance.findings;
        let mut changed = findings.subscribe();
        let waiting = async {
            loop {
                match findings.about(Topic::Wifi) {
                    Some(finding) if finding.code == code => return finding,
                    _ => changed.changed().await.unwrap(),
                }
            }
        };
        let found = timeout(Duration::from_secs(20), waiting).await;
        found.unwrap_or_else(|_| panic!("{code} is not {:?}", findings.about(Topic::Wifi)))
    }

    async fn choose(&self, form: &[(&str, &str)]) {
        let answer = self.phone("192.168.4.1").post("/setup/wifi", form).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains("http://nichoir.local"), "{}", answer.text());
    }

    /// The page on the box's own network.
    async fn page(&self) -> String {
        let answer = self.phone("192.168.4.1").get("/setup/wifi").await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.text()
    }
}

impl Drop for Nest {
    fn drop(&mut self) {
        if let Some(keeper) = &self.keeper {
            keeper.abort();
        }
    }
}

fn homes() -> Vec<Around> {
    vec![
        Around::new("Neighbour", Some("another password"), -8000),
        Around::new("Nest", Some(PASSWORD), -5000),
        Around::new("Café", None, -7000),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_is_alone_opens_a_network_with_its_code_and_a_phone_chooses_the_home_s() {
    let nest = Nest::among(homes()).await;
    nest.is_open().await;
    assert_eq!(nest.iwd.radio().open, Some(("Nichoir".into(), nest.code.clone())));
    let page = nest.page().await;
    let order: Vec<_> = ["Nest", "Café", "Neighbour"].map(|name| page.find(name).unwrap()).into();
    assert!(order.is_sorted(), "the strongest first: {page}");
    assert!(page.contains("no password") && page.contains("weak"), "{page}");
    nest.choose(&[("network", "Nest"), ("password", PASSWORD)]).await;
    nest.iwd.until(|radio| radio.joined.as_deref() == Some("Nest")).await;
    assert_eq!(nest.finding("wifi-joined").await.values["name"], "Nest");
    let radio = nest.iwd.radio().clone();
    assert_eq!((radio.mode.as_str(), radio.open, radio.opened), ("station", None, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_types_a_wrong_password_finds_the_box_again_and_reads_why() {
    let nest = Nest::among(homes()).await;
    nest.is_open().await;
    nest.choose(&[("network", "Nest"), ("password", "eggs and cream")]).await;
    nest.iwd.until(|radio| radio.opened == 2).await;
    nest.is_open().await;
    let mut changed = nest.server.app.appliance.wifi.scene.subscribe();
    let opened = changed.wait_for(|scene| format!("{scene:?}").contains("Refused"));
    timeout(Duration::from_secs(20), opened).await.unwrap().unwrap();
    let page = nest.page().await;
    assert!(page.contains("Nest did not let the box in") && page.contains("checked"), "{page}");
    assert!(!page.contains("eggs and cream"));
    assert_eq!(nest.iwd.radio().around[1].known, None, "a wrong password is not kept");
    nest.choose(&[("network", "Nest"), ("password", PASSWORD)]).await;
    nest.finding("wifi-joined").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_from_the_card_is_replaced_by_what_is_typed() {
    let mut around = homes();
    around[1].known = Some("from the card".into());
    let nest = Nest::among(around).await;
    nest.is_open().await;
    nest.choose(&[("network", "Nest"), ("password", PASSWORD)]).await;
    nest.finding("wifi-joined").await;
    assert_eq!(nest.iwd.radio().around[1].known.as_deref(), Some(PASSWORD));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_network_and_one_that_hides_are_joined_as_well() {
    let mut around = homes();
    around.push(Around { hidden: true, ..Around::new("Attic", Some(PASSWORD), -5000) });
    let nest = Nest::among(around).await;
    nest.is_open().await;
    assert!(!nest.page().await.contains("Attic"));
    nest.choose(&[("network", ""), ("other", "Cellar"), ("password", PASSWORD)]).await;
    nest.iwd.until(|radio| radio.opened == 2).await;
    let mut changed = nest.server.app.appliance.wifi.scene.subscribe();
    let opened = changed.wait_for(|scene| format!("{scene:?}").contains("Missing"));
    timeout(Duration::from_secs(20), opened).await.unwrap().unwrap();
    assert!(nest.page().await.contains("does not find Cellar"));
    nest.choose(&[("network", ""), ("other", "Attic"), ("password", PASSWORD)]).await;
    nest.iwd.until(|radio| radio.joined.as_deref() == Some("Attic")).await;
    nest.iwd.change(|radio| radio.joined = None);
    nest.is_open().await;
    nest.choose(&[("network", "Café")]).await;
    nest.iwd.until(|radio| radio.joined.as_deref() == Some("Café")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cable_or_an_owner_ends_it() {
    let nest = Nest::among(homes()).await;
    nest.is_open().await;
    nest.cable("1\n");
    nest.iwd.until(|radio| radio.mode == "station").await;
    nest.finding("wifi-cable").await;
    assert_eq!(nest.phone("192.168.4.1").get("/setup/wifi").await.header("location"), "/setup");
    nest.cable("0\n");
    nest.is_open().await;
    let finished = nichoir::actions::setup::NewOwner {
        name: "ada".into(),
        site: nichoir::site::Site::new("home.example", "home.example"),
        passphrase: "a nest of one's own".into(),
    };
    nichoir::actions::setup::setup(&nest.server.app, finished).await.unwrap();
    nest.iwd.until(|radio| radio.mode == "station").await;
    nest.finding("wifi-none").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_opens_where_there_is_a_cable_a_network_or_nobody_to_answer_for_names() {
    let mut nest = Nest::asleep(homes()).await;
    nest.cable("1\n");
    nest.wakes_up(PACE).await;
    nest.finding("wifi-cable").await;
    nest.iwd.change(|radio| radio.joined = Some("Neighbour".into()));
    nest.cable("0\n");
    nest.finding("wifi-joined-weak").await;
    assert_eq!(nest.iwd.radio().opened, 0);
    // A laptop with iwd: its Wi-Fi is its owner's business.
    let laptop = Nest::asleep(homes()).await;
    let keeper = tokio::spawn(keep_at(laptop.server.app.clone(), None, PACE));
    laptop.finding("wifi-none").await;
    laptop.iwd.change(|radio| radio.mode = "ap".into());
    tokio::time::sleep(PACE.alone * 3).await;
    assert_eq!(laptop.iwd.opened_and_mode(), (0, "ap".into()));
    keeper.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_so_it_is_over() {
    let nest = Nest::at(Pace { idle: Duration::from_millis(150), ..PACE }, homes()).await;
    nest.iwd.until(|radio| radio.opened == 1).await;
    nest.finding("wifi-gave-up").await;
    tokio::time::sleep(PACE.alone * 3).await;
    assert_eq!(nest.iwd.opened_and_mode(), (1, "station".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_radio_that_cannot_is_told() {
    let mut nest = Nest::asleep(homes()).await;
    nest.iwd.change(|radio| radio.cannot_open = true);
    nest.wakes_up(PACE).await;
    let finding = nest.finding("wifi-unable").await;
    assert!(finding.action(nichoir::locale::Locale::En).unwrap().contains("cable"));
    assert_eq!(nest.iwd.radio().mode, "station");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_phone_asks_for_it_is_led_to_the_page() {
    let nest = Nest::among(homes()).await;
    nest.is_open().await;
    for (host, path) in [
        ("captive.apple.com", "/hotspot-detect.html"),
        ("connectivitycheck.gstatic.com", "/generate_204"),
        ("www.msftconnecttest.com", "/connecttest.txt"),
        ("detectportal.firefox.com", "/success.txt?ipv4"),
        ("192.168.4.1", "/"),
        ("nichoir.local", "/setup/code"),
        ("home.example", "/setup/wifi"),
    ] {
        let answer = nest.phone(host).get(path).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{host}{path}");
        assert_eq!(answer.header("location"), "http://192.168.4.1/setup/wifi");
    }
    assert_eq!(nest.phone("192.168.4.1").get("/assets/style.css").await.status, StatusCode::OK);
    // Whoever is not on it sees what others see.
    let mut house = Visitor::at_home(&nest.server.app);
    assert_eq!(house.get("/setup/wifi").await.header("location"), "/setup");
    let form = [("network", "Nest"), ("password", PASSWORD)];
    assert_eq!(house.post("/setup/wifi", &form).await.header("location"), "/setup");
    house.host = "captive.apple.com".into();
    assert!(house.get("/setup/wifi").await.text().contains("Not by this name"));
    // A page elsewhere sends no form, and nobody comes in over TLS or by proxy.
    let mut phone = nest.phone("192.168.4.1");
    phone.origin = Some("http://evil.example".into());
    assert_eq!(phone.post("/setup/wifi", &form).await.status, StatusCode::FORBIDDEN);
    let mut proxied = nest.phone("192.168.4.1");
    proxied.entrance.proxied = true;
    assert_eq!(proxied.get("/setup/wifi").await.status, StatusCode::FORBIDDEN);
    assert_eq!(nest.iwd.radio().joined, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_of_the_finger_closes_nothing() {
    let nest = Nest::among(homes()).await;
    nest.is_open().await;
    let long = "x".repeat(33);
    for (form, words) in [
        (vec![("password", PASSWORD)], "choose a Wi-Fi"),
        (vec![("network", "Nest"), ("password", "short")], "8 to 63"),
        (vec![("network", "Nest"), ("password", "pässwörter")], "8 to 63"),
        (vec![("network", ""), ("other", long.as_str())], "32 letters"),
    ] {
        let answer = nest.phone("192.168.4.1").post("/setup/wifi", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        assert!(answer.text().contains(words), "{}", answer.text());
    }
    assert_eq!(nest.iwd.opened_and_mode(), (1, "ap".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn networks_with_any_names_do_no_harm() {
    let mut around: Vec<_> = (0..2000)
        .map(|number| Around::new(&format!("net {number}"), Some(PASSWORD), -6000))
        .collect();
    for name in [
        "<script>alert(1)</script>",
        "\u{202e}tseN",
        "a\nb",
        " ",
        "\u{fffd}\u{fffd}",
        &"é".repeat(200),
    ] {
        around.insert(0, Around::new(name, Some(PASSWORD), -3000));
    }
    let nest = Nest::among(around).await;
    nest.is_open().await;
    let page = nest.page().await;
    assert!(!page.contains("<script>") && !page.contains(&"é".repeat(200)), "{page}");
    assert!(page.matches("type=\"radio\"").count() <= 41, "a list that ends");
    let form = [("network", "<script>alert(1)</script>"), ("password", PASSWORD)];
    let answer = nest.phone("192.168.4.1").post("/setup/wifi", &form).await.text();
    assert!(answer.contains("&#60;script&#62;") && !answer.contains("<script>"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_that_breaks_or_hangs_is_asked_again() {
    let nest = Nest::at(Pace { answer: Duration::from_millis(300), ..PACE }, homes()).await;
    nest.is_open().await;
    nest.iwd.drops_everybody();
    // The one from before was closed, as nobody knows any more who opened it.
    nest.iwd.until(|radio| radio.opened == 2).await;
    nest.iwd.change(|radio| radio.hangs = true);
    let before = nest.iwd.connections();
    let waiting = async {
        while nest.iwd.connections() < before + 2 {
            tokio::time::sleep(PACE.look).await;
        }
    };
    timeout(Duration::from_secs(20), waiting).await.unwrap();
    assert_eq!(nest.phone("192.168.4.1").get("/setup/wifi").await.header("location"), "/setup");
    nest.iwd.change(|radio| radio.hangs = false);
    nest.is_open().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_a_bus_or_a_radio_is_left_alone() {
    let mut nest = Nest::asleep(homes()).await;
    nest.iwd.change(|radio| radio.mode = String::new());
    nest.wakes_up(PACE).await;
    tokio::time::sleep(PACE.alone * 3).await;
    assert_eq!(nest.server.app.appliance.findings.about(Topic::Wifi), None);
    let empty = Server::empty().await;
    let keeper = tokio::spawn(keep_at(empty.app.clone(), None, PACE));
    tokio::time::sleep(PACE.alone * 3).await;
    assert!(!keeper.is_finished());
    assert_eq!(empty.app.appliance.findings.about(Topic::Wifi), None);
    keeper.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_answered_only_while_the_network_is_open() {
    let mut nest = Nest::asleep(homes()).await;
    nest.cable("1\n");
    nest.wakes_up(PACE).await;
    nest.finding("wifi-cable").await;
    let phone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let question = b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01";
    let mut answer = [0; 512];
    phone.send_to(question, nest.names).await.unwrap();
    let quiet = timeout(Duration::from_millis(200), phone.recv(&mut answer)).await;
    assert!(quiet.is_err(), "on the home's own network names are not our business");
    nest.cable("0\n");
    nest.is_open().await;
    phone.send_to(&[0xff; 500], nest.names).await.unwrap();
    phone.send_to(question, nest.names).await.unwrap();
    let length = timeout(Duration::from_secs(5), phone.recv(&mut answer)).await.unwrap().unwrap();
    assert_eq!(Some(answer[..length].to_vec()), names::answer(question, [192, 168, 4, 1].into()));
    assert!(answer[..length].ends_with(&[192, 168, 4, 1]));
}
