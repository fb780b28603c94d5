//! Work that survives a power cut: what it is, who runs it, when it is tried again.
//!
//! The rows are in `store/jobs.rs` and `store/deliveries.rs`.

mod deliver;
mod fan_out;
mod line;
mod outcome;
mod polls;
mod receive;
mod sweep;
mod verdict;
mod verify_quote;
mod visit;
mod work;

pub mod backoff;
pub mod job;
pub mod runner;
