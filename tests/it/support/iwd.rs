//! iwd and the bus in one: what our side of it sees of a radio, of the networks around it and of their passwords.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::net::UnixListener;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use zbus::wire::{OwnedObjectPath, OwnedVariant, Variant};
use zbus::{Connection, DBusError, interface};

const DEVICE: &str = "/net/connman/iwd/0/3";
const SERVED: usize = 8;

type Properties = HashMap<String, OwnedVariant>;
type Objects = HashMap<OwnedObjectPath, HashMap<String, Properties>>;

/// A network around.
#[derive(Clone, Debug)]
pub(crate) struct Around {
    pub(crate) name: String,
    /// `None` is open.
    pub(crate) password: Option<String>,
    /// In hundredths of a dBm.
    pub(crate) signal: i16,
    pub(crate) hidden: bool,
    /// What iwd remembers as its password.
    pub(crate) known: Option<String>,
}

impl Around {
    pub(crate) fn new(name: &str, password: Option<&str>, signal: i16) -> Self {
        let password = password.map(str::to_owned);
        Self { name: name.to_owned(), password, signal, hidden: false, known: None }
    }
}

/// How the radio stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Radio {
    /// `ap` or `station`; empty is no radio.
    pub(crate) mode: String,
    /// Name and password of the access point.
    pub(crate) open: Option<(String, String)>,
    /// What was joined.
    pub(crate) joined: Option<String>,
    pub(crate) around: Vec<Around>,
    /// The agent was registered.
    pub(crate) has_agent: bool,
    /// Nothing is answered any more.
    pub(crate) hangs: bool,
    /// It cannot be an access point, and says so only when it is to become one.
    pub(crate) cannot_open: bool,
    /// Every access point that was opened.
    pub(crate) opened: usize,
}

/// The fake. Cheap to clone; clones share it.
#[derive(Clone)]
pub(crate) struct Iwd {
    radio: Arc<Mutex<Radio>>,
    changed: Arc<watch::Sender<u64>>,
    connections: Arc<watch::Sender<usize>>,
    gone: Arc<watch::Sender<u64>>,
}

#[derive(Debug, DBusError)]
#[zbus(prefix = "net.connman.iwd")]
enum Refusal {
    #[zbus(error)]
    Bus(zbus::Error),
    Failed(String),
    NotFound(String),
    NotAvailable(String),
    NotSupported(String),
}

