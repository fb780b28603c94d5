//! What an app asks for on the sign-in page, checked in the order that RFC 6749 §4.1.2.1 wants.
//!
//! An unknown app or redirect URI is told to the person only; everything else goes back to the app.

use crate::client::body::Params;
use crate::client::scope;
use crate::store::oauth::OauthApp;

use super::OUT_OF_BAND;

/// A well-formed request to sign in.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) app: OauthApp,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) scopes: String,
    pub(super) challenge: Option<String>,
}

/// Why a request to sign in is refused.
#[derive(Debug)]
pub(super) enum Refused {
    /// Say so on a page: the key of the sentence.
    Page(&'static str),
    /// Tell the app at this address.
    Redirect(String),
}

impl Asked {
    /// Reads the request of `app`, which was looked up by its `client_id`.
    pub(super) fn read(params: &Params, app: Option<OauthApp>) -> Result<Self, Refused> {
        let app = app.ok_or(Refused::Page("bad-client"))?;
        let redirect_uri = params.text("redirect_uri").unwrap_or_default().to_owned();
        if !app.redirect_uris.contains(&redirect_uri) {
            return Err(Refused::Page("bad-redirect"));
        }
        let state = params.text("state").map(str::to_owned);
        let refuse = |error| {
            Refused::Redirect(with_query(&redirect_uri, &[("error", error)], state.as_deref()))
        };
        if params.text("response_type").is_some_and(|kind| kind != "code") {
            return Err(refuse("unsupported_response_type"));
        }
        let scopes = scope::known(params.filled("scope").unwrap_or(scope::DEFAULT));
        if scopes.is_empty() || !scope::may_ask(&app.scopes, &scopes) {
            return Err(refuse("invalid_scope"));
        }
        let challenge = params.filled("code_challenge").map(str::to_owned);
        let method = params.filled("code_challenge_method").unwrap_or("plain");
        if challenge.is_some() && method != "S256" {
            return Err(refuse("invalid_request"));
        }
        Ok(Self { app, redirect_uri, state, scopes, challenge })
    }

    /// Whether the code is shown to the person instead of sent to the app.
    pub(super) fn is_out_of_band(&self) -> bool {
        self.redirect_uri == OUT_OF_BAND
    }

    /// Where the browser goes with this answer.
    pub(super) fn back_with(&self, name: &str, value: &str) -> String {
        with_query(&self.redirect_uri, &[(name, value)], self.state.as_deref())
    }

    /// The request again, for the hidden fields of the form.
    pub(super) fn hidden(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("client_id", self.app.client_id.clone()),
            ("redirect_uri", self.redirect_uri.clone()),
            ("response_type", "code".to_owned()),
            ("scope", self.scopes.clone()),
        ];
        fields.extend(self.state.clone().map(|state| ("state", state)));
        if let Some(challenge) = &self.challenge {
            fields.push(("code_challenge", challenge.clone()));
            fields.push(("code_challenge_method", "S256".to_owned()));
        }
        fields
    }
}

/// The redirect URI stays as it is, byte for byte; ours is added behind it.
fn with_query(uri: &str, pairs: &[(&str, &str)], state: Option<&str>) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .extend_pairs(state.map(|state| ("state", state)))
        .finish();
    let separator = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{separator}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_redirect_uri_is_not_decoded() {
        let uri = "https://app.example/oauth/http%3A%2F%2Fa%2F?x=1";
        let back = with_query(uri, &[("code", "a b")], Some("&"));
        assert_eq!(back, format!("{uri}&code=a+b&state=%26"));
    }
}
