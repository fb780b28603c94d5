//! One announcement, from the first probe to the goodbye.
//!
//! The protocol is mdns-sd's, in a thread of its own with timers that do not care about the wall clock. Two
//! things are done here instead. After a conflict it is started afresh under the next name: mdns-sd renames
//! its records, but still answers questions for the service with the old host. And when it has
//! heard too much it is started afresh as well: what others answer to one another piles up in its cache.

use std::time::Duration;

use mdns_sd::{DaemonEvent, DaemonStatus, Receiver, ServiceDaemon, ServiceInfo};
use tokio::sync::watch;
use tokio::time::{interval, timeout};

use super::air::Air;
use super::name::Name;
use super::notice::Service;

/// As long as this lives, others can find us.
pub(super) struct Announcer {
    daemon: ServiceDaemon,
    events: Receiver<DaemonEvent>,
    name: Name,
}

/// Why an announcement ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is no longer true.
    Stale,
    /// Another machine has the name; go on with this number.
    NameTaken(u32),
    /// More was heard than is worth remembering.
    Flooded,
    /// The thread is gone.
    Broken,
}

impl Announcer {
    /// Begins to probe for `name`, then to announce `services` there.
    pub(super) fn start(air: &Air, name: &Name, services: Vec<Service>) -> mdns_sd::Result<Self> {
        let daemon = air.open()?;
        let events = daemon.monitor()?;
        let announcer = Self { daemon, events, name: name.clone() };
        for Service { kind, instance, port, txt } in services {
            let host = format!("{}.", name.host());
            let service = ServiceInfo::new(kind, &instance, &host, "", port, txt.as_slice())?;
            announcer.daemon.register(service.enable_addr_auto())?;
        }
        Ok(announcer)
    }

    /// Watches until it has to end; `local_name` gets the name as soon as it is ours.
    pub(super) async fn watch(&self, local_name: &watch::Sender<String>) -> End {
        let mut look = interval(LOOK);
        look.tick().await;
        loop {
            tokio::select! {
                event = self.events.recv_async() => match event {
                    Ok(DaemonEvent::NameChange(change)) => {
                        return End::NameTaken(self.name.number_after(&change.new_name));
                    }
                    Ok(DaemonEvent::Announce(..)) => {
                        local_name.send_if_modified(|was| {
                            let name = self.name.host();
                            *was != name && { *was = name; true }
                        });
                    }
                    Ok(_) => {}
                    Err(_) => return End::Broken,
                },
                _ = look.tick() => if self.heard().await > MOST_HEARD { return End::Flooded },
            }
        }
    }

    /// How many records of others are remembered. A thread that is too busy to say has heard too much.
    async fn heard(&self) -> i64 {
        let Ok(answer) = self.daemon.get_metrics() else { return i64::MAX };
        let Ok(Ok(metrics)) = timeout(PATIENCE, answer.recv_async()).await else { return i64::MAX };
        metrics.iter().filter(|(name, _)| name.starts_with("cached-")).map(|(_, count)| count).sum()
    }

    /// Says goodbye, so that nobody looks for us under the old name.
    pub(super) async fn stop(self) {
        if let Ok(done) = self.daemon.shutdown() {
            let _ = timeout(PATIENCE, done.recv_async()).await;
        }
    }
}

impl Drop for Announcer {
    /// The process may end right after; the goodbye takes a moment.
    fn drop(&mut self) {
        let done = self.daemon.shutdown().ok();
        let _: Option<DaemonStatus> = done.and_then(|done| done.recv_timeout(GOODBYE).ok());
    }
}

/// As often as mdns-sd looks for new addresses.
const LOOK: Duration = Duration::from_secs(5);
/// About a megabyte. A home has some hundred.
const MOST_HEARD: i64 = 2000;
const PATIENCE: Duration = Duration::from_secs(5);
const GOODBYE: Duration = Duration::from_millis(300);
