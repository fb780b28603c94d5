//! Who is signed in, as `OpenID` Connect words it: <https://docs.joinmastodon.org/methods/oauth/#userinfo>.

use axum::extract::State;
use serde_json::json;

use crate::app::App;
use crate::client::answer::Answer;
use crate::client::auth::Bearer;
use crate::client::error::Answered;
use crate::error::Error;
use crate::page::AVATAR;
use crate::store::{Read, accounts};

/// `GET` and `POST /oauth/userinfo`
pub(in crate::client) async fn show(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "profile")?.account_id;
        let row = accounts::by_id(db, owner)?.ok_or_else(|| Error::not_found("Owner"))?;
        let default = format!("{}{AVATAR}", site.base());
        Answer::json(&json!({
            "iss": format!("{}/", site.base()),
            "sub": row.uri,
            "name": row.display_name,
            "preferred_username": row.username,
            "profile": row.url,
            "picture": if row.avatar_url.is_empty() { &default } else { &row.avatar_url },
        }))
    };
    Ok(app.store.read(work).await?)
}
