//! Other servers and their inboxes: how we sign to them and whether they answer.
//!
//! When a host's queue is worked on is decided here; the queue itself is in `deliveries.rs`.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::{Error, Result};
use crate::id::{HostId, InboxId};
use crate::protocol::signature::Dialect;

/// The row of the host called `name` (authority as in URLs: lower case, punycode), made if it is new.
pub fn id_of(tx: &Write, name: &str) -> Result<HostId> {
    if let Some(id) = by_name(tx, name)? {
        return Ok(id);
    }
    tx.execute("INSERT INTO hosts (name) VALUES (:name)", named_params! { ":name": name })?;
    by_name(tx, name)?.ok_or_else(|| Error::not_found("host"))
}

/// The row of the host called `name`, if we ever met it.
pub fn by_name(db: &Read, name: &str) -> Result<Option<HostId>> {
    db.row("SELECT id FROM hosts WHERE name = :name", named_params! { ":name": name }, |row| {
        row.get(0)
    })
}

/// The row of an inbox, made if it is new. `host` is the authority of `url`.
pub fn inbox_id(tx: &Write, host: &str, url: &str) -> Result<InboxId> {
    if let Some(id) = inbox_by_url(tx, url)? {
        return Ok(id);
    }
    let host_id = id_of(tx, host)?;
    tx.execute(
        "INSERT INTO inboxes (host_id, url) VALUES (:host, :url)",
        named_params! { ":host": host_id, ":url": url },
    )?;
    inbox_by_url(tx, url)?.ok_or_else(|| Error::not_found("inbox"))
}

fn inbox_by_url(db: &Read, url: &str) -> Result<Option<InboxId>> {
    db.row("SELECT id FROM inboxes WHERE url = :url", named_params! { ":url": url }, |row| {
        row.get(0)
    })
}

/// How to sign to the host called `name` at `now_ms`. What was learnt long ago is only a guess again.
pub fn dialect(db: &Read, name: &str, now_ms: i64) -> Result<Dialect> {
    let taken = db.exists(
        "SELECT 1 FROM hosts WHERE name = :name AND dialect = 1 AND dialect_until_ms > :now",
        named_params! { ":name": name, ":now": now_ms },
    )?;
    Ok(if taken { Dialect::Message } else { Dialect::Draft })
}

/// Remembers for a while that a host takes `dialect`.
pub fn remember_dialect(tx: &Write, id: HostId, dialect: Dialect, now_ms: i64) -> Result<()> {
    let number = match dialect {
        Dialect::Draft => 0,
        Dialect::Message => 1,
    };
    // Written only if it is news, and again when half of the time is over. The draft needs no memory.
    tx.execute(
        "UPDATE hosts SET dialect = :dialect, dialect_until_ms = :until
          WHERE id = :id AND (dialect != :dialect OR (dialect = 1 AND dialect_until_ms < :renew))",
        named_params! {
            ":dialect": number,
            ":until": now_ms + DIALECT_KNOWN_MS,
            ":id": id,
            ":renew": now_ms + DIALECT_KNOWN_MS / 2,
        },
    )?;
    Ok(())
}

/// Notes that the host called `name` sent us something. If its queue is paused, that wakes it: a server
/// that has just come back is tried at once, not at the end of a long pause.
pub fn heard_from(tx: &Write, name: &str, now_ms: i64) -> Result<()> {
    let woken = tx.execute(
        "UPDATE hosts SET next_delivery_ms = :now, last_contact_ms = :now
          WHERE name = :name AND failures > 0 AND next_delivery_ms > :now
            AND last_contact_ms < :now - :rest",
        named_params! { ":name": name, ":now": now_ms, ":rest": WAKE_REST_MS },
    )?;
    if woken > 0 {
        tx.ring();
        return Ok(());
    }
    tx.execute(
        "UPDATE hosts SET last_contact_ms = :now
          WHERE name = :name AND last_contact_ms < :now - :rest",
        named_params! { ":name": name, ":now": now_ms, ":rest": CONTACT_REST_MS },
    )?;
    Ok(())
}

/// The host answered: it is well, and its queue goes on with whatever waits.
pub(super) fn answered(tx: &Write, id: HostId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE hosts
            SET failures = 0, failing_since_ms = NULL, last_contact_ms = :now,
                next_delivery_ms = (SELECT min(next_ms) FROM deliveries
                                     WHERE host_id = :id AND state = 0)
          WHERE id = :id",
        named_params! { ":id": id, ":now": now_ms },
    )?;
    Ok(())
}

/// The host failed as a host: its whole queue waits until `again_ms`, if there is one.
pub(super) fn failed(tx: &Write, id: HostId, now_ms: i64, again_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE hosts
            SET failures = failures + 1, failing_since_ms = ifnull(failing_since_ms, :now)
          WHERE id = :id",
        named_params! { ":id": id, ":now": now_ms },
    )?;
    pause(tx, id, again_ms)
}

/// The queue of a host, if it has one, waits until `again_ms`; that does not speak against the host.
pub(super) fn pause(tx: &Write, id: HostId, again_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE hosts
            SET next_delivery_ms = (SELECT max(min(next_ms), :again) FROM deliveries
                                     WHERE host_id = :id AND state = 0)
          WHERE id = :id",
        named_params! { ":id": id, ":again": again_ms },
    )?;
    Ok(())
}

/// The queue of a host got something new. A paused host stays paused: one probe is enough.
pub(super) fn has_work(tx: &Write, id: HostId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE hosts SET next_delivery_ms = min(:now, ifnull(next_delivery_ms, :now))
          WHERE id = :id AND (failures = 0 OR next_delivery_ms IS NULL)",
        named_params! { ":id": id, ":now": now_ms },
    )?;
    Ok(())
}

/// A week: long enough to learn little anew, short enough for a server that changes its software.
const DIALECT_KNOWN_MS: i64 = 7 * 24 * 3_600_000;
/// A host that speaks but does not listen causes at most one probe a minute.
const WAKE_REST_MS: i64 = 60_000;
/// The time of the last contact is for people; to the hour saves a write per activity.
const CONTACT_REST_MS: i64 = 3_600_000;

/// How many servers we know.
pub fn count(db: &Read) -> Result<i64> {
    Ok(db.row("SELECT count(*) FROM hosts", [], |row| row.get(0))?.unwrap_or(0))
}
