//! `QuoteApproval`: who may quote a post. <https://docs.joinmastodon.org/entities/QuoteApproval/>

use serde::Serialize;

use crate::id::AccountId;
use crate::protocol::incoming::InteractionPolicy;
use crate::protocol::incoming::audience;
use crate::protocol::incoming::interaction_policy::{Asker, Grant, Rule};
use crate::store::accounts::Account;
use crate::store::status_view::{StatusRow, StatusView};

/// Who may quote a post at once, and who with the author's consent.
#[derive(Serialize)]
pub(in crate::client) struct QuoteApproval {
    automatic: Vec<&'static str>,
    manual: Vec<&'static str>,
    /// What that means for the viewer.
    current_user: &'static str,
}

impl QuoteApproval {
    /// For a viewer who is signed in. Without rules everybody may quote what everybody may read.
    pub(super) fn build(
        row: &StatusRow,
        author: &Account,
        view: &StatusView,
        viewer: AccountId,
    ) -> Self {
        if !row.visibility.is_public() {
            let own = viewer == row.account_id;
            return Self::saying(
                Vec::new(),
                Vec::new(),
                if own { Grant::Automatic } else { Grant::Denied },
            );
        }
        let policy = row.policy_json.as_deref().and_then(InteractionPolicy::of_stored);
        let Some(rule) = policy.and_then(|policy| policy.can_quote) else {
            return Self::saying(vec!["public"], Vec::new(), Grant::Automatic);
        };
        let (automatic, manual) = (names(&rule.automatic, author), names(&rule.manual, author));
        let grant = match viewer == row.account_id {
            true => Grant::Automatic,
            false => grant(&rule, author, view.followed.contains(&row.account_id), view, viewer),
        };
        Self::saying(automatic, manual, grant)
    }

    fn saying(automatic: Vec<&'static str>, manual: Vec<&'static str>, grant: Grant) -> Self {
        let current_user = match grant {
            Grant::Automatic => "automatic",
            Grant::Manual => "manual",
            Grant::Denied => "denied",
        };
        Self { automatic, manual, current_user }
    }
}

fn grant(
    rule: &Rule,
    author: &Account,
    is_follower: bool,
    view: &StatusView,
    viewer: AccountId,
) -> Grant {
    let uri = view.accounts.get(&viewer).map(|viewer| viewer.uri.as_str()).unwrap_or_default();
    rule.grant(&Asker { uri, followers_uri: &author.followers(), is_follower })
}

/// The names that Mastodon gives to collections; single people have none.
fn names(ids: &[String], author: &Account) -> Vec<&'static str> {
    let name = |id: &String| {
        if audience::is_public(id) {
            return Some("public");
        }
        if *id == author.followers() {
            return Some("followers");
        }
        (*id != author.uri).then_some("unsupported_policy")
    };
    ids.iter().filter_map(name).collect()
}
