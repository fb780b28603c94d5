//! A program or card on trial shows that it works: the database opens, reads and writes, and its own pages answer.
//!
//! Until then it acknowledges nothing, so that it can go again without anything being lost.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use hyper::Request;
use hyper::body::Bytes;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::launch::confirm;
use crate::app::App;
use crate::error::{Error, Result};
use crate::net::Limits;
use crate::store::settings;

/// A board that starts is busy.
const PATIENCE: Duration = Duration::from_secs(90);
const AGAIN: Duration = Duration::from_millis(500);
const LIMITS: Limits = Limits { body_bytes: 1024, deadline: Duration::from_secs(5) };
/// Written and read back.
const TRIED: &str = "update_tried";

/// Shows that the node that answers at `at` works, and keeps the update then.
///
/// # Errors
/// It does not, or nobody can write that down. The program has to end then.
pub async fn pass(app: &App, data: &Path, at: SocketAddr) -> Result<()> {
    let works = async {
        while !works(app, at).await {
            sleep(AGAIN).await;
        }
    };
    let waited = timeout(PATIENCE, works).await;
    waited.map_err(|_| Error::conflict("The update does not come to work"))?;
    let (system, data) = (app.appliance.system.clone(), data.to_owned());
    spawn_blocking(move || confirm(&system, &data)).await.map_err(Error::internal)??;
    app.appliance.on_trial.send_replace(false);
    tracing::info!("the update works and is kept");
    Ok(())
}

async fn works(app: &App, at: SocketAddr) -> bool {
    let now = app.clock.now_ms().to_string();
    let written = now.clone();
    let stored = app.store.write(move |tx| settings::set(tx, TRIED, &written)).await.is_ok()
        && app.store.read(|db| settings::value(db, TRIED)).await.is_ok_and(|it| it == Some(now));
    stored && answers(app, at).await
}

async fn answers(app: &App, at: SocketAddr) -> bool {
    let address = if at.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), at.port())
    } else {
        at
    };
    let request = Request::get(format!("http://{address}/health")).body(Bytes::new());
    let Ok(request) = request else { return false };
    let answer = app.appliance.services.send_to(address, request, LIMITS).await;
    answer.is_ok_and(|answer| answer.status().is_success())
}
