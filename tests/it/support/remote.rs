//! Somebody on another server who and the node's owner follow each other, and who can sign.
//!
//! Has no server: everything that such a person sends is made here, nothing can be fetched.

use std::sync::Arc;

use nichoir::app::App;
use nichoir::federation::context::Context;
use nichoir::federation::store_actor::store_actor;
use nichoir::id::AccountId;
use nichoir::protocol::incoming::Actor;
use nichoir::protocol::key::PrivateKey;
use nichoir::protocol::signature::{Dialect, Digest, Outgoing, sign};
use nichoir::store::{follows, owners};
use serde_json::{Value, json};

/// The person.
pub(crate) struct Remote {
    /// Their actor URI.
    pub(crate) uri: String,
    key: Arc<PrivateKey>,
}

impl Remote {
    /// `name` of the server at `base` (`https://HOST`), with a key of their own.
    pub(crate) fn new(base: &str, name: &str) -> Self {
        Self {
            uri: format!("{base}/users/{name}"),
            key: Arc::new(PrivateKey::generate_rsa().unwrap()),
        }
    }

    /// Somebody of the same name and with the same key on another server: making keys takes long.
    pub(crate) fn neighbour(&self, base: &str) -> Self {
        let name = self.uri.rsplit('/').next().unwrap();
        Self { uri: format!("{base}/users/{name}"), key: self.key.clone() }
    }

    /// Makes the node know this person, and its owner and them follow each other.
    pub(crate) async fn introduce(&self, app: &App) -> AccountId {
        let actor = Actor::read(&self.document()).unwrap();
        let cx = Context::now(app, false).await.unwrap();
        let write = app.store.write(move |tx| {
            let account = store_actor(tx, &cx, &actor)?;
            let (owner, _) = owners::first(tx)?.unwrap();
            for (follower, target) in [(owner, account), (account, owner)] {
                let uri = format!("{}#{follower}-follows-{target}", actor.id);
                follows::request(tx, cx.ids.next(), &uri, follower, target, cx.now_ms)?;
                let follow = follows::between(tx, follower, target)?.unwrap();
                follows::accept(tx, &follow)?;
            }
            Ok(account)
        });
        write.await.unwrap()
    }

    /// The actor document.
    pub(crate) fn document(&self) -> Value {
        let uri = &self.uri;
        let (base, name) = uri.rsplit_once("/users/").unwrap();
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": uri, "type": "Person", "preferredUsername": name, "name": name,
            "inbox": format!("{uri}/inbox"), "outbox": format!("{uri}/outbox"),
            "followers": format!("{uri}/followers"), "following": format!("{uri}/following"),
            "endpoints": {"sharedInbox": format!("{base}/inbox")},
            "publicKey": {
                "id": format!("{uri}#main-key"), "owner": uri,
                "publicKeyPem": self.key.public().unwrap().to_pem().unwrap(),
            },
        })
    }

    /// A whole HTTP/1.1 request that brings `activity` to the shared inbox of `host`.
    pub(crate) fn letter(&self, host: &str, target: &str, activity: &str, now_ms: i64) -> Vec<u8> {
        let digest = Digest::of(activity.as_bytes());
        let request = Outgoing { method: "POST", host, target, body: Some(&digest) };
        let key_id = format!("{}#main-key", self.uri);
        let headers = sign(Dialect::Draft, &request, &self.key, &key_id, now_ms).unwrap();
        let mut bytes = format!("POST {target} HTTP/1.1\r\nhost: {host}\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        let length = activity.len();
        bytes.extend_from_slice(format!("content-length: {length}\r\n\r\n{activity}").as_bytes());
        bytes
    }
}
