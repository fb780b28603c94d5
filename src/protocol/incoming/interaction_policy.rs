//! Who may answer, like, boost or quote a post, as its author says.
//!
//! Does not decide about anybody: that needs follows and mentions.
//! Spec: GoToSocial's interaction policies; FEP-044f (`canQuote`).

use serde_json::Value;

use super::{audience, field, one_or_many, uri};

/// The rules of a post. A missing rule is the default of its author's software.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InteractionPolicy {
    /// Who may quote.
    pub can_quote: Option<Rule>,
    /// Who may reply.
    pub can_reply: Option<Rule>,
    /// Who may like.
    pub can_like: Option<Rule>,
    /// Who may boost.
    pub can_announce: Option<Rule>,
}

/// Ids of actors and collections; the public collection by its full id. At most 50 each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// May do it at once.
    pub automatic: Vec<String>,
    /// May do it when the author has agreed.
    pub manual: Vec<String>,
}

impl InteractionPolicy {
    /// Reads what the store keeps of a policy: the value of `interactionPolicy` as text.
    #[must_use]
    pub fn of_stored(json: &str) -> Option<Self> {
        let policy: Value = serde_json::from_str(json).ok()?;
        Self::read(&serde_json::json!({ "interactionPolicy": policy }))
    }

    /// Reads `interactionPolicy`.
    #[must_use]
    pub fn read(object: &Value) -> Option<Self> {
        let policy = object.get("interactionPolicy").filter(|policy| policy.is_object())?;
        Some(Self {
            can_quote: Rule::read(policy, "canQuote"),
            can_reply: Rule::read(policy, "canReply"),
            can_like: Rule::read(policy, "canLike"),
            can_announce: Rule::read(policy, "canAnnounce"),
        })
    }
}

/// Somebody who wants to do something with a post, as its author's rules look at them.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// Their actor.
    pub uri: &'a str,
    /// The collection of the author's followers.
    pub followers_uri: &'a str,
    /// They are in it.
    pub is_follower: bool,
}

/// What a rule says to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Yes.
    Automatic,
    /// The author is asked.
    Manual,
    /// No.
    Denied,
}

impl Rule {
    /// What this rule says to somebody.
    #[must_use]
    pub fn grant(&self, asker: &Asker<'_>) -> Grant {
        let includes = |ids: &[String]| ids.iter().any(|id| asker.is_meant(id));
        match (includes(&self.automatic), includes(&self.manual)) {
            (true, _) => Grant::Automatic,
            (false, true) => Grant::Manual,
            (false, false) => Grant::Denied,
        }
    }

    fn read(policy: &Value, key: &str) -> Option<Self> {
        let rule = policy.get(key).filter(|rule| rule.is_object())?;
        // The second names are GoToSocial's before 0.20.
        Some(Self {
            automatic: ids(rule, "automaticApproval", "always"),
            manual: ids(rule, "manualApproval", "approvalRequired"),
        })
    }
}

impl Asker<'_> {
    fn is_meant(&self, id: &str) -> bool {
        audience::is_public(id) || id == self.uri || (id == self.followers_uri && self.is_follower)
    }
}

fn ids(rule: &Value, key: &str, older_key: &str) -> Vec<String> {
    let key = if rule.get(key).is_some() { key } else { older_key };
    one_or_many::each(rule, key)
        .filter_map(field::id_of)
        .filter_map(|id| {
            if audience::is_public(id) {
                return Some(audience::PUBLIC.to_owned());
            }
            uri::is_uri(id).then(|| id.to_owned())
        })
        .take(MAX_IDS)
        .collect()
}

const MAX_IDS: usize = 50;
