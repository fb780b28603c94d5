//! `nichoir check`: looks for what could go wrong; each finding is one line with what to do.
//!
//! What only the running node can find out, it has left in the database: see `appliance/memory.rs`.

mod report;

use std::path::Path;
use std::process::ExitCode;

use self::report::{Report, is_running};
use crate::appliance::care;
use crate::appliance::memory::{self, Memory};
use crate::appliance::system::System;
use crate::appliance::time;
use crate::appliance::update::news;
use crate::clock::{Clock, EARLIEST_MS};
use crate::config::Config;
use crate::error::Result;
use crate::store::condition::{self, Condition};
use crate::store::{Store, settings};

/// What a look at one thing found.
enum Finding {
    Good(String),
    Bad(String),
}

use Finding::{Bad, Good};

pub(super) fn run(config: &Config, json: bool) -> Result<ExitCode> {
    let mut machine = vec![
        writable(&config.data),
        free_space(&config.data),
        clock(Clock::system().now_ms(), EARLIEST_MS),
    ];
    let (node, memory) = database(&config.database())?;
    machine.extend(node);
    let system = System::new(&config.sys_root);
    let mut seen = care::disk(&system, &config.data);
    seen.extend(news::read(&system, &config.data));
    let report = Report { config, machine, seen, memory, is_running: is_running(config.listen) };
    report.print(json)?;
    Ok(if report.is_bad() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn writable(folder: &Path) -> Finding {
    let probe = folder.join(".nichoir-check");
    let written = std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => Good(format!("the data folder {} is writable", folder.display())),
        Err(cause) => Bad(format!(
            "the data folder {} is not writable ({cause}): make it, or give it to the user who \
             runs Nichoir",
            folder.display()
        )),
    }
}

fn free_space(folder: &Path) -> Finding {
    let Ok(disk) = rustix::fs::statvfs(folder) else {
        return Bad(format!("cannot ask for the free space of {}", folder.display()));
    };
    // Whether that is enough, the line about the disk says.
    Good(format!("{} MiB are free", disk.f_bavail.saturating_mul(disk.f_frsize) >> 20))
}

fn clock(now_ms: i64, newest_ms: i64) -> Finding {
    // Signatures of other servers are refused when the clock is far off.
    if now_ms < newest_ms {
        return Bad("the clock is behind: switch on time synchronisation (NTP)".into());
    }
    Good("the clock is plausible".into())
}

fn database(path: &Path) -> Result<(Vec<Finding>, Memory)> {
    let nothing = |line: String| Ok((vec![Bad(line)], Memory::default()));
    if !path.exists() {
        return nothing("there is no database yet: run nichoir setup".into());
    }
    let store = match Store::open(path) {
        Ok(store) => store,
        Err(error) => return nothing(error.to_string()),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let now_ms = Clock::system().now_ms();
    runtime.block_on(store.read(move |db| {
        let integrity = match db.integrity()?.as_str() {
            "ok" => Good("the database is sound".into()),
            what => Bad(format!("the database is damaged ({what}): restore a backup")),
        };
        let owner = match settings::site(db)? {
            Some(site) => Good(format!("the node lives at {}", site.base())),
            None => Bad("nobody lives here yet: run nichoir setup".into()),
        };
        let condition = condition::condition(db)?;
        let newest = clock(now_ms, condition.newest_ms.max(time::floor_ms(db)?));
        Ok((vec![integrity, owner, newest, deliveries(&condition)], memory::load(db)?))
    }))
}

fn deliveries(condition: &Condition) -> Finding {
    let Condition { waiting, failed, failing_hosts, .. } = condition;
    let line = format!(
        "{waiting} deliveries wait, {failed} failed, {failing_hosts} servers do not answer"
    );
    if *failing_hosts > 0 && condition.answering_hosts == 0 {
        return Bad(format!("{line}: no server answers, is this machine online?"));
    }
    Good(line)
}
