//! Somebody shows a code.
//!
//! A wrong one is counted on disk before it is answered. After too many the code is dead and a new one is
//! written where only somebody who holds the box can read it.

use super::code::Code;
use super::guesses::MOST;
use super::{Claim, Step, load, note, save};
use crate::actions::passphrase;
use crate::app::App;
use crate::error::{Error, Result};
use crate::random::Random;
use crate::store::owners;

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// That is the code; the secret for this browser.
    Right(String),
    /// It is not.
    Wrong,
    /// Nobody may try for so many milliseconds.
    Wait(i64),
    /// It is not, and that was one too many: there is a new code.
    Renewed,
    /// There is nothing to be claimed.
    Over,
}

/// Somebody typed `code`.
///
/// # Errors
/// Only our own faults.
pub async fn show(app: &App, code: Code) -> Result<Answer> {
    let (now_ms, random) = (app.clock.now_ms(), app.random.clone());
    if let Some(wait_ms) = wait_ms(app).await? {
        // Nothing is written for whoever comes too fast.
        return Ok(Answer::Wait(wait_ms));
    }
    let (answer, claim) = app
        .store
        .write(move |tx| {
            let mut claim = load(tx)?.unwrap_or_default();
            let answer = try_code(&mut claim, &code, now_ms, &random);
            if !matches!(answer, Answer::Wait(_) | Answer::Over) {
                save(tx, &claim)?;
            }
            Ok((answer, claim))
        })
        .await?;
    if answer == Answer::Renewed {
        tracing::warn!("{MOST} wrong codes: the old code is dead, a new one is in {}", claim.note);
        note::rewrite(claim).await;
    }
    Ok(answer)
}

/// Somebody typed the temporary passphrase, to come back to the checklist of a box that is claimed.
///
/// # Errors
/// Only our own faults.
pub async fn show_passphrase(app: &App, typed: String) -> Result<Answer> {
    let (now_ms, random) = (app.clock.now_ms(), app.random.clone());
    let counted = app
        .store
        .write(move |tx| {
            let Some(mut claim) = load(tx)?.filter(|claim| claim.step == Step::Temporary) else {
                return Ok(Err(Answer::Over));
            };
            let wait_ms = claim.guesses.wait_ms(now_ms);
            if wait_ms > 0 {
                return Ok(Err(Answer::Wait(wait_ms)));
            }
            // Counted before it is known to be wrong: hashing takes long, and others come meanwhile.
            claim.guesses.count(now_ms);
            save(tx, &claim)?;
            let Some((id, _)) = owners::first(tx)? else { return Ok(Err(Answer::Over)) };
            Ok(Ok(owners::passphrase_hash(tx, id)?.unwrap_or_default()))
        })
        .await?;
    let hash = match counted {
        Ok(hash) => hash,
        Err(answer) => return Ok(answer),
    };
    let right = tokio::task::spawn_blocking(move || passphrase::matches(&typed, &hash));
    if !right.await.map_err(Error::internal)? {
        return Ok(Answer::Wrong);
    }
    app.store
        .write(move |tx| {
            let mut claim = load(tx)?.unwrap_or_default();
            let token = claim.let_in(&random);
            save(tx, &claim)?;
            Ok(Answer::Right(token))
        })
        .await
}

/// How long nobody may try, in milliseconds; `None` if somebody may now.
async fn wait_ms(app: &App) -> Result<Option<i64>> {
    let now_ms = app.clock.now_ms();
    let claim = app.store.read(load).await?.unwrap_or_default();
    Ok(Some(claim.guesses.wait_ms(now_ms)).filter(|wait_ms| *wait_ms > 0))
}

fn try_code(claim: &mut Claim, typed: &Code, now_ms: i64, random: &Random) -> Answer {
    let Some(code) = claim.code.clone().filter(|_| !claim.is_over()) else { return Answer::Over };
    let wait_ms = claim.guesses.wait_ms(now_ms);
    if wait_ms > 0 {
        return Answer::Wait(wait_ms);
    }
    if code.is(typed) {
        claim.step = claim.step.max(Step::Name);
        return Answer::Right(claim.let_in(random));
    }
    if !claim.guesses.count(now_ms) {
        return Answer::Wrong;
    }
    claim.code = Some(Code::new(random));
    claim.guesses.begin_anew();
    Answer::Renewed
}
