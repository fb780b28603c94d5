//! What every request and every job may use. Cheap to clone; no globals anywhere else.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;

use crate::actions::sessions::Sessions;
use crate::actions::throttle::Throttle;
use crate::appliance::Appliance;
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::federation::gate::Gate;
use crate::federation::keyring::Keyring;
use crate::federation::refreshes::Refreshes;
use crate::federation::signer::Signers;
use crate::id::Ids;
use crate::media::cache::Cache;
use crate::media::card::Wanted;
use crate::media::desk::Desk;
use crate::net::Net;
use crate::push::Pushing;
use crate::random::Random;
use crate::site::{MediaKey, Site};
use crate::store::raw::Packer;
use crate::store::{Store, settings};

/// A running node.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// New ids.
    pub ids: Ids,
    /// The way to other servers.
    pub net: Net,
    /// The keys that sign what we send.
    pub signers: Signers,
    /// Other people's keys that were used lately.
    pub keyring: Keyring,
    /// Who tries passphrases, at whichever door.
    pub throttle: Throttle,
    /// The owner's browsers.
    pub sessions: Sessions,
    /// What Web Push keeps in memory.
    pub pushing: Pushing,
    /// How much the inbox may hold at a time.
    pub gate: Gate,
    /// Threads whose answers are being fetched.
    pub refreshes: Refreshes,
    /// Compresses the JSON of remote objects.
    pub packer: Packer,
    /// What the box is and finds; knows nothing unless [`crate::appliance::run`] watches.
    pub appliance: Appliance,
    /// Folder of stored media.
    pub media: PathBuf,
    /// Whether the node is about to stop answering: what would never end, ends then.
    pub stopping: Arc<watch::Sender<bool>>,
    /// Where files are prepared, one at a time.
    pub desk: Desk,
    /// Media of other servers.
    pub cache: Cache,
    /// Links that the owner saw.
    pub cards: Wanted,
    site: Arc<RwLock<Option<Arc<Site>>>>,
}

impl App {
    /// Puts the parts together. Where the node lives is read when it is first needed.
    pub fn new(store: Store, clock: Clock, random: Random, net: Net, media: PathBuf) -> Self {
        let ids = Ids::new(clock.clone());
        let appliance = Appliance::new(&clock, Path::new("/"));
        let (signers, keyring, throttle, sessions, gate, packer) = Default::default();
        let (pushing, stopping, site) = Default::default();
        let (desk, cache, cards, refreshes) = Default::default();
        Self {
            store,
            clock,
            random,
            ids,
            net,
            signers,
            keyring,
            throttle,
            sessions,
            pushing,
            gate,
            refreshes,
            packer,
            appliance,
            media,
            stopping,
            desk,
            cache,
            cards,
            site,
        }
    }

    /// Where this node lives, as soon as it has an owner; `nichoir setup` may make one while we run.
    ///
    /// # Errors
    /// [`Kind::Busy`] as long as there is no owner.
    pub async fn site(&self) -> Result<Arc<Site>> {
        if let Some(site) = self.site.read().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(site);
        }
        let read = self
            .store
            .read(|db| Ok((settings::site(db)?, settings::value(db, settings::MEDIA_SECRET)?)));
        let (found, secret) = read.await?;
        let found = found.ok_or_else(|| Error::new(Kind::Busy, "Nobody lives here yet"))?;
        // Where it cannot be kept, one for this run has to do.
        let key = MediaKey::new(&secret.unwrap_or_else(|| self.random.token()));
        let site = Arc::new(found.with_media_key(key));
        *self.site.write().unwrap_or_else(PoisonError::into_inner) = Some(site.clone());
        Ok(site)
    }

    /// Makes the secret behind URLs of media for a node that was set up before there was one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn keep_media_secret(&self) -> Result<()> {
        let read = self.store.read(|db| settings::value(db, settings::MEDIA_SECRET));
        if read.await?.is_some() {
            return Ok(());
        }
        let secret = self.random.token();
        self.store.write(move |tx| settings::set(tx, settings::MEDIA_SECRET, &secret)).await
    }
}
