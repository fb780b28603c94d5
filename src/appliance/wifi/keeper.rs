//! Watches over the radio: joined, alone, or open for a phone.

use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::{Instant, sleep, timeout};

use super::bus::{self, Answer};
use super::iwd::Iwd;
use super::picture::{Mode, Picture};
use super::report::Standing;
use super::{Offer, Order, Pace, Scene, Strength, Trouble, cable, join, names};
use crate::app::App;
use crate::appliance::claim;

/// Watches for as long as it is polled. Without a socket to answer names on, no access point is opened.
pub async fn keep(app: App, names: Option<UdpSocket>) {
    keep_at(app, names, Pace::default()).await;
}

/// The same at the pace of a story.
pub async fn keep_at(app: App, socket: Option<UdpSocket>, pace: Pace) {
    let may_open = socket.is_some();
    app.appliance.is_kept().await;
    tokio::join!(names::keep(socket, app.appliance.wifi.clone()), watch(app, may_open, pace));
}

async fn watch(app: App, may_open: bool, pace: Pace) {
    let started = Instant::now();
    loop {
        if bus::is_there(&app.appliance.system) {
            match Iwd::find(&app.appliance.system, pace).await {
                Ok(None) => {}
                Ok(Some(iwd)) => {
                    let mut keeper = Keeper::new(app.clone(), iwd, may_open);
                    let refusal = keeper.run().await;
                    // Elsewhere than on the card it may not be ours to ask.
                    match may_open {
                        true => tracing::warn!(%refusal, "iwd cannot be asked; trying again"),
                        false => tracing::debug!(%refusal, "iwd cannot be asked"),
                    }
                }
                Err(refusal) => tracing::debug!(%refusal, "the system bus does not answer"),
            }
            app.appliance.wifi.scene.send_replace(Scene::Quiet);
        }
        // On the card it comes up with us.
        let is_young = may_open && started.elapsed() < pace.patient;
        sleep(if is_young { pace.look } else { pace.calm }).await;
    }
}

/// What is remembered between two looks.
pub(super) struct Keeper {
    pub(super) app: App,
    pub(super) iwd: Iwd,
    may_open: bool,
    alone_since: Option<Instant>,
    /// Nobody came, or the radio cannot: not again before the next start.
    pub(super) gave_up: Option<Standing>,
    pub(super) offer: Offer,
}

/// What one look finds beside the radio.
struct Around {
    /// The code, as long as nobody has the box.
    code: Option<String>,
    has_cable: bool,
}

impl Keeper {
    fn new(app: App, iwd: Iwd, may_open: bool) -> Self {
        Self { app, iwd, may_open, alone_since: None, gave_up: None, offer: Offer::default() }
    }

    /// Looks until something breaks.
    async fn run(&mut self) -> bus::Refusal {
        let mut orders = self.app.appliance.wifi.orders();
        loop {
            match self.step().await {
                Ok(pause) => drop(timeout(pause, orders.changed()).await),
                Err(refusal) => return refusal,
            }
        }
    }

    /// Looks once and does what is to be done; how long to wait for the next look.
    async fn step(&mut self) -> Answer<Duration> {
        let Some(picture) = self.iwd.look().await? else {
            self.show(Scene::Quiet);
            return Ok(self.iwd.pace.calm);
        };
        let around = self.around().await;
        match (picture.mode, picture.joined.clone()) {
            (Mode::Station, Some(network)) => self.joined(&picture, &network).await,
            (Mode::Station, None) => self.alone(picture, around).await,
            (Mode::AccessPoint, _) if self.may_open => self.opened(picture, around).await,
            // Somebody else's.
            _ => Ok(self.iwd.pace.calm),
        }
    }

    async fn around(&self) -> Around {
        let is_settled = self.app.site().await.is_ok();
        let claim = self.app.store.read(claim::load).await.ok().flatten();
        let claim = claim.filter(|claim| !is_settled && !claim.is_over());
        let code = claim.and_then(|claim| claim.code).map(|code| code.to_string());
        let system = self.app.appliance.system.clone();
        let has_cable = tokio::task::spawn_blocking(move || cable::is_plugged_in(&system)).await;
        Around { code, has_cable: has_cable.unwrap_or(false) }
    }

    async fn joined(&mut self, picture: &Picture, network: &str) -> Answer<Duration> {
        (self.alone_since, self.offer) = (None, Offer::default());
        self.show(Scene::Quiet);
        let signals = self.iwd.signals(&picture.device).await?;
        let signal = signals.iter().find(|(path, _)| path == network);
        let strength = signal.map_or(Strength::Fair, |(_, signal)| Strength::of(*signal));
        let name = picture.around.get(network).map(|around| around.name.clone());
        self.report(&Standing::Joined(name.unwrap_or_default(), strength));
        Ok(self.iwd.pace.calm)
    }

    async fn alone(&mut self, picture: Picture, around: Around) -> Answer<Duration> {
        let Pace { alone, patient, look, calm, .. } = self.iwd.pace;
        let Around { code: Some(code), has_cable: false } = around else {
            self.alone_since = None;
            self.show(Scene::Quiet);
            self.report(&match around.has_cable {
                true => Standing::Cable,
                false => Standing::Lost(picture.known),
            });
            return Ok(if around.code.is_some() { look } else { calm });
        };
        let since = *self.alone_since.get_or_insert_with(Instant::now);
        if let Some(standing) =
            self.gave_up.as_ref().or((!self.may_open).then_some(&Standing::Lost(Vec::new())))
        {
            self.show(Scene::Quiet);
            self.report(standing);
            return Ok(look);
        }
        let patience = if picture.known.is_empty() { alone } else { patient };
        if since.elapsed() >= patience {
            self.open(&picture, &code).await?;
        }
        Ok(look)
    }

    async fn opened(&mut self, picture: Picture, around: Around) -> Answer<Duration> {
        let wifi = self.app.appliance.wifi.clone();
        let is_ours = *wifi.scene.borrow() != Scene::Quiet;
        let Some(code) = around.code.filter(|_| is_ours && !around.has_cable) else {
            self.close(&picture.device).await?;
            return Ok(Duration::ZERO);
        };
        if let Some(order) = wifi.take_order() {
            self.follow(&picture, &code, order).await?;
        } else if wifi.last_visit().elapsed() >= self.iwd.pace.idle {
            self.gave_up = Some(Standing::GaveUp);
            self.close(&picture.device).await?;
        }
        Ok(self.iwd.pace.look)
    }

    /// Joins what somebody has chosen; if that does not work, opens again and says why.
    async fn follow(&mut self, picture: &Picture, code: &str, order: Order) -> Answer<()> {
        self.show(Scene::Joining(order.name.clone()));
        sleep(self.iwd.pace.farewell).await;
        match join::join(&self.iwd, &picture.device, &order).await {
            Ok(()) => tracing::info!(network = order.name, "the Wi-Fi was joined"),
            Err(Trouble::Broken) => {
                self.offer.trouble = Some((order.name, Trouble::Broken));
                let picture = self.iwd.turn(&picture.device, Mode::Station).await?;
                self.open(&picture, code).await?;
            }
            Err(trouble) => {
                self.offer.trouble = Some((order.name, trouble));
                self.open(picture, code).await?;
            }
        }
        Ok(())
    }

    pub(super) fn show(&self, scene: Scene) {
        self.app.appliance.wifi.scene.send_if_modified(|was| {
            let changed = *was != scene;
            *was = scene;
            changed
        });
    }

    pub(super) fn report(&self, standing: &Standing) {
        self.app.appliance.findings.report(standing.finding());
    }
}
