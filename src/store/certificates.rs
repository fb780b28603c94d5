//! Certificates with their keys, accounts at authorities, and what became of each order.
//!
//! An attempt is written down before the authority is asked: a crash in the middle of it counts too.

use rusqlite::{Row, named_params};

use super::{Read, Write};
use crate::error::Result;

/// A certificate and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What it is for.
    pub host: String,
    /// The directory URL of the authority that issued it.
    pub directory: String,
    /// The chain, its own certificate first.
    pub chain_pem: String,
    /// The private key, PKCS #8.
    pub key_pem: String,
    /// Its beginning, in milliseconds since 1970.
    pub not_before_ms: i64,
    /// Its end, in milliseconds since 1970.
    pub not_after_ms: i64,
    /// When the authority wants it renewed.
    pub renewal: Renewal,
}

/// What the authority said about renewal (RFC 9773). Times are in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// From when to when.
    pub window: Option<(i64, i64)>,
    /// Our point inside that.
    pub at_ms: Option<i64>,
    /// When to ask again; 0 if we never did.
    pub ask_ms: i64,
}

/// One order, from before its first request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Row number; later ones are larger.
    pub id: i64,
    /// For which host.
    pub host: String,
    /// At which directory.
    pub directory: String,
    /// At the authority's staging directory, whose certificates nobody trusts.
    pub rehearsal: bool,
    /// The kind of challenge (RFC 8555 §9.7.8); empty if it did not come to that.
    pub challenge: String,
    /// In milliseconds since 1970.
    pub started_ms: i64,
    /// `None` while it is under way; for ever if the power went.
    pub ended_ms: Option<i64>,
    /// What came of it.
    pub outcome: Outcome,
    /// The last part of the authority's problem type, such as `connection` (RFC 8555 §6.7).
    pub problem: String,
    /// The authority's own words.
    pub detail: String,
    /// The authority wants no order before this; 0 if it did not say.
    pub again_ms: i64,
}

/// What came of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Under way, or the power went.
    Open,
    /// There is a certificate.
    Good,
    /// The authority could not see that the host is ours.
    Unproven,
    /// Too many orders.
    Limited,
    /// The authority does not want to.
    Refused,
    /// The authority did not answer, or not sensibly.
    Down,
    /// Its certificate begins later than our clock says.
    Early,
}

/// Attempts that are remembered; at the slowest pace these are two months.
const REMEMBERED: i64 = 250;
/// Attempts that are read; what is older decides nothing.
const READ: i64 = 250;

/// The certificate for `host`, with its row number.
pub fn of_host(db: &Read, host: &str) -> Result<Option<(i64, Stored)>> {
    db.row(
        "SELECT id, host, directory, chain_pem, key_pem, not_before_ms, not_after_ms,
                window_start_ms, window_end_ms, renew_ms, ask_again_ms
           FROM certificates WHERE host = :host ORDER BY id DESC LIMIT 1",
        named_params! { ":host": host },
        |row| Ok((row.get(0)?, stored_from_row(row)?)),
    )
}

fn stored_from_row(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let (start, end): (Option<i64>, Option<i64>) = (row.get(7)?, row.get(8)?);
    Ok(Stored {
        host: row.get(1)?,
        directory: row.get(2)?,
        chain_pem: row.get(3)?,
        key_pem: row.get(4)?,
        not_before_ms: row.get(5)?,
        not_after_ms: row.get(6)?,
        renewal: Renewal { window: start.zip(end), at_ms: row.get(9)?, ask_ms: row.get(10)? },
    })
}

/// Keeps a new certificate in place of the old one for its host.
pub fn put(tx: &Write, new: &Stored) -> Result<i64> {
    let host = named_params! { ":host": new.host };
    tx.execute("DELETE FROM certificates WHERE host = :host", host)?;
    tx.execute(
        "INSERT INTO certificates (host, directory, chain_pem, key_pem, not_before_ms, not_after_ms)
         VALUES (:host, :directory, :chain, :key, :not_before, :not_after)",
        named_params! {
            ":host": new.host, ":directory": new.directory, ":chain": new.chain_pem,
            ":key": new.key_pem, ":not_before": new.not_before_ms, ":not_after": new.not_after_ms,
        },
    )?;
    let id = tx.row("SELECT id FROM certificates WHERE host = :host", host, |row| row.get(0))?;
    Ok(id.unwrap_or_default())
}

