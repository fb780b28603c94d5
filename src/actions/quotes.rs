//! Quotes of the owner's posts: who may, and taking one back (FEP-044f).

use super::draft::QuotePolicy;
use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::{outbox, publish};
use crate::id::{AccountId, StatusId, of};
use crate::jobs::job::Audience;
use crate::protocol::outgoing::PUBLIC;
use crate::protocol::outgoing::activity::{Activity, Verb};
use crate::store::accounts::Account;
use crate::store::statuses::{self, QuoteState};
use crate::store::{Write, accounts, quotes};

/// Changes who may quote a post, and tells everybody who got it. Quotes that are there stay.
///
/// # Errors
/// Not found if it is not the owner's.
pub async fn allow(app: &App, owner: AccountId, id: StatusId, policy: QuotePolicy) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::own_post(tx, owner, id)?;
        let author = visible::account(tx, owner)?;
        if status.reblog_of_id.is_some() {
            return Err(Error::invalid("A reblog cannot be changed"));
        }
        statuses::set_policy(tx, id, policy.stored(&author).as_deref())?;
        publish::updated(tx, &cx, id, Vec::new())
    });
    write.await
}

/// Takes back that a post of somebody may quote one of the owner's.
///
/// # Errors
/// Not found if it does not.
pub async fn revoke(app: &App, owner: AccountId, id: StatusId, quoting: StatusId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::own_post(tx, owner, id)?;
        let quoting = statuses::by_id(tx, quoting)?.ok_or_else(|| Error::not_found("post"))?;
        if !quotes::exists(tx, quoting.id, status.id)? {
            return Err(Error::not_found("post"));
        }
        statuses::set_quote_state(tx, quoting.id, QuoteState::Revoked, None)?;
        let Some(number) = quotes::revoke(tx, status.id, &quoting.uri)? else { return Ok(()) };
        let author = visible::account(tx, owner)?;
        tell_revoked(tx, &cx, &author, number, quoting.account_id)
    });
    write.await
}

/// Whoever shows the quote must know: the one who quoted, and those who may have seen the stamp.
fn tell_revoked(
    tx: &Write,
    cx: &Context,
    author: &Account,
    number: i64,
    quoter: AccountId,
) -> Result<()> {
    let Some(quoter) = accounts::by_id(tx, quoter)? else { return Ok(()) };
    let stamp = cx.site.quote_authorization(&author.username, number);
    let followers = author.followers();
    let uri = cx.site.activity(&author.username, cx.ids.next::<of::Outgoing>());
    let delete = Activity {
        id: &uri,
        actor: &author.uri,
        published_ms: None,
        to: vec![PUBLIC],
        cc: vec![&followers, &quoter.uri],
        verb: Verb::DeleteId(&stamp),
    };
    let audience = Audience {
        followers_of: Some(author.id),
        accounts: vec![quoter.id],
        ..Audience::default()
    };
    outbox::send(tx, cx, author.id, None, &delete.document(), audience)
}
