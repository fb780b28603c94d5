//! Who may have the box: a code that only somebody who holds the box can know, and what the one who
//! showed it has chosen so far.
//!
//! Everything stands in one row of `settings`, so that a claim survives power cuts and every step is one
//! transaction. A node that `nichoir setup` made has no such row and is never claimed. Not the pages:
//! those are in [`web::setup`](crate::web).

mod card;
pub mod choose;
pub mod code;
pub mod finish;
pub mod guess;
pub mod guesses;
pub mod neighbourhood;
pub mod note;
pub mod secret;
pub mod session;
pub mod start;
pub mod welcome;

use serde::{Deserialize, Serialize};

use self::code::Code;
use self::guesses::Guesses;
use self::welcome::Welcome;
use crate::error::Result;
use crate::store::{Read, Write, settings};

/// How far the claim has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Nobody has shown the code.
    #[default]
    Code,
    /// The owner has no name yet.
    Name,
    /// The box has no address yet.
    Domain,
    /// Everything is chosen; the certificate is awaited.
    Check,
    /// Claimed, with a passphrase that went over the home network in the clear and is to be replaced.
    Temporary,
    /// Claimed, and it stays at home: there will be no certificate.
    AtHome,
    /// Claimed.
    Done,
}

/// What is known about the claim of this box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claim {
    /// How far it has come.
    pub step: Step,
    /// The code; `None` once it is dead.
    pub code: Option<Code>,
    /// The last code that came from the card. It counts once: a new card is a new code.
    pub card_code: Option<Code>,
    /// Where the code is written down; empty if it could not be.
    pub note: String,
    /// Wrong codes so far.
    pub guesses: Guesses,
    /// Hashes of the secrets of those who have shown the code, the newest last.
    pub sessions: Vec<String>,
    /// The owner's name; empty until it is chosen.
    pub name: String,
    /// The address of the node; empty until it is chosen, or when it stays at home.
    pub host: String,
    /// Domain of the handle; empty if it is the host.
    pub handle_domain: String,
    /// Whether the owner chose to have no address for now.
    pub stays_home: bool,
    /// Since when the certificate is awaited, in milliseconds since 1970.
    pub since_ms: i64,
    /// The link to the passphrase page, if one is out.
    pub welcome: Option<Welcome>,
}

impl Claim {
    /// Whether somebody has the box.
    pub fn is_over(&self) -> bool {
        self.step >= Step::Temporary
    }

    /// Whether the box may be spoken to on the home network, in the clear, although it has an owner.
    pub fn lives_in_the_clear(&self) -> bool {
        matches!(self.step, Step::Temporary | Step::AtHome)
    }
}

/// Where it stands in `settings`.
const CLAIM: &str = "claim";

/// What is known about the claim; `None` for a node that was never to be claimed.
pub fn load(db: &Read) -> Result<Option<Claim>> {
    let row = settings::value(db, CLAIM)?;
    Ok(row.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Remembers what is known about the claim.
pub fn save(tx: &Write, claim: &Claim) -> Result<()> {
    settings::set(tx, CLAIM, &serde_json::to_string(claim)?)
}

/// Forgets the claim: the node has its owner in another way.
pub fn forget(tx: &Write) -> Result<()> {
    settings::remove(tx, CLAIM)
}
