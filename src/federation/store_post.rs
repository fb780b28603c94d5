//! A prepared post becomes a status row with all that hangs on it.
//!
//! One place for what comes to the inbox and what is fetched. That the author is `account` and may say
//! this was checked before.

use super::context::Context;
use super::post::Post;
use crate::error::{Error, Result};
use crate::id::{AccountId, StatusId};
use crate::jobs::job::Job;
use crate::protocol::incoming::{Attachment, Object, ObjectKind, Public};
use crate::site::{LocalUri, Site};
use crate::store::attachments::RemoteAttachment;
use crate::store::mentions::MentionKind;
use crate::store::polls::Poll;
use crate::store::statuses::{
    Edit, NewStatus, Quote, QuoteState, ReplyTo, Status, StatusKind, Visibility, extras,
};
use crate::store::{
    Read, Write, accounts, attachments, home, jobs, mentions, polls, statuses, tags,
};
use crate::text::plain_name;

/// Stores a post that is not here yet and puts it into the homes it belongs to.
///
/// # Errors
/// If its id is one of ours.
pub fn insert(tx: &Write, cx: &Context, post: &Post, account: AccountId) -> Result<StatusId> {
    let object = &post.object;
    if cx.site.is_local(&object.id) {
        return Err(Error::forbidden("a post of another server with an address of ours"));
    }
    let created_ms = object.published_ms.unwrap_or(cx.now_ms).min(cx.now_ms);
    let quote = quote(tx, object, account)?;
    let url = object.url.as_deref().filter(|url| *url != object.id);
    let id = statuses::insert(
        tx,
        &NewStatus {
            id: cx.ids.at(created_ms, &object.id),
            uri: &object.id,
            url,
            account_id: account,
            local: false,
            kind: kind(object.kind),
            reblog_of_id: None,
            reply: reply(tx, object)?,
            content_html: &post.content_html,
            spoiler_text: &post.spoiler_text,
            source_text: None,
            language: object.language.as_deref(),
            sensitive: object.sensitive,
            visibility: visibility(tx, object, account)?,
            emojis_json: post.emojis_json.as_deref(),
            policy_json: post.policy_json.as_deref(),
            quote,
            extras: extras_of(object),
            created_ms,
            edited_ms: object.updated_ms.filter(|updated| *updated > created_ms),
            arrived_ms: cx.now_ms,
            app_id: None,
        },
    )?;
    hang_on(tx, cx, post, account, id)?;
    home::distribute(tx, id)?;
    Ok(id)
}

/// Has the quote in a status looked at later, if it has one that nobody has judged. Not for the status
/// that is quoted: a chain of quotes would never end (hostile input 64).
pub fn check_quote_later(tx: &Write, cx: &Context, id: StatusId) -> Result<()> {
    let status = statuses::by_id(tx, id)?;
    if status.is_some_and(|status| status.quote_state == QuoteState::Pending) {
        let dedupe = format!("quote:{id}");
        jobs::enqueue(tx, &Job::VerifyQuote { status: id }, cx.now_ms, Some(&dedupe))?;
    }
    Ok(())
}

/// Applies a newer version of a post that is here. Answers whether it was newer.
pub fn update(tx: &Write, cx: &Context, post: &Post, status: &Status) -> Result<bool> {
    let object = &post.object;
    let before = status.edited_ms.unwrap_or(status.created_ms);
    let updated_ms = object.updated_ms.map(|updated| updated.min(cx.now_ms));
    if updated_ms.is_some_and(|updated| updated < before) {
        return Ok(false);
    }
    statuses::edit(
        tx,
        status.id,
        &Edit {
            content_html: &post.content_html,
            spoiler_text: &post.spoiler_text,
            source_text: None,
            language: object.language.as_deref(),
            sensitive: object.sensitive,
            emojis_json: post.emojis_json.as_deref(),
            policy_json: post.policy_json.as_deref(),
            extras: extras_of(object),
            edited_ms: updated_ms.filter(|updated| *updated > before),
        },
    )?;
    mentions::clear(tx, status.id)?;
    tags::clear(tx, status.id)?;
    attachments::clear(tx, status.id)?;
    hang_on(tx, cx, post, status.account_id, status.id)?;
    Ok(true)
}

/// Who may see a post, by its addressing.
pub fn visibility(db: &Read, object: &Object, author: AccountId) -> Result<Visibility> {
    Ok(match object.audience.public {
        Public::To => Visibility::Public,
        Public::Cc => Visibility::Unlisted,
        Public::No => {
            let author = accounts::by_id(db, author)?;
            let followers = author.map(|author| author.followers_uri).unwrap_or_default();
            if object.audience.names(&followers) {
                Visibility::Followers
            } else {
                Visibility::Direct
            }
        }
    })
}

