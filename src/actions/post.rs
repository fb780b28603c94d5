//! Posting.

use serde::{Deserialize, Serialize};

use super::draft::{Draft, QuotePolicy};
use super::mentions::People;
use super::parts::Written;
use super::{parts, visible};
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::{publish, quote};
use crate::id::{AccountId, OauthAppId, ScheduledId, StatusId};
use crate::store::accounts::Account;
use crate::store::notifications::{self, NewNotification, NotificationKind};
use crate::store::statuses::{
    self, NewStatus, Quote, QuoteState, ReplyTo, Status, StatusKind, Visibility,
};
use crate::store::{Write, home, idempotency_keys, scheduled};

/// A post about to be made. Stored as JSON while it waits for its time, so a field that was ever released keeps its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewPost {
    /// What was written.
    pub draft: Draft,
    /// Who may see it.
    pub visibility: Visibility,
    /// What it answers.
    pub in_reply_to: Option<StatusId>,
    /// What it quotes.
    pub quote: Option<StatusId>,
    /// Who may quote it.
    #[serde(default)]
    pub quote_policy: QuotePolicy,
    /// Given by the client: a second request with the same key finds the first post.
    pub idempotency_key: Option<String>,
    /// Which program wrote it.
    pub app_id: Option<OauthAppId>,
    /// Where it waited, if it did: that ends with it.
    #[serde(skip)]
    pub scheduled: Option<ScheduledId>,
}

/// Posts, and tells everybody it is for.
///
/// # Errors
/// Invalid if it breaks a limit; not found if the owner cannot see what it answers or quotes.
pub async fn post(app: &App, owner: AccountId, new: NewPost) -> Result<StatusId> {
    new.draft.check()?;
    let people = People::named_in(app, &new.draft.text).await?;
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        if let Some(scheduled) = new.scheduled {
            // Its files hang on the post from now on.
            scheduled::delete(tx, owner, scheduled)?;
        }
        if let Some(key) = &new.idempotency_key
            && let Some(before) = idempotency_keys::status(tx, owner, key)?
        {
            return Ok(before);
        }
        store(tx, &cx, owner, &new, &people)
    });
    write.await
}

fn store(
    tx: &Write,
    cx: &Context,
    owner: AccountId,
    new: &NewPost,
    people: &People,
) -> Result<StatusId> {
    let owner = visible::account(tx, owner)?;
    let seen = |id| visible::post(tx, owner.id, id);
    let parent = new.in_reply_to.map(seen).transpose()?;
    let quoted = new.quote.map(seen).transpose()?;
    if quoted.as_ref().is_some_and(|quoted| !may_be_quoted(quoted, owner.id)) {
        return Err(Error::invalid("This post is not for everybody, so it cannot be quoted"));
    }
    let (composed, named) = people.compose(&new.draft.text, &cx.site);
    let answered = parent.as_ref().and_then(|parent| answered(new, parent, owner.id));
    let written = Written { composed, named, answered };
    let id = insert(tx, cx, &owner, new, &written, parent.as_ref(), quoted.as_ref())?;
    written.put_names(tx, id)?;
    parts::put_files(tx, owner.id, id, &new.draft)?;
    if let Some(poll) = &new.draft.poll {
        parts::put_poll(tx, id, poll, cx.now_ms)?;
    }
    if let Some(key) = &new.idempotency_key {
        idempotency_keys::insert(tx, owner.id, key, id, cx.now_ms)?;
    }
    home::distribute(tx, id)?;
    notify(tx, cx, owner.id, id, &written.named)?;
    publish::created(tx, cx, id)?;
    home::tell(tx, id)?;
    if let Some(quoted) = quoted {
        quote::request(tx, cx, id, &quoted)?;
    }
    Ok(id)
}

/// A reply reaches whom it answers, named or not; a direct one only those whom the owner named.
fn answered(new: &NewPost, parent: &Status, owner: AccountId) -> Option<AccountId> {
    (new.visibility != Visibility::Direct && parent.account_id != owner)
        .then_some(parent.account_id)
}

fn may_be_quoted(quoted: &Status, owner: AccountId) -> bool {
    quoted.visibility.is_public()
        || (quoted.account_id == owner && quoted.visibility == Visibility::Followers)
}

fn insert(
    tx: &Write,
    cx: &Context,
    owner: &Account,
    new: &NewPost,
    written: &Written,
    parent: Option<&Status>,
    quoted: Option<&Status>,
) -> Result<StatusId> {
    let id: StatusId = cx.ids.next();
    let uri = cx.site.status(&owner.username, id);
    let page = cx.site.status_page(&owner.username, id);
    let draft = &new.draft;
    let state = |quoted: &Status| {
        if quoted.local { QuoteState::Accepted } else { QuoteState::Pending }
    };
    statuses::insert(
        tx,
        &NewStatus {
            id,
            uri: &uri,
            url: Some(&page),
            account_id: owner.id,
            local: true,
            kind: if draft.poll.is_some() { StatusKind::Question } else { StatusKind::Note },
            reblog_of_id: None,
            reply: parent.map(|parent| ReplyTo::Known(parent.id, parent.account_id)),
            content_html: &written.composed.html,
            spoiler_text: draft.spoiler_text.trim(),
            source_text: Some(&draft.text),
            language: draft.language.as_deref(),
            sensitive: draft.sensitive || !draft.spoiler_text.trim().is_empty(),
            visibility: new.visibility,
            emojis_json: None,
            policy_json: new.quote_policy.stored(owner).as_deref(),
            quote: quoted.map(|quoted| Quote {
                uri: &quoted.uri,
                status_id: Some(quoted.id),
                state: state(quoted),
                authorization_uri: None,
            }),
            extras: written.extras(draft),
            created_ms: cx.now_ms,
            edited_ms: None,
            arrived_ms: cx.now_ms,
            app_id: new.app_id.map(OauthAppId::number),
        },
    )
}

/// Others of this node who are named.
fn notify(
    tx: &Write,
    cx: &Context,
    owner: AccountId,
    status: StatusId,
    named: &[AccountId],
) -> Result<()> {
    let (kind, status_id) = (NotificationKind::Mention, Some(status));
    for account in named {
        let id = cx.ids.next();
        let new = NewNotification { id, account_id: *account, kind, from_id: owner, status_id };
        notifications::insert(tx, &new, cx.now_ms)?;
    }
    Ok(())
}
