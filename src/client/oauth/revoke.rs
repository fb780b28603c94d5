//! Ending a token: signing out. Spec: RFC 7009.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::token::{NoToken, authenticate};
use crate::app::App;
use crate::client::body::Params;
use crate::client::secret;
use crate::store::oauth;

/// `POST /oauth/revoke`. Says yes to unknown tokens too (RFC 7009 §2.2).
pub(in crate::client) async fn revoke(
    State(app): State<App>,
    headers: HeaderMap,
    params: Params,
) -> Result<Json<Value>, NoToken> {
    let client = authenticate(&app, &headers, &params).await?;
    let hash = secret::hash(params.text("token").unwrap_or_default());
    app.store.write(move |tx| oauth::delete_token(tx, &hash, client.id)).await?;
    Ok(Json(json!({})))
}
