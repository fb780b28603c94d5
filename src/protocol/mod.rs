//! What goes over the wire: bytes and JSON in, values out. No I/O, no SQL, no clock, no panic.

pub mod acct;
pub mod incoming;
pub mod json;
pub mod media_type;
