//! What becomes of notifications by people whom the owner does not know: told, kept apart, or dropped.

use rusqlite::{Row, named_params};

use super::notifications::NotificationKind;
use super::statuses::Visibility;
use super::{Read, Write, accounts, follows, mentions, statuses};
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// What becomes of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is told.
    Accept,
    /// It waits apart, until the owner looks.
    Filter,
    /// It is never told.
    Drop,
}

/// What a person of this node chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// People whom they do not follow.
    pub for_not_following: Fate,
    /// People who do not follow them, or have not for long.
    pub for_not_followers: Fate,
    /// Accounts that are younger than a month.
    pub for_new_accounts: Fate,
    /// Direct posts out of the blue.
    pub for_private_mentions: Fate,
    /// Accounts that a moderator has limited; there are none here.
    pub for_limited_accounts: Fate,
}

impl Default for Policy {
    /// Fit for one person: strangers and new accounts wait.
    fn default() -> Self {
        Self {
            for_not_following: Fate::Filter,
            for_not_followers: Fate::Accept,
            for_new_accounts: Fate::Filter,
            for_private_mentions: Fate::Filter,
            for_limited_accounts: Fate::Filter,
        }
    }
}

/// What a person chose, or what is usual.
pub fn of(db: &Read, account: AccountId) -> Result<Policy> {
    let chosen = db.row(
        "SELECT for_not_following, for_not_followers, for_new_accounts, for_private_mentions,
                for_limited_accounts
           FROM notification_policies WHERE account_id = :account",
        named_params! { ":account": account },
        from_row,
    )?;
    Ok(chosen.unwrap_or_default())
}

/// Stores what a person chose.
pub fn put(tx: &Write, account: AccountId, policy: Policy) -> Result<()> {
    tx.execute(
        "INSERT INTO notification_policies (account_id, for_not_following, for_not_followers,
                for_new_accounts, for_private_mentions, for_limited_accounts)
         VALUES (:account, :not_following, :not_followers, :new_accounts, :private_mentions,
                :limited_accounts)
         ON CONFLICT (account_id) DO UPDATE
            SET for_not_following = excluded.for_not_following,
                for_not_followers = excluded.for_not_followers,
                for_new_accounts = excluded.for_new_accounts,
                for_private_mentions = excluded.for_private_mentions,
                for_limited_accounts = excluded.for_limited_accounts",
        named_params! {
            ":account": account, ":not_following": policy.for_not_following,
            ":not_followers": policy.for_not_followers, ":new_accounts": policy.for_new_accounts,
            ":private_mentions": policy.for_private_mentions,
            ":limited_accounts": policy.for_limited_accounts,
        },
    )?;
    Ok(())
}

/// What becomes of this notification. Only words wait: a like or a new follower has nothing to say that could hurt.
/// Those whom the owner follows, let in, or spoke to first are no strangers.
pub fn fate(
    db: &Read,
    account: AccountId,
    kind: NotificationKind,
    from: AccountId,
    status: Option<StatusId>,
    now_ms: i64,
) -> Result<Fate> {
    let has_words = matches!(kind, NotificationKind::Mention | NotificationKind::Quote);
    if !has_words || follows::is_accepted(db, account, from)? || is_let_in(db, account, from)? {
        return Ok(Fate::Accept);
    }
    let status = status.map(|id| statuses::by_id(db, id)).transpose()?.flatten();
    let answered = status.as_ref().and_then(|status| status.in_reply_to_id);
    if let Some(answered) = answered.map(|id| statuses::by_id(db, id)).transpose()?.flatten()
        && answered.account_id == account
        && mentions::exists(db, answered.id, from)?
    {
        return Ok(Fate::Accept);
    }
    let policy = of(db, account)?;
    let mut fate = policy.for_not_following;
    let follower_since = follows::accepted_since_ms(db, from, account)?;
    if follower_since.is_none_or(|since_ms| since_ms > now_ms - FOLLOWER_AFTER_MS) {
        fate = fate.max(policy.for_not_followers);
    }
    let sender = accounts::by_id(db, from)?;
    if sender.is_none_or(|sender| sender.created_ms > now_ms - OLD_AFTER_MS) {
        fate = fate.max(policy.for_new_accounts);
    }
    if status.is_some_and(|status| status.visibility == Visibility::Direct) {
        fate = fate.max(policy.for_private_mentions);
    }
    Ok(fate)
}

/// As in Mastodon.
const FOLLOWER_AFTER_MS: i64 = 3 * 86_400_000;
const OLD_AFTER_MS: i64 = 30 * 86_400_000;

fn is_let_in(db: &Read, account: AccountId, from: AccountId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM notification_permissions
          WHERE account_id = :account AND from_id = :from",
        named_params! { ":account": account, ":from": from },
    )
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Policy> {
    Ok(Policy {
        for_not_following: row.get(0)?,
        for_not_followers: row.get(1)?,
        for_new_accounts: row.get(2)?,
        for_private_mentions: row.get(3)?,
        for_limited_accounts: row.get(4)?,
    })
}
