//! Announce: somebody reblogged a post.
//!
//! Hostile inputs 27, 51: an embedded post is not looked at, and what is not public cannot be spread.

use super::{Applied, Received, Wanted, notify, relevant};
use crate::error::Result;
use crate::federation::context::Context;
use crate::id::{AccountId, StatusId};
use crate::protocol::incoming::{Activity, Public};
use crate::store::notifications::NotificationKind;
use crate::store::statuses::{NewStatus, Status, StatusKind, Visibility};
use crate::store::{Write, follows, home, statuses, tombstones};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    let (Some(id), Some(object)) = (&activity.id, activity.object.uri()) else {
        return Ok(Applied::Ignored("an Announce without an id"));
    };
    if tombstones::is_gone(tx, id, received.actor_id)? {
        return Ok(Applied::Ignored("an Announce that was undone before it came"));
    }
    let followed = follows::has_local_follower(tx, received.actor_id)?;
    let Some(original) = statuses::by_uri(tx, object)? else {
        return Ok(if followed && !cx.site.is_local(object) {
            Applied::Missing(vec![Wanted::Status(object.to_owned())])
        } else {
            Applied::Ignored("an Announce that is nobody's business here")
        });
    };
    if !may_spread(tx, &original, received.actor_id)? || !(followed || original.local) {
        return Ok(Applied::Ignored("an Announce that is nobody's business here"));
    }
    store(tx, cx, activity, id, &original, received.actor_id)
}

fn may_spread(tx: &Write, original: &Status, by: AccountId) -> Result<bool> {
    if original.reblog_of_id.is_some() {
        return Ok(false);
    }
    let spreads = original.visibility.is_public()
        || (original.account_id == by && original.visibility == Visibility::Followers);
    Ok(spreads && relevant::may_see(tx, original, by)?)
}

fn store(
    tx: &Write,
    cx: &Context,
    activity: &Activity,
    uri: &str,
    original: &Status,
    by: AccountId,
) -> Result<Applied> {
    if statuses::by_uri(tx, uri)?.is_some() || statuses::reblog_by(tx, original.id, by)?.is_some() {
        return Ok(Applied::Done);
    }
    let created_ms = activity.published_ms.unwrap_or(cx.now_ms).min(cx.now_ms);
    let id: StatusId = statuses::insert(
        tx,
        &NewStatus {
            id: cx.ids.at(created_ms, uri),
            uri,
            url: None,
            account_id: by,
            local: false,
            kind: StatusKind::Note,
            reblog_of_id: Some(original.id),
            reply: None,
            content_html: "",
            spoiler_text: "",
            source_text: None,
            language: None,
            sensitive: false,
            visibility: visibility(activity, original),
            emojis_json: None,
            policy_json: None,
            quote: None,
            extras: 0,
            created_ms,
            edited_ms: None,
            arrived_ms: cx.now_ms,
            app_id: None,
        },
    )?;
    home::distribute(tx, id)?;
    home::tell(tx, id)?;
    notify::tell(tx, cx, original.account_id, NotificationKind::Reblog, by, Some(original.id))?;
    Ok(Applied::Done)
}

fn visibility(activity: &Activity, original: &Status) -> Visibility {
    match activity.audience.public {
        Public::To => original.visibility,
        Public::Cc if original.visibility == Visibility::Public => Visibility::Unlisted,
        Public::Cc => original.visibility,
        Public::No => Visibility::Followers,
    }
}
