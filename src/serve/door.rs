//! The door: who may ask anything of a node in which nobody lives yet, or only provisionally.
//!
//! An unclaimed box shows itself to the house alone: to machines on our own networks, under a name that
//! only the house knows, and never through a proxy. Everybody else learns nothing. Not who may claim it:
//! see [`appliance::claim`](crate::appliance::claim).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::app::App;
use crate::appliance::claim;
use crate::appliance::claim::neighbourhood::{is_a_home_name, is_in_the_house};
use crate::appliance::wifi::ADDRESS;
use crate::entrance::{Entrance, asked_host};
use crate::error::{Kind, Result};
use crate::web;

/// Knows whether somebody lives here. Cheap to clone.
#[derive(Clone)]
pub(super) struct Doorkeeper {
    /// The node.
    pub(super) app: App,
    /// Once the owner lives here for good, nobody needs to ask again.
    open: Arc<AtomicBool>,
}

/// How far somebody lives here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Household {
    /// Nobody does.
    Nobody,
    /// The owner, in the clear on the home network: there is no certificate yet, or there will be none.
    InTheClear,
    /// The owner.
    Settled,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Pass,
    /// To the pages of the first visit.
    Lead,
    /// Nothing is here, not even a hint.
    Closed,
    /// Nothing is here for this one.
    Refused,
    /// Somebody of the house, under a name that a page elsewhere could have made up.
    WrongName,
    /// Somebody of the house asks for what is not here yet.
    NotYet,
}

impl Doorkeeper {
    pub(super) fn new(app: App) -> Self {
        Self { app, open: Arc::default() }
    }

    /// Whether the owner lives here in the clear, on the home network.
    pub(super) async fn is_lax(&self) -> bool {
        self.household().await.is_ok_and(|household| household == Household::InTheClear)
    }

    async fn household(&self) -> Result<Household> {
        if self.open.load(Ordering::Relaxed) {
            return Ok(Household::Settled);
        }
        match self.app.site().await {
            Err(error) if error.kind() == Kind::Busy => return Ok(Household::Nobody),
            // A database that cannot be read does not make the box anybody's.
            site => site?,
        };
        let claim = self.app.store.read(claim::load).await?;
        if claim.is_some_and(|claim| claim.lives_in_the_clear()) {
            return Ok(Household::InTheClear);
        }
        self.open.store(true, Ordering::Relaxed);
        Ok(Household::Settled)
    }
}

/// Lets a request in, or not.
pub(super) async fn keep(
    State(keeper): State<Doorkeeper>,
    request: Request,
    next: Next,
) -> Response {
    if changes_something(&request) && *keeper.app.appliance.on_trial.borrow() {
        return come_again();
    }
    let Ok(household) = keeper.household().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    if household == Household::Nobody && is_guest(&keeper.app, &request) {
        keeper.app.appliance.wifi.visited();
        if !is_for_guests(&request) {
            return to_the_wifi_page(&keeper.app);
        }
        return next.run(request).await;
    }
    match judge(household, &request) {
        Verdict::Pass => next.run(request).await,
        Verdict::Lead => Redirect::to("/setup").into_response(),
        Verdict::Closed => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Verdict::Refused => StatusCode::FORBIDDEN.into_response(),
        Verdict::WrongName => web::routes::wrong_name(request.headers()),
        Verdict::NotYet => web::routes::nobody(request.headers()),
    }
}

fn changes_something(request: &Request) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
}

/// An update that is being tried may go again, with all that it wrote.
fn come_again() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, TRIAL_SECONDS)]).into_response()
}

/// Whether the request came over our own access point, where everything leads to one page.
fn is_guest(app: &App, request: &Request) -> bool {
    let entrance = request.extensions().get::<Entrance>();
    entrance
        .is_some_and(|it| !it.secure && !it.proxied && app.appliance.wifi.is_guest(it.peer.ip()))
}

fn is_for_guests(request: &Request) -> bool {
    let named_well = asked_host(request.uri(), request.headers()).is_some_and(is_a_home_name);
    let path = request.uri().path();
    named_well && (path == WIFI_PAGE || is_below("/assets/", path))
}

/// What phones ask to see whether there is an internet is answered so too: they show the page by themselves.
fn to_the_wifi_page(app: &App) -> Response {
    let to = match app.appliance.ports.http {
        80 => format!("http://{ADDRESS}{WIFI_PAGE}"),
        port => format!("http://{ADDRESS}:{port}{WIFI_PAGE}"),
    };
    (StatusCode::FOUND, [(header::LOCATION, to.as_str()), (header::CACHE_CONTROL, "no-store")])
        .into_response()
}

