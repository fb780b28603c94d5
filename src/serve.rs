//! The listener: connections in, the merged routes of the three edges, a calm end.
//!
//! The accept loop is ours (design A.7), so that every bound is in sight. TLS is not here yet.

mod connection;
mod door;
mod places;

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::{client, federation, web};

use door::Door;

pub use connection::serve_on;

/// The largest request body. Uploads will have a bound of their own.
const BODY_BYTES: usize = 1 << 20;
/// No request takes longer.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// Answers on `listener` until `stop`, then lets open requests finish.
pub async fn serve(app: App, listener: tokio::net::TcpListener, stop: impl Future<Output = ()>) {
    serve_on(listener, router(app), stop).await;
}

/// Everything this node answers.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(client::routes::routes())
        .merge(web::routes::routes())
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        // The inbox has a bound of its own, and says why.
        .merge(federation::routes::routes())
        .fallback(not_found)
        .layer(from_fn_with_state(Door::new(app.clone()), door::keep))
        .route("/health", get(health))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIME))
        .layer(cors())
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

/// `GET /health`
async fn health() -> &'static str {
    std::future::ready("OK").await
}

async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    if uri.path().starts_with("/api/") {
        return client::routes::not_found();
    }
    web::routes::not_found(&headers)
}

/// Apps in a browser come from anywhere; they show a token, never a cookie.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::HEAD,
        ])
        // `*` would not cover Authorization (Fetch §4.9).
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([header::LINK, header::RETRY_AFTER])
        .max_age(Duration::from_secs(86_400))
}
