//! A connection that was opened: its stream, of which the beginning may have been read already, and whom a
//! proxy named in that beginning.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::proxy_header::{self, Beginning};

/// What a proxy said before the first byte of its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Nothing.
    Silence,
    /// That it speaks, but not for whom: for itself, or for somebody whom it cannot name.
    Unnamed,
    /// For whom it speaks.
    Client(SocketAddr),
}

/// A stream with the part of it that was read too early.
pub(super) struct Opened {
    stream: TcpStream,
    /// What was read already, the last byte first.
    ahead: Vec<u8>,
    /// How many bytes it may still hand out.
    allowance: usize,
}

impl Opened {
    /// Nothing of it was read.
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, ahead: Vec::new(), allowance: usize::MAX }
    }

    /// Reads the header of the PROXY protocol, if there is one.
    pub(super) async fn by_proxy(mut stream: TcpStream) -> io::Result<(Self, Word)> {
        let mut bytes = Vec::with_capacity(proxy_header::LONGEST);
        let (length, word) = loop {
            if stream.read_buf(&mut bytes).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match proxy_header::read(&bytes) {
                Beginning::Unclear => {}
                Beginning::Plain => break (0, Word::Silence),
                Beginning::Header { length, client } => {
                    break (length, client.map_or(Word::Unnamed, Word::Client));
                }
                Beginning::Broken => return Err(io::ErrorKind::InvalidData.into()),
            }
        };
        let ahead = bytes.drain(length..).rev().collect();
        Ok((Self { stream, ahead, allowance: usize::MAX }, word))
    }

    /// From now on it hands out no more than about `bytes`.
    pub(super) fn allow(&mut self, bytes: usize) {
        self.allowance = bytes;
    }
}

impl AsyncRead for Opened {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.allowance == 0 {
            return Poll::Ready(Err(io::Error::other("it says too much")));
        }
        let before = buffer.filled().len();
        if self.ahead.is_empty() {
            ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        } else {
            while buffer.remaining() > 0
                && let Some(byte) = self.ahead.pop()
            {
                buffer.put_slice(&[byte]);
            }
        }
        self.allowance = self.allowance.saturating_sub(buffer.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Opened {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
