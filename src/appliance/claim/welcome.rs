//! The link from the home network to the passphrase page on the HTTPS origin: good once, for half an
//! hour.

use serde::{Deserialize, Serialize};

use super::{Claim, Step, load, save, secret};
use crate::app::App;
use crate::error::{Error, Result};

/// How long a link is good.
const LIFE_MS: i64 = 30 * 60_000;

/// A link that is out. Only what is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    hash: String,
    until_ms: i64,
}

impl Claim {
    /// Whether the link with this token is good.
    pub fn welcomes(&self, token: &str, now_ms: i64) -> bool {
        let awaited = matches!(self.step, Step::Check | Step::Temporary);
        let link = self.welcome.as_ref().filter(|link| awaited && now_ms < link.until_ms);
        link.is_some_and(|link| secret::is_of(&link.hash, token))
    }
}

/// A new link for the browser with this secret: its token. Older links are dead.
///
/// # Errors
/// Unauthorised if it was not let in, or a conflict if no passphrase is awaited.
pub async fn issue(app: &App, session: String) -> Result<String> {
    let (token, now_ms) = (app.random.token(), app.clock.now_ms());
    let hash = secret::hash(&token);
    app.store
        .write(move |tx| {
            let mut claim = load(tx)?.unwrap_or_default();
            if !claim.knows(&session) {
                return Err(Error::unauthorised("Show the code first"));
            }
            if !matches!(claim.step, Step::Check | Step::Temporary) {
                return Err(Error::conflict("No passphrase is awaited"));
            }
            claim.welcome = Some(Welcome { hash, until_ms: now_ms.saturating_add(LIFE_MS) });
            save(tx, &claim)
        })
        .await?;
    Ok(token)
}