fn judge(household: Household, request: &Request) -> Verdict {
    let path = request.uri().path();
    if household == Household::Settled {
        return Verdict::Pass;
    }
    let Some(entrance) = request.extensions().get::<Entrance>().copied() else {
        return Verdict::Closed;
    };
    match household {
        Household::Nobody if entrance.proxied => Verdict::Refused,
        Household::Nobody if entrance.secure => match path {
            // Whoever comes by the one-time link; the token is checked there.
            _ if is_below("/welcome/", path) || is_below("/assets/", path) => Verdict::Pass,
            _ => Verdict::Closed,
        },
        Household::Nobody => of_the_house(&entrance, request).unwrap_or_else(|| setup(path)),
        // Nobody outside needs the checklist, nor may try the temporary passphrase there.
        _ if (is_setup(path) || is_box(path)) && !is_in_the_house(entrance.peer.ip()) => {
            Verdict::Refused
        }
        _ if entrance.secure => Verdict::Pass,
        _ if entrance.proxied => Verdict::Closed,
        _ => of_the_house(&entrance, request).unwrap_or(Verdict::Pass),
    }
}

/// Why this one is not let in, if not.
fn of_the_house(entrance: &Entrance, request: &Request) -> Option<Verdict> {
    if !is_in_the_house(entrance.peer.ip()) {
        return Some(Verdict::Refused);
    }
    let named_well = asked_host(request.uri(), request.headers()).is_some_and(is_a_home_name);
    (!named_well).then_some(Verdict::WrongName)
}

/// What there is before anybody lives here.
fn setup(path: &str) -> Verdict {
    match path {
        "/" => Verdict::Lead,
        _ if is_setup(path) || is_below("/assets/", path) => Verdict::Pass,
        _ => Verdict::NotYet,
    }
}

/// Whether `path` is `folder` and one name in it.
fn is_below(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|name| !name.contains('/'))
}

/// Whether `path` is one of the pages of the first visit.
pub(super) fn is_setup(path: &str) -> bool {
    path == "/setup" || path.starts_with("/setup/")
}

/// Whether `path` is one of the owner's pages about the box.
fn is_box(path: &str) -> bool {
    path == "/box" || path.starts_with("/box/")
}

const WIFI_PAGE: &str = "/setup/wifi";
/// So long a trial takes at least, in seconds.
const TRIAL_SECONDS: &str = "5";

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn verdict(
        household: Household,
        entrance: (&str, bool, bool),
        host: &str,
        path: &str,
    ) -> Verdict {
        let mut request =
            Request::builder().uri(path).header("host", host).body(Body::empty()).unwrap();
        let (peer, secure, proxied) = entrance;
        let peer = (peer.parse::<std::net::IpAddr>().unwrap(), 1).into();
        request.extensions_mut().insert(Entrance { peer, secure, proxied });
        judge(household, &request)
    }

    const HOUSE: (&str, bool, bool) = ("192.168.1.7", false, false);
    const STRANGER: (&str, bool, bool) = ("203.0.113.7", false, false);

    #[test]
    fn an_unclaimed_box_is_seen_by_the_house_alone() {
        let nobody = |entrance, host, path| verdict(Household::Nobody, entrance, host, path);
        assert_eq!(nobody(HOUSE, "192.168.1.5", "/"), Verdict::Lead);
        assert_eq!(nobody(HOUSE, "nichoir.local", "/setup/code"), Verdict::Pass);
        assert_eq!(nobody(HOUSE, "nichoir.local", "/api/v1/instance"), Verdict::NotYet);
        assert_eq!(nobody(HOUSE, "nichoir.local", "/setupx"), Verdict::NotYet);
        assert_eq!(nobody(HOUSE, "evil.example", "/setup/code"), Verdict::WrongName);
        assert_eq!(nobody(STRANGER, "192.168.1.5", "/setup/code"), Verdict::Refused);
        assert_eq!(
            nobody(("192.168.1.7", false, true), "nichoir.local", "/setup"),
            Verdict::Refused
        );
        assert_eq!(
            nobody(("127.0.0.1", true, true), "home.example", "/welcome/x"),
            Verdict::Refused
        );
    }

    #[test]
    fn over_tls_an_unclaimed_box_answers_to_the_one_time_link_only() {
        let tls =
            |path| verdict(Household::Nobody, ("203.0.113.7", true, false), "home.example", path);
        assert_eq!(tls("/welcome/token"), Verdict::Pass);
        assert_eq!(tls("/assets/style.css"), Verdict::Pass);
        for path in [
            "/",
            "/setup",
            "/setup/code",
            "/welcome",
            "/api/v1/instance",
            "/inbox",
            "/.well-known/acme-challenge/token",
        ] {
            assert_eq!(tls(path), Verdict::Closed, "{path}");
        }
    }

    #[test]
    fn who_lives_in_the_clear_is_spoken_to_at_home_or_over_tls() {
        let clear =
            |entrance, host| verdict(Household::InTheClear, entrance, host, "/api/v1/instance");
        assert_eq!(clear(HOUSE, "192.168.1.5"), Verdict::Pass);
        assert_eq!(clear(("203.0.113.7", true, false), "home.example"), Verdict::Pass);
        assert_eq!(clear(STRANGER, "home.example"), Verdict::Refused);
        let outside = ("203.0.113.7", true, false);
        let checklist = verdict(Household::InTheClear, outside, "home.example", "/setup/code");
        assert_eq!(checklist, Verdict::Refused);
        assert_eq!(clear(("127.0.0.1", false, true), "home.example"), Verdict::Closed);
        assert_eq!(verdict(Household::Settled, STRANGER, "home.example", "/inbox"), Verdict::Pass);
    }
}
