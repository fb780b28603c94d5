//! What polls need later: new numbers for everybody, and an end.

use super::work::Done;
use crate::app::App;
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::publish;
use crate::id::{AccountId, StatusId};
use crate::store::notifications::{self, NewNotification, NotificationKind};
use crate::store::statuses::{self, Status};
use crate::store::{Write, polls};

/// Tells everybody who got a poll of here how many votes it has.
///
/// # Errors
/// Those of the store.
pub(super) async fn publish(app: &App, id: StatusId) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| match statuses::by_id(tx, id)? {
        Some(status) if status.local => tell(tx, &cx, &status),
        _ => Ok(()),
    });
    write.await
}

/// Ends a poll whose time has come, and tells who took part.
///
/// # Errors
/// Those of the store.
pub(super) async fn close(app: &App, id: StatusId) -> Result<Done> {
    let cx = Context::now(app, false).await?;
    app.store.write(move |tx| close_now(tx, &cx, id)).await
}

fn close_now(tx: &Write, cx: &Context, id: StatusId) -> Result<Done> {
    let status = statuses::by_id(tx, id)?.zip(polls::by_status(tx, id)?);
    let Some((status, poll)) = status else { return Ok(Done::ForGood) };
    match poll.expires_ms {
        // An edit may have given it more time.
        Some(end_ms) if end_ms > cx.now_ms => return Ok(Done::Until(end_ms)),
        _ if poll.closed => return Ok(Done::ForGood),
        _ => polls::close(tx, id)?,
    }
    for voter in polls::voters(tx, id)? {
        notify(tx, cx, voter, &status)?;
    }
    if status.local {
        tell(tx, cx, &status)?;
    }
    Ok(Done::ForGood)
}

fn tell(tx: &Write, cx: &Context, status: &Status) -> Result<()> {
    publish::updated(tx, cx, status.id, polls::voters(tx, status.id)?)
}

fn notify(tx: &Write, cx: &Context, voter: AccountId, status: &Status) -> Result<()> {
    let new = NewNotification {
        id: cx.ids.next(),
        account_id: voter,
        kind: NotificationKind::Poll,
        from_id: status.account_id,
        status_id: Some(status.id),
    };
    notifications::insert(tx, &new, cx.now_ms)
}
