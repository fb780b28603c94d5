//! The system bus, as far as iwd is on it: calls with a deadline.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};
use tokio::time::timeout;
use zbus::address::transport::{Transport, Unix, UnixSocket};
use zbus::connection::Builder;
use zbus::wire::Variant;
use zbus::{Address, Connection, DynamicType, Error, Message};

use super::agent::{self, Agent};
use crate::appliance::system::System;

/// What D-Bus names and calls.
pub(super) const IWD: &str = "net.connman.iwd";
const SOCKET: &str = "/run/dbus/system_bus_socket";

/// A connection to the bus.
pub(super) struct Bus {
    connection: Connection,
    /// No answer takes longer.
    patience: Duration,
}

/// Why something could not be asked or was refused.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There was no answer in time.
    Late,
    /// iwd said no: the last part of the error's name, such as `Failed`.
    No(String),
    /// The bus or the answer is broken.
    Broken(Error),
}

pub(super) type Answer<T> = Result<T, Refusal>;

/// Whether this machine has a system bus. Nothing is opened.
pub(super) fn is_there(system: &System) -> bool {
    system.path(SOCKET).exists()
}

impl Bus {
    /// Connects; what `agent` knows is told to iwd only.
    pub(super) async fn connect(system: &System, agent: Agent, patience: Duration) -> Answer<Self> {
        let socket = Unix::new(UnixSocket::File(system.path(SOCKET)));
        let builder =
            Builder::address(Address::from(Transport::Unix(socket))).serve_at(agent::PATH, agent);
        let connection = timeout(patience, builder.build()).await.map_err(|_| Refusal::Late)??;
        Ok(Self { connection, patience })
    }

    /// Whether iwd runs. Asking does not start it.
    pub(super) async fn has_iwd(&self) -> Answer<bool> {
        let bus = Some("org.freedesktop.DBus");
        let call =
            self.connection.call_method(bus, "/org/freedesktop/DBus", bus, "NameHasOwner", &IWD);
        let reply = timeout(self.patience, call).await.map_err(|_| Refusal::Late)??;
        Ok(reply.body().deserialize()?)
    }

    /// Asks iwd, and waits for so long.
    pub(super) async fn ask_for<B>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &B,
        patience: Duration,
    ) -> Answer<Message>
    where
        B: Serialize + DynamicType,
    {
        let interface = Some(format!("{IWD}.{interface}"));
        let call = self.connection.call_method(Some(IWD), path, interface, method, body);
        Ok(timeout(patience, call).await.map_err(|_| Refusal::Late)??)
    }

    /// Asks iwd.
    pub(super) async fn ask<B>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &B,
    ) -> Answer<Message>
    where
        B: Serialize + DynamicType,
    {
        self.ask_for(path, interface, method, body, self.patience).await
    }

    /// All objects of iwd with their properties.
    pub(super) async fn objects<T>(&self) -> Answer<T>
    where
        T: DeserializeOwned + zbus::wire::Type,
    {
        let manager = Some("org.freedesktop.DBus.ObjectManager");
        let call = self.connection.call_method(Some(IWD), "/", manager, "GetManagedObjects", &());
        let reply = timeout(self.patience, call).await.map_err(|_| Refusal::Late)??;
        Ok(reply.body().deserialize()?)
    }

    /// Changes a property of an object of iwd.
    pub(super) async fn set(
        &self,
        path: &str,
        interface: &str,
        property: &str,
        value: &str,
    ) -> Answer<()> {
        let properties = Some("org.freedesktop.DBus.Properties");
        let body = (format!("{IWD}.{interface}"), property, Variant::from(value));
        let call = self.connection.call_method(Some(IWD), path, properties, "Set", &body);
        timeout(self.patience, call).await.map_err(|_| Refusal::Late)??;
        Ok(())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late => f.write_str("there was no answer in time"),
            Self::No(why) => write!(f, "iwd said {why}"),
            Self::Broken(error) => error.fmt(f),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match &error {
            Error::MethodError(name, ..) => {
                Self::No(name.as_str().rsplit('.').next().unwrap_or_default().to_owned())
            }
            Error::InputOutput(cause) if cause.kind() == std::io::ErrorKind::TimedOut => Self::Late,
            _ => Self::Broken(error),
        }
    }
}
