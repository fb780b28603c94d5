//! What the owner wrote, before it is a post, and the limits it must keep.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::AttachmentId;
use crate::store::accounts::Account;
use crate::store::uploads::Change;
use crate::text;

pub use crate::store::quotes::QuotePolicy;

/// The parts of a post that can be changed later.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// As typed.
    pub text: String,
    /// Content warning, as typed; empty for none.
    pub spoiler_text: String,
    /// Media are hidden at first.
    pub sensitive: bool,
    /// BCP 47.
    pub language: Option<String>,
    /// Makes it a poll. An edit without one leaves a poll as it is.
    pub poll: Option<PollDraft>,
    /// Uploaded files, in order.
    pub media: Vec<AttachmentId>,
    /// What is said anew of files of the post, when it is edited.
    #[serde(skip)]
    pub said_of_media: Vec<Change>,
    /// Who may quote it from now on, when it is edited; `None` leaves that as it is.
    #[serde(skip)]
    pub quote_policy: Option<QuotePolicy>,
}

/// A poll as asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PollDraft {
    /// What can be chosen.
    pub options: Vec<String>,
    /// More than one choice is allowed.
    pub multiple: bool,
    /// Results are hidden until the end.
    pub hide_totals: bool,
    /// How long it runs, in seconds from now.
    pub expires_in_s: i64,
}

impl QuotePolicy {
    /// As the store keeps it, in the words of FEP-044f; nothing for everybody.
    pub(super) fn stored(self, author: &Account) -> Option<String> {
        let allowed = match self {
            Self::Public => return None,
            Self::Followers => author.followers(),
            Self::Nobody => author.uri.as_str().into(),
        };
        let policy = serde_json::json!({
            "canQuote": { "automaticApproval": [allowed], "manualApproval": [] },
        });
        Some(policy.to_string())
    }
}

impl Draft {
    /// Whether it can be posted.
    ///
    /// # Errors
    /// Invalid, with a sentence for the person who wrote it.
    pub fn check(&self) -> Result<()> {
        if self.text.trim().is_empty() && self.media.is_empty() && self.poll.is_none() {
            return Err(Error::invalid("Validation failed: Text can't be blank"));
        }
        let length = text::character_count(&self.text) + self.spoiler_text.chars().count();
        if length > MAX_CHARACTERS {
            return Err(Error::invalid(format!(
                "Validation failed: Text character limit of {MAX_CHARACTERS} exceeded"
            )));
        }
        for said in &self.said_of_media {
            super::upload::check(said.description.as_deref().unwrap_or_default())?;
        }
        if self.media.len() > MAX_MEDIA {
            return Err(Error::invalid("Too many files for one post"));
        }
        self.poll.as_ref().map_or(Ok(()), PollDraft::check)
    }
}

impl PollDraft {
    fn check(&self) -> Result<()> {
        if !(2..=MAX_OPTIONS).contains(&self.options.len()) {
            return Err(Error::invalid(format!("A poll needs 2 to {MAX_OPTIONS} options")));
        }
        let empty = |option: &String| option.trim().is_empty();
        let long = |option: &String| option.chars().count() > MAX_OPTION_CHARACTERS;
        if self.options.iter().any(|option| empty(option) || long(option)) {
            return Err(Error::invalid(format!(
                "A poll option needs 1 to {MAX_OPTION_CHARACTERS} characters"
            )));
        }
        let mut known: Vec<&str> = self.options.iter().map(String::as_str).collect();
        known.sort_unstable();
        known.dedup();
        // Votes name their option, so two of the same name could not be told apart.
        if known.len() < self.options.len() {
            return Err(Error::invalid("The options of a poll must be different"));
        }
        if !POLL_SECONDS.contains(&self.expires_in_s) {
            return Err(Error::invalid("A poll runs for 5 minutes to 31 days"));
        }
        Ok(())
    }
}

/// Longest post: characters as Mastodon counts them, content warning included.
pub const MAX_CHARACTERS: usize = 5000;
/// Most files on one post.
pub const MAX_MEDIA: usize = 4;
/// Longest description of a file, in characters: as Mastodon has it.
pub const MAX_DESCRIPTION: usize = 1500;
/// Most options of a poll.
pub const MAX_OPTIONS: usize = 10;
/// Longest option of a poll.
pub const MAX_OPTION_CHARACTERS: usize = 100;
/// How long a poll may run, in seconds.
pub const POLL_SECONDS: std::ops::RangeInclusive<i64> = 300..=31 * 24 * 3600;

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(options: &[&str]) -> Draft {
        let options = options.iter().map(ToString::to_string).collect();
        let poll = PollDraft { options, multiple: false, hide_totals: false, expires_in_s: 3600 };
        Draft { poll: Some(poll), ..Draft::default() }
    }

    #[test]
    fn an_empty_post_is_refused_and_a_bare_poll_is_not() {
        assert!(Draft { text: " \n".into(), ..Draft::default() }.check().is_err());
        assert!(poll(&["yes", "no"]).check().is_ok());
    }

    #[test]
    fn options_that_look_the_same_or_empty_are_refused() {
        assert!(poll(&["yes", "yes"]).check().is_err());
        assert!(poll(&["yes", " "]).check().is_err());
        assert!(poll(&["yes"]).check().is_err());
    }

    #[test]
    fn a_post_of_the_greatest_length_is_taken_and_one_more_is_not() {
        let of_length = |length| Draft { text: "x".repeat(length), ..Draft::default() };
        assert!(of_length(MAX_CHARACTERS).check().is_ok());
        assert!(of_length(MAX_CHARACTERS + 1).check().is_err());
    }
}