/// Remembers what the authority said about renewal.
pub fn set_renewal(tx: &Write, id: i64, renewal: &Renewal) -> Result<()> {
    tx.execute(
        "UPDATE certificates
            SET window_start_ms = :start, window_end_ms = :end, renew_ms = :at, ask_again_ms = :ask
          WHERE id = :id",
        named_params! {
            ":id": id, ":start": renewal.window.map(|(start, _)| start),
            ":end": renewal.window.map(|(_, end)| end), ":at": renewal.at_ms, ":ask": renewal.ask_ms,
        },
    )?;
    Ok(())
}

/// Our account at `directory`, if we have one.
pub fn account(db: &Read, directory: &str) -> Result<Option<String>> {
    db.row(
        "SELECT credentials FROM acme_accounts WHERE directory = :directory",
        named_params! { ":directory": directory },
        |row| row.get(0),
    )
}

/// Remembers our account at `directory`.
pub fn set_account(tx: &Write, directory: &str, credentials: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO acme_accounts (directory, credentials) VALUES (:directory, :credentials)
         ON CONFLICT (directory) DO UPDATE SET credentials = excluded.credentials",
        named_params! { ":directory": directory, ":credentials": credentials },
    )?;
    Ok(())
}

/// What the owner may put into DNS for good, so that the authority knows our account at `directory`.
pub fn standing_record(db: &Read, directory: &str) -> Result<Option<String>> {
    db.row(
        "SELECT standing_record FROM acme_accounts
          WHERE directory = :directory AND standing_record != ''",
        named_params! { ":directory": directory },
        |row| row.get(0),
    )
}

/// Remembers what the owner may put into DNS.
pub fn set_standing_record(tx: &Write, directory: &str, record: &str) -> Result<()> {
    tx.execute(
        "UPDATE acme_accounts SET standing_record = :record WHERE directory = :directory",
        named_params! { ":directory": directory, ":record": record },
    )?;
    Ok(())
}

/// Forgets an account that the authority does not know any more.
pub fn forget_account(tx: &Write, directory: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM acme_accounts WHERE directory = :directory",
        named_params! { ":directory": directory },
    )?;
    Ok(())
}

/// Writes down that an order begins, and forgets the oldest.
pub fn begin(tx: &Write, host: &str, directory: &str, rehearsal: bool, now_ms: i64) -> Result<i64> {
    tx.execute(
        "INSERT INTO certificate_attempts (host, directory, rehearsal, started_ms)
         VALUES (:host, :directory, :rehearsal, :now)",
        named_params! {
            ":host": host, ":directory": directory, ":rehearsal": rehearsal, ":now": now_ms,
        },
    )?;
    let id = tx.row("SELECT max(id) FROM certificate_attempts", [], |row| row.get(0))?;
    let id: i64 = id.unwrap_or_default();
    tx.execute(
        "DELETE FROM certificate_attempts WHERE id <= :oldest",
        named_params! { ":oldest": id - REMEMBERED },
    )?;
    Ok(id)
}

/// Writes down what came of an order: everything but what [`begin`] wrote.
pub fn end(tx: &Write, attempt: &Attempt) -> Result<()> {
    tx.execute(
        "UPDATE certificate_attempts
            SET challenge = :challenge, ended_ms = :ended, outcome = :outcome, problem = :problem,
                detail = :detail, again_ms = :again
          WHERE id = :id",
        named_params! {
            ":id": attempt.id, ":challenge": attempt.challenge, ":ended": attempt.ended_ms,
            ":outcome": attempt.outcome, ":problem": attempt.problem, ":detail": attempt.detail,
            ":again": attempt.again_ms,
        },
    )?;
    Ok(())
}

/// The attempts that are remembered, for whatever host, the newest first.
pub fn attempts(db: &Read) -> Result<Vec<Attempt>> {
    db.rows(
        "SELECT id, host, directory, rehearsal, challenge, started_ms, ended_ms, outcome, problem,
                detail, again_ms
           FROM certificate_attempts ORDER BY id DESC LIMIT :most",
        named_params! { ":most": READ },
        |row| {
            Ok(Attempt {
                id: row.get(0)?,
                host: row.get(1)?,
                directory: row.get(2)?,
                rehearsal: row.get(3)?,
                challenge: row.get(4)?,
                started_ms: row.get(5)?,
                ended_ms: row.get(6)?,
                outcome: row.get(7)?,
                problem: row.get(8)?,
                detail: row.get(9)?,
                again_ms: row.get(10)?,
            })
        },
    )
}

/// Takes attempts of the future as made now: the clock was wrong then, or it would count them for years.
pub fn pull_from_the_future(tx: &Write, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE certificate_attempts
            SET started_ms = :now, ended_ms = iif(ended_ms IS NULL, NULL, :now), again_ms = 0
          WHERE started_ms > :now",
        named_params! { ":now": now_ms },
    )?;
    Ok(())
}
