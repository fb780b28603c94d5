//! The only place with SQL: one writer with grouped commits, a few readers.
//!
//! [`Store::write`] answers after the commit is on disk, [`Store::read`] sees all that was answered.
//! The files beside this one hold plain functions on [`Read`] and [`Write`], one file a noun; they
//! compose inside one transaction. Nothing here knows HTTP or ActivityPub.

mod codes;
mod connection;
mod copy;
mod id_sql;
mod migrate;
mod readers;
mod status_parts;
mod writer;

pub mod account_lists;
pub mod account_notes;
pub mod account_view;
pub mod accounts;
pub mod attachments;
pub mod blocks;
pub mod bookmarks;
pub mod cached_files;
pub mod cards;
pub mod certificates;
pub mod collection_items;
pub mod collections;
pub mod condition;
pub mod conversations;
pub mod deliveries;
pub mod domain_blocks;
pub mod endorsements;
pub mod favourites;
pub mod featured_tags;
pub mod files;
pub mod filters;
pub mod followed_tags;
pub mod follows;
pub mod gone;
pub mod home;
pub mod hosts;
pub mod idempotency_keys;
pub mod jobs;
pub mod keys;
pub mod list_timelines;
pub mod lists;
pub mod markers;
pub mod mentions;
pub mod muted_threads;
pub mod mutes;
pub mod notification_groups;
pub mod notification_policies;
pub mod notification_requests;
pub mod notification_view;
pub mod notifications;
pub mod oauth;
pub mod outgoing;
pub mod own_statuses;
pub mod owners;
pub mod page;
pub mod pins;
pub mod polls;
pub mod profiles;
pub mod push_subscriptions;
pub mod quotes;
pub mod raw;
pub mod remote_accounts;
pub mod reports;
pub mod scheduled;
pub mod search;
pub mod settings;
pub mod statistics;
pub mod status_edits;
pub mod status_view;
pub mod statuses;
pub mod sweep;
pub mod tag_timeline;
pub mod tags;
pub mod thread;
pub mod timelines;
pub mod tombstones;
pub mod uploads;
pub mod vapid_keys;
pub mod words;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Notify, broadcast};

use crate::error::{Error, Result};
use crate::event::Event;
use connection::Run;
use readers::Readers;
use writer::Writer;

pub use connection::{Read, Write};
pub use copy::{copy, put_back};
pub use writer::Coming;

/// The database of a node. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    writer: Writer,
    readers: Readers,
    run: Run,
    bell: Arc<Notify>,
    events: broadcast::Sender<Event>,
    is_full: Arc<AtomicBool>,
}

impl Store {
    /// Opens (or makes) the database at `path` and brings its schema up to date.
    ///
    /// # Errors
    /// A sentence for people if the file cannot be used or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self> {
        let bell = Arc::new(Notify::new());
        let mut connection = connection::open_writer(path)?;
        migrate::migrate(&mut connection)?;
        let events = broadcast::Sender::new(EVENTS);
        let run = Run::default();
        let writer = Writer::start(connection, run.clone(), bell.clone(), events.clone())?;
        let readers = Readers::new(path, run.clone());
        Ok(Self { writer, readers, run, bell, events, is_full: Arc::default() })
    }

    /// Runs `work` on a read-only connection, off the async threads.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Read) -> Result<T> + Send + 'static,
    {
        self.readers.run(work).await
    }

    /// Runs `work` in the next transaction and answers once that is on disk. An `Err` from `work`
    /// undoes its own changes only; work of others in the same transaction is not touched.
    ///
    /// # Errors
    /// Those of `work`; [`crate::error::Kind::Busy`] if too much is waiting already.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Write) -> Result<T> + Send + 'static,
    {
        self.writer.run(work).await
    }

    /// Tells that a write is about to come, so that others which come at the same time share its commit. Held until
    /// the write is answered; whoever holds it for longer makes each commit a moment later.
    pub fn coming(&self) -> Coming {
        self.writer.coming()
    }

    /// Whether both sides come back, be it with an error. Waits for as long as they take; writes nothing.
    pub async fn answers(&self) -> bool {
        let read = self.readers.run(|db| settings::is_on(db, settings::AUTHORISED_FETCH));
        let (_, writer_answers) = tokio::join!(read, self.writer.answers());
        writer_answers
    }

    /// For whatever others would have us keep; the owner is never refused.
    ///
    /// # Errors
    /// [`crate::error::Kind::Busy`] as long as the disk is full.
    pub fn check_room(&self) -> Result<()> {
        match self.is_full.load(Ordering::Relaxed) {
            true => Err(Error::busy("The disk of this server is full; try again later")),
            false => Ok(()),
        }
    }

    /// Says whether there is no room for others; [`appliance::care`](crate::appliance::care) knows.
    pub fn set_full(&self, full: bool) {
        self.is_full.store(full, Ordering::Relaxed);
    }

    /// How many statements were run until now. A page of any length must cost the same few.
    pub fn statements(&self) -> u64 {
        self.run.count()
    }

    /// Everything that is told from now on ([`Write::tell`]). Who listens too slowly misses the oldest.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Rung after a commit that queued work ([`Write::ring`]).
    pub fn bell(&self) -> &Notify {
        &self.bell
    }
}

/// Events that wait for a slow listener: what a full commit tells. The room is taken from the start.
const EVENTS: usize = 512;
