//! A few read-only connections, handed out one at a time, newest first so that page caches stay warm.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::connection::{Read, Run, open_reader};
use crate::error::{Error, Result};

/// More would only compete for four slow cores.
const READERS: usize = 3;

#[derive(Clone)]
pub(super) struct Readers(Arc<Pool>);

struct Pool {
    path: PathBuf,
    run: Run,
    turns: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Opens nothing yet: a connection is made when it is first needed.
    pub(super) fn new(path: &Path, run: Run) -> Self {
        Self(Arc::new(Pool {
            path: path.to_owned(),
            run,
            turns: Semaphore::new(READERS),
            idle: Mutex::new(Vec::with_capacity(READERS)),
        }))
    }

    /// Waits for a free connection and runs `work` on a thread that may block.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Read) -> Result<T> + Send + 'static,
    {
        let _turn = self.0.turns.acquire().await.map_err(Error::internal)?;
        let pool = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let connection = pool.take()?;
            let answer = in_one_snapshot(&connection, &pool.run, work);
            pool.put_back(connection);
            answer
        });
        done.await.map_err(Error::internal)?
    }
}

impl Pool {
    fn take(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open_reader(&self.path), Ok)
    }

    fn put_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

/// All queries of one piece of work see the same state.
fn in_one_snapshot<T>(
    connection: &Connection,
    run: &Run,
    work: impl FnOnce(&Read) -> Result<T>,
) -> Result<T> {
    let transaction = connection.unchecked_transaction()?;
    let answer = work(&Read::new(&transaction, run));
    transaction.finish()?;
    answer
}
