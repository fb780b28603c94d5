//! What TLS is answered with: the live certificate, swapped while connections go on, and the answers to
//! the authority's challenges while an order is under way.
//!
//! Not where certificates come from, nor where they are kept. A stranger's name is never looked up
//! anywhere else than here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::sync::watch;

/// The protocol in which the authority asks for a TLS-ALPN-01 answer (RFC 8737 §6.2).
pub const ACME_TLS: &[u8] = b"acme-tls/1";

/// Cheap to clone; clones share everything.
#[derive(Clone, Debug, Default)]
pub struct Certificates(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    live: watch::Sender<Option<Live>>,
    /// By name, for TLS-ALPN-01.
    challenges: RwLock<HashMap<String, Arc<CertifiedKey>>>,
    /// By token, for HTTP-01: what the token's page says.
    tokens: RwLock<HashMap<String, String>>,
    /// The owner wants it tried now.
    asked: watch::Sender<bool>,
}

/// The certificate in use.
#[derive(Clone, Debug)]
pub struct Live {
    /// The names that it is for, in lower case.
    pub names: Vec<String>,
    /// Its chain and its key.
    pub key: Arc<CertifiedKey>,
    /// Its end, in milliseconds since 1970.
    pub not_after_ms: i64,
}

impl Certificates {
    /// From now on new connections are answered with `live`.
    pub fn swap(&self, live: Live) {
        self.0.live.send_replace(Some(live));
    }

    /// There is no certificate any more: the last one is over.
    pub fn retire(&self) {
        self.0.live.send_replace(None);
    }

    /// The certificate in use.
    pub fn live(&self) -> Option<Live> {
        self.0.live.borrow().clone()
    }

    /// Whether there is a certificate for `host`.
    pub fn has(&self, host: &str) -> bool {
        self.0.live.borrow().as_ref().is_some_and(|live| live.is_for(host))
    }

    /// Waits until there is a certificate for `host`.
    pub async fn wait_for(&self, host: &str) {
        let mut live = self.0.live.subscribe();
        // The sender lives in `self`, so this cannot fail.
        let _ = live.wait_for(|live| live.as_ref().is_some_and(|live| live.is_for(host))).await;
    }

    /// Wakes whenever another certificate is in use.
    pub fn subscribe(&self) -> watch::Receiver<Option<Live>> {
        self.0.live.subscribe()
    }

    /// The owner wants it tried now.
    pub(super) fn ask(&self) {
        self.0.asked.send_replace(true);
    }

    /// Whether the owner wanted it tried since this was last asked.
    pub(super) fn take_asked(&self) -> bool {
        self.0.asked.send_replace(false)
    }

    /// Waits until the owner wants it tried.
    pub(super) async fn asked(&self) {
        // The sender lives in `self`, so this cannot fail.
        let _ = self.0.asked.subscribe().wait_for(|asked| *asked).await;
    }

    /// Answers TLS-ALPN-01 for `name` with `key` until it is withdrawn.
    pub fn answer_challenge(&self, name: &str, key: Arc<CertifiedKey>) {
        write(&self.0.challenges).insert(name.to_owned(), key);
    }

    /// Answers HTTP-01 for `token` with `text` until it is withdrawn.
    pub fn answer_token(&self, token: &str, text: &str) {
        write(&self.0.tokens).insert(token.to_owned(), text.to_owned());
    }

    /// Answers no challenge any more.
    pub fn withdraw_answers(&self) {
        write(&self.0.challenges).clear();
        write(&self.0.tokens).clear();
    }

    /// What `/.well-known/acme-challenge/TOKEN` says (RFC 8555 §8.3).
    pub fn token(&self, token: &str) -> Option<String> {
        self.0.tokens.read().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }
}

impl Live {
    /// Whether it is for `host`.
    pub fn is_for(&self, host: &str) -> bool {
        self.names.iter().any(|name| name.eq_ignore_ascii_case(host))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asks_acme = hello.alpn().is_some_and(|mut names| names.any(|name| name == ACME_TLS));
        if asks_acme {
            let challenges = self.0.challenges.read().unwrap_or_else(PoisonError::into_inner);
            return challenges.get(hello.server_name()?).cloned();
        }
        let live = self.0.live.borrow();
        let live = live.as_ref()?;
        // Whoever comes by address sends no name.
        let known = hello.server_name().is_none_or(|name| live.is_for(name));
        known.then(|| live.key.clone())
    }
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
