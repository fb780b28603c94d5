//! Reporting somebody to the people who run their server.

use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::outbox;
use crate::id::{AccountId, StatusId, of};
use crate::protocol::outgoing::activity::Verb;
use crate::store::{accounts, statuses};

/// Reports an account and some of its posts. It comes from the application actor, so that the reported
/// person does not learn who it was, as Mastodon does.
///
/// # Errors
/// Not found if the account is not there.
pub async fn report(
    app: &App,
    target: AccountId,
    posts: Vec<StatusId>,
    comment: String,
) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let application = accounts::by_uri(tx, &cx.site.application())?;
        let application = application.ok_or_else(|| Error::not_found("application actor"))?;
        let target = visible::account(tx, target)?;
        let mut objects = vec![target.uri.clone()];
        for id in posts.into_iter().take(MOST_POSTS) {
            let status = statuses::by_id(tx, id)?;
            let of_target = status.filter(|status| status.account_id == target.id);
            objects.extend(of_target.map(|status| status.uri));
        }
        let comment: String = comment.chars().take(MOST_CHARACTERS).collect();
        let id = format!("{}#reports/{}", application.uri, cx.ids.next::<of::Outgoing>());
        let objects = objects.iter().map(String::as_str).collect();
        let flag = Verb::Flag { objects, content: &comment };
        outbox::tell(tx, &cx, &application, &target, &id, flag)
    });
    write.await
}

const MOST_POSTS: usize = 50;
/// What Mastodon takes.
const MOST_CHARACTERS: usize = 1000;
