//! Ada's node, a web of other servers, and what one delivery does to them.

use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Method, Request};
use nichoir::federation::context::Context;
use nichoir::federation::store_actor::store_actor;
use nichoir::id::AccountId;
use nichoir::protocol::incoming::Actor;
use nichoir::store::{accounts, hosts};
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::log::Log;
use super::node::START_MS;
use super::peer::{Delivery, Peer};
use super::rows::Rows;
use super::scripted::{Page, Web};
use super::server::{Answer, Server, ask};

/// Where a story takes place. Its hosts are `a.example`, `b.example` and `c.example`.
pub(crate) struct Scene {
    pub(crate) server: Server,
    pub(crate) web: Web,
    pub(crate) log: Log,
}

/// What one request did.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    /// The reason that was answered.
    pub(crate) text: String,
    /// Tables that are not as they were.
    pub(crate) changed: Vec<String>,
    /// URLs that the node asked for, until now.
    pub(crate) asked: Vec<String>,
    pub(crate) log: Vec<String>,
}

/// Ada's actor.
pub(crate) const ADA: &str = "https://home.example/users/ada";

impl Scene {
    /// Ada's node among servers that she does not know.
    pub(crate) async fn new() -> Self {
        Self::with_hosts(&["a.example", "b.example", "c.example"]).await
    }

    /// The same with other hosts.
    pub(crate) async fn with_hosts(hosts: &[&str]) -> Self {
        let web = Web::empty().await;
        let server = Server::of_ada_reaching(web.net(hosts)).await;
        Self { server, web, log: Log::start() }
    }

    /// Somebody whose actor document can be fetched, and who is not known here.
    pub(crate) fn stranger(&self, host: &str, name: &str) -> Peer {
        let peer = Peer::new(host, name);
        self.web.put(&peer.uri, Page::activity(&peer.document()));
        peer
    }

    /// Somebody who is known here already, with their keys.
    pub(crate) async fn known(&self, host: &str, name: &str) -> Peer {
        let peer = self.stranger(host, name);
        self.store(&peer.document(), host).await;
        peer
    }

    async fn store(&self, document: &Value, host: &str) -> AccountId {
        let app = &self.server.app;
        let (actor, cx) = (Actor::read(document).unwrap(), Context::now(app, true).await.unwrap());
        let host = host.to_owned();
        let stored = app.store.write(move |tx| {
            let id = store_actor(tx, &cx, &actor)?;
            hosts::heard_from(tx, &host, cx.now_ms)?;
            // Nobody needs to look up the handle.
            accounts::confirm_handle(tx, id, &host)?;
            Ok(id)
        });
        stored.await.unwrap()
    }

    /// The row of somebody known.
    pub(crate) async fn account(&self, uri: &str) -> AccountId {
        let uri = uri.to_owned();
        let found = self.server.app.store.read(move |db| accounts::id_by_uri(db, &uri)).await;
        found.unwrap().unwrap()
    }

    /// All that is stored.
    pub(crate) fn rows(&self) -> Rows {
        Rows::read(&self.server.database())
    }

    /// One column of the row of a table that has this URI, or of its only row.
    pub(crate) fn column(&self, table: &str, column: &str, uri: &str) -> String {
        let db = rusqlite::Connection::open(self.server.database()).unwrap();
        let filter = if uri.is_empty() { "" } else { "WHERE uri = ?1" };
        let sql = format!("SELECT CAST({column} AS TEXT) FROM {table} {filter}");
        let uri: Vec<_> = Some(uri).filter(|uri| !uri.is_empty()).into_iter().collect();
        db.query_row(&sql, rusqlite::params_from_iter(uri), |row| row.get(0)).unwrap()
    }

    /// Delivers an activity that its sender signed, and sees what it does.
    pub(crate) async fn deliver(&self, from: &Peer, activity: &Value) -> Outcome {
        self.send(from.delivery(activity)).await
    }

    /// The same for any request.
    pub(crate) async fn send(&self, delivery: Delivery) -> Outcome {
        let (before, asked) = (self.rows(), self.web.asked().len());
        self.log.take();
        let answer = self.post(delivery).await;
        let changed = self.rows().changed_since(&before).into_iter().map(str::to_owned).collect();
        Outcome {
            status: answer.status.as_u16(),
            text: answer.text(),
            changed,
            asked: self.web.asked_urls().split_off(asked),
            log: self.log.take(),
        }
    }

