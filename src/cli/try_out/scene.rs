//! What the two owners did before somebody looks: follows, posts, a reply, a favourite and a boost.

use super::node::Node;
use crate::actions::draft::{Draft, QuotePolicy};
use crate::actions::favourite::favourite;
use crate::actions::follow::{Options, follow};
use crate::actions::post::{NewPost, post};
use crate::actions::reblog::reblog;
use crate::error::{Error, Result};
use crate::federation::resolve::resolve_handle;
use crate::id::StatusId;
use crate::protocol::acct::Acct;
use crate::store::statuses::{self, Visibility};
use crate::store::{follows, statuses::Status};

/// Plays the scene; at its end everything has arrived on both sides.
pub(super) async fn set(ada: &Node, bert: &Node) -> Result<()> {
    meet(ada, bert).await?;
    meet(bert, ada).await?;
    let morning = says(ada, "Good morning! The first egg is in the nest box. #birds", None).await?;
    let news = arrives(bert, morning.clone()).await?;
    let answer = says(bert, "@ada@ada.example How lovely. Which kind?", Some(news.id)).await?;
    let question = arrives(ada, answer).await?;
    favourite(&ada.app, ada.owner, question.id).await?;
    let tits = "@bert@bert.example Great tits, I think: the hole is 32 mm wide.";
    let reply = says(ada, tits, Some(question.id)).await?;
    arrives(bert, reply).await?;
    let boost = reblog(&bert.app, bert.owner, news.id, Visibility::Public).await?;
    let boost = uri_of(bert, boost).await?;
    arrives(ada, boost).await?;
    let rain = says(bert, "Rain until noon, so I am building one too.", None).await?;
    arrives(ada, rain).await.map(drop)
}

async fn meet(from: &Node, to: &Node) -> Result<()> {
    let acct = Acct::parse(&to.handle()).ok_or_else(|| Error::not_found("Handle"))?;
    let target = resolve_handle(&from.app, &acct).await?;
    follow(&from.app, from.owner, target, Options::default()).await?;
    let owner = from.owner;
    let accepted =
        move |db: &crate::store::Read| Ok(follows::is_accepted(db, owner, target)?.then_some(()));
    from.until(accepted).await
}

/// Answers the URI of the post.
async fn says(node: &Node, text: &str, in_reply_to: Option<StatusId>) -> Result<String> {
    let new = NewPost {
        quote_policy: QuotePolicy::default(),
        draft: Draft { text: text.into(), ..Draft::default() },
        visibility: Visibility::Public,
        in_reply_to,
        quote: None,
        idempotency_key: None,
        app_id: None,
        scheduled: None,
    };
    let id = post(&node.app, node.owner, new).await?;
    uri_of(node, id).await
}

async fn uri_of(node: &Node, id: StatusId) -> Result<String> {
    let status = node.app.store.read(move |db| statuses::by_id(db, id)).await?;
    Ok(status.ok_or_else(|| Error::not_found("Post"))?.uri)
}

async fn arrives(node: &Node, uri: String) -> Result<Status> {
    node.until(move |db| statuses::by_uri(db, &uri)).await
}
