//! How much may be in the inbox's hands at a time: bytes of bodies, so that memory stays flat under a
//! flood. What does not fit is told to come again (429), which every server does.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};

/// The gate. Cheap to clone. Large bodies have a room of their own: some that are sent slowly must
/// not keep out the ordinary ones.
#[derive(Clone)]
pub struct Gate {
    ordinary: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

/// Room for one body; given back when dropped.
pub struct Room {
    _permit: OwnedSemaphorePermit,
}

impl Gate {
    /// Room for a body of at most `bytes`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Busy`] if there is none now.
    pub fn enter(&self, bytes: usize) -> Result<Room> {
        let kilobytes = u32::try_from(bytes.div_ceil(1024).max(1)).unwrap_or(u32::MAX);
        let room = if bytes <= ORDINARY_BYTES { &self.ordinary } else { &self.large };
        let permit = room.clone().try_acquire_many_owned(kilobytes);
        let permit = permit.map_err(|_| Error::busy("Too many deliveries at once"))?;
        Ok(Room { _permit: permit })
    }
}

impl Default for Gate {
    fn default() -> Self {
        let room = || Arc::new(Semaphore::new(ROOM_KILOBYTES));
        Self { ordinary: room(), large: room() }
    }
}

/// Nearly all activities have 2 to 10 kB.
const ORDINARY_BYTES: usize = 64 * 1024;
/// Six bodies of the largest size, or some thousands of the usual one.
const ROOM_KILOBYTES: usize = 6 * 1024;
