//! Somebody on another server, with keys of their own, who signs what they send.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use nichoir::protocol::key::{KeyKind, PrivateKey};
use nichoir::protocol::proof;
use nichoir::protocol::signature::{Dialect, Digest, Outgoing, sign};
use serde_json::{Value, json};

use super::node::{HOST, START_MS};

/// Somebody elsewhere.
pub(crate) struct Peer {
    /// Their actor.
    pub(crate) uri: String,
    name: String,
    rsa: PrivateKey,
    ed25519: PrivateKey,
}

/// A request to an inbox, as it will be sent.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// RSA keys by actor: making one takes longer than most stories.
static RSA: LazyLock<Mutex<BTreeMap<String, Vec<u8>>>> = LazyLock::new(Mutex::default);

fn rsa_of(uri: &str) -> PrivateKey {
    let mut keys = RSA.lock().unwrap();
    let made = || PrivateKey::generate_rsa().unwrap().to_bytes().unwrap();
    let bytes = keys.entry(uri.to_owned()).or_insert_with(made);
    PrivateKey::from_bytes(KeyKind::Rsa, bytes).unwrap()
}

impl Peer {
    /// `name` at `host`.
    pub(crate) fn new(host: &str, name: &str) -> Self {
        let uri = format!("https://{host}/users/{name}");
        let mut seed = [7; 32];
        for (place, byte) in seed.iter_mut().zip(uri.bytes().rev()) {
            *place = byte;
        }
        let ed25519 = PrivateKey::ed25519_from_seed(seed);
        Self { rsa: rsa_of(&uri), ed25519, name: name.to_owned(), uri }
    }

    /// The same person after they changed their keys.
    pub(crate) fn with_new_keys(&self) -> Self {
        let rsa = rsa_of(&format!("{} again", self.uri));
        let ed25519 = PrivateKey::ed25519_from_seed([9; 32]);
        Self { uri: self.uri.clone(), name: self.name.clone(), rsa, ed25519 }
    }

    /// A URI below their own.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.uri)
    }

    /// The id of their RSA key.
    pub(crate) fn key_id(&self) -> String {
        self.at("#main-key")
    }

    /// Their actor document.
    pub(crate) fn document(&self) -> Value {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.uri, "type": "Person", "preferredUsername": self.name,
            "inbox": self.at("/inbox"), "outbox": self.at("/outbox"),
            "followers": self.at("/followers"), "featured": self.at("/featured"),
            "publicKey": {
                "id": self.key_id(), "owner": self.uri,
                "publicKeyPem": self.rsa.public().unwrap().to_pem().unwrap(),
            },
            "assertionMethod": [{
                "id": self.at("#ed25519-key"), "type": "Multikey", "controller": self.uri,
                "publicKeyMultibase": self.ed25519.public().unwrap().to_multibase(),
            }],
        })
    }

    /// A public note of theirs, with more properties over the usual ones.
    pub(crate) fn note(&self, path: &str, more: Value) -> Value {
        let note = json!({
            "id": self.at(path), "type": "Note", "attributedTo": self.uri,
            "content": "<p>Hello</p>", "published": "2026-11-22T10:00:00Z",
            "to": "https://www.w3.org/ns/activitystreams#Public", "cc": self.at("/followers"),
        });
        with(note, more)
    }

    /// An activity of theirs, with more properties over the usual ones.
    pub(crate) fn activity(&self, kind: &str, object: Value, more: Value) -> Value {
        let number = Digest::of(format!("{kind}{object}{more}").as_bytes()).as_bytes()[0];
        let mut activity = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.at(&format!("#{kind}-{number}")), "type": kind, "actor": self.uri,
        });
        activity["object"] = object;
        with(activity, more)
    }

    /// A public post of theirs, as it is announced.
    pub(crate) fn create(&self, path: &str, more: Value) -> Value {
        self.activity("Create", self.note(path, more), json!({}))
    }

    /// An activity with their integrity proof, which others may bring.
    pub(crate) fn proven(&self, activity: Value) -> Value {
        let key_id = self.at("#ed25519-key");
        let Value::Object(mut activity) = activity else { panic!("not an object") };
        activity.insert(
            "@context".into(),
            json!([
                "https://www.w3.org/ns/activitystreams",
                "https://w3id.org/security/data-integrity/v1"
            ]),
        );
        let mut activity = Value::Object(activity);
        proof::sign(&mut activity, &self.ed25519, &key_id, CREATED).unwrap();
        activity
    }

    /// Sends an activity to the shared inbox, signed as everybody does.
    pub(crate) fn delivery(&self, activity: &Value) -> Delivery {
        self.bytes(activity.to_string().as_bytes())
    }

    /// The same for any bytes.
    pub(crate) fn bytes(&self, body: &[u8]) -> Delivery {
        self.signed(Dialect::Draft, "POST", "/inbox", body, START_MS)
    }

    /// The same, signed some time after the story began.
    pub(crate) fn delivery_after(&self, activity: &Value, ms: i64) -> Delivery {
        let body = activity.to_string();
        self.signed(Dialect::Draft, "POST", "/inbox", body.as_bytes(), START_MS + ms)
    }

    /// The headers of a signed GET.
    pub(crate) fn get(&self, target: &str) -> Vec<(String, String)> {
        self.signed(Dialect::Draft, "GET", target, b"", START_MS).headers
    }

    /// Any request to Ada's node, signed in any dialect at any time.
    pub(crate) fn signed(
        &self,
        dialect: Dialect,
        method: &str,
        path: &str,
        body: &[u8],
        now_ms: i64,
    ) -> Delivery {
        let digest = Digest::of(body);
        let digest = Some(&digest).filter(|_| method == "POST");
        let request = Outgoing { method, host: HOST, target: path, body: digest };
        let mut headers = self.sign(dialect, &request, now_ms);
        headers.push(("host".into(), HOST.into()));
        Delivery { path: path.to_owned(), headers, body: body.to_vec() }
    }

    /// The headers that sign any request to any host.
    pub(crate) fn sign(
        &self,
        dialect: Dialect,
        request: &Outgoing<'_>,
        now_ms: i64,
    ) -> Vec<(String, String)> {
        let headers = sign(dialect, request, &self.rsa, &self.key_id(), now_ms).unwrap();
        headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn with(object: Value, more: Value) -> Value {
    let (Value::Object(mut object), Value::Object(more)) = (object, more) else {
        panic!("not two objects")
    };
    object.extend(more);
    Value::Object(object)
}

/// When proofs were made.
const CREATED: &str = "2026-11-23T02:00:00Z";

impl Delivery {
    /// With one header more, beside any of the same name.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    /// With another value of a header.
    pub(crate) fn set(self, name: &str, value: &str) -> Self {
        self.without(name).with(name, value)
    }

    /// With some text in a header replaced.
    pub(crate) fn replaced(self, name: &str, from: &str, to: &str) -> Self {
        let value = self.header(name).replace(from, to);
        self.set(name, &value)
    }

    /// To another path.
    pub(crate) fn to(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// With another body.
    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.iter().find(|(other, _)| other == name).unwrap().1.clone()
    }
}
