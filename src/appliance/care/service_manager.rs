//! The service manager that started us, such as systemd: hears that we are ready, how we are, and that we stop.
//!
//! One datagram for each thing said, as `sd_notify(3)` has it; where nobody listens, nothing is said. Not who
//! decides what to say.

use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

/// Who started us. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct ServiceManager {
    socket: Option<SocketAddr>,
    /// So long without a sign of life, and we are started anew; `None` where nobody watches.
    pub watchdog: Option<Duration>,
}

impl ServiceManager {
    /// Listens at `socket` as in `NOTIFY_SOCKET`: a path, or a name after `@`. Nobody listens if it is empty.
    pub fn at(socket: &str, watchdog: Option<Duration>) -> Self {
        let address = match socket.strip_prefix('@') {
            Some(name) => SocketAddr::from_abstract_name(name),
            None => SocketAddr::from_pathname(socket),
        };
        let socket = address.ok().filter(|_| !socket.is_empty());
        Self { watchdog: watchdog.filter(|_| socket.is_some()), socket }
    }

    /// Says one line, such as `READY=1`.
    pub fn tell(&self, line: &str) {
        let Some(address) = &self.socket else { return };
        let sent = UnixDatagram::unbound().and_then(|socket| {
            // A manager that does not listen must not hold us up.
            socket.set_nonblocking(true)?;
            socket.send_to_addr(line.as_bytes(), address)
        });
        if let Err(error) = sent {
            tracing::warn!(%error, "cannot tell the service manager {line}");
        }
    }

    /// What `systemctl status` shows.
    pub fn status(&self, sentence: &str) {
        self.tell(&format!("STATUS={}", sentence.replace(char::is_control, " ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(socket: &UnixDatagram) -> String {
        let mut room = [0; 256];
        let length = socket.recv(&mut room).unwrap();
        String::from_utf8_lossy(&room[..length]).into_owned()
    }

    #[test]
    fn is_told_at_a_path_and_at_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        ServiceManager::at(path.to_str().unwrap(), None).tell("READY=1");
        assert_eq!(heard(&socket), "READY=1");
        let name = format!("nichoir-test-{}", std::process::id());
        let named = SocketAddr::from_abstract_name(&name).unwrap();
        let socket = UnixDatagram::bind_addr(&named).unwrap();
        ServiceManager::at(&format!("@{name}"), None).status("Two\nlines");
        assert_eq!(heard(&socket), "STATUS=Two lines");
    }

    #[test]
    fn nobody_is_told_where_nobody_listens() {
        let manager = ServiceManager::at("", Some(Duration::from_secs(60)));
        assert!(manager.socket.is_none() && manager.watchdog.is_none());
        manager.tell("READY=1");
        ServiceManager::at("/nowhere/at/all", None).tell("READY=1");
    }
}
