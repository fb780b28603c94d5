//! Web Push: telling an app that is not running, through a push service that cannot read what is told.
//!
//! When is for `store/notifications` (a job in the same write), and trying again for `jobs`.
//! Spec: RFC 8030 (the service), RFC 8188 and RFC 8291 (the content), RFC 8292 (who sends).

mod aes128gcm;
mod aesgcm;
mod agreement;
mod payload;
mod tokens;
mod vapid;

pub mod receiver;
pub mod send;

pub use tokens::Tokens;
pub use vapid::VapidKey;

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::app::App;
use crate::error::Result;
use crate::store::{Read, Write, vapid_keys};

/// What pushing keeps in memory. Cheap to clone.
#[derive(Clone, Default)]
pub struct Pushing {
    key: Arc<OnceCell<VapidKey>>,
    /// Tokens of apps that asked for pushes.
    pub tokens: Tokens,
}

/// The key by which push services know this node; made when it is first needed.
///
/// # Errors
/// Those of the store.
pub async fn key(app: &App) -> Result<&VapidKey> {
    app.pushing.key.get_or_try_init(|| find_or_make(app)).await
}

/// Its public part; empty if there is none yet and the disk takes none.
pub async fn public_key(app: &App) -> String {
    key(app).await.map(|key| key.public().to_owned()).unwrap_or_default()
}

async fn find_or_make(app: &App) -> Result<VapidKey> {
    if let Some(private) = app.store.read(|db: &Read| vapid_keys::private(db)).await? {
        return VapidKey::read(&private);
    }
    let made = VapidKey::generate(&app.random)?;
    let private = app.store.write(move |tx: &Write| vapid_keys::keep(tx, made.private())).await?;
    VapidKey::read(&private)
}
