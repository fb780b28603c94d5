//! Did the author of a quoted post agree to be quoted?
//!
//! The stamp must come from the quoted author's own server and name both posts; anything else is no
//! consent (FEP-044f; hostile input 44). A quote without a stamp stays unapproved.

use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::federation::budget::Budget;
use crate::federation::context::Context;
use crate::federation::fetch::fetch_document;
use crate::federation::publish;
use crate::federation::remote_status::resolve_quoted;
use crate::id::StatusId;
use crate::protocol::incoming::QuoteAuthorization;
use crate::store::statuses::{self, QuoteState, Status};
use crate::store::{accounts, quotes};

/// Checks the quote in a status and remembers the verdict.
///
/// # Errors
/// [`Kind::Upstream`] if the quoted author's server did not answer: then it is tried again.
pub(super) async fn run(app: &App, id: StatusId) -> Result<()> {
    let Some(status) = app.store.read(move |db| statuses::by_id(db, id)).await? else {
        return Ok(());
    };
    let Some(quoted_uri) = status.quote_uri.clone() else { return Ok(()) };
    let quoted = match resolve_quoted(app, &quoted_uri, &mut Budget::for_a_job()).await {
        Ok(quoted) => quoted,
        Err(error) if matches!(error.kind(), Kind::Upstream | Kind::Internal) => return Err(error),
        Err(_) => return Ok(()),
    };
    let Some(state) = judge(app, &status, quoted).await? else { return Ok(()) };
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        statuses::set_quote_state(tx, id, state, None)?;
        // Who got our quote without the stamp gets it with the stamp.
        if status.local && state == QuoteState::Accepted {
            publish::updated(tx, &cx, id, Vec::new())?;
        }
        Ok(())
    });
    write.await
}

/// `None` as long as nobody has said anything.
async fn judge(app: &App, status: &Status, quoted: StatusId) -> Result<Option<QuoteState>> {
    let found = app.store.read(move |db| {
        let quoted = statuses::by_id(db, quoted)?.ok_or_else(|| Error::not_found("status"))?;
        let author = accounts::by_id(db, quoted.account_id)?;
        Ok((quoted, author.ok_or_else(|| Error::not_found("account"))?))
    });
    let (quoted, author) = found.await?;
    if quoted.account_id == status.account_id {
        return Ok(Some(QuoteState::Accepted));
    }
    let Some(stamp) = &status.quote_authorization_uri else { return Ok(None) };
    if quoted.local {
        return stamped_here(app, stamp, status, &quoted).await.map(Some);
    }
    let document = match fetch_document(app, stamp).await {
        Ok(document) => document,
        Err(error) if error.kind() == Kind::Upstream => return Err(error),
        Err(_) => return Ok(Some(QuoteState::Rejected)),
    };
    let agreed = QuoteAuthorization::read(&document).is_ok_and(|stamp| {
        stamp.interacting_object == status.uri
            && stamp.interaction_target == quoted.uri
            && stamp.attributed_to == author.uri
    });
    Ok(Some(if agreed { QuoteState::Accepted } else { QuoteState::Rejected }))
}

/// Our own stamps are in the store.
async fn stamped_here(
    app: &App,
    stamp: &str,
    status: &Status,
    quoted: &Status,
) -> Result<QuoteState> {
    let number = stamp.rsplit('/').next().and_then(|number| number.parse().ok());
    let Some(number) = number else { return Ok(QuoteState::Rejected) };
    let given = app.store.read(move |db| quotes::by_number(db, number)).await?;
    let holds = given.is_some_and(|given| {
        given.status_id == quoted.id && given.quoting_uri == status.uri && !given.revoked
    });
    Ok(if holds { QuoteState::Accepted } else { QuoteState::Rejected })
}
