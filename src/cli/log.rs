//! Where the log goes and how its lines look: to standard error, with what the journal wants to know where
//! that is the journal.
//!
//! Spec: `sd-daemon(3)` (the level in front of a line), `systemd.exec(5)` (`JOURNAL_STREAM`).

use std::fmt;
use std::io::IsTerminal as _;

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, Full, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::error::{Error, Result};

/// From now on what happens is told, as far as `filter` lets it; `journal_stream` is the service manager's word for
/// the journal, empty if there is none.
///
/// # Errors
/// If the filter is none.
pub(super) fn start(filter: &str, journal_stream: &str) -> Result<()> {
    let filter = EnvFilter::try_new(filter)
        .map_err(|cause| Error::invalid(format!("log = {filter:?} is not a filter: {cause}")))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if is_journal(journal_stream) {
        let line = Format::default().with_ansi(false).without_time();
        log.event_format(ForTheJournal(line)).init();
    } else {
        log.with_ansi(std::io::stderr().is_terminal()).init();
    }
    Ok(())
}

/// Whether standard error is the stream with this device and inode: the variable goes on to whoever we start.
fn is_journal(stream: &str) -> bool {
    let own = rustix::fs::fstat(std::io::stderr());
    own.is_ok_and(|own| stream == format!("{}:{}", own.st_dev, own.st_ino))
}

/// Lines with their level in front and no time, which the journal knows better.
struct ForTheJournal(Format<Full, ()>);

impl<S, N> FormatEvent<S, N> for ForTheJournal
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        write!(writer, "<{}>", number(*event.metadata().level()))?;
        self.0.format_event(context, writer, event)
    }
}

/// As `syslog(3)` counts.
fn number(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
    }
}
