//! The queue of each host: one row per activity and inbox, and afterwards the record of where a post
//! arrived.
//!
//! What a failure means and when to try again is decided in `jobs/deliver.rs`; when a host's queue is
//! looked at is a column of `hosts`. Claims live in memory: a row leaves the queue or stays in it.

use rusqlite::{Row, named_params};

use super::id_sql::id_list;
use super::{Read, Write, hosts};
use crate::error::Result;
use crate::id::{AccountId, DeliveryId, HostId, InboxId, OutgoingId, StatusId};
use crate::protocol::signature::Dialect;

/// Whether a host did its work when it was last asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It did, or was never asked.
    Well,
    /// It did not.
    Failing,
}

/// A host whose queue has something to do.
#[derive(Clone, Debug)]
pub struct DueHost {
    /// Its row.
    pub id: HostId,
    /// Its authority.
    pub name: String,
    /// What it is known to take.
    pub dialect: Dialect,
    /// How often it failed in a row. More than 0 means: send one probe, not everything.
    pub failures: u32,
}

/// An activity that waits for one inbox.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its row.
    pub id: DeliveryId,
    /// The activity.
    pub outgoing_id: OutgoingId,
    /// Where it goes.
    pub inbox_id: InboxId,
    /// The address of that.
    pub inbox_url: String,
    /// How often it was tried in vain.
    pub attempts: u32,
}

/// Where a post arrived, or did not: for the owner to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The inbox.
    pub inbox_url: String,
    /// What became of it.
    pub state: State,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was delivered or given up.
    pub finished_ms: Option<i64>,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Still to be sent.
    Waiting,
    /// The inbox took it.
    Delivered,
    /// Refused for good, or given up.
    Failed,
}

/// Queues an activity for inboxes; a pair that is queued already stays as it is. Give at most 256.
pub fn enqueue(tx: &Write, outgoing: OutgoingId, inboxes: &[InboxId], now_ms: i64) -> Result<()> {
    for inbox in inboxes {
        let host = tx.row(
            "INSERT INTO deliveries (outgoing_id, host_id, inbox_id, next_ms)
             SELECT :outgoing, host_id, id, :now FROM inboxes WHERE id = :inbox
             ON CONFLICT (outgoing_id, inbox_id) DO NOTHING
             RETURNING host_id",
            named_params! { ":outgoing": outgoing, ":inbox": inbox, ":now": now_ms },
            |row| row.get(0),
        )?;
        if let Some(host) = host {
            hosts::has_work(tx, host, now_ms)?;
        }
    }
    tx.ring();
    Ok(())
}

/// Up to `limit` hosts of one health, longest due first, that have something to do and are not `busy`.
pub fn due_hosts(
    db: &Read,
    health: Health,
    now_ms: i64,
    busy: &[HostId],
    limit: usize,
) -> Result<Vec<DueHost>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    db.rows(
        "SELECT id, name, dialect = 1 AND dialect_until_ms > :now, failures
           FROM hosts
          WHERE next_delivery_ms <= :now AND (failures > 0) = :failing
            AND id NOT IN rarray(:busy)
          ORDER BY next_delivery_ms LIMIT :limit",
        named_params! {
            ":now": now_ms, ":failing": health == Health::Failing, ":busy": id_list(busy),
            ":limit": limit,
        },
        |row| {
            let message: bool = row.get(2)?;
            let dialect = if message { Dialect::Message } else { Dialect::Draft };
            Ok(DueHost { id: row.get(0)?, name: row.get(1)?, dialect, failures: row.get(3)? })
        },
    )
}

/// Up to `limit` deliveries that are due at a host: the oldest of each inbox, so that an inbox gets a
/// post before its deletion, and first of those that failed least, so that one bad inbox cannot stand
/// in the way of the others.
pub fn waiting(db: &Read, host: HostId, now_ms: i64, limit: usize) -> Result<Vec<Waiting>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    // The other columns come from the row with the lowest id (SQLite's rule for a lone min()).
    db.rows(
        "SELECT min(d.id), d.outgoing_id, d.inbox_id, i.url, d.attempts
           FROM deliveries d JOIN inboxes i ON i.id = d.inbox_id
          WHERE d.host_id = :host AND d.state = 0 AND d.next_ms <= :now
          GROUP BY d.inbox_id ORDER BY d.attempts, min(d.id) LIMIT :limit",
        named_params! { ":host": host, ":now": now_ms, ":limit": limit },
        waiting_row,
    )
}

fn waiting_row(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    Ok(Waiting {
        id: row.get(0)?,
        outgoing_id: row.get(1)?,
        inbox_id: row.get(2)?,
        inbox_url: row.get(3)?,
        attempts: row.get(4)?,
    })
}

/// When the next host of this health that is not `busy` has something to do.
pub fn next_due_ms(db: &Read, health: Health, busy: &[HostId]) -> Result<Option<i64>> {
    db.row(
        "SELECT next_delivery_ms FROM hosts
          WHERE next_delivery_ms IS NOT NULL AND (failures > 0) = :failing
            AND id NOT IN rarray(:busy)
          ORDER BY next_delivery_ms LIMIT 1",
        named_params! { ":failing": health == Health::Failing, ":busy": id_list(busy) },
        |row| row.get(0),
    )
}