/// The person of this node that `uri` means.
pub fn local_account(db: &Read, site: &Site, uri: &str) -> Result<Option<AccountId>> {
    match site.local_uri(uri) {
        Some(LocalUri::Account(name)) => accounts::id_by_uri(db, &site.account(name)),
        _ => Ok(None),
    }
}

fn reply<'o>(db: &Read, object: &'o Object) -> Result<Option<ReplyTo<'o>>> {
    let Some(uri) = object.in_reply_to.as_deref() else { return Ok(None) };
    let parent = statuses::by_uri(db, uri)?;
    Ok(Some(
        parent.map_or(ReplyTo::Unknown(uri), |parent| ReplyTo::Known(parent.id, parent.account_id)),
    ))
}

/// Quoting oneself needs no consent (FEP-044f); everything else waits for the stamp to be checked.
fn quote<'o>(db: &Read, object: &'o Object, author: AccountId) -> Result<Option<Quote<'o>>> {
    let Some(uri) = object.quote.as_deref() else { return Ok(None) };
    let quoted = statuses::by_uri(db, uri)?;
    let own = quoted.as_ref().is_some_and(|quoted| quoted.account_id == author);
    Ok(Some(Quote {
        uri,
        status_id: quoted.map(|quoted| quoted.id),
        state: if own { QuoteState::Accepted } else { QuoteState::Pending },
        authorization_uri: object.quote_authorization.as_deref(),
    }))
}

fn kind(kind: ObjectKind) -> StatusKind {
    match kind {
        ObjectKind::Note => StatusKind::Note,
        ObjectKind::Question => StatusKind::Question,
        _ => StatusKind::Other,
    }
}

fn extras_of(object: &Object) -> i64 {
    let bits = [
        (!object.attachments.is_empty(), extras::ATTACHMENTS),
        (!object.mentions.is_empty() || !object.audience.recipients.is_empty(), extras::MENTIONS),
        (!object.hashtags.is_empty(), extras::TAGS),
        (object.poll.is_some(), extras::POLL),
    ];
    bits.iter().filter(|(has, _)| *has).map(|(_, bit)| bit).sum()
}

/// Everything in other tables.
fn hang_on(tx: &Write, cx: &Context, post: &Post, account: AccountId, id: StatusId) -> Result<()> {
    let object = &post.object;
    statuses::put_raw(tx, id, &post.raw_zstd)?;
    for mention in &object.mentions {
        // Whom we never met is not fetched for a mention: a post could name a thousand.
        if let Some(account) = accounts::id_by_uri(tx, &mention.href)? {
            mentions::insert(tx, id, account, MentionKind::Named)?;
        }
    }
    for recipient in &object.audience.recipients {
        if let Some(account) = local_account(tx, &cx.site, recipient)? {
            mentions::insert(tx, id, account, MentionKind::Silent)?;
        }
    }
    for name in &object.hashtags {
        tags::insert(tx, id, &name.to_lowercase())?;
    }
    for (position, attachment) in (0..).zip(&object.attachments) {
        insert_attachment(tx, cx, attachment, account, id, position)?;
    }
    if let Some(poll) = &object.poll {
        polls::put(tx, id, &stored_poll(poll))?;
    }
    Ok(())
}

fn insert_attachment(
    tx: &Write,
    cx: &Context,
    attachment: &Attachment,
    account_id: AccountId,
    status_id: StatusId,
    position: i64,
) -> Result<()> {
    let description = attachment.description.as_deref().unwrap_or_default();
    attachments::insert_remote(
        tx,
        &RemoteAttachment {
            id: cx.ids.next(),
            account_id,
            status_id,
            position,
            media_type: attachment.media_type.as_deref().unwrap_or(attachment.kind.family()),
            url: &attachment.url,
            description: &plain_name(description, DESCRIPTION_CHARS),
            blurhash: attachment.blurhash.as_deref(),
            width: attachment.width.map(i64::from),
            height: attachment.height.map(i64::from),
            duration_ms: attachment.duration_ms.and_then(|ms| i64::try_from(ms).ok()),
            focus: attachment.focus,
        },
        cx.now_ms,
    )
}

fn stored_poll(poll: &crate::protocol::incoming::Poll) -> Poll {
    let options = poll
        .options
        .iter()
        .map(|option| (plain_name(&option.name, OPTION_CHARS), i64::from(option.votes)));
    Poll {
        multiple: poll.multiple,
        hide_totals: false,
        expires_ms: poll.end_time_ms,
        closed: poll.closed_ms.is_some(),
        voters_count: poll.voters_count.map_or(0, i64::from),
        options: options.collect(),
    }
}

const DESCRIPTION_CHARS: usize = 5_000;
const OPTION_CHARS: usize = 500;
