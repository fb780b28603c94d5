//! `nichoir serve`: opens the store and answers until it is told to stop.

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::sync::Arc;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;

use super::lock::Lock;
use super::{claim_code, lock, log, private, reset, say, update};
use crate::app::App;
use crate::appliance::care::{self, ServiceManager};
use crate::appliance::certificate::Authorities;
use crate::appliance::claim::Claim;
use crate::appliance::claim::start;
use crate::appliance::ports::{HTTPS, Ports};
use crate::appliance::system::System;
use crate::appliance::update::card::Card;
use crate::appliance::update::launch::ON_TRIAL;
use crate::appliance::update::{asking, give_up, trial};
use crate::appliance::{self, Appliance, card, discovery, wifi};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::jobs::runner;
use crate::net::Net;
use crate::random::Random;
use crate::serve::{Networks, Sockets, serve_at};
use crate::store::Store;

/// Two are enough: SQLite's work has threads of its own.
const WORKER_THREADS: usize = 2;
/// All places for connections, all deliveries, and as much again.
const FILES: u64 = 4096;

pub(super) fn run(config: &Config) -> Result<()> {
    log::start(&config.log, &config.journal_stream)?;
    let lock = lock::take(&config.data)?;
    care::make_way(&config.data);
    update::hand_over(config, true)?;
    runtime()?.block_on(serve(config, lock)).inspect_err(|why| {
        give_up(&System::new(&config.sys_root), &config.data, why);
    })
}

/// What a node runs on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .thread_stack_size(1 << 20)
        .enable_all()
        .build()?)
}

async fn serve(config: &Config, _lock: Lock) -> Result<()> {
    let trusted = Networks::parse(&config.trusted_proxies)?;
    let since = reset::honour(config)?;
    let app = open(config)?;
    let is_box = app.appliance.is_box();
    if is_box {
        appliance::time::doubt(&app);
    }
    if let Err(error) = app.keep_media_secret().await {
        tracing::warn!(%error, "URLs of media will change with the next start");
    }
    card::report(&app.appliance.system, &app.appliance.findings);
    let claim = start::prepare(&app, &config.data, since).await?;
    allow_many_files();
    let mut sockets = Sockets::open(config)?;
    let names = sockets.names.take();
    let stop = stop_signal()?;
    let own_address = sockets.plain.first().map(TcpListener::local_addr).transpose()?;
    let [http, https] = [port_at_home(&sockets.plain), port_at_home(&sockets.secure)];
    say(&what_next(&app, claim.as_ref(), &sockets).await?);
    let manager = app.appliance.service_manager.clone();
    manager.tell("READY=1");
    let due = asking::due(app.clone());
    let stop = async move {
        tokio::select! {
            () = stop => {}
            () = due => {}
        }
        manager.tell("STOPPING=1");
    };
    tokio::select! {
        ended = serve_at(app.clone(), sockets, trusted, stop) => ended?,
        () = work(app.clone(), is_box) => {}
        () = Box::pin(appliance::run(app.clone())) => {}
        ended = trial(&app, config, own_address) => ended?,
        () = announce(app.clone(), http, https) => {}
        () = Box::pin(wifi::keep(app.clone(), names)) => {}
    }
    if is_box {
        appliance::time::remember(&app).await;
    }
    Ok(())
}

/// Where this program is an update that has to show that it works: fails if it does not.
async fn trial(app: &App, config: &Config, at: Option<SocketAddr>) -> Result<()> {
    let on_trial = *app.appliance.on_trial.borrow();
    if let Some(at) = at.filter(|_| on_trial) {
        trial::pass(app, &config.data, at).await?;
    }
    std::future::pending().await
}

/// Works off the jobs, as soon as other servers can believe what we say: at a time that is right, and on a
/// box under a name that leads here. A home without a name has nothing to say to them.
async fn work(app: App, is_box: bool) {
    app.clock.trusted().await;
    app.appliance.is_kept().await;
    if is_box {
        stands_under_its_name(&app).await;
    }
    runner::run(app).await;
}

