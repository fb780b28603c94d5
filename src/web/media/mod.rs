//! Media, ours and of others, as files that can be looked at and never run.

mod file_body;
mod range;
mod served;

use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use self::served::{Served, serve};
use crate::app::App;
use crate::error::Kind;
use crate::media::remote;
use crate::site::Form;

/// `GET /media/{sha256}.{ext}`
pub(super) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let Some((hash, extension)) = name.split_once('.').filter(is_name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // Its name is what is in it, so it never changes.
    let served = Served {
        path: app.media.join(&name),
        extension,
        tag: hash,
        keep: "public, max-age=31536000, immutable",
    };
    serve(served, &method, &headers).await
}

/// `GET /media/remote/{mark}/{url}`
pub(super) async fn remote(
    state: State<App>,
    path: Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    of_others(&state.0, Form::Whole, &path.0, (&method, &headers)).await
}

/// `GET /media/preview/{mark}/{url}`
pub(super) async fn preview(
    state: State<App>,
    path: Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    of_others(&state.0, Form::Preview, &path.0, (&method, &headers)).await
}

/// Only what we marked ourselves: nobody else can have us fetch anything.
async fn of_others(
    app: &App,
    form: Form,
    (mark, written): &(String, String),
    (method, headers): (&Method, &HeaderMap),
) -> Response {
    let site = app.site().await;
    let url = site.ok().and_then(|site| site.marked_media(form, mark, written));
    let Some(url) = url else { return StatusCode::NOT_FOUND.into_response() };
    match remote::open(app, form, &url).await {
        Ok(found) => {
            let extension = found.kind.extension();
            // Some servers lay another file under the same URL.
            let keep = "public, max-age=604800";
            let served = Served { path: found.path, extension, tag: &found.tag, keep };
            serve(served, method, headers).await
        }
        Err(error) => {
            let status = match error.kind() {
                Kind::Busy | Kind::Upstream | Kind::Internal => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::NOT_FOUND,
            };
            (status, [(CACHE_CONTROL, "no-store")]).into_response()
        }
    }
}

/// Nothing that leads out of the folder.
fn is_name((hash, extension): &(&str, &str)) -> bool {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    hash.len() == 64
        && hash.bytes().all(is_hex)
        && (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && *extension != crate::media::files::UNFINISHED
}
