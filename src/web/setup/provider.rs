//! Who leads the name here: the ways that there are, and what each needs to know.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::fields::Fields;
use super::frame::Frame;
use super::visit::Visit;
use crate::app::App;
use crate::appliance::name::{self, form};
use crate::error::Result;
use crate::locale::Locale;
use crate::page;

/// A way to lead a name to an address. Its words are `way-KIND` and `way-KIND-hint`.
pub(super) struct Way {
    /// Names it in forms and in the database.
    pub(super) kind: &'static str,
    /// What it needs to know.
    pub(super) fields: &'static [Field],
}

/// Something that a way needs to know. Its words are `field-LABEL`.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// Shown as dots, and never sent back.
    pub(super) is_secret: bool,
    pub(super) is_required: bool,
}

/// All ways, the one that needs nothing first.
pub(super) const WAYS: &[Way] = &[
    Way { kind: "manual", fields: &[] },
    Way { kind: "desec", fields: &[secret("token", "desec-token")] },
    Way { kind: "cloudflare", fields: &[secret("token", "cloudflare-token")] },
    Way { kind: "update_url", fields: &[secret("url", "update-url")] },
    Way {
        kind: "rfc2136",
        fields: &[
            plain("server", "dns-server", true),
            plain("zone", "dns-zone", false),
            plain("key_name", "key-name", true),
            plain("algorithm", "key-algorithm", false),
            secret("secret", "key-secret"),
        ],
    },
];

const fn secret(name: &'static str, label: &'static str) -> Field {
    Field { name, label, is_secret: true, is_required: true }
}

const fn plain(name: &'static str, label: &'static str, is_required: bool) -> Field {
    Field { name, label, is_secret: false, is_required }
}

#[derive(Template)]
#[template(path = "setup_provider.html", config = "src/page/askama.toml")]
struct ProviderPage<'a> {
    frame: Frame,
    locale: Locale,
    problem: Option<String>,
    way: &'static Way,
    host: &'a str,
    typed: &'a Fields,
}

impl Way {
    /// The key of its name.
    pub(super) fn key(&self) -> String {
        format!("way-{}", self.kind)
    }

    /// The key of what there is to know about it.
    pub(super) fn hint(&self) -> String {
        format!("way-{}-hint", self.kind)
    }
}

impl Field {
    fn key(&self) -> String {
        format!("field-{}", self.label)
    }

    fn hint(&self) -> String {
        format!("field-{}-hint", self.label)
    }
}

/// `GET /setup/provider?way=KIND`
pub(super) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let visit = match Visit::of_chooser(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    match known(asked.text("way")) {
        Some(way) if !visit.claim.host.is_empty() => render(&visit, way, &Fields::default(), None),
        _ => Redirect::to("/setup/domain").into_response(),
    }
}

/// `POST /setup/provider`
pub(super) async fn choose(State(app): State<App>, headers: HeaderMap, fields: Fields) -> Response {
    let visit = match Visit::of_chooser(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let Some(way) = known(fields.text("way")) else {
        return Redirect::to("/setup/domain").into_response();
    };
    let missing = |field: &&Field| field.is_required && fields.text(field.name).is_empty();
    if let Some(field) = way.fields.iter().find(missing) {
        let label = visit.locale.say(&field.key());
        let problem = visit.locale.say_with("field-missing", "field", label);
        return render(&visit, way, &fields, Some(problem));
    }
    match remember(&app, way, &fields).await {
        Ok(()) => Redirect::to("/setup/check").into_response(),
        Err(error) => {
            let problem = name::explain(&error, visit.locale, &visit.claim.host);
            render(&visit, way, &fields, Some(problem))
        }
    }
}

/// Hands the choice over to those who lead the name here, if it works.
///
/// # Errors
/// Why it does not; [`name::explain`] has the words.
pub(super) async fn remember(app: &App, way: &Way, fields: &Fields) -> Result<()> {
    let typed = |field: &Field| (field.name.to_owned(), fields.text(field.name).to_owned());
    let typed = way.fields.iter().map(typed).collect();
    name::choose(app, form::from_form(way.kind, &typed)?).await
}

fn known(kind: &str) -> Option<&'static Way> {
    WAYS.iter().find(|way| way.kind == kind)
}

fn render(visit: &Visit, way: &'static Way, typed: &Fields, problem: Option<String>) -> Response {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let path = format!("/setup/provider?way={}", way.kind);
    page::page(
        status,
        &ProviderPage {
            frame: Frame::new(4, &path).of(&visit.claim.name),
            locale: visit.locale,
            problem,
            way,
            host: &visit.claim.host,
            typed,
        },
    )
}
