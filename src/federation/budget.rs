//! How much one cause may make us fetch.
//!
//! A post can name a parent that names a parent, each on another server: whoever sends it decides
//! what we ask for, so we decide how often.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, Result};

/// What is left to spend. Not for bounds of one request: those are [`crate::net::Limits`].
#[derive(Debug)]
pub struct Budget {
    documents: u32,
    deadline: Instant,
}

impl Budget {
    /// So many documents, within so much time.
    pub fn new(documents: u32, time: Duration) -> Self {
        Self { documents, deadline: Instant::now() + time }
    }

    /// For one thing that a person waits for: the post with its author and a little around it.
    pub fn for_a_person() -> Self {
        Self::new(10, Duration::from_secs(12))
    }

    /// For a job that follows a thread or reads a collection.
    pub fn for_a_job() -> Self {
        Self::new(150, Duration::from_secs(120))
    }

    /// Takes one document out of the budget.
    ///
    /// # Errors
    /// [`crate::error::Kind::Busy`] when nothing is left.
    pub fn spend(&mut self) -> Result<()> {
        if self.is_spent() {
            return Err(Error::busy("That would need too many requests to other servers"));
        }
        self.documents -= 1;
        Ok(())
    }

    /// Whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.documents == 0 || Instant::now() >= self.deadline
    }
}
