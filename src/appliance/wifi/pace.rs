//! How long each thing may take, and how often we look.

use std::time::Duration;

/// Stories go faster.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Without any network for so long, an access point opens.
    pub alone: Duration,
    /// The same where a network is known: after a power cut the router comes back more slowly than we do.
    pub patient: Duration,
    /// So long it stays open without anybody.
    pub idle: Duration,
    /// How often we look as long as something may have to be done.
    pub look: Duration,
    /// How often we look otherwise, and for a bus or a radio that is not there.
    pub calm: Duration,
    /// The answer to the phone goes out before the access point closes.
    pub farewell: Duration,
    /// No answer of iwd takes longer, and no change that was asked for.
    pub answer: Duration,
    /// The time to look for networks.
    pub scan: Duration,
    /// The time to join one.
    pub join: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            alone: Duration::from_secs(40),
            patient: Duration::from_secs(3 * 60),
            idle: Duration::from_secs(15 * 60),
            look: Duration::from_secs(3),
            calm: Duration::from_secs(60),
            farewell: Duration::from_secs(3),
            answer: Duration::from_secs(10),
            scan: Duration::from_secs(20),
            join: Duration::from_secs(30),
        }
    }
}
