//! While the node runs from a card: gets what is laid ready into the idle slot, and says when to go over.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::card::Card;
use super::errand::{Answer, Errand};
use super::state::Folder;
use super::{stage, switch};
use crate::app::App;
use crate::error::Result;

/// Nobody waits for it in front of a screen.
const LOOK: Duration = Duration::from_secs(3);
/// After something that will not go by itself.
const LATER: Duration = Duration::from_secs(60);

/// Returns when the idle slot has been written and the node has to end, so that it goes over at its next start.
pub async fn due(app: App) {
    let system = app.appliance.system.clone();
    let Some(card) = Card::of(&system) else { return std::future::pending().await };
    app.appliance.is_kept().await;
    let mut asker = Asker { card, has_asked: false };
    loop {
        let data = app.appliance.data.clone();
        let looked = spawn_blocking(move || {
            let is_due = asker.look(&data);
            (asker, is_due)
        });
        // A panic there would be ours; then nothing is updated until the next start.
        let Ok((back, is_due)) = looked.await else { return std::future::pending().await };
        asker = back;
        match is_due {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "the update cannot go on");
                sleep(LATER).await;
            }
        }
        sleep(LOOK).await;
    }
}

struct Asker {
    card: Card,
    /// Since this program started.
    has_asked: bool,
}

impl Asker {
    /// Whether the node has to end.
    fn look(&mut self, data: &Path) -> Result<bool> {
        let folder = Folder::of(data);
        self.take_what_came(data, &folder)?;
        let state = folder.state()?;
        let Some(trial) = state.trial.filter(|trial| !trial.has_begun) else {
            self.has_asked = false;
            return Ok(false);
        };
        if !self.has_asked {
            self.card.ask(Errand::Write)?;
            self.has_asked = true;
            return Ok(false);
        }
        let answer = self.card.answer().filter(|_| !self.card.is_asked(Errand::Write));
        match answer {
            Some(Answer::Written(version)) if version == trial.version => return Ok(true),
            // Another one was laid ready meanwhile.
            Some(Answer::Written(_)) => self.has_asked = false,
            Some(Answer::Failed(why)) => {
                self.has_asked = false;
                switch::end(&folder, &state, trial, Some(why))?;
            }
            None => {}
        }
        Ok(false)
    }

    /// A file that somebody laid there by hand; gone, whether it is good or not.
    fn take_what_came(&self, data: &Path, folder: &Folder) -> Result<()> {
        let file = folder.incoming();
        if file.exists() {
            if let Err(error) = stage::take(&self.card.system, data, &file) {
                tracing::error!(%error, "the update that was laid there is not taken");
            }
            fs::remove_file(file)?;
        }
        Ok(())
    }
}