/// The inbox took it.
pub fn delivered(tx: &Write, id: DeliveryId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE deliveries SET state = 1, finished_ms = :now, error = NULL WHERE id = :id",
        named_params! { ":id": id, ":now": now_ms },
    )?;
    Ok(())
}

/// The inbox refused it for good.
pub fn refused(tx: &Write, id: DeliveryId, error: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE deliveries SET state = 2, finished_ms = :now, error = :error WHERE id = :id",
        named_params! { ":id": id, ":now": now_ms, ":error": error },
    )?;
    Ok(())
}

/// This inbox asked us to come back, while others of its host may be well.
pub fn later(tx: &Write, id: DeliveryId, error: &str, again_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE deliveries SET attempts = attempts + 1, next_ms = :again, error = :error
          WHERE id = :id",
        named_params! { ":id": id, ":again": again_ms, ":error": error },
    )?;
    Ok(())
}

/// An inbox is gone for good (410), and with it the person whose own inbox it was.
pub fn inbox_gone(tx: &Write, host: HostId, inbox: InboxId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE deliveries SET state = 2, finished_ms = :now, error = 'gone'
          WHERE host_id = :host AND state = 0 AND inbox_id = :inbox",
        named_params! { ":host": host, ":inbox": inbox, ":now": now_ms },
    )?;
    tx.execute(
        "UPDATE accounts SET gone = 1 WHERE host_id = :host AND inbox_id = :inbox",
        named_params! { ":host": host, ":inbox": inbox },
    )?;
    Ok(())
}

/// The host failed, and this was what it was tried with.
pub fn tried(tx: &Write, id: DeliveryId, error: &str) -> Result<()> {
    tx.execute(
        "UPDATE deliveries SET attempts = attempts + 1, error = :error WHERE id = :id",
        named_params! { ":id": id, ":error": error },
    )?;
    Ok(())
}

/// The host answered: it is well, whatever the answer was.
pub fn host_answered(tx: &Write, host: HostId, now_ms: i64) -> Result<()> {
    hosts::answered(tx, host, now_ms)
}

/// The host did not answer, or not sensibly: its queue waits until `again_ms`, and what has waited
/// since before `oldest_ms` is given up.
pub fn host_failed(
    tx: &Write,
    host: HostId,
    error: &str,
    oldest_ms: i64,
    now_ms: i64,
    again_ms: i64,
) -> Result<()> {
    tx.execute(
        "UPDATE deliveries SET state = 2, finished_ms = :now, error = :error
          WHERE host_id = :host AND state = 0 AND next_ms < :oldest",
        named_params! { ":host": host, ":now": now_ms, ":oldest": oldest_ms, ":error": error },
    )?;
    hosts::failed(tx, host, now_ms, again_ms)
}

/// Our own line is down: the queue of this host waits, and nobody is to blame.
pub fn host_waits(tx: &Write, host: HostId, again_ms: i64) -> Result<()> {
    hosts::pause(tx, host, again_ms)
}

/// Where the activities about a post arrived, first queued first.
pub fn of_status(db: &Read, status: StatusId) -> Result<Vec<Arrival>> {
    db.rows(
        "SELECT i.url, d.state, d.error, d.finished_ms
           FROM outgoing o JOIN deliveries d ON d.outgoing_id = o.id
                           JOIN inboxes i ON i.id = d.inbox_id
          WHERE o.status_id = :status ORDER BY d.id",
        named_params! { ":status": status },
        |row| {
            let state = match row.get(1)? {
                0 => State::Waiting,
                1 => State::Delivered,
                _ => State::Failed,
            };
            Ok(Arrival {
                inbox_url: row.get(0)?,
                state,
                error: row.get(2)?,
                finished_ms: row.get(3)?,
            })
        },
    )
}

/// The inboxes that got an activity about this post, or still may: its edits and its deletion go there.
pub fn inboxes_of_status(db: &Read, status: StatusId) -> Result<Vec<InboxId>> {
    db.rows(
        "SELECT DISTINCT d.inbox_id
           FROM outgoing o JOIN deliveries d ON d.outgoing_id = o.id
          WHERE o.status_id = :status",
        named_params! { ":status": status },
        |row| row.get(0),
    )
}

/// The inboxes of a person's followers elsewhere: one for all followers of a server that has a shared one.
pub fn inboxes_of_followers(db: &Read, account: AccountId) -> Result<Vec<InboxId>> {
    db.rows(
        "SELECT DISTINCT ifnull(a.shared_inbox_id, a.inbox_id)
           FROM follows f JOIN accounts a ON a.id = f.follower_id
          WHERE f.target_id = :account AND f.accepted = 1
            AND a.gone = 0 AND a.inbox_id IS NOT NULL",
        named_params! { ":account": account },
        |row| row.get(0),
    )
}

/// The own inboxes of people elsewhere, and the shared ones of their servers.
pub fn inboxes_of(db: &Read, accounts: &[AccountId]) -> Result<Vec<(InboxId, Option<InboxId>)>> {
    db.rows(
        "SELECT inbox_id, shared_inbox_id FROM accounts
          WHERE id IN rarray(:accounts) AND gone = 0 AND inbox_id IS NOT NULL",
        named_params! { ":accounts": id_list(accounts) },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

#[cfg(test)]
#[path = "deliveries_tests.rs"]
mod tests;
