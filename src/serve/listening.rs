//! The accept loop, over all doors at once, and a calm end.
//!
//! Each accepted connection gets a place, and then goes its own way.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::connection::Visit;
use super::guests::Guests;
use super::networks::Networks;
use super::places::Places;
use super::tls::Tls;

/// Where connections come in.
pub(super) struct Door {
    /// What listens there.
    pub(super) listener: TcpListener,
    /// What is answered there.
    pub(super) router: Router,
    /// With which TLS; `None` in the clear.
    pub(super) tls: Option<Tls>,
}

/// What all doors share.
struct House {
    places: Places,
    guests: Guests,
    trusted: Networks,
    close: watch::Sender<bool>,
}

/// How long open requests may go on after the end.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Answers at all `doors` until `stop`, then lets open requests finish.
pub(super) async fn answer_at(doors: Vec<Door>, trusted: Networks, stop: impl Future<Output = ()>) {
    let (places, guests) = (Places::new(trusted.clone()), Guests::default());
    let close = watch::Sender::new(false);
    let house = House { places, guests, trusted, close };
    let mut turn = 0;
    tokio::pin!(stop);
    loop {
        let visit = tokio::select! {
            () = &mut stop => break,
            visit = house.next_visit(&doors, &mut turn) => visit,
        };
        if let Some(visit) = visit {
            tokio::spawn(visit.receive());
        }
    }
    drop(doors);
    house.guests.close();
    house.close.send_replace(true);
    if timeout(DRAIN_TIME, house.close.closed()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

impl House {
    /// The next connection, once there is a place for it.
    async fn next_visit(&self, doors: &[Door], turn: &mut usize) -> Option<Visit> {
        let (door, accepted) = poll_fn(|cx| poll_doors(doors, turn, cx)).await;
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: they come back.
                tracing::warn!(%error, "could not accept a connection");
                sleep(Duration::from_millis(100)).await;
                return None;
            }
        };
        // IPv4 on a socket for both comes as an IPv6 address.
        let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
        // Small answers must not wait for more to send.
        let _ = stream.set_nodelay(true);
        let Some(place) = self.places.take(peer.ip(), &self.guests).await else {
            tracing::debug!(%peer, "hung up: it has too many connections");
            return None;
        };
        let (router, tls) = (door.router.clone(), door.tls.clone());
        let (guests, trusted) = (self.guests.clone(), self.trusted.clone());
        let closing = self.close.subscribe();
        Some(Visit { stream, peer, place, guests, router, tls, trusted, closing })
    }
}

/// Looks at the doors in turn, so that a crowd at one of them keeps nobody from the others.
fn poll_doors<'d>(
    doors: &'d [Door],
    turn: &mut usize,
    cx: &mut Context<'_>,
) -> Poll<(&'d Door, io::Result<(TcpStream, SocketAddr)>)> {
    let first = *turn % doors.len().max(1);
    for door in doors.iter().cycle().skip(first).take(doors.len()) {
        if let Poll::Ready(accepted) = door.listener.poll_accept(cx) {
            *turn = first + 1;
            return Poll::Ready((door, accepted));
        }
    }
    Poll::Pending
}