impl Iwd {
    /// Listens where the system bus of a machine with this root would.
    pub(crate) fn start(root: &Path, around: Vec<Around>) -> Self {
        let folder = root.join("run/dbus");
        std::fs::create_dir_all(&folder).unwrap();
        let listener = UnixListener::bind(folder.join("system_bus_socket")).unwrap();
        let radio = Radio { mode: "station".into(), around, ..Radio::default() };
        let iwd = Self {
            radio: Arc::new(Mutex::new(radio)),
            changed: Arc::default(),
            connections: Arc::default(),
            gone: Arc::default(),
        };
        let clone = iwd.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(clone.clone().talk(stream));
            }
        });
        iwd
    }

    async fn talk(self, stream: tokio::net::UnixStream) {
        self.connections.send_modify(|count| *count += 1);
        let mut gone = self.gone.subscribe();
        let guid = zbus::Guid::generate();
        let mut builder = zbus::connection::Builder::unix_stream(stream.into_std().unwrap())
            .server(guid)
            .p2p()
            .serve_at("/org/freedesktop/DBus", Bus)
            .serve_at("/", Manager(self.clone()))
            .serve_at("/net/connman/iwd", AgentManager(self.clone()))
            .serve_at(DEVICE, Device(self.clone()))
            .serve_at(DEVICE, Station(self.clone()))
            .serve_at(DEVICE, AccessPoint(self.clone()));
        for index in 0..SERVED {
            builder = builder
                .serve_at(network_path(index).as_str().to_owned(), Network(self.clone(), index))
                .serve_at(known_path(index).as_str().to_owned(), Known(self.clone(), index));
        }
        let Ok(connection) = builder.build().await else { return };
        tokio::select! {
            _ = gone.changed() => {}
            () = connection.closed() => {}
        }
        let _ = connection.close().await;
    }

    /// How the radio stands, to look at or to change.
    pub(crate) fn radio(&self) -> MutexGuard<'_, Radio> {
        self.radio.lock().unwrap()
    }

    /// How often an access point was opened, and what the radio is now.
    pub(crate) fn opened_and_mode(&self) -> (usize, String) {
        let radio = self.radio();
        (radio.opened, radio.mode.clone())
    }

    /// Changes the radio.
    pub(crate) fn change(&self, work: impl FnOnce(&mut Radio)) {
        work(&mut self.radio());
        self.changed.send_modify(|count| *count += 1);
    }

    /// The bus breaks for all who are on it.
    pub(crate) fn drops_everybody(&self) {
        self.gone.send_modify(|count| *count += 1);
    }

    /// How often somebody came to the bus.
    pub(crate) fn connections(&self) -> usize {
        *self.connections.borrow()
    }

    /// Waits until the radio stands so.
    pub(crate) async fn until(&self, good: impl Fn(&Radio) -> bool) {
        let mut changed = self.changed.subscribe();
        let waiting = async {
            while !good(&self.radio()) {
                changed.changed().await.unwrap();
            }
        };
        let waited = timeout(Duration::from_secs(20), waiting).await;
        assert!(waited.is_ok(), "the radio stands otherwise: {:?}", self.radio());
    }

    async fn may_hang(&self) {
        if self.radio().hangs {
            sleep(Duration::from_secs(3600)).await;
        }
    }

    async fn connect(&self, connection: &Connection, index: usize) -> Result<(), Refusal> {
        self.may_hang().await;
        let Some(around) = self.radio().around.get(index).cloned() else {
            return Err(Refusal::NotFound(String::new()));
        };
        let given = match (&around.password, around.known) {
            (None, _) => None,
            (Some(_), Some(known)) => Some(known),
            (Some(_), None) => Some(self.ask(connection, index).await?),
        };
        if given != around.password {
            return Err(Refusal::Failed("the handshake failed".into()));
        }
        self.change(|radio| {
            radio.joined = Some(around.name);
            radio.around[index].known = given;
        });
        Ok(())
    }

    async fn ask(&self, connection: &Connection, index: usize) -> Result<String, Refusal> {
        if !self.radio().has_agent {
            return Err(Refusal::Failed("no agent".into()));
        }
        let (agent, network) = (Some("net.connman.iwd.Agent"), network_path(index));
        let asked = connection.call_method(
            None::<&str>,
            "/nichoir/agent",
            agent,
            "RequestPassphrase",
            &network,
        );
        let reply = asked.await?;
        Ok(reply.body().deserialize::<String>()?)
    }
}

fn network_path(index: usize) -> OwnedObjectPath {
    OwnedObjectPath::try_from(format!("{DEVICE}/n{index}")).unwrap()
}

fn known_path(index: usize) -> OwnedObjectPath {
    OwnedObjectPath::try_from(format!("/net/connman/iwd/k{index}")).unwrap()
}

