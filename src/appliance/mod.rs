//! The box: everything that makes a machine in somebody's home reachable under a name of its own.
//!
//! Each keeper is one loop that watches over one thing ([`time`], [`discovery`], [`router`], [`name`],
//! [`certificate`], [`mod@line`], [`care`], [`wifi`]) and says what it finds in [`finding::Findings`]. They know each
//! other only by what stands in [`Appliance`]. Nothing here answers requests.

pub mod addresses;
pub mod card;
pub mod care;
pub mod certificate;
pub mod claim;
pub mod discovery;
pub mod finding;
pub mod line;
pub mod memory;
pub mod name;
pub mod outsiders;
pub mod ports;
pub mod probe;
pub mod router;
pub mod system;
pub mod time;
pub mod update;
pub mod wanted;
pub mod wifi;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;

use self::addresses::Addresses;
use self::care::ServiceManager;
use self::certificate::{Authorities, Certificates};
use self::finding::Findings;
use self::name::{Names, Pointing};
use self::outsiders::Outsiders;
use self::ports::Ports;
use self::probe::Probe;
use self::router::Mapping;
use self::system::System;
use self::wanted::Wanted;
use self::wifi::Wifi;
use crate::app::App;
use crate::clock::Clock;
use crate::net::Services;

/// What the keepers know. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Appliance {
    /// The checklist.
    pub findings: Findings,
    /// What TLS is answered with.
    pub certificates: Certificates,
    /// Who is asked for certificates.
    pub authorities: Arc<Authorities>,
    /// Where we listen with a certificate of our own; `None` if a proxy does that.
    pub own_tls: Option<SocketAddr>,
    /// The way to the certificate authority and the DNS provider.
    pub services: Services,
    /// The files of the machine.
    pub system: System,
    /// The folder with all that the node keeps; empty where nobody looks after it.
    pub data: PathBuf,
    /// Who started us and wants to hear how we are.
    pub service_manager: ServiceManager,
    /// Where this node answers.
    pub ports: Ports,
    /// Who is to live where; `None` until the box is claimed.
    pub wanted: Arc<watch::Sender<Option<Wanted>>>,
    /// Our addresses as the public internet sees them, as far as we know.
    pub addresses: Arc<watch::Sender<Addresses>>,
    /// Since when this node runs.
    pub since: Instant,
    /// What the router said about our ports; `None` until it was asked.
    pub mapping: Arc<watch::Sender<Option<Mapping>>>,
    /// What all who write DNS share.
    pub names: Names,
    /// Where the wanted name leads.
    pub pointing: Arc<watch::Sender<Pointing>>,
    /// Over which kinds of address people outside have come in.
    pub outsiders: Outsiders,
    /// This program is an update that has not shown yet that it works: nothing is acknowledged.
    pub on_trial: Arc<watch::Sender<bool>>,
    /// The last proof from outside that we are reachable, or are not.
    pub probe: Arc<watch::Sender<Option<Probe>>>,
    /// The name on the home network as it ended up, such as `nichoir-2.local`; empty without one.
    pub local_name: Arc<watch::Sender<String>>,
    /// The home's Wi-Fi, or a network of our own to choose it on.
    pub wifi: Wifi,
}

impl Appliance {
    /// Whether this node sees to its own certificate, port and name; otherwise whoever runs the proxy does.
    pub fn is_box(&self) -> bool {
        self.own_tls.is_some()
    }

    /// Waits until this program is no update on trial. Before that nothing may be said to anybody that must not
    /// be forgotten: the database may be taken back.
    pub async fn is_kept(&self) {
        // The sender lives in `self`, so this cannot fail.
        let _ = self.on_trial.subscribe().wait_for(|on_trial| !on_trial).await;
    }

    /// Knows nothing yet. The machine's files are looked for below `root`.
    pub fn new(clock: &Clock, root: &Path) -> Self {
        Self {
            findings: Findings::default(),
            certificates: Certificates::default(),
            authorities: Arc::default(),
            own_tls: None,
            services: Services::new(clock),
            system: System::new(root),
            data: PathBuf::new(),
            service_manager: ServiceManager::default(),
            ports: Ports::default(),
            wanted: Arc::default(),
            addresses: Arc::default(),
            since: Instant::now(),
            mapping: Arc::default(),
            names: Names::default(),
            pointing: Arc::default(),
            on_trial: Arc::default(),
            outsiders: Outsiders::default(),
            probe: Arc::default(),
            local_name: Arc::default(),
            wifi: Wifi::default(),
        }
    }
}

/// Watches over the node for as long as it is polled.
pub async fn run(app: App) {
    tokio::join!(memory::keep(app.clone()), care::keep(app.clone()), reach(app));
}

/// Sees to the way here. Without TLS of its own the node is no box of ours: whoever runs the proxy does.
async fn reach(app: App) {
    if !app.appliance.is_box() {
        return;
    }
    // Authorities count orders, and what a DNS provider was told is remembered.
    app.appliance.is_kept().await;
    tokio::join!(
        wanted::keep(app.clone()),
        time::keep(app.clone()),
        Box::pin(router::keep(app.clone())),
        name::keep(app.clone()),
        certificate::keep(app.clone()),
        line::keep(app),
    );
}
