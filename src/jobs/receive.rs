//! Applies an activity that was received and believed before, after fetching what it needs.

use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::federation::apply::{self, Applied, Received, Wanted};
use crate::federation::budget::Budget;
use crate::federation::context::Context;
use crate::federation::remote_account::read_account;
use crate::federation::remote_status::resolve_status;
use crate::protocol::json;
use crate::store::accounts;

/// Fetches what is missing and applies `json`, an activity of `actor`.
///
/// # Errors
/// [`Kind::Upstream`] if another server did not answer: then it is tried again.
pub(super) async fn run(app: &App, json: &str, actor: &str) -> Result<()> {
    let value = json::parse(json.as_bytes(), &json::Limits::default())
        .map_err(|why| Error::invalid(why.to_string()))?;
    let owned = actor.to_owned();
    let actor_id = app.store.read(move |db| accounts::id_by_uri(db, &owned)).await?;
    let actor_id = actor_id.ok_or_else(|| Error::not_found("actor"))?;
    let wanted = match attempt(app, Received::read(&value, actor_id, &app.packer)?, false).await? {
        Applied::Missing(wanted) => wanted,
        Applied::Done | Applied::Ignored(_) => return Ok(()),
    };
    let mut budget = Budget::for_a_job();
    for each in &wanted {
        fetch(app, each, &mut budget).await?;
    }
    let applied = attempt(app, Received::read(&value, actor_id, &app.packer)?, true).await?;
    if let Applied::Ignored(why) = applied {
        tracing::debug!(actor, why, "fetched for nothing");
    }
    Ok(())
}

async fn attempt(app: &App, received: Received, after_fetch: bool) -> Result<Applied> {
    let cx = Context::now(app, after_fetch).await?;
    app.store.write(move |tx| apply::apply(tx, &cx, &received)).await
}

/// What is not there, or not to be had, is for the rules to judge.
async fn fetch(app: &App, wanted: &Wanted, budget: &mut Budget) -> Result<()> {
    let outcome = match wanted {
        Wanted::Account(uri) => read_account(app, uri, budget).await.map(drop),
        Wanted::Status(uri) => resolve_status(app, uri, budget).await.map(drop),
    };
    match outcome {
        Err(error) if error.kind() == Kind::Upstream => Err(error),
        _ => Ok(()),
    }
}