    /// Posts without looking at what it does.
    pub(crate) async fn post(&self, delivery: Delivery) -> Answer {
        self.server.ask(self.request(delivery)).await
    }

    /// Posts all of these at once.
    pub(crate) async fn flood(
        &self,
        deliveries: impl IntoIterator<Item = Delivery>,
    ) -> Vec<Answer> {
        let mut posting = JoinSet::new();
        for delivery in deliveries {
            let (client, request) = (self.server.client.clone(), self.request(delivery));
            posting.spawn(async move { ask(&client, request).await });
        }
        timeout(Duration::from_secs(60), posting.join_all()).await.expect("an answer to each")
    }

    fn request(&self, delivery: Delivery) -> Request<Full<Bytes>> {
        let url = format!("http://{}{}", self.server.address, delivery.path);
        let mut request = Request::builder().method(Method::POST).uri(url);
        for (name, value) in &delivery.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        request.body(Full::new(Bytes::from(delivery.body))).unwrap()
    }

    /// Gets a document with these headers.
    pub(crate) async fn get(&self, target: &str, headers: &[(String, String)]) -> Answer {
        let mut request = Request::builder().uri(format!("http://{}{target}", self.server.address));
        for (name, value) in headers {
            request = request.header(name.as_str(), value.as_str());
        }
        let request = request.header("accept", "application/activity+json");
        self.server.ask(request.body(Full::new(Bytes::new())).unwrap()).await
    }

    /// Lets the node do all its work until nothing is due.
    pub(crate) async fn work(&self) {
        let app = &self.server.app;
        let runner = tokio::spawn(nichoir::jobs::runner::run(app.clone()));
        let done = async {
            while self.due() > 0 {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(20), done).await.expect("the work to end");
        runner.abort();
    }

    fn due(&self) -> i64 {
        let db = rusqlite::Connection::open(self.server.database()).unwrap();
        let now_ms = self.server.app.clock.now_ms();
        db.query_row(
            "SELECT (SELECT count(*) FROM jobs WHERE failed = 0 AND run_at_ms <= ?1)
                  + (SELECT count(*) FROM deliveries WHERE state = 0 AND next_ms <= ?1)",
            [now_ms],
            |row| row.get(0),
        )
        .unwrap()
    }

    /// Moves the clock.
    pub(crate) fn later(&self, ms: i64) -> i64 {
        self.server.app.clock.advance_ms(ms);
        self.server.app.clock.now_ms() - START_MS
    }
}

impl Outcome {
    /// It was refused with this status for this reason, which stands once in the log and in the
    /// answer; nothing was stored.
    #[track_caller]
    pub(crate) fn is_refused(&self, status: u16, reason: &str) -> &Self {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.text.contains(reason), "{self:?}");
        let lines = self.log.iter().filter(|line| line.contains("refused a delivery"));
        let lines: Vec<_> = lines.collect();
        assert_eq!(lines.len(), 1, "{self:?}");
        assert!(lines[0].contains(reason), "{self:?}");
        self.changes(&[])
    }

    /// It was taken in and came to nothing, for this reason in the log.
    #[track_caller]
    pub(crate) fn is_ignored(&self, reason: &str) -> &Self {
        assert_eq!(self.status, 202, "{self:?}");
        assert!(self.says(reason), "{self:?}");
        self.changes(&[])
    }

    /// Whether this is in the log.
    pub(crate) fn says(&self, reason: &str) -> bool {
        self.log.iter().any(|line| line.contains(reason))
    }

    /// It was taken in and changed exactly these tables.
    #[track_caller]
    pub(crate) fn is_stored_in(&self, tables: &[&str]) -> &Self {
        assert_eq!(self.status, 202, "{self:?}");
        self.changes(tables)
    }

    /// Exactly these tables changed.
    #[track_caller]
    pub(crate) fn changes(&self, tables: &[&str]) -> &Self {
        assert_eq!(self.changed, tables, "{self:?}");
        self
    }

    /// The node asked for exactly these URLs.
    #[track_caller]
    pub(crate) fn asks(&self, urls: &[&str]) -> &Self {
        assert_eq!(self.asked, urls, "{self:?}");
        self
    }
}
