//! The few files that pages and apps load from us: the style sheet and the pictures of those who
//! have none. They are part of the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Path of the picture for accounts without one.
pub const AVATAR: &str = "/assets/avatar.png";
/// Path of the wide picture for accounts without one.
pub const HEADER: &str = "/assets/header.png";

/// `GET /assets/{name}`
pub async fn asset(Path(name): Path<String>) -> Response {
    let (kind, bytes): (_, &'static [u8]) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_bytes!("style.css")),
        "avatar.png" => ("image/png", include_bytes!("avatar.png")),
        "header.png" => ("image/png", include_bytes!("header.png")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    std::future::ready((headers, bytes).into_response()).await
}
