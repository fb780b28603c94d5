//! The box looks after itself: is there room, does the card still take what is written, how worn is it, how
//! hot is the processor, is the power supply strong enough?
//!
//! One loop looks once a minute; nothing is written that did not change. Each file beside this one reads one
//! thing and judges it; here it is only brought together. Runs on every node: what a machine does not have is
//! not spoken of. Nothing here needs a right that the owner of the data folder does not have.

mod ballast;
mod bell;
mod led;
mod power;
mod read_only;
mod service_manager;
mod space;
mod state;
mod temperature;
pub mod warnings;
mod watchdog;
mod wear;

use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use self::ballast::Ballast;
use self::bell::Bell;
use self::led::Lamp;
use self::power::Power;
pub use self::service_manager::ServiceManager;
pub use self::space::Disk;
use self::space::Level;
pub use self::state::State;
use self::temperature::Heat;
use self::wear::{Card, Tally};
use super::finding::Finding;
use super::system::System;
use crate::app::App;

/// Watches for as long as it is polled.
pub(super) async fn keep(app: App) {
    tokio::join!(watchdog::keep(app.clone()), look_after(app));
}

/// Makes room on a full disk before the database is opened, which could not be otherwise.
pub fn make_way(data: &Path) {
    Ballast::of(data).make_way();
}

/// The disk of `data`, without the room that is kept for hard times.
pub fn room(data: &Path) -> Option<Disk> {
    Disk::of(data).map(|disk| Ballast::of(data).counted(disk))
}

/// What can be said about the disk of `data` without having watched it: for `nichoir check`, because a node
/// whose disk takes nothing cannot leave its findings there.
pub fn disk(system: &System, data: &Path) -> Vec<Finding> {
    let space = room(data).map(|disk| space::finding(space::judge(Level::default(), disk)));
    let read_only = read_only::read(system, data).map(read_only::finding);
    space.into_iter().chain(read_only).collect()
}

async fn look_after(app: App) {
    let mut findings = app.appliance.findings.subscribe();
    let voltage = Bell::on(power::alarm(&app.appliance.system).as_deref());
    let mut keeper = Keeper::new(app);
    let mut next = Instant::now();
    loop {
        if Instant::now() >= next {
            keeper.look().await;
            next = Instant::now() + LOOK;
        }
        keeper.show().await;
        tokio::select! {
            () = sleep_until(next) => {}
            // The lamp and the status line follow the others' findings at once.
            _ = findings.changed() => {}
            // Too short for the next look.
            () = voltage.rings() => next = Instant::now(),
        }
    }
}

/// What is remembered between two looks.
struct Keeper {
    app: App,
    lamp: Lamp,
    /// What the lamp and the status line show.
    shown: Option<String>,
    level: Level,
    heat: Heat,
    power: Power,
    tally: Option<Tally>,
}

/// What one look finds.
struct Readings {
    disk: Option<Disk>,
    is_read_only: Option<bool>,
    millidegrees: Option<i64>,
    is_low: Option<bool>,
    card: Option<Card>,
}

impl Readings {
    /// Reads small files of the machine; a worn card may take its time.
    fn take(system: &System, data: &Path) -> Self {
        let is_read_only = read_only::read(system, data);
        let ballast = Ballast::of(data);
        if let Some(disk) = Disk::of(data).filter(|_| is_read_only != Some(true)) {
            ballast.see_to(disk);
        }
        let disk = room(data);
        let (millidegrees, is_low) = (temperature::read(system), power::read(system));
        Self { disk, is_read_only, millidegrees, is_low, card: wear::read(system) }
    }
}

impl Keeper {
    fn new(app: App) -> Self {
        let lamp = Lamp::of(&app.appliance.system);
        let (shown, level, heat, power, tally) = Default::default();
        Self { app, lamp, shown, level, heat, power, tally }
    }

    /// Reads everything once and reports.
    async fn look(&mut self) {
        let (system, data) = (self.app.appliance.system.clone(), self.app.appliance.data.clone());
        let readings = tokio::task::spawn_blocking(move || Readings::take(&system, &data)).await;
        let Ok(readings) = readings else { return };
        let findings = self.app.appliance.findings.clone();
        if let Some(disk) = readings.disk {
            self.level = space::judge(self.level, disk);
            self.app.store.set_full(self.level == Level::Full);
            findings.report(space::finding(self.level));
        }
        if let Some(is_read_only) = readings.is_read_only {
            findings.report(read_only::finding(is_read_only));
        }
        if let Some(millidegrees) = readings.millidegrees {
            self.heat = temperature::judge(self.heat, millidegrees);
            findings.report(temperature::finding(self.heat));
        }
        if let Some(is_low) = readings.is_low {
            self.power.see(is_low, self.app.clock.now_ms());
            findings.report(self.power.finding());
        }
        if let Some(card) = readings.card
            && let Some(tally) = self.tally_of(&card).await
        {
            findings.report(wear::finding(&card, &tally));
        }
    }

    /// What was written to the card, kept when it is time; nothing before the time is known.
    async fn tally_of(&mut self, card: &Card) -> Option<Tally> {
        if self.tally.is_none() {
            self.tally = self.app.store.read(wear::load).await.ok()?;
        }
        let due = self.app.clock.is_trusted();
        let due = due.then(|| wear::due(self.tally.as_ref(), card, self.app.clock.now_ms()))?;
        if let Some(tally) = due {
            let kept = tally.clone();
            self.app.store.write(move |tx| wear::save(tx, &kept)).await.ok()?;
            self.tally = Some(tally);
        }
        self.tally.clone()
    }

    /// Lets the lamp and the service manager show how the box is.
    async fn show(&mut self) {
        let is_claimed = self.app.site().await.is_ok();
        let findings = self.app.appliance.findings.all();
        let state = State::of(is_claimed, &findings);
        self.lamp.show(state);
        let sentence = state.sentence(&findings);
        if self.shown.as_ref() != Some(&sentence) {
            self.app.appliance.service_manager.status(&sentence);
            self.shown = Some(sentence);
        }
    }
}

const LOOK: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::super::finding::Mood;
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn every_line_has_words_in_both_languages_and_every_red_one_something_to_do() {
        let mut weak = Power::default();
        weak.see(true, 0);
        let levels = [Level::Roomy, Level::Filling, Level::Short, Level::Full].map(space::finding);
        let heats = [Heat::Cool, Heat::Hot, Heat::TooHot].map(temperature::finding);
        let power = [Power::default().finding(), weak.finding()];
        let read_only = [false, true].map(read_only::finding);
        let watchdog = [watchdog::finding()];
        let all = levels.into_iter().chain(heats).chain(power).chain(read_only).chain(watchdog);
        for finding in all {
            for locale in [Locale::En, Locale::Fr] {
                let sentence = finding.sentence(locale);
                assert!(sentence.len() > 10 && !sentence.contains('$'), "{sentence}");
                assert!(
                    finding.mood != Mood::Bad || finding.action(locale).is_some(),
                    "{sentence}"
                );
            }
        }
    }
}
