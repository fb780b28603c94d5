//! From a host name to the addresses that may be connected.
//!
//! What comes out here is what gets connected, so a name cannot change its mind between the check
//! and the connection (DNS rebinding).

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use tokio::sync::Semaphore;

use super::error::{NetError, Step};
use super::guard::{Refusal, is_public};

/// Lookups at a time; each holds a thread, and a lookup that hangs cannot be stopped.
const LOOKUPS: usize = 32;
/// More addresses of one name are not tried.
const ADDRESSES: usize = 4;
const HTTPS: u16 = 443;

pub(super) enum Resolver {
    /// What the system says: hosts file, DNS.
    System(Arc<Semaphore>),
    /// These hosts, and no other.
    Pinned(BTreeMap<String, SocketAddr>),
}

impl Resolver {
    pub(super) fn system() -> Self {
        Self::System(Arc::new(Semaphore::new(LOOKUPS)))
    }

    /// Where `host` (a name, or an address as URLs write it) may be connected: never empty.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<SocketAddr>, NetError> {
        match self {
            Self::System(turns) => public_only(look_up_any(turns, host, HTTPS).await?),
            Self::Pinned(hosts) => {
                let address = hosts.get(host).ok_or_else(|| unknown(&"not one of the pinned"))?;
                Ok(vec![*address])
            }
        }
    }
}

/// Where the system says that `host` is: any address, public or not. Says nothing about whether we may go.
pub(super) async fn look_up_any(
    turns: &Arc<Semaphore>,
    host: &str,
    port: u16,
) -> Result<Vec<SocketAddr>, NetError> {
    let turn = turns.clone().acquire_owned().await.map_err(|_| NetError::Busy)?;
    let host = host.trim_matches(['[', ']']).to_owned();
    let lookup = tokio::task::spawn_blocking(move || {
        // Held by the thread, not by the waiting request, which may give up long before.
        let _turn = turn;
        io::Result::Ok((host.as_str(), port).to_socket_addrs()?.collect())
    });
    lookup.await.map_err(|cause| unknown(&cause))?.map_err(|cause| unknown(&cause))
}

/// The public ones among `found`.
fn public_only(found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, NetError> {
    let mut public: Vec<_> =
        found.into_iter().filter(|address| is_public(address.ip())).take(ADDRESSES).collect();
    public.dedup();
    if public.is_empty() { Err(Refusal::Address.into()) } else { Ok(public) }
}

fn unknown(cause: &impl ToString) -> NetError {
    NetError::unreachable(Step::Name, cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn private_addresses_among_public_ones_are_left_out() {
        let mixed = ["127.0.0.1:443", "192.0.1.7:443", "[::1]:443", "10.0.0.1:443"].map(socket);
        assert_eq!(public_only(mixed.to_vec()), Ok(vec![socket("192.0.1.7:443")]));
    }

    #[test]
    fn a_name_with_only_private_addresses_is_refused() {
        let private = ["127.0.0.1:443", "[fd00::1]:443", "[::ffff:10.0.0.1]:443"].map(socket);
        assert_eq!(public_only(private.to_vec()), Err(NetError::Refused(Refusal::Address)));
    }

    #[tokio::test]
    async fn a_name_of_the_machine_itself_is_refused() {
        let refused = Resolver::system().addresses("localhost").await;
        assert_eq!(refused, Err(NetError::Refused(Refusal::Address)));
    }

    #[tokio::test]
    async fn nothing_but_the_pinned_hosts_is_reachable() {
        let here = socket("127.0.0.1:8080");
        let resolver = Resolver::Pinned(BTreeMap::from([("a.example".to_owned(), here)]));
        assert_eq!(resolver.addresses("a.example").await, Ok(vec![here]));
        for other in ["b.example", "192.0.1.1", "localhost"] {
            let unreachable = resolver.addresses(other).await;
            assert!(matches!(unreachable, Err(NetError::Unreachable(Step::Name, _))), "{other}");
        }
    }
}
