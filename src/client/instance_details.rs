//! More about this node, a question each: <https://docs.joinmastodon.org/methods/instance/>.
//!
//! Which servers it talks with says whom one person knows; that is nobody's business, so those lists are empty.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::answer::Answer;
use super::error::Answered;
use super::instance::owner;
use crate::app::App;
use crate::clock::rfc3339;
use crate::store::Read;

/// `GET /api/v1/instance/extended_description`: what the owner says of themselves.
pub(super) async fn extended_description(State(app): State<App>) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = owner(db)?;
        Answer::json(&json!({
            "updated_at": rfc3339(owner.created_ms),
            "content": owner.note_html,
        }))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/instance/privacy_policy`
pub(super) async fn privacy_policy(State(app): State<App>) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = owner(db)?;
        Answer::json(&json!({ "updated_at": rfc3339(owner.created_ms), "content": PRIVACY }))
    };
    Ok(app.store.read(work).await?)
}

const PRIVACY: &str = "<p>This server belongs to one person. It collects nothing about visitors, \
    shows no advertisements and reports to nobody. Posts that other servers send are kept to be read by that person.</p>\
    <p>Ce serveur appartient à une seule personne. Il ne recueille rien sur les visiteurs, ne montre aucune publicité et ne \
    rend compte à personne. Les messages que d’autres serveurs envoient sont gardés pour être lus par cette personne.</p>";

/// `GET /api/v1/instance/languages`
pub(super) async fn languages() -> Json<Value> {
    let known = json!([
        { "code": "en", "name": "English" },
        { "code": "fr", "name": "Français" },
    ]);
    std::future::ready(Json(known)).await
}
