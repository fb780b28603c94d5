//! What all who write DNS for us share: one at a time, within the provider's limits; and a bell.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Turns, MutexGuard, Notify};

use super::budget::Budget;
use super::mirror::Mirror;

/// Cheap to clone; clones share everything.
#[derive(Clone, Default)]
pub struct Names(Arc<Inner>);

#[derive(Default)]
struct Inner {
    bell: Notify,
    turns: Turns<()>,
    budget: Mutex<Budget>,
    resolvers: Option<Vec<SocketAddr>>,
    mirror: Mirror,
}

impl Names {
    /// Asks exactly these resolvers, on any port, and this mirror: for a world inside one process. No
    /// configuration leads here.
    pub fn pinned(resolvers: Vec<SocketAddr>, mirror: Mirror) -> Self {
        Self(Arc::new(Inner { resolvers: Some(resolvers), mirror, ..Inner::default() }))
    }

    /// Who says how the world sees us.
    pub(super) fn mirror(&self) -> &Mirror {
        &self.0.mirror
    }

    pub(super) fn pinned_resolvers(&self) -> Option<&[SocketAddr]> {
        self.0.resolvers.as_deref()
    }

    /// Rung when somebody wants to know now.
    pub(super) fn bell(&self) -> &Notify {
        &self.0.bell
    }

    /// Two changes at a time would overwrite one another.
    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.0.turns.lock().await
    }

    /// How long to wait before the next write at deSEC.
    pub(super) fn time_to_write(&self) -> Duration {
        self.0.budget.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
