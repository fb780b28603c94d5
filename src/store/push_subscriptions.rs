//! Where apps want to be told while they are not running, and of what.

use rusqlite::{Row, named_params};

use super::notifications::{NewNotification, NotificationKind};
use super::oauth::Hash;
use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, PushSubscriptionId};

/// From whom somebody wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// From everybody.
    All,
    /// From those whom they follow.
    Followed,
    /// From those who follow them.
    Followers,
    /// From nobody.
    Nobody,
}

/// Kinds of notifications, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alerts(i64);

impl Alerts {
    /// With this kind.
    #[must_use]
    pub fn with(self, kind: NotificationKind) -> Self {
        Self(self.0 | Self::bit(kind))
    }

    /// Whether this kind is in it.
    pub fn have(self, kind: NotificationKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    fn bit(kind: NotificationKind) -> i64 {
        1 << super::codes::number(kind)
    }
}

/// What an app asks for.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Of what it wants to be told.
    pub alerts: Alerts,
    /// From whom.
    pub policy: Policy,
}

/// Where an app is told, and how.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// URL of the push service.
    pub endpoint: String,
    /// Public key of the app: an uncompressed point, 65 bytes.
    pub p256dh: Vec<u8>,
    /// Shared with the app, 16 bytes.
    pub auth: Vec<u8>,
    /// By RFC 8291 rather than its fourth draft.
    pub standard: bool,
    /// Of what is shown: the tag of one of our languages.
    pub language: String,
}

/// A subscription.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Row id.
    pub id: PushSubscriptionId,
    /// Who is told.
    pub account_id: AccountId,
    /// SHA-256 of the token it belongs to.
    pub token: Hash,
    /// Where and how.
    pub receiver: Receiver,
    /// Of what.
    pub wishes: Wishes,
}

/// Makes a subscription for this token, in place of the one it had.
pub fn put(
    tx: &Write,
    token: &Hash,
    receiver: &Receiver,
    wishes: &Wishes,
    now_ms: i64,
) -> Result<()> {
    delete(tx, token)?;
    tx.execute(
        "INSERT INTO push_subscriptions (account_id, token_id, endpoint, p256dh, auth, standard,
                alerts, policy, language, created_ms)
         SELECT account_id, id, :endpoint, :p256dh, :auth, :standard, :alerts, :policy, :language,
                :now_ms
           FROM oauth_tokens WHERE token_hash = :token AND account_id IS NOT NULL",
        named_params! {
            ":token": token, ":endpoint": receiver.endpoint, ":p256dh": receiver.p256dh,
            ":auth": receiver.auth, ":standard": receiver.standard,
            ":language": receiver.language, ":alerts": wishes.alerts.0,
            ":policy": wishes.policy, ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// Changes what this token's app is told of.
pub fn set_wishes(tx: &Write, token: &Hash, wishes: &Wishes) -> Result<()> {
    tx.execute(
        "UPDATE push_subscriptions SET alerts = :alerts, policy = :policy
          WHERE token_id = (SELECT id FROM oauth_tokens WHERE token_hash = :token)",
        named_params! {
            ":token": token, ":alerts": wishes.alerts.0, ":policy": wishes.policy,
        },
    )?;
    Ok(())
}

/// This token's app is told no more.
pub fn delete(tx: &Write, token: &Hash) -> Result<()> {
    tx.execute(
        "DELETE FROM push_subscriptions
          WHERE token_id = (SELECT id FROM oauth_tokens WHERE token_hash = :token)",
        named_params! { ":token": token },
    )?;
    Ok(())
}

/// The push service knows this endpoint no more. A newer one of the same app stays.
pub fn forget(tx: &Write, id: PushSubscriptionId, endpoint: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM push_subscriptions WHERE id = :id AND endpoint = :endpoint",
        named_params! { ":id": id, ":endpoint": endpoint },
    )?;
    Ok(())
}

/// The subscription of this token.
pub fn of_token(db: &Read, token: &Hash) -> Result<Option<Subscription>> {
    let sql = format!("{SELECT} WHERE t.token_hash = :token");
    db.row(&sql, named_params! { ":token": token }, from_row)
}

/// The subscription with this id.
pub fn by_id(db: &Read, id: PushSubscriptionId) -> Result<Option<Subscription>> {
    let sql = format!("{SELECT} WHERE p.id = :id");
    db.row(&sql, named_params! { ":id": id }, from_row)
}

/// The subscriptions that want this notification, from this person.
pub fn wanting(db: &Read, new: &NewNotification) -> Result<Vec<PushSubscriptionId>> {
    let (all, followed, followers) = (Policy::All, Policy::Followed, Policy::Followers);
    db.rows(
        "SELECT p.id FROM push_subscriptions p
          WHERE p.account_id = :account AND p.alerts & :bit
            AND (p.policy = :all
                 OR (p.policy = :followed
                     AND EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = :account
                                    AND f.target_id = :from AND f.accepted = 1))
                 OR (p.policy = :followers
                     AND EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = :from
                                    AND f.target_id = :account AND f.accepted = 1)))",
        named_params! {
            ":account": new.account_id, ":from": new.from_id, ":bit": Alerts::bit(new.kind),
            ":all": all, ":followed": followed, ":followers": followers,
        },
        |row| row.get(0),
    )
}

const SELECT: &str = "
    SELECT p.id, p.account_id, t.token_hash, p.endpoint, p.p256dh, p.auth, p.standard, p.language,
           p.alerts, p.policy
      FROM push_subscriptions p JOIN oauth_tokens t ON t.id = p.token_id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    Ok(Subscription {
        id: row.get(0)?,
        account_id: row.get(1)?,
        token: row.get(2)?,
        receiver: Receiver {
            endpoint: row.get(3)?,
            p256dh: row.get(4)?,
            auth: row.get(5)?,
            standard: row.get(6)?,
            language: row.get(7)?,
        },
        wishes: Wishes { alerts: Alerts(row.get(8)?), policy: row.get(9)? },
    })
}
