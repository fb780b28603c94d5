//! Telling apps at once: over a WebSocket, or as events in an answer that does not end.
//!
//! Nothing runs unless somebody listens. Then a `hub` hears what the store tells after each commit, reads what it
//! looks like once for each listener's account (`news`), and puts it into the queues of those whose streams show it
//! (`streams`). A queue that is full ends its connection; nobody is waited for.
//! Spec: <https://docs.joinmastodon.org/methods/streaming/>, and what Mastodon's streaming server does beyond it.

pub(super) mod events;
pub(super) mod socket;

mod hub;
mod news;
mod stream;
mod streams;
mod ticket;
mod topics;

pub(super) use streams::Streams;
