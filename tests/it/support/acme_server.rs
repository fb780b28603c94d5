//! A certificate authority on loopback that does what the story wants: it issues, refuses, is slow, lies.
//!
//! Enough of RFC 8555 for one client; signatures are taken without a look. It really looks whether the
//! answers to its challenges are there, in the node's own memory instead of over the network.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use nichoir::appliance::certificate::Certificates;
use nichoir::clock::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::issuer;
use super::knock;

/// The authority, with a main, a staging and a second directory.
#[derive(Clone)]
pub(crate) struct AcmeServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

/// What it does, and what came to it.
pub(crate) struct State {
    /// What goes wrong at which directory, in place of an answer to an order.
    pub(crate) moods: BTreeMap<&'static str, Mood>,
    /// At which directories the authority does not see that the host is ours, and what it says then.
    pub(crate) blind: BTreeMap<&'static str, &'static str>,
    /// What it offers.
    pub(crate) challenges: Vec<&'static str>,
    /// How long its certificates last.
    pub(crate) lifetime_ms: i64,
    /// From when to when it wants certificates renewed; `Err` is a status.
    pub(crate) window: Result<(i64, i64), u16>,
    /// So many nonces are refused from now on.
    pub(crate) bad_nonces: u32,
    /// It has forgotten all accounts that it had before.
    pub(crate) forgetful: bool,
    /// It puts this name into certificates.
    pub(crate) other_name: Option<&'static str>,
    /// All orders, in order.
    pub(crate) orders: Vec<Placed>,
    /// Requests of any kind.
    pub(crate) requests: usize,
    accounts: BTreeMap<String, String>,
    clock: Clock,
    node: Option<Certificates>,
}

/// In place of an answer to an order.
#[derive(Clone, Debug)]
pub(crate) enum Mood {
    /// A status with a problem document and headers.
    Problem(u16, &'static str, &'static [(&'static str, &'static str)]),
    /// These bytes, with this status.
    Bytes(u16, Vec<u8>),
    /// Nothing, for ever.
    Silence,
    /// The order is taken, and never decided.
    Processing,
}

/// An order that came.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) directory: String,
    pub(crate) host: String,
    pub(crate) replaces: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) at_ms: i64,
    account: String,
    status: &'static str,
    challenge: Option<String>,
    error: Option<Value>,
    chain: String,
}

