//! One connection to SQLite: how it is opened, and the two handles that SQL functions take.
//!
//! No queries here.

use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags, OptionalExtension, Params, Row};

use crate::error::{Error, Result};
use crate::event::Event;

/// A connection to read from.
pub struct Read<'c> {
    connection: &'c Connection,
    run: &'c Run,
}

/// How many statements were run, by all connections of one store.
#[derive(Clone, Default)]
pub(super) struct Run(Arc<AtomicU64>);

impl Run {
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The connection inside a write transaction; reads as well.
pub struct Write<'c> {
    read: Read<'c>,
    rings: Cell<bool>,
    told: RefCell<Vec<Event>>,
    heard: Heard,
}

/// Whether anybody listens to events; if not, none are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    ByNobody,
    BySomebody,
}

impl<'c> Read<'c> {
    pub(super) fn new(connection: &'c Connection, run: &'c Run) -> Self {
        Self { connection, run }
    }

    /// A statement that is about to be run. Prepared once per connection.
    fn statement(&self, sql: &str) -> Result<CachedStatement<'c>> {
        self.run.0.fetch_add(1, Ordering::Relaxed);
        Ok(self.connection.prepare_cached(sql)?)
    }

    /// All rows of a query.
    pub(super) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        from_row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.statement(sql)?;
        let rows = statement.query_map(params, from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The first row of a query, if there is one.
    pub(super) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        from_row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.statement(sql)?;
        Ok(statement.query_row(params, from_row).optional()?)
    }

    /// Whether the query has any row.
    pub(super) fn exists(&self, sql: &str, params: impl Params) -> Result<bool> {
        Ok(self.statement(sql)?.exists(params)?)
    }

    /// Whether the whole file is sound: SQLite's own check, which reads all of it.
    pub fn integrity(&self) -> Result<String> {
        let answer = self.row("PRAGMA integrity_check", [], |row| row.get(0))?;
        Ok(answer.unwrap_or_default())
    }
}

impl<'c> Write<'c> {
    pub(super) fn new(connection: &'c Connection, run: &'c Run, heard: Heard) -> Self {
        Self {
            read: Read::new(connection, run),
            rings: Cell::new(false),
            told: RefCell::default(),
            heard,
        }
    }

    /// Runs one statement; answers how many rows changed.
    pub(super) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.statement(sql)?.execute(params)?)
    }

    /// Wakes the job runner once this transaction is on disk.
    pub fn ring(&self) {
        self.rings.set(true);
    }

    pub(super) fn rings(&self) -> bool {
        self.rings.get()
    }

    /// Tells those who listen, once this transaction is on disk; never if it is undone.
    pub fn tell(&self, event: Event) {
        if self.is_heard() {
            self.told.borrow_mut().push(event);
        }
    }

    /// Whether anybody listens. What only an event needs is not looked up otherwise.
    pub(super) fn is_heard(&self) -> bool {
        self.heard == Heard::BySomebody
    }

    pub(super) fn take_told(&self) -> Vec<Event> {
        self.told.take()
    }
}

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

/// Opens the one connection that writes. `synchronous=FULL`: what was committed survives a power cut.
pub(super) fn open_writer(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path).map_err(|cause| cannot_open(path, cause))?;
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA wal_autocheckpoint = 4000;
             PRAGMA journal_size_limit = 16777216;
             PRAGMA cache_size = -2048;",
        )
        .map_err(|cause| cannot_open(path, cause))?;
    prepare(&connection)?;
    Ok(connection)
}

/// Opens a connection that cannot write.
pub(super) fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -1024;")?;
    prepare(&connection)?;
    Ok(connection)
}

/// What both kinds share. The wait is for another process, a backup or `nichoir setup`.
fn prepare(connection: &Connection) -> Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    // Otherwise SQLite prepares anew at each execution what compares a parameter beside a partial
    // index, in case its value allows a better plan: an eighth of what storing a post costs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    rusqlite::vtab::array::load_module(connection)?;
    Ok(())
}

fn cannot_open(path: &Path, cause: rusqlite::Error) -> Error {
    let message = format!("Cannot open the database {}: is the folder writable?", path.display());
    Error::invalid(message).caused_by(cause)
}

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Self {
        Self::internal(cause)
    }
}
