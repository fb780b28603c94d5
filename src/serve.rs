//! The doors: connections in, and who answers what behind each of them.
//!
//! The accept loop is ours (design A.7), so that every bound is in sight. Without TLS of our own there is one
//! door for everything; with it, the secure one stands for the node and the plain one leads there. What is
//! counted (wrong passphrases, say) is counted for all of them together.
//!
//! Each request passes the connection (`connection`), what its door alone does (`plain`, `good_days`), whoever
//! lets it in (`door`), and the room for its body (`bodies`), before its route.

mod bodies;
mod connection;
mod door;
mod forwarded;
mod good_days;
mod guests;
mod listening;
mod networks;
mod opened;
mod places;
mod plain;
mod proxy_header;
mod seated;
mod sockets;
mod tls;
mod unread;

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use self::bodies::Bodies;
use self::door::Doorkeeper;
use self::good_days::GoodDays;
use self::listening::{Door, answer_at};
use self::tls::Tls;
use crate::app::App;
use crate::client::rate_limit::Rates;
use crate::error::Result;
use crate::{client, federation, web};

pub use networks::Networks;
pub use sockets::Sockets;

/// No request takes longer,
const REQUEST_TIME: Duration = Duration::from_secs(30);
/// but for a large file that comes over a slow line.
const UPLOAD_TIME: Duration = Duration::from_secs(30 * 60);

/// Answers on `listener` until `stop`, then lets open requests finish.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()>) {
    let stop = announced(app.clone(), stop);
    serve_on(listener, router(app), Networks::default(), stop).await;
}

/// Answers with `router` on `listener` until `stop`. Proxies in `trusted` may say who asks.
pub async fn serve_on(
    listener: TcpListener,
    router: Router,
    trusted: Networks,
    stop: impl Future<Output = ()>,
) {
    answer_at(vec![Door { listener, router, tls: None }], trusted, stop).await;
}

/// Answers on all `sockets` until `stop`. Proxies in `trusted` may say who asks.
///
/// # Errors
/// If TLS cannot be prepared.
pub async fn serve_at(
    app: App,
    sockets: Sockets,
    trusted: Networks,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let mut doors = Vec::new();
    let (answers, keeper) = (answers(&app), Doorkeeper::new(app.clone()));
    let plain = match sockets.secure.is_empty() {
        true => behind(keeper.clone(), answers.clone()),
        false => plain_router(keeper.clone(), answers.clone()),
    };
    for listener in sockets.plain {
        doors.push(Door { listener, router: plain.clone(), tls: None });
    }
    // Not made for nothing: a start costs as much as the cryptography that it wakes.
    if !sockets.secure.is_empty() {
        let (tls, secure) = (Tls::new(&app.appliance)?, secure_router(keeper, answers));
        for listener in sockets.secure {
            doors.push(Door { listener, router: secure.clone(), tls: Some(tls.clone()) });
        }
    }
    answer_at(doors, trusted, announced(app, stop)).await;
    Ok(())
}

/// Says that the node stops before it does: a stream of events has no end of its own.
async fn announced(app: App, stop: impl Future<Output = ()>) {
    stop.await;
    app.stopping.send_replace(true);
}

/// Everything this node answers, where TLS is left to a proxy.
pub fn router(app: App) -> Router {
    let answers = answers(&app);
    behind(Doorkeeper::new(app), answers)
}

/// What the plain port answers beside TLS of our own.
///
/// As long as nobody lives here it is the way into the claim.
fn plain_router(keeper: Doorkeeper, answers: Answers) -> Router {
    behind(keeper.clone(), answers).layer(from_fn_with_state(keeper, plain::answer))
}

/// What is answered over TLS of our own.
fn secure_router(keeper: Doorkeeper, answers: Answers) -> Router {
    let good_days = from_fn_with_state(GoodDays::new(keeper.app.clone()), good_days::promise);
    behind(keeper, answers).layer(good_days)
}

/// All `answers`, for those whom `keeper` lets in.
fn behind(keeper: Doorkeeper, answers: Answers) -> Router {
    let app = keeper.app.clone();
    let door = from_fn_with_state(keeper, door::keep);
    let uploads = finish(answers.uploads.layer(door.clone()), UPLOAD_TIME, app.clone());
    let others = answers.others.layer(door).route("/health", get(health));
    finish(others, REQUEST_TIME, app).merge(uploads)
}

/// What is answered behind every door.
#[derive(Clone)]
struct Answers {
    uploads: Router<App>,
    others: Router<App>,
}

/// All routes of the three edges.
fn answers(app: &App) -> Answers {
    // Counted together: uploads are requests as others are.
    let rates = Rates::new(app.clock.clone());
    let others = Router::new()
        .merge(client::routes::routes(rates.clone()))
        .merge(web::routes::routes())
        .layer(from_fn_with_state(Bodies::default(), bodies::hold))
        // The inbox has a bound of its own, and says why.
        .merge(federation::routes::routes())
        .fallback(not_found);
    Answers { uploads: client::routes::uploads(rates).merge(web::routes::uploads()), others }
}

/// What every route has.
fn finish(answers: Router<App>, time: Duration, app: App) -> Router {
    let timeout = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time);
    answers
        // Together, as each layer of its own costs every request a little; the first one is outermost.
        .layer((CatchPanicLayer::new(), timeout))
        .with_state(app)
}

/// `GET /health`
async fn health() -> &'static str {
    std::future::ready("OK").await
}

async fn not_found(headers: HeaderMap) -> Response {
    std::future::ready(web::routes::not_found(&headers)).await
}
