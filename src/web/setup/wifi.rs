//! The one page on the box's own Wi-Fi: which network is the home's, and its password.
//!
//! Whoever sees it has joined with the code of the box, so it asks for nothing else.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::fields::Fields;
use super::frame::Frame;
use crate::app::App;
use crate::appliance::wifi::{Network, Order, Scene, Trouble};
use crate::entrance::Entrance;
use crate::locale::Locale;
use crate::page;

#[derive(Template)]
#[template(path = "setup_wifi.html", config = "src/page/askama.toml")]
struct Choice<'a> {
    frame: Frame,
    locale: Locale,
    networks: &'a [Network],
    /// What was chosen or tried before.
    chosen: &'a str,
    problem: Option<Problem>,
    local_name: &'a str,
}

#[derive(Template)]
#[template(path = "setup_wifi_joining.html", config = "src/page/askama.toml")]
struct Joining<'a> {
    frame: Frame,
    locale: Locale,
    name: &'a str,
    local_name: &'a str,
}

/// What is wrong, and with which field.
struct Problem {
    field: &'static str,
    text: String,
}

impl Choice<'_> {
    fn wrong(&self, field: &str) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.field == field)
    }

    /// What was chosen is not in the list.
    fn is_other(&self) -> bool {
        !self.chosen.is_empty() && self.networks.iter().all(|network| network.name != self.chosen)
    }
}

/// `GET /setup/wifi`
pub(super) async fn show(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
) -> Response {
    let locale = Locale::of(&headers);
    match scene(&app, entrance) {
        Scene::Quiet => Redirect::to("/setup").into_response(),
        Scene::Joining(name) => joining(&app, locale, &name),
        Scene::Open(offer) => {
            let problem = offer.trouble.as_ref().map(|(name, trouble)| {
                let text = locale.say_with(key(*trouble), "name", name);
                Problem { field: field(*trouble), text }
            });
            let chosen = offer.trouble.as_ref().map_or("", |(name, _)| name);
            choose(&app, locale, StatusCode::OK, &offer.networks, chosen, problem)
        }
    }
}

/// `POST /setup/wifi`
pub(super) async fn join(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let locale = Locale::of(&headers);
    let offer = match scene(&app, entrance) {
        Scene::Quiet => return Redirect::to("/setup").into_response(),
        Scene::Joining(name) => return joining(&app, locale, &name),
        Scene::Open(offer) => offer,
    };
    match order(&fields) {
        Ok(order) => {
            app.appliance.wifi.ask(order.clone());
            joining(&app, locale, &order.name)
        }
        Err((field, key)) => {
            let problem = Problem { field, text: locale.say(key).to_owned() };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            choose(&app, locale, status, &offer.networks, chosen(&fields).0, Some(problem))
        }
    }
}

/// What goes on, for those on our access point; nothing for others.
fn scene(app: &App, entrance: Entrance) -> Scene {
    let wifi = &app.appliance.wifi;
    if wifi.is_guest(entrance.peer.ip()) { wifi.scene.borrow().clone() } else { Scene::Quiet }
}

/// The name of the network, and whether it was typed.
fn chosen(fields: &Fields) -> (&str, bool) {
    match fields.exact("network") {
        "" => (fields.exact("other"), true),
        listed => (listed, false),
    }
}

fn order(fields: &Fields) -> Result<Order, (&'static str, &'static str)> {
    let (name, typed) = chosen(fields);
    let password = fields.exact("password");
    if name.is_empty() {
        return Err(("other", "wifi-name-missing"));
    }
    if typed && name.len() > NAME_BYTES || name.contains(char::is_control) {
        return Err(("other", "wifi-name-wrong"));
    }
    let is_printable = password.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let fits = password.is_empty() || PASSWORD_BYTES.contains(&password.len());
    if !fits || !is_printable {
        return Err(("password", "wifi-password-wrong"));
    }
    Ok(Order { name: name.to_owned(), password: password.to_owned(), hidden: typed })
}

fn key(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Missing => "wifi-trouble-missing",
        Trouble::Refused => "wifi-trouble-refused",
        Trouble::Silent => "wifi-trouble-silent",
        Trouble::Unsupported => "wifi-trouble-unsupported",
        Trouble::Broken => "wifi-trouble-broken",
    }
}

fn field(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Refused => "password",
        _ => "networks",
    }
}

fn choose(
    app: &App,
    locale: Locale,
    status: StatusCode,
    networks: &[Network],
    chosen: &str,
    problem: Option<Problem>,
) -> Response {
    let (frame, local_name) = (Frame::new(0, "/setup/wifi"), local_name(app));
    page::page(
        status,
        &Choice { frame, locale, networks, chosen, problem, local_name: &local_name },
    )
}

fn joining(app: &App, locale: Locale, name: &str) -> Response {
    let (frame, local_name) = (Frame::new(0, "/setup/wifi"), local_name(app));
    page::page(StatusCode::OK, &Joining { frame, locale, name, local_name: &local_name })
}

/// Under which name the box will be found.
fn local_name(app: &App) -> String {
    let name = app.appliance.local_name.borrow().clone();
    if name.is_empty() { "nichoir.local".to_owned() } else { name }
}

/// IEEE 802.11 §9.4.2.2.
const NAME_BYTES: usize = 32;
/// What a passphrase may have (IEEE 802.11 annex J).
const PASSWORD_BYTES: std::ops::Range<usize> = 8..64;
