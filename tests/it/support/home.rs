//! The home of `@ada`: a node that runs its jobs, and people of other servers whom it knows.

use nichoir::actions::draft::{Draft, QuotePolicy};
use nichoir::actions::post::{self, NewPost};
use nichoir::actions::setup::{NewOwner, setup};
use nichoir::app::App;
use nichoir::clock::Clock;
use nichoir::federation::context::Context;
use nichoir::federation::store_actor::store_actor;
use nichoir::id::{AccountId, StatusId};
use nichoir::jobs::runner;
use nichoir::protocol::incoming::Actor;
use nichoir::random::Random;
use nichoir::site::Site;
use nichoir::store::statuses::{self, NewStatus, StatusKind, Visibility};
use nichoir::store::{Store, Write, follows, owners, polls};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::inboxes::{Inboxes, Posted};
use super::node::{HOST, START_MS};

/// The hosts of the others.
const OTHERS: [&str; 2] = ["a.example", "b.example"];

/// A running node with an owner.
pub(crate) struct Home {
    pub(crate) app: App,
    pub(crate) ada: AccountId,
    pub(crate) inboxes: Inboxes,
    running: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Home {
    /// `@ada` at `home.example`.
    pub(crate) async fn of_ada() -> Self {
        Self::at(HOST).await
    }

    /// `@ada` at another address.
    pub(crate) async fn at(host: &str) -> Self {
        let inboxes = Inboxes::open().await;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("nichoir.sqlite3")).unwrap();
        let net = inboxes.net(&OTHERS.map(ToOwned::to_owned));
        let media = folder.path().join("media");
        let app = App::new(store, Clock::set_to(START_MS), Random::seeded(3), net, media);
        let (name, passphrase) = ("ada".to_owned(), "a nest of one's own".to_owned());
        let site = Site::new(host, host);
        setup(&app, NewOwner { name, site, passphrase }).await.unwrap();
        let ada = app.store.read(owners::first).await.unwrap().unwrap().0;
        let running = tokio::spawn(runner::run(app.clone()));
        Self { app, ada, inboxes, running, _folder: folder }
    }

    /// Somebody at `host` whom the node has met; their server has a shared inbox.
    pub(crate) async fn meets(&self, name: &str, host: &str) -> AccountId {
        let id = format!("https://{host}/users/{name}");
        let actor = json!({
            "id": id, "type": "Person", "preferredUsername": name, "inbox": format!("{id}/inbox"),
            "endpoints": { "sharedInbox": format!("https://{host}/inbox") },
        });
        let actor = Actor::read(&actor).unwrap();
        let cx = Context::now(&self.app, false).await.unwrap();
        self.app.store.write(move |tx| store_actor(tx, &cx, &actor)).await.unwrap()
    }

    /// Somebody at `host` who follows ada.
    pub(crate) async fn follower(&self, name: &str, host: &str) -> AccountId {
        let who = self.meets(name, host).await;
        let (ada, id) = (self.ada, self.app.ids.next());
        let uri = format!("https://{host}/follows/{name}");
        let follow = move |tx: &Write| {
            follows::request(tx, id, &uri, who, ada, START_MS)?;
            follows::accept(tx, &follows::between(tx, who, ada)?.unwrap()).map(drop)
        };
        self.app.store.write(follow).await.unwrap();
        who
    }

    /// A public post of somebody else; with options a poll.
    pub(crate) async fn receives(&self, author: AccountId, options: &[&str]) -> StatusId {
        let id: StatusId = self.app.ids.next();
        let options: Vec<_> = options.iter().map(|title| ((*title).to_owned(), 0)).collect();
        let insert = move |tx: &Write| {
            let uri = format!("https://b.example/posts/{id}");
            let id = statuses::insert(tx, &NewStatus { id, uri: &uri, ..blank(author) })?;
            if !options.is_empty() {
                let poll = polls::Poll {
                    multiple: false,
                    hide_totals: false,
                    expires_ms: Some(START_MS + 600_000),
                    closed: false,
                    voters_count: 0,
                    options,
                };
                polls::put(tx, id, &poll)?;
            }
            Ok(id)
        };
        self.app.store.write(insert).await.unwrap()
    }

    /// Ada posts.
    pub(crate) async fn posts(&self, text: &str, visibility: Visibility) -> StatusId {
        post::post(&self.app, self.ada, new_post(text, visibility)).await.unwrap()
    }

    /// The next activity that arrives anywhere, and where.
    pub(crate) async fn next(&mut self) -> (Value, Posted) {
        let posted = self.inboxes.next().await;
        (serde_json::from_slice(&posted.body).unwrap(), posted)
    }

    /// The next `count` activities, as (type, address of the inbox), sorted by address.
    pub(crate) async fn next_by_inbox(&mut self, count: usize) -> Vec<(String, String)> {
        let mut arrived = Vec::new();
        for _ in 0..count {
            let (activity, posted) = self.next().await;
            arrived.push((activity["type"].as_str().unwrap().to_owned(), posted.url()));
        }
        arrived.sort_by(|a, b| a.1.cmp(&b.1));
        arrived
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// A post of ada's with this text.
pub(crate) fn new_post(text: &str, visibility: Visibility) -> NewPost {
    NewPost {
        quote_policy: QuotePolicy::default(),
        draft: Draft { text: text.to_owned(), ..Draft::default() },
        visibility,
        in_reply_to: None,
        quote: None,
        idempotency_key: None,
        app_id: None,
        scheduled: None,
    }
}

fn blank(author: AccountId) -> NewStatus<'static> {
    NewStatus {
        id: StatusId::MIN,
        uri: "",
        url: None,
        account_id: author,
        local: false,
        kind: StatusKind::Note,
        reblog_of_id: None,
        reply: None,
        content_html: "<p>hello</p>",
        spoiler_text: "",
        source_text: None,
        language: None,
        sensitive: false,
        visibility: Visibility::Public,
        emojis_json: None,
        policy_json: None,
        quote: None,
        extras: 0,
        created_ms: START_MS,
        edited_ms: None,
        arrived_ms: 0,
        app_id: None,
    }
}
