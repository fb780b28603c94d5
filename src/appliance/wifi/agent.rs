//! Whom iwd asks for the password of a network that somebody has just chosen.
//!
//! iwd keeps it only if it was right.

use std::sync::{Arc, Mutex, PoisonError};

use zbus::wire::OwnedObjectPath;
use zbus::{DBusError, interface};

/// Where iwd finds it.
pub(super) const PATH: &str = "/nichoir/agent";

/// The network and its password, as long as it is being joined. Cheap to clone; clones share it.
#[derive(Clone, Default)]
pub(super) struct Agent(Arc<Mutex<Option<(String, String)>>>);

/// What iwd understands.
#[derive(Debug, DBusError)]
#[zbus(prefix = "net.connman.iwd.Agent.Error")]
enum Refusal {
    #[zbus(error)]
    Bus(zbus::Error),
    Canceled(String),
}

impl Agent {
    /// This is the password of that network from now on, and of no other.
    pub(super) fn know(&self, network: &str, password: &str) {
        self.set(Some((network.to_owned(), password.to_owned())));
    }

    /// It is not needed any more.
    pub(super) fn forget(&self) {
        self.set(None);
    }

    fn set(&self, known: Option<(String, String)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

#[interface(name = "net.connman.iwd.Agent")]
impl Agent {
    fn release(&self) {}

    #[zbus(name = "RequestPassphrase")]
    fn request_passphrase(&self, network: OwnedObjectPath) -> Result<String, Refusal> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let network = network.into_inner();
        let password = known.filter(|(path, _)| path == network.as_str() || path.is_empty());
        password.map(|(_, password)| password).ok_or_else(|| Refusal::Canceled("not known".into()))
    }

    fn cancel(&self, _reason: &str) {}
}
