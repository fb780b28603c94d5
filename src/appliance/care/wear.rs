//! How much of the card's life is used up: what was written to it, and what the card itself says.
//!
//! The kernel counts since the machine was switched on, so the sum is kept, in one row that is written once a
//! day. What was written between that and a power cut is not counted. Only memory cards and what is soldered in
//! (eMMC, which also says how worn it is): disks last longer than their homes.
//! Spec: the kernel's Documentation/block/stat and Documentation/driver-api/mmc/mmc-dev-attrs.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::appliance::finding::{Finding, Mood, Topic};
use crate::appliance::system::System;
use crate::clock::to_the_minute;
use crate::error::Result;
use crate::store::{Read, Write, settings};

/// What the machine says about the card now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Card {
    /// Tells cards apart.
    pub(super) cid: String,
    /// How much it holds, in bytes.
    pub(super) size: u64,
    /// Bytes written since the machine was switched on.
    pub(super) written: u64,
    /// Tenths of its life that are used up; 11 is more than all of it. `None` if it does not say.
    pub(super) life: Option<u8>,
    /// Of its spare blocks: 1 is normal, 2 means that most are used up, 3 nearly all.
    pub(super) spare: Option<u8>,
}

/// What was written to the card since we first saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    cid: String,
    /// When we first saw it, in milliseconds since 1970.
    since_ms: i64,
    /// When this was kept.
    at_ms: i64,
    /// Bytes since then.
    written: u64,
    /// What the kernel had counted when this was kept.
    counter: u64,
}

/// Looks for the first card.
pub(super) fn read(system: &System) -> Option<Card> {
    let names = fs::read_dir(system.path(DISKS)).ok()?.flatten().take(MOST);
    let mut folders: Vec<PathBuf> = names.map(|entry| entry.path()).collect();
    folders.sort();
    let folder = folders.into_iter().find(|folder| is_card(folder))?;
    let text = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let hex = |text: &str| u8::from_str_radix(text.trim_start_matches("0x"), 16).ok();
    let life = text("device/life_time");
    let life = life.as_deref().map(|life| life.split_whitespace().filter_map(hex).max());
    Some(Card {
        cid: text("device/cid").unwrap_or_default().trim().to_owned(),
        size: text("size")?.trim().parse::<u64>().ok()?.saturating_mul(SECTOR),
        written: text("stat")?
            .split_whitespace()
            .nth(SECTORS_WRITTEN)?
            .parse::<u64>()
            .ok()?
            .saturating_mul(SECTOR),
        // 0 stands for "not defined".
        life: life.flatten().filter(|life| *life > 0),
        spare: text("device/pre_eol_info").and_then(|spare| hex(spare.trim())),
    })
}

/// The tally to keep now, or `None` if it is not time yet.
pub(super) fn due(kept: Option<&Tally>, card: &Card, now_ms: i64) -> Option<Tally> {
    let Some(kept) = kept.filter(|kept| kept.cid == card.cid) else {
        let (cid, counter) = (card.cid.clone(), card.written);
        return Some(Tally { cid, since_ms: now_ms, at_ms: now_ms, written: 0, counter });
    };
    if kept.at_ms.abs_diff(now_ms) < DAY_MS {
        return None;
    }
    // It counts from 0 again after the machine was off.
    let more = card.written.checked_sub(kept.counter).unwrap_or(card.written);
    let written = kept.written.saturating_add(more);
    Some(Tally { at_ms: now_ms, written, counter: card.written, ..kept.clone() })
}

/// The line of the checklist. Changes only with the tally, or with the card's own word.
pub(super) fn finding(card: &Card, tally: &Tally) -> Finding {
    let is_worn = card.life.is_some_and(|life| life > 10) || card.spare.is_some_and(|it| it > 2);
    let is_old = card.life.is_some_and(|life| life > 8) || card.spare == Some(2);
    let is_much = card.life.is_none() && tally.written > card.size.saturating_mul(OFTEN);
    let (mood, code) = match card.life {
        _ if is_worn => (Mood::Bad, "card-worn"),
        _ if is_old => (Mood::Note, "card-old"),
        _ if is_much => (Mood::Note, "card-much"),
        Some(_) => (Mood::Good, "card-life"),
        None => (Mood::Good, "card-written"),
    };
    Finding::new(Topic::Card, mood, code)
        .with("gigabytes", &format!("{}.{}", tally.written / GB, tally.written % GB / (GB / 10)))
        .with("since", &to_the_minute(tally.since_ms))
        .with("percent", &card.life.map_or(0, |life| u32::from(life.min(10)) * 10))
}

/// The tally that was kept.
pub(super) fn load(db: &Read) -> Result<Option<Tally>> {
    let row = settings::value(db, KEPT)?;
    Ok(row.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Keeps it.
pub(super) fn save(tx: &Write, tally: &Tally) -> Result<()> {
    settings::set(tx, KEPT, &serde_json::to_string(tally)?)
}

/// `mmcblk0`, and not `mmcblk0boot0`, which is a part of it.
fn is_card(folder: &std::path::Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let number = name.strip_prefix("mmcblk");
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()))
}

const DISKS: &str = "/sys/block";
const MOST: usize = 256;
const SECTOR: u64 = 512;
/// The seventh number.
const SECTORS_WRITTEN: usize = 6;
const KEPT: &str = "card_wear";
const DAY_MS: u64 = 24 * 3_600_000;
const GB: u64 = 1_000_000_000;
/// Cheap cards take a few hundred rounds, and the card writes more than it is told to.
const OFTEN: u64 = 100;

#[cfg(test)]
#[path = "wear_tests.rs"]
mod tests;
