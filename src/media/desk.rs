//! The desk at which files are prepared, one at a time: memory for more is not there on a small board.
//!
//! Whoever removes files sits there too, so that none is thrown away while somebody lays it down again.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

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

/// A seat at the desk, until dropped and until what was begun there has ended: whoever asked for it may have gone.
pub struct Seat(Arc<OwnedSemaphorePermit>);

impl Desk {
    /// Waits for the seat.
    ///
    /// # Errors
    /// None: the desk is never closed.
    pub async fn seat(&self) -> Result<Seat> {
        let permit = self.0.clone().acquire_owned().await.map_err(Error::internal)?;
        Ok(Seat(Arc::new(permit)))
    }
}

impl Seat {
    /// Makes of an upload what is kept of it.
    ///
    /// # Errors
    /// A sentence for the person who sent it.
    pub async fn prepare(&self, arrival: Arrival) -> Result<Prepared> {
        self.apart(move || picture::prepare(arrival.kind()?, arrival.read()?)).await
    }

    /// Makes of an upload a still picture in this shape.
    ///
    /// # Errors
    /// A sentence for the person who sent it.
    pub async fn portrait(&self, arrival: Arrival, shape: (u32, u32)) -> Result<Preview> {
        self.apart(move || picture::portrait(arrival.kind()?, arrival.read()?, shape)).await
    }

    /// Lays a file down for good.
    ///
    /// # Errors
    /// The disk's.
    pub async fn store(&self, folder: &Path, kind: Kind, bytes: Vec<u8>) -> Result<File> {
        let (folder, seat) = (folder.to_owned(), self.0.clone());
        let written = spawn_blocking(move || {
            let _seat = seat;
            files::write(&folder, kind, &bytes)
        });
        written.await.map_err(Error::internal)?
    }

    /// Makes a smaller picture of one that others keep.
    ///
    /// # Errors
    /// If it cannot be read, or only with more memory than a picture may take.
    pub async fn preview(&self, kind: Kind, bytes: Vec<u8>) -> Result<Preview> {
        self.apart(move || picture::preview(kind, bytes)).await
    }

    /// Off the async threads. A reader of pictures that panics has met a broken picture.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let seat = self.0.clone();
        let worked = spawn_blocking(move || {
            let _seat = seat;
            work()
        });
        worked.await.unwrap_or_else(|panic| {
            tracing::warn!(%panic, "a picture could not be read");
            Err(Error::invalid(super::clean::BROKEN))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn the_seat_is_taken_until_the_work_ends_even_if_nobody_waits_for_it() {
        let desk = Desk::default();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let seat = desk.seat().await.unwrap();
        let work = seat.apart(move || Ok(ended.recv().is_ok()));
        assert!(timeout(Duration::from_millis(20), work).await.is_err());
        drop(seat);
        assert!(timeout(Duration::from_millis(20), desk.seat()).await.is_err());
        end.send(()).unwrap();
        timeout(Duration::from_secs(10), desk.seat()).await.unwrap().unwrap();
    }
}
