//! What is asked of iwd.
//!
//! Spec: the D-Bus interfaces in iwd's `doc/` (device, station, network, access point, agent manager).

use std::collections::HashSet;

use tokio::time::{Instant, sleep, timeout};
use zbus::wire::OwnedObjectPath;

use super::agent::{self, Agent};
use super::bus::{Answer, Bus, Refusal};
use super::picture::{Kind, Mode, Objects, Picture};
use super::{Network, Pace, Strength};
use crate::appliance::system::System;

/// iwd, on the bus.
pub(super) struct Iwd {
    bus: Bus,
    pub(super) agent: Agent,
    pub(super) pace: Pace,
}

impl Iwd {
    /// `None` where it does not run.
    pub(super) async fn find(system: &System, pace: Pace) -> Answer<Option<Self>> {
        let agent = Agent::default();
        let bus = Bus::connect(system, agent.clone(), pace.answer).await?;
        Ok(bus.has_iwd().await?.then_some(Self { bus, agent, pace }))
    }

    /// How it stands; `None` where there is no radio.
    pub(super) async fn look(&self) -> Answer<Option<Picture>> {
        let objects: Objects = self.bus.objects().await?;
        Ok(Picture::of(&objects))
    }

    /// Makes the radio a station or an access point, and waits until it is.
    pub(super) async fn turn(&self, device: &str, mode: Mode) -> Answer<Picture> {
        let word = if mode == Mode::AccessPoint { "ap" } else { "station" };
        self.bus.set(device, "Device", "Mode", word).await?;
        self.wait_until(|picture| picture.mode == mode && picture.is_ready).await
    }

    async fn wait_until(&self, good: impl Fn(&Picture) -> bool) -> Answer<Picture> {
        let waiting = async {
            loop {
                match self.look().await? {
                    Some(picture) if good(&picture) => return Ok(picture),
                    _ => sleep(self.pace.answer / 50).await,
                }
            }
        };
        timeout(self.pace.answer, waiting).await.map_err(|_| Refusal::Late)?
    }

    /// Looks for networks; how it stands then. A station that is busy with it already is waited for.
    pub(super) async fn scan(&self, device: &str) -> Answer<Picture> {
        match self.bus.ask(device, "Station", "Scan", &()).await {
            Ok(_) => {}
            Err(Refusal::No(why)) => tracing::debug!(why, "iwd does not look for networks now"),
            Err(refusal) => return Err(refusal),
        }
        let until = Instant::now() + self.pace.scan;
        loop {
            sleep(self.pace.answer / 50).await;
            let picture = self.look().await?.ok_or_else(|| Refusal::No("NotFound".into()))?;
            if !picture.is_scanning || Instant::now() >= until {
                return Ok(picture);
            }
        }
    }

    /// The signal of each network around, in hundredths of a dBm, by path; the strongest first.
    pub(super) async fn signals(&self, device: &str) -> Answer<Vec<(String, i16)>> {
        let reply = self.bus.ask(device, "Station", "GetOrderedNetworks", &()).await?;
        let body = reply.body();
        let signals: Vec<(OwnedObjectPath, i16)> = body.deserialize()?;
        Ok(signals.into_iter().map(|(path, signal)| (path.as_str().to_owned(), signal)).collect())
    }

    /// The networks that somebody could choose, the strongest first.
    pub(super) async fn networks(&self, picture: &Picture) -> Answer<Vec<Network>> {
        let mut names = HashSet::new();
        let signals = self.signals(&picture.device).await?;
        let seen = signals.into_iter().filter_map(|(path, signal)| {
            let around = picture.around.get(&path).filter(|around| around.kind != Kind::Other)?;
            let network = Network {
                name: around.name.clone(),
                open: around.kind == Kind::Open,
                strength: Strength::of(signal),
            };
            names.insert(network.name.clone()).then_some(network)
        });
        Ok(seen.take(MOST).collect())
    }

    /// Opens the access point.
    pub(super) async fn open(&self, device: &str, name: &str, password: &str) -> Answer<()> {
        let picture = self.turn(device, Mode::AccessPoint).await?;
        self.bus.ask(&picture.device, "AccessPoint", "Start", &(name, password)).await?;
        Ok(())
    }

    /// iwd asks us for passwords from now on.
    pub(super) async fn register(&self) -> Answer<()> {
        let path = OwnedObjectPath::try_from(agent::PATH).map_err(Refusal::from)?;
        match self.bus.ask("/net/connman/iwd", "AgentManager", "RegisterAgent", &path).await {
            // It does already.
            Err(Refusal::No(why)) if why == "AlreadyExists" => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// Joins a network that is around.
    pub(super) async fn connect(&self, network: &str) -> Answer<()> {
        self.bus.ask_for(network, "Network", "Connect", &(), self.pace.join).await.map(drop)
    }

    /// Joins a network that hides its name.
    pub(super) async fn connect_hidden(&self, device: &str, name: &str) -> Answer<()> {
        let (method, join) = ("ConnectHiddenNetwork", self.pace.join);
        self.bus.ask_for(device, "Station", method, &name, join).await.map(drop)
    }

    /// Lets go of whatever is being joined.
    pub(super) async fn disconnect(&self, device: &str) -> Answer<()> {
        self.bus.ask(device, "Station", "Disconnect", &()).await.map(drop)
    }

    /// Forgets what it remembers about a network.
    pub(super) async fn forget(&self, known: &str) -> Answer<()> {
        self.bus.ask(known, "KnownNetwork", "Forget", &()).await.map(drop)
    }
}

/// More networks nobody wants to read.
const MOST: usize = 40;
