//! A file as the body of an answer, read piece by piece, off the async threads, as fast as it is taken.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};

/// What is left to be sent.
pub(super) struct FileBody {
    file: Arc<File>,
    at: u64,
    left: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

impl FileBody {
    /// `count` bytes from `at` on.
    pub(super) fn new(file: File, at: u64, count: u64) -> Self {
        Self { file: Arc::new(file), at, left: count, reading: None }
    }
}

impl HttpBody for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let (file, at, count) = (self.file.clone(), self.at, self.left.min(PIECE));
        let reading =
            self.reading.get_or_insert_with(|| spawn_blocking(move || read(&file, at, count)));
        let read = ready!(Pin::new(reading).poll(context))
            .unwrap_or_else(|gone| Err(io::Error::other(gone)));
        self.reading = None;
        let piece = match read {
            Ok(piece) => piece,
            Err(error) => {
                self.left = 0;
                return Poll::Ready(Some(Err(error)));
            }
        };
        self.at += count;
        self.left -= count;
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

fn read(file: &File, at: u64, count: u64) -> io::Result<Bytes> {
    let mut piece = vec![0; usize::try_from(count).map_err(io::Error::other)?];
    file.read_exact_at(&mut piece, at)?;
    Ok(piece.into())
}

/// So much is in memory for each who looks.
const PIECE: u64 = 64 * 1024;
