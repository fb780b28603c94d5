//! Wanting nothing from a whole server: ends follows in both directions and hides what came from there.

use super::follow_requests;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::ask;
use crate::federation::context::Context;
use crate::id::AccountId;
use crate::protocol::acct::Acct;
use crate::store::{Write, accounts, blocks, domain_blocks};

/// Blocks a server and what is below it.
///
/// # Errors
/// Invalid if that is no domain, or the owner's own.
pub async fn block(app: &App, owner: AccountId, domain: &str) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let domain = name(domain)?;
    if domain == cx.site.host || domain == cx.site.handle_domain {
        return Err(Error::invalid("You cannot block your own server"));
    }
    let write = app.store.write(move |tx| {
        blocks::insert_domain(tx, owner, &domain, cx.now_ms)?;
        domain_blocks::hide(tx, owner, &domain)?;
        end_follows(tx, &cx, owner, &domain)
    });
    write.await
}

/// Ends such a block.
///
/// # Errors
/// Invalid if that is no domain.
pub async fn unblock(app: &App, owner: AccountId, domain: &str) -> Result<()> {
    let domain = name(domain)?;
    app.store.write(move |tx| domain_blocks::delete(tx, owner, &domain)).await
}

fn end_follows(tx: &Write, cx: &Context, owner: AccountId, domain: &str) -> Result<()> {
    for follow in domain_blocks::follows_with(tx, owner, domain)? {
        if follow.follower_id == owner {
            if let Some(target) = accounts::by_id(tx, follow.target_id)? {
                ask::to_forget(tx, cx, &follow, &target)?;
            }
        } else {
            follow_requests::end(tx, cx, &follow)?;
        }
    }
    Ok(())
}

/// A domain as it is written here: lower case and punycode.
///
/// # Errors
/// Invalid if that is none.
pub fn name(domain: &str) -> Result<String> {
    let acct = Acct::parse(&format!("x@{}", domain.trim()));
    Ok(acct.ok_or_else(|| Error::invalid("That is not the name of a server"))?.domain)
}
