//! What Ada does in a scene.

use nichoir::actions::block::block;
use nichoir::actions::draft::PollDraft;
use nichoir::actions::follow::{self, Options};
use nichoir::actions::post::{NewPost, post};
use nichoir::store::statuses::{self, Visibility};
use nichoir::store::{Write, blocks, follows};

use super::home::new_post;
use super::peer::Peer;
use super::scene::{ADA, Scene};

impl Scene {
    /// Ada posts; answers the URI.
    pub(crate) async fn posts(&self, text: &str, visibility: Visibility) -> String {
        self.posts_this(new_post(text, visibility)).await
    }

    /// Ada's app posts with a key by which it would find the post again; answers the URI.
    pub(crate) async fn posts_once(&self, text: &str, to: Visibility, key: &str) -> String {
        let idempotency_key = Some(key.to_owned());
        self.posts_this(NewPost { idempotency_key, ..new_post(text, to) }).await
    }

    /// Ada answers her own post; answers the URI.
    pub(crate) async fn replies(&self, text: &str, visibility: Visibility, to: &str) -> String {
        let to = to.to_owned();
        let parent = self.server.app.store.read(move |db| statuses::by_uri(db, &to)).await;
        let in_reply_to = Some(parent.unwrap().unwrap().id);
        self.posts_this(NewPost { in_reply_to, ..new_post(text, visibility) }).await
    }

    /// Ada asks; answers the URI of the poll, which runs for an hour.
    pub(crate) async fn asks(&self, options: &[&str]) -> String {
        let mut new = new_post("Well?", Visibility::Public);
        new.draft.poll = Some(PollDraft {
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            multiple: false,
            hide_totals: false,
            expires_in_s: 3_600,
        });
        self.posts_this(new).await
    }

    async fn posts_this(&self, new: NewPost) -> String {
        let app = &self.server.app;
        let id = post(app, self.account(ADA).await, new).await.unwrap();
        app.store.read(move |db| statuses::by_id(db, id)).await.unwrap().unwrap().uri
    }

    /// Ada asks to follow somebody known; answers the URI of the request.
    pub(crate) async fn wants_to_follow(&self, target: &Peer) -> String {
        let (ada, target) = (self.account(ADA).await, self.account(&target.uri).await);
        let app = &self.server.app;
        follow::follow(app, ada, target, Options::default()).await.unwrap();
        let asked = app.store.read(move |db| follows::between(db, ada, target)).await;
        asked.unwrap().unwrap().uri
    }

    /// Ada follows somebody known, with their agreement.
    pub(crate) async fn follow(&self, target: &Peer) {
        self.tie(ADA, &target.uri).await;
    }

    /// Somebody known follows ada.
    pub(crate) async fn is_followed_by(&self, follower: &Peer) {
        self.tie(&follower.uri, ADA).await;
    }

    async fn tie(&self, follower: &str, target: &str) {
        let app = &self.server.app;
        let (id, now_ms) = (app.ids.next(), app.clock.now_ms());
        let uri = format!("{follower}#follows-{id}");
        let (follower, target) = (self.account(follower).await, self.account(target).await);
        let tied = app.store.write(move |tx| {
            follows::request(tx, id, &uri, follower, target, now_ms)?;
            let follow = follows::between(tx, follower, target)?;
            follows::accept(tx, &follow.expect("just asked for")).map(drop)
        });
        tied.await.unwrap();
    }

    /// Ada blocks somebody known.
    pub(crate) async fn blocks(&self, target: &Peer) {
        let (ada, target) = (self.account(ADA).await, self.account(&target.uri).await);
        block(&self.server.app, ada, target).await.unwrap();
    }

    /// Ada blocks a whole domain.
    pub(crate) async fn blocks_domain(&self, domain: &str) {
        let (ada, domain) = (self.account(ADA).await, domain.to_owned());
        let block = move |tx: &Write| blocks::insert_domain(tx, ada, &domain, 0);
        self.server.app.store.write(block).await.unwrap();
    }
}
