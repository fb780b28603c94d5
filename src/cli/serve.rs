//! `nichoir serve`: opens the store and answers until it is told to stop.

use std::io::IsTerminal as _;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::{claim_code, lock, reset, say};
use crate::app::App;
use crate::appliance::claim::Claim;
use crate::appliance::claim::start;
use crate::appliance::{self, Appliance};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::jobs::runner;
use crate::net::Net;
use crate::random::Random;
use crate::store::Store;

/// Two are enough: SQLite's work has threads of its own.
const WORKER_THREADS: usize = 2;

pub(super) fn run(config: &Config) -> Result<()> {
    start_log(&config.log)?;
    runtime()?.block_on(serve(config))
}

/// What a node runs on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .thread_stack_size(1 << 20)
        .enable_all()
        .build()?)
}

async fn serve(config: &Config) -> Result<()> {
    let _lock = lock::take(&config.data)?;
    let since = reset::honour(config)?;
    let app = open(config)?;
    let claim = start::prepare(&app, &config.data, since).await?;
    let listener = TcpListener::bind(config.listen).await.map_err(|cause| {
        let message = format!("Cannot listen on {}; is it in use already?", config.listen);
        Error::conflict(message).caused_by(cause)
    })?;
    let stop = stop_signal()?;
    say(&what_next(&app, claim.as_ref(), listener.local_addr()?).await?);
    tokio::select! {
        () = crate::serve::serve(app.clone(), listener, stop) => {}
        () = runner::run(app.clone()) => {}
        () = watch(app, config.tls.is_some()) => {}
    }
    Ok(())
}

/// Without TLS of its own the node is no box of ours: whoever runs the proxy sees to the rest.
async fn watch(app: App, is_box: bool) {
    match is_box {
        true => appliance::run(app).await,
        false => std::future::pending().await,
    }
}

/// Opens (or makes) the data folder.
pub(super) fn open(config: &Config) -> Result<App> {
    let media = config.data.join("media");
    std::fs::create_dir_all(&media).map_err(|cause| {
        let message = format!("Cannot write to the data folder {}", config.data.display());
        Error::conflict(message).caused_by(cause)
    })?;
    let store = Store::open(&config.database())?;
    let clock = Clock::system();
    let net = Net::system(&clock);
    let mut appliance = Appliance::new(&clock, &config.sys_root);
    appliance.is_box = config.tls.is_some();
    let mut app = App::new(store, clock, Random::system(), net, media);
    app.appliance = appliance;
    Ok(app)
}

/// What the person who started it can do now.
async fn what_next(app: &App, claim: Option<&Claim>, listen: SocketAddr) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    if let Some(claim) = claim {
        let invitation = claim_code::invitation(claim, listen, std::io::stdout().is_terminal());
        return Ok(format!("Nichoir {version} listens on http://{listen}\n{invitation}"));
    }
    let site = app.site().await?;
    let host = &site.host;
    Ok(format!(
        "Nichoir {version} listens on http://{listen}, for {}\n\
         Sign in from a Mastodon app with the address {host}",
        site.base()
    ))
}

pub(super) fn start_log(filter: &str) -> Result<()> {
    let filter = EnvFilter::try_new(filter)
        .map_err(|cause| Error::invalid(format!("log = {filter:?} is not a filter: {cause}")))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    Ok(())
}

/// Ends with ctrl-c, or with the service manager's SIGTERM; heard from now on, not only once awaited.
pub(super) fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
