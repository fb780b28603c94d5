//! Posts of people of other servers, stored as if they had been delivered.

use nichoir::id::{AccountId, StatusId};
use nichoir::store::mentions::{self, MentionKind};
use nichoir::store::notifications::{self, NewNotification, NotificationKind};
use nichoir::store::statuses::{self, NewStatus, ReplyTo, StatusKind, Visibility, extras};
use nichoir::store::{follows, home, tags};

use super::server::Server;

/// A post that is about to arrive.
#[derive(Clone)]
pub(crate) struct Arriving {
    author: AccountId,
    text: String,
    visibility: Visibility,
    reply_to: Option<(StatusId, AccountId)>,
    reblog_of: Option<StatusId>,
    tag: Option<String>,
    tells_ada: Vec<NotificationKind>,
}

/// A public post by somebody.
pub(crate) fn post_by(author: AccountId) -> Arriving {
    Arriving {
        author,
        text: "<p>Chirp 100%</p>".into(),
        visibility: Visibility::Public,
        reply_to: None,
        reblog_of: None,
        tag: None,
        tells_ada: Vec::new(),
    }
}

impl Arriving {
    pub(crate) fn saying(self, text: &str) -> Self {
        Self { text: text.into(), ..self }
    }

    pub(crate) fn seen_by(self, visibility: Visibility) -> Self {
        Self { visibility, ..self }
    }

    pub(crate) fn answering(self, status: StatusId, author: AccountId) -> Self {
        Self { reply_to: Some((status, author)), ..self }
    }

    pub(crate) fn reblogging(self, status: StatusId) -> Self {
        Self { reblog_of: Some(status), text: String::new(), ..self }
    }

    pub(crate) fn tagged(self, tag: &str) -> Self {
        Self { tag: Some(tag.into()), ..self }
    }

    /// Names Ada, who is told.
    pub(crate) fn naming_ada(self) -> Self {
        self.telling_ada(&[NotificationKind::Mention])
    }

    /// Names Ada, who is told of it as this.
    pub(crate) fn telling_ada(self, kinds: &[NotificationKind]) -> Self {
        Self { tells_ada: kinds.to_vec(), ..self }
    }

    /// Arrives; a second after whatever came before.
    pub(crate) async fn arrives(self, server: &Server) -> StatusId {
        server.app.clock.advance_ms(1000);
        let (ada, app) = (ada(server).await, server.app.clone());
        let write = server.app.store.write(move |tx| {
            let id: StatusId = app.ids.next();
            let when = |there: bool, bit: i64| if there { bit } else { 0 };
            let status = NewStatus {
                id,
                uri: &format!("https://far.example/notes/{id}"),
                url: None,
                account_id: self.author,
                local: false,
                kind: StatusKind::Note,
                reblog_of_id: self.reblog_of,
                reply: self.reply_to.map(|(status, author)| ReplyTo::Known(status, author)),
                content_html: &self.text,
                spoiler_text: "",
                source_text: None,
                language: None,
                sensitive: false,
                visibility: self.visibility,
                emojis_json: None,
                policy_json: None,
                quote: None,
                extras: when(!self.tells_ada.is_empty(), extras::MENTIONS)
                    | when(self.tag.is_some(), extras::TAGS),
                created_ms: app.clock.now_ms(),
                edited_ms: None,
                arrived_ms: 0,
                app_id: None,
            };
            statuses::insert(tx, &status)?;
            if let Some(tag) = &self.tag {
                tags::insert(tx, id, tag)?;
            }
            for kind in &self.tells_ada {
                mentions::insert(tx, id, ada, MentionKind::Named)?;
                let new = NewNotification {
                    id: app.ids.next(),
                    account_id: ada,
                    kind: *kind,
                    from_id: self.author,
                    status_id: Some(id),
                };
                notifications::insert(tx, &new, app.clock.now_ms())?;
            }
            home::distribute(tx, id)?;
            Ok(id)
        });
        write.await.unwrap()
    }
}

/// Ada's account.
pub(crate) async fn ada(server: &Server) -> AccountId {
    let found = server.app.store.read(nichoir::store::owners::first).await.unwrap();
    found.unwrap().0
}

/// Ada follows somebody, who agreed.
pub(crate) async fn follow(server: &Server, target: AccountId) {
    let (ada, id, now_ms) = (ada(server).await, server.app.ids.next(), server.app.clock.now_ms());
    let uri = format!("https://home.example/f/{target}");
    let write = server.app.store.write(move |tx| {
        follows::request(tx, id, &uri, ada, target, now_ms)?;
        let follow = follows::between(tx, ada, target)?.unwrap();
        follows::accept(tx, &follow)
    });
    write.await.unwrap();
}
