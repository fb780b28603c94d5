//! Finds the people whom a text names, before it is stored.
//!
//! Looking up strangers asks other servers, so it has a deadline: who is not found by then stays text.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::app::App;
use crate::error::Result;
use crate::federation::resolve;
use crate::id::AccountId;
use crate::protocol::acct::Acct;
use crate::site::Site;
use crate::store::accounts::{self, Account};
use crate::text::{self, Composed, Mention};

/// The people behind the handles of a text.
#[derive(Debug, Default)]
pub(super) struct People(BTreeMap<String, Account>);

impl People {
    /// Looks up everybody whom `text` names.
    pub(super) async fn named_in(app: &App, text: &str) -> Result<Self> {
        let site = app.site().await?;
        let deadline = Instant::now() + DEADLINE;
        let mut people = BTreeMap::new();
        for handle in text::mentions_in(text).into_iter().take(MOST) {
            let found = match known(app, &site, &handle).await? {
                Some(account) => Some(account),
                None => timeout_at(deadline, look_up(app, &handle)).await.unwrap_or_default(),
            };
            people.extend(found.map(|account| (handle, account)));
        }
        Ok(Self(people))
    }

    /// The text as HTML, and who is named in it.
    pub(super) fn compose(&self, text: &str, site: &Site) -> (Composed, Vec<AccountId>) {
        let mention = |handle: &str| self.0.get(handle).map(mention);
        let composed = text::compose(text, mention, |tag| site.tag_page(tag));
        let named = |actor: &str| self.0.values().find(|account| account.uri == actor);
        let ids = composed.mentions.iter().filter_map(|mention| Some(named(&mention.actor)?.id));
        let ids = ids.collect();
        (composed, ids)
    }
}

async fn known(app: &App, site: &Site, handle: &str) -> Result<Option<Account>> {
    let (username, domain) = handle.split_once('@').unwrap_or((handle, ""));
    let ours = [site.handle_domain.as_str(), site.host.as_str()];
    let ours = ours.iter().any(|domain_of_ours| domain_of_ours.eq_ignore_ascii_case(domain));
    let domain = if ours { String::new() } else { domain.to_lowercase() };
    let username = username.to_owned();
    app.store.read(move |db| accounts::by_handle(db, &username, &domain)).await
}

async fn look_up(app: &App, handle: &str) -> Option<Account> {
    let acct = Acct::parse(handle)?;
    let id = match resolve::resolve_handle(app, &acct).await {
        Ok(id) => id,
        Err(error) => {
            tracing::debug!(%acct, %error, "a mentioned person was not found");
            return None;
        }
    };
    app.store.read(move |db| accounts::by_id(db, id)).await.ok().flatten()
}

fn mention(account: &Account) -> Mention {
    let url = if account.url.is_empty() { &account.uri } else { &account.url };
    let (actor, url) = (account.uri.clone(), url.clone());
    Mention { actor, url, username: account.username.clone() }
}

/// For all people of a text together: whoever posts waits for it.
const DEADLINE: Duration = Duration::from_secs(5);
/// More names than this in one post are not looked up.
const MOST: usize = 50;
