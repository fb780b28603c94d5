//! One DNS message to one server and its answer: over UDP, over TCP where UDP is not enough.
//!
//! Takes an answer only from the server that was asked, to the question that was asked, and of a
//! sensible size (RFC 5452 §9). Knows nothing about signatures.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Message, MessageType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::trouble::Trouble;

/// A server that is there answers sooner.
const ATTEMPT: Duration = Duration::from_secs(2);
/// UDP may get lost once.
const ATTEMPTS: usize = 2;
/// TCP shakes hands first.
const TCP: Duration = Duration::from_secs(5);
/// More is never sent to us by UDP, since we do not offer to take it.
const UDP_BYTES: usize = 4096;
/// No answer to a question of ours needs more.
const TCP_BYTES: usize = 16 * 1024;
/// Datagrams that are not the answer, until we stop listening.
const STRAY: usize = 16;

/// An answer, taken apart and as it came.
pub(super) struct Answer {
    pub(super) message: Message,
    pub(super) bytes: Vec<u8>,
}

/// Sends `question`, which is `bytes` on the wire, to `server`.
pub(super) async fn exchange(
    server: SocketAddr,
    question: &Message,
    bytes: &[u8],
) -> Result<Answer, Trouble> {
    let mut last = None;
    for _ in 0..ATTEMPTS {
        match timeout(ATTEMPT, by_udp(server, question, bytes, &mut last)).await {
            Ok(Ok(answer)) if !answer.message.truncation => return Ok(answer),
            Ok(Ok(_)) => break,
            Ok(Err(trouble)) => last = Some(trouble),
            Err(_) => {}
        }
    }
    // Also where UDP is blocked on the way.
    match timeout(TCP, by_tcp(server, question, bytes)).await {
        Ok(Ok(answer)) => Ok(answer),
        // A lie is worth more to the reader than that a second way is closed.
        Ok(Err(trouble)) => {
            Err(last.filter(|lie| matches!(lie, Trouble::Odd(_))).unwrap_or(trouble))
        }
        Err(_) => Err(last.unwrap_or_else(|| Trouble::Away(format!("{server} does not answer")))),
    }
}

async fn by_udp(
    server: SocketAddr,
    question: &Message,
    bytes: &[u8],
    lie: &mut Option<Trouble>,
) -> Result<Answer, Trouble> {
    let socket = UdpSocket::bind(unspecified(server)).await.map_err(away)?;
    // From now on the kernel drops what comes from anywhere else.
    socket.connect(server).await.map_err(away)?;
    socket.send(bytes).await.map_err(away)?;
    let mut buffer = vec![0; UDP_BYTES + 1];
    for _ in 0..STRAY {
        let length = socket.recv(&mut buffer).await.map_err(away)?;
        let came = buffer.get(..length).unwrap_or_default();
        match judge(question, came, UDP_BYTES) {
            Ok(answer) => return Ok(answer),
            // Somebody may have guessed our port; the true answer is still on its way.
            Err(trouble) => *lie = Some(trouble),
        }
    }
    Err(Trouble::Odd(format!("{server} sends something else all the time")))
}

async fn by_tcp(server: SocketAddr, question: &Message, bytes: &[u8]) -> Result<Answer, Trouble> {
    let mut stream = TcpStream::connect(server).await.map_err(away)?;
    let length = u16::try_from(bytes.len()).map_err(|_| odd("the question is too long"))?;
    let framed = [&length.to_be_bytes(), bytes].concat();
    stream.write_all(&framed).await.map_err(away)?;
    let length = usize::from(stream.read_u16().await.map_err(away)?);
    if length > TCP_BYTES {
        return Err(odd("its answer is far too long"));
    }
    let mut came = vec![0; length];
    stream.read_exact(&mut came).await.map_err(away)?;
    judge(question, &came, TCP_BYTES)
}

/// Whether `bytes` are an answer to `question`.
fn judge(question: &Message, bytes: &[u8], most: usize) -> Result<Answer, Trouble> {
    if bytes.len() > most {
        return Err(odd("its answer is far too long"));
    }
    let message = Message::from_vec(bytes).map_err(|_| odd("its answer is not DNS"))?;
    let to_us = message.id == question.id
        && message.message_type == MessageType::Response
        && message.op_code == question.op_code
        && (message.queries.is_empty() || message.queries == question.queries);
    if !to_us {
        return Err(odd("its answer is not to our question"));
    }
    Ok(Answer { message, bytes: bytes.to_vec() })
}

fn unspecified(server: SocketAddr) -> SocketAddr {
    match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn away(cause: std::io::Error) -> Trouble {
    Trouble::Away(cause.to_string())
}

fn odd(what: &str) -> Trouble {
    Trouble::Odd(what.to_owned())
}
