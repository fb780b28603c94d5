//! Whoever has shown the code goes on without typing it at every step: a secret in a cookie.

use super::{Claim, load, save, secret};
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::random::Random;
use crate::store::Write;

/// Browsers that may be at it at a time: the phone, the desk and some to spare. The oldest falls out.
const MOST: usize = 4;

impl Claim {
    /// Lets somebody in; the secret for their browser.
    pub(super) fn let_in(&mut self, random: &Random) -> String {
        let token = random.token();
        if self.sessions.len() >= MOST {
            self.sessions.remove(0);
        }
        self.sessions.push(secret::hash(&token));
        token
    }

    /// Whether the browser with this secret was let in.
    pub fn knows(&self, token: &str) -> bool {
        // All are compared, whichever fits.
        self.sessions.iter().filter(|kept| secret::is_of(kept, token)).count() > 0
    }
}

/// Changes the claim on behalf of the browser with this secret; what comes last wins.
///
/// # Errors
/// [`Kind::Unauthorised`] if it was not let in, [`Kind::Conflict`] if the claim is over.
pub async fn change<T: Send + 'static>(
    app: &App,
    token: String,
    work: impl FnOnce(&Write, &mut Claim) -> Result<T> + Send + 'static,
) -> Result<T> {
    app.store
        .write(move |tx| {
            let mut claim = load(tx)?.unwrap_or_default();
            if !claim.knows(&token) {
                return Err(Error::unauthorised("Show the code first"));
            }
            if claim.is_over() {
                return Err(Error::new(Kind::Conflict, "Somebody has this box already"));
            }
            let done = work(tx, &mut claim)?;
            save(tx, &claim)?;
            Ok(done)
        })
        .await
}