impl AcmeServer {
    /// One that is well.
    pub(crate) async fn start(clock: &Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            moods: BTreeMap::new(),
            blind: BTreeMap::new(),
            challenges: vec!["http-01", "dns-01", "tls-alpn-01"],
            lifetime_ms: 45 * 24 * 3_600_000,
            window: Err(404),
            bad_nonces: 0,
            forgetful: false,
            other_name: None,
            orders: Vec::new(),
            requests: 0,
            accounts: BTreeMap::new(),
            clock: clock.clone(),
            node: None,
        }));
        let this = Self { address, state };
        let answering = this.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let this = answering.clone();
                let service = service_fn(move |request| this.clone().answer(request));
                let connection = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service);
                tokio::spawn(connection);
            }
        });
        this
    }

    /// What `acme_directories` says to have it asked.
    pub(crate) fn configuration(&self) -> String {
        let base = format!("http://{}", self.address);
        format!("main={base}/main/dir, staging={base}/staging/dir")
    }

    /// The same with another authority in reserve, which wants to know its customers.
    pub(crate) fn configuration_with_second(&self) -> String {
        format!(
            "{}, second=http://{}/second/dir key-1 c2VjcmV0",
            self.configuration(),
            self.address
        )
    }

    /// To change what it does, or to see what came.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// It looks for its answers at this node.
    pub(crate) fn looks_at(&self, node: &Certificates) {
        self.state().node = Some(node.clone());
    }

    /// Orders that came to `directory`.
    pub(crate) fn orders_at(&self, directory: &str) -> Vec<Placed> {
        let state = self.state();
        state.orders.iter().filter(|order| order.directory == directory).cloned().collect()
    }

    /// Requests since the last time.
    pub(crate) fn take_requests(&self) -> usize {
        std::mem::take(&mut self.state().requests)
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let path = request.uri().path().to_owned();
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let mood = {
            let mut state = self.state();
            state.requests += 1;
            path.split_once("/order")
                .and_then(|(at, _)| state.moods.get(at.trim_start_matches('/')).cloned())
        };
        if path.ends_with("/order") && matches!(mood, Some(Mood::Silence)) {
            self.note(&path, &body);
            std::future::pending::<()>().await;
        }
        Ok(self.decide(&path, &body, mood).await)
    }

    async fn decide(&self, path: &str, body: &Bytes, mood: Option<Mood>) -> Response<Full<Bytes>> {
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        let (jws, payload) = read(body);
        if !body.is_empty() && self.refuses_nonce() {
            return problem(400, "badNonce", &[]);
        }
        match *parts {
            [at, "dir"] => self.directory(at),
            [_, "nonce"] => json(200, &json!({}), &[]),
            [at, "account"] => self.account(at, &jws),
            [_, "order"] => {
                let id = self.note(path, body);
                match mood {
                    Some(Mood::Problem(status, kind, headers)) => problem(status, kind, headers),
                    Some(Mood::Bytes(status, bytes)) => raw(status, bytes),
                    _ => self.order(id, true, mood.as_ref(), &jws),
                }
            }
            [_, "order", id] => self.order(id.parse().unwrap(), false, mood.as_ref(), &jws),
            [_, "authz", id] => self.authorization(id.parse().unwrap()),
            [_, "challenge", id, kind] => self.validate(id.parse().unwrap(), kind).await,
            [_, "finalize", id] => self.finalize(id.parse().unwrap(), &payload),
            [_, "chain", id] => {
                raw(200, self.state().orders[id.parse::<usize>().unwrap()].chain.clone().into())
            }
            [_, "ari", _] => self.renewal(),
            _ => problem(404, "malformed", &[]),
        }
    }

    fn refuses_nonce(&self) -> bool {
        let mut state = self.state();
        let refuses = state.bad_nonces > 0;
        state.bad_nonces = state.bad_nonces.saturating_sub(1);
        refuses
    }

    fn url(&self, rest: &str) -> String {
        format!("http://{}/{rest}", self.address)
    }

    fn directory(&self, at: &str) -> Response<Full<Bytes>> {
        let url = |what: &str| self.url(&format!("{at}/{what}"));
        let document = json!({
            "newNonce": url("nonce"), "newAccount": url("account"), "newOrder": url("order"),
            "revokeCert": url("revoke"), "keyChange": url("rollover"), "renewalInfo": url("ari"),
            "meta": { "profiles": { "tlsserver": "for servers", "classic": "as ever" } },
        });
        json(200, &document, &[])
    }

    fn account(&self, at: &str, jws: &Value) -> Response<Full<Bytes>> {
        let mut state = self.state();
        let id = self.url(&format!("{at}/account/{}", state.accounts.len()));
        state.accounts.insert(id.clone(), knock::thumbprint(&jws["jwk"]));
        state.forgetful = false;
        json(201, &json!({ "status": "valid" }), &[("location", &id)])
    }

    /// Writes an order down; its number.
    fn note(&self, path: &str, body: &Bytes) -> usize {
        let (jws, payload) = read(body);
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let mut state = self.state();
        let at_ms = state.clock.now_ms();
        state.orders.push(Placed {
            directory: path.trim_matches('/').split('/').next().unwrap().to_owned(),
            host: text(&payload["identifiers"][0]["value"]).unwrap(),
            replaces: text(&payload["replaces"]),
            profile: text(&payload["profile"]),
            at_ms,
            account: text(&jws["kid"]).unwrap(),
            status: "pending",
            challenge: None,
            error: None,
            chain: String::new(),
        });
        state.orders.len() - 1
    }

    fn order(
        &self,
        id: usize,
        new: bool,
        mood: Option<&Mood>,
        jws: &Value,
    ) -> Response<Full<Bytes>> {
        let state = self.state();
        if state.forgetful || !state.accounts.contains_key(jws["kid"].as_str().unwrap()) {
            return problem(400, "accountDoesNotExist", &[]);
        }
        let order = &state.orders[id];
        let at = &order.directory;
        let status = if matches!(mood, Some(Mood::Processing)) && !new {
            "processing"
        } else {
            order.status
        };
        let document = json!({
            "status": status, "error": null, "replaces": order.replaces,
            "identifiers": [{ "type": "dns", "value": order.host }],
            "authorizations": [self.url(&format!("{at}/authz/{id}"))],
            "finalize": self.url(&format!("{at}/finalize/{id}")),
            "certificate": (status == "valid").then(|| self.url(&format!("{at}/chain/{id}"))),
        });
        let location = self.url(&format!("{at}/order/{id}"));
        json(if new { 201 } else { 200 }, &document, &[("location", &location)])
    }

    fn authorization(&self, id: usize) -> Response<Full<Bytes>> {
        let state = self.state();
        let order = &state.orders[id];
        let status = match order.status {
            "pending" | "invalid" => order.status,
            _ => "valid",
        };
        let challenges: Vec<_> = state
            .challenges
            .iter()
            .map(|kind| {
                let failed = order.challenge.as_deref() == Some(kind) && order.error.is_some();
                json!({
                    "type": kind, "token": format!("token-{id}"),
                    "status": if failed { "invalid" } else { "pending" },
                    "url": self.url(&format!("{}/challenge/{id}/{kind}", order.directory)),
                    "error": if failed { order.error.clone() } else { None },
                })
            })
            .collect();
        let identifier = json!({ "type": "dns", "value": order.host });
        json(
            200,
            &json!({ "status": status, "identifier": identifier, "challenges": challenges }),
            &[],
        )
    }

    /// Looks for the answer, like from three places.
    async fn validate(&self, id: usize, kind: &str) -> Response<Full<Bytes>> {
        let (order, node, blind, print) = {
            let state = self.state();
            let order = state.orders[id].clone();
            let blind = state.blind.get(order.directory.as_str()).copied();
            let print = state.accounts[&order.account].clone();
            (order, state.node.clone(), blind, print)
        };
        let answer = format!("token-{id}.{print}");
        let mut seen = true;
        for _ in 0..3 {
            let node = node.as_ref().unwrap();
            seen &= match kind {
                "tls-alpn-01" => knock::answers_in_tls(node, &order.host, &answer).await,
                "http-01" => node.token(&format!("token-{id}")).as_deref() == Some(answer.as_str()),
                _ => false,
            };
        }
        let mut state = self.state();
        let order = &mut state.orders[id];
        order.challenge = Some(kind.to_owned());
        let trouble = blind.or((!seen).then_some("incorrectResponse"));
        order.status = if trouble.is_some() { "invalid" } else { "ready" };
        order.error = trouble.map(|kind| {
            json!({ "type": format!("urn:ietf:params:acme:error:{kind}"), "detail": "as the story wants" })
        });
        let url = self.url(&format!("{}/challenge/{id}/{kind}", order.directory));
        let document = json!({ "type": kind, "url": url, "status": "processing", "token": "" });
        json(200, &document, &[])
    }

    fn finalize(&self, id: usize, payload: &Value) -> Response<Full<Bytes>> {
        let csr = URL_SAFE_NO_PAD.decode(payload["csr"].as_str().unwrap()).unwrap();
        {
            let mut state = self.state();
            let now_ms = state.clock.now_ms();
            let (lifetime_ms, other) = (state.lifetime_ms, state.other_name);
            let order = &mut state.orders[id];
            let host = other.unwrap_or(&order.host).to_owned();
            order.chain = issuer::issue(&csr, &host, now_ms, now_ms + lifetime_ms);
            order.status = "valid";
        }
        let account = json!({ "kid": self.state().orders[id].account });
        self.order(id, false, None, &account)
    }

    fn renewal(&self) -> Response<Full<Bytes>> {
        match self.state().window {
            Ok((start, end)) => {
                let time = nichoir::clock::rfc3339;
                let window = json!({ "start": time(start), "end": time(end) });
                json(200, &json!({ "suggestedWindow": window }), &[("retry-after", "21600")])
            }
            Err(status) => raw(status, b"<html>out of order</html>".to_vec()),
        }
    }
}

/// The protected header and the payload of a signed request.
fn read(body: &Bytes) -> (Value, Value) {
    let part = |value: &Value| {
        let bytes = URL_SAFE_NO_PAD.decode(value.as_str().unwrap_or_default()).unwrap();
        serde_json::from_slice(&bytes).unwrap_or_default()
    };
    let jws: Value = serde_json::from_slice(body).unwrap_or_default();
    (part(&jws["protected"]), part(&jws["payload"]))
}

fn json(status: u16, document: &Value, headers: &[(&'static str, &str)]) -> Response<Full<Bytes>> {
    let mut response = Response::builder().status(status).header("replay-nonce", "n0nce");
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Full::new(Bytes::from(document.to_string()))).unwrap()
}

fn problem(status: u16, kind: &str, headers: &[(&'static str, &str)]) -> Response<Full<Bytes>> {
    let kind = format!("urn:ietf:params:acme:error:{kind}");
    json(status, &json!({ "type": kind, "detail": "as the story wants" }), headers)
}

fn raw(status: u16, bytes: Vec<u8>) -> Response<Full<Bytes>> {
    let response = Response::builder().status(status).header("replay-nonce", "n0nce");
    response.body(Full::new(Bytes::from(bytes))).unwrap()
}
