//! Changing a post. The version before stays in its history.

use super::draft::Draft;
use super::mentions::People;
use super::parts::Written;
use super::{parts, visible};
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::publish;
use crate::id::{AccountId, StatusId};
use crate::store::statuses::{self, Edit, Status, StatusKind, extras};
use crate::store::{Write, attachments, uploads};

/// Changes an own post and tells everybody who got it.
///
/// # Errors
/// Not found if it is not the owner's; invalid if it breaks a limit.
pub async fn edit(app: &App, owner: AccountId, id: StatusId, draft: Draft) -> Result<()> {
    draft.check()?;
    let people = People::named_in(app, &draft.text).await?;
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::own_post(tx, owner, id)?;
        if status.reblog_of_id.is_some() {
            return Err(Error::invalid("A reblog cannot be changed"));
        }
        change(tx, &cx, &status, &draft, &people)?;
        publish::updated(tx, &cx, id, Vec::new())
    });
    write.await
}

fn change(tx: &Write, cx: &Context, status: &Status, draft: &Draft, people: &People) -> Result<()> {
    let (composed, named) = people.compose(&draft.text, &cx.site);
    let answered = status.in_reply_to_account_id;
    let answered =
        answered.filter(|account| status.visibility.is_public() && *account != status.account_id);
    let written = Written { composed, named, answered };
    let is_poll = status.kind == StatusKind::Question;
    let poll_bit = if is_poll { extras::POLL } else { 0 };
    let spoiler_text = draft.spoiler_text.trim();
    let policy = match draft.quote_policy {
        Some(policy) => policy.stored(&visible::account(tx, status.account_id)?),
        None => status.policy_json.clone(),
    };
    let edit = Edit {
        content_html: &written.composed.html,
        spoiler_text,
        source_text: Some(&draft.text),
        language: draft.language.as_deref(),
        sensitive: draft.sensitive || !spoiler_text.is_empty(),
        emojis_json: None,
        policy_json: policy.as_deref(),
        extras: written.extras(draft) & !extras::POLL | poll_bit,
        edited_ms: Some(cx.now_ms),
    };
    statuses::edit(tx, status.id, &edit)?;
    written.put_names(tx, status.id)?;
    attachments::release(tx, status.id)?;
    parts::put_files(tx, status.account_id, status.id, draft)?;
    for said in draft.said_of_media.iter().filter(|said| draft.media.contains(&said.id)) {
        uploads::change(tx, status.account_id, said)?;
    }
    match &draft.poll {
        Some(_) if !is_poll => Err(Error::invalid("A poll cannot be added to an existing post")),
        Some(poll) => parts::put_poll(tx, status.id, poll, cx.now_ms),
        None => Ok(()),
    }
}
