//! Reading the clock, the processor time and the memory of a process, and medians of what was read.

use std::fs;
use std::path::Path;
use std::time::Instant;

/// Seconds that `work` takes, and what it answers.
#[expect(clippy::disallowed_methods, reason = "a benchmark needs the real time")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let answer = work();
    (start.elapsed().as_secs_f64(), answer)
}

/// Seconds of processor time (user and system, all threads) that a process has used.
pub(crate) fn cpu_seconds(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name in brackets may contain anything; utime and stime are fields 14 and 15 (proc(5)).
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / 100.0
}

/// Seconds of processor time that this thread has used.
pub(crate) fn cpu_seconds_here() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds: f64 = stat.split(' ').next().unwrap().parse().unwrap();
    nanoseconds / 1e9
}

/// Proportional set size of a process, in MB.
pub(crate) fn pss_mb(process: u32) -> f64 {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap();
    let kilobytes: f64 = line.split_whitespace().next().unwrap().parse().unwrap();
    kilobytes / 1024.0
}

/// The value at this share (0.5: the median) of all values.
pub(crate) fn at(share: f64, values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    let index = ((sorted.len() - 1) as f64 * share).round() as usize;
    sorted[index]
}

/// The middle one.
pub(crate) fn median(values: &[f64]) -> f64 {
    at(0.5, values)
}

/// The number that `sql` answers, asked of the database in `data` from outside.
pub(crate) fn number(data: &Path, sql: &str) -> i64 {
    database(data).query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The text that `sql` answers.
pub(crate) fn text(data: &Path, sql: &str) -> String {
    database(data).query_row(sql, [], |row| row.get(0)).unwrap()
}

fn database(data: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(data.join("nichoir.sqlite3")).unwrap()
}
