//! Work that survives a power cut: what it is, who runs it, when it is tried again.
//!
//! The rows are in `store/jobs.rs` and `store/deliveries.rs`.

pub mod backoff;
pub mod job;
