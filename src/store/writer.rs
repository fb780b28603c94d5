//! The one writer: a thread that puts what is waiting into one transaction and commits once.
//!
//! One fsync serves many writers, so `synchronous=FULL` stays affordable on an SD card, and an
//! answer means that it is on disk. One queue means "database is locked" cannot happen inside the
//! process. The queue is bounded: when it is full, callers hear [`Kind::Busy`](crate::error::Kind).
//!
//! A commit costs a card many times what is in it. So where more is known to come at once, it is waited for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{Notify, broadcast, oneshot};

use super::connection::{Heard, Run, Write};
use crate::error::{Error, Result};
use crate::event::Event;

/// How many pieces of work may wait; each holds at most one request body.
const WAITING: usize = 1024;
/// How many go into one transaction: bounds how long the first waits for the last.
const GROUP: usize = 256;
/// With so many in one transaction, each costs little more than with all.
const ENOUGH: usize = 16;
/// How long the next one is waited for, if one is known to come.
const MOMENT: Duration = Duration::from_millis(20);

#[derive(Clone)]
pub(super) struct Writer {
    queue: SyncSender<Box<dyn Work>>,
    /// How many are about to write or have not been answered yet.
    coming: Arc<AtomicUsize>,
}

/// Somebody who is about to write, until dropped.
pub struct Coming(Arc<AtomicUsize>);

impl Drop for Coming {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A piece of work in the queue: run inside the transaction, answered after the commit.
trait Work: Send {
    fn run(&mut self, tx: &Write) -> Result<()>;
    fn answer(self: Box<Self>, committed: bool);
}

struct Piece<T, F> {
    work: Option<F>,
    done: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        run: Run,
        bell: Arc<Notify>,
        events: broadcast::Sender<Event>,
    ) -> Result<Self> {
        let (queue, receiver) = sync_channel(WAITING);
        let coming = Arc::new(AtomicUsize::new(0));
        let awaited = coming.clone();
        thread::Builder::new().name("store-writer".into()).spawn(move || {
            write_until_closed(connection, &run, &receiver, &awaited, &bell, &events)
        })?;
        Ok(Self { queue, coming })
    }

    pub(super) fn coming(&self) -> Coming {
        self.coming.fetch_add(1, Ordering::Relaxed);
        Coming(self.coming.clone())
    }

    pub(super) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Write) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let piece = Box::new(Piece { work: Some(work), done: None, reply });
        self.queue.try_send(piece).map_err(|refused| match refused {
            TrySendError::Full(_) => {
                Error::busy("Too much is waiting to be stored; try again soon")
            }
            TrySendError::Disconnected(_) => stopped(),
        })?;
        answer.await.map_err(|_| stopped())?
    }

    /// Waits for an empty piece, which writes nothing. False if there is no place for it, or no thread.
    pub(super) async fn answers(&self) -> bool {
        let (reply, answer) = oneshot::channel();
        let piece = Piece { work: Some(|_: &Write| Ok(())), done: None, reply };
        self.queue.try_send(Box::new(piece)).is_ok() && answer.await.is_ok()
    }
}

impl<T, F> Work for Piece<T, F>
where
    T: Send,
    F: FnOnce(&Write) -> Result<T> + Send,
{
    fn run(&mut self, tx: &Write) -> Result<()> {
        let Some(work) = self.work.take() else { return Ok(()) };
        // A bug in one piece must not end the writer for all the others.
        let done = catch_unwind(AssertUnwindSafe(|| work(tx)))
            .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        let outcome = done.as_ref().map(|_| ()).map_err(|_| Error::invalid("undone"));
        self.done = Some(done);
        outcome
    }

    fn answer(self: Box<Self>, committed: bool) {
        let answer = match self.done {
            Some(Ok(_)) if !committed => Err(Error::internal("the commit failed")),
            Some(done) => done,
            None => Err(Error::internal("the transaction could not begin")),
        };
        // The caller may have gone away; what was committed stays.
        let _ = self.reply.send(answer);
    }
}

fn write_until_closed(
    mut connection: Connection,
    run: &Run,
    queue: &Receiver<Box<dyn Work>>,
    coming: &AtomicUsize,
    bell: &Notify,
    events: &broadcast::Sender<Event>,
) {
    while let Ok(first) = queue.recv() {
        let mut group = gather(first, queue, coming);
        let heard = match events.receiver_count() {
            0 => Heard::ByNobody,
            _ => Heard::BySomebody,
        };
        let committed = match commit(&mut connection, run, &mut group, heard) {
            Ok(after) => {
                if after.rings {
                    bell.notify_one();
                }
                // Nobody may be there any more; an event waits for nobody.
                after.told.into_iter().for_each(|event| drop(events.send(event)));
                true
            }
            Err(error) => {
                tracing::error!(%error, "could not store: is the disk full or read-only?");
                false
            }
        };
        for piece in group {
            piece.answer(committed);
        }
    }
}

/// All that wait, and those who are about to.
fn gather(
    first: Box<dyn Work>,
    queue: &Receiver<Box<dyn Work>>,
    coming: &AtomicUsize,
) -> Vec<Box<dyn Work>> {
    let mut group = vec![first];
    loop {
        group.extend(queue.try_iter().take(GROUP - group.len()));
        if group.len() >= coming.load(Ordering::Relaxed).min(ENOUGH) {
            return group;
        }
        match queue.recv_timeout(MOMENT) {
            Ok(next) => group.push(next),
            Err(_) => return group,
        }
    }
}

/// What follows from a commit.
#[derive(Default)]
struct After {
    rings: bool,
    told: Vec<Event>,
}

/// Runs the group in one transaction, each piece in its own savepoint.
fn commit(
    connection: &mut Connection,
    run: &Run,
    group: &mut [Box<dyn Work>],
    heard: Heard,
) -> Result<After> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut after = After::default();
    for piece in group {
        let tx = Write::new(&transaction, run, heard);
        tx.execute("SAVEPOINT piece", [])?;
        if piece.run(&tx).is_err() {
            tx.execute("ROLLBACK TO piece", [])?;
        } else {
            after.rings |= tx.rings();
            after.told.extend(tx.take_told());
        }
        tx.execute("RELEASE piece", [])?;
    }
    transaction.commit()?;
    Ok(after)
}

fn stopped() -> Error {
    Error::internal("the store has stopped")
}