/// Waits until there is a certificate for the name that was chosen; another may be chosen meanwhile.
async fn stands_under_its_name(app: &App) {
    let mut wanted = app.appliance.wanted.subscribe();
    loop {
        let host = wanted.borrow_and_update().as_ref().map(|wanted| wanted.host.clone());
        let certified = async {
            match &host {
                Some(host) => app.appliance.certificates.wait_for(host).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = certified => return,
            _ = wanted.changed() => {}
        }
    }
}

/// Found by name where others can get in: not where a proxy on this machine is all that can.
async fn announce(app: App, http: Option<u16>, https: Option<u16>) {
    match http {
        Some(http) => discovery::keep(app, http, https).await,
        None => std::future::pending().await,
    }
}

/// The port of the first socket that is not for this machine alone.
fn port_at_home(sockets: &[TcpListener]) -> Option<u16> {
    let mut addresses = sockets.iter().filter_map(|socket| socket.local_addr().ok());
    Some(addresses.find(|address| !address.ip().is_loopback())?.port())
}

/// Connections in and out, and the database: together they can be more than the usual 1024.
fn allow_many_files() {
    let was = getrlimit(Resource::Nofile);
    let most = was.maximum.map_or(FILES, |maximum| maximum.min(FILES));
    if was.current.is_some_and(|current| current < most)
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(most), ..was })
    {
        tracing::warn!(%error, "cannot raise the number of files that may be open");
    }
}

/// Opens (or makes) the data folder.
pub(super) fn open(config: &Config) -> Result<App> {
    let media = config.data.join("media");
    std::fs::create_dir_all(&media).map_err(|cause| {
        let message = format!("Cannot write to the data folder {}", config.data.display());
        Error::conflict(message).caused_by(cause)
    })?;
    private::database(&config.database());
    let store = Store::open(&config.database())?;
    let clock = Clock::system();
    let net = Net::system(&clock);
    let mut appliance = Appliance::new(&clock, &config.sys_root);
    appliance.ports =
        Ports { https: config.tls.map_or(HTTPS, |at| at.port()), http: config.listen.port() };
    appliance.authorities = Arc::new(Authorities::parse(&config.acme_directories)?);
    appliance.own_tls = config.tls;
    appliance.data.clone_from(&config.data);
    appliance.service_manager = ServiceManager::at(&config.notify_socket, config.watchdog);
    let is_card_on_trial = Card::of(&appliance.system).is_some_and(|card| card.is_on_trial());
    let is_on_trial = is_card_on_trial || config.update.as_deref() == Some(ON_TRIAL);
    appliance.on_trial.send_replace(is_on_trial);
    let mut app = App::new(store, clock, Random::system(), net, media);
    app.appliance = appliance;
    Ok(app)
}

/// What the person who started it can do now.
async fn what_next(app: &App, claim: Option<&Claim>, sockets: &Sockets) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    let listen = addresses(sockets)?;
    if let Some(claim) = claim {
        let plain = sockets.plain.first().map(TcpListener::local_addr).transpose()?;
        let on_terminal = std::io::stdout().is_terminal();
        let invitation = claim_code::invitation(claim, plain, on_terminal);
        return Ok(format!("Nichoir {version} listens on {listen}\n{invitation}"));
    }
    let site = app.site().await?;
    let host = &site.host;
    Ok(format!(
        "Nichoir {version} listens on {listen}, for {}\n\
         Sign in from a Mastodon app with the address {host}",
        site.base()
    ))
}

fn addresses(sockets: &Sockets) -> Result<String> {
    let mut addresses = Vec::new();
    for (scheme, sockets) in [("https", &sockets.secure), ("http", &sockets.plain)] {
        for socket in sockets {
            addresses.push(format!("{scheme}://{}", socket.local_addr()?));
        }
    }
    Ok(addresses.join(" and "))
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
