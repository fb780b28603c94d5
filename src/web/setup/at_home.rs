//! A passphrase over the home network, in the clear: for a node that stays at home, or until a line lets
//! the certificate come.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::checklist::may_go_on_at_home;
use super::fields::Fields;
use super::frame::Frame;
use super::passphrase::{self, PassphrasePage};
use super::visit::Visit;
use crate::app::App;
use crate::appliance::claim::{Step, finish};
use crate::entrance::asked_host;
use crate::site::Site;

/// `GET /setup/passphrase`
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    match visit(&app, &headers).await {
        Ok(visit) => render(&visit, None),
        Err(refused) => refused,
    }
}

/// `POST /setup/passphrase`
pub(super) async fn finish(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let visit = match visit(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let passphrase = match passphrase::typed(&fields) {
        Ok(passphrase) => passphrase,
        Err(problem) => return render(&visit, Some(problem)),
    };
    let host = asked_host(&uri, &headers);
    let home = home(host.unwrap_or_default(), &app.appliance.local_name.borrow());
    match finish::at_home(&app, visit.session, passphrase, home).await {
        Ok(()) => Redirect::to("/welcome").into_response(),
        Err(error) => {
            tracing::warn!(%error, "nobody moved in");
            Redirect::to("/setup").into_response()
        }
    }
}

async fn visit(app: &App, headers: &HeaderMap) -> Result<Visit, Response> {
    let visit = Visit::of_chooser(app, headers).await?;
    if visit.claim.step == Step::Check && may_go_on_at_home(app, &visit) {
        return Ok(visit);
    }
    Err(Redirect::to(visit.next()).into_response())
}

fn render(visit: &Visit, problem: Option<&'static str>) -> Response {
    let stays = visit.claim.stays_home;
    passphrase::render(&PassphrasePage {
        frame: Frame::new(6, "/setup/passphrase").of(&visit.claim.name),
        locale: visit.locale,
        problem,
        action: "/setup/passphrase",
        username: &visit.claim.name,
        warning: Some(if stays { "passphrase-at-home" } else { "passphrase-temporary" }),
    })
}

/// Where a node lives that stays at home: under the name that the browser used, which works, unless that
/// is an address of the network, which changes.
fn home(host: &str, local_name: &str) -> Site {
    let host = if host.is_empty() { NAME } else { host };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, format!(":{port}")),
        _ => (host, String::new()),
    };
    let moves = name.parse::<std::net::IpAddr>().is_ok_and(|address| !address.is_loopback());
    let name =
        if (moves || name.starts_with('[')) && !local_name.is_empty() { local_name } else { name };
    let host = format!("{name}{port}");
    Site::new(&host, &host)
}

const NAME: &str = "nichoir.local";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_stays_at_home_keeps_a_name_that_lasts() {
        let host = |typed, local| home(typed, local).host;
        assert_eq!(host("nichoir.local", "nichoir.local"), "nichoir.local");
        assert_eq!(host("localhost:8080", "nichoir.local"), "localhost:8080");
        assert_eq!(host("127.0.0.1:8080", "nichoir.local"), "127.0.0.1:8080");
        assert_eq!(host("192.168.1.5:8080", "nichoir-2.local"), "nichoir-2.local:8080");
        assert_eq!(host("[fd12::1]:80", "nichoir.local"), "nichoir.local:80");
        assert_eq!(host("192.168.1.5", ""), "192.168.1.5");
        assert_eq!(host("", ""), "nichoir.local");
    }
}
