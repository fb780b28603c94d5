//! How `nichoir check` tells what was found: a line each for people, one object for programs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use super::Finding as Line;
use crate::appliance::finding::{Finding, Mood};
use crate::appliance::memory::Memory;
use crate::cli::say;
use crate::clock::rfc3339;
use crate::config::Config;
use crate::error::Result;

/// A node on this machine answers at once, or hangs.
const PATIENCE: Duration = Duration::from_secs(1);

/// All that was found.
pub(super) struct Report<'c> {
    pub(super) config: &'c Config,
    /// About the machine and the database, looked at just now.
    pub(super) machine: Vec<Line>,
    /// About disk and updates, looked at just now: a node whose disk takes nothing could not leave this.
    pub(super) seen: Vec<Finding>,
    /// About the line and all around it, by the node.
    pub(super) memory: Memory,
    /// Whether what the node found is about today.
    pub(super) is_running: bool,
}

impl Report<'_> {
    /// Whether somebody must do something.
    pub(super) fn is_bad(&self) -> bool {
        let machine = self.machine.iter().any(|line| matches!(line, Line::Bad(_)));
        machine || self.findings().any(|found| found.mood == Mood::Bad)
    }

    /// To standard output.
    pub(super) fn print(&self, as_json: bool) -> Result<()> {
        if as_json {
            say(&serde_json::to_string_pretty(&self.json())?);
        } else {
            self.lines().iter().for_each(|line| say(line));
        }
        Ok(())
    }

    fn lines(&self) -> Vec<String> {
        let config = self.config.origins.iter();
        let config =
            config.map(|(key, value, from)| format!("ok    {key} = {value} (from {from})"));
        let machine = self.machine.iter().map(|line| match line {
            Line::Good(text) => format!("ok    {text}"),
            Line::Bad(text) => format!("fix   {text}"),
        });
        let seen = self.seen.iter().map(|finding| self.line(finding));
        let left = self.left().map(|finding| self.line(finding));
        config.chain(machine).chain(seen).chain(self.age()).chain(left).collect()
    }

    /// What the node has left, but for what was looked at anew.
    fn left(&self) -> impl Iterator<Item = &Finding> {
        let is_old = |found: &&Finding| self.seen.iter().any(|seen| seen.topic == found.topic);
        self.memory.findings.iter().filter(move |found| !is_old(found))
    }

    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.seen.iter().chain(self.left())
    }

    /// How old the findings are; nothing where no node would find any.
    fn age(&self) -> Option<String> {
        let locale = self.config.locale;
        if self.left().next().is_none() {
            let is_box = self.config.tls.is_some();
            return is_box.then(|| format!("wait  {}", locale.say("check-nothing")));
        }
        let time = rfc3339(self.memory.at_ms);
        Some(match self.is_running {
            true => format!("ok    {}", locale.say_with("check-running", "time", &time)),
            false => format!("note  {}", locale.say_with("check-not-running", "time", &time)),
        })
    }

    fn line(&self, finding: &Finding) -> String {
        let word = match finding.mood {
            Mood::Good => "ok   ",
            Mood::Waiting => "wait ",
            Mood::Note => "note ",
            Mood::Bad => "fix  ",
        };
        let sentence = finding.sentence(self.config.locale);
        let action = finding.action(self.config.locale).unwrap_or_default();
        // Words of routers and servers may stand in it; a terminal would obey some.
        format!("{word} {sentence} {action}").replace(char::is_control, " ").trim_end().to_owned()
    }

    fn json(&self) -> Value {
        let config = self.config.origins.iter();
        let config =
            config.map(|(key, value, from)| json!({"key": key, "value": value, "from": from}));
        let machine = self.machine.iter().map(|line| match line {
            Line::Good(text) => json!({"mood": "good", "sentence": text}),
            Line::Bad(text) => json!({"mood": "bad", "sentence": text}),
        });
        let locale = self.config.locale;
        let findings = self.findings().map(|finding| {
            json!({
                "topic": finding.topic,
                "mood": finding.mood,
                "code": finding.code,
                "sentence": finding.sentence(locale),
                "action": finding.action(locale),
                "values": finding.values,
            })
        });
        json!({
            "config": config.collect::<Vec<_>>(),
            "machine": machine.collect::<Vec<_>>(),
            "running": self.is_running,
            "found_at": (self.memory.at_ms > 0).then(|| rfc3339(self.memory.at_ms)),
            "findings": findings.collect::<Vec<_>>(),
        })
    }
}

/// Whether somebody listens where the node would.
pub(super) fn is_running(listen: SocketAddr) -> bool {
    let here = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    TcpStream::connect_timeout(&SocketAddr::new(here, listen.port()), PATIENCE).is_ok()
}
