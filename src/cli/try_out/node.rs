//! One of the two nodes: its owner, its server and its jobs.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::actions::setup::{NewOwner, setup};
use crate::app::App;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::jobs::runner;
use crate::net::Net;
use crate::random::Random;
use crate::site::Site;
use crate::store::{Read, Store, owners};

/// Of both owners: nobody but this machine can ask.
pub(super) const PASSPHRASE: &str = "just for a try";

pub(super) struct Node {
    pub(super) app: App,
    pub(super) owner: AccountId,
    name: &'static str,
    host: &'static str,
    address: SocketAddr,
}

impl Node {
    /// Makes a node of `name` at `host` inside `folder` and lets it run.
    pub(super) async fn start(
        (name, host): (&'static str, &'static str),
        folder: &Path,
        listener: TcpListener,
        net: Net,
    ) -> Result<Self> {
        let data = folder.join(name);
        std::fs::create_dir(&data)?;
        let store = Store::open(&data.join("nichoir.sqlite3"))?;
        let media = data.join("media");
        let app = App::new(store, Clock::system(), Random::system(), net, media);
        let site = Site::new(host, host);
        setup(&app, NewOwner { name: name.into(), site, passphrase: PASSPHRASE.into() }).await?;
        let owner = app.store.read(owners::first).await?;
        let (owner, _) = owner.ok_or_else(|| Error::not_found("Owner"))?;
        let address = listener.local_addr()?;
        tokio::spawn(crate::serve::serve(app.clone(), listener, std::future::pending()));
        tokio::spawn(runner::run(app.clone()));
        Ok(Self { app, owner, name, host, address })
    }

    pub(super) fn handle(&self) -> String {
        format!("@{}@{}", self.name, self.host)
    }

    /// Who lives where, for the person who tries it.
    pub(super) fn introduction(&self) -> String {
        let Self { name, address, .. } = self;
        format!("{} at http://{address} · http://{address}/@{name}", self.handle())
    }

    /// Waits until something has arrived.
    pub(super) async fn until<T, F>(&self, look: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&Read) -> Result<Option<T>> + Clone + Send + 'static,
    {
        for _ in 0..LOOKS {
            if let Some(found) = self.app.store.read(look.clone()).await? {
                return Ok(found);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Err(Error::internal(format!("{} waited in vain for the other node", self.handle())))
    }
}

/// Ten seconds in all: what is delivered within this machine takes milliseconds.
const LOOKS: u32 = 500;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
