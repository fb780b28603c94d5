//! Somebody shows the owner's passphrase: guesses are slow, wherever they are made.

use std::net::IpAddr;

use super::passphrase;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::store::owners;

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is the owner.
    Right(AccountId),
    /// It is not, or there is none.
    Wrong,
    /// Too many tries came from there: so many milliseconds to wait.
    Wait(i64),
}

/// Checks the passphrase that was typed at `from`.
///
/// # Errors
/// Those of the store.
pub async fn show(app: &App, from: IpAddr, typed: String) -> Result<Answer> {
    let turn = match app.throttle.turn(from, &app.clock).await {
        Ok(turn) => turn,
        Err(wait_ms) => return Ok(Answer::Wait(wait_ms)),
    };
    let found = app.store.read(|db| {
        let Some((id, _)) = owners::first(db)? else { return Ok(None) };
        Ok(owners::passphrase_hash(db, id)?.map(|hash| (id, hash)))
    });
    let Some((id, hash)) = found.await? else { return Ok(Answer::Wrong) };
    let right = tokio::task::spawn_blocking(move || {
        // Held to the end, even if whoever asked has hung up: each hash takes much memory.
        let _turn = turn;
        passphrase::matches(&typed, &hash)
    });
    if !right.await.map_err(Error::internal)? {
        tracing::warn!(peer = %from, "somebody tried a wrong passphrase");
        return Ok(Answer::Wrong);
    }
    app.throttle.succeeded(from);
    Ok(Answer::Right(id))
}