fn properties(pairs: Vec<(&str, Variant<'static>)>) -> Properties {
    let owned = |(name, value): (&str, Variant<'static>)| {
        (name.to_owned(), OwnedVariant::try_from(value).unwrap())
    };
    pairs.into_iter().map(owned).collect()
}

struct Bus;

#[interface(name = "org.freedesktop.DBus")]
impl Bus {
    fn hello(&self) -> String {
        ":1.7".into()
    }

    fn name_has_owner(&self, name: &str) -> bool {
        name == "net.connman.iwd"
    }
}

struct Manager(Iwd);

#[interface(name = "org.freedesktop.DBus.ObjectManager")]
impl Manager {
    async fn get_managed_objects(&self) -> Objects {
        self.0.may_hang().await;
        let radio = self.0.radio().clone();
        let mut objects = Objects::new();
        let mut add = |path: OwnedObjectPath, interface: &str, pairs| {
            let interface = format!("net.connman.iwd.{interface}");
            objects.entry(path).or_default().insert(interface, properties(pairs));
        };
        let text = |text: &str| Variant::from(text.to_owned());
        let path = |path: OwnedObjectPath| Variant::from(path.into_inner());
        let device = OwnedObjectPath::try_from(DEVICE).unwrap();
        if radio.mode.is_empty() {
            return objects;
        }
        add(device.clone(), "Device", vec![("Mode", text(&radio.mode)), ("Name", text("wlan0"))]);
        if radio.mode == "ap" {
            let started = Variant::from(radio.open.is_some());
            add(device.clone(), "AccessPoint", vec![("Started", started)]);
        } else {
            let state = if radio.joined.is_some() { "connected" } else { "disconnected" };
            let mut station = vec![("State", text(state)), ("Scanning", Variant::from(false))];
            let joined = radio.around.iter().position(|it| Some(&it.name) == radio.joined.as_ref());
            station.extend(joined.map(|index| ("ConnectedNetwork", path(network_path(index)))));
            add(device.clone(), "Station", station);
        }
        for (index, around) in radio.around.iter().enumerate() {
            let kind = if around.password.is_some() { "psk" } else { "open" };
            let mut pairs = vec![
                ("Name", text(&around.name)),
                ("Type", text(kind)),
                ("Device", path(device.clone())),
            ];
            if around.known.is_some() {
                pairs.push(("KnownNetwork", path(known_path(index))));
                add(known_path(index), "KnownNetwork", vec![("Name", text(&around.name))]);
            }
            if radio.mode == "station" && !around.hidden {
                add(network_path(index), "Network", pairs);
            }
        }
        objects
    }
}

struct Device(Iwd);

#[interface(name = "net.connman.iwd.Device")]
impl Device {
    #[zbus(property)]
    fn mode(&self) -> String {
        self.0.radio().mode.clone()
    }

    #[zbus(property)]
    fn set_mode(&self, mode: String) {
        self.0.change(|radio| {
            (radio.mode, radio.open, radio.joined) = (mode, None, None);
        });
    }
}

struct Station(Iwd);

#[interface(name = "net.connman.iwd.Station")]
impl Station {
    async fn scan(&self) -> Result<(), Refusal> {
        self.0.may_hang().await;
        match self.0.radio().mode.as_str() {
            "station" => Ok(()),
            _ => Err(Refusal::NotAvailable(String::new())),
        }
    }

    fn disconnect(&self) {
        self.0.change(|radio| radio.joined = None);
    }

    fn get_ordered_networks(&self) -> Vec<(OwnedObjectPath, i16)> {
        let radio = self.0.radio();
        let seen = radio.around.iter().enumerate().filter(|(_, around)| !around.hidden);
        let mut seen: Vec<_> =
            seen.map(|(index, around)| (network_path(index), around.signal)).collect();
        seen.sort_by_key(|(_, signal)| -signal);
        seen
    }

    async fn connect_hidden_network(
        &self,
        #[zbus(connection)] connection: &Connection,
        name: &str,
    ) -> Result<(), Refusal> {
        let index = self.0.radio().around.iter().position(|it| it.hidden && it.name == name);
        match index {
            Some(index) => self.0.connect(connection, index).await,
            None => Err(Refusal::NotFound(String::new())),
        }
    }
}

struct AccessPoint(Iwd);

#[interface(name = "net.connman.iwd.AccessPoint")]
impl AccessPoint {
    fn start(&self, name: &str, password: &str) -> Result<(), Refusal> {
        if self.0.radio().cannot_open {
            return Err(Refusal::NotSupported(String::new()));
        }
        if self.0.radio().mode != "ap" || !(8..64).contains(&password.len()) {
            return Err(Refusal::Failed("not so".into()));
        }
        self.0.change(|radio| {
            radio.open = Some((name.to_owned(), password.to_owned()));
            radio.opened += 1;
        });
        Ok(())
    }
}

struct Network(Iwd, usize);

#[interface(name = "net.connman.iwd.Network")]
impl Network {
    async fn connect(&self, #[zbus(connection)] connection: &Connection) -> Result<(), Refusal> {
        self.0.connect(connection, self.1).await
    }
}

struct Known(Iwd, usize);

#[interface(name = "net.connman.iwd.KnownNetwork")]
impl Known {
    fn forget(&self) {
        self.0.change(|radio| radio.around[self.1].known = None);
    }
}

struct AgentManager(Iwd);

#[interface(name = "net.connman.iwd.AgentManager")]
impl AgentManager {
    fn register_agent(&self, path: OwnedObjectPath) {
        assert_eq!(path.into_inner().as_str(), "/nichoir/agent");
        self.0.change(|radio| radio.has_agent = true);
    }
}
