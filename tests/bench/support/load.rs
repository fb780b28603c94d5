//! Many prepared requests over a few keep-alive connections.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::http_client::HttpClient;
use super::measure::timed;

/// What came of a load.
pub(crate) struct Load {
    /// From the first byte sent to the last answer.
    pub(crate) seconds: f64,
    /// Each request's own time, in seconds.
    pub(crate) each: Vec<f64>,
    /// The statuses, in no order; 0 where there was no answer.
    pub(crate) statuses: Vec<u16>,
}

impl Load {
    /// How many answers had this status.
    pub(crate) fn count(&self, status: u16) -> usize {
        self.statuses.iter().filter(|each| **each == status).count()
    }
}

/// Sends every request once, over `connections` at a time.
pub(crate) fn send_all(address: SocketAddr, requests: &[Vec<u8>], connections: usize) -> Load {
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::with_capacity(requests.len()));
    let (seconds, ()) = timed(|| {
        thread::scope(|scope| {
            for _ in 0..connections {
                scope.spawn(|| {
                    let mine = send_next(address, requests, &next);
                    answers.lock().unwrap().extend(mine);
                });
            }
        });
    });
    let (each, statuses) = answers.into_inner().unwrap().into_iter().unzip();
    Load { seconds, each, statuses }
}

fn send_next(address: SocketAddr, requests: &[Vec<u8>], next: &AtomicUsize) -> Vec<(f64, u16)> {
    let mut client = HttpClient::connect(address).unwrap();
    let mut answers = Vec::new();
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        let (seconds, status) = timed(|| match client.ask(request) {
            Ok((status, _)) => status,
            // The server may close a connection between two requests; snac2 always does.
            Err(_) => {
                client = HttpClient::connect(address).unwrap();
                client.ask(request).map_or(0, |(status, _)| status)
            }
        });
        answers.push((seconds, status));
    }
    answers
}
