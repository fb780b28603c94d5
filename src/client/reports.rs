//! Reporting somebody to the people who run their server.

use axum::extract::State;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::account::Account;
use super::entity::report::Report;
use super::error::Answered;
use crate::actions::report;
use crate::app::App;
use crate::clock::rfc3339;
use crate::error::{Error, Result};
use crate::id::{AccountId, StatusId};
use crate::store::accounts;

/// `POST /api/v1/reports`. Without `forward` nobody is told: the owner is the only one here.
pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    bearer.signed_in(&app, "write:reports").await?;
    let target = target(&params)?;
    let posts: Vec<StatusId> =
        params.list("status_ids").iter().filter_map(|id| id.parse().ok()).collect();
    let comment = params.text("comment").unwrap_or_default().to_owned();
    let forwarded = params.flag("forward").unwrap_or(false);
    let site = app.site().await?;
    let account = app.store.read(move |db| accounts::by_id(db, target)).await?;
    let account = account.ok_or_else(|| Error::not_found("Record"))?;
    if forwarded {
        report::report(&app, target, posts.clone(), comment.clone()).await?;
    }
    Ok(Answer::json(&Report {
        id: app.ids.next(),
        action_taken: false,
        action_taken_at: None,
        category: "other",
        comment: &comment,
        forwarded,
        created_at: rfc3339(app.clock.now_ms()),
        status_ids: &posts,
        rule_ids: [],
        target_account: Account::build(&account, &site),
    })?)
}

fn target(params: &Params) -> Result<AccountId> {
    let id = params.filled("account_id").and_then(|id| id.parse().ok());
    id.ok_or_else(|| Error::not_found("Record"))
}
