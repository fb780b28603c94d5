//! What is made ready when the node starts: a box without an owner has a code, and it is written down.

use std::path::Path;

use super::card::{self, Card};
use super::code::Code;
use super::guesses::Guesses;
use super::{Claim, forget, load, note, save};
use crate::app::App;
use crate::error::Result;
use crate::random::Random;
use crate::store::settings;

/// Since when the box waits for an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Since it is there.
    Before,
    /// Since a reset just now: the old owner may know the code on the card.
    Reset,
}

/// Makes the box ready to be claimed; `None` if somebody has it.
///
/// # Errors
/// Only if the database fails.
pub async fn prepare(app: &App, data: &Path, since: Since) -> Result<Option<Claim>> {
    let (system, random, data) =
        (app.appliance.system.clone(), app.random.clone(), data.to_owned());
    app.store
        .write(move |tx| {
            let found = load(tx)?;
            if settings::site(tx)?.is_some() {
                leave_to_the_owner(tx, found)?;
                return Ok(None);
            }
            let mut claim = found.unwrap_or_default();
            let card = card::read(&system);
            if since == Since::Reset {
                claim.card_code.clone_from(&card.code);
            }
            let code = take(&mut claim, card, &random);
            let written = note::write(&system, &data, &code);
            if written != claim.note {
                note::remove(&claim);
            }
            claim.note = written;
            save(tx, &claim)?;
            Ok(Some(claim))
        })
        .await
}

/// Gives the box the code of `card`, or keeps its own, or a new one.
pub(super) fn take(claim: &mut Claim, card: Card, random: &Random) -> Code {
    if card.code.is_some() && card.code != claim.card_code {
        claim.code.clone_from(&card.code);
        claim.card_code = card.code;
        claim.guesses = Guesses::default();
    }
    if claim.name.is_empty() {
        claim.name = card.name.unwrap_or_default();
    }
    if claim.host.is_empty() {
        claim.host = card.domain.unwrap_or_default();
    }
    claim.code.get_or_insert_with(|| Code::new(random)).clone()
}

/// `nichoir setup` came first: there is nothing to claim, so no code may lie about.
fn leave_to_the_owner(tx: &crate::store::Write, found: Option<Claim>) -> Result<()> {
    match found.filter(|claim| !claim.is_over()) {
        Some(claim) => {
            note::remove(&claim);
            forget(tx)
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(code: &str) -> Card {
        Card { code: Code::read(code), ..Card::default() }
    }

    #[test]
    fn a_box_without_a_card_gets_a_code_and_keeps_it() {
        let (mut claim, random) = (Claim::default(), Random::seeded(1));
        let code = take(&mut claim, Card::default(), &random);
        assert_eq!(take(&mut claim, Card::default(), &random), code);
    }

    #[test]
    fn a_code_on_the_card_counts_once() {
        let (mut claim, random) = (Claim::default(), Random::seeded(1));
        let chosen = take(&mut claim, card("ABCD-EFGH"), &random);
        assert_eq!(Some(&chosen), Code::read("ABCD-EFGH").as_ref());
        // It was guessed at too often, and a new one took its place.
        claim.code = Some(Code::new(&random));
        let renewed = take(&mut claim, card("ABCD-EFGH"), &random);
        assert_ne!(renewed, chosen);
        // Somebody who holds the card has written another one.
        assert_eq!(Some(take(&mut claim, card("WXYZ-2345"), &random)), Code::read("WXYZ-2345"));
    }
}
