//! The members that make a post a poll (FEP-9967), and the note that is a vote.

use serde::{Serialize, Serializer};

use super::fields::Fields;
use super::time::rfc3339;

/// A poll of ours, with its counts so far.
#[derive(Debug, Clone)]
pub struct Poll<'a> {
    /// How many options one person may choose.
    pub choice: Choice,
    /// Names with the votes for each.
    pub options: Vec<(&'a str, u64)>,
    /// When voting ends.
    pub end_ms: Option<i64>,
    /// When it did end.
    pub closed_ms: Option<i64>,
    /// How many people voted.
    pub voters: u64,
}

/// How many options one person may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// `oneOf`.
    One,
    /// `anyOf`.
    Any,
}

impl Poll<'_> {
    pub(super) fn put<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        let key = match self.choice {
            Choice::One => "oneOf",
            Choice::Any => "anyOf",
        };
        let options: Vec<_> =
            self.options.iter().map(|&(name, votes)| PollOption { name, votes }).collect();
        fields.put(key, options)?;
        fields.put_some("endTime", self.end_ms.map(rfc3339))?;
        fields.put_some("closed", self.closed_ms.map(rfc3339))?;
        fields.put("votersCount", self.voters)
    }
}

struct PollOption<'a> {
    name: &'a str,
    votes: u64,
}

impl Serialize for PollOption<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("type", "Note")?;
        fields.put("name", self.name)?;
        fields.put("replies", Votes { total: self.votes })?;
        fields.end()
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "Collection")]
struct Votes {
    #[serde(rename = "totalItems")]
    total: u64,
}

/// A vote for one option of somebody's poll: a note with a name and no content.
#[derive(Debug, Clone)]
pub struct Vote<'a> {
    /// Id of the vote.
    pub id: &'a str,
    /// Who votes.
    pub attributed_to: &'a str,
    /// The chosen option, exactly as written there.
    pub name: &'a str,
    /// Id of the poll.
    pub in_reply_to: &'a str,
    /// The author of the poll, nobody else.
    pub to: &'a str,
}

impl Serialize for Vote<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("id", self.id)?;
        fields.put("type", "Note")?;
        fields.put("name", self.name)?;
        fields.put("attributedTo", self.attributed_to)?;
        fields.put("inReplyTo", self.in_reply_to)?;
        fields.put("to", [self.to])?;
        fields.end()
    }
}
