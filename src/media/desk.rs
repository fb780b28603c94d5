//! The desk at which files are prepared, one at a time: memory for more is not there on a small board.
//!
//! Whoever removes files sits there too, so that none is thrown away while somebody lays it down again.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::arrival::Arrival;
use super::files;
use super::kind::Kind;
use super::picture::{self, Prepared, Preview};
use crate::error::{Error, Result};
use crate::store::files::File;

/// The one desk of a node. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Semaphore>);

impl Default for Desk {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// A seat at the desk, until dropped.
pub struct Seat<'d>(
    #[expect(dead_code, reason = "it counts while it is held")] SemaphorePermit<'d>,
);

impl Desk {
    /// Waits for the seat.
    ///
    /// # Errors
    /// None: the desk is never closed.
    pub async fn seat(&self) -> Result<Seat<'_>> {
        Ok(Seat(self.0.acquire().await.map_err(Error::internal)?))
    }
}

impl Seat<'_> {
    /// Makes of an upload what is kept of it.
    ///
    /// # Errors
    /// A sentence for the person who sent it.
    pub async fn prepare(&self, arrival: Arrival) -> Result<Prepared> {
        apart(move || picture::prepare(arrival.kind()?, arrival.read()?)).await
    }

    /// Makes of an upload a still picture in this shape.
    ///
    /// # Errors
    /// A sentence for the person who sent it.
    pub async fn portrait(&self, arrival: Arrival, shape: (u32, u32)) -> Result<Preview> {
        apart(move || picture::portrait(arrival.kind()?, arrival.read()?, shape)).await
    }

    /// Lays a file down for good.
    ///
    /// # Errors
    /// The disk's.
    pub async fn store(&self, folder: &Path, kind: Kind, bytes: Vec<u8>) -> Result<File> {
        let folder = folder.to_owned();
        let written = tokio::task::spawn_blocking(move || files::write(&folder, kind, &bytes));
        written.await.map_err(Error::internal)?
    }

    /// Makes a smaller picture of one that others keep.
    ///
    /// # Errors
    /// If it cannot be read, or only with more memory than a picture may take.
    pub async fn preview(&self, kind: Kind, bytes: Vec<u8>) -> Result<Preview> {
        apart(move || picture::preview(kind, bytes)).await
    }
}

/// Off the async threads. A reader of pictures that panics has met a broken picture.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|panic| {
        tracing::warn!(%panic, "a picture could not be read");
        Err(Error::invalid(super::clean::BROKEN))
    })
}
