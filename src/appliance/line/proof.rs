//! Remembers the last proof from outside across restarts: the next one may be weeks away.

use serde::{Deserialize, Serialize};

use super::ways::Ways;
use crate::app::App;
use crate::appliance::outsiders::Families;
use crate::appliance::probe::Seen;
use crate::store::settings;

const PROOF: &str = "reached_from_outside";

/// What was seen, and how the ways were then. It says nothing about other ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) seen: Seen,
    pub(super) ways: Ways,
    /// Over which kinds of address it came, and visitors since; none if that is not known.
    pub(super) over: Families,
}

impl Proof {
    /// This, if the ways are still the same.
    pub(super) fn for_ways(&self, ways: Ways) -> Option<&Self> {
        Some(self).filter(|proof| proof.ways == ways)
    }
}

/// How the ways were when we were last reached, for the database.
#[derive(Serialize, Deserialize)]
struct Reached {
    ways: Ways,
    #[serde(default)]
    over: Families,
}

/// The last good proof, if no bad one came after it.
pub(super) async fn load(app: &App) -> Option<Proof> {
    let json = app.store.read(|db| settings::value(db, PROOF)).await.ok().flatten()?;
    let Reached { ways, over } = serde_json::from_str(&json).ok()?;
    Some(Proof { seen: Seen::Us, ways, over })
}

/// Keeps a good proof; a bad one only takes back what was kept.
pub(super) async fn save(app: &App, proof: &Proof) {
    let reached =
        (proof.seen == Seen::Us).then_some(Reached { ways: proof.ways, over: proof.over });
    let Ok(json) = serde_json::to_string(&reached) else { return };
    if let Err(error) = app.store.write(move |tx| settings::set(tx, PROOF, &json)).await {
        tracing::warn!(%error, "cannot remember that others reached us");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appliance::line::ways::Way;

    #[test]
    fn a_proof_is_about_the_ways_that_were_then() {
        let ways = Ways { v4: Way::Open, v6: Way::None };
        let proof = Proof { seen: Seen::Us, ways, over: Families::default() };
        assert_eq!(proof.for_ways(ways), Some(&proof));
        assert_eq!(proof.for_ways(Ways { v4: Way::Closed, v6: Way::None }), None);
    }
}
