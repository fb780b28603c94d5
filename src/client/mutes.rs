//! Muting people: <https://docs.joinmastodon.org/methods/mutes/>.

use axum::extract::State;
use axum::http::Uri;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::account::MutedAccount;
use super::error::Answered;
use super::follows::relationship;
use super::page::{ACCOUNTS, Cursor};
use super::path_id::PathId;
use crate::actions::mute;
use crate::app::App;
use crate::id::{AccountId, of};
use crate::store::mutes::{self, Mute};
use crate::store::{Read, account_lists, account_view};

/// `POST /api/v1/accounts/{id}/mute`; a duration in seconds, 0 for good.
pub(super) async fn mute(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    params: Params,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:mutes").await?.account_id;
    let seconds = params.number("duration").filter(|seconds| *seconds > 0);
    let lasts_ms = seconds.map(|seconds| seconds.min(LONGEST_SECONDS) * 1000);
    let mute = Mute {
        notifications: params.flag("notifications").unwrap_or(true),
        expires_ms: lasts_ms.map(|lasts_ms| app.clock.now_ms() + lasts_ms),
    };
    mute::mute(&app, owner, id, mute).await?;
    relationship(&app, owner, id).await
}

/// A hundred years: nobody means more, and sums stay small.
const LONGEST_SECONDS: i64 = 100 * 365 * 86_400;

/// `POST /api/v1/accounts/{id}/unmute`
pub(super) async fn unmute(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:mutes").await?.account_id;
    mute::unmute(&app, owner, id).await?;
    relationship(&app, owner, id).await
}

/// `GET /api/v1/mutes`
pub(super) async fn index(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let (site, cursor) = (app.site().await?, Cursor::read(uri, &params, ACCOUNTS));
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:mutes")?.account_id;
        let lines = account_lists::mutes(db, owner, &cursor.page)?;
        let ids: Vec<AccountId> = lines.iter().map(|(_, id)| *id).collect();
        let rows = account_view::in_order(db, &ids)?;
        let ends = mutes::ends(db, owner, &ids)?;
        let muted = |row| MutedAccount::build(row, ends.get(&row.id).copied(), &site);
        let all: Vec<_> = rows.iter().map(muted).collect();
        Ok(Answer::json(&all)?.with_link(cursor.link_of(&site, &lines)))
    };
    Ok(app.store.read(work).await?)
}
