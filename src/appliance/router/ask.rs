//! One question to the router in one packet, asked again a few times; what is no answer is dropped.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;

/// The waits between the packets (RFC 6886 §3.1, but fewer: all of a try has three seconds).
const WAITS: &[Duration] =
    &[Duration::from_millis(250), Duration::from_millis(500), Duration::from_millis(1000)];
/// A flood of nonsense ends the question.
const NONSENSE: usize = 64;
/// The longest packet of PCP (RFC 6887 §7).
const PACKET: usize = 1100;

/// Asks `router`, from our address `from`, until `read` understands a packet of the router's own.
///
/// `None` if nobody listens there, or nobody answers.
pub(super) async fn ask<T>(
    from: IpAddr,
    router: SocketAddr,
    question: &[u8],
    read: impl Fn(&[u8]) -> Option<T>,
) -> Option<T> {
    // From the address that the answer is about: a router refuses to open ports for somebody else.
    let socket = UdpSocket::bind((from, 0)).await.ok()?;
    // Connected: the kernel drops what comes from anywhere else.
    socket.connect(router).await.ok()?;
    let mut nonsense = NONSENSE;
    for wait in WAITS {
        socket.send(question).await.ok()?;
        match timeout(*wait, understood(&socket, &mut nonsense, &read)).await {
            Ok(answer) => return answer,
            Err(_) => continue,
        }
    }
    None
}

async fn understood<T>(
    socket: &UdpSocket,
    nonsense: &mut usize,
    read: &impl Fn(&[u8]) -> Option<T>,
) -> Option<T> {
    let mut packet = vec![0; PACKET];
    loop {
        let length = socket.recv(&mut packet).await.ok()?;
        if let Some(answer) = packet.get(..length).and_then(read) {
            return Some(answer);
        }
        *nonsense = nonsense.checked_sub(1)?;
    }
}
