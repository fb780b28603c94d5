//! `POST /box/translation`: which server translates posts, or none.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::guest::Owner;
use super::report::{Place, Problem, render};
use crate::app::App;
use crate::entrance::Entrance;
use crate::error::Kind;
use crate::translate::{self, Engine};
use crate::web::setup::fields::Fields;

/// Chooses the server that was typed, once it has answered; none if nothing was typed.
pub(super) async fn choose(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let owner = match Owner::of(&app, entrance, &headers).await {
        Ok(owner) => owner,
        Err(refused) => return refused,
    };
    let problem = match wanted(&app, &fields).await {
        Ok(engine) => {
            let kept = app.store.write(move |tx| translate::save(tx, engine.as_ref())).await;
            match kept {
                Ok(()) => return Redirect::to("/box").into_response(),
                Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            }
        }
        Err(key) => {
            let typed = fields.text("address").to_owned();
            Problem { typed, ..Problem::new(Place::Translation, key) }
        }
    };
    render(&app, owner.locale, Some(problem)).await
}

/// The server, or the key of a sentence that says why not.
async fn wanted(app: &App, fields: &Fields) -> Result<Option<Engine>, &'static str> {
    if fields.text("address").is_empty() {
        return Ok(None);
    }
    let engine = Engine::parse(fields.text("address"), fields.text("key"));
    let engine = engine.map_err(|_| "translation-no-address")?;
    let engine = with_known_key(app, engine).await;
    match translate::languages(app, &engine).await {
        Ok(languages) if languages.is_empty() => Err("translation-no-languages"),
        Ok(_) => Ok(Some(engine)),
        Err(error) if error.kind() == Kind::Upstream => Err("translation-no-answer"),
        Err(_) => Err("translation-no-address"),
    }
}

/// The page does not show the key, so nothing typed means the one that is known.
async fn with_known_key(app: &App, engine: Engine) -> Engine {
    let known = app.store.read(translate::load).await.ok().flatten();
    match known {
        Some(known) if engine.key.is_empty() && known.url == engine.url => known,
        _ => engine,
    }
}
