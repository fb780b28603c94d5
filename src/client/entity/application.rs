//! Application: <https://docs.joinmastodon.org/entities/Application/>.

use serde::Serialize;

use crate::store::oauth::OauthApp;

/// A program, as it sees itself.
#[derive(Serialize)]
pub(in crate::client) struct Application {
    id: String,
    name: String,
    website: Option<String>,
    scopes: Vec<String>,
    redirect_uri: String,
    redirect_uris: Vec<String>,
    vapid_key: String,
}

/// A program with its secret, told once.
#[derive(Serialize)]
pub(in crate::client) struct CredentialApplication {
    #[serde(flatten)]
    application: Application,
    client_id: String,
    client_secret: String,
    /// Seconds since 1970; 0 is never.
    client_secret_expires_at: u8,
}

impl Application {
    pub(in crate::client) fn build(app: OauthApp, vapid_key: &str) -> Self {
        Self {
            id: app.id.to_string(),
            name: app.name,
            website: app.website,
            scopes: app.scopes.split_ascii_whitespace().map(str::to_owned).collect(),
            redirect_uri: app.redirect_uris.join("\n"),
            redirect_uris: app.redirect_uris,
            vapid_key: vapid_key.to_owned(),
        }
    }
}

impl CredentialApplication {
    pub(in crate::client) fn build(app: OauthApp, client_secret: String, vapid_key: &str) -> Self {
        Self {
            client_id: app.client_id.clone(),
            application: Application::build(app, vapid_key),
            client_secret,
            client_secret_expires_at: 0,
        }
    }
}
