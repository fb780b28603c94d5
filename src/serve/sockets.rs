//! The sockets to listen on: those that the service manager hands over, else our own.
//!
//! Handed over ones need no privileges here and outlive a restart. Spec: `sd_listen_fds(3)`.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpSocket, UdpSocket};

use crate::config::Config;
use crate::error::{Error, Result};

/// What a node listens on.
pub struct Sockets {
    /// In the clear.
    pub plain: Vec<TcpListener>,
    /// With TLS of our own.
    pub secure: Vec<TcpListener>,
    /// For questions after names on an access point of ours; only a service manager hands that over.
    pub names: Option<UdpSocket>,
}

/// What a socket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Plain,
    Secure,
}

impl Sockets {
    /// Takes what the service manager hands over and opens what is missing.
    ///
    /// # Errors
    /// A sentence for people, such as that a port is taken.
    pub fn open(config: &Config) -> Result<Self> {
        let mut sockets = inherit(config)?;
        if sockets.plain.is_empty() {
            sockets.plain.push(listen(config.listen)?);
        }
        if let (Some(address), true) = (config.tls, sockets.secure.is_empty()) {
            sockets.secure.push(listen(address)?);
        }
        Ok(sockets)
    }
}

fn inherit(config: &Config) -> Result<Sockets> {
    let mut sockets = Sockets { plain: Vec::new(), secure: Vec::new(), names: None };
    let mut handed = ListenFd::from_env();
    let mut names = config.socket_names.split(':');
    for index in 0..handed.len() {
        let name = names.next().unwrap_or_default();
        let wrong = |cause: io::Error| {
            let message = format!("Socket {index} of the service manager cannot be used");
            Error::conflict(message).caused_by(cause)
        };
        if name == NAMES {
            let socket = handed.take_udp_socket(index).map_err(wrong)?;
            sockets.names = socket.map(unblocked).transpose().map_err(wrong)?;
            continue;
        }
        let Some(socket) = handed.take_tcp_listener(index).map_err(wrong)? else { continue };
        socket.set_nonblocking(true).map_err(wrong)?;
        let socket = TcpListener::from_std(socket).map_err(wrong)?;
        match role(name, socket.local_addr()?.port(), config.listen, config.tls)? {
            Role::Plain => sockets.plain.push(socket),
            Role::Secure => sockets.secure.push(socket),
        }
    }
    Ok(sockets)
}

fn unblocked(socket: std::net::UdpSocket) -> io::Result<UdpSocket> {
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket)
}

/// By the name that the socket unit gives (`FileDescriptorName=`), else by the port.
fn role(name: &str, port: u16, plain: SocketAddr, tls: Option<SocketAddr>) -> Result<Role> {
    let by_port = match port {
        _ if tls.is_some_and(|tls| tls.port() == port) => Some(Role::Secure),
        _ if plain.port() == port => Some(Role::Plain),
        443 | 8443 => Some(Role::Secure),
        80 | 8080 => Some(Role::Plain),
        _ => None,
    };
    let role = match name {
        "http" => Some(Role::Plain),
        "https" => Some(Role::Secure),
        _ => by_port,
    };
    match (role, tls) {
        (Some(Role::Secure), None) => Err(Error::conflict(format!(
            "The service manager hands over port {port} for TLS, but TLS is off: set tls = \"on\""
        ))),
        (Some(role), _) => Ok(role),
        (None, None) => Ok(Role::Plain),
        (None, Some(_)) => Err(Error::conflict(format!(
            "The service manager hands over port {port}: name it http or https (FileDescriptorName=)"
        ))),
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    let listener = match bind(address) {
        Err(error) => match without_ipv6(address, &error) {
            Some(address) => bind(address),
            None => Err(error),
        },
        bound => bound,
    };
    listener.map_err(|cause| Error::conflict(why_not(address, cause.kind())).caused_by(cause))
}

/// All IPv4 addresses, where all addresses were meant and the machine has no IPv6.
fn without_ipv6(address: SocketAddr, error: &io::Error) -> Option<SocketAddr> {
    let is_missing = error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
        || error.kind() == ErrorKind::AddrNotAvailable;
    let meant_all = address.is_ipv6() && address.ip().is_unspecified();
    let all = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    (is_missing && meant_all).then(|| SocketAddr::new(all, address.port()))
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv6() { TcpSocket::new_v6()? } else { TcpSocket::new_v4()? };
    if address.is_ipv6() {
        // `[::]` is for IPv4 as well, whatever the system's habit is.
        rustix::net::sockopt::set_ipv6_v6only(&socket, false)?;
    }
    // A restart must not wait for connections that have ended.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn why_not(address: SocketAddr, kind: ErrorKind) -> String {
    let hint = match kind {
        ErrorKind::AddrInUse => "another program uses this port already; stop that one first",
        ErrorKind::PermissionDenied => {
            "ports below 1024 need the capability CAP_NET_BIND_SERVICE or sockets from the \
             service manager"
        }
        ErrorKind::AddrNotAvailable => "this machine does not have this address",
        _ => "the system does not let us",
    };
    format!("Cannot listen on {address}: {hint}")
}

/// What the socket unit of the card calls the one for names.
const NAMES: &str = "names";
/// Connections that have come and are not accepted yet.
const BACKLOG: u32 = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_handed_over_socket_is_known_by_its_name_or_port() {
        let (plain, tls) = (address("[::]:80"), Some(address("[::]:5443")));
        for (name, port, expected) in [
            ("https", 1234, Role::Secure),
            ("http", 443, Role::Plain),
            ("nichoir.socket", 80, Role::Plain),
            ("", 5443, Role::Secure),
            ("", 443, Role::Secure),
            ("", 8080, Role::Plain),
        ] {
            assert_eq!(role(name, port, plain, tls).unwrap(), expected, "{name} {port}");
        }
        assert!(role("", 1234, plain, tls).unwrap_err().message().contains("FileDescriptorName"));
    }

    #[test]
    fn without_tls_every_socket_is_plain_unless_it_asks_for_tls() {
        let plain = address("127.0.0.1:8080");
        assert_eq!(role("nichoir.socket", 1234, plain, None).unwrap(), Role::Plain);
        assert!(role("", 443, plain, None).unwrap_err().message().contains("tls = \"on\""));
    }

    #[test]
    fn a_machine_without_ipv6_listens_on_ipv4() {
        let missing = io::Error::from_raw_os_error(97);
        let all = Some(address("0.0.0.0:443"));
        assert_eq!(without_ipv6(address("[::]:443"), &missing), all);
        assert_eq!(without_ipv6(address("[2001:db8::1]:443"), &missing), None);
        assert_eq!(without_ipv6(address("[::]:443"), &ErrorKind::AddrInUse.into()), None);
    }

    #[tokio::test]
    async fn a_taken_port_is_named() {
        let first = listen(address("127.0.0.1:0")).unwrap();
        let taken = first.local_addr().unwrap();
        let error = listen(taken).unwrap_err();
        assert!(error.message().contains(&taken.to_string()), "{error}");
        assert!(error.message().contains("another program"), "{error}");
    }

    #[tokio::test]
    async fn all_addresses_means_ipv4_too() {
        let listener = listen(address("[::]:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        listener.accept().await.unwrap();
    }
}
