//! The code: whoever shows it goes on. A box with a temporary passphrase asks for that instead.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::fields::Fields;
use super::frame::Frame;
use super::visit::{Visit, let_in};
use crate::app::App;
use crate::appliance::claim::Step;
use crate::appliance::claim::code::Code;
use crate::appliance::claim::guess::{self, Answer};
use crate::entrance::Entrance;
use crate::error::Result;
use crate::locale::Locale;
use crate::page;

#[derive(Template)]
#[template(path = "setup_code.html", config = "src/page/askama.toml")]
struct CodePage<'a> {
    frame: Frame,
    locale: Locale,
    title: &'static str,
    problem: Option<String>,
    /// Where the code is written down; may be empty.
    note: &'a str,
    /// The box is claimed: it asks for the temporary passphrase.
    claimed: bool,
}

/// `GET /setup/code`
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    match Visit::begin(&app, &headers).await {
        Ok(visit) => render(&visit, StatusCode::OK, None),
        Err(refused) => refused,
    }
}

/// `POST /setup/code`
pub(super) async fn enter(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let visit = match Visit::begin(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let answer = match answer(&app, &visit, &fields).await {
        Ok(Some(answer)) => answer,
        Ok(None) => return refuse(&visit, StatusCode::UNPROCESSABLE_ENTITY, "code-not-one"),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    match answer {
        Answer::Right(session) => let_in(&session, entrance.secure),
        Answer::Wrong if visit.claim.is_over() => {
            refuse(&visit, StatusCode::FORBIDDEN, "wrong-passphrase")
        }
        Answer::Wrong => refuse(&visit, StatusCode::FORBIDDEN, "code-wrong"),
        Answer::Wait(wait_ms) => wait(&visit, wait_ms),
        Answer::Renewed => {
            let place =
                if visit.claim.note.is_empty() { "nichoir claim-code" } else { &visit.claim.note };
            let problem = visit.locale.say_with("code-renewed", "place", place);
            render(&visit, StatusCode::FORBIDDEN, Some(problem))
        }
        Answer::Over => Redirect::to("/setup").into_response(),
    }
}

/// `None` if that cannot be a code at all: a slip of the finger costs nothing.
async fn answer(app: &App, visit: &Visit, fields: &Fields) -> Result<Option<Answer>> {
    if visit.claim.step == Step::Temporary {
        let typed = fields.exact("passphrase").to_owned();
        return guess::show_passphrase(app, typed).await.map(Some);
    }
    match Code::read(fields.exact("code")) {
        Some(code) => guess::show(app, code).await.map(Some),
        None => Ok(None),
    }
}

fn wait(visit: &Visit, wait_ms: i64) -> Response {
    let seconds = wait_ms.saturating_add(999) / 1_000;
    let problem = visit.locale.say_with("code-wait", "seconds", &seconds.to_string());
    let mut response = render(visit, StatusCode::TOO_MANY_REQUESTS, Some(problem));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn refuse(visit: &Visit, status: StatusCode, key: &str) -> Response {
    render(visit, status, Some(visit.locale.say(key).to_owned()))
}

fn render(visit: &Visit, status: StatusCode, problem: Option<String>) -> Response {
    let claimed = visit.claim.is_over();
    page::page(
        status,
        &CodePage {
            frame: Frame::new(2, "/setup/code"),
            locale: visit.locale,
            title: if claimed { "return-title" } else { "claim-title" },
            problem,
            note: &visit.claim.note,
            claimed,
        },
    )
}
