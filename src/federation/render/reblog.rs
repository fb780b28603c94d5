//! Reblogs of this node as Announces.

use crate::error::{Error, Result};
use crate::id::StatusId;
use crate::jobs::job::Audience;
use crate::protocol::outgoing::PUBLIC;
use crate::protocol::outgoing::activity::{Activity, Verb};
use crate::store::accounts::{self, Account};
use crate::store::own_statuses::{self, OwnStatus};
use crate::store::statuses::Visibility;
use crate::store::{Read, statuses};

/// All that an Announce is made of.
pub struct ReblogParts {
    /// Who reblogged.
    pub actor: Account,
    reblog: OwnStatus,
    original_uri: String,
    original_author: Account,
    followers: String,
}

impl ReblogParts {
    /// Reads a reblog of this node.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::error::Kind) if there is no such reblog.
    pub fn read(db: &Read, id: StatusId) -> Result<Self> {
        let missing = || Error::not_found("reblog");
        let reblog = own_statuses::by_id(db, id)?.ok_or_else(missing)?;
        let original_uri = reblog.reblog_of_uri.clone().ok_or_else(missing)?;
        let original = statuses::by_uri(db, &original_uri)?.ok_or_else(missing)?;
        let original_author = accounts::by_id(db, original.account_id)?.ok_or_else(missing)?;
        let actor = accounts::by_id(db, reblog.account_id)?.ok_or_else(missing)?;
        let followers = format!("{}/followers", actor.uri);
        Ok(Self { actor, reblog, original_uri, original_author, followers })
    }

    /// The Announce.
    pub fn announce(&self) -> Activity<'_> {
        let (followers, author) = (&*self.followers, &*self.original_author.uri);
        let (to, cc) = match self.reblog.visibility {
            Visibility::Public => (vec![PUBLIC], vec![followers, author]),
            Visibility::Unlisted => (vec![followers], vec![PUBLIC, author]),
            Visibility::Followers | Visibility::Direct => (vec![followers], vec![author]),
        };
        Activity {
            id: &self.reblog.uri,
            actor: &self.actor.uri,
            published_ms: Some(self.reblog.created_ms),
            to,
            cc,
            verb: Verb::Announce(&self.original_uri),
        }
    }

    /// The followers and the author; with `reached_by` everybody who was told before, too.
    pub fn audience(&self, reached_by: Option<StatusId>) -> Audience {
        let followers_of = Some(self.actor.id);
        let accounts = vec![self.original_author.id];
        Audience { followers_of, accounts, reached_by, ..Audience::default() }
    }
}
