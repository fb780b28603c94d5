//! Everybody who listens: to what, and the queue of what they have not been told yet.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, mpsc};

use super::hub;
use super::news::News;
use super::ticket::{Subscription, Ticket};
use crate::app::App;
use crate::entrance::Line;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::store::oauth::Hash;

/// Everybody. Cheap to clone.
#[derive(Clone, Default)]
pub(in crate::client) struct Streams(Arc<Shared>);

#[derive(Default)]
struct Shared {
    hall: Mutex<Hall>,
    /// Told when the last one has left.
    empty: Notify,
}

#[derive(Default)]
struct Hall {
    arrivals: u64,
    listeners: BTreeMap<u64, Listener>,
    hub: Hub,
}

/// Whether there is a task that listens to the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hub {
    #[default]
    Asleep,
    Awake,
    /// The node stops; nobody comes in any more.
    Over,
}

struct Listener {
    account: AccountId,
    token: Hash,
    form: Form,
    subscriptions: Vec<Subscription>,
    queue: mpsc::Sender<String>,
    line: Line,
}

/// How a listener is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Messages of a WebSocket.
    Messages,
    /// Events in an answer.
    Events,
}

/// The place of somebody who listens, until dropped.
pub(super) struct Place {
    streams: Streams,
    number: u64,
}

impl Streams {
    /// Lets somebody in; what they are told comes out of the queue, which ends when they have to leave.
    ///
    /// # Errors
    /// [`crate::error::Kind::Busy`] if there is no room.
    pub(super) fn join(
        &self,
        app: &App,
        ticket: &Ticket,
        form: Form,
        line: Line,
    ) -> Result<(Place, mpsc::Receiver<String>)> {
        let mut hall = self.lock();
        if hall.listeners.len() >= LISTENERS || hall.hub == Hub::Over {
            return Err(Error::busy("Too many streams are open"));
        }
        if hall.hub == Hub::Asleep {
            hall.hub = Hub::Awake;
            hub::wake(app.clone(), self.clone());
        }
        let (queue, told) = mpsc::channel(QUEUE);
        let number = hall.arrivals;
        hall.arrivals += 1;
        let (account, token, subscriptions) = (ticket.account, ticket.token, Vec::new());
        let listener = Listener { account, token, form, subscriptions, queue, line };
        hall.listeners.insert(number, listener);
        Ok((Place { streams: self.clone(), number }, told))
    }

    /// The accounts of all who listen.
    pub(super) fn viewers(&self) -> Vec<AccountId> {
        let mut viewers: Vec<_> = self.lock().listeners.values().map(|each| each.account).collect();
        viewers.sort_unstable();
        viewers.dedup();
        viewers
    }

    /// Gives news to those of `viewer` whose streams show it. Whoever is too slow has to leave.
    pub(super) fn hand(&self, viewer: AccountId, news: &News) {
        self.lock().listeners.retain(|_, listener| {
            listener.account != viewer || listener.is_told(news) || {
                tracing::debug!("hung up on a stream whose reader is too slow");
                listener.line.hang_up();
                false
            }
        });
    }

    /// Ends everything that this token opened.
    pub(super) fn end(&self, token: &Hash) {
        self.lock().listeners.retain(|_, listener| listener.token != *token);
    }

    /// Waits until the last one has left; that may be past by then.
    pub(super) async fn emptied(&self) {
        self.0.empty.notified().await;
    }

    /// Whether the hub may sleep, which it does then.
    pub(super) fn sleep(&self) -> bool {
        let mut hall = self.lock();
        if hall.listeners.is_empty() {
            hall.hub = Hub::Asleep;
        }
        hall.hub == Hub::Asleep
    }

    /// The hub is broken: whoever comes again wakes another.
    pub(super) fn restart(&self) {
        let mut hall = self.lock();
        hall.listeners.clear();
        hall.hub = Hub::Asleep;
    }

    /// Everybody has to leave, and nobody comes in any more.
    pub(super) fn close(&self) {
        let mut hall = self.lock();
        hall.listeners.clear();
        hall.hub = Hub::Over;
    }

    fn lock(&self) -> MutexGuard<'_, Hall> {
        self.0.hall.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// Puts news into the queue as often as it is subscribed to. False if there is no room.
    fn is_told(&self, news: &News) -> bool {
        let fits = |each: &&Subscription| {
            each.stream.shows(&news.topics) && (each.notifies || !news.topics.notifications)
        };
        self.subscriptions.iter().filter(fits).all(|each| {
            let text = match self.form {
                Form::Messages => news.message(&each.label),
                Form::Events => news.event(),
            };
            self.queue.try_send(text).is_ok()
        })
    }
}

impl Place {
    /// Adds a stream, once.
    ///
    /// # Errors
    /// Invalid if these are too many.
    pub(super) fn subscribe(&self, new: Subscription) -> Result<()> {
        let mut hall = self.streams.lock();
        let Some(listener) = hall.listeners.get_mut(&self.number) else { return Ok(()) };
        if listener.subscriptions.iter().any(|known| known.label == new.label) {
            return Ok(());
        }
        if listener.subscriptions.len() >= SUBSCRIPTIONS {
            return Err(Error::invalid("Too many streams on one connection"));
        }
        listener.subscriptions.push(new);
        Ok(())
    }

    /// Ends a stream, by what it is called in messages.
    pub(super) fn unsubscribe(&self, label: &str) {
        if let Some(listener) = self.streams.lock().listeners.get_mut(&self.number) {
            listener.subscriptions.retain(|known| known.label != label);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut hall = self.streams.lock();
        hall.listeners.remove(&self.number);
        if hall.listeners.is_empty() {
            self.streams.0.empty.notify_one();
        }
    }
}

/// Connections: some apps on some devices, each perhaps with a connection for each stream.
const LISTENERS: usize = 40;
/// On one connection: lists and hashtags beside the usual ones.
const SUBSCRIPTIONS: usize = 32;
/// What somebody may not have been told yet. A burst of posts fits into it many times.
const QUEUE: usize = 128;
